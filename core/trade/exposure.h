/*
 * exposure.h: gross exposure: what the positions of all slots are worth together, longs and shorts alike.
 *
 * It is asked for at every order, and the marks of all slots change at every bar. So what changes a slot's position, price or
 * waiting quantities only touches the slot, which costs one store; whoever wants a sum first values anew what was touched since
 * somebody last wanted one. An order among many symbols then costs what has moved since the last one, not a sum over all.
 *
 * The sums are exact and always those of adding up all slots: what is above FS_I128_MAX reads as that. What a slot is worth,
 * its owner says (fills.c).
 */
#ifndef FINSMART_TRADE_EXPOSURE_H
#define FINSMART_TRADE_EXPOSURE_H

#include "base/decimal.h"

#include <stdint.h>

/* A sum of values of at most FS_I128_MAX each: more than 128 bits. */
struct fs_gross {
    fs_u128 low;
    int64_t high; /* in units of 2^128 */
};

/* Exchanges one of the values of a sum for another. */
void fs_gross_replace(struct fs_gross *sum, fs_i128 before, fs_i128 now);
/* The sum, or `most` where it is above that. */
static inline fs_i128 fs_gross_most(const struct fs_gross *sum, fs_i128 most)
{
    return sum->high || sum->low > (fs_u128)most ? most : (fs_i128)sum->low;
}

/* What a slot is worth, 1e-16 of the account's currency, not negative; FS_I128_MAX: that or more. */
struct fs_worth {
    fs_i128 held;    /* its position */
    fs_i128 pending; /* the position that its waiting orders would make of it */
};

struct fs_exposure {
    uint32_t count;
    uint8_t *touched; /* by slot: 1 where its worth may have changed; filled up with zeros to whole words */
    struct fs_worth *worth;
    struct fs_gross held, pending; /* of `worth` over all slots */
};

/* Every slot is worth nothing and is touched. -1 when out of memory. */
int fs_exposure_init(struct fs_exposure *exposure, uint32_t slots);
void fs_exposure_clear(struct fs_exposure *exposure);

/* The slot's position, waiting quantities or price have changed. */
static inline void fs_exposure_touch(struct fs_exposure *exposure, uint32_t slot)
{
    exposure->touched[slot] = 1;
}

/* The first touched slot from `slot` on; `count` when there is none. */
uint32_t fs_exposure_touched(const struct fs_exposure *exposure, uint32_t slot);
/* What a slot is worth from now on; it is not touched any more. */
void fs_exposure_set(struct fs_exposure *exposure, uint32_t slot, struct fs_worth worth);
/* The sum over all slots but one, of positions or with `pending` of what waiting orders would make of them, as of the worths that
 * were set. */
fs_i128 fs_exposure_others(const struct fs_exposure *exposure, uint32_t except, int pending);

#endif
