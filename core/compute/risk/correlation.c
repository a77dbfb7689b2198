#include "compute/risk/correlation.h"

#include "compute/linear/lapack.h"
#include "compute/perf/sample.h"
#include "compute/risk/tail.h"
#include "compute/scratch.h"
#include "compute/stats/distributions.h"

#include <limits.h>
#include <string.h>

#define LIMIT     1000  /* projections */
#define TOLERANCE 1e-12 /* the largest change of an entry between two of them */

/* Working memory of the repair: matrices are k x k. */
struct repair {
    double *r;      /* the matrix less Dykstra's correction */
    double *s;      /* the correction */
    double *x;      /* the projection on matrices without eigenvalues below the floor */
    double *v;      /* eigenvectors */
    double *values; /* k eigenvalues, ascending */
    double *work;
    int *iwork;
    int lwork, liwork;
};

static int require_symmetric(const double *a, size_t k, const char *name, struct fs_problem *problem)
{
    int status = fs_perf_require(a, k * k, 1, name, problem);
    for (size_t j = 0; status == FS_COMPUTE_OK && j < k; j++)
        for (size_t i = 0; status == FS_COMPUTE_OK && i < j; i++)
            if (fabs(a[i + j * k] - a[j + i * k]) > 1e-10 * (fabs(a[i + j * k]) + fabs(a[j + i * k])))
                status = fs_problem_set(
                    problem, FS_COMPUTE_DOMAIN,
                    "%s[%zu][%zu] is %.10g and %s[%zu][%zu] is %.10g; expected a symmetric matrix", name,
                    i + 1, j + 1, a[i + j * k], name, j + 1, i + 1, a[j + i * k]);
    return status;
}

/* Eigenvalues and vectors of `a` into repair->values and repair->v. */
static int eigen(struct repair *repair, const double *a, size_t k, struct fs_problem *problem)
{
    int n = (int)k, info = 0;
    memcpy(repair->v, a, k * k * sizeof *a);
    dsyevd_("V", "U", &n, repair->v, &n, repair->values, repair->work, &repair->lwork, repair->iwork,
            &repair->liwork, &info, 1, 1);
    if (info != 0)
        return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                              "eigenvalues of the correlations were not found");
    return FS_COMPUTE_OK;
}

/* x = V max(values, floor) V'. */
static void rebuild(const struct repair *repair, size_t k, double floor_value)
{
    memset(repair->x, 0, k * k * sizeof *repair->x);
    for (size_t m = 0; m < k; m++) {
        const double *v = repair->v + m * k;
        double value = fmax(repair->values[m], floor_value);
        for (size_t j = 0; j < k; j++)
            for (size_t i = 0; i < k; i++)
                repair->x[i + j * k] += value * v[i] * v[j];
    }
}

/* Moves `c` to the nearest correlation matrix. */
static int nearest(struct repair *repair, double *c, size_t k, double floor_value, struct fs_problem *problem)
{
    memset(repair->s, 0, k * k * sizeof *repair->s);
    double change = INFINITY;
    for (int round = 0; round < LIMIT && change > TOLERANCE; round++) {
        for (size_t i = 0; i < k * k; i++)
            repair->r[i] = c[i] - repair->s[i];
        int status = eigen(repair, repair->r, k, problem);
        if (status != FS_COMPUTE_OK)
            return status;
        rebuild(repair, k, floor_value);
        change = 0.0;
        for (size_t i = 0; i < k * k; i++) {
            double next = i % (k + 1) == 0 ? 1.0 : repair->x[i];
            repair->s[i] = repair->x[i] - repair->r[i];
            change = fmax(change, fabs(next - c[i]));
            c[i] = next;
        }
    }
    if (change > TOLERANCE)
        return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                              "the nearest correlation matrix was not found: entries still change by %g",
                              change);
    return FS_COMPUTE_OK;
}

static double deviation_of(const double *covariance, const double *c, const double *positions, size_t k)
{
    double sum = 0.0;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++)
            sum += positions[i] * positions[j] * c[i + j * k] *
                   sqrt(covariance[i * (k + 1)] * covariance[j * (k + 1)]);
    return sqrt(fmax(sum, 0.0));
}

