#include "compute/ts/unit_root.h"

#include "compute/ts/fit.h"

/* A regression that leaves less than this part of the sum of squares fits exactly: its t statistic is
 * noise. */
#define EXACT 1e-24

size_t fs_schwert_lags(size_t n)
{
    return (size_t)ceil(12.0 * pow((double)n / 100.0, 0.25));
}

int fs_require_varying(const double *y, size_t n, size_t least, const char *name, struct fs_problem *problem)
{
    if (!y)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "%s is not there", name);
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "%s has %zu values; expected at least %zu", name, n,
                              least);
    int status = fs_require_finite(y, n, name, problem);
    for (size_t i = 1; status == FS_COMPUTE_OK && i < n; i++)
        if (y[i] != y[0])
            return FS_COMPUTE_OK;
    return status != FS_COMPUTE_OK
               ? status
               : fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "%s is %g throughout; the test needs values that vary", name, y[0]);
}

double fs_bartlett_variance(const double *u, size_t n, size_t lags)
{
    double variance = 0;
    for (size_t l = 0; l <= lags; l++) {
        double sum = 0, weight = l == 0 ? 1.0 : 2.0 * (1.0 - (double)l / ((double)lags + 1.0));
        for (size_t t = l; t < n; t++)
            sum += u[t] * u[t - l];
        variance += weight * sum;
    }
    return variance / (double)n;
}

/* The regression of differences on trend, level and `lags` differences before. Returns its rows. */
static size_t adf_design(const double *y, size_t n, int32_t trend, size_t lags, double *dy, double *x)
{
    size_t rows = n - 1 - lags, column = fs_trend_columns(x, rows, rows, trend - 1);
    for (size_t i = 0; i < rows; i++) {
        size_t t = i + lags + 1;
        dy[i] = y[t] - y[t - 1];
        x[column * rows + i] = y[t - 1];
        for (size_t l = 1; l <= lags; l++)
            x[(column + l) * rows + i] = y[t - l] - y[t - l - 1];
    }
    return rows;
}

static int choose_lags(const double *dy, const double *x, size_t rows, size_t before, size_t most,
                       int32_t criterion, struct fs_scratch *scratch, size_t *lags, double *value,
                       struct fs_problem *problem)
{
    struct fs_qr qr;
    size_t columns = before + most + 1;
    double *ssr = fs_scratch_doubles(scratch, columns), *t = fs_scratch_doubles(scratch, columns);
    if (fs_qr_alloc(&qr, scratch, rows, columns) != FS_COMPUTE_OK || scratch->failed)
        return fs_no_memory(problem);
    if (fs_qr_nested(&qr, x, dy, rows, rows, ssr, t) != FS_COMPUTE_OK)
        return fs_problem_set(problem, FS_COMPUTE_SINGULAR,
                              "the lagged differences of y depend on each other, as those of an exact "
                              "recurrence do; give fewer lags");
    *value = INFINITY;
    if (criterion == FS_LAGS_T_STAT) {
        *lags = most;
        while (*lags > 0 && !(t[before + *lags] >= 1.6448536269514722))
            --*lags;
        *value = t[before + *lags];
        return FS_COMPUTE_OK;
    }
    for (size_t l = 0; l <= most; l++) {
        double k = (double)(before + l + 1), penalty = criterion == FS_LAGS_AIC ? 2.0 : log((double)rows),
               candidate = -2.0 * fs_log_likelihood(ssr[before + l], rows) + penalty * k;
        if (candidate < *value || l == 0) {
            *value = candidate;
            *lags = l;
        }
    }
    return FS_COMPUTE_OK;
}

static int adf_lags(const double *y, size_t n, const struct fs_adf_options *o, size_t *lags, double *value,
                    double *dy, double *x, struct fs_scratch *scratch, size_t most,
                    struct fs_problem *problem)
{
    *value = NAN;
    *lags = (size_t)o->lags;
    if (o->lags >= 0)
        return FS_COMPUTE_OK;
    size_t rows = adf_design(y, n, o->trend, most, dy, x);
    return choose_lags(dy, x, rows, (size_t)o->trend, most, o->criterion, scratch, lags, value, problem);
}

