/*
 * many_lanes_kernel.h: the steps of many series at once; included once for each processor level by many_kernel.c, with TARGET, the
 * level's attribute, AT(name), which gives a name its level, and WIDTH, how many of the eight lanes one vector holds.
 *
 * Each step does what the single form's does, in the same order, with both sides of a choice computed and one picked for
 * each lane. Where nothing is missing and all averages are seeded, the first ones take a shorter way.
 */
#define INLINE      TARGET static inline __attribute__((always_inline))
#define EVERY       (~(lane_mask){0})
#define lanes       AT(lanes)
#define lane_mask   AT(lane_mask)
#define lanes_there AT(lanes_there)

typedef double lanes __attribute__((vector_size(8 * WIDTH)));
typedef int64_t lane_mask __attribute__((vector_size(8 * WIDTH)));
/* The same in memory, aligned like a double. */
typedef double lanes_there __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));

/* Whether any lane of a mask is set, which C's vectors lack. */
INLINE int AT(any)(lane_mask m)
{
#if WIDTH == 8
    return _mm512_test_epi64_mask((__m512i)m, (__m512i)m) != 0;
#elif WIDTH == 4
    return _mm256_movemask_pd((__m256d)m) != 0;
#else
    return (m[0] | m[1]) != 0;
#endif
}

INLINE lanes AT(load)(const double *x, size_t row)
{
    return *(const lanes_there *)(x + row * FS_MANY_LANES);
}

INLINE void AT(store)(double *out, size_t row, lanes x)
{
    *(lanes_there *)(out + row * FS_MANY_LANES) = x;
}

INLINE lanes AT(same)(double x)
{
    return x - (lanes){0};
}

INLINE lanes AT(pick)(lane_mask m, lanes yes, lanes no)
{
    return (lanes)((m & (lane_mask)yes) | (~m & (lane_mask)no));
}

INLINE lanes AT(magnitude)(lanes x)
{
    return (lanes)((lane_mask)x & INT64_MAX);
}

INLINE lanes AT(larger)(lanes a, lanes b)
{
    return AT(pick)((lane_mask)(a > b), a, b);
}

INLINE lane_mask AT(there)(lanes x)
{
    return (lane_mask)(AT(magnitude)(x) < FS_COMPUTE_LIMIT);
}

INLINE lanes AT(or_zero)(lane_mask m, lanes x)
{
    return (lanes)(m & (lane_mask)x);
}

INLINE lanes AT(or_nan)(lane_mask m, lanes x)
{
    return AT(pick)(m, x, AT(same)(NAN));
}

/* x / n for a whole n: where the level has fused operations as divide.h says, which is far from as slow. */
INLINE lanes AT(over)(lanes x, struct fs_divisor by)
{
#if WIDTH == 8
    if (__builtin_expect(!AT(any)((lane_mask)(AT(magnitude)(x) < FS_DIVIDE_LEAST)), 1))
        return (lanes)_mm512_fmadd_pd((__m512d)x, _mm512_set1_pd(by.high), (__m512d)(x * by.low));
#endif
    return x / by.n;
}

/* A recurrence's state: begins with `fresh`, or where it was left. */
INLINE lanes AT(resumed)(const struct fs_many_job *job, size_t row, double fresh)
{
    return job->resume ? AT(load)(job->state, row) : AT(same)(fresh);
}

INLINE void AT(leave)(const struct fs_many_job *job, size_t row, lanes x)
{
    if (job->state)
        AT(store)(job->state, row, x);
}

/* exact.h for lanes. */
struct AT(exact) {
    lanes high, low;
};

INLINE struct AT(exact) AT(exact_sum)(lanes a, lanes b)
{
    lanes sum = a + b, b_part = sum - a, a_part = sum - b_part;
    return (struct AT(exact)){sum, (a - a_part) + (b - b_part)};
}

INLINE void AT(exact_exchange)(struct AT(exact) * sum, lanes come, lanes leave)
{
    struct AT(exact) change = AT(exact_sum)(come, -leave), s = AT(exact_sum)(sum->high, change.high);
    sum->high = s.high;
    sum->low += s.low + change.low;
}

/* The value that leaves a window of `n` rows, 0 where it is missing or not yet there. */
INLINE lanes AT(leaving)(const double *x, size_t row, size_t n)
{
    if (row < n)
        return AT(same)(0);
    lanes old = AT(load)(x, row - n);
    return AT(or_zero)(AT(there)(old), old);
}

/* Values present in a row, up to n. */
INLINE lanes AT(run)(lanes run, lane_mask p, double n)
{
    lanes one_more = run + 1.0;
    return AT(or_zero)(p, AT(pick)((lane_mask)(run < n), one_more, run));
}

