#include "compute/risk/correlation.h"

#include "compute/perf/sample.h"
#include "compute/risk/tail.h"
#include "compute/scratch.h"
#include "compute/stats/distributions.h"
#include "compute/stats/nearest.h"

#include <string.h>

#define ROUNDS    1000
#define TOLERANCE 1e-12

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
    int status = fs_require_symmetric(covariance, k, "covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(positions, k, 1, "positions", problem);
    if (status == FS_COMPUTE_OK && target)
        status = fs_require_symmetric(target, k, "target", problem);
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
    size_t square = k * k;
    double *own = fs_scratch_doubles(&scratch, square), *c = fs_scratch_doubles(&scratch, square);
    if (scratch.failed)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (status == FS_COMPUTE_OK)
        status = ask(covariance, target, k, options, own, c, problem);
    if (status == FS_COMPUTE_OK) {
        struct fs_stats_nearest_psd_options repair = {.kind = FS_NEAREST_CORRELATION,
                                                      .floor = options->floor,
                                                      .tolerance = TOLERANCE,
                                                      .iterations = ROUNDS};
        struct fs_stats_nearest_psd_result repaired = {0};
        status = fs_nearest_correlation(c, k, &repair, &repaired, problem);
        result->smallest = repaired.smallest;
        result->distance = repaired.distance;
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
