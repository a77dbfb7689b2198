/* venue_events.c: the market's events. Almost none of them concerns an own order: those take a short way. */
#include "base/error.h"
#include "trade/venue_state.h"

/* An event that may concern own orders. */
static __attribute__((noinline)) int event_slow(struct fs_venue *v, const struct fs_event *event)
{
    int snapshot = (event->flags & FS_EVENT_SNAPSHOT) != 0;
    if (v->unsettled && (event->ts != v->unsettled_time || (v->snapshot && !snapshot)))
        fs_venue_settle(v);
    if (event->ts >= v->due && fs_venue_advance(v, event->ts))
        return -1;
    if (event->ts > v->now)
        v->now = event->ts;
    int failed = event->type == FS_EVENT_TRADE ? fs_venue_trade(v, event)
                 : event->type == FS_EVENT_QUOTE && v->options.feed == FS_VENUE_QUOTES
                     ? fs_venue_quote(v, event)
                 : event->type == FS_EVENT_BOOK ? fs_venue_book(v, event)
                                                : 0;
    if (failed)
        return -1;
    if (event->type == FS_EVENT_TRADE && !v->busy && !v->dirty)
        return 0; /* nobody ends, and prices cross no more than before */
    if (v->wheres[FS_OWN_STOPPED] && !v->last && !v->closed && !v->halted)
        fs_stops_quotes(v);
    return fs_venue_end(v);
}

/* Is it more than a change of one level by which prices do not cross, or is something due with it? */
static inline int is_more(const struct fs_venue *v, const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    int reaches = b->side == FS_BUY ? b->price >= v->watch.reach[0] : b->price <= v->watch.reach[1];
    return v->busy | reaches | (b->action >= FS_BOOK_CLEAR) | (event->flags & FS_EVENT_SNAPSHOT) |
           (event->ts >= v->due);
}

/* Takes the events at the front that change levels which are nobody's. How many. */
static inline int64_t quiet_levels(struct fs_venue *v, const struct fs_event *events, int64_t count)
{
    if (v->busy)
        return 0;
    int64_t n = fs_depth_apply_quiet(v->depth, events, count, &v->watch);
    if (n && events[n - 1].ts > v->now)
        v->now = events[n - 1].ts;
    return n;
}

/* A change of one level that may be somebody's: prices do not cross by it. */
static int watched_level(struct fs_venue *v, const struct fs_event *event)
{
    if (event->ts > v->now)
        v->now = event->ts;
    if (fs_venue_book(v, event))
        return -1;
    if (v->dirty)
        fs_venue_refresh(v);
    return 0;
}

/* A trade that meets no own order and reaches no stop. */
static inline int is_quiet_trade(const struct fs_venue *v, const struct fs_event *event)
{
    const struct fs_event_trade *t = &event->u.trade;
    return event->type == FS_EVENT_TRADE && t->qty > 0 && t->price && v->last && !v->busy &&
           event->ts < v->due && !v->wheres[FS_OWN_AUCTION] && !v->trailing && t->price < v->up &&
           t->price > v->down && t->price < v->watch.reach[0] && t->price > v->watch.reach[1];
}

/* Is there nothing of own orders, now or before, that an event of a book could concern? */
static inline int idle(const struct fs_venue *v)
{
    return !v->count && !v->mark_index.count && !v->unsettled;
}

static inline int one(struct fs_venue *v, const struct fs_event *event)
{
    if (is_quiet_trade(v, event)) {
        v->now = event->ts > v->now ? event->ts : v->now;
        v->last = event->u.trade.price;
        return 0;
    }
    if (v->options.feed == FS_VENUE_LEVELS && event->type == FS_EVENT_BOOK && !is_more(v, event))
        return watched_level(v, event);
    if (v->orders && event->type == FS_EVENT_BOOK && idle(v)) {
        v->now = event->ts > v->now ? event->ts : v->now;
        return fs_orders_book_apply(v->orders, event) == FS_APPLY_MEMORY ? fs_error_nomem() : 0;
    }
    return event_slow(v, event);
}

int64_t fs_venue_events(struct fs_venue *v, const struct fs_event *events, int64_t count)
{
    const int64_t told = v->report_count, due = v->due;
    for (int64_t i = 0; i < count;) {
        int64_t quiet = v->options.feed == FS_VENUE_LEVELS ? quiet_levels(v, events + i, count - i) : 0;
        if ((i += quiet) == count)
            break;
        if (one(v, &events[i++]))
            return -1;
        if (v->report_count != told || v->due != due)
            return i;
    }
    return count;
}

int fs_venue_event(struct fs_venue *v, const struct fs_event *event)
{
    return fs_venue_events(v, event, 1) < 0 ? -1 : 0;
}
