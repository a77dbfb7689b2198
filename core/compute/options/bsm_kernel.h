/*
 * bsm_kernel.h: Black, Scholes and Merton's prices and sensitivities of many options, one function per processor level.
 * Private to options/.
 *
 * With D = spot exp(-dividend expiry), X = strike exp(-rate expiry), x = log(D / X), w = volatility sqrt(expiry):
 * the option of the two, call and put, that is out of the money is worth V (m(a) - m(b)), where a = w / 2 - |x| / w,
 * b = -w / 2 - |x| / w, m(d) = N(d) / n(d) and V = D n(d1) = X n(d2). Mills' ratio m has no cancellation in it far from the
 * money, where N would round to 0 or 1. The other option follows from put-call parity.
 */
#ifndef FINSMART_COMPUTE_BSM_KERNEL_H
#define FINSMART_COMPUTE_BSM_KERNEL_H

#include "compute/cpu.h"
#include "compute/status.h"

enum {
    FS_BSM_SPOT,
    FS_BSM_STRIKE,
    FS_BSM_RATE,
    FS_BSM_DIVIDEND,
    FS_BSM_VOLATILITY,
    FS_BSM_EXPIRY,
    FS_BSM_INPUTS
};

/* Prices first, in the order of struct fs_bsm_result without the multiples that it adds. */
enum {
    FS_BSM_PRICE,
    FS_BSM_DELTA,
    FS_BSM_GAMMA,
    FS_BSM_VEGA,
    FS_BSM_THETA,
    FS_BSM_RHO,
    FS_BSM_PHI,
    FS_BSM_VANNA,
    FS_BSM_VOLGA,
    FS_BSM_CHARM,
    FS_BSM_SPEED,
    FS_BSM_ZOMMA,
    FS_BSM_COLOR,
    FS_BSM_STRIKE_DELTA,
    FS_BSM_STRIKE_GAMMA,
    FS_BSM_D1,
    FS_BSM_D2,
    FS_BSM_OUTPUTS
};

struct fs_bsm_value {
    const double *x;
    size_t step; /* 0: the same number for all */
};

/* Spot, strike and volatility sqrt(expiry) are at least FS_BSM_LEAST and below FS_BSM_MOST; less of the last counts as 0. */
#define FS_BSM_LEAST 0x1p-255 /* 1.7e-77 */
#define FS_BSM_MOST  0x1p256  /* 1.2e77 */
/* |rate * expiry| and |dividend * expiry| are below this. */
#define FS_BSM_DISCOUNT_MOST 256.0

/* Prices n options, calls for sign 1 and puts for -1; outputs may be NULL. Missing inputs give missing outputs. Returns n,
 * or the position of the first option that has an input out of its range. */
typedef size_t fs_bsm_fill(const struct fs_bsm_value *inputs, size_t n, double sign, double *const *outputs);

/* The variant for a level that the processor has. */
fs_bsm_fill *fs_bsm_kernel(enum fs_cpu_level level);

#endif
