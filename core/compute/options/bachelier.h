/*
 * bachelier.h: European options on forwards whose changes are normal (Bachelier 1900), as rates and spreads that may be
 * below 0 are quoted.
 *
 * Inputs as in bsm.h; forward and strike may have any sign, and the volatility is that of changes of the forward over a
 * year, in its own unit. Price: exp(-rate expiry) (w n(d) + (F - K) N(d)) for calls, w = volatility sqrt(expiry),
 * d = (F - K) / w. Magnitudes are below 2^256. Greeks, conventions and limits are those of bsm.h; the forward does not move
 * when the rate does.
 */
#ifndef FINSMART_COMPUTE_BACHELIER_H
#define FINSMART_COMPUTE_BACHELIER_H

#include "compute/options/bsm.h"

struct fs_bachelier_options {
    int32_t type;
};

struct fs_bachelier_result {
    double *price;
    double *delta;
    double *gamma;
    double *vega; /* for a change of the volatility by 1 unit of the forward */
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
    double *d;
};

int fs_bachelier(const double *forward, size_t forward_step, const double *strike, size_t strike_step,
                 const double *rate, size_t rate_step, const double *volatility, size_t volatility_step,
                 const double *expiry, size_t expiry_step, size_t n,
                 const struct fs_bachelier_options *options, struct fs_bachelier_result *result,
                 struct fs_problem *problem);

#endif
