#include "compute/options/american.h"

#include "compute/options/early.h"
#include "compute/options/value.h"
#include "compute/scratch.h"

#define SPOT_STEP       1e-3 /* of the spot */
#define VOLATILITY_STEP 1e-3
#define RATE_STEP       1e-4
#define TIME_STEP       1e-4

static const double none = 0.0;
static const char *const names[FS_BSM_INPUTS] = {"spot",     "strike",     "rate",
                                                 "dividend", "volatility", "expiry"};

/* A tree of one option: factors, and what is known after it was worked back. */
struct tree {
    double up, down, probability, discount;
    int32_t steps;
    int american;
    double first[2], second[3]; /* values after one and two steps, lowest first */
};

/* Works back through the tree in `value`, which holds steps + 1 numbers. */
static double work_back(struct tree *tree, const struct fs_american_case *o, double *value)
{
    double ratio = tree->up / tree->down, p = tree->probability * tree->discount,
           rest = (1.0 - tree->probability) * tree->discount;
    double lowest = o->spot * pow(tree->down, tree->steps), s = lowest;
    for (int32_t j = 0; j <= tree->steps; j++, s *= ratio)
        value[j] = fmax(o->sign * (s - o->strike), 0.0);
    for (int32_t i = tree->steps - 1; i >= 0; i--) {
        if (i == 1)
            for (int j = 0; j < 3; j++)
                tree->second[j] = value[j];
        if (i == 0)
            for (int j = 0; j < 2; j++)
                tree->first[j] = value[j];
        for (int32_t j = 0; j <= i; j++)
            value[j] = p * value[j + 1] + rest * value[j];
        if (tree->american) {
            s = o->spot * pow(tree->down, i);
            for (int32_t j = 0; j <= i; j++, s *= ratio)
                value[j] = fmax(value[j], o->sign * (s - o->strike));
        }
    }
    return value[0];
}

/* Peizer and Pratt's second inversion of the normal distribution to n steps. */
static double inversion(double z, double n)
{
    double scaled = z / (n + 1.0 / 3.0 + 0.1 / (n + 1.0));
    double part = 0.5 * sqrt(-expm1(-scaled * scaled * (n + 1.0 / 6.0)));
    return 0.5 + (z > 0.0 ? part : -part);
}

/* Fills the factors of a tree. */
static void factors(const struct fs_american_case *o, int32_t method, int32_t steps, struct tree *tree)
{
    double w = o->volatility * sqrt(o->expiry), carry = (o->rate - o->dividend) * o->expiry;
    tree->steps = method == FS_AMERICAN_LEISEN_REIMER ? steps | 1 : steps;
    double n = tree->steps, grow = exp(carry / n);
    tree->discount = exp(-o->rate * o->expiry / n);
    if (method == FS_AMERICAN_LEISEN_REIMER) {
        double d2 = (log(o->spot / o->strike) + carry) / w - 0.5 * w;
        double q = inversion(d2 + w, n);
        tree->probability = inversion(d2, n);
        tree->up = grow * q / tree->probability;
        tree->down = grow * (1.0 - q) / (1.0 - tree->probability);
        return;
    }
    tree->up = exp(w / sqrt(n));
    tree->down = 1.0 / tree->up;
    tree->probability = (grow - tree->down) / (tree->up - tree->down);
}

/* Without volatility the spot's way is known: the best moment is now, the end, or where the gain is at its top between. */
static double certain(const struct fs_american_case *o, int american)
{
    double t = o->expiry, r = o->rate, q = o->dividend;
    double best = fmax(o->sign * (o->spot * exp(-q * t) - o->strike * exp(-r * t)), 0.0);
    if (american) {
        best = fmax(best, o->sign * (o->spot - o->strike));
        double top = log(o->strike * r / (o->spot * q)) / (r - q); /* where q D = r X */
        if (top > 0.0 && top < t)
            best = fmax(best, o->sign * (o->spot * exp(-q * top) - o->strike * exp(-r * top)));
    }
    return best;
}

/* The price; `tree` is filled for trees. NaN where the method has none. */
static double price_of(const struct fs_american_case *o, const struct fs_american_options *options,
                       struct tree *tree, double *value)
{
    if (!(o->volatility * sqrt(o->expiry) > 1e-12))
        return certain(o, options->exercise == FS_EXERCISE_AMERICAN);
    if (options->method == FS_AMERICAN_BAW)
        return fs_baw_price(o);
    if (options->method == FS_AMERICAN_BJERKSUND_STENSLAND)
        return fs_bjerksund_price(o);
    factors(o, options->method, options->steps, tree);
    tree->american = options->exercise == FS_EXERCISE_AMERICAN;
    if (!(tree->probability > 0.0 && tree->probability < 1.0) || !isfinite(pow(tree->up, tree->steps)))
        return NAN;
    return work_back(tree, o, value);
}

