/* pbo.c: the probability of backtest overfitting. */
#include "base/error.h"
#include "sweep/block.h"
#include "sweep/overfit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of more sets every second, third ... takes part, so that work and memory stay bounded. */
enum { SETS_MAX = 10000 };

/* Sums about each set's own mean, by block and then by set, so that joining blocks is adding and loops run over sets. */
struct cscv {
    int64_t sets;
    int count;
    double risk_free;
    const double *returns;   /* of a block */
    double *mean;            /* of a set */
    double *first, *second;  /* [block * sets + set]: sums of distances from the mean, of their squares */
    double *total1, *total2; /* of a set */
    double *in1, *in2;       /* of the blocks in a half */
    double *in, *out;        /* Sharpe ratios of each set */
    double *logits;
    int64_t combinations, below, losses;
    double sum_in, sum_out, sum_in_in, sum_in_out;
};

static double choose(int n, int k)
{
    double c = 1.0;
    for (int i = 1; i <= k; i++)
        c = c * (n - k + i) / i;
    return c;
}

/* A set that did nothing on a half has no ratio there: it ranks as one that earned nothing. */
static double ratio(double n, double mean, double first, double second, double risk_free)
{
    double variance = (second - first * first / n) / (n - 1.0);
    return variance > 0.0 ? (mean + first / n - risk_free) / sqrt(variance) : 0.0;
}

/* Sharpe ratios of every set on the blocks chosen by the bits of `mask` and on the others. */
static void ratios(struct cscv *c, uint32_t mask)
{
    double in = 0.0, all = 0.0;
    memset(c->in1, 0, (size_t)c->sets * sizeof *c->in1);
    memset(c->in2, 0, (size_t)c->sets * sizeof *c->in2);
    for (int b = 0; b < c->count; b++) {
        all += c->returns[b];
        if (!(mask >> b & 1))
            continue;
        in += c->returns[b];
        const double *first = c->first + b * c->sets, *second = c->second + b * c->sets;
        for (int64_t i = 0; i < c->sets; i++) {
            c->in1[i] += first[i];
            c->in2[i] += second[i];
        }
    }
    for (int64_t i = 0; i < c->sets; i++) {
        c->in[i] = ratio(in, c->mean[i], c->in1[i], c->in2[i], c->risk_free);
        c->out[i] =
            ratio(all - in, c->mean[i], c->total1[i] - c->in1[i], c->total2[i] - c->in2[i], c->risk_free);
    }
}

/* Chooses on one half, looks on the other. */
static void judge(struct cscv *c, const double *chosen_on, const double *tried_on)
{
    int64_t best = 0, lower = 0, equal = 0;
    for (int64_t i = 1; i < c->sets; i++)
        if (chosen_on[i] > chosen_on[best])
            best = i;
    for (int64_t i = 0; i < c->sets; i++) {
        lower += tried_on[i] < tried_on[best];
        equal += tried_on[i] == tried_on[best];
    }
    double rank = ((double)lower + ((double)equal + 1.0) / 2.0) / ((double)c->sets + 1.0);
    double logit = log(rank / (1.0 - rank)), in = chosen_on[best], out = tried_on[best];
    c->below += logit <= 0.0;
    c->losses += out < 0.0;
    c->sum_in += in;
    c->sum_out += out;
    c->sum_in_in += in * in;
    c->sum_in_out += in * out;
    c->logits[c->combinations++] = logit;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void summarise(struct cscv *c, struct fs_pbo *pbo)
{
    double n = (double)c->combinations;
    pbo->probability = (double)c->below / n;
    pbo->loss = (double)c->losses / n;
    double spread = c->sum_in_in - c->sum_in * c->sum_in / n;
    pbo->slope = spread > 0.0 ? (c->sum_in_out - c->sum_in * c->sum_out / n) / spread : NAN;
    qsort(c->logits, (size_t)c->combinations, sizeof *c->logits, ascending);
    int64_t middle = c->combinations / 2;
    pbo->median_logit =
        c->combinations % 2 ? c->logits[middle] : (c->logits[middle - 1] + c->logits[middle]) / 2.0;
    pbo->combinations = c->combinations;
}

static void take_blocks(struct cscv *c, const struct fs_block *blocks)
{
    for (int64_t i = 0; i < c->sets; i++) {
        struct fs_block whole = {0};
        for (int b = 0; b < c->count; b++)
            whole = fs_block_join(whole, blocks[i * c->count + b]);
        c->mean[i] = whole.mean;
        for (int b = 0; b < c->count; b++) {
            struct fs_block block = blocks[i * c->count + b];
            double distance = block.mean - whole.mean;
            c->total1[i] += c->first[b * c->sets + i] = block.n * distance;
            c->total2[i] += c->second[b * c->sets + i] = block.m2 + block.n * distance * distance;
        }
    }
}

int fs_pbo_of(const struct fs_block *blocks, int64_t sets, int count, double risk_free, struct fs_pbo *pbo)
{
    *pbo = (struct fs_pbo){NAN, count, 0, sets, NAN, NAN, NAN};
    if (sets < 2 || count < 2 || blocks[0].n < 2.0)
        return 0;
    double returns[32];
    for (int b = 0; b < count; b++)
        returns[b] = blocks[b].n;
    size_t n = (size_t)sets;
    double *room = calloc(n * (2 * (size_t)count + 7) + (size_t)choose(count, count / 2), sizeof *room);
    if (!room)
        return fs_error_nomem();
    struct cscv c = {.sets = sets, .count = count, .risk_free = risk_free, .returns = returns};
    double **const parts[] = {&c.mean, &c.total1, &c.total2, &c.in1, &c.in2, &c.in, &c.out};
    for (int i = 0; i < 7; i++)
        *parts[i] = room + (size_t)i * n;
    c.first = room + 7 * n;
    c.second = c.first + n * (size_t)count;
    c.logits = c.second + n * (size_t)count;
    take_blocks(&c, blocks);
    /* A choice and its complement are looked at together: those with block 0, and the others. */
    for (uint32_t mask = 1; mask < 1u << count; mask += 2)
        if (__builtin_popcount(mask) == count / 2) {
            ratios(&c, mask);
            judge(&c, c.in, c.out);
            judge(&c, c.out, c.in);
        }
    summarise(&c, pbo);
    free(room);
    return 0;
}

/* A set takes part when it ran and its equity stayed above 0. */
static int takes_part(const struct fs_run *run)
{
    return (run->status == FS_RUN_DONE || run->status == FS_RUN_REFUSED) &&
           !isnan(run->figures[FS_FIGURE_mean_return]);
}

int fs_pbo(struct fs_run_log *log, int blocks, double risk_free, struct fs_pbo *pbo)
{
    int64_t total = fs_run_log_count(log), step = total / SETS_MAX + 1, sets = 0;
    struct fs_block *matrix = malloc((size_t)(total / step + 1) * (size_t)blocks * sizeof *matrix);
    if (!matrix)
        return fs_error_nomem();
    int status = 0;
    for (int64_t i = 0; i < total && status == 0; i += step) {
        const struct fs_run *run = fs_run_log_get(log, i);
        if (!run)
            status = -1;
        else if (takes_part(run))
            memcpy(&matrix[sets++ * blocks], fs_run_log_blocks(run), (size_t)blocks * sizeof *matrix);
    }
    if (status == 0)
        status = fs_pbo_of(matrix, sets, blocks, risk_free, pbo);
    free(matrix);
    return status;
}
