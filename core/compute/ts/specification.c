#include "compute/ts/specification.h"

#include <string.h>

#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"

/* What an auxiliary regression says. */
struct auxiliary {
    double lm, lm_p, f, f_p;
};

static int check(const double *e, const double *x, size_t n, size_t k, size_t least,
                 struct fs_problem *problem)
{
    if (!e || (k > 0 && !x))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", e ? "x" : "e");
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "e has %zu values; the test needs at least %zu", n,
                              least);
    int status = fs_require_finite(e, n, "e", problem);
    return status == FS_COMPUTE_OK ? fs_require_matrix(x, n, k, "x", problem) : status;
}

static double squares(const double *y, size_t n, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (y[i] - mean) * (y[i] - mean);
    return sum;
}

/* y on `columns` columns of the design, the first of them constant; the last `tested` are 0 under the
 * null. */
static int regress(const double *y, const double *design, size_t n, size_t columns, size_t tested,
                   struct fs_scratch *scratch, struct auxiliary *a, struct fs_problem *problem)
{
    struct fs_fit all, under;
    struct fs_qr_names names = {.matrix = "x (and what the test adds to it)", .intercept = 1};
    double mean = 0, df = (double)(n - columns), q = (double)tested;
    for (size_t i = 0; i < n; i++)
        mean += y[i] / (double)n;
    double total = squares(y, n, mean);
    int status = fs_fit_alloc(&all, scratch, n, columns, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_fit_alloc(&under, scratch, n, columns - tested, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_fit_run(&all, y, design, n, n, names, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_fit_run(&under, y, design, n, n, names, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    a->lm = (double)n * (1.0 - all.ssr / total);
    a->lm_p = fs_chi2_sf(a->lm, q);
    a->f = (under.ssr - all.ssr) / q / (all.ssr / df);
    a->f_p = fs_f_sf(a->f, q, df);
    if (!isfinite(a->lm) || !isfinite(a->f))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the residuals or their squares do not vary, follow exactly, or are too large for "
            "numbers");
    return FS_COMPUTE_OK;
}

int fs_breusch_pagan(const double *e, const double *x, size_t n, size_t k,
                     struct fs_breusch_pagan_result *result, struct fs_problem *problem)
{
    int status = k > 0 ? check(e, x, n, k, k + 2, problem)
                       : fs_problem_set(problem, FS_COMPUTE_SHORT, "x has no columns; expected at least one");
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *y = fs_scratch_doubles(&scratch, n), *design = fs_scratch_doubles(&scratch, n * (k + 1));
    struct auxiliary a = {0};
    status = scratch.failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < n; i++) {
            y[i] = e[i] * e[i];
            design[i] = 1.0;
        }
        memcpy(design + n, x, n * k * sizeof *x);
        status = regress(y, design, n, k + 1, k, &scratch, &a, problem);
    }
    fs_scratch_free(&scratch);
    *result = (struct fs_breusch_pagan_result){a.lm, a.lm_p, a.f, a.f_p, (int32_t)k};
    return status;
}

/* 1 if the column is constant or one of those before it. */
static int repeats(const double *design, size_t n, size_t column)
{
    for (size_t j = 0; j < column; j++)
        if (memcmp(design + j * n, design + column * n, n * sizeof *design) == 0)
            return 1;
    const double *values = design + column * n;
    size_t i = 1;
    while (i < n && values[i] == values[0])
        i++;
    return i == n;
}

int fs_white(const double *e, const double *x, size_t n, size_t k, struct fs_white_result *result,
             struct fs_problem *problem)
{
    int status = k > 0 ? check(e, x, n, k, k + 3, problem)
                       : fs_problem_set(problem, FS_COMPUTE_SHORT, "x has no columns; expected at least one");
    if (status == FS_COMPUTE_OK && k > 1000)
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "x has %zu columns; expected at most 1000", k);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t most = 1 + k + k * (k + 1) / 2, columns = 1 + k;
    double *y = fs_scratch_doubles(&scratch, n), *design = fs_scratch_doubles(&scratch, n * most);
    struct auxiliary a = {0};
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_no_memory(problem);
    }
    for (size_t i = 0; i < n; i++) {
        y[i] = e[i] * e[i];
        design[i] = 1.0;
    }
    memcpy(design + n, x, n * k * sizeof *x);
    for (size_t j = 0; j < k; j++)
        for (size_t l = j; l < k; l++) {
            for (size_t i = 0; i < n; i++)
                design[columns * n + i] = x[j * n + i] * x[l * n + i];
            columns += !repeats(design, n, columns);
        }
    status = fs_require_matrix(design, n, columns, "the squares and products of x", problem);
    if (status == FS_COMPUTE_OK && n <= columns)
        status = fs_problem_set(problem, FS_COMPUTE_SHORT,
                                "e has %zu values; with %zu regressors, squares and products "
                                "the test needs at least %zu",
                                n, columns - 1, columns + 1);
    if (status == FS_COMPUTE_OK)
        status = regress(y, design, n, columns, columns - 1, &scratch, &a, problem);
    fs_scratch_free(&scratch);
    *result = (struct fs_white_result){a.lm, a.lm_p, a.f, a.f_p, (int32_t)columns - 1};
    return status;
}

int fs_breusch_godfrey(const double *e, const double *x, size_t n, size_t k,
                       const struct fs_breusch_godfrey_options *options,
                       struct fs_breusch_godfrey_result *result, struct fs_problem *problem)
{
    int status = fs_require_range(options->lags, 1, FS_PERIOD_MAX, "lags", problem);
    size_t lags = status == FS_COMPUTE_OK ? (size_t)options->lags : 0, columns = 1 + k + lags;
    if (status == FS_COMPUTE_OK)
        status = check(e, x, n, k, columns + 1, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *design = fs_scratch_doubles(&scratch, n * columns);
    struct auxiliary a = {0};
    status = scratch.failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < n; i++) {
            design[i] = 1.0;
            for (size_t l = 1; l <= lags; l++)
                design[(k + l) * n + i] = i >= l ? e[i - l] : 0.0;
        }
        for (size_t i = 0; i < n * k; i++)
            design[n + i] = x[i];
        status = regress(e, design, n, columns, lags, &scratch, &a, problem);
    }
    fs_scratch_free(&scratch);
    *result = (struct fs_breusch_godfrey_result){a.lm, a.lm_p, a.f, a.f_p};
    return status;
}
