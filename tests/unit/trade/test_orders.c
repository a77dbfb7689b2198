/* Orders in a running engine: time in force, cuts, cancellation, warm-up, several symbols, and wrong requests. */
#include "bars.h"

#include "base/calendar.h"

#include <stdio.h>

#define DAY FS_NS_PER_DAY

struct run {
    struct fs_engine *e;
    const struct fs_engine_view *v;
    const struct fs_result *r;
    struct fs_fill fills[64];
    int fill_count;
    struct fs_order_update updates[256];
    int update_count;
};

static struct fs_engine_options options;

static void open_run(struct run *run, const struct fs_series *series, int count)
{
    memset(run, 0, sizeof *run);
    run->e = fs_engine_new(&options, series, count);
    ck_assert_msg(run->e != NULL, "%s", why());
    run->v = fs_engine_view(run->e);
}

/* The next bar of a slot (or -1: of any), noting fills and updates before it; 0 at the end. */
static int to_bar(struct run *run)
{
    int step;
    while ((step = fs_engine_next(run->e)) > 0) {
        if (step == FS_STEP_BAR)
            return 1;
        if (step == FS_STEP_FILL)
            run->fills[run->fill_count++] = run->v->fill;
        if (step == FS_STEP_ORDER)
            run->updates[run->update_count++] = run->v->order;
    }
    ck_assert_msg(step == FS_STEP_END, "%s", why());
    return 0;
}

static void close_run(struct run *run)
{
    while (to_bar(run))
        ;
    run->r = fs_engine_finish(run->e);
    ck_assert_msg(run->r != NULL, "%s", why());
}

static int64_t order(struct run *run, int slot, int side, int type, int tif, double qty, double limit,
                     double stop)
{
    int64_t id = fs_engine_order(run->e, slot, side, type, tif, qty, limit, stop);
    ck_assert_msg(id > 0, "%s", why());
    return id;
}

static int state_of(const struct run *run, int64_t id)
{
    int state = 0;
    for (int i = 0; i < run->update_count; i++)
        if (run->updates[i].order == id)
            state = run->updates[i].state;
    return state;
}

