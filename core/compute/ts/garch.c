#include "compute/ts/garch.h"

#include "compute/linear/lapack.h"
#include "compute/scratch.h"
#include "compute/solve/minimise.h"
#include "compute/ts/garch_likelihood.h"

#include <string.h>

#define PERSISTENCE_EDGE 1e-9

/* The search runs over mu, log omega, the persistence, the shares in which it is divided among alpha and
 * beta, and 1 / nu, so that its region is a box: coefficient i is persistence * share[i] * (1 - share[i-1]) *
 * ... * (1 - share[0]), and the last takes what is left. */
struct fit {
    struct fs_garch_model model;
    int constant;
    size_t k, variables;
    double *theta, *slope, *at; /* the latest point in both forms, with its gradient */
    double *gradient;
    double value;
};

static void expand(const struct fit *fit, const double *x, double *theta)
{
    size_t m = fit->model.p + fit->model.q, i = 0;
    theta[0] = fit->constant ? x[i++] : 0.0;
    theta[1] = exp(x[i++]);
    double left = x[i++];
    for (size_t j = 0; j + 1 < m; j++, i++) {
        theta[2 + j] = left * x[i];
        left *= 1.0 - x[i];
    }
    theta[1 + m] = left;
    theta[2 + m] = fit->model.student ? 1.0 / x[i] : 0.0;
}

static void contract(const struct fit *fit, const double *theta, double *x)
{
    size_t m = fit->model.p + fit->model.q, i = 0;
    double left = 0.0;
    for (size_t j = 0; j < m; j++)
        left += theta[2 + j];
    if (fit->constant)
        x[i++] = theta[0];
    x[i++] = log(theta[1]);
    x[i++] = left;
    for (size_t j = 0; j + 1 < m; j++) {
        x[i++] = left > 0.0 ? fmin(theta[2 + j] / left, 1.0) : 0.5;
        left -= theta[2 + j];
    }
    if (fit->model.student)
        x[i] = 1.0 / theta[2 + m];
}

/* The gradient in x from that in theta. */
static void chain(const struct fit *fit, const double *x, const double *theta_gradient, double *gradient)
{
    size_t m = fit->model.p + fit->model.q, base = fit->constant ? 2 : 1;
    const double *g = theta_gradient + 2, *share = x + base + 1;
    if (fit->constant)
        gradient[0] = theta_gradient[0];
    gradient[base - 1] = theta_gradient[1] * exp(x[base - 1]);
    double rest = g[m - 1]; /* what a unit of persistence brings to the coefficients from j on */
    for (size_t j = m - 1; j-- > 0;) {
        gradient[base + 1 + j] = g[j] - rest;
        rest = g[j] * share[j] + (1.0 - share[j]) * rest;
    }
    gradient[base] = rest;
    double left = x[base];
    for (size_t j = 0; j + 1 < m; j++) {
        gradient[base + 1 + j] *= left;
        left *= 1.0 - share[j];
    }
    if (fit->model.student)
        gradient[base + m] = -theta_gradient[2 + m] / (x[base + m] * x[base + m]);
}

/* The mean of minus the log-likelihood. */
static double objective(const double *x, void *context)
{
    struct fit *fit = context;
    double n = (double)fit->model.n;
    expand(fit, x, fit->theta);
    double value = -fs_garch_gradient(&fit->model, fit->theta, fit->slope) / n;
    chain(fit, x, fit->slope, fit->gradient);
    for (size_t i = 0; i < fit->variables; i++)
        fit->gradient[i] /= -n;
    memcpy(fit->at, x, fit->variables * sizeof *x);
    return value;
}

static void slope_of(const double *x, double *gradient, void *context)
{
    struct fit *fit = context;
    if (memcmp(x, fit->at, fit->variables * sizeof *x) != 0)
        objective(x, context);
    memcpy(gradient, fit->gradient, fit->variables * sizeof *x);
}

