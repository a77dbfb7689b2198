#include "trade/gate.h"

#include "base/error.h"
#include "trade/afford.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MAX 64

/* Limits as exact numbers; 0: off. */
struct fs_gate {
    int64_t max_order_qty, max_position;
    fs_i128 max_notional; /* 1e-16 */
    int64_t collar;       /* 1e-8 of the price */
    int64_t leverage;     /* 1e-8; INT64_MAX: off */
    int allow_short;
    struct fs_limits limits; /* as given, for the verdicts */
    uint64_t key;
    int active_count;
    uint8_t active[32]; /* places in checks[] of those that can refuse */
    int rule_count;
    struct fs_gate_rule rules[RULES_MAX];
};

typedef int check_fn(const struct fs_gate *gate, const struct fs_gate_order *order,
                     struct fs_verdict *verdict);

static double units(int64_t mantissa)
{
    return (double)mantissa / 1e8;
}

static int refuse(struct fs_verdict *verdict, double limit, double observed, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int refuse(struct fs_verdict *verdict, double limit, double observed, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(verdict->reason, sizeof verdict->reason, format, args);
    va_end(args);
    verdict->limit = limit;
    verdict->observed = observed;
    return 0;
}

/* The price that the order is valued at: its limit, else the last price. */
static int64_t value_price(const struct fs_gate_order *order)
{
    return order->request->limit ? order->request->limit : order->price;
}

static int64_t signed_qty(const struct fs_gate_order *order)
{
    return order->request->side == FS_BUY ? order->request->qty : -order->request->qty;
}

static fs_i128 magnitude(fs_i128 value)
{
    return value < 0 ? -value : value;
}

static int check_warmup(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    (void)gate;
    return order->warm || refuse(verdict, NAN, NAN, "the warm-up of %s is not over", order->symbol);
}

static int check_price(const struct fs_gate *gate, const struct fs_gate_order *order,
                       struct fs_verdict *verdict)
{
    (void)gate;
    return order->price > 0 || refuse(verdict, NAN, NAN, "%s has had no price yet", order->symbol);
}

/* A position that no lot divides, which a market can leave behind, may be closed. */
static int check_expired(const struct fs_gate *gate, const struct fs_gate_order *order,
                         struct fs_verdict *verdict)
{
    (void)gate;
    return !order->expired || refuse(verdict, NAN, NAN, "%s is not traded any more", order->symbol);
}

static int check_lot(const struct fs_gate *gate, const struct fs_gate_order *order,
                     struct fs_verdict *verdict)
{
    (void)gate;
    if (order->lot <= 1 || order->request->qty % order->lot == 0 || signed_qty(order) == -order->position)
        return 1;
    return refuse(verdict, units(order->lot), units(order->request->qty),
                  "quantity %.10g is not a multiple of the lot %.10g", units(order->request->qty),
                  units(order->lot));
}

static int check_tick(const struct fs_gate *gate, const struct fs_gate_order *order,
                      struct fs_verdict *verdict)
{
    (void)gate;
    const struct fs_order_request *r = order->request;
    int64_t off = order->tick <= 1         ? 0
                  : r->limit % order->tick ? r->limit
                  : r->stop % order->tick  ? r->stop
                                           : 0;
    return !off || refuse(verdict, units(order->tick), units(off),
                          "price %.10g is not a multiple of the tick %.10g", units(off), units(order->tick));
}

/* Closing what is left of a position may be worth less. */
static int check_min_notional(const struct fs_gate *gate, const struct fs_gate_order *order,
                              struct fs_verdict *verdict)
{
    (void)gate;
    fs_i128 notional = fs_amount_product(order->request->qty, value_price(order));
    if (notional >= (fs_i128)order->min_notional * 100000000 ||
        (order->request->flags & FS_ORDER_REDUCE_ONLY) || signed_qty(order) == -order->position)
        return 1;
    return refuse(verdict, units(order->min_notional), (double)notional / 1e16,
                  "order value %.10g is below the least of %s, %.10g", (double)notional / 1e16, order->symbol,
                  units(order->min_notional));
}

/* An order that waits for another may find a position when that has filled. */
static int check_reduce(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    (void)gate;
    int against = order->request->side == FS_BUY ? order->position < 0 : order->position > 0;
    if (!(order->request->flags & FS_ORDER_REDUCE_ONLY) || order->request->after || against)
        return 1;
    return refuse(
        verdict, 0.0, units(order->position), "a %s that only reduces finds a position of %.10g in %s",
        order->request->side == FS_BUY ? "purchase" : "sale", units(order->position), order->symbol);
}

/* Whether it would fill at once is for the broker to see; the check is here for its name. */
static int check_post_only(const struct fs_gate *gate, const struct fs_gate_order *order,
                           struct fs_verdict *verdict)
{
    (void)gate, (void)order, (void)verdict;
    return 1;
}

static int reduces_only(const struct fs_gate_order *order)
{
    return (order->request->flags & FS_ORDER_REDUCE_ONLY) != 0;
}

static int check_order_qty(const struct fs_gate *gate, const struct fs_gate_order *order,
                           struct fs_verdict *verdict)
{
    if (!gate->max_order_qty || order->request->qty <= gate->max_order_qty)
        return 1;
    return refuse(verdict, gate->limits.max_order_qty, units(order->request->qty),
                  "order quantity %.10g is above %.10g", units(order->request->qty),
                  gate->limits.max_order_qty);
}

static int check_notional(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    fs_i128 notional = fs_amount_product(order->request->qty, value_price(order));
    if (!gate->max_notional || notional <= gate->max_notional)
        return 1;
    return refuse(verdict, gate->limits.max_order_notional, (double)notional / 1e16,
                  "order value %.2f is above %.10g", (double)notional / 1e16,
                  gate->limits.max_order_notional);
}

static int check_collar(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    if (!gate->collar || !order->request->limit)
        return 1;
    fs_i128 away = magnitude((fs_i128)order->request->limit - order->price);
    if (away * 100000000 <= fs_amount_product(order->price, gate->collar))
        return 1;
    double observed = (double)away / (double)order->price;
    return refuse(verdict, gate->limits.price_collar, observed,
                  "limit price %.10g is %.4g away from the last price %.10g; at most %.4g is allowed",
                  units(order->request->limit), observed, units(order->price), gate->limits.price_collar);
}

static int check_short(const struct fs_gate *gate, const struct fs_gate_order *order,
                       struct fs_verdict *verdict)
{
    if (gate->allow_short || order->request->side == FS_BUY || reduces_only(order))
        return 1;
    fs_i128 free = (fs_i128)order->position - order->pending_sell;
    if (order->request->qty <= free)
        return 1;
    double left = free > 0 ? units((int64_t)free) : 0.0;
    return refuse(verdict, left, units(order->request->qty),
                  "a sale of %.10g of %s would be short: %.10g can be sold", units(order->request->qty),
                  order->symbol, left);
}

/* The position when this order and the waiting ones of its side have filled. */
static int check_position(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    if (!gate->max_position || reduces_only(order))
        return 1;
    int buy = order->request->side == FS_BUY;
    fs_i128 after = (fs_i128)order->position + (buy ? order->pending_buy : -(fs_i128)order->pending_sell) +
                    signed_qty(order);
    if ((buy ? after : -after) <= gate->max_position)
        return 1;
    double observed = (double)magnitude(after) / 1e8;
    return refuse(verdict, gate->limits.max_position, observed,
                  "position of %s would be %.10g; at most %.10g", order->symbol, observed,
                  gate->limits.max_position);
}

/* Positions, waiting orders counted, may come nearer to zero outside the universe, and no more. */
static int check_universe(const struct fs_gate *gate, const struct fs_gate_order *order,
                          struct fs_verdict *verdict)
{
    (void)gate;
    if (!order->outsider || reduces_only(order))
        return 1;
    fs_i128 before = (fs_i128)order->position + order->pending_buy - order->pending_sell;
    fs_i128 after = before + signed_qty(order);
    if (magnitude(after) <= magnitude(before) && (after == 0 || (after < 0) == (before < 0)))
        return 1;
    return refuse(verdict, 0.0, (double)after / 1e8,
                  "%s is not in the universe now: a position can be closed but not opened", order->symbol);
}

static int check_band(const struct fs_gate *gate, const struct fs_gate_order *order,
                      struct fs_verdict *verdict)
{
    (void)gate;
    int64_t limit = order->request->limit;
    if (!order->band_high || !limit || (limit >= order->band_low && limit <= order->band_high))
        return 1;
    int64_t bound = limit < order->band_low ? order->band_low : order->band_high;
    return refuse(verdict, units(bound), units(limit),
                  "limit price %.10g is outside the session's limits %.10g and %.10g", units(limit),
                  units(order->band_low), units(order->band_high));
}

static int check_buying(const struct fs_gate *gate, const struct fs_gate_order *order,
                        struct fs_verdict *verdict)
{
    if (gate->leverage == INT64_MAX || reduces_only(order))
        return 1;
    fs_i128 before = (fs_i128)order->position + order->pending_buy - order->pending_sell;
    fs_i128 after = before + signed_qty(order);
    if (magnitude(after) <= magnitude(before) && (after < 0) == (before < 0))
        return 1; /* it only reduces */
    fs_i128 gross, power;
    if (magnitude(after) > INT64_MAX)
        return refuse(verdict, units(INT64_MAX), (double)magnitude(after) / 1e8,
                      "the position would be %.10g; an account holds at most %.10g of a symbol",
                      (double)magnitude(after) / 1e8, units(INT64_MAX));
    if (__builtin_add_overflow(order->other_exposure,
                               fs_amount_product((int64_t)magnitude(after), value_price(order)), &gross))
        gross = FS_I128_MAX; /* more than anybody has */
    if (order->equity <= 0)
        power = 0;
    else if (fs_buying_power(order->equity, gate->leverage, &power))
        power = FS_I128_MAX - 1;
    if (gross <= power)
        return 1;
    return refuse(verdict, (double)power / 1e16, (double)gross / 1e16,
                  "gross exposure would be %.2f; buying power is %.2f", (double)gross / 1e16,
                  (double)power / 1e16);
}

/* In the order in which they run. */
static const struct {
    int number;
    const char *name;
    check_fn *check;
} checks[] = {
    {FS_CHECK_WARMUP, "warmup", check_warmup},
    {FS_CHECK_EXPIRED, "instrument_expired", check_expired},
    {FS_CHECK_PRICE, "no_price", check_price},
    {FS_CHECK_UNIVERSE, "universe", check_universe},
    {FS_CHECK_LOT, "lot", check_lot},
    {FS_CHECK_TICK, "tick", check_tick},
    {FS_CHECK_REDUCE, "reduce_only", check_reduce},
    {FS_CHECK_MIN_NOTIONAL, "min_notional", check_min_notional},
    {FS_CHECK_ORDER_QTY, "max_order_qty", check_order_qty},
    {FS_CHECK_NOTIONAL, "max_order_notional", check_notional},
    {FS_CHECK_COLLAR, "price_collar", check_collar},
    {FS_CHECK_BAND, "price_band", check_band},
    {FS_CHECK_SHORT, "no_short", check_short},
    {FS_CHECK_POSITION, "max_position", check_position},
    {FS_CHECK_BUYING, "buying_power", check_buying},
    {FS_CHECK_POST_ONLY, "post_only", check_post_only},
};
#define CHECK_COUNT ((int)(sizeof checks / sizeof *checks))

/* Those that the simulated exchange has: orders pass the gate without them. */
static const struct {
    int number;
    const char *name;
} exchange_checks[] = {
    {FS_CHECK_HALTED, "halted"},
    {FS_CHECK_SELF, "self_trade"},
};
#define EXCHANGE_COUNT ((int)(sizeof exchange_checks / sizeof *exchange_checks))

/* Can a check refuse anything with these limits? */
static int may_refuse(const struct fs_gate *gate, int number)
{
    switch (number) {
    case FS_CHECK_ORDER_QTY:
        return gate->max_order_qty != 0;
    case FS_CHECK_NOTIONAL:
        return gate->max_notional != 0;
    case FS_CHECK_COLLAR:
        return gate->collar != 0;
    case FS_CHECK_SHORT:
        return !gate->allow_short;
    case FS_CHECK_POSITION:
        return gate->max_position != 0;
    case FS_CHECK_BUYING:
        return gate->leverage != INT64_MAX;
    case FS_CHECK_POST_ONLY:
        return 0;
    default:
        return 1;
    }
}

static int read_limit(const char *name, double value, double scale, double most, int64_t *out)
{
    *out = 0;
    if (isnan(value) || value == 0.0)
        return 0;
    if (value < 0.0 || value > most)
        return fs_error_set(FS_E_INPUT, "limit '%s' is %g; expected above 0 and at most %g, or 0 for none",
                            name, value, most);
    *out = (int64_t)llrint(value * scale);
    return 0;
}

struct fs_gate *fs_gate_new(const struct fs_limits *limits)
{
    int64_t notional, leverage;
    struct fs_gate *gate = calloc(1, sizeof *gate);
    if (!gate) {
        fs_error_nomem();
        return NULL;
    }
    gate->limits = *limits;
    gate->allow_short = limits->allow_short;
    if (read_limit("max_order_qty", limits->max_order_qty, 1e8, 9e10, &gate->max_order_qty) ||
        read_limit("max_order_notional", limits->max_order_notional, 1e4, 9e14, &notional) ||
        read_limit("max_position", limits->max_position, 1e8, 9e10, &gate->max_position) ||
        read_limit("price_collar", limits->price_collar, 1e8, 1e6, &gate->collar) ||
        read_limit("max_leverage", limits->max_leverage, 1e8, 1e6, &leverage)) {
        free(gate);
        return NULL;
    }
    gate->max_notional = notional * (fs_i128)1000000000000;
    gate->leverage = leverage ? leverage : INT64_MAX;
    _Static_assert(CHECK_COUNT <= sizeof gate->active, "every check has its place");
    for (int i = 0; i < CHECK_COUNT; i++)
        if (may_refuse(gate, checks[i].number))
            gate->active[gate->active_count++] = (uint8_t)i;
    /* The seal tells apart what this gate passed from what nobody passed; it keeps out mistakes, not
     * attackers in the same process, and enters nothing that is kept. */
    gate->key = (uint64_t)(uintptr_t)gate * UINT64_C(0x9e3779b97f4a7c15) + 1;
    return gate;
}

void fs_gate_free(struct fs_gate *gate)
{
    free(gate);
}

int fs_gate_add(struct fs_gate *gate, const struct fs_gate_rule *rule)
{
    if (gate->rule_count == RULES_MAX)
        return fs_error_set(FS_E_LIMIT, "a gate takes at most %d rules", RULES_MAX);
    gate->rules[gate->rule_count] = *rule;
    return FS_CHECK_FIRST_RULE + gate->rule_count++;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0xff51afd7ed558ccd);
    return hash ^ (hash >> 32);
}

