#include "compute/attribution/brinson.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"
#include "compute/ts/fit.h"

#include <string.h>

/* ln(1 + x) / x and its limit. */
static double log_share(double x)
{
    return fabs(x) < 1e-300 ? 1.0 : log1p(x) / x;
}

/* (ln(1 + r) - ln(1 + b)) / (r - b) and its limit. */
static double log_slope(double r, double b)
{
    return log_share((r - b) / (1 + b)) / (1 + b);
}

static double growth(const double *r, size_t n)
{
    double g = 1;
    for (size_t t = 0; t < n; t++)
        g *= 1 + r[t];
    return g;
}

/* What a call works on; effects are n x k. */
struct attribution {
    size_t n, k;
    double *effect[3]; /* allocation, selection, interaction */
    double *linked[3]; /* k */
    double *r, *b;     /* n */
    double *q2, *q3;   /* n: sum wp rb, sum wb rp */
    double *factor, *other;
};

static int require_growth(const double *r, size_t n, const char *whose, struct fs_problem *problem)
{
    for (size_t t = 0; t < n; t++)
        if (!(r[t] > -1))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the %s's return in period %zu is %g; expected one above -1", whose, t + 1,
                                  r[t]);
    return FS_COMPUTE_OK;
}

/* Returns of both and of the notional funds in each period. */
static int period_returns(const double *wp, const double *rp, const double *wb, const double *rb,
                          struct attribution *a, struct fs_problem *problem)
{
    for (size_t t = 0; t < a->n; t++) {
        double sum_p = 0, sum_b = 0;
        a->r[t] = a->b[t] = a->q2[t] = a->q3[t] = 0;
        for (size_t i = 0; i < a->k; i++) {
            size_t at = i * a->n + t;
            sum_p += wp[at];
            sum_b += wb[at];
            a->r[t] += wp[at] * rp[at];
            a->b[t] += wb[at] * rb[at];
            a->q2[t] += wp[at] * rb[at];
            a->q3[t] += wb[at] * rp[at];
        }
        if (!(fabs(sum_p - sum_b) <= 1e-9))
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "the weights in period %zu sum to %.10g in the portfolio and %.10g in the benchmark; "
                "expected the same sum (cash is a segment too)",
                t + 1, sum_p, sum_b);
    }
    int status = require_growth(a->r, a->n, "portfolio", problem);
    return status == FS_COMPUTE_OK ? require_growth(a->b, a->n, "benchmark", problem) : status;
}

static void effects(const double *wp, const double *rp, const double *wb, const double *rb,
                    const struct fs_attribution_brinson_options *o, struct attribution *a)
{
    for (size_t i = 0; i < a->k; i++)
        for (size_t t = 0; t < a->n; t++) {
            size_t at = i * a->n + t;
            double active = wp[at] - wb[at], better = rp[at] - rb[at];
            if (o->mode == FS_ATTRIBUTION_GEOMETRIC) {
                a->effect[0][at] = active * ((1 + rb[at]) / (1 + a->b[t]) - 1);
                a->effect[1][at] = wp[at] * better / (1 + a->q2[t]);
                a->effect[2][at] = 0;
                continue;
            }
            a->effect[0][at] = active * (o->method == FS_ATTRIBUTION_BHB ? rb[at] : rb[at] - a->b[t]);
            a->effect[1][at] = (o->fold ? wp[at] : wb[at]) * better;
            a->effect[2][at] = o->fold ? 0 : active * better;
        }
}

/* out[i] += sum_t factor[t] * effect[t, i] * sign. */
static void add_linked(const struct attribution *a, const double *effect, const double *factor, double sign,
                       double *out)
{
    for (size_t i = 0; i < a->k; i++)
        for (size_t t = 0; t < a->n; t++)
            out[i] += sign * factor[t] * effect[i * a->n + t];
}

/* Carino's coefficients of the difference between two series of returns. */
static void carino(const double *r, const double *b, size_t n, double *factor)
{
    double all = log_slope(growth(r, n) - 1, growth(b, n) - 1);
    for (size_t t = 0; t < n; t++)
        factor[t] = log_slope(r[t], b[t]) / all;
}

