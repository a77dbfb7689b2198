#include "compute/ts/arima.h"

#include "compute/linear/lapack.h"
#include "compute/scratch.h"
#include "compute/solve/minimise.h"
#include "compute/stats/distributions.h"
#include "compute/ts/arima_likelihood.h"

#include <string.h>

#define LOG_2PI 1.8378770664093454836

/* A model with its differenced series in units of its deviation. Parameters are ar, ma, sar, sma and the
 * constant. */
struct fit {
    size_t p, q, sp, sq, season, k;
    int constant, conditional;
    size_t n;
    const double *w;
    double centre, unit; /* w is (differenced y - centre) / unit */
    struct fs_arma arma;
    double *phi, *theta; /* multiplied out; arma points here */
    double *natural;     /* k */
    double *partial, *work;
    double *errors; /* n */
    double sigma2;  /* NaN: concentrated out */
};

/* (1 - a B - ...)(1 - b B^s - ...) = 1 - out B - ..., or with plus signs everywhere (sign 1). */
static void multiply(const double *a, size_t n, const double *b, size_t m, size_t s, double sign, double *out)
{
    memset(out, 0, (n + m * s) * sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] += a[i];
    for (size_t j = 1; j <= m; j++) {
        out[j * s - 1] += b[j - 1];
        for (size_t i = 1; i <= n; i++)
            out[j * s + i - 1] += sign * a[i - 1] * b[j - 1];
    }
}

static void expand(struct fit *f, const double *natural)
{
    const double *ar = natural, *ma = ar + f->p, *sar = ma + f->q, *sma = sar + f->sp;
    multiply(ar, f->p, sar, f->sp, f->season, -1.0, f->phi);
    multiply(ma, f->q, sma, f->sq, f->season, 1.0, f->theta);
}

/* Minus the mean log-likelihood, sigma2 concentrated out unless it is given. */
static double likelihood(struct fit *f, double mean, double *sigma2, size_t *count, double *errors)
{
    double squares, logs;
    if (!fs_arma_filter(&f->arma, f->w, f->n, mean, &squares, &logs, count, errors))
        return NAN;
    double n = (double)*count;
    *sigma2 = isnan(f->sigma2) ? squares / n : f->sigma2;
    return 0.5 * (LOG_2PI + log(*sigma2) + logs / n + squares / (n * *sigma2));
}

/* The coefficients from the unbounded variables of the search: partial autocorrelations are u / sqrt(1 +
 * u^2). */
static void transform(struct fit *f, const double *u, double *natural)
{
    const size_t counts[4] = {f->p, f->q, f->sp, f->sq};
    size_t at = 0;
    for (int block = 0; block < 4; at += counts[block++]) {
        for (size_t i = 0; i < counts[block]; i++)
            f->partial[i] = u[at + i] / sqrt(1.0 + u[at + i] * u[at + i]);
        fs_arma_from_partial(f->partial, counts[block], natural + at, f->work);
        for (size_t i = 0; i < counts[block] && (block & 1); i++) /* moving averages have the other sign */
            natural[at + i] = -natural[at + i];
    }
    if (f->constant)
        natural[at] = u[at];
}

static double objective(const double *u, void *context)
{
    struct fit *f = context;
    transform(f, u, f->natural);
    expand(f, f->natural);
    double mean = f->constant ? f->natural[f->k - 1] : 0.0, sigma2;
    size_t count;
    if (f->conditional)
        return 0.5 * log(fs_arma_conditional(&f->arma, f->w, f->n, mean, f->errors) / (double)f->n);
    return likelihood(f, mean, &sigma2, &count, NULL);
}

/* The same in the natural parameters, for standard errors. */
static double natural_objective(const double *natural, void *context)
{
    struct fit *f = context;
    const size_t counts[4] = {f->p, f->q, f->sp, f->sq};
    size_t at = 0, count;
    for (int block = 0; block < 4; at += counts[block++])
        if (!(block & 1) && !fs_arma_to_partial(natural + at, counts[block], f->partial, f->work))
            return NAN;
    expand(f, natural);
    double sigma2, value = likelihood(f, f->constant ? natural[f->k - 1] : 0.0, &sigma2, &count, NULL);
    return value * (double)count;
}

/* 1 where a partial autocorrelation of the block is nearly 1 or -1, or beyond. */
static int near_unit(struct fit *f, const double *coefficients, size_t n, double sign)
{
    double *copy = f->work + n + 1;
    for (size_t i = 0; i < n; i++)
        copy[i] = sign * coefficients[i];
    if (!fs_arma_to_partial(copy, n, f->partial, f->work))
        return 1;
    for (size_t i = 0; i < n; i++)
        if (fabs(f->partial[i]) > 0.9999)
            return 1;
    return 0;
}

