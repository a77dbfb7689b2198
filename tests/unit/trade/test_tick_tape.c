/* The engine over ticks on long feeds that are heard later: what is under way between the exchange and a strategy, and who reads
 * it. A feed with times of receipt is read by the strategy for itself, one with a latency once for both while no more than the tape's
 * length is under way; both must tell the same. */
#include "feeds.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PART = 16384, APART = 1000 /* ns from one quote to the next */ };

/* A feed of quotes that is made while it is read. */
struct walk {
    int64_t rows;
    const struct fs_latency *received; /* times of receipt are later by it; NULL: there are none */
    int opened;                        /* how often it was */
};

struct reader {
    const struct walk *walk;
    struct fs_latency_source *later;
    int64_t at, last;
};

static void close_reader(void *context)
{
    struct reader *r = context;
    fs_latency_close(r->later);
    free(r);
}

static int next_quotes(void *context, struct fs_frame **part)
{
    struct reader *r = context;
    int64_t rows = r->walk->rows - r->at < PART ? r->walk->rows - r->at : PART;
    *part = NULL;
    if (!rows)
        return 0;
    struct fs_frame *frame = fs_frame_new();
    int64_t *time = add(frame, "time", FS_TIME, rows);
    int64_t *heard = r->later ? add(frame, "recv_time", FS_TIME, rows) : NULL;
    double *bid = add(frame, "bid", FS_F64, rows), *ask = add(frame, "ask", FS_F64, rows),
           *bid_size = add(frame, "bid_size", FS_F64, rows), *ask_size = add(frame, "ask_size", FS_F64, rows);
    ck_assert(time && bid && ask && bid_size && ask_size);
    for (int64_t i = 0; i < rows; i++) {
        int64_t k = r->at + i, wave = k / 7 % 40 < 20 ? k / 7 % 20 : 20 - k / 7 % 20;
        time[i] = MS + k * APART;
        if (heard) {
            int64_t at = time[i] + fs_latency_next(r->later, time[i]);
            heard[i] = r->last = at > r->last ? at : r->last;
        }
        bid[i] = 100 + (double)wave;
        ask[i] = bid[i] + 1 + (double)(k % 3);
        bid_size[i] = ask_size[i] = 5;
    }
    r->at += rows;
    *part = frame;
    return 0;
}

static struct fs_ticks *open_walk(void *data, int order)
{
    struct walk *walk = data;
    struct reader *reader = malloc(sizeof *reader);
    ck_assert_ptr_nonnull(reader);
    *reader = (struct reader){.walk = walk};
    if (walk->received)
        ck_assert_ptr_nonnull(reader->later = fs_latency_open(walk->received, FS_LATENCY_FEED, 1));
    walk->opened++;
    const struct fs_tick_source source = {FS_EVENT_QUOTE, "A", next_quotes, close_reader, reader};
    return fs_ticks_new(&source, 1, &(struct fs_ticks_options){.order = order});
}

static struct fs_engine *engine_of(struct walk *walk, const struct fs_latency *feed, int64_t from)
{
    struct fs_engine_options options;
    struct fs_tick_options ticks;
    const struct fs_tick_symbol symbol = {.symbol = "A", .feed = FS_VENUE_QUOTES};
    fs_engine_defaults(&options);
    fs_tick_defaults(&ticks);
    ticks.open = open_walk;
    ticks.data = walk;
    ticks.from = from;
    ticks.latency[FS_LATENCY_FEED] = *feed;
    latency(&ticks, FS_LATENCY_ORDER, 0.0131);
    latency(&ticks, FS_LATENCY_REPORT, 0.0077);
    struct fs_engine *e = fs_engine_new_ticks(&options, &ticks, &symbol, 1);
    ck_assert_msg(e != NULL, "%s", why());
    return e;
}

