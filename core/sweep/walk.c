/* walk.c: parameters chosen on one window and tried on the next. */
#include "base/error.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/time.h"
#include "sweep/stage.h"
#include "sweep/track.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walking {
    const struct fs_sweep_options *options;
    struct fs_sweep *sweep;
    struct fs_stage stage; /* of the training runs */
    int64_t next, done;    /* pieces */
    double equity;         /* that the next test goes on with */
};

static int64_t start_of(const struct fs_timeline *timeline, int64_t index)
{
    return index < timeline->count ? timeline->time[index] : INT64_MAX;
}

static size_t next_training(void *data, void *bytes)
{
    struct walking *w = data;
    int64_t sets = w->sweep->sets, fold = w->next / sets;
    if (fold == w->sweep->walk.count)
        return 0;
    const struct fs_fold *window = &w->sweep->walk.folds[fold].window;
    struct fs_piece piece = {.number = w->next++ % sets,
                             .kind = FS_PIECE_TRAIN,
                             .from = start_of(&w->sweep->timeline, window->train_from),
                             .until = start_of(&w->sweep->timeline, window->train_to),
                             .fold = fold};
    memcpy(bytes, &piece, sizeof piece);
    return sizeof piece;
}

/* A set that cannot be run is not chosen. */
static void take_training(struct walking *w, int64_t piece, const struct fs_run *run)
{
    struct fs_sweep_fold *fold = &w->sweep->walk.folds[piece / w->sweep->sets];
    if (run->status == FS_RUN_DONE && !isnan(run->objective) &&
        (fold->chosen < 0 || fs_track_better(w->options->minimize, run->objective, fold->train.objective))) {
        fold->chosen = piece % w->sweep->sets;
        fold->train = *run;
        fold->train.number = fold->chosen;
    }
}

static int training_done(void *data, const struct fs_pool_outcome *outcome)
{
    struct walking *w = data;
    struct fs_run run;
    if (fs_stage_add(&w->stage, outcome, &run))
        return -1;
    take_training(w, w->done++, &run);
    fs_progress_update((double)w->done);
    return 0;
}

static int flush(void *data)
{
    return fs_stage_flush(&((struct walking *)data)->stage);
}

/* Training as far as it had come before. The windows are in the name of its log: other windows are another stage. */
static int take_up(struct walking *w)
{
    struct fs_sweep_walk *walk = &w->sweep->walk;
    uint64_t windows = 0;
    char name[64];
    for (int i = 0; i < walk->count; i++) {
        const struct fs_fold *f = &walk->folds[i].window;
        const int64_t bounds[] = {start_of(&w->sweep->timeline, f->train_from),
                                  start_of(&w->sweep->timeline, f->train_to)};
        windows = fs_hash64(bounds, sizeof bounds, windows);
    }
    snprintf(name, sizeof name, "walk-%016" PRIx64 ".log", windows);
    if (fs_stage_open(&w->stage, w->options, name, walk->count * w->sweep->sets))
        return -1;
    for (; w->done < w->stage.resumed; w->done++) {
        const struct fs_run *run = fs_stage_get(&w->stage, w->done);
        if (!run)
            return -1;
        take_training(w, w->done, run);
    }
    w->next = w->done;
    walk->resumed = w->stage.resumed;
    return 0;
}

static size_t next_test(void *data, void *bytes)
{
    struct walking *w = data;
    const struct fs_sweep_walk *walk = &w->sweep->walk;
    while (w->next < walk->count && walk->folds[w->next].chosen < 0)
        w->next++;
    if (w->next == walk->count)
        return 0;
    const struct fs_fold *window = &walk->folds[w->next].window;
    struct fs_piece piece = {.number = walk->folds[w->next].chosen,
                             .kind = FS_PIECE_TEST,
                             .from = start_of(&w->sweep->timeline, window->train_from),
                             .until = start_of(&w->sweep->timeline, window->test_to),
                             .orders_from = start_of(&w->sweep->timeline, window->test_from),
                             .fold = w->next++};
    memcpy(bytes, &piece, sizeof piece);
    return sizeof piece;
}