TARGET static void AT(sma)(const struct fs_many_job *job)
{
    const double n = (double)job->period[0];
    struct AT(exact) sum = {AT(same)(0), AT(same)(0)};
    lanes run = AT(same)(0);
    for (size_t i = 0; i < job->length; i++) {
        lanes x = AT(load)(job->in[0], i);
        lane_mask p = AT(there)(x);
        AT(exact_exchange)(&sum, AT(or_zero)(p, x), AT(leaving)(job->in[0], i, (size_t)job->period[0]));
        run = AT(run)(run, p, n);
        AT(store)(job->out[0], i, AT(or_nan)((lane_mask)(run >= n), (sum.high + sum.low) / n));
    }
}

struct AT(ema) {
    double n, k;
    lanes seen, value;
    int warm; /* all lanes are seeded */
};

/* Its state lies in two rows. */
INLINE struct AT(ema) AT(ema_start)(const struct fs_many_job *job, int32_t period, size_t row)
{
    return (struct AT(ema)){(double)period, 2.0 / ((double)period + 1.0), AT(resumed)(job, row, 0),
                            AT(resumed)(job, row + 1, 0), 0};
}

INLINE void AT(ema_leave)(const struct fs_many_job *job, struct AT(ema) s, size_t row)
{
    AT(leave)(job, row, s.seen);
    AT(leave)(job, row + 1, s.value);
}

/* The average where `p` is set. */
INLINE lanes AT(ema_push)(struct AT(ema) * s, lanes x, lane_mask p)
{
    lanes average = (x - s->value) * s->k + s->value;
    if (__builtin_expect(s->warm && !AT(any)(~p), 1)) {
        s->value = average;
        return average;
    }
    lane_mask warm = (lane_mask)(s->seen >= s->n);
    lanes sum = s->value + x;
    s->seen = AT(pick)(p & ~warm, s->seen + 1.0, s->seen);
    lane_mask seeded = (lane_mask)(s->seen >= s->n);
    s->value = AT(pick)(p, AT(pick)(warm, average, AT(pick)(seeded, sum / s->n, sum)), s->value);
    s->warm = !AT(any)(~seeded);
    return AT(or_nan)(p & seeded, s->value);
}

TARGET static void AT(ema)(const struct fs_many_job *job)
{
    struct AT(ema) s = AT(ema_start)(job, job->period[0], 0);
    for (size_t i = 0; i < job->length; i++) {
        lanes x = AT(load)(job->in[0], i);
        AT(store)(job->out[0], i, AT(ema_push)(&s, x, AT(there)(x)));
    }
    AT(ema_leave)(job, s, 0);
}

TARGET static void AT(macd)(const struct fs_many_job *job)
{
    int32_t least = job->period[0] < job->period[1] ? job->period[0] : job->period[1];
    int32_t most = job->period[0] < job->period[1] ? job->period[1] : job->period[0];
    const double fast_n = (double)least, slow_n = (double)most;
    const double fast_k = 2.0 / (fast_n + 1.0), slow_k = 2.0 / (slow_n + 1.0);
    lanes seen = AT(resumed)(job, 0, 0), fast = AT(resumed)(job, 1, 0), slow = AT(resumed)(job, 2, 0);
    struct AT(ema) line = AT(ema_start)(job, job->period[2], 3);
    int warm = 0;
    for (size_t i = 0; i < job->length; i++) {
        lanes x = AT(load)(job->in[0], i);
        lanes fast_next = (x - fast) * fast_k + fast, slow_next = (x - slow) * slow_k + slow;
        lane_mask p = AT(there)(x), ready = EVERY;
        if (__builtin_expect(warm && !AT(any)(~p), 1)) {
            fast = fast_next;
            slow = slow_next;
        } else {
            lane_mask before = (lane_mask)(seen >= slow_n), late = (lane_mask)(seen >= slow_n - fast_n);
            lanes fast_sum = AT(pick)(late, fast + x, fast), slow_sum = slow + x;
            seen = AT(pick)(p & ~before, seen + 1.0, seen);
            lane_mask seeded = (lane_mask)(seen >= slow_n);
            fast_sum = AT(pick)(seeded, fast_sum / fast_n, fast_sum);
            slow_sum = AT(pick)(seeded, slow_sum / slow_n, slow_sum);
            fast = AT(pick)(p, AT(pick)(before, fast_next, fast_sum), fast);
            slow = AT(pick)(p, AT(pick)(before, slow_next, slow_sum), slow);
            warm = !AT(any)(~seeded);
            ready = p & seeded;
        }
        lanes difference = fast - slow;
        lanes signal = AT(ema_push)(&line, difference, ready & AT(there)(difference));
        lane_mask shown = (lane_mask)(signal == signal);
        AT(store)(job->out[0], i, AT(or_nan)(shown, difference));
        AT(store)(job->out[1], i, signal);
        AT(store)(job->out[2], i, AT(or_nan)(shown, difference - signal));
    }
    AT(leave)(job, 0, seen);
    AT(leave)(job, 1, fast);
    AT(leave)(job, 2, slow);
    AT(ema_leave)(job, line, 3);
}

