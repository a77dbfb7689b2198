/*
 * bench_models.c: rolling windows beside pandas, GARCH(1,1) beside arch, portfolios beside PyPortfolioOpt, options beside the
 * same formulas over the C library, and scenarios beside memory.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench_compute.h"
#include "compute/forms.h"
#include "compute/linear/lapack.h"
#include "compute/options/bsm_kernel.h"
#include "compute/portfolio/hrp.h"
#include "compute/portfolio/mean_variance.h"
#include "compute/portfolio/risk_parity.h"
#include "compute/risk/scenario.h"
#include "compute/stats/covariance.h"
#include "compute/ta/extreme.h"
#include "compute/ta/sma.h"
#include "compute/ts/garch.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RETURNS = 2000,
    ASSETS = 500,
    FACTORS = 10,
    OPTIONS = 4096,
    OPTIONS_ROOM = OPTIONS + 8, /* from one array to the next, which are not a power of two apart */
    OPTION_ROUNDS = 64,
    DAYS = 2500,
    POSITIONS = 10000,
    SCENARIOS = 500
};

struct models {
    const struct fs_bench_compute *bench;
    size_t n;
    double *rolling; /* of the bars' length */
    double *returns, *expected, *covariance, *weights, *loads, *previous, *upper;
    struct fs_portfolio_hrp_result tree;
    struct fs_portfolio_max_sharpe_result sharpe;
    double log_likelihood;
    double *options; /* 6 inputs and 6 outputs */
    double *plain;   /* the outputs by the C library */
    fs_bsm_fill *fill;
    double *shocks, *copy, *exposures, *pnl;
    double *square; /* assets by assets */
    int status;     /* of a calculation */
};

static double uniform(void)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) * 0x1p-53;
}

static double normal(void)
{
    double u = uniform(), v = uniform();
    return sqrt(-2 * log(1 - u)) * cos(2 * M_PI * v);
}

static int allocate(struct models *m)
{
    struct {
        double **array;
        size_t count;
    } arrays[] = {
        {&m->rolling, m->n},
        {&m->returns, RETURNS},
        {&m->expected, ASSETS},
        {&m->covariance, ASSETS * ASSETS},
        {&m->weights, ASSETS},
        {&m->loads, ASSETS * FACTORS},
        {&m->previous, ASSETS},
        {&m->upper, ASSETS},
        {&m->options, 12 * OPTIONS_ROOM},
        {&m->plain, 6 * OPTIONS},
        {&m->shocks, (size_t)POSITIONS * SCENARIOS},
        {&m->copy, (size_t)POSITIONS * SCENARIOS},
        {&m->exposures, POSITIONS},
        {&m->pnl, SCENARIOS},
        {&m->square, ASSETS * ASSETS},
    };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) { /* aligned like the columns of frames */
        size_t size = (arrays[i].count * sizeof(double) + 63) / 64 * 64;
        if (!(*arrays[i].array = aligned_alloc(64, size)))
            return fs_error_nomem();
        memset(*arrays[i].array, 0, size);
    }
    return 0;
}

static void release(struct models *m)
{
    double *arrays[] = {m->previous,   m->upper,   m->rolling,   m->returns, m->expected,
                        m->covariance, m->weights, m->loads,     m->options, m->plain,
                        m->shocks,     m->copy,    m->exposures, m->pnl,     m->square};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}

static void fill_inputs(struct models *m)
{
    double h = 1, e = 0;
    for (size_t i = 0; i < RETURNS; i++) {
        h = 0.05 + 0.08 * e * e + 0.87 * h;
        e = sqrt(h) * normal();
        m->returns[i] = 0.05 + e;
    }
    for (size_t i = 0; i < ASSETS * FACTORS; i++)
        m->loads[i] = 0.01 * (uniform() - 0.3);
    for (size_t i = 0; i < ASSETS; i++) {
        m->expected[i] = 0.001 * uniform();
        m->previous[i] = 1.0 / ASSETS;
        m->upper[i] = 4.0 / ASSETS;
        for (size_t j = 0; j < ASSETS; j++)
            for (size_t f = 0; f < FACTORS; f++)
                m->covariance[i + j * ASSETS] += m->loads[i + f * ASSETS] * m->loads[j + f * ASSETS];
        m->covariance[i + i * ASSETS] += 1e-4 * (0.2 + uniform());
    }
    static const double low[] = {80, 80, 0, 0, 0.1, 0.1}, high[] = {120, 120, 0.05, 0.03, 0.5, 2};
    for (size_t j = 0; j < 6; j++)
        for (size_t i = 0; i < OPTIONS; i++)
            m->options[j * OPTIONS_ROOM + i] = low[j] + (high[j] - low[j]) * uniform();
    for (size_t i = 0; i < (size_t)POSITIONS * SCENARIOS; i++)
        m->shocks[i] = uniform() - 0.5;
    for (size_t j = 0; j < POSITIONS; j++)
        m->exposures[j] = (double)(j % 97) - 48;
}

