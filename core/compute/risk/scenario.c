#include "compute/risk/scenario.h"

#include "compute/perf/sample.h"
#include "compute/scratch.h"

#include <string.h>

/* Two doubles at any address: what every x86-64 adds and multiplies at once, whatever the optimiser's level.
 */
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

#define TILE 1024 /* scenarios at a time: their profits stay in the first cache while columns stream by */

/* Adds eight columns to the profits. */
static void add_eight(const double *x, const double *w, size_t n, size_t rows, double *pnl)
{
    const double *c[8];
    for (size_t j = 0; j < 8; j++)
        c[j] = x + j * n;
    size_t i = 0;
    for (; i + 2 <= rows; i += 2) {
        pair low = (*(const pair *)(c[0] + i) * w[0] + *(const pair *)(c[1] + i) * w[1]) +
                   (*(const pair *)(c[2] + i) * w[2] + *(const pair *)(c[3] + i) * w[3]);
        pair high = (*(const pair *)(c[4] + i) * w[4] + *(const pair *)(c[5] + i) * w[5]) +
                    (*(const pair *)(c[6] + i) * w[6] + *(const pair *)(c[7] + i) * w[7]);
        *(pair *)(pnl + i) += low + high;
    }
    for (; i < rows; i++) {
        double low = (c[0][i] * w[0] + c[1][i] * w[1]) + (c[2][i] * w[2] + c[3][i] * w[3]);
        double high = (c[4][i] * w[4] + c[5][i] * w[5]) + (c[6][i] * w[6] + c[7][i] * w[7]);
        pnl[i] += low + high;
    }
}

void fs_risk_combine(const double *shocks, const double *exposures, size_t n, size_t k, double *pnl)
{
    memset(pnl, 0, n * sizeof *pnl);
    for (size_t from = 0; from < n; from += TILE) {
        size_t rows = n - from < TILE ? n - from : TILE, j = 0;
        for (; j + 8 <= k; j += 8)
            add_eight(shocks + from + j * n, exposures + j, n, rows, pnl + from);
        for (; j < k; j++)
            for (size_t i = 0; i < rows; i++)
                pnl[from + i] += shocks[from + i + j * n] * exposures[j];
    }
}

/* The inputs are looked at only when a profit is not finite: a pass over them would cost as much as the sums.
 */
static int require_finite_profits(const double *shocks, const double *exposures, size_t n, size_t k,
                                  const double *pnl, struct fs_problem *problem)
{
    for (size_t i = 0; i < n; i++) {
        if (isfinite(pnl[i]))
            continue;
        int status = fs_require_finite(exposures, k, "exposures", problem);
        for (size_t j = 0; j < k && status == FS_COMPUTE_OK; j++)
            if (!isfinite(shocks[i + j * n]))
                status = fs_problem_set(problem, FS_COMPUTE_MISSING,
                                        "shocks[%zu][%zu] is %s; expected a finite number", i + 1, j + 1,
                                        isnan(shocks[i + j * n]) ? "missing" : "infinite");
        if (status == FS_COMPUTE_OK)
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the profit of scenario %zu is too large for a number", i + 1);
        return status;
    }
    return FS_COMPUTE_OK;
}

int fs_risk_scenario_pnl(const double *shocks, const double *exposures, size_t n, size_t k,
                         const struct fs_risk_scenario_pnl_options *options,
                         struct fs_risk_scenario_pnl_result *result, struct fs_problem *problem)
{
    int status = fs_risk_require_level(options->level, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_risk_require_quantile_type(options->quantile_type, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_choice(options->tail, 2, "tail", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (n == 0 || k == 0 || n > INT32_MAX)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are %zu scenarios of %zu positions; expected some", n, k);
    if (!shocks || !exposures)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is NULL", shocks ? "exposures" : "shocks");
    struct fs_scratch scratch = {0};
    double *pnl = fs_scratch_doubles(&scratch, n);
    if (scratch.failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    fs_risk_combine(shocks, exposures, n, k, pnl);
    status = require_finite_profits(shocks, exposures, n, k, pnl, problem);
    if (status == FS_COMPUTE_OK) {
        if (result->pnl)
            memcpy(result->pnl, pnl, n * sizeof *pnl);
        size_t worst = 0;
        for (size_t i = 1; i < n; i++)
            worst = pnl[i] < pnl[worst] ? i : worst;
        result->worst = pnl[worst];
        result->worst_row = (int32_t)(worst + 1);
        struct fs_risk_figures figures = fs_risk_historical(pnl, n, fs_risk_probability(options->level),
                                                            options->quantile_type, options->tail);
        result->var = figures.var;
        result->es = figures.es;
    }
    fs_scratch_free(&scratch);
    return status;
}
