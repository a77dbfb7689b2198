#include "compute/bonds/curve.h"

#include "compute/scratch.h"
#include "compute/solve/root.h"

#define TIME_MOST 200.0 /* years */

struct curve {
    double *time, *zero; /* pillars set so far */
    size_t count;
    int32_t interpolation, frequency;
    /* the instrument that is being priced */
    double maturity, rate;
};

/* -log(discount factor). */
static double exponent(const struct curve *c, double t)
{
    const double *x = c->time, *z = c->zero;
    size_t n = c->count, i = 0;
    if (n == 0 || t <= x[0])
        return n == 0 ? 0.0 : z[0] * t;
    while (i + 2 < n && t > x[i + 1])
        i++;
    if (n == 1)
        return z[0] * t;
    double part = (t - x[i]) / (x[i + 1] - x[i]);
    if (c->interpolation == FS_CURVE_ZERO)
        return (part >= 1.0 ? z[i + 1] : z[i] + part * (z[i + 1] - z[i])) * t;
    return z[i] * x[i] + part * (z[i + 1] * x[i + 1] - z[i] * x[i]);
}

/* The derivative of that: the instantaneous forward rate, from the right at pillars. */
static double forward_at(const struct curve *c, double t)
{
    const double *x = c->time, *z = c->zero;
    size_t n = c->count, i = 0;
    if (n == 1 || t < x[0])
        return z[0];
    while (i + 2 < n && t >= x[i + 1])
        i++;
    if (c->interpolation == FS_CURVE_LOG_DISCOUNT)
        return (z[i + 1] * x[i + 1] - z[i] * x[i]) / (x[i + 1] - x[i]);
    if (t >= x[n - 1])
        return z[n - 1];
    double slope = (z[i + 1] - z[i]) / (x[i + 1] - x[i]);
    return z[i] + slope * (t - x[i]) + slope * t;
}

/* Sum of period x discount factor over the coupons to a maturity. */
static double annuity(const struct curve *c, double maturity)
{
    double sum = 0.0, step = 1.0 / c->frequency;
    int32_t periods = (int32_t)ceil(maturity * c->frequency - 1e-9);
    for (int32_t k = 0; k < periods; k++) {
        double t = maturity - k * step, length = t < step * (1.0 + 1e-9) ? t : step;
        sum += length * exp(-exponent(c, t));
    }
    return sum;
}

static double mispriced(double zero, void *context)
{
    struct curve *c = context;
    c->zero[c->count - 1] = zero;
    return c->rate * annuity(c, c->maturity) + exp(-exponent(c, c->maturity)) - 1.0;
}

static int check(const double *times, const double *rates, size_t n, const char *kind,
                 struct fs_problem *problem)
{
    for (size_t i = 0; i < n; i++) {
        if (!(times[i] > 0.0 && times[i] <= TIME_MOST))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "%s_times[%zu] is %g; expected above 0, up to 200 years", kind, i + 1,
                                  times[i]);
        if (!(fabs(rates[i]) < 10.0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "%s_rates[%zu] is %g; expected a fraction a year, such as 0.03", kind,
                                  i + 1, rates[i]);
    }
    return FS_COMPUTE_OK;
}

/* One more pillar. */
static int extend(struct curve *c, double time, double rate, int deposit, struct fs_problem *problem)
{
    if (c->count > 0 && !(time > c->time[c->count - 1]))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "two instruments are of %g years; expected different times", time);
    c->time[c->count++] = time;
    if (deposit) {
        if (!(1.0 + rate * time > 0.0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the deposit of %g years at %g has no discount factor", time, rate);
        c->zero[c->count - 1] = log1p(rate * time) / time;
        return FS_COMPUTE_OK;
    }
    c->maturity = time;
    c->rate = rate;
    double zero, low = -0.1, high = 0.1;
    for (int i = 0; i < 8 && !(mispriced(low, c) > 0.0); i++)
        low *= 2.0;
    for (int i = 0; i < 8 && !(mispriced(high, c) < 0.0); i++)
        high *= 2.0;
    struct fs_problem inner = {0};
    if (fs_root_brent(mispriced, c, low, high, 0.0, &zero, &inner) != FS_COMPUTE_OK)
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "no discount factor prices the par instrument of %g years at %g, given the shorter ones", time,
            rate);
    c->zero[c->count - 1] = zero;
    return FS_COMPUTE_OK;
}

/* The position of the least time that is not used yet; n when there is none. */
static size_t least(const double *times, size_t n, const unsigned char *used)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (!used[i] && (best == n || times[i] < times[best]))
            best = i;
    return best;
}

static void report(const struct curve *c, const double *at, size_t m, struct fs_curve_result *r)
{
    double before = 0.0, before_time = 0.0;
    for (size_t i = 0; i < c->count; i++) {
        double t = c->time[i], e = c->zero[i] * t;
        if (r->times)
            r->times[i] = t;
        if (r->discounts)
            r->discounts[i] = exp(-e);
        if (r->zeros)
            r->zeros[i] = c->zero[i];
        if (r->forwards)
            r->forwards[i] = (e - before) / (t - before_time);
        before = e;
        before_time = t;
    }
    for (size_t i = 0; i < m; i++) {
        double t = at[i], e = exponent(c, t);
        if (r->discount)
            r->discount[i] = exp(-e);
        if (r->zero)
            r->zero[i] = t > 0.0 ? e / t : c->zero[0];
        if (r->forward)
            r->forward[i] = forward_at(c, t);
        if (r->par)
            r->par[i] = t > 0.0 ? -expm1(-e) / annuity(c, t) : c->zero[0];
    }
}

int fs_curve(const double *deposit_times, const double *deposit_rates, const double *par_times,
             const double *par_rates, const double *at, size_t d, size_t p, size_t m,
             const struct fs_curve_options *options, struct fs_curve_result *result,
             struct fs_problem *problem)
{
    if (!deposit_times || !deposit_rates)
        d = 0;
    if (!par_times || !par_rates)
        p = 0;
    if (!at)
        m = 0;
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "the options or the result are NULL");
    if (d + p == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are no instruments; expected deposits or par rates");
    if (options->frequency < 1 || 12 % options->frequency != 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "frequency is %d; expected 1, 2, 3, 4, 6 or 12",
                              (int)options->frequency);
    int status = check(deposit_times, deposit_rates, d, "deposit", problem);
    if (status == FS_COMPUTE_OK)
        status = check(par_times, par_rates, p, "par", problem);
    for (size_t i = 0; i < m && status == FS_COMPUTE_OK; i++)
        if (!(at[i] >= 0.0 && at[i] <= TIME_MOST))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "at[%zu] is %g; expected 0 to 200 years",
                                    i + 1, at[i]);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct curve c = {.time = fs_scratch_doubles(&scratch, d + p),
                      .zero = fs_scratch_doubles(&scratch, d + p),
                      .interpolation = options->interpolation,
                      .frequency = options->frequency};
    unsigned char *used = fs_scratch_bytes(&scratch, d + p, 1);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < d + p && status == FS_COMPUTE_OK; i++) {
        size_t deposit = least(deposit_times, d, used), par = least(par_times, p, used + d);
        if (par == p || (deposit < d && deposit_times[deposit] <= par_times[par])) {
            used[deposit] = 1;
            status = extend(&c, deposit_times[deposit], deposit_rates[deposit], 1, problem);
        } else {
            used[d + par] = 1;
            status = extend(&c, par_times[par], par_rates[par], 0, problem);
        }
    }
    if (status == FS_COMPUTE_OK)
        report(&c, at, m, result);
    fs_scratch_free(&scratch);
    return status;
}