/* Wilder's averages begin with the second value (a change or a true range): `seen` is -1 before the first. `fresh` is that
 * value; what comes back is not yet divided by n. */
INLINE lanes AT(wilder)(lanes seen, lanes value, lanes fresh, double n)
{
    lanes summed = AT(pick)((lane_mask)(seen < 0.0), value, value + fresh);
    return AT(pick)((lane_mask)(seen >= n), value * (n - 1.0) + fresh, summed);
}

TARGET static void AT(rsi)(const struct fs_many_job *job)
{
    const double n = (double)job->period[0];
    const struct fs_divisor by = fs_divisor(n);
    lanes seen = AT(resumed)(job, 0, -1), previous = AT(resumed)(job, 1, 0), gain = AT(resumed)(job, 2, 0),
          loss = AT(resumed)(job, 3, 0);
    int warm = 0;
    for (size_t i = 0; i < job->length; i++) {
        lanes x = AT(load)(job->in[0], i), change = x - previous;
        lane_mask p = AT(there)(x), falls = (lane_mask)(change < 0.0), ready = EVERY;
        lanes up = AT(or_zero)(~falls, change), down = AT(or_zero)(falls, -change);
        if (__builtin_expect(warm && !AT(any)(~p), 1)) {
            gain = AT(over)(gain * (n - 1.0) + up, by);
            loss = AT(over)(loss * (n - 1.0) + down, by);
            previous = x;
        } else {
            lanes gains = AT(wilder)(seen, gain, up, n), losses = AT(wilder)(seen, loss, down, n);
            seen = AT(pick)(p & (lane_mask)(seen < n), seen + 1.0, seen);
            lane_mask seeded = (lane_mask)(seen >= n);
            gain = AT(pick)(p, AT(pick)(seeded, gains / n, gains), gain);
            loss = AT(pick)(p, AT(pick)(seeded, losses / n, losses), loss);
            previous = AT(pick)(p, x, previous);
            warm = !AT(any)(~seeded);
            ready = p & seeded;
        }
        lanes sum = gain + loss;
        lane_mask still = (lane_mask)(sum > -1e-14) & (lane_mask)(sum < 1e-14); /* rsi.c's EPSILON */
        AT(store)(job->out[0], i, AT(or_nan)(ready, AT(or_zero)(~still, 100.0 * (gain / sum))));
    }
    AT(leave)(job, 0, seen);
    AT(leave)(job, 1, previous);
    AT(leave)(job, 2, gain);
    AT(leave)(job, 3, loss);
}

/* The larger of the bar's range and the distances of high and low from the close before. */
INLINE lanes AT(true_range)(lanes high, lanes low, lanes before)
{
    lanes above = AT(magnitude)(high - before), below = AT(magnitude)(low - before);
    return AT(larger)(below, AT(larger)(above, high - low));
}

TARGET static void AT(atr)(const struct fs_many_job *job)
{
    const double n = (double)job->period[0];
    const struct fs_divisor by = fs_divisor(n);
    lanes seen = AT(resumed)(job, 0, -1), previous = AT(resumed)(job, 1, 0), value = AT(resumed)(job, 2, 0);
    int warm = 0;
    for (size_t i = 0; i < job->length; i++) {
        lanes high = AT(load)(job->in[0], i), low = AT(load)(job->in[1], i), close = AT(load)(job->in[2], i);
        lane_mask p = AT(there)(high) & AT(there)(low) & AT(there)(close), ready = EVERY;
        lanes range = AT(true_range)(high, low, previous);
        if (__builtin_expect(warm && !AT(any)(~p), 1)) {
            value = AT(over)(value * (n - 1.0) + range, by);
            previous = close;
        } else {
            lanes next = AT(wilder)(seen, value, range, n);
            seen = AT(pick)(p & (lane_mask)(seen < n), seen + 1.0, seen);
            lane_mask seeded = (lane_mask)(seen >= n);
            value = AT(pick)(p, AT(pick)(seeded, next / n, next), value);
            previous = AT(pick)(p, close, previous);
            warm = !AT(any)(~seeded);
            ready = p & seeded;
        }
        AT(store)(job->out[0], i, AT(or_nan)(ready, value));
    }
    AT(leave)(job, 0, seen);
    AT(leave)(job, 1, previous);
    AT(leave)(job, 2, value);
}

