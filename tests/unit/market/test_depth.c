/* Books by price levels, against a list that is searched from end to end. */
#include "base/error.h"
#include "chance.h"
#include "market/depth.h"
#include "market/levels.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 600 };
static const int64_t CENT = 1000000; /* 0.01 in mantissas */

/* The naive book: levels in no order. */
struct naive {
    struct fs_level level[2][MANY];
    int count[2];
};

static void naive_set(struct naive *n, int side, int64_t price, int64_t qty)
{
    int s = side - 1, i = 0;
    while (i < n->count[s] && n->level[s][i].price != price)
        i++;
    if (i == n->count[s] && qty)
        n->count[s]++;
    if (qty)
        n->level[s][i] = (struct fs_level){.price = price, .qty = qty};
    else if (i < n->count[s])
        n->level[s][i] = n->level[s][--n->count[s]];
}

static int falling(const void *a, const void *b)
{
    int64_t x = ((const struct fs_level *)a)->price, y = ((const struct fs_level *)b)->price;
    return (x < y) - (x > y);
}

static int rising(const void *a, const void *b)
{
    return falling(b, a);
}

static void ck_same_book(const struct fs_depth *depth, struct naive *n)
{
    static struct fs_level found[MANY];
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        int s = side - 1, count = fs_depth_levels(depth, side, found, MANY);
        qsort(n->level[s], (size_t)n->count[s], sizeof *n->level[s], side == FS_BUY ? falling : rising);
        ck_assert_int_eq(count, n->count[s]);
        ck_assert_int_eq(fs_depth_count(depth, side), n->count[s]);
        for (int i = 0; i < count; i++) {
            ck_assert_int_eq(found[i].price, n->level[s][i].price);
            ck_assert_int_eq(found[i].qty, n->level[s][i].qty);
            ck_assert_int_eq(fs_depth_qty(depth, side, found[i].price), found[i].qty);
        }
        struct fs_level best;
        ck_assert_int_eq(fs_depth_best(depth, side, &best), count > 0);
        if (count)
            ck_assert_int_eq(best.price, found[0].price);
    }
}

static struct fs_event event_of(int action, int side, int64_t price, int64_t qty)
{
    struct fs_event e = {.ts = 1, .symbol = 1, .type = FS_EVENT_BOOK};
    e.u.book.action = (uint8_t)action;
    e.u.book.side = (uint8_t)side;
    e.u.book.price = price;
    e.u.book.qty = qty;
    return e;
}

/* Prices near a wandering middle, and now and then far away. */
static void random_stream(int64_t given_tick, int64_t tick, int64_t middle)
{
    static struct naive n;
    memset(&n, 0, sizeof n);
    struct fs_depth *depth = fs_depth_new(given_tick);
    for (int i = 0; i < 30000; i++) {
        int64_t away = chance(50) ? (int64_t)chance(40) : (int64_t)chance(3000000);
        int side = chance(2) ? FS_BUY : FS_SELL;
        int64_t price = (middle + (side == FS_BUY ? -away : away)) * tick;
        int64_t qty = chance(3) ? (int64_t)chance(5) * 100 : 0;
        middle += (int64_t)chance(3) - 1;
        if (!chance(5000) || n.count[side - 1] >= MANY - 1) {
            int which = n.count[side - 1] >= MANY - 1 ? side : (int)chance(3);
            struct fs_event clear = event_of(FS_BOOK_CLEAR, which, 0, 0);
            ck_assert_int_eq(fs_depth_apply(depth, &clear), FS_APPLY_DONE);
            for (int s = 1; s <= 2; s++)
                n.count[s - 1] = !which || which == s ? 0 : n.count[s - 1];
        }
        int there = fs_depth_qty(depth, side, price) > 0;
        struct fs_event e = event_of(qty ? 1 + (int)chance(2) : 1 + (int)chance(3), side, price, qty);
        ck_assert_int_eq(fs_depth_apply(depth, &e), qty || there ? FS_APPLY_DONE : FS_APPLY_ABSENT);
        naive_set(&n, side, price, qty);
        if (i % 500 == 0)
            ck_same_book(depth, &n);
    }
    ck_same_book(depth, &n);
    fs_depth_free(depth);
}

START_TEST(is_the_naive_book_after_any_stream)
{
    random_stream(CENT, CENT, 10000);
    random_stream(0, CENT, 10000);
    random_stream(0, 1, 5);                 /* a coin of 5e-8: prices of zero and below come too */
    random_stream(7 * 64, 7 * 64, 1 << 20); /* an even tick with an odd part */
    random_stream(250000, 250000, -4000000);
}
END_TEST

