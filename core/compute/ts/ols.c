#include "compute/ts/ols.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/stats/distributions.h"
#include "compute/ts/fit.h"

/* One regression as it is worked on: y and the design already multiplied by the roots of the weights. */
struct work {
    size_t n, p; /* observations, coefficients */
    double *y, *x, *ones;
    const double *weights;
    struct fs_fit fit;
    double *covariance; /* p x p */
    int constant;       /* the design spans a constant */
    int explicit_constant;
};

static int check(const double *y, const double *x, const double *weights, size_t n, size_t k,
                 const struct fs_ols_options *o, struct fs_problem *problem)
{
    if (!y || (k > 0 && !x))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", y ? "x" : "y");
    int status = fs_require_range(o->covariance, FS_OLS_NONROBUST, FS_OLS_HAC, "covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(o->lags, -1, FS_PERIOD_MAX, "lags", problem);
    if (status == FS_COMPUTE_OK && !(o->confidence > 0 && o->confidence < 1))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                "confidence is %g; expected a number between 0 and 1", o->confidence);
    size_t p = k + (o->intercept != 0);
    if (status == FS_COMPUTE_OK && p == 0)
        status =
            fs_problem_set(problem, FS_COMPUTE_PARAMETER, "there is neither a regressor nor an intercept");
    if (status == FS_COMPUTE_OK && n <= p)
        status = fs_problem_set(
            problem, FS_COMPUTE_SHORT,
            "y has %zu observations; a regression with %zu coefficients needs at least %zu", n, p, p + 1);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(y, n, "y", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_matrix(x, n, k, "x", problem);
    if (status == FS_COMPUTE_OK && weights)
        status = fs_require_finite(weights, n, "weights", problem);
    for (size_t i = 0; status == FS_COMPUTE_OK && weights && i < n; i++)
        if (!(weights[i] > 0))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "weights[%zu] is %g; expected a number above 0", i + 1, weights[i]);
    return status;
}

static void prepare(struct work *w, const double *y, const double *x, size_t k, int intercept)
{
    size_t n = w->n, first = intercept ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        double root = w->weights ? sqrt(w->weights[i]) : 1.0;
        w->ones[i] = root;
        w->y[i] = y[i] * root;
        if (intercept)
            w->x[i] = root;
        for (size_t j = 0; j < k; j++)
            w->x[(j + first) * n + i] = x[j * n + i] * root;
    }
    w->explicit_constant = intercept;
    for (size_t j = 0; !w->explicit_constant && j < k; j++) {
        size_t i = 1;
        while (i < n && x[j * n + i] == x[j * n])
            i++;
        w->explicit_constant = i == n;
    }
}

/* 1 if the regression of the constant on the design leaves nothing. */
static int spans_constant(struct work *w, double *coefficients, double *residuals)
{
    if (w->explicit_constant)
        return 1;
    fs_qr_solve(&w->fit.qr, w->ones, coefficients, residuals);
    double left = 0, all = 0;
    for (size_t i = 0; i < w->n; i++) {
        left += residuals[i] * residuals[i];
        all += w->ones[i] * w->ones[i];
    }
    return sqrt(left / all) < 1e-10;
}

/* Adds scale * sum over t of a_t a_(t-lag)' and its transpose (once for lag 0) to the covariance, a_t being
 * row t of `scores`. */
static void add_scores(struct work *w, const double *scores, size_t lag, double scale)
{
    size_t n = w->n, p = w->p;
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < p; i++) {
            double sum = 0;
            const double *a = scores + i * n + lag, *b = scores + j * n;
            for (size_t t = 0; t + lag < n; t++)
                sum += a[t] * b[t];
            w->covariance[j * p + i] += scale * sum;
            if (lag > 0)
                w->covariance[i * p + j] += scale * sum;
        }
}

