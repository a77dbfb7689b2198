#include "compute/ta/average.h"

#include "compute/forms.h"

#include <string.h>

/* MAMA as it is among the kinds, without the average that follows it. */
static int mama(const double *x, size_t length, double *out)
{
    struct fs_mama state;
    double fama;
    memset(&state, 0, sizeof state);
    fs_mama_start(&state, 0.5, 0.05);
    for (size_t i = 0; i < length; i++)
        fs_mama_push(&state, x[i], &out[i], &fama);
    return FS_COMPUTE_OK;
}

/* The series form of MA: that of the kind. */
int fs_ma(const double *x, size_t length, int32_t period, int32_t matype, double *average)
{
    if (fs_ma_lookback(period, matype) < 0)
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, average}, 2, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    if (period == 1) {
        for (size_t i = 0; i < length; i++)
            average[i] = fs_present(x[i]) ? x[i] : NAN;
        return FS_COMPUTE_OK;
    }
    switch (matype) {
    case FS_AVERAGE_EMA:
        return fs_ema(x, length, period, average);
    case FS_AVERAGE_WMA:
        return fs_wma(x, length, period, average);
    case FS_AVERAGE_DEMA:
        return fs_dema(x, length, period, average);
    case FS_AVERAGE_TEMA:
        return fs_tema(x, length, period, average);
    case FS_AVERAGE_TRIMA:
        return fs_trima(x, length, period, average);
    case FS_AVERAGE_KAMA:
        return fs_kama(x, length, period, average);
    case FS_AVERAGE_MAMA:
        return mama(x, length, average);
    case FS_AVERAGE_T3:
        return fs_t3(x, length, period, 0.7, average);
    default:
        return fs_sma(x, length, period, average);
    }
}
