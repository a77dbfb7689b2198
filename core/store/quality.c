#include "store/quality.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bars {
    const struct fs_quality_options *options;
    const char *symbol;
    int64_t rows;
    const int64_t *time;
    const double *open, *high, *low, *close, *volume, *adjusted; /* the last two may be NULL */
};

static const char *const rule_names[] = {"order",     "crossed", "gap",   "calendar", "split",
                                         "outlier",   "volume",  "stale", "clock",    "sequence",
                                         "duplicate", "locked",  "book"};

int fs_quality_rule_of_ticks(int rule)
{
    return rule == FS_QUALITY_CROSSED || (rule >= FS_QUALITY_CLOCK && rule < FS_QUALITY_COUNT);
}

int fs_quality_rule_of_bars(int rule)
{
    return rule >= 0 && rule <= FS_QUALITY_STALE;
}

const char *fs_quality_rule_name(int rule)
{
    return rule < 0 || rule >= FS_QUALITY_COUNT ? "" : rule_names[rule];
}

__attribute__((format(printf, 5, 6))) static void found(const struct bars *bars, int rule, int64_t time,
                                                        int64_t rows, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct fs_finding finding = {rule, bars->symbol, time, rows, text};
    bars->options->found(bars->options->context, &finding);
}

static void check_rows(const struct bars *b)
{
    for (int64_t i = 0; i < b->rows; i++) {
        if (i && b->time[i] <= b->time[i - 1])
            found(b, FS_QUALITY_ORDER, b->time[i], 1, "the time does not rise from the row before");
        if (b->high[i] < b->low[i])
            found(b, FS_QUALITY_CROSSED, b->time[i], 1, "high %g is below low %g", b->high[i], b->low[i]);
        else if (b->open[i] < b->low[i] || b->open[i] > b->high[i])
            found(b, FS_QUALITY_CROSSED, b->time[i], 1, "open %g lies outside %g to %g", b->open[i],
                  b->low[i], b->high[i]);
        else if (b->close[i] < b->low[i] || b->close[i] > b->high[i])
            found(b, FS_QUALITY_CROSSED, b->time[i], 1, "close %g lies outside %g to %g", b->close[i],
                  b->low[i], b->high[i]);
    }
}

/* The session day of a row: its date where it is a midnight of UTC (a date alone), else the local date. */
static int64_t day_of(const struct bars *b, int64_t time)
{
    const struct fs_zone *zone = b->options->calendar ? fs_calendar_zone(b->options->calendar) : NULL;
    if (time % FS_NS_PER_DAY == 0 || !zone)
        return fs_time_utc_day(time);
    return fs_time_utc_day(fs_zone_to_local(zone, time));
}

static int missing_sessions(const struct bars *b)
{
    const struct fs_calendar *calendar = b->options->calendar;
    int64_t first, last;
    fs_calendar_range(calendar, &first, &last);
    for (int64_t i = 0; i < b->rows; i++) {
        int64_t day = day_of(b, b->time[i]);
        if (day < first || day > last)
            continue;
        int is = fs_calendar_is_session(calendar, day);
        if (is < 0)
            return -1;
        if (!is)
            found(b, FS_QUALITY_CALENDAR, b->time[i], 1, "a row on a day without a session of %s%s%s",
                  fs_calendar_name(calendar), *fs_calendar_note(calendar, day) ? ": " : "",
                  fs_calendar_note(calendar, day));
        int64_t next = i + 1 < b->rows ? day_of(b, b->time[i + 1]) : day + 1, missing = 0;
        if (next - 1 >= day + 1 && next - 1 <= last)
            missing = fs_calendar_sessions(calendar, day + 1, next - 1, NULL, 0);
        if (missing < 0)
            return -1;
        if (missing > 0) {
            int64_t from;
            char text[FS_TIME_TEXT];
            if (fs_calendar_next(calendar, day, &from) != 0)
                return -1;
            fs_time_format_date(from, text, sizeof text);
            found(b, FS_QUALITY_GAP, from * FS_NS_PER_DAY, missing,
                  "%lld session%s of %s without a row, from %s", (long long)missing, missing == 1 ? "" : "s",
                  fs_calendar_name(calendar), text);
        }
    }
    return 0;
}

