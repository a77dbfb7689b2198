#include "frame/csv_time.h"

#include "base/time.h"
#include "base/zone.h"
#include "frame/number.h"

#include <math.h>
#include <string.h>

static const char *const format_names[] = {"auto", "iso", "mdy", "dmy", "month", "s", "ms", "us", "ns"};

int fs_csv_time_format_parse(const char *name)
{
    for (int i = 0; i < FS_CSV_TIME_COUNT; i++)
        if (!strcmp(name, format_names[i]))
            return i;
    return -1;
}

const char *fs_csv_time_format_name(int format)
{
    return format < 0 || format >= FS_CSV_TIME_COUNT ? "" : format_names[format];
}

static inline int digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* Exactly n digits; -1 otherwise. */
static inline int number(const char *p, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        unsigned d = (unsigned)(p[i] - '0');
        if (d > 9)
            return -1;
        value = value * 10 + (int)d;
    }
    return value;
}

/* Wall time (nanoseconds since 1970 on the column's clock) as an instant. */
static const char *to_utc(struct fs_csv_time *reader, int64_t wall, int64_t *out)
{
    if (!reader->zone) {
        *out = wall;
        return NULL;
    }
    if (wall >= reader->constant_from && wall < reader->constant_to) {
        *out = wall - reader->constant;
        return NULL;
    }
    if (fs_zone_to_utc(reader->zone, wall, FS_ZONE_FIRST, out) != 0)
        return "the time is out of range (years 1677 to 2262)";
    /* An hour whose two ends have one offset has it throughout: zones change at whole minutes, hours apart. */
    int64_t from = wall - ((wall % FS_NS_PER_HOUR) + FS_NS_PER_HOUR) % FS_NS_PER_HOUR,
            to = from + FS_NS_PER_HOUR, a, b;
    if (fs_zone_to_utc(reader->zone, from, FS_ZONE_EXACT, &a) == 0 &&
        fs_zone_to_utc(reader->zone, to - 1, FS_ZONE_EXACT, &b) == 0 && b - a == to - 1 - from) {
        reader->constant = from - a;
        reader->constant_from = from;
        reader->constant_to = to;
    }
    return NULL;
}

/* A column keeps to times with an offset or without; two offsets may differ by daylight saving only. */
static const char *keep_to_kind(struct fs_csv_time *reader, int kind, int32_t offset)
{
    if (!reader->kind) {
        reader->kind = kind;
        reader->offset = offset;
    }
    if (kind != reader->kind)
        return kind == 1 ? "the time has no zone offset, but earlier rows have one (mixed time zones)"
                         : "the time has a zone offset, but earlier rows have none (mixed time zones)";
    int32_t apart = offset - reader->offset;
    return apart > 3600 || apart < -3600
               ? "the zone offset differs from the first row's by more than an hour (mixed time zones)"
               : NULL;
}

static const char *finish(struct fs_csv_time *reader, int64_t day, int64_t of_day, int64_t *out)
{
    int64_t wall;
    if (__builtin_mul_overflow(day, FS_NS_PER_DAY, &wall) || __builtin_add_overflow(wall, of_day, &wall) ||
        wall == FS_TIME_NONE)
        return "the time is out of range (years 1677 to 2262)";
    const char *wrong = keep_to_kind(reader, 1, 0);
    return wrong ? wrong : to_utc(reader, wall, out);
}

/* "Z", "+01:00", "-0500", "+01" at the end of an ISO time: seconds, and 1 where there is one. */
static int offset_of(const char *text, size_t length, int32_t *seconds)
{
    *seconds = 0;
    if (text[length - 1] == 'Z' || text[length - 1] == 'z')
        return 1;
    for (size_t i = length - 1; i > 10 || (i > 8 && !memchr(text, '-', 8)); i--) {
        if (text[i] != '+' && text[i] != '-')
            continue;
        int hours = length - i >= 3 ? number(text + i + 1, 2) : -1, minutes = 0;
        if (length - i >= 5)
            minutes = number(text + length - 2, 2);
        if (hours < 0 || minutes < 0)
            return 0;
        *seconds = (hours * 3600 + minutes * 60) * (text[i] == '-' ? -1 : 1);
        return 1;
    }
    return 0;
}

