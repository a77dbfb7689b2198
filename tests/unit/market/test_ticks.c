/* Ticks from columns: values, order of several sources, both clocks, ranges, what is told of bad rows. */
#include "base/decimal.h"
#include "base/error.h"
#include "chance.h"
#include "frame/arrow.h"
#include "market/mantissa.h"
#include "market/symbol.h"
#include "market/tick_words.h"
#include "market/ticks.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNIT = 100000000 };

/* A source that gives frames one after the other. */
struct parts {
    struct fs_frame *frame[8];
    int count, at, closed;
};

static int next_part(void *context, struct fs_frame **part)
{
    struct parts *parts = context;
    *part = parts->at < parts->count ? fs_frame_ref(parts->frame[parts->at++]) : NULL;
    return 0;
}

static void close_parts(void *context)
{
    struct parts *parts = context;
    parts->closed++;
    for (int i = 0; i < parts->count; i++)
        fs_frame_unref(parts->frame[i]);
}

static struct fs_tick_source source_of(struct parts *parts, int type, const char *symbol)
{
    return (struct fs_tick_source){type, symbol, next_part, close_parts, parts};
}

static void *add(struct fs_frame *frame, const char *name, int type, int64_t rows)
{
    void *data;
    ck_assert_int_eq(fs_frame_add_new(frame, name, type, rows, NULL, &data), 0);
    return data;
}

static int32_t *add_text(struct fs_frame *frame, const char *name, int64_t rows, const char *const *texts)
{
    struct fs_dict *dict = fs_dict_new();
    void *data;
    for (; *texts; texts++)
        fs_dict_put(dict, *texts, strlen(*texts));
    ck_assert_int_eq(fs_frame_add_new(frame, name, FS_STRING, rows, dict, &data), 0);
    return data;
}

/* Trades at times first, first + step, ...; heard `late[i % 8]` later. */
static struct fs_frame *trades(int64_t rows, int64_t first, int64_t step, const int64_t late[8])
{
    static const char *const sides[] = {"buy", "S", "", NULL};
    struct fs_frame *frame = fs_frame_new();
    int64_t *time = add(frame, "time", FS_TIME, rows), *recv = add(frame, "recv_time", FS_TIME, rows);
    double *price = add(frame, "price", FS_F64, rows), *qty = add(frame, "qty", FS_F64, rows);
    int64_t *id = add(frame, "trade_id", FS_I64, rows);
    int32_t *side = add_text(frame, "side", rows, sides);
    for (int64_t i = 0; i < rows; i++) {
        time[i] = first + i * step;
        recv[i] = time[i] + late[i % 8];
        price[i] = 100.01 + (double)(i % 7);
        qty[i] = (double)(i + 1) / 10;
        side[i] = (int32_t)(i % 3);
        id[i] = i + 1;
    }
    return frame;
}

static const int64_t prompt[8] = {5, 5, 5, 5, 5, 5, 5, 5};

static int64_t read_all(struct fs_ticks *ticks, struct fs_event *out, int64_t room)
{
    const struct fs_event *events;
    int64_t total = 0, count;
    while ((count = fs_ticks_next(ticks, &events)) > 0) {
        ck_assert_int_le(total + count, room);
        memcpy(out + total, events, (size_t)count * sizeof *out);
        total += count;
    }
    return count < 0 ? -1 : total;
}

static struct fs_event got[200000];

