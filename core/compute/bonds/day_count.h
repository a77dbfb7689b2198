/*
 * day_count.h: parts of a year between two dates, as contracts count them.
 *
 *   thirty_360           30/360 US (bond basis): the 31st counts as the 30th, at the end only when the start is the 30th or
 *                        later; both ends of February count as the 30th (SIA)
 *   thirty_e_360         30E/360 (Eurobond): the 31st counts as the 30th
 *   actual_360           days / 360
 *   actual_365           days / 365 (fixed)
 *   actual_actual_isda   days in leap years / 366 and the others / 365 (ISDA 2006, 4.16 (b))
 *   actual_actual_icma   days / (days of the coupon period x periods a year) (ICMA rule 251); periods are counted
 *                        back from the second date
 * Negative when the second date is before the first (but for icma, where that is FS_COMPUTE_DOMAIN). Times of day are ignored.
 */
#ifndef FINSMART_COMPUTE_DAY_COUNT_H
#define FINSMART_COMPUTE_DAY_COUNT_H

#include "compute/problem.h"

enum {
    FS_THIRTY_360,
    FS_THIRTY_E_360,
    FS_ACTUAL_360,
    FS_ACTUAL_365,
    FS_ACTUAL_ACTUAL_ISDA,
    FS_ACTUAL_ACTUAL_ICMA
};

/* The part of a year from one day to another. For icma they lie within the coupon period from `from` to `to`, which are
 * otherwise not used. */
double fs_day_fraction(int32_t day_count, int64_t start, int64_t finish, int64_t from, int64_t to,
                       int32_t frequency);
/* Days between them as the convention counts. */
int64_t fs_day_difference(int32_t day_count, int64_t start, int64_t finish);

struct fs_year_fraction_options {
    int32_t day_count;
    int32_t frequency; /* coupons a year, for icma: 1, 2, 3, 4, 6 or 12 */
};

struct fs_year_fraction_result {
    double *fraction; /* n */
    double *days;     /* n */
};

/* Of n pairs of dates, in nanoseconds since 1970 UTC. */
int fs_year_fraction(const int64_t *start, const int64_t *finish, size_t n,
                     const struct fs_year_fraction_options *options, struct fs_year_fraction_result *result,
                     struct fs_problem *problem);

#endif
