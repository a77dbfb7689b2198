#include "compute/stats/covariance.h"

#include "compute/linear/lapack.h"
#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/stats/quantile.h"
#include "compute/ts/fit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int require_size(size_t n, size_t k, size_t min, struct fs_problem *problem)
{
    if (k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "x has no columns");
    if (n < min)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "x has %zu rows; expected at least %zu", n, min);
    if (n > INT_MAX || k > INT_MAX || k > SIZE_MAX / sizeof(double) / k)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "x is too large");
    return FS_COMPUTE_OK;
}

static int require(const double *x, size_t n, size_t k, size_t min, struct fs_problem *problem)
{
    int status = require_size(n, k, min, problem);
    return status == FS_COMPUTE_OK ? fs_require_matrix(x, n, k, "x", problem) : status;
}

/* Columns that are centred together: a sum waits for its own last addition, so that several at a time cost as much as one. */
enum { TOGETHER = 8 };

/* `out` = `columns` columns of x with their means taken away, each sum in the order of fs_perf_moments(); 0 if one is not
 * finite. */
static inline __attribute__((always_inline)) int centre_together(const double *restrict x, size_t n,
                                                                 size_t columns, double *restrict out)
{
    double mean[TOGETHER], sum[TOGETHER] = {0}, squares[TOGETHER] = {0}, scale[TOGETHER] = {0};
    int finite = 1;
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < columns; c++) {
            double value = x[c * n + i], size = fabs(value);
            scale[c] = size > scale[c] ? size : scale[c];
            sum[c] += value - x[c * n];
        }
    for (size_t c = 0; c < columns; c++) {
        finite &= isfinite(sum[c]) != 0;
        sum[c] /= (double)n;
        mean[c] = x[c * n] + sum[c];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < columns; c++) {
            double value = x[c * n + i], d = (value - x[c * n]) - sum[c];
            squares[c] += d * d;
            out[c * n + i] = value - mean[c];
        }
    for (size_t c = 0; c < columns; c++)
        if (!(fs_perf_settle(sqrt(squares[c] / (double)n), scale[c]) > 0.0))
            memset(out + c * n, 0, n * sizeof *out);
    return finite;
}

/* x with the means of its columns taken away; a column that varies by rounding only becomes 0. Refuses what is not finite. */
static int centre(const double *x, size_t n, size_t k, double *out, struct fs_problem *problem)
{
    int finite = 1;
    size_t j = 0;
    for (; j + TOGETHER <= k; j += TOGETHER)
        finite &= centre_together(x + j * n, n, TOGETHER, out + j * n);
    for (; j < k; j++)
        finite &= centre_together(x + j * n, n, 1, out + j * n);
    return finite ? FS_COMPUTE_OK : fs_require_matrix(x, n, k, "x", problem);
}

/* Copies the upper triangle to the lower one, in tiles, so that neither walks through a column of memory pages. */
static void mirror(double *a, size_t k)
{
    enum { TILE = 16 };
    for (size_t column = 0; column < k; column += TILE)
        for (size_t row = 0; row <= column; row += TILE)
            for (size_t j = column; j < column + TILE && j < k; j++)
                for (size_t i = row; i < row + TILE && i < j; i++)
                    a[j + i * k] = a[i + j * k];
}

/* out = y'y * factor, both triangles. */
static void cross(const double *y, size_t n, size_t k, double factor, double *out)
{
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (int)k, (int)n, factor, y, n > 0 ? (int)n : 1, 0.0,
                out, (int)k);
    mirror(out, k);
}

/* The rows in which neither column is missing; returns how many. */
static size_t both(const double *a, const double *b, size_t n, double *x, double *y)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(a[i]) && isfinite(b[i])) {
            x[count] = a[i];
            y[count++] = b[i];
        }
    return count;
}

