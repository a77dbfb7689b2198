/*
 * mom.h: momentum, as TA-Lib's MOM: a value less the one `period` bars before.
 *
 * Missing values: window (of the two values). Look-back: period. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_MOM_H
#define FINSMART_COMPUTE_MOM_H

#include "compute/form.h"

struct fs_mom {
    int32_t period;
    int32_t run; /* values present in a row, up to period + 1 */
};

static inline void fs_mom_start(struct fs_mom *s, int32_t period)
{
    s->period = period;
}

static inline int fs_mom_sane(const struct fs_mom *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period + 1 && s->run >= 0 && s->run <= window;
}

static inline double fs_mom_push(struct fs_mom *s, const double *x, int32_t there)
{
    (void)there;
    return fs_run(&s->run, s->period + 1, fs_present(x[0])) ? x[0] - x[-s->period] : NAN;
}

#endif
