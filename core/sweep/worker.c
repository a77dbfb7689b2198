/* worker.c: a worker's side of a sweep: pieces in, records out. */
#include "base/error.h"
#include "base/time.h"
#include "sweep/permute.h"
#include "sweep/plan.h"
#include "trade/metrics.h"
#include "work/pool.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct server {
    struct fs_plan *plan;
    struct fs_search *search;
    struct fs_series *slices; /* of the present piece */
    struct fs_permuted *permuted;
    int64_t permutation;                                /* what `permuted` holds; -1: nothing yet */
    char texts[FS_SPACE_AXES_MAX][FS_SPACE_TEXT + 256]; /* "name=value" of the present set */
    const char *given[FS_SPACE_AXES_MAX];
    unsigned char *answer;
    size_t answer_size, answer_capacity;
};

static int open_search(struct server *s)
{
    s->search = fs_search_open(s->plan->strategy, &s->plan->search);
    return s->search ? 0 : -1;
}

/* Values of an axis that are tried against the strategy's declaration: all of a short one, the ends and one between of the
 * others. */
static int check_axis(struct server *s, const struct fs_axis *axis)
{
    enum { SHORT = 2000, PROBES = 3 };
    int64_t count = axis->count && axis->count <= SHORT ? axis->count : PROBES;
    for (int64_t i = 0; i < count; i++) {
        char text[FS_SPACE_TEXT], pair[FS_SPACE_TEXT + 256];
        const char *value = text, *given = pair;
        int64_t place = count == axis->count ? i : i * (axis->count - 1) / (PROBES - 1);
        if (axis->count)
            value = fs_axis_value(axis, place, text);
        else
            snprintf(text, sizeof text, "%.12g", axis->low + (axis->high - axis->low) * (double)i * 0.4653);
        snprintf(pair, sizeof pair, "%s=%s", axis->name, value);
        if (fs_search_check(s->search, &given, 1))
            return -1;
    }
    return 0;
}

/* What the leader must know of the strategy. */
static char *greeting(const struct fs_runner *r)
{
    json_t *params = json_array();
    for (int i = 0; i < r->param_count; i++) {
        const struct fs_param *p = &r->params[i];
        json_t *value = p->type == 'b'   ? json_boolean(p->number != 0.0)
                        : p->type == 'n' ? json_real(p->number)
                                         : json_string(p->text ? p->text : "");
        json_array_append_new(params,
                              json_pack("{s:s,s:o,s:s?}", "name", p->name, "value", value, "doc", p->doc));
    }
    json_t *about =
        json_pack("{s:s?,s:s?,s:s?,s:s?,s:s,s:o}", "name", r->name, "version", r->version, "description",
                  r->description, "path", r->path, "hash", r->hash, "params", params);
    char *text = about ? json_dumps(about, JSON_COMPACT) : NULL;
    json_decref(about);
    if (!text)
        fs_error_nomem();
    return text;
}

static int greet(struct server *s)
{
    if (open_search(s))
        return -1;
    for (int i = 0; i < s->plan->space.axis_count; i++)
        if (check_axis(s, &s->plan->space.axes[i]))
            return -1;
    char *text = greeting(fs_search_strategy(s->search));
    int status = text ? fs_pool_greet(text, strlen(text)) : -1;
    free(text);
    return status;
}

