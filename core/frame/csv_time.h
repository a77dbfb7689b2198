/*
 * csv_time.h: times as text files write them.
 */
#ifndef FINSMART_FRAME_CSV_TIME_H
#define FINSMART_FRAME_CSV_TIME_H

#include <stddef.h>
#include <stdint.h>

struct fs_zone;

enum fs_csv_time_format {
    FS_CSV_TIME_AUTO,  /* found out from the first rows */
    FS_CSV_TIME_ISO,   /* 2000-01-31, 2000/01/31, 20000131, each with [T ]09:30[:00[.5]] and Z or +01:00 */
    FS_CSV_TIME_MDY,   /* 1/31/2000 [9:30[:00[.5]] [AM]], also with - or . */
    FS_CSV_TIME_DMY,   /* 31/1/2000, the same */
    FS_CSV_TIME_MONTH, /* Jan 31 2000, January 31, 2000, 31-Jan-2000, the same */
    FS_CSV_TIME_S,     /* seconds since 1970 UTC, with or without a fraction */
    FS_CSV_TIME_MS,
    FS_CSV_TIME_US,
    FS_CSV_TIME_NS,
    FS_CSV_TIME_COUNT
};

/* "iso", "mdy", "dmy", "month", "s", "ms", "us", "ns", "auto"; -1 for an unknown name. */
int fs_csv_time_format_parse(const char *name);
const char *fs_csv_time_format_name(int format);

/* Reads one column's times; keeps what makes the next one cheap. Zero it, then set format and zone. */
struct fs_csv_time {
    int format;                 /* never FS_CSV_TIME_AUTO */
    const struct fs_zone *zone; /* of times without an offset; NULL: UTC */
    int kind;                   /* 0: none read yet, 1: without offset, 2: with; a column keeps to one */
    int32_t offset;             /* seconds, of the first with one */
    char date[10];              /* the last date read, as text, */
    int64_t day;                /* and as nanoseconds since 1970 of its midnight */
    int64_t constant_from, constant_to; /* wall times between which `constant` is the zone's offset */
    int64_t constant;
};

/* NULL, or a constant text that says what is wrong. At least 32 bytes after the text must be readable. */
const char *fs_csv_time_read(struct fs_csv_time *reader, const char *text, size_t length, int64_t *out);

/* Which of the formats could this text be? A set of 1 << format. Digits alone are counted as epochs by their size
 * (and as ISO when they make a date of 8 digits). */
unsigned fs_csv_time_guess(const char *text, size_t length);

#endif
