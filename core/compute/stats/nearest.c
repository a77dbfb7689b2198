#include "compute/stats/nearest.h"

#include "compute/linear/lapack.h"
#include "compute/scratch.h"

#include <string.h>

enum { MOST = 20000 }; /* columns */

/* Eigenvalues of matrices of k x k, and the projection that is made from them. */
struct spectrum {
    size_t k;
    double *vectors; /* k x k */
    double *values;  /* k, ascending */
    double *scaled;  /* k x k: eigenvectors times the square roots of what their eigenvalues lack */
    double *work;
    int *iwork;
    int lwork, liwork;
};

int fs_require_symmetric(const double *a, size_t k, const char *name, struct fs_problem *problem)
{
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++) {
            double x = a[i + j * k], y = a[j + i * k];
            if (!isfinite(x) || fabs(x) > FS_COMPUTE_LIMIT)
                return fs_problem_set(problem, isfinite(x) ? FS_COMPUTE_DOMAIN : FS_COMPUTE_MISSING,
                                      "%s[%zu][%zu] is %s; expected a finite number of at most %g", name,
                                      i + 1, j + 1,
                                      isnan(x)      ? "missing"
                                      : isfinite(x) ? "too large"
                                                    : "infinite",
                                      FS_COMPUTE_LIMIT);
            if (fabs(x - y) > 1e-10 * (fabs(x) + fabs(y)) && isfinite(y))
                return fs_problem_set(
                    problem, FS_COMPUTE_DOMAIN,
                    "%s[%zu][%zu] is %.10g and %s[%zu][%zu] is %.10g; expected a symmetric matrix", name,
                    i + 1, j + 1, x, name, j + 1, i + 1, y);
        }
    return FS_COMPUTE_OK;
}

static void spectrum_open(struct spectrum *s, size_t k, struct fs_scratch *scratch)
{
    size_t lwork = 1 + 6 * k + 2 * k * k, liwork = 3 + 5 * k; /* as dsyevd wants them */
    *s = (struct spectrum){.k = k,
                           .vectors = fs_scratch_doubles(scratch, k * k),
                           .values = fs_scratch_doubles(scratch, k),
                           .scaled = fs_scratch_doubles(scratch, k * k),
                           .work = fs_scratch_doubles(scratch, lwork),
                           .iwork = fs_scratch_bytes(scratch, liwork, sizeof(int)),
                           .lwork = (int)lwork,
                           .liwork = (int)liwork};
}

static int spectrum_of(struct spectrum *s, const double *a, struct fs_problem *problem)
{
    int n = (int)s->k, info = 0;
    memcpy(s->vectors, a, s->k * s->k * sizeof *a);
    dsyevd_("V", "U", &n, s->vectors, &n, s->values, s->work, &s->lwork, s->iwork, &s->liwork, &info, 1, 1);
    if (info != 0)
        return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                              "the eigenvalues of the matrix were not found");
    return FS_COMPUTE_OK;
}

/* What the matrix lacks: the sum of (least - value) v v' over the eigenvalues below `least`. */
static void lack_of(struct spectrum *s, double least, double *lack)
{
    size_t k = s->k, below = 0;
    while (below < k && s->values[below] < least) {
        double root = sqrt(least - s->values[below]);
        for (size_t i = 0; i < k; i++)
            s->scaled[i + below * k] = root * s->vectors[i + below * k];
        below++;
    }
    memset(lack, 0, k * k * sizeof *lack);
    if (below > 0)
        cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, (int)k, (int)below, 1.0, s->scaled, (int)k, 0.0,
                    lack, (int)k);
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < j; i++)
            lack[j + i * k] = lack[i + j * k];
}

/* c = r + lack with its diagonal scaled to 1: as near as the last round came, and without negative eigenvalues. */
static void settle(const double *r, const double *lack, size_t k, double *c)
{
    for (size_t j = 0; j < k; j++)
        if (!(r[j * (k + 1)] + lack[j * (k + 1)] > 0.0))
            return;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++)
            c[i + j * k] =
                i == j ? 1.0
                       : (r[i + j * k] + lack[i + j * k]) / sqrt((r[i * (k + 1)] + lack[i * (k + 1)]) *
                                                                 (r[j * (k + 1)] + lack[j * (k + 1)]));
}

/* Alternates between both sets; `lack` is Dykstra's correction of the one with eigenvalues from the floor up. The
 * other, of diagonals of 1, is flat and needs none. */
static int alternate(struct spectrum *s, double *c, double *r, double *lack,
                     const struct fs_stats_nearest_psd_options *options,
                     struct fs_stats_nearest_psd_result *result, struct fs_problem *problem)
{
    size_t k = s->k;
    memset(lack, 0, k * k * sizeof *lack);
    result->change = INFINITY;
    for (; result->iterations < options->iterations && result->change > options->tolerance;
         result->iterations++) {
        for (size_t i = 0; i < k * k; i++)
            r[i] = c[i] - lack[i];
        int status = spectrum_of(s, r, problem);
        if (status != FS_COMPUTE_OK)
            return status;
        lack_of(s, options->floor, lack);
        result->change = 0.0;
        for (size_t j = 0; j < k; j++)
            for (size_t i = 0; i < k; i++) {
                double next = r[i + j * k] + lack[i + j * k], from = i == j ? 1.0 : c[i + j * k];
                result->change = fmax(result->change, fabs(next - from));
                c[i + j * k] = i == j ? 1.0 : next;
            }
    }
    settle(r, lack, k, c);
    if (result->change > options->tolerance)
        return fs_problem_set(
            problem, FS_COMPUTE_CONVERGENCE,
            "the nearest correlation matrix was not found in %d rounds: correlations still change by %.3g; "
            "expected at most the tolerance, %.3g",
            result->iterations, result->change, options->tolerance);
    return FS_COMPUTE_OK;
}