static int write_array(const struct fs_bench_compute *c, const char *name, const double *x, size_t count)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.f64", c->folder, name);
    FILE *out = fopen(path, "wb");
    size_t put = out ? fwrite(x, sizeof *x, count, out) : 0;
    return (out && fclose(out)) || put != count ? fs_error_errno("could not write %s", path) : 0;
}

static json_t *run_peers(const struct fs_bench_compute *c, const struct models *m, int *status)
{
    if (!c->python)
        return NULL;
    *status = write_array(c, "close", c->bars.close, m->n) ||
                      write_array(c, "returns", m->returns, RETURNS) ||
                      write_array(c, "expected", m->expected, ASSETS) ||
                      write_array(c, "covariance", m->covariance, ASSETS * ASSETS)
                  ? -1
                  : 0;
    char script[PATH_MAX], runs[16];
    snprintf(script, sizeof script, "%s/tests/bench/peers/compute_models.py", fs_paths_share());
    snprintf(runs, sizeof runs, "%d", c->runs);
    const char *const argv[] = {c->python, script, c->folder, runs, NULL};
    json_t *answer = *status == 0 ? fs_bench_peer(argv) : NULL;
    *status = answer ? 0 : -1;
    return answer;
}

static void rolling_mean(void *context)
{
    struct models *m = context;
    m->status |= fs_sma(m->bench->bars.close, m->n, 20, m->rolling);
}

static void rolling_std(void *context)
{
    struct models *m = context;
    m->status |= fs_rolling_std(m->bench->bars.close, m->n, 20, 1, m->rolling);
}

static void rolling_max(void *context)
{
    struct models *m = context;
    m->status |= fs_max(m->bench->bars.close, m->n, 20, m->rolling);
}

static void rolling_median_20(void *context)
{
    struct models *m = context;
    m->status |= fs_rolling_median(m->bench->bars.close, m->n, 20, m->rolling);
}

static void rolling_median_200(void *context)
{
    struct models *m = context;
    m->status |= fs_rolling_median(m->bench->bars.close, m->n, 200, m->rolling);
}

static void garch(void *context)
{
    struct models *m = context;
    struct fs_garch_options options = {.p = 1, .q = 1, .horizon = 1};
    struct fs_garch_result result = {0};
    m->status |= fs_garch(m->returns, RETURNS, &options, &result, NULL);
    m->log_likelihood = result.log_likelihood;
}

static void hrp(void *context)
{
    struct models *m = context;
    struct fs_portfolio_hrp_options options = {.distance = FS_HRP_CONDENSED};
    m->tree = (struct fs_portfolio_hrp_result){.weights = m->weights};
    m->status |= fs_portfolio_hrp(m->covariance, ASSETS, &options, &m->tree, NULL);
}

static void max_sharpe(void *context)
{
    struct models *m = context;
    struct fs_portfolio_max_sharpe_options options = {.budget = 1, .turnover = NAN};
    m->sharpe = (struct fs_portfolio_max_sharpe_result){.weights = m->weights};
    m->status |= fs_portfolio_max_sharpe(m->expected, m->covariance, ASSETS, &options, &m->sharpe, NULL);
}

static void capped(void *context)
{
    struct models *m = context;
    struct fs_portfolio_max_sharpe_options options = {.budget = 1, .turnover = NAN, .upper = m->upper};
    struct fs_portfolio_max_sharpe_result result = {.weights = m->weights};
    m->status |= fs_portfolio_max_sharpe(m->expected, m->covariance, ASSETS, &options, &result, NULL);
}

static void turnover(void *context)
{
    struct models *m = context;
    struct fs_portfolio_max_sharpe_options options = {.budget = 1, .turnover = 0.5, .previous = m->previous};
    struct fs_portfolio_max_sharpe_result result = {.weights = m->weights};
    m->status |= fs_portfolio_max_sharpe(m->expected, m->covariance, ASSETS, &options, &result, NULL);
}

static void min_variance(void *context)
{
    struct models *m = context;
    struct fs_portfolio_min_variance_options options = {.budget = 1, .turnover = NAN};
    struct fs_portfolio_min_variance_result result = {.weights = m->weights};
    m->status |= fs_portfolio_min_variance(m->covariance, ASSETS, &options, &result, NULL);
}

