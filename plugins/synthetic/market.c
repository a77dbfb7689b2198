#include "market.h"

#include <math.h>

/* Day of the week of a day number: 0 Monday to 6 Sunday. 1970-01-01 was a Thursday. */
static int weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

static int64_t day_of(int64_t time)
{
    return time / DAY - (time % DAY < 0);
}

void market_session(const struct market *market, int64_t time, int64_t *start, int64_t *end)
{
    int64_t open = market->interval < DAY ? market->open : 0;
    int64_t close = market->interval < DAY ? market->close : DAY;
    for (int64_t day = day_of(time);; day++) {
        *start = day * DAY + open;
        *end = day * DAY + close;
        if (time < *end && !(market->weekdays && weekday(day) >= 5))
            return;
    }
}

double market_activity(int64_t time, int64_t start, int64_t end)
{
    double x = 2.0 * (double)(time - start) / (double)(end - start) - 1.0;
    return 0.6 + 1.2 * x * x;
}

double market_seconds(const struct market *market)
{
    double day = market->interval < DAY ? (double)(market->close - market->open) / 1e9 : 86400.0;
    return day * (market->weekdays ? 252.0 : 365.0);
}

int64_t market_ticks(const struct market *market, double price)
{
    double ticks = floor(price * market->scale + 0.5);
    return ticks < 1.0 ? 1 : ticks > 9e15 ? 9000000000000000 : (int64_t)ticks;
}

void path_init(struct path *path, const struct market *market, uint32_t symbol)
{
    path->log_price = chance_log(market->price);
    path->variance = 1.0;
    path->own = (struct chance){.seed = market->seed, .stream = symbol, .purpose = 1};
    path->jump = (struct chance){.seed = market->seed, .stream = symbol, .purpose = 2};
}

/* Keeps a price within what a mantissa of 1e-8 can hold, whatever the settings do to it. */
static void bound(struct path *path)
{
    path->log_price = path->log_price > 22.0 ? 22.0 : path->log_price < -20.0 ? -20.0 : path->log_price;
}

void path_step(struct path *path, const struct market *market, double years, double shock)
{
    double after;
    path_walk(path, market, years, &shock, 1, &after);
}

void path_walk(struct path *path, const struct market *market, double years, const double *shocks, int count,
               double *out)
{
    double variance = market->volatility * market->volatility * path->variance * years;
    double trend = market->drift * years - 0.5 * variance, deviation = sqrt(variance);
    for (int i = 0; i < count; i++) {
        path->log_price += trend + deviation * shocks[i];
        bound(path);
        out[i] = path->log_price;
    }
}

void path_jump(struct path *path, const struct market *market, double years)
{
    if (chance_uniform(&path->jump) < market->jumps * years)
        path->log_price += market->jump_size * chance_normal(&path->jump);
    else
        path->jump.step++; /* the same number of draws either way */
    bound(path);
}

void path_cluster(struct path *path, const struct market *market, double shock)
{
    double persistence = market->alpha + market->beta;
    path->variance = (1.0 - persistence) + path->variance * (market->alpha * shock * shock + market->beta);
    if (path->variance > 1e4)
        path->variance = 1e4;
}
