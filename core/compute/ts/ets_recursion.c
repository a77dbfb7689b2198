#include "compute/ts/ets_recursion.h"

#include <math.h>
#include <string.h>

/* One step with the error e = y - mu that was seen, where mu was forecast from `base` and the season `s`. */
static void step(const struct fs_ets_model *m, struct fs_ets_state *x, double base, double *s, double e)
{
    double rate = m->season == FS_ETS_MULTIPLICATIVE_SEASON ? e / *s : e;
    x->level = base + x->alpha * rate;
    x->slope = x->phi * x->slope + x->beta * rate;
    if (m->season != FS_ETS_NO_SEASON)
        *s += x->gamma * (m->season == FS_ETS_MULTIPLICATIVE_SEASON ? e / base : e);
}

static double combine(const struct fs_ets_model *m, double base, double s)
{
    return m->season == FS_ETS_MULTIPLICATIVE_SEASON ? base * s
           : m->season == FS_ETS_ADDITIVE_SEASON     ? base + s
                                                     : base;
}

int fs_ets_run(const struct fs_ets_model *m, struct fs_ets_state *x, const double *y, size_t n,
               double *squares, double *logs, double *level, double *slope, double *season, double *fitted)
{
    double sum = 0.0, log_sum = 0.0;
    for (size_t t = 0; t < n; t++) {
        double *s = x->seasonal + t % m->period, base = x->level + x->phi * x->slope,
               mu = combine(m, base, *s), e = y[t] - mu;
        if (m->multiplicative_error) {
            if (!(mu > 0.0))
                return 0;
            log_sum += log(mu);
            sum += e / mu * (e / mu);
        } else {
            sum += e * e;
        }
        if (m->season == FS_ETS_MULTIPLICATIVE_SEASON && !(*s > 0.0 && base > 0.0))
            return 0;
        step(m, x, base, s, e);
        if (fitted)
            fitted[t] = mu;
        if (level)
            level[t] = x->level;
        if (slope)
            slope[t] = x->slope;
        if (season)
            season[t] = *s;
    }
    /* The season of the next value comes first again. */
    for (size_t turn = n % m->period; turn > 0; turn--) {
        double first = x->seasonal[0];
        memmove(x->seasonal, x->seasonal + 1, (m->period - 1) * sizeof first);
        x->seasonal[m->period - 1] = first;
    }
    *squares = sum;
    *logs = log_sum;
    return isfinite(sum) && isfinite(log_sum);
}

void fs_ets_heuristic(const struct fs_ets_model *m, const double *y, size_t n, struct fs_ets_state *x,
                      double *work)
{
    size_t period = m->period, half = period / 2, count = n, first = 0;
    double *trend = work;
    memset(x->seasonal, 0, period * sizeof *x->seasonal);
    if (m->season != FS_ETS_NO_SEASON) {
        size_t cycles = n / period < 5 ? n / period : 5, least = (10 + 2 * half + period - 1) / period;
        cycles = cycles > least ? cycles : least;
        size_t used = cycles * period < n ? cycles * period : n;
        first = half;
        count = used - 2 * half;
        for (size_t t = 0; t < count;
             t++) { /* centred; over period + 1 values with half weights when it is even */
            double sum = 0.0;
            for (size_t i = 0; i <= 2 * half; i++)
                sum += y[t + i] * (period % 2 == 0 && (i == 0 || i == 2 * half) ? 0.5 : 1.0);
            trend[t] = sum / (double)period;
        }
        double mean = 0.0;
        for (size_t i = 0; i < period; i++) {
            double sum = 0.0;
            size_t seen = 0;
            for (size_t t = i; t < used; t += period)
                if (t >= first && t - first < count) {
                    double value = trend[t - first];
                    sum += m->season == FS_ETS_ADDITIVE_SEASON ? y[t] - value : y[t] / value;
                    seen++;
                }
            x->seasonal[i] = sum / (double)seen;
            mean += x->seasonal[i] / (double)period;
        }
        for (size_t i = 0; i < period; i++)
            x->seasonal[i] =
                m->season == FS_ETS_ADDITIVE_SEASON ? x->seasonal[i] - mean : x->seasonal[i] / mean;
    } else {
        memcpy(trend, y, (n < 10 ? n : 10) * sizeof *trend);
    }
    double mean = 0.0, rise = 0.0;
    for (size_t t = 0; t < 10; t++) {
        mean += trend[t] / 10.0;
        rise += trend[t] * ((double)t - 4.5) / 82.5;
    }
    x->level = mean - 5.5 * rise;
    x->slope = m->trend ? rise : 0.0;
}

void fs_ets_ahead(const struct fs_ets_model *m, const struct fs_ets_state *x, double *forecast,
                  size_t horizon)
{
    double level = x->level, slope = x->slope;
    for (size_t h = 0; h < horizon; h++) {
        slope *= x->phi;
        level += slope;
        forecast[h] = combine(m, level, x->seasonal[h % m->period]);
    }
}

void fs_ets_variances(const struct fs_ets_model *m, const struct fs_ets_state *x, double sigma2,
                      const double *forecast, double *variance, size_t horizon, double *work)
{
    double *c = work, *theta = work + horizon; /* c[j]: what an error brings to the value j + 1 steps later */
    double damping = 1.0, dampings = 0.0, sum = 0.0;
    for (size_t j = 0; j < horizon; j++) {
        damping *= x->phi;
        dampings += damping;
        c[j] = x->alpha + x->beta * dampings;
        if (m->season == FS_ETS_ADDITIVE_SEASON && (j + 1) % m->period == 0)
            c[j] += x->gamma;
    }
    for (size_t h = 0; h < horizon; h++) {
        if (!m->multiplicative_error) {
            variance[h] = sigma2 * (1.0 + sum);
            sum += c[h] * c[h];
            continue;
        }
        /* theta: the expected square of the forecast of that time, of which errors are a share. */
        theta[h] = 0.0;
        for (size_t j = 1; j <= h; j++)
            theta[h] += c[j - 1] * c[j - 1] * theta[h - j];
        variance[h] = theta[h] * sigma2; /* of the conditional mean */
        theta[h] = forecast[h] * forecast[h] + variance[h];
        variance[h] += sigma2 * theta[h];
    }
}
