#include "market/series.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Two lanes of SSE2, which every x86-64 has; other machines get the compiler's translation. */
typedef double pair __attribute__((vector_size(16), aligned(8)));
typedef int64_t mask __attribute__((vector_size(16), aligned(8)));

static const char *bar_text(const struct fs_series *s, int64_t i, char buffer[400])
{
    char time[FS_TIME_TEXT];
    fs_time_format(s->time[i], time, sizeof time);
    snprintf(buffer, 400, "symbol '%s', bar %" PRId64 " (%s)", s->symbol, i + 1, time);
    return buffer;
}

static int bad_price(const struct fs_series *s, int64_t i, const char *field, double value)
{
    char where[400];
    if (isnan(value))
        fs_error_set(FS_E_INPUT, "%s: %s is missing (NaN); expected a price", bar_text(s, i, where), field);
    else
        fs_error_set(FS_E_INPUT, "%s: %s is %.17g; expected a price above 0 and at most %g",
                     bar_text(s, i, where), field, value, FS_PRICE_MAX);
    return fs_error_hint("finsmart data check lists every such bar; correct or remove it and import again");
}

/* The full check of one bar, for the message. */
static int check_bar(const struct fs_series *s, int64_t i)
{
    char where[400], previous[FS_TIME_TEXT];
    if (i > 0 && s->time[i] <= s->time[i - 1]) {
        fs_time_format(s->time[i - 1], previous, sizeof previous);
        return fs_error_set(FS_E_INPUT, "%s: its time is %s that of the bar before (%s); expected ascending",
                            bar_text(s, i, where), s->time[i] == s->time[i - 1] ? "equal to" : "before",
                            previous);
    }
    if (s->time[i] > INT64_MAX - s->interval)
        return fs_error_set(FS_E_INPUT, "%s: its end lies beyond the year 2262", bar_text(s, i, where));
    const char *const fields[] = {"open", "high", "low", "close"};
    const double values[] = {s->open[i], s->high[i], s->low[i], s->close[i]};
    for (int f = 0; f < 4; f++)
        if (!(values[f] > 0.0) || !(values[f] <= FS_PRICE_MAX))
            return bad_price(s, i, fields[f], values[f]);
    if (s->high[i] < s->low[i])
        return fs_error_set(FS_E_INPUT, "%s: high %.17g is below low %.17g", bar_text(s, i, where),
                            s->high[i], s->low[i]);
    if (s->volume && s->volume[i] < 0.0)
        return fs_error_set(FS_E_INPUT, "%s: volume is %.17g; expected 0 or more", bar_text(s, i, where),
                            s->volume[i]);
    return 0;
}

/* One when nothing about bars [first, last) needs a closer look; both even in number is not required. */
static int block_is_plain(const struct fs_series *s, int64_t first, int64_t last)
{
    const pair zero = {0.0, 0.0}, most = {FS_PRICE_MAX, FS_PRICE_MAX};
    mask good = {-1, -1};
    int64_t i = first;
    if (i == 0 && i < last) { /* it has no predecessor */
        if (check_bar(s, i))
            return 0;
        i++;
    }
    for (; i + 2 <= last; i += 2) {
        pair open = *(const pair *)(s->open + i), high = *(const pair *)(s->high + i);
        pair low = *(const pair *)(s->low + i), close = *(const pair *)(s->close + i);
        mask now = *(const mask *)(s->time + i), before = *(const mask *)(s->time + i - 1);
        good &= (low > zero) & (high <= most) & (open >= low) & (open <= high);
        good &= (close >= low) & (close <= high) & (now > before);
    }
    if (s->volume)
        for (int64_t k = first; k + 2 <= last; k += 2)
            good &= ~(*(const pair *)(s->volume + k) < zero);
    if (!(good[0] & good[1]))
        return 0;
    if (last > first && check_bar(s, last - 1))
        return 0;
    return 1;
}

int fs_series_check(const struct fs_series *series, int64_t first, int64_t last)
{
    if (block_is_plain(series, first, last))
        return 0;
    for (int64_t i = first; i < last; i++)
        if (check_bar(series, i))
            return -1;
    fs_error_clear();
    return 0;
}

int fs_series_check_shape(const struct fs_series *series)
{
    if (!series->symbol || !*series->symbol)
        return fs_error_set(FS_E_INPUT, "a series has no symbol");
    if (series->count < 0 || (series->count && (!series->time || !series->open || !series->high ||
                                                !series->low || !series->close)))
        return fs_error_set(FS_E_INPUT, "symbol '%s': expected time, open, high, low and close",
                            series->symbol);
    if (series->interval <= 0)
        return fs_error_set(FS_E_INPUT,
                            "symbol '%s': the length of a bar is %" PRId64 " ns; expected above 0",
                            series->symbol, series->interval);
    if (series->lot < 0)
        return fs_error_set(FS_E_INPUT, "symbol '%s': the lot is negative", series->symbol);
    if (series->extra_count < 0 || (series->extra_count && (!series->extra || !series->extra_names)))
        return fs_error_set(FS_E_INPUT, "symbol '%s': extra columns are announced but not given",
                            series->symbol);
    return 0;
}

/* The session of a daily bar. 0 where there is none: a day outside the calendar (its years, or a holiday on which
 * there is a bar all the same) counts as a whole day. */
static int daily_session(const struct fs_series *series, int64_t index, int64_t *open, int64_t *close)
{
    if (!series->calendar || series->interval != FS_NS_PER_DAY)
        return 0;
    if (fs_calendar_session(series->calendar, fs_time_utc_day(series->time[index]), open, close) == 0)
        return 1;
    fs_error_clear();
    return 0;
}

int64_t fs_series_end(const struct fs_series *series, int64_t index)
{
    int64_t start = series->time[index], end, open, close;
    if (__builtin_add_overflow(start, series->interval, &end))
        end = INT64_MAX;
    if (daily_session(series, index, &open, &close) && close > start)
        end = close;
    if (index + 1 < series->count && series->time[index + 1] < end)
        end = series->time[index + 1];
    return end;
}

int64_t fs_series_opening(const struct fs_series *series, int64_t index)
{
    int64_t start = series->time[index], open, close;
    return daily_session(series, index, &open, &close) && open > start && open < fs_series_end(series, index)
               ? open
               : start;
}

int64_t fs_series_session(const struct fs_series *series, int64_t index)
{
    int64_t day;
    if (series->calendar && series->interval < FS_NS_PER_DAY) {
        if (fs_calendar_session_at(series->calendar, series->time[index], &day) >= 0)
            return day;
        fs_error_clear();
    }
    return fs_time_utc_day(series->time[index]);
}