/* 2000-01-31 with -, its midnight; the same date as the last costs one comparison. */
static inline int iso_day(struct fs_csv_time *reader, const char *text, int64_t *midnight)
{
    if (memcmp(reader->date, text, sizeof reader->date) == 0) {
        *midnight = reader->day;
        return 0;
    }
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    if (text[4] != text[7] || (text[4] != '-' && text[4] != '/') || year < 1678 || year > 2261 ||
        !fs_time_date_valid(year, month, day))
        return -1;
    *midnight = reader->day = fs_time_day(year, month, day) * FS_NS_PER_DAY;
    memcpy(reader->date, text, sizeof reader->date);
    return 0;
}

/* "09:30:00" as seconds of the day; -1 otherwise. All eight digits at once. */
static inline int clock_seconds(const char *text)
{
    uint64_t x;
    memcpy(&x, text, sizeof x);
    x ^= UINT64_C(0x30303a30303a3030); /* digits become their values, colons 0 */
    if (((x | (x + UINT64_C(0x0606060606060606))) & UINT64_C(0xf0f0f0f0f0f0f0f0)) ||
        (x & UINT64_C(0x0000ff0000ff0000)))
        return -1;
    x = x * 10 + (x >> 8); /* bytes 0, 3 and 6: two digits each */
    int h = x & 0xff, m = (x >> 24) & 0xff, s = (x >> 48) & 0xff;
    return h < 24 && m < 60 && s < 60 ? (h * 60 + m) * 60 + s : -1;
}

/* What may follow the seconds: "", ".5", up to nine digits, "Z". Nanoseconds, -1 otherwise; *utc is set for a "Z". */
static inline int64_t fraction(const char *text, size_t length, int *utc)
{
    int64_t value = 0, unit = FS_NS_PER_SECOND;
    size_t i = 0;
    *utc = length && text[length - 1] == 'Z';
    length -= (size_t)*utc;
    if (!length)
        return 0;
    if (*text != '.' || length < 2 || length > 10)
        return -1;
    for (i = 1; i < length && digit(text[i]); i++) {
        unit /= 10;
        value += (text[i] - '0') * unit;
    }
    return i == length ? value : -1;
}

static const char *read_iso(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out)
{
    int64_t midnight, rest = 0;
    int seconds = 0, utc = 0;
    if (length == 16 && number(text + 11, 2) >= 0 && number(text + 14, 2) >= 0 && text[13] == ':') {
        int h = number(text + 11, 2), m = number(text + 14, 2);
        seconds = h < 24 && m < 60 ? (h * 60 + m) * 60 : -1;
    } else if (length >= 19) {
        seconds = clock_seconds(text + 11);
        rest = fraction(text + 19, length - 19, &utc);
    } else if (length != 10) {
        seconds = -1;
    }
    if (seconds >= 0 && rest >= 0 && (length == 10 || text[10] == ' ' || text[10] == 'T') &&
        iso_day(reader, text, &midnight) == 0) {
        int64_t wall = midnight + seconds * FS_NS_PER_SECOND + rest;
        int kind = utc ? 2 : 1;
        const char *wrong = reader->kind == kind && !utc ? NULL : keep_to_kind(reader, kind, 0);
        if (wrong || !utc)
            return wrong ? wrong : to_utc(reader, wall, out);
        *out = wall;
        return NULL;
    }
    char dashed[64];
    if (length > 10 && length < sizeof dashed && text[4] == '/' && text[7] == '/') {
        memcpy(dashed, text, length);
        dashed[4] = dashed[7] = '-';
        text = dashed;
    }
    const char *wrong = fs_time_scan(text, length, reader->zone, out, NULL);
    if (wrong)
        return wrong;
    int32_t offset;
    int with = offset_of(text, length, &offset);
    return keep_to_kind(reader, with ? 2 : 1, offset);
}

