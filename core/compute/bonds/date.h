/*
 * date.h: days and months of the proleptic Gregorian calendar, for bonds. A day is a number since 1970-01-01.
 */
#ifndef FINSMART_COMPUTE_BOND_DATE_H
#define FINSMART_COMPUTE_BOND_DATE_H

#include <stdint.h>

#define FS_DAY_NS INT64_C(86400000000000)

struct fs_civil {
    int32_t year, month, day; /* month and day from 1 */
};

/* The day of nanoseconds since 1970 UTC. */
int64_t fs_day_of_ns(int64_t ns);
struct fs_civil fs_civil_of_day(int64_t day);
int64_t fs_day_of_civil(struct fs_civil civil);
int32_t fs_days_in_month(int32_t year, int32_t month);
/* The same day of another month, or that month's last; the last of it in any case for `end_of_month`. */
int64_t fs_day_add_months(int64_t day, int32_t months, int end_of_month);
/* 1 if it is its month's last. */
int fs_day_ends_month(int64_t day);

#endif
