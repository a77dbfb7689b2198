/*
 * problem.h: calculations, the functions that take whole samples and give results with many members.
 *
 *   int fs_adf(const double *x, size_t n, const struct fs_adf_options *options, struct fs_adf_result *result,
 *              struct fs_problem *problem);
 *
 * Inputs come first: all arrays, then their dimensions in the order in which they appear. Matrices are stored
 * by columns: observations run down, assets or regressors across, x[row + column * rows]. Then the options, a
 * struct whose members and ranges the header tells, to be filled from FS_ADF_DEFAULTS (compute/defaults.h,
 * generated). Then the result, whose array members the caller points at memory of the size that the header
 * tells, or leaves NULL where the values are not wanted; and last the problem, which may be NULL.
 *
 * They return FS_COMPUTE_OK or a status below 0 (status.h), and then `problem` says in words what was wrong:
 * which value, where, what was expected. Inputs are never changed. They allocate and free their own working
 * memory. After FS_COMPUTE_CONVERGENCE the result holds the best point so far; after every other failure its
 * contents mean nothing.
 */
#ifndef FINSMART_COMPUTE_PROBLEM_H
#define FINSMART_COMPUTE_PROBLEM_H

#include "compute/status.h"

struct fs_problem {
    int status;     /* one of enum fs_compute_status */
    char text[252]; /* what was wrong, without a final full stop or newline */
};

/* Fills `problem` unless it is NULL, and returns `status`. */
int fs_problem_set(struct fs_problem *problem, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* FS_COMPUTE_OK if all `n` values are finite; otherwise FS_COMPUTE_MISSING with a text that tells the name and the
 * first position, counted from 1. */
int fs_require_finite(const double *x, size_t n, const char *name, struct fs_problem *problem);

#endif
