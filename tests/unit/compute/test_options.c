/* European options: values to 60 digits, published examples, identities, limits, and the same bits on every processor. */
#include "compute/options/bachelier.h"
#include "compute/options/bsm.h"
#include "compute/options/bsm_kernel.h"
#include "compute/options/normal_kernel.h"

#include "golden.h"

#include <float.h>
#include <stdlib.h>

enum { OUTPUTS = 15 };
static const char *const output_names[OUTPUTS] = {"price", "delta", "gamma", "vega",         "theta",
                                                  "rho",   "phi",   "vanna", "volga",        "charm",
                                                  "speed", "zomma", "color", "strike_delta", "strike_gamma"};

static int bsm(int32_t type, double s, double k, double r, double q, double v, double t, double out[OUTPUTS])
{
    struct fs_bsm_options options = {type};
    struct fs_bsm_result result = {&out[0],  &out[1],  &out[2],  &out[3],  NULL,    &out[4], NULL,
                                   &out[5],  NULL,     &out[6],  &out[7],  &out[8], &out[9], &out[10],
                                   &out[11], &out[12], &out[13], &out[14], NULL,    NULL};
    return fs_bsm(&s, 0, &k, 0, &r, 0, &q, 0, &v, 0, &t, 0, 1, &options, &result, NULL);
}

static double bsm_one(int32_t type, double s, double k, double r, double q, double v, double t, int output)
{
    double out[OUTPUTS];
    ck_assert_int_eq(bsm(type, s, k, r, q, v, t, out), FS_COMPUTE_OK);
    return out[output];
}

/* Values to a relative 1e-10 of themselves or of the size of what they are made of; most are within 1e-14. */
static void golden_greeks(const char *text, const char *model, const char *kind, double *const *got, size_t n,
                          double relative)
{
    for (int o = 0; o < OUTPUTS; o++) {
        if (!got[o])
            continue;
        char name[64];
        snprintf(name, sizeof name, "%s.%s.%s", model, kind, output_names[o]);
        size_t count;
        double *expected = golden_list(text, name, &count);
        ck_assert_uint_eq(count, n);
        for (size_t i = 0; i < n; i++) {
            char shown[96];
            snprintf(shown, sizeof shown, "%s[%zu]", name, i);
            golden_near(shown, got[o][i], expected[i], relative, 0.0);
        }
        free(expected);
    }
}

static double *inputs[6];
static size_t cases;

static void read_inputs(const char *text, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        inputs[i] = golden_list(text, names[i], &cases);
}

static double memory[OUTPUTS][64], more[8][64];

START_TEST(bsm_and_its_greeks_equal_sixty_digits)
{
    char *text = golden_read("options");
    read_inputs(text, (const char *const[]){"spot", "strike", "rate", "dividend", "volatility", "expiry"}, 6);
    for (int32_t type = 0; type < 2; type++) {
        double *got[OUTPUTS];
        for (int o = 0; o < OUTPUTS; o++)
            got[o] = memory[o];
        struct fs_bsm_options options = {type};
        struct fs_bsm_result result = {got[0],  got[1],  got[2],  got[3],  more[0], got[4], more[1],
                                       got[5],  more[2], got[6],  got[7],  got[8],  got[9], got[10],
                                       got[11], got[12], got[13], got[14], more[3], more[4]};
        ck_assert_int_eq(fs_bsm(inputs[0], 1, inputs[1], 1, inputs[2], 1, inputs[3], 1, inputs[4], 1,
                                inputs[5], 1, cases, &options, &result, NULL),
                         FS_COMPUTE_OK);
        golden_greeks(text, "bsm", type ? "put" : "call", got, cases, 1e-10);
        for (size_t i = 0; i < cases; i++) {
            ck_assert_double_eq(more[0][i], got[3][i] / 100);
            ck_assert_double_eq(more[1][i], got[4][i] / 365);
            ck_assert_double_eq(more[2][i], got[5][i] / 100);
        }
        struct fs_black76_options options76 = {type};
        struct fs_black76_result result76 = {got[0],  got[1],  NULL,    got[3],  more[0], got[4],  more[1],
                                             got[5],  more[2], got[7],  got[8],  got[9],  got[10], got[11],
                                             got[12], got[13], got[14], more[3], more[4]};
        result76.gamma = got[2];
        ck_assert_int_eq(fs_black76(inputs[0], 1, inputs[1], 1, inputs[2], 1, inputs[4], 1, inputs[5], 1,
                                    cases, &options76, &result76, NULL),
                         FS_COMPUTE_OK);
        got[6] = NULL;
        golden_greeks(text, "black76", type ? "put" : "call", got, cases, 1e-10);
    }
    free(text);
}
END_TEST

