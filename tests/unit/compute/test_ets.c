#include "compute/ts/ets.h"
#include "compute/ts/ets_recursion.h"
#include "compute/ts/smoothing.h"

#include "golden.h"

static char *text;

static void setup(void)
{
    text = golden_read("ets");
}

static void teardown(void)
{
    free(text);
}

struct fitted {
    double season[12], level[200], slope[200], seasons[200], fitted[200], residuals[200], forecast[60],
        lower[60], upper[60], error[60];
    struct fs_ets_result r;
    struct fs_problem problem;
};

static int fit(struct fitted *f, const double *y, size_t n, struct fs_ets_options o)
{
    f->r = (struct fs_ets_result){.initial_season = f->season,
                                  .level_path = f->level,
                                  .trend_path = f->slope,
                                  .season_path = f->seasons,
                                  .fitted = f->fitted,
                                  .residuals = f->residuals,
                                  .forecast = f->forecast,
                                  .lower = f->lower,
                                  .upper = f->upper,
                                  .forecast_error = f->error};
    f->problem.text[0] = 0;
    return fs_ets(y, n, &o, &f->r, &f->problem);
}

static struct fs_ets_options options(int error, int trend, int season, int period)
{
    return (struct fs_ets_options){.error = error,
                                   .trend = trend,
                                   .season = season,
                                   .period = period,
                                   .alpha = NAN,
                                   .beta = NAN,
                                   .gamma = NAN,
                                   .phi = NAN,
                                   .initial_level = NAN,
                                   .initial_trend = NAN,
                                   .horizon = 30,
                                   .level = 0.9,
                                   .paths = 4000,
                                   .seed = 1};
}

static const struct {
    const char *name, *data;
    int error, trend, season, period;
} cases[] = {
    {"ANN", "flat", 0, 0, 0, 1},     {"AAN", "trend", 0, 1, 0, 1},    {"AAdN", "trend", 0, 2, 0, 1},
    {"ANA", "quarters", 0, 0, 1, 4}, {"AAA", "months", 0, 1, 1, 12},  {"AAM", "growing", 0, 1, 2, 12},
    {"MNN", "flat", 1, 0, 0, 1},     {"MAN", "trend", 1, 1, 0, 1},    {"MAdN", "trend", 1, 2, 0, 1},
    {"MAA", "months", 1, 1, 1, 12},  {"MAM", "growing", 1, 1, 2, 12}, {"MAdM", "growing", 1, 2, 2, 12},
    {"MNM", "growing", 1, 0, 2, 12}};

static double *list(const char *name, const char *what, size_t *count)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    return golden_list(text, key, count);
}

static void equal(const char *name, const char *what, const double *got, size_t count, double relative)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", name, what);
    golden_equal(text, key, got, count, relative, 1e-3);
}

static struct fs_ets_options given(int i, struct fs_ets_options o)
{
    o.alpha = 0.4;
    o.beta = cases[i].trend ? 0.1 : NAN;
    o.gamma = cases[i].season ? 0.15 : NAN;
    o.phi = cases[i].trend == 2 ? 0.9 : NAN;
    o.initial = FS_ETS_HEURISTIC;
    return o;
}

