/* A lack of memory is an error, leaks nothing, and leaves of a journal what verifies. */
#include "../failing.h"

#include "feeds.h"
#include "journals.h"
#include "venues.h"

#include "base/time.h"
#include "market/instrument.h"
#include "trade/decision.h"
#include "trade/vector.h"

static struct fs_signing_key *key;
static uint8_t public_key[FS_PUBLIC_KEY_SIZE];

static int write_one(void)
{
    char hash[65];
    unlink(path);
    return write_journal(path, 3, hash);
}

/* What was written before memory ran out is whole; a journal that could not even be begun is not there. */
static int what_is_there_verifies(void)
{
    static uint8_t bytes[JOURNAL_MAX];
    struct fs_journal_report report;
    if (access(path, F_OK))
        return 0;
    int status = verify_bytes(bytes, load_file(path, bytes), &report);
    int good = !status && !report.fault_count;
    fs_journal_report_clear(&report);
    return good ? 0 : -1;
}

static int verify_one(void)
{
    struct fs_journal_report report = {0};
    struct fs_journal_reader *reader = fs_journal_open(path);
    int status = reader ? fs_journal_verify(reader, &report) : -1;
    if (!status && (report.fault_count || !report.finished))
        status = fs_error_set(FS_E_INTERNAL, "a good journal does not verify without memory");
    if (!status)
        status = fs_heads_compare(heads_path, public_key, &report) < 0 ? -1 : 0;
    fs_journal_report_clear(&report);
    fs_journal_close(reader);
    return status;
}

static int sign_one(void)
{
    struct fs_heads *heads = fs_heads_open(heads_path, key);
    struct fs_journal_head head = {.block = 1, .time = INT64_MIN};
    int status = heads && !fs_heads_add(heads, &head) ? fs_heads_sync(heads) : -1;
    fs_heads_close(heads);
    return status;
}

static int heads_are_whole(void)
{
    return fs_heads_read(heads_path, public_key, NULL, NULL);
}

/* A run over ticks in which orders, changes and cancellations are on their way, with a feed that is heard later. */
static int run_over_ticks(void)
{
    static struct feed f = {.symbol = "A"};
    struct market m = {{&f}, 1};
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    struct fs_tick_symbol symbol = {.symbol = "A", .feed = FS_VENUE_QUOTES};
    for (int i = 1; i <= 40 && f.quotes < 40; i++)
        quote(&f, i * 20, 99 + i % 3, 101 + i % 3);
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    ticks.open = open_feed;
    ticks.data = &m;
    ticks.equity_interval = 50 * MS;
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        latency(&ticks, of, 30);
    struct fs_engine *e = fs_engine_new_ticks(&options, &ticks, &symbol, 1);
    int status = e ? 0 : -1, step = 1;
    if (e)
        fs_engine_want(e, FS_WANT_QUOTE | FS_WANT_ORDER | FS_WANT_FILL | FS_WANT_TIMER);
    status = status || fs_engine_every(e, 70 * MS) < 0 ? -1 : 0;
    for (int64_t last = 0; !status && (step = fs_engine_next(e)) > 0;) {
        if (step != FS_STEP_QUOTE)
            continue;
        if (last && fs_engine_change_to(e, last, 3, 90, NAN, NAN) && fs_error_last_code() == FS_E_MEMORY)
            status = -1;
        if (last > 1 && fs_engine_cancel(e, last - 1) && fs_error_last_code() == FS_E_MEMORY)
            status = -1;
        last = fs_engine_order(e, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 2, last % 2 ? 90 : 110, NAN);
        status = last < 0 ? -1 : status;
    }
    if (!status)
        status = step == FS_STEP_END && fs_engine_finish(e) ? 0 : -1;
    fs_engine_free(e);
    return status;
}

/* A cash account abroad: rates, conversions, and more sales on their way than there is room for at first. */
static int run_an_account(void)
{
    enum { BARS = 80 };
    static const struct fs_instrument share = {.symbol = "A", .currency = "EUR", .multiplier = FS_SCALE};
    int64_t time[BARS], day[] = {-FS_NS_PER_DAY};
    double price[BARS], rate[] = {1.25};
    for (int i = 0; i < BARS; i++) {
        time[i] = i * FS_NS_PER_MINUTE;
        price[i] = 10 + i % 3;
    }
    const struct fs_series fx = {.symbol = "EURUSD",
                                 .count = 1,
                                 .time = day,
                                 .open = rate,
                                 .high = rate,
                                 .low = rate,
                                 .close = rate,
                                 .interval = FS_NS_PER_DAY},
                           series = {.symbol = "A",
                                     .count = BARS,
                                     .time = time,
                                     .open = price,
                                     .high = price,
                                     .low = price,
                                     .close = price,
                                     .interval = FS_NS_PER_MINUTE,
                                     .instrument = &share};
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.account = (struct fs_account_options){.currency = "USD",
                                                  .terms = FS_TERMS_CASH,
                                                  .settlement_days = 2,
                                                  .interest_credit = 0.01,
                                                  .rates = &fx,
                                                  .rate_count = 1};
    struct fs_engine *e = fs_engine_new(&options, &series, 1);
    int status = e ? 0 : -1, step = 1;
    for (int i = 0; !status && (step = fs_engine_next(e)) > 0; i++)
        if (step == FS_STEP_BAR && fs_engine_target(e, 0, i % 2 ? 0 : 10) < 0)
            status = -1;
    if (!status)
        status = step == FS_STEP_END && fs_engine_finish(e) ? 0 : -1;
    fs_engine_free(e);
    return status;
}

