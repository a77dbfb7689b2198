/* calendar_data.h: what a calendar consists of; private to calendar.c and calendar_parse.c. */
#ifndef FINSMART_BASE_CALENDAR_DATA_H
#define FINSMART_BASE_CALENDAR_DATA_H

#include "base/calendar.h"

struct fs_calendar_day {
    int64_t day;
    int32_t close;    /* seconds after midnight; -1: closed all day */
    const char *note; /* in the calendar's text */
};

struct fs_calendar {
    char *name;
    const struct fs_zone *zone;
    int64_t first, last;
    unsigned weekdays; /* bit 1 Monday to bit 7 Sunday */
    int32_t open,
        close; /* seconds from the session day's midnight; a negative open is on the evening before */
    struct fs_calendar_day *exceptions; /* ascending by day */
    size_t exception_count;
    char *text; /* a copy of the file, cut into fields */
};

#endif
