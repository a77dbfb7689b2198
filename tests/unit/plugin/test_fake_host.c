/* The template's fake host, with a plugin that uses more of it than the template's own: tests/plugins/good/ws_feed.c. */
#include "../../../contrib/plugin-template/fake_host/fake_host.h"
#include "plugin/load.h"

#include <check.h>

START_TEST(plays_the_other_side_of_a_websocket)
{
    const struct fs_plugin_file *file = fs_plugin_open(TEST_PLUGINS "/ws_feed.so");
    ck_assert_ptr_nonnull(file);
    const struct fs_plugin *plugin = file->descriptor;
    struct fake_host *fake = fake_host_new(plugin, NULL);
    const struct fs_event *events;
    void *state;
    ck_assert_int_eq(plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state), 0);
    fake_host_ws_message(fake, 0, FS_WS_TEXT, "1 2", 3); /* not open yet */
    fake_host_ws_accept(fake, 0);
    ck_assert_str_eq(fake_host_ws_sent(fake, 0), "subscribe\n");
    ck_assert_str_eq(fake_host_ws_sent(fake, 0), "");
    fake_host_ws_message(fake, 0, FS_WS_TEXT, "101 2", 5);
    fake_host_ws_close(fake, 0, 1001, "restart");
    ck_assert_double_eq(fake_host_metric(fake, "close_code"), 1001.0);
    fake_host_ws_accept(fake, 0);
    ck_assert_double_eq(fake_host_metric(fake, "opened_total"), 2.0);
    fake_host_ws_message(fake, 0, FS_WS_BINARY, "x", 1); /* the plugin closes for good */
    fake_host_ws_message(fake, 0, FS_WS_TEXT, "1 2", 3);
    ck_assert_uint_eq(fake_host_events(fake, &events), 1);
    ck_assert_int_eq(events[0].u.trade.price, 101 * FS_SCALE);
    ck_assert_str_eq(fake_host_error(fake), "");
    plugin->source->stop(state);
    fake_host_free(fake);
}
END_TEST

START_TEST(each_failed_allocation_of_a_start_is_its_error)
{
    const struct fs_plugin *plugin = fs_plugin_open(TEST_PLUGINS "/ws_feed.so")->descriptor;
    struct fake_host *fake = fake_host_new(plugin, NULL);
    void *state;
    fake_host_fail_alloc(fake, 0);
    ck_assert_int_eq(plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state), -1);
    ck_assert_str_eq(fake_host_error(fake), "out of memory");
    fake_host_free(fake);
}
END_TEST

START_TEST(tells_a_strategy_what_happens_and_sees_what_it_orders)
{
    static const char *const symbols[] = {"AAA", "BBB", NULL};
    const struct fs_plugin *plugin = fs_plugin_open(TEST_PLUGINS "/hears_events.so")->descriptor;
    struct fake_host *fake = fake_host_new(plugin, NULL);
    struct fs_context *ctx = fake_host_context(fake);
    const struct fs_trade *trade = fake_host_trade(fake, symbols);
    const struct fs_host *host = fake_host_table(fake);
    struct fake_order last;
    void *state;
    ck_assert_int_eq(plugin->strategy->start(host, ctx, trade, &state), 0);
    const struct fs_position held = {.qty = 20 * FS_SCALE, .price = 50.0};
    struct fs_strategy_event event = {.struct_size = sizeof event,
                                      .symbol = trade->symbol(ctx, 0),
                                      .type = FS_IEVENT_SPLIT,
                                      .now = host->now(ctx),
                                      .units_after = 2,
                                      .units_before = 1,
                                      .before = 10 * FS_SCALE,
                                      .after = 20 * FS_SCALE};
    ck_assert_int_eq(plugin->strategy->on_event(state, NULL, &event), -1);
    ck_assert_str_eq(fake_host_error(fake), "the event has not taken effect");
    fake_host_holds(fake, event.symbol, &held, FS_SYMBOL_MEMBER);
    ck_assert_int_eq(plugin->strategy->on_event(state, NULL, &event), 0);
    ck_assert_double_eq(fake_host_metric(fake, "ratio"), 2.0);
    ck_assert_int_eq(fake_host_orders(fake, &last), 1);
    ck_assert_str_eq(last.what, "order");
    ck_assert_double_eq(last.value, FS_IEVENT_SPLIT);
    event.type = FS_IEVENT_MERGER;
    event.into = trade->symbol(ctx, 1);
    fake_host_holds(fake, event.symbol, &held, FS_SYMBOL_GONE);
    ck_assert_int_eq(plugin->strategy->on_event(state, NULL, &event), 0);
    ck_assert_int_eq(fake_host_orders(fake, &last), 2);
    ck_assert_str_eq(last.what, "target");
    ck_assert_uint_eq(last.symbol, event.into);
    ck_assert_int_lt(trade->position(ctx, 99, &(struct fs_position){0}), 0);
    plugin->strategy->stop(state);
    fake_host_free(fake);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/fake_host");
    TCase *cases = tcase_create("fake_host");
    tcase_add_test(cases, plays_the_other_side_of_a_websocket);
    tcase_add_test(cases, each_failed_allocation_of_a_start_is_its_error);
    tcase_add_test(cases, tells_a_strategy_what_happens_and_sees_what_it_orders);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
