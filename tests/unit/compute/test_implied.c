/* Implied volatility: from a price made at 60 digits back to the volatility that made it, everywhere. */
#include "compute/options/bachelier.h"
#include "compute/options/implied.h"

#include "golden.h"

#include <float.h>

static int implied(double price, double s, double k, double r, double q, double t, int32_t type,
                   int32_t model, double *volatility, struct fs_problem *problem)
{
    struct fs_implied_vol_options options = {type, model};
    struct fs_implied_vol_result result = {volatility};
    return fs_implied_vol(&price, 0, &s, 0, &k, 0, &r, 0, &q, 0, &t, 0, 1, &options, &result, problem);
}

START_TEST(inverts_prices_of_sixty_digits_out_of_the_money)
{
    char *text = golden_read("options");
    size_t n;
    double *x = golden_list(text, "implied.log_moneyness", &n),
           *w = golden_list(text, "implied.volatility", &n);
    double *call = golden_list(text, "implied.call", &n), *strike = golden_list(text, "implied.strike", &n);
    double *normal = golden_list(text, "implied.bachelier", &n);
    size_t tried = 0;
    for (size_t i = 0; i < n; i++) {
        double got;
        if (call[i] > 1e-290 && strike[i] * (1 - DBL_EPSILON) > 0 && call[i] < 1 - 1e-9) {
            struct fs_problem problem = {0};
            ck_assert_msg(implied(call[i], 1, strike[i], 0, 0, 1, 0, FS_IMPLIED_BSM, &got, &problem) ==
                              FS_COMPUTE_OK,
                          "%s", problem.text);
            /* what the last digits of price, strike and bound are worth: relative errors by the price's elasticity */
            double d1 = -log(strike[i]) / w[i] + w[i] / 2;
            double vega = exp(-d1 * d1 / 2) / sqrt(2 * M_PI);
            double allowed = 8e-15 + 2 * DBL_EPSILON * call[i] / (vega * w[i]);
            if (call[i] > 0.5)
                allowed += 4 * DBL_EPSILON / (vega * w[i]);
            golden_near("volatility", got, w[i], allowed, 0.0);
            tried++;
        }
        if (normal[i] > 1e-290) {
            ck_assert_int_eq(
                implied(normal[i], x[i] <= 0 ? x[i] : -x[i], 0, 0, 0, 1, 0, FS_IMPLIED_BACHELIER, &got, NULL),
                FS_COMPUTE_OK);
            golden_near("normal volatility", got, w[i], 4e-15, 0.0);
        }
    }
    ck_assert_uint_ge(tried, 100);
    free(x);
    free(w);
    free(call);
    free(strike);
    free(normal);
    free(text);
}
END_TEST

START_TEST(comes_back_to_the_volatility_of_all_models)
{
    for (int32_t type = 0; type < 2; type++)
        for (double s = 60; s < 160; s += 7)
            for (double v = 0.05; v < 2; v *= 1.4)
                for (double t = 0.02; t < 20; t *= 3) {
                    double k = 100, r = .04, q = .01, price, got, vega;
                    struct fs_bsm_options options = {type};
                    struct fs_bsm_result bsm = {.price = &price, .vega = &vega};
                    fs_bsm(&s, 0, &k, 0, &r, 0, &q, 0, &v, 0, &t, 0, 1, &options, &bsm, NULL);
                    if (vega > 1e-4) {
                        ck_assert_int_eq(implied(price, s, k, r, q, t, type, FS_IMPLIED_BSM, &got, NULL),
                                         FS_COMPUTE_OK);
                        ck_assert_double_eq_tol(got, v, 1e-14 * v + 4e-14 / vega);
                    }
                    struct fs_black76_options black = {type};
                    struct fs_black76_result b76 = {.price = &price, .vega = &vega};
                    fs_black76(&s, 0, &k, 0, &r, 0, &v, 0, &t, 0, 1, &black, &b76, NULL);
                    if (vega > 1e-4) {
                        ck_assert_int_eq(implied(price, s, k, r, q, t, type, FS_IMPLIED_BLACK76, &got, NULL),
                                         FS_COMPUTE_OK);
                        ck_assert_double_eq_tol(got, v, 1e-14 * v + 4e-14 / vega);
                    }
                    double nv = 100 * v;
                    struct fs_bachelier_options normal = {type};
                    struct fs_bachelier_result b = {.price = &price, .vega = &vega};
                    fs_bachelier(&s, 0, &k, 0, &r, 0, &nv, 0, &t, 0, 1, &normal, &b, NULL);
                    if (vega > 1e-6) {
                        ck_assert_int_eq(
                            implied(price, s, k, r, q, t, type, FS_IMPLIED_BACHELIER, &got, NULL),
                            FS_COMPUTE_OK);
                        ck_assert_double_eq_tol(got, nv, 1e-13 * nv + 4e-14 / vega);
                    }
                }
}
END_TEST

START_TEST(prices_outside_their_bounds_are_named)
{
    double got;
    struct fs_problem problem = {0};
    ck_assert_int_eq(implied(9, 110, 100, 0, 0, 1, 0, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "price[1] is 9; without arbitrage it is from 10 to below 110");
    ck_assert_int_eq(implied(110, 110, 100, 0, 0, 1, 0, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(implied(101, 110, 100, 0, 0, 1, 1, FS_IMPLIED_BLACK76, &got, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(implied(-1, 110, 100, 0, 0, 1, 1, FS_IMPLIED_BACHELIER, &got, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(implied(INFINITY, 110, 100, 0, 0, 1, 1, FS_IMPLIED_BACHELIER, &got, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(implied(5, 110, 100, 0, 0, 0, 1, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "expiry is 0; expected more than 0 years");
    ck_assert_int_eq(implied(5, -110, 100, 0, 0, 1, 1, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(implied(10, 110, 100, 0, 0, 1, 0, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(got, 0.0);
    ck_assert_int_eq(implied(NAN, 110, 100, 0, 0, 1, 0, FS_IMPLIED_BSM, &got, &problem), FS_COMPUTE_OK);
    ck_assert(isnan(got));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("implied");
    TCase *tcase = tcase_create("implied");
    tcase_add_test(tcase, inverts_prices_of_sixty_digits_out_of_the_money);
    tcase_add_test(tcase, comes_back_to_the_volatility_of_all_models);
    tcase_add_test(tcase, prices_outside_their_bounds_are_named);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
