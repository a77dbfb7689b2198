/*
 * t3.h: Tillson's T3, as TA-Lib's T3: six exponential averages, each of the one before, of which the last four are added up
 * with weights that the volume factor sets. Each is seeded with the mean of its first `period` values.
 *
 * Missing values: skip. Look-back: 6 * (period - 1). Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_T3_H
#define FINSMART_COMPUTE_T3_H

#include "compute/form.h"

struct fs_t3 {
    int32_t period;
    int32_t stage; /* averages that have begun, up to 6 */
    int32_t seen;  /* values of the next one's seed so far */
    int32_t reserved;
    double k;
    double weight[4]; /* of the sixth average, the fifth, fourth and third */
    double sum;       /* of the next one's seed */
    double e[6];
};

static inline void fs_t3_start(struct fs_t3 *s, int32_t period, double vfactor)
{
    s->period = period;
    s->k = 2.0 / ((double)period + 1.0);
    double square = vfactor * vfactor, cube = square * vfactor;
    s->weight[0] = -cube;
    s->weight[1] = 3.0 * (square - s->weight[0]);
    s->weight[2] = -6.0 * square - 3.0 * (vfactor - s->weight[0]);
    s->weight[3] = 1.0 + 3.0 * vfactor - s->weight[0] + 3.0 * square;
}

static inline int fs_t3_sane(const struct fs_t3 *s)
{
    return fs_period_valid(s->period, 2) && s->stage >= 0 && s->stage <= 6 && s->seen >= 0 &&
           s->seen < s->period;
}

static inline double fs_t3_push(struct fs_t3 *s, double x)
{
    if (!fs_present(x))
        return NAN;
    double rest = 1.0 - s->k;
    for (int j = 0; j < s->stage; j++)
        x = s->e[j] = s->k * x + rest * s->e[j];
    if (s->stage < 6) {
        s->sum += x;
        if (++s->seen < s->period)
            return NAN;
        s->e[s->stage] = s->sum / (double)s->period;
        s->sum = s->e[s->stage++];
        s->seen = 1; /* an average's first value is in the seed of the next */
        if (s->stage < 6)
            return NAN;
    }
    return s->weight[0] * s->e[5] + s->weight[1] * s->e[4] + s->weight[2] * s->e[3] + s->weight[3] * s->e[2];
}

#endif