START_TEST(the_tick_is_learned_from_prices)
{
    struct fs_depth *depth = fs_depth_new(0);
    struct fs_level levels[4];
    ck_assert_int_eq(fs_depth_tick(depth), 0);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_EMPTY);
    fs_depth_set(depth, FS_BUY, 100 * 100000000LL, 5);
    ck_assert_int_eq(fs_depth_tick(depth), 100 * 100000000LL);
    fs_depth_set(depth, FS_SELL, 10001 * CENT, 6);
    ck_assert_int_eq(fs_depth_tick(depth), CENT);
    fs_depth_set(depth, FS_BUY, 9999 * CENT + CENT / 2, 7);
    ck_assert_int_eq(fs_depth_tick(depth), CENT / 2);
    ck_assert_int_eq(fs_depth_levels(depth, FS_BUY, levels, 4), 2);
    ck_assert_int_eq(levels[0].price, 10000 * CENT);
    ck_assert_int_eq(levels[1].price, 9999 * CENT + CENT / 2);
    ck_assert_int_eq(levels[1].qty, 7);
    /* With a tick of 1e-8 the levels would lie too far apart: the odd price is refused, the rest stays. */
    fs_depth_set(depth, FS_BUY, CENT, 8);
    ck_assert_int_eq(fs_depth_set(depth, FS_BUY, 10000 * CENT + 1, 9), FS_APPLY_OFF_TICK);
    ck_assert_int_eq(fs_depth_tick(depth), CENT / 2);
    ck_assert_int_eq(fs_depth_count(depth, FS_BUY), 3);
    fs_depth_free(depth);
}
END_TEST

START_TEST(states_are_told_and_never_repaired)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    fs_depth_set(depth, FS_BUY, 100 * CENT, 1);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_ONE_SIDED);
    fs_depth_set(depth, FS_SELL, 101 * CENT, 1);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_NORMAL);
    fs_depth_set(depth, FS_SELL, 100 * CENT, 1);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_LOCKED);
    fs_depth_set(depth, FS_SELL, 99 * CENT, 1);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_CROSSED);
    ck_assert_int_eq(fs_depth_qty(depth, FS_SELL, 100 * CENT), 1);
    ck_assert_str_eq(fs_book_state_name(FS_BOOK_CROSSED), "crossed");
    fs_depth_clear(depth, FS_SELL);
    ck_assert_int_eq(fs_depth_state(depth), FS_BOOK_ONE_SIDED);
    fs_depth_free(depth);
}
END_TEST

