/*
 * bench_indicators.c: twelve indicators on a million values beside TA-Lib and Tulip, and the simple ones as streams.
 */
#include "base/error.h"
#include "base/paths.h"
#include "cli/bench_compute.h"
#include "compute/entry.h"
#include "compute/ta/many_kernel.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLOSE, HIGH_LOW_CLOSE, CLOSE_VOLUME };

/* TA-Lib's running sums lose digits that ours keep; where nothing is summed both agree bit for bit. Tulip seeds its averages
 * otherwise, which is forgotten after some thousand values. */
static const struct indicator {
    const char *name;
    const char *title;
    int inputs;
    int outputs;
    double params[FS_COMPUTE_PARAMS_MAX];
    double tolerance;    /* to TA-Lib */
    const char *differs; /* Tulip */
    int many;            /* enum fs_many_what, -1: has no form for many series */
    int periods;         /* of the parameters, the others are factors */
} indicators[] = {
    {"sma", "SMA 20", CLOSE, 1, {20}, 1e-9, NULL, FS_MANY_SMA, 1},
    {"ema", "EMA 20", CLOSE, 1, {20}, 1e-12, NULL, FS_MANY_EMA, 1},
    {"stddev", "STDDEV 20", CLOSE, 1, {20, 1}, 1e-4, NULL, FS_MANY_STDDEV, 1},
    {"bbands", "BBANDS 20, 2", CLOSE, 3, {20, 2, 2}, 1e-6, NULL, FS_MANY_BBANDS, 1},
    {"macd",
     "MACD 12, 26, 9",
     CLOSE,
     3,
     {12, 26, 9},
     1e-12,
     "its weights are 0.15 and 0.075",
     FS_MANY_MACD,
     3},
    {"rsi", "RSI 14", CLOSE, 1, {14}, 1e-9, NULL, FS_MANY_RSI, 1},
    {"atr", "ATR 14", HIGH_LOW_CLOSE, 1, {14}, 1e-9, NULL, FS_MANY_ATR, 1},
    {"adx", "ADX 14", HIGH_LOW_CLOSE, 1, {14}, 1e-9, NULL, FS_MANY_ADX, 1},
    {"stoch", "STOCH 5, 3, 3", HIGH_LOW_CLOSE, 2, {5, 3, 3}, 1e-9, NULL, -1, 0},
    {"cci", "CCI 20", HIGH_LOW_CLOSE, 1, {20}, 1e-6, NULL, -1, 0},
    {"linearreg_slope", "LINEARREG_SLOPE 14", CLOSE, 1, {14}, 1e-6, NULL, FS_MANY_SLOPE, 1},
    {"obv", "OBV", CLOSE_VOLUME, 1, {0}, 1e-9, NULL, FS_MANY_OBV, 0},
};
static const char *const streams[] = {"sma", "ema", "rsi", "atr", "obv"};

static const struct fs_compute_entry *find(const char *name)
{
    size_t count;
    const struct fs_compute_entry *entries = fs_compute_entries(&count);
    for (size_t i = 0; i < count; i++)
        if (!strncmp(entries[i].name, "ta.", 3) && !strcmp(entries[i].name + 3, name))
            return &entries[i];
    return NULL;
}

static const struct indicator *indicator_of(const char *name)
{
    const struct indicator *found = indicators;
    while (strcmp(found->name, name))
        found++;
    return found;
}

struct job {
    const struct fs_compute_entry *entry;
    const double *params;
    const double *in[3];
    double *out[FS_BENCH_OUTPUTS_MAX];
    size_t length;
    void *state; /* of a stream */
};

/* An indicator of eight series, and where they lie one after the other. */
struct many {
    enum fs_many_what what;
    struct fs_many_job job;
    const double *single[3];
};

static void inputs_of(const struct fs_bench_bars *bars, int inputs, const double *in[3])
{
    in[0] = inputs == HIGH_LOW_CLOSE ? bars->high : bars->close;
    in[1] = inputs == HIGH_LOW_CLOSE ? bars->low : bars->volume;
    in[2] = bars->close;
}

static void series(void *context)
{
    struct job *job = context;
    job->entry->series(job->in, job->length, job->params, job->out);
}

static void stream(void *context)
{
    struct job *job = context;
    double values[FS_COMPUTE_INPUTS_MAX], results[FS_COMPUTE_OUTPUTS_MAX];
    job->entry->init(job->state, job->params);
    for (size_t i = 0; i < job->length; i++) {
        for (int j = 0; j < job->entry->inputs; j++)
            values[j] = job->in[j][i];
        job->entry->update(job->state, values, results);
        job->out[0][i] = results[0];
    }
}