int fs_stats_covariance(const double *x, size_t n, size_t k,
                        const struct fs_stats_covariance_options *options,
                        struct fs_stats_covariance_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = require_size(n, k, options->pairwise ? 1 : (size_t)options->ddof + 1, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *work = fs_scratch_unset(&scratch, options->pairwise ? 2 * n : n * k);
    if (!work) {
        status = fs_no_memory(problem);
    } else if (options->pairwise) {
        for (size_t j = 0; j < k; j++)
            for (size_t i = 0; i <= j; i++) {
                size_t count = both(x + i * n, x + j * n, n, work, work + n);
                double value = count > (size_t)options->ddof
                                   ? fs_perf_covariance(work, work + n, count, options->ddof)
                                   : NAN;
                result->covariance[i + j * k] = result->covariance[j + i * k] = value;
            }
    } else {
        status = centre(x, n, k, work, problem);
        if (status == FS_COMPUTE_OK)
            cross(work, n, k, 1.0 / (double)(n - (size_t)options->ddof), result->covariance);
    }
    fs_scratch_free(&scratch);
    return status;
}

struct ranked {
    double value;
    size_t at;
};

static int by_value(const void *a, const void *b)
{
    double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;
    return (x > y) - (x < y);
}

/* Ranks from 1, ties share their mean. */
static void ranks(const double *x, size_t n, double *out, struct ranked *work)
{
    for (size_t i = 0; i < n; i++)
        work[i] = (struct ranked){x[i], i};
    qsort(work, n, sizeof *work, by_value);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && work[end].value == work[i].value)
            end++;
        for (size_t j = i; j < end; j++)
            out[work[j].at] = 0.5 * (double)(i + 1 + end);
        i = end;
    }
}

/* Sorts y (through w) and counts the exchanges of neighbours that this takes. */
static double merge_count(double *y, double *w, size_t n)
{
    if (n < 2)
        return 0;
    size_t half = n / 2, i = 0, j = half, out = 0;
    double count = merge_count(y, w, half) + merge_count(y + half, w, n - half);
    while (i < half && j < n) {
        if (y[j] < y[i]) {
            count += (double)(half - i);
            w[out++] = y[j++];
        } else {
            w[out++] = y[i++];
        }
    }
    while (i < half)
        w[out++] = y[i++];
    while (j < n)
        w[out++] = y[j++];
    memcpy(y, w, n * sizeof *y);
    return count;
}

static double tied_pairs(const double *sorted, size_t n)
{
    double pairs = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && sorted[end] == sorted[i])
            end++;
        pairs += 0.5 * (double)(end - i) * (double)(end - i - 1);
        i = end;
    }
    return pairs;
}

struct pair {
    double x, y;
};

static int by_pair(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->x != q->x)
        return (p->x > q->x) - (p->x < q->x);
    return (p->y > q->y) - (p->y < q->y);
}

/* Kendall's tau-b in n log n (Knight 1966); NaN where one of them does not vary. */
static double kendall(const double *x, const double *y, size_t n, struct pair *pairs, double *a, double *b)
{
    for (size_t i = 0; i < n; i++)
        pairs[i] = (struct pair){x[i], y[i]};
    qsort(pairs, n, sizeof *pairs, by_pair);
    double joint = 0, ties_x = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1, same = 1;
        for (; end < n && pairs[end].x == pairs[i].x; end++) {
            same = pairs[end].y == pairs[end - 1].y ? same + 1 : 1;
            joint += (double)(same - 1);
        }
        ties_x += 0.5 * (double)(end - i) * (double)(end - i - 1);
        i = end;
    }
    for (size_t i = 0; i < n; i++)
        a[i] = pairs[i].y;
    double exchanges = merge_count(a, b, n), ties_y = tied_pairs(a, n),
           total = 0.5 * (double)n * (double)(n - 1);
    double scale = sqrt(total - ties_x) * sqrt(total - ties_y);
    return scale > 0 ? (total - ties_x - ties_y + joint - 2 * exchanges) / scale : NAN;
}

struct correlation_work {
    double *a, *b, *c, *d;
    struct ranked *ranked;
    struct pair *pairs;
};

