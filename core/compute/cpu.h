/*
 * cpu.h: which instructions this processor has beyond the baseline (x86-64-v2).
 *
 * Kernels exist in up to three variants of the same C code and give the same bits in all.
 */
#ifndef FINSMART_COMPUTE_CPU_H
#define FINSMART_COMPUTE_CPU_H

enum fs_cpu_level { FS_CPU_BASE, FS_CPU_AVX2, FS_CPU_AVX512, FS_CPU_LEVELS };

#if defined(__x86_64__)
#define FS_CPU_TARGET_AVX2   __attribute__((target("avx2")))
#define FS_CPU_TARGET_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl")))
#else
#define FS_CPU_TARGET_AVX2
#define FS_CPU_TARGET_AVX512
#endif

/* The highest level that this processor has. */
static inline enum fs_cpu_level fs_cpu_level(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return FS_CPU_AVX512;
    if (__builtin_cpu_supports("avx2"))
        return FS_CPU_AVX2;
#endif
    return FS_CPU_BASE;
}

#endif
