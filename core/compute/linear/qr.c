#include "compute/linear/qr.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "compute/linear/lapack.h"

/* Columns that a text names besides the dependent one. */
#define NAMED 3

int fs_qr_alloc(struct fs_qr *qr, struct fs_scratch *scratch, size_t rows, size_t columns)
{
    int m = (int)rows, n = (int)columns, ask = -1, info, unused = 0;
    double length = 0, dummy = 0;
    *qr = (struct fs_qr){.capacity = rows, .columns = columns};
    if (rows > INT32_MAX || columns > INT32_MAX)
        return FS_COMPUTE_MEMORY;
    dgeqp3_(&m, &n, &dummy, &m, &unused, &dummy, &length, &ask, &info);
    qr->work_length = (int)length > 3 * n + 1 ? (int)length : 3 * n + 1;
    qr->design = fs_scratch_doubles(scratch, rows * columns);
    qr->factor = fs_scratch_doubles(scratch, rows * columns);
    qr->tau = fs_scratch_doubles(scratch, columns);
    qr->scale = fs_scratch_doubles(scratch, columns);
    qr->pivot = fs_scratch_bytes(scratch, columns, sizeof *qr->pivot);
    qr->work = fs_scratch_doubles(scratch, (size_t)qr->work_length);
    qr->b = fs_scratch_doubles(scratch, columns);
    qr->h = fs_scratch_doubles(scratch, columns);
    qr->r = fs_scratch_doubles(scratch, rows);
    qr->d = fs_scratch_doubles(scratch, rows);
    qr->extended = fs_scratch_bytes(scratch, rows, sizeof *qr->extended);
    return scratch->failed ? FS_COMPUTE_MEMORY : FS_COMPUTE_OK;
}

/* b = R^-1 b over the first `n` columns. */
static void solve_upper(const struct fs_qr *qr, size_t n, double *b)
{
    for (size_t j = n; j-- > 0;) {
        const double *column = qr->factor + j * qr->rows;
        b[j] /= column[j];
        for (size_t i = 0; i < j; i++)
            b[i] -= b[j] * column[i];
    }
}

/* b = R^-T b. */
static void solve_lower(const struct fs_qr *qr, double *b)
{
    for (size_t j = 0; j < qr->columns; j++) {
        const double *column = qr->factor + j * qr->rows;
        for (size_t i = 0; i < j; i++)
            b[j] -= b[i] * column[i];
        b[j] /= column[j];
    }
}

static void reflect(const struct fs_qr *qr, size_t j, double *c)
{
    const double *v = qr->factor + j * qr->rows;
    double sum = c[j];
    for (size_t i = j + 1; i < qr->rows; i++)
        sum += v[i] * c[i];
    sum *= qr->tau[j];
    c[j] -= sum;
    for (size_t i = j + 1; i < qr->rows; i++)
        c[i] -= sum * v[i];
}

/* c = Q'c, and c = Qc. */
static void apply_transposed(const struct fs_qr *qr, double *c)
{
    for (size_t j = 0; j < qr->columns; j++)
        reflect(qr, j, c);
}

static void apply(const struct fs_qr *qr, double *c)
{
    for (size_t j = qr->columns; j-- > 0;)
        reflect(qr, j, c);
}

static size_t put_name(char *text, size_t size, int column, struct fs_qr_names names)
{
    int length = names.intercept && column == 0
                     ? snprintf(text, size, "the intercept")
                     : snprintf(text, size, "column %d", column + 1 - names.intercept);
    return length < 0 || (size_t)length >= size ? 0 : (size_t)length;
}

/* The column at place `rank` depends on those before it. Which of them matters is in the coefficients of that
 * regression; the last column of all that are involved is the one to be named, as a person would say it. */