double fs_garch_start_variance(const double *y, size_t n, double mu, int32_t mean, int32_t start)
{
    if (start == FS_GARCH_SAMPLE) {
        double squares = 0.0;
        for (size_t t = 0; t < n; t++)
            squares += (y[t] - mu) * (y[t] - mu);
        return squares / (double)n;
    }
    double centre = 0.0, sum = 0.0, weights = 0.0, weight = 1.0;
    for (size_t t = 0; t < n && mean != FS_GARCH_ZERO; t++)
        centre += y[t] / (double)n;
    for (size_t t = 0; t < n && t < 75; t++, weight *= 0.94) {
        sum += weight * (y[t] - centre) * (y[t] - centre);
        weights += weight;
    }
    return sum / weights;
}

void fs_garch_filter(const double *y, size_t n, const double *parameters, int32_t p, int32_t q, double start,
                     double *variance)
{
    double mu = parameters[0], omega = parameters[1];
    const double *alpha = parameters + 2, *beta = alpha + p;
    for (size_t t = 0; t <= n; t++) {
        double h = omega;
        for (size_t i = 1; i <= (size_t)p; i++) {
            double e = t >= i ? y[t - i] - mu : 0.0;
            h += alpha[i - 1] * (t >= i ? e * e : start);
        }
        for (size_t j = 1; j <= (size_t)q; j++)
            h += beta[j - 1] * (t >= j ? variance[t - j] : start);
        variance[t] = h;
    }
}

/* The best of a grid of usual values. */
static void guess(struct fit *fit, double mean, double variance, double *best)
{
    static const double persistences[] = {0.7, 0.9, 0.98}, shares[] = {0.05, 0.1, 0.2};
    size_t p = fit->model.p, q = fit->model.q, k = fit->k;
    double highest = -HUGE_VAL, *theta = fit->theta;
    for (size_t i = 0; i < 9; i++) {
        double persistence = persistences[i / 3], alpha = q > 0 ? shares[i % 3] : persistence * 0.5;
        theta[0] = mean;
        theta[1] = variance * (1.0 - persistence * (q > 0 ? 1.0 : 0.5));
        for (size_t j = 0; j < p; j++)
            theta[2 + j] = alpha / (double)p;
        for (size_t j = 0; j < q; j++)
            theta[2 + p + j] = (persistence - alpha) / (double)q;
        theta[k - 1] = fit->model.student ? 8.0 : 0.0;
        double value = fs_garch_gradient(&fit->model, theta, fit->slope);
        if (value > highest) {
            highest = value;
            memcpy(best, theta, k * sizeof *theta);
        }
    }
}

/* The inverse of the rows and columns in `free` of a k x k matrix; 0 if it is not positive definite. */
static int inverse(const double *matrix, size_t k, const size_t *free, size_t count, double *out)
{
    int m = (int)count, info;
    for (size_t b = 0; b < count; b++)
        for (size_t a = 0; a < count; a++)
            out[a + b * count] = matrix[free[a] + free[b] * k];
    dpotrf_("L", &m, out, &m, &info, 1);
    if (info == 0)
        dpotri_("L", &m, out, &m, &info, 1);
    for (size_t b = 0; b < count; b++)
        for (size_t a = 0; a < b; a++)
            out[a + b * count] = out[b + a * count];
    return info == 0;
}

/* What is free, and the sum of what is on an edge as in fs_garch_result. */
static int32_t edges(const struct fit *fit, const double *theta, double variance, size_t *free, size_t *count)
{
    size_t k = fit->k;
    int32_t boundary = 0;
    double persistence = 0.0;
    *count = 0;
    for (size_t i = 0; i < k; i++) {
        int estimated = i == 0 ? fit->constant : i == k - 1 ? fit->model.student : 1, edge = 0;
        if (i > 1 && i < k - 1) {
            edge = theta[i] < 1e-9 ? 2 : 0;
            persistence += theta[i];
        } else if (i == 1) {
            edge = theta[1] < 1.000001e-8 * variance || theta[1] > 9.99999 * variance ? 4 : 0;
        } else if (i == k - 1 && estimated) {
            edge = theta[i] < 2.05 * (1.0 + 1e-12) || theta[i] > 500.0 * (1.0 - 1e-12) ? 4 : 0;
        }
        boundary |= edge;
        if (estimated && !edge)
            free[(*count)++] = i;
    }
    return boundary | (persistence > 1.0 - PERSISTENCE_EDGE ? 1 : 0);
}

