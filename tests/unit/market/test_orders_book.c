/* Books order by order, against queues that are lists, and against the book by levels. */
#include "base/error.h"
#include "chance.h"
#include "market/levels.h"
#include "market/orders_book.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 500 };
static const int64_t CENT = 1000000;

/* The naive book: orders in order of their place, across all queues. */
struct naive {
    struct fs_book_order order[MANY];
    int count;
};

static int naive_find(const struct naive *n, uint64_t id)
{
    for (int i = 0; i < n->count; i++)
        if (n->order[i].id == id)
            return i;
    return -1;
}

static void naive_remove(struct naive *n, int at)
{
    memmove(&n->order[at], &n->order[at + 1], (size_t)(--n->count - at) * sizeof *n->order);
}

/* What the event does to the naive book; the result that the book should tell. */
static int naive_apply(struct naive *n, const struct fs_event_book *b)
{
    int at = naive_find(n, b->order_id);
    struct fs_book_order *o = at < 0 ? NULL : &n->order[at];
    if (b->action == FS_BOOK_ADD) {
        if (o)
            return FS_APPLY_DUPLICATE;
        n->order[n->count++] = (struct fs_book_order){b->order_id, b->price, b->qty, b->side};
        return FS_APPLY_DONE;
    }
    if (!o)
        return FS_APPLY_UNKNOWN;
    if (o->side != b->side)
        return FS_APPLY_SIDE;
    if (b->action == FS_BOOK_DELETE || (b->action == FS_BOOK_CHANGE && !b->qty)) {
        naive_remove(n, at);
    } else if (b->action == FS_BOOK_CHANGE) {
        struct fs_book_order moved = {o->id, b->price, b->qty, o->side};
        if (b->price == o->price && b->qty <= o->qty) {
            o->qty = b->qty;
        } else {
            naive_remove(n, at);
            n->order[n->count++] = moved;
        }
    } else if (!b->qty) {
        return FS_APPLY_QUANTITY;
    } else if (b->qty < o->qty) {
        o->qty -= b->qty;
    } else {
        int over = b->qty > o->qty;
        naive_remove(n, at);
        return over ? FS_APPLY_OVER : FS_APPLY_DONE;
    }
    return FS_APPLY_DONE;
}

/* Every order's place, every level's sum: and the same from a book by levels. */
static void ck_same_book(const struct fs_orders_book *book, const struct naive *n)
{
    struct fs_depth *depth = fs_depth_new(CENT);
    ck_assert_int_eq(fs_orders_book_orders(book), n->count);
    for (int i = 0; i < n->count; i++) {
        const struct fs_book_order *o = &n->order[i];
        struct fs_book_order found;
        int64_t orders, qty, ahead = 0, ahead_qty = 0;
        ck_assert(fs_orders_book_find(book, o->id, &found));
        ck_assert(found.price == o->price && found.qty == o->qty && found.side == o->side);
        for (int k = 0; k < i; k++)
            if (n->order[k].side == o->side && n->order[k].price == o->price) {
                ahead++;
                ahead_qty += n->order[k].qty;
            }
        ck_assert(fs_orders_book_ahead(book, o->id, &orders, &qty));
        ck_assert_int_eq(orders, ahead);
        ck_assert_int_eq(qty, ahead_qty);
        fs_depth_set(depth, o->side, o->price, fs_depth_qty(depth, o->side, o->price) + o->qty);
    }
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        static struct fs_level a[MANY], b[MANY];
        static struct fs_book_order queue[MANY];
        int count = fs_orders_book_levels(book, side, a, MANY);
        ck_assert_int_eq(count, fs_depth_levels(depth, side, b, MANY));
        ck_assert_int_eq(count, fs_orders_book_count(book, side));
        for (int i = 0; i < count; i++) {
            struct fs_level level;
            ck_assert_int_eq(a[i].price, b[i].price);
            ck_assert_int_eq(a[i].qty, b[i].qty);
            ck_assert_int_eq(fs_orders_book_queue(book, side, a[i].price, queue, MANY), a[i].orders);
            ck_assert(fs_orders_book_level(book, side, a[i].price, &level) && level.qty == a[i].qty);
        }
        struct fs_level best;
        ck_assert_int_eq(fs_orders_book_best(book, side, &best), count > 0);
        ck_assert(!count || best.price == a[0].price);
    }
    ck_assert_int_eq(fs_orders_book_state(book), fs_depth_state(depth));
    fs_depth_free(depth);
}

