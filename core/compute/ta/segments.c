#include "compute/ta/segments.h"

#include <string.h>

#define LANES   FS_MANY_LANES
#define ROWS    32   /* of all lanes at a time: inputs and outputs lie in a first-level cache */
#define FORGETS 50.0 /* times its memory: 37 for 53 bits, the rest until two roundings meet */
#define LEAST   16   /* a series must be so many times as long as the beginning of a segment */

typedef double four __attribute__((vector_size(32)));
typedef double four_there __attribute__((vector_size(32), aligned(8), may_alias));

struct run {
    enum fs_cpu_level level;
    enum fs_many_what what;
    void (*interleave)(const double *, size_t, size_t, double *);
    void (*spread_out)(const double *, size_t, size_t, double *);
    const struct fs_many_job *series;
    int inputs, outputs;
    double state[FS_MANY_STATE * LANES];
    int resume; /* 0 before the first rows */
};

/* Four values of four lanes, `apart` doubles from lane to lane, the other way round; rows of eight lanes that begin `apart` values
 * from each other; and back. A processor level each: a function without its attribute would have the vectors taken apart. */
#define TURNS(level, target)                                                                                 \
    target static inline __attribute__((always_inline)) void turn_##level(const double *from, size_t apart,  \
                                                                          double *to, size_t to_apart)       \
    {                                                                                                        \
        four a = *(const four_there *)from, b = *(const four_there *)(from + apart);                         \
        four c = *(const four_there *)(from + 2 * apart), d = *(const four_there *)(from + 3 * apart);       \
        four ab = __builtin_shufflevector(a, b, 0, 4, 2, 6), ba = __builtin_shufflevector(a, b, 1, 5, 3, 7); \
        four cd = __builtin_shufflevector(c, d, 0, 4, 2, 6), dc = __builtin_shufflevector(c, d, 1, 5, 3, 7); \
        *(four_there *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);                                     \
        *(four_there *)(to + to_apart) = __builtin_shufflevector(ba, dc, 0, 1, 4, 5);                        \
        *(four_there *)(to + 2 * to_apart) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);                    \
        *(four_there *)(to + 3 * to_apart) = __builtin_shufflevector(ba, dc, 2, 3, 6, 7);                    \
    }                                                                                                        \
    target static void interleave_##level(const double *x, size_t apart, size_t rows, double *to)            \
    {                                                                                                        \
        size_t row = 0;                                                                                      \
        for (; row + 4 <= rows; row += 4)                                                                    \
            for (size_t lane = 0; lane < LANES; lane += 4) {                                                 \
                size_t next = lane + row / 4 % 2 * 2;                                                        \
                __builtin_prefetch(x + next * apart + row + ROWS);                                           \
                __builtin_prefetch(x + (next + 1) * apart + row + ROWS);                                     \
                turn_##level(x + lane * apart + row, apart, to + row * LANES + lane, LANES);                 \
            }                                                                                                \
        for (; row < rows; row++)                                                                            \
            for (size_t lane = 0; lane < LANES; lane++)                                                      \
                to[row * LANES + lane] = x[lane * apart + row];                                              \
    }                                                                                                        \
    target static void spread_out_##level(const double *from, size_t apart, size_t rows, double *out)        \
    {                                                                                                        \
        size_t row = 0;                                                                                      \
        for (; row + 4 <= rows; row += 4)                                                                    \
            for (size_t lane = 0; lane < LANES; lane += 4) {                                                 \
                size_t next = lane + row / 4 % 2 * 2;                                                        \
                __builtin_prefetch(out + next * apart + row + ROWS, 1);                                      \
                __builtin_prefetch(out + (next + 1) * apart + row + ROWS, 1);                                \
                turn_##level(from + row * LANES + lane, LANES, out + lane * apart + row, apart);             \
            }                                                                                                \
        for (; row < rows; row++)                                                                            \
            for (size_t lane = 0; lane < LANES; lane++)                                                      \
                out[lane * apart + row] = from[row * LANES + lane];                                          \
    }

