#include "compute/ts/arima.h"
#include "compute/ts/arima_likelihood.h"

#include "golden.h"

static char *text;

static void setup(void)
{
    text = golden_read("arima");
}

static void teardown(void)
{
    free(text);
}

struct fitted {
    double ar[24], ma[24], sar[4], sma[4], parameters[57], std_errors[57], residuals[400], fitted[400],
        forecast[60], lower[60], upper[60], error[60];
    struct fs_arima_result r;
    struct fs_problem problem;
};

static int fit(struct fitted *f, const double *y, size_t n, struct fs_arima_options o)
{
    f->r = (struct fs_arima_result){.ar = f->ar,
                                    .ma = f->ma,
                                    .sar = f->sar,
                                    .sma = f->sma,
                                    .parameters = f->parameters,
                                    .std_errors = f->std_errors,
                                    .residuals = f->residuals,
                                    .fitted = f->fitted,
                                    .forecast = f->forecast,
                                    .lower = f->lower,
                                    .upper = f->upper,
                                    .forecast_error = f->error};
    f->problem.text[0] = 0;
    return fs_arima(y, n, &o, &f->r, &f->problem);
}

static const struct {
    const char *name, *data;
    struct fs_arima_options o;
} cases[] = {
    {"arma201", "arma.y", {2, 0, 1, 0, 0, 0, 1, FS_ARIMA_AUTO, 24, 0.8, NULL, 0}},
    {"holes201", "holes.y", {2, 0, 1, 0, 0, 0, 1, FS_ARIMA_YES, 24, 0.8, NULL, 0}},
    {"airline", "seasonal.y", {1, 1, 1, 0, 1, 1, 12, FS_ARIMA_AUTO, 24, 0.8, NULL, 0}},
    {"drift011", "drift.y", {0, 1, 1, 0, 0, 0, 1, FS_ARIMA_YES, 24, 0.8, NULL, 0}},
    {"quarters", "quarters.y", {1, 0, 0, 1, 0, 0, 4, FS_ARIMA_AUTO, 24, 0.8, NULL, 0}},
    {"ma2", "arma.y", {0, 0, 2, 0, 0, 0, 1, FS_ARIMA_NO, 24, 0.8, NULL, 0}},
    {"random", "arma.y", {1, 1, 2, 0, 0, 0, 1, FS_ARIMA_NO, 24, 0.8, NULL, 0}},
};

static double number(const char *name, const char *what)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    return golden_number(text, key);
}

static void equal(const char *name, const char *what, const double *got, size_t count, double relative,
                  double scale)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    golden_equal(text, key, got, count, relative, scale);
}

START_TEST(estimates_are_those_of_statsmodels)
{
    const char *name = cases[_i].name;
    size_t n, count;
    double *y = golden_list(text, cases[_i].data, &n);
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(fit(f, y, n, cases[_i].o) == 0, "%s: %s", name, f->problem.text);
    char key[64];
    snprintf(key, sizeof key, "%s.parameters", name);
    double *expected = golden_list(text, key, &count), got[57];
    int skip = f->r.constant == 0;
    memcpy(got, f->parameters + skip, (count - 1) * sizeof *got);
    got[count - 1] = f->r.sigma2;
    for (size_t i = 0; i < count; i++)
        golden_near(key, got[i], expected[i], 1e-6, 0.05);
    golden_near("loglike", f->r.log_likelihood, number(name, "loglike"), 1e-11, 0);
    golden_near("aic", f->r.aic, number(name, "aic"), 1e-11, 0);
    golden_near("aicc", f->r.aicc, number(name, "aicc"), 1e-11, 0);
    golden_near("bic", f->r.bic, number(name, "bic"), 1e-11, 0);
    equal(name, "std_errors", f->std_errors + skip, count - 1, 1e-5, 0);
    ck_assert_int_eq(f->r.boundary, 0);
    free(expected);
    free(f);
    free(y);
}
END_TEST