static int inside(const struct fit *fit, const double *theta)
{
    double persistence = 0.0;
    int in = theta[1] > 0.0;
    for (size_t j = 2; j + 1 < fit->k; j++) {
        in &= theta[j] >= 0.0;
        persistence += theta[j];
    }
    return in && persistence < 1.0 &&
           (!fit->model.student || (theta[fit->k - 1] > 2.05 && theta[fit->k - 1] < 500.0));
}

/* Newton's steps with the exact second derivatives: the last digits, which the values cannot show to the
 * search. 1 if they arrive. */
static int polish(struct fit *fit, double *theta, const size_t *free, size_t count, double *matrices,
                  double *work)
{
    size_t k = fit->k;
    double *gradient = work, *next = work + k, *inverted = work + 2 * k, worst = HUGE_VAL;
    double value = fs_garch_gradient(&fit->model, theta, gradient), n = (double)fit->model.n;
    for (int round = 0; round < 12; round++) {
        double before = worst;
        worst = 0.0;
        for (size_t a = 0; a < count; a++)
            worst = fmax(worst, fabs(gradient[free[a]]));
        if (worst <= 1e-10 * n || (worst <= 1e-8 * n && worst > before * 0.5))
            break;
        fs_garch_matrices(&fit->model, theta, matrices, matrices + k * k, matrices + 2 * k * k, NULL);
        if (!inverse(matrices, k, free, count, inverted))
            break;
        double step = 1.0, there = -HUGE_VAL;
        for (int halved = 0; halved < 8 && !(there >= value - 1e-13 * fabs(value)); halved++, step *= 0.5) {
            memcpy(next, theta, k * sizeof *theta);
            for (size_t a = 0; a < count; a++)
                for (size_t b = 0; b < count; b++)
                    next[free[a]] += step * inverted[a + b * count] * gradient[free[b]];
            there = inside(fit, next) ? fs_garch_gradient(&fit->model, next, fit->slope) : -HUGE_VAL;
        }
        if (!(there >= value - 1e-13 * fabs(value)))
            break;
        memcpy(theta, next, k * sizeof *theta);
        memcpy(gradient, fit->slope, k * sizeof *gradient);
        value = there;
    }
    return worst <= 1e-8 * n;
}

/* The columns of `errors`, in the units of theta. */
static void standard_errors(const struct fit *fit, const double *matrices, const size_t *free, size_t count,
                            double *work, double *errors)
{
    size_t k = fit->k;
    double *hessian = work, *other = work + k * k;
    for (size_t i = 0; i < 4 * k; i++)
        errors[i] = NAN;
    int definite = inverse(matrices, k, free, count, hessian);
    for (size_t a = 0; a < count && definite; a++) {
        double sandwich = 0.0;
        for (size_t b = 0; b < count; b++)
            for (size_t c = 0; c < count; c++)
                sandwich +=
                    hessian[a + b * count] * matrices[k * k + free[b] + free[c] * k] * hessian[c + a * count];
        errors[free[a]] = sqrt(sandwich);
        errors[k + free[a]] = sqrt(hessian[a + a * count]);
    }
    for (size_t column = 2; column < 4; column++)
        if (inverse(matrices + (column - 1) * k * k, k, free, count, other))
            for (size_t a = 0; a < count; a++)
                errors[column * k + free[a]] = sqrt(other[a + a * count]);
}