START_TEST(given_parameters_give_the_values_of_statsmodels)
{
    const char *name = cases[_i].name;
    size_t n, count;
    double *y = list(cases[_i].data, "y", &n), *start = list(name, "heuristic", &count);
    struct fs_ets_options o =
        given(_i, options(cases[_i].error, cases[_i].trend, cases[_i].season, cases[_i].period));
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(fit(f, y, n, o) == 0, "%s: %s", name, f->problem.text);
    size_t at = 0;
    golden_near("level", f->r.initial_level, start[at++], 1e-12, 0);
    if (cases[_i].trend)
        golden_near("slope", f->r.initial_trend, start[at++], 1e-10, 0.1);
    for (int i = 0; i < cases[_i].period && cases[_i].season; i++)
        golden_near("season", f->season[i], start[at++], 1e-12, 1);
    ck_assert_uint_eq(at, count);
    equal(name, "given_loglike", &f->r.log_likelihood, 1, 1e-12);
    equal(name, "given_fitted", f->fitted + n - 30, 30, 1e-12);
    equal(name, "given_resid", f->residuals + n - 30, 30, 1e-10);
    equal(name, "given_level", f->level + n - 30, 30, 1e-12);
    equal(name, "given_forecast", f->forecast, 30, 1e-12);
    if (cases[_i].season != 2) {
        double variance[30];
        for (int h = 0; h < 30; h++)
            variance[h] = f->error[h] * f->error[h];
        equal(name, "given_variance", variance, 30, cases[_i].error ? 1e-8 : 1e-11);
    }
    free(f);
    free(y);
    free(start);
}
END_TEST

START_TEST(estimates_are_at_least_as_likely_as_those_of_statsmodels)
{
    const char *name = cases[_i].name;
    size_t n, count, one;
    double *y = list(cases[_i].data, "y", &n), *best = list(name, "best_parameters", &count),
           *loglike = list(name, "best_loglike", &one);
    struct fitted *f = malloc(sizeof *f);
    ck_assert_msg(
        fit(f, y, n, options(cases[_i].error, cases[_i].trend, cases[_i].season, cases[_i].period)) == 0,
        "%s: %s", name, f->problem.text);
    double k =
        2 + 2 * (cases[_i].trend > 0) + (cases[_i].trend > 1) + 1 + (cases[_i].season ? cases[_i].period : 0);
    ck_assert_msg(f->r.log_likelihood > *loglike - 1e-5, "%s: %.10g, expected %.10g", name,
                  f->r.log_likelihood, *loglike);
    ck_assert_msg(f->r.log_likelihood < *loglike + 0.02, "%s: %.10g, expected %.10g", name,
                  f->r.log_likelihood, *loglike);
    if (f->r.log_likelihood < *loglike + 1e-5)
        golden_near("alpha", f->r.alpha, best[0], 1e-3, 0);
    golden_near("aic", f->r.aic, 2 * k - 2 * f->r.log_likelihood, 1e-12, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < cases[_i].period; i++)
        sum += f->season[i];
    if (cases[_i].season)
        ck_assert_double_eq_tol(sum, cases[_i].season == 1 ? 0 : cases[_i].period, 1e-9);
    for (size_t t = 0; t < n; t++)
        squares += (y[t] - f->fitted[t]) * (y[t] - f->fitted[t]);
    golden_near("sse", f->r.sse, squares, 1e-12, 0);
    free(f);
    free(y);
    free(best);
    free(loglike);
}
END_TEST

START_TEST(known_starts_are_taken)
{
    size_t n;
    double *y = list("quarters", "y", &n), season[4] = {3, -1, -4, 2};
    struct fs_ets_options o = options(0, 0, 1, 4);
    o.alpha = 0.5;
    o.gamma = 0.2;
    o.initial_level = 60;
    o.initial_season = season;
    o.initial_season_length = 4;
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, n, o), 0);
    ck_assert_double_eq(f->fitted[0], 63);
    ck_assert_double_eq(f->season[3], 2);
    golden_near("level", f->level[0], 60 + 0.5 * (y[0] - 63), 1e-14, 0);
    golden_near("season", f->seasons[0], 3 + 0.2 * (y[0] - 63), 1e-14, 0);
    o.initial_season_length = 3;
    ck_assert_int_eq(fit(f, y, n, o), FS_COMPUTE_PARAMETER);
    free(f);
    free(y);
}
END_TEST

