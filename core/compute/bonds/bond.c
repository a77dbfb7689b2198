#include "compute/bonds/bond.h"

#include "compute/bonds/date.h"
#include "compute/bonds/day_count.h"
#include "compute/solve/root.h"

/* One bond at a settlement, with what does not depend on the yield. */
struct bond {
    double coupon, accrued, first; /* first: years to the next coupon */
    int64_t settlement, maturity;
    int32_t left; /* coupons */
    const struct fs_bond_options *options;
    double target; /* dirty price that is looked for */
};

struct measures {
    double dirty, weighted, slope, bend; /* sums of discounted flows, times t, first and second derivatives */
};

static int64_t coupon_day(const struct bond *b, int32_t before)
{
    int end = b->options->end_of_month && fs_day_ends_month(b->maturity);
    return fs_day_add_months(b->maturity, -(12 / b->options->frequency) * before, end);
}

static int set_up(struct bond *b, size_t at, struct fs_problem *problem)
{
    if (b->settlement >= b->maturity)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "settlement[%zu] is not before maturity[%zu]; expected an earlier day", at + 1,
                              at + 1);
    if (b->maturity - b->settlement > 200 * 366)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "maturity[%zu] is more than 200 years after the settlement", at + 1);
    if (!(fabs(b->coupon) <= 10.0))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "coupon[%zu] is %g; expected a fraction a year, such as 0.05", at + 1,
                              b->coupon);
    b->left = 0;
    while (coupon_day(b, b->left) > b->settlement)
        b->left++;
    int64_t previous = coupon_day(b, b->left), next = coupon_day(b, b->left - 1);
    int32_t count = b->options->day_count, f = b->options->frequency;
    b->accrued = 100.0 * b->coupon * fs_day_fraction(count, previous, b->settlement, previous, next, f);
    /* what is left of a period is the period less what accrued, as the street has it for 30/360 */
    b->first = count <= FS_THIRTY_E_360
                   ? 1.0 / f - fs_day_fraction(count, previous, b->settlement, previous, next, f)
                   : fs_day_fraction(count, b->settlement, next, previous, next, f);
    return FS_COMPUTE_OK;
}

/* Of a whole period between coupons; 30/360 bonds pay the same in all, though February is short of 30 days. */
static double whole_period(const struct bond *b, int64_t from, int64_t to)
{
    int32_t count = b->options->day_count, f = b->options->frequency;
    return count <= FS_THIRTY_E_360 ? 1.0 / f : fs_day_fraction(count, from, to, from, to, f);
}

static struct measures measure(const struct bond *b, double yield)
{
    struct measures m = {0};
    double f = b->options->frequency, base = 1.0 + yield / f, t = b->first;
    int64_t from = coupon_day(b, b->left);
    for (int32_t k = b->left - 1; k >= 0; k--) {
        int64_t to = coupon_day(b, k);
        double period = whole_period(b, from, to);
        if (k < b->left - 1)
            t += period;
        double flow = 100.0 * b->coupon * period + (k == 0 ? b->options->redemption : 0.0);
        double discount, first, second;
        if (b->left == 1 && b->options->last_period == FS_LAST_PERIOD_SIMPLE) {
            discount = 1.0 / (1.0 + yield * t);
            first = t * discount * discount;
            second = 2.0 * t * t * discount * discount * discount;
        } else {
            discount = pow(base, -f * t);
            first = t * discount / base;
            second = t * (t + 1.0 / f) * discount / (base * base);
        }
        m.dirty += flow * discount;
        m.weighted += flow * discount * t;
        m.slope += flow * first;
        m.bend += flow * second;
        from = to;
    }
    return m;
}

static int check(const struct fs_bond_options *o, struct fs_problem *problem)
{
    if (o->frequency < 1 || 12 % o->frequency != 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "frequency is %d; expected 1, 2, 3, 4, 6 or 12",
                              (int)o->frequency);
    if (o->day_count < FS_THIRTY_360 || o->day_count > FS_ACTUAL_ACTUAL_ICMA)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "day_count is unknown");
    if (!(o->redemption >= 0.0 && isfinite(o->redemption)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "redemption is %g; expected 0 or more",
                              o->redemption);
    return FS_COMPUTE_OK;
}

static void put(double *out, size_t at, double value)
{
    if (out)
        out[at] = value;
}

