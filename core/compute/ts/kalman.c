#include "compute/ts/kalman.h"

#include "compute/scratch.h"
#include "compute/ts/state_space.h"

#include <string.h>

#define LOG_2PI 1.8378770664093454836

static int check_covariance(const double *matrix, size_t k, const char *name, struct fs_problem *problem)
{
    for (size_t i = 0; i < k; i++) {
        if (!(matrix[i + i * k] >= 0.0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                  "%s[%zu][%zu] is %g; expected a variance of 0 or more", name, i + 1, i + 1,
                                  matrix[i + i * k]);
        for (size_t j = 0; j < i; j++) {
            double a = matrix[i + j * k], b = matrix[j + i * k],
                   scale = sqrt(matrix[i + i * k] * matrix[j + j * k]);
            if (!(fabs(a - b) <= 1e-12 * scale))
                return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                                      "%s is not symmetric: [%zu][%zu] is %g and [%zu][%zu] is %g", name,
                                      i + 1, j + 1, a, j + 1, i + 1, b);
            if (fabs(a) > scale * (1.0 + 1e-12))
                return fs_problem_set(
                    problem, FS_COMPUTE_DOMAIN,
                    "%s[%zu][%zu] is %g, more than the variances allow; expected a covariance matrix", name,
                    i + 1, j + 1, a);
        }
    }
    return FS_COMPUTE_OK;
}

/* 1 while some of the state is not settled. */
static int unsettled(const double *diffuse, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (diffuse[i + i * k] > 1e-10)
            return 1;
    return 0;
}

/* z' a and z' P z for row `row` of the design. */
static double project(const double *design, size_t m, size_t row, const double *a, size_t k)
{
    double sum = 0.0;
    for (size_t j = 0; j < k; j++)
        sum += design[row + j * m] * a[j];
    return sum;
}

static double spread(const double *design, size_t m, size_t row, const double *P, size_t k)
{
    double sum = 0.0;
    for (size_t j = 0; j < k; j++)
        sum += design[row + j * m] * project(design, m, row, P + j * k, k);
    return sum;
}

/* States of one time into the result's columns. */
static void scatter(double *states, double *variances, size_t n, size_t t, const double *a, const double *P,
                    size_t k, int known)
{
    for (size_t i = 0; i < k; i++) {
        if (states)
            states[t + i * n] = known ? a[i] : NAN;
        if (variances)
            variances[t + i * n] = known ? P[i + i * k] : NAN;
    }
}

/* Observations ahead of the last time: missing ones, filtered. */
static void look_ahead(const struct fs_state_space *model, const struct fs_filtered *f, size_t horizon,
                       int known, struct fs_kalman_result *r, struct fs_scratch *scratch)
{
    size_t n = model->n, m = model->m, k = model->k;
    double *a = f->predicted + n * k, *P = f->predicted_covariance + n * k * k,
           *next = fs_scratch_doubles(scratch, k * k), *product = fs_scratch_doubles(scratch, k * k);
    if (r->last_state)
        for (size_t i = 0; i < k; i++)
            r->last_state[i] = known ? a[i] : NAN;
    if (r->last_covariance)
        for (size_t i = 0; i < k * k; i++)
            r->last_covariance[i] = known ? P[i] : NAN;
    if (scratch->failed)
        return;
    const double *T = model->transition;
    for (size_t h = 0; h < horizon; h++) {
        for (size_t row = 0; row < m; row++) {
            if (r->forecast)
                r->forecast[h + row * horizon] = known ? project(model->design, m, row, a, k) : NAN;
            if (r->forecast_variance)
                r->forecast_variance[h + row * horizon] =
                    known ? spread(model->design, m, row, P, k) + model->observation_covariance[row + row * m]
                          : NAN;
        }
        for (size_t i = 0; i < k; i++) {
            next[i] = 0.0;
            for (size_t j = 0; j < k; j++)
                next[i] += T[i + j * k] * a[j];
        }
        memcpy(a, next, k * sizeof *a);
        for (size_t c = 0; c < k; c++)
            for (size_t i = 0; i < k; i++) {
                product[i + c * k] = 0.0;
                for (size_t j = 0; j < k; j++)
                    product[i + c * k] += T[i + j * k] * P[j + c * k];
            }
        for (size_t c = 0; c < k; c++)
            for (size_t i = 0; i < k; i++) {
                double sum = model->state_covariance[i + c * k];
                for (size_t j = 0; j < k; j++)
                    sum += product[i + j * k] * T[c + j * k];
                P[i + c * k] = sum;
            }
    }
}

