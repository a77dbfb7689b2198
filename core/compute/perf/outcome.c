#include "compute/perf/outcome.h"

#include "compute/scratch.h"
#include "compute/stats/quantile.h"

#include <string.h>

struct outcomes {
    double wins, losses; /* counts */
    double won, lost;    /* sums, both positive */
};

static int count(const double *returns, size_t n, struct outcomes *out, struct fs_problem *problem)
{
    *out = (struct outcomes){0};
    int status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status == FS_COMPUTE_OK && n > INT32_MAX)
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there are more than 2^31 returns");
    for (size_t i = 0; status == FS_COMPUTE_OK && i < n; i++) {
        double r = returns[i];
        out->wins += r > 0.0;
        out->losses += r < 0.0;
        out->won += r > 0.0 ? r : 0.0;
        out->lost -= r < 0.0 ? r : 0.0;
    }
    return status;
}

int fs_perf_win_rate(const double *returns, size_t n, struct fs_perf_win_rate_result *result,
                     struct fs_problem *problem)
{
    struct outcomes all;
    int status = count(returns, n, &all, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->wins = (int32_t)all.wins;
    result->losses = (int32_t)all.losses;
    result->zeros = (int32_t)((double)n - all.wins - all.losses);
    return fs_perf_ratio(all.wins, all.wins + all.losses, "the win rate", "the number of wins and losses",
                         &result->value, problem);
}

/* Mean win by mean loss. */
static int payoff(const struct outcomes *all, double *value, struct fs_problem *problem)
{
    if (all->wins == 0.0 || all->losses == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "there is no %s: the payoff ratio is not defined",
                              all->losses == 0.0 ? "loss" : "win");
    return fs_perf_value((all->won / all->wins) / (all->lost / all->losses), "the payoff ratio", value,
                         problem);
}

int fs_perf_payoff_ratio(const double *returns, size_t n, struct fs_perf_payoff_ratio_result *result,
                         struct fs_problem *problem)
{
    struct outcomes all;
    int status = count(returns, n, &all, problem);
    if (status == FS_COMPUTE_OK)
        status = payoff(&all, &result->value, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    result->average_win = all.won / all.wins;
    result->average_loss = all.lost / all.losses;
    return FS_COMPUTE_OK;
}

int fs_perf_profit_factor(const double *returns, size_t n, struct fs_perf_profit_factor_result *result,
                          struct fs_problem *problem)
{
    struct outcomes all;
    int status = count(returns, n, &all, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_ratio(all.won, all.lost, "the profit factor", "the sum of losses", &result->value,
                         problem);
}

int fs_perf_gain_to_pain(const double *returns, size_t n, struct fs_perf_gain_to_pain_result *result,
                         struct fs_problem *problem)
{
    struct outcomes all;
    int status = count(returns, n, &all, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    return fs_perf_ratio(all.won - all.lost, all.lost, "gain to pain", "the sum of losses", &result->value,
                         problem);
}

int fs_perf_tail_ratio(const double *returns, size_t n, const struct fs_perf_tail_ratio_options *options,
                       struct fs_perf_tail_ratio_result *result, struct fs_problem *problem)
{
    double level = options->level;
    int status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status == FS_COMPUTE_OK && !(level > 0.5 && level < 1.0))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                "level is %g; expected a number between 0.5 and 1", level);
    if (status == FS_COMPUTE_OK && (options->quantile_type < 1 || options->quantile_type > FS_QUANTILE_TYPES))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "quantile_type is %d; expected 1 to 9",
                                (int)options->quantile_type);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *sorted = fs_scratch_doubles(&scratch, n);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    memcpy(sorted, returns, n * sizeof *sorted);
    fs_sort_values(sorted, n);
    double right = fs_quantile_sorted(sorted, n, level, options->quantile_type);
    double left = fs_quantile_sorted(sorted, n, 1.0 - level, options->quantile_type);
    fs_scratch_free(&scratch);
    return fs_perf_ratio(fabs(right), fabs(left), "the tail ratio", "the left quantile", &result->value,
                         problem);
}

int fs_perf_kelly(const double *returns, size_t n, const struct fs_perf_kelly_options *options,
                  struct fs_perf_kelly_result *result, struct fs_problem *problem)
{
    double rate = 0.0, ratio = 0.0, stake = 0.0;
    int status = fs_perf_require_choice(options->method, 2, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_rate(options->rf, options->periods, options->kind, &rate, problem);
    if (status == FS_COMPUTE_OK && !(options->fraction > 0.0 && isfinite(options->fraction)))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "fraction is %g; expected a number above 0",
                                options->fraction);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, options->method == 0 ? 2 : 1, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (options->method == 0) {
        struct fs_perf_moments moments = fs_perf_moments(returns, n, 1);
        status = fs_perf_ratio(moments.mean - rate, moments.deviation * moments.deviation, "Kelly's share",
                               "the variance", &stake, problem);
    } else {
        struct outcomes all;
        status = count(returns, n, &all, problem);
        if (status == FS_COMPUTE_OK)
            status = payoff(&all, &ratio, problem);
        if (status == FS_COMPUTE_OK) {
            double p = all.wins / (all.wins + all.losses);
            stake = p - (1.0 - p) / ratio;
        }
    }
    return status == FS_COMPUTE_OK
               ? fs_perf_value(stake * options->fraction, "Kelly's share", &result->value, problem)
               : status;
}

/* Where sign * r is largest. */
static int extreme(const double *returns, size_t n, double sign, double *value, double *position,
                   struct fs_problem *problem)
{
    int status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (sign * returns[i] > sign * returns[best])
            best = i;
    *value = returns[best];
    *position = (double)(best + 1);
    return FS_COMPUTE_OK;
}

int fs_perf_best(const double *returns, size_t n, struct fs_perf_best_result *result,
                 struct fs_problem *problem)
{
    return extreme(returns, n, 1.0, &result->value, &result->position, problem);
}

int fs_perf_worst(const double *returns, size_t n, struct fs_perf_worst_result *result,
                  struct fs_problem *problem)
{
    return extreme(returns, n, -1.0, &result->value, &result->position, problem);
}

/* The longest run with sign * r > 0. */
static int longest(const double *returns, size_t n, double sign, double *value, double *end,
                   struct fs_problem *problem)
{
    int status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t run = 0, best = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        run = sign * returns[i] > 0.0 ? run + 1 : 0;
        if (run > best) {
            best = run;
            last = i + 1;
        }
    }
    *value = (double)best;
    *end = best ? (double)last : NAN;
    return FS_COMPUTE_OK;
}

int fs_perf_consecutive_wins(const double *returns, size_t n, struct fs_perf_consecutive_wins_result *result,
                             struct fs_problem *problem)
{
    return longest(returns, n, 1.0, &result->value, &result->end, problem);
}

int fs_perf_consecutive_losses(const double *returns, size_t n,
                               struct fs_perf_consecutive_losses_result *result, struct fs_problem *problem)
{
    return longest(returns, n, -1.0, &result->value, &result->end, problem);
}
