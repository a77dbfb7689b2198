#include "compute/risk/portfolio.h"

#include "compute/perf/sample.h"
#include "compute/risk/scenario.h"
#include "compute/risk/var.h"
#include "compute/scratch.h"
#include "compute/stats/distributions.h"
#include "compute/stats/quantile.h"

#include <stdlib.h>
#include <string.h>

struct settings {
    int32_t method;
    double p;     /* 1 - level */
    double scale; /* sqrt(horizon) */
    int32_t quantile_type;
    int32_t ddof;
    int32_t tail;
    int shortfall; /* ES rather than VaR */
};

struct parts {
    double value, *marginal, *component, *percent, *incremental;
};

/* Scenarios in the order of the portfolio's returns. */
struct scenario {
    double value;
    size_t row;
};

static int by_value(const void *a, const void *b)
{
    const struct scenario *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

struct work {
    double *whole;              /* n: returns of the portfolio */
    double *y;                  /* n: the same, or those of another portfolio, in any order */
    double *weight;             /* n: of each scenario in the historical figure; sums to 1 */
    struct scenario *scenarios; /* n */
};

/* The figure of the returns in work->y, for one period. */
static double figure(const struct settings *s, struct work *work, size_t n)
{
    if (s->method == FS_RISK_HISTORICAL) {
        struct fs_risk_figures f = fs_risk_historical(work->y, n, s->p, s->quantile_type, s->tail);
        return s->shortfall ? f.es : f.var;
    }
    struct fs_risk_moments m = fs_risk_moments(work->y, n);
    double deviation = fs_perf_moments(work->y, n, s->ddof).deviation;
    if (s->method == FS_RISK_GAUSSIAN || deviation == 0.0) {
        struct fs_risk_figures f = fs_risk_gaussian(m.mean, deviation, s->p);
        return s->shortfall ? f.es : f.var;
    }
    struct fs_risk_cornish_fisher f = fs_risk_cornish_fisher(m.skewness, m.excess, s->p);
    return -(m.mean + deviation * (s->shortfall ? f.shortfall : f.quantile));
}

/* Weights of the scenarios with which the historical figure is minus their sum; the order is that of the
 * sorted returns. */
static void weigh(const struct settings *s, struct work *work, size_t n)
{
    for (size_t i = 0; i < n; i++)
        work->scenarios[i] = (struct scenario){work->y[i], i};
    qsort(work->scenarios, n, sizeof *work->scenarios, by_value);
    memset(work->weight, 0, n * sizeof *work->weight);
    struct fs_quantile_place place = fs_quantile_place(n, s->p, s->quantile_type);
    if (!s->shortfall) {
        work->weight[work->scenarios[place.index].row] = 1.0 - place.share;
        if (place.share > 0.0)
            work->weight[work->scenarios[place.index + 1].row] = place.share;
        return;
    }
    double part = s->p * (double)n;
    size_t count = 0;
    if (s->tail == FS_RISK_BEYOND) {
        double quantile = work->scenarios[place.index].value;
        if (place.share > 0.0)
            quantile += place.share * (work->scenarios[place.index + 1].value - quantile);
        while (count < n && work->scenarios[count].value <= quantile)
            count++;
        part = (double)count;
    } else {
        count = (size_t)floor(part * (1.0 + 0x1p-48));
        count = count < n ? count : n;
        if (count < n && part > (double)count)
            work->weight[work->scenarios[count].row] = (part - (double)count) / part;
    }
    for (size_t i = 0; i < count; i++)
        work->weight[work->scenarios[i].row] = 1.0 / part;
}

/* Derivatives of the historical figure: minus the assets' returns in its scenarios. */
static void historical_marginals(const struct settings *s, const double *returns, size_t n, size_t k,
                                 struct work *work, double *marginal)
{
    weigh(s, work, n);
    for (size_t j = 0; j < k; j++) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++)
            sum += work->weight[i] * returns[i + j * n];
        marginal[j] = -sum;
    }
}

/* Derivatives of -mean - sd q(S, K), q the quantile or the shortfall of a standardised distribution. */
static void moment_marginals(const struct settings *s, const double *returns, size_t n, size_t k,
                             const struct work *work, double *marginal)
{
    const double *y = work->y;
    struct fs_risk_moments m = fs_risk_moments(y, n);
    double count = (double)n, unbias = sqrt(count / (count - (double)s->ddof)), root = sqrt(m.m2);
    double q, by_skewness = 0.0, by_excess = 0.0, z = fs_norm_quantile(s->p);
    if (s->method == FS_RISK_GAUSSIAN) {
        q = s->shortfall ? -fs_norm_pdf(z) / s->p : z;
    } else {
        struct fs_risk_cornish_fisher f = fs_risk_cornish_fisher(m.skewness, m.excess, s->p);
        q = s->shortfall ? f.shortfall : f.quantile;
        by_skewness = s->shortfall ? f.s_skewness : f.d_skewness;
        by_excess = s->shortfall ? f.s_excess : f.d_excess;
    }
    for (size_t j = 0; j < k; j++) {
        const double *x = returns + j * n;
        double mean = fs_perf_mean(x, n), d2 = 0.0, d3 = 0.0, d4 = 0.0, y2 = m.m2;
        for (size_t i = 0; i < n; i++) {
            double d = y[i] - m.mean, own = x[i] - mean;
            d2 += own * d;
            d3 += own * (d * d - y2); /* own sums to 0: the constant only takes rounding away */
            d4 += own * (d * d * d);
        }
        d2 *= 2.0 / count, d3 *= 3.0 / count, d4 *= 4.0 / count;
        double d_root = d2 / (2.0 * root);
        double d_skewness = (d3 - 1.5 * m.m3 / m.m2 * d2) / (m.m2 * root);
        double d_excess = (d4 - 2.0 * m.m4 / m.m2 * d2) / (m.m2 * m.m2);
        marginal[j] =
            -(mean + unbias * (d_root * q + root * (by_skewness * d_skewness + by_excess * d_excess)));
    }
}

