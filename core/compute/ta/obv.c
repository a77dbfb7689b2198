/* The series form of OBV: what each bar adds is the same for any bar before, and made without branches; then one addition a bar. */
#include "compute/ta/obv.h"

#include "compute/forms.h"

#define BLOCK 512

int fs_obv(const double *close, const double *volume, size_t length, double *obv)
{
    int status = fs_compute_arrays((const double *const[]){close, volume, obv}, 3, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_obv state = {0};
    for (size_t i = 0; i < length;) {
        size_t count = length - i < BLOCK ? length - i : BLOCK;
        int64_t missing = !state.started;
        for (size_t j = i; j < i + count; j++)
            missing |= (fs_present(close[j]) & fs_present(volume[j])) ^ 1;
        if (missing) {
            for (size_t end = state.started ? i + count : i + 1; i < end; i++)
                obv[i] = fs_obv_push(&state, close[i], volume[i]);
            continue;
        }
        double move[BLOCK], before = state.close, value = state.value;
        const double *now = close + i, *size = volume + i;
        move[0] = now[0] > before ? size[0] : now[0] < before ? -size[0] : -0.0; /* + -0.0 changes nothing */
        for (size_t j = 1; j < count; j++) {
            double come = size[j], a = now[j - 1], b = now[j], up = b > a ? come : -0.0;
            move[j] = b < a ? -come : up;
        }
        for (size_t j = 0; j < count; j++)
            obv[i + j] = value += move[j];
        state.value = value;
        state.close = now[count - 1];
        i += count;
    }
    return FS_COMPUTE_OK;
}
