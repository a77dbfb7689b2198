/*
 * johansen.h: how many cointegrating relations several series have.
 */
#ifndef FINSMART_COMPUTE_JOHANSEN_H
#define FINSMART_COMPUTE_JOHANSEN_H

#include "compute/problem.h"

/* The most series with tables. */
#define FS_JOHANSEN_MOST 12

struct fs_johansen_options {
    int32_t det_order; /* -1 no deterministic terms, 0 a constant, 1 a linear trend */
    int32_t lags;      /* differences in the vector error correction model, from 0 */
};

struct fs_johansen_result {
    int32_t rank, rank_max; /* cointegrating relations at 5 %, by the trace and by the largest eigenvalues */
    double *eigenvalues;    /* k, largest first */
    double *trace, *max_eigen;  /* k: row r tests at most r relations */
    double *trace_critical;     /* k x 3: at 10, 5 and 1 % */
    double *max_eigen_critical; /* k x 3 */
    double *vectors; /* k x k: column r is a cointegrating vector, v'Sv = 1, its first element positive */
};

/* Johansen, Journal of Economic Dynamics and Control 1988, by canonical correlations (QR and singular values)
 * of differences and levels after the lags; deterministic terms are taken out of both as statsmodels'
 * coint_johansen does. x has n rows and k columns, up to FS_JOHANSEN_MOST. Critical values: MacKinnon, Haug
 * and Michelis (1999), Journal of Applied Econometrics, computed with MacKinnon's program johdist (J. P.
 * LeSage's tables). */
int fs_johansen(const double *x, size_t n, size_t k, const struct fs_johansen_options *options,
                struct fs_johansen_result *result, struct fs_problem *problem);

#endif
