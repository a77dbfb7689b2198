/*
 * hilbert.h: Ehlers' measurements of a market's dominant cycle by the Hilbert transform, as TA-Lib's HT_DCPERIOD, HT_PHASOR,
 * HT_DCPHASE, HT_SINE, HT_TRENDLINE, HT_TRENDMODE and MAMA (J. F. Ehlers, Rocket Science for Traders, 2001).
 *
 * Prices are smoothed over four bars, split into a part in phase and one a quarter of a cycle behind, and the turn of both
 * from bar to bar gives the cycle's period, from 6 to 50 bars. Odd and even bars take turns in the transforms, so that it matters
 * with which bar a series begins.
 *
 * The sums of the smoothing run on as TA-Lib's do, since the phase of values that do not move is made of their roundings; they
 * are made anew only when prices have fallen to a millionth (a wrong price has left), where TA-Lib's stay blurred. Missing values:
 * skip. Look-back: 32, and 63 where the phase or the trend line is needed. Equal to TA-Lib but for the last bits of sines.
 */
#ifndef FINSMART_COMPUTE_HILBERT_H
#define FINSMART_COMPUTE_HILBERT_H

#include "compute/form.h"

#define FS_CYCLE_DEGREES 57.295779513082320876798154814105 /* in a radian */
#define FS_CYCLE_MAX     50                                /* bars in the longest cycle */

/* One transform: a filter over every other bar, of the bars with the same parity. */
struct fs_hilbert {
    double past[2][3]; /* weighted inputs, for even and odd bars */
    double previous[2];
    double input[2];
};

struct fs_cycle {
    int32_t lookback; /* 32 or 63 */
    int32_t seen;     /* values so far, up to lookback + 1 */
    int32_t odd;      /* 1 if the newest value's number, from 0, is odd */
    int32_t slot;     /* of the filters' rings */
    double price[3];  /* the values before the newest, newest first */
    double plain;     /* running sum of four values */
    double weighted;  /* of values times their weights, less the plain sum */
    double trailing;  /* the value that leaves the plain sum next */
    double peak;      /* the largest sum of magnitudes since both were made */
    struct fs_hilbert detrender, quadrature, in_phase_ahead, quadrature_ahead;
    double lag[2][2]; /* in phase 3 and 2 bars ago, for even and odd bars */
    double i2, q2, re, im;
    double period; /* measured at the last value */
    double smooth_period;
    double smooth;   /* smoothed price now */
    double in_phase; /* now */
    double quarter;  /* a quarter of a cycle behind, now */
};

static inline int fs_cycle_sane(const struct fs_cycle *s, int32_t lookback)
{
    return s->lookback == lookback && s->seen >= 0 && s->seen <= lookback + 1 &&
           (s->odd == 0 || s->odd == 1) && s->slot >= 0 && s->slot < 3;
}

static inline double fs_hilbert_step(struct fs_hilbert *s, int32_t odd, int32_t slot, double input,
                                     double gain)
{
    const double a = 0.0962, b = 0.5769;
    double weighted = a * input, out = -s->past[odd][slot];
    s->past[odd][slot] = weighted;
    out += weighted;
    out -= s->previous[odd];
    s->previous[odd] = b * s->input[odd];
    out += s->previous[odd];
    s->input[odd] = input;
    return out * gain;
}

/* The period, from how far the phasor turned since the last bar. */
static inline void fs_cycle_measure(struct fs_cycle *s, double i2, double q2)
{
    s->re = 0.2 * (i2 * s->i2 + q2 * s->q2) + 0.8 * s->re;
    s->im = 0.2 * (i2 * s->q2 - q2 * s->i2) + 0.8 * s->im;
    s->i2 = i2;
    s->q2 = q2;
    double before = s->period, period = before;
    if (s->im != 0.0 && s->re != 0.0)
        period = 360.0 / (atan(s->im / s->re) * FS_CYCLE_DEGREES);
    period = period > 1.5 * before ? 1.5 * before : period;
    period = period < 0.67 * before ? 0.67 * before : period;
    period = period < 6.0 ? 6.0 : period > FS_CYCLE_MAX ? FS_CYCLE_MAX : period;
    s->period = 0.2 * period + 0.8 * before;
    s->smooth_period = 0.33 * s->period + 0.67 * s->smooth_period;
}

