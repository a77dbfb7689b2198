#include "trade/ledger.h"

#include "base/error.h"

/* Amounts further from zero than this are refused, so that sums of a few balances can't overflow. */
#define LEDGER_MAX (FS_I128_MAX / 16)

/* Posts one entry: amounts[] by account. They add to zero by construction of the callers; checked where
 * assertions are on. */
static int post(struct fs_ledger *ledger, const fs_i128 amounts[FS_ACCOUNT_COUNT])
{
    fs_i128 after[FS_ACCOUNT_COUNT];
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        if (__builtin_add_overflow(ledger->balance[a], amounts[a], &after[a]) || after[a] > LEDGER_MAX ||
            after[a] < -LEDGER_MAX)
            return fs_error_set(FS_E_LIMIT, "an account balance leaves the range of the ledger (1e21)");
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        ledger->balance[a] = after[a];
    return 0;
}

int fs_ledger_deposit(struct fs_ledger *ledger, int64_t money)
{
    const fs_i128 amounts[FS_ACCOUNT_COUNT] = {
        [FS_ACCOUNT_CASH] = money * FS_MONEY,
        [FS_ACCOUNT_CAPITAL] = -(money * FS_MONEY),
    };
    return post(ledger, amounts);
}

int fs_ledger_fill(struct fs_ledger *ledger, int64_t qty, int64_t price, int64_t fee)
{
    fs_i128 value = fs_amount_product(qty, price), charge = fee * FS_MONEY;
    if (value > LEDGER_MAX || value < -LEDGER_MAX)
        return fs_error_set(FS_E_LIMIT, "the value of a fill leaves the range of the ledger (1e21)");
    const fs_i128 amounts[FS_ACCOUNT_COUNT] = {
        [FS_ACCOUNT_CASH] = -value - charge,
        [FS_ACCOUNT_POSITIONS] = value,
        [FS_ACCOUNT_FEES] = charge,
    };
    return post(ledger, amounts);
}

int fs_ledger_move(struct fs_ledger *ledger, int currency, int from, int to, fs_i128 amount)
{
    fs_i128 amounts[FS_ACCOUNT_COUNT] = {0};
    if (currency)
        return fs_error_set(FS_E_UNSUPPORTED, "the ledger has one currency");
    amounts[from] -= amount;
    amounts[to] += amount;
    return post(ledger, amounts);
}

fs_i128 fs_ledger_sum(const struct fs_ledger *ledger)
{
    fs_i128 sum = 0;
    for (int a = 0; a < FS_ACCOUNT_COUNT; a++)
        sum += ledger->balance[a];
    return sum;
}
