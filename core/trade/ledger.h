/*
 * ledger.h: the double-entry books of one account, in several currencies.
 *
 * Every event posts to at least two accounts of one currency, and its postings add to zero, so the sum over all
 * accounts of a currency is zero at every moment. Signs: what the account owns is positive, where it came from is
 * negative.
 *
 *   cash       asset      money at the broker; negative when borrowed
 *   positions  asset      units times mark, over all symbols; negative for shorts. What is settled by variation
 *                         margin (futures) is not in it: its gains are in cash
 *   fees       expense    fees paid, positive
 *   capital    equity     minus the money put in
 *   gains      income     minus the gains of positions, realised or not (negative gains add)
 *   dividends  income     minus what was received; paid on shorts adds
 *   interest   income     minus what was received; paid adds
 *   borrow     expense    paid for borrowed stock
 *   funding    income     of perpetuals: minus what was received; paid adds
 *   conversion trading    the other side of what is exchanged for another currency
 *
 * Currency 0 is the account's own. The others have a rate, its value in the account's currency, and books of their
 * own. An exchange of one currency for another posts to the conversion account of both (a trading account), so that
 * each currency balances by itself, at whatever rate.
 *
 * In the account's currency the ledger keeps what the other books are worth: cash plus positions at the present rate,
 * and each posting to an account that is no asset at the rate of that time. What a change of the rate does to what is
 * held is then the rest, and belongs to conversion: fs_ledger_total() of conversion is minus the gain by rates. So the
 * books balance in the account's currency too: equity = -(capital + gains + dividends + ... + conversion + fees).
 *
 * Amounts are exact, 128-bit, 1e-16 of their currency; values in the account's currency are rounded to that, half to
 * even. Running out of range is an error, and the books are then as before.
 */
#ifndef FINSMART_TRADE_LEDGER_H
#define FINSMART_TRADE_LEDGER_H

#include "base/decimal.h"

#include <stdint.h>

enum fs_account_name {
    FS_ACCOUNT_CASH,
    FS_ACCOUNT_POSITIONS,
    FS_ACCOUNT_FEES,
    FS_ACCOUNT_CAPITAL,
    FS_ACCOUNT_GAINS,
    FS_ACCOUNT_DIVIDENDS,
    FS_ACCOUNT_INTEREST,
    FS_ACCOUNT_BORROW,
    FS_ACCOUNT_FUNDING,
    FS_ACCOUNT_CONVERSION,
    FS_ACCOUNT_COUNT
};

#define FS_CURRENCIES_MAX 16

/* What a unit of a currency is worth in the account's: numerator / denominator, so that a price quoted the other way
 * round is exact too. Both above 0; denominator 0: not known yet. */
struct fs_rate {
    int64_t numerator, denominator;
};

/* The books of a currency that is not the account's. */
struct fs_books {
    fs_i128 balance[FS_ACCOUNT_COUNT]; /* 1e-16 of it */
    struct fs_rate rate;
    fs_i128 worth; /* cash plus positions at the rate, 1e-16 of the account's currency */
};

struct fs_ledger {
    fs_i128 balance[FS_ACCOUNT_COUNT]; /* of the account's currency, 1e-16 */
    fs_i128 foreign;                   /* worth of all other books */
    fs_i128 abroad[FS_ACCOUNT_COUNT];  /* what was posted to their accounts, in the account's currency */
    struct fs_books books[FS_CURRENCIES_MAX]; /* currency c at c; [0] is not used */
};

/* Amounts are 1e-16: a mantissa (1e-8) of money times this. */
#define FS_MONEY ((fs_i128)100000000)

/* Puts money (mantissa, 1e-8) of the account's currency in or takes it out. -1 with FS_E_LIMIT. */
int fs_ledger_deposit(struct fs_ledger *ledger, int64_t money);
/* Posts a fill: `qty` signed (bought is positive) at `price`, `fee` of money, all mantissas. The bought
 * quantity is carried at its price. -1 with FS_E_LIMIT. */
int fs_ledger_fill(struct fs_ledger *ledger, int64_t qty, int64_t price, int64_t fee);
/* The same in any currency: `value` (1e-16) is what was bought for. */
int fs_ledger_buy(struct fs_ledger *ledger, int currency, fs_i128 value, int64_t fee);
/* Moves `amount` (1e-16, of any sign) of a currency from one account to another: a dividend from FS_ACCOUNT_DIVIDENDS
 * to FS_ACCOUNT_CASH. -1 with FS_E_LIMIT, or FS_E_INPUT for a currency whose rate is not known. */
int fs_ledger_move(struct fs_ledger *ledger, int currency, int from, int to, fs_i128 amount);
/* The rate of a currency from now on, at which its books are valued. -1 with FS_E_INPUT for a rate that is none,
 * FS_E_LIMIT. */
int fs_ledger_rate(struct fs_ledger *ledger, int currency, struct fs_rate rate);
/* Exchanges `amount` (1e-16) of the cash of one currency for what it is worth in another at the present rates;
 * *received (may be NULL) says how much. Of a negative amount that much is bought with the other. -1 as
 * fs_ledger_move(). */
int fs_ledger_exchange(struct fs_ledger *ledger, int from, int to, fs_i128 amount, fs_i128 *received);
/* The present value in the account's currency of an amount of another; -1 with FS_E_LIMIT, FS_E_INPUT without a rate. */
int fs_ledger_value(const struct fs_ledger *ledger, int currency, fs_i128 amount, fs_i128 *value);
/* The balance of an account in its currency. */
fs_i128 fs_ledger_balance(const struct fs_ledger *ledger, int currency, int account);
/* Of all currencies in the account's: cash and positions at the present rates, the others at those of their postings. */
fs_i128 fs_ledger_total(const struct fs_ledger *ledger, int account);
/* Zero, or the books are broken: the first sum over the accounts of a currency, or over the values in the account's
 * currency, that is not. */
fs_i128 fs_ledger_sum(const struct fs_ledger *ledger);
/* "cash" and so on. */
const char *fs_ledger_account_name(int account);

/* Amount (1e-16) as a double of currency, within one unit in the last place. */
static inline double fs_money_double(fs_i128 amount)
{
    fs_i128 high = (amount + ((fs_i128)1 << 63)) >> 64; /* so that the low part is a signed 64-bit number */
    int64_t low = (int64_t)(amount - high * ((fs_i128)1 << 64));
    return ((double)(int64_t)high * 18446744073709551616.0 + (double)low) / 1e16;
}

/* Cash plus positions of all currencies in the account's, 1e-16. */
static inline fs_i128 fs_ledger_equity(const struct fs_ledger *ledger)
{
    return ledger->balance[FS_ACCOUNT_CASH] + ledger->balance[FS_ACCOUNT_POSITIONS] + ledger->foreign;
}

/* Revalues `qty` (signed mantissa) of the account's currency by a change of its mark. -1 when out of range (no error is
 * set: this runs at every bar). */
static inline int fs_ledger_mark(struct fs_ledger *ledger, int64_t qty, int64_t change)
{
    fs_i128 value = fs_amount_product(qty, change), positions, gains;
    if (__builtin_add_overflow(ledger->balance[FS_ACCOUNT_POSITIONS], value, &positions) ||
        __builtin_sub_overflow(ledger->balance[FS_ACCOUNT_GAINS], value, &gains))
        return -1;
    ledger->balance[FS_ACCOUNT_POSITIONS] = positions;
    ledger->balance[FS_ACCOUNT_GAINS] = gains;
    return 0;
}

#endif