START_TEST(likelihood_errors_and_forecasts_at_given_parameters_are_exact)
{
    const char *name = cases[_i].name;
    struct fs_arima_options o = cases[_i].o;
    size_t n, count;
    double *y = golden_list(text, cases[_i].data, &n);
    char key[64];
    snprintf(key, sizeof key, "%s.given", name);
    double *given = golden_list(text, key, &count), interval[48];
    o.fixed = given;
    o.fixed_length = count;
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(fit(f, y, n, o) == 0, "%s: %s", name, f->problem.text);
    golden_near("given_loglike", f->r.log_likelihood, number(name, "given_loglike"), 1e-12, 0);
    ck_assert(f->r.sigma2 == given[count - 1]);
    size_t lost = (size_t)o.d + (size_t)o.seasonal_d * (size_t)o.period;
    equal(name, "residuals", f->residuals + lost, n - lost, 1e-10, 1e-2);
    for (size_t t = 0; t < lost; t++)
        ck_assert(isnan(f->residuals[t]));
    for (size_t i = 0; i < 24; i++) {
        interval[2 * i] = f->lower[i];
        interval[2 * i + 1] = f->upper[i];
    }
    /* The diffuse filter itself has about 9 digits when differences are taken. */
    equal(name, "forecast", f->forecast, 24, lost ? 1e-8 : 1e-10, 1);
    equal(name, "forecast_error", f->error, 24, lost ? 1e-7 : 1e-10, 0);
    equal(name, "interval", interval, 48, lost ? 1e-7 : 1e-10, 1);
    free(given);
    free(f);
    free(y);
}
END_TEST

/* By the joint normal density of an AR(1) with a gap, whose determinant is known. */
START_TEST(an_autoregression_with_a_gap_has_the_density_in_closed_form)
{
    double y[6] = {0.3, -0.2, NAN, NAN, 0.9, 0.4}, a = 0.7, s2 = 0.5, given[2] = {a, s2}, expected = 0,
           pi = acos(-1.0);
    struct fs_arima_options o = {1, 0, 0, 0, 0, 0, 1, FS_ARIMA_NO, 3, 0.95, given, 2};
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(fit(f, y, 6, o) == 0, "%s", f->problem.text);
    double mean[4] = {0, a * 0.3, a * a * a * -0.2, a * 0.9}, at[4] = {0.3, -0.2, 0.9, 0.4};
    double variance[4] = {s2 / (1 - a * a), s2, s2 * (1 + a * a + a * a * a * a), s2};
    for (int i = 0; i < 4; i++)
        expected -= 0.5 * (log(2 * pi * variance[i]) + (at[i] - mean[i]) * (at[i] - mean[i]) / variance[i]);
    golden_near("loglike", f->r.log_likelihood, expected, 1e-14, 0);
    ck_assert_int_eq(f->r.used, 4);
    golden_near("forecast", f->forecast[2], a * a * a * 0.4, 1e-14, 0);
    golden_near("error", f->error[1], sqrt(s2 * (1 + a * a)), 1e-14, 0);
    ck_assert(isnan(f->residuals[2]) && !isnan(f->residuals[4]));
    free(f);
}
END_TEST

START_TEST(forecasts_from_a_gap_know_less)
{
    double y[5] = {0.3, -0.2, 0.1, 0.6, NAN}, a = 0.7, given[2] = {a, 1};
    struct fs_arima_options o = {1, 0, 0, 0, 0, 0, 1, FS_ARIMA_NO, 2, 0.95, given, 2};
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, 5, o), 0);
    golden_near("forecast", f->forecast[0], a * a * 0.6, 1e-14, 0);
    golden_near("error", f->error[0], sqrt(1 + a * a), 1e-14, 0);
    o.d = 1;
    ck_assert_int_eq(fit(f, y, 5, o), FS_COMPUTE_MISSING);
    free(f);
}
END_TEST

START_TEST(a_shift_and_a_unit_change_only_themselves)
{
    size_t n;
    double *y = golden_list(text, "arma.y", &n), z[400];
    struct fitted *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    for (size_t t = 0; t < n; t++)
        z[t] = 1e4 + 300 * y[t];
    ck_assert_int_eq(fit(a, y, n, cases[0].o), 0);
    ck_assert_int_eq(fit(b, z, n, cases[0].o), 0);
    golden_near("constant", b->r.constant, 1e4 + 300 * a->r.constant, 1e-8, 0);
    for (int i = 1; i < 4; i++) {
        golden_near("coefficient", b->parameters[i], a->parameters[i], 1e-6, 0);
        golden_near("error", b->std_errors[i], a->std_errors[i], 1e-5, 0);
    }
    golden_near("sigma2", b->r.sigma2, 9e4 * a->r.sigma2, 1e-8, 0);
    golden_near("forecast", b->forecast[3], 1e4 + 300 * a->forecast[3], 1e-8, 0);
    free(a);
    free(b);
    free(y);
}
END_TEST

