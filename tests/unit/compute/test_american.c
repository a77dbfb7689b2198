/* American options: trees against 25 digits and QuantLib, approximations against the formulas in 25 digits. */
#include "compute/options/american.h"
#include "compute/options/bsm.h"

#include "golden.h"

static double *in[6];
static size_t cases;

static void read_cases(const char *text)
{
    static const char *const names[] = {"spot", "strike", "rate", "dividend", "volatility", "expiry"};
    for (int j = 0; j < 6; j++) {
        char name[64];
        snprintf(name, sizeof name, "american.%s", names[j]);
        in[j] = golden_list(text, name, &cases);
    }
}

static void priced(int32_t type, int32_t method, int32_t exercise, int32_t steps, double *price)
{
    struct fs_american_options options = {type, method, exercise, steps};
    struct fs_american_result result = {.price = price};
    struct fs_problem problem = {0};
    ck_assert_msg(fs_american(in[0], 1, in[1], 1, in[2], 1, in[3], 1, in[4], 1, in[5], 1, cases, &options,
                              &result, &problem) == FS_COMPUTE_OK,
                  "%s", problem.text);
}

START_TEST(trees_and_approximations_equal_their_references)
{
    static const char *const methods[] = {"crr", "leisen_reimer", "baw", "bjerksund_stensland"};
    char *text = golden_read("options");
    read_cases(text);
    for (int32_t type = 0; type < 2; type++) {
        double price[32], fine[32];
        char name[64];
        for (int32_t method = 0; method < 4; method++) {
            priced(type, method, FS_EXERCISE_AMERICAN, method ? 101 : 60, price);
            snprintf(name, sizeof name, "american.%s.%s", methods[method], type ? "put" : "call");
            golden_equal(text, name, price, cases, 1e-10, 0.0);
        }
        priced(type, FS_AMERICAN_CRR, FS_EXERCISE_EUROPEAN, 60, price);
        golden_equal(text, type ? "european.crr.put" : "european.crr.call", price, cases, 1e-10, 0.0);
        /* and all of them near the limit */
        size_t count;
        snprintf(name, sizeof name, "american.fine.%s", type ? "put" : "call");
        double *limit = golden_list(text, name, &count);
        priced(type, FS_AMERICAN_CRR, FS_EXERCISE_AMERICAN, 2000, fine);
        for (size_t i = 0; i < cases; i++)
            ck_assert_double_eq_tol(fine[i], limit[i], 4e-3);
        for (int32_t method = 2; method < 4; method++) {
            priced(type, method, FS_EXERCISE_AMERICAN, 100, price);
            for (size_t i = 0; i < cases; i++)
                ck_assert_double_eq_tol(price[i], limit[i], 0.012 * in[1][i] * in[4][i]);
        }
        free(limit);
    }
    for (int j = 0; j < 6; j++)
        free(in[j]);
    free(text);
}
END_TEST

static struct fs_problem problem;

static int one(double s, double k, double r, double q, double v, double t, struct fs_american_options options,
               double out[6])
{
    struct fs_american_result result = {&out[0], &out[1], &out[2], &out[3], &out[4], &out[5]};
    return fs_american(&s, 0, &k, 0, &r, 0, &q, 0, &v, 0, &t, 0, 1, &options, &result, &problem);
}

