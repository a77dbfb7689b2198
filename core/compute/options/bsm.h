/*
 * bsm.h: European options by Black, Scholes (1973) and Merton (1973), and on forwards by Black (1976).
 *
 * Inputs are numbers (step 0) or series (step 1) of n values: prices above 0, rates and yields a year with continuous
 * compounding, volatility a year (0.2 is 20 %), expiry in years. Ranges: prices and volatility sqrt(expiry) below 2^256
 * (1e77), prices from 2^-255, |rate expiry| below 256; anything else is FS_COMPUTE_DOMAIN with a text that names the value. A
 * missing input (NaN) makes that option's results missing.
 *
 * Conventions: vega for a change of the volatility by 1.00 and by 1 %; theta, charm and color as calendar time passes
 * (minus the derivative by the expiry), a year and theta a calendar day (1/365); rho a change of the rate by 1.00 and by
 * 1 %; phi a change of the dividend yield by 1.00. Formulas: Haug, The Complete Guide to Option Pricing Formulas (2007),
 * chapters 1 and 2.
 *
 * Limits: with no time or volatility left (volatility sqrt(expiry) below 2^-255) the price is what the option's forward is
 * worth, or 0, and second derivatives are 0. On the edge, where the discounted forward equals the discounted strike, the
 * price is 0, delta half a forward's, gamma infinite, theta -infinite when the expiry is 0; charm, speed, zomma and color
 * are not defined there (NaN). Greeks that exceed the range of a double are infinite.
 *
 * Accuracy: prices to a few units in the last place of the larger of price and V (bsm_kernel.h), far from the money too,
 * given d1 and d2 as rounded; put and call differ by the discounted forward and strike to a rounding.
 */
#ifndef FINSMART_COMPUTE_BSM_H
#define FINSMART_COMPUTE_BSM_H

#include "compute/problem.h"

enum { FS_OPTION_CALL, FS_OPTION_PUT };

struct fs_bsm_options {
    int32_t type; /* FS_OPTION_CALL or FS_OPTION_PUT */
};

/* Arrays of n values; NULL where they are not wanted. */
struct fs_bsm_result {
    double *price;
    double *delta;
    double *gamma;
    double *vega;
    double *vega_percent; /* vega / 100 */
    double *theta;
    double *theta_day; /* theta / 365 */
    double *rho;
    double *rho_percent;  /* rho / 100 */
    double *phi;          /* by the dividend yield */
    double *vanna;        /* delta by the volatility */
    double *volga;        /* vega by the volatility (vomma) */
    double *charm;        /* delta as time passes */
    double *speed;        /* gamma by the spot */
    double *zomma;        /* gamma by the volatility */
    double *color;        /* gamma as time passes */
    double *strike_delta; /* price by the strike */
    double *strike_gamma; /* price by the strike, twice: the discounted density of the spot at expiry */
    double *d1;
    double *d2;
};

/* dividend may be NULL: none. */
int fs_bsm(const double *spot, size_t spot_step, const double *strike, size_t strike_step, const double *rate,
           size_t rate_step, const double *dividend, size_t dividend_step, const double *volatility,
           size_t volatility_step, const double *expiry, size_t expiry_step, size_t n,
           const struct fs_bsm_options *options, struct fs_bsm_result *result, struct fs_problem *problem);

struct fs_black76_options {
    int32_t type;
};

/* As above with the forward for the spot, which does not move when the rate does. */
struct fs_black76_result {
    double *price;
    double *delta;
    double *gamma;
    double *vega;
    double *vega_percent;
    double *theta;
    double *theta_day;
    double *rho;
    double *rho_percent;
    double *vanna;
    double *volga;
    double *charm;
    double *speed;
    double *zomma;
    double *color;
    double *strike_delta;
    double *strike_gamma;
    double *d1;
    double *d2;
};

int fs_black76(const double *forward, size_t forward_step, const double *strike, size_t strike_step,
               const double *rate, size_t rate_step, const double *volatility, size_t volatility_step,
               const double *expiry, size_t expiry_step, size_t n, const struct fs_black76_options *options,
               struct fs_black76_result *result, struct fs_problem *problem);

#endif
