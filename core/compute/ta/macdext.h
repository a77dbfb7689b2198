/*
 * macdext.h: MACD with averages of any kind (average.h), as TA-Lib's MACDEXT. The average with the shorter look-back begins so
 * late that both have their first values at the same bar. Periods given the wrong way round are exchanged, kinds with them.
 *
 * Missing values: as the averages do. Look-back: the longer of the first two averages' and that of the signal line.
 */
#ifndef FINSMART_COMPUTE_MACDEXT_H
#define FINSMART_COMPUTE_MACDEXT_H

#include "compute/status.h"

/* One of the three averages. */
struct fs_macdext_average {
    int32_t period;
    int32_t matype;
    int32_t skip; /* values present that come before its first */
    int32_t seen; /* of these, up to `skip` */
};

/* Followed in memory by a struct fs_ma for each. */
struct fs_macdext {
    struct fs_macdext_average part[3]; /* fast, slow, signal */
};

/* NaN-padded lines of a series. */
int fs_macdext(const double *x, size_t length, int32_t fast, int32_t fast_matype, int32_t slow,
               int32_t slow_matype, int32_t signal, int32_t signal_matype, double *macd, double *signal_line,
               double *histogram);
/* Leading values without output; -1 for a parameter out of range. */
int32_t fs_macdext_lookback(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype,
                            int32_t signal, int32_t signal_matype);
/* Bytes of a stream's state; 0 for a parameter out of range. */
size_t fs_macdext_size(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal,
                       int32_t signal_matype);
int fs_macdext_init(struct fs_macdext *state, int32_t fast, int32_t fast_matype, int32_t slow,
                    int32_t slow_matype, int32_t signal, int32_t signal_matype);
/* The lines with `x` as the newest value; NaN until all are there. */
void fs_macdext_update(struct fs_macdext *state, double x, double *macd, double *signal_line,
                       double *histogram);
/* 1 if `size` bytes at `state` are a state that fs_macdext_update() may be given. */
int fs_macdext_valid(const struct fs_macdext *state, size_t size);

#endif
