#include "compute/portfolio/black_litterman.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/portfolio/limits.h"

static int check(const double *views, const double *q, size_t k, size_t v,
                 const struct fs_portfolio_black_litterman_options *o, struct fs_problem *problem)
{
    if (v > 0 && (!views || !q))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "views need both their portfolios and their returns");
    if (!o->market_weights == !o->prior)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "expected either market_weights or prior returns, %s given",
                              o->prior ? "both are" : "none is");
    if (o->omega && o->confidence)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "expected either omega or confidence, both are given");
    if (!(o->risk_aversion > 0 && fs_present(o->risk_aversion)) || !(o->tau > 0 && fs_present(o->tau)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "risk_aversion is %g and tau is %g; expected numbers above 0", o->risk_aversion,
                              o->tau);
    if (!fs_present(o->rf))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "rf is %g; expected a rate", o->rf);
    int status = o->prior ? fs_require_finite(o->prior, k, "prior", problem)
                          : fs_require_finite(o->market_weights, k, "market_weights", problem);
    if (status == FS_COMPUTE_OK && v > 0)
        status = fs_require_finite(views, v * k, "views", problem);
    if (status == FS_COMPUTE_OK && v > 0)
        status = fs_require_finite(q, v, "view_returns", problem);
    if (status == FS_COMPUTE_OK && v > 0 && o->omega)
        status = fs_require_finite(o->omega, v * v, "omega", problem);
    for (size_t i = 0; i < v && status == FS_COMPUTE_OK && o->confidence; i++)
        if (!(o->confidence[i] >= 0 && o->confidence[i] <= 1))
            return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "confidence[%zu] is %g; expected 0 to 1",
                                  i + 1, o->confidence[i]);
    return status;
}

/* Omega, v x v. `psp` is P S P'. */
static void uncertainty(const struct fs_portfolio_black_litterman_options *o, const double *psp, size_t v,
                        double *omega)
{
    for (size_t i = 0; i < v; i++) {
        double c = o->confidence ? o->confidence[i] : 0.5;
        for (size_t j = 0; j < v; j++)
            omega[j + i * v] = o->omega ? o->omega[j + i * v] : 0;
        if (!o->omega)
            omega[i + i * v] = c > 0 ? (1 - c) / c * o->tau * psp[i + i * v] : INFINITY;
    }
}

/* Unbounded weights of the greatest utility. */
static void unbounded(const double *covariance, const double *returns, size_t k, double rf,
                      double risk_aversion, double *weights, double *room)
{
    int order = (int)k, one = 1, info;
    memcpy(room, covariance, k * k * sizeof *room);
    for (size_t i = 0; i < k; i++)
        weights[i] = (returns[i] - rf) / risk_aversion;
    dpotrf_("L", &order, room, &order, &info, 1);
    for (size_t i = 0; i < k && info == 0; i++)
        info = !(room[i + i * k] * room[i + i * k] > 1e-13 * covariance[i + i * k]);
    if (info == 0)
        dpotrs_("L", &order, &one, room, &order, weights, &order, &info, 1);
    for (size_t i = 0; i < k && info != 0; i++)
        weights[i] = NAN;
}

