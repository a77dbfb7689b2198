#include "compute/portfolio/allocation.h"

#include <stdlib.h>
#include <string.h>

#include "compute/scratch.h"

#define STEP_LIMIT 5000000

/* Money is compared within this part of the total. */
#define CENT 1e-12

struct search {
    size_t k;
    double *target, *price, *units, *best; /* assets by descending price; units are lots */
    double *later;                         /* targets of this asset and those after it */
    double least, near;
    long steps;
};

static double missing(double target, double price, double units)
{
    return fmax(target - price * units, 0);
}

/* Chooses for asset `at` and those after it; `cash` is left and `short_of` is what those before are below. */
static void branch(struct search *s, size_t at, double cash, double short_of)
{
    if (++s->steps > STEP_LIMIT || short_of + fmax(s->later[at] - cash, 0) >= s->least - s->near)
        return;
    if (at == s->k) {
        s->least = short_of;
        memcpy(s->best, s->units, s->k * sizeof *s->best);
        return;
    }
    double price = s->price[at], target = s->target[at], most = ceil(target / price - CENT);
    most = fmin(most, floor((cash + s->near) / price));
    for (double units = most; units >= 0; units--) {
        double now = short_of + missing(target, price, units);
        if (now >= s->least - s->near)
            return; /* fewer units only lack more */
        s->units[at] = units;
        branch(s, at + 1, cash - price * units, now);
        if (at + 1 == s->k || s->steps > STEP_LIMIT)
            return;
    }
}

struct asset {
    double price;
    size_t at;
};

static int dearest_first(const void *left, const void *right)
{
    const struct asset *a = left, *b = right;
    if (a->price != b->price)
        return a->price > b->price ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Units by the greedy method. `money` is the sum of the targets. */
static void greedy(const double *target, const double *price, size_t k, double money, double *units)
{
    double spent = 0;
    for (size_t i = 0; i < k; i++) {
        units[i] = floor(target[i] / price[i] + CENT);
        spent += units[i] * price[i];
    }
    for (;;) {
        size_t most = k;
        double lacks = 0;
        for (size_t i = 0; i < k; i++) {
            double part = spent > 0 ? units[i] * price[i] / spent : 0, lack = target[i] / money - part;
            if (lack > lacks + CENT && price[i] <= money - spent + CENT * money) {
                lacks = lack;
                most = i;
            }
        }
        if (most == k)
            return;
        units[most]++;
        spent += price[most];
    }
}

static int check(const double *weights, const double *prices, size_t k,
                 const struct fs_portfolio_discrete_allocation_options *o, struct fs_problem *problem)
{
    double sum = 0;
    if (k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are no assets");
    if (!weights || !prices)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there are no weights or no prices");
    if (!(o->total > 0 && fs_present(o->total)) || !(o->lot > 0 && fs_present(o->lot)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "total is %g and lot is %g; expected numbers above 0", o->total, o->lot);
    if (o->method < 0 || o->method > FS_ALLOCATION_EXACT)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "method is %d; expected 0 or 1", o->method);
    int status = fs_require_finite(weights, k, "weights", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(prices, k, "prices", problem);
    for (size_t i = 0; i < k && status == FS_COMPUTE_OK; i++) {
        if (!(prices[i] > 0 && prices[i] < FS_COMPUTE_LIMIT))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "prices[%zu] is %g; expected above 0", i + 1,
                                  prices[i]);
        if (weights[i] < 0)
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "weights[%zu] is %g; expected at least 0: allocate shorts on their own",
                                  i + 1, weights[i]);
        if (weights[i] * o->total / prices[i] / o->lot > 0x1p52)
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "asset %zu would have more units than can be counted", i + 1);
        sum += weights[i];
    }
    if (status == FS_COMPUTE_OK && sum > 1 + 1e-9)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the weights sum to %.10g; expected at most 1",
                              sum);
    return status;
}

int fs_portfolio_discrete_allocation(const double *weights, const double *prices, size_t k,
                                     const struct fs_portfolio_discrete_allocation_options *options,
                                     struct fs_portfolio_discrete_allocation_result *result,
                                     struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    int status = check(weights, prices, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct search s = {.k = k, .near = CENT * options->total};
    double *target = fs_scratch_doubles(&scratch, k), *price = fs_scratch_doubles(&scratch, k),
           *units = fs_scratch_doubles(&scratch, k), money = 0;
    struct asset *sorted = fs_scratch_bytes(&scratch, k, sizeof *sorted);
    s.target = fs_scratch_doubles(&scratch, k);
    s.price = fs_scratch_doubles(&scratch, k);
    s.units = fs_scratch_doubles(&scratch, k);
    s.best = fs_scratch_doubles(&scratch, k);
    s.later = fs_scratch_doubles(&scratch, k + 1);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < k; i++) {
        target[i] = weights[i] * options->total;
        money += target[i];
        price[i] = prices[i] * options->lot;
        sorted[i] = (struct asset){price[i], i};
    }
    if (money > 0)
        greedy(target, price, k, money, units);
    result->proven = 0;
    if (options->method == FS_ALLOCATION_EXACT) {
        qsort(sorted, k, sizeof *sorted, dearest_first);
        for (size_t i = k; i-- > 0;) {
            size_t at = sorted[i].at;
            s.target[i] = target[at];
            s.price[i] = price[at];
            s.best[i] = units[at];
            s.later[i] = s.later[i + 1] + target[at];
            s.least += missing(target[at], price[at], units[at]);
        }
        branch(&s, 0, money, 0);
        result->proven = s.steps <= STEP_LIMIT;
        for (size_t i = 0; i < k; i++)
            units[sorted[i].at] = s.best[i];
    }
    result->leftover = options->total;
    result->shortfall = 0;
    for (size_t i = 0; i < k; i++) {
        result->leftover -= units[i] * price[i];
        result->shortfall += missing(target[i], price[i], units[i]);
        if (result->units)
            result->units[i] = units[i] * options->lot;
        if (result->weights)
            result->weights[i] = units[i] * price[i] / options->total;
    }
    result->leftover = fmax(result->leftover, 0);
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}
