/*
 * qp_parts.h: what the parts of the solver of quadratic programs share; qp.h is for its users.
 */
#ifndef FINSMART_COMPUTE_QP_PARTS_H
#define FINSMART_COMPUTE_QP_PARTS_H

#include "compute/scratch.h"
#include "compute/solve/qp.h"

/* One strictly convex problem, P + delta I and the linear term q, and the point that a part found. */
struct fs_qp_work {
    const struct fs_qp *qp;
    double delta;         /* added to the diagonal of P */
    const double *linear; /* n: of the program */
    const double *q;      /* n */
    double scale;         /* mean diagonal of P */
    double *x, *y, *z;    /* n, rows, n */
    signed char *state;   /* n + rows */
    int iterations;
};

/* Feasibility and signs of multipliers hold within this, relative to the size of their terms. */
#define FS_QP_TOLERANCE 1e-12

static inline double fs_qp_lower(const struct fs_qp *qp, size_t i)
{
    return qp->lower ? qp->lower[i] : -INFINITY;
}

static inline double fs_qp_upper(const struct fs_qp *qp, size_t i)
{
    return qp->upper ? qp->upper[i] : INFINITY;
}

/* x, y and z for the active set in `state`, with two steps of refinement, all factorised with `work->delta`,
 * or with 0 where `exact`: the point is then one of P itself. 0, or -1 when that set has no unique solution,
 * -2 for memory. */
int fs_qp_point(struct fs_qp_work *work, int exact);
/* Block principal pivoting from the active set in `state`. 0 when it arrived, -1 when not, -2 for memory. */
int fs_qp_pivot(struct fs_qp_work *work, int limit);
/* Goldfarb and Idnani's method. A status, with the problem filled. */
int fs_qp_dual(struct fs_qp_work *work, struct fs_problem *problem);
/* Largest violation of the optimality conditions by x, y, z, relative to the size of their terms; P without
 * delta and the linear term of the program. `ax` has room for n + rows values. */
double fs_qp_residual(const struct fs_qp *qp, const double *x, const double *y, const double *z, double *ax);

#endif
