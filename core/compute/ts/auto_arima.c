#include "compute/ts/auto_arima.h"

#include "compute/scratch.h"
#include "compute/ts/arima.h"
#include "compute/ts/unit_root.h"

#include <string.h>

/* Orders that were tried are kept, so that none is fitted twice. */
#define TRIED 512

struct candidate {
    int32_t p, q, sp, sq, constant;
};

struct search {
    const double *y;
    size_t n;
    const struct fs_auto_arima_options *limits;
    struct fs_arima_options options; /* with the differences chosen */
    struct candidate tried[TRIED], best;
    int count;
    double least;
    struct fs_problem reason; /* of the last model that could not be fitted */
    int status;
};

static double variance(const double *x, size_t n)
{
    double mean = 0.0, sum = 0.0, count = 0.0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(x[t])) {
            mean += x[t];
            count += 1.0;
        }
    mean /= count;
    for (size_t t = 0; t < n; t++)
        if (!isnan(x[t]))
            sum += (x[t] - mean) * (x[t] - mean);
    return sum / count;
}

/* 1 if the season is strong. `work` has 2 n doubles. */
static int seasonal(const double *y, size_t n, size_t period, double *work)
{
    if (period < 2 || n * 2 < period * 5)
        return 0;
    size_t half = period / 2;
    double *detrended = work, *remainder = work + n;
    for (size_t t = 0; t < n; t++) {
        detrended[t] = NAN;
        if (t < half || t + half >= n)
            continue;
        double sum = 0.0;
        for (size_t i = 0; i <= 2 * half; i++)
            sum += y[t - half + i] * (period % 2 == 0 && (i == 0 || i == 2 * half) ? 0.5 : 1.0);
        detrended[t] = y[t] - sum / (double)period;
    }
    for (size_t i = 0; i < period; i++) {
        double sum = 0.0, count = 0.0;
        for (size_t t = i; t < n; t += period)
            if (!isnan(detrended[t])) {
                sum += detrended[t];
                count += 1.0;
            }
        for (size_t t = i; t < n; t += period)
            remainder[t] = detrended[t] - sum / count;
    }
    return 1.0 - variance(remainder, n) / variance(detrended, n) > 0.64;
}

/* 1 if KPSS rejects that the level is constant. Missing values are left out. */
static int wanders(const double *y, size_t n, double *work)
{
    size_t count = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t]))
            work[count++] = y[t];
    double critical[4];
    struct fs_kpss_options options = {.lags = (int32_t)(3.0 * sqrt((double)count) / 13.0)};
    struct fs_kpss_result result = {.critical = critical};
    return fs_kpss(work, count, &options, &result, NULL) == FS_COMPUTE_OK && result.statistic > 0.463;
}

static size_t difference(double *w, size_t n, size_t lag)
{
    size_t left = n > lag ? n - lag : 0;
    for (size_t t = 0; t < left; t++)
        w[t] = w[t + lag] - w[t];
    return left;
}

static struct fs_arima_options with(const struct search *s, struct candidate c)
{
    struct fs_arima_options o = s->options;
    o.p = c.p;
    o.q = c.q;
    o.seasonal_p = c.sp;
    o.seasonal_q = c.sq;
    o.constant = c.constant ? FS_ARIMA_YES : FS_ARIMA_NO;
    return o;
}

/* Fits a candidate unless it is out of the limits or was tried. 1 if it is the best so far. */
static int attempt(struct search *s, struct candidate c)
{
    const struct fs_auto_arima_options *m = s->limits;
    if (c.p < 0 || c.q < 0 || c.sp < 0 || c.sq < 0 || c.p > m->max_p || c.q > m->max_q ||
        c.sp > m->max_seasonal_p || c.sq > m->max_seasonal_q || s->count == TRIED ||
        (c.constant && s->options.d + s->options.seasonal_d > 1))
        return 0;
    for (int i = 0; i < s->count; i++)
        if (memcmp(s->tried + i, &c, sizeof c) == 0)
            return 0;
    s->tried[s->count++] = c;
    struct fs_arima_options o = with(s, c);
    struct fs_arima_result r = {0};
    int status = fs_arima(s->y, s->n, &o, &r, &s->reason);
    s->status = status;
    if (status != FS_COMPUTE_OK || r.boundary != 0 || !(r.aicc < s->least))
        return 0;
    s->least = r.aicc;
    s->best = c;
    return 1;
}

