#include "script/bias.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "script/strategy.h"
#include "trade/engine.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 28 years: with leap years in between the Gregorian calendar repeats itself, to the day of the week. */
#define SHIFT (INT64_C(10227) * FS_NS_PER_DAY)

struct decision {
    int64_t time, bar;
    int slot;
    struct fs_order_request request;
};

struct decisions {
    struct decision *list;
    int64_t count, capacity;
    int failed;
    /* Sign of each slot's position at its bars' ends: signs[slot][bar]. */
    signed char **signs;
    int slots;
};

struct judge {
    const char *path;
    const char *const *params;
    int param_count;
    const struct fs_series *series;
    int count;
    struct fs_bias_verdict *verdict;
    struct fs_arena *arena;
};

static void clear(struct decisions *d)
{
    for (int i = 0; d->signs && i < d->slots; i++)
        free(d->signs[i]);
    free(d->signs);
    free(d->list);
    *d = (struct decisions){0};
}

static void keep(void *data, const struct fs_engine *engine, int slot, const struct fs_order_request *request)
{
    struct decisions *d = data;
    if (d->count == d->capacity) {
        int64_t capacity = d->capacity ? d->capacity * 2 : 256;
        struct decision *list = realloc(d->list, (size_t)capacity * sizeof *list);
        if (!list) {
            d->failed = 1;
            return;
        }
        d->list = list;
        d->capacity = capacity;
    }
    const double *values;
    int64_t bars = fs_engine_history(engine, slot, 3, INT64_MAX, &values);
    d->list[d->count++] = (struct decision){fs_engine_view(engine)->now, bars - 1, slot, *request};
}

/* The sign of the position at each bar, from the round trips: held from the bar of the entry to that of the exit. */
static int trace_signs(struct decisions *d, const struct fs_result *result, const struct fs_engine *engine,
                       const struct fs_series *series, int count)
{
    d->slots = count;
    if (!(d->signs = calloc((size_t)count + 1, sizeof *d->signs)))
        return fs_error_nomem();
    for (int s = 0; s < count; s++) {
        int slot = fs_engine_slot(engine, series[s].symbol);
        if (!(d->signs[slot] = calloc((size_t)series[s].count + 1, 1)))
            return fs_error_nomem();
        for (int64_t t = 0; t < result->trade_count; t++) {
            const struct fs_trade_record *trade = &result->trades[t];
            if (trade->slot != slot)
                continue;
            int64_t low = 0, high = series[s].count;
            while (low < high) { /* the bar of the entry */
                int64_t middle = (low + high) / 2;
                if (series[s].time[middle] < trade->entry_time)
                    low = middle + 1;
                else
                    high = middle;
            }
            int64_t end = trade->exit_time == FS_TIME_NONE ? INT64_MAX : trade->exit_time;
            for (; low < series[s].count && series[s].time[low] < end; low++)
                d->signs[slot][low] = trade->side == FS_BUY ? 1 : -1;
        }
    }
    return 0;
}

/* One run; -1 with the thread's error. */
static int run(struct judge *j, const struct fs_series *series, double cash, struct decisions *d)
{
    struct fs_strategy_options strategy = {.params = j->params, .param_count = j->param_count};
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.cash = (int64_t)(cash * 1e8);
    options.keep_equity = FS_EQUITY_NONE;
    options.observer = (struct fs_order_observer){keep, d};
    *d = (struct decisions){0};
    fs_progress_update(j->verdict->runs++);
    struct fs_runner *runner = fs_strategy_load(j->path, &strategy);
    if (!runner)
        return -1;
    struct fs_engine *engine = fs_engine_new(&options, series, j->count);
    int status = engine ? runner->run(runner, engine) : -1;
    const struct fs_result *result = status ? NULL : fs_engine_finish(engine);
    if (!result || trace_signs(d, result, engine, series, j->count))
        status = -1;
    if (!status && d->failed)
        status = fs_error_nomem();
    fs_engine_free(engine);
    runner->free(runner);
    return status;
}

static struct fs_bias_finding *find(struct judge *j, const char *test)
{
    struct fs_bias_verdict *v = j->verdict;
    if (v->count == (int)(sizeof v->findings / sizeof *v->findings))
        return NULL;
    struct fs_bias_finding *f = &v->findings[v->count++];
    *f = (struct fs_bias_finding){.test = test, .time = FS_TIME_NONE, .bar = -1};
    return f;
}

