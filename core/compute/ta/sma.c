/* The series forms of the simple averages. */
#include "compute/ta/sma.h"

#include "compute/forms.h"
#include "compute/stats/mean_kernel.h"

int fs_sma(const double *x, size_t length, int32_t period, double *sma)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, sma}, 2, 1, length);
    if (status == FS_COMPUTE_OK)
        fs_mean_kernel(fs_cpu_level())(x, length, period, sma);
    return status;
}

int fs_volume_sma(const double *volume, size_t length, int32_t period, double *sma)
{
    return fs_sma(volume, length, period, sma);
}