START_TEST(partial_autocorrelations_go_there_and_back)
{
    double r[4] = {0.9, -0.5, 0.3, -0.95}, phi[4], back[4], work[4];
    fs_arma_from_partial(r, 4, phi, work);
    ck_assert_int_eq(fs_arma_to_partial(phi, 4, back, work), 1);
    for (int i = 0; i < 4; i++)
        golden_near("partial", back[i], r[i], 1e-12, 0);
    double walk[2] = {0.5, 0.5};
    ck_assert_int_eq(fs_arma_to_partial(walk, 2, back, work), 0);
}
END_TEST

START_TEST(white_noise_needs_no_search)
{
    double y[8] = {1, 2, 4, 3, 5, 2, 1, 6};
    struct fs_arima_options o = {0, 0, 0, 0, 0, 0, 1, FS_ARIMA_AUTO, 2, 0.95, NULL, 0};
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, 8, o), 0);
    golden_near("mean", f->r.constant, 3, 1e-9, 0);
    golden_near("sigma2", f->r.sigma2, 3, 1e-12, 0);
    golden_near("error of the mean", f->std_errors[0], sqrt(3.0 / 8), 1e-7, 0);
    o.d = 1;
    ck_assert_int_eq(fit(f, y, 8, o), 0);
    ck_assert_double_eq(f->forecast[1], 6);
    free(f);
}
END_TEST

START_TEST(tells_a_root_at_one)
{
    size_t n;
    double *y = golden_list(text, "quarters.y", &n);
    struct fs_arima_options o = {0, 1, 1, 0, 0, 0, 1, FS_ARIMA_NO, 2, 0.95, NULL, 0};
    for (size_t t = 0; t < n; t++) /* white noise, differenced once too often */
        y[t] = sin((double)(t * t) * 0.7);
    struct fitted *f = malloc(sizeof *f);
    int status = fit(f, y, n, o);
    ck_assert(status == 0 || status == FS_COMPUTE_CONVERGENCE);
    ck_assert_double_lt(f->ma[0], -0.99);
    ck_assert_msg(f->r.boundary == 2, "boundary %d at %.17g", f->r.boundary, f->ma[0]);
    free(f);
    free(y);
}
END_TEST

START_TEST(rejects_what_cannot_be_fitted)
{
    double y[30] = {0}, given[3] = {1.2, 0.5, 1};
    struct fs_arima_options o = {1, 0, 0, 0, 0, 0, 1, FS_ARIMA_NO, 2, 0.95, NULL, 0};
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_DOMAIN);
    for (int t = 0; t < 30; t++)
        y[t] = sin(t * t);
    ck_assert_int_eq(fit(f, y, 2, o), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fit(f, y, 0, o), FS_COMPUTE_SHORT);
    o.fixed = given;
    o.fixed_length = 2;
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_DOMAIN);
    o.fixed_length = 3;
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_PARAMETER);
    o.fixed = NULL;
    o.p = 25;
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_PARAMETER);
    ck_assert_str_eq(f->problem.text, "p is 25; expected an integer from 0 to 24");
    o.p = 1;
    o.seasonal_p = 1;
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_PARAMETER);
    o.seasonal_p = 0;
    y[4] = INFINITY;
    ck_assert_int_eq(fit(f, y, 30, o), FS_COMPUTE_MISSING);
    free(f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arima");
    TCase *c = tcase_create("arima");
    tcase_set_timeout(c, 180);
    tcase_add_checked_fixture(c, setup, teardown);
    int count = (int)(sizeof cases / sizeof *cases);
    tcase_add_loop_test(c, estimates_are_those_of_statsmodels, 0, count);
    tcase_add_loop_test(c, likelihood_errors_and_forecasts_at_given_parameters_are_exact, 0, count);
    tcase_add_test(c, an_autoregression_with_a_gap_has_the_density_in_closed_form);
    tcase_add_test(c, forecasts_from_a_gap_know_less);
    tcase_add_test(c, a_shift_and_a_unit_change_only_themselves);
    tcase_add_test(c, partial_autocorrelations_go_there_and_back);
    tcase_add_test(c, white_noise_needs_no_search);
    tcase_add_test(c, tells_a_root_at_one);
    tcase_add_test(c, rejects_what_cannot_be_fitted);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
