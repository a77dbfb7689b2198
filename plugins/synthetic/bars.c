#include "bars.h"

#include <math.h>

#define STEPS     16   /* of the path within a bar */
#define OVERNIGHT 0.15 /* share of a day's variance that falls between sessions, where there are any */

void bars_init(struct bars *bars, const struct market *market, uint32_t symbol)
{
    path_init(&bars->path, market, symbol);
    bars->volume = (struct chance){.seed = market->seed, .stream = symbol, .purpose = 3};
    bars->number = 0;
}

/* A shock that all symbols share in part; a function of the bar's and step's number, so that all see the same one. */
static double shock(struct bars *bars, const struct market *market, int step)
{
    struct chance common = {.seed = market->seed, .stream = 0xffffffffu, .purpose = 4};
    common.step = (uint64_t)bars->number * (STEPS + 1) + (uint64_t)step;
    double own = chance_normal(&bars->path.own);
    if (market->correlation == 0.0)
        return own;
    return sqrt(market->correlation) * chance_normal(&common) + sqrt(1.0 - market->correlation) * own;
}

static double price_of(const struct bars *bars, const struct market *market)
{
    return (double)market_ticks(market, chance_exp(bars->path.log_price)) / market->scale;
}

/* Lognormal around the day's share, more when it is lively and when prices move. */
static double volume_of(struct bars *bars, const struct market *market, double days, double activity,
                        double move)
{
    double mean = market->volume * days * activity * (0.5 + 0.6266570686577501 * (move < 0 ? -move : move));
    return floor(mean * chance_exp(0.4 * chance_normal(&bars->volume) - 0.08) + 0.5);
}

void bars_next(struct bars *bars, const struct market *market, int64_t time, int64_t start, int64_t end,
               int first, struct fs_event_bar *out)
{
    int daily = market->interval >= DAY;
    int nights = !daily && end - start < DAY;
    double year = market_seconds(market), seconds = (double)market->interval / 1e9;
    double activity = daily ? 1.0 : market_activity(time + market->interval / 2, start, end);
    double years = seconds / year * activity;
    double inside = nights ? 1.0 - OVERNIGHT : 1.0;
    if (first && nights && bars->number) {
        double night = OVERNIGHT * (double)(end - start) / 1e9 / year;
        path_step(&bars->path, market, night, shock(bars, market, STEPS));
    }
    double sum = 0.0;
    for (int step = 0; step < STEPS; step++) {
        if (step == 0)
            out->open = out->high = out->low = price_of(bars, market);
        double z = shock(bars, market, step);
        sum += z;
        path_step(&bars->path, market, years * inside / STEPS, z);
        if (step == STEPS / 2)
            path_jump(&bars->path, market, years);
        double price = price_of(bars, market);
        out->high = price > out->high ? price : out->high;
        out->low = price < out->low ? price : out->low;
        out->close = price;
    }
    double move = sum / sqrt((double)STEPS);
    double days = daily ? seconds / 86400.0 : seconds * 1e9 / (double)(end - start);
    out->volume = volume_of(bars, market, days, activity, move);
    path_cluster(&bars->path, market, move);
    bars->number++;
}
