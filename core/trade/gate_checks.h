/*
 * gate_checks.h: what the parts of the gate share: gate.c, gate_checks.c (the order and the position it leads to) and
 * gate_money.c (what the account must have for it). Nobody else includes it.
 */
#ifndef FINSMART_TRADE_GATE_CHECKS_H
#define FINSMART_TRADE_GATE_CHECKS_H

#include "base/error.h"
#include "trade/gate.h"

#define FS_GATE_RULES_MAX 64
#define FS_GATE_CHECKS    18

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
    uint8_t active[32]; /* places in fs_gate_checks[] of those that can refuse */
    int rule_count;
    struct fs_gate_rule rules[FS_GATE_RULES_MAX];
};

/* 1: passes; 0: refuses, and the verdict says why. */
typedef int fs_gate_check_fn(const struct fs_gate *gate, const struct fs_gate_order *order,
                             struct fs_verdict *verdict);

/* In the order in which they run. */
extern const struct fs_gate_check {
    int number; /* enum fs_check */
    const char *name;
    fs_gate_check_fn *check;
} fs_gate_checks[FS_GATE_CHECKS];

/* gate_money.c */
fs_gate_check_fn fs_gate_check_buying, fs_gate_check_cash, fs_gate_check_margin;

/* Fills a verdict; returns 0. */
int fs_gate_refuse(struct fs_verdict *verdict, double limit, double observed, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static inline double fs_gate_units(int64_t mantissa)
{
    return (double)mantissa / 1e8;
}

/* The price that the order is valued at: its limit, else the last price. */
static inline int64_t fs_gate_price(const struct fs_gate_order *order)
{
    return order->request->limit ? order->request->limit : order->price;
}

static inline int64_t fs_gate_signed(const struct fs_gate_order *order)
{
    return order->request->side == FS_BUY ? order->request->qty : -order->request->qty;
}

static inline fs_i128 fs_gate_size(fs_i128 value)
{
    return value < 0 ? -value : value;
}

static inline int fs_gate_is_reduce_only(const struct fs_gate_order *order)
{
    return (order->request->flags & FS_ORDER_REDUCE_ONLY) != 0;
}

/* Does the order bring the position, waiting orders counted, nearer to zero? */
static inline int fs_gate_reduces(const struct fs_gate_order *order)
{
    fs_i128 before = (fs_i128)order->position + order->pending_buy - order->pending_sell;
    fs_i128 after = before + fs_gate_signed(order);
    return fs_gate_is_reduce_only(order) ||
           (fs_gate_size(after) <= fs_gate_size(before) && (after == 0 || (after < 0) == (before < 0)));
}

/* gate_money.c: what a quantity is worth, in the currency of its price or in the account's, where that is not quantity times
 * price; FS_I128_MAX where it leaves the range. */
fs_i128 fs_gate_worth(const struct fs_gate_money *money, int64_t qty, int64_t price, int in_account);

/* What a quantity is worth in the currency of its price. */
static inline fs_i128 fs_gate_local_value(const struct fs_gate_order *order, int64_t qty, int64_t price)
{
    return order->money ? fs_gate_worth(order->money, qty, price, 0) : fs_amount_product(qty, price);
}

/* The same in the account's. */
static inline fs_i128 fs_gate_value(const struct fs_gate_order *order, int64_t qty, int64_t price)
{
    return order->money ? fs_gate_worth(order->money, qty, price, 1) : fs_amount_product(qty, price);
}

#endif
