/* bias_columns.c: further columns that hold the future, told from the numbers alone. */
#include "script/bias.h"

#include <math.h>
#include <stdio.h>

/* Columns with less than this to compare are not judged. */
#define ENOUGH 30
#define LEADS  10
#define HALVES 30

static int near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b)) + 1e-12;
}

/* Do all pairs that both have agree, and do they vary? f(i) is what the column would be at bar i. */
typedef double guess_fn(const struct fs_series *s, const double *column, int64_t i, int k);

static int explains(const struct fs_series *s, const double *values, guess_fn *guess, const double *column,
                    int k)
{
    int64_t compared = 0, misses = 0, changes = 0;
    double first = NAN;
    for (int64_t i = 0; i < s->count; i++) {
        double expected = guess(s, column, i, k);
        if (isnan(values[i]) || isnan(expected))
            continue;
        compared++;
        if (isnan(first))
            first = values[i];
        changes += values[i] != first;
        if (!near(values[i], expected) &&
            ++misses > compared / 100 + 2) /* ends of the data are filled somehow */
            return 0;
    }
    return compared >= ENOUGH && changes > 0 && misses <= compared / 100 + 2;
}

static double lead(const struct fs_series *s, const double *column, int64_t i, int k)
{
    return i + k < s->count ? column[i + k] : NAN;
}

static double lead_return(const struct fs_series *s, const double *column, int64_t i, int k)
{
    return i + k < s->count ? column[i + k] / column[i] - 1.0 : NAN;
}

static double lead_log(const struct fs_series *s, const double *column, int64_t i, int k)
{
    return i + k < s->count ? log(column[i + k] / column[i]) : NAN;
}

static double lead_change(const struct fs_series *s, const double *column, int64_t i, int k)
{
    return i + k < s->count ? column[i + k] - column[i] : NAN;
}

static double lead_up(const struct fs_series *s, const double *column, int64_t i, int k)
{
    return i + k < s->count ? column[i + k] > column[i] : NAN;
}

static double lead_sign(const struct fs_series *s, const double *column, int64_t i, int k)
{
    if (i + k >= s->count)
        return NAN;
    return (column[i + k] > column[i]) - (column[i + k] < column[i]);
}

static double centred(const struct fs_series *s, const double *column, int64_t i, int k)
{
    if (i < k || i + k >= s->count)
        return NAN;
    double sum = 0.0;
    for (int64_t j = i - k; j <= i + k; j++)
        sum += column[j];
    return sum / (2 * k + 1);
}

/* Is it a straight line of the close whose constants are those of the whole sample? */
static const char *whole_sample(const struct fs_series *s, const double *values)
{
    double n = (double)s->count, sum = 0.0, squares = 0.0, low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < s->count; i++) {
        if (isnan(values[i]))
            return NULL;
        sum += s->close[i];
        low = fmin(low, s->close[i]);
        high = fmax(high, s->close[i]);
    }
    double mean = sum / n;
    for (int64_t i = 0; i < s->count; i++)
        squares += (s->close[i] - mean) * (s->close[i] - mean);
    int z0 = 1, z1 = 1, scaled = 1, share = 1, rebased = 1;
    double sd0 = sqrt(squares / n), sd1 = sqrt(squares / (n - 1.0));
    for (int64_t i = 0; i < s->count; i++) {
        double d = s->close[i] - mean;
        z0 &= fabs(values[i] - d / sd0) < 1e-6;
        z1 &= fabs(values[i] - d / sd1) < 1e-6;
        scaled &= fabs(values[i] - (s->close[i] - low) / (high - low)) < 1e-6;
        share &= fabs(values[i] - s->close[i] / high) < 1e-6;
        rebased &= fabs(values[i] - s->close[i] / mean) < 1e-6;
    }
    return z0 || z1  ? "the close standardised by mean and deviation of the whole sample"
           : scaled  ? "the close scaled to minimum and maximum of the whole sample"
           : share   ? "the close as a share of the maximum of the whole sample"
           : rebased ? "the close divided by its mean over the whole sample"
                     : NULL;
}

int fs_bias_column(const struct fs_series *s, const double *values, char *how, size_t size)
{
    const char *const names[] = {"open", "high", "low", "close", "volume"};
    const double *const columns[] = {s->open, s->high, s->low, s->close, s->volume};
    static const struct {
        guess_fn *guess;
        const char *what;
    } kinds[] = {
        {lead, "the value"},         {lead_return, "the return"}, {lead_log, "the logarithmic return"},
        {lead_change, "the change"}, {lead_up, "the direction"},  {lead_sign, "the direction"},
    };
    if (s->count < ENOUGH)
        return 0;
    for (int c = 0; c < 5; c++)
        for (size_t kind = 0; columns[c] && kind < sizeof kinds / sizeof *kinds; kind++)
            for (int k = 1; k <= LEADS; k++)
                if (explains(s, values, kinds[kind].guess, columns[c], k)) {
                    snprintf(how, size, "%s of the %s, %d bar%s ahead", kinds[kind].what, names[c], k,
                             k > 1 ? "s" : "");
                    return 1;
                }
    for (int c = 0; c < 4; c++)
        for (int k = 1; k <= HALVES; k++)
            if (explains(s, values, centred, columns[c], k)) {
                snprintf(how, size, "the average of the %s over %d bars, half of them later", names[c],
                         2 * k + 1);
                return 1;
            }
    const char *whole = whole_sample(s, values);
    if (whole)
        snprintf(how, size, "%s", whole);
    return whole != NULL;
}