static uint64_t seal(const struct fs_gate *gate, int64_t order, const struct fs_order_request *request)
{
    uint64_t hash = mix(gate->key, (uint64_t)order);
    hash = mix(hash, (uint64_t)request->symbol << 32 | (uint64_t)request->side << 24 |
                         (uint64_t)request->type << 16 | (uint64_t)request->tif << 8 | request->flags);
    hash = mix(mix(mix(hash, (uint64_t)request->qty), (uint64_t)request->limit), (uint64_t)request->stop);
    const int64_t further[] = {request->trail,   request->offset, request->expires,
                               request->display, request->one_of, request->after};
    if (!(request->trail | request->offset | request->expires | request->display | request->one_of |
          request->after))
        return hash;
    for (size_t i = 0; i < sizeof further / sizeof *further; i++)
        if (further[i]) /* most orders have none */
            hash = mix(hash + i, (uint64_t)further[i]);
    return hash;
}

int fs_gate_check(struct fs_gate *gate, const struct fs_gate_order *order, struct fs_stamp *stamp,
                  struct fs_verdict *verdict)
{
    *stamp = (struct fs_stamp){0};
    verdict->rule = 0;
    for (int i = 0; i < gate->active_count; i++) {
        int at = gate->active[i];
        if (!checks[at].check(gate, order, verdict)) {
            verdict->rule = (uint16_t)checks[at].number;
            return 1;
        }
    }
    for (int i = 0; i < gate->rule_count; i++) {
        verdict->limit = verdict->observed = NAN;
        snprintf(verdict->reason, sizeof verdict->reason, "refused by rule '%s'", gate->rules[i].name);
        int passed = gate->rules[i].check(gate->rules[i].data, order, verdict);
        if (passed < 0) {
            const struct fs_error *error = fs_error_last();
            snprintf(verdict->reason, sizeof verdict->reason, "rule '%s' failed: %s", gate->rules[i].name,
                     error ? error->message : "no reason given");
            fs_error_clear();
        }
        if (passed != 1) {
            verdict->rule = (uint16_t)(FS_CHECK_FIRST_RULE + i);
            return 1;
        }
    }
    *stamp = (struct fs_stamp){order->id, seal(gate, order->id, order->request)};
    return 0;
}

