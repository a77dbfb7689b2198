#include "compute/solve/qp.h"

#include <stdio.h>
#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/solve/qp_parts.h"

/* The proximal term, relative to the mean diagonal of P, and how often its centre may move. */
#define PROXIMAL   1e-6
#define STEP_LIMIT 2000
/* Steps without progress after which the answer stays as it is. */
#define PATIENCE 100
/* A solution is good when its conditions hold this well. */
#define GOOD 1e-10

static double larger(double so_far, double value)
{
    return value != value ? value : fmax(so_far, value);
}

/* How wrong a multiplier is at a value between limits: a sign without its side, or a side that is far. */
static double slack(double dual, double value, double low, double high, double flat, double reach)
{
    double side = dual > 0 ? low : high;
    return dual == 0        ? 0
           : isfinite(side) ? fabs(dual) / flat * fmin(1, fabs(value - side) / reach)
                            : fabs(dual) / flat;
}

double fs_qp_residual(const struct fs_qp *qp, const double *x, const double *y, const double *z, double *ax)
{
    size_t n = qp->n, m = qp->rows;
    double *g = ax + m, flat = 0, reach = 0, worst = 0;
    for (size_t i = 0; i < n; i++) {
        g[i] = 0;
        reach = fmax(reach, fabs(x[i]));
    }
    cblas_dsymv(CblasColMajor, CblasUpper, (int)n, 1.0, qp->p, (int)n, x, 1, 0.0, g, 1);
    for (size_t i = 0; i < n; i++) {
        double terms = 0; /* of Px, which may cancel */
        for (size_t k = 0; k < n; k++)
            terms += fabs(qp->p[k + i * n] * x[k]);
        flat = fmax(flat, fmax(terms, fmax(fabs(z[i]), qp->q ? fabs(qp->q[i]) : 0)));
    }
    flat = flat > 0 ? flat : 1;
    reach = reach > 0 ? reach : 1;
    if (m > 0) {
        cblas_dgemv(CblasColMajor, CblasTrans, (int)m, (int)n, -1.0, qp->a, (int)m, y, 1, 1.0, g, 1);
        cblas_dgemv(CblasColMajor, CblasNoTrans, (int)m, (int)n, 1.0, qp->a, (int)m, x, 1, 0.0, ax, 1);
    }
    for (size_t i = 0; i < n; i++) {
        double low = fs_qp_lower(qp, i), high = fs_qp_upper(qp, i);
        worst = larger(worst, fabs(g[i] + (qp->q ? qp->q[i] : 0) - z[i]) / flat);
        worst = larger(worst, fmax(low - x[i], x[i] - high) / reach);
        worst = larger(worst, slack(z[i], x[i], low, high, flat, reach));
    }
    for (size_t r = 0; r < m; r++) {
        double low = qp->row_lower[r], high = qp->row_upper[r], size = 0;
        for (size_t i = 0; i < n; i++)
            size = fmax(size, fabs(qp->a[r + i * m]));
        double far = size > 0 ? size * reach : 1;
        worst = larger(worst, fmax(low - ax[r], ax[r] - high) / far);
        worst = larger(worst, size > 0 ? slack(y[r], ax[r], low, high, flat / size, far) : 0);
    }
    return worst;
}