static void mix(uint64_t *digest, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *digest = (*digest ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
}

/* Runs to the end, buying and selling by turns; a digest of every step, its time and what was seen then. */
static uint64_t digest_of(struct walk *walk, const struct fs_latency *feed, unsigned wants, int64_t from,
                          char hash[65])
{
    struct fs_engine *e = engine_of(walk, feed, from);
    const struct fs_engine_view *v = fs_engine_view(e);
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    int timers = 0;
    fs_engine_want(e, wants);
    fs_engine_every(e, MS / 2);
    for (int step; (step = fs_engine_next(e)) > 0;) {
        const struct fs_tick_view *seen = fs_engine_tick_views(e);
        double position = fs_engine_slots(e)[0].position;
        mix(&digest, &step, sizeof step);
        mix(&digest, &v->now, sizeof v->now);
        mix(&digest, &seen->bid, sizeof seen->bid);
        mix(&digest, &seen->ask, sizeof seen->ask);
        mix(&digest, &position, sizeof position);
        if (step == FS_STEP_TIMER && ++timers % 4 == 0)
            fs_engine_order(e, 0, timers % 8 ? FS_BUY : FS_SELL,
                            timers % 12 ? FS_ORDER_MARKET : FS_ORDER_LIMIT, FS_TIF_GTC, 1,
                            timers % 12 ? NAN : seen->bid, NAN);
    }
    const struct fs_result *result = fs_engine_finish(e);
    ck_assert_msg(result != NULL, "%s", why());
    ck_assert_int_eq(result->feed->quotes + (from == INT64_MIN ? 0 : (from - MS + APART - 1) / APART),
                     walk->rows);
    ck_assert_int_gt(result->fills, 20);
    strcpy(hash, result->journal_hash);
    fs_engine_free(e);
    return digest;
}

/* A latency beside times of receipt that are as much later. */
static void compare_with(int64_t rows, const struct fs_latency *later, unsigned wants, int64_t from,
                         int opened)
{
    const struct fs_latency recorded = {.kind = FS_LATENCY_RECORDED};
    struct walk once = {.rows = rows}, received = {.rows = rows, .received = later};
    char hash[65], expected[65];
    uint64_t digest = digest_of(&once, later, wants, from, hash);
    ck_assert_uint_eq(digest, digest_of(&received, &recorded, wants, from, expected));
    ck_assert_str_eq(hash, expected);
    ck_assert_int_eq(once.opened, opened);
    ck_assert_int_eq(received.opened, 2);
}

static void compare(int64_t rows, int64_t later, unsigned wants, int64_t from, int opened)
{
    const struct fs_latency constant = {.kind = FS_LATENCY_CONSTANT, .a = (double)later};
    compare_with(rows, &constant, wants, from, opened);
}

#define TIMERS (FS_WANT_TIMER | FS_WANT_ORDER | FS_WANT_FILL)

START_TEST(a_feed_that_is_read_once_is_heard_as_one_that_is_read_twice)
{
    static const int64_t later[] = {1, APART, 2500, 700 * APART, 60000 * APART};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        compare(100000, later[i], TIMERS, INT64_MIN, 1);
        compare(100000, later[i], TIMERS | FS_WANT_QUOTE, INT64_MIN, 1);
        compare(100000, later[i], TIMERS | FS_WANT_TIME, INT64_MIN, 1);
    }
}
END_TEST

START_TEST(with_more_under_way_than_the_tape_holds_the_strategy_reads_for_itself)
{
    compare(150000, INT64_C(80000) * APART, TIMERS, INT64_MIN, 2);
    compare(150000, INT64_C(80000) * APART, TIMERS | FS_WANT_QUOTE, INT64_MIN, 2);
    compare(150000, INT64_C(80000) * APART, TIMERS | FS_WANT_TIME, INT64_MIN, 2);
}
END_TEST

START_TEST(a_run_that_begins_later_hears_what_was_under_way_then)
{
    compare(100000, INT64_C(3000) * APART, TIMERS | FS_WANT_QUOTE, 30 * MS + 500, 1);
    compare(150000, INT64_C(80000) * APART, TIMERS | FS_WANT_QUOTE, 30 * MS + 500, 2);
}
END_TEST

START_TEST(drawn_latencies_are_the_same_where_the_strategy_comes_to_read_for_itself)
{
    const struct fs_latency some = {.kind = FS_LATENCY_UNIFORM, .a = 1e6, .b = 3e7},
                            many = {.kind = FS_LATENCY_UNIFORM, .a = 1e6, .b = 9e7};
    compare_with(100000, &some, TIMERS | FS_WANT_QUOTE, INT64_MIN, 1);
    compare_with(150000, &many, TIMERS | FS_WANT_QUOTE, INT64_MIN, 2);
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

START_TEST(memory_does_not_grow_with_what_is_under_way)
{
    struct walk walk = {.rows = 1000000}; /* 64 MB of events, 90 % of them under way */
    const struct fs_latency constant = {.kind = FS_LATENCY_CONSTANT, .a = 900000.0 * APART};
    struct fs_engine *e = engine_of(&walk, &constant, INT64_MIN);
    int64_t before = resident();
    fs_engine_want(e, FS_WANT_TIMER);
    fs_engine_every(e, 10 * MS);
    while (fs_engine_next(e) > 0)
        ;
    int64_t grown = resident() - before;
    ck_assert_int_eq(fs_engine_finish(e)->feed->events, 1000000);
    fs_engine_free(e);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
    ck_assert_int_lt(grown, 20 << 20);
#else
    (void)grown;
#endif
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tick_tape");
    TCase *tests = tcase_create("tick_tape");
    tcase_add_test(tests, a_feed_that_is_read_once_is_heard_as_one_that_is_read_twice);
    tcase_add_test(tests, with_more_under_way_than_the_tape_holds_the_strategy_reads_for_itself);
    tcase_add_test(tests, a_run_that_begins_later_hears_what_was_under_way_then);
    tcase_add_test(tests, drawn_latencies_are_the_same_where_the_strategy_comes_to_read_for_itself);
    tcase_add_test(tests, memory_does_not_grow_with_what_is_under_way);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