static int covariance(struct work *w, const struct fs_ols_options *o, int32_t *lags,
                      struct fs_scratch *scratch, struct fs_problem *problem)
{
    size_t n = w->n, p = w->p;
    double df = (double)(n - p);
    *lags = 0;
    if (o->covariance == FS_OLS_NONROBUST) {
        for (size_t i = 0; i < p * p; i++)
            w->covariance[i] = w->fit.inverse[i] * (w->fit.ssr / df);
        return FS_COMPUTE_OK;
    }
    double *orthogonal = fs_scratch_doubles(scratch, n * p), *scores = fs_scratch_doubles(scratch, n * p),
           *leverage = fs_scratch_doubles(scratch, n);
    if (scratch->failed)
        return fs_no_memory(problem);
    fs_qr_weights(&w->fit.qr, orthogonal, scores, leverage);
    int adjusted = o->covariance == FS_OLS_HC2 || o->covariance == FS_OLS_HC3;
    for (size_t i = 0; i < n; i++) {
        double e = w->fit.residuals[i], left = 1.0 - leverage[i];
        if (adjusted && left < 1e-12)
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "observation %zu has leverage 1 (a regressor is there for it alone); HC2 and "
                "HC3 are not defined, HC1 is",
                i + 1);
        if (o->covariance == FS_OLS_HC2)
            e /= sqrt(left);
        if (o->covariance == FS_OLS_HC3)
            e /= left;
        for (size_t j = 0; j < p; j++)
            scores[j * n + i] *= e;
    }
    add_scores(w, scores, 0, 1.0);
    if (o->covariance == FS_OLS_HAC) {
        double rule = floor(4.0 * pow((double)n / 100.0, 2.0 / 9.0));
        *lags = o->lags < 0 ? (int32_t)rule : o->lags;
        if ((size_t)*lags >= n) {
            if (o->lags >= 0)
                return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                      "lags is %d; expected less than the %zu observations", o->lags, n);
            *lags = (int32_t)n - 1;
        }
        for (size_t l = 1; l <= (size_t)*lags; l++)
            add_scores(w, scores, l, 1.0 - (double)l / (*lags + 1.0));
    }
    if (o->covariance == FS_OLS_HC1 || (o->covariance == FS_OLS_HAC && o->small_sample))
        for (size_t i = 0; i < p * p; i++)
            w->covariance[i] *= (double)n / df;
    for (size_t j = 0; j < p; j++) /* rounding only */
        for (size_t i = 0; i < j; i++)
            w->covariance[i * p + j] = w->covariance[j * p + i];
    return FS_COMPUTE_OK;
}

/* b' V^-1 b / q over the coefficients that are no constant; NaN where V is singular. */
static double wald(struct work *w, const double *x, size_t k, int intercept, struct fs_scratch *scratch)
{
    size_t p = w->p, first = intercept ? 1 : 0, count = 0, n = w->n;
    double *v = fs_scratch_doubles(scratch, p * p), *b = fs_scratch_doubles(scratch, p), sum = 0;
    size_t *at = fs_scratch_bytes(scratch, p, sizeof *at);
    if (scratch->failed)
        return NAN;
    for (size_t j = 0; j < k; j++) {
        size_t i = 1;
        while (i < n && x[j * n + i] == x[j * n])
            i++;
        if (i < n || intercept || !w->constant)
            at[count++] = j + first;
    }
    if (count == 0)
        return NAN;
    for (size_t j = 0; j < count; j++) {
        b[j] = w->fit.coefficients[at[j]];
        for (size_t i = 0; i < count; i++)
            v[j * count + i] = w->covariance[at[j] * p + at[i]];
    }
    int order = (int)count, one = 1, info;
    dpotrf_("L", &order, v, &order, &info, 1);
    if (info != 0)
        return NAN;
    dtrtrs_("L", "N", "N", &order, &one, v, &order, b, &order, &info, 1, 1, 1);
    for (size_t j = 0; j < count; j++)
        sum += b[j] * b[j];
    return sum / (double)count;
}

/* Singular values of the design are those of R, which is small. NaN where they are not found. */
static double condition_number(const struct work *w, struct fs_scratch *scratch)
{
    const struct fs_qr *qr = &w->fit.qr;
    size_t p = w->p;
    int order = (int)p, one = 1, length = (int)(8 * p * p + 64 * p), info;
    double *r = fs_scratch_doubles(scratch, p * p), *values = fs_scratch_doubles(scratch, p),
           *work = fs_scratch_doubles(scratch, (size_t)length), unused = 0;
    int *integers = fs_scratch_bytes(scratch, 8 * p, sizeof *integers);
    if (scratch->failed)
        return NAN;
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i <= j; i++)
            r[j * p + i] = qr->factor[j * w->n + i] / qr->scale[qr->pivot[j]];
    dgesdd_("N", &order, &order, r, &order, values, &unused, &one, &unused, &one, work, &length, integers,
            &info, 1);
    return info == 0 ? values[0] / values[p - 1] : NAN;
}

