/* orders.c: what a strategy asks for: orders, targets, cancellations; and their verdicts. */
#include "base/error.h"
#include "trade/state.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct step *fs_orders_queue(struct fs_engine *e, int step, int slot)
{
    if (e->queue_count == e->queue_size) {
        uint32_t size = e->queue_size ? e->queue_size * 2 : 16;
        struct step *queue = malloc(size * sizeof *queue);
        if (!queue) {
            fs_error_nomem();
            return NULL;
        }
        for (uint32_t i = 0; i < e->queue_count; i++)
            queue[i] = e->queue[(e->queue_head + i) & (e->queue_size - 1)];
        free(e->queue);
        e->queue = queue;
        e->queue_size = size;
        e->queue_head = 0;
    }
    e->run.stop = 0;
    struct step *new = &e->queue[(e->queue_head + e->queue_count++) & (e->queue_size - 1)];
    new->step = step;
    new->slot = slot;
    return new;
}

int fs_orders_update(struct fs_engine *e, int slot, int64_t id, int side, int state, int rule, int64_t qty,
                     int64_t filled, const char *reason)
{
    if (state != FS_ORDER_FILLED)
        fs_journal_hash_verdict(e->journal, id, e->view.now, state, rule, filled);
    if (reason)
        fs_journal_hash_reason(e->journal, id, fs_gate_name(e->gate, rule), reason);
    e->updates++;
    if (e->records) {
        struct fs_order_update update = {
            .order = id, .ts = e->view.now, .state = (uint8_t)state, .filled = filled, .reason = reason};
        fs_records_update(e->records, e->slots[slot].series.symbol, &update, fs_gate_name(e->gate, rule));
    }
    if (!(e->wants & FS_WANT_ORDER))
        return 0;
    struct step *step = fs_orders_queue(e, FS_STEP_ORDER, slot);
    if (!step)
        return -1;
    step->u.order = (struct fs_order_update){.order = id,
                                             .ts = e->view.now,
                                             .symbol = e->slots[slot].id,
                                             .side = (uint8_t)side,
                                             .state = (uint8_t)state,
                                             .rule = (uint16_t)rule,
                                             .qty = qty,
                                             .filled = filled,
                                             .reason = reason ? step->reason : NULL};
    if (reason)
        snprintf(step->reason, sizeof step->reason, "%s", reason);
    return 0;
}

static int bad(const struct fs_engine *e, int slot, const char *what)
{
    return fs_error_set(FS_E_INPUT, "order for %s: %s", e->slots[slot].series.symbol, what);
}

static int check_request(const struct fs_engine *e, int slot, const struct fs_order_request *r)
{
    int wants_limit = r->type == FS_ORDER_LIMIT || r->type == FS_ORDER_STOP_LIMIT;
    int wants_stop = r->type == FS_ORDER_STOP || r->type == FS_ORDER_STOP_LIMIT;
    if (r->side != FS_BUY && r->side != FS_SELL)
        return bad(e, slot, "the side is neither buy nor sell");
    if (r->type < FS_ORDER_MARKET || r->type > FS_ORDER_STOP_LIMIT)
        return bad(e, slot, "the type is none of market, limit, stop and stop-limit");
    if (r->tif != FS_TIF_GTC && r->tif != FS_TIF_DAY)
        return bad(e, slot, "the time in force is neither gtc nor day");
    if (r->qty <= 0)
        return bad(e, slot, "the quantity is not above 0");
    if (wants_limit ? r->limit <= 0 : r->limit != 0)
        return bad(e, slot,
                   wants_limit ? "the limit price is not above 0"
                               : "a limit price belongs to limit and stop-limit orders only");
    if (wants_stop ? r->stop <= 0 : r->stop != 0)
        return bad(e, slot,
                   wants_stop ? "the stop price is not above 0"
                              : "a stop price belongs to stop and stop-limit orders only");
    return 0;
}

/* An order that arrives before its slot's next bar has opened must see that open. */
static void expect_open(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    e->run.stop = 0;
    if (s->next >= s->series.count || s->opened == s->next)
        return;
    int64_t open = fs_series_opening(&s->series, s->next);
    if (open > e->view.now || (open == e->view.now && e->phase < PHASE_OPEN))
        fs_merge_set(&e->merge, (uint32_t)slot, open, RANK_OPEN | (uint32_t)slot);
}

static int is_warm(const struct fs_engine *e, int slot)
{
    return e->slots[slot].next >= e->options.warmup;
}