static void copy(void *context)
{
    struct job *job = context;
    memcpy(job->out[0], job->in[0], job->length * sizeof(double));
}

/* An indicator's row and those of the peers. */
static int measure(struct fs_bench_compute *c, const struct indicator *what, const json_t *peers,
                   double *memory)
{
    size_t n = (size_t)c->bars.count;
    struct job job = {.entry = find(what->name), .params = what->params, .length = n};
    if (!job.entry)
        return 0;
    inputs_of(&c->bars, what->inputs, job.in);
    struct fs_bench_expected expected = {
        .output_count = what->outputs, .count = n, .tolerance = what->tolerance};
    for (int i = 0; i < what->outputs; i++)
        expected.outputs[i] = job.out[i] = memory + (size_t)i * n;
    char name[64];
    snprintf(name, sizeof name, "%s, finsmart", what->title);
    const struct fs_bench_row *ours = fs_bench_ours(c, name, "values", (double)n, series, &job);
    if (!ours)
        return -1;
    const struct fs_bench_row *talib =
        fs_bench_theirs(c, peers, "TA-Lib", what->name, "values", (double)n, &expected);
    if (talib && talib->compared > 0) {
        c->logs += log(fs_bench_nanoseconds(talib) / fs_bench_nanoseconds(ours));
        c->logged++;
    }
    expected.from = 5000;
    expected.tolerance = fmax(expected.tolerance, 1e-9);
    expected.shifted = !strcmp(what->name, "obv");
    expected.differs = what->differs;
    fs_bench_theirs(c, peers, "Tulip", what->name, "values", (double)n, &expected);
    return 0;
}

static void many(void *context)
{
    struct many *m = context;
    fs_many_run(fs_cpu_level(), m->what, &m->job);
}

/* 1 where every lane has the bits of the single form. */
static int lanes_equal(const struct many *m, const struct indicator *what, double *memory)
{
    size_t rows = m->job.length;
    const struct fs_compute_entry *entry = find(what->name);
    for (size_t lane = 0; lane < FS_MANY_LANES; lane++) {
        const double *in[3];
        double *out[FS_BENCH_OUTPUTS_MAX];
        for (size_t k = 0; k < FS_BENCH_OUTPUTS_MAX; k++) {
            in[k] = m->single[k] + lane * rows;
            out[k] = memory + k * rows;
        }
        entry->series(in, rows, what->params, out);
        for (int k = 0; k < what->outputs; k++)
            for (size_t i = 0; i < rows; i++) {
                double a = out[k][i], b = m->job.out[k][i * FS_MANY_LANES + lane];
                if (isnan(a) ? !isnan(b) : memcmp(&a, &b, sizeof a) != 0)
                    return 0;
            }
    }
    return 1;
}

/* Eight series of an eighth of the values at once, beside TA-Lib's time for a value of one series. */
static int measure_many(struct fs_bench_compute *c, const struct indicator *what, const json_t *peers,
                        double *memory)
{
    size_t n = (size_t)c->bars.count, rows = n / FS_MANY_LANES;
    struct many m = {.what = (enum fs_many_what)what->many};
    double *inputs = memory + FS_BENCH_OUTPUTS_MAX * n, *again = inputs + 3 * n;
    inputs_of(&c->bars, what->inputs, m.single);
    m.job.length = rows;
    for (size_t k = 0; k < 3; k++) {
        m.job.in[k] = inputs + k * n;
        m.job.out[k] = memory + k * n;
        for (size_t i = 0; i < rows * FS_MANY_LANES; i++)
            inputs[k * n + i] = m.single[k][i % FS_MANY_LANES * rows + i / FS_MANY_LANES];
    }
    for (int k = 0; k < what->periods; k++)
        m.job.period[k] = (int32_t)what->params[k];
    for (int k = 0; k < 2; k++)
        m.job.factor[k] = what->params[what->periods + k];
    char name[64];
    snprintf(name, sizeof name, "%s, 8 series", what->title);
    const struct fs_bench_row *ours =
        fs_bench_ours(c, name, "values", (double)(rows * FS_MANY_LANES), many, &m);
    if (!ours)
        return -1;
    struct fs_bench_expected expected = {.differs = "see above"};
    struct fs_bench_row *talib =
        fs_bench_theirs(c, peers, "TA-Lib", what->name, "values", (double)n, &expected);
    if (!talib)
        return 0;
    talib->compared = lanes_equal(&m, what, again) ? 1 : -1;
    snprintf(talib->note, sizeof talib->note, "each lane has the bits of the single form");
    c->lanes_logs += log(fs_bench_nanoseconds(talib) / fs_bench_nanoseconds(ours));
    c->lanes_logged++;
    return 0;
}

