#include "compute/ts/ets.h"

#include "compute/scratch.h"
#include "compute/solve/minimise.h"
#include "compute/stats/distributions.h"
#include "compute/stats/random.h"
#include "compute/ts/ets_recursion.h"

#include <stdlib.h>
#include <string.h>

#define LOG_2PI 1.8378770664093454836

/* Variables of the search, in this order where they are estimated: alpha, beta / alpha, gamma / (1 - alpha),
 * phi, level, slope, and the seasons but the last. */
enum { ALPHA, BETA, GAMMA, PHI, LEVEL, SLOPE, SEASON, KINDS };

struct fit {
    struct fs_ets_model model;
    const double *y; /* in units of `unit` */
    size_t n;
    double known[SEASON]; /* NaN: estimated; beta and gamma as they are */
    double *start_season; /* period: known, or of the latest point */
    int free_season;
    double *moving; /* period: the seasons while they run */
    size_t k;
};

static struct fs_ets_state unpack(struct fit *f, const double *x)
{
    const struct fs_ets_model *m = &f->model;
    double values[SEASON];
    int given[SEASON];
    size_t at = 0;
    for (int i = 0; i < SEASON; i++) {
        given[i] = !isnan(f->known[i]);
        values[i] = given[i] ? f->known[i] : x[at++];
    }
    if (!given[BETA])
        values[BETA] *= values[ALPHA];
    if (!given[GAMMA])
        values[GAMMA] *= 1.0 - values[ALPHA];
    if (f->free_season) {
        double last = m->season == FS_ETS_ADDITIVE_SEASON ? 0.0 : (double)m->period;
        for (size_t i = 0; i + 1 < m->period; i++) {
            f->start_season[i] = x[at++];
            last -= f->start_season[i];
        }
        f->start_season[m->period - 1] = last;
    }
    memcpy(f->moving, f->start_season, m->period * sizeof(double));
    return (struct fs_ets_state){values[ALPHA], values[BETA],  values[GAMMA], values[PHI],
                                 values[LEVEL], values[SLOPE], f->moving};
}

/* Minus the mean log-likelihood, sigma2 concentrated out. */
static double objective(const double *x, void *context)
{
    struct fit *f = context;
    struct fs_ets_state state = unpack(f, x);
    double squares, logs, n = (double)f->n;
    if (!fs_ets_run(&f->model, &state, f->y, f->n, &squares, &logs, NULL, NULL, NULL, NULL))
        return NAN;
    return 0.5 * (LOG_2PI + log(squares / n) + 1.0) + logs / n;
}

