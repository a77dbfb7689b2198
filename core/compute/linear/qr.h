/*
 * qr.h: least squares by QR with column pivoting (LAPACK's dgeqp3), the base of every regression here.
 *
 * Columns are scaled by powers of two, so that units do not matter; the solution is refined on the augmented
 * system [I X; X' 0] with residuals in extended precision (Bjorck, Numerical Methods for Least Squares
 * Problems, 2.9.3), which gives nearly all digits even where the normal equations have none (NIST's Longley
 * data). A design whose columns depend on each other is refused, never solved by a pseudo-inverse.
 *
 *   struct fs_qr qr;
 *   if (fs_qr_alloc(&qr, &scratch, rows, columns) == FS_COMPUTE_OK &&
 *       fs_qr_factor(&qr, x, rows, rows, names, problem) == FS_COMPUTE_OK)
 *       fs_qr_solve(&qr, y, coefficients, residuals);
 */
#ifndef FINSMART_COMPUTE_QR_H
#define FINSMART_COMPUTE_QR_H

#include "compute/problem.h"
#include "compute/scratch.h"

struct fs_qr {
    size_t rows, columns; /* of the latest factorisation */
    size_t capacity;      /* the most rows */
    double *design;       /* scaled and pivoted columns, rows apart by `rows` */
    double *factor, *tau; /* R and the reflectors, as LAPACK leaves them */
    double *scale;        /* of each column of x, a power of two */
    int *pivot;           /* column of x, from 0, at each place */
    double *work;
    int work_length;
    double *b, *h, *r, *d; /* of fs_qr_solve() */
    long double *extended;
};

/* What the columns are called in the text of a problem. */
struct fs_qr_names {
    const char
        *matrix;   /* "x": columns are "column 2 of x"; NULL: the design is the test's own, told as such */
    int intercept; /* 1: the first column is the intercept, and column 1 of x the second */
};

/* Memory for designs of up to `rows` x `columns`; FS_COMPUTE_OK or FS_COMPUTE_MEMORY. */
int fs_qr_alloc(struct fs_qr *qr, struct fs_scratch *scratch, size_t rows, size_t columns);
/* Factorises the first rows of x, whose columns are `stride` values apart. rows >= columns.
 * FS_COMPUTE_SINGULAR names the column that depends on the others, and on which: its part that they leave is
 * less than 1e-13 (or rows * 2^-52) of its length. */
int fs_qr_factor(struct fs_qr *qr, const double *x, size_t rows, size_t stride, struct fs_qr_names names,
                 struct fs_problem *problem);
/* Coefficients (columns) and residuals (rows) of the regression of y; `residuals` may be NULL. */
void fs_qr_solve(struct fs_qr *qr, const double *y, double *coefficients, double *residuals);
/* The regressions of y on the first 1, 2, ... columns of x at once, by one factorisation without pivoting:
 * the sum of squared residuals of each, and the absolute t statistic of its last coefficient.
 * FS_COMPUTE_SINGULAR without a text where a column depends on those before it. The factorisation may not be
 * used otherwise afterwards. */
int fs_qr_nested(struct fs_qr *qr, const double *x, const double *y, size_t rows, size_t stride, double *ssr,
                 double *last_t);
/* (X'X)^-1, columns x columns. */
void fs_qr_inverse(const struct fs_qr *qr, double *inverse);
/* X (X'X)^-1, rows x columns, whose product with y is the coefficients; and the leverages (rows), the
 * diagonal of the hat matrix. Either may be NULL; `orthogonal` is memory for rows * columns. */
void fs_qr_weights(const struct fs_qr *qr, double *orthogonal, double *weights, double *leverage);

#endif
