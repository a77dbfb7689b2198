#include "compute/ts/arima.h"
#include "compute/ts/auto_arima.h"

#include "golden.h"

static struct fs_auto_arima_options usual(int period)
{
    return (struct fs_auto_arima_options){period, -1, -1, 5, 5, 2, 2, 8, 0.95};
}

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53 - 0.5;
}

/* w[t] = phi w[t-1] + e[t] + theta e[t-1] around a mean, summed `d` times. */
static void simulate(double *y, int n, double phi, double theta, double mean, int d)
{
    uint64_t state = 42;
    double w = 0, last = 0;
    for (int t = 0; t < n; t++) {
        double e = uniform(&state);
        w = phi * w + e + theta * last;
        last = e;
        y[t] = mean + w;
    }
    for (int i = 0; i < d; i++)
        for (int t = 1; t < n; t++)
            y[t] += y[t - 1];
}

START_TEST(finds_the_differences_and_orders_of_plain_processes)
{
    double y[400], parameters[15];
    struct fs_auto_arima_result r = {.parameters = parameters};
    struct fs_auto_arima_options o = usual(1);
    simulate(y, 400, 0.7, 0, 5, 0);
    ck_assert_int_eq(fs_auto_arima(y, 400, &o, &r, NULL), 0);
    ck_assert(r.d == 0 && r.has_constant == 1 && r.p + r.q >= 1 && r.p + r.q <= 3);
    ck_assert_double_eq_tol(r.constant, 5, 0.3);
    simulate(y, 400, 0, 0.6, 0, 1);
    ck_assert_int_eq(fs_auto_arima(y, 400, &o, &r, NULL), 0);
    ck_assert_int_eq(r.d, 1);
    simulate(y, 400, 0.5, 0, 0, 2);
    ck_assert_int_eq(fs_auto_arima(y, 400, &o, &r, NULL), 0);
    ck_assert_int_eq(r.d, 2);
    ck_assert_int_eq(r.has_constant, 0);
}
END_TEST

START_TEST(finds_a_season)
{
    double y[120], forecast[8];
    uint64_t state = 7;
    for (int t = 0; t < 120; t++)
        y[t] = 10 * sin(t * acos(-1.0) / 2) + uniform(&state) + (t >= 4 ? 0.3 * y[t - 4] : 0);
    struct fs_auto_arima_result r = {.forecast = forecast};
    struct fs_auto_arima_options o = usual(4);
    ck_assert_int_eq(fs_auto_arima(y, 120, &o, &r, NULL), 0);
    ck_assert_int_eq(r.seasonal_d, 1);
    for (int h = 0; h < 4; h++)
        ck_assert_double_eq_tol(forecast[h], y[116 + h], 1.5);
}
END_TEST

START_TEST(no_neighbour_of_the_result_is_better)
{
    double y[200];
    simulate(y, 200, 0.6, 0.4, 3, 0);
    struct fs_auto_arima_result r = {0};
    struct fs_auto_arima_options o = usual(1);
    ck_assert_int_eq(fs_auto_arima(y, 200, &o, &r, NULL), 0);
    for (int dp = -1; dp <= 1; dp++)
        for (int dq = -1; dq <= 1; dq++) {
            if (r.p + dp < 0 || r.q + dq < 0)
                continue;
            struct fs_arima_options a = {
                r.p + dp, r.d,  r.q + dq, 0, 0, 0, 1, r.has_constant ? FS_ARIMA_YES : FS_ARIMA_NO,
                1,        0.95, NULL,     0};
            struct fs_arima_result fit = {0};
            if (fs_arima(y, 200, &a, &fit, NULL) == 0 && fit.boundary == 0)
                ck_assert_double_ge(fit.aicc, r.aicc - 1e-9);
        }
}
END_TEST

START_TEST(limits_are_kept_and_bad_ones_told)
{
    double y[60];
    struct fs_problem problem;
    simulate(y, 60, 0.7, 0, 5, 0);
    struct fs_auto_arima_result r = {0};
    struct fs_auto_arima_options o = usual(1);
    o.max_p = 1;
    o.max_q = 0;
    o.d = 1;
    ck_assert_int_eq(fs_auto_arima(y, 60, &o, &r, NULL), 0);
    ck_assert(r.p <= 1 && r.q == 0 && r.d == 1);
    o.d = 3;
    ck_assert_int_eq(fs_auto_arima(y, 60, &o, &r, &problem), FS_COMPUTE_PARAMETER);
    ck_assert_str_eq(problem.text, "d is 3; expected an integer from -1 to 2");
    o.d = -1;
    ck_assert_int_eq(fs_auto_arima(y, 9, &o, &r, NULL), FS_COMPUTE_SHORT);
    for (int t = 0; t < 60; t++)
        y[t] = 3;
    ck_assert_int_eq(fs_auto_arima(y, 60, &o, &r, NULL), FS_COMPUTE_DOMAIN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auto_arima");
    TCase *c = tcase_create("auto_arima");
    tcase_set_timeout(c, 180);
    tcase_add_test(c, finds_the_differences_and_orders_of_plain_processes);
    tcase_add_test(c, finds_a_season);
    tcase_add_test(c, no_neighbour_of_the_result_is_better);
    tcase_add_test(c, limits_are_kept_and_bad_ones_told);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
