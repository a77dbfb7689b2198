/*
 * calendar.h: when an exchange trades.
 *
 * A session is named by its day (days since 1970-01-01, see time.h): the local date on which it closes. A
 * calendar is a zone, the days of the week that trade, opening and closing times, and a list of exceptions
 * for a range of years. Asking outside that range is an error, never a guess. Calendars live as long as the
 * process; safe from any thread.
 *
 * Built in: "NYSE" (New York Stock Exchange, regular session, 1990 to 2030, with special closures and early
 * closes), "24/7" (every UTC day), "FX" (Sunday 17:00 to Friday 17:00 New York; the session of a day opens at
 * 17:00 the evening before).
 */
#ifndef FINSMART_BASE_CALENDAR_H
#define FINSMART_BASE_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

struct fs_calendar;

/* A built-in calendar; NULL with FS_E_NOT_FOUND that names those there are. Never free it. */
const struct fs_calendar *fs_calendar_find(const char *name);
/* A calendar from the text of a calendar file (docs/calendars.md); `source` names it in errors. Free it with
 * fs_calendar_free(). NULL with FS_E_INPUT that names the line. */
struct fs_calendar *fs_calendar_parse(const char *source, const char *text, size_t length);
/* Only for calendars from fs_calendar_parse(). NULL is allowed. */
void fs_calendar_free(struct fs_calendar *calendar);

const char *fs_calendar_name(const struct fs_calendar *calendar);
const struct fs_zone *fs_calendar_zone(const struct fs_calendar *calendar);
/* First and last day that the calendar knows, inclusive. */
void fs_calendar_range(const struct fs_calendar *calendar, int64_t *first, int64_t *last);

/* 1 if the day has a session, 0 if not, -1 with FS_E_LIMIT when out of range. */
int fs_calendar_is_session(const struct fs_calendar *calendar, int64_t day);
/* When the day's session opens and closes (UTC, the close is not part of it). -1 with FS_E_INPUT for a day
 * without. */
int fs_calendar_session(const struct fs_calendar *calendar, int64_t day, int64_t *open, int64_t *close);
/* 1 if the day's session closes early, else 0; -1 with an error. */
int fs_calendar_is_early(const struct fs_calendar *calendar, int64_t day);
/* The nearest session strictly after or before a day. -1 with FS_E_LIMIT when it is out of range. */
int fs_calendar_next(const struct fs_calendar *calendar, int64_t day, int64_t *session);
int fs_calendar_previous(const struct fs_calendar *calendar, int64_t day, int64_t *session);
/* How many sessions lie from `first` to `last`, both inclusive; the first `capacity` of them go to `days`
 * (may be NULL with 0). -1 with FS_E_LIMIT when out of range. */
int64_t fs_calendar_sessions(const struct fs_calendar *calendar, int64_t first, int64_t last, int64_t *days,
                             size_t capacity);
/* The session that an instant belongs to: 1 and its day when open <= time < close; 0 and the next session's
 * day when the exchange is closed; -1 with FS_E_LIMIT when out of range. */
int fs_calendar_session_at(const struct fs_calendar *calendar, int64_t time, int64_t *day);
/* The holiday's or early close's name on a day, "" if none was given; lives as long as the calendar. */
const char *fs_calendar_note(const struct fs_calendar *calendar, int64_t day);

#endif