static void explore(struct search *s)
{
    int season = s->options.period > 1 ? 1 : 0, constant = s->options.d + s->options.seasonal_d <= 1;
    int32_t most_p = s->limits->max_p < 2 ? s->limits->max_p : 2,
            most_q = s->limits->max_q < 2 ? s->limits->max_q : 2;
    int32_t sp = season && s->limits->max_seasonal_p > 0, sq = season && s->limits->max_seasonal_q > 0;
    attempt(s, (struct candidate){most_p, most_q, sp, sq, constant});
    attempt(s, (struct candidate){0, 0, 0, 0, constant});
    attempt(s, (struct candidate){s->limits->max_p > 0, 0, sp, 0, constant});
    attempt(s, (struct candidate){0, s->limits->max_q > 0, 0, sq, constant});
    if (constant)
        attempt(s, (struct candidate){0, 0, 0, 0, 0});
    /* One order up or down, then two together, of the lags and of the seasons; the first that is better is
     * gone on from. */
    static const int moves[][4] = {{0, 0, -1, 0},  {0, 0, 1, 0},  {0, 0, 0, -1},  {0, 0, 0, 1},
                                   {0, 0, -1, -1}, {0, 0, 1, 1},  {-1, 0, 0, 0},  {1, 0, 0, 0},
                                   {0, -1, 0, 0},  {0, 1, 0, 0},  {-1, -1, 0, 0}, {1, 1, 0, 0},
                                   {0, 0, 1, -1},  {0, 0, -1, 1}, {1, -1, 0, 0},  {-1, 1, 0, 0}};
    for (int better = s->least < HUGE_VAL; better;) {
        better = 0;
        for (size_t i = 0; i < sizeof moves / sizeof *moves && !better; i++) {
            struct candidate c = s->best;
            if (!season && (moves[i][2] != 0 || moves[i][3] != 0))
                continue;
            c.p += moves[i][0];
            c.q += moves[i][1];
            c.sp += moves[i][2];
            c.sq += moves[i][3];
            better = attempt(s, c);
        }
        if (!better) {
            struct candidate c = s->best;
            c.constant = !c.constant;
            better = attempt(s, c);
        }
    }
}

static int check(const double *y, size_t n, const struct fs_auto_arima_options *o, struct fs_problem *problem)
{
    const struct {
        const char *name;
        int32_t value, min, max;
    } ranges[] = {{"period", o->period, 1, 400},
                  {"d", o->d, -1, 2},
                  {"seasonal_d", o->seasonal_d, -1, 1},
                  {"max_p", o->max_p, 0, 12},
                  {"max_q", o->max_q, 0, 12},
                  {"max_seasonal_p", o->max_seasonal_p, 0, 2},
                  {"max_seasonal_q", o->max_seasonal_q, 0, 2}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max)
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                  "%s is %d; expected an integer from %d to %d", ranges[i].name,
                                  ranges[i].value, ranges[i].min, ranges[i].max);
    size_t there = 0;
    for (size_t t = 0; t < n; t++) {
        there += isnan(y[t]) ? 0 : 1;
        if (isinf(y[t]))
            return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                  "y[%zu] is infinite; expected a finite number or NaN", t + 1);
    }
    if (there < 10)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "y has %zu values; expected at least 10", there);
    if (!(variance(y, n) > 0.0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "y does not vary; expected a series that does");
    return FS_COMPUTE_OK;
}

int fs_auto_arima(const double *y, size_t n, const struct fs_auto_arima_options *o,
                  struct fs_auto_arima_result *r, struct fs_problem *problem)
{
    int status = check(y, n, o, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *w = fs_scratch_doubles(&scratch, n), *work = fs_scratch_doubles(&scratch, 2 * n);
    struct search *s = fs_scratch_bytes(&scratch, 1, sizeof *s);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu values", n);
    }
    *s = (struct search){.y = y, .n = n, .limits = o, .least = HUGE_VAL};
    s->options = (struct fs_arima_options){.period = o->period, .horizon = 1, .level = 0.95};
    memcpy(w, y, n * sizeof *w);
    size_t left = n;
    s->options.seasonal_d = o->period == 1       ? 0
                            : o->seasonal_d >= 0 ? o->seasonal_d
                                                 : seasonal(y, n, (size_t)o->period, work);
    if (s->options.seasonal_d)
        left = difference(w, left, (size_t)o->period);
    for (s->options.d = o->d < 0 ? 0 : o->d;
         o->d < 0 && s->options.d < 2 && left > 3 && wanders(w, left, work); s->options.d++)
        left = difference(w, left, 1);
    explore(s);
    if (!(s->least < HUGE_VAL)) {
        status = s->status != FS_COMPUTE_OK ? s->status : FS_COMPUTE_CONVERGENCE;
        fs_problem_set(problem, status, "no model could be fitted: %s",
                       s->status != FS_COMPUTE_OK ? s->reason.text : "all have roots at 1");
        fs_scratch_free(&scratch);
        return status;
    }
    struct fs_arima_options options = with(s, s->best);
    options.horizon = o->horizon;
    options.level = o->level;
    r->p = options.p;
    r->d = options.d;
    r->q = options.q;
    r->seasonal_p = options.seasonal_p;
    r->seasonal_d = options.seasonal_d;
    r->seasonal_q = options.seasonal_q;
    r->has_constant = s->best.constant;
    r->models = s->count;
    r->count = 1 + options.p + options.q + options.seasonal_p + options.seasonal_q;
    fs_scratch_free(&scratch);
    struct fs_arima_result fit = {.parameters = r->parameters,
                                  .std_errors = r->std_errors,
                                  .residuals = r->residuals,
                                  .fitted = r->fitted,
                                  .forecast = r->forecast,
                                  .lower = r->lower,
                                  .upper = r->upper,
                                  .forecast_error = r->forecast_error};
    status = fs_arima(y, n, &options, &fit, problem);
    r->constant = fit.constant;
    r->sigma2 = fit.sigma2;
    r->log_likelihood = fit.log_likelihood;
    r->aic = fit.aic;
    r->aicc = fit.aicc;
    r->bic = fit.bic;
    return status;
}