static int check(const double *y, size_t n, const struct fs_ets_options *o, size_t parameters, double *unit,
                 struct fs_problem *problem)
{
    const struct {
        const char *name;
        int32_t value, min, max;
    } ranges[] = {
        {"error", o->error, 0, 1},       {"trend", o->trend, 0, 2},
        {"season", o->season, 0, 2},     {"period", o->period, o->season ? 2 : 1, o->season ? 400 : 1},
        {"initial", o->initial, 0, 1},   {"horizon", o->horizon, 1, 10000},
        {"paths", o->paths, 100, 100000}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max)
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                  "%s is %d; expected an integer from %d to %d%s", ranges[i].name,
                                  ranges[i].value, ranges[i].min, ranges[i].max,
                                  i != 3      ? ""
                                  : o->season ? " with a season"
                                              : " without a season");
    const struct {
        const char *name;
        double value, min, max;
    } numbers[] = {
        {"alpha", o->alpha, 0, 1}, {"beta", o->beta, 0, 1}, {"gamma", o->gamma, 0, 1}, {"phi", o->phi, 0, 1}};
    for (size_t i = 0; i < 4; i++)
        if (numbers[i].value < numbers[i].min || numbers[i].value > numbers[i].max)
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "%s is %g; expected a number from 0 to 1",
                                  numbers[i].name, numbers[i].value);
    if (!(o->level > 0.0 && o->level < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "level is %g; expected a number between 0 and 1",
                              o->level);
    if (o->season == FS_ETS_MULTIPLICATIVE_SEASON && (double)o->horizon * o->paths > 2e7)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "%d paths of %d values are too many; expected at most 20 million values",
                              o->paths, o->horizon);
    if (o->initial_season && o->initial_season_length != (size_t)o->period)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "initial_season has %zu values; expected %d",
                              o->initial_season_length, o->period);
    size_t period = (size_t)o->period, least = o->season ? 10 + 2 * (period / 2) : 10;
    if (o->season && least < 2 * period)
        least = 2 * period;
    if (least < parameters + 2)
        least = parameters + 2;
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "y has %zu values; expected at least %zu for this model", n, least);
    int status = fs_require_finite(y, n, "y", problem);
    if (status == FS_COMPUTE_OK && o->initial_season)
        status = fs_require_finite(o->initial_season, period, "initial_season", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double largest = 0.0, mean = 0.0, squares = 0.0;
    for (size_t t = 0; t < n; t++) {
        if ((o->error == FS_ETS_MULTIPLICATIVE || o->season == FS_ETS_MULTIPLICATIVE_SEASON) && !(y[t] > 0.0))
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "y[%zu] is %g; expected values above 0 for multiplicative errors or seasons", t + 1, y[t]);
        largest = fmax(largest, fabs(y[t]));
    }
    if (!(largest < 1e150))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "y has values of %g; expected less than 1e150",
                              largest);
    for (size_t t = 0; t < n; t++)
        mean += y[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        squares += (y[t] - mean) * (y[t] - mean);
    double deviation = sqrt(squares / (double)n);
    if (!(deviation > 1e-13 * largest) || deviation < 1e-140)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "y does not vary; expected a series that does");
    *unit = ldexp(1.0, ilogb(deviation));
    return FS_COMPUTE_OK;
}

/* Fills x with a start whose smoothing parameters are a, b, g and whose states are the heuristic ones. */
static void put_start(const struct fit *f, const struct fs_ets_state *h, double a, double b, double g,
                      double *x)
{
    double values[SEASON] = {a, b, g, 0.95, h->level, h->slope};
    size_t at = 0;
    for (int i = 0; i < SEASON; i++)
        if (isnan(f->known[i]))
            x[at++] = values[i];
    for (size_t i = 0; f->free_season && i + 1 < f->model.period; i++)
        x[at++] = h->seasonal[i];
}

static void bounds(const struct fit *f, double *lower, double *upper)
{
    size_t at = 0;
    for (int i = 0; i < SEASON; i++)
        if (isnan(f->known[i])) {
            lower[at] = i < PHI ? 1e-4 : i == PHI ? 0.8 : -HUGE_VAL;
            upper[at++] = i < PHI ? 1.0 - 1e-4 : i == PHI ? 0.98 : HUGE_VAL;
        }
    for (; at < f->k; at++) {
        lower[at] = f->model.season == FS_ETS_MULTIPLICATIVE_SEASON ? 1e-6 : -HUGE_VAL;
        upper[at] = HUGE_VAL;
    }
}

/* From the best points of a grid of smoothing parameters, one of little and one of much smoothing: the
 * surface has more than one valley. */