static void frontier(void *context)
{
    struct models *m = context;
    struct fs_portfolio_frontier_options options = {.budget = 1, .turnover = NAN, .points = 50};
    struct fs_portfolio_frontier_result result = {0};
    m->status |= fs_portfolio_frontier(m->expected, m->covariance, ASSETS, &options, &result, NULL);
}

static void risk_parity(void *context)
{
    struct models *m = context;
    struct fs_portfolio_risk_parity_options options = {0};
    struct fs_portfolio_risk_parity_result result = {.weights = m->weights};
    m->status |= fs_portfolio_risk_parity(m->covariance, ASSETS, &options, &result, NULL);
}

/* One comparison with a package: `what` is its name there, `result` what of ours is compared. */
struct beside {
    const char *name, *who, *what, *unit;
    double count;
    void (*job)(void *);
    const double *result;
    size_t length;
    double tolerance;
};

static int measure(struct fs_bench_compute *c, struct models *m, const json_t *peers, const struct beside *b)
{
    if (!fs_bench_ours(c, b->name, b->unit, b->count, b->job, m))
        return -1;
    struct fs_bench_expected expected = {
        .outputs = {b->result}, .output_count = 1, .count = b->length, .tolerance = b->tolerance};
    fs_bench_theirs(c, peers, b->who, b->what, b->unit, b->count, &expected);
    return 0;
}

/* Of calls, with the formulas as books have them: price, delta, gamma, vega, theta, rho. */
static void plain_options(void *context)
{
    struct models *m = context;
    const double *in = m->options;
    for (size_t i = 0; i < OPTIONS; i++) {
        double s = in[i], k = in[OPTIONS_ROOM + i], r = in[2 * OPTIONS_ROOM + i],
               q = in[3 * OPTIONS_ROOM + i], v = in[4 * OPTIONS_ROOM + i], t = in[5 * OPTIONS_ROOM + i],
               *out = m->plain + i;
        double w = v * sqrt(t), d1 = (log(s / k) + (r - q) * t) / w + w / 2, d2 = d1 - w;
        double d = s * exp(-q * t), x = k * exp(-r * t), n = exp(-d1 * d1 / 2) / sqrt(2 * M_PI);
        double n1 = 0.5 * erfc(-d1 * M_SQRT1_2), n2 = 0.5 * erfc(-d2 * M_SQRT1_2);
        out[0] = d * n1 - x * n2;
        out[OPTIONS] = d / s * n1;
        out[2 * OPTIONS] = d / s * n / (s * w);
        out[3 * OPTIONS] = d * n * sqrt(t);
        out[4 * OPTIONS] = -d * n * v / (2 * sqrt(t)) + q * d * n1 - r * x * n2;
        out[5 * OPTIONS] = x * t * n2;
    }
}

static void options(void *context)
{
    struct models *m = context;
    struct fs_bsm_value in[FS_BSM_INPUTS];
    double *out[FS_BSM_OUTPUTS] = {NULL};
    for (size_t j = 0; j < 6; j++) {
        in[j] = (struct fs_bsm_value){m->options + j * OPTIONS_ROOM, 1};
        out[j] = m->options + (6 + j) * OPTIONS_ROOM;
    }
    for (int round = 0; round < OPTION_ROUNDS; round++)
        m->fill(in, OPTIONS, 1.0, out);
}

/* Every variant that the processor has, each beside the C library. */
static int measure_options(struct fs_bench_compute *c, struct models *m)
{
    static const char *const names[] = {"options with Greeks, baseline", "options with Greeks, AVX2",
                                        "options with Greeks, AVX-512"};
    static const double floors[] = {100, 1, 1e-3, 1, 1, 1};
    for (int level = 0; level <= (int)fs_cpu_level(); level++) {
        m->fill = fs_bsm_kernel((enum fs_cpu_level)level);
        if (!fs_bench_ours(c, names[level], "options", (double)OPTIONS * OPTION_ROUNDS, options, m))
            return -1;
        if (level < (int)fs_cpu_level())
            continue;
        struct fs_bench_row *row =
            fs_bench_ours(c, "C library, scalar", "options", (double)OPTIONS, plain_options, m);
        if (!row)
            return -1;
        double worst = 0;
        for (size_t j = 0; j < 6; j++)
            for (size_t i = 0; i < OPTIONS; i++) {
                double expected = m->plain[j * OPTIONS + i], got = m->options[(6 + j) * OPTIONS_ROOM + i];
                worst = fmax(worst, fabs(got - expected) / fmax(fabs(expected), floors[j]));
            }
        row->ours = 0;
        row->compared = worst < 1e-13 ? 1 : -1;
        snprintf(row->note, sizeof row->note, "to %.1g", worst);
    }
    return 0;
}

