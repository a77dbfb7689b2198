#include "market/ticks.h"

#include "base/error.h"
#include "market/merge.h"
#include "market/tick_stream.h"

#include <stdlib.h>
#include <string.h>

struct fs_ticks {
    struct tick_stream *streams;
    int count;
    struct fs_merge merge;
    struct fs_event *batch; /* of several streams */
};

struct fs_ticks *fs_ticks_new(const struct fs_tick_source *sources, int count,
                              const struct fs_ticks_options *options)
{
    struct fs_ticks *ticks = calloc(1, sizeof *ticks);
    int failed = !ticks;
    if (ticks) {
        ticks->streams = calloc((size_t)count + 1, sizeof *ticks->streams);
        ticks->batch = aligned_alloc(64, TICK_BATCH * sizeof *ticks->batch);
        failed = !ticks->streams || !ticks->batch;
    }
    if (failed)
        fs_error_nomem();
    for (int i = 0; i < count; i++) {
        if (failed && sources[i].close)
            sources[i].close(sources[i].context);
        if (failed)
            continue;
        failed = tick_stream_open(&ticks->streams[i], &sources[i], options) != 0;
        ticks->count = i + 1;
    }
    if (!failed)
        failed = fs_merge_init(&ticks->merge, (uint32_t)count) != 0;
    for (int i = 0; i < count && !failed && count > 1; i++) {
        struct tick_stream *s = &ticks->streams[i];
        int filled = tick_stream_fill(s);
        failed = filled < 0;
        if (filled > 0)
            fs_merge_set(&ticks->merge, (uint32_t)i, tick_key(s, &s->events[s->at]), (uint32_t)i);
    }
    if (!failed)
        return ticks;
    fs_ticks_free(ticks);
    return NULL;
}

void fs_ticks_free(struct fs_ticks *ticks)
{
    if (!ticks)
        return;
    for (int i = 0; i < ticks->count; i++)
        tick_stream_close(&ticks->streams[i]);
    fs_merge_clear(&ticks->merge);
    free(ticks->streams);
    free(ticks->batch);
    free(ticks);
}

int64_t fs_ticks_late(const struct fs_ticks *ticks)
{
    int64_t late = 0;
    for (int i = 0; i < ticks->count; i++)
        late += ticks->streams[i].late;
    return late;
}

/* Does an event of `stream` come before the first one of the merge's entry? */
static int comes_first(int64_t key, uint32_t rank, const struct fs_merge_entry *other)
{
    return key < other->time || (key == other->time && rank < other->rank);
}

/* The first of all streams but the first one: one of its children in the heap. */
static const struct fs_merge_entry *runner_up(const struct fs_merge *merge)
{
    const struct fs_merge_entry *a = &merge->heap[1], *b = &merge->heap[2];
    return merge->count < 3 || comes_first(a->time, a->rank, b) ? a : b;
}

/* How many events of the stream that is first come before those of all others, at most `most` and at least one. */
static int64_t run_of(const struct tick_stream *s, uint32_t source, const struct fs_merge_entry *other,
                      int64_t most)
{
    const struct fs_event *x = s->events + s->at;
    int64_t have = s->ready - s->at, n = 1;
    most = have < most ? have : most;
    if (!other)
        return most;
    int64_t end =
        other->time + (source < other->rank && other->time < INT64_MAX); /* of one time, those of the first */
    if (s->local)
        while (n < most && x[n].recv_ts < end)
            n++;
    else
        while (n < most && x[n].ts < end)
            n++;
    return n;
}

/* Copies events of the stream that is first, as long as it is. How many, -1 with an error. */
static int64_t take_run(struct fs_ticks *ticks, struct fs_event *to, int64_t most)
{
    uint32_t source = ticks->merge.heap[0].source;
    struct tick_stream *s = &ticks->streams[source];
    int64_t count = run_of(s, source, ticks->merge.count > 1 ? runner_up(&ticks->merge) : NULL, most);
    memcpy(to, s->events + s->at, (size_t)count * sizeof *to);
    s->at += count;
    if (s->at == s->ready) {
        int filled = tick_stream_fill(s);
        if (filled < 0)
            return -1;
        if (!filled) {
            fs_merge_remove(&ticks->merge, source);
            return count;
        }
    }
    fs_merge_set(&ticks->merge, source, tick_key(s, &s->events[s->at]), source);
    return count;
}

/* Those of several streams. */
static int64_t take_merged(struct fs_ticks *ticks, struct fs_event *to)
{
    int64_t count = 0;
    while (count < TICK_BATCH && ticks->merge.count) {
        int64_t run = take_run(ticks, to + count, TICK_BATCH - count);
        if (run < 0)
            return -1;
        count += run;
    }
    return count;
}

int64_t fs_ticks_next(struct fs_ticks *ticks, const struct fs_event **events)
{
    if (ticks->count == 1) { /* as they are, without a copy */
        struct tick_stream *s = &ticks->streams[0];
        int filled = s->at < s->ready ? 1 : tick_stream_fill(s);
        if (filled <= 0)
            return filled;
        int64_t count = s->ready - s->at < TICK_BATCH ? s->ready - s->at : TICK_BATCH;
        *events = s->events + s->at;
        s->at += count;
        return count;
    }
    *events = ticks->batch;
    return take_merged(ticks, ticks->batch);
}

int64_t fs_ticks_copy(struct fs_ticks *ticks, struct fs_event *to)
{
    if (ticks->count != 1)
        return take_merged(ticks, to);
    const struct fs_event *events;
    int64_t count = fs_ticks_next(ticks, &events);
    if (count > 0)
        memcpy(to, events, (size_t)count * sizeof *to);
    return count;
}