static void menchero(const struct attribution *a, double *factor)
{
    double n = (double)a->n, r = growth(a->r, a->n), b = growth(a->b, a->n), difference = r - b, sum = 0,
           squares = 0;
    double denominator = pow(r, 1 / n) - pow(b, 1 / n);
    double natural = fabs(difference) > 1e-12 * r ? difference / n / denominator : pow(r, (n - 1) / n);
    for (size_t t = 0; t < a->n; t++) {
        double active = a->r[t] - a->b[t];
        sum += active;
        squares += active * active;
    }
    for (size_t t = 0; t < a->n; t++)
        factor[t] =
            natural + (squares > 0 ? (difference - natural * sum) / squares * (a->r[t] - a->b[t]) : 0.0);
}

static void grap(const struct attribution *a, double *factor)
{
    double before = 1;
    for (size_t t = 0; t < a->n; t++) {
        factor[t] = before;
        before *= 1 + a->r[t];
    }
    double after = 1;
    for (size_t t = a->n; t-- > 0;) {
        factor[t] *= after;
        after *= 1 + a->b[t];
    }
}

static void frongello(const struct attribution *a, const double *effect, double *out)
{
    for (size_t i = 0; i < a->k; i++) {
        double before = 1, sum = 0;
        for (size_t t = 0; t < a->n; t++) {
            sum += effect[i * a->n + t] * before + a->b[t] * sum;
            before *= 1 + a->r[t];
        }
        out[i] = sum;
    }
}

