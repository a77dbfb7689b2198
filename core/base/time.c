#include "base/time.h"

#include "base/error.h"
#include "base/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t fs_time_day(int year, int month, int day)
{
    /* Years counted from March, so that the leap day is the last of its year; 400-year eras of 146097 days.
     */
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int fs_time_date_valid(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return 0;
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

void fs_time_date(int64_t day, struct fs_civil *out)
{
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    memset(out, 0, sizeof *out);
    out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    out->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

int fs_time_weekday(int64_t day)
{
    int64_t from_monday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 8 : from_monday + 1);
}

int64_t fs_time_utc_day(int64_t time)
{
    int64_t day = time / FS_NS_PER_DAY;
    return day - (time % FS_NS_PER_DAY < 0);
}

void fs_time_civil(int64_t time, struct fs_civil *out)
{
    int64_t day = fs_time_utc_day(time);
    int64_t rest = time % FS_NS_PER_DAY;
    if (rest < 0)
        rest += FS_NS_PER_DAY;
    fs_time_date(day, out);
    out->nanosecond = (int)(rest % FS_NS_PER_SECOND);
    int64_t seconds = rest / FS_NS_PER_SECOND;
    out->hour = (int)(seconds / 3600);
    out->minute = (int)(seconds / 60 % 60);
    out->second = (int)(seconds % 60);
}

/* day * 24 h + rest without overflow; rest may reach two days. 0, or -1 when the instant does not fit. */
static int join(int64_t day, int64_t rest, int64_t *out)
{
    int64_t time;
    /* The first representable day begins before INT64_MIN: take one day over to the rest. */
    if (day < 0) {
        day += 1;
        rest -= FS_NS_PER_DAY;
    }
    if (__builtin_mul_overflow(day, FS_NS_PER_DAY, &time) || __builtin_add_overflow(time, rest, &time) ||
        time == FS_TIME_NONE)
        return -1;
    *out = time;
    return 0;
}

int fs_time_from_civil(const struct fs_civil *c, int64_t *out)
{
    if (!fs_time_date_valid(c->year, c->month, c->day))
        return fs_error_set(FS_E_INPUT, "date %04d-%02d-%02d does not exist", c->year, c->month, c->day);
    if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59 ||
        c->nanosecond < 0 || c->nanosecond > 999999999)
        return fs_error_set(FS_E_INPUT, "time of day %02d:%02d:%02d.%09d does not exist", c->hour, c->minute,
                            c->second, c->nanosecond);
    int64_t seconds = c->hour * 3600 + c->minute * 60 + c->second;
    if (join(fs_time_day(c->year, c->month, c->day), seconds * FS_NS_PER_SECOND + c->nanosecond, out) != 0)
        return fs_error_set(FS_E_INPUT, "date %04d-%02d-%02d is outside 1677-09-21 to 2262-04-11", c->year,
                            c->month, c->day);
    return 0;
}

/* A cursor over the text being read. */
struct scanner {
    const char *at;
    const char *end;
};

/* Reads exactly `count` digits; -1 when they are not there. */
static int digits(struct scanner *s, int count)
{
    if (s->end - s->at < count)
        return -1;
    int value = 0;
    for (int i = 0; i < count; i++) {
        unsigned digit = (unsigned)(unsigned char)s->at[i] - '0';
        if (digit > 9)
            return -1;
        value = value * 10 + (int)digit;
    }
    s->at += count;
    return value;
}

static int take(struct scanner *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return 0;
    s->at++;
    return 1;
}

static const char *scan_date(struct scanner *s, int64_t *day)
{
    const char *start = s->at;
    int year = digits(s, 4);
    if (year < 0)
        return "expected a year of four digits";
    int dashed = take(s, '-');
    int month = digits(s, 2);
    if (month < 0)
        return "expected a month of two digits";
    if (dashed && !take(s, '-'))
        return "expected '-' and a day of two digits";
    int date = digits(s, 2);
    if (date < 0)
        return "expected a day of two digits";
    if (!fs_time_date_valid(year, month, date)) {
        s->at = start;
        return "no such date";
    }
    *day = fs_time_day(year, month, date);
    return NULL;
}

/* Nanoseconds since midnight, up to two days' worth for 24:00 and second 60. */
static const char *scan_clock(struct scanner *s, int64_t *out)
{
    const char *start = s->at;
    int hour = digits(s, 2);
    if (hour < 0)
        return "expected an hour of two digits";
    int colon = take(s, ':');
    int minute = digits(s, 2);
    if (minute < 0)
        return "expected minutes of two digits";
    int second = 0;
    int64_t fraction = 0;
    int has_second = colon ? take(s, ':') : (s->at < s->end && *s->at >= '0' && *s->at <= '9');
    if (has_second) {
        second = digits(s, 2);
        if (second < 0)
            return "expected seconds of two digits";
        if (take(s, '.') || take(s, ',')) {
            int count = 0;
            for (; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++, count++) {
                if (count < 9)
                    fraction = fraction * 10 + (*s->at - '0');
                else if (*s->at != '0')
                    return "finer than a nanosecond";
            }
            if (count == 0)
                return "expected digits after the point";
            for (; count < 9; count++)
                fraction *= 10;
        }
    }
    int64_t midnight_end = hour == 24 && minute == 0 && second == 0 && fraction == 0;
    if ((hour > 23 && !midnight_end) || minute > 59 || second > 60) {
        s->at = start;
        return "no such time of day";
    }
    *out = ((int64_t)hour * 3600 + minute * 60 + second) * FS_NS_PER_SECOND + fraction;
    return NULL;
}

/* Z, +hh, +hhmm, +hh:mm or +hh:mm:ss; *found is 0 when the text ends here. */
static const char *scan_offset(struct scanner *s, int *found, int64_t *seconds)
{
    *found = 1;
    if (take(s, 'Z') || take(s, 'z')) {
        *seconds = 0;
        return NULL;
    }
    int sign = take(s, '+') ? 1 : take(s, '-') ? -1 : 0;
    if (sign == 0) {
        *found = 0;
        return NULL;
    }
    int hour = digits(s, 2);
    if (hour < 0 || hour > 23)
        return "expected an offset from UTC such as +01:00";
    int minute = 0, second = 0;
    if (s->at < s->end) {
        take(s, ':');
        minute = digits(s, 2);
        if (minute < 0 || minute > 59)
            return "expected an offset from UTC such as +01:00";
        if (take(s, ':')) { /* local mean time, as fs_time_format_zone() writes it */
            second = digits(s, 2);
            if (second < 0 || second > 59)
                return "expected an offset from UTC such as +01:00";
        }
    }
    *seconds = sign * ((int64_t)hour * 3600 + minute * 60 + second);
    return NULL;
}

const char *fs_time_scan(const char *text, size_t length, const struct fs_zone *zone, int64_t *out,
                         size_t *at)
{
    struct scanner s = {text, text + length};
    int64_t day = 0, clock = 0, offset = 0, time = 0;
    int has_offset = 0;
    const char *wrong = scan_date(&s, &day);
    if (!wrong && s.at < s.end) {
        if (*s.at != 'T' && *s.at != 't' && *s.at != ' ')
            wrong = "expected 'T' or a space after the date";
        else {
            s.at++;
            wrong = scan_clock(&s, &clock);
            if (!wrong && s.at < s.end && *s.at == ' ') /* "2020-01-02 09:30:00 +01:00" */
                s.at++;
            if (!wrong)
                wrong = scan_offset(&s, &has_offset, &offset);
            if (!wrong && s.at < s.end)
                wrong = "expected the end of the time";
        }
    }
    if (!wrong && s.at > text && s.at[-1] == ' ')
        wrong = "expected the end of the time";
    if (!wrong && join(day, clock - offset * FS_NS_PER_SECOND, &time) != 0)
        wrong = "outside 1677-09-21 to 2262-04-11";
    if (!wrong && !has_offset && zone && fs_zone_to_utc(zone, time, FS_ZONE_FIRST, &time) != 0)
        wrong = "outside 1677-09-21 to 2262-04-11";
    if (at)
        *at = (size_t)(s.at - text);
    if (!wrong)
        *out = time;
    return wrong;
}

int fs_time_parse(const char *text, size_t length, const struct fs_zone *zone, int64_t *out)
{
    size_t at = 0;
    const char *wrong = fs_time_scan(text, length, zone, out, &at);
    if (!wrong)
        return 0;
    int shown = length > 64 ? 64 : (int)length;
    fs_error_set(FS_E_INPUT, "time '%.*s': %s at character %zu", shown, text, wrong, at + 1);
    return fs_error_hint("write 2020-01-02, 2020-01-02T09:30:00 or 2020-01-02T09:30:00.25-05:00");
}

int fs_time_parse_date(const char *text, size_t length, int64_t *day)
{
    struct scanner s = {text, text + length};
    int64_t value = 0;
    const char *wrong = scan_date(&s, &value);
    if (!wrong && s.at < s.end)
        wrong = "expected the end of the date";
    if (wrong) {
        int shown = length > 64 ? 64 : (int)length;
        fs_error_set(FS_E_INPUT, "date '%.*s': %s at character %d", shown, text, wrong,
                     (int)(s.at - text) + 1);
        return fs_error_hint("write 2020-01-02");
    }
    *day = value;
    return 0;
}

/* Two digits at p. */
static char *put2(char *p, int value)
{
    p[0] = (char)('0' + value / 10);
    p[1] = (char)('0' + value % 10);
    return p + 2;
}

/* The date and time of day without an offset; returns the end. */
static char *put_wall(char *p, const struct fs_civil *c)
{
    p = put2(p, c->year / 100);
    p = put2(p, c->year % 100);
    *p++ = '-';
    p = put2(p, c->month);
    *p++ = '-';
    p = put2(p, c->day);
    *p++ = 'T';
    p = put2(p, c->hour);
    *p++ = ':';
    p = put2(p, c->minute);
    *p++ = ':';
    p = put2(p, c->second);
    if (c->nanosecond != 0) {
        *p++ = '.';
        int rest = c->nanosecond;
        for (int unit = 100000000; rest != 0; unit /= 10) {
            *p++ = (char)('0' + rest / unit);
            rest %= unit;
        }
    }
    return p;
}

size_t fs_time_format(int64_t time, char *buffer, size_t size)
{
    return fs_time_format_zone(time, NULL, buffer, size);
}

size_t fs_time_format_zone(int64_t time, const struct fs_zone *zone, char *buffer, size_t size)
{
    if (size < FS_TIME_TEXT || time == FS_TIME_NONE) {
        if (size > 0)
            buffer[0] = '\0';
        return 0;
    }
    struct fs_civil c;
    fs_time_civil(zone ? fs_zone_to_local(zone, time) : time, &c);
    char *p = put_wall(buffer, &c);
    if (!zone) {
        *p++ = 'Z';
    } else {
        int32_t offset = fs_zone_offset(zone, time);
        int32_t magnitude = offset < 0 ? -offset : offset;
        *p++ = offset < 0 ? '-' : '+';
        p = put2(p, magnitude / 3600);
        *p++ = ':';
        p = put2(p, magnitude / 60 % 60);
        if (magnitude % 60 != 0) { /* local mean time, before about 1920 */
            *p++ = ':';
            p = put2(p, magnitude % 60);
        }
    }
    *p = '\0';
    return (size_t)(p - buffer);
}

size_t fs_time_format_date(int64_t day, char *buffer, size_t size)
{
    struct fs_civil c;
    fs_time_date(day, &c);
    int length = snprintf(buffer, size, "%04d-%02d-%02d", c.year, c.month, c.day);
    return length < 0 ? 0 : (size_t)length;
}

/* The units of durations, from large to small. */
static const struct {
    const char *name;
    int64_t ns;
} units[] = {
    {"w", 7 * FS_NS_PER_DAY}, {"d", FS_NS_PER_DAY}, {"h", FS_NS_PER_HOUR}, {"m", FS_NS_PER_MINUTE},
    {"s", FS_NS_PER_SECOND},  {"ms", FS_NS_PER_MS}, {"us", FS_NS_PER_US},  {"ns", 1},
};
#define UNIT_COUNT (int)(sizeof units / sizeof *units)

static int duration_error(const char *text, size_t length, const char *wrong)
{
    int shown = length > 64 ? 64 : (int)length;
    fs_error_set(FS_E_INPUT, "duration '%.*s': %s", shown, text, wrong);
    return fs_error_hint("write a whole number and a unit of w d h m s ms us ns, such as 5m, 1h30m or 1d");
}

int fs_duration_parse(const char *text, size_t length, int64_t *ns)
{
    struct scanner s = {text, text + length};
    int64_t total = 0;
    int next_unit = 0;
    if (length == 0)
        return duration_error(text, length, "it is empty");
    while (s.at < s.end) {
        int64_t value = 0;
        const char *start = s.at;
        for (; s.at < s.end && *s.at >= '0' && *s.at <= '9'; s.at++)
            if (__builtin_mul_overflow(value, 10, &value) ||
                __builtin_add_overflow(value, *s.at - '0', &value))
                return duration_error(text, length, "the number is too large");
        if (s.at == start)
            return duration_error(text, length, "expected a number");
        const char *name = s.at;
        while (s.at < s.end && *s.at >= 'a' && *s.at <= 'z')
            s.at++;
        size_t name_length = (size_t)(s.at - name);
        int unit = 0;
        while (unit < UNIT_COUNT &&
               !(strlen(units[unit].name) == name_length && memcmp(units[unit].name, name, name_length) == 0))
            unit++;
        if (unit == UNIT_COUNT)
            return duration_error(text, length,
                                  name_length ? "unknown unit" : "expected a unit after the number");
        if (unit < next_unit)
            return duration_error(text, length, "units must go from large to small, each once");
        next_unit = unit + 1;
        if (__builtin_mul_overflow(value, units[unit].ns, &value) ||
            __builtin_add_overflow(total, value, &total))
            return duration_error(text, length, "it is longer than 292 years");
    }
    *ns = total;
    return 0;
}

size_t fs_duration_format(int64_t ns, char *buffer, size_t size)
{
    if (size == 0)
        return 0;
    char text[128];
    size_t used = 0;
    uint64_t rest = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    if (ns < 0)
        text[used++] = '-';
    for (int i = 1; i < UNIT_COUNT; i++) { /* days, not weeks: "7d" is what people write */
        uint64_t count = rest / (uint64_t)units[i].ns;
        rest %= (uint64_t)units[i].ns;
        if (count != 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%" PRIu64 "%s", count, units[i].name);
    }
    if (ns == 0)
        used = (size_t)snprintf(text, sizeof text, "0s");
    if (used >= size)
        used = size - 1;
    memcpy(buffer, text, used);
    buffer[used] = '\0';
    return used;
}

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now); /* cannot fail for these two clocks */
    return (int64_t)now.tv_sec * FS_NS_PER_SECOND + now.tv_nsec;
}

int64_t fs_time_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t fs_time_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
