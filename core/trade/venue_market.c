/* venue_market.c: the market's book, and what its changes mean for own orders in their queues. */
#include "base/error.h"
#include "trade/queue.h"
#include "trade/venue_state.h"

int64_t fs_venue_qty(const struct fs_venue *v, int side, int64_t price)
{
    struct fs_level level;
    if (v->depth)
        return fs_depth_qty(v->depth, side, price);
    return fs_orders_book_level(v->orders, side, price, &level) ? level.qty : 0;
}

/* `rest` of a level has left without a trade: the model says what of it stood before each own order. */
static void forward(struct fs_venue *v, struct fs_own_level *level, int64_t all, int64_t rest)
{
    int64_t least = 0; /* who stands behind another own order has not less before it */
    for (uint32_t place = level->first; place != FS_NOWHERE; place = v->own[place].behind) {
        struct fs_own *o = &v->own[place];
        if (o->ahead == INT64_MAX)
            continue;
        int64_t front = o->ahead, back = all > front ? all - front : 0;
        o->ahead = fs_queue_forward(v->options.queue, v->options.queue_power, front, back, rest);
        o->ahead = o->ahead < least ? least : o->ahead;
        least = o->ahead;
        if (o->credit_time != v->now)
            o->credit = 0;
        o->credit_time = v->now;
        o->credit += front - o->ahead;
    }
}

/* The quantity of a level at which own orders rest is what the book says now. What was printed and is gone from it counts
 * once: by the print. */
static void level_changed(struct fs_venue *v, struct fs_own_level *level, int64_t qty)
{
    int64_t gone = level->qty - qty;
    if (gone > 0) {
        int64_t traded = gone < level->traded ? gone : level->traded;
        level->traded -= traded;
        if (gone > traded)
            forward(v, level, level->qty - traded, gone - traded);
        fs_level_left(v, level, gone - traded);
    }
    if (v->now > level->traded_time)
        level->traded = 0; /* whatever it was, the level has been told since */
    level->qty = qty;
    for (uint32_t place = level->first; place != FS_NOWHERE; place = v->own[place].behind) {
        struct fs_own *o = &v->own[place];
        if (o->ahead > qty) {
            if (o->ahead != INT64_MAX && o->credit_time == v->now)
                o->credit += o->ahead - qty;
            o->ahead = qty;
        }
    }
}

/* What own orders took from a level is gone with it; what it shows more is there for them. */
static void taken_changed(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    for (int i = 0; i < s->taken_count; i++) {
        if (s->taken[i].price != price)
            continue;
        if (qty < s->taken[i].qty)
            s->taken[i].qty = qty;
        if (!qty) {
            s->taken[i] = s->taken[--s->taken_count];
            v->dirty = 1;
        }
        return;
    }
}

static void price_changed(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    struct fs_own_level *level = fs_own_level(v, side, price);
    if (level)
        level_changed(v, level, qty);
    taken_changed(v, side, price, qty);
}

void fs_venue_settle(struct fs_venue *v)
{
    v->unsettled = 0;
    v->dirty = 1;
    if (v->orders) {
        fs_marks_settle(v);
        v->joined = INT64_MAX;
        return;
    }
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        struct fs_venue_side *s = fs_venue_side(v, side);
        for (int i = 0; i < s->own_count; i++)
            level_changed(v, &s->own[i], fs_venue_qty(v, side, s->own[i].price));
        for (int i = s->taken_count - 1; i >= 0; i--)
            taken_changed(v, side, s->taken[i].price, fs_venue_qty(v, side, s->taken[i].price));
    }
}

static void unsettle(struct fs_venue *v, const struct fs_event *event)
{
    if (!v->unsettled)
        v->joined = v->places;
    v->unsettled = 1;
    v->snapshot = (event->flags & FS_EVENT_SNAPSHOT) != 0;
    v->unsettled_time = event->ts;
    v->dirty = 1;
}

/* After an event was applied: 0 where nothing more is to be done. */
static int applied(struct fs_venue *v, const struct fs_event *event, int result)
{
    if ((event->flags & FS_EVENT_SNAPSHOT) ||
        (event->u.book.action == FS_BOOK_CLEAR && result < FS_APPLY_OLD))
        unsettle(v, event);
    if (v->unsettled) {
        if ((event->flags & FS_EVENT_SNAPSHOT) && (event->flags & FS_EVENT_LAST))
            fs_venue_settle(v);
        return 0;
    }
    return result < FS_APPLY_OLD;
}

static int book_levels(struct fs_venue *v, const struct fs_event *event)
{
    int result = fs_depth_apply(v->depth, event);
    if (result == FS_APPLY_MEMORY)
        return fs_error_nomem();
    if (applied(v, event, result))
        price_changed(v, event->u.book.side, event->u.book.price,
                      event->u.book.action == FS_BOOK_DELETE ? 0 : event->u.book.qty);
    return 0;
}