static int davies_laker(const struct attribution *a, const struct fs_attribution_brinson_options *o,
                        struct fs_problem *problem)
{
    int status = require_growth(a->q2, a->n, "allocation fund", problem);
    if (status == FS_COMPUTE_OK)
        status = require_growth(a->q3, a->n, "selection fund", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    carino(a->q2, a->b, a->n,
           a->factor); /* allocation: the fund with the portfolio's weights and the benchmark's returns */
    add_linked(a, a->effect[0], a->factor, 1, a->linked[0]);
    if (o->fold) { /* all that is left: portfolio less that fund */
        carino(a->r, a->q2, a->n, a->factor);
        add_linked(a, a->effect[1], a->factor, 1, a->linked[1]);
        return FS_COMPUTE_OK;
    }
    carino(a->q3, a->b, a->n, a->other);
    add_linked(a, a->effect[1], a->other, 1, a->linked[1]);
    /* interaction: (portfolio - selection fund) - (allocation fund - benchmark) */
    add_linked(a, a->effect[0], a->factor, -1, a->linked[2]);
    carino(a->r, a->q3, a->n, a->factor);
    add_linked(a, a->effect[0], a->factor, 1, a->linked[2]);
    add_linked(a, a->effect[2], a->factor, 1, a->linked[2]);
    return FS_COMPUTE_OK;
}

static int link_arithmetic(struct attribution *a, const struct fs_attribution_brinson_options *o,
                           struct fs_problem *problem)
{
    switch (o->linking) {
    case FS_LINKING_FRONGELLO:
        for (int e = 0; e < 3; e++)
            frongello(a, a->effect[e], a->linked[e]);
        return FS_COMPUTE_OK;
    case FS_LINKING_DAVIES_LAKER:
        return davies_laker(a, o, problem);
    case FS_LINKING_MENCHERO:
        menchero(a, a->factor);
        break;
    case FS_LINKING_GRAP:
        grap(a, a->factor);
        break;
    default:
        carino(a->r, a->b, a->n, a->factor);
    }
    for (int e = 0; e < 3; e++)
        add_linked(a, a->effect[e], a->factor, 1, a->linked[e]);
    return FS_COMPUTE_OK;
}

/* Totals compound, segments share them. */
static int link_geometric(struct attribution *a, double totals[3], struct fs_problem *problem)
{
    for (int e = 0; e < 2; e++) {
        for (size_t t = 0; t < a->n; t++) {
            a->other[t] = 0;
            for (size_t i = 0; i < a->k; i++)
                a->other[t] += a->effect[e][i * a->n + t];
        }
        int status = require_growth(a->other, a->n, e == 0 ? "allocation" : "selection", problem);
        if (status != FS_COMPUTE_OK)
            return status;
        totals[e] = growth(a->other, a->n) - 1;
        for (size_t t = 0; t < a->n; t++)
            a->factor[t] = log_share(a->other[t]) / log_share(totals[e]);
        add_linked(a, a->effect[e], a->factor, 1, a->linked[e]);
    }
    return FS_COMPUTE_OK;
}

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static void copy(double *to, const double *from, size_t n)
{
    if (to)
        memcpy(to, from, n * sizeof *to);
}

static int check(const double *wp, const double *rp, const double *wb, const double *rb, size_t n, size_t k,
                 const struct fs_attribution_brinson_options *o, struct fs_problem *problem)
{
    const double *const inputs[] = {wp, rp, wb, rb};
    const char *const names[] = {"wp", "rp", "wb", "rb"};
    if (n == 0 || k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are %zu periods and %zu segments; expected at least one of each", n, k);
    int status = fs_perf_require_choice(o->method, 2, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(o->mode, 2, "mode", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(o->linking, 5, "linking", problem);
    for (int i = 0; i < 4 && status == FS_COMPUTE_OK; i++)
        status = fs_require_matrix(inputs[i], n, k, names[i], problem);
    return status;
}

int fs_attribution_brinson(const double *wp, const double *rp, const double *wb, const double *rb, size_t n,
                           size_t k, const struct fs_attribution_brinson_options *o,
                           struct fs_attribution_brinson_result *r, struct fs_problem *problem)
{
    int status = check(wp, rp, wb, rb, n, k, o, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct attribution a = {.n = n, .k = k};
    double **const rows[] = {&a.r, &a.b, &a.q2, &a.q3, &a.factor, &a.other};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        *rows[i] = fs_scratch_doubles(&scratch, n);
    for (int e = 0; e < 3; e++) {
        a.effect[e] = fs_scratch_doubles(&scratch, n * k);
        a.linked[e] = fs_scratch_doubles(&scratch, k);
    }
    double totals[3] = {0};
    status = scratch.failed ? fs_no_memory(problem) : period_returns(wp, rp, wb, rb, &a, problem);
    if (status == FS_COMPUTE_OK) {
        effects(wp, rp, wb, rb, o, &a);
        status = o->mode == FS_ATTRIBUTION_GEOMETRIC ? link_geometric(&a, totals, problem)
                                                     : link_arithmetic(&a, o, problem);
    }
    if (status == FS_COMPUTE_OK) {
        double gp = growth(a.r, n), gb = growth(a.b, n);
        r->portfolio_return = gp - 1;
        r->benchmark_return = gb - 1;
        if (o->mode == FS_ATTRIBUTION_GEOMETRIC) {
            r->excess = gp / gb - 1;
            r->residual = r->excess - ((1 + totals[0]) * (1 + totals[1]) - 1);
        } else {
            for (int e = 0; e < 3; e++)
                totals[e] = sum_of(a.linked[e], k);
            r->excess = gp - gb;
            r->residual = r->excess - (totals[0] + totals[1] + totals[2]);
        }
        r->total_allocation = totals[0];
        r->total_selection = totals[1];
        r->total_interaction = totals[2];
        copy(r->portfolio, a.r, n);
        copy(r->benchmark, a.b, n);
        copy(r->allocation, a.effect[0], n * k);
        copy(r->selection, a.effect[1], n * k);
        copy(r->interaction, a.effect[2], n * k);
        copy(r->linked_allocation, a.linked[0], k);
        copy(r->linked_selection, a.linked[1], k);
        copy(r->linked_interaction, a.linked[2], k);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_attribution_contribution(const double *weights, const double *returns, size_t n, size_t k,
                                struct fs_attribution_contribution_result *result, struct fs_problem *problem)
{
    if (n == 0 || k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are %zu periods and %zu segments; expected at least one of each", n, k);
    int status = fs_require_matrix(weights, n, k, "weights", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_matrix(returns, n, k, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct attribution a = {
        .n = n, .k = k, .r = fs_scratch_doubles(&scratch, n), .b = fs_scratch_doubles(&scratch, n)};
    a.factor = fs_scratch_doubles(&scratch, n);
    a.effect[0] = fs_scratch_doubles(&scratch, n * k);
    a.linked[0] = fs_scratch_doubles(&scratch, k);
    status = scratch.failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < k; i++)
            for (size_t t = 0; t < n; t++) {
                a.effect[0][i * n + t] = weights[i * n + t] * returns[i * n + t];
                a.r[t] += a.effect[0][i * n + t];
            }
        status = require_growth(a.r, n, "portfolio", problem);
    }
    if (status == FS_COMPUTE_OK) {
        carino(a.r, a.b, n, a.factor);
        add_linked(&a, a.effect[0], a.factor, 1, a.linked[0]);
        result->total = growth(a.r, n) - 1;
        result->residual = result->total - sum_of(a.linked[0], k);
        copy(result->contributions, a.effect[0], n * k);
        copy(result->linked, a.linked[0], k);
    }
    fs_scratch_free(&scratch);
    return status;
}