static int64_t refuse(struct fs_engine *e, int slot, int64_t id, const struct fs_order_request *request,
                      const struct fs_verdict *verdict)
{
    if (!e->rejected++)
        snprintf(e->first_refusal, sizeof e->first_refusal, "order %" PRId64 " for %.60s: %s", id,
                 e->slots[slot].series.symbol, verdict->reason);
    e->refused[verdict->rule]++;
    if (e->records)
        fs_records_rejected(e->records, e->slots[slot].series.symbol, id, e->view.now, request,
                            fs_gate_name(e->gate, verdict->rule), verdict);
    return fs_orders_update(e, slot, id, request->side, FS_ORDER_REJECTED, verdict->rule, request->qty, 0,
                            verdict->reason)
               ? -1
               : id;
}

int64_t fs_engine_submit(struct fs_engine *e, int slot, const struct fs_order_request *wanted)
{
    if (slot < 0 || slot >= e->count)
        return fs_error_set(FS_E_INPUT, "there is no slot %d; expected 0 to %d", slot, e->count - 1);
    if (e->finished)
        return fs_error_set(FS_E_INPUT, "the run is over: no more orders");
    struct slot *s = &e->slots[slot];
    struct fs_order_request request = *wanted;
    request.symbol = s->id;
    if (check_request(e, slot, &request) || fs_run_end(e))
        return -1;
    int64_t id = ++e->orders;
    fs_journal_hash_order(e->journal, id, e->view.now, s->series.symbol, &request);
    if (e->records)
        fs_records_order(e->records, id, e->view.now, s->series.symbol, &request);
    if (e->options.observer.submitted)
        e->options.observer.submitted(e->options.observer.data, e, slot, &request);
    const struct fs_book_side *side = &e->book.slots[slot];
    double last = e->slot_views[slot].price;
    struct fs_gate_order order = {
        .id = id,
        .ts = e->view.now,
        .symbol = s->series.symbol,
        .request = &request,
        .price = last > 0.0 ? price_mantissa(last) : 0,
        .position = s->holding.qty,
        .pending_buy = side->buy,
        .pending_sell = side->sell,
        .lot = s->lot,
        .warm = is_warm(e, slot),
        .equity = fs_ledger_equity(&e->ledger),
        .other_exposure = e->count > 1 && e->leverage != INT64_MAX ? fs_broker_exposure(e, slot, 1) : 0,
    };
    struct fs_stamp stamp;
    struct fs_verdict verdict;
    if (fs_gate_check(e->gate, &order, &stamp, &verdict))
        return refuse(e, slot, id, &request, &verdict);
    if (fs_book_add(&e->book, e->gate, &stamp, id, (uint32_t)slot, &request) == FS_NO_PLACE)
        return -1;
    fs_broker_refresh(e, slot);
    expect_open(e, slot);
    return fs_orders_update(e, slot, id, request.side, FS_ORDER_ACCEPTED, 0, request.qty, 0, NULL) ? -1 : id;
}

static int read_number(const struct fs_engine *e, int slot, const char *what, double value, int64_t *out)
{
    /* Whole numbers, which most quantities are, need no decimal digits to be found. */
    if (fabs(value) <= FS_PRICE_MAX && value == (double)(int64_t)value) {
        *out = (int64_t)value * FS_SCALE;
        return 0;
    }
    if (isfinite(value) && fabs(value) <= FS_PRICE_MAX &&
        fs_decimal_from_double(value, FS_SCALE_EXP, out) == 0)
        return 0;
    return fs_error_set(FS_E_INPUT, "order for %s: the %s is %g; expected a number of at most %g",
                        e->slots[slot].series.symbol, what, value, FS_PRICE_MAX);
}

static int check_slot(const struct fs_engine *e, int slot)
{
    if (slot >= 0 && slot < e->count)
        return 0;
    return fs_error_set(FS_E_INPUT, "there is no slot %d; expected 0 to %d", slot, e->count - 1);
}

int64_t fs_engine_order(struct fs_engine *e, int slot, int side, int type, int tif, double qty, double limit,
                        double stop)
{
    struct fs_order_request request = {0};
    if (check_slot(e, slot) || read_number(e, slot, "quantity", qty, &request.qty) ||
        read_number(e, slot, "limit price", isnan(limit) ? 0.0 : limit, &request.limit) ||
        read_number(e, slot, "stop price", isnan(stop) ? 0.0 : stop, &request.stop))
        return -1;
    request.side = side == FS_BUY || side == FS_SELL ? (uint8_t)side : 0;
    request.type = type >= 0 && type <= FS_ORDER_STOP_LIMIT ? (uint8_t)type : 0;
    request.tif = tif == FS_TIF_GTC || tif == FS_TIF_DAY ? (uint8_t)tif : UINT8_MAX;
    return fs_engine_submit(e, slot, &request);
}

