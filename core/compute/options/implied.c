#include "compute/options/implied.h"

#include <float.h>

#include "compute/options/normal_kernel.h"
#include "compute/options/value.h"

enum { PRICE, SPOT, STRIKE, RATE, DIVIDEND, EXPIRY, INPUTS };
static const char *const names[INPUTS] = {"price", "spot", "strike", "rate", "dividend", "expiry"};
static const double none = 0.0;

/* A function that decreases or increases over all z > 0, and its derivative. */
typedef double curve(double z, double y, double *slope);

/* The z at which the curve has the value `target`: Newton's method, and the middle of the bracket where that would leave it. */
static double solve(curve *f, double y, double target, double z, int increasing)
{
    double low = 0.0, high = INFINITY;
    for (int i = 0; i < 2000; i++) {
        double slope, miss = f(z, y, &slope) - target;
        if (miss == 0.0)
            return z;
        if ((miss > 0.0) == increasing)
            high = z;
        else
            low = z;
        double next = z - miss / slope;
        if (!(next > low && next < high)) {
            if (fabs(next - z) <= 2.0 * DBL_EPSILON * z)
                return z;
            next = high == INFINITY ? 2.0 * z : low == 0.0 ? 0.5 * z : low + 0.5 * (high - low);
            if (next == low || next == high)
                return z;
        }
        if (fabs(next - z) <= 2.0 * DBL_EPSILON * z)
            return next;
        z = next;
    }
    return z;
}

/* M(s - t) - M(s + t) for Mills' ratio M: for small t by its derivatives, M' = s M - 1, M(n+1) = s M(n) + n M(n-1). */
static double mills_difference(double s, double t)
{
    double m = fs_mills(fs_smaller(s, 40.0));
    if (t > 0.05 || s > 30.0) {
        double a = s - t, far = fs_mills(fs_smaller(s + t, 40.0));
        if (a >= 0.0)
            return fs_mills(fs_smaller(a, 40.0)) - far;
        return 1.0 / fs_density(a) - fs_mills(fs_smaller(-a, 40.0)) - far;
    }
    double previous = m, derivative = s * m - 1.0, power = t, sum = 0.0, factorial = 1.0;
    for (int n = 1; n <= 9; n++) {
        if (n % 2 == 1) {
            sum += derivative * power / factorial;
            power *= t * t;
            factorial *= (n + 1.0) * (n + 2.0);
        }
        double next = s * derivative + n * previous;
        previous = derivative;
        derivative = next;
    }
    return -2.0 * sum;
}

/* With h = y / w and t = w / 2, y = -|x|: the price out of the money over sqrt(D X), and its derivative by w. */
static double normalised(double w, double y, double *slope)
{
    double h = y / w, t = 0.5 * w;
    *slope = fs_density(h) * fs_exp_near(fs_larger(-0.5 * t * t, -700.0));
    return *slope * mills_difference(-h, t);
}

/* Its logarithm over z = 1 / w^2, without the density, which may underflow. */
static double log_price(double z, double y, double *slope)
{
    double w = 1.0 / sqrt(z), h = y / w, t = 0.5 * w, m = mills_difference(-h, t);
    *slope = -0.5 * w * w * w / m;
    return log(FS_ONE_SQRT_2PI * m) - 0.5 * (h * h + t * t);
}

/* The logarithm of what it is below its bound exp(y / 2) over z = w^2. */
static double log_missing(double z, double y, double *slope)
{
    double w = sqrt(z), h = y / w, t = 0.5 * w, a = h + t, b = t - h; /* d1 and -d2 */
    double m =
        (a >= 0.0 ? fs_mills(fs_smaller(a, 40.0)) : 1.0 / fs_density(a) - fs_mills(fs_smaller(-a, 40.0))) +
        fs_mills(fs_smaller(b, 40.0));
    *slope = -0.5 / (w * m);
    return log(FS_ONE_SQRT_2PI * m) - 0.5 * (h * h + t * t);
}

/* w for the price out of the money over sqrt(D X), above 0 and below exp(y / 2); `missing` is the rest to that bound. */
static double black_w(double beta, double missing, double y)
{
    double slope, inflection = sqrt(-2.0 * y), start = inflection > 0.0 ? inflection : beta / FS_ONE_SQRT_2PI;
    if (inflection > 0.0 && beta < normalised(inflection, y, &slope))
        return 1.0 / sqrt(solve(log_price, y, log(beta), 1.0 / (inflection * inflection), 0));
    if (missing > beta)
        return solve(normalised, y, beta, start, 1);
    double least = fs_larger(start, 1.0);
    return sqrt(solve(log_missing, y, log(missing), least * least, 0));
}

/* The logarithm of n(d) (1 / d - M(d)), Bachelier's price out of the money over the distance, over z = d^2. */
static double log_normal_price(double z, double y, double *slope)
{
    (void)y;
    double d = sqrt(z), rest;
    if (d < 30.0)
        rest = 1.0 / d - fs_mills(d);
    else /* the asymptotic series */
        rest = (1.0 - (3.0 - (15.0 - 105.0 / z) / z) / z) / (z * d);
    *slope = -0.5 / (z * d * rest);
    return log(FS_ONE_SQRT_2PI * rest) - 0.5 * z;
}

