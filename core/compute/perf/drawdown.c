#include "compute/perf/drawdown.h"

#include "compute/scratch.h"

#include <stdlib.h>

double fs_perf_walk_step(struct fs_perf_walk *walk, double r)
{
    double depth;
    if (walk->compounding == FS_PERF_ARITHMETIC) {
        walk->level += r;
        walk->peak = walk->level > walk->peak ? walk->level : walk->peak;
        depth = 1.0 - walk->level / walk->peak;
    } else if (walk->kind == FS_PERF_LOG) {
        walk->level = walk->level + r > 0.0 ? 0.0 : walk->level + r;
        depth = -expm1(walk->level);
    } else {
        /* Growth since the peak: wealth itself could grow beyond a double. */
        walk->level *= 1.0 + r;
        walk->level = walk->level > 1.0 ? 1.0 : walk->level;
        depth = 1.0 - walk->level;
    }
    return fs_perf_settle(depth, 0.0);
}

int fs_perf_episode_next(struct fs_perf_walk *walk, const double *r, size_t n, size_t *at,
                         struct fs_perf_episode *episode)
{
    size_t i = *at;
    double depth = 0.0;
    while (i < n && (depth = fs_perf_walk_step(walk, r[i])) == 0.0)
        i++;
    if (i == n) {
        *at = n;
        return 0;
    }
    *episode = (struct fs_perf_episode){.peak = i, .trough = i + 1, .recovery = 0, .depth = depth};
    for (i++; i < n; i++) {
        depth = fs_perf_walk_step(walk, r[i]);
        if (depth == 0.0) {
            episode->recovery = i + 1;
            i++;
            break;
        }
        if (depth > episode->depth) {
            episode->depth = depth;
            episode->trough = i + 1;
        }
    }
    *at = i;
    return 1;
}

int fs_perf_require_walk(const double *r, size_t n, int32_t kind, int32_t compounding,
                         struct fs_problem *problem)
{
    return fs_perf_require_convention(r, n, 1, kind, compounding, 1.0, "returns", problem);
}

static int deeper(const void *a, const void *b)
{
    const struct fs_perf_episode *x = a, *y = b;
    if (x->depth != y->depth)
        return x->depth > y->depth ? -1 : 1;
    return x->peak < y->peak ? -1 : x->peak > y->peak;
}

static size_t episode_length(const struct fs_perf_episode *e, size_t n)
{
    return (e->recovery ? e->recovery : n) - e->peak;
}

static void write_episode(const struct fs_perf_episode *e, size_t n, size_t i,
                          struct fs_perf_drawdowns_result *result)
{
    double recovery = e->recovery ? (double)e->recovery : NAN;
    if (result->depth)
        result->depth[i] = e->depth;
    if (result->peak)
        result->peak[i] = (double)e->peak;
    if (result->trough)
        result->trough[i] = (double)e->trough;
    if (result->recovery)
        result->recovery[i] = recovery;
    if (result->length)
        result->length[i] = (double)episode_length(e, n);
    if (result->decline_length)
        result->decline_length[i] = (double)(e->trough - e->peak);
    if (result->recovery_length)
        result->recovery_length[i] = recovery - (double)e->trough;
}

int fs_perf_drawdowns(const double *returns, size_t n, const struct fs_perf_drawdowns_options *options,
                      struct fs_perf_drawdowns_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->order, 2, "order", problem);
    if (status == FS_COMPUTE_OK && n > INT32_MAX)
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there are more than 2^31 returns");
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct fs_perf_episode *episodes = fs_scratch_bytes(&scratch, (n + 1) / 2, sizeof *episodes);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    size_t found = 0, at = 0;
    while (fs_perf_episode_next(&walk, returns, n, &at, &episodes[found < (n + 1) / 2 ? found : 0]))
        found++;
    if (options->order == 1)
        qsort(episodes, found, sizeof *episodes, deeper);
    for (size_t i = 0; i < found; i++)
        write_episode(&episodes[i], n, i, result);
    result->found = (int32_t)found;
    walk = FS_PERF_WALK(options->kind, options->compounding);
    for (size_t i = 0; result->underwater && i < n; i++)
        result->underwater[i] = fs_perf_walk_step(&walk, returns[i]);
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}

