#include "compute/bonds/nelson_siegel.h"

#include "compute/scratch.h"
#include "compute/solve/minimise.h"

#define GRID   40
#define STARTS 5

/* (1 - exp(-x)) / x, 1 at 0. */
static double loading(double x)
{
    return x < 1e-8 ? 1.0 - 0.5 * x : -expm1(-x) / x;
}

int fs_nelson_siegel(const double *times, size_t m, const struct fs_nelson_siegel_options *o,
                     struct fs_nelson_siegel_result *result, struct fs_problem *problem)
{
    if (m == 0)
        return FS_COMPUTE_OK;
    if (!times || !o || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "the times, the options or the result are NULL");
    if (!(o->tau1 > 0.0 && isfinite(o->tau1)) || (o->beta3 != 0.0 && !(o->tau2 > 0.0 && isfinite(o->tau2))))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "tau1 is %g and tau2 %g; expected more than 0 years", o->tau1, o->tau2);
    for (size_t i = 0; i < m; i++) {
        double t = times[i], x = t / o->tau1, y = o->beta3 == 0.0 ? 0.0 : t / o->tau2;
        if (t < 0.0 || isinf(t))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "times[%zu] is %g; expected 0 years or more",
                                  i + 1, t);
        double zero = o->beta0 + o->beta1 * loading(x) + o->beta2 * (loading(x) - exp(-x)) +
                      o->beta3 * (loading(y) - exp(-y));
        if (result->zero)
            result->zero[i] = zero;
        if (result->forward)
            result->forward[i] =
                o->beta0 + o->beta1 * exp(-x) + o->beta2 * x * exp(-x) + o->beta3 * y * exp(-y);
        if (result->discount)
            result->discount[i] = exp(-zero * t);
    }
    return FS_COMPUTE_OK;
}

struct fit {
    const double *times, *rates;
    size_t n, betas;
    double *q; /* n x betas */
    double *rest;
    double beta[4], low, high;
};

/* Sum of squares with the best betas for the logarithms of the decay times; the betas and residuals stay in the fit. Columns are made
 * orthogonal twice, which is as exact as reflections for so few. */
static double squares(const double *log_tau, void *context)
{
    struct fit *f = context;
    size_t n = f->n, k = f->betas;
    double r[4][4] = {{0}}, z[4];
    for (size_t j = 0; j + 2 < k; j++)
        if (!(log_tau[j] >= f->low && log_tau[j] <= f->high))
            return INFINITY;
    for (size_t i = 0; i < n; i++) {
        double x = f->times[i] / exp(log_tau[0]), g = loading(x);
        f->q[i] = 1.0;
        f->q[n + i] = g;
        f->q[2 * n + i] = g - exp(-x);
        if (k == 4) {
            double y = f->times[i] / exp(log_tau[1]);
            f->q[3 * n + i] = loading(y) - exp(-y);
        }
        f->rest[i] = f->rates[i];
    }
    for (size_t j = 0; j <= k; j++) {
        double *column = j < k ? f->q + j * n : f->rest, before = 0.0, norm = 0.0, sums[4] = {0};
        for (size_t i = 0; i < n; i++)
            before += column[i] * column[i];
        for (int pass = 0; pass < 2; pass++)
            for (size_t p = 0; p < j; p++) {
                double dot = 0.0;
                for (size_t i = 0; i < n; i++)
                    dot += f->q[p * n + i] * column[i];
                for (size_t i = 0; i < n; i++)
                    column[i] -= dot * f->q[p * n + i];
                sums[p] += dot;
            }
        for (size_t i = 0; i < n; i++)
            norm += column[i] * column[i];
        if (j == k) {
            for (size_t p = 0; p < k; p++)
                z[p] = sums[p];
            for (size_t p = k; p-- > 0;) {
                for (size_t c = p + 1; c < k; c++)
                    z[p] -= r[p][c] * f->beta[c];
                f->beta[p] = z[p] / r[p][p];
            }
            return norm;
        }
        if (!(norm > 1e-20 * before)) /* decay times too near each other to tell apart */
            return INFINITY;
        for (size_t p = 0; p < j; p++)
            r[p][j] = sums[p];
        r[j][j] = sqrt(norm);
        for (size_t i = 0; i < n; i++)
            column[i] /= r[j][j];
    }
    return INFINITY;
}

