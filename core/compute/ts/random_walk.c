#include "compute/ts/random_walk.h"

#include "compute/scratch.h"
#include "compute/solve/minimise.h"
#include "compute/stats/distributions.h"
#include "compute/ts/state_space.h"

#include <string.h>

#define LOG_2PI 1.8378770664093454836
#define LEAST   (-18.420680743952367) /* the logarithm of 1e-8: no walk */
#define MOST    18.420680743952367    /* no noise */

/* The model in units in which y varies by about 1 and the columns of x are about 1. */
struct fit {
    double centre; /* taken from y where there is a constant, which knows no origin */
    struct fs_state_space model;
    struct fs_filtered filtered;
    size_t k;       /* coefficients */
    double *ratios; /* k x k: the walks' variances in units of that of the noise */
    double *units;  /* k: of x */
    double unit;    /* of y */
    double sigma2, log_likelihood;
    int32_t boundary, iterations;
};

/* Filters at the ratios and takes sigma2 from the errors, or as it is given (not NaN). Minus the
 * log-likelihood. */
static double evaluate(struct fit *f, double sigma2)
{
    struct fs_scratch scratch = {0};
    int there = fs_state_filter(&f->model, &f->filtered, &scratch);
    fs_scratch_free(&scratch);
    if (!there)
        return NAN;
    double count = (double)f->filtered.count, rest = (double)(f->filtered.count - f->filtered.diffuse);
    f->sigma2 = isnan(sigma2) ? f->filtered.squares / rest : sigma2;
    f->log_likelihood = -0.5 * (count * LOG_2PI + f->filtered.log_f + rest * log(f->sigma2) +
                                f->filtered.squares / f->sigma2);
    return -f->log_likelihood;
}

static void put_ratios(struct fit *f, const double *logs)
{
    for (size_t i = 0; i < f->k; i++)
        f->ratios[i + i * f->k] = logs[i] <= LEAST ? 0.0 : exp(logs[i]) - exp(LEAST);
}

static double objective(const double *logs, void *context)
{
    struct fit *f = context;
    put_ratios(f, logs);
    return evaluate(f, NAN) / (double)f->model.n;
}

static int search(struct fit *f, double *logs, double *lower, double *upper, struct fs_problem *problem)
{
    static const double starts[] = {-12.0, -9.0, -6.0, -4.0, -2.0, 0.0, 3.0};
    double least = HUGE_VAL, best = -6.0;
    for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
        for (size_t i = 0; i < f->k; i++)
            logs[i] = starts[s];
        double value = objective(logs, f);
        if (value < least) {
            least = value;
            best = starts[s];
        }
    }
    for (size_t i = 0; i < f->k; i++) {
        logs[i] = best;
        lower[i] = LEAST;
        upper[i] = MOST;
    }
    struct fs_minimum minimum;
    struct fs_problem reason;
    int status = fs_minimise_bfgs(objective, NULL, f, f->k, logs, lower, upper, 1e-9, 500, &minimum, &reason);
    f->iterations = minimum.iterations;
    if (status != FS_COMPUTE_OK)
        return fs_problem_set(problem, status, "the variances: %s", reason.text);
    return FS_COMPUTE_OK;
}

/* A power of 2 near the root mean square of the values that are there; 1 for zeros. */
static double unit_of(const double *x, size_t n)
{
    double squares = 0.0, largest = 0.0;
    size_t count = 0;
    for (size_t t = 0; t < n; t++)
        largest = isnan(x[t]) ? largest : fmax(largest, fabs(x[t]));
    if (largest == 0.0)
        return 1.0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(x[t])) {
            squares += x[t] / largest * (x[t] / largest);
            count++;
        }
    return ldexp(1.0, ilogb(sqrt(squares / (double)count) * largest));
}

static double deviation_of(const double *y, size_t n, double *centre)
{
    double mean = 0.0, squares = 0.0, count = 0.0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t])) {
            mean += y[t];
            count += 1.0;
        }
    *centre = mean /= count;
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t]))
            squares += (y[t] - mean) * (y[t] - mean);
    return sqrt(squares / count);
}

