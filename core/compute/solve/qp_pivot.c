#include "compute/solve/qp_parts.h"

#include <string.h>

#include "compute/linear/lapack.h"

/* A pivot this small against its diagonal means that the matrix has no inverse to speak of. */
#define PIVOT_FLOOR 1e-13

/* Upper Cholesky factor in place; 0 when every pivot is sound. */
static int cholesky(double *a, size_t n, double *diagonal)
{
    int order = (int)n, info;
    for (size_t i = 0; i < n; i++)
        diagonal[i] = a[i + i * n];
    dpotrf_("U", &order, a, &order, &info, 1);
    for (size_t i = 0; i < n && info == 0; i++)
        if (!(a[i + i * n] * a[i + i * n] > PIVOT_FLOOR * diagonal[i]))
            info = 1;
    return info;
}

static void triangle(const double *u, size_t n, char transpose, double *b, size_t columns)
{
    if (n > 0 && columns > 0)
        cblas_dtrsm(CblasColMajor, CblasLeft, CblasUpper, transpose == 'T' ? CblasTrans : CblasNoTrans,
                    CblasNonUnit, (int)n, (int)columns, 1.0, u, (int)n, b, (int)n);
}

/* gradient = Px + delta x + q - A'y */
static void gradient_at(const struct fs_qp_work *w, double delta, double *gradient)
{
    const struct fs_qp *qp = w->qp;
    memcpy(gradient, w->q, qp->n * sizeof *gradient);
    cblas_dsymv(CblasColMajor, CblasUpper, (int)qp->n, 1.0, qp->p, (int)qp->n, w->x, 1, 1.0, gradient, 1);
    for (size_t i = 0; i < qp->n && delta > 0; i++)
        gradient[i] += delta * w->x[i];
    if (qp->rows > 0)
        cblas_dgemv(CblasColMajor, CblasTrans, (int)qp->rows, (int)qp->n, -1.0, qp->a, (int)qp->rows, w->y, 1,
                    1.0, gradient, 1);
}

int fs_qp_point(struct fs_qp_work *w, int exact)
{
    const struct fs_qp *qp = w->qp;
    size_t n = qp->n, m = qp->rows, k = 0, active = 0;
    double delta = exact ? 0 : w->delta;
    for (size_t i = 0; i < n; i++) {
        w->x[i] = w->state[i] < 0 ? qp->lower[i] : w->state[i] > 0 ? qp->upper[i] : 0;
        k += w->state[i] == 0;
    }
    for (size_t r = 0; r < m; r++) {
        w->y[r] = 0;
        active += w->state[n + r] != 0;
    }
    if (k < active)
        return -1;
    struct fs_scratch scratch = {0};
    double *h = fs_scratch_doubles(&scratch, k * k), *v = fs_scratch_doubles(&scratch, k * active),
           *s = fs_scratch_doubles(&scratch, active * active), *g = fs_scratch_doubles(&scratch, n),
           *t = fs_scratch_doubles(&scratch, k + active), *ax = fs_scratch_doubles(&scratch, m),
           *u = fs_scratch_doubles(&scratch, active);
    size_t *free_at = fs_scratch_bytes(&scratch, k + active + 1, sizeof *free_at);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return -2;
    }
    size_t *row_at = free_at + k, at = 0;
    for (size_t i = 0; i < n; i++)
        if (w->state[i] == 0)
            free_at[at++] = i;
    at = 0;
    for (size_t r = 0; r < m; r++)
        if (w->state[n + r] != 0)
            row_at[at++] = r;
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; i <= j; i++)
            h[i + j * k] = qp->p[free_at[i] + free_at[j] * n];
        h[j + j * k] += delta;
        for (size_t r = 0; r < active; r++)
            v[j + r * k] = qp->a[row_at[r] + free_at[j] * m];
    }
    int failed = k > 0 && cholesky(h, k, t) != 0;
    if (!failed && active > 0) {
        triangle(h, k, 'T', v, active);
        cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (int)active, (int)k, 1.0, v, (int)k, 0.0, s,
                    (int)active);
        failed = cholesky(s, active, t) != 0;
    }
    /* The first pass solves for the point, the others correct it by what its equations leave over. */
    for (int pass = 0; pass < 3 && !failed; pass++) {
        gradient_at(w, delta, g);
        for (size_t j = 0; j < k; j++)
            t[j] = -g[free_at[j]];
        triangle(h, k, 'T', t, 1);
        if (active > 0) {
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)m, (int)n, 1.0, qp->a, (int)m, w->x, 1, 0.0, ax, 1);
            for (size_t r = 0; r < active; r++) {
                size_t row = row_at[r];
                u[r] = (w->state[n + row] < 0 ? qp->row_lower[row] : qp->row_upper[row]) - ax[row];
            }
            cblas_dgemv(CblasColMajor, CblasTrans, (int)k, (int)active, -1.0, v, (int)k, t, 1, 1.0, u, 1);
            triangle(s, active, 'T', u, 1);
            triangle(s, active, 'N', u, 1);
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)k, (int)active, 1.0, v, (int)k, u, 1, 1.0, t, 1);
            for (size_t r = 0; r < active; r++)
                w->y[row_at[r]] += u[r];
        }
        triangle(h, k, 'N', t, 1);
        for (size_t j = 0; j < k; j++)
            w->x[free_at[j]] += t[j];
    }
    if (!failed) {
        gradient_at(w, delta, g);
        for (size_t i = 0; i < n; i++) {
            w->z[i] = w->state[i] == 0 ? 0 : g[i];
            failed |= !isfinite(w->x[i]) || !isfinite(w->z[i]);
        }
    }
    fs_scratch_free(&scratch);
    return failed ? -1 : 0;
}

