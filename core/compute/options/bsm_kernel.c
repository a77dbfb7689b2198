/*
 * Blocks of options go through short loops, each with a few values a step, so that the processor has several options of a
 * loop under way at once; one long loop would wait for its own chain of dependent operations.
 *
 * The fast way takes every option whose inputs are in range and whose w = volatility sqrt(expiry) is not 0. The others (no
 * time or no volatility left, missing or impossible inputs) are found by the way and done singly afterwards.
 */
#include "compute/options/bsm_kernel.h"
#include "compute/options/normal_kernel.h"

#define BLOCK 128
/* Before a loop: its arrays do not overlap, so that the compiler need not find out. */
#if defined(__clang__)
#define NO_ALIASES _Pragma("clang loop vectorize(assume_safety)")
#else
#define NO_ALIASES _Pragma("GCC ivdep")
#endif

#define FAR 40.0 /* |d| beyond which densities are 0 */

/* What all sensitivities of a block are made of. */
struct block {
    double x[BLOCK];    /* log(D / X) */
    double iw[BLOCK];   /* 1 / w */
    double root[BLOCK]; /* of the expiry */
    double is[BLOCK];   /* 1 / spot */
    double d1[BLOCK], d2[BLOCK];
    double d[BLOCK], k[BLOCK];         /* D and X */
    double v[BLOCK];                   /* V */
    double leg_d[BLOCK], leg_k[BLOCK]; /* D N(+-d1) and X N(+-d2) of the option asked for */
};

struct inputs {
    const double *restrict spot, *restrict strike, *restrict rate, *restrict dividend, *restrict volatility,
                                                                                           *restrict expiry;
};

/* Nothing in the bits that tell it when x is at least 2^-255 and below 2^256: exponents 768 to 1279, moved to 0 to 511.
 * Comparisons would cost twice as much. */
#define RANGE_BITS (UINT64_C(7) << 61)
FS_KERNEL uint64_t out_of_range(double x)
{
    return fs_bits_of(x) - (UINT64_C(768) << 52);
}

/* Nothing in the bits that tell it when x / log 2 is a number from -256 to 255. The exponential needs the same product. */
#define DISCOUNT_BITS (~UINT64_C(511))
FS_KERNEL uint64_t out_of_discount(double x)
{
    return fs_bits_of(fs_exp_shifted(x)) - (fs_bits_of(FS_INTEGER_BITS) - 256);
}

/* The sign bit alone: a choice by it needs no comparison. */
FS_KERNEL int negative(double x)
{
    return (int64_t)fs_bits_of(x) < 0;
}

/* 0 if the fast way holds for all. */
FS_KERNEL uint64_t basics(const struct inputs *in, size_t count, struct block *restrict o)
{
    uint64_t range = 0, discount = 0;
    for (size_t i = 0; i < count; i++) {
        double s = in->spot[i], k = in->strike[i], t = in->expiry[i];
        double root = sqrt(t), w = in->volatility[i] * root, iw = 1.0 / w;
        double back = -t, rt = in->rate[i] * back, qt = in->dividend[i] * back;
        double x = fs_log_ratio(s, k) + (qt - rt);
        o->x[i] = x;
        o->iw[i] = iw;
        o->root[i] = root;
        o->is[i] = 1.0 / s;
        double middle = x * iw, half = 0.5 * w;
        o->d1[i] = middle + half;
        o->d2[i] = middle - half;
        o->d[i] = s * fs_exp_near(qt);
        o->k[i] = k * fs_exp_near(rt);
        range |= out_of_range(s) | out_of_range(k) | out_of_range(w);
        discount |= out_of_discount(rt) | out_of_discount(qt);
    }
    return (range & RANGE_BITS) | (discount & DISCOUNT_BITS);
}

