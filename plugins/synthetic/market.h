/*
 * market.h: what the synthetic market is like, when it is open, and how its prices move.
 */
#ifndef SYNTHETIC_MARKET_H
#define SYNTHETIC_MARKET_H

#include "chance.h"

#include <stdint.h>

#define SECOND 1000000000LL
#define DAY    (86400 * SECOND)

/* The market's last instant, 2262-04-05: what 64 bits hold ends six days later, which leaves room for a weekend. The first
 * possible one lies as far before 1970. */
#define MARKET_END (106745 * DAY)

/* The settings, read once. */
struct market {
    uint64_t seed;
    int64_t from;             /* first instant, ns */
    int64_t interval;         /* of bars, ns */
    int64_t open, close;      /* of a session, ns after midnight UTC */
    int weekdays;             /* sessions on Mondays to Fridays only */
    double price;             /* at the start */
    double scale;             /* 10^decimals: one tick is 1 / scale */
    double drift, volatility; /* per year */
    double alpha, beta;       /* of the variance: GARCH(1,1) */
    double jumps;             /* a year */
    double jump_size;         /* standard deviation of a jump's log return */
    double correlation;       /* of the symbols' diffusions */
    double volume;            /* units a day, on average */
    double spread;            /* between best bid and offer, on average, as a fraction of the price */
    double rate;              /* messages a second, on average */
};

/* The session that holds or follows `time`, at most MARKET_END: its start and end. For bars of a day and longer a session is the day. */
void market_session(const struct market *market, int64_t time, int64_t *start, int64_t *end);
/* How lively the market is at `time` in a session: high after the open and before the close, mean 1. */
double market_activity(int64_t time, int64_t start, int64_t end);
/* Seconds of trading in a year. */
double market_seconds(const struct market *market);
/* The nearest price on the tick grid, at least one tick; in ticks. */
int64_t market_ticks(const struct market *market, double price);

/* A price path: log price with clustered volatility and jumps. */
struct path {
    double log_price;
    double variance; /* relative to the long-run mean, which is 1 */
    struct chance own, jump;
};

void path_init(struct path *path, const struct market *market, uint32_t symbol);
/* One diffusion step over `years` of trading with `shock`, a standard normal. */
void path_step(struct path *path, const struct market *market, double years, double shock);
/* `count` such steps; out[i] is the log price after step i. */
void path_walk(struct path *path, const struct market *market, double years, const double *shocks, int count,
               double *out);
/* A jump, if chance has one within `years`. */
void path_jump(struct path *path, const struct market *market, double years);
/* Moves the variance on after a period whose standardised return was `shock`. */
void path_cluster(struct path *path, const struct market *market, double shock);

#endif
