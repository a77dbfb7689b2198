/*
 * ledger.h: the double-entry books of one account.
 *
 * Every event posts to at least two accounts, and the postings of an event add to zero, so the sum over all
 * accounts is zero at every moment. Signs: what the account owns is positive, where it came from is negative.
 *
 *   cash       asset      money at the broker; negative when borrowed
 *   positions  asset      quantity times mark, over all symbols; negative for shorts
 *   fees       expense    fees paid, positive
 *   capital    equity     minus the money put in
 *   gains      income     minus the gains of positions, realised or not (negative gains add)
 *   dividends  income     minus the dividends received, those paid on short positions taken off
 *   funding    income     the same of the funding of perpetuals
 *
 * Assets plus cash is what is left of the rest with the sign turned: cash + positions = -(capital + gains +
 * dividends + funding + fees) = equity. Amounts are exact, 128-bit, 1e-16 of the account's currency; running out of range is an
 * error, and the books are then as before.
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
    FS_ACCOUNT_FUNDING,
    FS_ACCOUNT_COUNT
};

struct fs_ledger {
    fs_i128 balance[FS_ACCOUNT_COUNT]; /* 1e-16 */
};

/* Amounts are 1e-16: a mantissa (1e-8) of money times this. */
#define FS_MONEY ((fs_i128)100000000)

/* Puts money (mantissa, 1e-8) in or takes it out. -1 with FS_E_LIMIT. */
int fs_ledger_deposit(struct fs_ledger *ledger, int64_t money);
/* Posts a fill: `qty` signed (bought is positive) at `price`, `fee` of money, all mantissas. The bought
 * quantity is carried at its price. -1 with FS_E_LIMIT. */
int fs_ledger_fill(struct fs_ledger *ledger, int64_t qty, int64_t price, int64_t fee);
/* Moves an amount (1e-16, any sign) from one account to another; `currency` 0 is the account's own. -1 with FS_E_LIMIT. */
int fs_ledger_move(struct fs_ledger *ledger, int currency, int from, int to, fs_i128 amount);
/* Sum over all accounts: zero, or the books are broken. */
fs_i128 fs_ledger_sum(const struct fs_ledger *ledger);
/* Amount (1e-16) as a double of currency, within one unit in the last place. */
static inline double fs_money_double(fs_i128 amount)
{
    fs_i128 high = (amount + ((fs_i128)1 << 63)) >> 64; /* so that the low part is a signed 64-bit number */
    int64_t low = (int64_t)(amount - high * ((fs_i128)1 << 64));
    return ((double)(int64_t)high * 18446744073709551616.0 + (double)low) / 1e16;
}

/* Cash plus positions, 1e-16. */
static inline fs_i128 fs_ledger_equity(const struct fs_ledger *ledger)
{
    return ledger->balance[FS_ACCOUNT_CASH] + ledger->balance[FS_ACCOUNT_POSITIONS];
}

/* Revalues `qty` (signed mantissa) by a change of its mark. -1 when out of range (no error is set: this runs
 * at every bar). */
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
