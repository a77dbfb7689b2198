#include "compute/status.h"

const char *fs_compute_strerror(int status)
{
    switch (status) {
    case FS_COMPUTE_OK:
        return "no error";
    case FS_COMPUTE_NULL:
        return "a pointer is NULL";
    case FS_COMPUTE_PARAMETER:
        return "a parameter is out of its range";
    case FS_COMPUTE_OVERLAP:
        return "an output overlaps an input or another output";
    case FS_COMPUTE_MEMORY:
        return "out of memory";
    case FS_COMPUTE_MISSING:
        return "an input holds a missing or infinite value";
    case FS_COMPUTE_SHORT:
        return "too few observations";
    case FS_COMPUTE_DOMAIN:
        return "a value is outside of what the function is defined for";
    case FS_COMPUTE_SINGULAR:
        return "a matrix is singular or not positive definite";
    case FS_COMPUTE_CONVERGENCE:
        return "the iteration did not converge";
    case FS_COMPUTE_INFEASIBLE:
        return "the constraints contradict each other";
    default:
        return "unknown status";
    }
}

int fs_compute_arrays(const double *const *arrays, int count, int outputs, size_t length)
{
    if (length == 0)
        return FS_COMPUTE_OK;
    for (int i = 0; i < count; i++)
        if (!arrays[i])
            return FS_COMPUTE_NULL;
    uintptr_t bytes = length * sizeof(double);
    for (int i = count - outputs; i < count; i++)
        for (int j = 0; j < i; j++) {
            uintptr_t a = (uintptr_t)arrays[i], b = (uintptr_t)arrays[j];
            if (a < b + bytes && b < a + bytes)
                return FS_COMPUTE_OVERLAP;
        }
    return FS_COMPUTE_OK;
}
