/* tick_feed.c: the market's events happen at the exchange and are heard by the strategy. */
#include "base/calendar.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "trade/tick_state.h"

#include <math.h>

#define TYPE_BIT(type) (1u << (type))

/* When the strategy hears of an event: in the order of the feed, and never before it happened. */
static int64_t heard(struct tick_engine *t, const struct fs_event *x)
{
    int64_t at = x->ts;
    if (t->feed_constant >= 0)
        at += t->feed_constant;
    else if (t->recorded)
        at = x->recv_ts > at ? x->recv_ts : at;
    else
        at += fs_latency_next(t->latency[FS_LATENCY_FEED], at);
    return at > t->local.time || t->local.time == INT64_MAX ? at : t->local.time;
}

/* More events, after all of the last ones were taken. -1 with an error; FS_E_CANCELLED where somebody asks to stop. */
static int refill(struct fs_engine *e, struct tick_cursor *c)
{
    struct tick_engine *t = e->ticks;
    int64_t count = fs_ticks_next(c->ticks, &c->at);
    if (count < 0)
        return -1;
    c->end = c->at + count;
    if (!count) {
        c->time = INT64_MAX;
        return 0;
    }
    if (c == &t->exchange) {
        if (e->options.progress)
            fs_progress_update((double)tick_events(t));
        if (fs_cancel_requested())
            return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
        c->time = c->at->ts > t->clock ? c->at->ts : t->clock;
    } else {
        c->time = heard(t, c->at);
    }
    return 0;
}

static inline int step_exchange(struct fs_engine *e)
{
    struct tick_cursor *c = &e->ticks->exchange;
    if (++c->at == c->end)
        return refill(e, c);
    if (c->at->ts >= c->time)
        c->time = c->at->ts;
    else
        e->ticks->figures.backward++;
    return 0;
}

static inline int step_local(struct fs_engine *e)
{
    struct tick_cursor *c = &e->ticks->local;
    if (++c->at == c->end)
        return refill(e, c);
    c->time = heard(e->ticks, c->at);
    return 0;
}

/* Is it one that the strategy waits for? */
static inline int is_step(const struct tick_engine *t, const struct fs_event *x)
{
    return (t->wanted & TYPE_BIT(x->type)) && (x->type != FS_EVENT_BOOK || (x->flags & FS_EVENT_LAST));
}

/* The strategy hears of an event; its book has it already. */
static inline void hear(struct fs_engine *e, uint32_t slot, const struct fs_event *x, int64_t time)
{
    struct tick_engine *t = e->ticks;
    tick_touch(t, slot);
    t->last = time;
    if (x->type == FS_EVENT_TRADE && e->slots[slot].streams)
        fs_streams_add_trade(e, (int)slot, time, (double)x->u.trade.price / 1e8,
                             (double)x->u.trade.qty / 1e8);
}

/* The exchange's next event happens. */
static inline int happen(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    const struct fs_event *x = t->exchange.at;
    uint32_t slot = t->slot_of[x->symbol];
    struct tick_slot *s = &t->slots[slot];
    t->clock = t->exchange.time;
    t->counts[x->type & 7]++;
    if ((s->takes & TYPE_BIT(x->type)) && fs_venue_event(s->venue, x))
        return -1;
    if (s->live) {
        if (tick_wire_collect(e, (int)slot))
            return -1;
        tick_feed_schedule(t, (int)slot); /* a stop that was reached acts a little later */
    }
    if (!t->local.ticks)
        hear(e, slot, x, t->clock);
    return 0;
}