/* Sets the model up: y and x in their units, missing times without either. */
static int prepare(struct fit *f, const double *y, const double *x, size_t n, size_t k, int constant,
                   size_t parameters, struct fs_scratch *scratch, struct fs_problem *problem)
{
    size_t K = k + (size_t)constant, complete = 0;
    if (K < 1 || K > 50)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there are %zu coefficients; expected 1 to 50",
                              K);
    for (size_t i = 0; i < n * (k + 1); i++) {
        double value = i < n ? y[i] : x[i - n];
        if (isinf(value) || fabs(value) > 1e150)
            return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                  "%s[%zu] is %g; expected a finite number or NaN", i < n ? "y" : "x",
                                  i % n + 1, value);
    }
    double *scaled = fs_scratch_doubles(scratch, n), *design = fs_scratch_doubles(scratch, n * K),
           *noise = fs_scratch_doubles(scratch, 1), *zeros = fs_scratch_doubles(scratch, K * K),
           *identity = fs_scratch_doubles(scratch, K * K);
    f->units = fs_scratch_doubles(scratch, K);
    f->ratios = fs_scratch_doubles(scratch, K * K);
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu times of %zu coefficients", n,
                              K);
    for (size_t i = 0; i < K; i++) {
        int is_constant = constant && i == 0;
        const double *column = is_constant ? NULL : x + (i - (size_t)constant) * n;
        f->units[i] = is_constant ? 1.0 : unit_of(column, n);
        identity[i + i * K] = 1.0;
        for (size_t t = 0; t < n; t++)
            design[i + t * K] = is_constant ? 1.0 : column[t] / f->units[i];
    }
    for (size_t t = 0; t < n; t++) {
        int there = !isnan(y[t]);
        for (size_t i = 0; i < K; i++)
            there &= !isnan(design[i + t * K]);
        complete += (size_t)there;
        scaled[t] = there ? y[t] : NAN;
        for (size_t i = 0; i < K && !there; i++)
            design[i + t * K] = 0.0;
    }
    if (complete < K + 2 + parameters)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "%zu times have all values; expected at least %zu for %zu coefficients",
                              complete, K + 2 + parameters, K);
    double deviation = deviation_of(scaled, n, &f->centre);
    f->centre = constant ? f->centre : 0.0;
    if (!(deviation > 1e-13 * unit_of(scaled, n)) || deviation < 1e-140)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "y does not vary; expected a series that does");
    f->unit = ldexp(1.0, ilogb(deviation));
    for (size_t t = 0; t < n; t++)
        scaled[t] = (scaled[t] - f->centre) / f->unit;
    noise[0] = 1.0;
    f->k = K;
    f->model = (struct fs_state_space){.n = n,
                                       .m = 1,
                                       .k = K,
                                       .y = scaled,
                                       .design = design,
                                       .design_step = K,
                                       .observation_covariance = noise,
                                       .state_covariance = f->ratios,
                                       .start = zeros,
                                       .start_covariance = zeros,
                                       .diffuse = identity};
    return FS_COMPUTE_OK;
}

