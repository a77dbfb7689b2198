#include "trade/venue.h"

#include "base/error.h"
#include "trade/venue_state.h"

#include <math.h>
#include <stdlib.h>

int fs_venue_grow(void *array, int *capacity, int need, size_t size)
{
    if (need <= *capacity)
        return 0;
    int more = *capacity ? *capacity : 8;
    while (more < need && more <= INT32_MAX / 2)
        more *= 2;
    void *grown = more < need ? NULL : realloc(*(void **)array, (size_t)more * size);
    if (!grown)
        return fs_error_nomem();
    *(void **)array = grown;
    *capacity = more;
    return 0;
}

static int check(const struct fs_venue_options *o)
{
    if (o->feed < FS_VENUE_QUOTES || o->feed > FS_VENUE_ORDERS)
        return fs_error_set(FS_E_INPUT, "there is no feed %d for an exchange", o->feed);
    if (o->queue < FS_QUEUE_RISK_AVERSE || o->queue > FS_QUEUE_LOG)
        return fs_error_set(FS_E_INPUT, "there is no queue model %d", o->queue);
    if (o->queue == FS_QUEUE_POWER && !(o->queue_power > 0 && o->queue_power <= 1000))
        return fs_error_set(FS_E_INPUT, "the power of the queue model is %g; expected above 0, at most 1000",
                            o->queue_power);
    if (o->band < 0)
        return fs_error_set(FS_E_INPUT, "the price band is negative; expected 0 (none) or more");
    return 0;
}

struct fs_venue *fs_venue_new(const struct fs_venue_options *options)
{
    if (check(options))
        return NULL;
    struct fs_venue *v = calloc(1, sizeof *v);
    if (!v) {
        fs_error_nomem();
        return NULL;
    }
    v->options = *options;
    v->now = v->print_time = INT64_MIN;
    v->joined = INT64_MAX;
    v->own_free = v->first = v->last_own = v->mark_free = FS_NOWHERE;
    if (options->feed == FS_VENUE_ORDERS)
        v->orders = fs_orders_book_new(options->tick);
    else
        v->depth = fs_depth_new(options->tick);
    if (!v->orders && !v->depth) {
        free(v);
        return NULL;
    }
    fs_venue_refresh(v);
    return v;
}

void fs_venue_free(struct fs_venue *v)
{
    if (!v)
        return;
    fs_depth_free(v->depth);
    fs_orders_book_free(v->orders);
    for (int i = 0; i < 2; i++) {
        free(v->sides[i].own);
        free(v->sides[i].taken);
    }
    fs_venue_index_free(&v->index);
    fs_venue_index_free(&v->mark_index);
    free(v->own);
    free(v->links);
    free(v->marks);
    free(v->prints);
    free(v->levels);
    free(v->queue);
    free(v->reports);
    free(v);
}

int fs_venue_tell(struct fs_venue *v, const struct fs_own *o, int state, int rule, const char *reason)
{
    if (v->report_count == v->report_capacity) {
        int64_t capacity = v->report_capacity ? v->report_capacity * 2 : 64;
        struct fs_venue_report *reports = realloc(v->reports, (size_t)capacity * sizeof *reports);
        if (!reports)
            return fs_error_nomem();
        v->reports = reports;
        v->report_capacity = capacity;
    }
    v->reports[v->report_count++] = (struct fs_venue_report){
        .time = v->now, .order = o->id, .price = v->against, .state = state, .rule = rule, .reason = reason};
    v->against = 0;
    return 0;
}

int64_t fs_venue_reports(const struct fs_venue *v, const struct fs_venue_report **reports)
{
    *reports = v->reports;
    return v->report_count;
}

void fs_venue_taken(struct fs_venue *v)
{
    v->report_count = 0;
}