/* The legs, prices, first derivatives and the second by the spot, `out` in the order of the outputs. */
FS_KERNEL void first_order(const struct inputs *in, size_t count, double sign, struct block *restrict o,
                           double *restrict const *out)
{
    double *restrict price = out[FS_BSM_PRICE], *restrict delta = out[FS_BSM_DELTA],
                     *restrict gamma = out[FS_BSM_GAMMA], *restrict vega = out[FS_BSM_VEGA],
                     *restrict theta = out[FS_BSM_THETA], *restrict rho = out[FS_BSM_RHO];
    NO_ALIASES
    for (size_t i = 0; i < count; i++) {
        double x = o->x[i], d = o->d[i], k = o->k[i], d1 = o->d1[i], d2 = o->d2[i];
        double away_d = fs_smaller(fabs(d1), FAR), away_k = fs_smaller(fabs(d2), FAR);
        /* |d1| is the smaller where x <= 0 */
        double v = (x <= 0.0 ? d : k) * fs_density(fs_smaller(away_d, away_k));
        o->v[i] = v;
        double tail_d = v * fs_mills(away_d), rest_d = d - tail_d;
        double tail_k = v * fs_mills(away_k), rest_k = k - tail_k;
        double call_d = negative(d1) ? tail_d : rest_d, put_d = negative(d1) ? rest_d : tail_d;
        double call_k = negative(d2) ? tail_k : rest_k, put_k = negative(d2) ? rest_k : tail_k;
        double leg_d = sign > 0.0 ? call_d : put_d, leg_k = sign > 0.0 ? call_k : put_k;
        /* the option out of the money: a call where x <= 0, whose d2 is below 0, or a put, whose d1 is above */
        double out_price = fs_larger(x <= 0.0 ? call_d - tail_k : put_k - tail_d, 0.0);
        double parity = sign > 0.0 ? d - k : k - d;
        o->leg_d[i] = leg_d;
        o->leg_k[i] = leg_k;
        double rate = in->rate[i], volatility = in->volatility[i], viw = v * o->iw[i], is = o->is[i];
        double carried = in->dividend[i] * leg_d - rate * leg_k;
        price[i] = out_price + (sign * x <= 0.0 ? 0.0 : parity);
        delta[i] = sign * (leg_d * is);
        gamma[i] = viw * is * is;
        vega[i] = v * o->root[i];
        theta[i] = sign * carried - 0.5 * (viw * volatility * volatility);
        rho[i] = sign * (in->expiry[i] * leg_k);
    }
}

#define EACH(output, expression)                                                                             \
    if (outputs[output]) {                                                                                   \
        double *restrict out = outputs[output] + start;                                                      \
        for (size_t i = 0; i < count; i++)                                                                   \
            out[i] = (expression);                                                                           \
    }

/* d(d1)/d(expiry) and gamma */
FS_KERNEL double d_one_by_expiry(const struct inputs *in, const struct block *o, size_t i)
{
    return (in->rate[i] - in->dividend[i]) * o->iw[i] - 0.5 * o->d2[i] / in->expiry[i];
}

FS_KERNEL double gamma_of(const struct block *o, size_t i)
{
    return o->v[i] * o->iw[i] * o->is[i] * o->is[i];
}

FS_KERNEL void higher_order(const struct inputs *in, size_t start, size_t count, double sign,
                            const struct block *o, double *const *outputs)
{
    EACH(FS_BSM_PHI, -sign * (in->expiry[i] * o->leg_d[i]))
    EACH(FS_BSM_VANNA, -(o->v[i] * o->is[i]) * (o->d2[i] / in->volatility[i]))
    EACH(FS_BSM_VOLGA, o->v[i] * o->root[i] * o->d1[i] * (o->d2[i] / in->volatility[i]))
    EACH(FS_BSM_CHARM,
         sign * in->dividend[i] * (o->leg_d[i] * o->is[i]) - o->v[i] * o->is[i] * d_one_by_expiry(in, o, i))
    EACH(FS_BSM_SPEED, -gamma_of(o, i) * (o->d1[i] * o->iw[i] + 1.0) * o->is[i])
    EACH(FS_BSM_ZOMMA, gamma_of(o, i) * ((o->d1[i] * o->d2[i] - 1.0) / in->volatility[i]))
    EACH(FS_BSM_COLOR,
         gamma_of(o, i) * (in->dividend[i] + 0.5 / in->expiry[i] + o->d1[i] * d_one_by_expiry(in, o, i)))
    EACH(FS_BSM_STRIKE_DELTA, -sign * (o->leg_k[i] / in->strike[i]))
    EACH(FS_BSM_STRIKE_GAMMA, o->v[i] * o->iw[i] / in->strike[i] / in->strike[i])
    EACH(FS_BSM_D1, o->d1[i])
    EACH(FS_BSM_D2, o->d2[i])
}

