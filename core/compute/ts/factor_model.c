#include "compute/ts/factor_model.h"

#include "compute/ts/fit.h"
#include "compute/ts/ols.h"

struct work {
    size_t n, m, k;
    double *row[4];   /* k: one asset's betas, standard errors, t and p */
    double *betas;    /* m x k */
    double *factors;  /* k x k */
    double *specific; /* m: variances */
};

static void put(double *to, size_t at, double value)
{
    if (to)
        to[at] = value;
}

static int asset(struct work *w, const double *y, const double *x, size_t at,
                 const struct fs_factor_model_options *o, struct fs_factor_model_result *r,
                 struct fs_problem *problem)
{
    struct fs_ols_options options = {.intercept = o->intercept,
                                     .covariance = o->covariance,
                                     .lags = o->lags,
                                     .small_sample = o->small_sample,
                                     .confidence = 0.95};
    struct fs_ols_result fit = {.coefficients = w->row[0],
                                .standard_errors = w->row[1],
                                .t_values = w->row[2],
                                .p_values = w->row[3],
                                .residuals = r->residuals ? r->residuals + at * w->n : NULL};
    struct fs_problem inner = {0};
    int status = fs_ols(y + at * w->n, x, NULL, w->n, w->k, &options, &fit, &inner);
    if (status != FS_COMPUTE_OK)
        return fs_problem_set(problem, status, "asset %zu: %.200s", at + 1, inner.text);
    put(r->alphas, at, fit.intercept);
    put(r->alpha_standard_errors, at, fit.intercept_standard_error);
    put(r->alpha_t_values, at, fit.intercept_t);
    put(r->alpha_p_values, at, fit.intercept_p_value);
    put(r->r_squared, at, fit.r_squared);
    put(r->sigma, at, fit.sigma);
    w->specific[at] = fit.sigma * fit.sigma;
    for (size_t j = 0; j < w->k; j++) {
        w->betas[j * w->m + at] = w->row[0][j];
        put(r->betas, j * w->m + at, w->row[0][j]);
        put(r->standard_errors, j * w->m + at, w->row[1][j]);
        put(r->t_values, j * w->m + at, w->row[2][j]);
        put(r->p_values, j * w->m + at, w->row[3][j]);
    }
    return FS_COMPUTE_OK;
}

static void implied(struct work *w, const double *x, struct fs_factor_model_result *r)
{
    size_t n = w->n, m = w->m, k = w->k;
    double *mean = w->row[0];
    for (size_t j = 0; j < k; j++) {
        mean[j] = 0;
        for (size_t i = 0; i < n; i++)
            mean[j] += x[j * n + i] / (double)n;
    }
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += (x[a * n + i] - mean[a]) * (x[b * n + i] - mean[b]);
            w->factors[a * k + b] = w->factors[b * k + a] = sum / (double)(n - 1);
        }
    for (size_t i = 0; i < k * k; i++)
        put(r->factor_covariance, i, w->factors[i]);
    for (size_t a = 0; a < m && r->covariance; a++) {
        for (size_t j = 0; j < k; j++) { /* row a of B F */
            w->row[1][j] = 0;
            for (size_t l = 0; l < k; l++)
                w->row[1][j] += w->betas[l * m + a] * w->factors[j * k + l];
        }
        for (size_t b = 0; b <= a; b++) {
            double sum = a == b ? w->specific[a] : 0;
            for (size_t j = 0; j < k; j++)
                sum += w->row[1][j] * w->betas[j * m + b];
            r->covariance[a * m + b] = r->covariance[b * m + a] = sum;
        }
    }
}

int fs_factor_model(const double *y, const double *x, size_t n, size_t m, size_t k,
                    const struct fs_factor_model_options *options, struct fs_factor_model_result *result,
                    struct fs_problem *problem)
{
    if (!y || !x)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", y ? "x" : "y");
    if (m == 0 || k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "%s has no columns", m == 0 ? "y" : "x");
    struct fs_scratch scratch = {0};
    struct work w = {.n = n, .m = m, .k = k};
    for (size_t i = 0; i < 4; i++)
        w.row[i] = fs_scratch_doubles(&scratch, k);
    w.betas = fs_scratch_doubles(&scratch, m * k);
    w.factors = fs_scratch_doubles(&scratch, k * k);
    w.specific = fs_scratch_doubles(&scratch, m);
    int status = scratch.failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
    for (size_t i = 0; i < m && status == FS_COMPUTE_OK; i++)
        status = asset(&w, y, x, i, options, result, problem);
    if (status == FS_COMPUTE_OK)
        implied(&w, x, result);
    fs_scratch_free(&scratch);
    return status;
}