static int no_price(const struct fs_american_case *o, const struct fs_american_options *options, size_t at,
                    struct fs_problem *problem)
{
    double ratio = (o->rate - o->dividend) / o->volatility;
    if (options->method == FS_AMERICAN_CRR)
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "option %zu: %d steps are too few for rate %g and volatility %g; expected %.0f or more", at + 1,
            (int)options->steps, o->rate, o->volatility, ceil(ratio * ratio * o->expiry) + 1.0);
    return fs_problem_set(
        problem, FS_COMPUTE_DOMAIN,
        "option %zu is too far from the money for this method: spot %g, strike %g, volatility %g", at + 1,
        o->spot, o->strike, o->volatility);
}

/* One central difference of a member of the option. */
static double slope(const struct fs_american_case *o, const struct fs_american_options *options,
                    struct tree *tree, double *value, double *member, double step)
{
    double at = *member, up, down, low = fmax(at - step, 0.0);
    *member = at + step;
    up = price_of(o, options, tree, value);
    *member = member == &o->rate ? at - step : low;
    low = *member;
    down = price_of(o, options, tree, value);
    *member = at;
    return (up - down) / (at + step - low);
}

static int greeks(struct fs_american_case *o, const struct fs_american_options *options, size_t at,
                  struct tree *tree, double *value, struct fs_american_result *r)
{
    double price = price_of(o, options, tree, value), delta, gamma, theta;
    if (isnan(price))
        return 0;
    int by_nodes = options->method <= FS_AMERICAN_LEISEN_REIMER && o->volatility * sqrt(o->expiry) > 1e-12;
    if (by_nodes) {
        double s = o->spot, up = s * tree->up, down = s * tree->down, uu = up * tree->up,
               dd = down * tree->down;
        double ud = up * tree->down, dt = o->expiry / tree->steps;
        delta = (tree->first[1] - tree->first[0]) / (up - down);
        gamma = ((tree->second[2] - tree->second[1]) / (uu - ud) -
                 (tree->second[1] - tree->second[0]) / (ud - dd)) /
                (0.5 * (uu - dd));
        /* the middle node is not at the spot in every tree */
        double away = ud - s;
        theta = (tree->second[1] - delta * away - 0.5 * gamma * away * away - price) / (2.0 * dt);
    } else {
        double s = o->spot, h = SPOT_STEP * s;
        o->spot = s + h;
        double up = price_of(o, options, tree, value);
        o->spot = s - h;
        double down = price_of(o, options, tree, value);
        o->spot = s;
        delta = (up - down) / (2.0 * h);
        gamma = (up - 2.0 * price + down) / (h * h);
        theta = r->theta ? -slope(o, options, tree, value, &o->expiry, TIME_STEP) : 0.0;
    }
    if (r->price)
        r->price[at] = price;
    if (r->delta)
        r->delta[at] = delta;
    if (r->gamma)
        r->gamma[at] = gamma;
    if (r->theta)
        r->theta[at] = theta;
    if (r->vega)
        r->vega[at] = slope(o, options, tree, value, &o->volatility, VOLATILITY_STEP);
    if (r->rho)
        r->rho[at] = slope(o, options, tree, value, &o->rate, RATE_STEP);
    return 1;
}

static int check(const struct fs_bsm_value *inputs, size_t at, const struct fs_american_case *o,
                 int approximate, struct fs_problem *problem)
{
    const char *const range = "a price from 2e-77 to 1e77";
    if (!(o->spot >= FS_BSM_LEAST && o->spot < FS_BSM_MOST))
        return fs_value_fault(&inputs[FS_BSM_SPOT], at, names[FS_BSM_SPOT], range, problem);
    if (!(o->strike >= FS_BSM_LEAST && o->strike < FS_BSM_MOST))
        return fs_value_fault(&inputs[FS_BSM_STRIKE], at, names[FS_BSM_STRIKE], range, problem);
    if (!(o->expiry >= 0.0 && isfinite(o->expiry)))
        return fs_value_fault(&inputs[FS_BSM_EXPIRY], at, "expiry", "0 years or more", problem);
    if (!(o->volatility >= 0.0 && o->volatility * sqrt(o->expiry) < 100.0 && isfinite(o->volatility)))
        return fs_value_fault(&inputs[FS_BSM_VOLATILITY], at, "volatility",
                              "0 or more, and volatility x sqrt(expiry) below 100", problem);
    if (!(fabs(o->rate * o->expiry) < FS_BSM_DISCOUNT_MOST) || (approximate && o->rate < 0.0))
        return fs_value_fault(&inputs[FS_BSM_RATE], at, "rate",
                              approximate ? "0 or more, and rate x expiry below 256"
                                          : "rate x expiry between -256 and 256",
                              problem);
    if (!(fabs(o->dividend * o->expiry) < FS_BSM_DISCOUNT_MOST))
        return fs_value_fault(&inputs[FS_BSM_DIVIDEND], at, "dividend",
                              "dividend x expiry between -256 and 256", problem);
    return FS_COMPUTE_OK;
}