static void refresh_side(struct fs_venue *v, int side)
{
    const struct fs_venue_side *s = fs_venue_side(v, side), *other = fs_venue_side(v, fs_other_side(side));
    uint64_t prices = 0;
    for (int i = 0; i < s->own_count; i++)
        prices |= fs_depth_bit(s->own[i].price);
    for (int i = 0; i < s->taken_count; i++)
        prices |= fs_depth_bit(s->taken[i].price);
    v->watch.prices[side - 1] = prices;
    v->watch.reach[side - 1] = other->own_count ? other->own[0].price
                               : side == FS_BUY ? INT64_MAX
                                                : INT64_MIN;
}

/* Of waiting orders: the prices that reach their stops, and when time matters next. */
static void refresh_waiting(struct fs_venue *v)
{
    v->due = v->up = INT64_MAX;
    v->down = INT64_MIN;
    v->trailing = 0;
    for (uint32_t place = v->first; place != FS_NOWHERE; place = v->own[place].next) {
        const struct fs_own *o = &v->own[place];
        if (o->expires < v->due)
            v->due = o->expires;
        if (o->where == FS_OWN_READY && o->wake > v->now && o->wake < v->due)
            v->due = o->wake;
        if (o->where != FS_OWN_STOPPED)
            continue;
        v->trailing += o->working.trail != 0;
        int touched =
            o->working.type == FS_ORDER_MARKET_IF_TOUCHED || o->working.type == FS_ORDER_LIMIT_IF_TOUCHED;
        if ((o->working.side == FS_BUY) != touched)
            v->up = o->working.stop < v->up ? o->working.stop : v->up;
        else
            v->down = o->working.stop > v->down ? o->working.stop : v->down;
    }
}

void fs_venue_refresh(struct fs_venue *v)
{
    v->dirty = 0;
    refresh_side(v, FS_BUY);
    refresh_side(v, FS_SELL);
    refresh_waiting(v);
    v->watch.until = v->due;
    int still = v->closed || v->halted;
    v->busy = v->unsettled || (v->crossed && !still) || (v->wheres[FS_OWN_READY] && !still) ||
              (v->wheres[FS_OWN_STOPPED] && !v->last && !still);
}

int fs_venue_trading(const struct fs_venue *v)
{
    return !v->closed && !v->halted && !v->unsettled &&
           (v->orders ? fs_orders_book_state(v->orders) : fs_depth_state(v->depth)) != FS_BOOK_CROSSED;
}

int fs_venue_begin(struct fs_venue *v, int64_t time)
{
    if (v->unsettled)
        fs_venue_settle(v);
    if (time >= v->due && fs_venue_advance(v, time))
        return -1;
    if (time > v->now)
        v->now = time;
    return 0;
}

int fs_venue_end(struct fs_venue *v)
{
    if (fs_venue_work(v) || fs_venue_cross(v))
        return -1;
    if (v->dirty)
        fs_venue_refresh(v);
    return 0;
}

int fs_venue_best(const struct fs_venue *v, int side, struct fs_level *best)
{
    return v->orders ? fs_orders_book_best(v->orders, side, best) : fs_depth_best(v->depth, side, best);
}

int fs_venue_levels(const struct fs_venue *v, int side, struct fs_level *levels, int most)
{
    return v->orders ? fs_orders_book_levels(v->orders, side, levels, most)
                     : fs_depth_levels(v->depth, side, levels, most);
}

int64_t fs_venue_results(const struct fs_venue *v, int result)
{
    return v->orders ? fs_orders_book_results(v->orders, result) : fs_depth_results(v->depth, result);
}

int64_t fs_venue_last(const struct fs_venue *v)
{
    return v->last;
}

int64_t fs_venue_due(const struct fs_venue *v)
{
    return v->due;
}

int64_t fs_venue_ahead(const struct fs_venue *v, int64_t id)
{
    uint32_t place = fs_own_find(v, id);
    return place == FS_NOWHERE || v->own[place].where != FS_OWN_RESTING ? -1 : v->own[place].ahead;
}
