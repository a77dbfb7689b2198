#include "sweep/sweep.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "sweep/folder.h"
#include "sweep/stage.h"
#include "sweep/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct leading {
    struct fs_pool *pool;
    const struct fs_sweep_options *options;
    struct fs_sweep *sweep;
    struct fs_track track;
    int64_t next;    /* set to hand out */
    int64_t written; /* sets in whole Arrow files */
    int64_t done;    /* pieces of the present stage */
    struct fs_stage stage;
};

static struct fs_piece whole(const struct fs_plan *plan, int64_t number, int kind)
{
    return (struct fs_piece){.number = number, .kind = kind, .from = plan->first, .until = plan->last + 1};
}

static size_t next_set(void *data, void *bytes)
{
    struct leading *l = data;
    if (l->next == l->sweep->sets)
        return 0;
    struct fs_piece piece = whole(l->options->plan, l->next++, FS_PIECE_SET);
    memcpy(bytes, &piece, sizeof piece);
    return sizeof piece;
}

static int write_part(struct leading *l, int64_t last)
{
    char *path = fs_folder_part(l->options->folder, l->written / FS_SWEEP_PART);
    int status = path ? fs_table_write(l->sweep, l->options->plan, l->written, last, path) : -1;
    free(path);
    if (status == 0)
        l->written = last;
    return status;
}

/* Arrow files of what the log holds: whole ones, and with `all` the rest. */
static int write_parts(struct leading *l, int all)
{
    int64_t count = fs_run_log_count(l->sweep->log);
    while (l->options->folder && count - l->written >= FS_SWEEP_PART)
        if (write_part(l, l->written + FS_SWEEP_PART))
            return -1;
    return l->options->folder && all && count > l->written ? write_part(l, count) : 0;
}

static int set_done(void *data, const struct fs_pool_outcome *outcome)
{
    struct leading *l = data;
    size_t size = fs_run_log_record_size(fs_plan_blocks(l->options->plan));
    const struct fs_run *run = outcome->result;
    struct fs_run *failure = NULL;
    struct fs_piece piece;
    memcpy(&piece, outcome->piece, sizeof piece);
    if (!run) {
        if (!(failure = calloc(1, size)))
            return fs_error_nomem();
        *failure = (struct fs_run){.number = piece.number, .status = FS_RUN_FAILED, .objective = NAN};
        snprintf(failure->reason, sizeof failure->reason, "%s", outcome->failure);
        run = failure;
    } else if (outcome->result_size != size || run->number != piece.number) {
        return fs_error_set(FS_E_INTERNAL, "an answer does not belong to its piece");
    }
    l->sweep->ran += run->status != FS_RUN_EXCLUDED;
    l->sweep->engine_seconds += run->seconds;
    int status = fs_run_log_add(l->sweep->log, run) || fs_track_add(&l->track, run) ? -1 : 0;
    free(failure);
    fs_progress_update((double)(fs_run_log_count(l->sweep->log) - l->sweep->resumed));
    return status ? -1 : write_parts(l, 0);
}

static int flush(void *data)
{
    return fs_run_log_flush(((struct leading *)data)->sweep->log);
}

/* Takes what was done before as if it came now. */
static int take_up(struct leading *l)
{
    struct fs_sweep *s = l->sweep;
    s->resumed = fs_run_log_count(s->log);
    if (s->resumed > s->sets)
        return fs_error_set(FS_E_CONFLICT, "%s: its log has more sets than there are", l->options->folder);
    for (int64_t i = 0; i < s->resumed; i++) {
        const struct fs_run *run = fs_run_log_get(s->log, i);
        if (!run || fs_track_add(&l->track, run))
            return -1;
    }
    l->next = s->resumed;
    return write_parts(l, 0);
}

static int run_sets(struct leading *l)
{
    struct fs_sweep *s = l->sweep;
    struct fs_pool_job job = {l, next_set, set_done, flush};
    if (fs_track_open(&l->track, l->options, s) || !(s->log = fs_folder_open(l->options, s->about)) ||
        take_up(l))
        return -1;
    fs_progress_begin("sweep", "sets", (double)(s->sets - s->resumed));
    int64_t start = fs_time_monotonic();
    int status = fs_pool_run(l->pool, &job);
    s->seconds = (double)(fs_time_monotonic() - start) / 1e9;
    fs_progress_end();
    struct fs_error *error = fs_error_take();
    /* Whatever ended it: what is done is kept. */
    if (fs_run_log_flush(s->log) == 0 && status >= 0 && write_parts(l, 1) == 0 &&
        fs_track_finish(&l->track) == 0) {
        fs_error_restore(error);
        return status;
    }
    if (!error)
        return -1;
    fs_error_restore(error);
    return -1;
}

