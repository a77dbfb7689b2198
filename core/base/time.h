/*
 * time.h: instants, dates and durations.
 *
 * An instant is int64_t nanoseconds since 1970-01-01T00:00:00Z, as POSIX counts (no leap seconds), which
 * reaches from 1677-09-21 to 2262-04-11. INT64_MIN is no instant: FS_TIME_NONE. A day is a count of days
 * since 1970-01-01 in the proleptic Gregorian calendar. Everything here is pure and safe from any thread, the
 * clocks included.
 */
#ifndef FINSMART_BASE_TIME_H
#define FINSMART_BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

struct fs_zone;

#define FS_NS_PER_US     INT64_C(1000)
#define FS_NS_PER_MS     INT64_C(1000000)
#define FS_NS_PER_SECOND INT64_C(1000000000)
#define FS_NS_PER_MINUTE (60 * FS_NS_PER_SECOND)
#define FS_NS_PER_HOUR   (3600 * FS_NS_PER_SECOND)
#define FS_NS_PER_DAY    (86400 * FS_NS_PER_SECOND)

/* "No time": never a valid instant. */
#define FS_TIME_NONE INT64_MIN
/* Room for any text that the formatters here write, NUL included. */
#define FS_TIME_TEXT 48

/* A day and a time of day, as a wall clock shows them. */
struct fs_civil {
    int year;       /* 1677 to 2262 from an instant; any int in fs_time_day() */
    int month;      /* 1 to 12 */
    int day;        /* 1 to 31 */
    int hour;       /* 0 to 23 */
    int minute;     /* 0 to 59 */
    int second;     /* 0 to 59 */
    int nanosecond; /* 0 to 999999999 */
};

/* The day number of a date; month and day must be valid (fs_time_date_valid()). */
int64_t fs_time_day(int year, int month, int day);
/* 1 if the date exists. */
int fs_time_date_valid(int year, int month, int day);
/* Splits a day number; only year, month and day are set, the rest is 0. */
void fs_time_date(int64_t day, struct fs_civil *out);
/* ISO day of the week: 1 Monday to 7 Sunday. */
int fs_time_weekday(int64_t day);
/* The UTC day that holds an instant (rounds toward the past). */
int64_t fs_time_utc_day(int64_t time);
/* Splits an instant into UTC date and time of day. */
void fs_time_civil(int64_t time, struct fs_civil *out);
/* The instant of a UTC date and time of day; -1 with FS_E_INPUT when a field or the result is out of range.
 */
int fs_time_from_civil(const struct fs_civil *civil, int64_t *out);

/* Reads a date or an instant, RFC 3339 or ISO 8601, the whole text and nothing else:
 *   2020-01-02   20200102   2020-01-02T09:30   2020-01-02 09:30:00.123456789Z   20200102T093000+0100
 * ...-05:00 A date means its midnight. Without an offset the time is wall time in `zone` (NULL: UTC), by the
 * rule FS_ZONE_FIRST of zone.h. At most 9 digits of fraction count, further ones must be zero. 24:00:00 is
 * the next day's midnight and second 60 the next minute's first, as POSIX has no leap seconds. -1 with
 * FS_E_INPUT that says what is wrong where. */
int fs_time_parse(const char *text, size_t length, const struct fs_zone *zone, int64_t *out);
/* The same for bulk reading: leaves no error object, returns NULL or a constant text that says what is wrong,
 * and then *at is the offset of the offending byte (`at` may be NULL). */
const char *fs_time_scan(const char *text, size_t length, const struct fs_zone *zone, int64_t *out,
                         size_t *at);
/* Reads a date alone (2020-01-02 or 20200102) as a day number. -1 with FS_E_INPUT. */
int fs_time_parse_date(const char *text, size_t length, int64_t *day);

/* Writes RFC 3339 in UTC with as many digits of fraction as needed ("2020-01-02T14:30:00.5Z"), "" for
 * FS_TIME_NONE. `size` must be at least FS_TIME_TEXT. Returns the length. */
size_t fs_time_format(int64_t time, char *buffer, size_t size);
/* The same as wall time of a zone with its offset ("2020-01-02T09:30:00-05:00"); NULL is UTC and "Z". */
size_t fs_time_format_zone(int64_t time, const struct fs_zone *zone, char *buffer, size_t size);
/* "2020-01-02" */
size_t fs_time_format_date(int64_t day, char *buffer, size_t size);

/* Reads a duration: one or more of <digits><unit>, units from large to small, each once: w d h m s ms us ns
 * ("5m", "1h30m", "90s", "1d"); a sign is not allowed. -1 with FS_E_INPUT when malformed or above 292 years.
 */
int fs_duration_parse(const char *text, size_t length, int64_t *ns);
/* The shortest such text: 5400 s gives "1h30m"; 0 gives "0s"; negative ones begin with '-'. Returns the
 * length. */
size_t fs_duration_format(int64_t ns, char *buffer, size_t size);

/* The wall clock. Decisions never read it: their time is the engine's. */
int64_t fs_time_now(void);
/* A clock that never goes back, for measuring; its zero means nothing. */
int64_t fs_time_monotonic(void);

#endif
