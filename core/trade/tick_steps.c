/* tick_steps.c: the sequence of what happens in a run over ticks; see engine_ticks.h for its order. */
#include "base/cancel.h"
#include "base/error.h"
#include "trade/tick_state.h"

#define TYPE_BIT(type) (1u << (type))

/* What the engine says next: an error of its own, or that somebody asked it to stop. */
static int fail(struct fs_engine *e)
{
    if (fs_error_last_code() == FS_E_CANCELLED) {
        fs_error_clear();
        return e->view.step = FS_STEP_STOPPED;
    }
    e->failed = 1;
    return e->view.step = FS_STEP_ERROR;
}

/* A step is handed out: what it shows is up to date. */
static int show(struct fs_engine *e, int step)
{
    if (step == FS_STEP_ERROR || tick_views_refresh(e))
        return fail(e);
    e->activity->time = e->view.now;
    e->activity->bar = e->ticks->happened;
    e->activity->ticks = 1;
    return e->view.step = step;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When the strategy hears the next event. */
static int64_t next_heard(const struct tick_engine *t)
{
    return t->later ? t->local.time : t->exchange.time;
}

static int is_over(const struct tick_engine *t)
{
    return t->exchange.time == INT64_MAX && (!t->later || t->local.time == INT64_MAX);
}

/* The feed is over: what the exchange has reported by then still comes back, nothing else. */
static void advance_ended(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    int64_t now = tick_reports_due(t);
    if (now == INT64_MAX) {
        t->phase = TICK_END;
        e->phase = PHASE_END;
        e->view.slot = -1;
        return;
    }
    e->view.now = now > e->view.now ? now : e->view.now;
    e->step_pending = 0;
    t->phase = TICK_MESSAGES;
}

/* Time goes on to the next thing that is more than an event which nobody waits for. -1 with an error. */
static int advance(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    for (;;) {
        int64_t until = least(least(tick_messages_due(t), tick_reports_due(t)), least(e->due, t->due));
        until = least(until, t->point);
        if (tick_feed_before(e, &until))
            return -1;
        if (is_over(t)) {
            t->ended = 1;
            e->view.now = t->last > e->view.now ? t->last : e->view.now;
            advance_ended(e);
            return 0;
        }
        if (until == t->point) { /* of what was before it */
            if (tick_views_point(e))
                return -1;
            continue;
        }
        e->view.now = until > e->view.now ? until : e->view.now;
        e->step_pending = (e->wants & FS_WANT_TIME) != 0 &&
                          least(least(tick_reports_due(t), e->due), next_heard(t)) <= until;
        t->phase = TICK_BARS;
        return e->account.on ? fs_account_clock(e) : 0;
    }
}

/* What the strategy waits for may have changed since the last step. */
static void note_wants(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    t->wanted = ((e->wants & FS_WANT_TRADE) ? TYPE_BIT(FS_EVENT_TRADE) : 0) |
                ((e->wants & FS_WANT_QUOTE) ? TYPE_BIT(FS_EVENT_QUOTE) : 0) |
                ((e->wants & FS_WANT_BOOK) ? TYPE_BIT(FS_EVENT_BOOK) : 0);
    t->every = (e->wants & FS_WANT_TIME) != 0;
}

/* One look at what is due at `now` beyond the exchange's events: a step, 0 where there is none any more, 1 << 16 to look again. */
#define AGAIN (1 << 16)
static int look(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    int64_t now = e->view.now;
    if (!t->ended && tick_wire_arrive(e, now))
        return FS_STEP_ERROR;
    if (t->later && !t->ended) {
        int step = tick_feed_at(e, now, 1);
        if (step)
            return step;
    }
    if (tick_reports_take(e, now) || tick_views_refresh(e))
        return FS_STEP_ERROR;
    if (e->queue_count)
        return AGAIN;
    if (!t->ended && (e->due <= now || e->step_pending)) {
        int step = fs_engine_after(e);
        if (step)
            return step;
    }
    return tick_reports_due(t) <= now || (!t->ended && tick_messages_due(t) <= now) ? AGAIN : 0;
}

int fs_tick_step(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    if (e->failed)
        return FS_STEP_ERROR;
    if (fs_cancel_requested())
        return e->view.step = FS_STEP_STOPPED;
    if ((e->wants & FS_WANT_SESSION) && !e->sessions && fs_streams_sessions(e))
        return fail(e);
    note_wants(e);
    for (;;) {
        int step = 0;
        if (e->queue_count)
            return show(e, fs_engine_deliver(e));
        switch (t->phase) {
        case TICK_BARS: /* of trades before now */
            if (e->due <= e->view.now && (step = fs_streams_bar(e)))
                return show(e, step);
            t->phase = TICK_EXCHANGE;
            break;
        case TICK_EXCHANGE:
            if (tick_hours_due(e, e->view.now))
                return fail(e);
            if ((step = tick_feed_at(e, e->view.now, 0)))
                return show(e, step);
            t->phase = TICK_MESSAGES;
            break;
        case TICK_MESSAGES:
            if ((step = look(e)) == AGAIN)
                break;
            if (step)
                return show(e, step);
            t->phase = TICK_ADVANCE;
            break;
        case TICK_ADVANCE:
            if (t->ended)
                advance_ended(e);
            else if (advance(e))
                return fail(e);
            break;
        default:
            return show(e, FS_STEP_END);
        }
    }
}
