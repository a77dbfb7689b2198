#include "trade/curve_kernel.h"

#include <math.h>

typedef double quad __attribute__((vector_size(32), aligned(8)));
typedef long long lanes __attribute__((vector_size(32)));

#define ALWAYS static inline __attribute__((always_inline))

/* Vectors are passed by address: without AVX there is no agreed way to pass one of 32 bytes by value. */
ALWAYS double total(const quad *q)
{
    return ((*q)[0] + (*q)[2]) + ((*q)[1] + (*q)[3]);
}

/* Fills r[] up to a multiple of 4; returns that. */
ALWAYS int pad(double *r, int count, double fill)
{
    while (count % 4)
        r[count++] = fill;
    return count;
}

ALWAYS void moments(double *r, int count, double target, struct fs_curve_sums *out)
{
    const quad zero = {0.0, 0.0, 0.0, 0.0};
    quad sum = zero, m2 = zero, m3 = zero, m4 = zero, down = zero;
    int padded = pad(r, count, 0.0);
    for (int i = 0; i < padded; i += 4)
        sum += *(const quad *)(r + i);
    double mean = total(&sum) / (double)count;
    const quad center = zero + mean, least = zero + target;
    pad(r, count, mean);
    for (int i = 0; i < padded; i += 4) {
        quad a = *(const quad *)(r + i) - center, a2 = a * a;
        m2 += a2;
        m3 += a2 * a;
        m4 += a2 * a2;
    }
    pad(r, count, target); /* counts as nothing below the target */
    for (int i = 0; i < padded; i += 4) {
        quad a = *(const quad *)(r + i) - least;
        a = (quad)((lanes)a & (a < zero)); /* else 0 */
        down += a * a;
    }
    out->mean = mean;
    out->m2 = total(&m2);
    out->m3 = total(&m3);
    out->m4 = total(&m4);
    out->downside = total(&down);
}

ALWAYS void sums(const double *equity, int count, double before, double target, double *r,
                 struct fs_curve_sums *out)
{
    int first = isnan(before), i = 1;
    const quad one = {1.0, 1.0, 1.0, 1.0};
    *out = (struct fs_curve_sums){.equity = equity[0], .least = equity[0], .most = equity[0]};
    quad sum = {equity[0], 0.0, 0.0, 0.0}, least = equity[0] * one, most = least;
    if (!first)
        r[0] = equity[0] / before - 1.0;
    r += !first;
    for (; i + 4 <= count; i += 4) {
        quad now = *(const quad *)(equity + i);
        *(quad *)(r + i - 1) = now / *(const quad *)(equity + i - 1) - one;
        sum += now;
        lanes less = now<least, more = now> most;
        least = (quad)(((lanes)now & less) | ((lanes)least & ~less));
        most = (quad)(((lanes)now & more) | ((lanes)most & ~more));
    }
    for (int lane = 0; i < count; i++, lane++) {
        r[i - 1] = equity[i] / equity[i - 1] - 1.0;
        sum[lane] += equity[i];
        least[lane] = equity[i] < least[lane] ? equity[i] : least[lane];
        most[lane] = equity[i] > most[lane] ? equity[i] : most[lane];
    }
    out->equity = total(&sum);
    for (int lane = 0; lane < 4; lane++) {
        out->least = least[lane] < out->least ? least[lane] : out->least;
        out->most = most[lane] > out->most ? most[lane] : out->most;
    }
    if (count > first)
        moments(r - !first, count - first, target, out);
}

static void sums_base(const double *equity, int count, double before, double target, double *returns,
                      struct fs_curve_sums *out)
{
    sums(equity, count, before, target, returns, out);
}

FS_CPU_TARGET_AVX2 static void sums_avx2(const double *equity, int count, double before, double target,
                                         double *returns, struct fs_curve_sums *out)
{
    sums(equity, count, before, target, returns, out);
}

fs_curve_sum *fs_curve_kernel(enum fs_cpu_level level)
{
    return level >= FS_CPU_AVX2 ? sums_avx2 : sums_base;
}