static void measures(struct work *w, const struct fs_ols_options *o, const double *x, size_t k,
                     struct fs_scratch *scratch, struct fs_ols_result *r)
{
    size_t n = w->n, p = w->p;
    double ssr = w->fit.ssr, count = (double)n, df = (double)(n - p), total = 0, mean = 0, weight = 0,
           logs = 0, change = 0;
    for (size_t i = 0; i < n; i++) {
        mean += w->ones[i] * w->y[i];
        weight += w->ones[i] * w->ones[i];
        logs += w->weights ? log(w->weights[i]) : 0;
    }
    mean = w->constant ? mean / weight : 0;
    for (size_t i = 0; i < n; i++) {
        double deviation = w->y[i] - mean * w->ones[i];
        total += deviation * deviation;
        if (i > 0)
            change += (w->fit.residuals[i] - w->fit.residuals[i - 1]) *
                      (w->fit.residuals[i] - w->fit.residuals[i - 1]);
    }
    double model = (double)p - w->constant;
    r->condition_number = condition_number(w, scratch);
    r->r_squared = total > 0 ? 1.0 - ssr / total : NAN;
    r->adjusted_r_squared = 1.0 - (count - w->constant) / df * (1.0 - r->r_squared);
    r->df_model = (int32_t)model;
    r->df_residual = (int32_t)(n - p);
    r->sigma = sqrt(ssr / df);
    r->durbin_watson = ssr > 0 ? change / ssr : NAN;
    r->log_likelihood = fs_log_likelihood(ssr, n) + 0.5 * logs;
    r->aic = -2.0 * r->log_likelihood + 2.0 * (double)p;
    r->bic = -2.0 * r->log_likelihood + log(count) * (double)p;
    if (model <= 0)
        r->f_statistic = NAN;
    else if (o->covariance == FS_OLS_NONROBUST)
        r->f_statistic = (total - ssr) / model / (ssr / df);
    else if (w->constant && !w->explicit_constant)
        r->f_statistic = NAN;
    else
        r->f_statistic = wald(w, x, k, o->intercept, scratch);
    r->f_p_value = fs_f_sf(r->f_statistic, model, df);
}

static void estimates(struct work *w, const struct fs_ols_options *o, struct fs_ols_result *r)
{
    size_t p = w->p, first = o->intercept ? 1 : 0;
    double df = (double)(w->n - p), tail = 0.5 + 0.5 * o->confidence,
           width = o->distribution ? fs_norm_quantile(tail) : fs_t_quantile(tail, df);
    r->intercept = r->intercept_standard_error = r->intercept_t = r->intercept_p_value = NAN;
    r->intercept_lower = r->intercept_upper = NAN;
    for (size_t j = 0; j < p; j++) {
        double b = w->fit.coefficients[j], error = sqrt(w->covariance[j * p + j]), t = b / error,
               p_value = 2.0 * (o->distribution ? fs_norm_sf(fabs(t)) : fs_t_sf(fabs(t), df));
        if (j < first) {
            r->intercept = b;
            r->intercept_standard_error = error;
            r->intercept_t = t;
            r->intercept_p_value = p_value;
            r->intercept_lower = b - width * error;
            r->intercept_upper = b + width * error;
            continue;
        }
        double *const to[] = {r->coefficients, r->standard_errors, r->t_values,
                              r->p_values,     r->lower,           r->upper};
        const double values[] = {b, error, t, p_value, b - width * error, b + width * error};
        for (size_t v = 0; v < sizeof to / sizeof *to; v++)
            if (to[v])
                to[v][j - first] = values[v];
    }
    if (r->covariance)
        memcpy(r->covariance, w->covariance, p * p * sizeof *r->covariance);
}

static int regress(struct work *w, const double *y, const double *x, size_t k, const struct fs_ols_options *o,
                   struct fs_scratch *scratch, struct fs_ols_result *r, struct fs_problem *problem)
{
    size_t n = w->n, p = w->p;
    w->y = fs_scratch_doubles(scratch, n);
    w->ones = fs_scratch_doubles(scratch, n);
    w->x = fs_scratch_doubles(scratch, n * p);
    w->covariance = fs_scratch_doubles(scratch, p * p);
    double *spare = fs_scratch_doubles(scratch, n), *spare_k = fs_scratch_doubles(scratch, p);
    int status = fs_fit_alloc(&w->fit, scratch, n, p, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    prepare(w, y, x, k, o->intercept);
    struct fs_qr_names names = {.matrix = "x", .intercept = o->intercept};
    status = fs_fit_run(&w->fit, w->y, w->x, n, n, names, problem);
    if (status == FS_COMPUTE_OK)
        status = covariance(w, o, &r->lags, scratch, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    w->constant = spans_constant(w, spare_k, spare);
    estimates(w, o, r);
    measures(w, o, x, k, scratch, r);
    for (size_t i = 0; i < n; i++) {
        double residual = w->fit.residuals[i] / w->ones[i];
        if (r->residuals)
            r->residuals[i] = residual;
        if (r->fitted)
            r->fitted[i] = y[i] - residual;
    }
    return scratch->failed ? fs_no_memory(problem) : FS_COMPUTE_OK;
}

int fs_ols(const double *y, const double *x, const double *weights, size_t n, size_t k,
           const struct fs_ols_options *options, struct fs_ols_result *result, struct fs_problem *problem)
{
    int status = check(y, x, weights, n, k, options, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct work work = {.n = n, .p = k + (options->intercept != 0), .weights = weights};
    status = regress(&work, y, x, k, options, &scratch, result, problem);
    fs_scratch_free(&scratch);
    return status;
}