/* The option at a position; 0 if one of its inputs is missing. */
static int case_at(const struct fs_bsm_value *inputs, size_t at, double sign, struct fs_american_case *o)
{
    double x[FS_BSM_INPUTS];
    int missing = 0;
    for (int j = 0; j < FS_BSM_INPUTS; j++) {
        x[j] = inputs[j].x[at * inputs[j].step];
        missing |= isnan(x[j]);
    }
    *o = (struct fs_american_case){x[0], x[1], x[2], x[3], x[4], x[5], sign};
    return !missing;
}

int fs_american(const double *spot, size_t spot_step, const double *strike, size_t strike_step,
                const double *rate, size_t rate_step, const double *dividend, size_t dividend_step,
                const double *volatility, size_t volatility_step, const double *expiry, size_t expiry_step,
                size_t n, const struct fs_american_options *options, struct fs_american_result *result,
                struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!spot || !strike || !rate || !volatility || !expiry || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    if (options->steps < 2 || options->steps > 20000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "steps is %d; expected 2 to 20000",
                              (int)options->steps);
    int approximate = options->method >= FS_AMERICAN_BAW;
    if (approximate && options->exercise == FS_EXERCISE_EUROPEAN)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "exercise is european; this method is for american exercise (see options.bsm)");
    const struct fs_bsm_value inputs[FS_BSM_INPUTS] = {
        {spot, spot_step},
        {strike, strike_step},
        {rate, rate_step},
        {dividend ? dividend : &none, dividend ? dividend_step : 0},
        {volatility, volatility_step},
        {expiry, expiry_step},
    };
    struct fs_scratch scratch = {0};
    double *value = fs_scratch_doubles(&scratch, (size_t)options->steps + 2);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    int status = FS_COMPUTE_OK;
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++) {
        struct fs_american_case o;
        struct tree tree = {0};
        if (!case_at(inputs, i, options->type == FS_OPTION_PUT ? -1.0 : 1.0, &o)) {
            double *const all[] = {result->price, result->delta, result->gamma,
                                   result->vega,  result->theta, result->rho};
            for (int j = 0; j < 6; j++)
                if (all[j])
                    all[j][i] = NAN;
            continue;
        }
        status = check(inputs, i, &o, approximate, problem);
        if (status == FS_COMPUTE_OK && !greeks(&o, options, i, &tree, value, result))
            status = no_price(&o, options, i, problem);
    }
    fs_scratch_free(&scratch);
    return status;
}

int fs_binomial(const double *spot, size_t spot_step, const double *strike, size_t strike_step,
                const double *rate, size_t rate_step, const double *dividend, size_t dividend_step,
                const double *expiry, size_t expiry_step, size_t n, const struct fs_binomial_options *options,
                struct fs_binomial_result *result, struct fs_problem *problem)
{
    if (n == 0)
        return FS_COMPUTE_OK;
    if (!spot || !strike || !rate || !expiry || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    if (options->steps < 1 || options->steps > 20000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "steps is %d; expected 1 to 20000",
                              (int)options->steps);
    if (!(options->down > 0.0 && options->up > options->down && isfinite(options->up)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "up is %g and down %g; expected 0 < down < up",
                              options->up, options->down);
    const struct fs_bsm_value inputs[FS_BSM_INPUTS] = {
        {spot, spot_step}, {strike, strike_step},
        {rate, rate_step}, {dividend ? dividend : &none, dividend ? dividend_step : 0},
        {&none, 0},        {expiry, expiry_step},
    };
    struct fs_scratch scratch = {0};
    double *value = fs_scratch_doubles(&scratch, (size_t)options->steps + 1);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    int status = FS_COMPUTE_OK;
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++) {
        struct fs_american_case o;
        double price = NAN, p = NAN;
        if (case_at(inputs, i, options->type == FS_OPTION_PUT ? -1.0 : 1.0, &o)) {
            status = check(inputs, i, &o, 0, problem);
            if (status != FS_COMPUTE_OK)
                break;
            double dt = o.expiry / options->steps, grow = exp((o.rate - o.dividend) * dt);
            p = (grow - options->down) / (options->up - options->down);
            if (!(p > 0.0 && p < 1.0)) {
                status =
                    fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                   "option %zu: a step grows by %.10g; expected between down %g and up %g",
                                   i + 1, grow, options->down, options->up);
                break;
            }
            struct tree tree = {.up = options->up,
                                .down = options->down,
                                .probability = p,
                                .discount = exp(-o.rate * dt),
                                .steps = options->steps,
                                .american = options->exercise == FS_EXERCISE_AMERICAN};
            price = work_back(&tree, &o, value);
        }
        if (result->price)
            result->price[i] = price;
        if (result->probability)
            result->probability[i] = p;
    }
    fs_scratch_free(&scratch);
    return status;
}
