/* The volume profile against golden/volume_profile.txt (tests/oracles/momentum_golden.py), and what it must keep. */
#include "golden.h"

#include "compute/micro/volume_profile.h"

static char *text;
static double *prices, *volumes;
static size_t n;
static double levels[128], held[128];
static struct fs_volume_profile_result result;
static struct fs_problem problem;

static void setup(void)
{
    text = golden_read("volume_profile");
    prices = golden_list(text, "prices", &n);
    volumes = golden_list(text, "volumes", &n);
    result = (struct fs_volume_profile_result){.levels = levels, .volumes = held};
}

static void teardown(void)
{
    free(text), free(prices), free(volumes);
}

static int profile(const double *p, const double *v, size_t count, int32_t bins, double share)
{
    return fs_volume_profile(p, v, count, &(struct fs_volume_profile_options){bins, share}, &result,
                             &problem);
}

static const char *key(const char *name, const char *member)
{
    static char out[64];
    snprintf(out, sizeof out, "%s.%s", name, member);
    return out;
}

START_TEST(levels_are_those_of_numpy)
{
    static const char *const names[] = {"few", "many", "all", "one"};
    for (int i = 0; i < 4; i++) {
        int32_t bins = (int32_t)golden_number(text, key(names[i], "bins"));
        ck_assert_int_eq(profile(prices, volumes, n, bins, golden_number(text, key(names[i], "share"))),
                         FS_COMPUTE_OK);
        ck_assert_int_eq(result.found, bins);
        golden_equal(text, key(names[i], "held"), held, (size_t)bins, 0, 0);
        golden_equal(text, key(names[i], "levels"), levels, (size_t)bins, 1e-14, 0);
        const double area[] = {result.point_of_control, result.value_area_low, result.value_area_high,
                               result.value_area_volume, result.total};
        golden_equal(text, key(names[i], "area"), area, 5, 1e-14, 0);
    }
}
END_TEST

START_TEST(all_volume_is_somewhere_and_order_does_not_matter)
{
    double reversed_prices[300], reversed_volumes[300], first[128];
    ck_assert_int_eq(profile(prices, volumes, n, 50, 0.7), FS_COMPUTE_OK);
    double sum = 0;
    for (int i = 0; i < 50; i++)
        sum += held[i];
    ck_assert_double_eq(sum, result.total);
    ck_assert_double_ge(result.value_area_volume, 0.7 * result.total);
    ck_assert_double_le(result.value_area_low, result.point_of_control);
    ck_assert_double_ge(result.value_area_high, result.point_of_control);
    memcpy(first, held, sizeof first);
    for (size_t i = 0; i < n; i++) {
        reversed_prices[i] = prices[n - 1 - i];
        reversed_volumes[i] = volumes[n - 1 - i];
    }
    ck_assert_int_eq(profile(reversed_prices, reversed_volumes, n, 50, 0.7), FS_COMPUTE_OK);
    ck_assert_mem_eq(first, held, 50 * sizeof *first);
}
END_TEST

START_TEST(equal_prices_give_one_level)
{
    const double p[] = {5, 5, 5}, v[] = {1, 2, 3};
    ck_assert_int_eq(profile(p, v, 3, 10, 0.7), FS_COMPUTE_OK);
    ck_assert_int_eq(result.found, 1);
    ck_assert_double_eq(levels[0], 5);
    ck_assert_double_eq(held[0], 6);
    ck_assert_double_eq(result.value_area_low, 5);
    ck_assert_double_eq(result.value_area_high, 5);
    ck_assert_double_eq(result.point_of_control, 5);
}
END_TEST

START_TEST(the_point_of_control_of_equal_levels_is_in_the_middle)
{
    const double p[] = {0, 1, 2, 3, 4}, v[] = {1, 1, 1, 1, 1};
    ck_assert_int_eq(profile(p, v, 5, 5, 0.6), FS_COMPUTE_OK);
    ck_assert_double_eq(result.point_of_control, levels[2]);
    ck_assert_double_eq(result.value_area_volume, 3); /* the target is met but for rounding */
}
END_TEST

START_TEST(works_without_arrays_for_levels)
{
    result = (struct fs_volume_profile_result){0};
    ck_assert_int_eq(profile(prices, volumes, n, 10, 0.7), FS_COMPUTE_OK);
    ck_assert_int_eq(result.found, 10);
}
END_TEST

START_TEST(bad_inputs_are_told)
{
    double p[] = {1, 2, 3}, v[] = {1, 2, 3};
    ck_assert_int_eq(profile(p, v, 0, 10, 0.7), FS_COMPUTE_SHORT);
    ck_assert_int_eq(profile(p, v, 3, 0, 0.7), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(profile(p, v, 3, 100001, 0.7), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(profile(p, v, 3, 10, NAN), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(profile(p, v, 3, 10, 1.1), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(profile(NULL, v, 3, 10, 0.7), FS_COMPUTE_NULL);
    v[1] = -2;
    ck_assert_int_eq(profile(p, v, 3, 10, 0.7), FS_COMPUTE_DOMAIN);
    ck_assert_str_eq(problem.text, "volumes[2] is -2; a volume is not negative");
    v[1] = NAN;
    ck_assert_int_eq(profile(p, v, 3, 10, 0.7), FS_COMPUTE_MISSING);
    const double none[] = {0, 0, 0}, huge[] = {1e308, 1e308, 1e308}, apart[] = {-1.7e308, 0, 1.7e308},
                 one[] = {1, 1, 1};
    ck_assert_int_eq(profile(p, none, 3, 10, 0.7), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(profile(p, huge, 3, 10, 0.7), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(profile(apart, one, 3, 10, 0.7), FS_COMPUTE_DOMAIN);
    const double close_by[] = {1, 1 + 0x1p-52, 1};
    ck_assert_int_eq(profile(close_by, one, 3, 10, 0.7), FS_COMPUTE_DOMAIN);
    p[0] = INFINITY;
    ck_assert_int_eq(profile(p, one, 3, 10, 0.7), FS_COMPUTE_MISSING);
    ck_assert_int_eq(fs_volume_profile(p, one, 0, NULL, &result, NULL), FS_COMPUTE_SHORT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume_profile");
    TCase *tcase = tcase_create("volume_profile");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, levels_are_those_of_numpy);
    tcase_add_test(tcase, all_volume_is_somewhere_and_order_does_not_matter);
    tcase_add_test(tcase, equal_prices_give_one_level);
    tcase_add_test(tcase, the_point_of_control_of_equal_levels_is_in_the_middle);
    tcase_add_test(tcase, works_without_arrays_for_levels);
    tcase_add_test(tcase, bad_inputs_are_told);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