static int pauses_in_sessions(const struct bars *b)
{
    const struct fs_calendar *calendar = b->options->calendar;
    int64_t interval = b->options->interval, first, last;
    fs_calendar_range(calendar, &first, &last);
    for (int64_t i = 1; i < b->rows; i++) {
        int64_t pause = b->time[i] - b->time[i - 1], day, other, lost = 0;
        if (pause * 2 <= interval * 3)
            continue;
        int64_t from = fs_time_utc_day(b->time[i - 1]), to = fs_time_utc_day(b->time[i]);
        if (from - 1 < first || to + 1 > last)
            continue;
        int open_before = fs_calendar_session_at(calendar, b->time[i - 1], &day);
        int open_after = fs_calendar_session_at(calendar, b->time[i], &other);
        if (open_before < 0 || open_after < 0)
            return -1;
        if (open_before && open_after && day == other) {
            char text[FS_TIME_TEXT];
            fs_duration_format(pause, text, sizeof text);
            found(b, FS_QUALITY_GAP, b->time[i - 1], pause / interval - 1, "a pause of %s inside a session",
                  text);
            continue;
        }
        if (other > day + 1)
            lost = fs_calendar_sessions(calendar, day + 1, other - 1, NULL, 0);
        if (lost > 0)
            found(b, FS_QUALITY_GAP, b->time[i - 1], lost,
                  "%lld session%s of %s without a row after this one", (long long)lost, lost == 1 ? "" : "s",
                  fs_calendar_name(calendar));
    }
    return 0;
}

