#include "compute/ta/macdext.h"

#include "compute/forms.h"
#include "compute/ta/average.h"

/* The three averages that parameters stand for, the fast one first; 0 if one is out of range. */
static int parts_for(struct fs_macdext *s, int32_t fast, int32_t fast_matype, int32_t slow,
                     int32_t slow_matype, int32_t signal, int32_t signal_matype)
{
    struct fs_macdext_average one = {.period = fast, .matype = fast_matype};
    struct fs_macdext_average other = {.period = slow, .matype = slow_matype};
    int32_t a = fs_ma_lookback(fast, fast_matype), b = fs_ma_lookback(slow, slow_matype);
    if (fast < 2 || slow < 2 || a < 0 || b < 0 || fs_ma_lookback(signal, signal_matype) < 0)
        return 0;
    one.skip = a < b ? b - a : 0;
    other.skip = b < a ? a - b : 0;
    *s = (struct fs_macdext){{fast <= slow ? one : other,
                              fast <= slow ? other : one,
                              {.period = signal, .matype = signal_matype}}};
    return 1;
}

static size_t size_of(const struct fs_macdext_average *part)
{
    return fs_ma_size(part->period, part->matype);
}

/* Where the state of an average is. */
static struct fs_ma *average_of(struct fs_macdext *s, int which)
{
    char *memory = (char *)(s + 1);
    for (int i = 0; i < which; i++)
        memory += size_of(&s->part[i]);
    return (struct fs_ma *)(void *)memory;
}

int32_t fs_macdext_lookback(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype,
                            int32_t signal, int32_t signal_matype)
{
    struct fs_macdext s;
    if (!parts_for(&s, fast, fast_matype, slow, slow_matype, signal, signal_matype))
        return -1;
    return s.part[0].skip + fs_ma_lookback(s.part[0].period, s.part[0].matype) +
           fs_ma_lookback(signal, signal_matype);
}

size_t fs_macdext_size(int32_t fast, int32_t fast_matype, int32_t slow, int32_t slow_matype, int32_t signal,
                       int32_t signal_matype)
{
    struct fs_macdext s;
    if (!parts_for(&s, fast, fast_matype, slow, slow_matype, signal, signal_matype))
        return 0;
    return sizeof s + size_of(&s.part[0]) + size_of(&s.part[1]) + size_of(&s.part[2]);
}

int fs_macdext_init(struct fs_macdext *state, int32_t fast, int32_t fast_matype, int32_t slow,
                    int32_t slow_matype, int32_t signal, int32_t signal_matype)
{
    struct fs_macdext s;
    if (!parts_for(&s, fast, fast_matype, slow, slow_matype, signal, signal_matype))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    *state = s;
    for (int i = 0; i < 3; i++)
        fs_ma_init(average_of(state, i), s.part[i].period, s.part[i].matype);
    return FS_COMPUTE_OK;
}

/* One value for one of the first two averages. */
static double push(struct fs_macdext *s, int which, double x)
{
    struct fs_macdext_average *part = &s->part[which];
    if (part->seen < part->skip) {
        part->seen += fs_present(x);
        return NAN;
    }
    return fs_ma_update(average_of(s, which), x);
}

void fs_macdext_update(struct fs_macdext *state, double x, double *macd, double *signal_line,
                       double *histogram)
{
    double fast = push(state, 0, x), slow = push(state, 1, x), difference = fast - slow;
    double line = fs_ma_update(average_of(state, 2), difference);
    *macd = line == line ? difference : NAN;
    *signal_line = line;
    *histogram = difference - line;
}

int fs_macdext_valid(const struct fs_macdext *s, size_t size)
{
    struct fs_macdext should;
    if (size < sizeof *s || !parts_for(&should, s->part[0].period, s->part[0].matype, s->part[1].period,
                                       s->part[1].matype, s->part[2].period, s->part[2].matype))
        return 0;
    if (s->part[0].period > s->part[1].period ||
        size != sizeof *s + size_of(&s->part[0]) + size_of(&s->part[1]) + size_of(&s->part[2]))
        return 0;
    struct fs_macdext *state = (struct fs_macdext *)(uintptr_t)s; /* nothing is written */
    for (int i = 0; i < 3; i++) {
        const struct fs_macdext_average *part = &s->part[i];
        const struct fs_ma *average = average_of(state, i);
        if (part->skip != should.part[i].skip || part->seen < 0 || part->seen > part->skip ||
            average->average.period != part->period || average->average.kind != part->matype ||
            !fs_ma_valid(average, size_of(part)))
            return 0;
    }
    return 1;
}

/* An average that begins after as many values as it says. */
static int late_average(const double *x, size_t length, const struct fs_macdext_average *part, double *out)
{
    size_t first = 0;
    for (int32_t seen = 0; first < length && seen < part->skip; first++) {
        seen += fs_present(x[first]);
        out[first] = NAN;
    }
    return fs_ma(x + first, length - first, part->period, part->matype, out + first);
}

int fs_macdext(const double *x, size_t length, int32_t fast, int32_t fast_matype, int32_t slow,
               int32_t slow_matype, int32_t signal, int32_t signal_matype, double *macd, double *signal_line,
               double *histogram)
{
    struct fs_macdext s;
    if (!parts_for(&s, fast, fast_matype, slow, slow_matype, signal, signal_matype))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){x, macd, signal_line, histogram}, 4, 3, length);
    if (status == FS_COMPUTE_OK)
        status = late_average(x, length, &s.part[0], signal_line);
    if (status == FS_COMPUTE_OK)
        status = late_average(x, length, &s.part[1], histogram);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < length; i++)
        macd[i] = signal_line[i] - histogram[i];
    status = fs_ma(macd, length, signal, signal_matype, signal_line);
    for (size_t i = 0; i < length; i++) {
        histogram[i] = macd[i] - signal_line[i];
        if (signal_line[i] != signal_line[i])
            macd[i] = NAN;
    }
    return status;
}
