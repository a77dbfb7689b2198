#include "compute/options/early.h"

#include "compute/options/bsm.h"
#include "compute/options/normal_kernel.h"
#include "compute/solve/root.h"

#define HALF_PI 1.5707963267948966

double fs_european_price(const struct fs_american_case *o)
{
    double price = NAN;
    const struct fs_bsm_options options = {o->sign > 0.0 ? FS_OPTION_CALL : FS_OPTION_PUT};
    struct fs_bsm_result result = {.price = &price};
    int status = fs_bsm(&o->spot, 0, &o->strike, 0, &o->rate, 0, &o->dividend, 0, &o->volatility, 0,
                        &o->expiry, 0, 1, &options, &result, NULL);
    return status == FS_COMPUTE_OK ? price : NAN;
}

/* What the quadratic approximation adds to the European price: exponent, and premium at a critical spot. */
struct quadratic {
    struct fs_american_case option;
    double exponent;
};

static double premium_at(const struct quadratic *q, double spot, double *european)
{
    const struct fs_american_case *o = &q->option;
    struct fs_american_case at = *o;
    at.spot = spot;
    *european = fs_european_price(&at);
    double w = o->volatility * sqrt(o->expiry);
    double d1 = (log(spot / o->strike) + (o->rate - o->dividend) * o->expiry) / w + 0.5 * w;
    double lower = exp(-o->dividend * o->expiry) * fs_normal_lower(o->sign * d1);
    return o->sign * (1.0 - lower) * spot / q->exponent;
}

/* Exercise less what is kept, at a spot. */
static double exercise_gain(double spot, void *context)
{
    const struct quadratic *q = context;
    double european, premium = premium_at(q, spot, &european);
    return q->option.sign * (spot - q->option.strike) - european - premium;
}

double fs_baw_price(const struct fs_american_case *o)
{
    /* Exercise early pays interest on the strike (put) or the dividend (call); without it, none is early. */
    if ((o->sign > 0.0 && o->dividend <= 0.0) || (o->sign < 0.0 && o->rate <= 0.0))
        return fs_european_price(o);
    double variance = o->volatility * o->volatility, carry = 2.0 * (o->rate - o->dividend) / variance;
    double kept = o->rate == 0.0 ? 2.0 / (variance * o->expiry)
                                 : -2.0 * o->rate / (variance * expm1(-o->rate * o->expiry));
    struct quadratic q = {
        *o, 0.5 * (-(carry - 1.0) + o->sign * sqrt((carry - 1.0) * (carry - 1.0) + 4.0 * kept))};
    /* outwards from the strike until exercise gains */
    double inner = o->strike, outer = o->strike, critical = NAN;
    for (int i = 0; i < 500 && !(exercise_gain(outer, &q) > 0.0); i++) {
        inner = outer;
        outer *= o->sign > 0.0 ? 1.3 : 1.0 / 1.3;
    }
    if (inner == outer ||
        fs_root_brent(exercise_gain, &q, inner, outer, 0.0, &critical, NULL) != FS_COMPUTE_OK)
        return fs_european_price(o);
    if (o->sign * (o->spot - critical) >= 0.0)
        return o->sign * (o->spot - o->strike);
    double european;
    double premium = premium_at(&q, critical, &european);
    return fs_european_price(o) + premium * pow(o->spot / critical, q.exponent);
}

/* Gauss and Legendre's 20 points and weights, the positive half. */
static const double gauss[10][2] = {
    {0.99312859918509492, 0.017614007139152118}, {0.96397192727791379, 0.040601429800386941},
    {0.91223442825132591, 0.062672048334109064}, {0.83911697182221882, 0.083276741576704749},
    {0.74633190646015079, 0.10193011981724044},  {0.63605368072651503, 0.11819453196151842},
    {0.5108670019508271, 0.13168863844917663},   {0.37370608871541956, 0.14209610931838205},
    {0.22778585114164508, 0.14917298647260375},  {0.076526521133497334, 0.15275338713072585}};

/* P(X < a, Y < b) of two normal variables with correlation r, |r| at most 0.95: Plackett's integral over the correlation's
 * arc sine (Drezner and Wesolowsky 1990). */
