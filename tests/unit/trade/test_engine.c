/* The sequence of the engine: what is delivered when, and what orders decided there come to. */
#include "bars.h"

static struct bars *rising(const char *symbol, int64_t interval, int count)
{
    struct bars *b = bars_new(symbol, interval);
    for (int i = 0; i < count; i++)
        bars_add(b, 100 + i, 101.5 + i, 99 + i, 101 + i);
    return b;
}

static struct fs_engine *engine_over(const struct fs_series *series, int count)
{
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    struct fs_engine *e = fs_engine_new(&options, series, count);
    ck_assert_msg(e != NULL, "%s", why());
    return e;
}

START_TEST(market_order_decided_at_a_close_fills_at_the_next_open)
{
    struct bars *b = rising("A", FS_NS_PER_DAY, 5);
    struct fs_engine *e = engine_over(&b->series, 1);
    const struct fs_engine_view *v = fs_engine_view(e);
    int step, fills = 0;
    while ((step = fs_engine_next(e)) > 0) {
        if (step == FS_STEP_BAR && v->index == 1)
            ck_assert_int_eq(fs_engine_order(e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 10, NAN, NAN), 1);
        if (step == FS_STEP_FILL) {
            fills++;
            ck_assert_int_eq(v->fill.price, 102 * FS_SCALE);
            ck_assert_int_eq(v->fill.qty, 10 * FS_SCALE);
            ck_assert_int_eq(v->fill.bar_time, b->time[2]);
            ck_assert_int_eq(v->now, b->time[2]);
        }
    }
    ck_assert_int_eq(step, FS_STEP_END);
    ck_assert_int_eq(fills, 1);
    const struct fs_result *r = fs_engine_finish(e);
    ck_assert_ptr_nonnull(r);
    ck_assert_int_eq(r->equity_count, 5);
    ck_assert_double_eq(r->equity_value[4], 100000.0 + 10 * (105 - 102));
    ck_assert_int_eq(r->trade_count, 1);
    ck_assert_int_eq(r->open_trades, 1);
    ck_assert(r->trades[0].exit_time == FS_TIME_NONE);
    ck_assert_int_eq(r->complete, 1);
    fs_engine_free(e);
    free(b);
}
END_TEST

START_TEST(target_percent_counts_pending_orders_and_rounds_down)
{
    struct bars *b = rising("A", FS_NS_PER_DAY, 4);
    struct fs_engine *e = engine_over(&b->series, 1);
    const struct fs_engine_view *v = fs_engine_view(e);
    int step;
    while ((step = fs_engine_next(e)) > 0)
        if (step == FS_STEP_BAR && v->index == 0) {
            ck_assert_int_eq(fs_engine_target_percent(e, 0, 0.5), 1);
            ck_assert_double_eq(fs_engine_slots(e)[0].pending, floor(50000.0 / 101.0));
            ck_assert_int_eq(fs_engine_target_percent(e, 0, 0.5), 0);
        }
    ck_assert_double_eq(fs_engine_slots(e)[0].position, floor(50000.0 / 101.0));
    fs_engine_free(e);
    free(b);
}
END_TEST

START_TEST(steps_of_one_time_come_in_the_stated_order)
{
    struct bars *a = rising("A", FS_NS_PER_DAY, 2), *b = rising("B", FS_NS_PER_DAY, 2);
    struct fs_series both[] = {b->series, a->series};
    struct fs_engine *e = engine_over(both, 2);
    const struct fs_engine_view *v = fs_engine_view(e);
    char log[64] = "";
    int step;
    while ((step = fs_engine_next(e)) > 0) {
        if (step == FS_STEP_BAR && v->index == 0 && v->slot == 0)
            fs_engine_order(e, 0, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 1, NAN, NAN);
        if (step == FS_STEP_TIME && v->now == a->time[1])
            fs_engine_order(e, 1, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, 1, NAN, NAN);
        char mark[] = {"?BOFTXS"[step], step == FS_STEP_BAR ? (char)('a' + v->slot) : 0, 0};
        strcat(log, mark);
    }
    ck_assert_str_eq(log, "BaBbOTOFOFOBaBbT");
    fs_engine_free(e);
    free(a);
    free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine");
    TCase *tc = tcase_create("sequence");
    tcase_add_test(tc, market_order_decided_at_a_close_fills_at_the_next_open);
    tcase_add_test(tc, target_percent_counts_pending_orders_and_rounds_down);
    tcase_add_test(tc, steps_of_one_time_come_in_the_stated_order);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