START_TEST(rows_come_as_events_part_after_part)
{
    struct parts parts = {
        .frame = {trades(1000, 1000, 3, prompt), trades(0, 0, 1, prompt), trades(700, 4000, 3, prompt)},
        .count = 3};
    struct fs_tick_source source = source_of(&parts, FS_EVENT_TRADE, "AAA");
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    ck_assert_int_eq(read_all(ticks, got, 200000), 1700);
    ck_assert_int_eq(got[0].ts, 1000);
    ck_assert_int_eq(got[0].recv_ts, 1005);
    ck_assert_int_eq(got[0].type, FS_EVENT_TRADE);
    ck_assert_str_eq(fs_symbol_text(got[0].symbol), "AAA");
    ck_assert_int_eq(got[2].u.trade.price, 10201000000);
    ck_assert_int_eq(got[2].u.trade.qty, 3 * UNIT / 10);
    ck_assert_int_eq(got[0].u.trade.side, FS_BUY);
    ck_assert_int_eq(got[1].u.trade.side, FS_SELL);
    ck_assert_int_eq(got[2].u.trade.side, 0);
    ck_assert_uint_eq(got[999].u.trade.trade_id, 1000);
    ck_assert_int_eq(got[1000].ts, 4000);
    fs_ticks_free(ticks);
    ck_assert_int_eq(parts.closed, 1);
}
END_TEST

START_TEST(sources_merge_by_time_and_then_in_the_order_given)
{
    struct parts parts[3] = {{.frame = {trades(5000, 0, 2, prompt)}, .count = 1},
                             {.frame = {trades(3000, 1, 3, prompt)}, .count = 1},
                             {.frame = {trades(1, 4000, 1, prompt)}, .count = 1}};
    struct fs_tick_source sources[3] = {source_of(&parts[0], FS_EVENT_TRADE, "AAA"),
                                        source_of(&parts[1], FS_EVENT_TRADE, "BBB"),
                                        source_of(&parts[2], FS_EVENT_TRADE, "CCC")};
    struct fs_ticks *ticks = fs_ticks_new(sources, 3, NULL);
    ck_assert_int_eq(read_all(ticks, got, 200000), 8001);
    int64_t next[3] = {0, 1, 4000}, step[3] = {2, 3, 1};
    for (int64_t i = 0; i < 8001; i++) {
        int which = fs_symbol_text(got[i].symbol)[0] - 'A';
        ck_assert_int_eq(got[i].ts, next[which]);
        for (int other = 0; other < 3; other++) {
            int64_t end[3] = {10000, 9001, 4001};
            ck_assert(next[other] >= end[other] || got[i].ts < next[other] ||
                      (got[i].ts == next[other] && which <= other));
        }
        next[which] += step[which];
    }
    fs_ticks_free(ticks);
    ck_assert_int_eq(parts[2].closed, 1);
}
END_TEST

START_TEST(a_range_has_both_its_ends)
{
    for (int order = FS_TICKS_EXCHANGE; order <= FS_TICKS_LOCAL; order++) {
        struct parts parts = {.frame = {trades(1000, 0, 10, prompt), trades(1000, 20000, 10, prompt)},
                              .count = 2};
        struct fs_tick_source source = source_of(&parts, FS_EVENT_TRADE, "AAA");
        int64_t more = order == FS_TICKS_LOCAL ? 5 : 0;
        struct fs_ticks_options options = {order, 9000 + more, 20010 + more};
        struct fs_ticks *ticks = fs_ticks_new(&source, 1, &options);
        ck_assert_int_eq(read_all(ticks, got, 200000), 102);
        ck_assert_int_eq(got[0].ts, 9000);
        ck_assert_int_eq(got[101].ts, 20010);
        const struct fs_event *none;
        ck_assert_int_eq(fs_ticks_next(ticks, &none), 0);
        fs_ticks_free(ticks);
    }
}
END_TEST

