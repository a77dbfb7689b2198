#include "base/error.h"
#include "market/orders_book.h"
#include "store/history_ticks.h"
#include "store/quality.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATS = 16 };

/* Rows in a row of which the same is to be said. */
struct run {
    int64_t time, rows;
};

struct ticks {
    const struct fs_quality_options *options;
    const char *symbol;
    int type;
    struct fs_event recent[REPEATS]; /* the last ones, in a ring */
    int64_t count;
    int64_t heard; /* the last time of receipt; 0: none */
    uint64_t seq;  /* the last number; 0: none */
    struct run crossed, locked;
    struct fs_depth *depth; /* of a book: one of the two */
    struct fs_orders_book *orders;
    struct run refused[FS_APPLY_COUNT]; /* how many events had a result, and when the first had it */
};

__attribute__((format(printf, 5, 6))) static void found(const struct ticks *t, int rule, int64_t time,
                                                        int64_t rows, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct fs_finding finding = {rule, t->symbol, time, rows, text};
    t->options->found(t->options->context, &finding);
}

static uint64_t seq_of(const struct fs_event *e)
{
    return e->type == FS_EVENT_TRADE   ? e->u.trade.seq
           : e->type == FS_EVENT_QUOTE ? e->u.quote.seq
                                       : e->u.book.seq;
}

static void check_clock(struct ticks *t, const struct fs_event *e)
{
    if (!e->recv_ts)
        return;
    if (e->recv_ts < e->ts)
        found(t, FS_QUALITY_CLOCK, e->ts, 1, "was received %" PRId64 " ns before it happened",
              e->ts - e->recv_ts);
    if (t->heard && e->recv_ts < t->heard)
        found(t, FS_QUALITY_CLOCK, e->ts, 1, "the time of receipt steps back by %" PRId64 " ns",
              t->heard - e->recv_ts);
    t->heard = e->recv_ts;
}

static void check_sequence(struct ticks *t, const struct fs_event *e)
{
    uint64_t seq = seq_of(e);
    if (!seq)
        return;
    if (e->flags & FS_EVENT_SNAPSHOT)
        t->seq = 0;
    if (t->seq && seq < t->seq)
        found(t, FS_QUALITY_SEQUENCE, e->ts, 1, "number %" PRIu64 " after %" PRIu64, seq, t->seq);
    if (t->seq && seq > t->seq + 1)
        found(t, FS_QUALITY_SEQUENCE, e->ts, (int64_t)(seq - t->seq - 1),
              "%" PRIu64 " number%s missing before %" PRIu64, seq - t->seq - 1,
              seq - t->seq == 2 ? " is" : "s are", seq);
    t->seq = seq;
}

static void check_repeat(struct ticks *t, const struct fs_event *e)
{
    int64_t most = t->count < REPEATS ? t->count : REPEATS;
    int named = seq_of(e) || (e->type == FS_EVENT_TRADE && e->u.trade.trade_id);
    for (int64_t k = 1; k <= most && named; k++) {
        const struct fs_event *before = &t->recent[(t->count - k) % REPEATS];
        if (before->ts != e->ts)
            break;
        struct fs_event same = *before;
        same.flags = e->flags; /* LAST is about its place */
        if (!memcmp(&same, e, sizeof same)) {
            found(t, FS_QUALITY_DUPLICATE, e->ts, 1, "the same row as %" PRId64 " before it", k);
            break;
        }
    }
    t->recent[t->count++ % REPEATS] = *e;
}

/* One more row, or message, of a run; or its end. */
static void go_on(struct ticks *t, struct run *run, int is, int rule, int64_t time)
{
    if (is && !run->rows++)
        run->time = time;
    if (is || !run->rows)
        return;
    found(t, rule, run->time, run->rows, "%" PRId64 " %s%s in a row with the bid %s the ask", run->rows,
          t->type == FS_EVENT_QUOTE ? "quote" : "message", run->rows == 1 ? "" : "s",
          rule == FS_QUALITY_LOCKED ? "equal to" : "above");
    run->rows = 0;
}