struct cursor {
    const char *p, *end;
};

/* One or two digits (or exactly `exact`); -1 otherwise. */
static int take_number(struct cursor *at, int most)
{
    int value = 0, n = 0;
    while (at->p < at->end && digit(*at->p) && n <= most) {
        value = value * 10 + (*at->p++ - '0');
        n++;
    }
    return n == 0 || n > most ? -1 : value;
}

static int take(struct cursor *at, const char *set)
{
    if (at->p == at->end || !strchr(set, *at->p))
        return 0;
    at->p++;
    return 1;
}

static void spaces(struct cursor *at)
{
    while (at->p < at->end && *at->p == ' ')
        at->p++;
}

/* "", " 9:30", " 09:30:00.25", " 9:30 PM": nanoseconds of the day, -1 when malformed. */
static int64_t time_of_day(struct cursor *at)
{
    if (at->p == at->end)
        return 0;
    if (!take(at, " T,"))
        return -1;
    spaces(at);
    int hour = take_number(at, 2), minute = take(at, ":") ? take_number(at, 2) : -1, second = 0;
    if (take(at, ":"))
        second = take_number(at, 2);
    int64_t fraction = 0;
    if (take(at, ".")) {
        int64_t unit = FS_NS_PER_SECOND;
        const char *first = at->p;
        for (; at->p < at->end && digit(*at->p); at->p++) {
            unit /= 10;
            if (!unit && *at->p != '0')
                return -1;
            fraction += (*at->p - '0') * unit;
        }
        if (at->p == first)
            return -1;
    }
    spaces(at);
    if (at->end - at->p == 2 && (at->p[1] | 32) == 'm' &&
        ((at->p[0] | 32) == 'a' || (at->p[0] | 32) == 'p')) {
        if (hour < 1 || hour > 12)
            return -1;
        hour = hour % 12 + ((at->p[0] | 32) == 'p' ? 12 : 0);
        at->p += 2;
    }
    if (at->p != at->end || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    return ((hour * 60 + minute) * 60 + second) * FS_NS_PER_SECOND + fraction;
}

static const char *with_time(struct fs_csv_time *reader, struct cursor *at, int year, int month, int day,
                             const char *expected, int64_t *out)
{
    if (year < 0 || month < 0 || day < 0)
        return expected;
    if (!fs_time_date_valid(year, month, day))
        return "no such date";
    int64_t of_day = time_of_day(at);
    return of_day < 0 ? "the time of day is malformed; expected 09:30[:00[.5]] [AM|PM]"
                      : finish(reader, fs_time_day(year, month, day), of_day, out);
}

/* Four digits exactly: a year of two is anybody's guess. */
static int take_year(struct cursor *at)
{
    const char *first = at->p;
    int year = take_number(at, 4);
    return at->p - first == 4 ? year : -1;
}

static const char *read_slashed(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out)
{
    struct cursor at = {text, text + length};
    int us = reader->format == FS_CSV_TIME_MDY, first = take_number(&at, 2), second = -1, year = -1;
    char mark[2] = {at.p < at.end ? *at.p : '\0', '\0'};
    if (take(&at, "/-.")) {
        second = take_number(&at, 2);
        year = take(&at, mark) ? take_year(&at) : -1;
    }
    if (second < 0)
        first = -1;
    return with_time(reader, &at, year, us ? first : second, us ? second : first,
                     us ? "expected a date as MM/DD/YYYY" : "expected a date as DD/MM/YYYY", out);
}

static int take_month(struct cursor *at)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    size_t n = 0;
    while (at->p + n < at->end && ((unsigned char)((at->p[n] | 32) - 'a') < 26))
        n++;
    for (int i = 0; i < 12 && n >= 3; i++)
        if (!strncasecmp(at->p, names[i], n) && (n == 3 || n == strlen(names[i]) || (i == 8 && n == 4))) {
            at->p += n;
            return i + 1;
        }
    return -1;
}

