/* changes.c: waiting orders get other prices and quantities. */
#include "base/error.h"
#include "trade/state.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct fs_order_request fs_changes_request(const struct fs_waiting *order, const struct fs_order_change *c)
{
    const struct fs_working *w = &order->working;
    return (struct fs_order_request){
        .side = w->side,
        .type = w->type,
        .tif = order->tif,
        .flags = order->flags,
        .qty = (c->qty ? c->qty : order->full) - order->filled,
        .limit = c->limit ? c->limit : w->limit,
        .stop = c->stop ? c->stop : w->stop,
        .trail = c->trail ? c->trail : w->trail,
        .offset = w->offset,
        .after = order->held ? order->after : 0,
    };
}

void fs_changes_describe(const struct fs_order_change *c, char *text, size_t size)
{
    const struct {
        const char *name;
        int64_t value;
    } members[] = {{"quantity", c->qty}, {"limit", c->limit}, {"stop", c->stop}, {"trail", c->trail}};
    size_t used = 0;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (members[i].value && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s %.10g", used ? ", " : "",
                                     members[i].name, (double)members[i].value / 1e8);
}

int fs_changes_check(const struct fs_engine *e, const struct fs_waiting *order,
                     const struct fs_order_change *c)
{
    const char *what = NULL;
    if (c->qty && c->qty <= order->filled)
        what = "the quantity is not above what has filled";
    else if (c->limit < 0 || c->stop < 0 || c->trail < 0)
        what = "a price is not above 0";
    else if (c->limit && !order->working.limit)
        what = "it has no limit price";
    else if (c->stop && (!order->working.stop || order->working.triggered))
        what = "it has no stop price (any more)";
    else if (c->trail && (!order->working.trail || order->working.triggered))
        what = "it does not trail the price (any more)";
    else if (!c->qty && !c->limit && !c->stop && !c->trail)
        what = "nothing is to change";
    return what ? fs_error_set(FS_E_INPUT, "change of order %" PRId64 " for %s: %s", order->id,
                               e->slots[order->slot].series.symbol, what)
                : 0;
}

void fs_changes_prices(struct fs_waiting *order, const struct fs_order_change *c)
{
    struct fs_working *w = &order->working;
    w->limit = c->limit ? c->limit : w->limit;
    w->stop = c->stop ? c->stop : w->stop;
    w->trail = c->trail ? c->trail : w->trail;
}

/* Changes an order that the broker has. The gate judges what it would be. */
static int apply(struct fs_engine *e, fs_place place, const struct fs_order_change *c)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    int slot = (int)order->slot;
    struct fs_order_request request = fs_changes_request(order, c);
    struct fs_verdict verdict;
    if (fs_orders_judge(e, slot, order, &request, &verdict))
        return fs_orders_update(e, slot, order->id, order->working.side, FS_ORDER_KEPT, verdict.rule,
                                order->qty, order->filled, verdict.reason);
    int64_t grows = c->qty - order->full;
    int waits_anew = (c->limit && c->limit != order->working.limit) || (c->qty && grows > 0);
    if (c->qty) {
        order->full = c->qty;
        if (!order->held && !order->after && fs_book_resize(&e->book, place, c->qty))
            return -1;
    }
    fs_changes_prices(order, c);
    if (waits_anew)
        fs_book_requeue(&e->book, place);
    fs_broker_refresh(e, slot);
    fs_journal_hash_change(e->journal, order->id, e->view.now, c);
    char text[160];
    fs_changes_describe(c, text, sizeof text);
    return fs_orders_update(e, slot, order->id, order->working.side, FS_ORDER_MODIFIED, 0, order->qty,
                            order->filled, text);
}

int fs_changes_keep(struct fs_engine *e, int64_t order, int64_t at, const struct fs_order_change *change)
{
    if (e->change_count == e->change_capacity) {
        int capacity = e->change_capacity ? e->change_capacity * 2 : 16;
        struct change *changes = realloc(e->changes, (size_t)capacity * sizeof *changes);
        if (!changes)
            return fs_error_nomem();
        e->changes = changes;
        e->change_capacity = capacity;
    }
    e->changes[e->change_count++] = (struct change){order, at, *change};
    return 0;
}

int fs_engine_change(struct fs_engine *e, int64_t id, const struct fs_order_change *change)
{
    fs_place place = fs_book_find(&e->book, id);
    if (place == FS_NO_PLACE)
        return fs_error_set(FS_E_NOT_FOUND, "order %" PRId64 " does not wait (any more)", id);
    if (fs_changes_check(e, fs_book_at(&e->book, place), change) || fs_run_end(e))
        return -1;
    if (e->ticks)
        return fs_tick_change(e, place, change);
    if (!e->options.change_latency)
        return apply(e, place, change);
    e->timed = 1;
    return fs_changes_keep(e, id, e->view.now + e->options.change_latency, change);
}

int fs_engine_change_to(struct fs_engine *e, int64_t id, double qty, double limit, double stop, double trail)
{
    struct fs_order_change c = {0};
    fs_place place = fs_book_find(&e->book, id);
    int slot = place == FS_NO_PLACE ? 0 : (int)fs_book_at(&e->book, place)->slot;
    const struct {
        const char *name;
        double value;
        int64_t *to;
    } members[] = {{"quantity", qty, &c.qty},
                   {"limit price", limit, &c.limit},
                   {"stop price", stop, &c.stop},
                   {"trailing distance", trail, &c.trail}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (isnan(members[i].value))
            continue;
        if (fs_orders_number(e, slot, members[i].name, members[i].value, members[i].to))
            return -1;
        if (*members[i].to <= 0)
            return fs_error_set(FS_E_INPUT, "change of order %" PRId64 ": the %s is %g; expected above 0", id,
                                members[i].name, members[i].value);
    }
    return fs_engine_change(e, id, &c);
}

int fs_changes_arrive(struct fs_engine *e, int slot, int64_t time)
{
    int kept = 0;
    for (int i = 0; i < e->change_count; i++) {
        const struct change c = e->changes[i];
        fs_place place = fs_book_find(&e->book, c.order);
        if (place == FS_NO_PLACE)
            continue; /* too late: the order is gone, which its own verdict has told */
        struct fs_waiting *order = fs_book_at(&e->book, place);
        if ((int)order->slot != slot || c.at > time) {
            e->changes[kept++] = c;
            continue;
        }
        if (fs_changes_check(e, order, &c.change)) { /* it has filled meanwhile, or was triggered */
            char reason[160];
            snprintf(reason, sizeof reason, "%s", fs_error_last()->message);
            fs_error_clear();
            if (fs_orders_update(e, slot, order->id, order->working.side, FS_ORDER_KEPT, 0, order->qty,
                                 order->filled, reason))
                return -1;
        } else if (apply(e, place, &c.change)) {
            return -1;
        }
    }
    e->change_count = kept;
    return 0;
}
