#include "plugin/feed.h"

#include "base/error.h"
#include "plugin/context.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONG 60000000000 /* ns; never waited for in a passing test */

static struct fs_feed *open_feed(const char *path, const char *const *pairs, int count)
{
    const struct fs_plugin_file *plugin = fs_plugin_open(path);
    ck_assert_msg(plugin != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    return fs_feed_open(plugin, pairs, count);
}

#define SYNTHETIC REAL_PLUGINS "/synthetic.so"

/* All events of a synthetic market. */
static struct fs_event *collect(const char *const *pairs, int count, int *total)
{
    struct fs_feed *feed = open_feed(SYNTHETIC, pairs, count);
    ck_assert_msg(feed != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    int room = 1 << 20, got;
    struct fs_event *events = malloc((size_t)room * sizeof *events);
    *total = 0;
    while ((got = fs_feed_next(feed, events + *total, room - *total, LONG)) > 0)
        *total += got;
    ck_assert_int_eq(got, -1);
    ck_assert_ptr_null(fs_error_last());
    ck_assert_uint_eq(fs_feed_breaches(feed), 0);
    fs_feed_close(feed);
    return events;
}

START_TEST(delivers_all_events_in_order_and_ends)
{
    const char *const pairs[] = {"count=100000", "interval=1m"}; /* more than the queue holds */
    int total;
    struct fs_event *events = collect(pairs, 2, &total);
    ck_assert_int_eq(total, 100000);
    for (int i = 1; i < total; i++)
        ck_assert_int_gt(events[i].ts, events[i - 1].ts);
    free(events);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_bits)
{
    const char *const pairs[] = {"count=3000", "kind=book", "symbols=A,B"};
    int one_count, two_count;
    struct fs_event *one = collect(pairs, 3, &one_count), *two = collect(pairs, 3, &two_count);
    ck_assert_int_eq(one_count, two_count);
    ck_assert(!memcmp(one, two, (size_t)one_count * sizeof *one));
    free(one);
    free(two);
}
END_TEST

struct level {
    uint64_t id;
    int64_t price, qty;
    int side;
};

/* Applies a change to a list of orders, as a consumer would. */
static int apply(struct level *orders, int count, const struct fs_event *e)
{
    if (e->u.book.action == FS_BOOK_CLEAR)
        return 0;
    int at = 0;
    while (at < count && orders[at].id != e->u.book.order_id)
        at++;
    if (e->u.book.action == FS_BOOK_ADD) {
        ck_assert_int_eq(at, count);
        orders[count] = (struct level){e->u.book.order_id, e->u.book.price, e->u.book.qty, e->u.book.side};
        return count + 1;
    }
    ck_assert_int_lt(at, count); /* what is changed or deleted is there */
    if (e->u.book.action == FS_BOOK_CHANGE) {
        ck_assert_int_lt(e->u.book.qty, orders[at].qty);
        orders[at].qty = e->u.book.qty;
        return count;
    }
    orders[at] = orders[count - 1];
    return count - 1;
}

START_TEST(the_quotes_of_a_book_are_those_of_its_changes)
{
    const char *const pairs[] = {"count=20000", "kind=book", "rate=50"};
    int total, count = 0, quotes = 0, trades = 0;
    struct fs_event *events = collect(pairs, 3, &total);
    static struct level orders[1000];
    for (int i = 0; i < total; i++) {
        const struct fs_event *e = &events[i];
        trades += e->type == FS_EVENT_TRADE;
        if (e->type == FS_EVENT_BOOK)
            count = apply(orders, count, e);
        if (e->type != FS_EVENT_QUOTE)
            continue;
        int64_t bid = 0, ask = INT64_MAX, bid_qty = 0, ask_qty = 0;
        for (int k = 0; k < count; k++) {
            bid = orders[k].side == FS_BUY && orders[k].price > bid ? orders[k].price : bid;
            ask = orders[k].side == FS_SELL && orders[k].price < ask ? orders[k].price : ask;
        }
        for (int k = 0; k < count; k++) {
            bid_qty += orders[k].side == FS_BUY && orders[k].price == bid ? orders[k].qty : 0;
            ask_qty += orders[k].side == FS_SELL && orders[k].price == ask ? orders[k].qty : 0;
        }
        ck_assert_int_lt(bid, ask);
        ck_assert_int_eq(e->u.quote.bid, bid);
        ck_assert_int_eq(e->u.quote.ask, ask);
        ck_assert_int_eq(e->u.quote.bid_qty, bid_qty);
        ck_assert_int_eq(e->u.quote.ask_qty, ask_qty);
        quotes++;
    }
    ck_assert_int_gt(quotes, 1000);
    ck_assert_int_gt(trades, 500);
    free(events);
}
END_TEST

/* Golden bits: another machine, compiler or build that gave others would break every dataset made from a seed. */
START_TEST(bars_are_these_bars)
{
    static const double expected[3][5] = {{100, 100.32, 98.18, 100.2, 655998},
                                          {100.2, 100.2, 98.51, 98.62, 1161063},
                                          {98.62, 99.23, 98.11, 98.96, 607767}};
    const char *const pairs[] = {"count=3"};
    int total;
    struct fs_event *events = collect(pairs, 1, &total);
    for (int i = 0; i < 3; i++) {
        const struct fs_event_bar *b = &events[i].u.bar;
        const double got[5] = {b->open, b->high, b->low, b->close, b->volume};
        for (int k = 0; k < 5; k++)
            ck_assert_double_eq(got[k], expected[i][k]);
    }
    free(events);
}
END_TEST

/* The same of many bars, of cheap and of dear ticks: FNV-1a over all events. */
START_TEST(many_bars_are_these_bars)
{
    static const struct {
        const char *pairs[5];
        uint64_t hash;
    } cases[] = {
        {{"count=20000", "interval=1m", "symbols=A,B,C", "jumps=400", "seed=1"}, 0x4f18e2972879a6aa},
        {{"count=3000", "decimals=6", "price=5000", "volatility=1.5", "seed=2"}, 0x7a5f77299eeea952},
        {{"count=20000", "interval=5m", "correlation=0", "price=0.02", "decimals=0"}, 0x3c71043bfc87fe73},
    };
    for (size_t c = 0; c < 3; c++) {
        int total;
        struct fs_event *events = collect(cases[c].pairs, 5, &total);
        for (int i = 0; i < total; i++)
            events[i].symbol = 0; /* ids depend on what ran before */
        const unsigned char *bytes = (const unsigned char *)events;
        uint64_t hash = 14695981039346656037u;
        for (size_t i = 0; i < (size_t)total * sizeof *events; i++)
            hash = (hash ^ bytes[i]) * 1099511628211u;
        ck_assert_msg(hash == cases[c].hash, "case %zu: 0x%016llx", c, (unsigned long long)hash);
        free(events);
    }
}
END_TEST

START_TEST(returns_have_the_volatility_asked_for_and_cluster)
{
    const char *const pairs[] = {"count=20000", "volatility=0.3", "jumps=0",
                                 "drift=0",     "decimals=6",     "seed=11"};
    int total;
    struct fs_event *events = collect(pairs, 6, &total);
    double sum = 0, squares = 0, lagged = 0, fourth = 0, last = 0;
    for (int i = 1; i < total; i++) {
        double r = log(events[i].u.bar.close / events[i - 1].u.bar.close);
        sum += r;
        squares += r * r;
        fourth += r * r * r * r;
        lagged += i > 1 ? (r * r) * (last * last) : 0;
        last = r;
    }
    double n = total - 1, variance = squares / n;
    ck_assert_double_lt(fabs(sqrt(variance * 252) - 0.3), 0.03);
    ck_assert_double_gt(fourth / n / (variance * variance), 3.2);        /* fat tails */
    ck_assert_double_gt(lagged / n / (variance * variance) - 1.0, 0.05); /* squares are correlated */
    free(events);
}
END_TEST

START_TEST(stops_while_the_queue_is_full)
{
    const char *const pairs[] = {"count=1000000000", "interval=1s"};
    struct fs_feed *feed = open_feed(SYNTHETIC, pairs, 2);
    struct fs_event event;
    ck_assert_int_eq(fs_feed_next(feed, &event, 1, LONG), 1);
    ck_assert_int_eq(fs_feed_stop(feed), 0);
    ck_assert_uint_eq(fs_feed_breaches(feed), 0);
    fs_feed_close(feed);
}
END_TEST

START_TEST(metrics_can_be_read)
{
    const char *const pairs[] = {"count=50"};
    struct fs_feed *feed = open_feed(SYNTHETIC, pairs, 1);
    struct fs_event events[64];
    struct fs_feed_metric metric;
    while (fs_feed_next(feed, events, 64, LONG) > 0)
        ;
    ck_assert_int_eq(fs_feed_metric(feed, 0, &metric), 0);
    ck_assert_str_eq(metric.name, "messages_total");
    ck_assert_double_eq(metric.value, 50.0);
    ck_assert_int_eq(fs_feed_metric(feed, 1, &metric), -1);
    fs_feed_close(feed);
}
END_TEST

START_TEST(a_failed_start_is_swept)
{
    for (int i = 0; i < 3; i++) {
        ck_assert_ptr_null(open_feed(TEST_PLUGINS "/failing_start.so", NULL, 0));
        ck_assert_str_eq(fs_error_last()->message, "plugin 'failing_start': start: the server says no");
        ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    }
}
END_TEST

START_TEST(a_callback_that_hangs_is_left_behind)
{
    struct fs_feed *feed = open_feed(TEST_PLUGINS "/hanging_poll.so", NULL, 0);
    struct fs_event event;
    ck_assert_int_eq(fs_feed_next(feed, &event, 1, LONG), 1);
    fs_instance_limit(50000000);
    ck_assert_int_eq(fs_feed_stop(feed), -1);
    ck_assert_str_eq(fs_error_last()->message, "plugin 'hanging_poll': has not come to its end after 0.05 s");
    fs_feed_close(feed);
}
END_TEST

START_TEST(garbage_ends_a_source_with_its_reason)
{
    const char *const pairs[] = {"what=backwards"};
    struct fs_feed *feed = open_feed(TEST_PLUGINS "/garbage.so", pairs, 1);
    struct fs_event event;
    ck_assert_int_eq(fs_feed_next(feed, &event, 1, LONG), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "time goes back from"));
    ck_assert_uint_eq(fs_feed_breaches(feed), 1);
    ck_assert_ptr_null(fs_feed_breach(feed, 1));
    fs_feed_close(feed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/feed");
    TCase *cases = tcase_create("feed");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, delivers_all_events_in_order_and_ends);
    tcase_add_test(cases, the_same_seed_gives_the_same_bits);
    tcase_add_test(cases, the_quotes_of_a_book_are_those_of_its_changes);
    tcase_add_test(cases, bars_are_these_bars);
    tcase_add_test(cases, many_bars_are_these_bars);
    tcase_add_test(cases, returns_have_the_volatility_asked_for_and_cluster);
    tcase_add_test(cases, stops_while_the_queue_is_full);
    tcase_add_test(cases, metrics_can_be_read);
    tcase_add_test(cases, a_failed_start_is_swept);
    tcase_add_test(cases, a_callback_that_hangs_is_left_behind);
    tcase_add_test(cases, garbage_ends_a_source_with_its_reason);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