START_TEST(day_order_expires_at_the_end_of_the_next_daily_bar_and_gtc_waits)
{
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 5; i++)
        bars_add(b, 100, 101, 99, 100);
    bars_add(b, 100, 101, 90, 95);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    int64_t day = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_DAY, 1, 95, NAN);
    int64_t gtc = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 1, 95, NAN);
    to_bar(&run);
    ck_assert_double_eq(fs_engine_slots(run.e)[0].pending, 1); /* gone before the strategy sees the close */
    close_run(&run);
    ck_assert_int_eq(state_of(&run, day), FS_ORDER_EXPIRED);
    ck_assert_int_eq(state_of(&run, gtc), FS_ORDER_FILLED);
    ck_assert_int_eq(run.fills[0].price, 95 * FS_SCALE);
    ck_assert_int_eq(run.fills[0].bar_time, b->time[5]);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(day_order_lives_through_the_minutes_of_its_day)
{
    struct bars *b = bars_new("A", 6 * FS_NS_PER_HOUR);
    for (int i = 0; i < 9; i++)
        bars_add(b, 100, 101, 99, 100);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    int64_t day = order(&run, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_DAY, 1, 50, NAN);
    for (int i = 0; i < 2; i++) {
        to_bar(&run);
        ck_assert_double_eq(fs_engine_slots(run.e)[0].pending, 1);
    }
    to_bar(&run); /* the fourth and last bar of the day */
    ck_assert_double_eq(fs_engine_slots(run.e)[0].pending, 0);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, day), FS_ORDER_EXPIRED);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(fill_that_cash_cannot_cover_is_cut_to_the_lot_and_reported)
{
    struct bars *b = bars_new("A", DAY);
    bars_add(b, 100, 100, 100, 100);
    bars_add(b, 103, 104, 102, 103);
    bars_add(b, 103, 104, 102, 103);
    options.fees.bps = 10;
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    ck_assert_int_eq(fs_engine_target_percent(run.e, 0, 1.0), 1); /* 1000 at 100 */
    close_run(&run);
    /* 103 q and 0.1 % of it from 100000: q = 969.9... */
    ck_assert_int_eq(run.fills[0].qty, 969 * FS_SCALE);
    ck_assert_int_eq(run.fills[0].fee, 9980700000);
    ck_assert_int_eq(state_of(&run, 1), FS_ORDER_CUT);
    ck_assert_int_eq(run.r->cut, 1);
    ck_assert_double_ge(run.v->cash, 0.0);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(fill_that_a_large_account_covers_is_not_cut)
{
    /* Equity times leverage is beyond 128 bits for all of these, with either sign of what is left of it. */
    for (int64_t billions = 1; billions <= 90; billions += 4) {
        struct bars *b = bars_new("A", DAY);
        for (int i = 0; i < 3; i++)
            bars_add(b, 100, 100, 100, 100);
        fs_engine_defaults(&options);
        options.cash = billions * 1000000000 * FS_SCALE;
        options.fees.minimum = 1;
        options.limits.max_leverage = 1e6;
        struct run run;
        open_run(&run, &b->series, 1);
        to_bar(&run);
        ck_assert_int_eq(fs_engine_target(run.e, 0, 1000), 1);
        close_run(&run);
        ck_assert_int_eq(run.fill_count, 1);
        ck_assert_int_eq(run.fills[0].qty, 1000 * FS_SCALE);
        ck_assert_int_eq(run.r->cut, 0);
        fs_engine_free(run.e);
        free(b);
    }
    fs_engine_defaults(&options);
}
END_TEST

START_TEST(short_sale_earns_when_the_price_falls)
{
    struct bars *b = bars_new("A", DAY);
    bars_add(b, 100, 100, 100, 100);
    bars_add(b, 100, 100, 90, 90);
    bars_add(b, 80, 85, 80, 85);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    order(&run, 0, FS_SELL, FS_ORDER_MARKET, FS_TIF_GTC, 100, NAN, NAN);
    to_bar(&run);
    ck_assert_double_eq(run.v->equity, 101000);
    ck_assert_double_eq(run.v->cash, 110000);
    ck_assert_int_gt(fs_engine_close(run.e, 0), 0);
    ck_assert_int_eq(fs_engine_close(run.e, 0), 0); /* it is being closed already */
    close_run(&run);
    ck_assert_double_eq(run.r->metrics.final_equity, 102000);
    ck_assert_int_eq(run.r->trades[0].side, FS_SELL);
    ck_assert_double_eq(run.r->trades[0].pnl, 2000);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(cancelled_order_does_not_fill)
{
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 4; i++)
        bars_add(b, 100, 110, 90, 100);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    int64_t id = order(&run, 0, FS_BUY, FS_ORDER_STOP, FS_TIF_GTC, 1, NAN, 200);
    ck_assert_int_eq(fs_engine_cancel(run.e, id), 0);
    ck_assert_int_eq(fs_engine_cancel(run.e, id), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    close_run(&run);
    ck_assert_int_eq(state_of(&run, id), FS_ORDER_CANCELLED);
    ck_assert_int_eq(run.r->fills, 0);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(orders_in_the_warm_up_are_refused_and_targets_wait)
{
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 5; i++)
        bars_add(b, 100, 110, 90, 100);
    options.warmup = 3;
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    ck_assert_int_eq(run.v->warm, 0);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 1, NAN, NAN);
    ck_assert_int_eq(fs_engine_target(run.e, 0, 5), 0);
    to_bar(&run);
    to_bar(&run);
    ck_assert_int_eq(run.v->warm, 1);
    ck_assert_int_gt(fs_engine_target(run.e, 0, 5), 0);
    close_run(&run);
    ck_assert_int_eq(run.r->rejected, 1);
    ck_assert_int_eq(run.updates[0].rule, FS_CHECK_WARMUP);
    ck_assert_ptr_nonnull(strstr(run.r->first_refusal, "warm-up"));
    ck_assert_int_eq(run.r->fills, 1);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(sales_at_an_open_come_before_purchases_whatever_the_symbol)
{
    struct bars *a = bars_new("A", DAY), *b = bars_new("B", DAY);
    for (int i = 0; i < 4; i++) {
        bars_add(a, 100, 100, 100, 100);
        bars_add(b, 100, 100, 100, 100);
    }
    struct fs_series both[] = {a->series, b->series};
    struct run run;
    open_run(&run, both, 2);
    to_bar(&run);
    to_bar(&run);
    fs_engine_target_percent(run.e, 1, 1.0);
    to_bar(&run);
    to_bar(&run);
    fs_engine_close(run.e, 1);
    fs_engine_target_percent(run.e, 0, 1.0); /* A comes first by name, and needs B's money */
    close_run(&run);
    ck_assert_int_eq(run.r->cut, 0);
    ck_assert_int_eq(run.fill_count, 3);
    ck_assert_double_eq(fs_engine_slots(run.e)[0].position, 1000);
    ck_assert_double_eq(fs_engine_slots(run.e)[1].position, 0);
    fs_engine_free(run.e);
    free(a);
    free(b);
}
END_TEST

START_TEST(symbols_of_different_intervals_come_in_time_order_and_share_the_cash)
{
    struct bars *hours = bars_new("H", FS_NS_PER_HOUR), *days = bars_new("D", DAY);
    for (int i = 0; i < 48; i++)
        bars_add(hours, 10, 11, 9, 10);
    bars_add(days, 100, 101, 99, 100);
    bars_add(days, 100, 101, 99, 100);
    struct fs_series both[] = {hours->series, days->series};
    struct run run;
    open_run(&run, both, 2);
    int64_t last = 0;
    int bars = 0, day = fs_engine_slot(run.e, "D"), hour = fs_engine_slot(run.e, "H");
    while (to_bar(&run)) {
        ck_assert_int_ge(run.v->now, last);
        last = run.v->now;
        bars++;
        if (run.v->slot == day && run.v->index == 0) {
            ck_assert_int_eq(bars, 24); /* D closes with the 24th hour and sorts before H */
            fs_engine_target(run.e, hour, 100);
            fs_engine_target(run.e, day, 10);
        }
    }
    close_run(&run);
    ck_assert_int_eq(bars, 50);
    ck_assert_int_eq(run.r->equity_count, 48);
    for (int64_t i = 1; i < run.r->equity_count; i++)
        ck_assert_int_gt(run.r->equity_time[i], run.r->equity_time[i - 1]);
    ck_assert_double_eq(run.v->cash, 100000 - 1000 - 1000);
    fs_engine_free(run.e);
    free(hours);
    free(days);
}
END_TEST

START_TEST(longer_bars_are_seen_once_closed_even_with_a_gap)
{
    struct bars *b = bars_new("A", FS_NS_PER_MINUTE);
    int64_t start = INT64_C(1577836800) * FS_NS_PER_SECOND;
    const int minutes[] = {0, 1, 2, 3, 4, 5, 7, 16};
    for (int i = 0; i < 8; i++)
        bars_add_at(b, start + minutes[i] * FS_NS_PER_MINUTE, 100 + i, 110 + i, 90 - i, 101 + i);
    struct run run;
    open_run(&run, &b->series, 1);
    int stream = fs_engine_bars(run.e, 0, 5 * FS_NS_PER_MINUTE),
        timer = fs_engine_every(run.e, 10 * FS_NS_PER_MINUTE);
    ck_assert_int_gt(stream, 0);
    ck_assert_int_gt(timer, 0);
    char log[512] = "";
    int step;
    while ((step = fs_engine_next(run.e)) > 0) {
        char text[96] = "";
        int minute = (int)((run.v->now - start) / FS_NS_PER_MINUTE);
        if (step == FS_STEP_BAR && run.v->stream == stream) {
            snprintf(text, sizeof text, "5m@%d:%g-%g-%g-%g ", minute, run.v->open, run.v->high, run.v->low,
                     run.v->close);
        } else if (step == FS_STEP_TIMER) {
            snprintf(text, sizeof text, "t@%d ", minute);
        }
        strcat(log, text);
    }
    ck_assert_str_eq(log, "5m@5:100-114-86-105 5m@10:105-116-84-107 t@10 ");
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(sessions_open_and_close_by_the_calendar_and_its_holidays)
{
    /* Hourly bars of New York from Friday 2020-01-17 to Tuesday; Monday is a holiday. */
    struct bars *b = bars_new("A", FS_NS_PER_HOUR);
    const int64_t friday = INT64_C(1579271400) * FS_NS_PER_SECOND; /* 09:30 in New York */
    for (int day = 0; day <= 4; day += 4)
        for (int hour = 0; hour < 6; hour++)
            bars_add_at(b, friday + day * DAY + hour * FS_NS_PER_HOUR, 100, 101, 99, 100);
    b->series.calendar = fs_calendar_find("NYSE");
    ck_assert_msg(b->series.calendar != NULL, "%s", why());
    struct run run;
    open_run(&run, &b->series, 1);
    char log[128] = "";
    int step;
    while ((step = fs_engine_next(run.e)) > 0)
        if (step == FS_STEP_SESSION) {
            char text[32];
            snprintf(text, sizeof text, "%s@%.1f ", run.v->session_open ? "open" : "close",
                     (double)(run.v->now - friday) / (double)FS_NS_PER_HOUR);
            strcat(log, text);
        }
    ck_assert_str_eq(log, "open@0.0 close@6.5 open@96.0 ");
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(daily_bars_of_a_calendar_fill_at_the_opening_of_their_session)
{
    struct bars *b = bars_new("A", DAY);
    const int64_t thursday = INT64_C(1579132800) * FS_NS_PER_SECOND; /* 2020-01-16, midnight UTC */
    const int64_t opening = INT64_C(14) * FS_NS_PER_HOUR + 30 * FS_NS_PER_MINUTE;
    const int64_t closing = INT64_C(21) * FS_NS_PER_HOUR;
    bars_add_at(b, thursday, 100, 101, 99, 100);
    bars_add_at(b, thursday + DAY, 102, 103, 99, 100);
    bars_add_at(b, thursday + 5 * DAY, 104, 105, 99, 100); /* after the weekend and a holiday */
    b->series.calendar = fs_calendar_find("NYSE");
    struct run run;
    open_run(&run, &b->series, 1);
    char log[256] = "";
    int step;
    while ((step = fs_engine_next(run.e)) > 0) {
        char text[64] = "";
        int64_t now = run.v->now - thursday;
        if (step == FS_STEP_BAR && now == closing)
            ck_assert_int_eq(fs_engine_order(run.e, 0, FS_BUY, FS_ORDER_MARKET, 0, 1, NAN, NAN), 1);
        if (step == FS_STEP_SESSION && run.v->session_open && now == 5 * DAY + opening)
            ck_assert_int_eq(fs_engine_order(run.e, 0, FS_SELL, FS_ORDER_MARKET, 0, 1, NAN, NAN), 2);
        if (step == FS_STEP_SESSION)
            snprintf(text, sizeof text, "%s@%g ", run.v->session_open ? "open" : "close",
                     (double)now / (double)FS_NS_PER_HOUR);
        if (step == FS_STEP_FILL)
            snprintf(text, sizeof text, "fill %g@%g ", (double)run.v->fill.price / 1e8,
                     (double)now / (double)FS_NS_PER_HOUR);
        strcat(log, text);
    }
    ck_assert_str_eq(
        log, "open@14.5 close@21 open@38.5 fill 102@38.5 close@45 open@134.5 fill 104@134.5 close@141 ");
    fs_engine_free(run.e);
    free(b);
}
END_TEST

START_TEST(wrong_requests_say_what_is_wrong)
{
    struct bars *b = bars_new("A", DAY);
    bars_add(b, 100, 110, 90, 100);
    struct run run;
    open_run(&run, &b->series, 1);
    to_bar(&run);
    const struct {
        int side, type, tif;
        double qty, limit, stop;
        const char *message;
    } cases[] = {
        {FS_BUY, FS_ORDER_MARKET, 0, 0, NAN, NAN, "quantity is 0; expected more than 0"},
        {FS_BUY, FS_ORDER_MARKET, 0, -5, NAN, NAN, "quantity is -5; expected more than 0"},
        {FS_BUY, FS_ORDER_MARKET, 0, NAN, NAN, NAN, "quantity is nan"},
        {FS_BUY, FS_ORDER_MARKET, 0, INFINITY, NAN, NAN, "quantity is inf"},
        {FS_BUY, FS_ORDER_MARKET, 0, 1e300, NAN, NAN, "quantity is 1e+300"},
        {3, FS_ORDER_MARKET, 0, 1, NAN, NAN, "neither buy nor sell"},
        {FS_BUY, 9, 0, 1, NAN, NAN, "there is no order type 9"},
        {FS_BUY, FS_ORDER_MARKET, 7, 1, NAN, NAN, "time in force"},
        {FS_BUY, FS_ORDER_LIMIT, 0, 1, NAN, NAN, "limit price is 0; expected more than 0"},
        {FS_BUY, FS_ORDER_LIMIT, 0, 1, -1, NAN, "limit price is -1; expected more than 0"},
        {FS_BUY, FS_ORDER_MARKET, 0, 1, 5, NAN, "a market order has no limit price"},
        {FS_BUY, FS_ORDER_STOP, 0, 1, NAN, NAN, "stop price is 0; expected more than 0"},
        {FS_BUY, FS_ORDER_LIMIT, 0, 1, 5, 5, "a limit order has no stop price"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(fs_engine_order(run.e, 0, cases[i].side, cases[i].type, cases[i].tif, cases[i].qty,
                                         cases[i].limit, cases[i].stop),
                         -1);
        ck_assert_msg(strstr(why(), cases[i].message), "case %zu: %s", i, why());
    }
    ck_assert_int_eq(fs_engine_order(run.e, 1, FS_BUY, FS_ORDER_MARKET, 0, 1, NAN, NAN), -1);
    ck_assert_int_eq(fs_engine_target_percent(run.e, 0, NAN), -1);
    /* Fractions of a lot and enormous quantities are requests like others: the gate refuses them. */
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 0, 1.5, NAN, NAN);
    order(&run, 0, FS_BUY, FS_ORDER_MARKET, 0, 9e10, NAN, NAN);
    close_run(&run);
    ck_assert_int_eq(run.r->orders, 2);
    ck_assert_int_eq(run.r->rejected, 2);
    ck_assert_int_eq(run.updates[0].rule, FS_CHECK_LOT);
    ck_assert_int_eq(run.updates[1].rule, FS_CHECK_BUYING);
    fs_engine_free(run.e);
    free(b);
}
END_TEST

/* The fourth of 6 bars is spoilt; the run must end with an error that names it. */
static void spoilt(void (*spoil)(struct bars *b), const char *message)
{
    struct bars *b = bars_new("A", DAY);
    for (int i = 0; i < 6; i++)
        bars_add(b, 100, 110, 90, 100);
    spoil(b);
    struct run run;
    open_run(&run, &b->series, 1);
    int step;
    while ((step = fs_engine_next(run.e)) > 0)
        ;
    ck_assert_int_eq(step, FS_STEP_ERROR);
    ck_assert_msg(strstr(why(), message) && strstr(why(), "'A', bar 4"), "%s", why());
    ck_assert_int_eq(fs_engine_next(run.e), FS_STEP_ERROR);
    const struct fs_result *r = fs_engine_finish(run.e);
    ck_assert(r && !r->complete);
    fs_engine_free(run.e);
    free(b);
}

static void no_price(struct bars *b)
{
    b->open[3] = NAN;
}
static void zero_price(struct bars *b)
{
    b->low[3] = 0;
}
static void negative_price(struct bars *b)
{
    b->close[3] = -1;
}
static void huge_price(struct bars *b)
{
    b->high[3] = 1e300;
}
static void crossed(struct bars *b)
{
    b->high[3] = 89;
}
static void volume_below_zero(struct bars *b)
{
    b->volume[3] = -1;
}
static void same_time(struct bars *b)
{
    b->time[3] = b->time[2];
}
static void unsorted(struct bars *b)
{
    b->time[3] = b->time[1];
}

START_TEST(bad_bars_are_named)
{
    spoilt(no_price, "open is missing (NaN)");
    spoilt(zero_price, "low is 0");
    spoilt(negative_price, "close is -1");
    spoilt(huge_price, "high is 1.0000000000000001e+300");
    spoilt(crossed, "high 89 is below low 90");
    spoilt(volume_below_zero, "volume is -1");
    spoilt(same_time, "equal to that of the bar before");
    spoilt(unsorted, "before that of the bar before");
}
END_TEST

START_TEST(bad_setups_are_refused)
{
    struct bars *a = bars_new("A", DAY), *twin = bars_new("A", DAY);
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 0));
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 1)); /* no bars */
    bars_add(a, 1, 1, 1, 1);
    bars_add(twin, 1, 1, 1, 1);
    struct fs_series both[] = {a->series, twin->series};
    ck_assert_ptr_null(fs_engine_new(&options, both, 2));
    ck_assert_ptr_nonnull(strstr(why(), "twice"));
    options.cash = 0;
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 1));
    options.cash = 1;
    options.slippage_bps = NAN;
    ck_assert_ptr_null(fs_engine_new(&options, &a->series, 1));
    free(a);
    free(twin);
}
END_TEST

