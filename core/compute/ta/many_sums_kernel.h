/*
 * many_sums_kernel.h: the rest of many_lanes_kernel.h: moving sums that are made anew from the window at times (deviation.h, line.h). That
 * is rare, and done for the lanes that need it with the single form's own functions.
 */

struct AT(deviation) {
    double n;
    lanes run, age, peak;
    struct AT(exact) sum, squares;
};

TARGET static __attribute__((noinline)) void AT(deviation_refresh)(struct AT(deviation) * d, const double *x,
                                                                   size_t row, const lane_mask *which)
{
    size_t window = (size_t)d->n, count = row + 1 < window ? row + 1 : window;
    for (int j = 0; j < FS_MANY_LANES; j++) {
        if (!(*which)[j])
            continue;
        struct fs_deviation one = {.period = (int32_t)d->n};
        for (size_t i = row + 1 - count; i <= row; i++) {
            double value = x[i * FS_MANY_LANES + (size_t)j];
            fs_deviation_add(&one, fs_present(value) ? value : 0.0);
        }
        d->sum.high[j] = one.sum.high;
        d->sum.low[j] = one.sum.low;
        d->squares.high[j] = d->peak[j] = one.squares.high;
        d->squares.low[j] = one.squares.low;
        d->age[j] = 0;
    }
}

/* Row i; mean and deviation (ddof 0), NaN while the window is not full. */
INLINE void AT(deviation_push)(struct AT(deviation) * d, const double *x, size_t i, lanes *mean,
                               lanes *deviation)
{
    const double n = d->n, limit = n > 4096 ? n : 4096;
    lanes value = AT(load)(x, i), old = AT(leaving)(x, i, (size_t)n);
    lane_mask p = AT(there)(value);
    value = AT(or_zero)(p, value);
    struct AT(exact) come = AT(exact_product)(value, value), leave = AT(exact_product)(old, old);
    AT(exact_exchange)(&d->sum, value, old);
    AT(exact_exchange)(&d->squares, come.high, leave.high);
    d->squares.low += come.low - leave.low;
    d->run = AT(run)(d->run, p, n);
    d->peak = AT(larger)(d->squares.high, d->peak);
    d->age += 1.0;
    lane_mask anew = (lane_mask)(d->age >= limit) | (lane_mask)(d->squares.high * 0x1p30 < d->peak);
    if (__builtin_expect(AT(any)(anew), 0))
        AT(deviation_refresh)(d, x, i, &anew);
    struct AT(exact) s = AT(exact_sum)(d->sum.high, d->sum.low);
    struct AT(exact) q = AT(exact_sum)(d->squares.high, d->squares.low);
    struct AT(exact) ss = AT(exact_product)(s.high, s.high), nq = AT(exact_product)(AT(same)(n), q.high);
    lanes difference = (nq.high - ss.high) + ((nq.low + n * q.low) - (ss.low + 2.0 * s.high * s.low));
    lane_mask spread = (lane_mask)(difference > nq.high * 0x1p-88), full = (lane_mask)(d->run >= n);
    *deviation = AT(or_nan)(full, AT(roots)(AT(or_zero)(spread, difference / (n * n))));
    *mean = AT(or_nan)(full, s.high / n);
}

TARGET static void AT(stddev)(const struct fs_many_job *job)
{
    struct AT(deviation) d = {.n = (double)job->period[0]};
    lanes mean, deviation;
    for (size_t i = 0; i < job->length; i++) {
        AT(deviation_push)(&d, job->in[0], i, &mean, &deviation);
        AT(store)(job->out[0], i, deviation * job->factor[0]);
    }
}

TARGET static void AT(bbands)(const struct fs_many_job *job)
{
    struct AT(deviation) d = {.n = (double)job->period[0]};
    lanes mean, deviation;
    for (size_t i = 0; i < job->length; i++) {
        AT(deviation_push)(&d, job->in[0], i, &mean, &deviation);
        AT(store)(job->out[0], i, mean + deviation * job->factor[0]);
        AT(store)(job->out[1], i, mean);
        AT(store)(job->out[2], i, mean - deviation * job->factor[1]);
    }
}

struct AT(line) {
    double n;
    lanes run, age, mass, peak;
    struct AT(exact) sum, aged;
};

TARGET static __attribute__((noinline)) void AT(line_refresh)(struct AT(line) * s, const double *x,
                                                              size_t row, const lane_mask *which)
{
    for (int j = 0; j < FS_MANY_LANES; j++) {
        if (!(*which)[j])
            continue;
        struct fs_line one = {.period = (int32_t)s->n};
        for (size_t k = (size_t)s->run[j]; k-- > 0;)
            fs_line_add(&one, x[(row - k) * FS_MANY_LANES + (size_t)j]);
        s->sum.high[j] = one.sum.high;
        s->sum.low[j] = one.sum.low;
        s->aged.high[j] = one.aged.high;
        s->aged.low[j] = one.aged.low;
        s->mass[j] = one.mass;
        s->peak[j] = one.peak;
        s->age[j] = 0;
    }
}

TARGET static void AT(slope)(const struct fs_many_job *job)
{
    const double n = (double)job->period[0], half = n * (n - 1.0) * 0.5, limit = n > 4096 ? n : 4096;
    const double divisor = n * n * (n * n - 1.0);
    const double *x = job->in[0];
    struct AT(line) s = {.n = n};
    for (size_t i = 0; i < job->length; i++) {
        lanes value = AT(load)(x, i), old = AT(same)(0);
        lane_mask p = AT(there)(value);
        if (i >= (size_t)job->period[0])
            old = AT(or_zero)((lane_mask)(s.run >= n), AT(load)(x, i - (size_t)job->period[0]));
        struct AT(exact) left = AT(exact_product)(AT(same)(n), old);
        AT(exact_exchange)(&s.aged, s.sum.high, left.high);
        s.aged.low += s.sum.low - left.low;
        AT(exact_exchange)(&s.sum, value, old);
        s.mass += AT(magnitude)(value) - AT(magnitude)(old);
        s.peak = AT(larger)(s.mass, s.peak);
        s.run = AT(run)(s.run, p, n);
        s.age += 1.0;
        if (__builtin_expect(AT(any)(~p), 0)) { /* a missing value empties the window */
            lanes *parts[] = {&s.age, &s.mass, &s.peak, &s.sum.high, &s.sum.low, &s.aged.high, &s.aged.low};
            for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
                *parts[j] = AT(or_zero)(p, *parts[j]);
        }
        lane_mask anew = (lane_mask)(s.age >= limit) | (lane_mask)(s.mass * 0x1p20 < s.peak);
        if (__builtin_expect(AT(any)(anew), 0))
            AT(line_refresh)(&s, x, i, &anew);
        struct AT(exact) sum = AT(exact_sum)(s.sum.high, s.sum.low);
        struct AT(exact) aged = AT(exact_sum)(s.aged.high, s.aged.low);
        struct AT(exact) a = AT(exact_product)(AT(same)(half), sum.high),
                         b = AT(exact_product)(AT(same)(n), aged.high);
        lanes difference = (a.high - b.high) + ((a.low + half * sum.low) - (b.low + n * aged.low));
        AT(store)(job->out[0], i, AT(or_nan)((lane_mask)(s.run >= n), difference * 12.0 / divisor));
    }
}