static int check(const double *y, size_t n, const struct fs_arima_options *o, struct fs_problem *problem)
{
    const struct {
        const char *name;
        int32_t value, min, max;
    } ranges[] = {{"p", o->p, 0, 24},
                  {"d", o->d, 0, 2},
                  {"q", o->q, 0, 24},
                  {"seasonal_p", o->seasonal_p, 0, 4},
                  {"seasonal_d", o->seasonal_d, 0, 1},
                  {"seasonal_q", o->seasonal_q, 0, 4},
                  {"period", o->period, 1, 400},
                  {"constant", o->constant, 0, 2},
                  {"horizon", o->horizon, 1, 10000}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max)
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                  "%s is %d; expected an integer from %d to %d", ranges[i].name,
                                  ranges[i].value, ranges[i].min, ranges[i].max);
    if (!(o->level > 0.0 && o->level < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "level is %g; expected a number between 0 and 1",
                              o->level);
    if (o->period == 1 && o->seasonal_p + o->seasonal_d + o->seasonal_q > 0)
        return fs_problem_set(
            problem, FS_COMPUTE_PARAMETER,
            "period is 1 though there are seasonal orders; expected the period of the season");
    for (size_t t = 0; t < n; t++)
        if (isinf(y[t]) || fabs(y[t]) > 1e150)
            return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                  "y[%zu] is %g; expected a finite number or NaN", t + 1, y[t]);
    return FS_COMPUTE_OK;
}

/* In place, d times at lag 1 and D times at the period. Returns what is left. */
static size_t difference(double *w, size_t n, const struct fs_arima_options *o)
{
    for (int32_t i = 0; i < o->d + o->seasonal_d && n > 0; i++) {
        size_t lag = i < o->d ? 1 : (size_t)o->period, left = n > lag ? n - lag : 0;
        for (size_t t = 0; t < left; t++)
            w[t] = w[t + lag] - w[t];
        n = left;
    }
    return n;
}

/* The coefficients of 1 / ((1 - B)^d (1 - B^s)^D). */
static void integrator(const struct fs_arima_options *o, double *c, size_t count)
{
    memset(c, 0, count * sizeof *c);
    c[0] = 1.0;
    for (int32_t i = 0; i < o->d + o->seasonal_d; i++) {
        size_t lag = i < o->d ? 1 : (size_t)o->period;
        for (size_t t = lag; t < count; t++)
            c[t] += c[t - lag];
    }
}

/* The coefficients of (1 - B)^d (1 - B^s)^D from B^1 on with the opposite sign: y[t] = w[t] + sum out y[t -
 * i]. */
static void differences(const struct fs_arima_options *o, double *out, size_t lags, double *work)
{
    memset(work, 0, (lags + 1) * sizeof *work);
    work[0] = 1.0;
    for (int32_t i = 0; i < o->d + o->seasonal_d; i++) {
        size_t lag = i < o->d ? 1 : (size_t)o->period;
        for (size_t t = lags + 1; t-- > lag;)
            work[t] -= work[t - lag];
    }
    for (size_t t = 1; t <= lags; t++)
        out[t - 1] = -work[t];
}

