#include "sweep/monte_carlo.h"

#include "base/error.h"
#include "compute/stats/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double fs_monte_carlo_levels[FS_MONTE_CARLO_QUANTILES] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void quantiles(double *values, int64_t count, double out[FS_MONTE_CARLO_QUANTILES])
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    for (int q = 0; q < FS_MONTE_CARLO_QUANTILES; q++) {
        double at = fs_monte_carlo_levels[q] * (double)(count - 1);
        int64_t low = (int64_t)floor(at), high = low + 1 < count ? low + 1 : low;
        out[q] = values[low] + (at - (double)low) * (values[high] - values[low]);
    }
}

struct account {
    double equity, peak, drawdown;
};

static void add(struct account *a, double share)
{
    a->equity = a->equity > 0.0 ? a->equity * (1.0 + share) : a->equity;
    if (a->equity > a->peak)
        a->peak = a->equity;
    double depth = a->equity / a->peak - 1.0;
    if (depth < a->drawdown)
        a->drawdown = depth;
}

/* Each trade as a share of the account; returns how many count. */
static int64_t take_shares(const double *pnl, int64_t trades, double cash, double *shares)
{
    double equity = cash;
    int64_t count = 0;
    while (count < trades && equity > 0.0) {
        shares[count] = pnl[count] / equity;
        equity += pnl[count++];
    }
    return count;
}

int fs_monte_carlo(const double *pnl, int64_t trades, double cash, int64_t samples, uint64_t seed,
                   struct fs_monte_carlo *r)
{
    *r = (struct fs_monte_carlo){.samples = samples, .seed = seed};
    double *ends = malloc((size_t)samples * sizeof *ends), *depths = malloc((size_t)samples * sizeof *depths);
    double *shuffled = malloc((size_t)samples * sizeof *shuffled),
           *order = malloc((size_t)trades * sizeof *order);
    double *shares = malloc((size_t)trades * sizeof *shares);
    int status = ends && depths && shuffled && order && shares ? 0 : fs_error_nomem();
    if (status == 0)
        r->trades = trades = take_shares(pnl, trades, cash, shares);
    int64_t losses = 0, ruins = 0;
    for (int64_t i = 0; i < samples && status == 0; i++) {
        struct fs_random random;
        struct account drawn = {cash, cash, 0.0}, mixed = {cash, cash, 0.0};
        fs_random_init(&random, seed, (uint64_t)i);
        for (int64_t t = 0; t < trades; t++)
            add(&drawn, shares[fs_random_below(&random, (uint64_t)trades)]);
        memcpy(order, shares, (size_t)trades * sizeof *order);
        for (int64_t t = trades - 1; t > 0; t--) {
            uint64_t j = fs_random_below(&random, (uint64_t)t + 1);
            double kept = order[t];
            order[t] = order[j];
            order[j] = kept;
        }
        for (int64_t t = 0; t < trades; t++)
            add(&mixed, order[t]);
        ends[i] = drawn.equity;
        depths[i] = drawn.drawdown;
        shuffled[i] = mixed.drawdown;
        losses += drawn.equity < cash;
        ruins += drawn.drawdown <= -1.0;
    }
    if (status == 0) {
        quantiles(ends, samples, r->bootstrap_equity);
        quantiles(depths, samples, r->bootstrap_drawdown);
        quantiles(shuffled, samples, r->shuffle_drawdown);
        r->loss = (double)losses / (double)samples;
        r->ruin = (double)ruins / (double)samples;
    }
    free(ends);
    free(depths);
    free(shuffled);
    free(order);
    free(shares);
    return status;
}
