/*
 * quantile.h: sample quantiles in the nine types of Hyndman and Fan (1996), with R's numbers.
 *
 *   1 to 3   observations themselves: the inverse of the empirical distribution, that with averages at steps,
 *            the observation nearest to n p (to even)
 *   4 to 9   between two observations at position a + p (n + 1 - a - b): 4 n p, 5 n p + 1/2, 6 (n + 1) p
 *            (Excel's exc, SPSS), 7 (n - 1) p + 1 (R, numpy, pandas, Excel's inc), 8 (n + 1/3) p + 1/3
 *            (median-unbiased), 9 (n + 1/4) p + 3/8
 * A position within 4 epsilon of a whole number is that number, as in R, so that 0.95 of 20 is the 19th.
 */
#ifndef FINSMART_COMPUTE_QUANTILE_H
#define FINSMART_COMPUTE_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

#define FS_QUANTILE_TYPES 9

/* Where a quantile lies among sorted values: (1 - share) * x[index] + share * x[index + 1]; share 0 needs no
 * second value. */
struct fs_quantile_place {
    size_t index;
    double share; /* from 0, below 1 */
};

/* For n > 0 values, p from 0 to 1 and a type from 1 to 9. */
struct fs_quantile_place fs_quantile_place(size_t n, double p, int32_t type);
/* The quantile of n values that ascend; NaN when n is 0, or p or type are out of range. */
double fs_quantile_sorted(const double *sorted, size_t n, double p, int32_t type);
/* Moves the `count` lowest of n finite values to the front, ascending; the rest follow in any order. Takes time in
 * proportion to n + count log count. */
void fs_sort_lowest(double *x, size_t n, size_t count);
/* Sorts n finite values, ascending. */
void fs_sort_values(double *x, size_t n);

#endif
