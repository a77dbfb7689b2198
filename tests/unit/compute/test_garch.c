#include "compute/ts/garch.h"
#include "compute/ts/garch_likelihood.h"

#include "golden.h"

static char *text;

static void setup(void)
{
    text = golden_read("garch");
}

static void teardown(void)
{
    free(text);
}

struct fitted {
    double alpha[12], beta[12], parameters[27], std_errors[27], errors[108], variance[2000], residuals[2000],
        forecast[50];
    struct fs_garch_result r;
    struct fs_problem problem;
};

static int fit(struct fitted *f, const double *y, size_t n, struct fs_garch_options o)
{
    f->r = (struct fs_garch_result){.alpha = f->alpha,
                                    .beta = f->beta,
                                    .parameters = f->parameters,
                                    .std_errors = f->std_errors,
                                    .errors = f->errors,
                                    .variance = f->variance,
                                    .residuals = f->residuals,
                                    .forecast = f->forecast};
    return fs_garch(y, n, &o, &f->r, &f->problem);
}

static double *series(const char *name, size_t *n)
{
    return golden_list(text, name, n);
}

/* Values of one case: those of arch are without the parameters that it does not estimate. */
static void equal(const char *name, const char *what, const double *values, const struct fs_garch_options *o,
                  double relative)
{
    double packed[27];
    size_t m = 0, k = (size_t)o->p + (size_t)o->q + 3;
    for (size_t i = o->mean == FS_GARCH_ZERO ? 1 : 0; i < k - (o->distribution == FS_GARCH_T ? 0 : 1); i++)
        packed[m++] = values[i];
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    golden_equal(text, key, packed, m, relative, 0);
}

