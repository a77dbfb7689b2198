#include "compute/micro/volume_profile.h"

#include "compute/exact.h"
#include "compute/scratch.h"

/* Levels of equal height, and the volume at each. */
struct profile {
    double low, step;
    size_t bins;
    double *volume;
};

static double edge(const struct profile *p, size_t i)
{
    return p->low + (double)i * p->step;
}

static size_t level_of(const struct profile *p, double price)
{
    if (p->bins == 1)
        return 0;
    double at = (price - p->low) / p->step;
    size_t last = p->bins - 1, i = at >= (double)last ? last : (size_t)at;
    /* The division may round across an edge. */
    if (i > 0 && price < edge(p, i))
        i--;
    else if (i < last && price >= edge(p, i + 1))
        i++;
    return i;
}

static size_t point_of_control(const struct profile *p)
{
    size_t best = 0;
    double middle = (double)(p->bins - 1) / 2.0;
    for (size_t i = 1; i < p->bins; i++) {
        double further = fabs((double)i - middle) - fabs((double)best - middle);
        if (p->volume[i] > p->volume[best] || (p->volume[i] == p->volume[best] && further < 0.0))
            best = i;
    }
    return best;
}

/* Grows the area [*from, *to] until it holds `target`; what it holds. */
static double grow(const struct profile *p, double target, size_t *from, size_t *to)
{
    struct fs_exact held = {p->volume[*from], 0.0};
    /* A target that is met but for rounding is met. */
    while (held.high + held.low < target * (1.0 - 0x1p-44) && (*from > 0 || *to + 1 < p->bins)) {
        double below = *from > 0 ? p->volume[*from - 1] : -1.0,
               above = *to + 1 < p->bins ? p->volume[*to + 1] : -1.0;
        fs_exact_add(&held, above >= below ? p->volume[++*to] : p->volume[--*from]);
    }
    return held.high + held.low;
}

static int require_volumes(const double *volumes, size_t n, double *total, struct fs_problem *problem)
{
    struct fs_exact sum = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        if (volumes[i] < 0.0)
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "volumes[%zu] is %.14g; a volume is not negative", i + 1, volumes[i]);
        fs_exact_add(&sum, volumes[i]);
    }
    *total = sum.high + sum.low;
    if (!isfinite(*total))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the sum of volumes is beyond the range of numbers");
    if (*total <= 0.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "all volumes are 0; a profile needs some volume");
    return FS_COMPUTE_OK;
}

static int require_inputs(const double *prices, const double *volumes, size_t n,
                          const struct fs_volume_profile_options *options, struct fs_problem *problem)
{
    if (n == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are no prices; a volume profile needs at least 1");
    if (!prices || !volumes || !options)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "prices, volumes or options are missing");
    if (options->bins < 1 || options->bins > FS_VOLUME_PROFILE_BINS_MAX)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "bins is %d; expected an integer from 1 to %d",
                              options->bins, FS_VOLUME_PROFILE_BINS_MAX);
    if (!(options->value_area >= 0.01 && options->value_area <= 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "value_area is %.14g; expected a number from 0.01 to 1", options->value_area);
    int status = fs_require_finite(prices, n, "prices", problem);
    return status != FS_COMPUTE_OK ? status : fs_require_finite(volumes, n, "volumes", problem);
}

static void describe(const struct profile *p, double high, double target,
                     struct fs_volume_profile_result *result)
{
    size_t from = point_of_control(p), to = from;
    result->found = (int32_t)p->bins;
    result->point_of_control = p->low + ((double)from + 0.5) * p->step;
    result->value_area_volume = grow(p, target, &from, &to);
    result->value_area_low = edge(p, from);
    result->value_area_high = to + 1 == p->bins ? high : edge(p, to + 1);
    for (size_t i = 0; i < p->bins; i++) {
        if (result->levels)
            result->levels[i] = p->low + ((double)i + 0.5) * p->step;
        if (result->volumes)
            result->volumes[i] = p->volume[i];
    }
}

int fs_volume_profile(const double *prices, const double *volumes, size_t n,
                      const struct fs_volume_profile_options *options,
                      struct fs_volume_profile_result *result, struct fs_problem *problem)
{
    int status = require_inputs(prices, volumes, n, options, problem);
    double total = 0.0;
    if (status == FS_COMPUTE_OK)
        status = require_volumes(volumes, n, &total, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double low = prices[0], high = prices[0];
    for (size_t i = 1; i < n; i++) {
        low = prices[i] < low ? prices[i] : low;
        high = prices[i] > high ? prices[i] : high;
    }
    double step = (high - low) / (double)options->bins;
    if (!isfinite(step))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "prices from %.14g to %.14g are too far apart", low,
                              high);
    if (high > low && !(low + step > low && high - step < high))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "prices from %.17g to %.17g cannot be cut into %d levels: there are not that many numbers "
            "between them",
            low, high, options->bins);
    struct fs_scratch scratch = {0};
    struct profile p = {low, step, high > low ? (size_t)options->bins : 1, NULL};
    p.volume = fs_scratch_doubles(&scratch, p.bins);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for %zu levels", p.bins);
    }
    for (size_t i = 0; i < n; i++)
        p.volume[level_of(&p, prices[i])] += volumes[i];
    describe(&p, high, options->value_area * total, result);
    result->total = total;
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}
