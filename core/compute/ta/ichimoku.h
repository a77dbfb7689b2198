/*
 * ichimoku.h: Ichimoku Kinko Hyo. Conversion and base line are the middles of the last bars' highest high and lowest low.
 *
 * Charts draw the two spans of the cloud `displacement` bars ahead and the lagging span as many bars back. Here all values
 * belong to the bar at which they can be known: the spans are those drawn at this bar, made from the bars up to
 * `displacement` bars ago, and `lagging` is the close of that bar, with which the present close is compared where a chart
 * compares the lagging span with the prices beside it.
 *
 * Missing values: window (a bar of which any price is missing). Look-back: displacement less 1 plus the longest of the three
 * periods.
 */
#ifndef FINSMART_COMPUTE_ICHIMOKU_H
#define FINSMART_COMPUTE_ICHIMOKU_H

#include "compute/ta/span.h"

struct fs_ichimoku {
    int32_t displacement;
    int32_t run;                     /* bars present in a row, up to the window */
    struct fs_span conversion, base; /* of the newest bars */
    struct fs_span past[2], past_b;  /* of the bars up to `displacement` ago */
};

static inline void fs_ichimoku_start(struct fs_ichimoku *s, int32_t conversion, int32_t base, int32_t span_b,
                                     int32_t displacement)
{
    s->displacement = displacement;
    fs_span_start(&s->conversion, conversion);
    fs_span_start(&s->base, base);
    s->past[0] = s->conversion;
    s->past[1] = s->base;
    fs_span_start(&s->past_b, span_b);
}

/* Bars of the longest of the three. */
static inline int32_t fs_ichimoku_longest(const struct fs_ichimoku *s)
{
    int32_t a = s->conversion.period, b = s->base.period, c = s->past_b.period;
    return a > b ? (a > c ? a : c) : (b > c ? b : c);
}

static inline int fs_ichimoku_sane(const struct fs_ichimoku *s, int32_t window)
{
    int32_t longest = fs_ichimoku_longest(s);
    return longest <= FS_PERIOD_MAX && s->displacement >= 0 && s->displacement <= FS_PERIOD_MAX &&
           window == longest + s->displacement && s->run >= 0 && s->run <= window &&
           fs_span_sane(&s->conversion, longest) && fs_span_sane(&s->base, longest) &&
           fs_span_sane(&s->past[0], longest) && fs_span_sane(&s->past[1], longest) &&
           fs_span_sane(&s->past_b, longest);
}

static inline void fs_ichimoku_push(struct fs_ichimoku *s, const double *high, const double *low,
                                    const double *close, int32_t there, double *conversion, double *base,
                                    double *span_a, double *span_b, double *lagging)
{
    (void)there;
    int32_t back = s->displacement, window = fs_ichimoku_longest(s) + back;
    int present = fs_present(high[0]) && fs_present(low[0]) && fs_present(close[0]);
    *conversion = *base = *span_a = *span_b = *lagging = NAN;
    if (!present) {
        fs_ichimoku_start(s, s->conversion.period, s->base.period, s->past_b.period, back);
        s->run = 0;
        return;
    }
    s->run += s->run < window;
    fs_span_step(&s->conversion, high, low, 1);
    fs_span_step(&s->base, high, low, 1);
    if (s->run > back) {
        const double *old_high = high - back, *old_low = low - back;
        fs_span_step(&s->past[0], old_high, old_low, 1);
        fs_span_step(&s->past[1], old_high, old_low, 1);
        fs_span_step(&s->past_b, old_high, old_low, 1);
    }
    if (s->run < window)
        return;
    *conversion = fs_span_middle(&s->conversion, high, low);
    *base = fs_span_middle(&s->base, high, low);
    *span_a = (fs_span_middle(&s->past[0], high - back, low - back) +
               fs_span_middle(&s->past[1], high - back, low - back)) /
              2.0;
    *span_b = fs_span_middle(&s->past_b, high - back, low - back);
    *lagging = close[-back];
}

#endif
