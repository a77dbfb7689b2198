#include "compute/risk/stress.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"

static int require_greeks(const double *delta, const double *gamma, size_t k, struct fs_problem *problem)
{
    int status = fs_perf_require(delta, k, 1, "delta", problem);
    if (status == FS_COMPUTE_OK && k > SIZE_MAX / k)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    return status == FS_COMPUTE_OK && gamma ? fs_perf_require(gamma, k * k, 1, "gamma", problem) : status;
}

/* (Gamma x)_j with the symmetric part of Gamma; x[i * step]. */
static double curvature(const double *gamma, const double *x, size_t step, size_t k, size_t j)
{
    double sum = 0.0;
    for (size_t i = 0; i < k; i++)
        sum += 0.5 * (gamma[i + j * k] + gamma[j + i * k]) * x[i * step];
    return sum;
}

int fs_risk_stress(const double *shocks, const double *delta, const double *gamma, size_t n, size_t k,
                   struct fs_risk_stress_result *result, struct fs_problem *problem)
{
    int status = require_greeks(delta, gamma, k, problem);
    if (status == FS_COMPUTE_OK && (n == 0 || n > INT32_MAX || n > SIZE_MAX / k))
        status = fs_problem_set(problem, FS_COMPUTE_SHORT, "there are %zu scenarios; expected at least 1", n);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(shocks, n * k, 1, "shocks", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        double first = 0.0, second = 0.0;
        for (size_t j = 0; j < k; j++) {
            double x = shocks[i + j * n], linear = delta[j] * x;
            double curved = gamma ? 0.5 * x * curvature(gamma, shocks + i, n, k, j) : 0.0;
            first += linear;
            second += curved;
            if (result->contribution)
                result->contribution[i + j * n] = linear + curved;
        }
        double pnl = 0.0;
        status = fs_perf_value(first + second, "the profit of a scenario", &pnl, problem);
        if (status != FS_COMPUTE_OK)
            return status;
        if (result->pnl)
            result->pnl[i] = pnl;
        if (result->first_order)
            result->first_order[i] = first;
        if (result->second_order)
            result->second_order[i] = second;
        if (i == 0 || pnl < result->worst) {
            result->worst = pnl;
            result->worst_row = (int32_t)(i + 1);
        }
    }
    return FS_COMPUTE_OK;
}

int fs_risk_reverse_stress(const double *shock, const double *delta, const double *gamma, size_t k,
                           const struct fs_risk_reverse_stress_options *options,
                           struct fs_risk_reverse_stress_result *result, struct fs_problem *problem)
{
    double loss = options->loss, a = 0.0, b = 0.0;
    int status = require_greeks(delta, gamma, k, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(shock, k, 1, "shock", problem);
    if (status == FS_COMPUTE_OK && !(loss > 0.0 && isfinite(loss)))
        status =
            fs_problem_set(problem, FS_COMPUTE_PARAMETER, "loss is %g; expected an amount above 0", loss);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t j = 0; j < k; j++) {
        b += delta[j] * shock[j];
        a += gamma ? 0.5 * shock[j] * curvature(gamma, shock, 1, k, j) : 0.0;
    }
    /* The smallest s > 0 with a s^2 + b s + loss = 0, written so that nothing cancels. */
    double discriminant = b * b - 4.0 * a * loss, scale = NAN;
    if (discriminant >= 0.0 && b < 0.0)
        scale = 2.0 * loss / (-b + sqrt(discriminant));
    else if (a < 0.0)
        scale = (b + sqrt(discriminant)) / (-2.0 * a);
    if (!isfinite(scale))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "no scale of this scenario loses %.10g; the most that it loses is %.10g", loss,
                              b < 0.0 && a > 0.0 ? b * b / (4.0 * a) : 0.0);
    for (size_t j = 0; result->scenario && j < k; j++)
        result->scenario[j] = scale * shock[j];
    return fs_perf_value(scale, "the scale", &result->value, problem);
}

static int require_returns(const double *returns, size_t n, size_t k, int32_t kind,
                           struct fs_problem *problem)
{
    if (n == 0 || k == 0 || n > SIZE_MAX / k)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are %zu returns of %zu factors; expected some", n, k);
    return fs_perf_require_growth(returns, n * k, 1, kind, "returns", problem);
}

static double window_total(const double *r, size_t n, int32_t kind)
{
    return fs_perf_total(r, n, kind, kind == FS_PERF_LOG ? FS_PERF_ARITHMETIC : FS_PERF_GEOMETRIC);
}

int fs_risk_period_shocks(const double *returns, const double *first, const double *last, size_t n, size_t k,
                          size_t m, const struct fs_risk_period_shocks_options *options,
                          struct fs_risk_period_shocks_result *result, struct fs_problem *problem)
{
    int status = require_returns(returns, n, k, options->kind, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(first, m, 1, "first", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(last, m, 1, "last", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t w = 0; w < m; w++) {
        if (!(first[w] >= 1.0 && last[w] >= first[w] && last[w] <= (double)n) ||
            first[w] != floor(first[w]) || last[w] != floor(last[w]))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "window %zu is %.10g to %.10g; expected whole positions within 1 to %zu",
                                  w + 1, first[w], last[w], n);
        size_t from = (size_t)first[w] - 1, count = (size_t)last[w] - from;
        for (size_t j = 0; result->shocks && j < k; j++)
            result->shocks[w + j * m] = window_total(returns + from + j * n, count, options->kind);
    }
    return FS_COMPUTE_OK;
}

int fs_risk_window_shocks(const double *returns, size_t n, size_t k,
                          const struct fs_risk_window_shocks_options *options,
                          struct fs_risk_window_shocks_result *result, struct fs_problem *problem)
{
    int status = require_returns(returns, n, k, options->kind, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (options->length < 1 || (size_t)options->length > n)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "length is %d; expected 1 to %zu periods",
                              (int)options->length, n);
    size_t length = (size_t)options->length, rows = n - length + 1;
    for (size_t j = 0; result->shocks && j < k; j++)
        for (size_t i = 0; i < rows; i++)
            result->shocks[i + j * rows] = window_total(returns + i + j * n, length, options->kind);
    return FS_COMPUTE_OK;
}
