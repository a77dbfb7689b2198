#include "compute/options/bsm.h"

#include "compute/options/bsm_kernel.h"
#include "compute/options/value.h"

static const double none = 0.0;

/* Says which input of the option at `at` is out of its range. */
static int fault(const struct fs_bsm_value *inputs, size_t at, const char *underlying,
                 struct fs_problem *problem)
{
    static const char *const price_range = "a price from 2e-77 to 1e77";
    double x[FS_BSM_INPUTS];
    for (int j = 0; j < FS_BSM_INPUTS; j++)
        x[j] = inputs[j].x[at * inputs[j].step];
    double t = x[FS_BSM_EXPIRY];
    if (!(x[FS_BSM_SPOT] >= FS_BSM_LEAST && x[FS_BSM_SPOT] < FS_BSM_MOST))
        return fs_value_fault(&inputs[FS_BSM_SPOT], at, underlying, price_range, problem);
    if (!(x[FS_BSM_STRIKE] >= FS_BSM_LEAST && x[FS_BSM_STRIKE] < FS_BSM_MOST))
        return fs_value_fault(&inputs[FS_BSM_STRIKE], at, "strike", price_range, problem);
    if (!(t >= 0.0 && isfinite(t)))
        return fs_value_fault(&inputs[FS_BSM_EXPIRY], at, "expiry", "0 years or more", problem);
    if (!(x[FS_BSM_VOLATILITY] >= 0.0 && x[FS_BSM_VOLATILITY] * sqrt(t) < FS_BSM_MOST))
        return fs_value_fault(&inputs[FS_BSM_VOLATILITY], at, "volatility", "0 or more, and below 1e77",
                              problem);
    if (!(fabs(x[FS_BSM_RATE] * t) < FS_BSM_DISCOUNT_MOST))
        return fs_value_fault(&inputs[FS_BSM_RATE], at, "rate", "rate x expiry between -256 and 256",
                              problem);
    return fs_value_fault(&inputs[FS_BSM_DIVIDEND], at, "dividend", "dividend x expiry between -256 and 256",
                          problem);
}

int fs_bsm(const double *spot, size_t spot_step, const double *strike, size_t strike_step, const double *rate,
           size_t rate_step, const double *dividend, size_t dividend_step, const double *volatility,
           size_t volatility_step, const double *expiry, size_t expiry_step, size_t n,
           const struct fs_bsm_options *options, struct fs_bsm_result *result, struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!spot || !strike || !rate || !volatility || !expiry || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    const struct fs_bsm_value inputs[FS_BSM_INPUTS] = {
        {spot, spot_step},
        {strike, strike_step},
        {rate, rate_step},
        {dividend ? dividend : &none, dividend ? dividend_step : 0},
        {volatility, volatility_step},
        {expiry, expiry_step},
    };
    struct fs_bsm_result *r = result;
    double *const outputs[FS_BSM_OUTPUTS] = {
        [FS_BSM_PRICE] = r->price,
        [FS_BSM_DELTA] = r->delta,
        [FS_BSM_GAMMA] = r->gamma,
        [FS_BSM_VEGA] = r->vega ? r->vega : r->vega_percent,
        [FS_BSM_THETA] = r->theta ? r->theta : r->theta_day,
        [FS_BSM_RHO] = r->rho ? r->rho : r->rho_percent,
        [FS_BSM_PHI] = r->phi,
        [FS_BSM_VANNA] = r->vanna,
        [FS_BSM_VOLGA] = r->volga,
        [FS_BSM_CHARM] = r->charm,
        [FS_BSM_SPEED] = r->speed,
        [FS_BSM_ZOMMA] = r->zomma,
        [FS_BSM_COLOR] = r->color,
        [FS_BSM_STRIKE_DELTA] = r->strike_delta,
        [FS_BSM_STRIKE_GAMMA] = r->strike_gamma,
        [FS_BSM_D1] = r->d1,
        [FS_BSM_D2] = r->d2,
    };
    double sign = options->type == FS_OPTION_PUT ? -1.0 : 1.0;
    size_t done = fs_bsm_kernel(fs_cpu_level())(inputs, n, sign, outputs);
    if (done < n)
        return fault(inputs, done, "spot", problem);
    fs_multiple(r->vega_percent, r->vega, n, 100.0);
    fs_multiple(r->theta_day, r->theta, n, 365.0);
    fs_multiple(r->rho_percent, r->rho, n, 100.0);
    return FS_COMPUTE_OK;
}

int fs_black76(const double *forward, size_t forward_step, const double *strike, size_t strike_step,
               const double *rate, size_t rate_step, const double *volatility, size_t volatility_step,
               const double *expiry, size_t expiry_step, size_t n, const struct fs_black76_options *options,
               struct fs_black76_result *result, struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!forward || !strike || !rate || !volatility || !expiry || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    /* An asset that yields the rate stands still, as a forward does. */
    const struct fs_bsm_value inputs[FS_BSM_INPUTS] = {
        {forward, forward_step}, {strike, strike_step},         {rate, rate_step},
        {rate, rate_step},       {volatility, volatility_step}, {expiry, expiry_step},
    };
    struct fs_black76_result *r = result;
    double *rho = r->rho ? r->rho : r->rho_percent, *price = r->price ? r->price : rho;
    double *const outputs[FS_BSM_OUTPUTS] = {
        [FS_BSM_PRICE] = price,
        [FS_BSM_DELTA] = r->delta,
        [FS_BSM_GAMMA] = r->gamma,
        [FS_BSM_VEGA] = r->vega ? r->vega : r->vega_percent,
        [FS_BSM_THETA] = r->theta ? r->theta : r->theta_day,
        [FS_BSM_VANNA] = r->vanna,
        [FS_BSM_VOLGA] = r->volga,
        [FS_BSM_CHARM] = r->charm,
        [FS_BSM_SPEED] = r->speed,
        [FS_BSM_ZOMMA] = r->zomma,
        [FS_BSM_COLOR] = r->color,
        [FS_BSM_STRIKE_DELTA] = r->strike_delta,
        [FS_BSM_STRIKE_GAMMA] = r->strike_gamma,
        [FS_BSM_D1] = r->d1,
        [FS_BSM_D2] = r->d2,
    };
    double sign = options->type == FS_OPTION_PUT ? -1.0 : 1.0;
    size_t done = fs_bsm_kernel(fs_cpu_level())(inputs, n, sign, outputs);
    if (done < n)
        return fault(inputs, done, "forward", problem);
    for (size_t i = 0; rho && i < n; i++)
        rho[i] = -expiry[i * expiry_step] * price[i];
    fs_multiple(r->vega_percent, r->vega, n, 100.0);
    fs_multiple(r->theta_day, r->theta, n, 365.0);
    fs_multiple(r->rho_percent, r->rho, n, 100.0);
    return FS_COMPUTE_OK;
}
