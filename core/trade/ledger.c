#include "trade/ledger.h"

#include "base/error.h"

/* Amounts further from zero than this are refused, so that sums of a few balances can't overflow. */
#define LEDGER_MAX (FS_I128_MAX / 16)

const char *fs_ledger_account_name(int account)
{
    static const char *const names[FS_ACCOUNT_COUNT] = {
        [FS_ACCOUNT_CASH] = "cash",         [FS_ACCOUNT_POSITIONS] = "positions",
        [FS_ACCOUNT_FEES] = "fees",         [FS_ACCOUNT_CAPITAL] = "capital",
        [FS_ACCOUNT_GAINS] = "gains",       [FS_ACCOUNT_DIVIDENDS] = "dividends",
        [FS_ACCOUNT_INTEREST] = "interest", [FS_ACCOUNT_BORROW] = "borrow",
        [FS_ACCOUNT_FUNDING] = "funding",   [FS_ACCOUNT_CONVERSION] = "conversion",
    };
    return account >= 0 && account < FS_ACCOUNT_COUNT ? names[account] : "";
}

static int is_asset(int account)
{
    return account == FS_ACCOUNT_CASH || account == FS_ACCOUNT_POSITIONS;
}

static int out_of_range(void)
{
    return fs_error_set(FS_E_LIMIT, "an account balance leaves the range of the ledger (1e21)");
}

/* a + b within the range of balances? */
static int sum(fs_i128 a, fs_i128 b, fs_i128 *out)
{
    return __builtin_add_overflow(a, b, out) || *out > LEDGER_MAX || *out < -LEDGER_MAX ? -1 : 0;
}

static int value_at(struct fs_rate rate, fs_i128 amount, fs_i128 *value)
{
    if (rate.numerator == rate.denominator) {
        *value = amount;
        return 0;
    }
    if (fs_amount_ratio(amount, rate.numerator, rate.denominator, value) || *value > LEDGER_MAX ||
        *value < -LEDGER_MAX)
        return out_of_range();
    return 0;
}

static int known(const struct fs_ledger *ledger, int currency)
{
    if (currency < 0 || currency >= FS_CURRENCIES_MAX)
        return fs_error_set(FS_E_INTERNAL, "the ledger has no currency %d", currency);
    if (currency && !ledger->books[currency].rate.denominator)
        return fs_error_set(FS_E_INPUT, "the rate of a currency is not known yet");
    return 0;
}

/* Values a currency's books anew; what no account of `values` explains is a gain by rates. */
static int value_books(struct fs_ledger *ledger, struct fs_books *books, const fs_i128 *values)
{
    fs_i128 net, worth, foreign, change, after[FS_ACCOUNT_COUNT], rest;
    if (sum(books->balance[FS_ACCOUNT_CASH], books->balance[FS_ACCOUNT_POSITIONS], &net) ||
        value_at(books->rate, net, &worth))
        return out_of_range();
    change = worth - books->worth;
    if (sum(ledger->foreign, change, &foreign))
        return out_of_range();
    rest = -change;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++) {
        if (is_asset(a) || a == FS_ACCOUNT_CONVERSION)
            continue;
        if (sum(ledger->abroad[a], values[a], &after[a]))
            return out_of_range();
        rest -= values[a];
    }
    if (sum(ledger->abroad[FS_ACCOUNT_CONVERSION], rest, &after[FS_ACCOUNT_CONVERSION]))
        return out_of_range();
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        if (!is_asset(a))
            ledger->abroad[a] = after[a];
    books->worth = worth;
    ledger->foreign = foreign;
    return 0;
}

/* Posts one entry: amounts[] by account. They add to zero by construction of the callers; checked where
 * assertions are on. */
static int post(struct fs_ledger *ledger, int currency, const fs_i128 amounts[FS_ACCOUNT_COUNT])
{
    fs_i128 after[FS_ACCOUNT_COUNT], values[FS_ACCOUNT_COUNT] = {0};
    fs_i128 *balance = currency ? ledger->books[currency].balance : ledger->balance;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        if (sum(balance[a], amounts[a], &after[a]))
            return out_of_range();
    if (!currency) {
        for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
            balance[a] = after[a];
        return 0;
    }
    struct fs_books *books = &ledger->books[currency], before = *books;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        if (!is_asset(a) && amounts[a] && value_at(books->rate, amounts[a], &values[a]))
            return -1;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        balance[a] = after[a];
    if (value_books(ledger, books, values)) {
        *books = before;
        return -1;
    }
    return 0;
}

int fs_ledger_deposit(struct fs_ledger *ledger, int64_t money)
{
    return fs_ledger_move(ledger, 0, FS_ACCOUNT_CAPITAL, FS_ACCOUNT_CASH, money * FS_MONEY);
}

/* The fill that most are, without a look at the accounts that it does not touch. */
static int buy_own(struct fs_ledger *ledger, fs_i128 value, fs_i128 charge)
{
    fs_i128 cash, positions, fees;
    if (sum(ledger->balance[FS_ACCOUNT_CASH], -value - charge, &cash) ||
        sum(ledger->balance[FS_ACCOUNT_POSITIONS], value, &positions) ||
        sum(ledger->balance[FS_ACCOUNT_FEES], charge, &fees))
        return out_of_range();
    ledger->balance[FS_ACCOUNT_CASH] = cash;
    ledger->balance[FS_ACCOUNT_POSITIONS] = positions;
    ledger->balance[FS_ACCOUNT_FEES] = fees;
    return 0;
}