START_TEST(bachelier_and_its_greeks_equal_sixty_digits)
{
    char *text = golden_read("options");
    read_inputs(text,
                (const char *const[]){"normal.forward", "normal.strike", "normal.rate", "normal.volatility",
                                      "normal.expiry"},
                5);
    for (int32_t type = 0; type < 2; type++) {
        double *got[OUTPUTS];
        for (int o = 0; o < OUTPUTS; o++)
            got[o] = o == 6 ? NULL : memory[o];
        struct fs_bachelier_options options = {type};
        struct fs_bachelier_result result = {got[0],  got[1],  got[2],  got[3],  got[4], more[1],
                                             got[5],  more[2], got[7],  got[8],  got[9], got[10],
                                             got[11], got[12], got[13], got[14], more[3]};
        ck_assert_int_eq(fs_bachelier(inputs[0], 1, inputs[1], 1, inputs[2], 1, inputs[3], 1, inputs[4], 1,
                                      cases, &options, &result, NULL),
                         FS_COMPUTE_OK);
        golden_greeks(text, "bachelier", type ? "put" : "call", got, cases, 1e-10);
    }
    free(text);
}
END_TEST

START_TEST(the_normal_distribution_keeps_its_digits_in_both_tails)
{
    char *text = golden_read("options");
    size_t count;
    double *x = golden_list(text, "normal.x", &count), *cdf = golden_list(text, "normal.cdf", &count),
           *density = golden_list(text, "normal.density", &count);
    for (size_t i = 0; i < count; i++) {
        golden_near("cdf", fs_normal_lower(x[i]), cdf[i], 8 * DBL_EPSILON, 0.0);
        golden_near("density", fs_density(x[i]), density[i], 4 * DBL_EPSILON, 0.0);
    }
    for (double y = -700; y <= 700; y += 0.37)
        golden_near("exp", fs_exp_near(y), exp(y), 2 * DBL_EPSILON, 0.0);
    for (double y = 1e-300; y < 1e300; y *= 1.7)
        golden_near("log", fs_log_ratio(y, 1.0), log(y), 1 * DBL_EPSILON, 0.0);
    for (double y = 0.5; y < 2.0; y += 0.00037)
        golden_near("log", fs_log_ratio(y, 1.0), log(y), 2 * DBL_EPSILON, 0.0);
    ck_assert_double_eq(fs_normal_lower(-50), 0.0);
    ck_assert_double_eq(fs_normal_lower(50), 1.0);
    ck_assert_double_eq(fs_log_ratio(1.0, 1.0), 0.0);
    for (double y = 1e-16; y < 0.5; y *= 1.3) /* of numbers that are close, too */
        golden_near("log", fs_log_ratio(1.0 + y, 1.0), log1p((1.0 + y) - 1.0), 2 * DBL_EPSILON, 0.0);
    free(x);
    free(cdf);
    free(density);
    free(text);
}
END_TEST

