#include "compute/ts/kalman.h"
#include "compute/ts/random_walk.h"

#include "golden.h"

static char *text;

static void setup(void)
{
    text = golden_read("kalman");
}

static void teardown(void)
{
    free(text);
}

static double *list(const char *name, const char *what)
{
    char key[64];
    size_t count;
    snprintf(key, sizeof key, "%s.%s", name, what);
    return golden_list(text, key, &count);
}

static double number(const char *name, const char *what)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    return golden_number(text, key);
}

/* Those of the golden values that are not NaN in ours (while the start is diffuse statsmodels gives finite
 * parts). */
static void equal(const char *name, const char *what, const double *got, size_t count, size_t unknown,
                  double relative, double scale)
{
    double *values = list(name, what);
    size_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        char shown[64];
        snprintf(shown, sizeof shown, "%s.%s[%zu]", name, what, i);
        missing += isnan(got[i]) ? 1 : 0;
        if (!isnan(got[i]))
            golden_near(shown, got[i], values[i], relative, scale);
    }
    ck_assert_msg(missing == unknown, "%s.%s has %zu unknown", name, what, missing);
    free(values);
}

struct smoothed {
    double filtered[800], filtered_variance[800], smoothed[800], smoothed_variance[800], innovations[800],
        innovation_variance[800], forecast[20], forecast_variance[20], last_state[3], last_covariance[9];
    struct fs_kalman_result r;
    struct fs_problem problem;
};

static struct smoothed *open_result(void)
{
    struct smoothed *s = calloc(1, sizeof *s);
    s->r = (struct fs_kalman_result){.filtered = s->filtered,
                                     .filtered_variance = s->filtered_variance,
                                     .smoothed = s->smoothed,
                                     .smoothed_variance = s->smoothed_variance,
                                     .innovations = s->innovations,
                                     .innovation_variance = s->innovation_variance,
                                     .forecast = s->forecast,
                                     .forecast_variance = s->forecast_variance,
                                     .last_state = s->last_state,
                                     .last_covariance = s->last_covariance};
    return s;
}

static void compare(const char *name, const struct smoothed *s, size_t n, size_t k, size_t unsettled)
{
    golden_near(name, s->r.log_likelihood, number(name, "loglike"), 1e-11, 0);
    equal(name, "filtered", s->filtered, n * k, unsettled * k, 1e-9, 1e-2);
    equal(name, "filtered_variance", s->filtered_variance, n * k, unsettled * k, 1e-9, 1e-2);
    equal(name, "smoothed", s->smoothed, n * k, 0, 1e-9, 1e-2);
    equal(name, "smoothed_variance", s->smoothed_variance, n * k, 0, 1e-9, 1e-2);
    equal(name, "last_state", s->last_state, k, 0, 1e-9, 1e-2);
    equal(name, "last_covariance", s->last_covariance, k * k, 0, 1e-9, 1e-2);
}

START_TEST(the_nile_is_that_of_durbin_and_koopman)
{
    double one = 1, walk = 1469.1, noise = 15099.0;
    static const char *names[] = {"nile", "gaps"};
    for (int i = 0; i < 2; i++) {
        double *y = list(names[i], "y");
        struct smoothed *s = open_result();
        struct fs_kalman_options o = {5};
        ck_assert_int_eq(
            fs_kalman(y, &one, &one, &walk, &noise, NULL, NULL, 100, 1, 1, &o, &s->r, &s->problem), 0);
        compare(names[i], s, 100, 1, 0);
        ck_assert_int_eq(s->r.diffuse, 1);
        ck_assert_int_eq(s->r.observed, i ? 60 : 100);
        ck_assert(isnan(s->innovations[0]));
        golden_near("innovation", s->innovations[1], y[1] - y[0], 1e-14, 0);
        golden_near("its variance", s->innovation_variance[1], 2 * noise + walk, 1e-14, 0);
        golden_near("forecast", s->forecast[4], s->last_state[0], 1e-14, 0);
        golden_near("its variance", s->forecast_variance[4], s->last_covariance[0] + 4 * walk + noise, 1e-13,
                    0);
        free(s);
        free(y);
    }
}
END_TEST

