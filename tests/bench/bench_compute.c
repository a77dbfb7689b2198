/*
 * bench_compute: nanoseconds per value of every compute primitive, as a series and as a stream.
 *
 * Usage: bench_compute [VALUES]   (default 1,000,000). Each figure is the least of 7 runs over the same data. Streams
 * are measured through the generic table, which adds an indirect call; "direct" shows ta.sma without it.
 */
#include "compute/entry.h"
#include "compute/forms.h"
#include "compute/ta/sma.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 7

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static volatile double sink; /* keeps results from being optimised away */

static double time_series(const struct fs_compute_entry *e, const double *const *in, size_t n,
                          const double *params, double *const *out)
{
    double best = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        e->series(in, n, params, out);
        best = fmin(best, now() - start);
        sink = out[0][n - 1];
    }
    return best / (double)n;
}

static double time_stream(const struct fs_compute_entry *e, const double *const *in, size_t n,
                          const double *params)
{
    double best = INFINITY;
    void *state = malloc(e->size(params));
    for (int run = 0; state && run < RUNS; run++) {
        double values[FS_COMPUTE_INPUTS_MAX], results[FS_COMPUTE_OUTPUTS_MAX], sum = 0;
        e->init(state, params);
        double start = now();
        for (size_t i = 0; i < n; i++) {
            for (int j = 0; j < e->inputs; j++)
                values[j] = in[j][i];
            e->update(state, values, results);
            sum += results[0];
        }
        best = fmin(best, now() - start);
        sink = sum;
    }
    free(state);
    return best / (double)n;
}

/* Two streams over the same values, as a crossing strategy has them. */
static double time_two_smas(const double *x, size_t n)
{
    double best = INFINITY;
    struct fs_sma *fast = malloc(fs_sma_size(10)), *slow = malloc(fs_sma_size(30));
    for (int run = 0; fast && slow && run < RUNS; run++) {
        double above = 0;
        fs_sma_init(fast, 10);
        fs_sma_init(slow, 30);
        double start = now();
        for (size_t i = 0; i < n; i++)
            above += fs_sma_update(fast, x[i]) > fs_sma_update(slow, x[i]);
        best = fmin(best, now() - start);
        sink = above;
    }
    free(fast);
    free(slow);
    return best / (double)n;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, count;
    if (n < 1000) {
        fprintf(stderr, "bench_compute: VALUES must be at least 1000\n");
        return 2;
    }
    double *memory = malloc(n * (3 + FS_COMPUTE_OUTPUTS_MAX) * sizeof *memory);
    if (!memory) {
        fprintf(stderr, "bench_compute: out of memory\n");
        return 1;
    }
    const double *in[] = {memory, memory + n, memory + 2 * n, memory + 2 * n};
    double *out[FS_COMPUTE_OUTPUTS_MAX];
    for (size_t i = 0; i < FS_COMPUTE_OUTPUTS_MAX; i++)
        out[i] = memory + (3 + i) * n;
    double price = 100;
    uint64_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        price *= 1 + ((double)(state >> 33) * 0x1p-31 - 0.5) * 0.01;
        memory[i] = price * 1.003;
        memory[n + i] = price * 0.996;
        memory[2 * n + i] = price;
    }
    const struct fs_compute_entry *entries = fs_compute_entries(&count);
    printf("%-20s %-14s %10s %10s   ns per value, %zu values\n", "primitive", "parameters", "series",
           "stream", n);
    for (size_t i = 0; i < count; i++) {
        const struct fs_compute_entry *e = &entries[i];
        double params[FS_COMPUTE_PARAMS_MAX] = {0};
        char text[64] = "";
        int used = 0;
        for (int j = 0; j < e->params; j++) {
            double standard = e->param[j].standard;
            params[j] = standard == standard ? standard : j == 0 ? 20 : params[0];
            used += snprintf(text + used, sizeof text - (size_t)used, "%s%g", j ? " " : "", params[j]);
        }
        const double *inputs[] = {e->inputs == 1 ? in[2] : in[0], in[1], in[2], in[3]};
        printf("%-20s %-14s %10.2f %10.2f\n", e->name, text, time_series(e, inputs, n, params, out),
               time_stream(e, inputs, n, params));
    }
    printf("%-20s %-14s %10s %10.2f\n", "two ta.sma, direct", "10 30", "", time_two_smas(in[2], n));
    free(memory);
    return 0;
}
