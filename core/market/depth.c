#include "market/depth.h"

#include "base/error.h"
#include "market/levels.h"
#include "market/sequence.h"

#include <stdlib.h>

struct fs_depth {
    struct fs_levels levels; /* a level's bytes are its quantity */
    struct fs_sequence sequence;
    int64_t results[FS_APPLY_COUNT];
};

struct fs_depth *fs_depth_new(int64_t tick)
{
    if (tick < 0) {
        fs_error_set(FS_E_INPUT, "the tick of a book is negative; expected 0 (learn it) or more");
        return NULL;
    }
    struct fs_depth *depth = calloc(1, sizeof *depth);
    if (!depth) {
        fs_error_nomem();
        return NULL;
    }
    fs_levels_init(&depth->levels, tick, sizeof(int64_t));
    return depth;
}

void fs_depth_free(struct fs_depth *depth)
{
    if (!depth)
        return;
    fs_levels_free(&depth->levels);
    free(depth);
}

/* A price on a page that is not there yet. */
static __attribute__((noinline)) int set_far(struct fs_depth *depth, int side, int64_t price, int64_t qty)
{
    int why = FS_APPLY_DONE;
    int64_t *level = qty ? fs_levels_make(&depth->levels, side, price, &why) : NULL;
    if (!level)
        return qty ? why : FS_APPLY_ABSENT;
    *level = qty;
    return FS_APPLY_DONE;
}

/* 1: the level was there or is now. Mostly it was and stays, and nothing else changes. */
static inline int put(struct fs_levels *levels, int side, struct fs_level_page *page, int64_t tick,
                      int64_t qty)
{
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    int64_t *level = (int64_t *)page->slots + i, had = *level;
    *level = qty;
    if (had && qty)
        return 1;
    if (!had && !qty)
        return 0;
    struct fs_ladder *ladder = &levels->ladder[side - 1];
    int64_t more = qty ? 1 : -1, turn = -(int64_t)(side == FS_SELL); /* offers the other way round */
    page->bits[i / 64] ^= UINT64_C(1) << (i % 64);
    page->count += more;
    ladder->levels += more;
    if (((tick ^ turn) >= (ladder->best ^ turn)) | (page->count < 2))
        fs_levels_changed(levels, side, tick, page);
    return 1;
}

static inline int set(struct fs_depth *depth, int side, int64_t price, int64_t qty)
{
    int64_t tick;
    if (qty < 0)
        return FS_APPLY_QUANTITY;
    struct fs_level_page *page = fs_levels_page(&depth->levels, side, price, &tick);
    if (!page)
        return set_far(depth, side, price, qty);
    return put(&depth->levels, side, page, tick, qty) ? FS_APPLY_DONE : FS_APPLY_ABSENT;
}

int fs_depth_set(struct fs_depth *depth, int side, int64_t price, int64_t qty)
{
    return side == FS_BUY || side == FS_SELL ? set(depth, side, price, qty) : FS_APPLY_SIDE;
}

void fs_depth_clear(struct fs_depth *depth, int side)
{
    for (int s = FS_BUY; s <= FS_SELL; s++)
        if (!side || side == s)
            fs_levels_empty(&depth->levels, s);
}

/* Is it an event of levels at all? FS_APPLY_DONE where it is. */
static inline int shape(const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    if (event->type != FS_EVENT_BOOK || b->order_id || b->action < FS_BOOK_ADD || b->action > FS_BOOK_CLEAR)
        return FS_APPLY_ACTION;
    if (b->side > FS_SELL || (!b->side && b->action != FS_BOOK_CLEAR))
        return FS_APPLY_SIDE;
    return FS_APPLY_DONE;
}

static inline int apply(struct fs_depth *depth, const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    int result = shape(event);
    if (result != FS_APPLY_DONE)
        return result;
    int order = fs_sequence_check(&depth->sequence, event);
    if (order == FS_APPLY_OLD)
        return order;
    if (fs_sequence_begins(&depth->sequence, event))
        fs_depth_clear(depth, 0);
    if (b->action == FS_BOOK_CLEAR)
        fs_depth_clear(depth, b->side);
    else
        result = set(depth, b->side, b->price, b->action == FS_BOOK_DELETE ? 0 : b->qty);
    return result == FS_APPLY_DONE ? order : result;
}

int fs_depth_apply(struct fs_depth *depth, const struct fs_event *event)
{
    int result = apply(depth, event);
    depth->results[result]++;
    return result;
}

/* Is it a change of one level of a side, and nothing else? */
static inline int is_plain(const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    unsigned kind = event->type | ((unsigned)event->flags << 16),
             what = (b->side | ((unsigned)b->action << 8)) - (FS_BUY | (FS_BOOK_ADD << 8));
    return (kind & ~((unsigned)FS_EVENT_LAST << 16)) == FS_EVENT_BOOK && !b->order_id &&
           !(what & ~((FS_SELL - FS_BUY) | (3U << 8))) && what < (FS_BOOK_CLEAR - FS_BOOK_ADD) << 8;
}

