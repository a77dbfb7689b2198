/*
 * zone.h: IANA time zones, read from the system's compiled TZif files (package tzdata).
 *
 * A zone lives as long as the process and is shared by all threads. The files come from $TZDIR or
 * /usr/share/zoneinfo; versions 1 to 4 of the format (RFC 9636) are read, with the footer's rule for the
 * future.
 */
#ifndef FINSMART_BASE_ZONE_H
#define FINSMART_BASE_ZONE_H

#include <stddef.h>
#include <stdint.h>

struct fs_zone;

/* What a wall time means that occurs twice (clocks went back) or never (clocks went forward). */
enum fs_zone_choice {
    FS_ZONE_FIRST, /* twice: the first; never: as if the clock had not been changed yet, so 02:30 becomes
                      03:30 */
    FS_ZONE_LAST,  /* twice: the second; never: as if it had been changed already, so 02:30 becomes 01:30 */
    FS_ZONE_EXACT  /* both are FS_E_INPUT */
};

/* The zone of an IANA name such as "America/New_York"; "UTC" needs no file. NULL with FS_E_NOT_FOUND for an
 * unknown name, FS_E_INPUT for a damaged file. Never free it. */
const struct fs_zone *fs_zone_find(const char *name);
/* A zone of its own from the bytes of a TZif file; free with fs_zone_free(). NULL with FS_E_INPUT. */
struct fs_zone *fs_zone_parse(const char *name, const void *bytes, size_t length);
/* Only for zones from fs_zone_parse(). NULL is allowed. */
void fs_zone_free(struct fs_zone *zone);

/* The name it was found by. */
const char *fs_zone_name(const struct fs_zone *zone);
/* Seconds east of UTC at an instant. */
int32_t fs_zone_offset(const struct fs_zone *zone, int64_t time);
/* "EST", "CET", "+03": what the zone is called at an instant; lives as long as the zone. */
const char *fs_zone_abbreviation(const struct fs_zone *zone, int64_t time);
/* An instant as wall time: nanoseconds since 1970-01-01T00:00 on the zone's clock, saturated at the ends of
 * int64. */
int64_t fs_zone_to_local(const struct fs_zone *zone, int64_t time);
/* Wall time as an instant. -1 with FS_E_INPUT when out of range, or when `choice` is FS_ZONE_EXACT and it
 * occurs twice or never. */
int fs_zone_to_utc(const struct fs_zone *zone, int64_t local, enum fs_zone_choice choice, int64_t *out);

#endif
