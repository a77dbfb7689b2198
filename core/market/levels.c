#include "market/levels.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 64 }; /* pages of a directory */
static const int64_t SPAN_PAGES = FS_LEVELS_SPAN >> FS_PAGE_BITS;

static void set_tick(struct fs_tick *tick, int64_t size)
{
    tick->size = size;
    tick->shift = size ? __builtin_ctzll((uint64_t)size) : 0;
    uint64_t odd = (uint64_t)size >> tick->shift, inverse = odd;
    for (int i = 0; i < 5; i++) /* Newton: 3 correct bits, then twice as many each time */
        inverse *= 2 - odd * inverse;
    tick->inverse = inverse;
    tick->most = size ? INT64_MAX / (uint64_t)size : 0;
}

static void ladder_free(struct fs_ladder *ladder)
{
    for (int64_t i = 0; i < ladder->count; i++)
        free(ladder->pages[i]);
    free(ladder->pages);
    free(ladder->used);
    *ladder = (struct fs_ladder){0};
}

void fs_levels_init(struct fs_levels *levels, int64_t tick, size_t slot)
{
    *levels = (struct fs_levels){.learned = tick == 0, .slot = slot};
    for (int side = FS_BUY; side <= FS_SELL; side++)
        levels->ladder[side - 1].best = fs_worst_tick(side);
    set_tick(&levels->tick, tick);
}

void fs_levels_free(struct fs_levels *levels)
{
    ladder_free(&levels->ladder[0]);
    ladder_free(&levels->ladder[1]);
}

/* The first page in use from `from` on in a direction (-1, 1); -1: none. */
static int64_t used_page(const struct fs_ladder *ladder, int64_t from, int direction)
{
    if (from < 0 || from >= ladder->count)
        return -1;
    int64_t word = from / 64, words = (ladder->count + 63) / 64;
    uint64_t mask = direction > 0 ? ~UINT64_C(0) << (from % 64) : ~UINT64_C(0) >> (63 - from % 64);
    for (uint64_t bits = ladder->used[word] & mask;; bits = ladder->used[word]) {
        if (bits)
            return word * 64 + (direction > 0 ? __builtin_ctzll(bits) : 63 - __builtin_clzll(bits));
        word += direction;
        if (word < 0 || word >= words)
            return -1;
    }
}

/* The tick of the nearest level from `tick` on in a direction; 0: there is none. */
static int nearest(const struct fs_ladder *ladder, int64_t tick, int direction, int64_t *found)
{
    int64_t at = (tick >> FS_PAGE_BITS) - ladder->first;
    if (at >= 0 && at < ladder->count && ladder->pages[at] && ladder->pages[at]->count) {
        const uint64_t *bits = ladder->pages[at]->bits;
        int i = (int)(tick & (FS_PAGE_TICKS - 1)), word = i / 64;
        uint64_t mask = direction > 0 ? ~UINT64_C(0) << (i % 64) : ~UINT64_C(0) >> (63 - i % 64);
        for (uint64_t rest = bits[word] & mask;; rest = bits[word]) {
            if (rest) {
                i = word * 64 + (direction > 0 ? __builtin_ctzll(rest) : 63 - __builtin_clzll(rest));
                *found = (tick & ~(int64_t)(FS_PAGE_TICKS - 1)) + i;
                return 1;
            }
            word += direction;
            if (word < 0 || word >= FS_PAGE_WORDS)
                break;
        }
    }
    at = used_page(ladder, at + direction, direction);
    if (at < 0)
        return 0;
    const uint64_t *bits = ladder->pages[at]->bits;
    int word = direction > 0 ? 0 : FS_PAGE_WORDS - 1;
    while (!bits[word])
        word += direction;
    int i = word * 64 + (direction > 0 ? __builtin_ctzll(bits[word]) : 63 - __builtin_clzll(bits[word]));
    *found = (ladder->first + at) * FS_PAGE_TICKS + i;
    return 1;
}

/* A directory that has room for page number `page` too. 0, FS_APPLY_FAR or FS_APPLY_MEMORY. */
static int make_room(struct fs_ladder *ladder, int64_t page)
{
    int64_t low = page, high = page;
    if (ladder->levels) {
        int64_t first = ladder->first + used_page(ladder, 0, 1),
                last = ladder->first + used_page(ladder, ladder->count - 1, -1);
        low = first < low ? first : low;
        high = last > high ? last : high;
    }
    int64_t need = high - low + 1;
    if (need > SPAN_PAGES)
        return FS_APPLY_FAR;
    int64_t room = need * 2 > ROOM_LEAST ? need * 2 : ROOM_LEAST, first = low - (room - need) / 2;
    struct fs_level_page **pages = calloc((size_t)room, sizeof(struct fs_level_page *));
    uint64_t *used = calloc((size_t)(room + 63) / 64, sizeof *used);
    if (!pages || !used) {
        free(pages);
        free(used);
        return FS_APPLY_MEMORY;
    }
    for (int64_t i = 0; i < ladder->count; i++) {
        int64_t to = ladder->first + i - first;
        if (to < 0 || to >= room) {
            free(ladder->pages[i]); /* it has no levels any more */
            continue;
        }
        pages[to] = ladder->pages[i];
        used[to / 64] |= (ladder->used[i / 64] >> (i % 64) & 1) << (to % 64);
    }
    free(ladder->pages);
    free(ladder->used);
    ladder->pages = pages;
    ladder->used = used;
    ladder->first = first;
    ladder->count = room;
    return 0;
}

