/*
 * levels.h: the price levels of both sides of a book, each with some bytes that the book keeps there. Inside the room only.
 *
 * A price is a number of ticks. Levels lie in pages of 512 ticks that are made where there is a level, with a bit for
 * each; so a level is found by two loads whatever the book's depth, neighbours of the best price are neighbours in
 * memory, and a quote far away costs one page. Nothing is allocated for a level on a page that is there.
 *
 * The tick is given, or learned: then it is the greatest common divisor of all prices seen, and levels are put anew when
 * it becomes smaller, which happens a few times in the life of a book.
 */
#ifndef FINSMART_MARKET_LEVELS_H
#define FINSMART_MARKET_LEVELS_H

#include "market/apply.h"

#include <finsmart/event.h>
#include <stddef.h>
#include <stdint.h>

/* The farthest that levels of one side may be apart, in ticks. */
#define FS_LEVELS_SPAN (INT64_C(1) << 31)

enum { FS_PAGE_BITS = 9, FS_PAGE_TICKS = 1 << FS_PAGE_BITS, FS_PAGE_WORDS = FS_PAGE_TICKS / 64 };

struct fs_level_page {
    uint64_t bits[FS_PAGE_WORDS]; /* a bit for each tick that has a level */
    int64_t count;                /* of them */
    _Alignas(8) unsigned char slots[];
};

struct fs_ladder {
    struct fs_level_page **pages; /* pages[i] holds page number first + i; NULL: it never had a level */
    uint64_t *used;               /* a bit for each page that has levels now */
    int64_t first, count;         /* pages in the directory */
    int64_t levels;               /* levels there are */
    int64_t best; /* tick of the best one; worse than any (fs_worst_tick()) where there is none */
};

/* Division by the tick as a multiplication (Warren, Hacker's Delight, 10-17): `inverse` is that of its odd part. */
struct fs_tick {
    int64_t size;
    uint64_t inverse, most; /* the largest quotient there can be */
    int shift;              /* trailing zero bits of the size */
};

struct fs_levels {
    struct fs_ladder ladder[2]; /* FS_BUY - 1, FS_SELL - 1 */
    struct fs_tick tick;        /* size 0: none known yet */
    int learned;
    size_t slot; /* bytes of a level */
};

/* A book without levels; `tick` in mantissas, 0: to be learned. Nothing is allocated. `tick` must not be negative. */
void fs_levels_init(struct fs_levels *levels, int64_t tick, size_t slot);
void fs_levels_free(struct fs_levels *levels);
/* Removes all levels of a side (FS_BUY or FS_SELL); the memory stays for the next ones. */
void fs_levels_empty(struct fs_levels *levels, int side);
/* The level at a price, made (zeroed) where it is not there yet. NULL with *why one of FS_APPLY_OFF_TICK, _FAR, _MEMORY;
 * nothing is changed then. Moves no other level's bytes, unless a learned tick changes. */
void *fs_levels_make(struct fs_levels *levels, int side, int64_t price, int *why);
/* Removes the level at a price, which must be there. */
void fs_levels_remove(struct fs_levels *levels, int side, int64_t price);
/* After the bit of `tick` and the counts were changed by the caller: brings the best tick and the page's mark up to date. */
void fs_levels_changed(struct fs_levels *levels, int side, int64_t tick, const struct fs_level_page *page);
/* The best level of a side and its price; NULL where the side is empty. */
void *fs_levels_best(const struct fs_levels *levels, int side, int64_t *price);
/* The next worse level than *price, which it becomes; NULL where there is none. */
void *fs_levels_next(const struct fs_levels *levels, int side, int64_t *price);

/* enum fs_book_state (depth.h) */
int fs_levels_state(const struct fs_levels *levels);

/* A price that is not negative in ticks; 0 where it is no multiple. */
static inline int fs_tick_of_plain(const struct fs_tick *tick, int64_t price, int64_t *ticks)
{
    uint64_t n = (uint64_t)price * tick->inverse;
    n = n >> tick->shift | n << (-tick->shift & 63);
    *ticks = (int64_t)n;
    return n <= tick->most;
}

/* A price in ticks; 0 where it is no multiple. */
static inline int fs_tick_of(const struct fs_tick *tick, int64_t price, int64_t *ticks)
{
    int whole = fs_tick_of_plain(tick, price < 0 ? (int64_t) - (uint64_t)price : price, ticks);
    if (price < 0)
        *ticks = (int64_t) - (uint64_t)*ticks;
    return whole;
}

static inline int64_t fs_worst_tick(int side)
{
    return side == FS_BUY ? INT64_MIN : INT64_MAX;
}

/* The page of a tick; NULL where there is none. */
static inline struct fs_level_page *fs_ladder_page(const struct fs_ladder *ladder, int64_t tick)
{
    uint64_t at = (uint64_t)((tick >> FS_PAGE_BITS) - ladder->first);
    return at < (uint64_t)ladder->count ? ladder->pages[at] : NULL;
}

/* The page of a price, with its tick; NULL where there is none. Bytes of levels that are not there are 0. */
static inline struct fs_level_page *fs_levels_page(const struct fs_levels *levels, int side, int64_t price,
                                                   int64_t *tick)
{
    return fs_tick_of(&levels->tick, price, tick) ? fs_ladder_page(&levels->ladder[side - 1], *tick) : NULL;
}

/* The level at a price, NULL where there is none. */
static inline void *fs_levels_find(const struct fs_levels *levels, int side, int64_t price)
{
    int64_t tick;
    struct fs_level_page *page = fs_levels_page(levels, side, price, &tick);
    unsigned i = (unsigned)tick & (FS_PAGE_TICKS - 1);
    return page && (page->bits[i / 64] >> (i % 64) & 1) ? page->slots + i * levels->slot : NULL;
}

#endif
