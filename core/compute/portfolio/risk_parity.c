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

/* One step of Newton's method on 1/2 x'Cx - sum b log x. How far the shares are off then, NAN when it cannot be made. */
static double newton(const double *c, const double *b, size_t k, double *x, double *h, double *g,
                     double *step)
{
    int order = (int)k, one = 1, info;
    risk_of(c, x, k, g);
    memcpy(h, c, k * k * sizeof *h);
    for (size_t i = 0; i < k; i++) {
        g[i] -= b[i] / x[i];
        step[i] = g[i];
        h[i + i * k] += b[i] / (x[i] * x[i]);
    }
    dpotrf_("L", &order, h, &order, &info, 1);
    if (info == 0)
        dpotrs_("L", &order, &one, h, &order, step, &order, &info, 1);
    if (info != 0)
        return NAN;
    /* Self-concordance is that of a logarithm with factor 1; a smaller factor makes the function steeper by its root. */
    double least = b[0], decrement = sqrt(fmax(cblas_ddot(order, g, 1, step, 1), 0)), damp = 1, off = 0,
           risk = 0;
    for (size_t i = 0; i < k; i++)
        least = fmin(least, b[i]);
    decrement /= sqrt(least);
    if (decrement > 0.25)
        damp = 1 / (1 + decrement);
    for (size_t i = 0; i < k; i++)
        while (step[i] * damp >= 0.99 * x[i])
            damp *= 0.5;
    cblas_daxpy(order, -damp, step, 1, x, 1);
    risk_of(c, x, k, g);
    for (size_t i = 0; i < k; i++)
        risk += x[i] * g[i];
    for (size_t i = 0; i < k; i++)
        off = fmax(off, fabs(x[i] * g[i] / risk - b[i]));
    return risk > 0 ? off : NAN;
}

static int search(const double *covariance, size_t k, const double *budget, double *x,
                  struct fs_portfolio_risk_parity_result *result, struct fs_scratch *scratch,
                  struct fs_problem *problem)
{
    double *c = fs_scratch_doubles(scratch, k * k), *h = fs_scratch_doubles(scratch, k * k),
           *g = fs_scratch_doubles(scratch, k), *step = fs_scratch_doubles(scratch, k),
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
        double now = newton(c, b, k, x, h, g, step);
        if (!isfinite(now))
            break;
        /* Damped steps need not bring the shares nearer; at the end, only rounding moves them. */
        worse = now >= off && off < 1e-10 ? worse + 1 : 0;
        if (now < off) {
            off = now;
            memcpy(best, x, k * sizeof *x);
        }
        if (now < 1e-16)
            break;
    }
    result->iterations = made;
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
    if (off <= 1e-12)
        return FS_COMPUTE_OK;
    if (!(sum > 0) || !isfinite(sum) || !(volatility > 1e-8 * sqrt(covariance[0])))
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

int fs_portfolio_inverse_volatility(const double *covariance, size_t k,
                                    struct fs_portfolio_inverse_volatility_result *result,
                                    struct fs_problem *problem)
{
    if (!result || !result->weights)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there is no room for the weights");
    int status = fs_require_covariance(covariance, k, problem);
    double sum = 0;
    for (size_t i = 0; i < k && status == FS_COMPUTE_OK; i++) {
        if (!(covariance[i + i * k] > 0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "asset %zu has no variance to weigh it by",
                                  i + 1);
        sum += 1 / sqrt(covariance[i + i * k]);
    }
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < k; i++)
        result->weights[i] = 1 / sqrt(covariance[i + i * k]) / sum;
    result->volatility = sqrt(fs_portfolio_variance(covariance, result->weights, k));
    return FS_COMPUTE_OK;
}

int fs_portfolio_equal_weight(const double *covariance, size_t k,
                              struct fs_portfolio_equal_weight_result *result, struct fs_problem *problem)
{
    if (!result || !result->weights)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there is no room for the weights");
    int status = fs_require_covariance(covariance, k, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < k; i++)
        result->weights[i] = 1 / (double)k;
    result->volatility = sqrt(fs_portfolio_variance(covariance, result->weights, k));
    return FS_COMPUTE_OK;
}
