/* tick_feed.c: the market's events happen at the exchange and are heard by the strategy. */
#include "base/error.h"
#include "trade/tick_state.h"

#include <math.h>

#define TYPE_BIT(type) (1u << (type))

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Is it one that the strategy waits for? */
static inline int is_step(const struct tick_engine *t, const struct fs_event *x)
{
    return (t->wanted & TYPE_BIT(x->type)) && (x->type != FS_EVENT_BOOK || (x->flags & FS_EVENT_LAST));
}

static inline int is_taken(const struct tick_slot *s, const struct fs_event *x)
{
    return (s->takes & TYPE_BIT(x->type)) != 0;
}

/* How many of `count` rising times are before `end`. */
static int32_t count_before(const int64_t *times, int32_t count, int64_t end)
{
    int32_t low = 0, high = count;
    if (count && times[count - 1] < end)
        return count;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (times[middle] < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The next events before `end` that are of one symbol, and either all taken by its exchange or all not. A trade of which bars are made
 * is the last of them: something may be due earlier after it. `steps`: none of them is a step. */
static int32_t run_of(const struct fs_engine *e, const struct tick_cursor *c, int64_t end, int bars,
                      int steps)
{
    const struct tick_engine *t = e->ticks;
    const struct tick_block *b = c->block;
    const struct fs_event *x = b->events + c->at;
    const uint32_t slot = t->slot_of[x->symbol], symbol = x->symbol;
    const unsigned takes = t->slots[slot].takes,
                   ends = bars && e->slots[slot].streams ? TYPE_BIT(FS_EVENT_TRADE) : 0;
    const unsigned taken = takes & TYPE_BIT(x->type) ? takes : ~takes;
    int32_t n = 0, most = count_before(c->times + c->at, b->count - c->at, end);
    if (!b->several && !(b->types & ~taken) && !(b->types & ends) && !(steps && (b->types & t->wanted)))
        return most;
    for (; n < most && x[n].symbol == symbol && (taken & TYPE_BIT(x[n].type)); n++) {
        if (steps && is_step(t, &x[n]))
            break;
        if (ends & TYPE_BIT(x[n].type))
            return n + 1;
    }
    return n;
}

/* The strategy hears of events of a slot; its book has them already. */
static inline void hear(struct fs_engine *e, uint32_t slot, const struct fs_event *last, int64_t time)
{
    struct tick_engine *t = e->ticks;
    tick_touch(t, slot);
    t->last = time;
    if (last->type == FS_EVENT_TRADE && e->slots[slot].streams)
        fs_streams_add_trade(e, (int)slot, time, (double)last->u.trade.price / 1e8,
                             (double)last->u.trade.qty / 1e8);
}

/* The next `n` events of the exchange happen, which are a run; fewer where one of them was reported to somebody. -1 with an
 * error. */
static int happen(struct fs_engine *e, int32_t n)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *c = &t->exchange;
    const struct fs_event *x = c->block->events + c->at;
    uint32_t slot = t->slot_of[x->symbol];
    struct tick_slot *s = &t->slots[slot];
    int64_t done = n;
    if (is_taken(s, x) && (done = fs_venue_events(s->venue, x, n)) < 0)
        return -1;
    t->happened += done;
    t->clock = c->times[c->at + done - 1];
    if (s->live) {
        if (tick_wire_collect(e, (int)slot))
            return -1;
        tick_hours_schedule(t, (int)slot); /* a stop that was reached acts a little later */
    }
    if (!t->later)
        hear(e, slot, x + done - 1, t->clock);
    return tick_tape_pass(e, c, (int32_t)done);
}

/* The strategy hears its next `n` events, which are a run. -1 with an error. */
static int listen(struct fs_engine *e, int32_t n)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *c = &t->local;
    const struct fs_event *x = c->block->events + c->at;
    uint32_t slot = t->slot_of[x->symbol];
    struct tick_slot *s = &t->slots[slot];
    for (int64_t done = 0; is_taken(s, x) && done < n;) { /* what is reported there is not real */
        int64_t more = fs_venue_events(s->seen, x + done, n - done);
        if (more < 0)
            return -1;
        done += more;
    }
    hear(e, slot, x + n - 1, c->times[c->at + n - 1]);
    return tick_tape_pass(e, c, n);
}

/* With a feed that is heard at once. */
static int run_together(struct fs_engine *e, int64_t *until)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *c = &t->exchange;
    int64_t end = *until;
    while (c->time < end) {
        int32_t n = t->every ? 0 : run_of(e, c, end, 1, 1);
        if (!n) {
            end = c->time;
            break;
        }
        if (happen(e, n))
            return -1;
        end = least(end, least(e->due, t->due));
        if (t->reports.count)
            end = least(end, tick_reports_due(t));
    }
    *until = end;
    return 0;
}

/*
 * How far the exchange may go before the strategy has heard more: *end becomes the time of the next step if that is earlier; what
 * is returned is not beyond a trade of which bars are made, nor beyond what is known of a feed that the strategy reads for itself.
 */
