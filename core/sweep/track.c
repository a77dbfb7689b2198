#include "sweep/track.h"

#include "base/error.h"
#include "compute/perf/significance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fs_track_better(int minimize, double a, double b)
{
    if (isnan(a) || isnan(b))
        return !isnan(a) && isnan(b);
    return minimize ? a < b : a > b;
}

/* The first two axes with several values; a span has no rows. */
static int open_heat(const struct fs_space *space, struct fs_heat *heat)
{
    enum { CELLS_MAX = 250000 };
    int found = 0;
    heat->axes[0] = heat->axes[1] = -1;
    for (int i = 0; i < space->axis_count && found < 2; i++)
        if (space->axes[i].count > 1)
            heat->axes[found++] = i;
    if (found < 2 || space->axes[heat->axes[0]].count > CELLS_MAX / space->axes[heat->axes[1]].count) {
        heat->axes[0] = heat->axes[1] = -1;
        return 0;
    }
    heat->rows = space->axes[heat->axes[0]].count;
    heat->columns = space->axes[heat->axes[1]].count;
    size_t cells = (size_t)heat->rows * (size_t)heat->columns;
    heat->mean = calloc(cells, sizeof *heat->mean);
    heat->count = calloc(cells, sizeof *heat->count);
    return heat->mean && heat->count ? 0 : fs_error_nomem();
}

int fs_track_open(struct fs_track *track, const struct fs_sweep_options *options, struct fs_sweep *sweep)
{
    *track = (struct fs_track){.options = options, .sweep = sweep};
    sweep->first_failed = -1;
    sweep->sets = options->plan->space.count;
    sweep->top = calloc((size_t)options->top + 1, sizeof *sweep->top);
    if (!sweep->top)
        return fs_error_nomem();
    track->hash = fs_sha256_new();
    return track->hash ? open_heat(&options->plan->space, &sweep->heat) : -1;
}

static void add_best(struct fs_track *t, const struct fs_run *run)
{
    struct fs_sweep *s = t->sweep;
    int at = s->top_count;
    /* A set that is no better than another stays behind it: of equal ones the lowest number is the best. */
    while (at > 0 && fs_track_better(t->options->minimize, run->objective, s->top[at - 1].run.objective))
        at--;
    if (at >= t->options->top)
        return;
    int kept = s->top_count < t->options->top ? s->top_count : t->options->top - 1;
    memmove(&s->top[at + 1], &s->top[at], (size_t)(kept - at) * sizeof *s->top);
    s->top[at] = (struct fs_sweep_best){.run = *run, .neighbours = NAN};
    s->top_count = kept + 1;
}

static void add_heat(struct fs_track *t, const struct fs_run *run)
{
    struct fs_heat *heat = &t->sweep->heat;
    int64_t places[FS_SPACE_AXES_MAX];
    if (heat->axes[0] < 0)
        return;
    fs_space_places(&t->options->plan->space, run->number, places);
    int64_t cell = places[heat->axes[0]] * heat->columns + places[heat->axes[1]];
    heat->count[cell]++;
    heat->mean[cell] += (run->objective - heat->mean[cell]) / (double)heat->count[cell];
}

/* The Sharpe ratio of a period of a record. */
static double period_sharpe(const struct fs_run *run)
{
    return fs_run_figure(run, FS_FIGURE_sharpe) / sqrt(run->periods_per_year);
}

int fs_track_add(struct fs_track *t, const struct fs_run *run)
{
    struct fs_sweep *s = t->sweep;
    s->done += run->status == FS_RUN_DONE;
    s->excluded += run->status == FS_RUN_EXCLUDED;
    s->refused += run->status == FS_RUN_REFUSED;
    if (run->status == FS_RUN_FAILED && !s->failed++) {
        s->first_failed = run->number;
        snprintf(s->first_failure, sizeof s->first_failure, "%.*s", (int)sizeof run->reason - 1, run->reason);
    }
    double sharpe = period_sharpe(run);
    if (!isnan(sharpe)) {
        double delta = sharpe - t->trial_mean;
        t->trial_mean += delta / (double)++s->trials;
        t->trial_m2 += delta * (sharpe - t->trial_mean);
        s->periods_per_year = run->periods_per_year;
    }
    if (run->status == FS_RUN_DONE && !isnan(run->objective)) {
        add_best(t, run);
        add_heat(t, run);
    }
    return fs_sha256_update(t->hash, run->journal_hash, sizeof run->journal_hash);
}

/* The mean objective around a set of a grid. */
static int add_neighbours(struct fs_track *t, struct fs_sweep_best *best)
{
    const struct fs_space *space = &t->options->plan->space;
    int64_t places[FS_SPACE_AXES_MAX];
    double sum = best->run.objective;
    int count = 1;
    if (space->method != FS_SPACE_GRID)
        return 0;
    fs_space_places(space, best->run.number, places);
    for (int i = 0; i < 2 * space->axis_count; i++) {
        places[i / 2] += i % 2 ? 1 : -1;
        int64_t number = fs_space_number(space, places);
        places[i / 2] -= i % 2 ? 1 : -1;
        if (number < 0 || number >= fs_run_log_count(t->sweep->log))
            continue;
        const struct fs_run *run = fs_run_log_get(t->sweep->log, number);
        if (!run)
            return -1;
        if (isnan(run->objective) || run->status == FS_RUN_FAILED)
            continue;
        sum += run->objective;
        count++;
    }
    if (count > 1)
        best->neighbours = sum / count;
    best->neighbour_count = count - 1;
    return 0;
}

static void deflate(struct fs_track *t)
{
    struct fs_sweep *s = t->sweep;
    s->trial_variance = s->trials > 1 ? t->trial_m2 / (double)(s->trials - 1) : NAN;
    s->expected_max = s->deflated = s->probabilistic = NAN;
    if (!s->top_count)
        return;
    const struct fs_run *best = &s->top[0].run;
    double sharpe = period_sharpe(best), skewness = best->figures[FS_FIGURE_skewness];
    double kurtosis = best->figures[FS_FIGURE_kurtosis] + 3.0;
    s->probabilistic = fs_perf_sharpe_probability(sharpe, 0.0, best->periods, skewness, kurtosis);
    if (s->trials < 2)
        return;
    s->expected_max = fs_perf_expected_max_sharpe(s->trial_variance, (double)s->trials);
    s->deflated = fs_perf_sharpe_probability(sharpe, s->expected_max, best->periods, skewness, kurtosis);
}

int fs_track_finish(struct fs_track *t)
{
    struct fs_heat *heat = &t->sweep->heat;
    for (int64_t i = 0; heat->axes[0] >= 0 && i < heat->rows * heat->columns; i++)
        if (!heat->count[i])
            heat->mean[i] = NAN;
    deflate(t);
    for (int i = 0; i < t->sweep->top_count; i++)
        if (add_neighbours(t, &t->sweep->top[i]))
            return -1;
    return fs_sha256_hex(t->hash, t->sweep->journal_hash);
}

void fs_track_close(struct fs_track *track)
{
    fs_sha256_free(track->hash);
    track->hash = NULL;
}
