/*
 * fees.h: what a fill costs, exactly.
 */
#ifndef FINSMART_TRADE_FEES_H
#define FINSMART_TRADE_FEES_H

#include "base/decimal.h"

#include <stdint.h>

/* Fees of one fill: the sum of the parts, at least `minimum`. */
struct fs_fees {
    double bps;       /* of the notional, 1 = 0.01 % */
    double per_share; /* account currency a unit */
    double per_trade; /* account currency an order that fills */
    double minimum;   /* account currency a fill, where any fee applies */
};

/* The same as mantissas (1e-8). */
struct fs_fee_schedule {
    int64_t bps, per_share, per_trade, minimum;
};

/* Other basis points, which may be below 0 (a rebate): those of a maker or taker, as `name` says. -1 with FS_E_INPUT. */
int fs_fees_sided(const char *name, double bps, struct fs_fee_schedule *schedule);
/* -1 with FS_E_INPUT that names the part that is negative, not a number or too large. */
int fs_fees_prepare(const struct fs_fees *fees, struct fs_fee_schedule *schedule);
/* The fee (mantissa, 1e-8; half to even; below 0 only where the basis points are) of `qty` > 0 units at `price`, mantissas; `first`: no part of the
 * order has filled before. -1 with FS_E_LIMIT when it does not fit. */
int fs_fees_of(const struct fs_fee_schedule *schedule, int64_t qty, int64_t price, int first, int64_t *fee);
/* The same of a fill's value (1e-16, positive), where that is not quantity times price. */
int fs_fees_on(const struct fs_fee_schedule *schedule, fs_i128 value, int64_t qty, int first, int64_t *fee);

#endif