/* Haug (1998), pages 2 to 16; Hull, Options, Futures and Other Derivatives. */
START_TEST(published_examples)
{
    enum { PRICE, DELTA, GAMMA, VEGA, THETA, RHO };
    ck_assert_double_eq_tol(bsm_one(0, 60, 65, .08, 0, .30, .25, PRICE), 2.1334, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 100, 95, .10, .05, .20, .5, PRICE), 2.4648, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 19, 19, .10, .10, .28, .75, PRICE), 1.7011, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 1.56, 1.60, .06, .08, .12, .5, PRICE), 0.0291, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 75, 70, .10, .05, .35, .5, PRICE), 4.0870, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 105, 100, .1, .1, .36, .5, DELTA), .5946, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 105, 100, .1, .1, .36, .5, DELTA), -.3566, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 55, 60, .10, 0, .30, .75, GAMMA), .0278, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 55, 60, .10, 0, .30, .75, VEGA), 18.9358, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 430, 405, .07, .05, .20, 1.0 / 12, THETA), -31.1924, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 430, 405, .07, .05, .20, 1.0 / 12, THETA) / 365, -.0855, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 72, 75, .09, 0, .19, 1, RHO), 38.7325, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 42, 40, .1, 0, .2, .5, PRICE), 4.7594, 1e-4);
    ck_assert_double_eq_tol(bsm_one(1, 42, 40, .1, 0, .2, .5, PRICE), .8086, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 930, 900, .08, .03, .2, 2.0 / 12, PRICE), 51.833, 1e-3);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, PRICE), 2.40046, 1e-5);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, DELTA), .5216, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, GAMMA), .06555, 1e-5);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, VEGA), 12.105, 1e-3);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, THETA), -4.3054, 1e-4);
    ck_assert_double_eq_tol(bsm_one(0, 49, 50, .05, 0, .2, .3846, RHO), 8.9066, 1e-4);
}
END_TEST