static int check(const struct fs_qp *qp, struct fs_problem *problem)
{
    size_t n = qp->n, m = qp->rows;
    const char *variable = qp->variable ? qp->variable : "variable";
    double largest = 0;
    if (n == 0 || n > 20000 || m > 20000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "%zu variables and %zu rows; expected 1 to 20000", n, m);
    int status = fs_require_finite(qp->p, n * n, "the quadratic term", problem);
    if (status == FS_COMPUTE_OK && qp->q)
        status = fs_require_finite(qp->q, n, "the linear term", problem);
    if (status == FS_COMPUTE_OK && m > 0)
        status = fs_require_finite(qp->a, n * m, "the rows", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < n * n; i++)
        largest = fmax(largest, fabs(qp->p[i]));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (fabs(qp->p[i + k * n] - qp->p[k + i * n]) > 1e-8 * largest)
                return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                      "the quadratic term is not symmetric at row %zu, column %zu", i + 1,
                                      k + 1);
    for (size_t i = 0; i < n + m; i++) {
        double low = i < n ? fs_qp_lower(qp, i) : qp->row_lower[i - n],
               high = i < n ? fs_qp_upper(qp, i) : qp->row_upper[i - n];
        char name[96];
        if (i < n)
            snprintf(name, sizeof name, "%s %zu", variable, i + 1);
        else if (qp->row_names && qp->row_names[i - n])
            snprintf(name, sizeof name, "%s", qp->row_names[i - n]);
        else
            snprintf(name, sizeof name, "row %zu", i - n + 1);
        if (low != low || high != high || low == INFINITY || high == -INFINITY)
            return fs_problem_set(problem, FS_COMPUTE_MISSING, "the bounds of %s are no numbers", name);
        if (low > high)
            return fs_problem_set(problem, FS_COMPUTE_INFEASIBLE, "%s must be at least %.6g and at most %.6g",
                                  name, low, high);
        int empty = i >= n;
        for (size_t k = 0; empty && k < n; k++)
            empty = qp->a[i - n + k * m] == 0;
        if (empty && (low > 0 || high < 0))
            return fs_problem_set(
                problem, FS_COMPUTE_INFEASIBLE,
                "%s is always 0, as no %s belongs to it, and must be at least %.6g and at most %.6g", name,
                variable, low, high);
    }
    return FS_COMPUTE_OK;
}

/* Equalities active, all else free. */
static void cold(const struct fs_qp *qp, signed char *state)
{
    for (size_t i = 0; i < qp->n; i++)
        state[i] = fs_qp_lower(qp, i) == fs_qp_upper(qp, i) ? FS_QP_LOWER : FS_QP_FREE;
    for (size_t r = 0; r < qp->rows; r++)
        state[qp->n + r] = qp->row_lower[r] == qp->row_upper[r] ? FS_QP_LOWER : FS_QP_FREE;
}

/* A guess is only as good as the sides it names. */
static void mend(const struct fs_qp *qp, signed char *state)
{
    for (size_t i = 0; i < qp->n + qp->rows; i++) {
        double low = i < qp->n ? fs_qp_lower(qp, i) : qp->row_lower[i - qp->n],
               high = i < qp->n ? fs_qp_upper(qp, i) : qp->row_upper[i - qp->n];
        if (low == high)
            state[i] = FS_QP_LOWER;
        else if (!isfinite(state[i] < 0 ? low : state[i] > 0 ? high : 0))
            state[i] = FS_QP_FREE;
    }
}

/* Whether P + delta I is positive definite beyond doubt. */
static int definite(const struct fs_qp *qp, double delta, double *room)
{
    size_t n = qp->n;
    int order = (int)n, info;
    memcpy(room, qp->p, n * n * sizeof *room);
    for (size_t i = 0; i < n; i++)
        room[i + i * n] += delta;
    dpotrf_("U", &order, room, &order, &info, 1);
    for (size_t i = 0; i < n && info == 0; i++)
        info = !(room[i + i * n] * room[i + i * n] > 1e-10 * (qp->p[i + i * n] + delta));
    return info == 0;
}