static int check(const double *returns, const double *positions, size_t n, size_t k, double level,
                 double horizon, struct settings *s, struct fs_problem *problem)
{
    int status = fs_perf_require_choice(s->method, 3, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_level(level, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_horizon(horizon, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_quantile_type(s->quantile_type, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_ddof(s->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(s->tail, 2, "tail", problem);
    if (status == FS_COMPUTE_OK && (n < 2 || k == 0 || n > SIZE_MAX / k))
        status = fs_problem_set(problem, FS_COMPUTE_SHORT,
                                "there are %zu returns of %zu assets; expected at least 2 of 1", n, k);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n * k, 2, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(positions, k, 1, "positions", problem);
    s->p = fs_risk_probability(level);
    s->scale = sqrt(horizon);
    return status;
}

static void write_parts(const struct settings *s, const double *returns, const double *positions, size_t n,
                        size_t k, const double *marginal, struct work *work, struct parts *parts)
{
    for (size_t j = 0; j < k; j++) {
        double component = positions[j] * marginal[j] * s->scale;
        if (parts->marginal)
            parts->marginal[j] = marginal[j] * s->scale;
        if (parts->component)
            parts->component[j] = component;
        if (parts->percent)
            parts->percent[j] = parts->value != 0.0 ? component / parts->value : NAN;
    }
    if (!parts->incremental)
        return;
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; i < n; i++)
            work->y[i] = work->whole[i] - positions[j] * returns[i + j * n];
        parts->incremental[j] = parts->value - figure(s, work, n) * s->scale;
    }
}

static int decompose(const double *returns, const double *positions, size_t n, size_t k, struct settings *s,
                     struct parts *parts, struct fs_problem *problem)
{
    struct fs_scratch scratch = {0};
    struct work work = {.whole = fs_scratch_doubles(&scratch, n),
                        .y = fs_scratch_doubles(&scratch, n),
                        .weight = fs_scratch_doubles(&scratch, n),
                        .scenarios = fs_scratch_bytes(&scratch, n, sizeof(struct scenario))};
    double *marginal = fs_scratch_doubles(&scratch, k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    fs_risk_combine(returns, positions, n, k, work.whole);
    memcpy(work.y, work.whole, n * sizeof *work.y);
    int status = FS_COMPUTE_OK;
    if (s->method == FS_RISK_HISTORICAL)
        historical_marginals(s, returns, n, k, &work, marginal);
    else if (fs_perf_moments(work.y, n, s->ddof).deviation == 0.0)
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "the portfolio's returns do not vary: its risk has no parts");
    else
        moment_marginals(s, returns, n, k, &work, marginal);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_value(figure(s, &work, n) * s->scale, "the figure", &parts->value, problem);
    if (status == FS_COMPUTE_OK)
        write_parts(s, returns, positions, n, k, marginal, &work, parts);
    fs_scratch_free(&scratch);
    return status;
}

int fs_risk_portfolio_var(const double *returns, const double *positions, size_t n, size_t k,
                          const struct fs_risk_portfolio_var_options *options,
                          struct fs_risk_portfolio_var_result *result, struct fs_problem *problem)
{
    struct settings s = {
        .method = options->method, .quantile_type = options->quantile_type, .ddof = options->ddof};
    struct parts parts = {0.0, result->marginal, result->component, result->percent, result->incremental};
    int status = check(returns, positions, n, k, options->level, options->horizon, &s, problem);
    if (status == FS_COMPUTE_OK)
        status = decompose(returns, positions, n, k, &s, &parts, problem);
    result->value = parts.value;
    return status;
}

int fs_risk_portfolio_es(const double *returns, const double *positions, size_t n, size_t k,
                         const struct fs_risk_portfolio_es_options *options,
                         struct fs_risk_portfolio_es_result *result, struct fs_problem *problem)
{
    struct settings s = {.method = options->method,
                         .quantile_type = options->quantile_type,
                         .ddof = options->ddof,
                         .tail = options->tail,
                         .shortfall = 1};
    struct parts parts = {0.0, result->marginal, result->component, result->percent, result->incremental};
    int status = check(returns, positions, n, k, options->level, options->horizon, &s, problem);
    if (status == FS_COMPUTE_OK)
        status = decompose(returns, positions, n, k, &s, &parts, problem);
    result->value = parts.value;
    return status;
}