/* What state `at` should change to, or 2 when it is right. `value` is x or a row's value, `dual` its
 * multiplier. */
static int exchange(signed char state, double value, double dual, double low, double high, double near,
                    double flat)
{
    if (low == high)
        return state == FS_QP_FREE ? FS_QP_LOWER : 2;
    if (state == FS_QP_FREE)
        return value < low - near ? FS_QP_LOWER : value > high + near ? FS_QP_UPPER : 2;
    return (state == FS_QP_LOWER ? dual < -flat : dual > flat) ? FS_QP_FREE : 2;
}

int fs_qp_pivot(struct fs_qp_work *w, int limit)
{
    const struct fs_qp *qp = w->qp;
    size_t n = qp->n, m = qp->rows, best = n + m + 1;
    int patience = 10, status = -1;
    struct fs_scratch scratch = {0};
    double *ax = fs_scratch_doubles(&scratch, m);
    if (scratch.failed)
        return -2;
    for (int i = 0; i < limit; i++) {
        w->iterations++;
        if ((status = fs_qp_point(w, 0)) != 0)
            break;
        double reach = 0, steep = 0;
        for (size_t j = 0; j < n; j++) {
            reach = fmax(reach, fabs(w->x[j]));
            steep = fmax(steep, fmax(fabs(w->z[j]), fabs(w->q[j])));
            steep = fmax(steep, qp->p[j + j * n] * fabs(w->x[j]));
        }
        if (m > 0)
            cblas_dgemv(CblasColMajor, CblasNoTrans, (int)m, (int)n, 1.0, qp->a, (int)m, w->x, 1, 0.0, ax, 1);
        size_t wrong = 0, last = 0;
        int to = 2, single = 0;
        for (int apply = 0; apply < 2; apply++) {
            for (size_t j = 0; j < n + m; j++) {
                int now;
                if (j < n) {
                    now = exchange(w->state[j], w->x[j], w->z[j], fs_qp_lower(qp, j), fs_qp_upper(qp, j),
                                   FS_QP_TOLERANCE * reach, FS_QP_TOLERANCE * steep);
                } else {
                    size_t r = j - n;
                    double low = qp->row_lower[r], high = qp->row_upper[r], size = 0;
                    for (size_t c = 0; c < n; c++)
                        size = fmax(size, fabs(qp->a[r + c * m]));
                    now = exchange(w->state[j], ax[r], w->y[r], low, high, FS_QP_TOLERANCE * size * reach,
                                   size > 0 ? FS_QP_TOLERANCE * steep / size : 0);
                }
                if (now == 2)
                    continue;
                if (!apply) {
                    wrong++;
                    last = j;
                    to = now;
                } else if (!single) {
                    w->state[j] = (signed char)now;
                }
            }
            if (!apply) {
                single = wrong >= best && --patience < 0;
                if (wrong < best) {
                    best = wrong;
                    patience = 10;
                }
            }
        }
        if (wrong == 0) {
            status = 0;
            break;
        }
        if (single)
            w->state[last] = (signed char)to;
        status = -1;
    }
    fs_scratch_free(&scratch);
    return status;
}
