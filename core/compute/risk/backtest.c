#include "compute/risk/backtest.h"

#include "compute/perf/sample.h"
#include "compute/risk/tail.h"
#include "compute/stats/distributions.h"

int fs_risk_exceedances(const double *returns, const double *var, size_t n,
                        struct fs_risk_exceedances_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(var, n, 1, "var", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double count = 0.0, excess = 0.0;
    for (size_t i = 0; i < n; i++) {
        int hit = returns[i] < -var[i];
        count += hit;
        excess += hit ? -returns[i] - var[i] : 0.0;
        if (result->hits)
            result->hits[i] = hit;
    }
    result->value = count;
    result->rate = count / (double)n;
    result->excess = count > 0.0 ? excess / count : NAN;
    return FS_COMPUTE_OK;
}

static int require_hits(const double *hits, size_t n, size_t min, double *count, struct fs_problem *problem)
{
    *count = 0.0;
    int status = fs_perf_require(hits, n, min, "hits", problem);
    if (status == FS_COMPUTE_OK && n > INT32_MAX)
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there are more than 2^31 hits");
    for (size_t i = 0; status == FS_COMPUTE_OK && i < n; i++) {
        if (hits[i] != 0.0 && hits[i] != 1.0)
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "hits[%zu] is %.10g; expected 0 or 1", i + 1,
                                    hits[i]);
        *count += hits[i];
    }
    return status;
}

/* Counts from `hits`, or from the options where there are none. */
static int require_counts(const double *hits, size_t n, int32_t observations, int32_t exceedances, double *t,
                          double *count, struct fs_problem *problem)
{
    *t = (double)n;
    if (hits)
        return require_hits(hits, n, 1, count, problem);
    if (observations < 1 || exceedances < 0 || exceedances > observations)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "exceedances is %d of %d observations; expected 0 to that many, of at least 1",
                              (int)exceedances, (int)observations);
    *t = observations;
    *count = exceedances;
    return FS_COMPUTE_OK;
}

static int require_confidence(double confidence, struct fs_problem *problem)
{
    if (confidence > 0.0 && confidence < 1.0)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                          "confidence is %g; expected a number between 0 and 1", confidence);
}

/* ln of rate^count, 0 where nothing was counted. */
static double log_power(double rate, double count)
{
    return count > 0.0 ? count * log(rate) : 0.0;
}

static double proportion_ratio(double t, double count, double level)
{
    double rate = count / t, misses = t - count;
    double ratio = 2.0 * (log_power(1.0 - rate, misses) + log_power(rate, count) - log_power(level, misses) -
                          log_power(1.0 - level, count));
    return fmax(ratio, 0.0); /* rounding where the rate is p */
}

