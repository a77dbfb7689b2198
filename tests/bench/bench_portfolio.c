/*
 * bench_portfolio: milliseconds to construct portfolios.
 *
 * Usage: bench_portfolio [ASSETS]   (default 500). The covariance has ten factors and noise of its own for
 * each asset. Each figure is the least of 5 runs.
 */
#include "compute/portfolio/hrp.h"
#include "compute/portfolio/mean_variance.h"
#include "compute/portfolio/risk_parity.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 5, FACTORS = 10 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static uint64_t seed = 1;

static double uniform(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) * 0x1p-53;
}

struct sample {
    size_t k;
    double *covariance, *expected, *previous, *upper, *weights;
};

static int max_sharpe(const struct sample *s, double upper, double turnover, struct fs_problem *problem)
{
    for (size_t i = 0; i < s->k; i++)
        s->upper[i] = upper;
    struct fs_portfolio_max_sharpe_options o = {
        .budget = 1, .upper = s->upper, .previous = s->previous, .turnover = turnover};
    struct fs_portfolio_max_sharpe_result r = {.weights = s->weights};
    return fs_portfolio_max_sharpe(s->expected, s->covariance, s->k, &o, &r, problem);
}

static int run(int what, const struct sample *s, struct fs_problem *problem)
{
    struct fs_portfolio_min_variance_options least = {.budget = 1, .turnover = NAN};
    struct fs_portfolio_min_variance_result least_result = {.weights = s->weights};
    struct fs_portfolio_frontier_options frontier = {.budget = 1, .turnover = NAN, .points = 50};
    struct fs_portfolio_frontier_result frontier_result = {0};
    struct fs_portfolio_risk_parity_options parity = {0};
    struct fs_portfolio_risk_parity_result parity_result = {.weights = s->weights};
    struct fs_portfolio_hrp_options tree = {.distance = what == 7};
    struct fs_portfolio_hrp_result tree_result = {.weights = s->weights};
    switch (what) {
    case 0:
        return fs_portfolio_min_variance(s->covariance, s->k, &least, &least_result, problem);
    case 1:
        return max_sharpe(s, INFINITY, NAN, problem);
    case 2:
        return max_sharpe(s, 4 / (double)s->k, NAN, problem);
    case 3:
        return max_sharpe(s, INFINITY, 0.5, problem);
    case 4:
        return fs_portfolio_frontier(s->expected, s->covariance, s->k, &frontier, &frontier_result, problem);
    case 5:
        return fs_portfolio_risk_parity(s->covariance, s->k, &parity, &parity_result, problem);
    default:
        return fs_portfolio_hrp(s->covariance, s->k, &tree, &tree_result, problem);
    }
}

int main(int argc, char **argv)
{
    size_t k = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 500;
    double *loads = calloc(k * FACTORS, sizeof *loads);
    struct sample s = {.k = k,
                       .covariance = calloc(k * k, sizeof(double)),
                       .expected = calloc(k, sizeof(double)),
                       .previous = calloc(k, sizeof(double)),
                       .upper = calloc(k, sizeof(double)),
                       .weights = calloc(k, sizeof(double))};
    if (k == 0 || !loads || !s.covariance || !s.expected || !s.previous || !s.upper || !s.weights)
        return 1;
    for (size_t i = 0; i < k * FACTORS; i++)
        loads[i] = 0.01 * (uniform() - 0.3);
    for (size_t i = 0; i < k; i++) {
        s.expected[i] = 0.001 * uniform();
        s.previous[i] = 1 / (double)k;
        for (size_t j = 0; j < k; j++)
            for (size_t f = 0; f < FACTORS; f++)
                s.covariance[i + j * k] += loads[i + f * k] * loads[j + f * k];
        s.covariance[i + i * k] += 1e-4 * (0.2 + uniform());
    }
    const char *names[] = {"least variance, long only",
                           "greatest Sharpe ratio, long only",
                           "the same, at most 4 / assets each",
                           "the same, turnover at most 0.5",
                           "frontier of 50 points",
                           "risk parity",
                           "hrp, distances of columns",
                           "hrp, condensed distances"};
    for (int what = 0; what < 8; what++) {
        double best = INFINITY;
        struct fs_problem problem = {0};
        for (int i = 0; i < RUNS; i++) {
            double start = now();
            if (run(what, &s, &problem) != FS_COMPUTE_OK) {
                fprintf(stderr, "%s: %s\n", names[what], problem.text);
                return 1;
            }
            best = fmin(best, now() - start);
        }
        printf("%-36s %8.1f ms\n", names[what], best);
    }
    free(loads);
    free(s.covariance);
    free(s.expected);
    free(s.previous);
    free(s.upper);
    free(s.weights);
    return 0;
}