const struct fs_tail *fs_sweep_tail(const struct fs_pool_outcome *outcome, const int64_t **time,
                                    const double **equity, const double **pnl)
{
    const size_t head = sizeof(struct fs_run) + sizeof(struct fs_tail);
    if (outcome->result && outcome->result_size >= head) {
        const char *at = outcome->result;
        const struct fs_tail *tail = (const struct fs_tail *)(const void *)(at + sizeof(struct fs_run));
        uint64_t values = (outcome->result_size - head) / sizeof(double);
        if (tail->points >= 0 && tail->trades >= 0 && (uint64_t)tail->points <= values / 2 &&
            (uint64_t)tail->trades == values - 2 * (uint64_t)tail->points) {
            *time = (const int64_t *)(const void *)(at + head);
            *equity = (const double *)(const void *)(*time + tail->points);
            *pnl = *equity + tail->points;
            return tail;
        }
    }
    fs_error_set(FS_E_INTERNAL, "an answer has no tail");
    return NULL;
}

static size_t next_detail(void *data, void *bytes)
{
    struct leading *l = data;
    if (l->next)
        return 0;
    l->next = 1;
    struct fs_piece piece = whole(l->options->plan, l->sweep->top[0].run.number, FS_PIECE_DETAIL);
    memcpy(bytes, &piece, sizeof piece);
    return sizeof piece;
}

static int detail_done(void *data, const struct fs_pool_outcome *outcome)
{
    struct leading *l = data;
    struct fs_sweep *s = l->sweep;
    const int64_t *time;
    const double *equity, *pnl;
    if (!outcome->result)
        return fs_error_set(FS_E_SCRIPT, "the best set failed when it was run again: %s", outcome->failure);
    const struct fs_tail *tail = fs_sweep_tail(outcome, &time, &equity, &pnl);
    if (!tail)
        return -1;
    size_t bytes = ((size_t)tail->points + 1) * sizeof(double);
    s->equity_time = malloc(bytes);
    s->equity_value = malloc(bytes);
    if (!s->equity_time || !s->equity_value)
        return fs_error_nomem();
    s->equity_points = tail->points;
    memcpy(s->equity_time, time, bytes - sizeof(double));
    memcpy(s->equity_value, equity, bytes - sizeof(double));
    if (!l->options->monte_carlo || !tail->trades)
        return 0;
    return fs_monte_carlo(pnl, tail->trades,
                          fs_decimal_to_double(l->options->plan->engine.cash, FS_SCALE_EXP),
                          l->options->monte_carlo, l->options->plan->seed, &s->monte_carlo);
}

/* Runs the best set again, for its equity series and trades. */
static int run_detail(struct leading *l)
{
    struct fs_pool_job job = {l, next_detail, detail_done, NULL};
    l->next = 0;
    return fs_pool_run(l->pool, &job);
}

static size_t next_permuted(void *data, void *bytes)
{
    struct leading *l = data;
    int64_t sets = l->sweep->sets;
    if (l->next / sets == l->options->permutations)
        return 0;
    struct fs_piece piece = whole(l->options->plan, l->next % sets, FS_PIECE_PERMUTED);
    piece.permutation = l->next++ / sets;
    memcpy(bytes, &piece, sizeof piece);
    return sizeof piece;
}

static void take_permuted(struct leading *l, int64_t piece, const struct fs_run *run)
{
    double *best = &l->sweep->permuted[piece / l->sweep->sets];
    if (run->status == FS_RUN_DONE && fs_track_better(l->options->minimize, run->objective, *best))
        *best = run->objective;
}

static int permuted_done(void *data, const struct fs_pool_outcome *outcome)
{
    struct leading *l = data;
    struct fs_run run;
    if (fs_stage_add(&l->stage, outcome, &run))
        return -1;
    take_permuted(l, l->done++, &run);
    fs_progress_update((double)l->done);
    return 0;
}