/* Estimates what is not given, then filters and smooths. Walks are in units of y^2 / x^2. */
static int solve(struct fit *f, double sigma2, const double *walk, struct fs_scratch *scratch,
                 double *smoothed, double *covariance, struct fs_problem *problem)
{
    size_t K = f->k, n = f->model.n;
    double *logs = fs_scratch_doubles(scratch, K), *lower = fs_scratch_doubles(scratch, K),
           *upper = fs_scratch_doubles(scratch, K), scale = f->unit * f->unit;
    struct fs_filtered whole = {.predicted = fs_scratch_doubles(scratch, (n + 1) * K),
                                .predicted_covariance = fs_scratch_doubles(scratch, (n + 1) * K * K),
                                .predicted_diffuse = fs_scratch_doubles(scratch, (n + 1) * K * K),
                                .filtered = fs_scratch_doubles(scratch, n * K),
                                .filtered_covariance = fs_scratch_doubles(scratch, n * K * K)};
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu times of %zu coefficients", n,
                              K);
    int status = FS_COMPUTE_OK;
    if (walk) {
        if (!(sigma2 > 0.0))
            return fs_problem_set(
                problem, FS_COMPUTE_PARAMETER,
                "sigma2 is %g; expected a number above 0, as the walks' variances are given", sigma2);
        for (size_t i = 0; i < K; i++) {
            if (!(walk[i] >= 0.0) || isinf(walk[i]))
                return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                      "walk[%zu] is %g; expected a variance of 0 or more", i + 1, walk[i]);
            f->ratios[i + i * K] = walk[i] * f->units[i] * f->units[i] / sigma2;
        }
    } else {
        if (!isnan(sigma2))
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                  "sigma2 is given without the walks' variances; expected both or neither");
        status = search(f, logs, lower, upper, problem);
        if (status != FS_COMPUTE_OK && status != FS_COMPUTE_CONVERGENCE)
            return status;
        put_ratios(f, logs);
        for (size_t i = 0; i < K; i++)
            f->boundary |= logs[i] <= LEAST ? 1 : logs[i] >= MOST ? 2 : 0;
    }
    f->filtered = whole;
    if (isnan(evaluate(f, sigma2 / scale)) ||
        !fs_state_smooth(&f->model, &f->filtered, smoothed, covariance, scratch))
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu times of %zu coefficients", n,
                              K);
    if (f->filtered.diffuse < K)
        return fs_problem_set(
            problem, FS_COMPUTE_SINGULAR,
            "x tells only %zu of %zu coefficients; expected columns of which none is a mix of others",
            f->filtered.diffuse, K);
    /* log_f has diffuse variances in units of y and x as given; their own part is there whatever the unit. */
    f->log_likelihood -= (double)(f->filtered.count - f->filtered.diffuse) * log(f->unit);
    for (size_t i = 0; i < K; i++)
        f->log_likelihood -= log(f->units[i]);
    return status;
}

/* 1 while a coefficient is unknown at the prediction for time t. */
static int unknown(const struct fit *f, size_t t)
{
    const double *diffuse = f->filtered.predicted_diffuse + t * f->k * f->k;
    for (size_t i = 0; i < f->k; i++)
        if (diffuse[i + i * f->k] > 1e-10)
            return 1;
    return 0;
}

static void report(const struct fit *f, const double *smoothed, const double *covariance, double *values,
                   double *errors, double *smooth, double *smooth_errors, double *residuals)
{
    size_t K = f->k, n = f->model.n;
    double sigma = sqrt(f->sigma2);
    for (size_t t = 0; t < n; t++) {
        int settled = !unknown(f, t + 1);
        for (size_t i = 0; i < K; i++) {
            double unit = f->unit / f->units[i], origin = i == 0 ? f->centre : 0.0;
            size_t at = t * K + i, diagonal = t * K * K + i + i * K;
            if (values)
                values[t + i * n] = settled ? origin + f->filtered.filtered[at] * unit : NAN;
            if (errors)
                errors[t + i * n] =
                    settled ? sqrt(f->filtered.filtered_covariance[diagonal]) * sigma * unit : NAN;
            if (smooth)
                smooth[t + i * n] = origin + smoothed[at] * unit;
            if (smooth_errors)
                smooth_errors[t + i * n] = sqrt(fmax(covariance[diagonal], 0.0)) * sigma * unit;
        }
        if (residuals) {
            double v = f->model.y[t];
            for (size_t i = 0; i < K; i++)
                v -= f->model.design[t * K + i] * f->filtered.predicted[t * K + i];
            residuals[t] = unknown(f, t) ? NAN : v * f->unit;
        }
    }
}

