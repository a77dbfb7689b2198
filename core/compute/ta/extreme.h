/*
 * extreme.h: the largest and the smallest of the last `period` values (TA-Lib's MAX and MIN).
 *
 * Missing values: window. Look-back: period - 1. Exact; minus zero comes out as zero.
 */
#ifndef FINSMART_COMPUTE_EXTREME_H
#define FINSMART_COMPUTE_EXTREME_H

#include "compute/status.h"

/* A value that may still become the extreme: none after it in the window beats it. */
struct fs_extreme_slot {
    double value;
    uint32_t time;     /* number of the value, modulo 2^32 */
    uint32_t reserved; /* 0 */
};

/* A window's candidates, best and oldest first, in a ring: each value enters and leaves once. */
struct fs_extreme {
    int32_t period;
    int32_t head;  /* slot of the best candidate */
    int32_t count; /* candidates, 0 to period */
    int32_t run;   /* values present since the last missing one, up to period */
    uint32_t time; /* number of the next value, modulo 2^32 */
    int32_t sign;  /* 1: largest, -1: smallest */
    struct fs_extreme_slot slots[];
};
struct fs_max;
struct fs_min;

/* NaN-padded extremes of a series. */
int fs_max(const double *x, size_t length, int32_t period, double *out);
int fs_min(const double *x, size_t length, int32_t period, double *out);
/* Leading values without output; -1 for a period out of range. */
int32_t fs_max_lookback(int32_t period);
int32_t fs_min_lookback(int32_t period);
/* Bytes of a stream's state; 0 for a period out of range. */
size_t fs_max_size(int32_t period);
size_t fs_min_size(int32_t period);
int fs_max_init(struct fs_max *state, int32_t period);
int fs_min_init(struct fs_min *state, int32_t period);
/* The extreme with `x` as the newest value; NaN until `period` values are there. */
double fs_max_update(struct fs_max *state, double x);
double fs_min_update(struct fs_min *state, double x);
/* 1 if `size` bytes at `state` are a state that the update may be given. */
int fs_max_valid(const struct fs_max *state, size_t size);
int fs_min_valid(const struct fs_min *state, size_t size);

/* The update of both. */
static inline double fs_extreme_push(struct fs_extreme *s, double x)
{
    uint32_t now = s->time++;
    int32_t period = s->period;
    /* All slots taken means the same; asking for it keeps a damaged state within its memory. */
    if (s->count > 0 && (now - s->slots[s->head].time >= (uint32_t)period || s->count == period)) {
        s->head = s->head + 1 == period ? 0 : s->head + 1;
        s->count--;
    }
    if (__builtin_expect(!fs_present(x), 0)) {
        s->run = 0;
        return NAN;
    }
    x += 0.0; /* minus zero becomes zero, so that it does not matter which of the two comes first */
    double key = s->sign < 0 ? -x : x;
    int32_t tail = s->head + s->count;
    tail = tail >= period ? tail - period : tail; /* the slot after the last candidate */
    while (s->count > 0) {
        int32_t last = tail == 0 ? period - 1 : tail - 1;
        double there = s->sign < 0 ? -s->slots[last].value : s->slots[last].value;
        if (there > key)
            break;
        tail = last;
        s->count--;
    }
    s->slots[tail] = (struct fs_extreme_slot){x, now, 0};
    s->count++;
    s->run += s->run < period;
    return s->run < period ? NAN : s->slots[s->head].value;
}

#endif
