/* orders.c: what a strategy asks for: orders, changes, cancellations; and their verdicts. */
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

void fs_orders_expect_open(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    e->run.stop = 0;
    if (s->next >= s->series.count || s->opened == s->next)
        return;
    int64_t open = fs_series_opening(&s->series, s->next);
    if (open > e->view.now || (open == e->view.now && e->phase < PHASE_OPEN))
        fs_agenda_set(&e->agenda, (uint32_t)slot, open, RANK_OPEN | (uint32_t)slot);
}

int fs_orders_warm(const struct fs_engine *e, int slot)
{
    return e->slots[slot].next >= e->options.warmup;
}

void fs_orders_refused(struct fs_engine *e, int slot, int64_t id, int rule, const char *reason)
{
    if (!e->rejected++)
        snprintf(e->first_refusal, sizeof e->first_refusal, "order %" PRId64 " for %.60s: %s", id,
                 e->slots[slot].series.symbol, reason);
    e->refused[rule]++;
}

static int64_t refuse(struct fs_engine *e, int slot, int64_t id, const struct fs_order_request *request,
                      const struct fs_verdict *verdict)
{
    fs_orders_refused(e, slot, id, verdict->rule, verdict->reason);
    if (e->records)
        fs_records_rejected(e->records, e->slots[slot].series.symbol, id, e->view.now, request,
                            fs_gate_name(e->gate, verdict->rule), verdict);
    return fs_orders_update(e, slot, id, request->side, FS_ORDER_REJECTED, verdict->rule, request->qty, 0,
                            verdict->reason)
               ? -1
               : id;
}

void fs_orders_refused_late(struct fs_engine *e, const struct fs_waiting *order, int rule, const char *reason,
                            int64_t against, struct fs_verdict *verdict)
{
    int slot = (int)order->slot;
    *verdict = (struct fs_verdict){.rule = (uint16_t)rule, .limit = NAN, .observed = NAN};
    if (against && order->working.limit) {
        verdict->limit = (double)against / 1e8;
        verdict->observed = (double)order->working.limit / 1e8;
        snprintf(verdict->reason, sizeof verdict->reason, "%s: limit %.10g, market %.10g", reason,
                 verdict->observed, verdict->limit);
    } else {
        snprintf(verdict->reason, sizeof verdict->reason, "%s", reason);
    }
    fs_orders_refused(e, slot, order->id, rule, verdict->reason);
    const struct fs_order_request request = {.side = order->working.side, .qty = order->qty};
    if (e->records)
        fs_records_rejected(e->records, e->slots[slot].series.symbol, order->id, e->view.now, &request,
                            fs_gate_name(e->gate, rule), verdict);
}

/* What the gate knows of an order, of which `counted` units are among the waiting ones already. */
static struct fs_gate_order known_of(struct fs_engine *e, int slot, int64_t id,
                                     const struct fs_order_request *request, int64_t counted)
{
    const struct slot *s = &e->slots[slot];
    const struct fs_book_side *side = &e->book.slots[slot];
    double last = e->slot_views[slot].price;
    int buys = request->side == FS_BUY;
    int64_t low = 0, high = 0;
    if (e->band)
        fs_bands_of(e, slot, &low, &high);
    return (struct fs_gate_order){
        .id = id,
        .ts = e->view.now,
        .symbol = s->series.symbol,
        .request = request,
        .price = last > 0.0 ? price_mantissa(last) : 0,
        .position = s->holding.qty,
        .pending_buy = side->buy - (buys ? counted : 0),
        .pending_sell = side->sell - (buys ? 0 : counted),
        .lot = s->lot,
        .tick = s->series.tick,
        .min_notional = s->series.min_notional,
        .warm = fs_orders_warm(e, slot),
        .equity = fs_ledger_equity(&e->ledger),
        .outsider = s->outsider,
        .expired = s->gone,
        .band_low = low,
        .band_high = high,
        .other_exposure = e->count > 1 && e->leverage != INT64_MAX ? fs_broker_exposure(e, slot, 1) : 0,
    };
}

int fs_orders_judge(struct fs_engine *e, int slot, const struct fs_waiting *order,
                    struct fs_order_request *request, struct fs_verdict *verdict)
{
    int counted = !order->held && !(order->flags & FS_ORDER_REDUCE_ONLY);
    int64_t left = counted ? fs_waiting_left(order) : 0;
    struct fs_gate_order now = known_of(e, slot, order->id, request, left);
    struct fs_stamp stamp;
    request->symbol = e->slots[slot].id;
    if (e->account.checks)
        fs_margin_judge(e, slot, request->side == FS_BUY ? left : 0, &now);
    if (!fs_gate_check(e->gate, &now, &stamp, verdict))
        return 0;
    e->refused[verdict->rule]++;
    return 1;
}

/* What a new order in the book still lacks: its group, its first stop, and when it arrives. */
static int settle_in(struct fs_engine *e, int slot, fs_place place, const struct fs_order_request *request)
{
    struct fs_waiting *order = fs_book_at(&e->book, place);
    fs_place first = request->one_of ? fs_book_find(&e->book, request->one_of) : FS_NO_PLACE;
    if (first != FS_NO_PLACE)
        fs_book_group(&e->book, first, request->one_of);
    if (order->held) { /* what it follows may have filled in part */
        int64_t filled = fs_book_at(&e->book, fs_book_find(&e->book, order->after))->filled;
        if (filled && fs_book_release(&e->book, place, filled < order->full ? filled : order->full))
            return -1;
    }
    if (request->trail && !request->stop) {
        order->working.stop = request->side == FS_BUY ? INT64_MAX : 0; /* far away */
        if (!order->held)
            fs_match_follow(&order->working, price_mantissa(e->slot_views[slot].price));
    }
    if (e->options.order_latency)
        order->arrives = e->view.now + e->options.order_latency;
    e->timed |= request->tif == FS_TIF_GTD;
    return 0;
}

