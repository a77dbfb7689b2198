/*
 * returns.h: the relative change from one value to the next, simple (x / previous - 1) or logarithmic
 * (log(x / previous)).
 *
 * Missing values: pair: NaN where the value or the one before it is missing. Also NaN where it is not
 * defined: a simple return from 0, a logarithmic one from or to a value that is not positive. Look-back: 1.
 *
 * The logarithm is ours: libm's differs in the last bit between processors. It is within 2 units of the last
 * place, for small returns too, where log(x / previous) has already lost digits.
 */
#ifndef FINSMART_COMPUTE_RETURNS_H
#define FINSMART_COMPUTE_RETURNS_H

#include "compute/status.h"

enum fs_returns_kind { FS_RETURNS_SIMPLE, FS_RETURNS_LOG };

struct fs_returns {
    int32_t kind;    /* enum fs_returns_kind */
    int32_t seen;    /* 1 after the first value */
    double previous; /* the value before, missing or not */
};

/* Returns of a series; the first is NaN. */
int fs_returns(const double *x, size_t length, int32_t kind, double *out);
/* 1; -1 for an unknown kind. */
int32_t fs_returns_lookback(int32_t kind);
/* Bytes of a stream's state; 0 for an unknown kind. */
size_t fs_returns_size(int32_t kind);
int fs_returns_init(struct fs_returns *state, int32_t kind);
/* The return to `x` from the value before; NaN for the first. */
double fs_returns_update(struct fs_returns *state, double x);
/* 1 if `size` bytes at `state` are a state that fs_returns_update() may be given. */
int fs_returns_valid(const struct fs_returns *state, size_t size);

#endif
