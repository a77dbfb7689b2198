#include "market/tick_stream.h"

#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RELEASE_ROWS = 1 << 16 };

struct tick_place {
    int64_t key;
    int32_t from;
};

int tick_stream_open(struct tick_stream *s, const struct fs_tick_source *source,
                     const struct fs_ticks_options *options)
{
    int all = !options || (!options->from && !options->to);
    *s = (struct tick_stream){.source = *source,
                              .local = options && options->order == FS_TICKS_LOCAL,
                              .from = all ? INT64_MIN : options->from,
                              .to = all ? INT64_MAX : options->to,
                              .last = INT64_MIN,
                              .given = INT64_MIN};
    size_t room = s->local ? 2 * FS_TICKS_WINDOW : TICK_BATCH;
    s->source.symbol = strdup(source->symbol);
    s->events = aligned_alloc(64, room * sizeof *s->events);
    s->places = s->local ? malloc(room * sizeof *s->places) : NULL;
    if (!s->source.symbol || !s->events || (s->local && !s->places))
        return fs_error_nomem();
    if (source->type < FS_EVENT_TRADE || source->type > FS_EVENT_BOOK)
        return fs_error_set(FS_E_INTERNAL, "%s: no kind of ticks has the number %d", source->symbol,
                            source->type);
    return (s->symbol = fs_symbol_id(source->symbol)) ? 0 : -1;
}

static void close_part(struct tick_stream *s)
{
    if (!s->part)
        return;
    s->rows_before += s->columns.rows;
    tick_columns_clear(&s->columns);
    fs_frame_unref(s->part);
    s->part = NULL;
}

void tick_stream_close(struct tick_stream *s)
{
    close_part(s);
    if (s->source.close)
        s->source.close(s->source.context);
    free((char *)(uintptr_t)s->source.symbol);
    free(s->events);
    free(s->places);
}

/* First row whose time is not below `time`. */
static int64_t lower_bound(const int64_t *times, int64_t count, int64_t time)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (times[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The next part that has rows. 1, 0 at the end, -1. */
static int open_part(struct tick_stream *s)
{
    while (!s->finished) {
        if (s->source.next(s->source.context, &s->part) != 0)
            return -1;
        if (!s->part) {
            s->finished = 1;
            return 0;
        }
        if (tick_columns_bind(&s->columns, s->part, s->source.type, s->symbol, s->source.symbol) != 0)
            return -1;
        s->row = s->released = 0;
        s->end = s->columns.rows;
        if (!s->local && s->from != INT64_MIN)
            s->row = s->released = lower_bound(s->columns.time, s->end, s->from);
        if (!s->local && s->to != INT64_MAX)
            s->end = lower_bound(s->columns.time, s->end, s->to + 1);
        if (s->row < s->end)
            return 1;
        if (!s->local && s->columns.rows && s->columns.time[0] > s->to)
            s->finished = 1;
        close_part(s);
    }
    return 0;
}

static int check_order(struct tick_stream *s, int64_t count)
{
    const int64_t *time = s->columns.time + s->row;
    char text[FS_TIME_TEXT];
    int64_t at = 0;
    if (tick_columns_rise(&s->columns, s->row, count, s->last)) {
        s->last = time[count - 1];
        return 0;
    }
    while (time[at] >= s->last)
        s->last = time[at++];
    fs_time_format(time[at], text, sizeof text);
    return fs_error_set(FS_E_INPUT, "%s: row %" PRId64 " (%s) is earlier than the row before it",
                        s->source.symbol, s->rows_before + s->row + at + 1, text);
}

/* Reads up to `most` rows behind `to`. How many, 0 at the end, -1. */
static int64_t read_rows(struct tick_stream *s, struct fs_event *to, int64_t most)
{
    if (s->part && s->row == s->end)
        close_part(s);
    if (!s->part) {
        int opened = open_part(s);
        if (opened <= 0)
            return opened;
    }
    int64_t count = s->end - s->row < most ? s->end - s->row : most;
    count = count < TICK_BATCH ? count : TICK_BATCH;
    if (tick_columns_read(&s->columns, s->row, count, to) != 0 || check_order(s, count) != 0)
        return -1;
    s->row += count;
    if (s->row - s->released >= RELEASE_ROWS) {
        tick_columns_done(&s->columns, s->released, s->row);
        s->released = s->row;
    }
    return count;
}

static int by_key(const void *a, const void *b)
{
    const struct tick_place *x = a, *y = b;
    return x->key != y->key ? (x->key < y->key ? -1 : 1) : x->from - y->from;
}

/* Puts events 0 to held - 1 in order of receipt. -1 with an error. */
static int sort_window(struct tick_stream *s)
{
    int sorted = 1;
    for (int64_t i = 1; i < s->held && sorted; i++)
        sorted = s->events[i].recv_ts >= s->events[i - 1].recv_ts;
    if (sorted)
        return 0;
    for (int64_t i = 0; i < s->held; i++)
        s->places[i] = (struct tick_place){s->events[i].recv_ts, (int32_t)i};
    qsort(s->places, (size_t)s->held, sizeof *s->places, by_key);
    struct fs_event *ordered = aligned_alloc(64, 2 * FS_TICKS_WINDOW * sizeof *ordered);
    if (!ordered)
        return fs_error_nomem();
    for (int64_t i = 0; i < s->held; i++)
        ordered[i] = s->events[s->places[i].from];
    free(s->events);
    s->events = ordered;
    return 0;
}

/* Fills the window and gives out what can no longer be overtaken. */
static int fill_local(struct tick_stream *s)
{
    memmove(s->events, s->events + s->ready, (size_t)(s->held - s->ready) * sizeof *s->events);
    s->held -= s->ready;
    s->at = s->ready = 0;
    int64_t got = 1;
    while (s->held < 2 * FS_TICKS_WINDOW && got > 0) {
        got = read_rows(s, s->events + s->held, 2 * FS_TICKS_WINDOW - s->held);
        for (int64_t i = s->held; i < s->held + got; i++)
            if (!s->events[i].recv_ts || s->events[i].recv_ts < s->events[i].ts)
                s->events[i].recv_ts = s->events[i].ts;
        s->held += got > 0 ? got : 0;
    }
    if (got < 0 || sort_window(s) != 0)
        return -1;
    s->ready = got ? s->held - FS_TICKS_WINDOW : s->held;
    for (int64_t i = 0; i < s->ready; i++) {
        struct fs_event *event = &s->events[i];
        s->late += event->recv_ts < s->given;
        event->recv_ts = event->recv_ts < s->given ? s->given : event->recv_ts;
        s->given = event->recv_ts;
    }
    while (s->at < s->ready && s->events[s->at].recv_ts < s->from)
        s->at++;
    int64_t end = s->ready;
    while (end > s->at && s->events[end - 1].recv_ts > s->to)
        end--;
    if (end < s->ready) { /* all that follow are later still */
        s->ready = end;
        s->finished = 1;
        s->held = end;
        close_part(s);
    }
    return s->held > 0;
}

int tick_stream_fill(struct tick_stream *s)
{
    if (!s->local) {
        s->at = 0;
        s->ready = read_rows(s, s->events, TICK_BATCH);
        return s->ready < 0 ? -1 : s->ready > 0;
    }
    int more;
    do
        more = fill_local(s);
    while (more > 0 && s->at == s->ready);
    return more;
}