static int dependent(struct fs_qr *qr, size_t rank, struct fs_qr_names names, struct fs_problem *problem)
{
    if (!names.matrix)
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                              "the test's regressors depend on each other, as those of a series that is "
                              "constant, a straight line or an exact recurrence do");
    int worst = qr->pivot[rank], involved = 0;
    memcpy(qr->b, qr->factor + rank * qr->rows, rank * sizeof *qr->b);
    solve_upper(qr, rank, qr->b);
    for (size_t j = 0; j < rank; j++)
        if (fabs(qr->b[j]) > 1e-6) {
            involved++;
            if (qr->pivot[j] > worst)
                worst = qr->pivot[j];
        }
    if (involved == 0)
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR, "column %d of %s holds only zeros; leave it out",
                              worst + 1 - names.intercept, names.matrix);
    char others[160] = "";
    size_t at = 0;
    int shown = 0;
    for (size_t j = 0; j <= rank; j++) {
        int matters = (j == rank || fabs(qr->b[j]) > 1e-6) && qr->pivot[j] != worst;
        if (!matters)
            continue;
        if (shown == NAMED) {
            snprintf(others + at, sizeof others - at, " and others");
            break;
        }
        if (shown++ > 0)
            at += (size_t)snprintf(others + at, sizeof others - at, ", ");
        at += put_name(others + at, sizeof others - at, qr->pivot[j], names);
    }
    return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                          "column %d of %s is a linear combination of %s; leave one of them out",
                          worst + 1 - names.intercept, names.matrix, others);
}

int fs_qr_factor(struct fs_qr *qr, const double *x, size_t rows, size_t stride, struct fs_qr_names names,
                 struct fs_problem *problem)
{
    size_t columns = qr->columns;
    int m = (int)rows, n = (int)columns, info = 0;
    qr->rows = rows;
    for (size_t j = 0; j < columns; j++) {
        const double *from = x + j * stride;
        double *to = qr->factor + j * rows, largest = 0;
        int exponent = 0;
        for (size_t i = 0; i < rows; i++)
            largest = fabs(from[i]) > largest ? fabs(from[i]) : largest;
        frexp(largest, &exponent);
        /* 2^1074 is no double: tiny columns are scaled as far as it goes. */
        qr->scale[j] = largest > 0 ? ldexp(1.0, exponent < -1000 ? 1000 : -exponent) : 1.0;
        for (size_t i = 0; i < rows; i++)
            to[i] = from[i] * qr->scale[j];
        qr->pivot[j] = 0;
    }
    if (columns == 0)
        return FS_COMPUTE_OK;
    dgeqp3_(&m, &n, qr->factor, &m, qr->pivot, qr->tau, qr->work, &qr->work_length, &info);
    double smallest = fmax(1e-13, (double)rows * DBL_EPSILON);
    for (size_t j = 0; j < columns; j++) {
        double length = 0;
        for (size_t i = 0; i <= j; i++)
            length += qr->factor[j * rows + i] * qr->factor[j * rows + i];
        qr->pivot[j]--;
        if (!(fabs(qr->factor[j * rows + j]) > smallest * sqrt(length))) {
            for (size_t i = j + 1; i < columns; i++)
                qr->pivot[i]--;
            return dependent(qr, j, names, problem);
        }
    }
    for (size_t j = 0; j < columns; j++) {
        const double *from = x + (size_t)qr->pivot[j] * stride;
        double factor = qr->scale[qr->pivot[j]];
        for (size_t i = 0; i < rows; i++)
            qr->design[j * rows + i] = from[i] * factor;
    }
    return FS_COMPUTE_OK;
}

/* One step of refinement; r + A b = y and A' r = 0 hold better after it. */
static void refine(struct fs_qr *qr, const double *y)
{
    size_t n = qr->rows, k = qr->columns;
    for (size_t i = 0; i < n; i++)
        qr->extended[i] = (long double)y[i] - (long double)qr->r[i];
    for (size_t j = 0; j < k; j++) {
        const double *column = qr->design + j * n;
        long double b = qr->b[j], g = 0;
        for (size_t i = 0; i < n; i++) {
            qr->extended[i] -= b * (long double)column[i];
            g -= (long double)column[i] * (long double)qr->r[i];
        }
        qr->h[j] = (double)g;
    }
    for (size_t i = 0; i < n; i++)
        qr->d[i] = (double)qr->extended[i];
    solve_lower(qr, qr->h);
    apply_transposed(qr, qr->d);
    for (size_t j = 0; j < k; j++) {
        double step = qr->d[j] - qr->h[j];
        qr->d[j] = qr->h[j];
        qr->h[j] = step;
    }
    solve_upper(qr, k, qr->h);
    apply(qr, qr->d);
    for (size_t j = 0; j < k; j++)
        qr->b[j] += qr->h[j];
    for (size_t i = 0; i < n; i++)
        qr->r[i] += qr->d[i];
}