static void scenarios(void *context)
{
    struct models *m = context;
    struct fs_risk_scenario_pnl_options o = {.level = 0.99, .quantile_type = 7};
    struct fs_risk_scenario_pnl_result result = {.pnl = m->pnl};
    m->status |= fs_risk_scenario_pnl(m->shocks, m->exposures, SCENARIOS, POSITIONS, &o, &result, NULL);
}

static void copy_shocks(void *context)
{
    struct models *m = context;
    memcpy(m->copy, m->shocks, (size_t)POSITIONS * SCENARIOS * sizeof *m->shocks);
}

/* 2,500 returns of 500 assets, taken from the shocks. */
static void covariance(void *context)
{
    struct models *m = context;
    struct fs_stats_covariance_options o = {.ddof = 1};
    struct fs_stats_covariance_result result = {.covariance = m->square};
    m->status |= fs_stats_covariance(m->shocks, DAYS, ASSETS, &o, &result, NULL);
}

/* The multiplication in it. */
static void bare_dsyrk(void *context)
{
    struct models *m = context;
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, ASSETS, DAYS, 1.0, m->shocks, DAYS, 0.0, m->square,
                ASSETS);
}

/* Those that no peer has, or not in a time worth waiting for. */
static int measure_portfolios(struct fs_bench_compute *c, struct models *m)
{
    static const struct {
        const char *name;
        void (*job)(void *);
    } list[] = {
        {"max Sharpe, at most 0.8% each", capped},    {"max Sharpe, turnover at most 0.5", turnover},
        {"least variance, 500 assets", min_variance}, {"frontier of 50 points, 500 assets", frontier},
        {"risk parity, 500 assets", risk_parity},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (!fs_bench_ours(c, list[i].name, "fits", 1, list[i].job, m))
            return -1;
    return 0;
}

static int measure_covariance(struct fs_bench_compute *c, struct models *m)
{
    const double operations = (double)DAYS * ASSETS * (ASSETS + 1);
    return fs_bench_ours(c, "covariance of 500 x 2,500", "flop", operations, covariance, m) &&
                   fs_bench_ours(c, "dsyrk of these, bare", "flop", operations, bare_dsyrk, m)
               ? 0
               : -1;
}

static int measure_all(struct fs_bench_compute *c, struct models *m, const json_t *peers)
{
    const double n = (double)m->n, bytes = (double)POSITIONS * SCENARIOS * 8;
    const struct beside list[] = {
        {"rolling mean of 20, finsmart", "pandas", "mean", "values", n, rolling_mean, m->rolling, m->n, 1e-9},
        {"rolling std of 20, finsmart", "pandas", "std", "values", n, rolling_std, m->rolling, m->n, 1e-6},
        {"rolling max of 20, finsmart", "pandas", "max", "values", n, rolling_max, m->rolling, m->n, 0},
        {"rolling median of 20, finsmart", "pandas", "median of 20", "values", n, rolling_median_20,
         m->rolling, m->n, 0},
        {"rolling median of 200, finsmart", "pandas", "median of 200", "values", n, rolling_median_200,
         m->rolling, m->n, 0},
        {"GARCH(1,1), 2,000 values, finsmart", "arch", "GARCH(1,1)", "fits", 1, garch, &m->log_likelihood, 1,
         1e-7},
        {"HRP, 500 assets, finsmart", "PyPortfolioOpt", "HRP", "fits", 1, hrp, m->weights, ASSETS, 1e-9},
        {"max Sharpe, 500 assets, finsmart", "PyPortfolioOpt", "max Sharpe", "fits", 1, max_sharpe,
         &m->sharpe.sharpe, 1, 1e-4},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (measure(c, m, peers, &list[i]))
            return -1;
    if (measure_portfolios(c, m) || measure_covariance(c, m) || measure_options(c, m) ||
        !fs_bench_ours(c, "VaR, 10,000 positions x 500", "bytes", bytes, scenarios, m) ||
        !fs_bench_ours(c, "memcpy of these", "bytes", bytes, copy_shocks, m))
        return -1;
    return 0;
}

int fs_bench_models(struct fs_bench_compute *c)
{
    struct models m = {.bench = c, .n = (size_t)c->bars.count};
    json_t *answer = NULL;
    int status = allocate(&m);
    if (status == 0) {
        fill_inputs(&m);
        answer = run_peers(c, &m, &status);
    }
    if (status == 0)
        status = measure_all(c, &m, json_object_get(answer, "results"));
    if (status == 0 && m.status != 0)
        status = fs_error_set(FS_E_INTERNAL, "a calculation failed: %s", fs_compute_strerror(m.status));
    json_decref(answer);
    release(&m);
    return status;
}
