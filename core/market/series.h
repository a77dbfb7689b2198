/*
 * series.h: one symbol's bars, as the engine reads them.
 *
 * A bar's stored time is its start. Its end is its start plus the series' interval, but never after the start
 * of the next bar; where the series has a calendar and bars of a day or more, it is the close of the bar's
 * session. Bars are checked block by block, just before they are used for the first time.
 */
#ifndef FINSMART_MARKET_SERIES_H
#define FINSMART_MARKET_SERIES_H

#include <stdint.h>

struct fs_calendar;
struct fs_instrument;

/* One symbol's history, borrowed: the arrays must outlive whoever reads them. Times strictly ascending. */
struct fs_series {
    const char *symbol;
    int64_t count;
    const int64_t *time; /* starts of the bars, ns UTC */
    const double *open, *high, *low, *close;
    const double *volume;           /* NULL: none */
    const double *const *extra;     /* further numeric columns, `extra_count` of them */
    const char *const *extra_names; /* the same names in the same order for every series of a run */
    int extra_count;
    int64_t interval;                       /* length of a bar, ns */
    const struct fs_calendar *calendar;     /* sessions, or NULL: round the clock */
    int64_t lot;                            /* smallest quantity step, mantissa (1e-8); 0: one unit */
    int64_t tick;                           /* smallest price step of orders, mantissa; 0: any */
    int64_t min_notional;                   /* least value of an order, mantissa; 0: any */
    const struct fs_instrument *instrument; /* what is traded; NULL: an equity in the account's currency */
};

/* Prices above this do not fit the 64-bit mantissas that orders and accounts use. */
#define FS_PRICE_MAX 90000000000.0

/* Is the series well formed, apart from its values? -1 with FS_E_INPUT that names the symbol. */
int fs_series_check_shape(const struct fs_series *series);
/* Checks the values of bars [first, last): prices are numbers above 0 and at most FS_PRICE_MAX, high is not
 * below low, volume (where there is one) is not negative, times ascend. An open or close outside high and low
 * is accepted: the bar's range is widened to it where orders are matched. -1 with FS_E_INPUT that names the
 * symbol, the bar's number (from 1) and time, and the field. */
int fs_series_check(const struct fs_series *series, int64_t first, int64_t last);
/* When bar `index` opens: its start; for a daily bar of a series with a calendar the opening of its session. The index
 * must be in range. */
int64_t fs_series_opening(const struct fs_series *series, int64_t index);
/* When bar `index` ends (see above). The index must be in range. */
int64_t fs_series_end(const struct fs_series *series, int64_t index);
/* The number of the session that a bar belongs to: the calendar's session day, or the UTC day of its start.
 */
int64_t fs_series_session(const struct fs_series *series, int64_t index);

#endif