static int check(const struct fs_state_space *s, const double *initial_covariance,
                 const double *initial_state, int32_t horizon, struct fs_problem *problem)
{
    size_t n = s->n, m = s->m, k = s->k;
    if (n < 1 || m < 1 || k < 1)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "there are %zu times, %zu series and %zu states; expected at least one of each",
                              n, m, k);
    if (m > 50 || k > 50)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "there are %zu series and %zu states; expected at most 50 of each", m, k);
    if (horizon < 0 || horizon > 10000)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "horizon is %d; expected an integer from 0 to 10000", horizon);
    for (size_t i = 0; i < n * m; i++)
        if (isinf(s->y[i]))
            return fs_problem_set(problem, FS_COMPUTE_MISSING,
                                  "y[%zu][%zu] is infinite; expected a number or NaN", i % n + 1, i / n + 1);
    int status = fs_require_finite(s->design, m * k, "design", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(s->transition, k * k, "transition", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(s->state_covariance, k * k, "state_covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_finite(s->observation_covariance, m * m, "observation_covariance", problem);
    if (status == FS_COMPUTE_OK && initial_state)
        status = fs_require_finite(initial_state, k, "initial_state", problem);
    if (status == FS_COMPUTE_OK && initial_covariance)
        status = fs_require_finite(initial_covariance, k * k, "initial_covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = check_covariance(s->state_covariance, k, "state_covariance", problem);
    if (status == FS_COMPUTE_OK)
        status = check_covariance(s->observation_covariance, m, "observation_covariance", problem);
    if (status == FS_COMPUTE_OK && initial_covariance)
        status = check_covariance(initial_covariance, k, "initial_covariance", problem);
    return status;
}

int fs_kalman(const double *y, const double *design, const double *transition, const double *state_covariance,
              const double *observation_covariance, const double *initial_state,
              const double *initial_covariance, size_t n, size_t m, size_t k,
              const struct fs_kalman_options *o, struct fs_kalman_result *r, struct fs_problem *problem)
{
    struct fs_state_space s = {
        n, m, k, y, design, 0, observation_covariance, transition, state_covariance, NULL, NULL, NULL};
    int status = check(&s, initial_covariance, initial_state, o->horizon, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t kk = k * k, horizon = (size_t)o->horizon;
    double *zeros = fs_scratch_doubles(&scratch, k), *zero_matrix = fs_scratch_doubles(&scratch, kk),
           *identity = fs_scratch_doubles(&scratch, kk), *smoothed = fs_scratch_doubles(&scratch, n * k),
           *covariance = fs_scratch_doubles(&scratch, n * kk);
    struct fs_filtered f = {.predicted = fs_scratch_doubles(&scratch, (n + 1) * k),
                            .predicted_covariance = fs_scratch_doubles(&scratch, (n + 1) * kk),
                            .predicted_diffuse = fs_scratch_doubles(&scratch, (n + 1) * kk),
                            .filtered = fs_scratch_doubles(&scratch, n * k),
                            .filtered_covariance = fs_scratch_doubles(&scratch, n * kk)};
    if (scratch.failed)
        goto memory;
    for (size_t i = 0; i < k; i++)
        identity[i + i * k] = 1.0;
    s.start = initial_state ? initial_state : zeros;
    s.start_covariance = initial_covariance ? initial_covariance : zero_matrix;
    s.diffuse = initial_covariance ? NULL : identity;
    if (!fs_state_filter(&s, &f, &scratch) || !fs_state_smooth(&s, &f, smoothed, covariance, &scratch))
        goto memory;
    r->log_likelihood = -0.5 * ((double)f.count * LOG_2PI + f.log_f + f.squares);
    r->observed = (int32_t)f.count;
    r->diffuse = (int32_t)f.diffuse;
    int settled = !unsettled(f.predicted_diffuse + n * kk, k);
    for (size_t t = 0; t < n; t++) {
        const double *a = f.predicted + t * k, *P = f.predicted_covariance + t * kk;
        /* The state at t is settled once the prediction for t + 1 is: T cannot settle what y has not, but for
         * rare T. */
        int before = !unsettled(f.predicted_diffuse + t * kk, k),
            after = !unsettled(f.predicted_diffuse + (t + 1) * kk, k);
        scatter(r->filtered, r->filtered_variance, n, t, f.filtered + t * k, f.filtered_covariance + t * kk,
                k, after);
        scatter(r->smoothed, r->smoothed_variance, n, t, smoothed + t * k, covariance + t * kk, k, settled);
        for (size_t row = 0; row < m; row++) {
            if (r->innovations)
                r->innovations[t + row * n] = before ? y[t + row * n] - project(design, m, row, a, k) : NAN;
            if (r->innovation_variance)
                r->innovation_variance[t + row * n] =
                    before ? spread(design, m, row, P, k) + observation_covariance[row + row * m] : NAN;
        }
    }
    look_ahead(&s, &f, horizon, settled, r, &scratch);
    if (scratch.failed)
        goto memory;
    fs_scratch_free(&scratch);
    if (!isfinite(r->log_likelihood))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the filter left the range of numbers; expected a transition whose powers stay small");
    return FS_COMPUTE_OK;
memory:
    fs_scratch_free(&scratch);
    return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory to smooth %zu times of %zu states", n, k);
}