static uint64_t seed = 7;
static double uniform(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

START_TEST(put_call_parity_bounds_and_monotony)
{
    for (int i = 0; i < 20000; i++) {
        double s = exp(uniform(-3, 9)), k = s * exp(uniform(-1.5, 1.5)), r = uniform(-.05, .2),
               q = uniform(-.05, .2);
        double v = exp(uniform(-5, 1.5)), t = exp(uniform(-7, 3.5)), call[OUTPUTS], put[OUTPUTS];
        ck_assert_int_eq(bsm(0, s, k, r, q, v, t, call), FS_COMPUTE_OK);
        ck_assert_int_eq(bsm(1, s, k, r, q, v, t, put), FS_COMPUTE_OK);
        double d = s * exp(-q * t), x = k * exp(-r * t), near = 1e-13 * (d + x);
        ck_assert_double_le(fabs(call[0] - put[0] - (d - x)), near);
        ck_assert_double_le(fabs(call[1] - put[1] - d / s), 1e-13 * (1 + d / s));
        ck_assert(call[0] >= 0 && put[0] >= 0 && call[0] <= d + near && put[0] <= x + near);
        ck_assert(call[0] >= d - x - near && put[0] >= x - d - near);
        ck_assert(call[2] >= 0 && call[3] >= 0 && call[2] == put[2] && call[3] == put[3]);
        ck_assert_double_ge(bsm_one(0, s, k, r, q, v * 1.01, t, 0), call[0] - near);
        ck_assert_double_ge(bsm_one(0, s * 1.01, k, r, q, v, t, 0), call[0] - near);
        ck_assert_double_le(bsm_one(0, s, k * 1.01, r, q, v, t, 0), call[0] + near);
        /* scaling money by a power of two changes nothing else */
        if (put[0] > 1e-290)
            ck_assert_double_eq(bsm_one(1, s * 1024, k * 1024, r, q, v, t, 0), put[0] * 1024);
        /* the equation of Black, Scholes and Merton */
        double equation = call[4] + (r - q) * s * call[1] + 0.5 * v * v * s * s * call[2] - r * call[0];
        double size =
            fabs(call[4]) + fabs((r - q) * s * call[1]) + fabs(r * call[0]) + v * v * s * s * call[2];
        ck_assert_double_le(fabs(equation), 1e-12 * (size + d * fabs(q) + x * fabs(r)));
    }
}
END_TEST

START_TEST(every_processor_level_and_a_single_option_give_the_same_bits)
{
    enum { N = 1013 };
    static double in[6][N], out[FS_CPU_LEVELS][FS_BSM_OUTPUTS][N];
    for (size_t i = 0; i < N; i++) {
        in[0][i] = exp(uniform(-3, 9));
        in[1][i] = in[0][i] * exp(uniform(-1, 1));
        in[2][i] = uniform(-.1, .2);
        in[3][i] = uniform(-.1, .2);
        in[4][i] = i % 50 == 0 ? 0.0 : exp(uniform(-5, 2));
        in[5][i] = i % 77 == 0 ? 0.0 : exp(uniform(-7, 4));
        if (i % 101 == 100)
            in[i % 6][i] = NAN;
        if (i % 91 == 0) { /* the edge */
            in[1][i] = in[0][i];
            in[2][i] = in[3][i];
        }
    }
    struct fs_bsm_value values[6];
    for (int j = 0; j < 6; j++)
        values[j] = (struct fs_bsm_value){in[j], 1};
    for (int sign = -1; sign <= 1; sign += 2) {
        for (int level = 0; level <= (int)fs_cpu_level(); level++) {
            double *to[FS_BSM_OUTPUTS];
            for (int j = 0; j < FS_BSM_OUTPUTS; j++)
                to[j] = out[level][j];
            ck_assert_uint_eq(fs_bsm_kernel((enum fs_cpu_level)level)(values, N, sign, to), N);
            for (int j = 0; j < FS_BSM_OUTPUTS; j++)
                for (size_t i = 0; i < N; i++) {
                    double a = out[0][j][i], b = out[level][j][i];
                    ck_assert((isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0);
                }
        }
        for (size_t i = 0; i < N; i++) {
            struct fs_bsm_value one[6];
            double single[FS_BSM_OUTPUTS], *to[FS_BSM_OUTPUTS];
            for (int j = 0; j < 6; j++)
                one[j] = (struct fs_bsm_value){&in[j][i], 0};
            for (int j = 0; j < FS_BSM_OUTPUTS; j++)
                to[j] = i % 3 || j % 2 ? &single[j] : NULL; /* what is not wanted changes nothing */
            fs_bsm_kernel(fs_cpu_level())(one, 1, sign, to);
            for (int j = 0; j < FS_BSM_OUTPUTS; j++)
                ck_assert(!to[j] || (isnan(single[j]) && isnan(out[0][j][i])) ||
                          memcmp(&single[j], &out[0][j][i], sizeof single[j]) == 0);
        }
    }
}
END_TEST

START_TEST(limits_without_time_or_volatility)
{
    double out[OUTPUTS];
    for (int32_t type = 0; type < 2; type++)
        for (int edge = 0; edge < 2; edge++) { /* no time left, or no volatility */
            double v = edge ? 0.0 : 0.2, t = edge ? 2.0 : 0.0;
            for (int i = 0; i < 2; i++) {
                double s = i ? 130 : 70, sign = type ? -1 : 1, r = .05, q = .02;
                ck_assert_int_eq(bsm(type, s, 100, r, q, v, t, out), FS_COMPUTE_OK);
                double d = s * exp(-q * t), x = 100 * exp(-r * t), worth = fmax(sign * (d - x), 0);
                double in = worth > 0;
                ck_assert_double_eq_tol(out[0], worth, 1e-12);
                ck_assert_double_eq_tol(out[1], sign * in * d / s, 1e-15);
                ck_assert_double_eq(out[2], 0.0);
                ck_assert_double_eq(out[3], 0.0);
                ck_assert_double_eq_tol(out[4], sign * in * (q * d - r * x), 1e-12);
                ck_assert_double_eq_tol(out[5], sign * in * t * x, 1e-12);
                for (int o = 6; o < OUTPUTS; o++)
                    ck_assert(isfinite(out[o]));
                /* a little more of it is almost the same */
                double near[OUTPUTS];
                ck_assert_int_eq(bsm(type, s, 100, r, q, edge ? 1e-5 : v, edge ? t : 1e-8, near),
                                 FS_COMPUTE_OK);
                for (int o = 0; o < OUTPUTS; o++)
                    ck_assert_double_eq_tol(near[o], out[o], 2e-6);
            }
        }
    ck_assert_int_eq(bsm(0, 100, 100, 0, 0, .2, 0, out), FS_COMPUTE_OK);
    ck_assert_double_eq(out[0], 0.0);
    ck_assert_double_eq(out[1], 0.5);
    ck_assert(isinf(out[2]) && isinf(out[4]) && out[4] < 0 && isnan(out[9]));
}
END_TEST

START_TEST(huge_tiny_and_far_inputs_stay_exact)
{
    /* a volatility beyond all bounds: the call is the spot, the put the strike */
    ck_assert_double_eq_tol(bsm_one(0, 100, 90, .05, 0, 1e6, 1, 0), 100, 1e-12);
    ck_assert_double_eq_tol(bsm_one(1, 100, 90, .05, 0, 1e6, 1, 0), 90 * exp(-.05), 1e-12);
    ck_assert_double_eq(bsm_one(0, 1e-70, 1e70, .05, 0, .2, 1, 0), 0.0);
    ck_assert_double_eq(bsm_one(0, 1e70, 1e-70, 0, 0, .2, 1, 0), 1e70);
    ck_assert_double_eq_tol(bsm_one(0, 1e70, 1e70, 0, 0, .2, 1, 0) / 1e70, 0.079655674554058, 1e-14);
    /* 12 deviations out: the digits are there, where 1 - N would have lost them all */
    ck_assert_double_eq_tol(bsm_one(0, 100, 100 * exp(2.4), 0, 0, .2, 1, 0) / 9.6504648129771357e-33, 1,
                            1e-12);
}
END_TEST

START_TEST(bad_inputs_are_named)
{
    double bad[][6] = {{-1, 100, .05, 0, .2, 1},       {100, 0, .05, 0, .2, 1},
                       {100, 100, INFINITY, 0, .2, 1}, {100, 100, .05, 1e5, .2, 1},
                       {100, 100, .05, 0, -.2, 1},     {100, 100, .05, 0, .2, -1},
                       {INFINITY, 100, .05, 0, .2, 1}, {100, 100, .05, 0, INFINITY, 0}};
    const char *names[] = {"spot",       "strike", "rate", "dividend",
                           "volatility", "expiry", "spot", "volatility"};
    struct fs_bsm_options options = {0};
    double price;
    struct fs_bsm_result result = {.price = &price};
    for (int i = 0; i < 8; i++) {
        struct fs_problem problem = {0};
        double *x = bad[i];
        ck_assert_int_eq(fs_bsm(&x[0], 0, &x[1], 0, &x[2], 0, &x[3], 0, &x[4], 0, &x[5], 0, 1, &options,
                                &result, &problem),
                         FS_COMPUTE_DOMAIN);
        ck_assert_msg(strncmp(problem.text, names[i], strlen(names[i])) == 0, "%s", problem.text);
    }
    double spots[] = {100, NAN, -3}, out[3], strike = 100, zero = 0, one = 1;
    struct fs_problem problem = {0};
    result.price = out;
    ck_assert_int_eq(
        fs_bsm(spots, 1, &strike, 0, &zero, 0, NULL, 0, &one, 0, &one, 0, 3, &options, &result, &problem),
        FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "spot[3] is -3; expected a price from 2e-77 to 1e77");
    ck_assert_int_eq(
        fs_bsm(spots, 1, &strike, 0, &zero, 0, NULL, 0, &one, 0, &one, 0, 2, &options, &result, &problem),
        FS_COMPUTE_OK);
    ck_assert(isnan(out[1]) && out[0] > 38);
    ck_assert_int_eq(
        fs_bsm(NULL, 1, &strike, 0, &zero, 0, NULL, 0, &one, 0, &one, 0, 2, &options, &result, &problem),
        FS_COMPUTE_NULL);
    ck_assert_int_eq(
        fs_bsm(spots, 1, &strike, 0, &zero, 0, NULL, 0, &one, 0, &one, 0, 0, &options, &result, &problem),
        FS_COMPUTE_OK);
    struct fs_bachelier_options normal = {0};
    struct fs_bachelier_result normal_result = {.price = out};
    double minus = -1;
    ck_assert_int_eq(fs_bachelier(spots, 1, &strike, 0, &zero, 0, &minus, 0, &one, 0, 2, &normal,
                                  &normal_result, &problem),
                     FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "volatility is -1; expected 0 or more, and below 1e77");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tcase = tcase_create("european");
    tcase_add_test(tcase, bsm_and_its_greeks_equal_sixty_digits);
    tcase_add_test(tcase, bachelier_and_its_greeks_equal_sixty_digits);
    tcase_add_test(tcase, the_normal_distribution_keeps_its_digits_in_both_tails);
    tcase_add_test(tcase, published_examples);
    tcase_add_test(tcase, put_call_parity_bounds_and_monotony);
    tcase_add_test(tcase, every_processor_level_and_a_single_option_give_the_same_bits);
    tcase_add_test(tcase, limits_without_time_or_volatility);
    tcase_add_test(tcase, huge_tiny_and_far_inputs_stay_exact);
    tcase_add_test(tcase, bad_inputs_are_named);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
