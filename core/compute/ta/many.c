#include "compute/ta/many.h"

#include "compute/forms.h"
#include "compute/ta/atr.h"
#include "compute/ta/ema.h"
#include "compute/ta/macd.h"
#include "compute/ta/many_kernel.h"
#include "compute/ta/rsi.h"
#include "compute/ta/sma.h"
#include "compute/ta/stddev.h"

/* Checks parameters (`lookback` below 0: out of range) and arrays, and runs the loop. */
static int fill(enum fs_many_what what, int32_t lookback, int inputs, int outputs, struct fs_many_job job)
{
    if (lookback < 0)
        return FS_COMPUTE_PARAMETER;
    if (job.length > SIZE_MAX / (FS_MANY_LANES * sizeof(double)))
        return FS_COMPUTE_PARAMETER;
    const double *arrays[6];
    for (int i = 0; i < inputs; i++)
        arrays[i] = job.in[i];
    for (int i = 0; i < outputs; i++)
        arrays[inputs + i] = job.out[i];
    int status = fs_compute_arrays(arrays, inputs + outputs, outputs, job.length * FS_MANY_LANES);
    if (status == FS_COMPUTE_OK)
        status = fs_many_run(fs_cpu_level(), what, &job);
    return status;
}

int fs_sma_many(const double *x, size_t length, int32_t period, double *out)
{
    return fill(FS_MANY_SMA, fs_sma_lookback(period), 1, 1,
                (struct fs_many_job){.in = {x}, .out = {out}, .length = length, .period = {period}});
}

int fs_ema_many(const double *x, size_t length, int32_t period, double *out)
{
    return fill(FS_MANY_EMA, fs_ema_lookback(period), 1, 1,
                (struct fs_many_job){.in = {x}, .out = {out}, .length = length, .period = {period}});
}

int fs_rsi_many(const double *x, size_t length, int32_t period, double *out)
{
    return fill(FS_MANY_RSI, fs_rsi_lookback(period), 1, 1,
                (struct fs_many_job){.in = {x}, .out = {out}, .length = length, .period = {period}});
}

int fs_atr_many(const double *high, const double *low, const double *close, size_t length, int32_t period,
                double *out)
{
    return fill(
        FS_MANY_ATR, fs_atr_lookback(period), 3, 1,
        (struct fs_many_job){.in = {high, low, close}, .out = {out}, .length = length, .period = {period}});
}

int fs_macd_many(const double *x, size_t length, int32_t fast, int32_t slow, int32_t signal, double *macd,
                 double *signal_line, double *histogram)
{
    return fill(FS_MANY_MACD, fs_macd_lookback(fast, slow, signal), 1, 3,
                (struct fs_many_job){.in = {x},
                                     .out = {macd, signal_line, histogram},
                                     .length = length,
                                     .period = {fast, slow, signal}});
}

int fs_stddev_many(const double *x, size_t length, int32_t period, double factor, double *out)
{
    return fill(FS_MANY_STDDEV, fs_stddev_lookback(period, factor), 1, 1,
                (struct fs_many_job){
                    .in = {x}, .out = {out}, .length = length, .period = {period}, .factor = {factor}});
}

int fs_bbands_many(const double *x, size_t length, int32_t period, double up, double down, double *upper,
                   double *middle, double *lower)
{
    return fill(FS_MANY_BBANDS, fs_bbands_lookback(period, up, down, 0), 1, 3,
                (struct fs_many_job){.in = {x},
                                     .out = {upper, middle, lower},
                                     .length = length,
                                     .period = {period},
                                     .factor = {up, down}});
}

int fs_adx_many(const double *high, const double *low, const double *close, size_t length, int32_t period,
                double *out)
{
    return fill(
        FS_MANY_ADX, fs_period_valid(period, 2) ? 0 : -1, 3, 1,
        (struct fs_many_job){.in = {high, low, close}, .out = {out}, .length = length, .period = {period}});
}

int fs_obv_many(const double *close, const double *volume, size_t length, double *out)
{
    return fill(FS_MANY_OBV, 0, 2, 1,
                (struct fs_many_job){.in = {close, volume}, .out = {out}, .length = length});
}

int fs_linearreg_slope_many(const double *x, size_t length, int32_t period, double *out)
{
    return fill(FS_MANY_SLOPE, fs_period_valid(period, 2) ? 0 : -1, 1, 1,
                (struct fs_many_job){.in = {x}, .out = {out}, .length = length, .period = {period}});
}