/* 1 if all of an option's inputs are in range; 0 if not; -1 if one is missing. */
static int sort_of(const double in[FS_BSM_INPUTS])
{
    for (int j = 0; j < FS_BSM_INPUTS; j++)
        if (isnan(in[j]))
            return -1;
    double s = in[FS_BSM_SPOT], k = in[FS_BSM_STRIKE], t = in[FS_BSM_EXPIRY], v = in[FS_BSM_VOLATILITY];
    return s >= FS_BSM_LEAST && s < FS_BSM_MOST && k >= FS_BSM_LEAST && k < FS_BSM_MOST && t >= 0.0 &&
           isfinite(t) && v >= 0.0 && isfinite(v) && v * sqrt(t) < FS_BSM_MOST &&
           fabs(in[FS_BSM_RATE] * t) < FS_BSM_DISCOUNT_MOST &&
           fabs(in[FS_BSM_DIVIDEND] * t) < FS_BSM_DISCOUNT_MOST;
}

/* The limit of an option as the last of its time or volatility goes: a forward if it ends in the money, else nothing. On the
 * edge, where the discounted forward is the discounted strike, it is half of each. */
static void limit(const double in[FS_BSM_INPUTS], double sign, double out[FS_BSM_OUTPUTS])
{
    double s = in[FS_BSM_SPOT], strike = in[FS_BSM_STRIKE], r = in[FS_BSM_RATE], q = in[FS_BSM_DIVIDEND];
    double t = in[FS_BSM_EXPIRY], volatility = in[FS_BSM_VOLATILITY];
    double d = s * fs_exp_near(-q * t), k = strike * fs_exp_near(-r * t);
    double x = fs_log_ratio(s, strike) + (r * t - q * t);
    double part = x == 0.0 ? 0.5 : sign * x > 0.0 ? 1.0 : 0.0;
    double v = x == 0.0 ? d * FS_ONE_SQRT_2PI : 0.0;
    double undefined = x == 0.0 ? NAN : 0.0;
    out[FS_BSM_PRICE] = x == 0.0 ? 0.0 : part * fs_larger(sign * (d - k), 0.0);
    out[FS_BSM_DELTA] = sign * part * (d / s);
    out[FS_BSM_GAMMA] = out[FS_BSM_STRIKE_GAMMA] = x == 0.0 ? INFINITY : 0.0;
    out[FS_BSM_VEGA] = v * sqrt(t);
    out[FS_BSM_THETA] = x == 0.0 && t == 0.0 && volatility > 0.0 ? -INFINITY : sign * part * (q * d - r * k);
    out[FS_BSM_RHO] = sign * part * t * k;
    out[FS_BSM_PHI] = -sign * part * t * d;
    out[FS_BSM_VANNA] = v / s * 0.5 * sqrt(t);
    out[FS_BSM_VOLGA] = 0.0;
    out[FS_BSM_CHARM] = sign * part * q * (d / s) + undefined;
    out[FS_BSM_SPEED] = out[FS_BSM_ZOMMA] = out[FS_BSM_COLOR] = undefined;
    out[FS_BSM_STRIKE_DELTA] = -sign * part * (k / strike);
    out[FS_BSM_D1] = out[FS_BSM_D2] = x == 0.0 ? 0.0 : copysign(INFINITY, x);
}

