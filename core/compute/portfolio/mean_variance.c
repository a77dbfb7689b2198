#include "compute/portfolio/mean_variance.h"

#include <string.h>

#include "compute/linear/lapack.h"

#define NOT_THERE "a part of the calculation is not there"

struct point {
    FS_PORTFOLIO_POINT
};

/* Mean and variance of the solution for the tolerance of risk t. */
struct look {
    double t, mean, variance;
};

static int look(struct fs_portfolio_program *g, double t, struct look *at, struct fs_problem *problem)
{
    int status = fs_portfolio_solve(g, t, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    at->t = t;
    at->mean = g->expected ? cblas_ddot((int)g->k, g->expected, 1, g->weights, 1) : NAN;
    at->variance = fs_portfolio_variance(g->covariance, g->weights, g->k);
    return FS_COMPUTE_OK;
}

static double turnover_of(const struct fs_portfolio_program *g)
{
    double sum = 0;
    if (!g->previous)
        return NAN;
    for (size_t i = 0; i < g->k; i++)
        sum += fabs(g->weights[i] - g->previous[i]);
    return sum;
}

static double sharpe_of(double mean, double variance, double rf)
{
    return variance > 0 ? (mean - rf) / sqrt(variance) : NAN;
}

/* What the program holds becomes the result. `t` is NaN where the tolerance is the multiplier of the expected
 * return. */
static void tell(const struct fs_portfolio_program *g, double t, double rf, struct point *result)
{
    double variance = fs_portfolio_variance(g->covariance, g->weights, g->k);
    result->expected_return = cblas_ddot((int)g->k, g->expected, 1, g->weights, 1);
    result->volatility = sqrt(variance);
    result->sharpe = sharpe_of(result->expected_return, variance, rf);
    result->risk_aversion = 1 / (t == t ? t : fabs(g->row_dual[1]));
    result->turnover = turnover_of(g);
    result->budget_dual = g->row_dual[0];
    if (result->weights)
        memcpy(result->weights, g->weights, g->k * sizeof *g->weights);
    if (result->bound_dual)
        memcpy(result->bound_dual, g->bound_dual, g->k * sizeof *g->bound_dual);
}

/* Results with the same members have the same layout; the members are copied to keep to the language. */
#define TO_POINT(r)                                                                                          \
    {                                                                                                        \
        .weights = (r)->weights, .bound_dual = (r)->bound_dual                                               \
    }
#define FROM_POINT(r, p)                                                                                     \
    do {                                                                                                     \
        (r)->expected_return = (p).expected_return;                                                          \
        (r)->volatility = (p).volatility;                                                                    \
        (r)->sharpe = (p).sharpe;                                                                            \
        (r)->risk_aversion = (p).risk_aversion;                                                              \
        (r)->turnover = (p).turnover;                                                                        \
        (r)->budget_dual = (p).budget_dual;                                                                  \
    } while (0)

int fs_portfolio_min_variance(const double *covariance, size_t k,
                              const struct fs_portfolio_min_variance_options *options,
                              struct fs_portfolio_min_variance_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    int status = fs_portfolio_open(&g, NULL, covariance, k, &limits, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_portfolio_solve(&g, 0, problem);
    if (status == FS_COMPUTE_OK) {
        result->volatility = sqrt(fs_portfolio_variance(covariance, g.weights, k));
        result->turnover = turnover_of(&g);
        result->budget_dual = g.row_dual[0];
        if (result->weights)
            memcpy(result->weights, g.weights, k * sizeof *g.weights);
        if (result->bound_dual)
            memcpy(result->bound_dual, g.bound_dual, k * sizeof *g.bound_dual);
    }
    fs_portfolio_close(&g);
    return status;
}

/* Opens a program of one portfolio, checks that there are expected returns and a rate. */
static int open_with(struct fs_portfolio_program *g, const double *expected, const double *covariance,
                     size_t k, const struct fs_portfolio_limits *limits, double rf,
                     struct fs_problem *problem)
{
    int status = fs_portfolio_open(g, expected, covariance, k, limits, problem);
    if (status == FS_COMPUTE_OK && !expected)
        status = fs_problem_set(problem, FS_COMPUTE_NULL, "there are no expected returns");
    if (status == FS_COMPUTE_OK && !isfinite(rf))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "rf is %g; expected a rate", rf);
    return status;
}

int fs_portfolio_max_utility(const double *expected, const double *covariance, size_t k,
                             const struct fs_portfolio_max_utility_options *options,
                             struct fs_portfolio_max_utility_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    if (!(options->risk_aversion > 0 && isfinite(options->risk_aversion)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "risk_aversion is %g; expected a number above 0",
                              options->risk_aversion);
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    struct point point = TO_POINT(result);
    int status = open_with(&g, expected, covariance, k, &limits, options->rf, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_portfolio_solve(&g, 1 / options->risk_aversion, problem);
    if (status == FS_COMPUTE_OK) {
        tell(&g, 1 / options->risk_aversion, options->rf, &point);
        FROM_POINT(result, point);
    }
    fs_portfolio_close(&g);
    return status;
}

int fs_portfolio_efficient_return(const double *expected, const double *covariance, size_t k,
                                  const struct fs_portfolio_efficient_return_options *options,
                                  struct fs_portfolio_efficient_return_result *result,
                                  struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    if (!isfinite(options->target))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "target is %s; expected a return",
                              isnan(options->target) ? "missing" : "infinite");
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    struct point point = TO_POINT(result);
    int status = open_with(&g, expected, covariance, k, &limits, options->rf, problem);
    if (status == FS_COMPUTE_OK) {
        g.row_lower[1] = options->target;
        status = fs_portfolio_solve(&g, 0, problem);
    }
    if (status == FS_COMPUTE_OK) {
        tell(&g, NAN, options->rf, &point);
        FROM_POINT(result, point);
    }
    fs_portfolio_close(&g);
    return status;
}

/*
 * Between changes of the active set, weights are linear in t, and so is the mean, e(t) = e(0) + b t, and the
 * variance is v(t) = v(0) + b t^2, because along the frontier d(v / 2) = t de. What is sought is therefore
 * found exactly once two looks fall on the same piece; until then a bracket keeps the steps honest.
 */
enum { STEPS = 200, DOUBLINGS = 60 };

/* Once this near, relative, what is sought is found: steps are exact by then, but for the rounding of looks. */
#define NEAR 1e-13

static double slope(const struct look *a, const struct look *b)
{
    return a->t == b->t ? 0 : (b->mean - a->mean) / (b->t - a->t);
}

/* A tolerance of risk to begin with: at which means and variance weigh alike. */
static double first_t(const struct fs_portfolio_program *g, const struct look *least)
{
    double spread = 0, largest = 0;
    for (size_t i = 0; i < g->k; i++) {
        spread = fmax(spread, fabs(g->expected[i] - least->mean));
        largest = fmax(largest, g->covariance[i + i * g->k]);
    }
    double variance = fmax(least->variance, 1e-4 * largest);
    return spread > 0 && variance > 0 ? variance / spread : 1;
}

/* The t whose volatility is `target`. */
static int find_risk(struct fs_portfolio_program *g, double target, double *t, struct fs_problem *problem)
{
    struct look low, high, before;
    double most, variance = target * target;
    int status = look(g, 0, &low, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (low.variance > variance * (1 + 1e-10))
        return fs_problem_set(
            problem, FS_COMPUTE_INFEASIBLE,
            "the least volatility within the limits is %.6g; expected a target of at least that, "
            "not %.6g",
            sqrt(low.variance), target);
    status = fs_portfolio_most(g, &most, problem);
    /* v - v(0) is the integral of 2t de and so at most 2t times the rise of the mean. */
    double next = isfinite(most) && most > low.mean && variance > low.variance
                      ? 0.5 * (variance - low.variance) / (most - low.mean)
                      : first_t(g, &low);
    high = before = low;
    for (int i = 0; i < DOUBLINGS && status == FS_COMPUTE_OK && high.variance < variance; i++, next *= 4) {
        before = high;
        if (high.mean >= most - 1e-13 * fabs(most))
            break; /* even the greatest return is not that volatile */
        status = look(g, next, &high, problem);
    }
    *t = high.t;
    if (status != FS_COMPUTE_OK || high.variance <= variance)
        return status;
    low = before;
    struct look at = high;
    for (int i = 0; i < STEPS; i++) {
        double b = slope(&before, &at), square = at.t * at.t + (variance - at.variance) / b;
        next = b > 0 && square > 0 ? sqrt(square) : NAN;
        if (!(next >= low.t && next <= high.t) || i % 8 == 7)
            next = 0.5 * (low.t + high.t);
        before = at;
        status = look(g, next, &at, problem);
        *t = at.t;
        if (status != FS_COMPUTE_OK || fabs(at.variance - variance) <= NEAR * variance || at.t == before.t)
            return status;
        *(at.variance < variance ? &low : &high) = at;
    }
    return fabs(at.variance - variance) <= 1e-12 * variance
               ? FS_COMPUTE_OK
               : fs_problem_set(problem, FS_COMPUTE_CONVERGENCE, "volatility came to %.17g instead of %.17g",
                                sqrt(at.variance), target);
}

/* Whether the variance is nothing but what rounding leaves of terms that cancel. */
static int riskless(const struct fs_portfolio_program *g, double variance)
{
    double terms = 0;
    for (size_t j = 0; j < g->k; j++)
        for (size_t i = 0; i < g->k && g->weights[j] != 0; i++)
            terms += fabs(g->weights[i] * g->covariance[i + j * g->k] * g->weights[j]);
    return variance <= 1e-13 * terms;
}

static int no_risk(double rf, struct fs_problem *problem)
{
    return fs_problem_set(
        problem, FS_COMPUTE_DOMAIN,
        "the Sharpe ratio has no maximum: the covariance is singular, and a portfolio without any "
        "risk earns more than rf, %.6g",
        rf);
}

/* The t of the tangency portfolio: where t (e - rf) = v. */
static int find_tangency(struct fs_portfolio_program *g, double rf, double *t, struct fs_problem *problem)
{
    struct look before, at;
    int status = look(g, 0, &before, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double next = before.mean > rf && before.variance > 0 ? before.variance / (before.mean - rf)
                                                          : first_t(g, &before),
           low = 0, high = INFINITY, most = NAN;
    at = before;
    for (int i = 0; i < DOUBLINGS && at.mean <= rf; i++, next *= 4) {
        if (i == 0 && (status = fs_portfolio_most(g, &most, problem)) != FS_COMPUTE_OK)
            return status;
        if (most <= rf)
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "no portfolio within the limits has an expected return above rf, %.6g: the greatest "
                "is %.6g",
                rf, most);
        before = at;
        if ((status = look(g, next, &at, problem)) != FS_COMPUTE_OK)
            return status;
        low = at.t * (at.mean - rf) < at.variance ? at.t : low;
    }
    if (at.mean > rf && riskless(g, at.variance))
        return no_risk(rf, problem);
    next = at.t > 0 && at.mean > rf ? at.variance / (at.mean - rf) : next;
    double ceiling = 1e12 * next;
    for (int i = 0; i < STEPS && at.mean > rf; i++) {
        before = at;
        if ((status = look(g, next, &at, problem)) != FS_COMPUTE_OK)
            return status;
        if (at.mean > rf && riskless(g, at.variance))
            return no_risk(rf, problem);
        double excess = at.mean - rf, off = at.t * excess - at.variance;
        *t = at.t;
        if (fabs(off) <= NEAR * at.variance || at.t == before.t)
            return FS_COMPUTE_OK;
        *(off < 0 ? &low : &high) = at.t;
        double b = slope(&before, &at), bottom = excess - b * at.t;
        next = bottom > 0 ? (at.variance - b * at.t * at.t) / bottom : INFINITY;
        if (!(next > low && next < high))
            next = high < INFINITY ? 0.5 * (low + high) : at.t * 8;
        if (next <= low || next >= high)
            return FS_COMPUTE_OK; /* the bracket is as small as numbers are */
        if (next > ceiling)
            break;
    }
    return fs_problem_set(
        problem, FS_COMPUTE_DOMAIN,
        "the Sharpe ratio has no maximum: it rises with ever greater positions, as the portfolio of "
        "least variance does not earn rf, %.6g; give bounds of weights",
        rf);
}

int fs_portfolio_efficient_risk(const double *expected, const double *covariance, size_t k,
                                const struct fs_portfolio_efficient_risk_options *options,
                                struct fs_portfolio_efficient_risk_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    if (isnan(options->target))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "target is missing; expected a volatility");
    if (!(options->target >= 0 && isfinite(options->target)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "target is %g; expected a volatility of at least 0", options->target);
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    struct point point = TO_POINT(result);
    double t = 0;
    int status = open_with(&g, expected, covariance, k, &limits, options->rf, problem);
    if (status == FS_COMPUTE_OK)
        status = find_risk(&g, options->target, &t, problem);
    if (status == FS_COMPUTE_OK) {
        tell(&g, t, options->rf, &point);
        FROM_POINT(result, point);
    }
    fs_portfolio_close(&g);
    return status;
}

int fs_portfolio_max_sharpe(const double *expected, const double *covariance, size_t k,
                            const struct fs_portfolio_max_sharpe_options *options,
                            struct fs_portfolio_max_sharpe_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    struct point point = TO_POINT(result);
    double t = 0;
    int status = open_with(&g, expected, covariance, k, &limits, options->rf, problem);
    if (status == FS_COMPUTE_OK)
        status = find_tangency(&g, options->rf, &t, problem);
    if (status == FS_COMPUTE_OK) {
        tell(&g, t, options->rf, &point);
        FROM_POINT(result, point);
    }
    fs_portfolio_close(&g);
    return status;
}

int fs_portfolio_frontier(const double *expected, const double *covariance, size_t k,
                          const struct fs_portfolio_frontier_options *options,
                          struct fs_portfolio_frontier_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, NOT_THERE);
    if (options->points < 2 || options->points > 1000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "points is %d; expected 2 to 1000",
                              options->points);
    struct fs_portfolio_program g;
    struct fs_portfolio_limits limits = FS_PORTFOLIO_LIMITS_OF(options);
    struct look least = {0};
    size_t points = (size_t)options->points;
    double most = NAN;
    int status = open_with(&g, expected, covariance, k, &limits, options->rf, problem);
    if (status == FS_COMPUTE_OK)
        status = look(&g, 0, &least, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_portfolio_most(&g, &most, problem);
    if (status == FS_COMPUTE_OK && most == INFINITY)
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "the frontier has no end: weights may grow for ever; give bounds of weights");
    for (size_t i = 0; i < points && status == FS_COMPUTE_OK; i++) {
        /* The greatest return belongs to one portfolio, which rounding must not take away. */
        double range = most - least.mean, part = (double)i / (double)(points - 1);
        if (i > 0) {
            g.row_lower[1] = i == points - 1 ? most : least.mean + range * part;
            status = fs_portfolio_solve(&g, 0, problem);
            if (status == FS_COMPUTE_INFEASIBLE && i == points - 1) {
                g.row_lower[1] = most - 1e-10 * range - 1e-13 * fabs(most);
                status = fs_portfolio_solve(&g, 0, problem);
            }
            if (status != FS_COMPUTE_OK)
                break;
        }
        double mean = cblas_ddot((int)k, expected, 1, g.weights, 1),
               variance = fs_portfolio_variance(covariance, g.weights, k);
        if (result->expected_returns)
            result->expected_returns[i] = mean;
        if (result->volatilities)
            result->volatilities[i] = sqrt(variance);
        if (result->sharpes)
            result->sharpes[i] = sharpe_of(mean, variance, options->rf);
        for (size_t j = 0; j < k && result->weights; j++)
            result->weights[i + j * points] = g.weights[j];
    }
    fs_portfolio_close(&g);
    return status;
}