static int64_t bound_of(const struct fs_engine *e, int64_t *end)
{
    const struct tick_engine *t = e->ticks;
    const struct tick_cursor *c = &t->local;
    unsigned waits = t->wanted | (e->stream_count ? TYPE_BIT(FS_EVENT_TRADE) : 0);
    if (t->every)
        *end = least(*end, c->time);
    if (!waits || c->time >= *end)
        return *end;
    int32_t at = c->at;
    const struct tick_block *b = c->block;
    for (;; b = b->next, at = 0) {
        for (; (b->types & waits) && at < b->count; at++) {
            const struct fs_event *x = &b->events[at];
            if (b->heard[at] >= *end)
                return *end;
            if (is_step(t, x))
                return *end = b->heard[at];
            if (x->type == FS_EVENT_TRADE && e->slots[t->slot_of[x->symbol]].streams)
                return b->heard[at] + 1;
        }
        int64_t last = b->heard[b->count - 1];
        if (last >= *end)
            return *end;
        if (!b->next)
            return tick_tape_is_apart(t) ? last + 1 : *end;
    }
}

/* With one that is heard later: first the exchange, as far as was read at once, then the strategy up to there. */
static int run_apart(struct fs_engine *e, int64_t *until)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *x = &t->exchange, *l = &t->local;
    int64_t end = *until;
    do {
        int64_t bound = bound_of(e, &end);
        for (const struct tick_block *block = x->block; x->time < bound && x->block == block;) {
            if (happen(e, run_of(e, x, bound, 0, 0)))
                return -1;
            end = least(end, t->due);
            if (t->reports.count)
                end = least(end, tick_reports_due(t));
            bound = least(bound, end);
        }
        bound = least(bound, x->time);
        while (l->time < bound) {
            if (listen(e, run_of(e, l, bound, 1, 0)))
                return -1;
            end = least(end, e->due);
            bound = least(bound, end);
        }
    } while (x->time < end || l->time < end);
    *until = end;
    return 0;
}

int tick_feed_before(struct fs_engine *e, int64_t *until)
{
    return e->ticks->later ? run_apart(e, until) : run_together(e, until);
}

static double or_nan(int64_t value, int64_t qty)
{
    return qty > 0 ? (double)value / 1e8 : NAN;
}

/* Shows an event as a step. */
static int show(struct fs_engine *e, const struct fs_event *x)
{
    struct fs_engine_view *v = &e->view;
    e->ticks->shown = *x;
    v->slot = (int32_t)e->ticks->slot_of[x->symbol];
    if (x->type == FS_EVENT_TRADE) {
        const struct fs_event_trade *r = &x->u.trade;
        v->trade = (struct fs_tick_trade){.price = (double)r->price / 1e8,
                                          .qty = (double)r->qty / 1e8,
                                          .time_ns = x->ts,
                                          .number = (int64_t)r->trade_id,
                                          .aggressor = r->side};
        return v->step = FS_STEP_TRADE;
    }
    if (x->type == FS_EVENT_QUOTE) {
        const struct fs_event_quote *q = &x->u.quote;
        v->quote = (struct fs_tick_quote){.bid = or_nan(q->bid, q->bid_qty),
                                          .ask = or_nan(q->ask, q->ask_qty),
                                          .bid_qty = or_nan(q->bid_qty, q->bid_qty),
                                          .ask_qty = or_nan(q->ask_qty, q->ask_qty),
                                          .time_ns = x->ts};
        return v->step = FS_STEP_QUOTE;
    }
    return v->step = FS_STEP_BOOK;
}

int tick_feed_at(struct fs_engine *e, int64_t now, int local)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *c = local ? &t->local : &t->exchange;
    int steps = local || !t->later;
    while (c->time <= now) {
        const struct fs_event *x = c->block->events + c->at;
        int step = steps && is_step(t, x);
        if (step)
            show(e, x);
        if (local ? listen(e, 1) : happen(e, 1))
            return FS_STEP_ERROR;
        if (step)
            return e->view.step;
    }
    return 0;
}

/* What was before the run begins only makes the books. */
static int skip(struct fs_engine *e, struct tick_cursor *c, int64_t before)
{
    struct tick_engine *t = e->ticks;
    while (c->time < before) {
        const struct fs_event *x = c->block->events + c->at;
        const struct tick_slot *s = &t->slots[t->slot_of[x->symbol]];
        if ((is_taken(s, x) && fs_venue_event(c == &t->local ? s->seen : s->venue, x)) ||
            tick_tape_pass(e, c, 1))
            return -1;
    }
    return 0;
}

int tick_feed_open(struct fs_engine *e, const struct fs_tick_options *o)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *x = &t->exchange, *l = &t->local;
    if (tick_tape_open(e, o))
        return -1;
    while (x->time < o->from) {
        const struct tick_block *block = x->block;
        while (x->block == block && x->time < o->from)
            if (skip(e, x, x->time + 1))
                return -1;
        if (t->later && skip(e, l, least(o->from, x->time)))
            return -1;
    }
    if (t->later && skip(e, l, o->from))
        return -1;
    for (int i = 0; i < 8; i++)
        t->counts[i] = 0;
    for (int32_t i = x->at; i < x->block->count; i++)
        t->counts[x->block->events[i].type & 7]++;
    for (int i = 0; o->from != INT64_MIN && i < e->count; i++)
        tick_touch(t, (uint32_t)i);
    t->clock = t->first = t->last = x->time;
    if (t->clock == INT64_MAX)
        return fs_error_set(FS_E_INPUT, "there are no events to run over");
    if (t->later && l->time != INT64_MAX)
        t->first = t->last = l->time;
    return 0;
}
