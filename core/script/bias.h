/*
 * bias.h: does a strategy know what it could not have known?
 *
 * The strategy is run again and again over data that was changed in a way that an honest one does not notice, and its
 * decisions are compared with those of the first run:
 *
 *   future   the data ends earlier: nothing decided before that may change
 *   column   a further column of the data is built from later bars (a price or return to come, a centred average,
 *            figures of the whole sample), and without it the decisions change
 *   dates    all times are moved by 28 years, after which days of the week, of the month and of the year fall as before:
 *            decisions may not depend on the date itself
 *   levels   all prices, further columns that lie about the close, and the cash are doubled: decisions may not depend on price levels known by hindsight
 *   start    the data begins later: after a while the positions must be the same, or an indicator has not warmed up or
 *            counts from the first bar
 *
 * What this cannot see: constants that were tuned on the very data, and knowledge in further columns of a shape that is
 * not in the list.
 */
#ifndef FINSMART_SCRIPT_BIAS_H
#define FINSMART_SCRIPT_BIAS_H

#include "market/series.h"

#include <stddef.h>

struct fs_bias_finding {
    const char *test; /* "future", "column", "dates", "levels" or "start" */
    char symbol[64];  /* where decisions differ first */
    int64_t time;     /* engine time; FS_TIME_NONE: none */
    int64_t bar;      /* number of the bar that had closed last, from 0; -1: unknown */
    int line;         /* of the script, where the column is named; 0: unknown */
    char text[400];   /* what differs, for a person */
};

struct fs_bias_verdict {
    struct fs_bias_finding findings[16];
    int count;
    int64_t decisions; /* orders of the first run; without any there is nothing to compare */
    int runs;
};

/* Judges the strategy of a Lua file over series. 0 (look at verdict->count); -1 with an error when it does not load or
 * the first run fails. */
int fs_bias_judge(const char *path, const char *const *params, int param_count,
                  const struct fs_series *series, int count, struct fs_bias_verdict *verdict);

/* bias_columns.c: is values[0..n) built from later bars of the series? 1 and a text that says how. */
int fs_bias_column(const struct fs_series *series, const double *values, char *how, size_t size);

#endif
