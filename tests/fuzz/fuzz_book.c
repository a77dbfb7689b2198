/* Events of any content: a book by levels and one order by order stay whole, and say the same of the same orders. */
#include "market/orders_book.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 12, MOST = 64 };

static void require(int what)
{
    if (!what)
        abort();
}

/* A signed byte moved to the left; what falls out falls out. */
static int64_t moved(uint8_t byte, int places)
{
    return (int64_t)((uint64_t)(int64_t)(int8_t)byte << places);
}

/* A record of bytes as an event: most prices near each other, some anywhere. */
static struct fs_event event_of(const uint8_t r[RECORD])
{
    struct fs_event e = {.ts = r[10] & 3, .symbol = 1, .type = r[0] & 0x80 ? r[0] & 7 : FS_EVENT_BOOK};
    e.flags = (uint16_t)(r[9] & 8 ? r[9] & 3 : 0);
    e.u.book.action = r[0] & 7;
    e.u.book.side = r[1] & 3;
    e.u.book.order_id = r[1] & 0x40 ? 0 : r[2];
    e.u.book.price = moved(r[3], r[4] & 0x80 ? r[4] & 63 : 4);
    e.u.book.price = (int64_t)((uint64_t)e.u.book.price + (r[5] & 0x80 ? r[5] : 0));
    e.u.book.qty = moved(r[6], r[7] & 0x80 ? r[7] & 63 : 0);
    e.u.book.seq = r[8] & 0x80 ? r[8] & 31 : 0;
    return e;
}

/* Levels are in order, have a quantity, and are found by their price. */
static void check_levels(const struct fs_level *levels, int count, int side)
{
    for (int i = 0; i < count; i++) {
        require(levels[i].qty > 0);
        require(!i || (side == FS_BUY ? levels[i].price < levels[i - 1].price
                                      : levels[i].price > levels[i - 1].price));
    }
}

static void check_depth(const struct fs_depth *depth)
{
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        struct fs_level levels[MOST], best;
        int count = fs_depth_levels(depth, side, levels, MOST);
        check_levels(levels, count, side);
        require(count == MOST || count == fs_depth_count(depth, side));
        require(fs_depth_best(depth, side, &best) == (count > 0) &&
                (!count || best.price == levels[0].price));
        for (int i = 0; i < count; i++)
            require(fs_depth_qty(depth, side, levels[i].price) == levels[i].qty);
    }
}

static void check_same(const struct fs_depth *a, const struct fs_depth *b)
{
    for (int result = 0; result < FS_APPLY_COUNT; result++)
        require(fs_depth_results(a, result) == fs_depth_results(b, result));
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        struct fs_level x[MOST], y[MOST];
        int count = fs_depth_levels(a, side, x, MOST);
        require(fs_depth_levels(b, side, y, MOST) == count);
        for (int i = 0; i < count; i++)
            require(x[i].price == y[i].price && x[i].qty == y[i].qty);
    }
}

static void check_orders(const struct fs_orders_book *book)
{
    int64_t total = 0;
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        struct fs_level levels[MOST * 8];
        int count = fs_orders_book_levels(book, side, levels, MOST * 8);
        check_levels(levels, count, side);
        for (int i = 0; i < count; i++) {
            struct fs_book_order queue[MOST * 8];
            int orders = fs_orders_book_queue(book, side, levels[i].price, queue, MOST * 8);
            int64_t qty = 0, ahead, ahead_qty;
            for (int k = 0; k < orders; k++) {
                require(queue[k].price == levels[i].price && queue[k].side == side);
                require(fs_orders_book_ahead(book, queue[k].id, &ahead, &ahead_qty) && ahead == k &&
                        ahead_qty == qty);
                qty += queue[k].qty;
            }
            require(orders == levels[i].orders && qty == levels[i].qty);
            total += orders;
        }
    }
    require(total == fs_orders_book_orders(book));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t tick = size ? data[0] % 5 : 0; /* 0: learned */
    struct fs_depth *depth = fs_depth_new(tick);
    struct fs_depth *together = fs_depth_new(tick); /* takes the same events in lots */
    struct fs_orders_book *book = fs_orders_book_new(tick);
    struct fs_event lot[16];
    int64_t held = 0, refused = 0;
    require(depth && book && together);
    for (size_t at = 1; at + RECORD <= size && at < RECORD * 500; at += RECORD) {
        struct fs_event e = event_of(data + at);
        int64_t before = fs_orders_book_orders(book);
        int result = fs_orders_book_apply(book, &e);
        require(result >= 0 && result < FS_APPLY_COUNT && *fs_apply_name(result));
        require(result < FS_APPLY_OLD || result == FS_APPLY_QUANTITY || (e.flags & FS_EVENT_SNAPSHOT) ||
                fs_orders_book_orders(book) == before);
        result = fs_depth_apply(depth, &e);
        require(result < FS_APPLY_COUNT);
        refused += result >= FS_APPLY_OLD;
        lot[held++] = e;
        if (held == 16 || at + 2 * RECORD > size) {
            require(fs_depth_apply_all(together, lot, held) == refused);
            check_same(depth, together);
            held = refused = 0;
        }
        if (at / RECORD % 16 == 0 || at + 2 * RECORD > size) {
            check_depth(depth);
            check_orders(book);
        }
    }
    fs_depth_free(depth);
    fs_depth_free(together);
    fs_orders_book_free(book);
    return 0;
}