int fs_perf_max_drawdown(const double *returns, size_t n, const struct fs_perf_max_drawdown_options *options,
                         struct fs_perf_max_drawdown_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    struct fs_perf_episode episode;
    *result = (struct fs_perf_max_drawdown_result){0.0, NAN, NAN, NAN};
    for (size_t at = 0; fs_perf_episode_next(&walk, returns, n, &at, &episode);)
        if (episode.depth > result->value)
            *result = (struct fs_perf_max_drawdown_result){episode.depth, (double)episode.peak,
                                                           (double)episode.trough,
                                                           episode.recovery ? (double)episode.recovery : NAN};
    return FS_COMPUTE_OK;
}

int fs_perf_average_drawdown(const double *returns, size_t n,
                             const struct fs_perf_average_drawdown_options *options,
                             struct fs_perf_average_drawdown_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    struct fs_perf_episode episode;
    double depth = 0.0, length = 0.0, found = 0.0;
    for (size_t at = 0; fs_perf_episode_next(&walk, returns, n, &at, &episode); found += 1.0) {
        depth += episode.depth;
        length += (double)episode_length(&episode, n);
    }
    result->found = found < INT32_MAX ? (int32_t)found : INT32_MAX;
    result->value = found > 0.0 ? depth / found : 0.0;
    result->length = found > 0.0 ? length / found : 0.0;
    return FS_COMPUTE_OK;
}

int fs_perf_ulcer_index(const double *returns, size_t n, const struct fs_perf_ulcer_index_options *options,
                        struct fs_perf_ulcer_index_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_ddof(options->ddof, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 1 + (size_t)options->ddof, "returns", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double depth = fs_perf_walk_step(&walk, returns[i]);
        sum += depth * depth;
    }
    return fs_perf_value(sqrt(sum / (double)(n - (size_t)options->ddof)), "the ulcer index", &result->value,
                         problem);
}

int fs_perf_pain_index(const double *returns, size_t n, const struct fs_perf_pain_index_options *options,
                       struct fs_perf_pain_index_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += fs_perf_walk_step(&walk, returns[i]);
    return fs_perf_value(sum / (double)n, "the pain index", &result->value, problem);
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x > y ? -1 : x < y;
}

int fs_perf_cdar(const double *returns, size_t n, const struct fs_perf_cdar_options *options,
                 struct fs_perf_cdar_result *result, struct fs_problem *problem)
{
    int status = fs_perf_require_walk(returns, n, options->kind, options->compounding, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!(options->level > 0.0 && options->level < 1.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "level is %g; expected a confidence between 0 and 1", options->level);
    struct fs_scratch scratch = {0};
    double *depths = fs_scratch_doubles(&scratch, n);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    struct fs_perf_walk walk = FS_PERF_WALK(options->kind, options->compounding);
    for (size_t i = 0; i < n; i++)
        depths[i] = fs_perf_walk_step(&walk, returns[i]);
    qsort(depths, n, sizeof *depths, descending);
    double tail = (1.0 - options->level) * (double)n, sum = 0.0, taken = 0.0;
    size_t i = 0;
    /* What is left of the tail after whole observations, less rounding of (1 - level) n, is a part of the
     * next. */
    for (; i + 1 < n && taken + 1.0 <= tail * (1.0 + 0x1p-40); i++, taken += 1.0)
        sum += depths[i];
    if (tail - taken > 0x1p-40 * tail)
        sum += (tail - taken) * depths[i];
    else
        i--;
    result->dar = depths[i];
    status = fs_perf_value(sum / tail, "the drawdown at risk", &result->value, problem);
    fs_scratch_free(&scratch);
    return status;
}
