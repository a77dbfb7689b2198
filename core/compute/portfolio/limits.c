#include "compute/portfolio/limits.h"

#include <stdio.h>
#include <string.h>

#include "compute/linear/lapack.h"

enum { BUDGET, RETURN, GROUPS }; /* rows */

static const char *const first_rows[] = {"the sum of weights", "the expected return"};

int fs_require_covariance(const double *covariance, size_t k, struct fs_problem *problem)
{
    if (k == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there are no assets");
    if (!covariance)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there is no covariance");
    int status = fs_require_finite(covariance, k * k, "covariance", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < k; i++) {
        if (covariance[i + i * k] < 0)
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "the variance of asset %zu is %g; expected at least 0", i + 1,
                                  covariance[i + i * k]);
        for (size_t j = 0; j < i; j++) {
            double a = covariance[i + j * k], b = covariance[j + i * k];
            if (fabs(a - b) > 1e-8 * sqrt(covariance[i + i * k]) * sqrt(covariance[j + j * k]))
                return fs_problem_set(
                    problem, FS_COMPUTE_DOMAIN,
                    "the covariance is not symmetric: %g at row %zu, column %zu but %g at row "
                    "%zu, column %zu",
                    a, i + 1, j + 1, b, j + 1, i + 1);
        }
    }
    return FS_COMPUTE_OK;
}

double fs_portfolio_variance(const double *covariance, const double *weights, size_t k)
{
    double sum = 0;
    for (size_t j = 0; j < k; j++)
        if (weights[j] != 0)
            sum += weights[j] * cblas_ddot((int)k, covariance + j * k, 1, weights, 1);
    return fmax(sum, 0);
}

/* One bound for each asset. */
static int bounds(const double *list, size_t k, double none, const char *name, double *out,
                  struct fs_problem *problem)
{
    for (size_t i = 0; i < k; i++) {
        out[i] = list ? list[i] : none;
        if (out[i] != out[i])
            return fs_problem_set(problem, FS_COMPUTE_MISSING, "%s[%zu] is missing; expected a number", name,
                                  i + 1);
    }
    return FS_COMPUTE_OK;
}

static int group_rows(struct fs_portfolio_program *g, const struct fs_portfolio_limits *limits, size_t groups,
                      double *a, const char **names, char (*texts)[48], struct fs_problem *problem)
{
    size_t rows = g->qp.rows;
    for (size_t r = 0; r < groups; r++) {
        double low = r < limits->group_lower_length ? limits->group_lower[r] : -INFINITY,
               high = r < limits->group_upper_length ? limits->group_upper[r] : INFINITY;
        if (low != low || high != high)
            return fs_problem_set(problem, FS_COMPUTE_MISSING, "the limits of group %zu are missing", r + 1);
        g->row_lower[GROUPS + r] = low;
        g->row_upper[GROUPS + r] = high;
        snprintf(texts[r], sizeof *texts, "the weight of group %zu", r + 1);
        names[GROUPS + r] = texts[r];
    }
    for (size_t i = 0; i < g->k && limits->group; i++) {
        double number = limits->group[i];
        if (!(number >= 0 && number <= (double)groups && number == floor(number)))
            return fs_problem_set(
                problem, FS_COMPUTE_PARAMETER,
                "group[%zu] is %g; expected the number of a group with limits, from 1 to %zu, or 0", i + 1,
                number, groups);
        if (number > 0)
            a[GROUPS + (size_t)number - 1 + i * rows] = 1;
    }
    return FS_COMPUTE_OK;
}