struct start {
    double value, at[2];
};

static void keep(struct start *best, double value, double first, double second)
{
    for (int i = 0; i < STARTS; i++)
        if (value < best[i].value) {
            for (int j = STARTS - 1; j > i; j--)
                best[j] = best[j - 1];
            best[i] = (struct start){value, {first, second}};
            return;
        }
}

int fs_nelson_siegel_fit(const double *times, const double *rates, size_t n,
                         const struct fs_nelson_siegel_fit_options *options,
                         struct fs_nelson_siegel_fit_result *result, struct fs_problem *problem)
{
    if (!times || !rates || !options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "an input, the options or the result are NULL");
    int svensson = options->model == FS_CURVE_SVENSSON;
    size_t taus = svensson ? 2 : 1;
    if (n < (svensson ? 6u : 4u))
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are %zu rates; expected %d or more", n,
                              svensson ? 6 : 4);
    if (!(options->tau_min > 0.0 && options->tau_max > options->tau_min && isfinite(options->tau_max)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "tau_min is %g and tau_max %g; expected 0 < tau_min < tau_max",
                              options->tau_min, options->tau_max);
    int status = fs_require_finite(rates, n, "rates", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        if (!(times[i] > 0.0 && isfinite(times[i])))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "times[%zu] is %g; expected more than 0 years",
                                  i + 1, times[i]);
    struct fs_scratch scratch = {0};
    struct fit f = {.times = times, .rates = rates, .n = n, .betas = taus + 2};
    f.q = fs_scratch_doubles(&scratch, n * f.betas);
    f.rest = fs_scratch_doubles(&scratch, n);
    f.low = log(options->tau_min);
    f.high = log(options->tau_max);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    struct start best[STARTS];
    for (int i = 0; i < STARTS; i++)
        best[i] = (struct start){INFINITY, {0}};
    double width = (f.high - f.low) / (GRID - 1);
    for (int i = 0; i < GRID; i++)
        for (int j = svensson ? 0 : GRID - 1; j < GRID; j++) {
            double at[2] = {f.low + width * i, f.low + width * j};
            if (!svensson || i != j)
                keep(best, squares(at, &f), at[0], at[1]);
        }
    if (!isfinite(best[0].value)) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                              "the times are too alike to tell the parameters apart");
    }
    double value = INFINITY, at[2] = {0}, step[2] = {0.5 * width, 0.5 * width};
    struct fs_problem inner = {0};
    for (int i = 0; i < STARTS && isfinite(best[i].value); i++) {
        struct fs_minimum minimum = {0};
        struct fs_problem said = {0};
        double x[2] = {best[i].at[0], best[i].at[1]};
        int arrived = fs_minimise_simplex(squares, &f, taus, x, step, 1e-12, 4000, &minimum, &said);
        if (arrived != FS_COMPUTE_OK && arrived != FS_COMPUTE_CONVERGENCE) {
            fs_scratch_free(&scratch);
            return fs_problem_set(problem, arrived, "%s", said.text);
        }
        if (minimum.value < value) {
            value = minimum.value;
            at[0] = x[0];
            at[1] = x[1];
            status = arrived;
            inner = said;
        }
    }
    value = squares(at, &f);
    result->beta0 = f.beta[0];
    result->beta1 = f.beta[1];
    result->beta2 = f.beta[2];
    result->beta3 = svensson ? f.beta[3] : 0.0;
    result->tau1 = exp(at[0]);
    result->tau2 = svensson ? exp(at[1]) : NAN;
    result->rmse = sqrt(value / (double)n);
    for (size_t i = 0; i < n; i++) {
        if (result->fitted)
            result->fitted[i] = rates[i] - f.rest[i];
        if (result->residuals)
            result->residuals[i] = f.rest[i];
    }
    fs_scratch_free(&scratch);
    /* an exact fit has no relative accuracy left to settle on */
    if (status == FS_COMPUTE_CONVERGENCE && result->rmse > 1e-12)
        return fs_problem_set(problem, status,
                              "the decay times did not settle; best point tau1 %g, tau2 %g, rmse %g (%.100s)",
                              result->tau1, result->tau2, result->rmse, inner.text);
    return FS_COMPUTE_OK;
}