static const char *symbol_of(const struct judge *j, int slot)
{
    /* Slots are in the order of the symbols' text. */
    const char *name = "";
    for (int i = 0; i < j->count; i++) {
        int below = 0;
        for (int k = 0; k < j->count; k++)
            below += strcmp(j->series[k].symbol, j->series[i].symbol) < 0;
        if (below == slot)
            name = j->series[i].symbol;
    }
    return name;
}

static void describe(const struct decision *d, char *text, size_t size)
{
    if (d)
        snprintf(text, size, "%s %.10g", d->request.side == FS_BUY ? "buy" : "sell",
                 (double)d->request.qty / 1e8);
    else
        snprintf(text, size, "no order");
}

/* Notes the first decision that differs. `what` says what had been changed. */
static void differs(struct judge *j, const char *test, const char *what, const struct decision *base,
                    const struct decision *other, int64_t shift)
{
    struct fs_bias_finding *f = find(j, test);
    if (!f)
        return;
    /* Of two at different times the earlier one is there and the other not yet. */
    if (base && other && base->time + shift != other->time) {
        if (base->time + shift < other->time)
            other = NULL;
        else
            base = NULL;
    }
    const struct decision *first = base ? base : other;
    char a[64], b[64];
    describe(base, a, sizeof a);
    describe(other, b, sizeof b);
    f->time = first->time - (base ? 0 : shift);
    f->bar = first->bar;
    snprintf(f->symbol, sizeof f->symbol, "%s", symbol_of(j, first->slot));
    snprintf(f->text, sizeof f->text, "%s: %s becomes %s", what, a, b);
}

/* Compares decisions up to engine time `until`; quantities too where `exact`. 1 when something differs. */
static int compare(struct judge *j, const char *test, const char *what, const struct decisions *base,
                   const struct decisions *other, int64_t until, int64_t shift, int exact)
{
    for (int64_t i = 0;; i++) {
        const struct decision *a = i < base->count && base->list[i].time < until ? &base->list[i] : NULL;
        const struct decision *b =
            i < other->count && other->list[i].time - shift < until ? &other->list[i] : NULL;
        if (!a && !b)
            return 0;
        if (a && b && a->time + shift == b->time && a->slot == b->slot &&
            a->request.side == b->request.side && a->request.type == b->request.type &&
            (!exact || a->request.qty == b->request.qty))
            continue;
        differs(j, test, what, a, b, shift);
        return 1;
    }
}

/* A copy of the series to change; arrays are shared until replaced. */
static struct fs_series *copy(struct judge *j)
{
    struct fs_series *series = fs_arena_array(j->arena, (size_t)j->count, sizeof *series);
    if (series)
        memcpy(series, j->series, (size_t)j->count * sizeof *series);
    return series;
}

static double *scaled(struct judge *j, const double *values, int64_t count, double factor)
{
    double *out = fs_arena_array(j->arena, (size_t)count + 1, sizeof *out);
    for (int64_t i = 0; out && i < count; i++)
        out[i] = values[i] * factor;
    return out;
}

/* A run that fails only on changed data is a finding too. */
static int run_changed(struct judge *j, const char *test, const char *what, const struct fs_series *series,
                       double cash, struct decisions *d)
{
    if (run(j, series, cash, d) == 0)
        return 0;
    struct fs_bias_finding *f = find(j, test);
    const struct fs_error *error = fs_error_last();
    if (f)
        snprintf(f->text, sizeof f->text, "%s: the strategy fails: %.280s", what,
                 error ? error->message : "");
    fs_error_clear();
    clear(d);
    return -1;
}

static int test_future(struct judge *j, const struct decisions *base)
{
    for (int quarter = 1; quarter <= 3; quarter++) {
        struct fs_series *series = copy(j);
        if (!series)
            return -1;
        int64_t until = INT64_MAX;
        char what[80];
        snprintf(what, sizeof what, "without the last %d %% of the data", 100 - 25 * quarter);
        for (int i = 0; i < j->count; i++) {
            series[i].count = j->series[i].count * quarter / 4;
            int64_t end = series[i].count ? series[i].time[series[i].count - 1] : INT64_MIN;
            until = end < until ? end : until; /* bars before it end before it, whatever their length */
        }
        struct decisions d;
        if (run_changed(j, "future", what, series, 100000.0, &d))
            return 0;
        int found = compare(j, "future", what, base, &d, until, 0, 1);
        clear(&d);
        if (found)
            return 0;
    }
    return 0;
}

