/* accrual.c: what time does to an account: interest, borrow fees, and sales that settle. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "trade/state.h"

#include <stdlib.h>

#define DAYS_A_YEAR 360

/* amount * rate * days / 360, rounded to 1e-8, half to even. */
static int simple_interest(fs_i128 amount, int64_t rate, int64_t days, fs_i128 *interest)
{
    int64_t size = rate < 0 ? -rate : rate, money;
    fs_i128 exact;
    *interest = 0;
    if (!size || !amount)
        return 0;
    if (__builtin_mul_overflow(size, days, &size) ||
        fs_amount_ratio(amount, size, DAYS_A_YEAR * INT64_C(100000000), &exact) ||
        fs_amount_to_decimal(exact, 16, 8, FS_ROUND_HALF_EVEN, &money))
        return fs_error_set(FS_E_LIMIT, "the interest on a balance does not fit: it is above 9e10");
    *interest = (rate < 0 ? -money : money) * FS_MONEY;
    return 0;
}

/* What is sold short and paid in full, by currency: its proceeds earn nothing. Charges the fee of each. */
static int charge_borrowed(struct fs_engine *e, int64_t days, fs_i128 shorts[FS_CURRENCIES_MAX],
                           fs_i128 fees[FS_CURRENCIES_MAX])
{
    for (int slot = 0; slot < e->count; slot++) {
        const struct slot *s = &e->slots[slot];
        const struct unit *u = &e->account.units[slot];
        fs_i128 value, fee;
        if (s->holding.qty >= 0 || u->margined)
            continue;
        if (fs_account_value(e, slot, -s->holding.qty, s->holding.mark, &value) ||
            simple_interest(value, u->borrow, days, &fee) ||
            fs_ledger_move(&e->ledger, u->currency, FS_ACCOUNT_CASH, FS_ACCOUNT_BORROW, fee))
            return -1;
        shorts[u->currency] += value;
        fees[u->currency] += fee;
    }
    return 0;
}

int fs_accrual_charge(struct fs_engine *e, int64_t days)
{
    const struct account *a = &e->account;
    fs_i128 shorts[FS_CURRENCIES_MAX] = {0}, fees[FS_CURRENCIES_MAX] = {0};
    if (charge_borrowed(e, days, shorts, fees))
        return -1;
    for (int c = 0; c < a->currencies; c++) {
        fs_i128 balance = fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_CASH) + fees[c] - shorts[c], interest;
        if (simple_interest(balance, balance < 0 ? a->debit : a->credit, days, &interest) ||
            (interest && fs_ledger_move(&e->ledger, c, FS_ACCOUNT_INTEREST, FS_ACCOUNT_CASH, interest)))
            return -1;
        if (interest || fees[c])
            fs_journal_hash_accrual(e->journal, e->view.now, fs_account_money(interest),
                                    fs_account_money(fees[c]), a->codes[c] ? a->codes[c] : "");
    }
    return 0;
}

/* The session of a sale that happens now. */
static int64_t session_of(const struct fs_engine *e, int slot)
{
    const struct slot *s = &e->slots[slot];
    const struct fs_series *series = &s->series;
    int64_t day;
    if (!e->ticks)
        return fs_series_session(series, s->next < series->count ? s->next : series->count - 1);
    if (series->calendar && fs_calendar_session_at(series->calendar, e->view.now, &day) >= 0)
        return day;
    fs_error_clear();
    return fs_time_utc_day(e->view.now);
}

/* The session `count` after that of a sale: of its calendar, else a weekday. */
static int64_t settlement_day(const struct fs_engine *e, int slot, int count)
{
    const struct fs_calendar *calendar = e->slots[slot].series.calendar;
    int64_t day = session_of(e, slot);
    for (int i = 0; i < count; i++) {
        if (calendar && fs_calendar_next(calendar, day, &day) == 0)
            continue;
        if (calendar)
            fs_error_clear(); /* beyond its years */
        do
            day++;
        while (fs_time_weekday(day) > 5);
    }
    return day;
}

int fs_accrual_sold(struct fs_engine *e, int slot, int currency, fs_i128 amount)
{
    struct account *a = &e->account;
    int days = e->options.account.settlement_days;
    if (!days || amount <= 0)
        return 0;
    if (a->unsettled_count == a->unsettled_capacity) {
        int capacity = a->unsettled_capacity ? 2 * a->unsettled_capacity : 16;
        struct unsettled *more = realloc(a->unsettled, (size_t)capacity * sizeof *more);
        if (!more)
            return fs_error_nomem();
        a->unsettled = more;
        a->unsettled_capacity = capacity;
    }
    a->unsettled[a->unsettled_count++] = (struct unsettled){settlement_day(e, slot, days), currency, amount};
    a->on_its_way[currency] += amount;
    return 0;
}

void fs_accrual_settle(struct fs_engine *e, int64_t day)
{
    struct account *a = &e->account;
    int kept = 0;
    for (int i = 0; i < a->unsettled_count; i++) {
        const struct unsettled u = a->unsettled[i];
        if (u.day > day)
            a->unsettled[kept++] = u;
        else
            a->on_its_way[u.currency] -= u.amount;
    }
    a->unsettled_count = kept;
}
