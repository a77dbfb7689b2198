/* accounts.h: instruments, exchange rates and what a run's account says, for the tests of accounts. */
#ifndef TEST_ACCOUNTS_H
#define TEST_ACCOUNTS_H

#include "events.h"

#define run engine_run /* events.h has a struct of that name too */
#include "trade/state.h"
#undef run

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* 1e-16 of a currency, from one with at most 8 decimals. */
static inline fs_i128 money(double amount)
{
    return (fs_i128)llrint(amount * 1e8) * FS_MONEY;
}

static inline fs_i128 cash_in(const struct run *run, int currency)
{
    return fs_ledger_balance(&run->e->ledger, currency, FS_ACCOUNT_CASH);
}

/* An amount is this many 1e-8 of its currency, exactly. */
#define ck_assert_money(got, expected)                                                                       \
    do {                                                                                                     \
        fs_i128 got_ = (got), expected_ = money(expected);                                                   \
        ck_assert_msg(got_ == expected_, "%s is %.10f; expected %.10f", #got, fs_money_double(got_),         \
                      fs_money_double(expected_));                                                           \
    } while (0)

/* Books that do not balance are found wherever they break. */
static inline int next_bar(struct run *run)
{
    int more = to_bar(run);
    ck_assert_msg(more >= 0, "%s", why());
    ck_assert(fs_ledger_sum(&run->e->ledger) == 0);
    return more;
}

static inline struct fs_account_view account_of(struct run *run)
{
    struct fs_account_view view;
    fs_engine_account(run->e, &view);
    return view;
}

/* The reason of an order's last update. */
static inline const char *reason_of(const struct run *run, int64_t id)
{
    for (int i = run->update_count; i-- > 0;)
        if (run->updates[i].order == id)
            return run->reasons[i];
    return "";
}

static inline void free_run(struct run *run)
{
    ck_assert(fs_ledger_sum(&run->e->ledger) == 0);
    fs_engine_free(run->e);
}

/* A future of 50 a point. */
static inline struct bars *future(const char *symbol, const double *closes, int count,
                                  struct fs_instrument *i)
{
    struct bars *b = flat(symbol, closes, count);
    *i = (struct fs_instrument){.symbol = symbol,
                                .kind = FS_INSTRUMENT_FUTURE,
                                .currency = "USD",
                                .multiplier = M(50),
                                .initial_margin = M(12000),
                                .maintenance_margin = M(10900),
                                .expiry = INT64_MAX};
    b->series.instrument = i;
    return b;
}

#endif