/* Whether the objective falls for ever along `step` without leaving the constraints. */
static int falls(const struct fs_qp *qp, const double *step, double scale, double *ax)
{
    size_t n = qp->n, m = qp->rows;
    double *g = ax + m, size = 0, slope = 0, steep = 0;
    for (size_t i = 0; i < n; i++) {
        g[i] = 0;
        size = fmax(size, fabs(step[i]));
        slope += qp->q ? qp->q[i] * step[i] : 0;
        steep = fmax(steep, qp->q ? fabs(qp->q[i]) : 0);
    }
    double near = 1e-9 * size;
    if (!(slope < -near * steep))
        return 0;
    cblas_dsymv(CblasColMajor, CblasUpper, (int)n, 1.0, qp->p, (int)n, step, 1, 0.0, g, 1);
    if (m > 0)
        cblas_dgemv(CblasColMajor, CblasNoTrans, (int)m, (int)n, 1.0, qp->a, (int)m, step, 1, 0.0, ax, 1);
    for (size_t i = 0; i < n; i++)
        if (fabs(g[i]) > near * scale || (step[i] < -near && isfinite(fs_qp_lower(qp, i))) ||
            (step[i] > near && isfinite(fs_qp_upper(qp, i))))
            return 0;
    for (size_t r = 0; r < m; r++) {
        double far = near * (1 + cblas_dnrm2((int)n, qp->a + r, (int)m));
        if ((ax[r] < -far && isfinite(qp->row_lower[r])) || (ax[r] > far && isfinite(qp->row_upper[r])))
            return 0;
    }
    return 1;
}

/* The point of the active set that was found, computed anew, where it is the better one: of P itself, and for
 * proximal steps also that of the step, which the dual method knows less well after its long way. */
static int polish(struct fs_qp_work *w, double *room, double *residual, struct fs_problem *problem)
{
    const struct fs_qp *qp = w->qp;
    size_t n = qp->n, m = qp->rows;
    double *x = room + n + m, *y = x + n, *z = y + m, now = fs_qp_residual(qp, w->x, w->y, w->z, room);
    for (int exact = w->delta == 0; exact < 2; exact++) {
        struct fs_qp_work other = *w;
        other.x = x;
        other.y = y;
        other.z = z;
        if (exact)
            other.q = qp->q ? qp->q : z + n;
        int found = fs_qp_point(&other, exact);
        if (found == -2)
            return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
        if (found != 0)
            continue;
        double then = fs_qp_residual(qp, x, y, z, room);
        if (then <= now) {
            memcpy(w->x, x, n * sizeof *x);
            memcpy(w->y, y, m * sizeof *y);
            memcpy(w->z, z, n * sizeof *z);
            now = then;
        }
    }
    *residual = now;
    return FS_COMPUTE_OK;
}

/* Proximal point steps for a P that is only semidefinite. */
static int semidefinite(struct fs_qp_work *w, double *q, double *before, double *step, double *room,
                        double *residual, struct fs_problem *problem)
{
    const struct fs_qp *qp = w->qp;
    size_t n = qp->n;
    const double *linear = w->linear;
    w->q = q;
    memset(before, 0, n * sizeof *before);
    cold(qp, w->state);
    double least = INFINITY;
    for (int i = 0, since = 0; i < STEP_LIMIT && since < PATIENCE; i++, since++) {
        double moved = 0, reach = 0;
        for (size_t k = 0; k < n; k++)
            q[k] = linear[k] - w->delta * before[k];
        int found = fs_qp_pivot(w, 30);
        int status = found == 0    ? FS_COMPUTE_OK
                     : found == -2 ? fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory")
                                   : fs_qp_dual(w, problem);
        if (status != FS_COMPUTE_OK)
            return status;
        for (size_t k = 0; k < n; k++) {
            step[k] = w->x[k] - before[k];
            moved = fmax(moved, fabs(step[k]));
            reach = fmax(reach, fabs(w->x[k]));
        }
        if (i > 0 && falls(qp, step, w->scale, room))
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "the objective has no least value: it falls for ever along a direction that no "
                "constraint ends");
        memcpy(before, w->x, n * sizeof *before);
        if ((status = polish(w, room, residual, problem)) != FS_COMPUTE_OK)
            return status;
        if (*residual <= GOOD * 1e-2 || moved <= 1e-14 * reach || (*residual <= GOOD && since > 3))
            return FS_COMPUTE_OK;
        if (*residual < 0.9 * least) {
            least = *residual;
            since = 0;
        }
        /* The centre stays the proximal solution: a polished one may be on another face. */
    }
    return FS_COMPUTE_OK;
}

