/* The series forms of ADX and ADXR. */
#include "compute/ta/directional.h"

#include "compute/forms.h"
#include "compute/ta/segments.h"

int fs_adx(const double *high, const double *low, const double *close, size_t length, int32_t period,
           double *adx)
{
    if (!fs_period_valid(period, 2))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){high, low, close, adx}, 4, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_many_job job = {.in = {high, low, close}, .out = {adx}, .length = length, .period = {period}};
    if (fs_segments(FS_MANY_ADX, &job,
                    2.0 * (double)period)) /* the index's average begins to forget when its sums have */
        return FS_COMPUTE_OK;
    struct fs_adx state = {.d.period = period};
    for (size_t i = 0; i < length; i++)
        adx[i] = fs_adx_push(&state, high[i], low[i], close[i]);
    return FS_COMPUTE_OK;
}

/* The output first holds ADX; from the end on, each is replaced by its mean with the one period - 1 before it, which still
 * stands there. */
int fs_adxr(const double *high, const double *low, const double *close, size_t length, int32_t period,
            double *adxr)
{
    int status = fs_adx(high, low, close, length, period, adxr);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t past = length; /* the ADX `apart` before that of bar i, bars without one not counted */
    int32_t apart = -1;
    for (size_t i = length; i-- > 0;) {
        if (adxr[i] != adxr[i])
            continue;
        for (; apart < period - 1 && past > 0; apart += adxr[past] == adxr[past])
            past--;
        adxr[i] = apart == period - 1 ? (adxr[i] + adxr[past]) / 2.0 : NAN;
        apart--;
    }
    return FS_COMPUTE_OK;
}