static int search(struct fit *f, const struct fs_ets_state *heuristic, double *best, double *x, double *lower,
                  double *upper, int *iterations, struct fs_problem *reason)
{
    static const double alphas[2][3] = {{0.02, 0.1, 0.3}, {0.5, 0.75, 0.95}}, shares[] = {0.02, 0.2, 0.6};
    double least = HUGE_VAL;
    int status = FS_COMPUTE_DOMAIN;
    fs_problem_set(reason, status, "the model is not defined at any start");
    bounds(f, lower, upper);
    for (int half = 0; half < 2; half++) {
        double start = HUGE_VAL, a = 0.1, b = 0.1, g = 0.1;
        for (int i = 0; i < 27; i++) {
            put_start(f, heuristic, alphas[half][i / 9], shares[i / 3 % 3], shares[i % 3], x);
            double value = objective(x, f);
            if (value < start) {
                start = value;
                a = alphas[half][i / 9];
                b = shares[i / 3 % 3];
                g = shares[i % 3];
            }
        }
        put_start(f, heuristic, a, b, g, x);
        if (!(start < HUGE_VAL))
            continue;
        struct fs_minimum minimum;
        struct fs_problem here = {0};
        int found = fs_minimise_bfgs(objective, NULL, f, f->k, x, lower, upper, 1e-8, 1000, &minimum, &here);
        if (found == FS_COMPUTE_MEMORY) {
            *reason = here;
            return found;
        }
        if ((found == FS_COMPUTE_OK || found == FS_COMPUTE_CONVERGENCE) && minimum.value < least) {
            least = minimum.value;
            memcpy(best, x, f->k * sizeof *x);
            *iterations = minimum.iterations;
            status = found;
            *reason = here;
        }
    }
    return status;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The quantile between order statistics (type 7). */
static double quantile(const double *sorted, size_t count, double p)
{
    double at = p * (double)(count - 1);
    size_t low = (size_t)at, high = low + 1 < count ? low + 1 : low;
    return sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
}

/* Intervals and deviations from paths with normal errors, each of its own stream of the seed. */
static int simulate(const struct fit *f, const struct fs_ets_state *end, double sigma,
                    const struct fs_ets_options *o, double unit, struct fs_ets_result *r,
                    struct fs_scratch *scratch)
{
    size_t paths = (size_t)o->paths, horizon = (size_t)o->horizon, period = f->model.period;
    double *values = fs_scratch_doubles(scratch, paths * horizon),
           *seasonal = fs_scratch_doubles(scratch, period);
    if (scratch->failed)
        return FS_COMPUTE_MEMORY;
    for (size_t path = 0; path < paths; path++) {
        struct fs_random random;
        fs_random_init(&random, o->seed, path);
        struct fs_ets_state x = *end;
        x.seasonal = seasonal;
        memcpy(seasonal, end->seasonal, period * sizeof *seasonal);
        for (size_t h = 0; h < horizon; h++) {
            double *s = seasonal + h % period, base = x.level + x.phi * x.slope, mu = base * *s;
            double e = fs_random_normal(&random) * sigma * (f->model.multiplicative_error ? mu : 1.0);
            values[path + h * paths] = (mu + e) * unit;
            x.level = base + x.alpha * e / *s;
            x.slope = x.phi * x.slope + x.beta * e / *s;
            *s += x.gamma * e / base;
        }
    }
    for (size_t h = 0; h < horizon; h++) {
        double *now = values + h * paths, mean = 0.0, squares = 0.0;
        for (size_t i = 0; i < paths; i++)
            mean += now[i] / (double)paths;
        for (size_t i = 0; i < paths; i++)
            squares += (now[i] - mean) * (now[i] - mean);
        qsort(now, paths, sizeof *now, ascending);
        if (r->lower)
            r->lower[h] = quantile(now, paths, 0.5 - 0.5 * o->level);
        if (r->upper)
            r->upper[h] = quantile(now, paths, 0.5 + 0.5 * o->level);
        if (r->forecast_error)
            r->forecast_error[h] = sqrt(squares / (double)(paths - 1));
    }
    return FS_COMPUTE_OK;
}

static int forecast(const struct fit *f, const struct fs_ets_state *end, double sigma2,
                    const struct fs_ets_options *o, double unit, struct fs_ets_result *r,
                    struct fs_scratch *scratch)
{
    size_t horizon = (size_t)o->horizon;
    double *points = fs_scratch_doubles(scratch, horizon), *variance = fs_scratch_doubles(scratch, horizon),
           *work = fs_scratch_doubles(scratch, 2 * horizon);
    if (scratch->failed)
        return FS_COMPUTE_MEMORY;
    fs_ets_ahead(&f->model, end, points, horizon);
    for (size_t h = 0; h < horizon && r->forecast; h++)
        r->forecast[h] = points[h] * unit;
    if (f->model.season == FS_ETS_MULTIPLICATIVE_SEASON)
        return r->lower || r->upper || r->forecast_error ? simulate(f, end, sqrt(sigma2), o, unit, r, scratch)
                                                         : FS_COMPUTE_OK;
    fs_ets_variances(&f->model, end, sigma2, points, variance, horizon, work);
    double z = fs_norm_quantile(0.5 + 0.5 * o->level);
    for (size_t h = 0; h < horizon; h++) {
        double deviation = sqrt(variance[h]);
        if (r->forecast_error)
            r->forecast_error[h] = deviation * unit;
        if (r->lower)
            r->lower[h] = (points[h] - z * deviation) * unit;
        if (r->upper)
            r->upper[h] = (points[h] + z * deviation) * unit;
    }
    return FS_COMPUTE_OK;
}

/* The number of estimated parameters of each kind, and of them all without sigma2. */
static size_t choose(struct fit *f, const struct fs_ets_options *o)
{
    const struct fs_ets_model *m = &f->model;
    f->known[ALPHA] = o->alpha;
    f->known[BETA] = m->trend ? o->beta : 0.0;
    f->known[GAMMA] = m->season ? o->gamma : 0.0;
    f->known[PHI] = m->damped ? o->phi : 1.0;
    f->known[LEVEL] = o->initial_level;
    f->known[SLOPE] = m->trend ? o->initial_trend : 0.0;
    f->free_season = m->season && !o->initial_season && o->initial == FS_ETS_ESTIMATED;
    f->k = f->free_season ? m->period - 1 : 0;
    for (int i = 0; i < SEASON; i++)
        f->k += isnan(f->known[i]) && (i < LEVEL || o->initial == FS_ETS_ESTIMATED) ? 1 : 0;
    return f->k;
}

/* Puts states and parameters into the result, in units of y. */
static void report(struct fit *f, const double *x, const double *y, double unit,
                   const struct fs_ets_options *o, struct fs_ets_state *state, double *sigma2,
                   struct fs_ets_result *r)
{
    const struct fs_ets_model *m = &f->model;
    double squares = 0.0, logs = 0.0, n = (double)f->n;
    *state = unpack(f, x);
    double season_unit = m->season == FS_ETS_MULTIPLICATIVE_SEASON ? 1.0 : unit;
    r->alpha = state->alpha;
    r->beta = m->trend ? state->beta : NAN;
    r->gamma = m->season ? state->gamma : NAN;
    r->phi = m->damped ? state->phi : NAN;
    r->initial_level = state->level * unit;
    r->initial_trend = m->trend ? state->slope * unit : NAN;
    for (size_t i = 0; i < m->period && r->initial_season; i++)
        r->initial_season[i] = m->season ? state->seasonal[i] * season_unit : NAN;
    fs_ets_run(m, state, f->y, f->n, &squares, &logs, r->level_path, r->trend_path, r->season_path,
               r->fitted);
    r->sse = 0.0;
    for (size_t t = 0; t < f->n; t++) {
        if (r->level_path)
            r->level_path[t] *= unit;
        if (r->trend_path)
            r->trend_path[t] = m->trend ? r->trend_path[t] * unit : NAN;
        if (r->season_path)
            r->season_path[t] = m->season ? r->season_path[t] * season_unit : NAN;
        double fitted = r->fitted[t] *= unit, e = y[t] - fitted;
        r->sse += e * e;
        if (r->residuals)
            r->residuals[t] = m->multiplicative_error ? e / fitted : e;
    }
    *sigma2 = squares / n;
    r->sigma2 = m->multiplicative_error ? *sigma2 : *sigma2 * unit * unit;
    r->log_likelihood = -0.5 * n * (LOG_2PI + log(*sigma2) + 1.0) - logs - n * log(unit);
    double k = (double)f->k + 1.0;
    r->aic = 2.0 * k - 2.0 * r->log_likelihood;
    r->aicc = r->aic + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    r->bic = log(n) * k - 2.0 * r->log_likelihood;
    const double shares[] = {state->alpha, state->beta / state->alpha, state->gamma / (1.0 - state->alpha)};
    const double given[] = {o->alpha, o->beta, o->gamma};
    const int there[] = {1, m->trend, m->season != 0};
    r->boundary = 0;
    for (int i = 0; i < 3; i++)
        if (there[i] && isnan(given[i]) && (shares[i] < 1.001e-4 || shares[i] > 1.0 - 1.001e-4))
            r->boundary |= 1 << i;
    if (m->damped && isnan(o->phi) && (state->phi <= 0.8 || state->phi >= 0.98))
        r->boundary |= 8;
}

int fs_ets(const double *y, size_t n, const struct fs_ets_options *o, struct fs_ets_result *result,
           struct fs_problem *problem)
{
    struct fit f = {.model = {.multiplicative_error = o->error == FS_ETS_MULTIPLICATIVE,
                              .trend = o->trend != 0,
                              .damped = o->trend == FS_ETS_DAMPED,
                              .season = o->season,
                              .period = o->period > 0 ? (size_t)o->period : 1},
                    .n = n};
    size_t k = choose(&f, o), period = f.model.period;
    double unit = 1.0;
    int status = check(y, n, o, k + 1, &unit, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *scaled = fs_scratch_doubles(&scratch, n), *x = fs_scratch_doubles(&scratch, k),
           *trial = fs_scratch_doubles(&scratch, k), *lower = fs_scratch_doubles(&scratch, k),
           *upper = fs_scratch_doubles(&scratch, k), *work = fs_scratch_doubles(&scratch, n),
           *fitted = fs_scratch_doubles(&scratch, n);
    struct fs_ets_state heuristic = {.seasonal = fs_scratch_doubles(&scratch, period)}, end;
    f.start_season = fs_scratch_doubles(&scratch, period);
    f.moving = fs_scratch_doubles(&scratch, period);
    f.y = scaled;
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for a fit to %zu values", n);
    }
    for (size_t t = 0; t < n; t++)
        scaled[t] = y[t] / unit;
    double season_unit = o->season == FS_ETS_MULTIPLICATIVE_SEASON ? 1.0 : unit;
    fs_ets_heuristic(&f.model, scaled, n, &heuristic, work);
    f.known[LEVEL] /= unit;
    f.known[SLOPE] /= unit;
    for (size_t i = 0; i < period && o->initial_season; i++)
        f.start_season[i] = o->initial_season[i] / season_unit;
    if (o->initial == FS_ETS_HEURISTIC) {
        f.known[LEVEL] = isnan(f.known[LEVEL]) ? heuristic.level : f.known[LEVEL];
        f.known[SLOPE] = isnan(f.known[SLOPE]) ? heuristic.slope : f.known[SLOPE];
        if (!o->initial_season)
            memcpy(f.start_season, heuristic.seasonal, period * sizeof(double));
    }
    struct fs_problem reason = {0};
    int iterations = 0;
    if (k > 0)
        status = search(&f, &heuristic, x, trial, lower, upper, &iterations, &reason);
    else if (isnan(objective(x, &f)))
        status =
            fs_problem_set(&reason, FS_COMPUTE_DOMAIN, "a level, season or fitted value falls to 0 or below");
    if (status == FS_COMPUTE_OK || status == FS_COMPUTE_CONVERGENCE) {
        struct fs_ets_result into = *result;
        into.fitted = result->fitted ? result->fitted : fitted;
        double sigma2;
        report(&f, x, y, unit, o, &end, &sigma2, &into);
        into.iterations = iterations;
        into.fitted = result->fitted;
        *result = into;
        if (!(sigma2 > 1e-28 * (f.model.multiplicative_error ? 1.0 : fmax(1.0, scaled[0] * scaled[0]))))
            status = fs_problem_set(&reason, FS_COMPUTE_DOMAIN,
                                    "y is fitted without error; expected a series with noise");
        else if (forecast(&f, &end, sigma2, o, unit, result, &scratch) != FS_COMPUTE_OK)
            status = fs_problem_set(&reason, FS_COMPUTE_MEMORY, "no memory for %d paths of %d values",
                                    o->paths, o->horizon);
    }
    fs_scratch_free(&scratch);
    if (status != FS_COMPUTE_OK)
        return fs_problem_set(problem, status, "ETS: %s", reason.text);
    return FS_COMPUTE_OK;
}
