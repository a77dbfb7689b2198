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

/* The path of almost every update: whether the level was there and whether it stays is not known to the processor
 * before it happens, so nothing branches on it. */
static inline int set(struct fs_depth *depth, int side, int64_t price, int64_t qty)
{
    struct fs_ladder *ladder = &depth->levels.ladder[side - 1];
    int64_t tick;
    if (qty < 0)
        return FS_APPLY_QUANTITY;
    struct fs_level_page *page = fs_levels_page(&depth->levels, side, price, &tick);
    if (!page)
        return set_far(depth, side, price, qty);
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    int64_t *level = (int64_t *)page->slots + i, had = *level != 0, has = qty != 0;
    uint64_t *bits = &page->bits[i / 64], bit = UINT64_C(1) << (i % 64);
    *level = qty;
    *bits = (*bits & ~bit) | (-(uint64_t)has & bit);
    page->count += has - had;
    ladder->levels += has - had;
    int64_t buy = side == FS_BUY, at_best = (buy & (tick >= ladder->best)) | (!buy & (tick <= ladder->best));
    if (at_best | (page->count < 2))
        fs_levels_changed(&depth->levels, side, tick, page);
    return had | has ? FS_APPLY_DONE : FS_APPLY_ABSENT;
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

int64_t fs_depth_apply_all(struct fs_depth *depth, const struct fs_event *events, int64_t count)
{
    int64_t refused = 0;
    for (int64_t i = 0; i < count; i++) {
        int result = apply(depth, &events[i]);
        depth->results[result]++;
        refused += result >= FS_APPLY_OLD;
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
    for (; level && count < most; level = fs_levels_next(&depth->levels, side, &price))
        levels[count++] = (struct fs_level){.price = price, .qty = *level};
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