static int adf_check(const double *y, size_t n, const struct fs_adf_options *o, size_t *most,
                     struct fs_problem *problem)
{
    int status = fs_require_range(o->trend, FS_TREND_NONE, FS_TREND_QUADRATIC, "trend", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(o->criterion, FS_LAGS_AIC, FS_LAGS_T_STAT, "criterion", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_varying(y, n, 4 + 2 * (size_t)o->trend, "y", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t limit = n / 2 - (size_t)o->trend - 1, rule = fs_schwert_lags(n);
    if (limit > FS_PERIOD_MAX)
        limit = FS_PERIOD_MAX;
    status = fs_require_range(o->lags, -1, (int32_t)limit, "lags", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(o->max_lags, -1, (int32_t)limit, "max_lags", problem);
    *most = o->lags >= 0       ? (size_t)o->lags
            : o->max_lags >= 0 ? (size_t)o->max_lags
            : rule < limit     ? rule
                               : limit;
    return status;
}

int fs_adf(const double *y, size_t n, const struct fs_adf_options *options, struct fs_adf_result *result,
           struct fs_problem *problem)
{
    size_t most, lags = 0, level = (size_t)options->trend;
    int status = adf_check(y, n, options, &most, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *dy = fs_scratch_doubles(&scratch, n), *x = fs_scratch_doubles(&scratch, n * (most + level + 1));
    struct fs_fit fit;
    status = scratch.failed
                 ? fs_no_memory(problem)
                 : adf_lags(y, n, options, &lags, &result->criterion, dy, x, &scratch, most, problem);
    if (status == FS_COMPUTE_OK)
        status = fs_fit_alloc(&fit, &scratch, n, level + lags + 1, problem);
    if (status == FS_COMPUTE_OK) {
        size_t rows = adf_design(y, n, options->trend, lags, dy, x);
        double all = 0;
        for (size_t i = 0; i < rows; i++)
            all += dy[i] * dy[i];
        status = fs_fit_run(&fit, dy, x, rows, rows, (struct fs_qr_names){0}, problem);
        if (status == FS_COMPUTE_OK && !(fit.ssr > EXACT * all))
            status = fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "the regression fits the differences of y exactly; the statistic is not defined");
    }
    if (status == FS_COMPUTE_OK) {
        result->lags = (int32_t)lags;
        result->used = (int32_t)fit.rows;
        result->coefficient = fit.coefficients[level];
        result->standard_error = fs_fit_standard_error(&fit, level);
        result->statistic = result->coefficient / result->standard_error;
        result->p_value = fs_mackinnon_p(result->statistic, options->trend, 1);
        if (result->critical)
            fs_mackinnon_critical(result->critical, options->trend, 1, (double)fit.rows);
    }
    fs_scratch_free(&scratch);
    return status;
}

static void phillips_perron(const struct fs_fit *fit, size_t level, size_t lags,
                            const struct fs_phillips_perron_options *o, struct fs_phillips_perron_result *r)
{
    double n = (double)fit->rows, s2 = fit->ssr / (double)(fit->rows - fit->columns),
           sigma = fs_fit_standard_error(fit, level),
           lambda2 = fs_bartlett_variance(fit->residuals, fit->rows, lags), gamma0 = fit->ssr / n,
           alpha = fit->coefficients[level];
    r->tau = sqrt(gamma0 / lambda2) * (alpha / sigma) -
             0.5 * ((lambda2 - gamma0) / sqrt(lambda2)) * (n * sigma / sqrt(s2));
    r->rho = n * alpha - 0.5 * (n * n * sigma * sigma / s2) * (lambda2 - gamma0);
    r->lags = (int32_t)lags;
    r->long_run_variance = lambda2;
    r->variance = gamma0;
    r->statistic = o->test ? r->rho : r->tau;
    r->p_value = o->test ? fs_dickey_fuller_rho_p(r->rho, o->trend) : fs_mackinnon_p(r->tau, o->trend, 1);
    if (r->critical && o->test)
        fs_dickey_fuller_rho_critical(r->critical, o->trend, n);
    else if (r->critical)
        fs_mackinnon_critical(r->critical, o->trend, 1, n);
}

int fs_phillips_perron(const double *y, size_t n, const struct fs_phillips_perron_options *options,
                       struct fs_phillips_perron_result *result, struct fs_problem *problem)
{
    int status = fs_require_range(options->trend, FS_TREND_NONE, FS_TREND_LINEAR, "trend", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->test, 0, 1, "test", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_varying(y, n, 4 + (size_t)options->trend, "y", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t level = (size_t)options->trend, rows = n - 1, rule = fs_schwert_lags(n),
           limit = rows - 1 < FS_PERIOD_MAX ? rows - 1 : FS_PERIOD_MAX;
    status = fs_require_range(options->lags, -1, (int32_t)limit, "lags", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t lags = options->lags >= 0 ? (size_t)options->lags : rule < limit ? rule : limit;
    struct fs_scratch scratch = {0};
    double *dy = fs_scratch_doubles(&scratch, n), *x = fs_scratch_doubles(&scratch, n * (level + 1));
    struct fs_fit fit;
    status = fs_fit_alloc(&fit, &scratch, rows, level + 1, problem);
    if (status == FS_COMPUTE_OK) {
        /* On the differences: the coefficient is alpha - 1 without cancellation, all else is the same. */
        adf_design(y, n, options->trend, 0, dy, x);
        double all = 0;
        for (size_t i = 0; i < rows; i++)
            all += dy[i] * dy[i];
        status = fs_fit_run(&fit, dy, x, rows, rows, (struct fs_qr_names){0}, problem);
        if (status == FS_COMPUTE_OK && !(fit.ssr > EXACT * all))
            status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                    "the regression fits y exactly; the statistic is not defined");
    }
    if (status == FS_COMPUTE_OK)
        phillips_perron(&fit, level, lags, options, result);
    if (status == FS_COMPUTE_OK && !(result->long_run_variance > 0))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                "the long-run variance of the residuals is %g; expected a number above 0",
                                result->long_run_variance);
    else if (status == FS_COMPUTE_OK && !isfinite(result->statistic))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the values of y are too large; scale them down");
    fs_scratch_free(&scratch);
    return status;
}

/* Hobijn, Franses and Ooms (1998). */
static size_t kpss_lags(const double *u, size_t n)
{
    size_t truncation = (size_t)pow((double)n, 2.0 / 9.0);
    double s0 = 0, s1 = 0;
    for (size_t l = 0; l <= truncation && l < n; l++) {
        double sum = 0;
        for (size_t t = l; t < n; t++)
            sum += u[t] * u[t - l];
        sum *= (l == 0 ? 1.0 : 2.0) / (double)n;
        s0 += sum;
        s1 += (double)l * sum;
    }
    double ratio = s1 / s0, lags = 1.1447 * pow(ratio * ratio * (double)n, 1.0 / 3.0);
    return lags < (double)n - 1.0 ? (size_t)lags : n - 1;
}

static void kpss(const double *u, size_t n, const struct fs_kpss_options *o, struct fs_kpss_result *r)
{
    /* Their table 1, at the levels below. */
    static const double table[2][4] = {{0.739, 0.574, 0.463, 0.347}, {0.216, 0.176, 0.146, 0.119}};
    static const double levels[4] = {0.01, 0.025, 0.05, 0.10};
    const double *critical = table[o->trend];
    size_t lags = (size_t)o->lags;
    if (o->lags < 0)
        lags = o->rule ? fs_schwert_lags(n) : kpss_lags(u, n);
    if (lags > n - 1)
        lags = n - 1;
    double sum = 0, eta = 0;
    for (size_t t = 0; t < n; t++) {
        sum += u[t];
        eta += sum * sum;
    }
    r->statistic = eta / ((double)n * (double)n) / fs_bartlett_variance(u, n, lags);
    r->lags = (int32_t)lags;
    r->limit = r->statistic > critical[0] ? -1 : r->statistic < critical[3] ? 1 : 0;
    r->p_value = r->limit < 0 ? levels[0] : levels[3];
    for (int i = 0; i < 3 && r->limit == 0; i++)
        if (r->statistic <= critical[i] && r->statistic >= critical[i + 1])
            r->p_value = levels[i + 1] + (levels[i] - levels[i + 1]) * (r->statistic - critical[i + 1]) /
                                             (critical[i] - critical[i + 1]);
    for (int i = 0; i < 4 && r->critical; i++)
        r->critical[i] = critical[i];
}

int fs_kpss(const double *y, size_t n, const struct fs_kpss_options *options, struct fs_kpss_result *result,
            struct fs_problem *problem)
{
    int status = fs_require_range(options->trend, 0, 1, "trend", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->rule, 0, 1, "rule", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_varying(y, n, 4, "y", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->lags, -1, n - 1 < FS_PERIOD_MAX ? (int32_t)n - 1 : FS_PERIOD_MAX,
                                  "lags", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t columns = (size_t)options->trend + 1;
    struct fs_scratch scratch = {0};
    double *x = fs_scratch_doubles(&scratch, n * columns), all = 0;
    struct fs_fit fit;
    status = fs_fit_alloc(&fit, &scratch, n, columns, problem);
    if (status == FS_COMPUTE_OK) {
        fs_trend_columns(x, n, n, options->trend);
        status = fs_fit_run(&fit, y, x, n, n, (struct fs_qr_names){0}, problem);
        for (size_t i = 0; i < n; i++)
            all += (y[i] - y[0]) * (y[i] - y[0]);
    }
    if (status == FS_COMPUTE_OK && !(fit.ssr > EXACT * all))
        status =
            fs_problem_set(problem, FS_COMPUTE_DOMAIN, "y is a straight line; it has no deviations to test");
    if (status == FS_COMPUTE_OK)
        kpss(fit.residuals, n, options, result);
    fs_scratch_free(&scratch);
    return status;
}