/* Order by order: what of own levels has gone, and of it what no print has told. */
static void queues_changed(struct fs_venue *v, int side, int executed)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    for (int i = 0; i < s->own_count; i++) {
        struct fs_own_level *level = &s->own[i];
        int64_t qty = fs_venue_qty(v, side, level->price), gone = level->qty - qty;
        level->qty = qty;
        if (gone <= 0)
            continue;
        int64_t printed = level->traded_time == v->now ? level->traded : 0,
                traded = gone < printed ? gone : printed;
        level->traded = printed - traded;
        v->unprinted = executed ? 0 : gone - traded;
        fs_level_left(v, level, v->unprinted);
    }
}

static int book_orders(struct fs_venue *v, const struct fs_event *event)
{
    const struct fs_event_book *b = &event->u.book;
    struct fs_book_order order;
    int executes = b->action == FS_BOOK_EXECUTE && (v->sides[0].own_count || v->sides[1].own_count) &&
                   fs_orders_book_find(v->orders, b->order_id, &order);
    int result = fs_orders_book_apply(v->orders, event);
    if (result == FS_APPLY_MEMORY)
        return fs_error_nomem();
    if (!applied(v, event, result))
        return 0;
    /* The order moves those behind it before they, or a new slice of theirs, may fill by what it executed. */
    const struct fs_mark *mark = fs_marks_find(v, b->order_id);
    int64_t stands = mark && mark->stands <= v->places ? mark->stands : v->places + 1;
    v->unprinted = 0;
    queues_changed(v, b->side, b->action == FS_BOOK_EXECUTE);
    fs_marks_follow(v, b->order_id);
    return executes ? fs_venue_execute(v, &order, b->qty < order.qty ? b->qty : order.qty, stands) : 0;
}

int fs_venue_book(struct fs_venue *v, const struct fs_event *event)
{
    if (v->options.feed == FS_VENUE_QUOTES)
        return 0;
    return v->depth ? book_levels(v, event) : book_orders(v, event);
}

/* The best level of a side is another, or has another quantity. Nothing is known of those behind it. */
static int quote_side(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    struct fs_level old = {0};
    int had = fs_depth_best(v->depth, side, &old);
    if (qty < 0)
        return 0;
    if (qty) {
        int result = fs_depth_set(v->depth, side, price, qty);
        if (result == FS_APPLY_MEMORY)
            return fs_error_nomem();
        if (result >= FS_APPLY_OLD)
            return 0;
    }
    if (had && (!qty || old.price != price))
        fs_depth_set(v->depth, side, old.price, 0);
    for (int i = 0; i < s->own_count && (!qty || !fs_price_better(side, price, s->own[i].price)); i++)
        level_changed(v, &s->own[i], fs_venue_qty(v, side, s->own[i].price));
    for (int i = s->taken_count - 1; i >= 0; i--)
        if (!qty || !fs_price_better(side, price, s->taken[i].price))
            taken_changed(v, side, s->taken[i].price, fs_venue_qty(v, side, s->taken[i].price));
    return 0;
}

int fs_venue_quote(struct fs_venue *v, const struct fs_event *event)
{
    const struct fs_event_quote *q = &event->u.quote;
    return quote_side(v, FS_BUY, q->bid, q->bid_qty) || quote_side(v, FS_SELL, q->ask, q->ask_qty) ? -1 : 0;
}

/* The best own order of a side against what the market has at its price or better. 1: it took something; 0: there is nothing. */
static int cross_one(struct fs_venue *v, int side)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    struct fs_level level;
    int other = fs_other_side(side);
    if (!s->own_count || !fs_venue_best(v, other, &level) ||
        fs_price_better(side, level.price, s->own[0].price))
        return 0;
    uint32_t place = s->own[0].first;
    int64_t id = v->own[place].id, price = s->own[0].price,
            most = fs_own_fillable(v, &v->own[place]); /* of an iceberg too: one part follows the other */
    if (!most)
        return fs_own_idle(v, place) ? -1 : 1;
    int found = fs_venue_next_free(v, side, price, &level);
    if (found <= 0)
        return found;
    int64_t qty = most < level.qty ? most : level.qty;
    if (fs_venue_take(v, other, level.price, qty) || fs_own_fill(v, place, qty, price, 1))
        return -1;
    return fs_own_reslice(v, place, id) ? -1 : 1;
}

static int locked_or_crossed(const struct fs_venue *v)
{
    int state = v->orders ? fs_orders_book_state(v->orders) : fs_depth_state(v->depth);
    return state == FS_BOOK_LOCKED || state == FS_BOOK_CROSSED;
}

int fs_venue_cross(struct fs_venue *v)
{
    if (v->unsettled || (!v->sides[0].own_count && !v->sides[1].own_count))
        return 0;
    int was = v->crossed;
    v->crossed = 0;
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        const struct fs_venue_side *s = fs_venue_side(v, side);
        struct fs_level level;
        if (!s->own_count || !fs_venue_best(v, fs_other_side(side), &level) ||
            fs_price_better(side, level.price, s->own[0].price))
            continue;
        if (v->closed || v->halted || locked_or_crossed(v)) {
            v->crossed = 1;
            continue;
        }
        int more;
        while ((more = cross_one(v, side)) > 0)
            ;
        if (more < 0)
            return -1;
    }
    v->dirty |= v->crossed != was;
    return 0;
}