static int check(const double *y, size_t n, const struct fs_garch_options *o, double *mean, double *variance,
                 struct fs_problem *problem)
{
    if (o->p < 1 || o->p > 12 || o->q < 0 || o->q > 12)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "p is %d and q is %d; expected p from 1 to 12 and q from 0 to 12", o->p, o->q);
    if (o->mean < 0 || o->mean > 1 || o->distribution < 0 || o->distribution > 1 || o->start < 0 ||
        o->start > 1 || o->covariance < 0 || o->covariance > 3 || o->horizon < 1 || o->horizon > 10000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "an option is out of its range; expected a horizon from 1 to 10000 (it is %d)",
                              o->horizon);
    size_t least = 10 + (size_t)o->p + (size_t)o->q;
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "y has %zu values; expected at least %zu", n, least);
    int status = fs_require_finite(y, n, "y", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    *mean = 0.0;
    for (size_t t = 0; t < n && o->mean == FS_GARCH_CONSTANT; t++)
        *mean += y[t] / (double)n;
    *variance = 0.0;
    double largest = 0.0;
    for (size_t t = 0; t < n; t++) {
        *variance += (y[t] - *mean) * (y[t] - *mean) / (double)n;
        largest = fmax(largest, fabs(y[t]));
    }
    if (!(*variance > 1e-24 * largest * largest) || *variance < 1e-200)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "y does not vary (its variance is %g); expected returns that do", *variance);
    if (!(*variance < 1e200))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the variance of y is %g; expected less than 1e200",
                              *variance);
    return FS_COMPUTE_OK;
}

/* Fills the result from theta, which is in units of 1 / unit of y. */
static void report(const struct fit *fit, const double *y, const struct fs_garch_options *o,
                   const double *theta, const double *errors, const double *h, double centre, double unit,
                   size_t estimated, struct fs_garch_result *r)
{
    size_t n = fit->model.n, k = fit->k, p = fit->model.p, q = fit->model.q;
    r->mu = centre + theta[0] * unit;
    r->omega = theta[1] * unit * unit;
    r->nu = fit->model.student ? theta[k - 1] : NAN;
    for (size_t j = 0; j < p && r->alpha; j++)
        r->alpha[j] = theta[2 + j];
    for (size_t j = 0; j < q && r->beta; j++)
        r->beta[j] = theta[2 + p + j];
    r->persistence = 0.0;
    for (size_t j = 0; j < p + q; j++)
        r->persistence += theta[2 + j];
    r->unconditional = r->persistence < 1.0 ? r->omega / (1.0 - r->persistence) : HUGE_VAL;
    for (size_t i = 0; i < k; i++) {
        double scale = i == 0 ? unit : i == 1 ? unit * unit : 1.0;
        if (r->parameters)
            r->parameters[i] = i == 0 ? r->mu : i == 1 ? r->omega : i == k - 1 ? r->nu : theta[i];
        if (r->std_errors)
            r->std_errors[i] = errors[(size_t)o->covariance * k + i] * scale;
        for (size_t column = 0; column < 4 && r->errors; column++)
            r->errors[column * k + i] = errors[column * k + i] * scale;
    }
    r->log_likelihood = -fit->value * (double)n - (double)n * log(unit);
    r->aic = 2.0 * (double)estimated - 2.0 * r->log_likelihood;
    r->bic = log((double)n) * (double)estimated - 2.0 * r->log_likelihood;
    for (size_t t = 0; t < n; t++) {
        if (r->variance)
            r->variance[t] = h[t] * unit * unit;
        if (r->residuals)
            r->residuals[t] = (y[t] - r->mu) / (sqrt(h[t]) * unit);
    }
    for (size_t step = 0; step < (size_t)o->horizon && r->forecast; step++) {
        double sum = r->omega;
        /* e^2 of the future is its expectation, h. */
        for (size_t i = 1; i <= p; i++) {
            double e = step < i ? y[n + step - i] - r->mu : 0.0;
            sum += theta[1 + i] * (step < i ? e * e : r->forecast[step - i]);
        }
        for (size_t j = 1; j <= q; j++)
            sum += theta[1 + p + j] * (step < j ? h[n + step - j] * unit * unit : r->forecast[step - j]);
        r->forecast[step] = sum;
    }
}

