/* The series form of CCI: typical prices of a block, and from these what a window says. */
#include "compute/ta/cci.h"

#include "compute/forms.h"

#include <stdlib.h>

#define BLOCK 1024 /* windows at a time */

int fs_cci(const double *high, const double *low, const double *close, size_t length, int32_t period,
           double *cci)
{
    if (!fs_period_valid(period, 2))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){high, low, close, cci}, 4, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t before = (size_t)period - 1;
    for (size_t i = 0; i < length && i < before; i++)
        cci[i] = NAN;
    double near[2 * BLOCK], *typical = near;
    if (before > BLOCK && !(typical = malloc((before + BLOCK) * sizeof *typical)))
        return FS_COMPUTE_MEMORY;
    for (size_t start = 0; start + before < length && status == FS_COMPUTE_OK; start += BLOCK) {
        size_t windows = length - before - start < BLOCK ? length - before - start : BLOCK;
        for (size_t j = 0; j < windows + before; j++)
            typical[j] = fs_cci_typical(high[start + j], low[start + j], close[start + j]);
        struct fs_window_job job = {
            .x = typical, .windows = windows, .stride = 1, .period = period, .out = cci + before + start};
        status = fs_window_run(FS_WINDOW_CCI, &job);
    }
    if (typical != near)
        free(typical);
    return status;
}
