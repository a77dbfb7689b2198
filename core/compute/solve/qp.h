/*
 * qp.h: convex quadratic programs with bounds and some rows,
 *
 *   minimise 1/2 x'Px + q'x   subject to   row_lower <= Ax <= row_upper,   lower <= x <= upper.
 *
 * P is symmetric and positive semidefinite. Equality is a lower that equals its upper; a side that is
 * -INFINITY or INFINITY is none.
 *
 * Method. First, block principal pivoting: guess which bounds and rows hold with equality, solve for the
 * rest, and exchange all that are wrong at once, one at a time when that does not make progress (Judice and
 * Pires 1994, Computers & Operations Research 21, for bounds; rows through the Schur complement). That takes
 * a handful of Cholesky factorisations of the free part and is what portfolios with long-only weights need.
 * Where it does not arrive, the dual active set method of Goldfarb and Idnani (1983, Mathematical Programming
 * 27), which ends after finitely many steps or with the constraints that contradict each other. A P that is
 * singular, such as a covariance from fewer observations than assets, goes through proximal point steps
 * (Rockafellar 1976): P + delta I with the centre moved to the last solution until it stays, so that the
 * answer is one of P itself (of several, one that the steps come to).
 */
#ifndef FINSMART_COMPUTE_QP_H
#define FINSMART_COMPUTE_QP_H

#include "compute/problem.h"

struct fs_qp {
    size_t n, rows;
    const double *p;                     /* n x n, both triangles */
    const double *q;                     /* n; NULL: zeros */
    const double *a;                     /* rows x n, by columns */
    const double *row_lower, *row_upper; /* rows */
    const double *lower, *upper;         /* n; NULL: none */
    const char *const *row_names;        /* for texts, such as "the sum of weights"; NULL: row 1, row 2 ... */
    const char *variable;                /* for texts, such as "asset"; NULL: "variable" */
};

/* Where a variable or a row stands. */
enum fs_qp_state { FS_QP_LOWER = -1, FS_QP_FREE = 0, FS_QP_UPPER = 1 };

struct fs_qp_result {
    double *x; /* n */
    /* rows, or NULL: multipliers y of Px + q = A'y + z, above 0 at lower sides, below at upper */
    double *row_dual;
    double *bound_dual; /* n, or NULL: z, likewise */
    signed char *state; /* n + rows, or NULL: variables, then rows. If `warm` it is the guess to start with */
    int warm;
    double value; /* 1/2 x'Px + q'x */
    /* largest violation of the optimality conditions, each relative to the size of its terms */
    double residual;
    int iterations; /* active sets tried */
};

/* FS_COMPUTE_INFEASIBLE tells the constraints that contradict each other; FS_COMPUTE_DOMAIN: nothing holds
 * the objective from below; FS_COMPUTE_SINGULAR: P is not positive semidefinite; FS_COMPUTE_MISSING: NaN, or
 * an infinity in P, q or A; FS_COMPUTE_PARAMETER: no variables, or P not symmetric within 1e-8 of its largest
 * entry. */
int fs_qp_solve(const struct fs_qp *qp, struct fs_qp_result *result, struct fs_problem *problem);

#endif
