/*
 * limits.h: what portfolios may look like, and the quadratic program that finds the best of them,
 *
 *   minimise 1/2 w'Sw - t m'w   over weights w with   sum(w) = budget,   lower <= w <= upper,
 *   group_lower <= sum of the weights of a group <= group_upper,   sum|w - previous| <= turnover.
 *
 * S is the covariance, m the expected returns and t >= 0 the tolerance of risk: every mean-variance portfolio
 * is the solution for some t (Markowitz 1956; Best and Grauer 1990).
 *
 * Where the limit of turnover binds, the weights are written as previous + buys - sells with two variables an
 * asset, of which at most one is not 0.
 */
#ifndef FINSMART_COMPUTE_PORTFOLIO_LIMITS_H
#define FINSMART_COMPUTE_PORTFOLIO_LIMITS_H

#include "compute/scratch.h"
#include "compute/solve/qp.h"

/* The members that the options of all optimal portfolios begin with. */
#define FS_PORTFOLIO_LIMITS                                                                                  \
    double budget;       /* sum of weights */                                                                \
    const double *lower; /* k: least weights; NULL: 0. -INFINITY is none */                                  \
    const double *upper; /* k: greatest weights; NULL: none. INFINITY is none */                             \
    const double *group; /* k: the number of each asset's group, from 1; 0 for none; NULL: no groups */      \
    const double *group_lower; /* by number of group; NULL: none */                                          \
    size_t group_lower_length;                                                                               \
    const double *group_upper;                                                                               \
    size_t group_upper_length;                                                                               \
    const double *previous; /* k: the weights held now; NULL: none */                                        \
    double turnover;        /* greatest sum of |weight - previous|; NaN: no limit */

struct fs_portfolio_limits {
    FS_PORTFOLIO_LIMITS
};

/* The limits in `o`, options that begin with FS_PORTFOLIO_LIMITS. */
#define FS_PORTFOLIO_LIMITS_OF(o)                                                                            \
    ((struct fs_portfolio_limits){(o)->budget, (o)->lower, (o)->upper, (o)->group, (o)->group_lower,         \
                                  (o)->group_lower_length, (o)->group_upper, (o)->group_upper_length,        \
                                  (o)->previous, (o)->turnover})

/* One program with its working memory; parts of it may be solved again with other t, from where the last one
 * ended. */
struct fs_portfolio_program {
    struct fs_scratch scratch;
    size_t k;                 /* assets */
    const double *covariance; /* k x k */
    const double *expected;   /* k, or NULL */
    const double *previous;   /* k, or NULL */
    double turnover;
    struct fs_qp qp; /* in weights; its row 1 is the expected return, without limits at first */
    double *row_lower, *row_upper;
    double *linear;     /* k */
    struct fs_qp split; /* in buys and sells; n = 0 until it is needed */
    struct fs_qp_result result, split_result;
    double *weights;               /* k: the solution */
    double *bound_dual, *row_dual; /* k, rows: its multipliers, NaN when the limit of turnover binds */
    int bound;                     /* 1 when the limit of turnover binds */
};

/* Checks all inputs and makes the program; to be closed whatever is returned. */
int fs_portfolio_open(struct fs_portfolio_program *program, const double *expected, const double *covariance,
                      size_t k, const struct fs_portfolio_limits *limits, struct fs_problem *problem);
/* Solves for the tolerance of risk t; `weights` and multipliers are the program's then. */
int fs_portfolio_solve(struct fs_portfolio_program *program, double t, struct fs_problem *problem);
/* The greatest expected return within the limits; INFINITY when there is none. Leaves the weights as they
 * are. */
int fs_portfolio_most(struct fs_portfolio_program *program, double *most, struct fs_problem *problem);
void fs_portfolio_close(struct fs_portfolio_program *program);

/* w'Sw */
double fs_portfolio_variance(const double *covariance, const double *weights, size_t k);
/* Refuses a covariance that is not finite, not symmetric, or has a negative variance. */
int fs_require_covariance(const double *covariance, size_t k, struct fs_problem *problem);

#endif