START_TEST(local_order_is_that_of_receipt)
{
    /* Every eighth message takes so long that thousands overtake it. */
    static const int64_t late[8] = {5, 90000, 5, 7, 6, 5, 50, 5};
    struct parts parts[2] = {
        {.frame = {trades(60000, 1, 10, late), trades(20000, 700000, 10, late)}, .count = 2},
        {.frame = {trades(5000, 3, 100, prompt)}, .count = 1}};
    struct fs_tick_source sources[2] = {source_of(&parts[0], FS_EVENT_TRADE, "AAA"),
                                        source_of(&parts[1], FS_EVENT_TRADE, "BBB")};
    struct fs_ticks_options options = {.order = FS_TICKS_LOCAL};
    struct fs_ticks *ticks = fs_ticks_new(sources, 2, &options);
    ck_assert_int_eq(read_all(ticks, got, 200000), 85000);
    int64_t ids[2] = {0, 0};
    for (int64_t i = 0; i < 85000; i++) {
        int which = fs_symbol_text(got[i].symbol)[0] - 'A';
        ck_assert(i == 0 || got[i].recv_ts >= got[i - 1].recv_ts);
        ids[which] += (int64_t)got[i].u.trade.trade_id;
        if (which == 0)
            ck_assert_int_eq(got[i].recv_ts - got[i].ts, late[(got[i].u.trade.trade_id - 1) % 8]);
    }
    ck_assert_int_eq(ids[0], INT64_C(60000) * 60001 / 2 + INT64_C(20000) * 20001 / 2); /* each once */
    ck_assert_int_eq(ids[1], INT64_C(5000) * 5001 / 2);
    ck_assert_int_eq(fs_ticks_late(ticks), 0);
    fs_ticks_free(ticks);
}
END_TEST

START_TEST(what_comes_too_late_for_the_window_is_never_given_out_early)
{
    enum { FAR = 400000 }; /* 40,000 rows: 35,000 messages are under way at a time */
    static const int64_t late[8] = {FAR, FAR, FAR, 5, FAR, FAR, FAR, FAR};
    struct parts parts = {.frame = {trades(80000, 1, 10, late)}, .count = 1};
    struct fs_tick_source source = source_of(&parts, FS_EVENT_TRADE, "AAA");
    struct fs_ticks_options options = {.order = FS_TICKS_LOCAL};
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, &options);
    ck_assert_int_eq(read_all(ticks, got, 200000), 80000);
    for (int64_t i = 0; i < 80000; i++) {
        ck_assert(i == 0 || got[i].recv_ts >= got[i - 1].recv_ts);
        ck_assert_int_ge(got[i].recv_ts - got[i].ts, late[(got[i].u.trade.trade_id - 1) % 8]);
    }
    ck_assert_int_gt(fs_ticks_late(ticks), 0);
    fs_ticks_free(ticks);
}
END_TEST

START_TEST(a_book_has_its_actions_and_the_ends_of_its_messages)
{
    static const char *const sides[] = {"bid", "ask", NULL}, *const actions[] = {"add", "cancel", "clear",
                                                                                 "execute", NULL};
    struct fs_frame *frame = fs_frame_new();
    int64_t *time = add(frame, "time", FS_TIME, 6), *id = add(frame, "order_id", FS_I64, 6),
            *seq = add(frame, "seq", FS_I64, 6);
    double *price = add(frame, "price", FS_F64, 6), *qty = add(frame, "qty", FS_F64, 6);
    uint8_t *snapshot = add(frame, "snapshot", FS_BOOL, 6);
    int32_t *side = add_text(frame, "side", 6, sides), *action = add_text(frame, "action", 6, actions);
    for (int i = 0; i < 6; i++) {
        time[i] = 10 + i / 4;
        id[i] = i == 4 ? 0 : i + 1;
        seq[i] = 7 + i / 3;
        price[i] = i == 1 ? NAN : 0.5;
        qty[i] = i == 1 ? NAN : i == 2 ? 3 : 1;
        snapshot[i] = i == 5;
        side[i] = i & 1;
        action[i] = i == 1 || i == 2 ? 1 : i == 4 ? 2 : i == 3 ? 3 : 0;
    }
    struct parts parts = {.frame = {frame}, .count = 1};
    struct fs_tick_source source = source_of(&parts, FS_EVENT_BOOK, "AAA");
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    ck_assert_int_eq(read_all(ticks, got, 200000), 6);
    const int expected[] = {FS_BOOK_ADD,     FS_BOOK_DELETE, FS_BOOK_CANCEL,
                            FS_BOOK_EXECUTE, FS_BOOK_CLEAR,  FS_BOOK_ADD};
    const int flags[] = {
        0, 0, FS_EVENT_LAST, FS_EVENT_LAST, FS_EVENT_LAST, FS_EVENT_LAST | FS_EVENT_SNAPSHOT};
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(got[i].u.book.action, expected[i]);
        ck_assert_int_eq(got[i].flags, flags[i]);
        ck_assert_uint_eq(got[i].u.book.seq, (uint64_t)seq[i]);
        ck_assert_int_eq(got[i].u.book.side, i & 1 ? FS_SELL : FS_BUY);
        ck_assert_uint_eq(got[i].u.book.level, UINT32_MAX);
    }
    fs_ticks_free(ticks);
}
END_TEST