static int test_done(void *data, const struct fs_pool_outcome *outcome)
{
    struct walking *w = data;
    struct fs_sweep_walk *walk = &w->sweep->walk;
    struct fs_piece piece;
    memcpy(&piece, outcome->piece, sizeof piece);
    struct fs_sweep_fold *fold = &walk->folds[piece.fold];
    const int64_t *time;
    const double *equity, *pnl;
    if (!outcome->result)
        return fs_error_set(FS_E_SCRIPT, "the test of fold %d failed: %s", (int)piece.fold + 1,
                            outcome->failure);
    if (outcome->result_size < sizeof fold->test)
        return fs_error_set(FS_E_INTERNAL, "an answer is of another size");
    memcpy(&fold->test, outcome->result, sizeof fold->test);
    if (fold->test.status == FS_RUN_FAILED)
        return fs_error_set(FS_E_SCRIPT, "the test of fold %d failed: %s", (int)piece.fold + 1,
                            fold->test.reason);
    const struct fs_tail *tail = fs_sweep_tail(outcome, &time, &equity, &pnl);
    if (!tail)
        return -1;
    double cash = fs_decimal_to_double(w->options->plan->engine.cash, FS_SCALE_EXP), scale = w->equity / cash;
    for (int64_t i = 0; i < tail->points && walk->points < w->sweep->timeline.count; i++) {
        walk->time[walk->points] = time[i];
        walk->value[walk->points++] = w->equity = equity[i] * scale;
    }
    return 0;
}

static double compounded(double growth, double periods, double per_year)
{
    return periods < 1.0 ? NAN : growth <= 0.0 ? -1.0 : pow(growth, per_year / periods) - 1.0;
}

/* The figures of the stitched equity and of the folds together. */
static void summarise(const struct fs_sweep_options *options, struct fs_sweep_walk *walk)
{
    double per_year = 0.0, sum = 0.0, periods = 0.0, peak, cash;
    int count = 0;
    peak = cash = fs_decimal_to_double(options->plan->engine.cash, FS_SCALE_EXP);
    struct fs_block returns = {0};
    for (int i = 0; i < walk->count; i++) {
        const struct fs_sweep_fold *fold = &walk->folds[i];
        if (fold->chosen < 0)
            continue;
        per_year = fold->train.periods_per_year;
        periods += fold->test.periods;
        sum += fold->train.figures[FS_FIGURE_cagr];
        count++;
    }
    walk->test_drawdown = 0.0;
    for (int64_t i = 0; i < walk->points; i++) {
        peak = walk->value[i] > peak ? walk->value[i] : peak;
        double depth = walk->value[i] / peak - 1.0;
        walk->test_drawdown = depth < walk->test_drawdown ? depth : walk->test_drawdown;
    }
    if (walk->points > 1)
        returns = fs_block_of(walk->value, 1, walk->points);
    double growth = walk->points ? walk->value[walk->points - 1] / cash : 1.0;
    walk->test_return = growth - 1.0;
    walk->test_cagr = compounded(growth, periods, per_year);
    walk->train_cagr = count ? sum / count : NAN;
    walk->efficiency = walk->train_cagr > 0.0 ? walk->test_cagr / walk->train_cagr : NAN;
    walk->test_sharpe = fs_block_sharpe(returns, options->plan->engine.risk_free / per_year) * sqrt(per_year);
}

static int make_folds(const struct fs_sweep_options *options, struct fs_sweep *sweep)
{
    struct fs_sweep_walk *walk = &sweep->walk;
    struct fs_fold *windows = NULL;
    int status = fs_walk_forward_folds(options->walk, &sweep->timeline, &windows, &walk->count);
    if (status == 0) {
        walk->folds = calloc((size_t)walk->count, sizeof *walk->folds);
        walk->time = malloc((size_t)sweep->timeline.count * sizeof *walk->time);
        walk->value = malloc((size_t)sweep->timeline.count * sizeof *walk->value);
        if (!walk->folds || !walk->time || !walk->value)
            status = fs_error_nomem();
    }
    for (int i = 0; i < walk->count && status == 0; i++)
        walk->folds[i] = (struct fs_sweep_fold){.window = windows[i], .chosen = -1};
    free(windows);
    return status;
}

int fs_walk_run(struct fs_pool *pool, const struct fs_sweep_options *options, struct fs_sweep *sweep)
{
    struct walking walking = {.options = options, .sweep = sweep};
    struct fs_pool_job training = {&walking, next_training, training_done, flush};
    struct fs_pool_job testing = {&walking, next_test, test_done, NULL};
    if (make_folds(options, sweep) || take_up(&walking))
        return fs_stage_end(&walking.stage, -1);
    fs_progress_begin("walk-forward", "runs", (double)sweep->walk.count * (double)sweep->sets);
    int status = fs_pool_run(pool, &training);
    status = fs_stage_end(&walking.stage, status);
    walking.next = 0;
    walking.equity = fs_decimal_to_double(options->plan->engine.cash, FS_SCALE_EXP);
    if (status == 0)
        status = fs_pool_run(pool, &testing);
    fs_progress_end();
    if (status == 0)
        summarise(options, &sweep->walk);
    return status;
}