/* Multiplicative seasons of one period only are a scale: their paths must agree with the exact intervals. */
START_TEST(simulated_intervals_are_those_of_the_model)
{
    size_t n;
    double *y = list("growing", "y", &n), ones[2] = {1, 1};
    struct fitted *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    for (int error = 0; error < 2; error++) {
        struct fs_ets_options o = options(error, 1, 2, 2);
        o.alpha = 0.3;
        o.beta = 0.05;
        o.gamma = 0;
        o.initial_level = 60;
        o.initial_trend = 0.5;
        o.initial_season = ones;
        o.initial_season_length = 2;
        o.paths = 20000;
        o.horizon = 12;
        ck_assert_int_eq(fit(a, y, n, o), 0);
        o.season = 0;
        o.period = 1;
        o.gamma = NAN;
        o.initial_season = NULL;
        ck_assert_int_eq(fit(b, y, n, o), 0);
        for (int h = 0; h < 12; h++) {
            golden_near("forecast", a->forecast[h], b->forecast[h], 1e-12, 0);
            ck_assert_double_eq_tol(a->error[h] / b->error[h], 1, 0.03);
            ck_assert_double_eq_tol((a->upper[h] - a->lower[h]) / (b->upper[h] - b->lower[h]), 1, 0.04);
        }
    }
    free(a);
    free(b);
    free(y);
}
END_TEST

START_TEST(a_seed_gives_the_same_intervals_and_another_others)
{
    size_t n;
    double *y = list("growing", "y", &n);
    struct fs_ets_options o = given(10, options(1, 1, 2, 12));
    struct fitted *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    ck_assert_int_eq(fit(a, y, n, o), 0);
    ck_assert_int_eq(fit(b, y, n, o), 0);
    ck_assert(memcmp(a->lower, b->lower, 30 * sizeof(double)) == 0);
    o.seed = 2;
    ck_assert_int_eq(fit(b, y, n, o), 0);
    ck_assert(a->lower[5] != b->lower[5] && a->forecast[5] == b->forecast[5]);
    free(a);
    free(b);
    free(y);
}
END_TEST

START_TEST(classical_methods_have_the_least_squares_of_statsmodels)
{
    size_t n, one;
    double smoothed[200], trend[200], season[200], fitted[200], forecast[30], lower[30], upper[30], start[12];
    struct fs_problem p = {0};
    double *y = list("flat", "y", &n), *sse = list("ses", "sse", &one);
    struct fs_ses_result ses = {
        .smoothed = smoothed, .fitted = fitted, .forecast = forecast, .lower = lower, .upper = upper};
    ck_assert_int_eq(fs_ses(y, n, &(struct fs_ses_options){NAN, 3, 0.95}, &ses, &p), 0);
    golden_near("ses", ses.sse, *sse, 1e-6, 0);
    ck_assert(forecast[0] == forecast[2] && forecast[0] == smoothed[n - 1]);
    for (size_t t = 1; t < n; t++)
        golden_near("smoothed", smoothed[t], ses.alpha * y[t] + (1 - ses.alpha) * smoothed[t - 1], 1e-12, 0);
    free(y);
    free(sse);
    y = list("trend", "y", &n);
    sse = list("holt", "sse", &one);
    struct fs_holt_result holt = {
        .smoothed = smoothed, .trend = trend, .fitted = fitted, .forecast = forecast};
    ck_assert_int_eq(fs_holt(y, n, &(struct fs_holt_options){NAN, NAN, 0, NAN, 3, 0.95}, &holt, &p), 0);
    ck_assert_double_lt(holt.sse, *sse * (1 + 1e-4)); /* their beta may be 0, ours 0.0001 at least */
    struct fs_holt_options both = {0.5, 0.2, 0, NAN, 3, 0.95};
    ck_assert_int_eq(fs_holt(y, n, &both, &holt, &p), 0);
    for (size_t t = 1; t < n; t++)
        golden_near("trend", trend[t], 0.2 * (smoothed[t] - smoothed[t - 1]) + 0.8 * trend[t - 1], 1e-10, 1);
    both.alpha = NAN;
    ck_assert_int_eq(fs_holt(y, n, &both, &holt, &p), FS_COMPUTE_PARAMETER);
    free(y);
    free(sse);
    for (int m = 0; m < 2; m++) {
        y = list(m ? "growing" : "months", "y", &n);
        sse = list(m ? "hwm" : "hw", "sse", &one);
        struct fs_holt_winters_result hw = {.initial_season = start,
                                            .smoothed = smoothed,
                                            .trend = trend,
                                            .season = season,
                                            .fitted = fitted,
                                            .forecast = forecast,
                                            .lower = lower,
                                            .upper = upper};
        struct fs_holt_winters_options o = {.period = 12,
                                            .season = m,
                                            .alpha = NAN,
                                            .beta = NAN,
                                            .gamma = NAN,
                                            .damped = 0,
                                            .phi = NAN,
                                            .horizon = 24,
                                            .level = 0.95,
                                            .paths = 500};
        ck_assert_msg(fs_holt_winters(y, n, &o, &hw, &p) == 0, "%s", p.text);
        ck_assert_msg(hw.sse < *sse * (1 + 1e-3), "%g, expected %g", hw.sse, *sse);
        o.alpha = 0.4;
        o.beta = 0.1;
        o.gamma = 0.3;
        o.damped = m;
        o.phi = 0.9;
        ck_assert_int_eq(fs_holt_winters(y, n, &o, &hw, &p), 0);
        for (size_t t = 12; t < n; t++) {
            double seen = m ? y[t] / smoothed[t] : y[t] - smoothed[t];
            if (!m) /* with a multiplicative season the textbook divides by the new level */
                golden_near("season", season[t], 0.3 * seen + 0.7 * season[t - 12], 1e-10, 1);
        }
        free(y);
        free(sse);
    }
}
END_TEST

