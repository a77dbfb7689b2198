/*
 * The steps are written once, in many_lanes_kernel.h, over vectors as wide as a processor level has them, and compiled for each
 * level: a function without the level's attribute would have its vectors taken apart before it could be inlined.
 */
#include "compute/ta/many_kernel.h"

#include "compute/divide.h"
#include "compute/ta/directional.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define BLOCK 64 /* rows that narrow vectors go over again for the next lanes, while they are near */

#define TARGET
#define AT(name) name##_base
#define WIDTH    2
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT
#undef WIDTH

#if defined(__x86_64__)
#define TARGET   FS_CPU_TARGET_AVX2
#define AT(name) name##_avx2
#define WIDTH    4
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT
#undef WIDTH

#define TARGET   FS_CPU_TARGET_AVX512
#define AT(name) name##_avx512
#define WIDTH    8
#include "compute/ta/many_lanes_kernel.h"
#undef TARGET
#undef AT
#undef WIDTH
#endif

/* Lanes of a vector, and the loop over its rows. */
static size_t width_of(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? 8 : level == FS_CPU_AVX2 ? 4 : 2;
}

static void rows_of(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job)
{
#if defined(__x86_64__)
    if (level == FS_CPU_AVX512) {
        kernels_avx512[what](job);
        return;
    }
    if (level == FS_CPU_AVX2) {
        kernels_avx2[what](job);
        return;
    }
#endif
    (void)level;
    kernels_base[what](job);
}

void fs_many_rows(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job)
{
    size_t width = width_of(level);
    for (size_t lane = 0; lane < FS_MANY_LANES; lane += width) {
        struct fs_many_job part = *job;
        for (int k = 0; k < 3; k++) {
            part.in[k] = job->in[k] ? job->in[k] + lane : NULL;
            part.out[k] = job->out[k] ? job->out[k] + lane : NULL;
        }
        part.state = job->state ? job->state + lane : NULL;
        rows_of(level, what, &part);
    }
}

void fs_many_blocks(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *job)
{
    double state[FS_MANY_STATE * FS_MANY_LANES];
    struct fs_many_job block = *job;
    block.state = state;
    for (size_t row = 0; row < job->length; row += BLOCK) {
        block.length = job->length - row < BLOCK ? job->length - row : BLOCK;
        for (int k = 0; k < 3; k++) {
            block.in[k] = job->in[k] ? job->in[k] + row * FS_MANY_LANES : NULL;
            block.out[k] = job->out[k] ? job->out[k] + row * FS_MANY_LANES : NULL;
        }
        fs_many_rows(level, what, &block);
        block.resume = 1;
    }
}