START_TEST(several_series_with_missing_values_and_known_or_diffuse_starts)
{
    double *T = list("two", "T"), *Z = list("two", "Z"), *Q = list("two", "Q"), *H = list("two", "H"),
           *a = list("two", "a"), *P = list("two", "P"), *y = list("two", "y"), *late = list("late", "y");
    struct fs_kalman_options o = {3};
    struct smoothed *s = open_result();
    ck_assert_int_eq(fs_kalman(y, Z, T, Q, H, a, P, 60, 2, 3, &o, &s->r, &s->problem), 0);
    compare("two", s, 60, 3, 0);
    ck_assert_int_eq(fs_kalman(y, Z, T, Q, H, NULL, NULL, 60, 2, 3, &o, &s->r, &s->problem), 0);
    compare("vague", s, 60, 3, 1);
    ck_assert_int_eq(s->r.diffuse, 3);
    ck_assert_int_eq(fs_kalman(late, Z, T, Q, H, NULL, NULL, 60, 2, 3, &o, &s->r, &s->problem), 0);
    compare("late", s, 60, 3, 3);
    free(s);
    free(T);
    free(Z);
    free(Q);
    free(H);
    free(a);
    free(P);
    free(y);
    free(late);
}
END_TEST

START_TEST(without_noise_the_state_is_what_is_seen)
{
    double y[5] = {1, 3, 2, 5, 4}, one = 1, zero = 0;
    struct fs_kalman_options o = {0};
    struct smoothed *s = open_result();
    ck_assert_int_eq(fs_kalman(y, &one, &one, &one, &zero, NULL, NULL, 5, 1, 1, &o, &s->r, NULL), 0);
    for (int t = 0; t < 5; t++) {
        ck_assert_double_eq_tol(s->filtered[t], y[t], 1e-12);
        ck_assert_double_eq_tol(s->smoothed[t], y[t], 1e-12);
        ck_assert_double_eq_tol(s->smoothed_variance[t], 0, 1e-12);
    }
    /* A constant seen with noise is its mean. */
    ck_assert_int_eq(fs_kalman(y, &one, &one, &zero, &one, NULL, NULL, 5, 1, 1, &o, &s->r, NULL), 0);
    for (int t = 0; t < 5; t++) {
        ck_assert_double_eq_tol(s->smoothed[t], 3, 1e-12);
        ck_assert_double_eq_tol(s->smoothed_variance[t], 0.2, 1e-12);
    }
    free(s);
}
END_TEST

START_TEST(a_state_that_nothing_tells_of_is_unknown)
{
    double y[4] = {1, 2, 3, 4}, Z[2] = {1, 0}, I[4] = {1, 0, 0, 1}, H = 1;
    struct fs_kalman_options o = {1};
    struct smoothed *s = open_result();
    ck_assert_int_eq(fs_kalman(y, Z, I, I, &H, NULL, NULL, 4, 1, 2, &o, &s->r, NULL), 0);
    ck_assert(isnan(s->smoothed[0]) && isnan(s->last_state[1]) && isnan(s->forecast[0]));
    free(s);
}
END_TEST

START_TEST(rejects_what_is_no_model)
{
    double y[4] = {1, 2, 3, 4}, one = 1, minus = -1, Z[2] = {1, 0}, I[4] = {1, 0, 0, 1},
           skew[4] = {1, 0.5, 0.4, 1}, much[4] = {1, 2, 2, 1}, nan = NAN;
    struct fs_kalman_options o = {1};
    struct smoothed *s = open_result();
    struct fs_problem *p = &s->problem;
    ck_assert_int_eq(fs_kalman(y, &one, &one, &minus, &one, NULL, NULL, 4, 1, 1, &o, &s->r, p),
                     FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_kalman(y, Z, I, skew, &one, NULL, NULL, 4, 1, 2, &o, &s->r, p), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_kalman(y, Z, I, much, &one, NULL, NULL, 4, 1, 2, &o, &s->r, p), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_kalman(y, &nan, &one, &one, &one, NULL, NULL, 4, 1, 1, &o, &s->r, p),
                     FS_COMPUTE_MISSING);
    ck_assert_int_eq(fs_kalman(y, &one, &one, &one, &one, NULL, NULL, 0, 1, 1, &o, &s->r, p),
                     FS_COMPUTE_SHORT);
    double huge = 1e200, long_y[4] = {1, NAN, NAN, 2};
    ck_assert_int_eq(fs_kalman(long_y, &one, &huge, &one, &one, NULL, &one, 4, 1, 1, &o, &s->r, p),
                     FS_COMPUTE_DOMAIN);
    o.horizon = -1;
    ck_assert_int_eq(fs_kalman(y, &one, &one, &one, &one, NULL, NULL, 4, 1, 1, &o, &s->r, p),
                     FS_COMPUTE_PARAMETER);
    free(s);
}
END_TEST