int fs_portfolio_open(struct fs_portfolio_program *g, const double *expected, const double *covariance,
                      size_t k, const struct fs_portfolio_limits *limits, struct fs_problem *problem)
{
    memset(g, 0, sizeof *g);
    int status = fs_require_covariance(covariance, k, problem);
    if (status == FS_COMPUTE_OK && expected)
        status = fs_require_finite(expected, k, "expected", problem);
    if (status == FS_COMPUTE_OK && limits->previous)
        status = fs_require_finite(limits->previous, k, "previous", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    if (!isfinite(limits->budget))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "budget is %g; expected a number",
                              limits->budget);
    if (limits->turnover < 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "turnover is %g; expected at least 0",
                              limits->turnover);
    if (isfinite(limits->turnover) && !limits->previous)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "a limit of turnover needs 'previous', the weights held now");
    size_t low_groups = limits->group_lower ? limits->group_lower_length : 0,
           high_groups = limits->group_upper ? limits->group_upper_length : 0,
           groups = low_groups > high_groups ? low_groups : high_groups, rows = GROUPS + groups;
    if ((groups > 0) != (limits->group != NULL))
        return fs_problem_set(
            problem, FS_COMPUTE_PARAMETER,
            "limits of groups need 'group', the number of each asset's group, and 'group_lower' or "
            "'group_upper', a value for each number");
    struct fs_portfolio_limits own = *limits;
    own.group_lower_length = low_groups;
    own.group_upper_length = high_groups;
    struct fs_scratch *scratch = &g->scratch;
    double *lower = fs_scratch_doubles(scratch, k), *upper = fs_scratch_doubles(scratch, k),
           *a = fs_scratch_doubles(scratch, rows * k);
    const char **names = fs_scratch_bytes(scratch, rows, sizeof *names);
    char(*texts)[48] = fs_scratch_bytes(scratch, groups + 1, sizeof *texts);
    g->row_lower = fs_scratch_doubles(scratch, rows);
    g->row_upper = fs_scratch_doubles(scratch, rows);
    g->linear = fs_scratch_doubles(scratch, k);
    g->weights = fs_scratch_doubles(scratch, k);
    g->bound_dual = fs_scratch_doubles(scratch, k);
    g->row_dual = fs_scratch_doubles(scratch, rows);
    signed char *state = fs_scratch_bytes(scratch, k + rows, 1);
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    g->k = k;
    g->covariance = covariance;
    g->expected = expected;
    g->previous = limits->previous;
    g->turnover = isfinite(limits->turnover) ? limits->turnover : INFINITY;
    g->qp = (struct fs_qp){.n = k,
                           .rows = rows,
                           .p = covariance,
                           .q = g->linear,
                           .a = a,
                           .row_lower = g->row_lower,
                           .row_upper = g->row_upper,
                           .lower = lower,
                           .upper = upper,
                           .row_names = names,
                           .variable = "the weight of asset"};
    g->result = (struct fs_qp_result){
        .x = g->weights, .row_dual = g->row_dual, .bound_dual = g->bound_dual, .state = state};
    g->row_lower[BUDGET] = g->row_upper[BUDGET] = limits->budget;
    g->row_lower[RETURN] = -INFINITY;
    g->row_upper[RETURN] = INFINITY;
    memcpy(names, first_rows, sizeof first_rows);
    for (size_t i = 0; i < k; i++) {
        a[BUDGET + i * rows] = 1;
        a[RETURN + i * rows] = expected ? expected[i] : 0;
    }
    status = bounds(limits->lower, k, 0, "lower", lower, problem);
    if (status == FS_COMPUTE_OK)
        status = bounds(limits->upper, k, INFINITY, "upper", upper, problem);
    if (status == FS_COMPUTE_OK)
        status = group_rows(g, &own, groups, a, names, texts, problem);
    return status;
}

