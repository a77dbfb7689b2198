/*
 * bench_options: millions of European options a second, with price, delta, gamma, vega, theta and rho, on one core.
 *
 * Every variant of the kernel is first compared with formulas over the C library's erfc, exp and log.
 * Usage: bench_options [options in the working set, default 4096]
 */
#include "compute/options/bsm_kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double uniform(double low, double high)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

static double lower(double x)
{
    return 0.5 * erfc(-x * M_SQRT1_2);
}

/* Call, with the formulas as books have them. */
static void plain(const double *const *in, size_t i, double out[6])
{
    double s = in[0][i], k = in[1][i], r = in[2][i], q = in[3][i], v = in[4][i], t = in[5][i];
    double w = v * sqrt(t), d1 = (log(s / k) + (r - q) * t) / w + w / 2, d2 = d1 - w;
    double d = s * exp(-q * t), x = k * exp(-r * t), n = exp(-d1 * d1 / 2) / sqrt(2 * M_PI);
    out[0] = d * lower(d1) - x * lower(d2);
    out[1] = d / s * lower(d1);
    out[2] = d / s * n / (s * w);
    out[3] = d * n * sqrt(t);
    out[4] = -d * n * v / (2 * sqrt(t)) + q * d * lower(d1) - r * x * lower(d2);
    out[5] = x * t * lower(d2);
}

int main(int argc, char **argv)
{
    static const char *const levels[] = {"baseline (SSE4.2)", "AVX2", "AVX-512"};
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 4096;
    double *memory = n > 0 && n < 100000000 ? malloc(12 * n * sizeof *memory) : NULL;
    if (!memory) {
        fprintf(stderr, "bench_options: no memory for %zu options\n", n);
        return 1;
    }
    const double *in[6];
    double *out[FS_BSM_OUTPUTS] = {NULL};
    for (size_t j = 0; j < 6; j++) {
        in[j] = memory + j * n;
        out[j] = memory + (6 + j) * n;
    }
    for (size_t i = 0; i < n; i++) {
        memory[i] = uniform(80, 120);
        memory[n + i] = uniform(80, 120);
        memory[2 * n + i] = uniform(0, 0.05);
        memory[3 * n + i] = uniform(0, 0.03);
        memory[4 * n + i] = uniform(0.1, 0.5);
        memory[5 * n + i] = uniform(0.1, 2);
    }
    struct fs_bsm_value values[FS_BSM_INPUTS];
    for (size_t j = 0; j < 6; j++)
        values[j] = (struct fs_bsm_value){in[j], 1};
    double begin = seconds(), sink = 0;
    size_t singles = 0;
    while (seconds() - begin < 0.3)
        for (size_t i = 0; i < n && i < 4096; i++, singles++) {
            double one[6];
            plain(in, i, one);
            sink += one[0] + one[1] + one[2] + one[3] + one[4] + one[5];
        }
    printf("%-18s %8.1f M options/s (checksum %g)\n", "C library, scalar",
           (double)singles / (seconds() - begin) / 1e6, sink);
    for (int level = 0; level <= (int)fs_cpu_level(); level++) {
        fs_bsm_fill *fill = fs_bsm_kernel((enum fs_cpu_level)level);
        fill(values, n, 1.0, out);
        double worst = 0;
        for (size_t i = 0; i < n; i++) {
            double expected[6];
            plain(in, i, expected);
            for (size_t j = 0; j < 6; j++)
                worst = fmax(worst, fabs(out[j][i] - expected[j]) /
                                        fmax(fabs(expected[j]), (double[]){100, 1, 1e-3, 1, 1, 1}[j]));
        }
        if (!(worst < 1e-13)) {
            fprintf(stderr, "bench_options: %s differs by %g from the C library's\n", levels[level], worst);
            return 1;
        }
        double best = INFINITY;
        size_t repeat = 1 + 400000 / n;
        for (int round = 0; round < 60; round++) {
            double from = seconds();
            for (size_t i = 0; i < repeat; i++)
                fill(values, n, 1.0, out);
            best = fmin(best, (seconds() - from) / (double)repeat);
        }
        printf("%-18s %8.1f M options/s (largest difference %.1e)\n", levels[level], (double)n / best / 1e6,
               worst);
    }
    free(memory);
    return 0;
}