int fs_dynamic_beta(const double *y, const double *x, size_t n, size_t k,
                    const struct fs_dynamic_beta_options *o, struct fs_dynamic_beta_result *r,
                    struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    struct fit f = {0};
    size_t K = k + (o->constant ? 1 : 0), parameters = o->walk ? 0 : K + 1;
    if (o->walk && o->walk_length != K)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "walk has %zu values; expected %zu",
                              o->walk_length, K);
    int status = prepare(&f, y, x, n, k, o->constant != 0, parameters, &scratch, problem);
    double *smoothed = fs_scratch_doubles(&scratch, n * K),
           *covariance = fs_scratch_doubles(&scratch, n * K * K);
    if (status == FS_COMPUTE_OK && scratch.failed)
        status =
            fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu times of %zu coefficients", n, K);
    if (status == FS_COMPUTE_OK)
        status = solve(&f, o->sigma2, o->walk, &scratch, smoothed, covariance, problem);
    if (status == FS_COMPUTE_OK || status == FS_COMPUTE_CONVERGENCE) {
        double counted = (double)(parameters + K);
        r->sigma2 = f.sigma2 * f.unit * f.unit;
        for (size_t i = 0; i < K && r->walk; i++)
            r->walk[i] = f.ratios[i + i * K] * r->sigma2 / (f.units[i] * f.units[i]);
        r->log_likelihood = f.log_likelihood;
        r->aic = 2.0 * counted - 2.0 * r->log_likelihood;
        r->bic = log((double)f.filtered.count) * counted - 2.0 * r->log_likelihood;
        r->boundary = f.boundary;
        r->iterations = f.iterations;
        report(&f, smoothed, covariance, r->beta, r->beta_error, r->smoothed, r->smoothed_error,
               r->residuals);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_local_level(const double *y, size_t n, const struct fs_local_level_options *o,
                   struct fs_local_level_result *r, struct fs_problem *problem)
{
    if (o->horizon < 1 || o->horizon > 10000 || !(o->level > 0.0 && o->level < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "horizon is %d and level %g; expected 1 to 10000, and a number between 0 and 1",
                              o->horizon, o->level);
    struct fs_scratch scratch = {0};
    struct fit f = {0};
    int given = !isnan(o->walk);
    int status = prepare(&f, y, NULL, n, 0, 1, given ? 0 : 2, &scratch, problem);
    double *smoothed = fs_scratch_doubles(&scratch, n), *covariance = fs_scratch_doubles(&scratch, n);
    if (status == FS_COMPUTE_OK && scratch.failed)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu times", n);
    if (status == FS_COMPUTE_OK)
        status = solve(&f, o->sigma2, given ? &o->walk : NULL, &scratch, smoothed, covariance, problem);
    if (status == FS_COMPUTE_OK || status == FS_COMPUTE_CONVERGENCE) {
        double counted = given ? 1.0 : 3.0, z = fs_norm_quantile(0.5 + 0.5 * o->level);
        r->sigma2 = f.sigma2 * f.unit * f.unit;
        r->ratio = f.ratios[0];
        r->walk = r->ratio * r->sigma2;
        r->log_likelihood = f.log_likelihood;
        r->aic = 2.0 * counted - 2.0 * r->log_likelihood;
        r->bic = log((double)f.filtered.count) * counted - 2.0 * r->log_likelihood;
        r->boundary = f.boundary;
        r->iterations = f.iterations;
        report(&f, smoothed, covariance, r->filtered, r->filtered_error, r->smoothed, r->smoothed_error,
               r->residuals);
        double at = f.centre + f.filtered.predicted[n] * f.unit,
               variance = f.filtered.predicted_covariance[n] * r->sigma2;
        for (size_t h = 0; h < (size_t)o->horizon; h++) {
            double deviation = sqrt(variance + (double)h * r->walk + r->sigma2);
            if (r->forecast)
                r->forecast[h] = at;
            if (r->lower)
                r->lower[h] = at - z * deviation;
            if (r->upper)
                r->upper[h] = at + z * deviation;
        }
    }
    fs_scratch_free(&scratch);
    return status;
}