static int test_dates(struct judge *j, const struct decisions *base)
{
    struct fs_series *series = copy(j);
    if (!series)
        return -1;
    for (int i = 0; i < j->count; i++) {
        int64_t *time = fs_arena_array(j->arena, (size_t)series[i].count + 1, sizeof *time);
        if (!time)
            return -1;
        for (int64_t k = 0; k < series[i].count; k++)
            time[k] = series[i].time[k] - SHIFT;
        series[i].time = time;
    }
    /* Holidays are not 28 years apart: where there is a calendar, both runs go without it. */
    struct fs_series *plain = copy(j);
    struct decisions d, without;
    int calendars = 0;
    for (int i = 0; plain && i < j->count; i++) {
        calendars |= plain[i].calendar != NULL;
        plain[i].calendar = series[i].calendar = NULL;
    }
    if (!plain)
        return -1;
    if (calendars) {
        if (run_changed(j, "dates", "without the calendar", plain, 100000.0, &without))
            return 0;
        base = &without;
    }
    const char *what = "with all dates 28 years earlier (same weekdays, same days of the year)";
    if (run_changed(j, "dates", what, series, 100000.0, &d) == 0) {
        compare(j, "dates", what, base, &d, INT64_MAX, -SHIFT, 1);
        clear(&d);
    }
    if (calendars)
        clear(&without);
    return 0;
}

/* Does a further column hold prices? Nearly all of it lies about the close. */
static int holds_prices(const struct fs_series *s, const double *values)
{
    int64_t about = 0, numbers = 0;
    for (int64_t i = 0; i < s->count; i++) {
        numbers += !isnan(values[i]);
        about += values[i] > 0.2 * s->close[i] && values[i] < 5.0 * s->close[i];
    }
    return numbers && about > numbers - numbers / 10;
}

static int double_extra(struct judge *j, struct fs_series *series)
{
    const double **extra = fs_arena_array(j->arena, (size_t)series->extra_count + 1, sizeof *extra);
    for (int x = 0; extra && x < series->extra_count; x++) {
        extra[x] = series->extra[x];
        if (holds_prices(series, extra[x]) && !(extra[x] = scaled(j, extra[x], series->count, 2.0)))
            return -1;
    }
    series->extra = extra;
    return extra ? 0 : -1;
}

static int test_levels(struct judge *j, const struct decisions *base)
{
    struct fs_series *series = copy(j);
    if (!series)
        return -1;
    for (int i = 0; i < j->count; i++) {
        int64_t n = series[i].count;
        if (double_extra(j, &series[i]))
            return -1;
        if (!(series[i].open = scaled(j, series[i].open, n, 2.0)) ||
            !(series[i].high = scaled(j, series[i].high, n, 2.0)) ||
            !(series[i].low = scaled(j, series[i].low, n, 2.0)) ||
            !(series[i].close = scaled(j, series[i].close, n, 2.0)))
            return -1;
    }
    struct decisions d;
    const char *what = "with all prices and the cash doubled";
    if (run_changed(j, "levels", what, series, 200000.0, &d))
        return 0;
    compare(j, "levels", what, base, &d, INT64_MAX, 0, 0);
    clear(&d);
    return 0;
}