/* The program in buys b and sells s, w = previous + b - s: bounds of w are bounds of them. */
static int split_open(struct fs_portfolio_program *g, struct fs_problem *problem)
{
    size_t k = g->k, n = 2 * k, m = g->qp.rows, rows = m + 1;
    struct fs_scratch *scratch = &g->scratch;
    double *p = fs_scratch_doubles(scratch, n * n), *q = fs_scratch_doubles(scratch, n),
           *a = fs_scratch_doubles(scratch, n * rows), *low = fs_scratch_doubles(scratch, n),
           *high = fs_scratch_doubles(scratch, n), *row_low = fs_scratch_doubles(scratch, rows),
           *row_high = fs_scratch_doubles(scratch, rows);
    g->split_result.x = fs_scratch_doubles(scratch, n);
    g->split_result.state = fs_scratch_bytes(scratch, n + rows, 1);
    if (scratch->failed)
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    for (size_t j = 0; j < k; j++) {
        double below = g->qp.lower[j] - g->previous[j], above = g->qp.upper[j] - g->previous[j];
        for (size_t i = 0; i < k; i++) {
            double value = g->covariance[i + j * k];
            p[i + j * n] = p[i + k + (j + k) * n] = value;
            p[i + k + j * n] = p[i + (j + k) * n] = -value;
        }
        low[j] = fmax(0, below);
        high[j] = fmax(0, above);
        low[j + k] = fmax(0, -above);
        high[j + k] = fmax(0, -below);
        for (size_t r = 0; r < m; r++) {
            a[r + j * rows] = g->qp.a[r + j * m];
            a[r + (j + k) * rows] = -g->qp.a[r + j * m];
        }
        a[m + j * rows] = a[m + (j + k) * rows] = 1;
    }
    g->split = (struct fs_qp){.n = n,
                              .rows = rows,
                              .p = p,
                              .q = q,
                              .a = a,
                              .row_lower = row_low,
                              .row_upper = row_high,
                              .lower = low,
                              .upper = high,
                              .variable = "trade"};
    return FS_COMPUTE_OK;
}

static double traded(const struct fs_portfolio_program *g)
{
    double sum = 0;
    for (size_t i = 0; i < g->k; i++)
        sum += fabs(g->weights[i] - g->previous[i]);
    return sum;
}

static int unreachable(const struct fs_portfolio_program *g, struct fs_problem *problem)
{
    return fs_problem_set(problem, FS_COMPUTE_INFEASIBLE,
                          "no weights within the other limits can be reached from the previous ones with a "
                          "turnover of at most %.6g",
                          g->turnover);
}

/* Without any trades there is nothing to choose. */
static int stay(struct fs_portfolio_program *g, struct fs_problem *problem)
{
    size_t k = g->k, m = g->qp.rows;
    for (size_t i = 0; i < k; i++) {
        if (g->previous[i] < g->qp.lower[i] || g->previous[i] > g->qp.upper[i])
            return unreachable(g, problem);
        g->weights[i] = g->previous[i];
        g->bound_dual[i] = NAN;
    }
    for (size_t r = 0; r < m; r++) {
        double held = cblas_ddot((int)k, g->qp.a + r, (int)m, g->previous, 1),
               near = 1e-12 * fmax(1, fabs(held));
        if (held < g->row_lower[r] - near || held > g->row_upper[r] + near)
            return unreachable(g, problem);
        g->row_dual[r] = NAN;
    }
    return FS_COMPUTE_OK;
}