/* Forecasts of y with their standard deviations, from the filtered state at the end. */
static int forecast(struct fit *f, const double *y, size_t n, const struct fs_arima_options *o, double mean,
                    double sigma2, struct fs_arima_result *result, struct fs_scratch *scratch,
                    struct fs_problem *problem)
{
    size_t h = (size_t)o->horizon, r = f->arma.r,
           lags = (size_t)o->d + (size_t)o->seasonal_d * (size_t)o->period;
    double *c = fs_scratch_doubles(scratch, h), *psi = fs_scratch_doubles(scratch, h),
           *full = fs_scratch_doubles(scratch, h), *state = fs_scratch_doubles(scratch, r),
           *row = fs_scratch_doubles(scratch, r * h), *g = fs_scratch_doubles(scratch, r),
           *back = fs_scratch_doubles(scratch, lags + 1), *work = fs_scratch_doubles(scratch, lags + 1),
           *path = fs_scratch_doubles(scratch, h);
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu forecasts", h);
    for (size_t i = 1; i <= lags; i++)
        if (isnan(y[n - i]))
            return fs_problem_set(
                problem, FS_COMPUTE_MISSING,
                "y[%zu] is missing; expected the last %zu values, from which forecasts go on", n - i + 1,
                lags);
    integrator(o, c, h);
    differences(o, back, lags, work);
    fs_arma_psi(f->phi, f->arma.ar, f->theta, f->arma.ma, psi, h);
    for (size_t i = 0; i < h; i++)
        for (size_t j = 0; j <= i; j++)
            full[i] += c[i - j] * psi[j];
    memcpy(state, f->arma.state, r * sizeof *state);
    double z = fs_norm_quantile(0.5 + 0.5 * o->level), noise = 0.0;
    for (size_t i = 0; i < h; i++) {
        /* The state a step on; and the weights of the state at the end in w here, a row of a power of T. */
        double first = state[0], *now = row + i * r, *before = i ? now - r : NULL;
        for (size_t j = 0; j < r; j++)
            state[j] = (j < f->arma.ar ? f->phi[j] * first : 0.0) + (j + 1 < r ? state[j + 1] : 0.0);
        for (size_t j = 0; j < r; j++) {
            double weight = j > 0 ? (before ? before[j - 1] : j == 1 ? 1.0 : 0.0) : 0.0;
            if (j == 0)
                for (size_t l = 0; l < f->arma.ar; l++)
                    weight += f->phi[l] * (before ? before[l] : l == 0 ? 1.0 : 0.0);
            now[j] = weight;
        }
        double value = f->centre + (state[0] + mean) * f->unit;
        for (size_t j = 1; j <= lags; j++)
            value += back[j - 1] * (j <= i ? path[i - j] : y[n + i - j]);
        path[i] = value;
        memset(g, 0, r * sizeof *g);
        for (size_t step = 0; step <= i; step++)
            for (size_t j = 0; j < r && c[i - step] != 0.0; j++)
                g[j] += c[i - step] * row[step * r + j];
        double variance = 0.0;
        for (size_t a = 0; a < r; a++)
            for (size_t b = 0; b < r; b++)
                variance += g[a] * g[b] * f->arma.covariance[a + b * r];
        noise += full[i] * full[i];
        double deviation = sqrt(sigma2 * (noise + fmax(variance, 0.0))) * f->unit;
        if (result->forecast)
            result->forecast[i] = value;
        if (result->forecast_error)
            result->forecast_error[i] = deviation;
        if (result->lower)
            result->lower[i] = value - z * deviation;
        if (result->upper)
            result->upper[i] = value + z * deviation;
    }
    return FS_COMPUTE_OK;
}

/* The minimum of the likelihood from that of the conditional sum of squares, or from no autocorrelation if
 * that is the better start. */
static int search(struct fit *f, double *u, double *other, struct fs_minimum *minimum,
                  struct fs_problem *reason, double *lower, double *upper)
{
    memset(u, 0, f->k * sizeof *u);
    for (size_t i = 0; i < f->k; i++) {
        int coefficient = !(f->constant && i + 1 == f->k);
        lower[i] = coefficient ? -500.0 : -HUGE_VAL;
        upper[i] = -lower[i];
        u[i] = 0.0;
    }
    memcpy(other, u, f->k * sizeof *u);
    f->conditional = 1;
    int status = fs_minimise_bfgs(objective, NULL, f, f->k, u, lower, upper, 1e-5, 100, minimum, reason);
    f->conditional = 0;
    if (status == FS_COMPUTE_MEMORY) /* any other end of the first search is a start for the second */
        return status;
    for (size_t i = 0; i < f->k; i++) /* not from an edge, where the likelihood is flat */
        if (lower[i] > -HUGE_VAL)
            u[i] = fmin(fmax(u[i], -10.0), 10.0);
    if (!(objective(u, f) < objective(other, f)))
        memcpy(u, other, f->k * sizeof *u);
    return fs_minimise_bfgs(objective, NULL, f, f->k, u, lower, upper, 1e-9, 200, minimum, reason);
}

/* FS_COMPUTE_MEMORY or FS_COMPUTE_OK; NaN where the Hessian is not definite. */
static int standard_errors(struct fit *f, const double *natural, double *hessian, double *errors)
{
    size_t k = f->k;
    int m = (int)k, info, status = fs_hessian(natural_objective, f, k, natural, hessian);
    int definite = status == FS_COMPUTE_OK;
    if (definite) {
        dpotrf_("L", &m, hessian, &m, &info, 1);
        definite = info == 0;
    }
    if (definite) {
        dpotri_("L", &m, hessian, &m, &info, 1);
        definite = info == 0;
    }
    for (size_t i = 0; i < k; i++)
        errors[i] = definite ? sqrt(hessian[i + i * k]) : NAN;
    return status == FS_COMPUTE_MEMORY ? status : FS_COMPUTE_OK;
}

