#include "compute/ta/bbands.h"

#include "compute/forms.h"
#include "compute/stats/window_kernel.h"

/* Bands of the simple average, which is the mean that the deviations are about: both come from one kernel. */
static void simple(const double *x, size_t length, int32_t period, double up, double down, double *upper,
                   double *middle, double *lower)
{
    fs_deviation_kernel(fs_cpu_level())(x, length, period, 0, middle, upper);
    for (size_t i = 0; i < length; i++) {
        double mean = middle[i], deviation = upper[i];
        upper[i] = mean + deviation * up;
        lower[i] = mean - deviation * down;
    }
}

int fs_bbands(const double *x, size_t length, int32_t period, double up, double down, int32_t matype,
              double *upper, double *middle, double *lower)
{
    if (fs_bbands_lookback(period, up, down, matype) < 0)
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, upper, middle, lower}, 4, 3, length);
    if (status != FS_COMPUTE_OK)
        return status;
    if (matype == FS_AVERAGE_SMA) {
        simple(x, length, period, up, down, upper, middle, lower);
        return FS_COMPUTE_OK;
    }
    struct fs_bbands state = {0};
    fs_bbands_start(&state, period, up, down, matype);
    int32_t window = period + 2;
    for (size_t i = 0; i < length; i++)
        fs_bbands_push(&state, x + i, i < (size_t)window ? (int32_t)i + 1 : window, &upper[i], &middle[i],
                       &lower[i]);
    return FS_COMPUTE_OK;
}
