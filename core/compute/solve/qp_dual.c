/*
 * The dual active set method of Goldfarb and Idnani (1983). With P = U'U, J = inv(U) Q and R hold the
 * factorisation of the active normals, J'N = [R; 0], and are updated when a constraint comes (a Householder
 * reflection) or goes (rotations).
 */
#include <stdio.h>
#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/solve/qp_parts.h"

/* A normal whose part outside the active ones is this much smaller than itself depends on them. */
#define DEPENDENT 1e-11

struct active_set {
    const struct fs_qp *qp;
    size_t n, m, count;
    double *j, *r; /* n x n each */
    double *d, *z, *step;
    double *u;         /* multipliers of the active constraints, in order */
    size_t *which;     /* 0 .. n - 1 bounds, then rows */
    signed char *side; /* FS_QP_LOWER: normal as it stands, FS_QP_UPPER: its negative */
    double *x, *ax;
    double noise; /* of x, from the size of the point that the method starts at */
};

static double limit_of(const struct fs_qp *qp, size_t at, signed char side)
{
    if (at < qp->n)
        return side < 0 ? fs_qp_lower(qp, at) : fs_qp_upper(qp, at);
    return side < 0 ? qp->row_lower[at - qp->n] : qp->row_upper[at - qp->n];
}

static int equality(const struct fs_qp *qp, size_t at)
{
    return limit_of(qp, at, FS_QP_LOWER) == limit_of(qp, at, FS_QP_UPPER);
}

/* d = J' times the normal, and how far x is beyond (below 0: violated). */
static double look(struct active_set *s, size_t at, signed char side)
{
    double sign = side < 0 ? 1 : -1, value;
    if (at < s->n) {
        for (size_t k = 0; k < s->n; k++)
            s->d[k] = sign * s->j[at + k * s->n];
        value = s->x[at];
    } else {
        const double *row = s->qp->a + (at - s->n);
        cblas_dgemv(CblasColMajor, CblasTrans, (int)s->n, (int)s->n, sign, s->j, (int)s->n, row, (int)s->m,
                    0.0, s->d, 1);
        value = cblas_ddot((int)s->n, row, (int)s->m, s->x, 1);
    }
    return sign * (value - limit_of(s->qp, at, side));
}

static void add(struct active_set *s, size_t at, signed char side, double multiplier)
{
    size_t n = s->n, q = s->count, rest = n - q;
    double *tail = s->d + q, norm = cblas_dnrm2((int)rest, tail, 1);
    double head = tail[0] > 0 ? -norm : norm;
    if (rest > 1 && norm > 0) {
        /* J2 (I - 2vv'/v'v) with v = tail - head e1 */
        tail[0] -= head;
        double length = cblas_ddot((int)rest, tail, 1, tail, 1);
        if (length > 0) {
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)n, (int)rest, 1.0, s->j + q * n, (int)n, tail, 1,
                        0.0, s->z, 1);
            cblas_dger(CblasColMajor, (int)n, (int)rest, -2.0 / length, s->z, 1, tail, 1, s->j + q * n,
                       (int)n);
        }
    } else {
        head = tail[0];
    }
    memcpy(s->r + q * n, s->d, q * sizeof *s->d);
    s->r[q + q * n] = head;
    s->u[q] = multiplier;
    s->which[q] = at;
    s->side[q] = side;
    s->count++;
}

static void drop(struct active_set *s, size_t gone)
{
    size_t n = s->n, q = --s->count;
    for (size_t k = gone; k < q; k++) {
        memcpy(s->r + k * n, s->r + (k + 1) * n, (k + 2) * sizeof *s->r);
        s->u[k] = s->u[k + 1];
        s->which[k] = s->which[k + 1];
        s->side[k] = s->side[k + 1];
    }
    for (size_t k = gone; k < q; k++) {
        double a = s->r[k + k * n], b = s->r[k + 1 + k * n], c, t;
        cblas_drotg(&a, &b, &c, &t);
        cblas_drot((int)(q - k), s->r + k + k * n, (int)n, s->r + k + 1 + k * n, (int)n, c, t);
        s->r[k + 1 + k * n] = 0;
        cblas_drot((int)n, s->j + k * n, 1, s->j + (k + 1) * n, 1, c, t);
    }
}