START_TEST(quotes_without_a_price_are_empty_sides)
{
    struct fs_frame *frame = fs_frame_new();
    *(int64_t *)add(frame, "time", FS_TIME, 1) = 1;
    *(double *)add(frame, "bid", FS_F64, 1) = NAN;
    *(double *)add(frame, "ask", FS_F64, 1) = 2.5;
    *(double *)add(frame, "bid_size", FS_F64, 1) = 9;
    *(double *)add(frame, "ask_size", FS_F64, 1) = 3;
    struct parts parts = {.frame = {frame}, .count = 1};
    struct fs_tick_source source = source_of(&parts, FS_EVENT_QUOTE, "AAA");
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    ck_assert_int_eq(read_all(ticks, got, 10), 1);
    ck_assert_int_eq(got[0].u.quote.bid_qty, 0);
    ck_assert_int_eq(got[0].u.quote.ask, 5 * UNIT / 2);
    ck_assert_int_eq(got[0].u.quote.ask_qty, 3 * (int64_t)UNIT);
    fs_ticks_free(ticks);
}
END_TEST

/* Reading trades, spoiled by `spoil`, fails with a text that has `expected`. */
static void ck_fails(void (*spoil)(struct fs_frame *), const char *expected)
{
    struct parts parts = {.frame = {trades(600, 1000, 3, prompt)}, .count = 1};
    spoil(parts.frame[0]);
    struct fs_tick_source source = source_of(&parts, FS_EVENT_TRADE, "AAA");
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    ck_assert_int_eq(read_all(ticks, got, 200000), -1);
    ck_assert_msg(strstr(fs_error_last()->message, expected) != NULL, "%s", fs_error_last()->message);
    fs_ticks_free(ticks);
    ck_assert_int_eq(parts.closed, 1);
}

static void spoil_price(struct fs_frame *frame)
{
    ((double *)(uintptr_t)fs_frame_find(frame, "price")->data)[300] = NAN;
}

static void spoil_qty(struct fs_frame *frame)
{
    ((double *)(uintptr_t)fs_frame_find(frame, "qty")->data)[300] = 1e12;
}

static void spoil_time(struct fs_frame *frame)
{
    ((int64_t *)(uintptr_t)fs_frame_find(frame, "time")->data)[300] = 5;
}

START_TEST(bad_rows_are_errors_that_name_them)
{
    ck_fails(spoil_price, "AAA: row 301 (1970-01-01T00:00:00.0000019Z): price: is missing");
    ck_fails(spoil_qty, "row 301 (1970-01-01T00:00:00.0000019Z): qty: does not fit");
    ck_fails(spoil_time, "AAA: row 301 (1970-01-01T00:00:00.000000005Z) is earlier");
    struct fs_tick_source wrong = source_of(&(struct parts){.count = 0}, FS_EVENT_BAR, "AAA");
    ck_assert_ptr_null(fs_ticks_new(&wrong, 1, NULL));
}
END_TEST

