/* bars.h: small series for the engine's tests, from rows of numbers. */
#ifndef TEST_BARS_H
#define TEST_BARS_H

#include "base/error.h"
#include "base/time.h"
#include "trade/engine.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BARS_MAX 4096

struct bars {
    struct fs_series series;
    int64_t time[BARS_MAX];
    double open[BARS_MAX], high[BARS_MAX], low[BARS_MAX], close[BARS_MAX], volume[BARS_MAX];
};

/* An empty series of bars that start at `start` and last `interval`. */
static inline struct bars *bars_new(const char *symbol, int64_t interval)
{
    struct bars *b = calloc(1, sizeof *b);
    b->series = (struct fs_series){.symbol = symbol,
                                   .time = b->time,
                                   .open = b->open,
                                   .high = b->high,
                                   .low = b->low,
                                   .close = b->close,
                                   .volume = b->volume,
                                   .interval = interval};
    return b;
}

static inline void bars_add_at(struct bars *b, int64_t time, double open, double high, double low,
                               double close)
{
    int64_t i = b->series.count++;
    b->time[i] = time;
    b->open[i] = open;
    b->high[i] = high;
    b->low[i] = low;
    b->close[i] = close;
    b->volume[i] = 1000.0;
}

/* The next bar follows the one before without a gap; the first starts at 2020-01-01. */
static inline void bars_add(struct bars *b, double open, double high, double low, double close)
{
    int64_t i = b->series.count;
    int64_t first = INT64_C(1577836800) * FS_NS_PER_SECOND;
    bars_add_at(b, i ? b->time[i - 1] + b->series.interval : first, open, high, low, close);
}

/* A message for a failed call. */
static inline const char *why(void)
{
    return fs_error_last() ? fs_error_last()->message : "no error";
}

#endif