/* The most violated inequality that is not active; its index, or n + m when all hold. */
static size_t worst(struct active_set *s, const signed char *held, const double *norms, signed char *side)
{
    const struct fs_qp *qp = s->qp;
    size_t found = s->n + s->m;
    double most = 0, reach = 0;
    for (size_t i = 0; i < s->n; i++)
        reach = fmax(reach, fabs(s->x[i]));
    if (s->m > 0)
        cblas_dgemv(CblasColMajor, CblasNoTrans, (int)s->m, (int)s->n, 1.0, qp->a, (int)s->m, s->x, 1, 0.0,
                    s->ax, 1);
    for (size_t i = 0; i < s->n + s->m; i++) {
        double size = i < s->n ? 1 : norms[i - s->n];
        if (held[i] || size == 0)
            continue;
        double value = (i < s->n ? s->x[i] : s->ax[i - s->n]) / size,
               below = limit_of(qp, i, FS_QP_LOWER) / size - value,
               above = value - limit_of(qp, i, FS_QP_UPPER) / size, far = fmax(below, above);
        if (far > FS_QP_TOLERANCE * fmax(reach, fabs(value)) && far > most) {
            most = far;
            found = i;
            *side = below > above ? FS_QP_LOWER : FS_QP_UPPER;
        }
    }
    return found;
}

/* "the upper bound of asset 3" or "the sum of weights (at most 1)"; returns the characters written. */
static int tell(const struct fs_qp *qp, size_t at, signed char side, char *text, size_t room)
{
    double value = limit_of(qp, at, side);
    const char *kind = side < 0 ? "at least" : "at most";
    if (at < qp->n)
        return snprintf(text, room, "%s %zu %s %.6g", qp->variable ? qp->variable : "variable", at + 1, kind,
                        value);
    if (equality(qp, at))
        kind = "equal to";
    if (qp->row_names && qp->row_names[at - qp->n])
        return snprintf(text, room, "%s %s %.6g", qp->row_names[at - qp->n], kind, value);
    return snprintf(text, room, "row %zu %s %.6g", at - qp->n + 1, kind, value);
}

/* The violated constraint and those active ones that it is a combination of contradict each other. */
static int contradiction(const struct active_set *s, size_t at, signed char side, const double *weight,
                         struct fs_problem *problem)
{
    char text[200];
    int used = tell(s->qp, at, side, text, sizeof text);
    double largest = 0;
    size_t more = 0;
    for (size_t k = 0; k < s->count; k++)
        largest = fmax(largest, fabs(weight[k]));
    /* Rows say more than bounds, so they come first. */
    for (int bounds = 0; bounds < 2; bounds++)
        for (size_t k = 0; k < s->count; k++) {
            if ((s->which[k] < s->n) != bounds || fabs(weight[k]) <= 1e-9 * largest)
                continue;
            char one[128];
            int length = tell(s->qp, s->which[k], s->side[k], one, sizeof one);
            if (more == 0 && used + length + 2 < (int)sizeof text - 20)
                used += snprintf(text + used, sizeof text - (size_t)used, "; %s", one);
            else
                more++;
        }
    if (more > 0)
        snprintf(text + used, sizeof text - (size_t)used, "; and %zu more", more);
    return fs_problem_set(problem, FS_COMPUTE_INFEASIBLE, "no point keeps all of: %s", text);
}

/* What an error of 1 in x is in the value of the constraint. */
static double weight_of(const struct active_set *s, size_t at)
{
    return at < s->n ? 1 : cblas_dasum((int)s->n, s->qp->a + (at - s->n), (int)s->m);
}

/* Makes constraint `at` active, dropping others as need be. A status; 1 when it depends on others and holds
 * but for rounding. */
static int enforce(struct active_set *s, size_t at, signed char side, struct fs_problem *problem)
{
    size_t n = s->n;
    double multiplier = 0;
    int equal = equality(s->qp, at);
    for (;;) {
        double far = look(s, at, side);
        if (equal && far > 0 && multiplier == 0) {
            side = (signed char)-side;
            far = look(s, at, side);
        }
        size_t q = s->count, rest = n - q;
        double out = cblas_dnrm2((int)rest, s->d + q, 1), all = cblas_dnrm2((int)n, s->d, 1), t1 = INFINITY,
               t2 = INFINITY;
        size_t leaves = 0;
        memcpy(s->step, s->d, q * sizeof *s->d);
        if (q > 0)
            cblas_dtrsv(CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, (int)q, s->r, (int)n, s->step,
                        1);
        if (out > DEPENDENT * all)
            t2 = fmax(-far, 0) / (out * out);
        for (size_t k = 0; k < q; k++)
            if (s->step[k] > 0 && !equality(s->qp, s->which[k]) && s->u[k] / s->step[k] < t1) {
                t1 = s->u[k] / s->step[k];
                leaves = k;
            }
        if (t2 == INFINITY && (multiplier == 0 || t1 == INFINITY) && fabs(far) <= s->noise * weight_of(s, at))
            return 1;
        if (t1 == INFINITY && t2 == INFINITY)
            return contradiction(s, at, side, s->step, problem);
        double t = fmin(t1, t2);
        if (t2 != INFINITY) {
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)n, (int)rest, 1.0, s->j + q * n, (int)n, s->d + q,
                        1, 0.0, s->z, 1);
            cblas_daxpy((int)n, t, s->z, 1, s->x, 1);
        }
        for (size_t k = 0; k < q; k++)
            s->u[k] -= t * s->step[k];
        multiplier += t;
        if (t2 <= t1) {
            add(s, at, side, multiplier);
            return FS_COMPUTE_OK;
        }
        drop(s, leaves);
    }
}

