#include "store/weights.h"

#include "base/error.h"
#include "base/hash.h"
#include "frame/frame.h"
#include "store/weights_file.h"
#include "trade/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is to be reached, by slot; NaN: nothing. */
struct targets {
    struct fs_engine *engine;
    int count;
    double *share;
};

/* The slot of each symbol of the file, which must all be part of the run. */
static int map_symbols(const struct weights *w, const struct fs_engine *engine, int *slots)
{
    if (!w->names[0] && fs_engine_slot_count(engine) != 1) {
        fs_error_set(FS_E_INPUT, "%s: it has no column 'symbol', and the run has %d symbols", w->runner.path,
                     fs_engine_slot_count(engine));
        return fs_error_hint("--symbol limits a run to one");
    }
    for (int i = 0; w->names[0] && i < w->symbols; i++)
        if ((slots[i] = fs_engine_slot(engine, w->names[i])) < 0) {
            fs_error_set(FS_E_NOT_FOUND, "%s: symbol '%s' is not part of the run", w->runner.path,
                         w->names[i]);
            return fs_error_hint("--symbol limits a run; without it the whole dataset takes part");
        }
    return 0;
}

/* Orders what is missing to the targets, sales first. */
static int rebalance(struct targets *t)
{
    const struct fs_slot_view *slots = fs_engine_slots(t->engine);
    double equity = fs_engine_view(t->engine)->equity;
    for (int sales = 1; sales >= 0; sales--)
        for (int slot = 0; slot < t->count; slot++) {
            double share = t->share[slot], price = slots[slot].price;
            double value =
                (slots[slot].position + slots[slot].pending) * price * fs_engine_point_value(t->engine, slot);
            if (isnan(share) || isnan(value) || (share * equity < value) != sales)
                continue;
            t->share[slot] = NAN;
            if (fs_engine_target_percent(t->engine, slot, share) < 0)
                return -1;
        }
    return 0;
}

/* What a row of signals makes the target of a symbol: as columns of signals do (trade/vector.h). NaN: nothing. */
static double target_of(uint8_t says, double size, double position)
{
    const uint8_t pairs[] = {SAYS_ENTRY | SAYS_EXIT, SAYS_SHORT_ENTRY | SAYS_SHORT_EXIT,
                             SAYS_ENTRY | SAYS_SHORT_ENTRY};
    uint8_t left = says;
    for (int i = 0; i < 3; i++)
        if ((says & pairs[i]) == pairs[i])
            left &= (uint8_t)~pairs[i];
    if ((left & SAYS_ENTRY) && position <= 0.0)
        return size;
    if ((left & SAYS_SHORT_ENTRY) && position >= 0.0)
        return -size;
    int leaves = ((left & SAYS_EXIT) && position > 0.0) || ((left & SAYS_SHORT_EXIT) && position < 0.0);
    return leaves ? 0.0 : NAN;
}

/* The targets of one time of the file. */
static void take_row(const struct weights *w, struct targets *t, const int *slots, int64_t row)
{
    const struct fs_slot_view *views = fs_engine_slots(t->engine);
    for (int i = 0; i < w->symbols; i++) {
        double share = w->share[row * w->symbols + i];
        if (w->says)
            share = target_of(w->says[row * w->symbols + i], share, views[slots[i]].position);
        if (!isnan(share))
            t->share[slots[i]] = share;
    }
}

static int follow(struct weights *w, struct targets *t, const int *slots)
{
    const struct fs_engine_view *view = fs_engine_view(t->engine);
    int64_t next = 0, start = INT64_MIN;
    int step, waiting = 0;
    while ((step = fs_engine_next(t->engine)) > 0) {
        if (step == FS_STEP_BAR && view->time > start)
            start = view->time;
        if (step != FS_STEP_TIME)
            continue;
        for (; next < w->rows && w->time[next] <= start; next++, waiting = 1)
            take_row(w, t, slots, next);
        if (waiting && rebalance(t))
            return -1;
        waiting = 0;
        for (int slot = 0; slot < t->count; slot++)
            waiting |= !isnan(t->share[slot]);
    }
    if (step == FS_STEP_STOPPED)
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    return step == FS_STEP_END ? 0 : -1;
}

static int run(struct fs_runner *self, struct fs_engine *engine)
{
    struct weights *w = (struct weights *)self;
    struct targets t = {.engine = engine, .count = fs_engine_slot_count(engine)};
    int *slots = calloc((size_t)w->symbols, sizeof *slots), status = -1;
    t.share = malloc((size_t)t.count * sizeof *t.share);
    if (!slots || !t.share)
        fs_error_nomem();
    else if (map_symbols(w, engine, slots) == 0) {
        for (int slot = 0; slot < t.count; slot++)
            t.share[slot] = NAN;
        fs_engine_want(engine, FS_WANT_BAR | FS_WANT_TIME);
        status = follow(w, &t, slots);
    }
    free(t.share);
    free(slots);
    return status;
}

static void free_weights(struct fs_runner *self)
{
    struct weights *w = (struct weights *)self;
    fs_arena_free(w->arena);
    free(w);
}

static int hash_file(struct fs_runner *runner)
{
    struct fs_buffer *bytes = fs_buffer_map(runner->path);
    int status = bytes ? fs_sha256_of(fs_buffer_data(bytes), fs_buffer_size(bytes), runner->hash) : -1;
    fs_buffer_unref(bytes);
    return status;
}

struct fs_runner *fs_weights_open(const char *path)
{
    struct weights *w = calloc(1, sizeof *w);
    if (!w || !(w->arena = fs_arena_new()) || !(w->runner.path = fs_arena_strdup(w->arena, path))) {
        free(w);
        fs_error_nomem();
        return NULL;
    }
    const char *slash = strrchr(w->runner.path, '/');
    w->runner.name = slash ? slash + 1 : w->runner.path;
    w->runner.version = "";
    w->runner.run = run;
    w->runner.free = free_weights;
    if (hash_file(&w->runner) || fs_weights_read(w)) {
        free_weights(&w->runner);
        return NULL;
    }
    w->runner.description = w->says ? "Signals from a file." : "Dated weights from a file.";
    return &w->runner;
}