static int check(const double *covariance, const double *positions, const double *target, size_t k,
                 const struct fs_risk_correlation_stress_options *options, struct fs_problem *problem)
{
    if (k == 0 || k > 20000)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are %zu assets; expected 1 to 20000", k);
    int status = require_symmetric(covariance, k, "covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(positions, k, 1, "positions", problem);
    if (status == FS_COMPUTE_OK && target)
        status = require_symmetric(target, k, "target", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_level(options->level, problem);
    for (size_t j = 0; status == FS_COMPUTE_OK && j < k; j++)
        if (!(covariance[j * (k + 1)] > 0.0))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "variance %zu is %.10g; expected more than 0",
                                    j + 1, covariance[j * (k + 1)]);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(options->share >= 0.0 && options->share <= 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "share is %g; expected 0 to 1", options->share);
    if (!(options->correlation >= -1.0 && options->correlation <= 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "correlation is %g; expected -1 to 1",
                              options->correlation);
    if (!(options->floor >= 0.0 && options->floor <= 0.01))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "floor is %g; expected 0 to 0.01",
                              options->floor);
    return FS_COMPUTE_OK;
}

/* The correlations that the stress asks for. */
static int ask(const double *covariance, const double *target, size_t k,
               const struct fs_risk_correlation_stress_options *options, double *own, double *c,
               struct fs_problem *problem)
{
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; i < k; i++) {
            double to = target ? target[i + j * k] : options->correlation;
            double from = covariance[i + j * k] / sqrt(covariance[i * (k + 1)] * covariance[j * (k + 1)]);
            own[i + j * k] = i == j ? 1.0 : from;
            if (fabs(to) > 1.0)
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "target[%zu][%zu] is %.10g; expected -1 to 1", i + 1, j + 1, to);
            c[i + j * k] = i == j ? 1.0 : from + options->share * (to - from);
        }
    }
    return FS_COMPUTE_OK;
}

int fs_risk_correlation_stress(const double *covariance, const double *positions, const double *target,
                               size_t k, const struct fs_risk_correlation_stress_options *options,
                               struct fs_risk_correlation_stress_result *result, struct fs_problem *problem)
{
    int status = check(covariance, positions, target, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t square = k * k, lwork = 1 + 6 * k + 2 * square, liwork = 3 + 5 * k;
    double *own = fs_scratch_doubles(&scratch, square), *c = fs_scratch_doubles(&scratch, square);
    double *asked = fs_scratch_doubles(&scratch, square);
    struct repair repair = {.r = fs_scratch_doubles(&scratch, square),
                            .s = fs_scratch_doubles(&scratch, square),
                            .x = fs_scratch_doubles(&scratch, square),
                            .v = fs_scratch_doubles(&scratch, square),
                            .values = fs_scratch_doubles(&scratch, k),
                            .work = fs_scratch_doubles(&scratch, lwork),
                            .iwork = fs_scratch_bytes(&scratch, liwork, sizeof(int)),
                            .lwork = (int)lwork,
                            .liwork = (int)liwork};
    if (scratch.failed)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (status == FS_COMPUTE_OK)
        status = ask(covariance, target, k, options, own, c, problem);
    if (status == FS_COMPUTE_OK)
        status = eigen(&repair, c, k, problem);
    if (status == FS_COMPUTE_OK) {
        result->smallest = repair.values[0];
        memcpy(asked, c, square * sizeof *c);
        if (result->smallest < options->floor - 1e-14 * (double)k)
            status = nearest(&repair, c, k, options->floor, problem);
        double sum = 0.0;
        for (size_t i = 0; i < square; i++)
            sum += (c[i] - asked[i]) * (c[i] - asked[i]);
        result->distance = sqrt(sum);
    }
    if (status == FS_COMPUTE_OK) {
        double z = -fs_norm_quantile(fs_risk_probability(options->level));
        result->deviation = deviation_of(covariance, c, positions, k);
        result->base_deviation = deviation_of(covariance, own, positions, k);
        result->base = z * result->base_deviation;
        if (result->correlations)
            memcpy(result->correlations, c, square * sizeof *c);
        status = fs_perf_value(z * result->deviation, "the stressed VaR", &result->value, problem);
    }
    fs_scratch_free(&scratch);
    return status;
}