/* The options of a block that the fast way does not take. Returns the first that is none, or count. */
static __attribute__((noinline)) size_t singly(const struct fs_bsm_value *inputs, size_t start, size_t count,
                                               double sign, double *const *outputs)
{
    for (size_t i = 0; i < count; i++) {
        double in[FS_BSM_INPUTS], out[FS_BSM_OUTPUTS];
        for (int j = 0; j < FS_BSM_INPUTS; j++)
            in[j] = inputs[j].x[(start + i) * inputs[j].step];
        int sort = sort_of(in);
        if (sort == 0)
            return i;
        if (sort == 1 && in[FS_BSM_VOLATILITY] * sqrt(in[FS_BSM_EXPIRY]) >= FS_BSM_LEAST)
            continue;
        if (sort == 1)
            limit(in, sign, out);
        for (int j = 0; j < FS_BSM_OUTPUTS; j++)
            if (outputs[j])
                outputs[j][start + i] = sort == 1 ? out[j] : NAN;
    }
    return count;
}

FS_KERNEL size_t fill(const struct fs_bsm_value *inputs, size_t n, double sign, double *const *outputs)
{
    double memory[FS_BSM_INPUTS][BLOCK];
    double unwanted[FS_BSM_PHI][BLOCK];
    struct block o;
    for (int j = 0; j < FS_BSM_INPUTS; j++)
        if (inputs[j].step == 0)
            for (size_t i = 0; i < BLOCK; i++)
                memory[j][i] = inputs[j].x[0];
    int higher = 0;
    for (int j = FS_BSM_PHI; j < FS_BSM_OUTPUTS; j++)
        higher |= outputs[j] != NULL;
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t count = n - start < BLOCK ? n - start : BLOCK;
        const double *at[FS_BSM_INPUTS];
        for (int j = 0; j < FS_BSM_INPUTS; j++) {
            at[j] = inputs[j].step == 1 ? inputs[j].x + start : memory[j];
            if (inputs[j].step > 1)
                for (size_t i = 0; i < count; i++)
                    memory[j][i] = inputs[j].x[(start + i) * inputs[j].step];
        }
        struct inputs in = {at[0], at[1], at[2], at[3], at[4], at[5]};
        uint64_t far = basics(&in, count, &o);
        double *to[FS_BSM_PHI];
        for (int j = 0; j < FS_BSM_PHI; j++)
            to[j] = outputs[j] ? outputs[j] + start : unwanted[j];
        first_order(&in, count, sign, &o, to);
        if (higher)
            higher_order(&in, start, count, sign, &o, outputs);
        if (__builtin_expect(far != 0, 0)) {
            size_t bad = singly(inputs, start, count, sign, outputs);
            if (bad < count)
                return start + bad;
        }
    }
    return n;
}

static size_t fill_base(const struct fs_bsm_value *inputs, size_t n, double sign, double *const *outputs)
{
    return sign > 0.0 ? fill(inputs, n, 1.0, outputs) : fill(inputs, n, -1.0, outputs);
}

FS_CPU_TARGET_AVX2 static size_t fill_avx2(const struct fs_bsm_value *inputs, size_t n, double sign,
                                           double *const *outputs)
{
    return sign > 0.0 ? fill(inputs, n, 1.0, outputs) : fill(inputs, n, -1.0, outputs);
}

FS_CPU_TARGET_AVX512 static size_t fill_avx512(const struct fs_bsm_value *inputs, size_t n, double sign,
                                               double *const *outputs)
{
    return sign > 0.0 ? fill(inputs, n, 1.0, outputs) : fill(inputs, n, -1.0, outputs);
}

fs_bsm_fill *fs_bsm_kernel(enum fs_cpu_level level)
{
    return level == FS_CPU_AVX512 ? fill_avx512 : level == FS_CPU_AVX2 ? fill_avx2 : fill_base;
}
