#include "compute/solve/minimise.h"

#include <check.h>
#include <math.h>

static double rosenbrock(const double *x, void *context)
{
    (void)context;
    double a = x[1] - x[0] * x[0], b = 1 - x[0];
    return 100 * a * a + b * b;
}

static void rosenbrock_gradient(const double *x, double *g, void *context)
{
    (void)context;
    double a = x[1] - x[0] * x[0];
    g[0] = -400 * a * x[0] - 2 * (1 - x[0]);
    g[1] = 200 * a;
}

/* Powell's singular function: the Hessian at the minimum, 0 at the origin, has rank 2. */
static double powell(const double *x, void *context)
{
    (void)context;
    double a = x[0] + 10 * x[1], b = x[2] - x[3], c = x[1] - 2 * x[2], d = x[0] - x[3];
    return a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d;
}

/* (x - centre)' A (x - centre) / 2 with A = tridiagonal(-1, 3, -1). */
static double quadratic(const double *x, void *context)
{
    const double *centre = context;
    double sum = 0;
    for (int i = 0; i < 5; i++) {
        double a = x[i] - centre[i];
        sum += 1.5 * a * a;
        if (i > 0)
            sum -= a * (x[i - 1] - centre[i - 1]);
    }
    return sum;
}

static double logarithm(const double *x, void *context)
{
    (void)context;
    return x[0] - log(x[0]); /* NaN below 0 */
}

static double slope(const double *x, void *context)
{
    (void)context;
    return x[0] + x[1];
}

static double rough(const double *x, void *context)
{
    (void)context;
    return fabs(x[0] - 3) + fabs(x[1] + 2 * x[0]) + 1;
}

START_TEST(finds_the_valley_of_rosenbrock)
{
    for (int analytic = 0; analytic < 2; analytic++) {
        double x[2] = {-1.2, 1};
        struct fs_minimum m;
        ck_assert_int_eq(fs_minimise_bfgs(rosenbrock, analytic ? rosenbrock_gradient : NULL, NULL, 2, x, NULL,
                                          NULL, 1e-8, 200, &m, NULL),
                         0);
        ck_assert_double_eq_tol(x[0], 1, 1e-6);
        ck_assert_double_eq_tol(x[1], 1, 1e-6);
        ck_assert_int_lt(m.iterations, 60);
        ck_assert(m.gradient <= 1e-8);
    }
}
END_TEST

START_TEST(finds_a_minimum_with_a_singular_hessian)
{
    double x[4] = {3, -1, 0, 1};
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_bfgs(powell, NULL, NULL, 4, x, NULL, NULL, 1e-7, 500, &m, NULL), 0);
    ck_assert_double_lt(m.value, 1e-8);
}
END_TEST

START_TEST(holds_bounds_and_meets_kkt)
{
    double centre[5] = {2, -3, 0.5, 4, -1}, lower[5] = {-1, -1, -1, -1, -1}, upper[5] = {1, 1, 1, 1, 1};
    double x[5] = {9, 9, 9, 9, 9}, h = 1e-5;
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_bfgs(quadratic, NULL, centre, 5, x, lower, upper, 1e-9, 200, &m, NULL), 0);
    for (int i = 0; i < 5; i++) {
        double at = x[i];
        ck_assert(at >= lower[i] && at <= upper[i]);
        x[i] = at + h;
        double up = quadratic(x, centre);
        x[i] = at - h;
        double slope_here = (up - quadratic(x, centre)) / (2 * h);
        x[i] = at;
        if (at == lower[i])
            ck_assert_double_gt(slope_here, -1e-7);
        else if (at == upper[i])
            ck_assert_double_lt(slope_here, 1e-7);
        else
            ck_assert_double_eq_tol(slope_here, 0, 1e-7);
    }
    ck_assert(x[0] == 1 && x[1] == -1 && x[3] == 1);
}
END_TEST

START_TEST(goes_into_a_corner)
{
    double lower[2] = {-4, 2}, x[2] = {10, 10};
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_bfgs(slope, NULL, NULL, 2, x, lower, NULL, 1e-9, 50, &m, NULL), 0);
    ck_assert(x[0] == -4 && x[1] == 2 && m.value == -2);
}
END_TEST

START_TEST(a_fixed_variable_stays)
{
    double centre[5] = {2, -3, 0.5, 4, -1}, lower[5] = {0.25, -9, -9, -9, -9}, upper[5] = {0.25, 9, 9, 9, 9};
    double x[5] = {0};
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_bfgs(quadratic, NULL, centre, 5, x, lower, upper, 1e-9, 200, &m, NULL), 0);
    ck_assert(x[0] == 0.25);
}
END_TEST