static void check_sides(struct ticks *t, int state, int64_t time)
{
    go_on(t, &t->crossed, state == FS_BOOK_CROSSED, FS_QUALITY_CROSSED, time);
    go_on(t, &t->locked, state == FS_BOOK_LOCKED, FS_QUALITY_LOCKED, time);
}

static void check_quote(struct ticks *t, const struct fs_event *e)
{
    const struct fs_event_quote *q = &e->u.quote;
    int both = q->bid && q->ask;
    check_sides(t,
                !both || q->bid < q->ask ? FS_BOOK_NORMAL
                : q->bid == q->ask       ? FS_BOOK_LOCKED
                                         : FS_BOOK_CROSSED,
                e->ts);
}

static void check_book(struct ticks *t, const struct fs_event *e)
{
    int result = t->orders ? fs_orders_book_apply(t->orders, e) : fs_depth_apply(t->depth, e);
    if (result != FS_APPLY_DONE && result != FS_APPLY_GAP && result != FS_APPLY_OLD &&
        !t->refused[result].rows++)
        t->refused[result].time = e->ts;
    if (e->flags & FS_EVENT_LAST)
        check_sides(t, t->orders ? fs_orders_book_state(t->orders) : fs_depth_state(t->depth), e->ts);
}

static void check(struct ticks *t, const struct fs_event *e)
{
    check_clock(t, e);
    check_sequence(t, e);
    check_repeat(t, e);
    if (t->type == FS_EVENT_QUOTE)
        check_quote(t, e);
    if (t->type == FS_EVENT_BOOK)
        check_book(t, e);
}

static void tell_refused(const struct ticks *t)
{
    static const char *const said[FS_APPLY_COUNT] = {
        [FS_APPLY_ABSENT] = "removed a level that was not there",
        [FS_APPLY_OVER] = "took more from an order than it had",
        [FS_APPLY_UNKNOWN] = "named an order that was not there",
        [FS_APPLY_DUPLICATE] = "added an order that was there already",
        [FS_APPLY_QUANTITY] = "had a quantity that makes no sense",
        [FS_APPLY_SIDE] = "had a side that is not the order's",
        [FS_APPLY_ACTION] = "had an action that this book does not have",
        [FS_APPLY_OFF_TICK] = "had a price off the tick",
        [FS_APPLY_FAR] = "had a price too far from the others",
        [FS_APPLY_MEMORY] = "found no memory",
    };
    for (int r = 0; r < FS_APPLY_COUNT; r++)
        if (t->refused[r].rows)
            found(t, FS_QUALITY_BOOK, t->refused[r].time, t->refused[r].rows, "%" PRId64 " change%s %s",
                  t->refused[r].rows, t->refused[r].rows == 1 ? "" : "s", said[r]);
}

int fs_quality_ticks(const struct fs_history *history, const char *symbol,
                     const struct fs_quality_options *options)
{
    struct fs_history_tick one = {history, symbol};
    struct ticks t = {.options = options, .symbol = symbol, .type = fs_history_tick_type(history)};
    if (t.type < 0)
        return -1;
    int is_book = t.type == FS_EVENT_BOOK, orders = is_book && fs_history_has_orders(history);
    t.orders = orders ? fs_orders_book_new(0) : NULL;
    t.depth = is_book && !orders ? fs_depth_new(0) : NULL;
    struct fs_ticks *ticks = !is_book || t.orders || t.depth ? fs_history_ticks(&one, 1, NULL) : NULL;
    const struct fs_event *events;
    int64_t count = ticks ? 1 : -1;
    while (count > 0 && (count = fs_ticks_next(ticks, &events)) > 0)
        for (int64_t i = 0; i < count; i++)
            check(&t, &events[i]);
    if (count == 0) {
        check_sides(&t, FS_BOOK_NORMAL, 0); /* ends the runs */
        tell_refused(&t);
    }
    fs_ticks_free(ticks);
    fs_orders_book_free(t.orders);
    fs_depth_free(t.depth);
    return count < 0 ? -1 : 0;
}