int fs_gate_stamped(const struct fs_gate *gate, const struct fs_stamp *stamp, int64_t order,
                    const struct fs_order_request *request)
{
    return stamp->order == order && stamp->seal == seal(gate, order, request);
}

const char *fs_gate_name(const struct fs_gate *gate, int number)
{
    for (int i = 0; i < CHECK_COUNT; i++)
        if (checks[i].number == number)
            return checks[i].name;
    for (int i = 0; i < EXCHANGE_COUNT; i++)
        if (exchange_checks[i].number == number)
            return exchange_checks[i].name;
    int rule = number - FS_CHECK_FIRST_RULE;
    return gate && rule >= 0 && rule < gate->rule_count ? gate->rules[rule].name : NULL;
}

int fs_gate_count(const struct fs_gate *gate)
{
    return CHECK_COUNT + EXCHANGE_COUNT + gate->rule_count;
}

int fs_gate_number(const struct fs_gate *gate, int index)
{
    if (index < 0 || index >= fs_gate_count(gate))
        return -1;
    if (index < CHECK_COUNT)
        return checks[index].number;
    index -= CHECK_COUNT;
    return index < EXCHANGE_COUNT ? exchange_checks[index].number
                                  : FS_CHECK_FIRST_RULE + index - EXCHANGE_COUNT;
}
