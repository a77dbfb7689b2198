#include "trade/gate_checks.h"

#include "base/error.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    case FS_CHECK_CASH:
    case FS_CHECK_MARGIN:
        return gate->limits.account;
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
    _Static_assert(FS_GATE_CHECKS <= sizeof gate->active, "every check has its place");
    for (int i = 0; i < FS_GATE_CHECKS; i++)
        if (may_refuse(gate, fs_gate_checks[i].number))
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
    if (gate->rule_count == FS_GATE_RULES_MAX)
        return fs_error_set(FS_E_LIMIT, "a gate takes at most %d rules", FS_GATE_RULES_MAX);
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

void fs_gate_pass(const struct fs_gate *gate, int64_t id, const struct fs_order_request *request,
                  struct fs_stamp *stamp)
{
    *stamp = (struct fs_stamp){id, seal(gate, id, request)};
}

int fs_gate_check(struct fs_gate *gate, const struct fs_gate_order *order, struct fs_stamp *stamp,
                  struct fs_verdict *verdict)
{
    *stamp = (struct fs_stamp){0};
    verdict->rule = 0;
    for (int i = 0; i < gate->active_count; i++) {
        int at = gate->active[i];
        if (!fs_gate_checks[at].check(gate, order, verdict)) {
            verdict->rule = (uint16_t)fs_gate_checks[at].number;
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
    for (int i = 0; i < FS_GATE_CHECKS; i++)
        if (fs_gate_checks[i].number == number)
            return fs_gate_checks[i].name;
    for (int i = 0; i < EXCHANGE_COUNT; i++)
        if (exchange_checks[i].number == number)
            return exchange_checks[i].name;
    int rule = number - FS_CHECK_FIRST_RULE;
    return gate && rule >= 0 && rule < gate->rule_count ? gate->rules[rule].name : NULL;
}

int fs_gate_count(const struct fs_gate *gate)
{
    return FS_GATE_CHECKS + EXCHANGE_COUNT + gate->rule_count;
}

int fs_gate_number(const struct fs_gate *gate, int index)
{
    if (index < 0 || index >= fs_gate_count(gate))
        return -1;
    if (index < FS_GATE_CHECKS)
        return fs_gate_checks[index].number;
    index -= FS_GATE_CHECKS;
    return index < EXCHANGE_COUNT ? exchange_checks[index].number
                                  : FS_CHECK_FIRST_RULE + index - EXCHANGE_COUNT;
}