struct betas {
    double walk[3], beta[750], beta_error[750], smoothed[750], smoothed_error[750], residuals[250];
    struct fs_dynamic_beta_result r;
    struct fs_problem problem;
};

static struct betas *open_betas(void)
{
    struct betas *b = calloc(1, sizeof *b);
    b->r = (struct fs_dynamic_beta_result){.walk = b->walk,
                                           .beta = b->beta,
                                           .beta_error = b->beta_error,
                                           .smoothed = b->smoothed,
                                           .smoothed_error = b->smoothed_error,
                                           .residuals = b->residuals};
    return b;
}

START_TEST(betas_at_given_variances_are_those_of_statsmodels)
{
    double *y = list("beta", "y"), *x = list("beta", "x"), *v = list("beta", "given");
    struct betas *b = open_betas();
    struct fs_dynamic_beta_options o = {1, v[0], v + 1, 2};
    ck_assert_msg(fs_dynamic_beta(y, x, 250, 1, &o, &b->r, &b->problem) == 0, "%s", b->problem.text);
    golden_near("loglike", b->r.log_likelihood, number("beta", "loglike"), 1e-11, 0);
    equal("beta", "filtered", b->beta, 500, 2, 1e-8, 1e-3);
    equal("beta", "smoothed", b->smoothed, 500, 0, 1e-8, 1e-3);
    equal("beta", "smoothed_error", b->smoothed_error, 500, 0, 1e-8, 1e-4);
    ck_assert(b->r.sigma2 == v[0] && isnan(b->residuals[1]) && !isnan(b->residuals[2]) &&
              isnan(b->residuals[40]));
    free(b);
    free(y);
    free(x);
    free(v);
}
END_TEST

START_TEST(variances_of_betas_are_of_greatest_likelihood)
{
    double *y = list("beta", "y"), *x = list("beta", "x"), *best = list("beta", "best");
    struct betas *b = open_betas();
    struct fs_dynamic_beta_options o = {1, NAN, NULL, 0};
    ck_assert_msg(fs_dynamic_beta(y, x, 250, 1, &o, &b->r, &b->problem) == 0, "%s", b->problem.text);
    ck_assert_double_gt(b->r.log_likelihood, number("beta", "best_loglike") - 1e-6);
    if (b->r.boundary == 1 && b->walk[0] == 0) {
        golden_near("sigma2", b->r.sigma2, best[0], 1e-6, 0);
        golden_near("walk", b->walk[1], best[1], 1e-5, 0);
    }
    /* In other units. */
    struct betas *c = open_betas();
    for (int t = 0; t < 250; t++) {
        y[t] *= 100;
        x[t] *= 10;
    }
    ck_assert_int_eq(fs_dynamic_beta(y, x, 250, 1, &o, &c->r, &c->problem), 0);
    golden_near("sigma2", c->r.sigma2, b->r.sigma2 * 1e4, 1e-5, 0);
    golden_near("walk", c->walk[1], b->walk[1] * 100, 1e-4, 0);
    golden_near("beta", c->smoothed[400], b->smoothed[400] * 10, 1e-5, 0);
    free(b);
    free(c);
    free(y);
    free(x);
    free(best);
}
END_TEST

/* With walks that do not walk this is recursive least squares: the last filtered values are those of the
 * regression. */
