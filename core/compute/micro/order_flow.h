/*
 * order_flow.h: order flow imbalance of Cont, Kukanov and Stoikov (The price impact of order book events, Journal of Financial
 * Econometrics 12, 2014), and a score of liquidity against its own history.
 *
 * Missing values: window. Look-back: period, and period - 1. Sums keep their errors.
 */
#ifndef FINSMART_COMPUTE_ORDER_FLOW_H
#define FINSMART_COMPUTE_ORDER_FLOW_H

#include "compute/ta/moving.h"

struct fs_order_flow_imbalance {
    int32_t period;
    int32_t run; /* quotes in a row, up to period + 1 */
    struct fs_exact sum;
};

static inline void fs_order_flow_imbalance_start(struct fs_order_flow_imbalance *s, int32_t period)
{
    s->period = period;
}

static inline int fs_order_flow_imbalance_sane(const struct fs_order_flow_imbalance *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period + 2 && s->run >= 0 && s->run <= s->period + 1;
}

/* What the change to the newest quote says of supply and demand. */
static inline double fs_order_flow(const double *bid, const double *ask, const double *bid_size,
                                   const double *ask_size)
{
    double demand = (bid[0] >= bid[-1] ? bid_size[0] : 0.0) - (bid[0] <= bid[-1] ? bid_size[-1] : 0.0);
    double supply = (ask[0] <= ask[-1] ? ask_size[0] : 0.0) - (ask[0] >= ask[-1] ? ask_size[-1] : 0.0);
    return demand - supply;
}

static inline double fs_order_flow_imbalance_push(struct fs_order_flow_imbalance *s, const double *bid,
                                                  const double *ask, const double *bid_size,
                                                  const double *ask_size, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n + 1;
    if (!(fs_present(bid[0]) && fs_present(ask[0]) && fs_present(bid_size[0]) && fs_present(ask_size[0]))) {
        *s = (struct fs_order_flow_imbalance){.period = n};
        return NAN;
    }
    s->run += !full;
    if (s->run == 1)
        return NAN;
    fs_exact_exchange(&s->sum, fs_order_flow(bid, ask, bid_size, ask_size),
                      full ? fs_order_flow(bid - n, ask - n, bid_size - n, ask_size - n) : 0.0);
    return s->run > n ? fs_exact_value(s->sum) : NAN;
}

/* How good the quote is beside those of the last `period`, itself among them: with
 *   depth  = (bid * bid_size + ask * ask_size) / 2      spread = max(ask - bid, 0) / mid
 * each divided by its mean over the window (1 where the mean is 0),
 *   score = 100 * depth / (depth + spread)
 * 50 is what is usual; 100 is no spread; twice the usual depth at half the usual spread is 80. Where this depth and this spread
 * are both 0 it is 50. A quote with negative sizes or a mid that is not above 0 counts as missing. */
struct fs_liquidity_score {
    int32_t period;
    int32_t run; /* quotes in a row, up to period */
    struct fs_exact depth, spread;
};

static inline void fs_liquidity_score_start(struct fs_liquidity_score *s, int32_t period)
{
    s->period = period;
}

static inline int fs_liquidity_score_sane(const struct fs_liquidity_score *s, int32_t window)
{
    return fs_period_valid(s->period, 1) && window == s->period + 1 && s->run >= 0 && s->run <= s->period;
}

static inline double fs_quote_depth(const double *bid, const double *ask, const double *bid_size,
                                    const double *ask_size)
{
    return (bid[0] * bid_size[0] + ask[0] * ask_size[0]) / 2.0;
}

static inline double fs_quote_relative(const double *bid, const double *ask)
{
    return ask[0] > bid[0] ? (ask[0] - bid[0]) / ((bid[0] + ask[0]) / 2.0) : 0.0;
}

static inline double fs_liquidity_score_push(struct fs_liquidity_score *s, const double *bid,
                                             const double *ask, const double *bid_size,
                                             const double *ask_size, int32_t there)
{
    (void)there;
    int32_t n = s->period, full = s->run == n;
    int present = fs_present(bid[0]) & fs_present(ask[0]) & fs_present(bid_size[0]) &
                  fs_present(ask_size[0]) & (bid[0] + ask[0] > 0.0) & (bid_size[0] >= 0.0) &
                  (ask_size[0] >= 0.0);
    double depth = present ? fs_quote_depth(bid, ask, bid_size, ask_size) : NAN;
    double spread = present ? fs_quote_relative(bid, ask) : NAN;
    if (!(fs_present(depth) && fs_present(spread))) {
        *s = (struct fs_liquidity_score){.period = n};
        return NAN;
    }
    s->run += !full;
    fs_exact_exchange(&s->depth, depth,
                      full ? fs_quote_depth(bid - n, ask - n, bid_size - n, ask_size - n) : 0.0);
    fs_exact_exchange(&s->spread, spread, full ? fs_quote_relative(bid - n, ask - n) : 0.0);
    if (s->run < n)
        return NAN;
    double usual_depth = fs_exact_value(s->depth) / (double)n,
           usual_spread = fs_exact_value(s->spread) / (double)n;
    depth = usual_depth > 0.0 ? depth / usual_depth : 1.0;
    spread = usual_spread > 0.0 ? spread / usual_spread : 1.0;
    return depth + spread > 0.0 ? 100.0 * (depth / (depth + spread)) : 50.0;
}

#endif