int64_t fs_engine_submit(struct fs_engine *e, int slot, const struct fs_order_request *wanted)
{
    if (fs_orders_slot(e, slot))
        return -1;
    if (e->finished)
        return fs_error_set(FS_E_INPUT, "the run is over: no more orders");
    struct slot *s = &e->slots[slot];
    struct fs_order_request request = *wanted;
    request.symbol = s->id;
    if (fs_requests_check(e, slot, &request) || fs_run_end(e))
        return -1;
    int64_t id = ++e->orders;
    fs_journal_hash_order(e->journal, id, e->view.now, s->series.symbol, &request);
    if (e->records)
        fs_records_order(e->records, id, e->view.now, s->series.symbol, &request);
    if (e->options.observer.submitted && !e->account.call)
        e->options.observer.submitted(e->options.observer.data, e, slot, &request);
    struct fs_stamp stamp;
    struct fs_verdict verdict;
    const char *reason = NULL;
    if (e->account.call) {
        fs_calls_pass(e, id, &request, &stamp, &verdict);
        reason = verdict.reason;
    } else {
        struct fs_gate_order order = known_of(e, slot, id, &request, 0);
        if (e->account.checks)
            fs_margin_judge(e, slot, 0, &order);
        if (fs_gate_check(e->gate, &order, &stamp, &verdict))
            return refuse(e, slot, id, &request, &verdict);
    }
    fs_place place = fs_book_add(&e->book, e->gate, &stamp, id, (uint32_t)slot, &request);
    if (place == FS_NO_PLACE)
        return -1;
    if (e->ticks)
        return fs_tick_order(e, slot, place, &request) ? -1 : id;
    if (settle_in(e, slot, place, &request))
        return -1;
    fs_broker_refresh(e, slot);
    fs_orders_expect_open(e, slot);
    return fs_orders_update(e, slot, id, request.side, FS_ORDER_ACCEPTED, verdict.rule, request.qty, 0,
                            reason)
               ? -1
               : id;
}

int fs_orders_number(const struct fs_engine *e, int slot, const char *what, double value, int64_t *out)
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
                        e->slots[slot].series.symbol, what, isnan(value) ? NAN : value, FS_PRICE_MAX);
}

int fs_orders_slot(const struct fs_engine *e, int slot)
{
    if (slot >= 0 && slot < e->count)
        return 0;
    return fs_error_set(FS_E_INPUT, "there is no slot %d; expected 0 to %d", slot, e->count - 1);
}

/* The same for a member that is NaN where it is not given. */
static int read_given(const struct fs_engine *e, int slot, const char *what, double value, int64_t *out)
{
    *out = 0;
    return isnan(value) ? 0 : fs_orders_number(e, slot, what, value, out);
}

int64_t fs_engine_ask(struct fs_engine *e, int slot, const struct fs_order_terms *t)
{
    struct fs_order_request r = {.expires = t->expires, .one_of = t->one_of, .after = t->after};
    if (fs_orders_slot(e, slot) || fs_orders_number(e, slot, "quantity", t->qty, &r.qty) ||
        read_given(e, slot, "limit price", t->limit, &r.limit) ||
        read_given(e, slot, "stop price", t->stop, &r.stop) ||
        read_given(e, slot, "trailing distance", t->trail, &r.trail) ||
        read_given(e, slot, "limit offset", t->offset, &r.offset) ||
        read_given(e, slot, "quantity to show", t->display, &r.display))
        return -1;
    r.side = t->side == FS_BUY || t->side == FS_SELL ? (uint8_t)t->side : 0;
    r.type = t->type >= 0 && t->type <= UINT8_MAX ? (uint8_t)t->type : 0;
    r.tif = t->tif >= 0 && t->tif <= UINT8_MAX ? (uint8_t)t->tif : UINT8_MAX;
    r.flags = t->flags >= 0 && t->flags <= UINT8_MAX ? (uint8_t)t->flags : UINT8_MAX;
    return fs_engine_submit(e, slot, &r);
}

int64_t fs_engine_order(struct fs_engine *e, int slot, int side, int type, int tif, double qty, double limit,
                        double stop)
{
    return fs_engine_ask(e, slot,
                         &(struct fs_order_terms){.qty = qty,
                                                  .limit = limit,
                                                  .stop = stop,
                                                  .trail = NAN,
                                                  .offset = NAN,
                                                  .display = NAN,
                                                  .side = side,
                                                  .type = type,
                                                  .tif = tif});
}

static int not_waiting(int64_t order)
{
    return fs_error_set(FS_E_NOT_FOUND, "order %" PRId64 " does not wait (any more)", order);
}

int fs_engine_cancel(struct fs_engine *e, int64_t id)
{
    fs_place place = fs_book_find(&e->book, id);
    if (place == FS_NO_PLACE)
        return not_waiting(id);
    if (e->ticks)
        return fs_tick_cancel(e, place);
    if (!e->options.cancel_latency)
        return fs_broker_drop(e, place, FS_ORDER_CANCELLED, 0, NULL);
    struct fs_waiting *order = fs_book_at(&e->book, place);
    int64_t arrives = e->view.now + e->options.cancel_latency;
    if (arrives < order->cancelled)
        order->cancelled = arrives;
    e->timed = 1;
    return 0;
}