static double correlate(const double *x, const double *y, size_t n, int32_t method,
                        const struct correlation_work *w)
{
    if (n < 2)
        return NAN;
    if (method == FS_CORRELATION_KENDALL)
        return kendall(x, y, n, w->pairs, w->c, w->d);
    if (method == FS_CORRELATION_SPEARMAN) {
        ranks(x, n, w->c, w->ranked);
        ranks(y, n, w->d, w->ranked);
        x = w->c;
        y = w->d;
    }
    double sx = fs_perf_moments(x, n, 0).deviation, sy = fs_perf_moments(y, n, 0).deviation;
    if (!(sx > 0 && sy > 0))
        return NAN;
    double r = fs_perf_covariance(x, y, n, 0) / sx / sy;
    return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

int fs_stats_correlation(const double *x, size_t n, size_t k,
                         const struct fs_stats_correlation_options *options,
                         struct fs_stats_correlation_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->method, 3, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = options->pairwise ? require_size(n, k, 1, problem) : require(x, n, k, 2, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct correlation_work w = {
        .a = fs_scratch_doubles(&scratch, n),
        .b = fs_scratch_doubles(&scratch, n),
        .c = fs_scratch_doubles(&scratch, n),
        .d = fs_scratch_doubles(&scratch, n),
        .ranked = fs_scratch_bytes(&scratch, n, sizeof *w.ranked),
        .pairs = fs_scratch_bytes(&scratch, n, sizeof *w.pairs),
    };
    if (scratch.failed)
        status = fs_no_memory(problem);
    for (size_t j = 0; j < k && status == FS_COMPUTE_OK; j++)
        for (size_t i = 0; i <= j && status == FS_COMPUTE_OK; i++) {
            const double *a = x + i * n, *b = x + j * n;
            size_t count = n;
            if (options->pairwise) {
                count = both(a, b, n, w.a, w.b);
                a = w.a;
                b = w.b;
            }
            double value = correlate(a, b, count, options->method, &w);
            if (i == j && value == value)
                value = 1.0;
            if (value != value && !options->pairwise)
                status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                        "column %zu of x does not vary: it has no correlation",
                                        fs_perf_moments(x + i * n, n, 0).deviation > 0 ? j + 1 : i + 1);
            result->correlation[i + j * k] = result->correlation[j + i * k] = value;
        }
    fs_scratch_free(&scratch);
    return status;
}

int fs_stats_ewma_covariance(const double *x, size_t n, size_t k,
                             const struct fs_stats_ewma_covariance_options *options,
                             struct fs_stats_ewma_covariance_result *result, struct fs_problem *problem)
{
    double lambda = options->lambda;
    if (!(lambda > 0.0 && lambda < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "lambda is %g; expected a number between 0 and 1", lambda);
    int status = require(x, n, k, 1, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *work = fs_scratch_doubles(&scratch, n * k), *weight = fs_scratch_doubles(&scratch, n);
    if (scratch.failed) {
        status = fs_no_memory(problem);
    } else {
        double sum = 0, w = 1;
        for (size_t i = n; i-- > 0; w *= lambda)
            sum += weight[i] = w;
        for (size_t j = 0; j < k; j++) {
            double mean = 0;
            for (size_t i = 0; options->centre && i < n; i++)
                mean += weight[i] / sum * x[j * n + i];
            for (size_t i = 0; i < n; i++)
                work[j * n + i] = (x[j * n + i] - mean) * sqrt(weight[i] / sum);
        }
        cross(work, n, k, 1.0, result->covariance);
    }
    fs_scratch_free(&scratch);
    return status;
}

/* The mean of the off-diagonal correlations of a covariance matrix. */
static double mean_correlation(const double *s, size_t k)
{
    double sum = 0;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < j; i++)
            sum += s[i + j * k] / sqrt(s[i + i * k]) / sqrt(s[j + j * k]);
    return k > 1 ? 2 * sum / ((double)k * (double)(k - 1)) : 1.0;
}

static int require_variances(const double *s, size_t k, struct fs_problem *problem)
{
    for (size_t j = 0; j < k; j++)
        if (!(s[j + j * k] > 0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "column %zu of x does not vary: it has no correlation", j + 1);
    return FS_COMPUTE_OK;
}

static void towards_constant_correlation(double *s, size_t k, double share, double correlation)
{
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++)
            if (i != j)
                s[i + j * k] = (1 - share) * s[i + j * k] +
                               share * correlation * sqrt(s[i + i * k]) * sqrt(s[j + j * k]);
}

int fs_stats_constant_correlation(const double *x, size_t n, size_t k,
                                  const struct fs_stats_constant_correlation_options *options,
                                  struct fs_stats_constant_correlation_result *result,
                                  struct fs_problem *problem)
{
    struct fs_stats_covariance_options sample = {.ddof = options->ddof};
    struct fs_stats_covariance_result s = {result->covariance};
    int status = fs_stats_covariance(x, n, k, &sample, &s, problem);
    if (status == FS_COMPUTE_OK)
        status = require_variances(result->covariance, k, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->correlation = mean_correlation(result->covariance, k);
    towards_constant_correlation(result->covariance, k, 1.0, result->correlation);
    return FS_COMPUTE_OK;
}

/* The sum over all pairs of the mean over time of (yi yj - sij)^2: how uncertain the sample's covariances are. */
static double uncertainty(const double *y, size_t n, size_t k, const double *s)
{
    /* sum_ij mean_t(yi^2 yj^2) - sum_ij sij^2 */
    double fourth = 0, squares = 0;
    for (size_t t = 0; t < n; t++) {
        double norm = 0;
        for (size_t j = 0; j < k; j++)
            norm += y[j * n + t] * y[j * n + t];
        fourth += norm * norm;
    }
    for (size_t i = 0; i < k * k; i++)
        squares += s[i] * s[i];
    return fourth / (double)n - squares;
}

/* Ledoit and Wolf's intensity towards constant correlation, from covariances s with divisor n. */
static double constant_correlation_intensity(const double *y, size_t n, size_t k, const double *s,
                                             double correlation)
{
    double c = (double)n, pi = uncertainty(y, n, k, s), rho = 0, gamma = 0;
    for (size_t i = 0; i < k;
         i++) { /* the diagonal's part of pi, then the covariances of variances with covariances */
        double own = 0;
        for (size_t t = 0; t < n; t++) {
            double d = y[i * n + t] * y[i * n + t] - s[i + i * k];
            own += d * d;
        }
        rho += own / c;
        for (size_t j = 0; j < k; j++) {
            if (i == j)
                continue;
            double theta = 0, target = correlation * sqrt(s[i + i * k]) * sqrt(s[j + j * k]),
                   d = target - s[i + j * k];
            for (size_t t = 0; t < n; t++) {
                double a = y[i * n + t], b = y[j * n + t];
                theta += (a * a - s[i + i * k]) * (a * b - s[i + j * k]);
            }
            rho += correlation * sqrt(s[j + j * k] / s[i + i * k]) * theta / c;
            gamma += d * d;
        }
    }
    double share = gamma > 0 ? (pi - rho) / gamma / c : 0.0;
    return share < 0 ? 0.0 : share > 1 ? 1.0 : share;
}

int fs_stats_shrunk_covariance(const double *x, size_t n, size_t k,
                               const struct fs_stats_shrunk_covariance_options *options,
                               struct fs_stats_shrunk_covariance_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->method, 3, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = require_size(n, k, 2, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *y = fs_scratch_unset(&scratch, n * k), *s = result->covariance, c = (double)n, p = (double)k;
    status = y ? centre(x, n, k, y, problem) : fs_no_memory(problem);
    if (status != FS_COMPUTE_OK) {
        fs_scratch_free(&scratch);
        return status;
    }
    cross(y, n, k, 1.0 / c, s);
    double trace = 0, squares = 0, share = 0;
    for (size_t i = 0; i < k; i++)
        trace += s[i + i * k];
    for (size_t i = 0; i < k * k; i++)
        squares += s[i] * s[i];
    double mean = trace / p;
    if (options->method == FS_SHRINKAGE_CONSTANT_CORRELATION) {
        status = require_variances(s, k, problem);
        if (status == FS_COMPUTE_OK) {
            double correlation = mean_correlation(s, k);
            share = k > 1 ? constant_correlation_intensity(y, n, k, s, correlation) : 0.0;
            for (size_t i = 0; i < k * k; i++)
                s[i] *= c / (c - 1);
            towards_constant_correlation(s, k, share, correlation);
        }
    } else {
        if (options->method == FS_SHRINKAGE_LEDOIT_WOLF) {
            double beta = uncertainty(y, n, k, s) / c / p, delta = squares / p - mean * mean;
            share = beta <= 0 ? 0.0 : beta >= delta ? 1.0 : beta / delta;
        } else {
            double alpha = squares / (p * p), mu2 = mean * mean, denominator = (c + 1) * (alpha - mu2 / p);
            share = denominator > 0 && alpha + mu2 < denominator ? (alpha + mu2) / denominator : 1.0;
        }
        if (k == 1)
            share = 0.0;
        for (size_t i = 0; i < k * k; i++)
            s[i] *= 1 - share;
        for (size_t i = 0; i < k; i++)
            s[i + i * k] += share * mean;
    }
    result->shrinkage = share;
    fs_scratch_free(&scratch);
    return status;
}