START_TEST(malformed_events_change_nothing)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    static struct naive n;
    fs_depth_set(depth, FS_BUY, 100 * CENT, 5);
    naive_set(&n, FS_BUY, 100 * CENT, 5);
    struct fs_event bad[] = {
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT, -1),
        event_of(FS_BOOK_ADD, 0, 100 * CENT, 1),
        event_of(FS_BOOK_ADD, 3, 100 * CENT, 1),
        event_of(FS_BOOK_CLEAR, 9, 0, 0),
        event_of(0, FS_BUY, 100 * CENT, 1),
        event_of(FS_BOOK_EXECUTE, FS_BUY, 100 * CENT, 1),
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT + 1, 1),
        event_of(FS_BOOK_ADD, FS_BUY, INT64_MIN, 1),
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT + FS_LEVELS_SPAN * CENT, 1),
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT, 1),
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT, 1),
    };
    bad[9].type = FS_EVENT_TRADE;
    bad[10].u.book.order_id = 7;
    const int expected[] = {FS_APPLY_QUANTITY, FS_APPLY_SIDE,   FS_APPLY_SIDE,     FS_APPLY_SIDE,
                            FS_APPLY_ACTION,   FS_APPLY_ACTION, FS_APPLY_OFF_TICK, FS_APPLY_OFF_TICK,
                            FS_APPLY_FAR,      FS_APPLY_ACTION, FS_APPLY_ACTION};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(fs_depth_apply(depth, &bad[i]), expected[i]);
        ck_same_book(depth, &n);
    }
    ck_assert_int_eq(fs_depth_results(depth, FS_APPLY_SIDE), 3);
    ck_assert_int_eq(fs_depth_apply_all(depth, bad, 3), 3);
    ck_assert_int_eq(fs_depth_results(depth, FS_APPLY_COUNT), 0);
    ck_assert_int_eq(fs_depth_set(depth, 0, CENT, 1), FS_APPLY_SIDE);
    ck_assert_str_eq(fs_apply_name(FS_APPLY_OFF_TICK), "off_tick");
    ck_assert_str_eq(fs_apply_name(-1), "");
    fs_depth_free(depth);
    ck_assert_ptr_null(fs_depth_new(-1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
}
END_TEST

START_TEST(far_levels_fit_again_once_the_near_ones_are_gone)
{
    struct fs_depth *depth = fs_depth_new(1);
    int64_t far = FS_LEVELS_SPAN * 3;
    ck_assert_int_eq(fs_depth_set(depth, FS_SELL, 5, 1), FS_APPLY_DONE);
    ck_assert_int_eq(fs_depth_set(depth, FS_SELL, far, 1), FS_APPLY_FAR);
    ck_assert_int_eq(fs_depth_set(depth, FS_SELL, 5, 0), FS_APPLY_DONE);
    ck_assert_int_eq(fs_depth_set(depth, FS_SELL, far, 1), FS_APPLY_DONE);
    ck_assert_int_eq(fs_depth_set(depth, FS_SELL, far - 100000, 2), FS_APPLY_DONE);
    struct fs_level levels[3];
    ck_assert_int_eq(fs_depth_levels(depth, FS_SELL, levels, 3), 2);
    ck_assert_int_eq(levels[0].price, far - 100000);
    ck_assert_int_eq(levels[1].price, far);
    fs_depth_free(depth);
}
END_TEST

START_TEST(a_snapshot_replaces_the_book)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    struct fs_event e[] = {
        event_of(FS_BOOK_ADD, FS_BUY, 100 * CENT, 5),   event_of(FS_BOOK_ADD, FS_SELL, 102 * CENT, 5),
        event_of(FS_BOOK_ADD, FS_BUY, 90 * CENT, 1),    event_of(FS_BOOK_ADD, FS_SELL, 92 * CENT, 2),
        event_of(FS_BOOK_CHANGE, FS_BUY, 91 * CENT, 3),
    };
    e[2].flags = e[3].flags = FS_EVENT_SNAPSHOT;
    e[2].ts = e[3].ts = 7;
    e[4].ts = 8;
    ck_assert_int_eq(fs_depth_apply_all(depth, e, 5), 0);
    ck_assert_int_eq(fs_depth_count(depth, FS_BUY), 2);
    ck_assert_int_eq(fs_depth_count(depth, FS_SELL), 1);
    ck_assert_int_eq(fs_depth_qty(depth, FS_BUY, 100 * CENT), 0);
    e[2].ts = 9; /* one of another time begins anew at once, and so does one after LAST */
    e[2].flags |= FS_EVENT_LAST;
    fs_depth_apply(depth, &e[2]);
    ck_assert_int_eq(fs_depth_count(depth, FS_SELL), 0);
    e[3].ts = 9;
    fs_depth_apply(depth, &e[3]);
    ck_assert_int_eq(fs_depth_count(depth, FS_BUY), 0);
    fs_depth_free(depth);
}
END_TEST

START_TEST(sequence_numbers_may_repeat_and_not_fall)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    const struct {
        uint64_t seq;
        int flags, expected;
    } steps[] = {{5, 0, FS_APPLY_DONE},
                 {5, 0, FS_APPLY_DONE},
                 {6, 0, FS_APPLY_DONE},
                 {9, 0, FS_APPLY_GAP},
                 {8, 0, FS_APPLY_OLD},
                 {0, 0, FS_APPLY_DONE},
                 {2, FS_EVENT_SNAPSHOT, FS_APPLY_DONE},
                 {3, 0, FS_APPLY_DONE}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct fs_event e = event_of(FS_BOOK_ADD, FS_BUY, (int64_t)(i + 1) * CENT, 1);
        e.u.book.seq = steps[i].seq;
        e.flags = (uint16_t)steps[i].flags;
        ck_assert_int_eq(fs_depth_apply(depth, &e), steps[i].expected);
        ck_assert_int_eq(fs_depth_qty(depth, FS_BUY, (int64_t)(i + 1) * CENT) > 0,
                         steps[i].expected != FS_APPLY_OLD);
    }
    fs_depth_free(depth);
}
END_TEST

/* Mostly changes near 100.00; some far away, malformed, out of their turn, of snapshots. */
static struct fs_event any_event(int64_t ts, uint64_t *seq)
{
    struct fs_event e = event_of(
        chance(3) ? FS_BOOK_CHANGE : 1 + (int)chance(chance(20) ? 3 : 6), 1 + (int)chance(chance(50) ? 2 : 3),
        (int64_t)(10000 + chance(chance(30) ? 40 : 4000)) * CENT + (int64_t)(chance(90) == 0),
        chance(3) ? (int64_t)chance(100) : 0);
    e.ts = ts;
    e.flags = chance(60) ? 0 : (uint16_t)chance(4);
    e.u.book.seq = chance(4) ? (*seq += chance(20) ? 0 : 1 + chance(3)) : chance(30) ? 0 : *seq / 2;
    e.u.book.order_id = chance(200) == 0;
    e.u.book.price = chance(100) ? e.u.book.price : -e.u.book.price;
    e.u.book.qty = chance(150) ? e.u.book.qty : -1;
    e.type = chance(150) ? e.type : FS_EVENT_TRADE;
    return e;
}

