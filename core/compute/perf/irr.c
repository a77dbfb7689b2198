#include "compute/perf/irr.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/solve/root.h"

#include <stdio.h>
#include <stdlib.h>

#define POINTS 2000 /* on each side of a rate of 0 */
#define DENSITY                                                                                              \
    0.05 /* half of the points have |ln(1 + rate)| below about the square root of this times the range */
#define YEAR         (365.0 * 86400e9)
#define GOLDEN       0.6180339887498949
#define GOLDEN_STEPS 60
#define TOUCHING     0x1p-50 /* a minimum of |value| up to this is a zero that rounding lifted */

/* Flows at times that ascend, the first at 0, none 0. */
struct flow {
    double time;
    double amount;
};
struct flows {
    struct flow *flow;
    size_t n;
};

/* The net present value at the continuous rate `s`, as a part of the sum of all magnitudes there: in [-1, 1]
 * for any s. */
static double present_value(double s, void *context)
{
    const struct flows *flows = context;
    /* Discounting from the end where s is below 0 keeps the largest factor at 1. */
    double from = s < 0.0 ? flows->flow[flows->n - 1].time : 0.0, sum = 0.0, magnitude = 0.0;
    for (size_t i = 0; i < flows->n; i++) {
        double term = flows->flow[i].amount * exp(-s * (flows->flow[i].time - from));
        sum += term;
        magnitude += fabs(term);
    }
    return sum / magnitude;
}

static int by_time(const void *a, const void *b)
{
    double x = ((const struct flow *)a)->time, y = ((const struct flow *)b)->time;
    return x < y ? -1 : x > y;
}

/* Sorts by time, joins flows of one time and drops zeros. */
static void arrange(struct flows *flows)
{
    qsort(flows->flow, flows->n, sizeof *flows->flow, by_time);
    size_t kept = 0;
    for (size_t i = 0; i < flows->n;) {
        struct flow flow = flows->flow[i];
        for (i++; i < flows->n && flows->flow[i].time == flow.time; i++)
            flow.amount += flows->flow[i].amount;
        if (flow.amount != 0.0)
            flows->flow[kept++] = flow;
    }
    flows->n = kept;
    for (size_t i = kept; i-- > 0;)
        flows->flow[i].time -= flows->flow[0].time;
}

static size_t sign_changes(const struct flows *flows)
{
    size_t changes = 0;
    for (size_t i = 1; i < flows->n; i++)
        changes += (flows->flow[i].amount > 0.0) != (flows->flow[i - 1].amount > 0.0);
    return changes;
}

/* Rates beyond these cannot be: there the first or the last flow outweighs all others. */
static void range(const struct flows *flows, double *low, double *high)
{
    size_t n = flows->n;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += fabs(flows->flow[i].amount);
    double first = fabs(flows->flow[0].amount), last = fabs(flows->flow[n - 1].amount);
    *high = 1.01 * (log1p(sum) + fabs(log(first)) + log1p(sum / first)) / flows->flow[1].time;
    *low = -1.01 * (log1p(sum) + fabs(log(last)) + log1p(sum / last)) /
           (flows->flow[n - 1].time - flows->flow[n - 2].time);
}

struct roots {
    double s[FS_PERF_IRR_ROOTS];
    int32_t found;
};

static int add_root(struct flows *flows, double a, double b, struct roots *roots, struct fs_problem *problem)
{
    if (roots->found == FS_PERF_IRR_ROOTS)
        return FS_COMPUTE_OK;
    double root = b;
    int status = present_value(b, flows) == 0.0
                     ? FS_COMPUTE_OK
                     : fs_root_brent(present_value, flows, a, b, 0x1p-54, &root, problem);
    if (status == FS_COMPUTE_OK)
        roots->s[roots->found++] = root;
    return status;
}

/* Where |value| is smallest between a and b; stops once the sign is another. */
static double closest(struct flows *flows, double a, double b, double sign)
{
    double c = b - GOLDEN * (b - a), d = a + GOLDEN * (b - a);
    double at_c = sign * present_value(c, flows), at_d = sign * present_value(d, flows);
    for (int i = 0; i < GOLDEN_STEPS && at_c > 0.0 && at_d > 0.0; i++) {
        if (at_c < at_d) {
            b = d, d = c, at_d = at_c;
            c = b - GOLDEN * (b - a);
            at_c = sign * present_value(c, flows);
        } else {
            a = c, c = d, at_c = at_d;
            d = a + GOLDEN * (b - a);
            at_d = sign * present_value(d, flows);
        }
    }
    return at_c < at_d ? c : d;
}

static double point(int i, double low, double high)
{
    double end = i < 0 ? -low : high;
    return DENSITY * sinh((double)i / POINTS * asinh(end / DENSITY));
}