int fs_bond(const int64_t *settlement, const int64_t *maturity, const double *coupon, size_t coupon_step,
            const double *yield, size_t yield_step, size_t n, const struct fs_bond_options *options,
            struct fs_bond_result *result, struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!settlement || !maturity || !coupon || !yield || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    int status = check(options, problem);
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++) {
        struct bond b = {.coupon = coupon[i * coupon_step],
                         .settlement = fs_day_of_ns(settlement[i]),
                         .maturity = fs_day_of_ns(maturity[i]),
                         .options = options};
        double y = yield[i * yield_step];
        struct measures m = {NAN, NAN, NAN, NAN};
        b.accrued = NAN;
        if (!isnan(b.coupon) && !isnan(y)) {
            if (!(y > -options->frequency && y <= 1000.0))
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "yield[%zu] is %g; expected a fraction a year above -%d", i + 1, y,
                                      (int)options->frequency);
            status = set_up(&b, i, problem);
            if (status != FS_COMPUTE_OK)
                return status;
            if (b.left == 1 && options->last_period == FS_LAST_PERIOD_SIMPLE && !(1.0 + y * b.first > 0.0))
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "yield[%zu] is %g, which has no simple discount", i + 1, y);
            m = measure(&b, y);
        }
        put(result->clean, i, m.dirty - b.accrued);
        put(result->dirty, i, m.dirty);
        put(result->accrued, i, b.accrued);
        put(result->macaulay, i, m.weighted / m.dirty);
        put(result->modified, i, m.slope / m.dirty);
        put(result->convexity, i, m.bend / m.dirty);
        put(result->dv01, i, m.slope * 1e-4);
    }
    return status;
}

static double excess(double yield, void *context)
{
    const struct bond *b = context;
    return measure(b, yield).dirty - b->target;
}

int fs_bond_yield(const int64_t *settlement, const int64_t *maturity, const double *coupon,
                  size_t coupon_step, const double *price, size_t price_step, size_t n,
                  const struct fs_bond_yield_options *options, struct fs_bond_yield_result *result,
                  struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!settlement || !maturity || !coupon || !price || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    const struct fs_bond_options as = {options->frequency, options->day_count, options->end_of_month,
                                       options->last_period, options->redemption};
    int status = check(&as, problem);
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++) {
        struct bond b = {.coupon = coupon[i * coupon_step],
                         .settlement = fs_day_of_ns(settlement[i]),
                         .maturity = fs_day_of_ns(maturity[i]),
                         .options = &as};
        double clean = price[i * price_step], yield = NAN;
        b.accrued = NAN;
        if (!isnan(b.coupon) && !isnan(clean)) {
            status = set_up(&b, i, problem);
            if (status != FS_COMPUTE_OK)
                return status;
            b.target = clean + b.accrued;
            if (!(b.target > 0.0 && isfinite(b.target)))
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "price[%zu] is %g, with accrued interest %g; expected more than 0",
                                      i + 1, clean, b.target);
            /* prices fall with yields: widen from 0 until they bracket, downwards by halving what is left above -f (or above
             * -1 / t for the simple last period) */
            double bottom =
                b.left == 1 && as.last_period == FS_LAST_PERIOD_SIMPLE ? -1.0 / b.first : -as.frequency;
            double low = 0.0, high = 0.1;
            for (int k = 0; k < 50 && excess(low, &b) < 0.0; k++) {
                high = low;
                low = bottom + 0.5 * (low - bottom);
            }
            for (int k = 0; k < 60 && excess(high, &b) > 0.0; k++) {
                low = high;
                high = 2.0 * high + 0.1;
            }
            struct fs_problem inner = {0};
            status = fs_root_brent(excess, &b, low, high, 0.0, &yield, &inner);
            if (status != FS_COMPUTE_OK)
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "price[%zu] is %g, which no yield between %g and %g gives", i + 1,
                                      clean, low, high);
        }
        put(result->yield, i, yield);
        put(result->accrued, i, b.accrued);
    }
    return status;
}

int fs_bond_schedule(const int64_t *start, const int64_t *maturity, size_t n,
                     const struct fs_bond_schedule_options *options, struct fs_bond_schedule_result *result,
                     struct fs_problem *problem)
{
    if (!start || !maturity || !options || !result || !result->dates)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    if (n != 1)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "%zu dates were given; expected one start and one maturity", n);
    const struct fs_bond_options as = {.frequency = options->frequency,
                                       .end_of_month = options->end_of_month};
    int status = check(&as, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct bond b = {
        .settlement = fs_day_of_ns(start[0]), .maturity = fs_day_of_ns(maturity[0]), .options = &as};
    status = set_up(&b, 0, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    /* `left` dates after the start; the one before them is the start, or there is a stub */
    int whole = coupon_day(&b, b.left) == b.settlement;
    int32_t after = !whole && options->stub == FS_STUB_LONG && b.left > 1 ? b.left - 1 : b.left;
    result->count = after + 1;
    result->dates[0] = (double)(b.settlement * 86400);
    for (int32_t k = 0; k < after; k++)
        result->dates[k + 1] = (double)(coupon_day(&b, after - 1 - k) * 86400);
    return FS_COMPUTE_OK;
}
