#include "bars.h"

#include <math.h>
#include <string.h>

#define STEPS     BAR_STEPS
#define OVERNIGHT 0.15 /* share of a day's variance that falls between sessions, where there are any */

void bars_init(struct bars *bars, const struct market *market, uint32_t symbol)
{
    path_init(&bars->path, market, symbol);
    bars->volume = (struct chance){.seed = market->seed, .stream = symbol, .purpose = 3};
    bars->number = 0;
}

void bars_common(const struct market *market, int64_t number, double out[STEPS + 1])
{
    struct chance common = {.seed = market->seed, .stream = 0xffffffffu, .purpose = 4};
    common.step = (uint64_t)number * (STEPS + 1);
    if (market->correlation != 0.0)
        chance_normals(&common, STEPS + 1, out);
    else
        memset(out, 0, (STEPS + 1) * sizeof *out);
}

/* `count` shocks, which are in part those that all symbols share. */
static void shocks(struct bars *bars, const struct market *market, const double *common, int count,
                   double *out)
{
    double shared = sqrt(market->correlation), rest = sqrt(1.0 - market->correlation);
    chance_normals(&bars->path.own, count, out);
    for (int i = 0; i < count && market->correlation != 0.0; i++)
        out[i] = shared * common[i] + rest * out[i];
}

static double price_of(const struct market *market, double log_price)
{
    return (double)market_ticks(market, chance_exp(log_price)) / market->scale;
}

/* Open, high, low and close of the log prices. The exponential is what a bar costs, so it is taken of the four only and
 * of what is so near to the highest or lowest that its last bits could change their order. */
static void prices_of(const struct market *market, double open, const double prices[STEPS],
                      struct fs_event_bar *out)
{
    const double near = 1e-13;
    double highest = open, lowest = open;
    for (int i = 0; i < STEPS; i++) {
        highest = prices[i] > highest ? prices[i] : highest;
        lowest = prices[i] < lowest ? prices[i] : lowest;
    }
    out->open = out->high = out->low = price_of(market, open);
    for (int i = 0; i < STEPS; i++) {
        if (i < STEPS - 1 && prices[i] < highest - near && prices[i] > lowest + near)
            continue;
        double price = price_of(market, prices[i]);
        out->high = price > out->high ? price : out->high;
        out->low = price < out->low ? price : out->low;
        out->close = price;
    }
}

/* Lognormal around the day's share, more when it is lively and when prices move. */
static double volume_of(struct bars *bars, const struct market *market, double days, double activity,
                        double move)
{
    double mean = market->volume * days * activity * (0.5 + 0.6266570686577501 * (move < 0 ? -move : move));
    return floor(mean * chance_exp(0.4 * chance_normal(&bars->volume) - 0.08) + 0.5);
}

void bars_next(struct bars *bars, const struct market *market, int64_t time, int64_t start, int64_t end,
               int first, const double common[STEPS + 1], struct fs_event_bar *out)
{
    int daily = market->interval >= DAY;
    int nights = !daily && end - start < DAY;
    double year = market_seconds(market), seconds = (double)market->interval / 1e9;
    double activity = daily ? 1.0 : market_activity(time + market->interval / 2, start, end);
    double years = seconds / year * activity;
    double inside = nights ? 1.0 - OVERNIGHT : 1.0;
    if (first && nights && bars->number) {
        double night = OVERNIGHT * (double)(end - start) / 1e9 / year;
        double shock;
        shocks(bars, market, common + STEPS, 1, &shock);
        path_step(&bars->path, market, night, shock);
    }
    double open = bars->path.log_price, z[STEPS], prices[STEPS], sum = 0.0;
    enum { HALF = STEPS / 2 + 1 }; /* after so many steps there may be a jump */
    shocks(bars, market, common, STEPS, z);
    path_walk(&bars->path, market, years * inside / STEPS, z, HALF, prices);
    path_jump(&bars->path, market, years);
    prices[HALF - 1] = bars->path.log_price;
    path_walk(&bars->path, market, years * inside / STEPS, z + HALF, STEPS - HALF, prices + HALF);
    prices_of(market, open, prices, out);
    for (int step = 0; step < STEPS; step++)
        sum += z[step];
    double move = sum / sqrt((double)STEPS);
    double days = daily ? seconds / 86400.0 : seconds * 1e9 / (double)(end - start);
    out->volume = volume_of(bars, market, days, activity, move);
    path_cluster(&bars->path, market, move);
    bars->number++;
}
