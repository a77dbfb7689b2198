#include "compute/stats/distributions.h"

#include "compute/stats/special.h"

#include <float.h>
#include <math.h>

#define SQRT_TWO    1.4142135623730950488016887242097
#define SQRT_TWO_PI 2.5066282746310005024157652848110

double fs_norm_pdf(double x)
{
    return exp(-0.5 * x * x) / SQRT_TWO_PI;
}

double fs_norm_cdf(double x)
{
    return 0.5 * erfc(-x / SQRT_TWO);
}

double fs_norm_sf(double x)
{
    return 0.5 * erfc(x / SQRT_TWO);
}

/* Where the lower tail is p <= 1/2: Newton's steps on the logarithm of the tail, which is nearly a parabola, from the
 * asymptotic form; each doubles the digits. */
static double norm_lower_quantile(double p)
{
    double t = sqrt(-2.0 * log(p));
    double x =
        -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                  (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))); /* Abramowitz and Stegun 26.2.23 */
    for (int i = 0; i < 8; i++) {
        double f = fs_norm_cdf(x), density = fs_norm_pdf(x);
        if (f <= 0.0 || density <= 0.0) /* below the smallest numbers: the asymptotic form is all there is */
            break;
        double u = (f - p) / density, step = u / (1.0 + 0.5 * u * x); /* Halley */
        x -= step;
        if (fabs(step) <= 2 * DBL_EPSILON * fabs(x))
            break;
    }
    return x;
}

