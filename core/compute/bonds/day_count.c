#include "compute/bonds/day_count.h"

#include "compute/bonds/date.h"

static int ends_february(struct fs_civil c)
{
    return c.month == 2 && c.day == fs_days_in_month(c.year, 2);
}

int64_t fs_day_difference(int32_t day_count, int64_t start, int64_t finish)
{
    if (day_count > FS_THIRTY_E_360)
        return finish - start;
    struct fs_civil a = fs_civil_of_day(start), b = fs_civil_of_day(finish);
    if (day_count == FS_THIRTY_360) {
        if (ends_february(a)) {
            if (ends_february(b))
                b.day = 30;
            a.day = 30;
        }
        if (b.day == 31 && a.day >= 30)
            b.day = 30;
    } else if (b.day == 31) {
        b.day = 30;
    }
    if (a.day == 31)
        a.day = 30;
    return 360 * (int64_t)(b.year - a.year) + 30 * (int64_t)(b.month - a.month) + (b.day - a.day);
}

static double isda(int64_t start, int64_t finish)
{
    if (finish < start)
        return -isda(finish, start);
    int32_t first = fs_civil_of_day(start).year, last = fs_civil_of_day(finish).year;
    double sum = 0.0;
    for (int32_t year = first; year <= last; year++) {
        /* whole years between the first and the last are one each */
        if (year == first + 1 && last - first > 1) {
            sum += last - first - 1;
            year = last;
        }
        int64_t begin = fs_day_of_civil((struct fs_civil){year, 1, 1}),
                end = fs_day_of_civil((struct fs_civil){year + 1, 1, 1});
        int64_t from = start > begin ? start : begin, to = finish < end ? finish : end;
        sum += (double)(to - from) / (double)(end - begin);
    }
    return sum;
}

double fs_day_fraction(int32_t day_count, int64_t start, int64_t finish, int64_t from, int64_t to,
                       int32_t frequency)
{
    double days = (double)fs_day_difference(day_count, start, finish);
    switch (day_count) {
    case FS_THIRTY_360:
    case FS_THIRTY_E_360:
    case FS_ACTUAL_360:
        return days / 360.0;
    case FS_ACTUAL_365:
        return days / 365.0;
    case FS_ACTUAL_ACTUAL_ISDA:
        return isda(start, finish);
    default:
        return days / ((double)(to - from) * frequency);
    }
}

int fs_year_fraction(const int64_t *start, const int64_t *finish, size_t n,
                     const struct fs_year_fraction_options *options, struct fs_year_fraction_result *result,
                     struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!start || !finish || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "the dates, the options or the result are NULL");
    int32_t f = options->frequency;
    if (f < 1 || 12 % f != 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "frequency is %d; expected 1, 2, 3, 4, 6 or 12",
                              (int)f);
    for (size_t i = 0; i < n; i++) {
        int64_t a = fs_day_of_ns(start[i]), b = fs_day_of_ns(finish[i]);
        double fraction;
        if (options->day_count == FS_ACTUAL_ACTUAL_ICMA) {
            if (b < a)
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "finish[%zu] is before start[%zu]; expected a later date", i + 1,
                                      i + 1);
            int end = fs_day_ends_month(b);
            int32_t periods = 0;
            int64_t to = b, from = b;
            while (from > a) {
                to = from;
                from = fs_day_add_months(b, -(12 / f) * ++periods, end);
            }
            fraction = periods == 0 ? 0.0
                                    : (periods - 1) / (double)f +
                                          fs_day_fraction(FS_ACTUAL_ACTUAL_ICMA, a, to, from, to, f);
        } else {
            fraction = fs_day_fraction(options->day_count, a, b, a, b, f);
        }
        if (result->fraction)
            result->fraction[i] = fraction;
        if (result->days)
            result->days[i] = (double)fs_day_difference(options->day_count, a, b);
    }
    return FS_COMPUTE_OK;
}