/* Positions of the second half, when the first quarter is missing. */
static int test_start(struct judge *j, const struct decisions *base)
{
    struct fs_series *series = copy(j);
    if (!series)
        return -1;
    for (int i = 0; i < j->count; i++) {
        struct fs_series *s = &series[i];
        int64_t skip = s->count / 4;
        s->time += skip;
        s->open += skip;
        s->high += skip;
        s->low += skip;
        s->close += skip;
        s->volume = s->volume ? s->volume + skip : NULL;
        s->count -= skip;
        const double **extra = fs_arena_array(j->arena, (size_t)s->extra_count + 1, sizeof *extra);
        if (!extra)
            return -1;
        for (int x = 0; x < s->extra_count; x++)
            extra[x] = s->extra[x] + skip;
        s->extra = extra;
    }
    struct decisions d;
    const char *what = "without the first quarter of the data";
    if (run_changed(j, "start", what, series, 100000.0, &d))
        return 0;
    for (int i = 0; i < j->count; i++) {
        int slot = 0;
        for (int k = 0; k < j->count; k++)
            slot += strcmp(j->series[k].symbol, j->series[i].symbol) < 0;
        int64_t skip = j->series[i].count / 4;
        for (int64_t bar = j->series[i].count / 2; bar < j->series[i].count; bar++) {
            int a = base->signs[slot][bar], b = d.signs[slot][bar - skip];
            if (a == b)
                continue;
            struct fs_bias_finding *f = find(j, "start");
            static const char *const words[] = {"short", "flat", "long"};
            if (f) {
                f->time = j->series[i].time[bar];
                f->bar = bar;
                snprintf(f->symbol, sizeof f->symbol, "%s", j->series[i].symbol);
                snprintf(f->text, sizeof f->text,
                         "%s: the position, long after, is %s instead of %s; an indicator needs a longer "
                         "warm-up than "
                         "it is given, or something counts from the first bar",
                         what, words[b + 1], words[a + 1]);
            }
            clear(&d);
            return 0;
        }
    }
    clear(&d);
    return 0;
}

/* The first line of the script that names the column. */
static int line_of(const char *path, const char *name)
{
    char text[4096];
    int line = 0, found = 0;
    FILE *in = fopen(path, "r");
    while (in && !found && fgets(text, sizeof text, in)) {
        line++;
        found = strstr(text, name) != NULL;
    }
    if (in)
        fclose(in);
    return found ? line : 0;
}

static int test_column(struct judge *j, const struct decisions *base, int x)
{
    char how[160], what[300];
    int suspect = 0;
    for (int i = 0; i < j->count && !suspect; i++)
        suspect = fs_bias_column(&j->series[i], j->series[i].extra[x], how, sizeof how);
    if (!suspect)
        return 0;
    fs_progress_record()->total += 1.0; /* a run that was not foreseen */
    struct fs_series *series = copy(j);
    const char *name = j->series[0].extra_names[x];
    if (!series)
        return -1;
    for (int i = 0; i < j->count; i++) {
        const double **extra = fs_arena_array(j->arena, (size_t)series[i].extra_count, sizeof *extra);
        if (!extra)
            return -1;
        memcpy(extra, series[i].extra, (size_t)series[i].extra_count * sizeof *extra);
        extra[x] = scaled(j, series[i].extra[x], series[i].count, NAN);
        if (!extra[x])
            return -1;
        series[i].extra = extra;
    }
    snprintf(what, sizeof what, "column '%.60s' holds %s; without it", name, how);
    int before = j->verdict->count;
    struct decisions d;
    if (run_changed(j, "column", what, series, 100000.0, &d) == 0) {
        compare(j, "column", what, base, &d, INT64_MAX, 0, 1);
        clear(&d);
    }
    if (j->verdict->count > before)
        j->verdict->findings[before].line = line_of(j->path, name);
    return 0;
}

int fs_bias_judge(const char *path, const char *const *params, int param_count,
                  const struct fs_series *series, int count, struct fs_bias_verdict *verdict)
{
    struct judge j = {path, params, param_count, series, count, verdict, fs_arena_new()};
    struct decisions base = {0};
    *verdict = (struct fs_bias_verdict){0};
    int calendars = 0;
    for (int i = 0; i < count; i++)
        calendars |= series[i].calendar != NULL;
    /* The data as they are, three ends, the dates (twice where there is a calendar), levels and start. */
    fs_progress_begin("bias", "runs", 7 + calendars);
    int status = !j.arena || run(&j, series, 100000.0, &base) ? -1 : 0;
    verdict->decisions = base.count;
    for (int x = 0; !status && x < series[0].extra_count; x++)
        status = test_column(&j, &base, x);
    if (!status && base.count)
        status =
            test_future(&j, &base) || test_dates(&j, &base) || test_levels(&j, &base) || test_start(&j, &base)
                ? -1
                : 0;
    fs_progress_end();
    if (fs_cancel_requested()) /* a changed run that was stopped tells nothing about the strategy */
        status = fs_error_set(FS_E_CANCELLED, "%s: stopped in run %d; it is not judged", path, verdict->runs);
    clear(&base);
    fs_arena_free(j.arena);
    return status;
}