double fs_norm_quantile(double p)
{
    if (!(p >= 0.0 && p <= 1.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? -INFINITY : INFINITY;
    if (p == 0.5)
        return 0.0;
    return p < 0.5 ? norm_lower_quantile(p) : -norm_lower_quantile(1.0 - p);
}

double fs_gamma_pdf(double x, double shape, double scale)
{
    if (!(shape > 0.0 && scale > 0.0) || x != x)
        return NAN;
    if (x < 0.0 || isinf(x))
        return 0.0;
    if (x == 0.0)
        return shape < 1.0 ? INFINITY : shape == 1.0 ? 1.0 / scale : 0.0;
    double z = x / scale;
    if (shape < 1.0)
        return fs_poisson_mass(shape, z) * shape / x;
    return fs_poisson_mass(shape - 1.0, z) / scale;
}

static void gamma_tails(double x, double shape, double scale, double *lower, double *upper)
{
    if (!(shape > 0.0 && scale > 0.0) || x != x)
        *lower = *upper = NAN;
    else
        fs_incomplete_gamma(shape, x <= 0.0 ? 0.0 : x / scale, lower, upper);
}

double fs_gamma_cdf(double x, double shape, double scale)
{
    double lower, upper;
    gamma_tails(x, shape, scale, &lower, &upper);
    return lower;
}

double fs_gamma_sf(double x, double shape, double scale)
{
    double lower, upper;
    gamma_tails(x, shape, scale, &lower, &upper);
    return upper;
}

/* Both tails of a distribution at x, and its density. */
struct shape {
    void (*tails)(double x, double a, double b, double *lower, double *upper);
    double (*density)(double x, double a, double b);
    double a, b;
};

/* The x in (low, high) whose lower tail is p: Newton's steps on the nearer tail inside a bracket that bisection keeps.
 * `geometric`: bisects by ratio, for quantiles of any magnitude; low is above 0 then. */
static double invert(const struct shape *s, double p, double low, double high, int geometric)
{
    double x = geometric ? sqrt(low) * sqrt(high) : 0.5 * (low + high);
    for (int i = 0; i < 2000; i++) {
        double lower, upper;
        s->tails(x, s->a, s->b, &lower, &upper);
        double miss = p < 0.5 ? lower - p : (1.0 - p) - upper;
        if (miss == 0.0)
            return x;
        if (miss < 0.0)
            low = x;
        else
            high = x;
        double density = s->density(x, s->a, s->b);
        double next = density > 0.0 && !isinf(density) ? x - miss / density : NAN;
        if (!(next > low && next < high)) {
            if (geometric)
                next = high / low > 2.0 ? sqrt(low) * sqrt(high) : 0.5 * (low + high);
            else
                next = 0.5 * (low + high);
        }
        if (fabs(next - x) <= DBL_EPSILON * fabs(x) || next <= low || next >= high)
            return next;
        x = next;
    }
    return x;
}

double fs_gamma_quantile(double p, double shape, double scale)
{
    if (!(p >= 0.0 && p <= 1.0) || !(shape > 0.0 && scale > 0.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? 0.0 : INFINITY;
    struct shape s = {gamma_tails, fs_gamma_pdf, shape, 1.0};
    double high = shape + 1.0, lower, upper;
    for (gamma_tails(high, shape, 1.0, &lower, &upper); upper > 1.0 - p && high < 1e300;) {
        high *= 2.0;
        gamma_tails(high, shape, 1.0, &lower, &upper);
    }
    return scale * invert(&s, p, DBL_MIN, high, 1);
}

double fs_chi2_pdf(double x, double df)
{
    return fs_gamma_pdf(x, df / 2.0, 2.0);
}

double fs_chi2_cdf(double x, double df)
{
    return fs_gamma_cdf(x, df / 2.0, 2.0);
}

double fs_chi2_sf(double x, double df)
{
    return fs_gamma_sf(x, df / 2.0, 2.0);
}

double fs_chi2_quantile(double p, double df)
{
    return fs_gamma_quantile(p, df / 2.0, 2.0);
}

double fs_beta_pdf(double x, double a, double b)
{
    if (!(a > 0.0 && b > 0.0) || x != x)
        return NAN;
    if (x < 0.0 || x > 1.0)
        return 0.0;
    if (x == 0.0)
        return a < 1.0 ? INFINITY : a == 1.0 ? b : 0.0;
    if (x == 1.0)
        return b < 1.0 ? INFINITY : b == 1.0 ? a : 0.0;
    if (a >= 1.0 && b >= 1.0) /* exact at the mode's side of small exponents too */
        return (a + b - 1.0) * fs_binomial_mass(a - 1.0, b - 1.0, x, 1.0 - x);
    return fs_binomial_mass(a, b, x, 1.0 - x) * a * b / ((a + b) * x * (1.0 - x));
}

static void beta_tails(double x, double a, double b, double *lower, double *upper)
{
    if (x != x)
        *lower = *upper = NAN;
    else if (x <= 0.0 || x >= 1.0)
        fs_incomplete_beta(a, b, x <= 0.0 ? 0.0 : 1.0, x <= 0.0 ? 1.0 : 0.0, lower, upper);
    else
        fs_incomplete_beta(a, b, x, 1.0 - x, lower, upper);
}

double fs_beta_cdf(double x, double a, double b)
{
    double lower, upper;
    beta_tails(x, a, b, &lower, &upper);
    return lower;
}

double fs_beta_sf(double x, double a, double b)
{
    double lower, upper;
    beta_tails(x, a, b, &lower, &upper);
    return upper;
}

double fs_beta_quantile(double p, double a, double b)
{
    if (!(p >= 0.0 && p <= 1.0) || !(a > 0.0 && b > 0.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p;
    struct shape s = {beta_tails, fs_beta_pdf, a, b};
    return invert(&s, p, DBL_MIN, 1.0, 1);
}

/* F: x = d1 f / (d1 f + d2) has a beta distribution. */
static void f_tails(double x, double d1, double d2, double *lower, double *upper)
{
    if (!(d1 > 0.0 && d2 > 0.0) || x != x) {
        *lower = *upper = NAN;
    } else if (x <= 0.0 || isinf(x)) {
        *lower = x <= 0.0 ? 0.0 : 1.0;
        *upper = 1.0 - *lower;
    } else {
        double ratio = d1 / d2 * x;
        fs_incomplete_beta(0.5 * d1, 0.5 * d2, ratio / (1.0 + ratio), 1.0 / (1.0 + ratio), lower, upper);
    }
}

double fs_f_pdf(double x, double d1, double d2)
{
    if (!(d1 > 0.0 && d2 > 0.0) || x != x)
        return NAN;
    if (x < 0.0 || isinf(x))
        return 0.0;
    if (x == 0.0)
        return d1 < 2.0 ? INFINITY : d1 == 2.0 ? 1.0 : 0.0;
    double a = 0.5 * d1, b = 0.5 * d2, ratio = d1 / d2 * x;
    double u = ratio / (1.0 + ratio), v = 1.0 / (1.0 + ratio);
    /* The beta density of u, times du/dx = (d1 / d2) v^2. */
    return fs_binomial_mass(a, b, u, v) * a * b / ((a + b) * u * v) * (d1 / d2) * v * v;
}

double fs_f_cdf(double x, double d1, double d2)
{
    double lower, upper;
    f_tails(x, d1, d2, &lower, &upper);
    return lower;
}

double fs_f_sf(double x, double d1, double d2)
{
    double lower, upper;
    f_tails(x, d1, d2, &lower, &upper);
    return upper;
}

double fs_f_quantile(double p, double d1, double d2)
{
    if (!(p >= 0.0 && p <= 1.0) || !(d1 > 0.0 && d2 > 0.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? 0.0 : INFINITY;
    struct shape s = {f_tails, fs_f_pdf, d1, d2};
    return invert(&s, p, DBL_MIN, DBL_MAX, 1);
}

/* Upper tail of |t|, halved; x >= 0. */
static double t_tail(double x, double df)
{
    double square = x * x, lower, upper;
    if (isinf(square))
        return isinf(x) ? 0.0 : NAN;
    fs_incomplete_beta(0.5 * df, 0.5, df / (df + square), square / (df + square), &lower, &upper);
    return 0.5 * lower;
}

double fs_t_pdf(double x, double df)
{
    if (!(df > 0.0) || x != x)
        return NAN;
    if (isinf(x))
        return 0.0;
    if (isinf(df))
        return fs_norm_pdf(x);
    double n = 0.5 * df, u = df / (df + x * x), v = x * x / (df + x * x);
    if (x == 0.0)
        return exp(lgamma(n + 0.5) - lgamma(n)) / sqrt(df * 3.14159265358979323846);
    return fs_binomial_mass(n, 0.5, u, v) * n / ((n + 0.5) * 2.0) / fabs(x);
}

double fs_t_sf(double x, double df)
{
    if (!(df > 0.0) || x != x)
        return NAN;
    if (isinf(df))
        return fs_norm_sf(x);
    return x >= 0.0 ? t_tail(x, df) : 1.0 - t_tail(-x, df);
}

double fs_t_cdf(double x, double df)
{
    return fs_t_sf(-x, df);
}

double fs_t_quantile(double p, double df)
{
    if (!(p >= 0.0 && p <= 1.0) || !(df > 0.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? -INFINITY : INFINITY;
    if (isinf(df))
        return fs_norm_quantile(p);
    if (p == 0.5)
        return 0.0;
    /* On the upper half, by the upper tail q itself. */
    double q = p < 0.5 ? p : 1.0 - p, low = DBL_MIN, high = 1.0;
    while (t_tail(high, df) > q && high < 1e150)
        high *= 4.0;
    double x = 1.0;
    for (int i = 0; i < 2000; i++) {
        double miss = t_tail(x, df) - q;
        if (miss == 0.0)
            break;
        if (miss > 0.0)
            low = x;
        else
            high = x;
        double next = x + miss / fs_t_pdf(x, df);
        if (!(next > low && next < high))
            next = high / low > 2.0 ? sqrt(low) * sqrt(high) : 0.5 * (low + high);
        if (fabs(next - x) <= DBL_EPSILON * fabs(x) || next <= low || next >= high) {
            x = next;
            break;
        }
        x = next;
    }
    return p < 0.5 ? -x : x;
}
