#include "chance.h"

#include <math.h>
#include <string.h>

void chance_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

static uint64_t draw(struct chance *chance)
{
    uint32_t counter[4] = {(uint32_t)chance->step, (uint32_t)(chance->step >> 32), chance->stream,
                           chance->purpose};
    uint32_t key[2] = {(uint32_t)chance->seed, (uint32_t)(chance->seed >> 32)}, out[4];
    chance_block(counter, key, out);
    chance->step++;
    return (uint64_t)out[1] << 32 | out[0];
}

double chance_uniform(struct chance *chance)
{
    return ((double)(draw(chance) >> 12) + 0.5) * 0x1p-52;
}

uint32_t chance_below(struct chance *chance, uint32_t below)
{
    return (uint32_t)((draw(chance) >> 32) * below >> 32);
}

double chance_exponential(struct chance *chance)
{
    return -chance_log(chance_uniform(chance));
}

double chance_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t exponent = (int64_t)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        exponent++;
    }
    double t = (m - 1.0) / (m + 1.0), t2 = t * t, sum = 0.0;
    for (int k = 21; k >= 1; k -= 2) /* log m = 2 (t + t^3/3 + ...), |t| < 0.172 */
        sum = sum * t2 + 1.0 / k;
    double e = (double)exponent;
    return e * 0.693147180369123816490 + (2.0 * t * sum + e * 1.90821492927058770002e-10);
}

double chance_exp(double x)
{
    double k = floor(x * 1.4426950408889634 + 0.5);
    double r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
    double sum = 1.0;
    for (int i = 14; i >= 1; i--)
        sum = 1.0 + sum * r / i;
    uint64_t bits = (uint64_t)((int64_t)k + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return sum * scale;
}

/* The inverse of the normal distribution function by the rational approximations of Acklam (2003). */
static double normal_quantile(double p)
{
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                               1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                               6.680131188771972e+01, -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                               -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    if (p >= 0.02425 && p <= 1.0 - 0.02425) {
        double q = p - 0.5, r = q * q;
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
               (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
    }
    double q = sqrt(-2.0 * chance_log(p < 0.5 ? p : 1.0 - p));
    double x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
    return p < 0.5 ? x : -x;
}

double chance_normal(struct chance *chance)
{
    return normal_quantile(chance_uniform(chance));
}

/* Draws that are made side by side: the loops over them are ones that a compiler turns into vector instructions. */
#define LANES 8

static void draw_lanes(struct chance *chance, double out[LANES])
{
    uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
    uint32_t k0 = (uint32_t)chance->seed, k1 = (uint32_t)(chance->seed >> 32);
    for (int i = 0; i < LANES; i++) {
        uint64_t step = chance->step + (uint64_t)i;
        c0[i] = (uint32_t)step;
        c1[i] = (uint32_t)(step >> 32);
        c2[i] = chance->stream;
        c3[i] = chance->purpose;
    }
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < LANES; i++) {
            uint64_t p0 = (uint64_t)0xD2511F53u * c0[i], p1 = (uint64_t)0xCD9E8D57u * c2[i];
            c0[i] = (uint32_t)(p1 >> 32) ^ c1[i] ^ k0;
            c1[i] = (uint32_t)p1;
            c2[i] = (uint32_t)(p0 >> 32) ^ c3[i] ^ k1;
            c3[i] = (uint32_t)p0;
        }
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    chance->step += LANES;
    for (int i = 0; i < LANES; i++)
        out[i] = ((double)(((uint64_t)c1[i] << 32 | c0[i]) >> 12) + 0.5) * 0x1p-52;
}

void chance_normals(struct chance *chance, int count, double *out)
{
    for (; count >= LANES; count -= LANES, out += LANES) {
        draw_lanes(chance, out);
        for (int i = 0; i < LANES; i++)
            out[i] = normal_quantile(out[i]);
    }
    for (; count > 0; count--)
        *out++ = chance_normal(chance);
}