int fs_garch(const double *y, size_t n, const struct fs_garch_options *o, struct fs_garch_result *result,
             struct fs_problem *problem)
{
    double mean = 0.0, variance = 0.0;
    int status = check(y, n, o, &mean, &variance, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    /* A power of 2 for a unit: results for y and 2^i y have the same digits. */
    double unit = ldexp(1.0, ilogb(sqrt(variance)));
    size_t p = (size_t)o->p, q = (size_t)o->q, k = p + q + 3;
    struct fs_scratch scratch = {0};
    double *scaled = fs_scratch_doubles(&scratch, n), *h = fs_scratch_doubles(&scratch, n),
           *theta = fs_scratch_doubles(&scratch, k), *x = fs_scratch_doubles(&scratch, k),
           *lower = fs_scratch_doubles(&scratch, k), *upper = fs_scratch_doubles(&scratch, k),
           *matrices = fs_scratch_doubles(&scratch, 3 * k * k),
           *work = fs_scratch_doubles(&scratch, 2 * k * (k + 1)),
           *errors = fs_scratch_doubles(&scratch, 4 * k);
    size_t *free = fs_scratch_bytes(&scratch, k, sizeof *free);
    struct fit fit = {.constant = o->mean == FS_GARCH_CONSTANT,
                      .k = k,
                      .theta = fs_scratch_doubles(&scratch, k),
                      .slope = fs_scratch_doubles(&scratch, k),
                      .at = fs_scratch_doubles(&scratch, k),
                      .gradient = fs_scratch_doubles(&scratch, k)};
    fit.model = (struct fs_garch_model){.y = scaled,
                                        .n = n,
                                        .p = p,
                                        .q = q,
                                        .student = o->distribution == FS_GARCH_T,
                                        .sample = o->start == FS_GARCH_SAMPLE,
                                        .memory = fs_scratch_doubles(&scratch, fs_garch_memory(n, p, q))};
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for a fit to %zu values", n);
    }
    for (size_t t = 0; t < n; t++)
        scaled[t] = (y[t] - mean) / unit;
    variance /= unit * unit;
    fit.model.backcast = fs_garch_start_variance(scaled, n, 0.0, FS_GARCH_ZERO, FS_GARCH_BACKCAST);
    fit.variables = p + q + 1 + (size_t)fit.constant + (size_t)fit.model.student;
    for (size_t i = 0, base = (size_t)fit.constant; i < fit.variables; i++) {
        lower[i] = i < base ? -HUGE_VAL : i == base ? log(1e-8 * variance) : 0.0;
        upper[i] = i < base ? HUGE_VAL : i == base ? log(10.0 * variance) : 1.0;
        if (fit.model.student && i + 1 == fit.variables) {
            lower[i] = 1.0 / 500.0;
            upper[i] = 1.0 / 2.05;
        }
    }
    guess(&fit, 0.0, variance, theta);
    contract(&fit, theta, x);
    struct fs_minimum minimum;
    struct fs_problem reason;
    status = fs_minimise_bfgs(objective, slope_of, &fit, fit.variables, x, lower, upper, 1e-2, 500, &minimum,
                              &reason);
    if (status != FS_COMPUTE_OK && status != FS_COMPUTE_CONVERGENCE) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, status, "GARCH: %s", reason.text);
    }
    /* Newton's steps from near the maximum are the shorter way, when it lies inside. */
    expand(&fit, x, theta);
    size_t count;
    result->boundary = edges(&fit, theta, variance, free, &count);
    result->iterations = minimum.iterations;
    if (status != FS_COMPUTE_OK || result->boundary != 0 ||
        !polish(&fit, theta, free, count, matrices, work)) {
        status = fs_minimise_bfgs(objective, slope_of, &fit, fit.variables, x, lower, upper, 1e-7, 500,
                                  &minimum, &reason);
        expand(&fit, x, theta);
        result->boundary = edges(&fit, theta, variance, free, &count);
        result->iterations += minimum.iterations;
        if (!(result->boundary & 1) && status == FS_COMPUTE_OK)
            polish(&fit, theta, free, count, matrices, work);
    }
    fs_garch_matrices(&fit.model, theta, matrices, matrices + k * k, matrices + 2 * k * k, h);
    standard_errors(&fit, matrices, free, count, work, errors);
    fit.value = -fs_garch_gradient(&fit.model, theta, NULL) / (double)n;
    report(&fit, y, o, theta, errors, h, mean, unit, fit.variables, result);
    fs_scratch_free(&scratch);
    if (status != FS_COMPUTE_OK)
        return fs_problem_set(problem, status, "GARCH(%zu, %zu): %s", p, q, reason.text);
    return FS_COMPUTE_OK;
}