static void defaults(void)
{
    fs_engine_defaults(&options);
}

int main(void)
{
    Suite *suite = suite_create("orders");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_test(tc, day_order_expires_at_the_end_of_the_next_daily_bar_and_gtc_waits);
    tcase_add_test(tc, day_order_lives_through_the_minutes_of_its_day);
    tcase_add_test(tc, fill_that_cash_cannot_cover_is_cut_to_the_lot_and_reported);
    tcase_add_test(tc, fill_that_a_large_account_covers_is_not_cut);
    tcase_add_test(tc, short_sale_earns_when_the_price_falls);
    tcase_add_test(tc, cancelled_order_does_not_fill);
    tcase_add_test(tc, orders_in_the_warm_up_are_refused_and_targets_wait);
    tcase_add_test(tc, sales_at_an_open_come_before_purchases_whatever_the_symbol);
    tcase_add_test(tc, symbols_of_different_intervals_come_in_time_order_and_share_the_cash);
    tcase_add_test(tc, longer_bars_are_seen_once_closed_even_with_a_gap);
    tcase_add_test(tc, sessions_open_and_close_by_the_calendar_and_its_holidays);
    tcase_add_test(tc, daily_bars_of_a_calendar_fill_at_the_opening_of_their_session);
    tcase_add_test(tc, wrong_requests_say_what_is_wrong);
    tcase_add_test(tc, bad_bars_are_named);
    tcase_add_test(tc, bad_setups_are_refused);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