/* Orders at market what is missing to reach `target`, waiting orders counted. */
static int64_t reach(struct fs_engine *e, int slot, int64_t target)
{
    const struct fs_book_side *side = &e->book.slots[slot];
    fs_i128 missing = (fs_i128)target - e->slots[slot].holding.qty - side->buy + side->sell;
    if (!missing)
        return 0;
    fs_i128 size = missing < 0 ? -missing : missing;
    if (size > INT64_MAX)
        return fs_error_set(FS_E_LIMIT, "target for %s: the quantity overflows",
                            e->slots[slot].series.symbol);
    struct fs_order_request request = {
        .side = missing > 0 ? FS_BUY : FS_SELL, .type = FS_ORDER_MARKET, .qty = (int64_t)size};
    return fs_engine_submit(e, slot, &request);
}

int64_t fs_engine_target(struct fs_engine *e, int slot, double qty)
{
    int64_t target;
    if (check_slot(e, slot) || read_number(e, slot, "target", qty, &target))
        return -1;
    if (!is_warm(e, slot))
        return 0;
    return reach(e, slot, target - target % e->slots[slot].lot);
}

/* The exact quantity of equity times fraction at a price, toward zero to the lot. */
static int exact_target(struct fs_engine *e, const struct slot *s, double fraction, double price,
                        int64_t *out)
{
    const fs_i128 one = INT64_C(1000000000000);
    if (fs_run_post(e))
        return -1;
    fs_i128 equity = fs_ledger_equity(&e->ledger), part = (fs_i128)__builtin_llrint(fraction * 1e12), product;
    fs_i128 divisor = price_mantissa(price) * one;
    if (__builtin_mul_overflow(equity, part, &product)) {
        /* 1e-8 of the currency is fine enough for that much money */
        if (__builtin_mul_overflow(equity / 100000000, part, &product))
            return fs_error_set(FS_E_LIMIT, "target for %s: the amount overflows", s->series.symbol);
        divisor /= 100000000;
    }
    fs_i128 qty = product / divisor;
    if (qty > INT64_MAX || qty < -INT64_MAX)
        return fs_error_set(FS_E_LIMIT, "target for %s: the quantity overflows", s->series.symbol);
    *out = (int64_t)qty - (int64_t)qty % s->lot;
    return 0;
}

int64_t fs_engine_target_percent(struct fs_engine *e, int slot, double fraction)
{
    if (check_slot(e, slot))
        return -1;
    struct slot *s = &e->slots[slot];
    double price = e->slot_views[slot].price;
    if (!(fabs(fraction) <= 1e6))
        return fs_error_set(FS_E_INPUT, "target for %s: the fraction is %g; expected at most 1e6",
                            s->series.symbol, fraction);
    if (!is_warm(e, slot))
        return 0;
    if (!(price > 0.0))
        return fs_error_set(FS_E_INPUT, "target for %s: it has had no bar yet", s->series.symbol);
    /* Mostly the answer is the position there is. A double knows the number of lots unless it is next to a
     * whole number, where the exact way decides. */
    double lots = e->view.equity * fraction * 1e8 / (price * (double)s->lot);
    double size = fabs(lots), whole = (double)(int64_t)(size < 1e15 ? size : 0.0), rest = size - whole;
    int64_t target = 0;
    if (size < 1e12 && rest > size * 1e-14 + 1e-9 && rest < 1.0 - size * 1e-14 - 1e-9)
        target = (int64_t)lots * s->lot;
    else if (exact_target(e, s, fraction, price, &target))
        return -1;
    return reach(e, slot, target);
}

static int cancel(struct fs_engine *e, fs_place place)
{
    struct fs_waiting order = *fs_book_at(&e->book, place);
    fs_book_remove(&e->book, place);
    fs_broker_refresh(e, (int)order.slot);
    e->cancelled++;
    return fs_orders_update(e, (int)order.slot, order.id, order.working.side, FS_ORDER_CANCELLED, 0,
                            order.qty, 0, NULL);
}

int fs_engine_cancel(struct fs_engine *e, int64_t order)
{
    fs_place place = fs_book_find(&e->book, order);
    if (place == FS_NO_PLACE)
        return fs_error_set(FS_E_NOT_FOUND, "order %" PRId64 " does not wait (any more)", order);
    return cancel(e, place);
}

int64_t fs_engine_close(struct fs_engine *e, int slot)
{
    if (check_slot(e, slot))
        return -1;
    const struct slot *s = &e->slots[slot];
    const struct fs_book_side *side = &e->book.slots[slot];
    if (side->first == FS_NO_PLACE && !s->holding.qty)
        return 0;
    /* What waits and closes it already may go on waiting. */
    int closing = s->holding.qty + side->buy - side->sell == 0;
    for (fs_place p = side->first; p != FS_NO_PLACE; p = fs_book_at(&e->book, p)->next)
        closing &= fs_book_at(&e->book, p)->working.type == FS_ORDER_MARKET;
    if (closing)
        return 0;
    while (side->first != FS_NO_PLACE)
        if (cancel(e, side->first))
            return -1;
    return reach(e, slot, 0);
}
