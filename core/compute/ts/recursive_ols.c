#include "compute/ts/recursive_ols.h"

#include <float.h>

#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"

/* R b = z after the rows so far: an upper triangle by columns with z behind it, p x (p + 1). */
struct triangle {
    size_t p;
    double *r, *row, *b;
};

/* Rotates a row of the design and its y into the triangle; what is left of y is the recursive residual once R
 * has full rank, as the product of the cosines is 1 / sqrt(1 + x'(X'X)^-1 x). */
static double rotate(struct triangle *s)
{
    size_t p = s->p;
    for (size_t j = 0; j < p; j++) {
        double a = s->r[j * p + j], b = s->row[j];
        if (b == 0)
            continue;
        double length = hypot(a, b), c = fabs(a) / length, sign = a < 0 ? -1.0 : 1.0,
               sine = sign * b / length;
        for (size_t i = j; i <= p; i++) {
            double upper = s->r[i * p + j], lower = s->row[i];
            s->r[i * p + j] = c * upper + sine * lower;
            s->row[i] = c * lower - sine * upper;
        }
    }
    return s->row[p];
}

static int full_rank(const struct triangle *s, size_t rows)
{
    size_t p = s->p;
    for (size_t j = 0; j < p; j++) {
        double length = 0;
        for (size_t i = 0; i <= j; i++)
            length = hypot(length, s->r[j * p + i]);
        if (!(fabs(s->r[j * p + j]) > fmax(1e-13, (double)rows * DBL_EPSILON) * length))
            return 0;
    }
    return 1;
}

static void solve(struct triangle *s)
{
    size_t p = s->p;
    for (size_t j = p; j-- > 0;) {
        double sum = s->r[p * p + j];
        for (size_t i = j + 1; i < p; i++)
            sum -= s->r[i * p + j] * s->b[i];
        s->b[j] = sum / s->r[j * p + j];
    }
}

static void put(double *to, size_t at, double value)
{
    if (to)
        to[at] = value;
}

/* Fills the residuals w and the coefficients; returns the first row (from 0) that has a residual. */
static size_t run(struct triangle *s, const double *y, const double *x, size_t n, size_t k, size_t first,
                  double *w, struct fs_recursive_ols_result *result)
{
    size_t start = n;
    for (size_t t = 0; t < n; t++) {
        int determined = start < n || (t >= s->p && full_rank(s, t));
        if (determined && start == n)
            start = t;
        s->row[0] = 1.0;
        for (size_t j = 0; j < k; j++)
            s->row[j + first] = x[j * n + t];
        s->row[s->p] = y[t];
        double left = rotate(s);
        w[t] = determined ? left : NAN;
        int solved = determined || (t + 1 >= s->p && full_rank(s, t + 1));
        if (solved)
            solve(s);
        put(result->intercept, t, solved && first ? s->b[0] : NAN);
        for (size_t j = 0; j < k; j++)
            put(result->coefficients, j * n + t, solved ? s->b[j + first] : NAN);
    }
    return start;
}

/* The probability that a Brownian motion leaves +-a (1 + 2 t) on [0, 1]. */
static double crossing(double a)
{
    if (a < 0.3)
        return 1.0 - 0.1464 * a;
    return 2.0 * (fs_norm_sf(3.0 * a) + exp(-4.0 * a * a) * (fs_norm_cdf(a) - fs_norm_sf(5.0 * a)) -
                  exp(-16.0 * a * a) * fs_norm_sf(a));
}

static double crossing_quantile(double level)
{
    double low = 0, high = 40;
    for (int i = 0; i < 200; i++) {
        double middle = 0.5 * (low + high);
        if (crossing(middle) > level)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static void sums(const double *w, size_t n, size_t start, double level, struct fs_recursive_ols_result *r)
{
    double m = (double)(n - start), mean = 0, squares = 0, around = 0, sum = 0, so_far = 0,
           boundary = crossing_quantile(level);
    for (size_t t = start; t < n; t++) {
        mean += w[t] / m;
        squares += w[t] * w[t];
    }
    for (size_t t = start; t < n; t++)
        around += (w[t] - mean) * (w[t] - mean);
    double scale = sqrt(around / (m - 1.0));
    r->statistic = 0;
    for (size_t t = 0; t < n; t++) {
        if (t < start) {
            put(r->cusum, t, NAN);
            put(r->band, t, NAN);
            put(r->cusum_squares, t, NAN);
            continue;
        }
        double j = (double)(t - start + 1), width = sqrt(m) + 2.0 * j / sqrt(m);
        sum += w[t];
        so_far += w[t] * w[t];
        put(r->cusum, t, sum / scale);
        put(r->band, t, boundary * width);
        put(r->cusum_squares, t, so_far / squares);
        r->statistic = fmax(r->statistic, fabs(sum / scale) / width);
    }
    r->p_value = crossing(r->statistic);
    for (size_t t = 0; t < n; t++)
        put(r->residuals, t, w[t]);
}

int fs_recursive_ols(const double *y, const double *x, size_t n, size_t k,
                     const struct fs_recursive_ols_options *options, struct fs_recursive_ols_result *result,
                     struct fs_problem *problem)
{
    if (!y || (k > 0 && !x))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", y ? "x" : "y");
    size_t first = options->intercept ? 1 : 0, p = k + first;
    if (p == 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there is neither a regressor nor an intercept");
    if (!(options->level > 0 && options->level < 1))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "level is %g; expected a number between 0 and 1",
                              options->level);
    if (n < p + 2)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "y has %zu observations; with %zu coefficients at least %zu are needed", n, p,
                              p + 2);
    int status = fs_require_finite(y, n, "y", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_matrix(x, n, k, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;

    struct fs_scratch scratch = {0};
    struct triangle triangle = {.p = p,
                                .r = fs_scratch_doubles(&scratch, p * (p + 1)),
                                .row = fs_scratch_doubles(&scratch, p + 1),
                                .b = fs_scratch_doubles(&scratch, p)};
    double *w = fs_scratch_doubles(&scratch, n), *design = fs_scratch_doubles(&scratch, n * p);
    struct fs_qr qr;
    status = fs_qr_alloc(&qr, &scratch, n, p);
    if (status != FS_COMPUTE_OK || scratch.failed)
        status = fs_no_memory(problem);
    if (status == FS_COMPUTE_OK) { /* names the column at fault */
        struct fs_qr_names names = {.matrix = "x", .intercept = options->intercept};
        for (size_t i = 0; i < n * p; i++)
            design[i] = i < n * first ? 1.0 : x[i - n * first];
        status = fs_qr_factor(&qr, design, n, n, names, problem);
    }
    if (status == FS_COMPUTE_OK) {
        size_t start = run(&triangle, y, x, n, k, first, w, result);
        double scale = 0;
        for (size_t t = start; t < n; t++)
            scale = fmax(scale, fabs(w[t]));
        if (n - start < 2)
            status = fs_problem_set(problem, FS_COMPUTE_SHORT,
                                    "the coefficients are determined only from observation %zu of %zu on; "
                                    "at least two must follow",
                                    start, n);
        else if (!(scale > 0) || !isfinite(scale))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the recursive residuals are %s; CUSUM needs some variation",
                                    scale > 0 ? "too large for numbers" : "all zero");
        else
            sums(w, n, start, options->level, result);
        result->start = (int32_t)start + 1;
        if (status == FS_COMPUTE_OK && !isfinite(result->statistic))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the recursive residuals do not vary, or their squares are too large for "
                                    "numbers");
    }
    fs_scratch_free(&scratch);
    return status;
}