/* The mean of four values, of which the newest weighs 4, the oldest 1. */
static inline double fs_cycle_smooth(struct fs_cycle *s, double x)
{
    if (s->seen < 3) {
        s->plain += x;
        s->weighted += x * (double)(s->seen + 1);
        return NAN;
    }
    s->plain += x;
    s->plain -= s->trailing;
    s->weighted += x * 4.0;
    s->trailing = s->price[2];
    double smooth = s->weighted * 0.1;
    s->weighted -= s->plain;
    double mass = fabs(x) + fabs(s->price[0]) + fabs(s->price[1]) + fabs(s->price[2]);
    if (mass > 0.0 && mass * 0x1p20 < s->peak) {
        s->plain = x + s->price[0] + s->price[1] + s->price[2];
        s->weighted = 3.0 * x + 2.0 * s->price[0] + s->price[1];
        s->peak = mass;
    }
    s->peak = mass > s->peak ? mass : s->peak;
    return smooth;
}

/* One value that is present; 1 once the measuring goes on, which is before the look-back ends. */
static inline int fs_cycle_step(struct fs_cycle *s, double x)
{
    double smooth = fs_cycle_smooth(s, x);
    int32_t begins = s->lookback == 32 ? 12 : 37; /* values that only smooth */
    s->price[2] = s->price[1];
    s->price[1] = s->price[0];
    s->price[0] = x;
    s->odd = s->seen == 0 ? 0 : !s->odd;
    s->smooth = smooth;
    s->seen += s->seen <= s->lookback;
    if (s->seen <= begins)
        return 0;
    int32_t odd = s->odd, slot = s->slot;
    double gain = 0.075 * s->period + 0.54;
    double detrended = fs_hilbert_step(&s->detrender, odd, slot, smooth, gain);
    s->quarter = fs_hilbert_step(&s->quadrature, odd, slot, detrended, gain);
    s->in_phase = s->lag[odd][0];
    double i_ahead = fs_hilbert_step(&s->in_phase_ahead, odd, slot, s->in_phase, gain);
    double q_ahead = fs_hilbert_step(&s->quadrature_ahead, odd, slot, s->quarter, gain);
    if (!odd)
        s->slot = slot == 2 ? 0 : slot + 1;
    double q2 = 0.2 * (s->quarter + i_ahead) + 0.8 * s->q2, i2 = 0.2 * (s->in_phase - q_ahead) + 0.8 * s->i2;
    s->lag[!odd][0] = s->lag[!odd][1];
    s->lag[!odd][1] = detrended;
    fs_cycle_measure(s, i2, q2);
    return 1;
}

static inline int fs_cycle_ready(const struct fs_cycle *s)
{
    return s->seen > s->lookback;
}

/* Whole bars of the smoothed period, 0 to FS_CYCLE_MAX. */
static inline int32_t fs_cycle_bars(const struct fs_cycle *s)
{
    double bars = s->smooth_period + 0.5;
    return bars >= 0.0 && bars < FS_CYCLE_MAX ? (int32_t)bars : bars >= FS_CYCLE_MAX ? FS_CYCLE_MAX : 0;
}

/* The last FS_CYCLE_MAX values of something. */
struct fs_cycle_past {
    int32_t at; /* where the newest is */
    int32_t reserved;
    double values[FS_CYCLE_MAX];
};

static inline int fs_cycle_past_sane(const struct fs_cycle_past *s)
{
    return s->at >= 0 && s->at < FS_CYCLE_MAX;
}

static inline void fs_cycle_past_put(struct fs_cycle_past *s, double x)
{
    s->at = s->at + 1 == FS_CYCLE_MAX ? 0 : s->at + 1;
    s->values[s->at] = x;
}

static inline double fs_cycle_past_get(const struct fs_cycle_past *s, int32_t ago)
{
    return s->values[s->at >= ago ? s->at - ago : s->at - ago + FS_CYCLE_MAX];
}

/* The phase of the dominant cycle. */
struct fs_cycle_phase {
    struct fs_cycle cycle;
    struct fs_cycle_past smooth;
    double degrees; /* from -45 to 315 */
};

static inline int fs_cycle_phase_sane(const struct fs_cycle_phase *s)
{
    return fs_cycle_sane(&s->cycle, 63) && fs_cycle_past_sane(&s->smooth);
}