static int solve(struct fs_qp_work *w, const struct fs_qp_result *result, double *room, double *square,
                 double *residual, struct fs_problem *problem)
{
    const struct fs_qp *qp = w->qp;
    for (int warm = result->warm && result->state; warm >= 0; warm--) {
        if (warm)
            mend(qp, w->state);
        else
            cold(qp, w->state);
        int found = fs_qp_pivot(w, 60);
        if (found == -2)
            return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
        if (found == 0 && (*residual = fs_qp_residual(qp, w->x, w->y, w->z, room)) <= GOOD)
            return FS_COMPUTE_OK;
    }
    /* What a nearly singular P says may be noise; the proximal steps know better. */
    int status = FS_COMPUTE_OK;
    if (definite(qp, 0, square)) {
        status = fs_qp_dual(w, problem);
        if (status == FS_COMPUTE_OK)
            status = polish(w, room, residual, problem);
        if (status == FS_COMPUTE_MEMORY || (status == FS_COMPUTE_OK && *residual <= GOOD))
            return status;
    }
    if (!definite(qp, PROXIMAL * w->scale, square))
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                              "the quadratic term is not positive semidefinite");
    w->delta = PROXIMAL * w->scale;
    for (int i = 0; i < 2;
         i++, w->delta *= 1e3) { /* a heavier term takes more steps, but each is better known */
        status = semidefinite(w, square, square + qp->n, square + 2 * qp->n, room, residual, problem);
        if (status != FS_COMPUTE_OK || *residual <= GOOD)
            break;
    }
    return status;
}

int fs_qp_solve(const struct fs_qp *qp, struct fs_qp_result *result, struct fs_problem *problem)
{
    if (!qp || !result || !qp->p || !result->x ||
        (qp->rows > 0 && !(qp->a && qp->row_lower && qp->row_upper)))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the quadratic program is not there");
    int status = check(qp, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t n = qp->n, m = qp->rows;
    struct fs_scratch scratch = {0};
    struct fs_qp_work work = {.qp = qp};
    double *none = fs_scratch_doubles(&scratch, n), *room = fs_scratch_doubles(&scratch, 4 * n + 2 * m),
           *square = fs_scratch_doubles(&scratch, n * n + 2 * n), residual = NAN;
    work.q = work.linear = qp->q ? qp->q : none;
    work.x = fs_scratch_doubles(&scratch, n);
    work.y = fs_scratch_doubles(&scratch, m);
    work.z = fs_scratch_doubles(&scratch, n);
    work.state = fs_scratch_bytes(&scratch, n + m, 1);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    if (result->warm && result->state)
        memcpy(work.state, result->state, n + m);
    for (size_t i = 0; i < n; i++)
        work.scale += fabs(qp->p[i + i * n]) / (double)n;
    if (work.scale == 0)
        work.scale = 1;
    status = solve(&work, result, room, square, &residual, problem);
    if (status == FS_COMPUTE_OK && !(residual <= 1e-7))
        status =
            fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                           "the quadratic program was solved to %.2g only, instead of %g", residual, GOOD);
    /* Rounding may leave a free variable a last bit outside. */
    for (size_t i = 0; i < n; i++)
        result->x[i] = fmin(fmax(work.x[i], fs_qp_lower(qp, i)), fs_qp_upper(qp, i));
    if (result->row_dual)
        memcpy(result->row_dual, work.y, m * sizeof *work.y);
    if (result->bound_dual)
        memcpy(result->bound_dual, work.z, n * sizeof *work.z);
    if (result->state)
        memcpy(result->state, work.state, n + m);
    memset(room, 0, n * sizeof *room);
    cblas_dsymv(CblasColMajor, CblasUpper, (int)n, 0.5, qp->p, (int)n, result->x, 1, 0.0, room, 1);
    result->value =
        cblas_ddot((int)n, room, 1, result->x, 1) + cblas_ddot((int)n, work.linear, 1, result->x, 1);
    result->residual = residual;
    result->iterations = work.iterations;
    fs_scratch_free(&scratch);
    return status;
}
