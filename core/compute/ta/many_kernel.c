/*
 * The steps are written once, in many_lanes_kernel.h, over vectors of eight doubles, and compiled for each processor level: a
 * function without the level's attribute would have its vectors taken apart before it could be inlined.
 */
#include "compute/ta/many_kernel.h"

#include "compute/ta/directional.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t lane_mask __attribute__((vector_size(64)));
/* The same in memory, aligned like a double. */
typedef double lanes_there __attribute__((vector_size(64), aligned(8), may_alias));

/* Whether any lane of a mask is set, and the square roots of all: the two things that C's vectors lack. */
#if defined(__x86_64__)
FS_CPU_TARGET_AVX512 static inline __attribute__((always_inline)) int any_avx512(lane_mask m)
{
    __m512i all = (__m512i)m;
    return _mm512_test_epi64_mask(all, all) != 0;
}

FS_CPU_TARGET_AVX512 static inline __attribute__((always_inline)) lanes roots_avx512(lanes x)
{
    return (lanes)_mm512_sqrt_pd((__m512d)x);
}

FS_CPU_TARGET_AVX2 static inline __attribute__((always_inline)) int any_avx2(lane_mask m)
{
    union {
        lane_mask all;
        __m256d half[2];
    } u = {m};
    return _mm256_movemask_pd(_mm256_or_pd(u.half[0], u.half[1])) != 0;
}

FS_CPU_TARGET_AVX2 static inline __attribute__((always_inline)) lanes roots_avx2(lanes x)
{
    union {
        lanes all;
        __m256d half[2];
    } u = {x};
    u.half[0] = _mm256_sqrt_pd(u.half[0]);
    u.half[1] = _mm256_sqrt_pd(u.half[1]);
    return u.all;
}
#endif

static inline __attribute__((always_inline)) int any_base(lane_mask m)
{
    return (m[0] | m[1] | m[2] | m[3] | m[4] | m[5] | m[6] | m[7]) != 0;
}

static inline __attribute__((always_inline)) lanes roots_base(lanes x)
{
    for (int j = 0; j < FS_MANY_LANES; j++)
        x[j] = sqrt(x[j]);
    return x;
}

#define TARGET
#define AT(name) name##_base
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT

#if defined(__x86_64__)
#define TARGET   FS_CPU_TARGET_AVX2
#define AT(name) name##_avx2
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT

#define TARGET   FS_CPU_TARGET_AVX512
#define AT(name) name##_avx512
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT
#endif

fs_many_fill *fs_many_kernel(enum fs_cpu_level level, enum fs_many_what what)
{
#if defined(__x86_64__)
    if (level == FS_CPU_AVX512)
        return kernels_avx512[what];
    if (level == FS_CPU_AVX2)
        return kernels_avx2[what];
#endif
    (void)level;
    return kernels_base[what];
}