TARGET static void AT(obv)(const struct fs_many_job *job)
{
    lanes before = AT(resumed)(job, 0, 0), value = AT(resumed)(job, 1, 0);
    lane_mask started = (lane_mask)(AT(resumed)(job, 2, 0) != 0.0);
    for (size_t i = 0; i < job->length; i++) {
        lanes close = AT(load)(job->in[0], i), volume = AT(load)(job->in[1], i);
        lane_mask p = AT(there)(close) & AT(there)(volume);
        lanes next = AT(pick)((lane_mask)(close > before), value + volume,
                              AT(pick)((lane_mask)(close < before), value - volume, value));
        value = AT(pick)(p, AT(pick)(started, next, volume), value);
        before = AT(pick)(p, close, before);
        started |= p;
        AT(store)(job->out[0], i, AT(or_nan)(p, value));
    }
    AT(leave)(job, 0, before);
    AT(leave)(job, 1, value);
    AT(leave)(job, 2, AT(or_zero)(started, AT(same)(1)));
}

TARGET static void AT(adx)(const struct fs_many_job *job)
{
    const double n = (double)job->period[0];
    const struct fs_divisor by = fs_divisor(n);
    lanes bars = AT(resumed)(job, 0, 0), seen = AT(resumed)(job, 1, 0), value = AT(resumed)(job, 2, 0);
    lanes high0 = AT(resumed)(job, 3, 0), low0 = AT(resumed)(job, 4, 0), close0 = AT(resumed)(job, 5, 0);
    lanes plus = AT(resumed)(job, 6, 0), minus = AT(resumed)(job, 7, 0), range = AT(resumed)(job, 8, 0);
    for (size_t i = 0; i < job->length; i++) {
        lanes high = AT(load)(job->in[0], i), low = AT(load)(job->in[1], i), close = AT(load)(job->in[2], i);
        lane_mask p = AT(there)(high) & AT(there)(low) & AT(there)(close);
        lanes up = high - high0, down = low0 - low, now = AT(true_range)(high, low, close0);
        high0 = AT(pick)(p, high, high0);
        low0 = AT(pick)(p, low, low0);
        close0 = AT(pick)(p, close, close0);
        lane_mask moved = p & (lane_mask)(bars > 0.0), smooth = moved & (lane_mask)(bars >= n);
        plus = AT(pick)(smooth, plus - AT(over)(plus, by), plus);
        minus = AT(pick)(smooth, minus - AT(over)(minus, by), minus);
        range = AT(pick)(smooth, range - AT(over)(range, by), range);
        bars = AT(pick)(p & (lane_mask)(bars <= n), bars + 1.0, bars);
        lane_mask falls = (lane_mask)(down > 0.0) & (lane_mask)(up < down);
        lane_mask rises = ~falls & (lane_mask)(up > 0.0) & (lane_mask)(up > down);
        minus = AT(pick)(moved & falls, minus + down, minus);
        plus = AT(pick)(moved & rises, plus + up, plus);
        range = AT(pick)(moved, range + now, range);
        lane_mask index = moved & (lane_mask)(bars > n);
        /* the directional movement index, where it is defined */
        lanes low_part = 100.0 * (minus / range), high_part = 100.0 * (plus / range);
        lanes sum = low_part + high_part, dx = 100.0 * (AT(magnitude)(low_part - high_part) / sum);
        lane_mask defined = ~((lane_mask)(AT(magnitude)(range) < FS_DIRECTIONAL_ZERO) |
                              (lane_mask)(AT(magnitude)(sum) < FS_DIRECTIONAL_ZERO));
        defined &= (lane_mask)(dx == dx);
        /* its average, or the sum of those so far */
        lane_mask full = (lane_mask)(seen >= n);
        lanes next = AT(pick)(full, value * (n - 1.0) + dx, value + AT(or_zero)(defined, dx));
        seen = AT(pick)(index & ~full, seen + 1.0, seen);
        lane_mask seeded = (lane_mask)(seen >= n);
        next = AT(pick)(seeded, AT(over)(next, by), next);
        value = AT(pick)(index & (defined | ~full), next, value);
        AT(store)(job->out[0], i, AT(or_nan)(index & seeded, value));
    }
    const lanes state[] = {bars, seen, value, high0, low0, close0, plus, minus, range};
    for (size_t row = 0; row < sizeof state / sizeof *state; row++)
        AT(leave)(job, row, state[row]);
}

static void (*const AT(kernels)[FS_MANY_COUNT])(const struct fs_many_job *) = {
    [FS_MANY_SMA] = AT(sma),   [FS_MANY_EMA] = AT(ema), [FS_MANY_RSI] = AT(rsi), [FS_MANY_ATR] = AT(atr),
    [FS_MANY_MACD] = AT(macd), [FS_MANY_ADX] = AT(adx), [FS_MANY_OBV] = AT(obv),
};
#undef INLINE
#undef EVERY
#undef lanes
#undef lane_mask
#undef lanes_there
