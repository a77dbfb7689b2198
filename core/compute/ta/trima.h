/*
 * trima.h: triangular moving average, as TA-Lib's TRIMA: weights that rise by one to the middle of the window and fall again.
 *
 * From one value to the next the weighted sum grows by the window's newer half and falls by its older half; all three sums
 * keep their errors, and begin anew after a missing value. Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_TRIMA_H
#define FINSMART_COMPUTE_TRIMA_H

#include "compute/ta/moving.h"

struct fs_trima {
    int32_t period;
    int32_t run;              /* values present in a row, up to period + 2 */
    struct fs_exact newer;    /* sum of the newest (period + 1) / 2 values */
    struct fs_exact older;    /* sum of as many that end `period` bars ago */
    struct fs_exact weighted; /* sum of weight * value */
};

static inline void fs_trima_start(struct fs_trima *s, int32_t period)
{
    s->period = period;
}

static inline int fs_trima_sane(const struct fs_trima *s, int32_t window)
{
    return fs_period_valid(s->period, 2) && window == s->period + 2 && s->run >= 0 && s->run <= s->period + 2;
}

static inline double fs_trima_push(struct fs_trima *s, const double *x, int32_t there)
{
    (void)there;
    int32_t n = s->period, half = (n + 1) / 2;
    if (!fs_present(x[0])) {
        *s = (struct fs_trima){.period = n};
        return NAN;
    }
    s->run += s->run < n + 2;
    int32_t last = s->run - 1,
            join = n - half + 1; /* the oldest value's age; at this age values join the older half */
    fs_exact_exchange(&s->newer, x[0], last >= half ? x[-half] : 0.0);
    fs_exact_exchange(&s->older, last >= join ? x[-join] : 0.0, last > n ? x[-n - 1] : 0.0);
    fs_exact_exchange(&s->weighted, s->newer.high, s->older.high);
    s->weighted.low += s->newer.low - s->older.low;
    double weights = (double)half * (double)(n / 2 + 1);
    return s->run < n ? NAN : fs_exact_value(s->weighted) / weights;
}

#endif