START_TEST(avoids_where_the_objective_is_not_defined)
{
    double x[1] = {30};
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_bfgs(logarithm, NULL, NULL, 1, x, NULL, NULL, 1e-8, 100, &m, NULL), 0);
    ck_assert_double_eq_tol(x[0], 1, 1e-6);
    x[0] = 20;
    double step = 30;
    ck_assert_int_eq(fs_minimise_simplex(logarithm, NULL, 1, x, &step, 1e-9, 500, &m, NULL), 0);
    ck_assert_double_eq_tol(x[0], 1, 1e-4);
}
END_TEST

START_TEST(tells_a_bad_start_bad_bounds_and_a_search_that_did_not_arrive)
{
    double x[2] = {-1, 0};
    struct fs_minimum m;
    struct fs_problem p;
    ck_assert_int_eq(fs_minimise_bfgs(logarithm, NULL, NULL, 1, x, NULL, NULL, 1e-8, 100, &m, &p),
                     FS_COMPUTE_DOMAIN);
    double lower[2] = {1, 1}, upper[2] = {2, 0};
    ck_assert_int_eq(fs_minimise_bfgs(slope, NULL, NULL, 2, x, lower, upper, 1e-8, 100, &m, &p),
                     FS_COMPUTE_INFEASIBLE);
    x[0] = NAN;
    ck_assert_int_eq(fs_minimise_bfgs(slope, NULL, NULL, 2, x, NULL, NULL, 1e-8, 100, &m, &p),
                     FS_COMPUTE_MISSING);
    double y[2] = {-1.2, 1};
    ck_assert_int_eq(fs_minimise_bfgs(rosenbrock, NULL, NULL, 2, y, NULL, NULL, 1e-8, 3, &m, &p),
                     FS_COMPUTE_CONVERGENCE);
    ck_assert_double_lt(m.value, 24.2); /* the best so far */
    ck_assert(m.value == rosenbrock(y, NULL));
}
END_TEST

START_TEST(the_simplex_finds_smooth_and_rough_minima)
{
    double x[4] = {-1.2, 1}, step[4] = {1, 1, 1, 1};
    struct fs_minimum m;
    ck_assert_int_eq(fs_minimise_simplex(rosenbrock, NULL, 2, x, step, 1e-10, 2000, &m, NULL), 0);
    ck_assert_double_eq_tol(x[0], 1, 1e-5);
    double y[4] = {3, -1, 0, 1};
    ck_assert_int_eq(fs_minimise_simplex(powell, NULL, 4, y, step, 1e-10, 5000, &m, NULL), 0);
    ck_assert_double_lt(m.value, 1e-9);
    double z[2] = {0, 0};
    ck_assert_int_eq(fs_minimise_simplex(rough, NULL, 2, z, step, 1e-10, 5000, &m, NULL), 0);
    ck_assert_double_eq_tol(z[0], 3, 1e-6);
    ck_assert_double_eq_tol(z[1], -6, 1e-6);
    ck_assert(isnan(m.gradient));
}
END_TEST

START_TEST(the_hessian_has_nine_digits)
{
    double x[2] = {-1.2, 1}, h[4];
    ck_assert_int_eq(fs_hessian(rosenbrock, NULL, 2, x, h), 0);
    ck_assert_double_eq_tol(h[0], 1330, 1e-6);
    ck_assert_double_eq_tol(h[1], 480, 1e-6);
    ck_assert(h[1] == h[2]);
    ck_assert_double_eq_tol(h[3], 200, 1e-6);
    double near = 1e-5; /* the first steps would leave the domain */
    ck_assert_int_eq(fs_hessian(logarithm, NULL, 1, &near, h), 0);
    double bad = -1;
    ck_assert_int_eq(fs_hessian(logarithm, NULL, 1, &bad, h), FS_COMPUTE_DOMAIN);
}
END_TEST

START_TEST(the_same_search_gives_the_same_bits)
{
    double x[2] = {-1.2, 1}, y[2] = {-1.2, 1};
    fs_minimise_bfgs(rosenbrock, NULL, NULL, 2, x, NULL, NULL, 1e-8, 200, NULL, NULL);
    fs_minimise_bfgs(rosenbrock, NULL, NULL, 2, y, NULL, NULL, 1e-8, 200, NULL, NULL);
    ck_assert(x[0] == y[0] && x[1] == y[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("minimise");
    TCase *c = tcase_create("minimise");
    tcase_add_test(c, finds_the_valley_of_rosenbrock);
    tcase_add_test(c, finds_a_minimum_with_a_singular_hessian);
    tcase_add_test(c, holds_bounds_and_meets_kkt);
    tcase_add_test(c, goes_into_a_corner);
    tcase_add_test(c, a_fixed_variable_stays);
    tcase_add_test(c, avoids_where_the_objective_is_not_defined);
    tcase_add_test(c, tells_a_bad_start_bad_bounds_and_a_search_that_did_not_arrive);
    tcase_add_test(c, the_simplex_finds_smooth_and_rough_minima);
    tcase_add_test(c, the_hessian_has_nine_digits);
    tcase_add_test(c, the_same_search_gives_the_same_bits);
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