void fs_qr_solve(struct fs_qr *qr, const double *y, double *coefficients, double *residuals)
{
    size_t n = qr->rows, k = qr->columns;
    memcpy(qr->r, y, n * sizeof *qr->r);
    apply_transposed(qr, qr->r);
    memcpy(qr->b, qr->r, k * sizeof *qr->b);
    memset(qr->r, 0, k * sizeof *qr->r);
    apply(qr, qr->r);
    solve_upper(qr, k, qr->b);
    refine(qr, y);
    refine(qr, y);
    for (size_t j = 0; j < k; j++)
        coefficients[qr->pivot[j]] = qr->b[j] * qr->scale[qr->pivot[j]];
    if (residuals)
        memcpy(residuals, qr->r, n * sizeof *residuals);
}

int fs_qr_nested(struct fs_qr *qr, const double *x, const double *y, size_t rows, size_t stride, double *ssr,
                 double *last_t)
{
    size_t k = qr->columns;
    int m = (int)rows, n = (int)k, info = 0;
    qr->rows = rows;
    for (size_t j = 0; j < k; j++)
        memcpy(qr->factor + j * rows, x + j * stride, rows * sizeof *qr->factor);
    if (k > 0)
        dgeqrf_(&m, &n, qr->factor, &m, qr->tau, qr->work, &qr->work_length, &info);
    for (size_t j = 0; j < k; j++) {
        double length = 0;
        for (size_t i = 0; i <= j; i++)
            length += qr->factor[j * rows + i] * qr->factor[j * rows + i];
        if (!(fabs(qr->factor[j * rows + j]) > fmax(1e-13, (double)rows * DBL_EPSILON) * sqrt(length)))
            return FS_COMPUTE_SINGULAR;
    }
    memcpy(qr->r, y, rows * sizeof *qr->r);
    apply_transposed(qr, qr->r);
    double sum = 0;
    for (size_t i = k; i < rows; i++)
        sum += qr->r[i] * qr->r[i];
    for (size_t j = k; j-- > 0;) {
        ssr[j] = sum;
        last_t[j] = fabs(qr->r[j]) / sqrt(sum / (double)(rows - j - 1));
        sum += qr->r[j] * qr->r[j];
    }
    return FS_COMPUTE_OK;
}

void fs_qr_inverse(const struct fs_qr *qr, double *inverse)
{
    size_t k = qr->columns;
    for (size_t j = 0; j < k; j++) {
        /* Column j of R^-1 R^-T; what pivoting moved goes back to its place. */
        memset(qr->h, 0, k * sizeof *qr->h);
        qr->h[j] = 1;
        solve_lower(qr, qr->h);
        solve_upper(qr, k, qr->h);
        size_t to = (size_t)qr->pivot[j];
        for (size_t i = 0; i < k; i++) {
            size_t row = (size_t)qr->pivot[i];
            inverse[to * k + row] = qr->h[i] * qr->scale[row] * qr->scale[to];
        }
    }
    for (size_t j = 0; j < k; j++) /* exactly symmetric */
        for (size_t i = 0; i < j; i++)
            inverse[i * k + j] = inverse[j * k + i];
}

void fs_qr_weights(const struct fs_qr *qr, double *orthogonal, double *weights, double *leverage)
{
    size_t n = qr->rows, k = qr->columns;
    int m = (int)n, columns = (int)k, info = 0;
    if (k == 0) {
        if (leverage)
            memset(leverage, 0, n * sizeof *leverage);
        return;
    }
    memcpy(orthogonal, qr->factor, n * k * sizeof *orthogonal);
    dorgqr_(&m, &columns, &columns, orthogonal, &m, qr->tau, qr->work, &qr->work_length, &info);
    for (size_t i = 0; leverage && i < n; i++) {
        leverage[i] = 0;
        for (size_t j = 0; j < k; j++)
            leverage[i] += orthogonal[j * n + i] * orthogonal[j * n + i];
    }
    for (size_t i = 0; weights && i < n; i++) {
        for (size_t j = 0; j < k; j++)
            qr->h[j] = orthogonal[j * n + i];
        solve_upper(qr, k, qr->h);
        for (size_t j = 0; j < k; j++) {
            size_t to = (size_t)qr->pivot[j];
            weights[to * n + i] = qr->h[j] * qr->scale[to];
        }
    }
}
