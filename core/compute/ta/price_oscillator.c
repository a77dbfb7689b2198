#include "compute/ta/price_oscillator.h"

#include "compute/forms.h"

#include <string.h>

/* The fast average stands in `out`; the slow one is made beside it. */
static inline void against_slow(const double *x, size_t length, struct fs_average *slow, int32_t kind,
                                double (*value)(double fast, double slow), double *out)
{
    int32_t there = 0, window = slow->period + 2;
    for (size_t i = 0; i < length; i++) {
        there += there < window;
        out[i] = value(out[i], fs_average_push_as(slow, kind, x + i, there));
    }
}

static inline int series(const double *x, size_t length, int32_t fast, int32_t slow, int32_t matype,
                         double (*value)(double fast, double slow), double *out)
{
    if (fast < 2 || slow < 2 || fs_ma_lookback(fast, matype) < 0 || fs_ma_lookback(slow, matype) < 0)
        return FS_COMPUTE_PARAMETER;
    int status = fs_ma(x, length, fast < slow ? fast : slow, matype, out);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_average average;
    memset(&average, 0, sizeof average);
    fs_average_start(&average, fast < slow ? slow : fast, matype);
    if (matype == FS_AVERAGE_SMA)
        against_slow(x, length, &average, FS_AVERAGE_SMA, value, out);
    else if (matype == FS_AVERAGE_EMA)
        against_slow(x, length, &average, FS_AVERAGE_EMA, value, out);
    else
        against_slow(x, length, &average, matype, value, out);
    return FS_COMPUTE_OK;
}

int fs_apo(const double *x, size_t length, int32_t fast, int32_t slow, int32_t matype, double *apo)
{
    return series(x, length, fast, slow, matype, fs_apo_value, apo);
}

int fs_ppo(const double *x, size_t length, int32_t fast, int32_t slow, int32_t matype, double *ppo)
{
    return series(x, length, fast, slow, matype, fs_ppo_value, ppo);
}
