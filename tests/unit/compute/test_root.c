/* Zeros of functions of one variable. */
#include "compute/solve/root.h"

#include <check.h>
#include <float.h>
#include <string.h>

static int calls;

static double cubic(double x, void *context)
{
    (void)context;
    calls++;
    return x * x * x - 2.0 * x - 5.0; /* Wallis's, Brent's and everybody's example */
}

static double shifted(double x, void *context)
{
    return x - *(const double *)context;
}

static double power(double x, void *context)
{
    (void)context;
    calls++;
    return pow(x, 19.0);
}

static double step_function(double x, void *context)
{
    (void)context;
    return x < 0.3 ? -1.0 : 1.0;
}

static double pole(double x, void *context)
{
    (void)context;
    return x == 0.0 ? INFINITY : 1.0 / x;
}

static double undefined(double x, void *context)
{
    (void)context;
    return x > 0.2 && x < 0.8 ? NAN : x - 0.5;
}

START_TEST(finds_the_zero_of_a_cubic)
{
    double root;
    calls = 0;
    ck_assert_int_eq(fs_root_brent(cubic, NULL, 2.0, 3.0, 0.0, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(root, 2.0945514815423265, 4 * DBL_EPSILON * 2.1);
    ck_assert_int_lt(calls, 15);
    double back;
    ck_assert_int_eq(fs_root_brent(cubic, NULL, 3.0, 2.0, 0.0, &back, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(back, root, 8 * DBL_EPSILON);
}
END_TEST

START_TEST(finds_zeros_at_ends_and_across_scales)
{
    double values[] = {0.0, 1.0, -1.0, 0.3, 1e-300, -1e-300, 1e300, -7e299, DBL_TRUE_MIN}, root;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ck_assert_int_eq(fs_root_brent(shifted, &values[i], -1e305, 1e305, 0.0, &root, NULL), FS_COMPUTE_OK);
        ck_assert_double_le(fabs(root - values[i]), 4 * DBL_EPSILON * fabs(values[i]) + DBL_TRUE_MIN);
    }
    double end = 2.0;
    ck_assert_int_eq(fs_root_brent(shifted, &end, 2.0, 3.0, 0.0, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq(root, 2.0);
    ck_assert_int_eq(fs_root_brent(shifted, &end, 1.0, 2.0, 0.0, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq(root, 2.0);
}
END_TEST

START_TEST(finds_flat_zeros_jumps_and_poles)
{
    double root;
    calls = 0;
    ck_assert_int_eq(fs_root_brent(power, NULL, -1.0, 4.0, 1e-10, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_le(fabs(root), 1e-10);
    ck_assert_int_lt(calls, 400);
    ck_assert_int_eq(fs_root_brent(step_function, NULL, 0.0, 1.0, 0.0, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(root, 0.3, 4 * DBL_EPSILON);
    ck_assert_int_eq(fs_root_brent(pole, NULL, -1.0, 2.0, 0.0, &root, NULL), FS_COMPUTE_OK);
    ck_assert_double_le(fabs(root), 1e-300);
}
END_TEST

START_TEST(keeps_to_the_tolerance_that_is_asked_for)
{
    double root;
    for (double tolerance = 1e-1; tolerance > 1e-15; tolerance *= 0.1) {
        ck_assert_int_eq(fs_root_brent(cubic, NULL, 2.0, 3.0, tolerance, &root, NULL), FS_COMPUTE_OK);
        ck_assert_double_le(fabs(root - 2.0945514815423265), tolerance + 4 * DBL_EPSILON * 2.1);
    }
}
END_TEST

START_TEST(rejects_brackets_without_a_change_of_sign)
{
    struct fs_problem problem;
    double root;
    ck_assert_int_eq(fs_root_brent(cubic, NULL, 3.0, 4.0, 0.0, &root, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(problem.text, "different signs"));
    ck_assert_int_eq(fs_root_brent(cubic, NULL, NAN, 4.0, 0.0, &root, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_root_brent(cubic, NULL, 0.0, INFINITY, 0.0, &root, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_root_brent(cubic, NULL, 2.0, 3.0, NAN, &root, &problem), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_root_brent(undefined, NULL, 0.0, 1.0, 0.0, &root, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(problem.text, "not defined at 0.5"));
    ck_assert_int_eq(fs_root_brent(NULL, NULL, 2.0, 3.0, 0.0, &root, &problem), FS_COMPUTE_NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("root");
    TCase *tcase = tcase_create("brent");
    tcase_add_test(tcase, finds_the_zero_of_a_cubic);
    tcase_add_test(tcase, finds_zeros_at_ends_and_across_scales);
    tcase_add_test(tcase, finds_flat_zeros_jumps_and_poles);
    tcase_add_test(tcase, keeps_to_the_tolerance_that_is_asked_for);
    tcase_add_test(tcase, rejects_brackets_without_a_change_of_sign);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