static int blend(const double *s, const double *views, const double *q, size_t k, size_t v,
                 const struct fs_portfolio_black_litterman_options *o,
                 struct fs_portfolio_black_litterman_result *result, struct fs_scratch *scratch,
                 struct fs_problem *problem)
{
    double *ps = fs_scratch_doubles(scratch, v * k), *psp = fs_scratch_doubles(scratch, v * v),
           *omega = fs_scratch_doubles(scratch, v * v), *a = fs_scratch_doubles(scratch, v * v),
           *b = fs_scratch_doubles(scratch, v * k), *gap = fs_scratch_doubles(scratch, v),
           *returns = fs_scratch_doubles(scratch, k), *prior = fs_scratch_doubles(scratch, k),
           *posterior = fs_scratch_doubles(scratch, k * k), *room = fs_scratch_doubles(scratch, k * k);
    size_t *used = fs_scratch_bytes(scratch, v, sizeof *used), u = 0;
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t i = 0; i < k; i++)
        returns[i] = prior[i] =
            o->prior ? o->prior[i]
                     : o->rf + o->risk_aversion * cblas_ddot((int)k, s + i * k, 1, o->market_weights, 1);
    memcpy(posterior, s, k * k * sizeof *s);
    int widen = o->covariance == FS_BLACK_LITTERMAN_POSTERIOR;
    for (size_t i = 0; i < k * k && widen; i++)
        posterior[i] += o->tau * s[i];
    if (v > 0) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)v, (int)k, (int)k, 1.0, views, (int)v, s,
                    (int)k, 0.0, ps, (int)v);
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, (int)v, (int)v, (int)k, 1.0, ps, (int)v, views,
                    (int)v, 0.0, psp, (int)v);
        uncertainty(o, psp, v, omega);
    }
    for (size_t i = 0; i < v; i++)
        if (omega[i + i * v] < INFINITY)
            used[u++] = i;
    if (u > 0) {
        for (size_t i = 0; i < u; i++) {
            gap[i] = q[used[i]] - cblas_ddot((int)k, views + used[i], (int)v, prior, 1);
            for (size_t j = 0; j < u; j++)
                a[j + i * u] = o->tau * psp[used[j] + used[i] * v] + omega[used[j] + used[i] * v];
            for (size_t j = 0; j < k; j++)
                b[i + j * u] = o->tau * ps[used[i] + j * v];
        }
        /* A = R'R; with B = inv(R') tau P S, M is tau S - B'B. */
        int order = (int)u, one = 1, columns = (int)k, info;
        double *diagonal = psp; /* no longer needed */
        for (size_t i = 0; i < u; i++)
            diagonal[i] = a[i + i * u];
        dpotrf_("U", &order, a, &order, &info, 1);
        for (size_t i = 0; i < u && info == 0; i++)
            info = !(a[i + i * u] * a[i + i * u] > 1e-13 * diagonal[i]);
        if (info != 0)
            return fs_problem_set(
                problem, FS_COMPUTE_SINGULAR,
                "views depend on each other without any uncertainty, or omega is no covariance");
        dtrtrs_("U", "T", "N", &order, &columns, a, &order, b, &order, &info, 1, 1, 1);
        dtrtrs_("U", "T", "N", &order, &one, a, &order, gap, &order, &info, 1, 1, 1);
        cblas_dgemv(CblasColMajor, CblasTrans, order, columns, 1.0, b, order, gap, 1, 1.0, returns, 1);
        if (widen)
            cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, columns, columns, order, -1.0, b, order, b,
                        order, 1.0, posterior, columns);
    }
    if (result->weights)
        unbounded(posterior, returns, k, o->rf, o->risk_aversion, result->weights, room);
    if (result->returns)
        memcpy(result->returns, returns, k * sizeof *returns);
    if (result->prior)
        memcpy(result->prior, prior, k * sizeof *prior);
    if (result->covariance)
        memcpy(result->covariance, posterior, k * k * sizeof *posterior);
    if (result->omega)
        memcpy(result->omega, omega, v * v * sizeof *omega);
    return FS_COMPUTE_OK;
}

int fs_portfolio_black_litterman(const double *covariance, const double *views, const double *view_returns,
                                 size_t k, size_t v,
                                 const struct fs_portfolio_black_litterman_options *options,
                                 struct fs_portfolio_black_litterman_result *result,
                                 struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    int status = fs_require_covariance(covariance, k, problem);
    if (status == FS_COMPUTE_OK)
        status = check(views, view_returns, k, v, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    status = blend(covariance, views, view_returns, k, v, options, result, &scratch, problem);
    fs_scratch_free(&scratch);
    return status;
}