static inline int fs_cycle_phase_step(struct fs_cycle_phase *s, double x)
{
    if (!fs_cycle_step(&s->cycle, x))
        return 0;
    fs_cycle_past_put(&s->smooth, s->cycle.smooth);
    int32_t bars = fs_cycle_bars(&s->cycle);
    double real = 0.0, imaginary = 0.0;
    for (int32_t k = 0; k < bars; k++) {
        double angle = (double)k * 6.283185307179586476925286766559 / (double)bars;
        real += sin(angle) * fs_cycle_past_get(&s->smooth, k);
        imaginary += cos(angle) * fs_cycle_past_get(&s->smooth, k);
    }
    double degrees = s->degrees;
    if (imaginary != 0.0)
        degrees = atan(real / imaginary) * FS_CYCLE_DEGREES;
    else if (real != 0.0)
        degrees += real < 0.0 ? -90.0 : 90.0;
    degrees += 90.0;
    degrees += 360.0 / s->cycle.smooth_period; /* the smoothing lags by one bar */
    degrees += imaginary < 0.0 ? 180.0 : 0.0;
    s->degrees = degrees > 315.0 ? degrees - 360.0 : degrees;
    return fs_cycle_ready(&s->cycle);
}

/* The mean over the dominant cycle, smoothed over four bars. */
struct fs_cycle_trend {
    struct fs_cycle_past prices;
    double mean[3]; /* those before, newest first */
};

static inline double fs_cycle_trend_step(struct fs_cycle_trend *s, int32_t bars)
{
    double mean = 0.0;
    for (int32_t k = 0; k < bars; k++)
        mean += fs_cycle_past_get(&s->prices, k);
    mean = bars > 0 ? mean / (double)bars : mean;
    double line = (4.0 * mean + 3.0 * s->mean[0] + 2.0 * s->mean[1] + s->mean[2]) / 10.0;
    s->mean[2] = s->mean[1];
    s->mean[1] = s->mean[0];
    s->mean[0] = mean;
    return line;
}

#define FS_CYCLE_STATE(c, bars)                                                                              \
    struct fs_##c {                                                                                          \
        struct fs_cycle cycle;                                                                               \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s)                                                      \
    {                                                                                                        \
        s->cycle.lookback = bars;                                                                            \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_cycle_sane(&s->cycle, bars);                                                               \
    }

FS_CYCLE_STATE(ht_dcperiod, 32)
FS_CYCLE_STATE(ht_phasor, 32)

static inline double fs_ht_dcperiod_push(struct fs_ht_dcperiod *s, double x)
{
    if (!fs_present(x))
        return NAN;
    fs_cycle_step(&s->cycle, x);
    return fs_cycle_ready(&s->cycle) ? s->cycle.smooth_period : NAN;
}

static inline void fs_ht_phasor_push(struct fs_ht_phasor *s, double x, double *inphase, double *quadrature)
{
    *inphase = *quadrature = NAN;
    if (!fs_present(x))
        return;
    fs_cycle_step(&s->cycle, x);
    if (fs_cycle_ready(&s->cycle)) {
        *inphase = s->cycle.in_phase;
        *quadrature = s->cycle.quarter;
    }
}

#define FS_CYCLE_PHASE(c)                                                                                    \
    struct fs_##c {                                                                                          \
        struct fs_cycle_phase phase;                                                                         \
    };                                                                                                       \
    static inline void fs_##c##_start(struct fs_##c *s)                                                      \
    {                                                                                                        \
        s->phase.cycle.lookback = 63;                                                                        \
    }                                                                                                        \
    static inline int fs_##c##_sane(const struct fs_##c *s)                                                  \
    {                                                                                                        \
        return fs_cycle_phase_sane(&s->phase);                                                               \
    }

FS_CYCLE_PHASE(ht_dcphase)
FS_CYCLE_PHASE(ht_sine)

static inline double fs_ht_dcphase_push(struct fs_ht_dcphase *s, double x)
{
    return fs_present(x) && fs_cycle_phase_step(&s->phase, x) ? s->phase.degrees : NAN;
}

static inline void fs_ht_sine_push(struct fs_ht_sine *s, double x, double *sine, double *leadsine)
{
    *sine = *leadsine = NAN;
    if (!fs_present(x) || !fs_cycle_phase_step(&s->phase, x))
        return;
    *sine = sin(s->phase.degrees / FS_CYCLE_DEGREES);
    *leadsine = sin((s->phase.degrees + 45.0) / FS_CYCLE_DEGREES);
}

struct fs_ht_trendline {
    struct fs_cycle cycle;
    struct fs_cycle_trend trend;
};

