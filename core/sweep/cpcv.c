/* cpcv.c: combinatorial purged cross-validation over blocks. */
#include "base/error.h"
#include "sweep/block.h"
#include "sweep/overfit.h"
#include "sweep/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Which of a group's blocks a split trains on: less what lies beside a test group. */
static int variant(uint32_t test, int g, int groups)
{
    int after_test = g > 0 && (test >> (g - 1) & 1), before_test = g + 1 < groups && (test >> (g + 1) & 1);
    return (after_test ? FS_GROUP_EMBARGOED : 0) | (before_test ? FS_GROUP_PURGED : 0);
}

static void try_set(struct fs_cpcv_split *split, const struct fs_run *run, const struct fs_block *groups,
                    int count, double risk_free)
{
    struct fs_block train = {0}, test = {0};
    double growth = 0.0;
    for (int g = 0; g < count; g++) {
        const struct fs_block *blocks = groups + g * FS_GROUP_BLOCKS;
        if (split->test >> g & 1) {
            test = fs_block_join(test, blocks[FS_GROUP_WHOLE]);
            growth += blocks[FS_GROUP_GROWTH].mean;
        } else {
            train = fs_block_join(train, blocks[variant(split->test, g, count)]);
        }
    }
    double sharpe = fs_block_sharpe(train, risk_free);
    if (isnan(sharpe) || (split->chosen >= 0 && sharpe <= split->in_sample))
        return;
    split->chosen = run->number;
    split->in_sample = sharpe;
    split->out_of_sample = fs_block_sharpe(test, risk_free);
    split->growth = expm1(growth);
}

/* Path p takes of each group the p-th split that tests it. */
static int make_paths(struct fs_run_log *log, int first, const struct fs_cpcv *cpcv, double risk_free,
                      struct fs_cpcv_result *r)
{
    for (int p = 0; p < r->path_count; p++) {
        struct fs_block path = {0};
        double growth = 0.0;
        for (int g = 0; g < cpcv->groups; g++) {
            int seen = 0;
            for (int s = 0; s < r->split_count; s++) {
                if (!(r->splits[s].test >> g & 1) || seen++ != p)
                    continue;
                if (r->splits[s].chosen < 0) {
                    growth = NAN;
                    break;
                }
                const struct fs_run *run = fs_run_log_get(log, r->splits[s].chosen);
                if (!run)
                    return -1;
                const struct fs_block *blocks = fs_run_log_blocks(run) + first + g * FS_GROUP_BLOCKS;
                path = fs_block_join(path, blocks[FS_GROUP_WHOLE]);
                growth += blocks[FS_GROUP_GROWTH].mean;
                break;
            }
        }
        r->path_sharpe[p] = isnan(growth) ? NAN : fs_block_sharpe(path, risk_free);
        r->path_return[p] = expm1(growth);
    }
    return 0;
}

int fs_cpcv_run(struct fs_run_log *log, int first, const struct fs_cpcv *cpcv, double risk_free,
                struct fs_cpcv_result *r)
{
    *r = (struct fs_cpcv_result){0};
    r->splits = calloc(1u << cpcv->groups, sizeof *r->splits);
    if (!r->splits)
        return fs_error_nomem();
    for (uint32_t mask = 0; mask < 1u << cpcv->groups; mask++)
        if (__builtin_popcount(mask) == cpcv->test)
            r->splits[r->split_count++] = (struct fs_cpcv_split){
                .test = mask, .chosen = -1, .in_sample = NAN, .out_of_sample = NAN, .growth = NAN};
    r->path_count = r->split_count * cpcv->test / cpcv->groups;
    r->path_sharpe = calloc((size_t)r->path_count, sizeof *r->path_sharpe);
    r->path_return = calloc((size_t)r->path_count, sizeof *r->path_return);
    if (!r->path_sharpe || !r->path_return)
        return fs_error_nomem();
    for (int64_t i = 0; i < fs_run_log_count(log); i++) {
        const struct fs_run *run = fs_run_log_get(log, i);
        if (!run)
            return -1;
        if (run->status != FS_RUN_DONE)
            continue;
        for (int s = 0; s < r->split_count; s++)
            try_set(&r->splits[s], run, fs_run_log_blocks(run) + first, cpcv->groups, risk_free);
    }
    return make_paths(log, first, cpcv, risk_free, r);
}

void fs_cpcv_clear(struct fs_cpcv_result *r)
{
    free(r->splits);
    free(r->path_sharpe);
    free(r->path_return);
    *r = (struct fs_cpcv_result){0};
}