static int note_symbols(void)
{
    struct fs_order_symbols known = {0};
    int status = 0;
    for (int64_t id = 1; id <= 600 && !status; id++) {
        struct fs_decision order = {.kind = 'O', .order = id, .symbol = "ABC"};
        status = fs_order_symbols_note(&known, &order);
    }
    fs_order_symbols_clear(&known);
    return status;
}

/* Own orders in a market by levels or order by order: enough of them that every array grows. */
static int trade_on(int feed)
{
    struct fs_venue *v = fs_venue_new(&(struct fs_venue_options){.feed = feed, .queue = FS_QUEUE_LOG});
    int status = v ? 0 : -1;
    for (int i = 1; i <= 300 && !status; i++) {
        struct fs_event e =
            feed == FS_VENUE_LEVELS
                ? level_event(i, 1 + i % 2, i % 2 ? 101 + i % 40 : 100 - i % 40, 5)
                : order_event(i, FS_BOOK_ADD, (uint64_t)i, 1 + i % 2, i % 2 ? 101 + i % 40 : 100 - i % 40, 5);
        struct fs_event t = trade_event(i, 0, 100, 1);
        struct fs_order_request r = {.side = (uint8_t)(1 + i / 2 % 2),
                                     .type = i % 5 ? FS_ORDER_LIMIT : FS_ORDER_MARKET,
                                     .qty = mantissa(12),
                                     .one_of = i % 7 == 6 ? i - 1 : 0};
        r.limit = i % 5 ? mantissa(r.side == FS_BUY ? 99 - (double)(i % 30) : 102 + (double)(i % 30)) : 0;
        status = fs_venue_event(v, &e) || fs_venue_event(v, &t) || fs_venue_submit(v, i, i, &r) ||
                         (i % 9 == 8 && fs_venue_cancel(v, i, i - 3))
                     ? -1
                     : 0;
    }
    fs_venue_free(v);
    return status;
}

static int trade_levels(void)
{
    return trade_on(FS_VENUE_LEVELS);
}

static int trade_orders(void)
{
    return trade_on(FS_VENUE_ORDERS);
}

START_TEST(an_exchange_says_that_memory_is_out)
{
    failing_memory("levels", trade_levels, NULL);
    failing_memory("orders", trade_orders, NULL);
}
END_TEST

START_TEST(a_run_over_ticks_ends_with_an_error_where_memory_does)
{
    ck_assert_int_eq(run_over_ticks(), 0);
    failing_memory("ticks", run_over_ticks, NULL);
}
END_TEST

START_TEST(a_run_with_an_account_ends_with_an_error_where_memory_does)
{
    ck_assert_int_eq(run_an_account(), 0);
    failing_memory("account", run_an_account, NULL);
}
END_TEST

START_TEST(a_journal_is_written_or_says_that_it_is_not)
{
    failing_memory("write", write_one, what_is_there_verifies);
}
END_TEST

START_TEST(a_journal_is_verified_or_not_but_never_called_damaged)
{
    ck_assert_int_eq(write_one(), 0);
    ck_assert_int_eq(sign_one(), 0);
    failing_memory("verify", verify_one, NULL);
}
END_TEST

START_TEST(heads_stay_whole)
{
    failing_memory("sign", sign_one, heads_are_whole);
    failing_memory("symbols", note_symbols, NULL);
}
END_TEST

static int run_columns(void)
{
    static const double price[] = {10, 11, 12, 11, 13, 12}, entry[] = {1, 0, 0, 1, 0, 0},
                        exit[] = {0, 1, 0, 0, 0, 0};
    int64_t time[6];
    for (int i = 0; i < 6; i++)
        time[i] = (18262 + i) * FS_NS_PER_DAY;
    const struct fs_vector_column columns[] = {
        {.entries = entry, .exits = exit, .size_value = 0.4},
        {.short_entries = entry, .short_exits = exit, .size_value = 0.4}};
    struct fs_vector_options options;
    fs_vector_defaults(&options);
    options.keep = FS_VECTOR_KEEP_FILLS | FS_VECTOR_KEEP_TRADES;
    struct fs_vector *vector = fs_vector_new(&options, time, 6, FS_NS_PER_DAY);
    int status = !vector || fs_vector_prices(vector, "A", price, NULL, NULL, price) < 0 ||
                         fs_vector_run(vector, columns, 2, NULL) || fs_vector_run(vector, columns, 1, NULL)
                     ? -1
                     : 0;
    fs_vector_free(vector);
    return status;
}

START_TEST(columns_are_run_or_say_that_they_are_not)
{
    failing_memory("columns", run_columns, NULL);
}
END_TEST

static void make_key(void)
{
    char text[FS_PUBLIC_KEY_TEXT];
    places();
    ck_assert_int_eq(fs_signing_key_create(key_path, text), 0);
    ck_assert_int_eq(fs_public_key_parse(text, public_key), 0);
    ck_assert_ptr_nonnull(key = fs_signing_key_open(key_path));
}

static void drop_key(void)
{
    fs_signing_key_free(key);
    clear_places();
}

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tc = tcase_create("memory");
    tcase_add_checked_fixture(tc, make_key, drop_key);
    tcase_add_test(tc, a_journal_is_written_or_says_that_it_is_not);
    tcase_add_test(tc, a_journal_is_verified_or_not_but_never_called_damaged);
    tcase_add_test(tc, heads_stay_whole);
    tcase_add_test(tc, an_exchange_says_that_memory_is_out);
    tcase_add_test(tc, a_run_over_ticks_ends_with_an_error_where_memory_does);
    tcase_add_test(tc, a_run_with_an_account_ends_with_an_error_where_memory_does);
    tcase_add_test(tc, columns_are_run_or_say_that_they_are_not);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