int fs_ledger_buy(struct fs_ledger *ledger, int currency, fs_i128 value, int64_t fee)
{
    fs_i128 charge = fee * FS_MONEY;
    if (known(ledger, currency))
        return -1;
    if (value > LEDGER_MAX || value < -LEDGER_MAX)
        return fs_error_set(FS_E_LIMIT, "the value of a fill leaves the range of the ledger (1e21)");
    if (!currency)
        return buy_own(ledger, value, charge);
    const fs_i128 amounts[FS_ACCOUNT_COUNT] = {
        [FS_ACCOUNT_CASH] = -value - charge,
        [FS_ACCOUNT_POSITIONS] = value,
        [FS_ACCOUNT_FEES] = charge,
    };
    return post(ledger, currency, amounts);
}

int fs_ledger_fill(struct fs_ledger *ledger, int64_t qty, int64_t price, int64_t fee)
{
    return fs_ledger_buy(ledger, 0, fs_amount_product(qty, price), fee);
}

int fs_ledger_move(struct fs_ledger *ledger, int currency, int from, int to, fs_i128 amount)
{
    fs_i128 amounts[FS_ACCOUNT_COUNT] = {0};
    if (known(ledger, currency))
        return -1;
    if (from < 0 || from >= FS_ACCOUNT_COUNT || to < 0 || to >= FS_ACCOUNT_COUNT)
        return fs_error_set(FS_E_INTERNAL, "the ledger has no account %d or %d", from, to);
    if (amount > LEDGER_MAX || amount < -LEDGER_MAX)
        return out_of_range();
    amounts[from] -= amount;
    amounts[to] += amount;
    return post(ledger, currency, amounts);
}

int fs_ledger_rate(struct fs_ledger *ledger, int currency, struct fs_rate rate)
{
    static const fs_i128 none[FS_ACCOUNT_COUNT];
    if (currency <= 0 || currency >= FS_CURRENCIES_MAX)
        return fs_error_set(FS_E_INTERNAL, "the ledger has no currency %d with a rate", currency);
    if (rate.numerator <= 0 || rate.denominator <= 0)
        return fs_error_set(FS_E_INPUT, "the rate of a currency is not above 0");
    struct fs_books *books = &ledger->books[currency];
    struct fs_rate before = books->rate;
    books->rate = rate;
    if (value_books(ledger, books, none)) {
        books->rate = before;
        return -1;
    }
    return 0;
}

int fs_ledger_value(const struct fs_ledger *ledger, int currency, fs_i128 amount, fs_i128 *value)
{
    *value = amount;
    if (!currency)
        return 0;
    return known(ledger, currency) ? -1 : value_at(ledger->books[currency].rate, amount, value);
}

int fs_ledger_exchange(struct fs_ledger *ledger, int from, int to, fs_i128 amount, fs_i128 *received)
{
    fs_i128 value;
    if (known(ledger, from) || known(ledger, to))
        return -1;
    if (amount > LEDGER_MAX || amount < -LEDGER_MAX)
        return out_of_range();
    if (fs_ledger_value(ledger, from, amount, &value))
        return -1;
    if (to) {
        struct fs_rate rate = ledger->books[to].rate;
        if (value_at((struct fs_rate){rate.denominator, rate.numerator}, value, &value))
            return -1;
    }
    if (fs_ledger_move(ledger, from, FS_ACCOUNT_CASH, FS_ACCOUNT_CONVERSION, amount))
        return -1;
    if (fs_ledger_move(ledger, to, FS_ACCOUNT_CONVERSION, FS_ACCOUNT_CASH, value)) {
        /* back to where it was, which was in range */
        fs_ledger_move(ledger, from, FS_ACCOUNT_CONVERSION, FS_ACCOUNT_CASH, amount);
        return -1;
    }
    if (received)
        *received = value;
    return 0;
}

fs_i128 fs_ledger_balance(const struct fs_ledger *ledger, int currency, int account)
{
    return currency ? ledger->books[currency].balance[account] : ledger->balance[account];
}

fs_i128 fs_ledger_total(const struct fs_ledger *ledger, int account)
{
    fs_i128 total = ledger->balance[account];
    if (!is_asset(account))
        return total + ledger->abroad[account];
    for (int c = 1; c < FS_CURRENCIES_MAX; c++) {
        const struct fs_books *books = &ledger->books[c];
        fs_i128 cash = 0;
        if (!books->balance[account] || value_at(books->rate, books->balance[FS_ACCOUNT_CASH], &cash))
            continue;
        /* of the sum, so that cash and positions add up to it */
        total += account == FS_ACCOUNT_CASH ? cash : books->worth - cash;
    }
    return total;
}

fs_i128 fs_ledger_sum(const struct fs_ledger *ledger)
{
    fs_i128 own = 0, value = ledger->foreign;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++) {
        own += ledger->balance[a];
        value += ledger->abroad[a];
    }
    if (own || value)
        return own ? own : value;
    for (int c = 1; c < FS_CURRENCIES_MAX; c++) {
        fs_i128 foreign = 0;
        if (!ledger->books[c].rate.denominator)
            continue;
        for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
            foreign += ledger->books[c].balance[a];
        if (foreign)
            return foreign;
    }
    return 0;
}
