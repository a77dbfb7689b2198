#include "trade/exposure.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Flags are looked at so many at a time. */
#define WORD 8

int fs_exposure_init(struct fs_exposure *x, uint32_t slots)
{
    *x = (struct fs_exposure){.count = slots};
    size_t flags = ((size_t)slots + WORD - 1) / WORD * WORD;
    x->touched = calloc(flags ? flags : WORD, 1);
    x->worth = calloc(slots ? slots : 1, sizeof *x->worth);
    if (!x->touched || !x->worth) {
        fs_exposure_clear(x);
        return fs_error_nomem();
    }
    memset(x->touched, 1, slots);
    return 0;
}

void fs_exposure_clear(struct fs_exposure *x)
{
    free(x->touched);
    free(x->worth);
    *x = (struct fs_exposure){0};
}

uint32_t fs_exposure_touched(const struct fs_exposure *x, uint32_t slot)
{
    for (; slot < x->count && slot % WORD; slot++)
        if (x->touched[slot])
            return slot;
    for (; slot < x->count; slot += WORD) {
        uint64_t flags;
        memcpy(&flags, x->touched + slot, sizeof flags);
        if (flags)
            return slot + (uint32_t)__builtin_ctzll(flags) / 8;
    }
    return x->count;
}

void fs_gross_replace(struct fs_gross *sum, fs_i128 before, fs_i128 now)
{
    sum->high -= __builtin_sub_overflow(sum->low, (fs_u128)before, &sum->low);
    sum->high += __builtin_add_overflow(sum->low, (fs_u128)now, &sum->low);
}

void fs_exposure_set(struct fs_exposure *x, uint32_t slot, struct fs_worth worth)
{
    struct fs_worth *before = &x->worth[slot];
    fs_gross_replace(&x->held, before->held, worth.held);
    fs_gross_replace(&x->pending, before->pending, worth.pending);
    *before = worth;
    x->touched[slot] = 0;
}

fs_i128 fs_exposure_others(const struct fs_exposure *x, uint32_t except, int pending)
{
    struct fs_gross sum = pending ? x->pending : x->held;
    fs_gross_replace(&sum, pending ? x->worth[except].pending : x->worth[except].held, 0);
    return fs_gross_most(&sum, FS_I128_MAX);
}