/* Is its number one that may come, as almost all are? */
static inline int is_next(uint64_t seq, uint64_t last)
{
    return !last || seq == last || seq == last + 1;
}

/* The path of almost every event. Which side it is on is not foreseeable, so nothing branches on that: offers are compared the other
 * way round. */
int64_t fs_depth_apply_quiet(struct fs_depth *depth, const struct fs_event *events, int64_t count,
                             const struct fs_depth_watch *watch)
{
    struct fs_levels *levels = &depth->levels;
    const struct fs_tick size = levels->tick;
    const struct fs_depth_watch w = {.prices = {watch->prices[0], watch->prices[1]},
                                     .reach = {watch->reach[0], ~watch->reach[1]}};
    uint64_t last = depth->sequence.last;
    int64_t n = 0, absent = 0, tick;
    while (count && events[count - 1].ts >= watch->until)
        count--;
    for (const struct fs_event *x = events; n < count && is_plain(x); n++, x++) {
        const struct fs_event_book *b = &x->u.book;
        const size_t which = (size_t)b->side - FS_BUY;
        int64_t price = b->price, qty = b->action == FS_BOOK_DELETE ? 0 : b->qty;
        if ((price | qty) < 0 || (price ^ -(int64_t)which) >= w.reach[which] ||
            fs_depth_watched(w.prices[which], price))
            break;
        struct fs_level_page *page =
            fs_tick_of_plain(&size, price, &tick) ? fs_ladder_page(&levels->ladder[which], tick) : NULL;
        if (!page || (b->seq && !is_next(b->seq, last)))
            break;
        absent += !put(levels, (int)which + FS_BUY, page, tick, qty);
        if (b->seq)
            last = b->seq;
    }
    if (n)
        depth->sequence.in_snapshot = 0;
    depth->sequence.last = last;
    depth->results[FS_APPLY_ABSENT] += absent;
    depth->results[FS_APPLY_DONE] += n - absent;
    return n;
}

int64_t fs_depth_apply_all(struct fs_depth *depth, const struct fs_event *events, int64_t count)
{
    const struct fs_depth_watch nothing = {.reach = {INT64_MAX, INT64_MIN}, .until = INT64_MAX};
    int64_t refused = 0;
    for (int64_t i = 0; i < count; i++) {
        i += fs_depth_apply_quiet(depth, events + i, count - i, &nothing);
        refused += i < count && fs_depth_apply(depth, &events[i]) >= FS_APPLY_OLD;
    }
    return refused;
}

int fs_depth_best(const struct fs_depth *depth, int side, struct fs_level *best)
{
    int64_t price;
    const int64_t *level = fs_levels_best(&depth->levels, side, &price);
    if (level)
        *best = (struct fs_level){.price = price, .qty = *level};
    return level != NULL;
}

int64_t fs_depth_qty(const struct fs_depth *depth, int side, int64_t price)
{
    const int64_t *level = fs_levels_find(&depth->levels, side, price);
    return level ? *level : 0;
}

int fs_depth_levels(const struct fs_depth *depth, int side, struct fs_level *levels, int most)
{
    int count = 0;
    int64_t price;
    const int64_t *level = fs_levels_best(&depth->levels, side, &price);
    while (level && count < most) {
        levels[count++] = (struct fs_level){.price = price, .qty = *level};
        level = count < most ? fs_levels_next(&depth->levels, side, &price) : NULL;
    }
    return count;
}

int64_t fs_depth_count(const struct fs_depth *depth, int side)
{
    return depth->levels.ladder[side - 1].levels;
}

int fs_levels_state(const struct fs_levels *levels)
{
    const struct fs_ladder *bid = &levels->ladder[FS_BUY - 1], *ask = &levels->ladder[FS_SELL - 1];
    if (!bid->levels || !ask->levels)
        return bid->levels || ask->levels ? FS_BOOK_ONE_SIDED : FS_BOOK_EMPTY;
    return bid->best < ask->best ? FS_BOOK_NORMAL : bid->best == ask->best ? FS_BOOK_LOCKED : FS_BOOK_CROSSED;
}

int fs_depth_state(const struct fs_depth *depth)
{
    return fs_levels_state(&depth->levels);
}

int64_t fs_depth_tick(const struct fs_depth *depth)
{
    return depth->levels.tick.size;
}

int64_t fs_depth_results(const struct fs_depth *depth, int result)
{
    return result < 0 || result >= FS_APPLY_COUNT ? 0 : depth->results[result];
}

const char *fs_book_state_name(int state)
{
    static const char *const names[] = {"empty", "one-sided", "normal", "locked", "crossed"};
    return state < 0 || state > FS_BOOK_CROSSED ? "" : names[state];
}