static inline void fs_ht_trendline_start(struct fs_ht_trendline *s)
{
    s->cycle.lookback = 63;
}

static inline int fs_ht_trendline_sane(const struct fs_ht_trendline *s)
{
    return fs_cycle_sane(&s->cycle, 63) && fs_cycle_past_sane(&s->trend.prices);
}

static inline double fs_ht_trendline_push(struct fs_ht_trendline *s, double x)
{
    if (!fs_present(x))
        return NAN;
    fs_cycle_past_put(&s->trend.prices, x);
    if (!fs_cycle_step(&s->cycle, x))
        return NAN;
    double line = fs_cycle_trend_step(&s->trend, fs_cycle_bars(&s->cycle));
    return fs_cycle_ready(&s->cycle) ? line : NAN;
}

struct fs_ht_trendmode {
    struct fs_cycle_phase phase;
    struct fs_cycle_trend trend;
    double sine, lead; /* of the last bar */
    int32_t days;      /* bars since both crossed, up to 100 */
    int32_t reserved;
};

static inline void fs_ht_trendmode_start(struct fs_ht_trendmode *s)
{
    s->phase.cycle.lookback = 63;
}

static inline int fs_ht_trendmode_sane(const struct fs_ht_trendmode *s)
{
    return fs_cycle_phase_sane(&s->phase) && fs_cycle_past_sane(&s->trend.prices) && s->days >= 0 &&
           s->days <= 100;
}

static inline double fs_ht_trendmode_push(struct fs_ht_trendmode *s, double x)
{
    if (!fs_present(x))
        return NAN;
    double before = s->phase.degrees, sine_before = s->sine, lead_before = s->lead;
    int32_t smoothing = s->phase.cycle.seen < 37; /* the phase begins after 37 values */
    fs_cycle_past_put(&s->trend.prices, x);
    int ready = fs_cycle_phase_step(&s->phase, x);
    if (smoothing)
        return NAN;
    double period = s->phase.cycle.smooth_period,
           line = fs_cycle_trend_step(&s->trend, fs_cycle_bars(&s->phase.cycle));
    s->sine = sin(s->phase.degrees / FS_CYCLE_DEGREES);
    s->lead = sin((s->phase.degrees + 45.0) / FS_CYCLE_DEGREES);
    int trend = 1;
    if ((s->sine > s->lead && sine_before <= lead_before) ||
        (s->sine < s->lead && sine_before >= lead_before))
        s->days = trend = 0;
    s->days += s->days < 100;
    if (s->days < 0.5 * period)
        trend = 0;
    double turn = s->phase.degrees - before;
    if (turn > 0.67 * 360.0 / period && turn < 1.5 * 360.0 / period)
        trend = 0;
    if (line != 0.0 && fabs((s->phase.cycle.smooth - line) / line) >= 0.015)
        trend = 1;
    return ready ? (double)trend : NAN;
}

/* MAMA: an exponential average whose weight falls with how fast the phase turns, and an average of that with half the
 * weight. */
struct fs_mama {
    struct fs_cycle cycle;
    double fast; /* the largest weight */
    double slow; /* the smallest */
    double phase;
    double mama;
    double fama;
};

static inline void fs_mama_start(struct fs_mama *s, double fastlimit, double slowlimit)
{
    s->cycle.lookback = 32;
    s->fast = fastlimit;
    s->slow = slowlimit;
}

static inline int fs_mama_sane(const struct fs_mama *s)
{
    return fs_cycle_sane(&s->cycle, 32);
}

static inline void fs_mama_push(struct fs_mama *s, double x, double *mama, double *fama)
{
    *mama = *fama = NAN;
    if (!fs_present(x) || !fs_cycle_step(&s->cycle, x))
        return;
    double in_phase = s->cycle.in_phase;
    double phase = in_phase != 0.0 ? atan(s->cycle.quarter / in_phase) * FS_CYCLE_DEGREES : 0.0;
    double turn = s->phase - phase, weight = s->fast;
    s->phase = phase;
    if (turn > 1.0) {
        weight = s->fast / turn;
        weight = weight < s->slow ? s->slow : weight;
    }
    s->mama = weight * x + (1.0 - weight) * s->mama;
    weight *= 0.5;
    s->fama = weight * s->mama + (1.0 - weight) * s->fama;
    if (fs_cycle_ready(&s->cycle)) {
        *mama = s->mama;
        *fama = s->fama;
    }
}

#endif
