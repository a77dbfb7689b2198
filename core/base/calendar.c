#include "base/calendar.h"

#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar_data.h"

const char *fs_calendar_name(const struct fs_calendar *calendar)
{
    return calendar->name;
}

const struct fs_zone *fs_calendar_zone(const struct fs_calendar *calendar)
{
    return calendar->zone;
}

void fs_calendar_range(const struct fs_calendar *calendar, int64_t *first, int64_t *last)
{
    *first = calendar->first;
    *last = calendar->last;
}

/* The exception of a day, or NULL. */
static const struct fs_calendar_day *exception_on(const struct fs_calendar *calendar, int64_t day)
{
    size_t low = 0, high = calendar->exception_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->exceptions[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < calendar->exception_count && calendar->exceptions[low].day == day)
        return &calendar->exceptions[low];
    return NULL;
}

static int out_of_range(const struct fs_calendar *calendar, int64_t day)
{
    char shown[FS_TIME_TEXT], first[FS_TIME_TEXT], last[FS_TIME_TEXT];
    fs_time_format_date(day, shown, sizeof shown);
    fs_time_format_date(calendar->first, first, sizeof first);
    fs_time_format_date(calendar->last, last, sizeof last);
    return fs_error_set(FS_E_LIMIT, "calendar %s knows %s to %s, not %s", calendar->name, first, last, shown);
}

static int in_range(const struct fs_calendar *calendar, int64_t day)
{
    return day >= calendar->first && day <= calendar->last;
}

/* For a day in range. */
static int has_session(const struct fs_calendar *calendar, int64_t day)
{
    if (!(calendar->weekdays >> fs_time_weekday(day) & 1))
        return 0;
    const struct fs_calendar_day *exception = exception_on(calendar, day);
    return !exception || exception->close >= 0;
}

int fs_calendar_is_session(const struct fs_calendar *calendar, int64_t day)
{
    return in_range(calendar, day) ? has_session(calendar, day) : out_of_range(calendar, day);
}

int fs_calendar_is_early(const struct fs_calendar *calendar, int64_t day)
{
    int session = fs_calendar_is_session(calendar, day);
    return session == 1 ? exception_on(calendar, day) != NULL : session;
}

/* Seconds on a day's wall clock as an instant. */
static int wall(const struct fs_calendar *calendar, int64_t day, int32_t second, int64_t *out)
{
    return fs_zone_to_utc(calendar->zone, day * FS_NS_PER_DAY + second * FS_NS_PER_SECOND, FS_ZONE_FIRST,
                          out);
}

int fs_calendar_session(const struct fs_calendar *calendar, int64_t day, int64_t *open, int64_t *close)
{
    int session = fs_calendar_is_session(calendar, day);
    if (session < 0)
        return -1;
    if (!session) {
        char shown[FS_TIME_TEXT];
        fs_time_format_date(day, shown, sizeof shown);
        return fs_error_set(FS_E_INPUT, "calendar %s has no session on %s", calendar->name, shown);
    }
    const struct fs_calendar_day *exception = exception_on(calendar, day);
    int64_t from, to;
    if (wall(calendar, day, calendar->open, &from) ||
        wall(calendar, day, exception ? exception->close : calendar->close, &to))
        return -1;
    *open = from;
    *close = to;
    return 0;
}

int fs_calendar_next(const struct fs_calendar *calendar, int64_t day, int64_t *session)
{
    if (day < calendar->first - 1)
        return out_of_range(calendar, day);
    for (int64_t d = day + 1; d <= calendar->last; d++)
        if (has_session(calendar, d)) {
            *session = d;
            return 0;
        }
    return out_of_range(calendar, calendar->last + 1);
}

int fs_calendar_previous(const struct fs_calendar *calendar, int64_t day, int64_t *session)
{
    if (day > calendar->last + 1)
        return out_of_range(calendar, day);
    for (int64_t d = day - 1; d >= calendar->first; d--)
        if (has_session(calendar, d)) {
            *session = d;
            return 0;
        }
    return out_of_range(calendar, calendar->first - 1);
}

int64_t fs_calendar_sessions(const struct fs_calendar *calendar, int64_t first, int64_t last, int64_t *days,
                             size_t capacity)
{
    if (first > last)
        return 0;
    if (!in_range(calendar, first) || !in_range(calendar, last))
        return out_of_range(calendar, in_range(calendar, first) ? last : first);
    int64_t count = 0;
    for (int64_t d = first; d <= last; d++)
        if (has_session(calendar, d)) {
            if ((size_t)count < capacity)
                days[count] = d;
            count++;
        }
    return count;
}

int fs_calendar_session_at(const struct fs_calendar *calendar, int64_t time, int64_t *day)
{
    int64_t local = fs_time_utc_day(fs_zone_to_local(calendar->zone, time));
    /* A session may open the evening before its day: yesterday's is over by its day's end at the latest. */
    for (int64_t d = local; d <= calendar->last; d++) {
        int64_t open, close;
        if (d < calendar->first)
            return out_of_range(calendar, d);
        if (!has_session(calendar, d))
            continue;
        if (fs_calendar_session(calendar, d, &open, &close) != 0)
            return -1;
        if (time < close) {
            *day = d;
            return time >= open;
        }
    }
    return out_of_range(calendar, calendar->last + 1);
}

const char *fs_calendar_note(const struct fs_calendar *calendar, int64_t day)
{
    const struct fs_calendar_day *exception = exception_on(calendar, day);
    return exception ? exception->note : "";
}

/* The files of core/base/calendars/, embedded in the program. */
extern const unsigned char fs_embedded_base_calendars_nyse_txt[], fs_embedded_base_calendars_fx_txt[],
    fs_embedded_base_calendars_always_txt[];
extern const size_t fs_embedded_base_calendars_nyse_txt_len, fs_embedded_base_calendars_fx_txt_len,
    fs_embedded_base_calendars_always_txt_len;

const struct fs_calendar *fs_calendar_find(const char *name)
{
    static const struct {
        const char *name;
        const unsigned char *text;
        const size_t *length;
    } files[] = {
        {"NYSE", fs_embedded_base_calendars_nyse_txt, &fs_embedded_base_calendars_nyse_txt_len},
        {"FX", fs_embedded_base_calendars_fx_txt, &fs_embedded_base_calendars_fx_txt_len},
        {"24/7", fs_embedded_base_calendars_always_txt, &fs_embedded_base_calendars_always_txt_len},
    };
    enum { COUNT = sizeof files / sizeof *files };
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct fs_calendar *loaded[COUNT]; /* never freed, so that callers may keep what they were given */
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(files[i].name, name) == 0) {
            pthread_mutex_lock(&lock);
            if (!loaded[i])
                loaded[i] = fs_calendar_parse(files[i].name, (const char *)files[i].text, *files[i].length);
            const struct fs_calendar *calendar = loaded[i];
            pthread_mutex_unlock(&lock);
            return calendar;
        }
    fs_error_set(FS_E_NOT_FOUND, "calendar '%.64s' is not known", name);
    fs_error_hint("the calendars are NYSE, FX and 24/7");
    return NULL;
}