static int measure_stream(struct fs_bench_compute *c, const char *indicator, double *memory)
{
    const struct indicator *what = indicator_of(indicator);
    struct job job = {.entry = find(what->name), .params = what->params, .length = (size_t)c->bars.count};
    if (!job.entry)
        return 0;
    inputs_of(&c->bars, what->inputs, job.in);
    job.out[0] = memory;
    job.state = malloc(job.entry->size(what->params));
    if (!job.state)
        return fs_error_nomem();
    char name[64];
    snprintf(name, sizeof name, "%s, stream", what->title);
    const struct fs_bench_row *row = fs_bench_ours(c, name, "updates", (double)job.length, stream, &job);
    free(job.state);
    if (!row)
        return -1;
    snprintf(name, sizeof name, "%s, stream", what->title);
    fs_bench_figure(c->report, name, fs_bench_nanoseconds(row), "ns an update");
    return 0;
}

static int write_array(const struct fs_bench_compute *c, const char *name, const double *x)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.f64", c->folder, name);
    FILE *out = fopen(path, "wb");
    size_t count = (size_t)c->bars.count, put = out ? fwrite(x, sizeof *x, count, out) : 0;
    return (out && fclose(out)) || put != count ? fs_error_errno("could not write %s", path) : 0;
}

/* What the peers measured; NULL without peers, and with an error in *status. */
static json_t *run_peers(const struct fs_bench_compute *c, int *status)
{
    if (!c->python)
        return NULL;
    if (write_array(c, "high", c->bars.high) || write_array(c, "low", c->bars.low) ||
        write_array(c, "close", c->bars.close) || write_array(c, "volume", c->bars.volume)) {
        *status = -1;
        return NULL;
    }
    char script[PATH_MAX], values[24], runs[16];
    snprintf(script, sizeof script, "%s/tests/bench/peers/compute_indicators.py", fs_paths_share());
    snprintf(values, sizeof values, "%lld", (long long)c->bars.count);
    snprintf(runs, sizeof runs, "%d", c->runs);
    const char *const argv[] = {c->python, script, c->folder, values, runs, NULL};
    json_t *answer = fs_bench_peer(argv);
    *status = answer ? 0 : -1;
    return answer;
}

int fs_bench_indicators(struct fs_bench_compute *c)
{
    int status = 0;
    size_t n = (size_t)c->bars.count;
    json_t *answer = run_peers(c, &status), *peers = json_object_get(answer, "results");
    double *memory = fs_bench_memory((2 * FS_BENCH_OUTPUTS_MAX + 3) * n * sizeof *memory);
    if (!memory)
        status = fs_error_nomem();
    for (size_t i = 0; i < sizeof indicators / sizeof *indicators && status == 0; i++)
        status = measure(c, &indicators[i], peers, memory);
    for (size_t i = 0; i < sizeof indicators / sizeof *indicators && status == 0; i++)
        if (indicators[i].many >= 0)
            status = measure_many(c, &indicators[i], peers, memory);
    if (c->lanes_logged)
        fs_bench_figure(c->report, "geometric mean of TA-Lib's ratios, 8 series",
                        exp(c->lanes_logs / c->lanes_logged), "x");
    if (c->logged)
        fs_bench_figure(c->report, "geometric mean of TA-Lib's ratios", exp(c->logs / c->logged), "x");
    if (status == 0) {
        struct job job = {.in = {c->bars.close}, .out = {memory}, .length = n};
        const struct fs_bench_row *row = fs_bench_ours(c, "memcpy", "values", (double)n, copy, &job);
        status = row ? 0 : -1;
        if (row)
            fs_bench_figure(c->report, "memcpy", fs_bench_nanoseconds(row), "ns a value");
    }
    for (size_t i = 0; i < sizeof streams / sizeof *streams && status == 0; i++)
        status = measure_stream(c, streams[i], memory);
    free(memory);
    json_decref(answer);
    return status;
}
