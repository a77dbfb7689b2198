/* The series form of BETA: the changes of a block of prices, and the slopes of their windows. */
#include "compute/forms.h"
#include "compute/ta/pairs.h"

#include <stdlib.h>

#define BLOCK 512 /* windows at a time */

int fs_ta_beta(const double *x, const double *y, size_t length, int32_t period, double *beta)
{
    if (!fs_period_valid(period, 1))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, y, beta}, 3, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t before = (size_t)period; /* prices before the first window's last */
    for (size_t i = 0; i < length && i < before; i++)
        beta[i] = NAN;
    double near[4 * BLOCK], *changes = near;
    if (before > BLOCK && !(changes = malloc(2 * (before + BLOCK) * sizeof *changes)))
        return FS_COMPUTE_MEMORY;
    double *of_x = changes, *of_y = changes + (before > BLOCK ? before + BLOCK : 2 * BLOCK);
    for (size_t start = 0; start + before < length && status == FS_COMPUTE_OK; start += BLOCK) {
        size_t windows = length - before - start < BLOCK ? length - before - start : BLOCK;
        for (size_t j = 0; j < windows + before - 1; j++) {
            of_x[j] = fs_ta_beta_change(x[start + j], x[start + j + 1]);
            of_y[j] = fs_ta_beta_change(y[start + j], y[start + j + 1]);
        }
        struct fs_window_job job = {.x = of_y,
                                    .y = of_x,
                                    .windows = windows,
                                    .stride = 1,
                                    .period = period,
                                    .otherwise = 0.0,
                                    .out = beta + before + start};
        status = fs_window_run(FS_WINDOW_SLOPE, &job);
    }
    if (changes != near)
        free(changes);
    return status;
}
