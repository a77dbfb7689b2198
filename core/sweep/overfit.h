/*
 * overfit.h: how much of the best of many tries is choice, and how it fares where it was not chosen.
 *
 * Both work on the blocks of returns that each set left behind (block.h), never on the returns themselves.
 */
#ifndef FINSMART_SWEEP_OVERFIT_H
#define FINSMART_SWEEP_OVERFIT_H

#include "sweep/fold.h"
#include "sweep/run_log.h"

/* The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado and
 * Zhu 2017, Journal of Computational Finance 20(4)): of all ways to choose half of the blocks, the share in which the set with
 * the best Sharpe ratio there ranks in the lower half of all sets on the other blocks (logit of its relative rank at most 0;
 * equal ratios share their mean rank; of equal best ones the lowest number counts). */
struct fs_pbo {
    double probability; /* NaN where there are fewer than two sets with Sharpe ratios, or too few returns */
    int blocks;         /* S */
    int64_t combinations;
    int64_t sets;        /* that took part */
    double median_logit; /* of the relative ranks */
    double
        loss; /* the share of combinations in which the chosen set's Sharpe ratio is below 0 out of sample */
    double
        slope; /* of out-of-sample on in-sample Sharpe ratios of the chosen sets (performance degradation) */
};

/* Of more than 10000 sets every second, third ... takes part. `blocks` is how many of the records' blocks there are, even; `risk_free` is of a period. -1 with an error. */
int fs_pbo(struct fs_run_log *log, int blocks, double risk_free, struct fs_pbo *pbo);
/* The same of a matrix: sharpe blocks[set * count + block]. */
int fs_pbo_of(const struct fs_block *blocks, int64_t sets, int count, double risk_free, struct fs_pbo *pbo);

/* Combinatorial purged cross-validation (Lopez de Prado 2018, Advances in Financial Machine Learning, ch. 12): each choice
 * of `test` groups is tried with the set whose Sharpe ratio is best on the others, less the bars purged before and embargoed
 * after a test group. The tests make up `paths` complete histories out of sample. */
struct fs_cpcv_split {
    uint32_t test;                   /* bit g: group g is tested */
    int64_t chosen;                  /* set; -1: none had a Sharpe ratio */
    double in_sample, out_of_sample; /* its Sharpe ratios, of a period */
    double growth;                   /* over the test groups, a fraction */
};

struct fs_cpcv_result {
    int split_count, path_count;
    struct fs_cpcv_split *splits;
    double *path_sharpe; /* of a period, out of sample */
    double *path_return; /* total */
};

/* Reads each record's groups, which begin at its block `first`. fs_cpcv_clear() the result. -1 with an error. */
int fs_cpcv_run(struct fs_run_log *log, int first, const struct fs_cpcv *cpcv, double risk_free,
                struct fs_cpcv_result *result);
void fs_cpcv_clear(struct fs_cpcv_result *result);

#endif
