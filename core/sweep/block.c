#include "sweep/block.h"

#include <math.h>

struct fs_block fs_block_of(const double *equity, int64_t first, int64_t last)
{
    /* Two passes of four sums each: exact enough, and without a division that waits for the one before. */
    double sum[4] = {0}, square[4] = {0};
    int64_t n = last - first;
    if (n <= 0)
        return (struct fs_block){0};
    const double *e = equity + first;
    for (int64_t i = 0; i < n; i++) {
        if (!(e[i - 1] > 0.0))
            return (struct fs_block){(double)n, NAN, NAN};
        sum[i & 3] += e[i] / e[i - 1] - 1.0;
    }
    double mean = (sum[0] + sum[1] + (sum[2] + sum[3])) / (double)n;
    for (int64_t i = 0; i < n; i++) {
        double d = e[i] / e[i - 1] - 1.0 - mean;
        square[i & 3] += d * d;
    }
    return (struct fs_block){(double)n, mean, square[0] + square[1] + (square[2] + square[3])};
}

void fs_block_cut(const double *equity, int64_t count, int blocks, struct fs_block *out)
{
    int64_t returns = count > 1 ? count - 1 : 0, each = returns / blocks, longer = returns % blocks, at = 1;
    for (int b = 0; b < blocks; b++) {
        int64_t end = at + each + (b < longer);
        out[b] = fs_block_of(equity, at, end);
        at = end;
    }
}

struct fs_block fs_block_join(struct fs_block a, struct fs_block b)
{
    if (a.n == 0.0)
        return b;
    if (b.n == 0.0)
        return a;
    double n = a.n + b.n, delta = b.mean - a.mean;
    return (struct fs_block){n, a.mean + delta * b.n / n, a.m2 + b.m2 + delta * delta * a.n * b.n / n};
}

double fs_block_sharpe(struct fs_block block, double risk_free)
{
    if (block.n < 2.0)
        return NAN;
    double deviation = sqrt(block.m2 / (block.n - 1.0));
    return deviation > 0.0 ? (block.mean - risk_free) / deviation : NAN;
}
