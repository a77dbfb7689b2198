/*
 * implied.h: the volatility at which a model gives a price.
 *
 * Method: the price is turned by put-call parity into that of the option out of the money, divided by sqrt(D X) (bsm_kernel.h),
 * and Newton's method within a bracket solves for w = volatility sqrt(expiry), on the scale on which the price is nearly
 * straight (as Jaeckel, Let's Be Rational, 2015, proposes): the logarithm of the price over 1 / w^2 below the point of
 * inflection w = sqrt(2 |x|), the logarithm of what is missing to the upper bound over w^2 near that bound, and the price
 * itself between. It arrives for every price inside the bounds at a volatility whose
 * error is what the last digit of the price is worth, and a few units in the last place.
 *
 * A price outside its bounds without arbitrage (the discounted worth of exercise, and the discounted forward for calls or
 * strike for puts; none above for Bachelier) is FS_COMPUTE_DOMAIN; the text names price and bounds. At the lower bound, to its rounding,
 * the volatility is 0. Missing inputs give a missing volatility.
 */
#ifndef FINSMART_COMPUTE_IMPLIED_H
#define FINSMART_COMPUTE_IMPLIED_H

#include "compute/options/bsm.h"

enum { FS_IMPLIED_BSM, FS_IMPLIED_BLACK76, FS_IMPLIED_BACHELIER };

struct fs_implied_vol_options {
    int32_t type;  /* FS_OPTION_CALL or FS_OPTION_PUT */
    int32_t model; /* FS_IMPLIED_... */
};

struct fs_implied_vol_result {
    double *volatility; /* n values */
};

/* `spot` is the forward for FS_IMPLIED_BLACK76 and FS_IMPLIED_BACHELIER; dividend is for FS_IMPLIED_BSM and may be NULL. */
int fs_implied_vol(const double *price, size_t price_step, const double *spot, size_t spot_step,
                   const double *strike, size_t strike_step, const double *rate, size_t rate_step,
                   const double *dividend, size_t dividend_step, const double *expiry, size_t expiry_step,
                   size_t n, const struct fs_implied_vol_options *options,
                   struct fs_implied_vol_result *result, struct fs_problem *problem);

#endif
