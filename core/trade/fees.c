#include "trade/fees.h"

#include "base/decimal.h"
#include "base/error.h"

#include <math.h>

/* A fee of this many per unit or a trade is a mistake of the user's. */
#define FEE_MAX 1e9

static int prepare(const char *name, double value, int64_t *out)
{
    if (!(value >= 0.0) || value > FEE_MAX)
        return fs_error_set(FS_E_INPUT, "fee '%s' is %g; expected 0 to %g", name, value, FEE_MAX);
    *out = (int64_t)llrint(value * 1e8);
    return 0;
}

int fs_fees_prepare(const struct fs_fees *fees, struct fs_fee_schedule *schedule)
{
    if (prepare("basis points", fees->bps, &schedule->bps) ||
        prepare("per share", fees->per_share, &schedule->per_share) ||
        prepare("per trade", fees->per_trade, &schedule->per_trade) ||
        prepare("minimum", fees->minimum, &schedule->minimum))
        return -1;
    return 0;
}

int fs_fees_sided(const char *name, double bps, struct fs_fee_schedule *schedule)
{
    if (!(fabs(bps) <= 10000.0))
        return fs_error_set(FS_E_INPUT, "fee '%s basis points' is %g; expected -10000 to 10000", name, bps);
    schedule->bps = (int64_t)llrint(bps * 1e8);
    return 0;
}

/* value / divisor and what is left; value >= 0. Most values fit 64 bits, whose division is a fraction of the cost. */
static fs_i128 divide(fs_i128 value, int64_t divisor, int64_t *rest)
{
    if (value <= INT64_MAX) {
        *rest = (int64_t)value % divisor;
        return (int64_t)value / divisor;
    }
    fs_u128 quotient = (fs_u128)value / (uint64_t)divisor;
    *rest = (int64_t)(value - (fs_i128)quotient * divisor);
    return (fs_i128)quotient;
}

/* value / 10^8, half to even; value >= 0. */
static fs_i128 hundred_millionths(fs_i128 value)
{
    int64_t rest;
    fs_i128 quotient = divide(value, 100000000, &rest);
    return quotient + (rest > 50000000 || (rest == 50000000 && (quotient & 1)));
}

/* value / 10^20, half to even; value >= 0. Where a double knows the quotient but for one, multiplications do, which take a
 * fraction of the time of a division of 128 bits. */
static fs_i128 divide_1e20(fs_i128 value)
{
    const fs_i128 whole = (fs_i128)INT64_C(10000000000) * INT64_C(10000000000);
    double near = ((double)(int64_t)(value >> 64) * 0x1p64 + (double)(uint64_t)value) * 1e-20;
    fs_i128 quotient, rest;
    if (near < 0x1p50) {
        quotient = (int64_t)near;
        rest = value - quotient * whole;
        if (rest < 0) {
            quotient--;
            rest += whole;
        } else if (rest >= whole) {
            quotient++;
            rest -= whole;
        }
    } else {
        quotient = value / whole;
        rest = value % whole;
    }
    return quotient + (rest > whole / 2 || (rest == whole / 2 && (quotient & 1)));
}

int fs_fees_on(const struct fs_fee_schedule *schedule, fs_i128 value, int64_t qty, int first, int64_t *fee)
{
    fs_i128 total = 0;
    if (schedule->bps) { /* the notional is 1e-16, basis points 1e-8 and 1e-4 by their meaning */
        fs_i128 product;
        if (value < (fs_i128)1 << 90 && schedule->bps < INT64_C(1) << 36)
            product = value * schedule->bps;
        else if (__builtin_mul_overflow(value, (fs_i128)schedule->bps, &product))
            return fs_error_set(FS_E_LIMIT, "the fee of a fill does not fit: its notional is too large");
        total += product < 0 ? -divide_1e20(-product) : divide_1e20(product);
    }
    if (schedule->per_share)
        total += hundred_millionths(fs_amount_product(qty, schedule->per_share));
    if (first)
        total += schedule->per_trade;
    if (schedule->minimum && total < schedule->minimum)
        total = schedule->minimum;
    if (total > INT64_MAX || total < -INT64_MAX)
        return fs_error_set(FS_E_LIMIT, "the fee of a fill does not fit: it is above 9e10");
    *fee = (int64_t)total;
    return 0;
}

int fs_fees_of(const struct fs_fee_schedule *schedule, int64_t qty, int64_t price, int first, int64_t *fee)
{
    return fs_fees_on(schedule, fs_amount_product(qty, price), qty, first, fee);
}