/* Puts the natural parameters into the result, in units of y. */
static void name_parameters(const struct fit *f, const double *natural, const double *errors,
                            struct fs_arima_result *r)
{
    size_t coefficients = f->p + f->q + f->sp + f->sq;
    double *const lists[4] = {r->ar, r->ma, r->sar, r->sma};
    const size_t counts[4] = {f->p, f->q, f->sp, f->sq};
    for (size_t block = 0, at = 0; block < 4; at += counts[block++])
        if (lists[block])
            memcpy(lists[block], natural + at, counts[block] * sizeof(double));
    r->constant = f->constant ? f->centre + natural[coefficients] * f->unit : 0.0;
    for (size_t i = 0; i <= coefficients; i++) {
        int is_constant = i == 0;
        if (r->parameters)
            r->parameters[i] = is_constant ? r->constant : natural[i - 1];
        if (r->std_errors)
            r->std_errors[i] = !errors        ? NAN
                               : !is_constant ? errors[i - 1]
                               : f->constant  ? errors[coefficients] * f->unit
                                              : NAN;
    }
}

/* The parameters in `fixed`, in the order and the units of the search. */
static int take_fixed(struct fit *f, const struct fs_arima_options *o, double *natural,
                      struct fs_problem *problem)
{
    size_t coefficients = f->k - (size_t)f->constant;
    if (o->fixed_length != f->k && o->fixed_length != f->k + 1)
        return fs_problem_set(
            problem, FS_COMPUTE_PARAMETER,
            "fixed has %zu values; expected %zu (%sar, ma, sar, sma), or sigma2 behind them", o->fixed_length,
            f->k, f->constant ? "constant, " : "");
    int status = fs_require_finite(o->fixed, o->fixed_length, "fixed", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    memcpy(natural, o->fixed + f->constant, coefficients * sizeof *natural);
    if (f->constant)
        natural[coefficients] = (o->fixed[0] - f->centre) / f->unit;
    if (o->fixed_length > f->k) {
        f->sigma2 = o->fixed[f->k] / (f->unit * f->unit);
        if (!(f->sigma2 > 0.0))
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "sigma2 is %g; expected a number above 0",
                                  o->fixed[f->k]);
    }
    if (isnan(natural_objective(natural, f)))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the fixed autoregression is not stationary; expected roots outside the unit circle");
    return FS_COMPUTE_OK;
}

/* The unit of the differenced series (a power of 2, about its standard deviation), its mean and the count of
 * what is there. */
static int measure(const double *w, size_t n, size_t parameters, double *unit, double *mean,
                   struct fs_problem *problem)
{
    size_t count = 0;
    double sum = 0.0, squares = 0.0, largest = 0.0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(w[t])) {
            count++;
            sum += w[t];
            largest = fmax(largest, fabs(w[t]));
        }
    if (count < parameters + 2)
        return fs_problem_set(
            problem, FS_COMPUTE_SHORT,
            "%zu values are left after differencing; expected at least %zu for %zu parameters", count,
            parameters + 2, parameters);
    *mean = sum / (double)count;
    for (size_t t = 0; t < n; t++)
        if (!isnan(w[t]))
            squares += (w[t] - *mean) * (w[t] - *mean);
    double deviation = sqrt(squares / (double)count);
    if (!(deviation > 1e-13 * largest) || deviation < 1e-140)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the %zu differenced values do not vary; expected a series that does", count);
    *unit = ldexp(1.0, ilogb(deviation));
    return FS_COMPUTE_OK;
}

