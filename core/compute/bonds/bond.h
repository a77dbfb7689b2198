/*
 * bond.h: schedules, prices and yields of bonds with fixed coupons.
 *
 * Per 100 of face value; coupon, yield and price of redemption as told below. Coupon dates are counted back from the maturity by
 * 12 / frequency months (the month's last day where a month is too short, or always for a maturity on a month's last day with
 * `end_of_month`). Dates are not adjusted for holidays. A coupon pays coupon x year fraction of its period by the day count, so
 * coupon / frequency for 30/360 and ACT/ACT ICMA. The settlement is after the last coupon before it, never itself
 * entitled to a coupon of its own day.
 *
 * Yields are compounded `frequency` times a year; a flow t years away (year fractions of the periods in between, added) is
 * worth 1 / (1 + yield / frequency)^(frequency t). With one coupon left, `last_period` = simple discounts by
 * 1 / (1 + yield t), the street's convention (and that of spreadsheets' PRICE); compound goes on as before.
 *
 *   dirty      sum of the discounted flows; clean = dirty - accrued
 *   macaulay   sum of t x discounted flow / dirty, in years
 *   modified   -(d dirty / d yield) / dirty;   convexity  (d2 dirty / d yield2) / dirty
 *   dv01       modified x dirty / 10000: what the price of 100 loses when the yield rises by 0.01 %
 * Sources: Fabozzi, Fixed Income Mathematics; ICMA rule 251; SIA, Standard Securities Calculation Methods.
 */
#ifndef FINSMART_COMPUTE_BOND_H
#define FINSMART_COMPUTE_BOND_H

#include "compute/problem.h"

enum { FS_LAST_PERIOD_SIMPLE, FS_LAST_PERIOD_COMPOUND };
enum { FS_STUB_SHORT, FS_STUB_LONG };
#define FS_SCHEDULE_MOST 2402 /* dates: 200 years of months */

struct fs_bond_options {
    int32_t frequency;    /* coupons a year: 1, 2, 3, 4, 6 or 12 */
    int32_t day_count;    /* FS_THIRTY_360 ... (day_count.h) */
    int32_t end_of_month; /* 1: coupons of a maturity on a month's last day are on last days */
    int32_t last_period;  /* FS_LAST_PERIOD_... */
    double redemption;    /* above 0 or 0; per 100 of face value */
};

/* Arrays of n; NULL where not wanted. */
struct fs_bond_result {
    double *clean;
    double *dirty;
    double *accrued;
    double *macaulay;
    double *modified;
    double *convexity;
    double *dv01;
};

/* n bonds; coupon and yield a year, as fractions (0.05 is 5 %). */
int fs_bond(const int64_t *settlement, const int64_t *maturity, const double *coupon, size_t coupon_step,
            const double *yield, size_t yield_step, size_t n, const struct fs_bond_options *options,
            struct fs_bond_result *result, struct fs_problem *problem);

struct fs_bond_yield_options {
    int32_t frequency;
    int32_t day_count;
    int32_t end_of_month;
    int32_t last_period;
    double redemption;
};

struct fs_bond_yield_result {
    double *yield;
    double *accrued;
};

/* The yield at which the bond has the clean price `price`: Brent's method to the last digits. */
int fs_bond_yield(const int64_t *settlement, const int64_t *maturity, const double *coupon,
                  size_t coupon_step, const double *price, size_t price_step, size_t n,
                  const struct fs_bond_yield_options *options, struct fs_bond_yield_result *result,
                  struct fs_problem *problem);

struct fs_bond_schedule_options {
    int32_t frequency;
    int32_t end_of_month;
    int32_t
        stub; /* what a first period that is not whole becomes: FS_STUB_SHORT alone, FS_STUB_LONG with the next */
};

struct fs_bond_schedule_result {
    int32_t count; /* of dates */
    double *dates; /* FS_SCHEDULE_MOST: seconds since 1970 at midnight UTC, as times are in scripts */
};

/* From the start to the maturity, both included; n is 1. */
int fs_bond_schedule(const int64_t *start, const int64_t *maturity, size_t n,
                     const struct fs_bond_schedule_options *options, struct fs_bond_schedule_result *result,
                     struct fs_problem *problem);

#endif