static int run(struct active_set *s, struct fs_qp_work *w, double *norms, signed char *held,
               struct fs_problem *problem)
{
    const struct fs_qp *qp = s->qp;
    size_t n = s->n, m = s->m, limit = 50 * (n + m) + 1000;
    int order = (int)n, info;
    memcpy(s->j, qp->p, n * n * sizeof *s->j);
    for (size_t i = 0; i < n; i++) {
        s->j[i + i * n] += w->delta;
        for (size_t k = i + 1; k < n; k++)
            s->j[k + i * n] = 0;
    }
    dpotrf_("U", &order, s->j, &order, &info, 1);
    if (info == 0)
        dtrtri_("U", "N", &order, s->j, &order, &info, 1, 1);
    if (info != 0)
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                              "the quadratic term is not positive semidefinite");
    cblas_dgemv(CblasColMajor, CblasTrans, order, order, -1.0, s->j, order, w->q, 1, 0.0, s->d, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, order, order, 1.0, s->j, order, s->d, 1, 0.0, s->x, 1);
    for (size_t i = 0; i < n; i++)
        s->noise = fmax(s->noise, fmax(1e-10, 1e-13 * fabs(s->x[i])));
    for (size_t r = 0; r < m; r++)
        norms[r] = cblas_dnrm2(order, qp->a + r, (int)m);
    for (size_t k = 0; k < n + m; k++) {
        size_t at = k < m ? n + k : k - m; /* rows first: they are told first when they contradict */
        if (!equality(qp, at))
            continue;
        int status = enforce(s, at, FS_QP_LOWER, problem);
        if (status < 0)
            return status;
        held[at] = 2;
    }
    for (size_t i = 0; i < limit; i++) {
        for (size_t k = 0; k < n + m; k++)
            held[k] = held[k] == 2 ? 2 : 0;
        for (size_t k = 0; k < s->count; k++)
            held[s->which[k]] = held[s->which[k]] == 2 ? 2 : 1;
        signed char side = 0;
        size_t at = worst(s, held, norms, &side);
        if (at == n + m) {
            memset(w->state, 0, n + m);
            memset(w->y, 0, m * sizeof *w->y);
            memset(w->z, 0, n * sizeof *w->z);
            memcpy(w->x, s->x, n * sizeof *w->x);
            for (size_t k = 0; k < s->count; k++) {
                double dual = s->side[k] < 0 ? s->u[k] : -s->u[k];
                w->state[s->which[k]] = s->side[k];
                *(s->which[k] < n ? w->z + s->which[k] : w->y + (s->which[k] - n)) = dual;
            }
            return FS_COMPUTE_OK;
        }
        w->iterations++;
        int status = enforce(s, at, side, problem);
        if (status < 0)
            return status;
        if (status == 1)
            held[at] = 2;
    }
    memcpy(w->x, s->x, n * sizeof *w->x);
    return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE, "no solution after %zu changes of the active set",
                          limit);
}

int fs_qp_dual(struct fs_qp_work *w, struct fs_problem *problem)
{
    size_t n = w->qp->n, m = w->qp->rows;
    struct fs_scratch scratch = {0};
    struct active_set s = {.qp = w->qp, .n = n, .m = m};
    s.j = fs_scratch_doubles(&scratch, n * n);
    s.r = fs_scratch_doubles(&scratch, n * n);
    s.d = fs_scratch_doubles(&scratch, n);
    s.z = fs_scratch_doubles(&scratch, n);
    s.step = fs_scratch_doubles(&scratch, n);
    s.u = fs_scratch_doubles(&scratch, n);
    s.x = fs_scratch_doubles(&scratch, n);
    s.ax = fs_scratch_doubles(&scratch, m);
    s.which = fs_scratch_bytes(&scratch, n, sizeof *s.which);
    s.side = fs_scratch_bytes(&scratch, n, 1);
    double *norms = fs_scratch_doubles(&scratch, m);
    signed char *held = fs_scratch_bytes(&scratch, n + m, 1);
    int status = scratch.failed ? fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory")
                                : run(&s, w, norms, held, problem);
    fs_scratch_free(&scratch);
    return status;
}