/* The first bar that starts at `time` or later. */
static int64_t lower_bound(const struct fs_series *series, int64_t time)
{
    int64_t low = 0, high = series->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (series->time[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Bars [first, last) of a series. */
static struct fs_series slice(struct fs_series series, int64_t first, int64_t last, const double **extra)
{
    series.count = last - first;
    series.time += first;
    series.open += first;
    series.high += first;
    series.low += first;
    series.close += first;
    series.volume = series.volume ? series.volume + first : NULL;
    for (int x = 0; x < series.extra_count; x++)
        extra[x] = series.extra[x] + first;
    series.extra = extra;
    return series;
}

/* The bars of a piece. Bars of each symbol before `orders_from` are equally many, where a symbol has that many, so that one
 * warm-up of that length ends for all where the test begins; *warmup gets it. */
static int cut(struct server *s, const struct fs_piece *piece, int64_t *warmup, const double ***extra)
{
    const struct fs_plan *plan = s->plan;
    int64_t before = INT64_MAX;
    int columns = plan->series_count ? plan->series[0].extra_count : 0;
    *extra = calloc((size_t)plan->series_count * (size_t)columns + 1, sizeof **extra);
    if (!*extra)
        return fs_error_nomem();
    for (int i = 0; i < plan->series_count && piece->kind == FS_PIECE_TEST; i++) {
        const struct fs_series *series = &plan->series[i];
        int64_t bars = lower_bound(series, piece->orders_from) - lower_bound(series, piece->from);
        if (bars && bars < before)
            before = bars;
    }
    before = before == INT64_MAX ? 0 : before;
    for (int i = 0; i < plan->series_count; i++) {
        const struct fs_series *series = &plan->series[i];
        int64_t first = lower_bound(series, piece->from), last = lower_bound(series, piece->until);
        if (piece->kind == FS_PIECE_TEST) {
            int64_t orders = lower_bound(series, piece->orders_from);
            first = orders - before > first ? orders - before : first;
        }
        s->slices[i] = slice(*series, first, last, *extra + (size_t)i * (size_t)columns);
    }
    if (before > *warmup)
        *warmup = before;
    return 0;
}

/* The first point of the equity series at `time` or later. */
static int64_t first_point(const struct fs_result *result, int64_t time)
{
    int64_t i = 0;
    while (i < result->equity_count && result->equity_time[i] < time)
        i++;
    return i;
}

/* The result of a test as if its bars were all there is: the curve begins at the last point before them. */
static void trim(const struct fs_plan *plan, struct fs_result *result, int64_t first)
{
    double cash = fs_decimal_to_double(plan->engine.cash, FS_SCALE_EXP), traded = 0.0;
    int64_t exposed = llround(result->metrics.exposure * (double)result->equity_count);
    struct fs_curve curve;
    fs_curve_init(&curve, cash, result->conventions.risk_free / result->conventions.periods_per_year);
    for (int64_t i = first ? first - 1 : 0; i < result->equity_count; i += FS_CURVE_BLOCK) {
        int64_t left = result->equity_count - i;
        fs_curve_add(&curve, result->equity_time + i, result->equity_value + i, NULL,
                     left < FS_CURVE_BLOCK ? (int)left : FS_CURVE_BLOCK);
    }
    for (int64_t i = 0; i < result->trade_count; i++) {
        const struct fs_trade_record *t = &result->trades[i];
        double qty = (double)t->qty / (double)FS_SCALE;
        traded += qty * (double)t->entry_price / (double)FS_SCALE;
        if (t->exit_time != FS_TIME_NONE)
            traded += qty * (double)t->exit_price / (double)FS_SCALE;
    }
    result->conventions.periods = curve.n;
    fs_metrics_compute(&curve, &result->conventions, cash, result->trades, result->trade_count, traded,
                       exposed, result->metrics.fees, &result->metrics);
}

static void add_groups(const struct fs_plan *plan, const struct fs_result *result, struct fs_block *out)
{
    int64_t returns = result->equity_count > 1 ? result->equity_count - 1 : 0;
    int64_t each = returns / plan->groups, longer = returns % plan->groups, at = 1;
    const double *equity = result->equity_value;
    for (int g = 0; g < plan->groups; g++, out += FS_GROUP_BLOCKS) {
        int64_t end = at + each + (g < longer);
        for (int variant = 0; variant < FS_GROUP_GROWTH; variant++) {
            int64_t first = at + (variant & FS_GROUP_EMBARGOED ? plan->embargo : 0);
            int64_t last = end - (variant & FS_GROUP_PURGED ? plan->purge : 0);
            out[variant] = fs_block_of(equity, first, last > first ? last : first);
        }
        double growth = end > at ? equity[end - 1] / equity[at - 1] : 1.0;
        out[FS_GROUP_GROWTH] = (struct fs_block){(double)(end - at), growth > 0.0 ? log(growth) : NAN, 0.0};
        at = end;
    }
}

static int reserve(struct server *s, size_t size)
{
    if (size > s->answer_capacity) {
        unsigned char *answer = realloc(s->answer, size);
        if (!answer)
            return fs_error_nomem();
        s->answer = answer;
        s->answer_capacity = size;
    }
    return 0;
}

/* Appends the equity series from `first` on and the trades to the answer. */
static int add_tail(struct server *s, const struct fs_result *result, int64_t first)
{
    struct fs_tail tail = {.points = result->equity_count - first};
    for (int64_t i = 0; i < result->trade_count; i++)
        tail.trades += result->trades[i].exit_time != FS_TIME_NONE;
    size_t points = (size_t)tail.points * sizeof(double), trades = (size_t)tail.trades * sizeof(double);
    if (reserve(s, s->answer_size + sizeof tail + 2 * points + trades))
        return -1;
    unsigned char *at = s->answer + s->answer_size;
    memcpy(at, &tail, sizeof tail);
    if (points) {
        memcpy(at + sizeof tail, result->equity_time + first, points);
        memcpy(at + sizeof tail + points, result->equity_value + first, points);
    }
    at += sizeof tail + 2 * points;
    for (int64_t i = 0; i < result->trade_count; i++)
        if (result->trades[i].exit_time != FS_TIME_NONE) {
            memcpy(at, &result->trades[i].pnl, sizeof(double));
            at += sizeof(double);
        }
    s->answer_size += sizeof tail + 2 * points + trades;
    return 0;
}

static void take_hash(const char *hex, uint8_t out[32])
{
    for (int i = 0; i < 32; i++) {
        const char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
}

/* Takes the result into the record, which is judged. -1 with an error. */
static int judge(struct server *s, const struct fs_piece *piece, const struct fs_result *now)
{
    struct fs_result result = *now;
    int64_t first = 0;
    if (piece->kind == FS_PIECE_TEST) {
        first = first_point(now, piece->orders_from);
        trim(s->plan, &result, first);
    }
    struct fs_run *run = (struct fs_run *)(void *)s->answer;
    fs_figures(&result, run->figures);
    run->periods = (double)result.conventions.periods;
    run->periods_per_year = result.conventions.periods_per_year;
    take_hash(result.journal_hash, run->journal_hash);
    run->constraint = fs_search_score(s->search, run->figures, &run->objective);
    if (run->constraint < 0)
        return -1;
    run->status = run->constraint ? FS_RUN_REFUSED : FS_RUN_DONE;
    if (piece->kind == FS_PIECE_SET) {
        struct fs_block *blocks = (struct fs_block *)(void *)(run + 1);
        fs_block_cut(result.equity_value, result.equity_count, s->plan->blocks, blocks);
        if (s->plan->groups)
            add_groups(s->plan, &result, blocks + s->plan->blocks);
    }
    if (piece->kind == FS_PIECE_TEST || piece->kind == FS_PIECE_DETAIL)
        return add_tail(s, &result, first);
    return 0;
}

/* Errors that another set, or another worker, would meet too. */
static int concerns_all(int code)
{
    return code == FS_E_USAGE || code == FS_E_INPUT || code == FS_E_NOT_FOUND || code == FS_E_CONFLICT ||
           code == FS_E_MEMORY || code == FS_E_IO || code == FS_E_CANCELLED;
}

/* The thread's error becomes the record's, unless it concerns all sets. */
static int failed(struct server *s, struct fs_run *run)
{
    int code = fs_error_last_code();
    if (concerns_all(code))
        return -1;
    run->status = FS_RUN_FAILED;
    snprintf(run->reason, sizeof run->reason, "%s", fs_error_last()->message);
    fs_error_clear();
    if (code != FS_E_LIMIT)
        return 0;
    fs_search_free(s->search); /* a state that ran out of memory is not to be relied on */
    return open_search(s);
}

static int run_engine(struct server *s, const struct fs_piece *piece, struct fs_run *run)
{
    struct fs_engine_options options = s->plan->engine;
    const struct fs_series *series = s->slices;
    const double **extra = NULL;
    int status = cut(s, piece, &options.warmup, &extra);
    if (status == 0 && piece->kind == FS_PIECE_PERMUTED) {
        if (!s->permuted && !(s->permuted = fs_permuted_new(s->plan->series, s->plan->series_count)))
            status = -1;
        else if (s->permutation != piece->permutation)
            fs_permuted_make(s->permuted, s->plan->seed, piece->permutation);
        s->permutation = piece->permutation;
        series = s->permuted ? fs_permuted_series(s->permuted) : NULL;
    }
    options.keep_equity =
        piece->kind == FS_PIECE_TRAIN || piece->kind == FS_PIECE_PERMUTED ? FS_EQUITY_NONE : FS_EQUITY_BAR;
    options.progress = 0;
    options.out_dir = NULL;
    struct fs_engine *engine = status ? NULL : fs_engine_new(&options, series, s->plan->series_count);
    status = -1;
    if (engine) {
        int64_t start = fs_time_monotonic();
        status = fs_search_run(s->search, engine);
        const struct fs_result *result = status ? NULL : fs_engine_finish(engine);
        run->seconds = (double)(fs_time_monotonic() - start) / 1e9;
        status = result ? judge(s, piece, result) : -1;
        run = (struct fs_run *)(void *)s->answer; /* it may have moved */
    }
    if (status)
        status = failed(s, run);
    fs_search_end(s->search);
    fs_engine_free(engine);
    free(extra);
    return status;
}

static int do_piece(struct server *s, const struct fs_piece *piece)
{
    const struct fs_space *space = &s->plan->space;
    for (int i = 0; i < space->axis_count; i++) {
        char text[FS_SPACE_TEXT];
        snprintf(s->texts[i], sizeof s->texts[i], "%s=%s", space->axes[i].name,
                 fs_space_value(space, piece->number, i, text));
        s->given[i] = s->texts[i];
    }
    int blocks = piece->kind == FS_PIECE_SET ? fs_plan_blocks(s->plan) : 0;
    s->answer_size = sizeof(struct fs_run) + (size_t)blocks * sizeof(struct fs_block);
    if (reserve(s, s->answer_size))
        return -1;
    memset(s->answer, 0, s->answer_size);
    struct fs_run *run = (struct fs_run *)(void *)s->answer;
    run->number = piece->number;
    run->objective = NAN;
    int status = fs_search_begin(s->search, s->given, space->axis_count);
    if (status == 0)
        return run_engine(s, piece, run);
    if (status > 0) {
        run->status = FS_RUN_EXCLUDED;
        run->constraint = status;
        status = 0;
    } else {
        status = failed(s, run);
    }
    fs_search_end(s->search);
    return status;
}

int fs_sweep_serve(struct fs_plan *plan)
{
    struct server server = {.plan = plan, .permutation = -1};
    unsigned char bytes[FS_POOL_PIECE_MAX];
    server.slices = calloc((size_t)plan->series_count + 1, sizeof *server.slices);
    int status = server.slices ? greet(&server) : fs_error_nomem();
    while (status == 0) {
        struct fs_piece piece;
        int size = fs_pool_take(bytes);
        if (size <= 0) {
            status = size;
            break;
        }
        if ((size_t)size != sizeof piece) {
            status = fs_error_set(FS_E_INTERNAL, "a piece of work is of another size");
            break;
        }
        memcpy(&piece, bytes, sizeof piece);
        status = do_piece(&server, &piece) || fs_pool_answer(server.answer, server.answer_size) ? -1 : 0;
    }
    fs_search_free(server.search);
    fs_permuted_free(server.permuted);
    free(server.slices);
    free(server.answer);
    /* One that was asked to stop is like one that was killed: only the leader knows whether the sweep is to end. */
    return status && fs_error_last_code() != FS_E_CANCELLED ? fs_pool_give_up() : status;
}