static void *put(struct fs_ladder *ladder, int side, size_t slot, int64_t tick, int *why)
{
    int64_t number = tick >> FS_PAGE_BITS, at = number - ladder->first;
    if (at < 0 || at >= ladder->count) {
        if ((*why = make_room(ladder, number)))
            return NULL;
        at = number - ladder->first;
    }
    struct fs_level_page *page = ladder->pages[at];
    if (!page) {
        page = calloc(1, sizeof *page + slot * FS_PAGE_TICKS);
        if (!page) {
            *why = FS_APPLY_MEMORY;
            return NULL;
        }
        ladder->pages[at] = page;
    }
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    void *bytes = page->slots + i * slot;
    if (page->bits[i / 64] >> (i % 64) & 1)
        return bytes;
    page->bits[i / 64] |= UINT64_C(1) << (i % 64);
    page->count++;
    ladder->used[at / 64] |= UINT64_C(1) << (at % 64);
    ladder->levels++;
    if (side == FS_BUY ? tick > ladder->best : tick < ladder->best)
        ladder->best = tick;
    return bytes;
}

static int64_t divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Every level of both sides under a smaller tick, and one at `price`. 0, or why not. */
static int refine(struct fs_levels *levels, int new_side, int64_t price)
{
    struct fs_levels next;
    int64_t size = divisor(levels->tick.size, price < 0 ? -price : price), tick;
    int why = 0;
    fs_levels_init(&next, size, levels->slot);
    for (int side = FS_BUY; side <= FS_SELL && !why; side++) {
        int64_t at;
        for (void *level = fs_levels_best(levels, side, &at); level && !why;
             level = fs_levels_next(levels, side, &at)) {
            fs_tick_of(&next.tick, at, &tick);
            void *bytes = put(&next.ladder[side - 1], side, levels->slot, tick, &why);
            if (bytes)
                memcpy(bytes, level, levels->slot);
        }
    }
    fs_tick_of(&next.tick, price, &tick);
    if (why || !put(&next.ladder[new_side - 1], new_side, levels->slot, tick, &why)) {
        fs_levels_free(&next);
        return why == FS_APPLY_FAR ? FS_APPLY_OFF_TICK : why;
    }
    next.learned = 1;
    fs_levels_free(levels);
    *levels = next;
    return 0;
}

void *fs_levels_make(struct fs_levels *levels, int side, int64_t price, int *why)
{
    struct fs_ladder *ladder = &levels->ladder[side - 1];
    int64_t tick;
    if (price == INT64_MIN) {
        *why = FS_APPLY_OFF_TICK;
        return NULL;
    }
    if (!levels->tick.size) {
        int64_t one = 100000000; /* a price of 0 says nothing of the tick */
        set_tick(&levels->tick, price == 0 ? one : price < 0 ? -price : price);
    }
    if (!fs_tick_of(&levels->tick, price, &tick)) {
        *why = levels->learned ? refine(levels, side, price) : FS_APPLY_OFF_TICK;
        if (*why)
            return NULL;
        fs_tick_of(&levels->tick, price, &tick);
    }
    return put(ladder, side, levels->slot, tick, why);
}

void fs_levels_remove(struct fs_levels *levels, int side, int64_t price)
{
    struct fs_ladder *ladder = &levels->ladder[side - 1];
    int64_t tick;
    fs_tick_of(&levels->tick, price, &tick);
    int64_t at = (tick >> FS_PAGE_BITS) - ladder->first;
    struct fs_level_page *page = ladder->pages[at];
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    page->bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
    memset(page->slots + i * levels->slot, 0, levels->slot);
    page->count--;
    ladder->levels--;
    fs_levels_changed(levels, side, tick, page);
}

void fs_levels_changed(struct fs_levels *levels, int side, int64_t tick, const struct fs_level_page *page)
{
    struct fs_ladder *ladder = &levels->ladder[side - 1];
    int64_t at = (tick >> FS_PAGE_BITS) - ladder->first;
    uint64_t mark = UINT64_C(1) << (at % 64);
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    ladder->used[at / 64] = page->count ? ladder->used[at / 64] | mark : ladder->used[at / 64] & ~mark;
    if (page->bits[i / 64] >> (i % 64) & 1)
        ladder->best = (side == FS_BUY ? tick > ladder->best : tick < ladder->best) ? tick : ladder->best;
    else if (!ladder->levels)
        ladder->best = fs_worst_tick(side);
    else if (tick == ladder->best)
        nearest(ladder, tick, side == FS_BUY ? -1 : 1, &ladder->best);
}

void fs_levels_empty(struct fs_levels *levels, int side)
{
    struct fs_ladder *ladder = &levels->ladder[side - 1];
    for (int64_t at = used_page(ladder, 0, 1); at >= 0; at = used_page(ladder, at + 1, 1)) {
        memset(ladder->pages[at], 0, sizeof *ladder->pages[at] + levels->slot * FS_PAGE_TICKS);
        ladder->used[at / 64] &= ~(UINT64_C(1) << (at % 64));
    }
    ladder->levels = 0;
    ladder->best = fs_worst_tick(side);
}

void *fs_levels_best(const struct fs_levels *levels, int side, int64_t *price)
{
    const struct fs_ladder *ladder = &levels->ladder[side - 1];
    if (!ladder->levels)
        return NULL;
    *price = ladder->best * levels->tick.size;
    return fs_levels_find(levels, side, *price);
}

void *fs_levels_next(const struct fs_levels *levels, int side, int64_t *price)
{
    const struct fs_ladder *ladder = &levels->ladder[side - 1];
    int direction = side == FS_BUY ? -1 : 1;
    int64_t tick;
    if (!ladder->levels || !fs_tick_of(&levels->tick, *price, &tick) ||
        __builtin_add_overflow(tick, direction, &tick) || !nearest(ladder, tick, direction, &tick))
        return NULL;
    *price = tick * levels->tick.size;
    return fs_levels_find(levels, side, *price);
}