START_TEST(events_together_do_what_they_do_one_by_one)
{
    enum { LENGTH = 64 };
    for (int64_t tick = 0; tick <= CENT; tick += CENT) {
        struct fs_depth *one = fs_depth_new(tick), *many = fs_depth_new(tick);
        uint64_t seq = 1;
        for (int round = 0; round < 3000; round++) {
            struct fs_event e[LENGTH];
            int64_t count = 1 + (int64_t)chance(LENGTH), refused = 0;
            for (int64_t i = 0; i < count; i++) {
                e[i] = any_event(round * LENGTH + i / 3, &seq);
                refused += fs_depth_apply(one, &e[i]) >= FS_APPLY_OLD;
            }
            ck_assert_int_eq(fs_depth_apply_all(many, e, count), refused);
        }
        for (int result = 0; result < FS_APPLY_COUNT; result++)
            ck_assert_int_eq(fs_depth_results(many, result), fs_depth_results(one, result));
        ck_assert_int_gt(fs_depth_results(one, FS_APPLY_GAP), 100);
        ck_assert_int_gt(fs_depth_results(one, FS_APPLY_OLD), 100);
        for (int side = FS_BUY; side <= FS_SELL; side++) {
            static struct fs_level a[8192], b[8192];
            int count = fs_depth_levels(one, side, a, 8192);
            ck_assert_int_eq(fs_depth_levels(many, side, b, 8192), count);
            for (int i = 0; i < count; i++)
                ck_assert(a[i].price == b[i].price && a[i].qty == b[i].qty);
        }
        fs_depth_free(one);
        fs_depth_free(many);
    }
}
END_TEST

START_TEST(quiet_events_end_before_the_first_that_is_watched)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    fs_depth_set(depth, FS_BUY, 100 * CENT, 5);
    fs_depth_set(depth, FS_SELL, 101 * CENT, 5);
    struct fs_event e[] = {
        event_of(FS_BOOK_CHANGE, FS_BUY, 98 * CENT, 1), event_of(FS_BOOK_CHANGE, FS_SELL, 102 * CENT, 2),
        event_of(FS_BOOK_CHANGE, FS_BUY, 99 * CENT, 3), event_of(FS_BOOK_CHANGE, FS_SELL, 103 * CENT, 4)};
    for (int i = 0; i < 4; i++)
        e[i].ts = i;
    const struct fs_depth_watch nothing = {.reach = {INT64_MAX, INT64_MIN}, .until = INT64_MAX};
    struct fs_depth_watch w = nothing;
    w.prices[0] = fs_depth_bit(99 * CENT);
    ck_assert_int_eq(fs_depth_apply_quiet(depth, e, 4, &w), 2);
    ck_assert_int_eq(fs_depth_qty(depth, FS_SELL, 102 * CENT), 2);
    ck_assert_int_eq(fs_depth_qty(depth, FS_BUY, 99 * CENT), 0);
    w = nothing;
    w.reach[0] = 99 * CENT; /* bids from there on */
    ck_assert_int_eq(fs_depth_apply_quiet(depth, e, 4, &w), 2);
    w = nothing;
    w.reach[1] = 102 * CENT; /* offers down from there */
    ck_assert_int_eq(fs_depth_apply_quiet(depth, e, 4, &w), 1);
    w = nothing;
    w.until = 3;
    ck_assert_int_eq(fs_depth_apply_quiet(depth, e, 4, &w), 3);
    ck_assert_int_eq(fs_depth_apply_quiet(depth, e, 4, &nothing), 4);
    ck_assert_int_eq(fs_depth_results(depth, FS_APPLY_DONE), 2 + 2 + 1 + 3 + 4);
    fs_depth_free(depth);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("depth");
    TCase *tests = tcase_create("depth");
    tcase_add_test(tests, is_the_naive_book_after_any_stream);
    tcase_add_test(tests, the_tick_is_learned_from_prices);
    tcase_add_test(tests, states_are_told_and_never_repaired);
    tcase_add_test(tests, malformed_events_change_nothing);
    tcase_add_test(tests, far_levels_fit_again_once_the_near_ones_are_gone);
    tcase_add_test(tests, a_snapshot_replaces_the_book);
    tcase_add_test(tests, sequence_numbers_may_repeat_and_not_fall);
    tcase_add_test(tests, events_together_do_what_they_do_one_by_one);
    tcase_add_test(tests, quiet_events_end_before_the_first_that_is_watched);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
