#include "compute/portfolio/risk_parity.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/portfolio/limits.h"

enum { STEPS = 500 };

static void risk_of(const double *covariance, const double *weights, size_t k, double *gradient)
{
    for (size_t i = 0; i < k; i++)
        gradient[i] = cblas_ddot((int)k, covariance + i * k, 1, weights, 1);
}

int fs_portfolio_risk_contributions(const double *weights, const double *covariance, size_t k,
                                    struct fs_portfolio_risk_contributions_result *result,
                                    struct fs_problem *problem)
{
    if (!weights || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    int status = fs_require_covariance(covariance, k, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(weights, k, "weights", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double volatility = sqrt(fs_portfolio_variance(covariance, weights, k));
    if (volatility == 0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the portfolio has no risk, so there are no shares of it");
    result->volatility = volatility;
    for (size_t i = 0; i < k; i++) {
        double marginal = cblas_ddot((int)k, covariance + i * k, 1, weights, 1) / volatility;
        if (result->marginal)
            result->marginal[i] = marginal;
        if (result->contribution)
            result->contribution[i] = weights[i] * marginal;
        if (result->share)
            result->share[i] = weights[i] * marginal / volatility;
    }
    return FS_COMPUTE_OK;
}

/* 1/2 x'Cx - sum b log x; fills g with Cx. */
static double objective(const double *c, const double *b, size_t k, const double *x, double *g)
{
    double value = 0;
    risk_of(c, x, k, g);
    for (size_t i = 0; i < k; i++)
        value += 0.5 * x[i] * g[i] - b[i] * log(x[i]);
    return value;
}

/* One step of Newton's method on that, shortened until the objective falls enough. How far the shares are off
 * then, NAN when it cannot be made. `room` has 3 k values; g is Cx before and after. */
static double newton(const double *c, const double *b, size_t k, double *x, double *h, double *g,
                     double *room)
{
    int order = (int)k, one = 1, info;
    double *step = room, *next = room + k, *risk = room + 2 * k, off = 0, total = 0, fall = 0, length = 1,
           value = objective(c, b, k, x, g);
    memcpy(h, c, k * k * sizeof *h);
    for (size_t i = 0; i < k; i++) {
        step[i] = g[i] - b[i] / x[i];
        next[i] = step[i];
        h[i + i * k] += b[i] / (x[i] * x[i]);
    }
    dpotrf_("L", &order, h, &order, &info, 1);
    if (info == 0)
        dpotrs_("L", &order, &one, h, &order, step, &order, &info, 1);
    if (info != 0)
        return NAN;
    for (size_t i = 0; i < k; i++) {
        fall += next[i] * step[i];
        if (step[i] > 0)
            length = fmin(length, 0.99 * x[i] / step[i]);
    }
    for (int tries = 0; tries < 60; tries++, length *= 0.5) {
        for (size_t i = 0; i < k; i++)
            next[i] = x[i] - length * step[i];
        /* So near the end the objective is flat to the last digit, and full steps are right. */
        if (objective(c, b, k, next, risk) <= value - 1e-4 * length * fall || fall < 1e-9)
            break;
    }
    memcpy(x, next, k * sizeof *x);
    risk_of(c, x, k, g);
    for (size_t i = 0; i < k; i++)
        total += x[i] * g[i];
    for (size_t i = 0; i < k; i++)
        off = fmax(off, fabs(x[i] * g[i] / total - b[i]));
    return total > 0 ? off : NAN;
}

/* What rounding may do to a share of the risk of x. */
static double rounding(const double *c, const double *x, size_t k)
{
    double most = 0, total = fs_portfolio_variance(c, x, k);
    for (size_t j = 0; j < k; j++) {
        double terms = 0;
        for (size_t i = 0; i < k; i++)
            terms += fabs(x[i] * c[i + j * k] * x[j]);
        most = fmax(most, terms);
    }
    return 0x1p-49 * most / total;
}

/* Whether a long-only portfolio has no variance but what rounding leaves; -1 for no memory. */
static int riskless(const double *c, size_t k, double *x, double *ones, double *zeros)
{
    double one = 1, terms = 0;
    struct fs_qp qp = {
        .n = k, .rows = 1, .p = c, .a = ones, .row_lower = &one, .row_upper = &one, .lower = zeros};
    struct fs_qp_result least = {.x = x};
    for (size_t i = 0; i < k; i++) {
        ones[i] = 1;
        zeros[i] = 0;
    }
    int status = fs_qp_solve(&qp, &least, NULL);
    if (status != FS_COMPUTE_OK)
        return status == FS_COMPUTE_MEMORY ? -1 : 0;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++)
            terms += fabs(x[i] * c[i + j * k] * x[j]);
    return fs_portfolio_variance(c, x, k) <= 1e-12 * terms;
}

static int search(const double *covariance, size_t k, const double *budget, double *x,
                  struct fs_portfolio_risk_parity_result *result, struct fs_scratch *scratch,
                  struct fs_problem *problem)
{
    double *c = fs_scratch_doubles(scratch, k * k), *h = fs_scratch_doubles(scratch, k * k),
           *g = fs_scratch_doubles(scratch, k), *room = fs_scratch_doubles(scratch, 3 * k),
           *b = fs_scratch_doubles(scratch, k), *best = fs_scratch_doubles(scratch, k), sum = 0,
           off = INFINITY, volatility = 0;
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t i = 0; i < k; i++) {
        b[i] = budget ? budget[i] : 1;
        if (!(b[i] > 0 && fs_present(b[i])))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "budget[%zu] is %g; expected a share of risk above 0", i + 1, b[i]);
        if (!(covariance[i + i * k] > 0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "asset %zu has no variance, so it cannot have a share of risk", i + 1);
        sum += b[i];
    }
    for (size_t i = 0; i < k; i++)
        b[i] /= sum;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++)
            c[i + j * k] = covariance[i + j * k] / sqrt(covariance[i + i * k]) / sqrt(covariance[j + j * k]);
    /* Start on the ray of sqrt(b) where the derivative along it is 0. */
    double along = 0;
    for (size_t i = 0; i < k; i++)
        x[i] = sqrt(b[i]);
    along = fs_portfolio_variance(c, x, k);
    for (size_t i = 0; i < k; i++)
        x[i] /= along > 0 ? sqrt(along) : 1;
    int made = 0, worse = 0;
    for (; made < STEPS && worse < 3; made++) {
        double now = newton(c, b, k, x, h, g, room);
        if (!isfinite(now))
            break;
        /* Shortened steps need not bring the shares nearer; at the end, only rounding moves them. */
        worse = now >= off && off < 1e-10 ? worse + 1 : 0;
        if (now < off) {
            off = now;
            memcpy(best, x, k * sizeof *x);
        }
        if (now < 1e-16)
            break;
    }
    result->iterations = made;
    double noise = rounding(c, best, k);
    sum = 0;
    for (size_t i = 0; i < k; i++) {
        x[i] = best[i] / sqrt(covariance[i + i * k]);
        sum += x[i];
    }
    for (size_t i = 0; i < k; i++)
        x[i] /= sum;
    volatility = sqrt(fs_portfolio_variance(covariance, x, k));
    result->volatility = volatility;
    risk_of(covariance, x, k, g);
    for (size_t i = 0; i < k; i++) {
        if (result->weights)
            result->weights[i] = x[i];
        if (result->share)
            result->share[i] = x[i] * g[i] / volatility / volatility;
    }
    if (off <= fmax(1e-12, fmin(noise, 1e-9)))
        return FS_COMPUTE_OK;
    int none = riskless(c, k, g, room, room + k);
    if (none < 0)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (none)
        return fs_problem_set(
            problem, FS_COMPUTE_SINGULAR,
            "a long-only portfolio has no risk, so none can be shared: the covariance is singular");
    return fs_problem_set(
        problem, FS_COMPUTE_CONVERGENCE,
        "the shares of risk are off by %.2g after %d steps; the covariance may not be positive "
        "semidefinite",
        off, made);
}

int fs_portfolio_risk_parity(const double *covariance, size_t k,
                             const struct fs_portfolio_risk_parity_options *options,
                             struct fs_portfolio_risk_parity_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    int status = fs_require_covariance(covariance, k, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *x = fs_scratch_doubles(&scratch, k);
    status = search(covariance, k, options->budget, x, result, &scratch, problem);
    fs_scratch_free(&scratch);
    return status;
}

/* Weights into `out`, unless it is NULL, and the volatility they have. `equal` ones, or by inverse
 * volatility. */
static int by_rule(const double *covariance, size_t k, int equal, double *out, double *volatility,
                   struct fs_problem *problem)
{
    int status = fs_require_covariance(covariance, k, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *weights = fs_scratch_doubles(&scratch, k), sum = 0;
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t i = 0; i < k && status == FS_COMPUTE_OK; i++) {
        if (!equal && !(covariance[i + i * k] > 0))
            status =
                fs_problem_set(problem, FS_COMPUTE_DOMAIN, "asset %zu has no variance to weigh it by", i + 1);
        weights[i] = equal ? 1 : 1 / sqrt(covariance[i + i * k]);
        sum += weights[i];
    }
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < k; i++)
            weights[i] /= sum;
        *volatility = sqrt(fs_portfolio_variance(covariance, weights, k));
        if (out)
            memcpy(out, weights, k * sizeof *out);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_portfolio_inverse_volatility(const double *covariance, size_t k,
                                    struct fs_portfolio_inverse_volatility_result *result,
                                    struct fs_problem *problem)
{
    if (!result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there is no room for the result");
    return by_rule(covariance, k, 0, result->weights, &result->volatility, problem);
}

int fs_portfolio_equal_weight(const double *covariance, size_t k,
                              struct fs_portfolio_equal_weight_result *result, struct fs_problem *problem)
{
    if (!result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there is no room for the result");
    return by_rule(covariance, k, 1, result->weights, &result->volatility, problem);
}