static struct fs_event event_of(int action, int side, uint64_t id, int64_t price, int64_t qty)
{
    struct fs_event e = {.ts = 1, .symbol = 1, .type = FS_EVENT_BOOK};
    e.u.book.action = (uint8_t)action;
    e.u.book.side = (uint8_t)side;
    e.u.book.order_id = id;
    e.u.book.price = price;
    e.u.book.qty = qty;
    return e;
}

static void random_stream(int64_t tick)
{
    static const uint8_t actions[] = {FS_BOOK_ADD,    FS_BOOK_ADD,    FS_BOOK_ADD,    FS_BOOK_CHANGE,
                                      FS_BOOK_DELETE, FS_BOOK_CANCEL, FS_BOOK_EXECUTE};
    static struct naive n;
    struct fs_orders_book *book = fs_orders_book_new(tick);
    memset(&n, 0, sizeof n);
    for (int i = 0; i < 20000; i++) {
        int action = actions[chance(sizeof actions)], at = n.count ? (int)chance((uint64_t)n.count) : -1;
        if (n.count > MANY - 10)
            action = FS_BOOK_DELETE;
        const struct fs_book_order *known = at >= 0 && chance(20) ? &n.order[at] : NULL;
        uint64_t id = action != FS_BOOK_ADD && known ? known->id : 1 + chance(900) * UINT64_C(0x100000001);
        int side = known && action != FS_BOOK_ADD && chance(30) ? known->side : 1 + (int)chance(2);
        int64_t price = (int64_t)(1000 + chance(chance(100) ? 12 : 100000)) * CENT;
        if (known && chance(2))
            price = known->price;
        int64_t qty = (int64_t)chance(6) + (action == FS_BOOK_ADD);
        struct fs_event e = event_of(action, side, id, price, qty);
        ck_assert_int_eq(fs_orders_book_apply(book, &e), naive_apply(&n, &e.u.book));
        if (i % 1000 == 0)
            ck_same_book(book, &n);
    }
    ck_same_book(book, &n);
    struct fs_event clear = event_of(FS_BOOK_CLEAR, FS_BUY, 0, 0, 0);
    ck_assert_int_eq(fs_orders_book_apply(book, &clear), FS_APPLY_DONE);
    for (int i = n.count - 1; i >= 0; i--)
        if (n.order[i].side == FS_BUY)
            naive_remove(&n, i);
    ck_same_book(book, &n);
    fs_orders_book_clear(book, 0);
    ck_assert_int_eq(fs_orders_book_orders(book), 0);
    ck_assert_int_eq(fs_orders_book_state(book), FS_BOOK_EMPTY);
    fs_orders_book_free(book);
}

START_TEST(is_the_naive_book_after_any_stream)
{
    random_stream(CENT);
    random_stream(0);
}
END_TEST

START_TEST(an_order_keeps_its_place_unless_it_asks_for_more)
{
    struct fs_orders_book *book = fs_orders_book_new(CENT);
    struct fs_book_order queue[4];
    int64_t orders, qty;
    for (uint64_t id = 1; id <= 3; id++)
        fs_orders_book_add(book, id, FS_BUY, 100 * CENT, 10);
    fs_orders_book_change(book, 1, FS_BUY, 100 * CENT, 4); /* less: stays first */
    fs_orders_book_ahead(book, 3, &orders, &qty);
    ck_assert_int_eq(orders, 2);
    ck_assert_int_eq(qty, 14);
    fs_orders_book_change(book, 1, 0, 100 * CENT, 5); /* more: goes to the end */
    ck_assert_int_eq(fs_orders_book_queue(book, FS_BUY, 100 * CENT, queue, 4), 3);
    ck_assert_uint_eq(queue[0].id, 2);
    ck_assert_uint_eq(queue[2].id, 1);
    fs_orders_book_reduce(book, 2, 9); /* executed in part: stays first */
    fs_orders_book_ahead(book, 1, &orders, &qty);
    ck_assert_int_eq(qty, 11);
    fs_orders_book_change(book, 2, FS_BUY, 99 * CENT, 1); /* another price */
    fs_orders_book_ahead(book, 1, &orders, &qty);
    ck_assert_int_eq(qty, 10);
    ck_assert_int_eq(fs_orders_book_queue(book, FS_BUY, 100 * CENT, queue, 1), 1);
    ck_assert_uint_eq(queue[0].id, 3);
    ck_assert_int_eq(fs_orders_book_ahead(book, 77, &orders, &qty), 0);
    fs_orders_book_free(book);
}
END_TEST

