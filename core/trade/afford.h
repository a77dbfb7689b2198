/*
 * afford.h: how much of an order the account can pay for. Inside the room only: fills.c, gate_money.c and vector_run.c.
 */
#ifndef FINSMART_TRADE_AFFORD_H
#define FINSMART_TRADE_AFFORD_H

#include "base/decimal.h"
#include "base/error.h"
#include "trade/fees.h"
#include "trade/ledger.h"

#include <finsmart/order.h>
#include <math.h>

/* One purchase or sale under examination. */
struct fs_purchase {
    const struct fs_fee_schedule *fees;
    int64_t leverage; /* 1e-8 */
    int64_t held;     /* signed */
    int sign;         /* +1 buys, -1 sells */
    int64_t price;
    fs_i128 equity; /* before it, the slot's position valued at `price` */
    fs_i128 others; /* gross exposure of the other symbols */
    int first;      /* no part of the order has filled before */
};

static inline fs_i128 fs_magnitude(fs_i128 value)
{
    return value < 0 ? -value : value;
}

/* Equity times leverage (1e-8); -1 where it leaves 128 bits, whatever its sign. */
static inline int fs_buying_power(fs_i128 equity, int64_t leverage, fs_i128 *power)
{
    if (leverage == FS_SCALE) {
        *power = equity;
        return 0;
    }
    if (!__builtin_mul_overflow(equity, (fs_i128)leverage, power)) {
        *power /= FS_SCALE;
        return 0;
    }
    /* The product is beyond 128 bits before it is divided. What the quotient loses is less than a cent of more than 10^14. */
    return __builtin_mul_overflow(equity / FS_SCALE, (fs_i128)leverage, power) ? -1 : 0;
}

/* May `qty` of it fill? Gross exposure afterwards is within leverage times equity afterwards. */
static inline int fs_affordable(const struct fs_purchase *p, int64_t qty)
{
    int64_t fee;
    if (fs_fees_of(p->fees, qty, p->price, p->first, &fee)) {
        fs_error_clear();
        return 0;
    }
    fs_i128 after = fs_magnitude((fs_i128)p->held + p->sign * (fs_i128)qty), gross, power;
    if (after > INT64_MAX ||
        __builtin_add_overflow(p->others, fs_amount_product((int64_t)after, p->price), &gross))
        return 0;
    return fs_buying_power(p->equity - fee * FS_MONEY, p->leverage, &power) ? p->equity > 0 : gross <= power;
}

/* The largest quantity up to `most`, in steps of `lot`, that is affordable. */
static inline int64_t fs_affordable_part(const struct fs_purchase *p, int64_t most, int64_t lot)
{
    int64_t reduces = p->held * p->sign < 0 ? (p->held < 0 ? -p->held : p->held) : 0;
    double leverage = (double)p->leverage / 1e8, price = (double)p->price / 1e8;
    double fixed = p->first ? (double)p->fees->per_trade / 1e8 : 0.0;
    double room = leverage * (fs_money_double(p->equity) - fixed) - fs_money_double(p->others);
    double against = p->held * p->sign > 0 ? fabs((double)p->held) / 1e8 : -(double)reduces / 1e8;
    double unit =
        price * (1.0 + leverage * (double)p->fees->bps / 1e12) + leverage * (double)p->fees->per_share / 1e8;
    double guess = (room - against * price) / unit * 1e8 / (double)lot;
    /* Mostly a double knows the answer: where the guess is further from a whole number of lots than its own error and that of
     * the fee's rounding can be. Else the exact way decides. */
    double size = (leverage * fabs(fs_money_double(p->equity)) + fabs(fs_money_double(p->others)) +
                   fabs(against) * price) /
                  unit * 1e8 / (double)lot;
    double error = size * 1e-14 + 4.0 * leverage / unit / (double)lot, wanted = (double)most / (double)lot;
    if (!p->fees->minimum && guess - error > (double)reduces / (double)lot && size < 1e15 &&
        (double)most < 9e18) {
        double whole = (double)(int64_t)guess;
        if (guess - error > wanted)
            return most;
        if (guess + error < wanted && guess - whole > error && whole + 1.0 - guess > error)
            return (int64_t)guess * lot;
    }
    if (fs_affordable(p, most))
        return most;
    int64_t low = reduces / lot, high = most / lot, at;
    if (most % lot == 0)
        high--; /* the whole is known not to be affordable */
    at = guess < (double)low ? low : guess > (double)high ? high : (int64_t)guess;
    /* The guess is within a step or so; bisection closes in on it where it is not. */
    for (int step = 0; low < high; step++) {
        if (fs_affordable(p, at * lot)) {
            low = at;
            at = step < 4 ? at + 1 : low + (high - low + 1) / 2;
        } else {
            high = at - 1;
            at = step < 4 ? at - 1 : low + (high - low + 1) / 2;
        }
        if (at < low)
            at = low;
        if (at > high)
            at = high;
        if (at == low && low < high)
            at = low + 1;
    }
    if (low < 0)
        low = 0;
    return low * lot >= reduces || fs_affordable(p, low * lot) ? low * lot : 0;
}

#endif