static double both_lower(double a, double b, double r)
{
    double arc = asin(r), sum = 0.0;
    for (int i = 0; i < 10; i++)
        for (int side = -1; side <= 1; side += 2) {
            double angle = 0.5 * arc * (1.0 + side * gauss[i][0]), sine = sin(angle),
                   cosine2 = 1.0 - sine * sine;
            sum += gauss[i][1] * exp(-(a * a + b * b - 2.0 * a * b * sine) / (2.0 * cosine2));
        }
    double value = fs_normal_lower(a) * fs_normal_lower(b) + sum * 0.5 * arc / (4.0 * HALF_PI);
    return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

struct flat {
    double s, k, t, r, b, v; /* b: cost of carry */
    double i1, i2, t1;
};

static double times(double factor, double probability)
{
    return probability == 0.0 ? 0.0 : factor * probability;
}

/* The functions phi and psi of the paper, over spot^g. */
static double phi(const struct flat *f, double g, double h)
{
    double v2 = f->v * f->v, w = f->v * sqrt(f->t1), drift = f->b + (g - 0.5) * v2;
    double lambda = (-f->r + g * f->b + 0.5 * g * (g - 1.0) * v2) * f->t1,
           kappa = 2.0 * f->b / v2 + 2.0 * g - 1.0;
    double d = -(log(f->s / h) + drift * f->t1) / w, ratio = log(f->i2 / f->s);
    return times(exp(lambda), fs_normal_lower(d)) -
           times(exp(lambda + kappa * ratio), fs_normal_lower(d - 2.0 * ratio / w));
}

static double psi(const struct flat *f, double g, double h)
{
    double v2 = f->v * f->v, w1 = f->v * sqrt(f->t1), w = f->v * sqrt(f->t), drift = f->b + (g - 0.5) * v2;
    double lambda = (-f->r + g * f->b + 0.5 * g * (g - 1.0) * v2) * f->t,
           kappa = 2.0 * f->b / v2 + 2.0 * g - 1.0;
    double rho = sqrt(f->t1 / f->t), near = log(f->s / f->i1), up = 2.0 * log(f->i2 / f->s) + near;
    double strike = log(f->s / h), a = drift * f->t1, c = drift * f->t;
    double r2 = log(f->i2 / f->s), r1 = log(f->i1 / f->s);
    double one = both_lower(-(near + a) / w1, -(strike + c) / w, rho);
    double two = both_lower(-(up + a) / w1, -(2.0 * r2 + strike + c) / w, rho);
    double three = both_lower(-(near - a) / w1, -(2.0 * r1 + strike + c) / w, -rho);
    double four = both_lower(-(up - a) / w1, -(strike + 2.0 * (r1 - r2) + c) / w, -rho);
    return times(exp(lambda), one) - times(exp(lambda + kappa * r2), two) -
           times(exp(lambda + kappa * r1), three) + times(exp(lambda + kappa * (r1 - r2)), four);
}

static double bjerksund_call(double s, double k, double t, double r, double b, double v)
{
    double v2 = v * v, middle = 0.5 - b / v2, beta = middle + sqrt(middle * middle + 2.0 * r / v2);
    double end = beta / (beta - 1.0) * k, start = r > 0.0 ? fmax(k, r / (r - b) * k) : k;
    double scale = k * k / ((end - start) * start), t1 = 0.5 * (sqrt(5.0) - 1.0) * t;
    struct flat f = {.s = s, .k = k, .t = t, .r = r, .b = b, .v = v, .t1 = t1};
    f.i1 = start + (end - start) * -expm1(-(b * t1 + 2.0 * v * sqrt(t1)) * scale);
    f.i2 = start + (end - start) * -expm1(-(b * t + 2.0 * v * sqrt(t)) * scale);
    if (s >= f.i2)
        return s - k;
    double a1 = (f.i1 - k) * pow(s / f.i1, beta), a2 = (f.i2 - k) * pow(s / f.i2, beta);
    return a2 * (1.0 - phi(&f, beta, f.i2)) + s * (phi(&f, 1.0, f.i2) - phi(&f, 1.0, f.i1)) -
           k * (phi(&f, 0.0, f.i2) - phi(&f, 0.0, f.i1)) + a1 * (phi(&f, beta, f.i1) - psi(&f, beta, f.i1)) +
           s * (psi(&f, 1.0, f.i1) - psi(&f, 1.0, k)) - k * (psi(&f, 0.0, f.i1) - psi(&f, 0.0, k));
}

double fs_bjerksund_price(const struct fs_american_case *o)
{
    if ((o->sign > 0.0 && o->dividend <= 0.0) || (o->sign < 0.0 && o->rate <= 0.0))
        return fs_european_price(o);
    double carry = o->rate - o->dividend, price;
    if (o->sign > 0.0)
        price = bjerksund_call(o->spot, o->strike, o->expiry, o->rate, carry, o->volatility);
    else /* spot and strike change places, as do rate and dividend */
        price = bjerksund_call(o->strike, o->spot, o->expiry, o->dividend, -carry, o->volatility);
    if (!isfinite(price))
        return NAN;
    /* no less than what is certain */
    return fmax(fmax(price, fs_european_price(o)), o->sign * (o->spot - o->strike));
}