/* All changes of sign from `low` to `high`, and pairs of them between two points. */
static int search(struct flows *flows, double low, double high, struct roots *roots,
                  struct fs_problem *problem)
{
    double before = 0.0, at = low, value = present_value(low, flows), s_before = low;
    int status = FS_COMPUTE_OK;
    for (int i = -POINTS + 1; i <= POINTS && status == FS_COMPUTE_OK; i++) {
        double next = i == POINTS ? high : point(i, low, high), ahead = present_value(next, flows);
        if (i > -POINTS + 1 && value * before > 0.0 && value * ahead > 0.0 && fabs(value) < fabs(before) &&
            fabs(value) <= fabs(ahead)) {
            double sign = value > 0.0 ? 1.0 : -1.0, turn = closest(flows, s_before, next, sign);
            double least = sign * present_value(turn, flows);
            if (least < 0.0) {
                status = add_root(flows, s_before, turn, roots, problem);
                if (status == FS_COMPUTE_OK)
                    status = add_root(flows, turn, next, roots, problem);
            } else if (least <= TOUCHING && roots->found < FS_PERF_IRR_ROOTS) {
                roots->s[roots->found++] = turn;
            }
        } else if (value * ahead < 0.0 || (ahead == 0.0 && value != 0.0)) {
            status = add_root(flows, at, next, roots, problem);
        }
        s_before = at, before = value;
        at = next, value = ahead;
    }
    return status;
}

static int choose(const struct roots *roots, double guess, double *value, double *rates, int32_t *found,
                  struct fs_problem *problem)
{
    *found = roots->found;
    for (int32_t i = 0; rates && i < FS_PERF_IRR_ROOTS; i++)
        rates[i] = i < roots->found ? expm1(roots->s[i]) : NAN;
    if (roots->found == 0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "no rate above -1 gives these cash flows a net present value of 0");
    if (roots->found > 1 && isnan(guess)) {
        char list[160] = "";
        size_t used = 0;
        for (int32_t i = 0; i < roots->found && used < sizeof list - 24; i++)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%.8g", i ? ", " : "",
                                     expm1(roots->s[i]));
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "these cash flows have %d rates: %s; give `guess` to take the nearest",
                              (int)roots->found, list);
    }
    int32_t best = 0;
    for (int32_t i = 1; i < roots->found; i++)
        if (fabs(expm1(roots->s[i]) - guess) < fabs(expm1(roots->s[best]) - guess))
            best = i;
    return fs_perf_value(expm1(roots->s[best]), "the rate", value, problem);
}

static int solve(struct flows *flows, double guess, double *value, double *rates, int32_t *found,
                 struct fs_problem *problem)
{
    if (!isnan(guess) && !(guess > -1.0 && isfinite(guess)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "guess is %g; expected a rate above -1", guess);
    double largest = 0.0;
    for (size_t i = 0; i < flows->n; i++)
        largest = fmax(largest, fabs(flows->flow[i].amount));
    for (size_t i = 0; largest > 0.0 && i < flows->n; i++)
        flows->flow[i].amount /= largest; /* rates do not depend on the unit of money */
    arrange(flows);
    size_t changes = sign_changes(flows);
    if (changes == 0)
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the cash flows are all of one sign; a rate of return needs some paid in (below 0) "
            "and some paid out");
    struct roots roots = {.found = 0};
    double low, high;
    range(flows, &low, &high);
    if (!isfinite(low) || !isfinite(high))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the first or the last cash flow is too small beside the others: no rate can be told");
    int status = changes == 1 ? add_root(flows, low, high, &roots, problem)
                              : search(flows, low, high, &roots, problem);
    return status == FS_COMPUTE_OK ? choose(&roots, guess, value, rates, found, problem) : status;
}

int fs_perf_irr(const double *flows, size_t n, const struct fs_perf_irr_options *options,
                struct fs_perf_irr_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require(flows, n, 2, "flows", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct flows sorted = {.flow = fs_scratch_bytes(&scratch, n, sizeof(struct flow)), .n = n};
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t i = 0; i < n; i++)
        sorted.flow[i] = (struct flow){.time = (double)i, .amount = flows[i]};
    status = solve(&sorted, options->guess, &result->value, result->rates, &result->found, problem);
    fs_scratch_free(&scratch);
    return status;
}

int fs_perf_xirr(const double *flows, const int64_t *times, size_t n,
                 const struct fs_perf_xirr_options *options, struct fs_perf_xirr_result *result,
                 struct fs_problem *problem)
{
    int status = fs_perf_require(flows, n, 2, "flows", problem);
    if (status == FS_COMPUTE_OK && !times)
        status = fs_problem_set(problem, FS_COMPUTE_NULL, "times is NULL");
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct flows sorted = {.flow = fs_scratch_bytes(&scratch, n, sizeof(struct flow)), .n = n};
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t i = 0; i < n; i++) /* dates beyond 2^53 ns lose parts of a microsecond, no digit of a rate */
        sorted.flow[i] =
            (struct flow){.time = ((double)times[i] - (double)times[0]) / YEAR, .amount = flows[i]};
    status = solve(&sorted, options->guess, &result->value, result->rates, &result->found, problem);
    fs_scratch_free(&scratch);
    return status;
}