START_TEST(malformed_events_change_nothing)
{
    static struct naive n;
    struct fs_orders_book *book = fs_orders_book_new(CENT);
    struct fs_event first = event_of(FS_BOOK_ADD, FS_BUY, 1, 100 * CENT, INT64_MAX - 5);
    fs_orders_book_apply(book, &first);
    naive_apply(&n, &first.u.book);
    struct fs_event bad[] = {
        event_of(FS_BOOK_ADD, FS_BUY, 2, 100 * CENT, 0),
        event_of(FS_BOOK_ADD, FS_BUY, 2, 100 * CENT, -3),
        event_of(FS_BOOK_ADD, FS_BUY, 2, 100 * CENT, 6),
        event_of(FS_BOOK_ADD, FS_BUY, 2, CENT + 1, 6),
        event_of(FS_BOOK_ADD, FS_BUY, 1, 100 * CENT, 6),
        event_of(FS_BOOK_ADD, FS_BUY, 0, 100 * CENT, 6),
        event_of(FS_BOOK_CHANGE, FS_BUY, 2, CENT, 6),
        event_of(FS_BOOK_CHANGE, FS_SELL, 1, CENT, 6),
        event_of(FS_BOOK_CHANGE, FS_BUY, 1, CENT, -6),
        event_of(FS_BOOK_CHANGE, FS_BUY, 1, CENT + 1, 6),
        event_of(FS_BOOK_CANCEL, FS_BUY, 1, CENT, 0),
        event_of(FS_BOOK_EXECUTE, FS_BUY, 1, CENT, -1),
        event_of(FS_BOOK_DELETE, FS_SELL, 1, 0, 0),
        event_of(FS_BOOK_DELETE, FS_BUY, 2, 0, 0),
        event_of(FS_BOOK_ADD, 0, 2, CENT, 1),
        event_of(7, FS_BUY, 1, CENT, 1),
        event_of(FS_BOOK_ADD, FS_BUY, 3, FS_LEVELS_SPAN * 2 * CENT, 1),
    };
    const int expected[] = {FS_APPLY_QUANTITY,  FS_APPLY_QUANTITY, FS_APPLY_QUANTITY, FS_APPLY_OFF_TICK,
                            FS_APPLY_DUPLICATE, FS_APPLY_ACTION,   FS_APPLY_UNKNOWN,  FS_APPLY_SIDE,
                            FS_APPLY_QUANTITY,  FS_APPLY_OFF_TICK, FS_APPLY_QUANTITY, FS_APPLY_QUANTITY,
                            FS_APPLY_SIDE,      FS_APPLY_UNKNOWN,  FS_APPLY_SIDE,     FS_APPLY_ACTION,
                            FS_APPLY_FAR};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(fs_orders_book_apply(book, &bad[i]), expected[i]);
        ck_same_book(book, &n);
    }
    ck_assert_int_eq(fs_orders_book_results(book, FS_APPLY_UNKNOWN), 2);
    ck_assert_int_eq(fs_orders_book_apply_all(book, bad, 4), 4);
    fs_orders_book_free(book);
    ck_assert_ptr_null(fs_orders_book_new(-1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
}
END_TEST

START_TEST(sequences_and_snapshots_are_those_of_level_books)
{
    struct fs_orders_book *book = fs_orders_book_new(0);
    struct fs_event e = event_of(FS_BOOK_ADD, FS_BUY, 1, 100 * CENT, 1);
    e.u.book.seq = 5;
    ck_assert_int_eq(fs_orders_book_apply(book, &e), FS_APPLY_DONE);
    e.u.book.order_id = 2;
    e.u.book.seq = 4;
    ck_assert_int_eq(fs_orders_book_apply(book, &e), FS_APPLY_OLD);
    e.u.book.seq = 8;
    ck_assert_int_eq(fs_orders_book_apply(book, &e), FS_APPLY_GAP);
    ck_assert_int_eq(fs_orders_book_orders(book), 2);
    e.u.book.seq = 1;
    e.flags = FS_EVENT_SNAPSHOT;
    ck_assert_int_eq(fs_orders_book_apply(book, &e), FS_APPLY_DONE);
    ck_assert_int_eq(fs_orders_book_orders(book), 1);
    ck_assert_int_eq(fs_orders_book_tick(book), 100 * CENT);
    fs_orders_book_free(book);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("orders_book");
    TCase *tests = tcase_create("orders_book");
    tcase_add_test(tests, is_the_naive_book_after_any_stream);
    tcase_add_test(tests, an_order_keeps_its_place_unless_it_asks_for_more);
    tcase_add_test(tests, malformed_events_change_nothing);
    tcase_add_test(tests, sequences_and_snapshots_are_those_of_level_books);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