START_TEST(rejects_what_cannot_be_fitted)
{
    double y[40];
    for (int t = 0; t < 40; t++)
        y[t] = 5;
    struct fitted *f = malloc(sizeof *f);
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 0, 1)), FS_COMPUTE_DOMAIN);
    for (int t = 0; t < 40; t++)
        y[t] = 5 + sin(t * t);
    ck_assert_int_eq(fit(f, y, 9, options(0, 0, 0, 1)), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fit(f, y, 21, options(0, 0, 1, 12)), FS_COMPUTE_SHORT);
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 1, 1)), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 0, 4)), FS_COMPUTE_PARAMETER);
    y[3] = 0;
    ck_assert_int_eq(fit(f, y, 40, options(1, 0, 0, 1)), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(f->problem.text,
                     "y[4] is 0; expected values above 0 for multiplicative errors or seasons");
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 2, 4)), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 0, 1)), 0);
    struct fs_ets_options o = options(0, 0, 0, 1);
    o.alpha = 1.5;
    ck_assert_int_eq(fit(f, y, 40, o), FS_COMPUTE_PARAMETER);
    y[3] = NAN;
    ck_assert_int_eq(fit(f, y, 40, options(0, 0, 0, 1)), FS_COMPUTE_MISSING);
    for (int t = 0; t < 40; t++)
        y[t] = 3 + 2 * t; /* a line is fitted without error */
    int status = fit(f, y, 40, options(0, 1, 0, 1));
    ck_assert(status == FS_COMPUTE_DOMAIN || status == FS_COMPUTE_CONVERGENCE || status == 0);
    free(f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ets");
    TCase *c = tcase_create("ets");
    tcase_set_timeout(c, 180);
    tcase_add_checked_fixture(c, setup, teardown);
    int count = (int)(sizeof cases / sizeof *cases);
    tcase_add_loop_test(c, given_parameters_give_the_values_of_statsmodels, 0, count);
    tcase_add_loop_test(c, estimates_are_at_least_as_likely_as_those_of_statsmodels, 0, count);
    tcase_add_test(c, known_starts_are_taken);
    tcase_add_test(c, simulated_intervals_are_those_of_the_model);
    tcase_add_test(c, a_seed_gives_the_same_intervals_and_another_others);
    tcase_add_test(c, classical_methods_have_the_least_squares_of_statsmodels);
    tcase_add_test(c, rejects_what_cannot_be_fitted);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