int fs_arima(const double *y, size_t n, const struct fs_arima_options *o, struct fs_arima_result *result,
             struct fs_problem *problem)
{
    int status = check(y, n, o, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct fit f = {.p = (size_t)o->p,
                    .q = (size_t)o->q,
                    .sp = (size_t)o->seasonal_p,
                    .sq = (size_t)o->seasonal_q,
                    .season = (size_t)o->period,
                    .sigma2 = NAN};
    f.constant = o->constant == FS_ARIMA_YES || (o->constant == FS_ARIMA_AUTO && o->d + o->seasonal_d == 0);
    f.k = f.p + f.q + f.sp + f.sq + (size_t)f.constant;
    size_t ar = f.p + f.sp * f.season, ma = f.q + f.sq * f.season, r = ar > ma + 1 ? ar : ma + 1, k = f.k;
    double *w = fs_scratch_doubles(&scratch, n), *u = fs_scratch_doubles(&scratch, k),
           *natural = fs_scratch_doubles(&scratch, k), *lower = fs_scratch_doubles(&scratch, k),
           *upper = fs_scratch_doubles(&scratch, k), *errors = fs_scratch_doubles(&scratch, k),
           *hessian = fs_scratch_doubles(&scratch, k * k);
    f.phi = fs_scratch_doubles(&scratch, ar);
    f.theta = fs_scratch_doubles(&scratch, ma);
    f.natural = fs_scratch_doubles(&scratch, k);
    f.partial = fs_scratch_doubles(&scratch, k + 1);
    f.work = fs_scratch_doubles(&scratch, 2 * k + 2);
    f.errors = fs_scratch_doubles(&scratch, n);
    f.arma = (struct fs_arma){.ar = ar,
                              .ma = ma,
                              .r = r,
                              .phi = f.phi,
                              .theta = f.theta,
                              .state = fs_scratch_doubles(&scratch, r),
                              .covariance = fs_scratch_doubles(&scratch, r * r),
                              .memory = fs_scratch_doubles(&scratch, fs_arma_memory(ar, r)),
                              .pivots = fs_scratch_bytes(&scratch, ar + 1, sizeof(int))};
    if (scratch.failed) {
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for a model with %zu states", r);
        goto done;
    }
    memcpy(w, y, n * sizeof *w);
    f.n = difference(w, n, o);
    double unit = 1.0, mean = 0.0;
    status = measure(w, f.n, o->fixed ? 0 : k + 1, &unit, &mean, problem);
    if (status != FS_COMPUTE_OK)
        goto done;
    f.centre = f.constant ? mean : 0.0;
    f.unit = unit;
    for (size_t t = 0; t < f.n; t++)
        w[t] = (w[t] - f.centre) / unit;
    f.w = w;
    struct fs_minimum minimum = {0};
    struct fs_problem reason;
    if (o->fixed) {
        status = take_fixed(&f, o, natural, problem);
        if (status != FS_COMPUTE_OK)
            goto done;
    } else if (k > 0) {
        status = search(&f, u, natural, &minimum, &reason, lower, upper);
        if (status != FS_COMPUTE_OK && status != FS_COMPUTE_CONVERGENCE) {
            fs_problem_set(problem, status, "ARIMA: %s", reason.text);
            goto done;
        }
        transform(&f, u, natural);
        if (standard_errors(&f, natural, hessian, errors) != FS_COMPUTE_OK) {
            status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for the standard errors");
            goto done;
        }
    }
    expand(&f, natural);
    double level = f.constant ? natural[k - 1] : 0.0, sigma2;
    size_t count, parameters = o->fixed ? (size_t)(isnan(f.sigma2) != 0) : k + 1, lost = n - f.n;
    double value = likelihood(&f, level, &sigma2, &count, f.errors), used, counted = (double)parameters;
    used = (double)count;
    if (!(sigma2 > 1e-20) || !isfinite(value)) {
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "the model fits y without error; expected a series with noise");
        goto done;
    }
    name_parameters(&f, natural, o->fixed ? NULL : errors, result);
    result->sigma2 = sigma2 * unit * unit;
    result->log_likelihood = -value * used - used * log(unit);
    result->aic = 2.0 * counted - 2.0 * result->log_likelihood;
    result->aicc = used > counted + 1.0
                       ? result->aic + 2.0 * counted * (counted + 1.0) / (used - counted - 1.0)
                       : HUGE_VAL;
    result->bic = log(used) * counted - 2.0 * result->log_likelihood;
    result->used = (int32_t)count;
    result->iterations = minimum.iterations;
    result->boundary = 0;
    if (near_unit(&f, natural, f.p, 1.0) || near_unit(&f, natural + f.p + f.q, f.sp, 1.0))
        result->boundary |= 1;
    if (near_unit(&f, natural + f.p, f.q, -1.0) || near_unit(&f, natural + f.p + f.q + f.sp, f.sq, -1.0))
        result->boundary |= 2;
    for (size_t t = 0; t < n; t++) {
        double error = t < lost ? NAN : f.errors[t - lost] * unit;
        if (result->residuals)
            result->residuals[t] = error;
        if (result->fitted)
            result->fitted[t] = y[t] - error;
    }
    int forecasts = forecast(&f, y, n, o, level, sigma2, result, &scratch, problem);
    if (forecasts != FS_COMPUTE_OK)
        status = forecasts;
    else if (status != FS_COMPUTE_OK)
        fs_problem_set(problem, status, "ARIMA(%d, %d, %d): %s", o->p, o->d, o->q, reason.text);
done:
    fs_scratch_free(&scratch);
    return status;
}
