/*
 * average.h: a moving average of any kind, as TA-Lib's MA with its matype: simple, exponential, weighted, twofold and
 * threefold exponential, triangular, adaptive after Kaufman, MAMA (limits 0.5 and 0.05, whatever the period), and T3 with the
 * volume factor 0.7. A period of 1 gives the values themselves.
 *
 * Missing values and rounding: as the function of that kind. Look-back: FS_AVERAGE_LOOKBACK.
 */
#ifndef FINSMART_COMPUTE_AVERAGE_H
#define FINSMART_COMPUTE_AVERAGE_H

#include "compute/ta/dema.h"
#include "compute/ta/hilbert.h"
#include "compute/ta/kama.h"
#include "compute/ta/sma.h"
#include "compute/ta/t3.h"
#include "compute/ta/trima.h"
#include "compute/ta/wma.h"

/* In the order of the choices that descriptions give, which is TA-Lib's. */
enum fs_average_kind {
    FS_AVERAGE_SMA,
    FS_AVERAGE_EMA,
    FS_AVERAGE_WMA,
    FS_AVERAGE_DEMA,
    FS_AVERAGE_TEMA,
    FS_AVERAGE_TRIMA,
    FS_AVERAGE_KAMA,
    FS_AVERAGE_MAMA,
    FS_AVERAGE_T3
};

struct fs_average_simple {
    struct fs_exact sum;
    int32_t run; /* values present in a row, up to period */
    int32_t reserved;
};

struct fs_average {
    int32_t kind;
    int32_t period;
    union {
        struct fs_average_simple simple;
        int32_t run; /* weighted: values present in a row, up to period */
        struct fs_ema ema;
        struct fs_dema dema;
        struct fs_tema tema;
        struct fs_trima trima;
        struct fs_kama kama;
        struct fs_mama mama;
        struct fs_t3 t3;
    } of;
};

/* Values without output. */
static inline int32_t fs_average_lookback(int32_t period, int32_t kind)
{
    if (period == 1)
        return 0;
    switch (kind) {
    case FS_AVERAGE_DEMA:
        return 2 * (period - 1);
    case FS_AVERAGE_TEMA:
        return 3 * (period - 1);
    case FS_AVERAGE_KAMA:
        return period;
    case FS_AVERAGE_MAMA:
        return 32;
    case FS_AVERAGE_T3:
        return 6 * (period - 1);
    default:
        return period - 1;
    }
}

/* Fills a zeroed average. */
static inline void fs_average_start(struct fs_average *a, int32_t period, int32_t kind)
{
    a->kind = kind;
    a->period = period;
    if (period == 1)
        return;
    switch (kind) {
    case FS_AVERAGE_EMA:
        a->of.ema = (struct fs_ema){.period = period, .k = 2.0 / ((double)period + 1.0)};
        break;
    case FS_AVERAGE_DEMA:
        fs_dema_start(&a->of.dema, period);
        break;
    case FS_AVERAGE_TEMA:
        fs_tema_start(&a->of.tema, period);
        break;
    case FS_AVERAGE_TRIMA:
        fs_trima_start(&a->of.trima, period);
        break;
    case FS_AVERAGE_KAMA:
        fs_kama_start(&a->of.kama, period);
        break;
    case FS_AVERAGE_MAMA:
        fs_mama_start(&a->of.mama, 0.5, 0.05);
        break;
    case FS_AVERAGE_T3:
        fs_t3_start(&a->of.t3, period, 0.7);
        break;
    default:
        break;
    }
}

/* `window`: values that may be read, at least period + 2. */
static inline int fs_average_sane(const struct fs_average *a, int32_t window)
{
    int32_t n = a->period;
    if (!fs_period_valid(n, 1) || window < n + 2 || a->kind < FS_AVERAGE_SMA || a->kind > FS_AVERAGE_T3)
        return 0;
    if (n == 1)
        return 1;
    switch (a->kind) {
    case FS_AVERAGE_EMA:
        return a->of.ema.period == n && a->of.ema.seen >= 0 && a->of.ema.seen <= n;
    case FS_AVERAGE_DEMA:
        return fs_dema_sane(&a->of.dema);
    case FS_AVERAGE_TEMA:
        return fs_tema_sane(&a->of.tema);
    case FS_AVERAGE_TRIMA:
        return fs_trima_sane(&a->of.trima, n + 2);
    case FS_AVERAGE_KAMA:
        return fs_kama_sane(&a->of.kama, n + 2);
    case FS_AVERAGE_MAMA:
        return fs_mama_sane(&a->of.mama);
    case FS_AVERAGE_T3:
        return fs_t3_sane(&a->of.t3);
    case FS_AVERAGE_WMA:
        return a->of.run >= 0 && a->of.run <= n;
    default:
        return a->of.simple.run >= 0 && a->of.simple.run <= n;
    }
}

static inline double fs_average_simple(struct fs_average *a, const double *x, int32_t there)
{
    double old = there > a->period && fs_present(x[-a->period]) ? x[-a->period] : 0.0, value = x[0];
    if (!fs_present(value)) {
        value = 0.0;
        a->of.simple.run = -1; /* the step makes it 0 */
    }
    return fs_sma_step(&a->of.simple.sum, &a->of.simple.run, a->period, value, old);
}

/* Anew from the window. */
static inline double fs_average_weighted(struct fs_average *a, const double *x)
{
    int32_t n = a->period;
    if (!fs_run(&a->of.run, n, fs_present(x[0])))
        return NAN;
    return fs_window_ramp(fs_ramp_whole(x - (n - 1), n), (double)n);
}

/* fs_average_push() where the kind is known: a loop over a series asks for it once. */
static inline double fs_average_push_as(struct fs_average *a, int32_t kind, const double *x, int32_t there)
{
    double mama, fama;
    if (a->period == 1)
        return fs_present(x[0]) ? x[0] : NAN;
    switch (kind) {
    case FS_AVERAGE_EMA:
        return fs_ema_push(&a->of.ema, x[0]);
    case FS_AVERAGE_DEMA:
        return fs_dema_push(&a->of.dema, x[0]);
    case FS_AVERAGE_TEMA:
        return fs_tema_push(&a->of.tema, x[0]);
    case FS_AVERAGE_TRIMA:
        return fs_trima_push(&a->of.trima, x, there);
    case FS_AVERAGE_KAMA:
        return fs_kama_push(&a->of.kama, x, there);
    case FS_AVERAGE_MAMA:
        fs_mama_push(&a->of.mama, x[0], &mama, &fama);
        return mama;
    case FS_AVERAGE_T3:
        return fs_t3_push(&a->of.t3, x[0]);
    case FS_AVERAGE_WMA:
        return fs_average_weighted(a, x);
    default:
        return fs_average_simple(a, x, there);
    }
}

/* x[-k] may be read for 0 <= k < there, and for 0 <= k < run of values that are present in a row. */
static inline double fs_average_push(struct fs_average *a, const double *x, int32_t there)
{
    return fs_average_push_as(a, a->kind, x, there);
}

/* MA: one such average. */
struct fs_ma {
    struct fs_average average;
};

static inline void fs_ma_start(struct fs_ma *s, int32_t period, int32_t matype)
{
    fs_average_start(&s->average, period, matype);
}

static inline int fs_ma_sane(const struct fs_ma *s, int32_t window)
{
    return window == s->average.period + 2 && fs_average_sane(&s->average, window);
}

static inline double fs_ma_push(struct fs_ma *s, const double *x, int32_t there)
{
    return fs_average_push(&s->average, x, there);
}

#endif
