#include "compute/portfolio/statistics.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/portfolio/limits.h"

/* exp of the entropy of the shares of variance along the covariance's eigenvectors. */
static int effective_bets(const double *weights, const double *covariance, size_t k, double *bets)
{
    struct fs_scratch scratch = {0};
    int order = (int)k, ask = -1, lwork, liwork, info;
    double size, *vectors = fs_scratch_doubles(&scratch, k * k), *values = fs_scratch_doubles(&scratch, k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return -1;
    }
    memcpy(vectors, covariance, k * k * sizeof *vectors);
    dsyevd_("V", "L", &order, vectors, &order, values, &size, &ask, &liwork, &ask, &info, 1, 1);
    lwork = (int)size;
    double *work = fs_scratch_doubles(&scratch, (size_t)lwork);
    int *integers = fs_scratch_bytes(&scratch, (size_t)liwork, sizeof *integers);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return -1;
    }
    dsyevd_("V", "L", &order, vectors, &order, values, work, &lwork, integers, &liwork, &info, 1, 1);
    double total = 0, entropy = 0;
    for (size_t i = 0; i < k; i++) {
        double along = cblas_ddot(order, vectors + i * k, 1, weights, 1);
        values[i] = along * along * fmax(values[i], 0);
        total += values[i];
    }
    for (size_t i = 0; i < k; i++)
        if (values[i] > 0)
            entropy -= values[i] / total * log(values[i] / total);
    *bets = info == 0 && total > 0 ? exp(entropy) : NAN;
    fs_scratch_free(&scratch);
    return 0;
}

int fs_portfolio_statistics(const double *weights, const double *covariance, size_t k,
                            const struct fs_portfolio_statistics_options *options,
                            struct fs_portfolio_statistics_result *result, struct fs_problem *problem)
{
    if (!weights || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    int status = fs_require_covariance(covariance, k, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(weights, k, "weights", problem);
    if (status == FS_COMPUTE_OK && options->expected)
        status = fs_require_finite(options->expected, k, "expected", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!isfinite(options->rf))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "rf is %g; expected a rate", options->rf);
    double squares = 0, alone = 0;
    *result = (struct fs_portfolio_statistics_result){0};
    for (size_t i = 0; i < k; i++) {
        result->net += weights[i];
        result->gross += fabs(weights[i]);
        squares += weights[i] * weights[i];
        alone += fabs(weights[i]) * sqrt(covariance[i + i * k]);
        result->expected_return += options->expected ? weights[i] * options->expected[i] : NAN;
    }
    if (result->gross == 0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "all weights are 0; expected a portfolio");
    result->volatility = sqrt(fs_portfolio_variance(covariance, weights, k));
    int risky = result->volatility > 0;
    result->sharpe = risky ? (result->expected_return - options->rf) / result->volatility : NAN;
    result->diversification_ratio = risky ? alone / result->volatility : NAN;
    result->herfindahl = squares / result->gross / result->gross;
    result->effective_assets = 1 / result->herfindahl;
    if (effective_bets(weights, covariance, k, &result->effective_bets) != 0)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    return FS_COMPUTE_OK;
}

int fs_portfolio_turnover(const double *target, const double *previous, size_t k,
                          const struct fs_portfolio_turnover_options *options,
                          struct fs_portfolio_turnover_result *result, struct fs_problem *problem)
{
    if (!target || !previous || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    if (k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are no assets");
    int status = fs_require_finite(target, k, "target", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(previous, k, "previous", problem);
    if (status == FS_COMPUTE_OK && options->returns)
        status = fs_require_finite(options->returns, k, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double growth = 1;
    for (size_t i = 0; i < k && options->returns; i++)
        growth += previous[i] * options->returns[i];
    if (!(growth > 0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "returns leave %g of the portfolio; expected above 0", growth);
    result->buys = result->sells = 0;
    for (size_t i = 0; i < k; i++) {
        double now = previous[i] * (1 + (options->returns ? options->returns[i] : 0)) / growth,
               trade = target[i] - now;
        *(trade > 0 ? &result->buys : &result->sells) += fabs(trade);
        if (result->trades)
            result->trades[i] = trade;
        if (result->drifted)
            result->drifted[i] = now;
    }
    result->turnover = result->buys + result->sells;
    result->one_way = fmin(result->buys, result->sells);
    return FS_COMPUTE_OK;
}
