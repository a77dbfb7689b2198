#include "compute/options/bachelier.h"

#include "compute/options/normal_kernel.h"
#include "compute/options/value.h"

enum { FORWARD, STRIKE, RATE, VOLATILITY, EXPIRY, INPUTS };

static int fault(const struct fs_bsm_value inputs[INPUTS], size_t at, const double x[INPUTS],
                 struct fs_problem *problem)
{
    static const char *const level = "a number between -1e77 and 1e77";
    if (!(fabs(x[FORWARD]) < FS_BSM_MOST))
        return fs_value_fault(&inputs[FORWARD], at, "forward", level, problem);
    if (!(fabs(x[STRIKE]) < FS_BSM_MOST))
        return fs_value_fault(&inputs[STRIKE], at, "strike", level, problem);
    if (!(x[EXPIRY] >= 0.0 && isfinite(x[EXPIRY])))
        return fs_value_fault(&inputs[EXPIRY], at, "expiry", "0 years or more", problem);
    if (!(x[VOLATILITY] >= 0.0 && x[VOLATILITY] * sqrt(x[EXPIRY]) < FS_BSM_MOST))
        return fs_value_fault(&inputs[VOLATILITY], at, "volatility", "0 or more, and below 1e77", problem);
    if (!(fabs(x[RATE] * x[EXPIRY]) < FS_BSM_DISCOUNT_MOST))
        return fs_value_fault(&inputs[RATE], at, "rate", "rate x expiry between -256 and 256", problem);
    return FS_COMPUTE_OK;
}

static void put(double *out, size_t at, double value)
{
    if (out)
        out[at] = value;
}

/* What each output is for a missing option. */
static void missing(struct fs_bachelier_result *r, size_t i)
{
    double *const all[] = {r->price, r->delta,       r->gamma,        r->vega,         r->theta, r->theta_day,
                           r->rho,   r->rho_percent, r->vanna,        r->volga,        r->charm, r->speed,
                           r->zomma, r->color,       r->strike_delta, r->strike_gamma, r->d};
    for (size_t j = 0; j < sizeof all / sizeof *all; j++)
        put(all[j], i, NAN);
}

static void price_one(const double x[INPUTS], double sign, struct fs_bachelier_result *r, size_t i)
{
    double t = x[EXPIRY], volatility = x[VOLATILITY], rate = x[RATE], root = sqrt(t), w = volatility * root;
    double distance = x[FORWARD] - x[STRIKE], discount = fs_exp_near(-rate * t);
    int edge = w < FS_BSM_LEAST; /* nothing left */
    double d = !edge ? distance / w : distance == 0.0 ? 0.0 : copysign(INFINITY, distance);
    double away = fs_smaller(fabs(d), 40.0), density = fs_density(d), mills = fs_mills(away);
    /* out of the money first: w n(d) (1 - |d| M(|d|)); parity adds the rest */
    double out = edge ? 0.0 : fs_larger(w * density * (1.0 - away * mills), 0.0);
    double price = discount * (sign * distance > 0.0 ? out + fabs(distance) : out);
    double lower = sign * d < 0.0 ? density * mills : 1.0 - density * mills;
    double n = discount * density, gamma = edge ? (d == 0.0 ? INFINITY : 0.0) : n / w;
    double undefined = d == 0.0 ? NAN : 0.0; /* of what has no limit on the edge */
    double delta = sign * discount * lower;
    double theta = rate * price - (n == 0.0 ? 0.0
                                            : 0.5 * n *
                                                  (root > 0.0         ? volatility / root
                                                   : volatility > 0.0 ? INFINITY
                                                                      : 0.0));
    put(r->price, i, price);
    put(r->delta, i, delta);
    put(r->gamma, i, gamma);
    put(r->vega, i, n * root);
    put(r->theta, i, theta);
    put(r->theta_day, i, theta / 365.0);
    put(r->rho, i, -t * price);
    put(r->rho_percent, i, -t * price / 100.0);
    put(r->vanna, i, edge ? 0.0 : -n * (d / volatility));
    put(r->volga, i, edge ? 0.0 : n * root * d * (d / volatility));
    put(r->charm, i, edge ? rate * delta + undefined : rate * delta + n * d * (0.5 / t));
    put(r->speed, i, edge ? undefined : -n * d / w / w);
    put(r->zomma, i, edge ? undefined : gamma * ((d * d - 1.0) / volatility));
    put(r->color, i, edge ? undefined : gamma * (rate + (1.0 - d * d) * (0.5 / t)));
    put(r->strike_delta, i, -delta);
    put(r->strike_gamma, i, gamma);
    put(r->d, i, d);
}

int fs_bachelier(const double *forward, size_t forward_step, const double *strike, size_t strike_step,
                 const double *rate, size_t rate_step, const double *volatility, size_t volatility_step,
                 const double *expiry, size_t expiry_step, size_t n,
                 const struct fs_bachelier_options *options, struct fs_bachelier_result *result,
                 struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!forward || !strike || !rate || !volatility || !expiry || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    const struct fs_bsm_value inputs[INPUTS] = {
        {forward, forward_step},       {strike, strike_step}, {rate, rate_step},
        {volatility, volatility_step}, {expiry, expiry_step},
    };
    double sign = options->type == FS_OPTION_PUT ? -1.0 : 1.0;
    for (size_t i = 0; i < n; i++) {
        double x[INPUTS];
        int absent = 0;
        for (int j = 0; j < INPUTS; j++) {
            x[j] = inputs[j].x[i * inputs[j].step];
            absent |= isnan(x[j]);
        }
        if (absent) {
            missing(result, i);
            continue;
        }
        int status = fault(inputs, i, x, problem);
        if (status != FS_COMPUTE_OK)
            return status;
        price_one(x, sign, result, i);
    }
    return FS_COMPUTE_OK;
}
