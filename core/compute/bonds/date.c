#include "compute/bonds/date.h"

int64_t fs_day_of_ns(int64_t ns)
{
    return ns / FS_DAY_NS - (ns % FS_DAY_NS < 0);
}

/* Years are taken from March, so that the leap day is the last of them, in eras of 400. */
struct fs_civil fs_civil_of_day(int64_t day)
{
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), march = (5 * of_year + 2) / 153;
    int64_t month = march < 10 ? march + 3 : march - 9;
    return (struct fs_civil){(int32_t)(year + era * 400 + (month <= 2)), (int32_t)month,
                             (int32_t)(of_year - (153 * march + 2) / 5 + 1)};
}

int64_t fs_day_of_civil(struct fs_civil c)
{
    int64_t year = c.year - (c.month <= 2), era = (year >= 0 ? year : year - 399) / 400,
            of_era = year - era * 400;
    int64_t of_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int32_t fs_days_in_month(int32_t year, int32_t month)
{
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 ? 28 + leap : 30 + ((month + month / 8) & 1);
}

int64_t fs_day_add_months(int64_t day, int32_t months, int end_of_month)
{
    struct fs_civil c = fs_civil_of_day(day);
    int32_t total = c.year * 12 + c.month - 1 + months;
    c.year = total / 12 - (total % 12 < 0);
    c.month = total - c.year * 12 + 1;
    int32_t last = fs_days_in_month(c.year, c.month);
    c.day = end_of_month || c.day > last ? last : c.day;
    return fs_day_of_civil(c);
}

int fs_day_ends_month(int64_t day)
{
    struct fs_civil c = fs_civil_of_day(day);
    return c.day == fs_days_in_month(c.year, c.month);
}