static const struct {
    const char *name, *data;
    struct fs_garch_options o;
} cases[] = {
    {"normal",
     "normal.y",
     {1, 1, FS_GARCH_CONSTANT, FS_GARCH_NORMAL, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
    {"zero", "normal.y", {1, 1, FS_GARCH_ZERO, FS_GARCH_NORMAL, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
    {"heavy", "heavy.y", {1, 1, FS_GARCH_CONSTANT, FS_GARCH_T, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
    {"arch2", "two.y", {2, 0, FS_GARCH_CONSTANT, FS_GARCH_NORMAL, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
    {"garch12",
     "lagged.y",
     {1, 2, FS_GARCH_CONSTANT, FS_GARCH_NORMAL, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
    {"garch21t", "heavy.y", {2, 1, FS_GARCH_CONSTANT, FS_GARCH_T, FS_GARCH_BACKCAST, FS_GARCH_ROBUST, 10}},
};

START_TEST(estimates_and_errors_are_those_of_arch)
{
    const char *name = cases[_i].name;
    struct fs_garch_options o = cases[_i].o;
    size_t n, k = (size_t)o.p + (size_t)o.q + 3;
    double *y = series(cases[_i].data, &n);
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(fit(f, y, n, o) == 0, "%s: %s", name, f->problem.text);
    char key[64];
    /* The golden maximum is found with derivatives by differences: 8 digits of parameters. */
    equal(name, "parameters", f->parameters, &o, 1e-7);
    equal(name, "robust", f->errors, &o, 1e-5);
    equal(name, "hessian", f->errors + k, &o, 1e-5);
    equal(name, "opg", f->errors + 2 * k, &o, 1e-5);
    for (size_t i = 0; i < k; i++)
        ck_assert(f->std_errors[i] == f->errors[i] || isnan(f->errors[i]));
    snprintf(key, sizeof key, "%s.loglike", name);
    golden_equal(text, key, &f->r.log_likelihood, 1, 1e-12, 0);
    snprintf(key, sizeof key, "%s.aic", name);
    golden_equal(text, key, &f->r.aic, 1, 1e-12, 0);
    snprintf(key, sizeof key, "%s.bic", name);
    golden_equal(text, key, &f->r.bic, 1, 1e-12, 0);
    snprintf(key, sizeof key, "%s.variance", name);
    golden_equal(text, key, f->variance + n - 40, 40, 1e-6, 0);
    snprintf(key, sizeof key, "%s.forecast", name);
    golden_equal(text, key, f->forecast, 10, 1e-6, 0);
    ck_assert_int_eq(f->r.boundary, 0);
    free(f);
    free(y);
}
END_TEST

START_TEST(the_filter_gives_the_variances_of_the_fit_and_the_forecast)
{
    struct fs_garch_options o = cases[_i].o;
    for (o.start = 0; o.start < 2; o.start++) {
        size_t n;
        double *y = series(cases[_i].data, &n), h[2001];
        struct fitted *f = malloc(sizeof *f);
        ck_assert_int_eq(fit(f, y, n, o), 0);
        double start = fs_garch_start_variance(y, n, f->r.mu, o.mean, o.start);
        fs_garch_filter(y, n, f->parameters, o.p, o.q, start, h);
        for (size_t t = 0; t < n; t++) {
            golden_near("variance", h[t], f->variance[t], 1e-13, 0);
            golden_near("residual", f->residuals[t] * sqrt(h[t]) + f->r.mu, y[t], 1e-12, 1);
        }
        golden_near("forecast", h[n], f->forecast[0], 1e-13, 0);
        free(f);
        free(y);
    }
}
END_TEST

/* The analytic derivatives against differences of the likelihood, off the maximum, with both starts. */
START_TEST(derivatives_are_those_of_the_likelihood)
{
    for (int sample = 0; sample < 2; sample++)
        for (int student = 0; student < 2; student++)
            for (size_t p = 1; p < 3; p++)
                for (size_t q = 0; q < 3; q++) {
                    size_t n, k = p + q + 3;
                    double *y = series("heavy.y", &n), theta[7] = {0.1, 0.2}, g[7], matrix[3][49];
                    n = 300;
                    double *memory = malloc(fs_garch_memory(n, p, q) * sizeof *memory);
                    struct fs_garch_model m = {y, n, p, q, student, sample, 0.7, memory};
                    for (size_t i = 2; i < k - 1; i++)
                        theta[i] = i < 2 + p ? 0.1 : 0.3;
                    theta[k - 1] = 5;
                    fs_garch_gradient(&m, theta, g);
                    fs_garch_matrices(&m, theta, matrix[0], matrix[1], matrix[2], NULL);
                    for (size_t i = 0; i < k - (student ? 0 : 1); i++) {
                        double d = 1e-5, at = theta[i], high[7], low[7];
                        theta[i] = at + d;
                        double value = fs_garch_gradient(&m, theta, high);
                        theta[i] = at - d;
                        value -= fs_garch_gradient(&m, theta, low);
                        theta[i] = at;
                        golden_near("gradient", g[i], value / (2 * d), 1e-6, 1);
                        for (size_t j = 0; j < k - (student ? 0 : 1); j++) {
                            golden_near("hessian", matrix[0][i + j * k], (low[j] - high[j]) / (2 * d), 1e-5,
                                        1);
                            for (int a = 0; a < 3; a++)
                                golden_near("symmetry", matrix[a][i + j * k], matrix[a][j + i * k], 1e-12,
                                            1e-9);
                        }
                    }
                    free(memory);
                    free(y);
                }
}
END_TEST

START_TEST(information_and_hessian_agree_on_average)
{
    size_t n;
    double *y = series("heavy.y", &n);
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, n, cases[2].o), 0);
    for (size_t i = 0; i < 5; i++)
        ck_assert_double_eq_tol(f->errors[15 + i] / f->errors[5 + i], 1, 0.25);
    free(f);
    free(y);
}
END_TEST

START_TEST(a_change_of_unit_changes_only_units)
{
    size_t n;
    double *y = series("heavy.y", &n), *z = malloc(n * sizeof *z);
    struct fitted *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    for (size_t t = 0; t < n; t++)
        z[t] = y[t] * 0.01;
    ck_assert_int_eq(fit(a, y, n, cases[2].o), 0);
    ck_assert_int_eq(fit(b, z, n, cases[2].o), 0);
    golden_near("mu", b->r.mu, a->r.mu * 0.01, 1e-8, 0);
    golden_near("omega", b->r.omega, a->r.omega * 1e-4, 1e-8, 0);
    golden_near("alpha", b->alpha[0], a->alpha[0], 1e-8, 0);
    golden_near("nu", b->r.nu, a->r.nu, 1e-8, 0);
    golden_near("nu's error", b->std_errors[4], a->std_errors[4], 1e-7, 0);
    golden_near("loglike", b->r.log_likelihood, a->r.log_likelihood - (double)n * log(0.01), 1e-12, 0);
    for (size_t t = 0; t < n; t++)
        z[t] = y[t] * 0.25;
    ck_assert_int_eq(fit(b, z, n, cases[2].o), 0);
    ck_assert(b->alpha[0] == a->alpha[0] && b->r.omega == a->r.omega / 16);
    free(a);
    free(b);
    free(y);
    free(z);
}
END_TEST

START_TEST(forecasts_go_to_the_unconditional_variance)
{
    size_t n;
    double *y = series("normal.y", &n);
    struct fitted *f = malloc(sizeof *f);
    struct fs_garch_options o = cases[0].o;
    o.horizon = 50;
    ck_assert_int_eq(fit(f, y, n, o), 0);
    for (int h = 1; h < 50; h++)
        golden_near("forecast", f->forecast[h] - f->r.unconditional,
                    (f->forecast[h - 1] - f->r.unconditional) * f->r.persistence, 1e-9, 1e-3);
    free(f);
    free(y);
}
END_TEST

START_TEST(solutions_on_an_edge_are_told)
{
    struct fitted *f = malloc(sizeof *f);
    double y[600];
    uint32_t state = 1;
    for (int t = 0; t < 600; t++) { /* a variance that only grows */
        state = state * 1664525u + 1013904223u;
        y[t] = ((double)(state >> 8) / 8388608.0 - 1) * exp(t * 0.01);
    }
    ck_assert_msg(fit(f, y, 600, cases[0].o) == 0, "%s", f->problem.text);
    ck_assert_int_eq(f->r.boundary & 1, 1);
    ck_assert(f->r.persistence <= 1 && isinf(f->r.unconditional));
    for (int t = 0; t < 600; t++) /* squares that repel each other: alpha is 0 */
        y[t] = (t & 1 ? 1.0 : 0.1) * (t & 2 ? 1 : -1);
    int status = fit(f, y, 600, cases[0].o);
    ck_assert(status == 0 || status == FS_COMPUTE_CONVERGENCE);
    ck_assert_int_ne(f->r.boundary, 0);
    free(f);
}
END_TEST

START_TEST(rejects_what_cannot_be_fitted)
{
    struct fitted *f = malloc(sizeof *f);
    double y[40];
    for (int t = 0; t < 40; t++)
        y[t] = 0.5;
    ck_assert_int_eq(fit(f, y, 40, cases[0].o), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fit(f, y, 11, cases[0].o), FS_COMPUTE_SHORT);
    y[7] = NAN;
    ck_assert_int_eq(fit(f, y, 40, cases[0].o), FS_COMPUTE_MISSING);
    ck_assert_str_eq(f->problem.text, "y[8] is missing; expected a finite number");
    struct fs_garch_options o = cases[0].o;
    o.p = 0;
    ck_assert_int_eq(fit(f, y, 40, o), FS_COMPUTE_PARAMETER);
    o = cases[0].o;
    o.horizon = 0;
    ck_assert_int_eq(fit(f, y, 40, o), FS_COMPUTE_PARAMETER);
    free(f);
}
END_TEST

START_TEST(results_may_be_left_out)
{
    size_t n;
    double *y = series("normal.y", &n);
    struct fs_garch_result r = {0};
    ck_assert_int_eq(fs_garch(y, n, &cases[0].o, &r, NULL), 0);
    ck_assert_double_gt(r.persistence, 0.5);
    free(y);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("garch");
    TCase *c = tcase_create("garch");
    tcase_set_timeout(c, 120);
    tcase_add_checked_fixture(c, setup, teardown);
    int count = (int)(sizeof cases / sizeof *cases);
    tcase_add_loop_test(c, estimates_and_errors_are_those_of_arch, 0, count);
    tcase_add_loop_test(c, the_filter_gives_the_variances_of_the_fit_and_the_forecast, 0, count);
    tcase_add_test(c, derivatives_are_those_of_the_likelihood);
    tcase_add_test(c, information_and_hessian_agree_on_average);
    tcase_add_test(c, a_change_of_unit_changes_only_units);
    tcase_add_test(c, forecasts_go_to_the_unconditional_variance);
    tcase_add_test(c, solutions_on_an_edge_are_told);
    tcase_add_test(c, rejects_what_cannot_be_fitted);
    tcase_add_test(c, results_may_be_left_out);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
