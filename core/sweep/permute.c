#include "sweep/permute.h"

#include "base/arena.h"
#include "base/error.h"
#include "compute/stats/random.h"

#include <stdlib.h>
#include <string.h>

struct target {
    struct fs_series series; /* its arrays are our own */
    double *open, *high, *low, *close, *volume, **extra;
};

struct fs_permuted {
    struct fs_arena *arena;
    const struct fs_series *from;
    struct target *to;
    struct fs_series *out;
    int64_t *inside, *gaps; /* permutations of bars 1 ... */
    int count;
};

static double *values(struct fs_arena *arena, int64_t count)
{
    return fs_arena_array(arena, (size_t)count + 1, sizeof(double));
}

static int make_target(struct fs_arena *arena, const struct fs_series *from, struct target *to)
{
    to->series = *from;
    to->open = values(arena, from->count);
    to->high = values(arena, from->count);
    to->low = values(arena, from->count);
    to->close = values(arena, from->count);
    to->volume = from->volume ? values(arena, from->count) : NULL;
    to->extra = fs_arena_array(arena, (size_t)from->extra_count + 1, sizeof *to->extra);
    if (!to->open || !to->high || !to->low || !to->close || (from->volume && !to->volume) || !to->extra)
        return -1;
    for (int x = 0; x < from->extra_count; x++)
        if (!(to->extra[x] = values(arena, from->count)))
            return -1;
    to->series.open = to->open;
    to->series.high = to->high;
    to->series.low = to->low;
    to->series.close = to->close;
    to->series.volume = to->volume;
    to->series.extra = (const double *const *)to->extra;
    return 0;
}

struct fs_permuted *fs_permuted_new(const struct fs_series *series, int count)
{
    struct fs_permuted *p = calloc(1, sizeof *p);
    int64_t longest = 0;
    if (!p) {
        fs_error_nomem();
        return NULL;
    }
    p->from = series;
    p->count = count;
    for (int i = 0; i < count; i++)
        longest = series[i].count > longest ? series[i].count : longest;
    int status = -1;
    if ((p->arena = fs_arena_new()) && (p->to = fs_arena_array(p->arena, (size_t)count, sizeof *p->to)) &&
        (p->out = fs_arena_array(p->arena, (size_t)count, sizeof *p->out)) &&
        (p->inside = fs_arena_array(p->arena, (size_t)longest + 1, sizeof *p->inside)) &&
        (p->gaps = fs_arena_array(p->arena, (size_t)longest + 1, sizeof *p->gaps)))
        status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        status = make_target(p->arena, &series[i], &p->to[i]);
        p->out[i] = p->to[i].series;
    }
    if (status == 0)
        return p;
    fs_permuted_free(p);
    return NULL;
}

/* Fisher and Yates over 1 .. count - 1; bar 0 stays. */
static void shuffle(struct fs_random *random, int64_t *order, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        order[i] = i;
    for (int64_t i = count - 1; i > 1; i--) {
        int64_t j = 1 + (int64_t)fs_random_below(random, (uint64_t)i), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

static void build(const struct fs_permuted *p, const struct fs_series *from, struct target *to)
{
    for (int64_t i = 0; i < from->count; i++) {
        int64_t in = i ? p->inside[i] : 0, gap = i ? p->gaps[i] : 0;
        double open = i ? to->close[i - 1] * (from->open[gap] / from->close[gap - 1]) : from->open[0];
        to->open[i] = open;
        to->high[i] = open * (from->high[in] / from->open[in]);
        to->low[i] = open * (from->low[in] / from->open[in]);
        to->close[i] = open * (from->close[in] / from->open[in]);
        if (to->volume)
            to->volume[i] = from->volume[in];
        for (int x = 0; x < from->extra_count; x++)
            to->extra[x][i] = from->extra[x][in];
    }
}

void fs_permuted_make(struct fs_permuted *p, uint64_t seed, int64_t number)
{
    for (int i = 0; i < p->count; i++) {
        int64_t count = p->from[i].count;
        struct fs_random random;
        fs_random_init(&random, seed, (uint64_t)number);
        shuffle(&random, p->inside, count);
        shuffle(&random, p->gaps, count);
        build(p, &p->from[i], &p->to[i]);
    }
}

const struct fs_series *fs_permuted_series(const struct fs_permuted *p)
{
    return p->out;
}

void fs_permuted_free(struct fs_permuted *p)
{
    if (!p)
        return;
    fs_arena_free(p->arena);
    free(p);
}