static int split_solve(struct fs_portfolio_program *g, struct fs_problem *problem)
{
    size_t k = g->k, m = g->qp.rows;
    if (g->turnover == 0)
        return stay(g, problem);
    int status = g->split.n == 0 ? split_open(g, problem) : FS_COMPUTE_OK;
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_qp *split = &g->split;
    double *q = (double *)split->q, *low = (double *)split->row_lower, *high = (double *)split->row_upper;
    signed char *state = g->split_result.state;
    for (size_t i = 0; i < k; i++) {
        q[i] = cblas_ddot((int)k, g->covariance + i * k, 1, g->previous, 1) + g->linear[i];
        q[i + k] = -q[i];
    }
    for (size_t r = 0; r < m; r++) {
        double held = cblas_ddot((int)k, g->qp.a + r, (int)m, g->previous, 1);
        low[r] = g->row_lower[r] - held;
        high[r] = g->row_upper[r] - held;
    }
    low[m] = -INFINITY;
    high[m] = g->turnover;
    if (!g->split_result.warm) { /* trades go the way of the solution without the limit */
        for (size_t i = 0; i < k; i++) {
            state[i] = g->weights[i] > g->previous[i] ? FS_QP_FREE : FS_QP_LOWER;
            state[i + k] = g->weights[i] < g->previous[i] ? FS_QP_FREE : FS_QP_LOWER;
        }
        memcpy(state + 2 * k, g->result.state + k, m);
        state[2 * k + m] = FS_QP_UPPER;
        g->split_result.warm = 1;
    }
    status = fs_qp_solve(split, &g->split_result, problem);
    if (status == FS_COMPUTE_INFEASIBLE)
        return fs_problem_set(
            problem, status,
            "no weights within the other limits can be reached from the previous ones with a turnover "
            "of at most %.6g",
            g->turnover);
    const double *x = g->split_result.x;
    for (size_t i = 0; i < k; i++) {
        g->weights[i] = fmin(fmax(g->previous[i] + x[i] - x[i + k], g->qp.lower[i]), g->qp.upper[i]);
        g->bound_dual[i] = NAN;
    }
    for (size_t r = 0; r < m; r++)
        g->row_dual[r] = NAN;
    return status;
}

int fs_portfolio_solve(struct fs_portfolio_program *g, double t, struct fs_problem *problem)
{
    for (size_t i = 0; i < g->k; i++)
        g->linear[i] = g->expected ? -t * g->expected[i] : 0;
    int status = fs_qp_solve(&g->qp, &g->result, problem);
    if (status == FS_COMPUTE_DOMAIN &&
        isfinite(g->turnover)) { /* the limit of turnover may be what holds it */
        memcpy(g->weights, g->previous, g->k * sizeof *g->weights);
        memset(g->result.state, 0, g->k + g->qp.rows);
        g->bound = 1;
        return split_solve(g, problem);
    }
    if (status != FS_COMPUTE_OK)
        return status;
    g->result.warm = 1;
    g->bound = g->previous && traded(g) > g->turnover * (1 + 1e-12);
    return g->bound ? split_solve(g, problem) : FS_COMPUTE_OK;
}

int fs_portfolio_most(struct fs_portfolio_program *g, double *most, struct fs_problem *problem)
{
    size_t k = g->k;
    struct fs_portfolio_program linear = *g;
    linear.scratch = (struct fs_scratch){0};
    linear.split.n = 0;
    linear.split_result = (struct fs_qp_result){0};
    linear.result = (struct fs_qp_result){0};
    double *zeros = fs_scratch_doubles(&linear.scratch, k * k);
    linear.weights = linear.result.x = fs_scratch_doubles(&linear.scratch, k);
    linear.linear = fs_scratch_doubles(&linear.scratch, k);
    linear.bound_dual = fs_scratch_doubles(&linear.scratch, k);
    linear.row_dual = fs_scratch_doubles(&linear.scratch, g->qp.rows);
    linear.result.state = fs_scratch_bytes(&linear.scratch, k + g->qp.rows, 1);
    linear.covariance = linear.qp.p = zeros;
    linear.qp.q = linear.linear;
    int status = linear.scratch.failed ? fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory")
                                       : fs_portfolio_solve(&linear, 1, problem);
    *most = INFINITY;
    if (status == FS_COMPUTE_OK)
        *most = cblas_ddot((int)k, linear.weights, 1, g->expected, 1);
    fs_scratch_free(&linear.scratch);
    return status == FS_COMPUTE_DOMAIN ? FS_COMPUTE_OK : status;
}

void fs_portfolio_close(struct fs_portfolio_program *g)
{
    fs_scratch_free(&g->scratch);
}