START_TEST(published_examples)
{
    double out[6];
    ck_assert_int_eq(one(50, 50, .1, 0, .4, 5 / 12.0, (struct fs_american_options){1, 0, 0, 5}, out),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(out[0], 4.4885, 1e-4);
    ck_assert_int_eq(one(50, 50, .1, 0, .4, 5 / 12.0, (struct fs_american_options){1, 0, 0, 500}, out),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(out[0], 4.2830, 1e-4);
    double s = 50, k = 52, r = .05, t = 2, price, p;
    struct fs_binomial_options options = {1, FS_EXERCISE_EUROPEAN, 2, 1.2, 0.8};
    struct fs_binomial_result result = {&price, &p};
    ck_assert_int_eq(fs_binomial(&s, 0, &k, 0, &r, 0, NULL, 0, &t, 0, 1, &options, &result, NULL),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(price, 4.1927, 1e-4);
    ck_assert_double_eq_tol(p, 0.6282, 1e-4);
    options.exercise = FS_EXERCISE_AMERICAN;
    ck_assert_int_eq(fs_binomial(&s, 0, &k, 0, &r, 0, NULL, 0, &t, 0, 1, &options, &result, NULL),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(price, 5.0896, 1e-4);
    options.up = 1.04;
    ck_assert_int_eq(fs_binomial(&s, 0, &k, 0, &r, 0, NULL, 0, &t, 0, 1, &options, &result, &problem),
                     FS_COMPUTE_DOMAIN);
    options.down = 1.05;
    ck_assert_int_eq(fs_binomial(&s, 0, &k, 0, &r, 0, NULL, 0, &t, 0, 1, &options, &result, &problem),
                     FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(trees_converge_to_the_european_formula_with_its_greeks)
{
    double s = 97, k = 100, r = .06, q = .02, v = .27, t = 0.8, exact[6], before[2] = {1, 1};
    for (int32_t type = 0; type < 2; type++) {
        struct fs_bsm_options european = {type};
        struct fs_bsm_result formula = {.price = &exact[0],
                                        .delta = &exact[1],
                                        .gamma = &exact[2],
                                        .vega = &exact[3],
                                        .theta = &exact[4],
                                        .rho = &exact[5]};
        fs_bsm(&s, 0, &k, 0, &r, 0, &q, 0, &v, 0, &t, 0, 1, &european, &formula, NULL);
        for (int32_t steps = 101; steps < 2000; steps = steps * 2 + 1) {
            double out[6];
            ck_assert_int_eq(one(s, k, r, q, v, t, (struct fs_american_options){type, 1, 1, steps}, out),
                             FS_COMPUTE_OK);
            /* errors fall with the square of the steps */
            ck_assert_double_le(fabs(out[0] - exact[0]), 12.0 / steps / steps);
            for (int j = 1; j < 6; j++)
                ck_assert_double_eq_tol(out[j], exact[j], 2e-2 * 101 / steps * fabs(exact[j]) + 1e-5);
            ck_assert_int_eq(one(s, k, r, q, v, t, (struct fs_american_options){type, 0, 1, steps}, out),
                             FS_COMPUTE_OK);
            ck_assert_double_le(fabs(out[0] - exact[0]), 6.0 / steps);
        }
        (void)before;
    }
}
END_TEST

START_TEST(american_is_worth_no_less_than_european_or_exercise)
{
    for (int32_t method = 0; method < 4; method++)
        for (int32_t type = 0; type < 2; type++)
            for (double s = 40; s < 220; s += 12)
                for (double q = 0; q < .2; q += .05) {
                    double k = 100, r = .05, v = .3, t = 1.5, out[6], european;
                    ck_assert_int_eq(
                        one(s, k, r, q, v, t, (struct fs_american_options){type, method, 0, 200}, out),
                        FS_COMPUTE_OK);
                    struct fs_bsm_options options = {type};
                    struct fs_bsm_result result = {.price = &european};
                    fs_bsm(&s, 0, &k, 0, &r, 0, &q, 0, &v, 0, &t, 0, 1, &options, &result, NULL);
                    ck_assert_double_ge(out[0], european - (method < 2 ? 0.03 : 1e-12));
                    ck_assert_double_ge(out[0], (type ? k - s : s - k) - 1e-12);
                    ck_assert(out[2] >= -1e-6 && fabs(out[1]) <= 1 + 1e-9);
                    if (type == 0 && q == 0 && method > 1)
                        ck_assert_double_eq_tol(out[0], european, 1e-12);
                }
}
END_TEST

START_TEST(limits_and_bad_inputs)
{
    double out[6];
    struct fs_american_options put = {1, 0, 0, 50};
    ck_assert_int_eq(one(90, 100, .05, 0, .3, 0, put, out), FS_COMPUTE_OK);
    ck_assert_double_eq(out[0], 10.0);
    ck_assert_int_eq(one(90, 100, .05, 0, 0, 1, put, out), FS_COMPUTE_OK);
    ck_assert_double_eq(out[0], 10.0); /* at once: waiting costs interest */
    put.exercise = FS_EXERCISE_EUROPEAN;
    ck_assert_int_eq(one(90, 100, .05, 0, 0, 1, put, out), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(out[0], 100 * exp(-.05) - 90, 1e-12);
    put.exercise = FS_EXERCISE_AMERICAN;
    ck_assert_int_eq(one(90, 100, .5, 0, .01, 1, put, out), FS_COMPUTE_DOMAIN);
    ck_assert_msg(strstr(problem.text, "too few") != NULL, "%s", problem.text);
    put.method = FS_AMERICAN_BAW;
    ck_assert_int_eq(one(90, 100, -.01, 0, .2, 1, put, out), FS_COMPUTE_DOMAIN);
    put.exercise = FS_EXERCISE_EUROPEAN;
    ck_assert_int_eq(one(90, 100, .01, 0, .2, 1, put, out), FS_COMPUTE_PARAMETER);
    put.exercise = FS_EXERCISE_AMERICAN;
    put.steps = 1;
    ck_assert_int_eq(one(90, 100, .01, 0, .2, 1, put, out), FS_COMPUTE_PARAMETER);
    put.steps = 50;
    ck_assert_int_eq(one(-90, 100, .01, 0, .2, 1, put, out), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(one(NAN, 100, .01, 0, .2, 1, put, out), FS_COMPUTE_OK);
    ck_assert(isnan(out[0]) && isnan(out[5]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("american");
    TCase *tcase = tcase_create("american");
    tcase_add_test(tcase, trees_and_approximations_equal_their_references);
    tcase_add_test(tcase, published_examples);
    tcase_add_test(tcase, trees_converge_to_the_european_formula_with_its_greeks);
    tcase_add_test(tcase, american_is_worth_no_less_than_european_or_exercise);
    tcase_add_test(tcase, limits_and_bad_inputs);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