static double bachelier_w(double price, double distance)
{
    if (distance == 0.0)
        return price / FS_ONE_SQRT_2PI;
    return distance / sqrt(solve(log_normal_price, 0.0, log(price / distance), 1.0, 0));
}

static int fault(const struct fs_bsm_value inputs[INPUTS], size_t at, const double x[INPUTS], int32_t model,
                 struct fs_problem *problem)
{
    for (int j = SPOT; j <= STRIKE; j++) {
        if (model == FS_IMPLIED_BACHELIER && !(fabs(x[j]) < FS_BSM_MOST))
            return fs_value_fault(&inputs[j], at, names[j], "a number between -1e77 and 1e77", problem);
        if (model != FS_IMPLIED_BACHELIER && !(x[j] >= FS_BSM_LEAST && x[j] < FS_BSM_MOST))
            return fs_value_fault(&inputs[j], at, names[j], "a price from 2e-77 to 1e77", problem);
    }
    if (!(x[EXPIRY] > 0.0 && isfinite(x[EXPIRY])))
        return fs_value_fault(&inputs[EXPIRY], at, "expiry", "more than 0 years", problem);
    for (int j = RATE; j <= DIVIDEND; j++)
        if (!(fabs(x[j] * x[EXPIRY]) < FS_BSM_DISCOUNT_MOST))
            return fs_value_fault(&inputs[j], at, names[j], "its product with expiry between -256 and 256",
                                  problem);
    return FS_COMPUTE_OK;
}

static int volatility_of(const double x[INPUTS], size_t at, const struct fs_implied_vol_options *options,
                         double *volatility, struct fs_problem *problem)
{
    double t = x[EXPIRY], sign = options->type == FS_OPTION_PUT ? -1.0 : 1.0, price = x[PRICE];
    double yield = options->model == FS_IMPLIED_BSM ? x[DIVIDEND] : x[RATE];
    double d = x[SPOT] * fs_exp_near(-yield * t), k = x[STRIKE] * fs_exp_near(-x[RATE] * t);
    int normal = options->model == FS_IMPLIED_BACHELIER;
    double forward = sign * (normal ? (x[SPOT] - x[STRIKE]) * fs_exp_near(-x[RATE] * t) : d - k);
    double lower = fs_larger(forward, 0.0), upper = normal ? INFINITY : sign > 0.0 ? d : k;
    double rounding = 4.0 * DBL_EPSILON * fs_larger(fabs(d), fabs(k)), out = price - lower;
    if (!(out >= -rounding && price < upper))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "price[%zu] is %.10g; without arbitrage it is from %.10g to below %.10g",
                              at + 1, price, lower, upper);
    if (out <= 0.0) {
        *volatility = 0.0;
        return FS_COMPUTE_OK;
    }
    double w;
    if (normal) {
        w = bachelier_w(out, fabs(forward));
        *volatility = w / fs_exp_near(-x[RATE] * t) / sqrt(t);
        return FS_COMPUTE_OK;
    }
    /* log(D / X), and what the price out of the money lacks of its bound, the lesser of D and X */
    double moneyness = fs_log_ratio(x[SPOT], x[STRIKE]);
    double y = -fabs(moneyness + (x[RATE] - yield) * t), scale = sqrt(d) * sqrt(k);
    double missing = upper - price;
    w = missing > 0.0 ? black_w(out / scale, missing / scale, y) : INFINITY;
    *volatility = w / sqrt(t);
    return FS_COMPUTE_OK;
}

int fs_implied_vol(const double *price, size_t price_step, const double *spot, size_t spot_step,
                   const double *strike, size_t strike_step, const double *rate, size_t rate_step,
                   const double *dividend, size_t dividend_step, const double *expiry, size_t expiry_step,
                   size_t n, const struct fs_implied_vol_options *options,
                   struct fs_implied_vol_result *result, struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!price || !spot || !strike || !rate || !expiry || !options || !result || !result->volatility)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    const struct fs_bsm_value inputs[INPUTS] = {
        {price, price_step},
        {spot, spot_step},
        {strike, strike_step},
        {rate, rate_step},
        {dividend ? dividend : &none, dividend ? dividend_step : 0},
        {expiry, expiry_step},
    };
    for (size_t i = 0; i < n; i++) {
        double x[INPUTS];
        int missing = 0;
        for (int j = 0; j < INPUTS; j++) {
            x[j] = inputs[j].x[i * inputs[j].step];
            missing |= isnan(x[j]);
        }
        result->volatility[i] = NAN;
        if (missing)
            continue;
        int status = fault(inputs, i, x, options->model, problem);
        if (status == FS_COMPUTE_OK)
            status = volatility_of(x, i, options, &result->volatility[i], problem);
        if (status != FS_COMPUTE_OK)
            return status;
    }
    return FS_COMPUTE_OK;
}