START_TEST(constant_coefficients_are_those_of_least_squares)
{
    double y[40], x[80], walk[3] = {0, 0, 0}, known[3] = {0.5, 2, -1};
    for (int t = 0; t < 40; t++) {
        x[t] = sin(t * 0.7);
        x[40 + t] = cos(t * t * 0.3);
        y[t] = known[0] + known[1] * x[t] + known[2] * x[40 + t] + 0.01 * sin(t * 12.3);
    }
    struct betas *b = open_betas();
    struct fs_dynamic_beta_options o = {1, 1, walk, 3};
    ck_assert_int_eq(fs_dynamic_beta(y, x, 40, 2, &o, &b->r, &b->problem), 0);
    double normal[3] = {0};
    for (int t = 0; t < 40; t++) { /* residuals of the last values are orthogonal to all columns */
        double e = y[t] - b->beta[39] - b->beta[79] * x[t] - b->beta[119] * x[40 + t];
        normal[0] += e;
        normal[1] += e * x[t];
        normal[2] += e * x[40 + t];
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(normal[i], 0, 1e-9);
        ck_assert_double_eq_tol(b->smoothed[i * 40], b->beta[i * 40 + 39], 1e-9);
    }
    for (int t = 0; t < 40; t++)
        x[40 + t] = 3 * x[t];
    ck_assert_int_eq(fs_dynamic_beta(y, x, 40, 2, &o, &b->r, &b->problem), FS_COMPUTE_SINGULAR);
    o.walk_length = 2;
    ck_assert_int_eq(fs_dynamic_beta(y, x, 40, 2, &o, &b->r, &b->problem), FS_COMPUTE_PARAMETER);
    o.walk = NULL;
    ck_assert_int_eq(fs_dynamic_beta(y, x, 40, 2, &o, &b->r, &b->problem), FS_COMPUTE_PARAMETER);
    free(b);
}
END_TEST

START_TEST(the_local_level_of_the_nile)
{
    double *y = list("nile", "y"), *best = list("level", "best"), filtered[100], error[100], smoothed[100],
           smoothed_error[100], residuals[100], forecast[5], lower[5], upper[5], interval[10];
    struct fs_local_level_result r = {.filtered = filtered,
                                      .filtered_error = error,
                                      .smoothed = smoothed,
                                      .smoothed_error = smoothed_error,
                                      .residuals = residuals,
                                      .forecast = forecast,
                                      .lower = lower,
                                      .upper = upper};
    struct fs_problem p;
    ck_assert_int_eq(fs_local_level(y, 100, &(struct fs_local_level_options){NAN, NAN, 5, 0.9}, &r, &p), 0);
    golden_near("loglike", r.log_likelihood, number("level", "best_loglike"), 1e-12, 0);
    golden_near("sigma2", r.sigma2, best[0], 1e-6, 0);
    golden_near("walk", r.walk, best[1], 1e-6, 0);
    for (int h = 0; h < 5; h++) {
        interval[2 * h] = lower[h];
        interval[2 * h + 1] = upper[h];
    }
    equal("level", "interval", interval, 10, 0, 1e-6, 0);
    ck_assert_int_eq(fs_local_level(y, 100, &(struct fs_local_level_options){15099, 1469.1, 5, 0.9}, &r, &p),
                     0);
    equal("nile", "smoothed", smoothed, 100, 0, 1e-11, 0);
    equal("nile", "filtered", filtered, 100, 0, 1e-11, 0);
    golden_near("loglike", r.log_likelihood, number("nile", "loglike"), 1e-12, 0);
    ck_assert_int_eq(fs_local_level(y, 100, &(struct fs_local_level_options){NAN, 1469.1, 5, 0.9}, &r, &p),
                     FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_local_level(y, 4, &(struct fs_local_level_options){NAN, NAN, 5, 0.9}, &r, &p),
                     FS_COMPUTE_SHORT);
    for (int t = 0; t < 100; t++)
        y[t] = t % 2;
    ck_assert_int_eq(fs_local_level(y, 100, &(struct fs_local_level_options){NAN, NAN, 5, 0.9}, &r, &p), 0);
    ck_assert_int_eq(r.boundary, 1);
    ck_assert_double_eq_tol(smoothed[50], 0.5, 1e-9);
    for (int t = 0; t < 100; t++)
        y[t] = 7;
    ck_assert_int_eq(fs_local_level(y, 100, &(struct fs_local_level_options){NAN, NAN, 5, 0.9}, &r, &p),
                     FS_COMPUTE_DOMAIN);
    free(y);
    free(best);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kalman");
    TCase *c = tcase_create("kalman");
    tcase_set_timeout(c, 180);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_nile_is_that_of_durbin_and_koopman);
    tcase_add_test(c, several_series_with_missing_values_and_known_or_diffuse_starts);
    tcase_add_test(c, without_noise_the_state_is_what_is_seen);
    tcase_add_test(c, a_state_that_nothing_tells_of_is_unknown);
    tcase_add_test(c, rejects_what_is_no_model);
    tcase_add_test(c, betas_at_given_variances_are_those_of_statsmodels);
    tcase_add_test(c, variances_of_betas_are_of_greatest_likelihood);
    tcase_add_test(c, constant_coefficients_are_those_of_least_squares);
    tcase_add_test(c, the_local_level_of_the_nile);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