TURNS(base, )
TURNS(avx2, FS_CPU_TARGET_AVX2)

/* Goes on over `rows` values of eight lanes; lane k begins at start + k * apart. Outputs are kept of all lanes, or (`first`) of the
 * first alone. */
static void advance(struct run *run, size_t start, size_t apart, size_t rows, int first)
{
    double memory[6][ROWS * LANES + 40]; /* not a power of two apart */
    struct fs_many_job job = *run->series;
    job.state = run->state;
    for (int k = 0; k < 3; k++) {
        job.in[k] = memory[k];
        job.out[k] = memory[3 + k];
    }
    for (size_t row = 0; row < rows; row += ROWS) {
        job.length = rows - row < ROWS ? rows - row : ROWS;
        for (int k = 0; k < run->inputs; k++)
            run->interleave(run->series->in[k] + start + row, apart, job.length, memory[k]);
        job.resume = run->resume;
        fs_many_rows(run->level, run->what, &job);
        run->resume = 1;
        for (int k = 0; k < run->outputs; k++) {
            double *out = run->series->out[k] + start + row;
            if (!first)
                run->spread_out(memory[3 + k], apart, job.length, out);
            for (size_t i = 0; first && i < job.length; i++)
                out[i] = memory[3 + k][i * LANES];
        }
    }
}

/* Puts the state of one lane into all. */
static void take_lane(struct run *run, const double *state, size_t lane)
{
    for (size_t i = 0; i < FS_MANY_STATE; i++)
        for (size_t to = 0; to < LANES; to++)
            run->state[i * LANES + to] = state[i * LANES + lane];
}

static int lane_differs(const double *a, size_t a_lane, const double *b, size_t b_lane)
{
    int differs = 0;
    for (size_t i = 0; i < FS_MANY_STATE; i++)
        differs |= memcmp(a + i * LANES + a_lane, b + i * LANES + b_lane, sizeof *a) != 0;
    return differs;
}

int fs_segments_at(enum fs_cpu_level level, enum fs_many_what what, const struct fs_many_job *series,
                   double memory, int *again)
{
    double early = memory * FORGETS;
    if (!(early * LEAST < (double)series->length))
        return 0;
    struct run run = {.level = level,
                      .what = what,
                      .interleave = level == FS_CPU_BASE ? interleave_base : interleave_avx2,
                      .spread_out = level == FS_CPU_BASE ? spread_out_base : spread_out_avx2,
                      .series = series};
    for (; run.inputs < 3 && series->in[run.inputs]; run.inputs++)
        ;
    for (; run.outputs < 3 && series->out[run.outputs]; run.outputs++)
        ;
    /* Segments begin at a cache line of the output, so that none of their vectors lies across two. */
    size_t warm = (size_t)early + 1, length;
    warm += (64 - (uintptr_t)(series->out[0] + warm) % 64) / sizeof(double) % 8;
    length = (series->length - warm) / LANES / 8 * 8;
    double begun[FS_MANY_STATE * LANES], ended[FS_MANY_STATE * LANES];
    advance(&run, 0, length, warm, 1);
    memcpy(begun, run.state, sizeof begun);
    advance(&run, warm, length, length, 0);
    memcpy(ended, run.state, sizeof ended);
    for (size_t lane = 1; lane < LANES; lane++) {
        if (!lane_differs(begun, lane, ended, lane - 1))
            continue;
        ++*again;
        take_lane(&run, ended, lane - 1);
        advance(&run, warm + lane * length, 0, length, 1);
        for (size_t i = 0; i < FS_MANY_STATE; i++)
            ended[i * LANES + lane] = run.state[i * LANES];
    }
    take_lane(&run, ended, LANES - 1);
    size_t done = warm + LANES * length;
    advance(&run, done, 0, series->length - done, 1);
    return 1;
}

int fs_segments(enum fs_many_what what, const struct fs_many_job *job, double memory)
{
    int again = 0;
    return fs_segments_at(fs_cpu_level(), what, job, memory, &again);
}
