/*
 * sar.h: Wilder's parabolic stop and reverse, as TA-Lib's SAR and SAREXT. The stop moves towards the extreme of the trend by a
 * fraction that grows with each new extreme; when a bar touches it the trend turns and the stop jumps to the extreme.
 *
 * Missing values: skip (a bar of which high or low is missing). Look-back: 1. Equal to TA-Lib bit for bit.
 */
#ifndef FINSMART_COMPUTE_SAR_H
#define FINSMART_COMPUTE_SAR_H

#include "compute/form.h"

/* How the stop moves in one direction. */
struct fs_sar_pace {
    double first; /* fraction at the start of a trend */
    double more;  /* what each new extreme adds */
    double max;
    double now;
};

struct fs_sar {
    struct fs_sar_pace rising, falling;
    double start;  /* first stop; 0: the first bar's extreme, negative: the magnitude, for a falling trend */
    double offset; /* fraction by which the stop is moved further away when the trend turns */
    double high;   /* of the last bar */
    double low;
    double extreme; /* of the trend */
    double stop;
    int32_t bars; /* up to 2 */
    int32_t up;   /* 1 in a rising trend */
};

static inline struct fs_sar_pace fs_sar_pace(double first, double more, double max)
{
    first = first > max ? max : first;
    more = more > max ? max : more;
    return (struct fs_sar_pace){first, more, max, first};
}

static inline void fs_sar_start(struct fs_sar *s, double acceleration, double maximum)
{
    s->rising = s->falling = fs_sar_pace(acceleration, acceleration, maximum);
}

static inline int fs_sar_sane(const struct fs_sar *s)
{
    return s->bars >= 0 && s->bars <= 2 && (s->up == 0 || s->up == 1);
}

/* The second bar: which way, from where. */
static inline void fs_sar_begin(struct fs_sar *s, double high, double low)
{
    double down = s->low - low, up = high - s->high;
    s->up = s->start > 0.0 || (s->start == 0.0 && !(down > 0.0 && up < down));
    s->extreme = s->up ? high : low;
    s->stop = s->start != 0.0 ? fabs(s->start) : s->up ? s->low : s->high;
    s->high = high;
    s->low = low;
}

static inline double fs_sar_above(double stop, double a, double b)
{
    stop = stop < a ? a : stop;
    return stop < b ? b : stop;
}

static inline double fs_sar_below(double stop, double a, double b)
{
    stop = stop > a ? a : stop;
    return stop > b ? b : stop;
}

/* One bar; the stop. */
static inline double fs_sar_push(struct fs_sar *s, double high, double low)
{
    if (!fs_present(high) || !fs_present(low))
        return NAN;
    if (s->bars < 2) {
        if (++s->bars == 1) {
            s->high = high;
            s->low = low;
            return NAN;
        }
        fs_sar_begin(s, high, low);
    }
    double out, before_high = s->high, before_low = s->low;
    int turned = s->up ? low <= s->stop : high >= s->stop;
    if (turned) {
        s->up = !s->up;
        s->stop =
            s->up ? fs_sar_below(s->extreme, before_low, low) : fs_sar_above(s->extreme, before_high, high);
        if (s->offset != 0.0)
            s->stop += s->up ? -(s->stop * s->offset) : s->stop * s->offset;
    }
    out = s->stop;
    struct fs_sar_pace *pace = s->up ? &s->rising : &s->falling;
    if (turned) {
        pace->now = pace->first;
        s->extreme = s->up ? high : low;
    } else if (s->up ? high > s->extreme : low < s->extreme) {
        s->extreme = s->up ? high : low;
        pace->now += pace->more;
        pace->now = pace->now > pace->max ? pace->max : pace->now;
    }
    s->stop = s->stop + pace->now * (s->extreme - s->stop);
    s->stop = s->up ? fs_sar_below(s->stop, before_low, low) : fs_sar_above(s->stop, before_high, high);
    s->high = high;
    s->low = low;
    return out;
}

/* SAREXT: the same with all its settings, negative in falling trends. */
struct fs_sarext {
    struct fs_sar sar;
};

static inline void fs_sarext_start(struct fs_sarext *s, double startvalue, double offsetonreverse,
                                   double accelerationinitlong, double accelerationlong,
                                   double accelerationmaxlong, double accelerationinitshort,
                                   double accelerationshort, double accelerationmaxshort)
{
    s->sar.start = startvalue;
    s->sar.offset = offsetonreverse;
    s->sar.rising = fs_sar_pace(accelerationinitlong, accelerationlong, accelerationmaxlong);
    s->sar.falling = fs_sar_pace(accelerationinitshort, accelerationshort, accelerationmaxshort);
}

static inline int fs_sarext_sane(const struct fs_sarext *s)
{
    return fs_sar_sane(&s->sar);
}

static inline double fs_sarext_push(struct fs_sarext *s, double high, double low)
{
    double stop = fs_sar_push(&s->sar, high, low);
    return s->sar.up ? stop : -stop;
}

#endif
