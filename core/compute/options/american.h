/*
 * american.h: American options, and European ones by the same trees.
 *
 * Methods:
 *   crr                  Cox, Ross and Rubinstein's tree (1979): u = exp(volatility sqrt(dt)), d = 1 / u
 *   leisen_reimer        Leisen and Reimer's tree (1996) with Peizer and Pratt's second inversion; an even number of steps
 *                        becomes the next odd one
 *   baw                  Barone-Adesi and Whaley's approximation (1987)
 *   bjerksund_stensland  Bjerksund and Stensland's approximation with two flat boundaries (2002)
 * The approximations are for American exercise and rates of 0 or more.
 *
 * Greeks: delta, gamma and theta of trees from the nodes of the first two steps; all others by central differences (0.1 %
 * of the spot, 0.001 of volatility, 0.0001 of rate and time). Conventions and ranges of inputs are those of bsm.h; with no time or no volatility
 * left the value is that of the best moment to exercise. Formulas: Haug (2007), chapters 3 and 7; Hull, chapter 21.
 *
 * A tree whose probabilities are not between 0 and 1 (too few steps for the carry) is FS_COMPUTE_DOMAIN with the steps needed.
 */
#ifndef FINSMART_COMPUTE_AMERICAN_H
#define FINSMART_COMPUTE_AMERICAN_H

#include "compute/options/bsm.h"

enum { FS_AMERICAN_CRR, FS_AMERICAN_LEISEN_REIMER, FS_AMERICAN_BAW, FS_AMERICAN_BJERKSUND_STENSLAND };
enum { FS_EXERCISE_AMERICAN, FS_EXERCISE_EUROPEAN };

struct fs_american_options {
    int32_t type;     /* FS_OPTION_CALL or FS_OPTION_PUT */
    int32_t method;   /* FS_AMERICAN_... */
    int32_t exercise; /* FS_EXERCISE_... */
    int32_t steps;    /* of trees: 2 to 20000 */
};

/* Arrays of n values; NULL where they are not wanted. */
struct fs_american_result {
    double *price;
    double *delta;
    double *gamma;
    double *vega;
    double *theta;
    double *rho;
};

int fs_american(const double *spot, size_t spot_step, const double *strike, size_t strike_step,
                const double *rate, size_t rate_step, const double *dividend, size_t dividend_step,
                const double *volatility, size_t volatility_step, const double *expiry, size_t expiry_step,
                size_t n, const struct fs_american_options *options, struct fs_american_result *result,
                struct fs_problem *problem);

struct fs_binomial_options {
    int32_t type;
    int32_t exercise;
    int32_t steps; /* 1 to 20000 */
    double up;     /* factor of a step up, above down */
    double down;   /* factor of a step down, above 0 */
};

struct fs_binomial_result {
    double *price;
    double *probability; /* of a step up, risk-neutral */
};

/* The textbook's tree with given factors. FS_COMPUTE_DOMAIN unless down < exp((rate - dividend) dt) < up. */
int fs_binomial(const double *spot, size_t spot_step, const double *strike, size_t strike_step,
                const double *rate, size_t rate_step, const double *dividend, size_t dividend_step,
                const double *expiry, size_t expiry_step, size_t n, const struct fs_binomial_options *options,
                struct fs_binomial_result *result, struct fs_problem *problem);

#endif