/* The strategy hears its next event. */
static inline int listen(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    const struct fs_event *x = t->local.at;
    uint32_t slot = t->slot_of[x->symbol];
    struct tick_slot *s = &t->slots[slot];
    if ((s->takes & TYPE_BIT(x->type)) && fs_venue_event(s->seen, x))
        return -1;
    hear(e, slot, x, t->local.time);
    return 0;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* With a feed that is heard at once. */
static int run_together(struct fs_engine *e, int64_t *until)
{
    struct tick_engine *t = e->ticks;
    int64_t end = *until;
    while (t->exchange.time < end) {
        if (t->every || is_step(t, t->exchange.at)) {
            end = t->exchange.time;
            break;
        }
        if (happen(e) || step_exchange(e))
            return -1;
        end = least(end, least(e->due, t->due));
        if (t->reports.count)
            end = least(end, tick_reports_due(t));
    }
    *until = end;
    return 0;
}

/* With one that is heard later: whichever of the two comes first; at one time the exchange. */
static int run_apart(struct fs_engine *e, int64_t *until)
{
    struct tick_engine *t = e->ticks;
    int64_t end = *until;
    for (;;) {
        if (t->exchange.time <= t->local.time) {
            if (t->exchange.time >= end)
                break;
            if (happen(e) || step_exchange(e))
                return -1;
            end = least(end, t->due);
            if (t->reports.count)
                end = least(end, tick_reports_due(t));
            continue;
        }
        if (t->local.time >= end)
            break;
        if (t->every || is_step(t, t->local.at)) {
            end = t->local.time;
            break;
        }
        if (listen(e) || step_local(e))
            return -1;
        end = least(end, e->due);
    }
    *until = end;
    return 0;
}

int tick_feed_before(struct fs_engine *e, int64_t *until)
{
    return e->ticks->local.ticks ? run_apart(e, until) : run_together(e, until);
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
    int steps = local || !t->local.ticks;
    while (c->time <= now) {
        int step = steps && is_step(t, c->at);
        if (step)
            show(e, c->at);
        if (local ? listen(e) || step_local(e) : happen(e) || step_exchange(e))
            return FS_STEP_ERROR;
        if (step)
            return e->view.step;
    }
    return 0;
}

/* Sets when the exchange opens, or closes, on a day. */
static void set_hours(struct tick_hours *h, int64_t day, int opens)
{
    int64_t open, close;
    h->day = day;
    h->opens = opens;
    if (!h->calendar) {
        h->next = day * FS_NS_PER_DAY;
        return;
    }
    if (fs_calendar_session(h->calendar, day, &open, &close)) {
        fs_error_clear();
        h->next = INT64_MAX;
        return;
    }
    h->next = opens ? open : close;
}

int tick_hours_start(struct tick_hours *h, int64_t time)
{
    int64_t day;
    if (!h->calendar) {
        set_hours(h, fs_time_utc_day(time) + 1, 0);
        return 1;
    }
    int open = fs_calendar_session_at(h->calendar, time, &day);
    if (open < 0) {
        fs_error_clear();
        h->next = INT64_MAX;
        return 1;
    }
    set_hours(h, day, !open);
    return open;
}

/* The exchange opens or closes. UTC days are sessions without a pause between them. */
static int turn(struct fs_engine *e, int slot)
{
    struct tick_slot *s = &e->ticks->slots[slot];
    struct tick_hours *h = &s->hours;
    int64_t day;
    int opens = h->opens;
    if (fs_venue_session(s->venue, h->next, opens) ||
        (!h->calendar && fs_venue_session(s->venue, h->next, 1)) || tick_wire_collect(e, slot))
        return -1;
    if (!h->calendar) {
        set_hours(h, h->day + 1, 0);
    } else if (opens) {
        set_hours(h, h->day, 0);
    } else if (fs_calendar_next(h->calendar, h->day, &day) == 0) {
        set_hours(h, day, 1);
    } else {
        fs_error_clear();
        h->next = INT64_MAX;
    }
    return 0;
}

static void find_due(struct tick_engine *t, int slots)
{
    t->due = INT64_MAX;
    for (int i = 0; i < slots; i++)
        t->due = least(t->due, least(t->slots[i].due, t->slots[i].hours.next));
}

int tick_feed_due(struct fs_engine *e, int64_t now)
{
    struct tick_engine *t = e->ticks;
    if (t->due > now)
        return 0;
    for (int i = 0; i < e->count; i++) {
        struct tick_slot *s = &t->slots[i];
        while (s->hours.next <= now)
            if (turn(e, i))
                return -1;
        if (s->due <= now) {
            if (fs_venue_time(s->venue, now) || tick_wire_collect(e, i))
                return -1;
            s->due = fs_venue_due(s->venue);
            if (s->due <= now)
                s->due = now + 1;
        }
    }
    t->clock = now > t->clock ? now : t->clock;
    find_due(t, e->count);
    return 0;
}

void tick_feed_schedule(struct tick_engine *t, int slot)
{
    t->slots[slot].due = fs_venue_due(t->slots[slot].venue);
    t->due = least(t->due, t->slots[slot].due);
}

/* What was before the run begins only makes the books. */
static int skip(struct fs_engine *e, int64_t from)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *x = &t->exchange, *l = &t->local;
    while (x->time < from) {
        const struct tick_slot *s = &t->slots[t->slot_of[x->at->symbol]];
        if (((s->takes & TYPE_BIT(x->at->type)) && fs_venue_event(s->venue, x->at)) || step_exchange(e))
            return -1;
    }
    while (l->ticks && l->time < from) {
        const struct tick_slot *s = &t->slots[t->slot_of[l->at->symbol]];
        if (((s->takes & TYPE_BIT(l->at->type)) && fs_venue_event(s->seen, l->at)) || step_local(e))
            return -1;
    }
    for (int i = 0; from != INT64_MIN && i < e->count; i++)
        tick_touch(t, (uint32_t)i);
    return 0;
}

int tick_feed_open(struct fs_engine *e, const struct fs_tick_options *o)
{
    struct tick_engine *t = e->ticks;
    int64_t constant = -1;
    t->feed_constant = -1;
    t->recorded = o->latency[FS_LATENCY_FEED].kind == FS_LATENCY_RECORDED;
    if (fs_latency_constant(&o->latency[FS_LATENCY_FEED], &constant))
        t->feed_constant = constant;
    int at_once = constant == 0;
    if (!(t->exchange.ticks = o->open(o->data, FS_TICKS_EXCHANGE)))
        return -1;
    t->clock = INT64_MIN;
    if (refill(e, &t->exchange))
        return -1;
    t->local.time = INT64_MAX;
    if (!at_once && (!(t->local.ticks = o->open(o->data, t->recorded ? FS_TICKS_LOCAL : FS_TICKS_EXCHANGE)) ||
                     refill(e, &t->local)))
        return -1;
    if (skip(e, o->from))
        return -1;
    t->clock = t->first = t->last = t->exchange.time;
    if (t->clock == INT64_MAX)
        return fs_error_set(FS_E_INPUT, "there are no events to run over");
    if (t->local.ticks && t->local.time != INT64_MAX)
        t->first = t->last = t->local.time;
    return 0;
}