int fs_risk_kupiec(const double *hits, size_t n, const struct fs_risk_kupiec_options *options,
                   struct fs_risk_kupiec_result *result, struct fs_problem *problem)
{
    double t = 0.0, count = 0.0, level = options->level;
    int status = fs_risk_require_level(level, problem);
    if (status == FS_COMPUTE_OK)
        status = require_confidence(options->confidence, problem);
    if (status == FS_COMPUTE_OK)
        status = require_counts(hits, n, options->observations, options->exceedances, &t, &count, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->value = proportion_ratio(t, count, level);
    result->p_value = fs_chi2_sf(result->value, 1.0);
    result->rate = count / t;
    result->rejected = result->p_value < 1.0 - options->confidence;
    /* LR falls up to T p and rises from there: bisect each side. */
    double limit = fs_chi2_quantile(options->confidence, 1.0), centre = floor(t * (1.0 - level));
    double low = -1.0, high = centre;
    if (proportion_ratio(t, centre, level) > limit)
        high = low = NAN;
    while (high - low > 1.0) {
        double middle = floor((low + high) / 2.0);
        if (proportion_ratio(t, middle, level) > limit)
            low = middle;
        else
            high = middle;
    }
    result->accept_low = high;
    low = isnan(high) ? NAN : centre, high = t + 1.0;
    while (high - low > 1.0) {
        double middle = floor((low + high) / 2.0);
        if (proportion_ratio(t, middle, level) > limit)
            high = middle;
        else
            low = middle;
    }
    result->accept_high = low;
    return FS_COMPUTE_OK;
}

int fs_risk_christoffersen(const double *hits, size_t n, const struct fs_risk_christoffersen_options *options,
                           struct fs_risk_christoffersen_result *result, struct fs_problem *problem)
{
    double count = 0.0, steps[2][2] = {{0.0}};
    int status = fs_risk_require_level(options->level, problem);
    if (status == FS_COMPUTE_OK)
        status = require_confidence(options->confidence, problem);
    if (status == FS_COMPUTE_OK)
        status = require_hits(hits, n, 2, &count, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 1; i < n; i++)
        steps[hits[i - 1] != 0.0][hits[i] != 0.0] += 1.0;
    double after_miss = steps[0][0] + steps[0][1], after_hit = steps[1][0] + steps[1][1];
    double misses = steps[0][0] + steps[1][0], again = steps[0][1] + steps[1][1], all = misses + again;
    double same = log_power(misses / all, misses) + log_power(again / all, again);
    double apart =
        log_power(steps[0][0] / after_miss, steps[0][0]) + log_power(steps[0][1] / after_miss, steps[0][1]) +
        log_power(steps[1][0] / after_hit, steps[1][0]) + log_power(steps[1][1] / after_hit, steps[1][1]);
    result->independence = fmax(2.0 * (apart - same), 0.0);
    result->coverage = proportion_ratio((double)n, count, options->level);
    result->value = result->independence + result->coverage;
    result->p_value = fs_chi2_sf(result->value, 2.0);
    result->p_coverage = fs_chi2_sf(result->coverage, 1.0);
    result->p_independence = fs_chi2_sf(result->independence, 1.0);
    result->rejected = result->p_value < 1.0 - options->confidence;
    result->n00 = (int32_t)steps[0][0], result->n01 = (int32_t)steps[0][1];
    result->n10 = (int32_t)steps[1][0], result->n11 = (int32_t)steps[1][1];
    return FS_COMPUTE_OK;
}

/* P(X <= k) of a binomial with T tries. */
static double at_most(double k, double t, double p)
{
    return k >= t ? 1.0 : fs_beta_sf(p, k + 1.0, t - k);
}

/* The fewest hits with P(X <= k) of at least `probability`. */
static double first_above(double probability, double t, double p)
{
    double low = -1.0, high = t;
    while (high - low > 1.0) {
        double middle = floor((low + high) / 2.0);
        if (at_most(middle, t, p) >= probability)
            high = middle;
        else
            low = middle;
    }
    return high;
}

int fs_risk_basel_zone(const double *hits, size_t n, const struct fs_risk_basel_zone_options *options,
                       struct fs_risk_basel_zone_result *result, struct fs_problem *problem)
{
    static const double plus[] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.40, 0.50, 0.65, 0.75, 0.85, 1.0};
    double t = 0.0, count = 0.0;
    int status = fs_risk_require_level(options->level, problem);
    if (status == FS_COMPUTE_OK)
        status = require_counts(hits, n, options->observations, options->exceedances, &t, &count, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double p = fs_risk_probability(options->level);
    result->probability = at_most(count, t, p);
    result->yellow_from = first_above(0.95, t, p);
    result->red_from = first_above(0.9999, t, p);
    result->value = count >= result->red_from ? 2.0 : count >= result->yellow_from ? 1.0 : 0.0;
    int standard = t == 250.0 && fabs(options->level - 0.99) < 1e-12;
    result->plus = standard ? plus[count < 10.0 ? (int)count : 10] : NAN;
    return FS_COMPUTE_OK;
}
