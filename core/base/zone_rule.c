#include "base/zone_rule.h"

#include "base/time.h"

#include <string.h>

struct scanner {
    const char *at;
    const char *end;
};

static int take(struct scanner *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return 0;
    s->at++;
    return 1;
}

/* A decimal number from 0 to `max`; -1 when there is none. */
static int number(struct scanner *s, int max)
{
    int value = -1;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9') {
        value = (value < 0 ? 0 : value) * 10 + (*s->at++ - '0');
        if (value > max)
            return -1;
    }
    return value;
}

/* [+-]h[h[h]][:mm[:ss]] as seconds. */
static int scan_clock(struct scanner *s, int hours_max, int32_t *out)
{
    int sign = take(s, '-') ? -1 : (take(s, '+'), 1);
    int hour = number(s, hours_max), minute = 0, second = 0;
    if (hour < 0)
        return -1;
    if (take(s, ':')) {
        minute = number(s, 59);
        if (minute >= 0 && take(s, ':'))
            second = number(s, 59);
    }
    if (minute < 0 || second < 0)
        return -1;
    *out = sign * (hour * 3600 + minute * 60 + second);
    return 0;
}

/* Letters, or anything between < and >. */
static int scan_name(struct scanner *s, char *out, size_t size)
{
    int quoted = take(s, '<');
    const char *start = s->at;
    while (s->at < s->end) {
        char c = *s->at;
        int letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        int quotable = (c >= '0' && c <= '9') || c == '+' || c == '-';
        if (!letter && !(quoted && quotable))
            break;
        s->at++;
    }
    size_t length = (size_t)(s->at - start);
    if (length < 3 || length >= size || (quoted && !take(s, '>')))
        return -1;
    memcpy(out, start, length);
    out[length] = '\0';
    return 0;
}

static int scan_change(struct scanner *s, struct fs_zone_change *out)
{
    memset(out, 0, sizeof *out);
    if (take(s, 'M')) {
        out->kind = 'M';
        int month = number(s, 12);
        int week = take(s, '.') ? number(s, 5) : -1;
        int weekday = take(s, '.') ? number(s, 6) : -1;
        if (month < 1 || week < 1 || weekday < 0)
            return -1;
        out->month = (uint8_t)month;
        out->week = (uint8_t)week;
        out->weekday = (uint8_t)weekday;
    } else {
        out->kind = take(s, 'J') ? 'J' : 'N';
        int day = number(s, 365);
        if (day < (out->kind == 'J'))
            return -1;
        out->day = (int16_t)day;
    }
    out->second = 2 * 3600;
    return take(s, '/') ? scan_clock(s, 167, &out->second) : 0;
}

int fs_zone_rule_parse(const char *text, size_t length, struct fs_zone_rule *rule)
{
    struct scanner s = {text, text + length};
    int32_t west = 0;
    memset(rule, 0, sizeof *rule);
    if (scan_name(&s, rule->standard_name, sizeof rule->standard_name) != 0 || scan_clock(&s, 24, &west) != 0)
        return -1;
    rule->standard = -west; /* POSIX counts hours west of Greenwich */
    if (s.at == s.end)
        return 0;
    rule->has_daylight = 1;
    if (scan_name(&s, rule->daylight_name, sizeof rule->daylight_name) != 0)
        return -1;
    rule->daylight = rule->standard + 3600;
    if (s.at < s.end && *s.at != ',') {
        if (scan_clock(&s, 24, &west) != 0)
            return -1;
        rule->daylight = -west;
    }
    if (!take(&s, ',') || scan_change(&s, &rule->start) != 0 || !take(&s, ',') ||
        scan_change(&s, &rule->end) != 0)
        return -1;
    return s.at == s.end ? 0 : -1;
}

static int64_t change_day(const struct fs_zone_change *c, int year)
{
    int64_t january = fs_time_day(year, 1, 1);
    if (c->kind == 'N')
        return january + c->day;
    if (c->kind == 'J')
        return january + c->day - 1 + (c->day > 59 && fs_time_date_valid(year, 2, 29));
    int64_t first = fs_time_day(year, c->month, 1);
    int64_t day = first + (c->weekday - fs_time_weekday(first) % 7 + 7) % 7 + 7 * (c->week - 1);
    int64_t next_month = c->month == 12 ? fs_time_day(year + 1, 1, 1) : fs_time_day(year, c->month + 1, 1);
    return day >= next_month ? day - 7 : day;
}

struct fs_zone_rule_span fs_zone_rule_at(const struct fs_zone_rule *rule, int64_t second)
{
    struct fs_zone_rule_span span = {INT64_MIN, INT64_MAX, rule->standard, rule->standard_name};
    if (!rule->has_daylight)
        return span;
    /* The nearest change at or before, and the nearest one after; offsets and times of day reach into
     * neighbour years. */
    struct fs_civil date;
    fs_time_date(second / 86400 - (second % 86400 < 0), &date);
    for (int year = date.year - 2; year <= date.year + 2; year++) {
        int64_t starts = change_day(&rule->start, year) * 86400 + rule->start.second - rule->standard;
        int64_t ends = change_day(&rule->end, year) * 86400 + rule->end.second - rule->daylight;
        int64_t changes[2] = {ends, starts}; /* at one instant the start wins: daylight saving all year */
        for (int daylight = 0; daylight < 2; daylight++) {
            int64_t change = changes[daylight];
            if (change <= second && change >= span.from) {
                span.from = change;
                span.offset = daylight ? rule->daylight : rule->standard;
                span.abbreviation = daylight ? rule->daylight_name : rule->standard_name;
            } else if (change > second && change < span.to) {
                span.to = change;
            }
        }
    }
    return span;
}
