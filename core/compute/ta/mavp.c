#include "compute/ta/mavp.h"

#include "compute/form.h"

#include <string.h>

/* More bars than matter: the longest look-back and window are shorter. */
#define SEEN_MAX (8 * FS_PERIOD_MAX)

static int in_range(int32_t low, int32_t high, int32_t matype)
{
    return fs_period_valid(low, 2) && fs_period_valid(high, 2) && matype >= FS_AVERAGE_SMA &&
           matype <= FS_AVERAGE_T3;
}

/* Where the averages are, and how many bytes there are before the window. */
static struct fs_average *averages_of(struct fs_mavp *s)
{
    return (struct fs_average *)(void *)(s + 1);
}

static size_t before_window(int32_t low, int32_t high)
{
    return sizeof(struct fs_mavp) + (size_t)(high - low + 1) * sizeof(struct fs_average);
}

static int32_t whole_period(double period, int32_t low, int32_t high)
{
    return period <= (double)low ? low : period >= (double)high ? high : (int32_t)period;
}

/* Bars before those that an average is given, so that its first value is at the bar of the longest's first. */
static int32_t bars_before(int32_t period, int32_t high, int32_t matype)
{
    return fs_average_lookback(high, matype) - fs_average_lookback(period, matype);
}

int32_t fs_mavp_lookback(int32_t minperiod, int32_t maxperiod, int32_t matype)
{
    if (!in_range(minperiod, maxperiod, matype))
        return -1;
    return fs_average_lookback(minperiod > maxperiod ? minperiod : maxperiod, matype);
}

size_t fs_mavp_size(int32_t minperiod, int32_t maxperiod, int32_t matype)
{
    if (!in_range(minperiod, maxperiod, matype))
        return 0;
    int32_t low = minperiod < maxperiod ? minperiod : maxperiod,
            high = minperiod < maxperiod ? maxperiod : minperiod;
    return fs_window_size(before_window(low, high), 1, high + 2);
}

int fs_mavp_init(struct fs_mavp *state, int32_t minperiod, int32_t maxperiod, int32_t matype)
{
    if (!in_range(minperiod, maxperiod, matype))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    int32_t low = minperiod < maxperiod ? minperiod : maxperiod,
            high = minperiod < maxperiod ? maxperiod : minperiod;
    memset(state, 0, fs_mavp_size(low, high, matype));
    *state = (struct fs_mavp){.low = low, .high = high, .matype = matype};
    for (int32_t period = low; period <= high; period++)
        fs_average_start(averages_of(state) + (period - low), period, matype);
    fs_window_of(state, before_window(low, high))->length = high + 2;
    return FS_COMPUTE_OK;
}

double fs_mavp_update(struct fs_mavp *s, double x, double period)
{
    if (s->seen == 0 && !(fs_present(x) && fs_present(period)))
        return NAN;
    struct fs_window *window = fs_window_of(s, before_window(s->low, s->high));
    const double *newest = fs_window_put(window, 1, &x);
    int32_t wanted = fs_present(period) ? whole_period(period, s->low, s->high) : 0;
    double out = NAN;
    s->seen += s->seen < SEEN_MAX;
    for (int32_t n = s->low; n <= s->high; n++) {
        int32_t there = s->seen - bars_before(n, s->high, s->matype);
        if (there <= 0)
            continue;
        double value = fs_average_push(averages_of(s) + (n - s->low), newest,
                                       there < window->there ? there : window->there);
        out = n == wanted ? value : out;
    }
    return out;
}

int fs_mavp_valid(const struct fs_mavp *s, size_t size)
{
    if (size < sizeof *s || !in_range(s->low, s->high, s->matype) || s->low > s->high || s->seen < 0 ||
        s->seen > SEEN_MAX || size != fs_mavp_size(s->low, s->high, s->matype))
        return 0;
    const struct fs_average *average = (const struct fs_average *)(const void *)(s + 1);
    for (int32_t n = s->low; n <= s->high; n++, average++)
        if (average->period != n || average->kind != s->matype || !fs_average_sane(average, s->high + 2))
            return 0;
    return fs_window_valid(s, before_window(s->low, s->high), 1, size) &&
           fs_window_of_const(s, before_window(s->low, s->high))->length == s->high + 2;
}

/* Writes the average with one period where that is wanted, from value `before` on. */
static inline void write_wanted(const double *x, const double *periods, size_t length,
                                const struct fs_mavp *bounds, struct fs_average *average, int32_t kind,
                                size_t before, double *out)
{
    int32_t there = 0, window = bounds->high + 2;
    for (size_t i = before; i < length; i++) {
        there += there < window;
        double value = fs_average_push_as(average, kind, x + i, there);
        if (fs_present(periods[i]) && whole_period(periods[i], bounds->low, bounds->high) == average->period)
            out[i] = value;
    }
}

/* Writes the average with one period where that is wanted; the next longer period that is wanted anywhere, or 0. */
static int32_t one_period(const double *x, const double *periods, size_t length, const struct fs_mavp *bounds,
                          int32_t period, double *out)
{
    int32_t next = 0;
    for (size_t i = 0; i < length; i++) {
        int32_t wanted = fs_present(periods[i]) ? whole_period(periods[i], bounds->low, bounds->high) : 0;
        if (wanted > period && (next == 0 || wanted < next))
            next = wanted;
    }
    if (period == 0)
        return next;
    struct fs_average average;
    memset(&average, 0, sizeof average);
    fs_average_start(&average, period, bounds->matype);
    size_t before = (size_t)bars_before(period, bounds->high, bounds->matype);
    if (bounds->matype == FS_AVERAGE_SMA)
        write_wanted(x, periods, length, bounds, &average, FS_AVERAGE_SMA, before, out);
    else if (bounds->matype == FS_AVERAGE_EMA)
        write_wanted(x, periods, length, bounds, &average, FS_AVERAGE_EMA, before, out);
    else
        write_wanted(x, periods, length, bounds, &average, bounds->matype, before, out);
    return next;
}

int fs_mavp(const double *x, const double *periods, size_t length, int32_t minperiod, int32_t maxperiod,
            int32_t matype, double *average)
{
    if (!in_range(minperiod, maxperiod, matype))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, periods, average}, 3, 1, length);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_mavp bounds = {.low = minperiod < maxperiod ? minperiod : maxperiod,
                             .high = minperiod < maxperiod ? maxperiod : minperiod,
                             .matype = matype};
    size_t first = 0;
    for (size_t i = 0; i < length; i++)
        average[i] = NAN;
    while (first < length && !(fs_present(x[first]) && fs_present(periods[first])))
        first++;
    int32_t period = 0;
    do {
        period = one_period(x + first, periods + first, length - first, &bounds, period, average + first);
    } while (period > 0);
    return FS_COMPUTE_OK;
}
