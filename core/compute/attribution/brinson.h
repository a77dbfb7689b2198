/*
 * brinson.h: attribution of a portfolio's return over its benchmark's to decisions about segments, after Brinson, Hood and
 * Beebower (1986) and Brinson and Fachler (1985), linked over periods without a residual.
 *
 * Weights w and returns r of k segments in n periods, by columns; p is the portfolio, b the benchmark, R and B their returns
 * in a period. Arithmetic effects of segment i, which sum to R - B where both weights sum to the same:
 *   allocation   (wp - wb) rb (Brinson-Hood-Beebower) or (wp - wb) (rb - B) (Brinson-Fachler)
 *   selection    wb (rp - rb)
 *   interaction  (wp - wb) (rp - rb); with `fold` it is part of selection, which is wp (rp - rb) then
 * Geometric effects (Bacon 2008, chapter 5), whose sums A and S satisfy (1 + A) (1 + S) = (1 + R) / (1 + B):
 *   allocation   (wp - wb) ((1 + rb) / (1 + B) - 1)
 *   selection    wp (rp - rb) / (1 + sum wp rb); there is no interaction
 *
 * Linking: effects of single periods do not add up to the difference of compounded returns. Each method multiplies them so
 * that they do:
 *   carino        k_t / k with k = (ln(1 + R) - ln(1 + B)) / (R - B), of the period and of all (Carino 1999)
 *   menchero      M + a_t, a natural scale and the least squares correction (Menchero 2000)
 *   grap          portfolio's growth before the period times the benchmark's after it (GRAP 1997)
 *   frongello     as the effect earns the benchmark's return later: F_t = G_t prod(1 + R before) + B_t sum(F before)
 *                 (Frongello 2002)
 *   davies_laker  returns of notional funds compound by themselves (Davies and Laker 2001): allocation is prod(1 + sum wp
 *                 rb) - prod(1 + B), and so on; segments share each difference by Carino's coefficients
 * Geometric effects compound: A = prod(1 + A_t) - 1; segments share it by ln(1 + A_t) / A_t, whatever the method.
 */
#ifndef FINSMART_COMPUTE_BRINSON_H
#define FINSMART_COMPUTE_BRINSON_H

#include "compute/problem.h"

enum fs_attribution_method { FS_ATTRIBUTION_BRINSON_FACHLER, FS_ATTRIBUTION_BHB };
enum fs_attribution_mode { FS_ATTRIBUTION_ARITHMETIC, FS_ATTRIBUTION_GEOMETRIC };
enum fs_attribution_linking {
    FS_LINKING_CARINO,
    FS_LINKING_MENCHERO,
    FS_LINKING_GRAP,
    FS_LINKING_FRONGELLO,
    FS_LINKING_DAVIES_LAKER
};

struct fs_attribution_brinson_options {
    int32_t method;
    int32_t mode;
    int32_t linking;
    int32_t fold; /* 1: interaction is part of selection */
};
struct fs_attribution_brinson_result {
    double *portfolio, *benchmark;                /* n: returns of each period */
    double *allocation, *selection, *interaction; /* n x k: effects of each period, not linked */
    double *linked_allocation, *linked_selection, *linked_interaction; /* k: over all periods */
    double portfolio_return, benchmark_return;                         /* compounded */
    double excess; /* their difference, or (1 + R) / (1 + B) - 1 */
    double total_allocation, total_selection, total_interaction;
    double residual; /* excess less what the totals come to: 0 but for rounding */
};
/* Array members may be NULL. FS_COMPUTE_DOMAIN where the weights of portfolio and benchmark in a period do not sum to the same
 * (within 1e-9), or a compounded return is -100 % or below. */
int fs_attribution_brinson(const double *wp, const double *rp, const double *wb, const double *rb, size_t n,
                           size_t k, const struct fs_attribution_brinson_options *options,
                           struct fs_attribution_brinson_result *result, struct fs_problem *problem);

/* What each segment contributed to the compounded return: w r in a period, linked by Carino's coefficients. */
struct fs_attribution_contribution_result {
    double *contributions; /* n x k */
    double *linked;        /* k */
    double total;          /* prod(1 + sum w r) - 1 */
    double residual;       /* total less the sum of `linked` */
};
int fs_attribution_contribution(const double *weights, const double *returns, size_t n, size_t k,
                                struct fs_attribution_contribution_result *result,
                                struct fs_problem *problem);

#endif