static int flush_permuted(void *data)
{
    return fs_stage_flush(&((struct leading *)data)->stage);
}

/* The permutations as far as they had come before: as many as there are now, more or fewer. */
static int take_up_permuted(struct leading *l)
{
    struct fs_sweep *s = l->sweep;
    if (fs_stage_open(&l->stage, l->options, "permutations.log", l->options->permutations * s->sets))
        return -1;
    for (l->done = 0; l->done < l->stage.resumed; l->done++) {
        const struct fs_run *run = fs_stage_get(&l->stage, l->done);
        if (!run)
            return -1;
        take_permuted(l, l->done, run);
    }
    l->next = l->done;
    s->permuted_resumed = l->stage.resumed;
    return 0;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

/* Searches permuted bars in the same way, again and again: how often is the best of them as good? */
static int run_permutations(struct leading *l)
{
    struct fs_sweep *s = l->sweep;
    int64_t count = l->options->permutations, reached = 0;
    struct fs_pool_job job = {l, next_permuted, permuted_done, flush_permuted};
    if (!(s->permuted = malloc((size_t)count * sizeof *s->permuted)))
        return fs_error_nomem();
    s->permuted_count = count;
    for (int64_t i = 0; i < count; i++)
        s->permuted[i] = NAN;
    fs_progress_begin("permutations", "runs", (double)count * (double)s->sets);
    int status = take_up_permuted(l) ? -1 : fs_pool_run(l->pool, &job);
    fs_progress_end();
    status = fs_stage_end(&l->stage, status);
    if (status)
        return status;
    double best = s->top[0].run.objective;
    for (int64_t i = 0; i < count; i++)
        reached += !isnan(s->permuted[i]) && !fs_track_better(l->options->minimize, best, s->permuted[i]);
    s->p_value = (1.0 + (double)reached) / (1.0 + (double)count);
    qsort(s->permuted, (size_t)count, sizeof *s->permuted, ascending);
    return 0;
}

static int run_stages(struct leading *l)
{
    const struct fs_sweep_options *o = l->options;
    const struct fs_plan *plan = o->plan;
    struct fs_sweep *s = l->sweep;
    int status = run_sets(l);
    if (status || !s->top_count)
        return status;
    double risk_free = plan->engine.risk_free / s->top[0].run.periods_per_year;
    if (fs_pbo(s->log, plan->blocks, risk_free, &s->pbo) ||
        (o->cpcv && fs_cpcv_run(s->log, plan->blocks, o->cpcv, risk_free, &s->cpcv)))
        return -1;
    if (o->walk && (status = fs_walk_run(l->pool, o, s)))
        return status;
    if ((o->detail || o->monte_carlo) && (status = run_detail(l)))
        return status;
    return o->permutations ? run_permutations(l) : 0;
}

static int take_greeting(struct leading *l)
{
    size_t size;
    const void *bytes = fs_pool_greeting(l->pool, &size);
    l->sweep->about = json_loadb(bytes, size, 0, NULL);
    return l->sweep->about ? 0 : fs_error_set(FS_E_INTERNAL, "a worker's greeting is not understood");
}

int fs_sweep_run(struct fs_pool *pool, const struct fs_sweep_options *options, struct fs_sweep *sweep)
{
    struct leading leading = {.pool = pool, .options = options, .sweep = sweep};
    sweep->p_value = NAN;
    sweep->pbo.probability = NAN;
    int status = take_greeting(&leading) || fs_timeline_make(options->plan->series,
                                                             options->plan->series_count, &sweep->timeline)
                     ? -1
                     : run_stages(&leading);
    sweep->worker_deaths = fs_pool_deaths(pool);
    fs_track_close(&leading.track);
    return status;
}

void fs_sweep_clear(struct fs_sweep *sweep)
{
    json_decref(sweep->about);
    free(sweep->top);
    free(sweep->heat.mean);
    free(sweep->heat.count);
    free(sweep->timeline.time);
    fs_cpcv_clear(&sweep->cpcv);
    free(sweep->walk.folds);
    free(sweep->walk.time);
    free(sweep->walk.value);
    free(sweep->permuted);
    free(sweep->equity_time);
    free(sweep->equity_value);
    fs_run_log_close(sweep->log);
    *sweep = (struct fs_sweep){0};
}
