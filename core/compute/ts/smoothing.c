#include "compute/ts/smoothing.h"

#include "compute/ts/ets.h"
#include "compute/ts/ets_recursion.h"

/* Of the ETS parameter for a classical beta or gamma, for which the share must be known. */
static int shares(double alpha, double share, const char *name, struct fs_problem *problem)
{
    if (isnan(share) || !isnan(alpha))
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                          "%s is given without alpha; expected both, or alpha alone", name);
}

int fs_ses(const double *y, size_t n, const struct fs_ses_options *o, struct fs_ses_result *r,
           struct fs_problem *problem)
{
    struct fs_ets_options options = {.period = 1,
                                     .alpha = o->alpha,
                                     .beta = NAN,
                                     .gamma = NAN,
                                     .phi = NAN,
                                     .initial_level = NAN,
                                     .initial_trend = NAN,
                                     .horizon = o->horizon,
                                     .level = o->level,
                                     .paths = 1000};
    struct fs_ets_result result = {.level_path = r->smoothed,
                                   .fitted = r->fitted,
                                   .forecast = r->forecast,
                                   .lower = r->lower,
                                   .upper = r->upper};
    int status = fs_ets(y, n, &options, &result, problem);
    r->alpha = result.alpha;
    r->initial_level = result.initial_level;
    r->sse = result.sse;
    r->aicc = result.aicc;
    return status;
}

int fs_holt(const double *y, size_t n, const struct fs_holt_options *o, struct fs_holt_result *r,
            struct fs_problem *problem)
{
    int status = shares(o->alpha, o->beta, "beta", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_ets_options options = {.trend = o->damped ? FS_ETS_DAMPED : FS_ETS_TREND,
                                     .period = 1,
                                     .alpha = o->alpha,
                                     .beta = o->beta * o->alpha,
                                     .gamma = NAN,
                                     .phi = o->damped ? o->phi : NAN,
                                     .initial_level = NAN,
                                     .initial_trend = NAN,
                                     .horizon = o->horizon,
                                     .level = o->level,
                                     .paths = 1000};
    struct fs_ets_result result = {.level_path = r->smoothed,
                                   .trend_path = r->trend,
                                   .fitted = r->fitted,
                                   .forecast = r->forecast,
                                   .lower = r->lower,
                                   .upper = r->upper};
    status = fs_ets(y, n, &options, &result, problem);
    r->alpha = result.alpha;
    r->beta = result.alpha > 0.0 ? result.beta / result.alpha : 0.0;
    r->phi = result.phi;
    r->initial_level = result.initial_level;
    r->initial_trend = result.initial_trend;
    r->sse = result.sse;
    r->aicc = result.aicc;
    return status;
}

int fs_holt_winters(const double *y, size_t n, const struct fs_holt_winters_options *o,
                    struct fs_holt_winters_result *r, struct fs_problem *problem)
{
    int status = shares(o->alpha, o->beta, "beta", problem);
    if (status == FS_COMPUTE_OK)
        status = shares(o->alpha, o->gamma, "gamma", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_ets_options options = {
        .trend = o->damped ? FS_ETS_DAMPED : FS_ETS_TREND,
        .season = o->season == FS_HW_MULTIPLICATIVE ? FS_ETS_MULTIPLICATIVE_SEASON : FS_ETS_ADDITIVE_SEASON,
        .period = o->period,
        .alpha = o->alpha,
        .beta = o->beta * o->alpha,
        .gamma = o->gamma * (1.0 - o->alpha),
        .phi = o->damped ? o->phi : NAN,
        .initial_level = NAN,
        .initial_trend = NAN,
        .horizon = o->horizon,
        .level = o->level,
        .paths = o->paths,
        .seed = o->seed};
    struct fs_ets_result result = {.initial_season = r->initial_season,
                                   .level_path = r->smoothed,
                                   .trend_path = r->trend,
                                   .season_path = r->season,
                                   .fitted = r->fitted,
                                   .forecast = r->forecast,
                                   .lower = r->lower,
                                   .upper = r->upper};
    status = fs_ets(y, n, &options, &result, problem);
    r->alpha = result.alpha;
    r->beta = result.alpha > 0.0 ? result.beta / result.alpha : 0.0;
    r->gamma = result.alpha < 1.0 ? result.gamma / (1.0 - result.alpha) : 0.0;
    r->phi = result.phi;
    r->initial_level = result.initial_level;
    r->initial_trend = result.initial_trend;
    r->sse = result.sse;
    r->aicc = result.aicc;
    return status;
}
