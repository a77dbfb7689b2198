/* Reads calendar files; docs/calendars.md describes them. */
#include "base/calendar_data.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

/* Where the reader is, for errors. */
struct reader {
    struct fs_calendar *calendar;
    const char *source;
    int line;
    size_t capacity;
    int seen_days, seen_open, seen_close, seen_range;
};

static int wrong(const struct reader *r, const char *what, const char *value)
{
    return fs_error_set(FS_E_INPUT, "%s:%d: %s '%.40s'", r->source, r->line, what, value);
}

/* Cuts the next word off a line; "" at its end. */
static char *word(char **line)
{
    char *start = *line + strspn(*line, " \t");
    char *end = start + strcspn(start, " \t");
    *line = *end ? end + 1 : end;
    *end = '\0';
    return start;
}

/* "09:30", "-1 17:00" without its "-1": seconds after midnight, up to 24:00. */
static int clock_of(const char *text, int32_t *out)
{
    if (strlen(text) != 5 || text[2] != ':')
        return -1;
    int value[2] = {0, 0};
    for (int i = 0; i < 5; i++) {
        if (i == 2)
            continue;
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value[i > 2] = value[i > 2] * 10 + (text[i] - '0');
    }
    if (value[1] > 59 || value[0] > 24 || (value[0] == 24 && value[1] > 0))
        return -1;
    *out = value[0] * 3600 + value[1] * 60;
    return 0;
}

static int weekday_of(const char *name)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (int i = 0; i < 7; i++)
        if (strcmp(names[i], name) == 0)
            return i + 1;
    return 0;
}

static int read_days(struct reader *r, char *rest)
{
    for (char *name = word(&rest); *name; name = word(&rest)) {
        int day = weekday_of(name);
        if (!day)
            return wrong(r, "expected Mon Tue Wed Thu Fri Sat Sun, got", name);
        r->calendar->weekdays |= 1u << day;
        r->seen_days = 1;
    }
    return r->seen_days ? 0 : wrong(r, "expected days of the week after", "days");
}

static int read_date(struct reader *r, const char *text, int64_t *day)
{
    if (fs_time_parse_date(text, strlen(text), day) == 0)
        return 0;
    return wrong(r, "expected a date such as 2020-01-31, got", text);
}

static int read_exception(struct reader *r, char *rest, int early)
{
    struct fs_calendar *c = r->calendar;
    struct fs_calendar_day exception = {0, -1, ""};
    if (read_date(r, word(&rest), &exception.day) != 0)
        return -1;
    if (early) {
        char *text = word(&rest);
        if (clock_of(text, &exception.close) != 0 || exception.close <= c->open || exception.close > c->close)
            return wrong(r, "expected a time between open and close, got", text);
    }
    exception.note = rest + strspn(rest, " \t");
    if (exception.day < c->first || exception.day > c->last)
        return wrong(r, "the day is outside the calendar's range:", exception.note);
    if (c->exception_count > 0 && exception.day <= c->exceptions[c->exception_count - 1].day)
        return wrong(r, "days must ascend, this one does not:", exception.note);
    if (c->exception_count == r->capacity) {
        size_t capacity = r->capacity ? r->capacity * 2 : 64;
        struct fs_calendar_day *grown = realloc(c->exceptions, capacity * sizeof *grown);
        if (!grown)
            return fs_error_nomem();
        c->exceptions = grown;
        r->capacity = capacity;
    }
    c->exceptions[c->exception_count++] = exception;
    return 0;
}

static int read_times(struct reader *r, const char *key, char *rest)
{
    struct fs_calendar *c = r->calendar;
    int is_open = strcmp(key, "open") == 0;
    char *text = word(&rest);
    int before = is_open && strcmp(text, "-1") == 0; /* on the day before */
    if (before)
        text = word(&rest);
    int32_t second;
    if (clock_of(text, &second) != 0)
        return wrong(r, "expected a time such as 09:30, got", text);
    if (is_open) {
        c->open = second - (before ? 86400 : 0);
        r->seen_open = 1;
    } else {
        c->close = second;
        r->seen_close = 1;
    }
    return *word(&rest) ? wrong(r, "expected nothing more after", text) : 0;
}

static int read_line(struct reader *r, char *line)
{
    struct fs_calendar *c = r->calendar;
    char *rest = line, *key = word(&rest);
    if (*key == '\0' || *key == '#')
        return 0;
    if (strcmp(key, "name") == 0) {
        free(c->name);
        c->name = strdup(word(&rest));
        return c->name ? 0 : fs_error_nomem();
    }
    if (strcmp(key, "zone") == 0) {
        char *zone = word(&rest);
        c->zone = fs_zone_find(zone);
        return c->zone ? 0 : fs_error_wrap(FS_E_INPUT, "%s:%d: zone '%.64s'", r->source, r->line, zone);
    }
    if (strcmp(key, "days") == 0)
        return read_days(r, rest);
    if (strcmp(key, "open") == 0 || strcmp(key, "close") == 0)
        return read_times(r, key, rest);
    if (strcmp(key, "range") == 0) {
        r->seen_range = 1;
        if (read_date(r, word(&rest), &c->first) != 0 || read_date(r, word(&rest), &c->last) != 0)
            return -1;
        if (c->first < fs_time_day(1678, 1, 1) || c->last > fs_time_day(2261, 12, 31))
            return wrong(r, "a calendar may reach from 1678-01-01 to 2261-12-31, this does not:", "range");
        return c->first <= c->last ? 0 : wrong(r, "the range ends before it begins:", "range");
    }
    int early = strcmp(key, "early") == 0;
    if (!early && strcmp(key, "closed") != 0)
        return wrong(r, "expected name, zone, days, open, close, range, closed or early, got", key);
    if (!r->seen_range || !r->seen_open || !r->seen_close)
        return wrong(r, "range, open and close must come before", key);
    return read_exception(r, rest, early);
}

static int read_all(struct reader *r, size_t length)
{
    struct fs_calendar *c = r->calendar;
    if (memchr(c->text, '\0', length))
        return fs_error_set(FS_E_INPUT, "%s: it holds a NUL byte: not a calendar file", r->source);
    for (char *line = c->text; line < c->text + length;) {
        char *end = line + strcspn(line, "\n");
        char *next = end < c->text + length ? end + 1 : end;
        *end = '\0';
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        r->line++;
        if (read_line(r, line) != 0)
            return -1;
        line = next;
    }
    if (!c->name || !*c->name || !c->zone || !r->seen_days || !r->seen_open || !r->seen_close ||
        !r->seen_range)
        return fs_error_set(FS_E_INPUT, "%s: it needs a line each of name, zone, days, open, close and range",
                            r->source);
    if (c->open >= c->close)
        return fs_error_set(FS_E_INPUT, "%s: the session closes before it opens", r->source);
    return 0;
}

struct fs_calendar *fs_calendar_parse(const char *source, const char *text, size_t length)
{
    struct fs_calendar *calendar = calloc(1, sizeof *calendar);
    struct reader r = {.calendar = calendar, .source = source};
    if (calendar)
        calendar->text = calloc(length + 1, 1);
    if (!calendar || !calendar->text) {
        fs_calendar_free(calendar);
        fs_error_nomem();
        return NULL;
    }
    memcpy(calendar->text, text, length);
    if (read_all(&r, length) != 0) {
        fs_calendar_free(calendar);
        return NULL;
    }
    return calendar;
}

void fs_calendar_free(struct fs_calendar *calendar)
{
    if (!calendar)
        return;
    free(calendar->name);
    free(calendar->exceptions);
    free(calendar->text);
    free(calendar);
}
