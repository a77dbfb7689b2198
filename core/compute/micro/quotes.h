/*
 * quotes.h: what one quote says, and what a trade pays against it.
 *
 *   imbalance         (bid_size - ask_size) / (bid_size + ask_size), from -1 to 1
 *   microprice        (bid * ask_size + ask * bid_size) / (bid_size + ask_size): nearer to the side with less depth
 *   quoted_spread     ask - bid, and the same as a fraction of the mid, (bid + ask) / 2
 *   effective_spread  2 * |price - mid|, and as a fraction of the mid
 *   realised_spread   of the trade `horizon` observations ago, against the mid of now
 *
 * Prices in units of currency, sizes in any unit. NaN: where there is no size on either side or a negative one; fractions of a
 * mid that is not above 0. A crossed quote (bid above ask) has a negative spread.
 *
 * Missing values: window. Look-back: 0, and `horizon` for realised_spread.
 */
#ifndef FINSMART_COMPUTE_QUOTES_H
#define FINSMART_COMPUTE_QUOTES_H

#include "compute/form.h"
#include "compute/ta/elementwise.h"

static inline int fs_quote_sizes(double bid_size, double ask_size)
{
    return fs_present(bid_size) & fs_present(ask_size) & (bid_size >= 0.0) & (ask_size >= 0.0) &
           (bid_size + ask_size > 0.0);
}

static inline double fs_quote_mid(double bid, double ask)
{
    return (bid + ask) / 2.0;
}

FS_ELEMENTWISE(imbalance, (struct fs_imbalance * s, double bid_size, double ask_size),
               fs_quote_sizes(bid_size, ask_size), (bid_size - ask_size) / (bid_size + ask_size))

FS_ELEMENTWISE(microprice,
               (struct fs_microprice * s, double bid, double ask, double bid_size, double ask_size),
               fs_present(bid) & fs_present(ask) & fs_quote_sizes(bid_size, ask_size),
               bid *(ask_size / (bid_size + ask_size)) + ask * (bid_size / (bid_size + ask_size)))

struct fs_quoted_spread {
    int64_t reserved; /* 0 */
};

static inline void fs_quoted_spread_start(struct fs_quoted_spread *s)
{
    (void)s;
}

static inline int fs_quoted_spread_sane(const struct fs_quoted_spread *s)
{
    return s->reserved == 0;
}

static inline void fs_quoted_spread_push(struct fs_quoted_spread *s, double bid, double ask, double *spread,
                                         double *relative)
{
    (void)s;
    double mid = fs_quote_mid(bid, ask);
    int there = fs_present(bid) & fs_present(ask);
    *spread = there ? ask - bid : NAN;
    *relative = (there & (mid > 0.0)) ? (ask - bid) / mid : NAN;
}

struct fs_effective_spread {
    int64_t reserved; /* 0 */
};

static inline void fs_effective_spread_start(struct fs_effective_spread *s)
{
    (void)s;
}

static inline int fs_effective_spread_sane(const struct fs_effective_spread *s)
{
    return s->reserved == 0;
}

static inline void fs_effective_spread_push(struct fs_effective_spread *s, double price, double bid,
                                            double ask, double *spread, double *relative)
{
    (void)s;
    double mid = fs_quote_mid(bid, ask), paid = 2.0 * fabs(price - mid);
    int there = fs_present(price) & fs_present(bid) & fs_present(ask);
    *spread = there ? paid : NAN;
    *relative = (there & (mid > 0.0)) ? paid / mid : NAN;
}

/* What the maker of the quote kept of the effective spread once the mid has moved, and what the move took:
 * spread = 2 * side * (price - mid now), impact = 2 * side * (mid now - mid then), where price, side (above 0: the buyer took,
 * below 0: the seller) and the mid then are those of `horizon` observations ago. They stand at the observation at which
 * they become known, so that nothing looks ahead. NaN for a side of 0. */
struct fs_realised_spread {
    int32_t horizon;
    int32_t run; /* observations present in a row, up to horizon + 1 */
};

static inline void fs_realised_spread_start(struct fs_realised_spread *s, int32_t horizon)
{
    s->horizon = horizon;
}

static inline int fs_realised_spread_sane(const struct fs_realised_spread *s, int32_t window)
{
    return fs_period_valid(s->horizon, 1) && window == s->horizon + 1 && s->run >= 0 && s->run <= window;
}

static inline void fs_realised_spread_push(struct fs_realised_spread *s, const double *price,
                                           const double *side, const double *bid, const double *ask,
                                           int32_t there, double *spread, double *relative, double *impact)
{
    (void)there;
    int32_t h = s->horizon;
    *spread = *relative = *impact = NAN;
    int present = fs_present(price[0]) & fs_present(side[0]) & fs_present(bid[0]) & fs_present(ask[0]);
    if (!fs_run(&s->run, h + 1, present) || side[-h] == 0.0)
        return;
    double sign = side[-h] > 0.0 ? 2.0 : -2.0, now = fs_quote_mid(bid[0], ask[0]),
           then = fs_quote_mid(bid[-h], ask[-h]);
    *spread = sign * (price[-h] - now);
    *relative = then > 0.0 ? *spread / then : NAN;
    *impact = sign * (now - then);
}

#endif
