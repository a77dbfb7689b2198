#include "compute/stats/returns_kernel.h"

#define BLOCK 512

static inline __attribute__((always_inline)) void fill(const double *restrict x, size_t length, int32_t kind,
                                                       double *restrict out)
{
    if (length > 0)
        out[0] = NAN;
    if (kind == 0) {
        for (size_t i = 1; i < length; i++)
            out[i] = fs_return_simple(x[i - 1], x[i]);
        return;
    }
    for (size_t start = 1; start < length; start += BLOCK) {
        size_t end = length - start < BLOCK ? length : start + BLOCK;
        int64_t far = 0;
        for (size_t i = start; i < end; i++) {
            out[i] = fs_log_near(x[i - 1], x[i]);
            far |= !fs_log_is_near(x[i - 1], x[i]);
        }
        if (__builtin_expect(far != 0, 0)) /* seldom: a return above 41 %, or none at all */
            for (size_t i = start; i < end; i++)
                out[i] = fs_return_log(x[i - 1], x[i]);
    }
}

static void fill_base(const double *x, size_t length, int32_t kind, double *out)
{
    fill(x, length, kind, out);
}

FS_CPU_TARGET_AVX2 static void fill_avx2(const double *x, size_t length, int32_t kind, double *out)
{
    fill(x, length, kind, out);
}

FS_CPU_TARGET_AVX512 static void fill_avx512(const double *x, size_t length, int32_t kind, double *out)
{
    fill(x, length, kind, out);
}

fs_returns_fill *fs_returns_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? fill_avx512 : level == FS_CPU_AVX2 ? fill_avx2 : fill_base;
}