static double distance_of(const double *a, const double *b, size_t k)
{
    double sum = 0.0;
    for (size_t i = 0; i < k * k; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

int fs_nearest_correlation(double *c, size_t k, const struct fs_stats_nearest_psd_options *options,
                           struct fs_stats_nearest_psd_result *result, struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    struct spectrum s;
    spectrum_open(&s, k, &scratch);
    double *given = fs_scratch_doubles(&scratch, k * k), *r = fs_scratch_doubles(&scratch, k * k),
           *lack = fs_scratch_doubles(&scratch, k * k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    memcpy(given, c, k * k * sizeof *c);
    int status = spectrum_of(&s, c, problem), ones = 1;
    result->smallest = s.values[0];
    result->change = 0.0;
    result->iterations = 0;
    for (size_t j = 0; j < k; j++)
        ones = ones && c[j * (k + 1)] == 1.0;
    if (status == FS_COMPUTE_OK && (!ones || result->smallest < options->floor - 1e-14 * (double)k))
        status = alternate(&s, c, r, lack, options, result, problem);
    result->distance = distance_of(given, c, k);
    fs_scratch_free(&scratch);
    return status;
}

/* Any diagonal: one projection. */
static int project(double *c, size_t k, double least, struct fs_stats_nearest_psd_result *result,
                   struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    struct spectrum s;
    spectrum_open(&s, k, &scratch);
    double *lack = fs_scratch_doubles(&scratch, k * k);
    int status = scratch.failed ? fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory")
                                : spectrum_of(&s, c, problem);
    if (status == FS_COMPUTE_OK) {
        result->smallest = s.values[0];
        result->change = 0.0;
        result->iterations = s.values[0] < least;
        lack_of(&s, least, lack);
        for (size_t i = 0; i < k * k; i++)
            c[i] += lack[i];
    }
    fs_scratch_free(&scratch);
    return status;
}

static int check(const double *matrix, size_t k, const struct fs_stats_nearest_psd_options *options,
                 struct fs_problem *problem)
{
    if (k == 0 || k > MOST)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are %zu columns; expected 1 to %d", k, MOST);
    if (options->kind < FS_NEAREST_COVARIANCE || options->kind > FS_NEAREST_ANY)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "kind is %d; expected 0 to %d", options->kind,
                              FS_NEAREST_ANY);
    if (!(options->floor >= 0.0 && options->floor <= 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "floor is %g; expected 0 to 1", options->floor);
    if (!(options->tolerance > 0.0 && options->tolerance <= 0.01))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "tolerance is %g; expected a number above 0 and at most 0.01",
                              options->tolerance);
    if (options->iterations < 1)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "iterations is %d; expected at least 1",
                              options->iterations);
    int status = fs_require_symmetric(matrix, k, "matrix", problem);
    for (size_t j = 0; status == FS_COMPUTE_OK && j < k && options->kind == FS_NEAREST_COVARIANCE; j++)
        if (matrix[j * (k + 1)] < 0.0)
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the variance of column %zu is %.10g; expected at least 0", j + 1,
                                    matrix[j * (k + 1)]);
    return status;
}

int fs_stats_nearest_psd(const double *matrix, size_t k, const struct fs_stats_nearest_psd_options *options,
                         struct fs_stats_nearest_psd_result *result, struct fs_problem *problem)
{
    int status = check(matrix, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    int covariance = options->kind == FS_NEAREST_COVARIANCE;
    struct fs_scratch scratch = {0};
    double *c = fs_scratch_doubles(&scratch, k * k), *scale = fs_scratch_doubles(&scratch, k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    for (size_t j = 0; j < k; j++)
        scale[j] = covariance ? sqrt(matrix[j * (k + 1)]) : 1.0;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++) {
            double both = scale[i] * scale[j], value = 0.5 * (matrix[i + j * k] + matrix[j + i * k]);
            c[i + j * k] = i == j && covariance ? 1.0 : both > 0.0 ? value / both : 0.0;
        }
    status = options->kind == FS_NEAREST_ANY ? project(c, k, options->floor, result, problem)
                                             : fs_nearest_correlation(c, k, options, result, problem);
    if (status == FS_COMPUTE_OK || status == FS_COMPUTE_CONVERGENCE) {
        for (size_t j = 0; j < k && covariance; j++)
            for (size_t i = 0; i < k; i++) /* what no round touched keeps its digits */
                c[i + j * k] = i == j || (result->iterations == 0 && scale[i] * scale[j] > 0.0)
                                   ? matrix[i + j * k]
                                   : c[i + j * k] * (scale[i] * scale[j]);
        result->distance = distance_of(matrix, c, k);
        if (result->matrix)
            memcpy(result->matrix, c, k * k * sizeof *c);
    }
    fs_scratch_free(&scratch);
    return status;
}
