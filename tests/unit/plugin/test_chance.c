/* The random numbers of plugins/synthetic, compiled in. */
#include "../../../plugins/synthetic/chance.c"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* Known answers of Random123 (kat_vectors: philox4x32 10). */
START_TEST(philox_gives_the_published_blocks)
{
    static const uint32_t cases[3][10] = {{0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
                                          {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                                           0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
                                          {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822,
                                           0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];
        chance_block(cases[i], cases[i] + 4, out);
        ck_assert_mem_eq(out, cases[i] + 6, sizeof out);
    }
}
END_TEST

static double ulps(double a, double b)
{
    int64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return (double)llabs(x - y);
}

START_TEST(logarithm_and_exponential_are_within_two_units)
{
    struct chance chance = {.seed = 3, .purpose = 9};
    for (int i = 0; i < 100000; i++) {
        double x = exp(600.0 * (chance_uniform(&chance) - 0.5));
        if (fabs(log(x)) > 1e-3) /* next to 1 the result is small and its units too */
            ck_assert_double_le(ulps(chance_log(x), log(x)), 2.0);
        double y = 1200.0 * (chance_uniform(&chance) - 0.5);
        ck_assert_double_le(ulps(chance_exp(y), exp(y)), 2.0);
    }
    ck_assert_double_eq(chance_exp(0.0), 1.0);
    ck_assert_double_eq(chance_log(1.0), 0.0);
}
END_TEST

START_TEST(many_normals_are_those_that_come_one_by_one)
{
    struct chance many = {.seed = 0x123456789abcdef0, .stream = 7, .purpose = 3, .step = 0xfffffffa},
                  one = many;
    for (int count = 0; count < 40; count++) {
        double out[40];
        chance_normals(&many, count, out);
        for (int i = 0; i < count; i++)
            ck_assert_double_eq(out[i], chance_normal(&one));
        ck_assert_uint_eq(many.step, one.step);
    }
}
END_TEST

START_TEST(normals_have_the_moments_of_normals)
{
    struct chance chance = {.seed = 42, .purpose = 1};
    double sum = 0, squares = 0, fourth = 0, n = 200000;
    for (int i = 0; i < (int)n; i++) {
        double z = chance_normal(&chance);
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
    }
    ck_assert_double_lt(fabs(sum / n), 0.01);
    ck_assert_double_lt(fabs(squares / n - 1.0), 0.02);
    ck_assert_double_lt(fabs(fourth / n - 3.0), 0.1);
}
END_TEST

START_TEST(draws_are_told_by_seed_stream_purpose_and_step_alone)
{
    struct chance one = {.seed = 1, .stream = 2, .purpose = 3}, two = one;
    for (int i = 0; i < 5; i++)
        chance_uniform(&one);
    two.step = 4;
    double fifth = chance_uniform(&two);
    struct chance again = {.seed = 1, .stream = 2, .purpose = 3, .step = 4};
    ck_assert_double_eq(chance_uniform(&again), fifth);
    struct chance other = {.seed = 1, .stream = 3, .purpose = 3, .step = 4};
    ck_assert_double_ne(chance_uniform(&other), fifth);
    for (int i = 0; i < 1000; i++) {
        double u = chance_uniform(&one);
        ck_assert(u > 0.0 && u < 1.0);
        ck_assert_uint_lt(chance_below(&one, 7), 7);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/chance");
    TCase *cases = tcase_create("chance");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, philox_gives_the_published_blocks);
    tcase_add_test(cases, logarithm_and_exponential_are_within_two_units);
    tcase_add_test(cases, many_normals_are_those_that_come_one_by_one);
    tcase_add_test(cases, normals_have_the_moments_of_normals);
    tcase_add_test(cases, draws_are_told_by_seed_stream_purpose_and_step_alone);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