/* Pages of this process that are in memory, in bytes. */
static int64_t resident(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    ck_assert(file && fscanf(file, "%*d %ld", &pages) == 1);
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

START_TEST(a_mapped_file_is_let_go_of_as_it_is_read)
{
    enum { ROWS = 2000000 }; /* 88 MB */
    char path[] = "/tmp/finsmart-ticks-XXXXXX";
    close(mkstemp(path));
    struct fs_frame *frame = trades(ROWS, 0, 1, prompt);
    ck_assert_int_eq(fs_arrow_write_file(frame, path, NULL), 0);
    fs_frame_unref(frame);
    struct parts parts = {.frame = {fs_arrow_read_file(path, NULL)}, .count = 1};
    struct fs_tick_source source = source_of(&parts, FS_EVENT_TRADE, "AAA");
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    const struct fs_event *events;
    int64_t total = fs_ticks_next(ticks, &events), before = resident(), most = 0, count;
    for (int64_t batch = 0; (count = fs_ticks_next(ticks, &events)) > 0; batch++) {
        total += count;
        if (batch % 64 == 0)
            most = resident() - before > most ? resident() - before : most;
    }
    ck_assert_int_eq(total, ROWS);
    ck_assert_int_lt(most, 20 << 20);
    fs_ticks_free(ticks);
    unlink(path);
}
END_TEST

START_TEST(mantissas_are_those_of_the_decimal_text)
{
    static const double odd[] = {0,          -0.0,        0.285,        1.000000005, 0.123456785, 1e-9,
                                 5e-9,       1.5e-8,      22517998.13,  -0.1,        1e5,         98.1,
                                 22517999.5, 92233720368, 4503599627.7, -1e10,       0.1 + 0.2};
    double values[400];
    int64_t found[400], expected;
    int missing = 0;
    for (int round = 0; round < 400; round++) {
        for (int i = 0; i < 400; i++) {
            values[i] =
                (double)(int64_t)chance(UINT64_C(1) << (10 + chance(45))) / pow(10, (double)chance(12));
            if (chance(100) == 0)
                values[i] = odd[chance(sizeof odd / sizeof *odd)];
        }
        int64_t done = fs_mantissas(values, 400, found, &missing);
        for (int i = 0; i < done; i++) {
            ck_assert_int_eq(fs_decimal_from_double(values[i], 8, &expected), 0);
            ck_assert_int_eq(found[i], expected);
        }
        ck_assert(done == 400 || fs_decimal_from_double(values[done], 8, &expected) != 0);
    }
    values[0] = NAN;
    values[1] = INFINITY;
    ck_assert_int_eq(missing, 0);
    ck_assert_int_eq(fs_mantissas(values, 2, found, &missing), 1);
    ck_assert_int_eq(missing, 1);
    ck_assert_int_eq(found[0], FS_MANTISSA_NONE);
}
END_TEST

START_TEST(words_are_known_whatever_their_case)
{
    ck_assert_int_eq(fs_tick_side("BUY"), FS_BUY);
    ck_assert_int_eq(fs_tick_side("Offer"), FS_SELL);
    ck_assert_int_eq(fs_tick_side("N"), 0);
    ck_assert_int_eq(fs_tick_side("up"), -1);
    ck_assert_int_eq(fs_tick_action("Modify"), FS_BOOK_CHANGE);
    ck_assert_int_eq(fs_tick_action(""), -1);
    ck_assert_str_eq(fs_tick_side_name(FS_SELL), "sell");
    ck_assert_str_eq(fs_tick_action_name(FS_BOOK_EXECUTE), "execute");
    ck_assert_str_eq(fs_tick_action_name(99), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ticks");
    TCase *tests = tcase_create("ticks");
    tcase_add_test(tests, rows_come_as_events_part_after_part);
    tcase_add_test(tests, sources_merge_by_time_and_then_in_the_order_given);
    tcase_add_test(tests, a_range_has_both_its_ends);
    tcase_add_test(tests, local_order_is_that_of_receipt);
    tcase_add_test(tests, what_comes_too_late_for_the_window_is_never_given_out_early);
    tcase_add_test(tests, a_book_has_its_actions_and_the_ends_of_its_messages);
    tcase_add_test(tests, quotes_without_a_price_are_empty_sides);
    tcase_add_test(tests, bad_rows_are_errors_that_name_them);
    tcase_add_test(tests, a_mapped_file_is_let_go_of_as_it_is_read);
    tcase_add_test(tests, mantissas_are_those_of_the_decimal_text);
    tcase_add_test(tests, words_are_known_whatever_their_case);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
