/*
 * minimise.h: local minima of smooth and of rough functions of several variables.
 */
#ifndef FINSMART_COMPUTE_MINIMISE_H
#define FINSMART_COMPUTE_MINIMISE_H

#include "compute/problem.h"

/* The value at x; NaN or infinity where it is not defined, which the search then avoids. */
typedef double (*fs_objective)(const double *x, void *context);
/* Fills `gradient` with the derivatives at x. */
typedef void (*fs_gradient)(const double *x, double *gradient, void *context);

struct fs_minimum {
    double value;    /* at the point found */
    int iterations;  /* made */
    int evaluations; /* of the objective */
    double gradient; /* largest absolute component of the (projected) gradient there; NaN for Nelder-Mead */
};

/* Quasi-Newton (BFGS with a projected line search) within lower <= x <= upper; either may be NULL, as may
 * `gradient` (central differences then). x is the start and becomes the best point. Arrives when the
 * projected gradient is below `tolerance` * max(1, |value|), or when what a Newton step, or one as long as
 * the slope where that fails, promises is below the rounding of the value. Where differences fail to lead
 * down, neighbours along each variable are tried, and the search arrives when none is lower.
 * FS_COMPUTE_INFEASIBLE for a lower bound above the upper, FS_COMPUTE_DOMAIN for a start where the objective
 * is not defined, FS_COMPUTE_CONVERGENCE after `limit` iterations, x and *minimum at the best point. */
int fs_minimise_bfgs(fs_objective objective, fs_gradient gradient, void *context, size_t n, double *x,
                     const double *lower, const double *upper, double tolerance, int limit,
                     struct fs_minimum *minimum, struct fs_problem *problem);

/* Nelder and Mead's simplex (1965), with restarts; `step` has the first step along each variable. Arrives
 * when the simplex is smaller than `tolerance` * max(1, |x|), its values differ by less than `tolerance` *
 * max(1, |value|), and a new simplex around the best point finds nothing better. */
int fs_minimise_simplex(fs_objective objective, void *context, size_t n, double *x, const double *step,
                        double tolerance, int limit, struct fs_minimum *minimum, struct fs_problem *problem);

/* Second derivatives at x by central differences of fourth order: n x n, symmetric. The steps are 0.005
 * max(|x|, 0.1) and four times halved, of which each element takes the steadiest; smaller where the objective
 * is not defined: scale the variables so that this is a small change. About 9 digits where the objective has
 * all of its own. FS_COMPUTE_DOMAIN where it is not defined around x. */
int fs_hessian(fs_objective objective, void *context, size_t n, const double *x, double *hessian);

#endif