static const char *read_month(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out)
{
    struct cursor at = {text, text + length};
    int day = -1, month, year = -1;
    if (length && digit(*text)) {
        day = take_number(&at, 2);
        take(&at, " -.");
        spaces(&at);
        month = take_month(&at);
    } else {
        month = take_month(&at);
        take(&at, ".");
        take(&at, " -");
        spaces(&at);
        day = take_number(&at, 2);
    }
    take(&at, ",.");
    take(&at, " -");
    spaces(&at);
    if (month > 0 && day > 0)
        year = take_year(&at);
    return with_time(reader, &at, year, month, day, "expected a date as Jan 31 2000 or 31-Jan-2000", out);
}

static const char *read_epoch(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out)
{
    static const int64_t units[] = {FS_NS_PER_SECOND, FS_NS_PER_MS, FS_NS_PER_US, 1};
    static const char *const expected[] = {"expected seconds since 1970", "expected milliseconds since 1970",
                                           "expected microseconds since 1970",
                                           "expected nanoseconds since 1970"};
    int which = reader->format - FS_CSV_TIME_S;
    int64_t whole, fraction = 0, unit = units[which];
    const char *point = memchr(text, '.', length);
    size_t n = point ? (size_t)(point - text) : length;
    if (fs_number_i64(text, n, &whole) != 0)
        return expected[which];
    if (point) {
        int64_t scale = unit;
        for (const char *p = point + 1; p < text + length; p++) {
            if (!digit(*p))
                return expected[which];
            scale /= 10; /* digits below a nanosecond are dropped: they are not the clock's */
            fraction += (*p - '0') * scale;
        }
    }
    if (__builtin_mul_overflow(whole, unit, out) ||
        __builtin_add_overflow(*out, *text == '-' ? -fraction : fraction, out) || *out == FS_TIME_NONE)
        return "the time is out of range (years 1677 to 2262); is the unit right?";
    return NULL;
}

const char *fs_csv_time_read(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out)
{
    switch (reader->format) {
    case FS_CSV_TIME_ISO:
        return length < 8 ? "expected a date as 2000-01-31, with or without a time"
                          : read_iso(reader, text, length, out);
    case FS_CSV_TIME_MDY:
    case FS_CSV_TIME_DMY:
        return read_slashed(reader, text, length, out);
    case FS_CSV_TIME_MONTH:
        return read_month(reader, text, length, out);
    default:
        return read_epoch(reader, text, length, out);
    }
}

unsigned fs_csv_time_guess(const char *text, size_t length)
{
    char copy[96] = "";
    if (!length || length > 64)
        return 0;
    memcpy(copy, text, length); /* the readers look ahead */
    unsigned found = 0;
    int64_t value, time;
    const char *point = strchr(copy, '.');
    int counts = fs_number_i64(copy, point ? (size_t)(point - copy) : length, &value) == 0 &&
                 (!point || (point[1] && strspn(point + 1, "0123456789") == strlen(point + 1)));
    if (counts) {
        size_t digits = strspn(copy + (*copy == '-'), "0123456789");
        struct fs_csv_time date = {.format = FS_CSV_TIME_ISO};
        if (length == 8 && digits == 8 && !fs_csv_time_read(&date, copy, length, &time))
            return 1u << FS_CSV_TIME_ISO;
        found |= 1u << (digits <= 11   ? FS_CSV_TIME_S
                        : digits <= 14 ? FS_CSV_TIME_MS
                        : digits <= 17 ? FS_CSV_TIME_US
                                       : FS_CSV_TIME_NS);
    }
    for (int format = FS_CSV_TIME_ISO; format <= FS_CSV_TIME_MONTH; format++) {
        struct fs_csv_time reader = {.format = format};
        if (!fs_csv_time_read(&reader, copy, length, &time))
            found |= 1u << format;
    }
    return found;
}