static int check_gaps(const struct bars *b)
{
    int64_t interval = b->options->interval;
    if (interval <= 0)
        return 0;
    if (b->options->calendar && interval <= 4 * FS_NS_PER_DAY)
        return interval >= 20 * FS_NS_PER_HOUR ? missing_sessions(b) : pauses_in_sessions(b);
    int64_t limit = interval >= 20 * FS_NS_PER_HOUR ? 5 * interval : 4 * FS_NS_PER_DAY;
    for (int64_t i = 1; i < b->rows; i++) {
        int64_t pause = b->time[i] - b->time[i - 1];
        char text[FS_TIME_TEXT];
        if (pause <= limit)
            continue;
        fs_duration_format(pause, text, sizeof text);
        found(b, FS_QUALITY_GAP, b->time[i - 1], pause / interval - 1, "a pause of %s (no calendar known)",
              text);
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, int64_t count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The split whose ratio is within 2 % of `ratio`, as text, or NULL. */
static const char *split_of(double ratio, char out[24])
{
    static const int pairs[][2] = {{2, 1},  {3, 1},  {4, 1},  {5, 1},  {6, 1},  {7, 1},  {8, 1},
                                   {10, 1}, {15, 1}, {20, 1}, {25, 1}, {30, 1}, {40, 1}, {50, 1},
                                   {3, 2},  {4, 3},  {5, 2},  {5, 3},  {5, 4}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        double want = (double)pairs[i][0] / pairs[i][1];
        int forward = fabs(ratio / want - 1) < 0.02, reverse = fabs(ratio * want - 1) < 0.02;
        if (!forward && !reverse)
            continue;
        snprintf(out, 24, "%d:%d", pairs[i][forward ? 0 : 1], pairs[i][forward ? 1 : 0]);
        return out;
    }
    return NULL;
}

/* The change happened overnight, and an adjusted close does not know of it. */
static int is_split(const struct bars *b, int64_t i, char name[24])
{
    double ratio = b->close[i - 1] / b->close[i], overnight = b->close[i - 1] / b->open[i];
    if (!split_of(ratio, name) && !split_of(overnight, name))
        return 0;
    if (fabs(log(overnight) - log(ratio)) > 0.25 * fabs(log(ratio)))
        return 0;
    return !b->adjusted || isnan(b->adjusted[i]) ||
           fabs(log(b->adjusted[i - 1] / b->adjusted[i])) < 0.5 * fabs(log(ratio));
}

static int check_returns(const struct bars *b)
{
    double limit = b->options->outlier > 0 ? b->options->outlier : 12;
    if (b->rows < 20)
        return 0;
    double *returns = malloc((size_t)b->rows * sizeof *returns);
    if (!returns)
        return fs_error_nomem();
    int64_t count = 0;
    for (int64_t i = 1; i < b->rows; i++) {
        double r = log(b->close[i] / b->close[i - 1]);
        if (isfinite(r))
            returns[count++] = r;
    }
    double middle = count ? median(returns, count) : 0;
    for (int64_t i = 0; i < count; i++)
        returns[i] = fabs(returns[i] - middle);
    double scale = count ? 1.4826 * median(returns, count) : 0, sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += returns[i];
    if (scale <= 0 && count) /* more than half are equal: a quiet symbol */
        scale = 1.2533 * sum / (double)count;
    free(returns);
    for (int64_t i = 1; i < b->rows && scale > 0; i++) {
        double r = log(b->close[i] / b->close[i - 1]), z = fabs(r - middle) / scale;
        char name[24];
        if (!isfinite(r) || z < limit / 2)
            continue;
        if (is_split(b, i, name))
            found(b, FS_QUALITY_SPLIT, b->time[i], 1, "close %g after %g, open %g: looks like a %s split%s",
                  b->close[i], b->close[i - 1], b->open[i], name,
                  b->adjusted ? " that only the adjusted close knows of" : " not adjusted for");
        else if (z >= limit)
            found(b, FS_QUALITY_OUTLIER, b->time[i], 1,
                  "return %+.2f %%, %.0f robust deviations from the median", (exp(r) - 1) * 100, z);
    }
    return 0;
}

static void check_runs(const struct bars *b)
{
    int64_t stale = b->options->stale > 0 ? b->options->stale : 10, with_volume = 0;
    for (int64_t i = 0, end; i < b->rows; i = end) {
        for (end = i + 1; end < b->rows && b->close[end] == b->close[i];)
            end++;
        if (end - i >= stale)
            found(b, FS_QUALITY_STALE, b->time[i], end - i, "the close is %g in %lld rows in a row",
                  b->close[i], (long long)(end - i));
    }
    for (int64_t i = 0; b->volume && i < b->rows; i++)
        with_volume += b->volume[i] > 0;
    if (b->volume && !with_volume)
        found(b, FS_QUALITY_VOLUME, b->time[0], b->rows, "no row has any volume");
    for (int64_t i = 0, end; with_volume && i < b->rows; i = end) {
        for (end = i; end < b->rows && !(b->volume[end] > 0);)
            end++;
        if (end > i)
            found(b, FS_QUALITY_VOLUME, b->time[i], end - i, "%lld row%s without volume",
                  (long long)(end - i), end - i == 1 ? "" : "s");
        else
            end = i + 1;
    }
}

static const double *prices(const struct fs_frame *frame, const char *name)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    return column && column->type == FS_F64 ? column->data : NULL;
}

int fs_quality_bars(const struct fs_frame *frame, const char *symbol,
                    const struct fs_quality_options *options)
{
    const struct fs_column *time = fs_frame_require(frame, "time");
    struct bars bars = {.options = options,
                        .symbol = symbol,
                        .rows = fs_frame_rows(frame),
                        .open = prices(frame, "open"),
                        .high = prices(frame, "high"),
                        .low = prices(frame, "low"),
                        .close = prices(frame, "close"),
                        .volume = prices(frame, "volume"),
                        .adjusted = prices(frame, "adjclose")};
    if (!time)
        return -1;
    if (time->type != FS_TIME || !bars.open || !bars.high || !bars.low || !bars.close)
        return fs_error_set(FS_E_INPUT, "%s: bars need time, open, high, low and close", symbol);
    bars.time = time->data;
    if (bars.rows == 0)
        return 0;
    check_rows(&bars);
    if (check_gaps(&bars) != 0 || check_returns(&bars) != 0)
        return -1;
    check_runs(&bars);
    return 0;
}
