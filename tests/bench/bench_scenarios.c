/*
 * bench_scenarios: profits of many positions over many scenarios, beside what memory gives.
 *   bench_scenarios [SCENARIOS [POSITIONS]]     default 500 and 10000
 */
#include "compute/risk/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 21 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void report(const char *what, double seconds, double bytes)
{
    printf("%-44s %8.3f ms %8.2f GB/s of the matrix\n", what, seconds * 1e3, bytes / seconds * 1e-9);
}

/* Reads with plain loads: the most that one pass can have. */
static double scan(const double *x, size_t count)
{
    double sums[8] = {0};
    for (size_t i = 0; i + 8 <= count; i += 8)
        for (int j = 0; j < 8; j++)
            sums[j] += x[i + (size_t)j];
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 500, k = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    double *shocks = malloc(n * k * sizeof *shocks), *copy = malloc(n * k * sizeof *copy);
    double *exposures = malloc(k * sizeof *exposures), *pnl = malloc(n * sizeof *pnl);
    if (!shocks || !copy || !exposures || !pnl || n == 0 || k == 0) {
        fprintf(stderr, "bench_scenarios: out of memory\n");
        return 1;
    }
    uint64_t state = 1;
    for (size_t i = 0; i < n * k; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        shocks[i] = (double)(state >> 33) * 0x1p-31 - 0.5;
    }
    for (size_t j = 0; j < k; j++)
        exposures[j] = (double)(j % 97) - 48;
    double best[3] = {1e9, 1e9, 1e9}, bytes = (double)(n * k * sizeof *shocks), sink = 0;
    struct fs_risk_scenario_pnl_options options = {.level = 0.99, .quantile_type = 7};
    struct fs_risk_scenario_pnl_result result = {.pnl = pnl};
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        memcpy(copy, shocks, n * k * sizeof *copy);
        double copied = now();
        sink += copy[(size_t)round] + scan(shocks, n * k);
        double scanned = now();
        if (fs_risk_scenario_pnl(shocks, exposures, n, k, &options, &result, NULL) != 0)
            return 1;
        double done = now(), took[] = {copied - start, scanned - copied, done - scanned};
        for (int i = 0; i < 3; i++)
            best[i] = took[i] < best[i] ? took[i] : best[i];
    }
    printf("%zu scenarios of %zu positions, %.1f MB; VaR %.6g, check %.3g\n", n, k, bytes * 1e-6, result.var,
           sink);
    report("memcpy (reads and writes it)", best[0], bytes);
    report("a plain scan", best[1], bytes);
    report("profits, VaR and ES", best[2], bytes);
    free(shocks), free(copy), free(exposures), free(pnl);
    return 0;
}
