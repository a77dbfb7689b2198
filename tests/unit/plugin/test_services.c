/* The loop's services as a plugin sees them: tests/plugins/good/ws_feed.c over the host's table. */
#include "../net/ws_server.h"
#include "base/error.h"
#include "plugin/context.h"
#include "plugin/feed.h"

#define LONG 60000000000 /* ns; never waited for in a passing test */

static struct fs_feed *open_feed(struct ws_server *server, const struct script *scripts, int count,
                                 const char *misuse)
{
    char url[80], choice[40];
    const char *const pairs[] = {url, choice};
    const struct fs_plugin_file *plugin = fs_plugin_open(TEST_PLUGINS "/ws_feed.so");
    ck_assert_msg(plugin != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    server->scripts = scripts;
    server->count = count;
    server_run(&server->base, ws_server_main, server);
    snprintf(url, sizeof url, "url=ws://127.0.0.1:%d/", server->base.port);
    snprintf(choice, sizeof choice, "misuse=%s", misuse);
    return fs_feed_open(plugin, pairs, 2);
}

static double metric(struct fs_feed *feed, const char *name)
{
    struct fs_feed_metric found;
    for (int i = 0; !fs_feed_metric(feed, i, &found); i++)
        if (!strcmp(found.name, name))
            return found.value;
    return -1.0;
}

START_TEST(a_plugin_streams_over_a_websocket)
{
    static const struct script scripts[] = {{FRAMES("\x81\x05"
                                                    "101 2\x88\x02\x03\xe9"),
                                             .cut = 1},
                                            {FRAMES("\x81\x07"
                                                    "101.5 3")}};
    struct ws_server server = {0};
    struct fs_feed *feed = open_feed(&server, scripts, 2, "none");
    struct fs_event events[2];
    int got = 0;
    ck_assert_msg(feed != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    while (got < 2)
        got += fs_feed_next(feed, events + got, 2 - got, LONG);
    ck_assert_int_eq(events[0].u.trade.price, 101 * FS_SCALE);
    ck_assert_int_eq(events[1].u.trade.price, 1015 * FS_SCALE / 10);
    ck_assert_int_eq(events[1].u.trade.qty, 3 * FS_SCALE);
    ck_assert_int_eq(fs_feed_stop(feed), 0);
    ck_assert_uint_eq(fs_feed_breaches(feed), 0);
    ck_assert_double_eq(metric(feed, "opened_total"), 2.0);
    ck_assert_double_eq(metric(feed, "close_code"), 1001.0);
    fs_feed_close(feed);
    server_join(&server.base);
    ck_assert_ptr_nonnull(strstr(server.log[1], "close:1000:done ")); /* sent in stop, and it got out */
}
END_TEST

START_TEST(a_plugin_may_close_for_good_in_a_callback)
{
    static const struct script scripts[] = {{FRAMES("\x82\x01x\x81\x03"
                                                    "1 2")}};
    struct ws_server server = {0};
    struct fs_feed *feed = open_feed(&server, scripts, 1, "none");
    struct fs_event event;
    ck_assert_ptr_nonnull(feed);
    for (int i = 0; i < 200 && !ws_server_noted(&server, 0, "close"); i++)
        ck_assert_int_eq(fs_feed_next(feed, &event, 1, 100000000), 0); /* the text that follows is not told */
    fs_feed_close(feed);
    server_join(&server.base);
    ck_assert_str_eq(server.log[0], "text:subscribe close:1003:expected short texts ");
}
END_TEST

START_TEST(what_a_plugin_leaves_open_is_swept)
{
    static const struct script scripts[] = {{FRAMES("\x81\x03"
                                                    "1 2")}};
    struct ws_server failing = {0}, leaving = {0};
    ck_assert_ptr_null(open_feed(&failing, scripts, 1, "fail_start"));
    ck_assert_str_eq(fs_error_last()->message, "plugin 'ws_feed': start: no licence");
    server_join(&failing.base);
    struct fs_feed *feed = open_feed(&leaving, scripts, 1, "leave");
    struct fs_event event;
    ck_assert_int_eq(fs_feed_next(feed, &event, 1, LONG), 1);
    ck_assert_int_eq(fs_feed_stop(feed), 0);
    ck_assert_uint_eq(fs_feed_breaches(feed), 0);
    fs_feed_close(feed);
    server_join(&leaving.base);
}
END_TEST

START_TEST(options_that_make_no_sense_are_the_plugins_error)
{
    const char *const pairs[] = {"url=http://h/"};
    ck_assert_ptr_null(fs_feed_open(fs_plugin_open(TEST_PLUGINS "/ws_feed.so"), pairs, 1));
    ck_assert_str_eq(fs_error_last()->message,
                     "plugin 'ws_feed': start: ws_open(): url is 'http://h/'; expected ws://host/path or "
                     "wss://host/path, without user:password@ and #part");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/services");
    TCase *cases = tcase_create("services");
    tcase_add_test(cases, a_plugin_streams_over_a_websocket);
    tcase_add_test(cases, a_plugin_may_close_for_good_in_a_callback);
    tcase_add_test(cases, what_a_plugin_leaves_open_is_swept);
    tcase_add_test(cases, options_that_make_no_sense_are_the_plugins_error);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
