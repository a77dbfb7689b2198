/* Nearest correlation and covariance matrices against those of the dual problem, and what must hold for all. */
#include "compute/defaults.h"
#include "compute/linear/lapack.h"
#include "compute/stats/nearest.h"
#include "compute/stats/random.h"

#include "golden.h"

enum { K = 12 };
static char *text;
static struct fs_problem problem;
static struct fs_stats_nearest_psd_options options;

static void setup(void)
{
    text = golden_read("nearest");
    options = (struct fs_stats_nearest_psd_options)FS_STATS_NEAREST_PSD_DEFAULTS;
}

static void teardown(void)
{
    free(text);
}

static double *pairs(const char *name)
{
    size_t count;
    double *list = golden_list(text, name, &count);
    ck_assert_uint_eq(count, K * K);
    return list;
}

static double smallest_eigenvalue(const double *matrix, int k)
{
    double a[64 * 64], values[64], work[64 * 64];
    int iwork[64], lwork = 64 * 64, liwork = 64, info;
    memcpy(a, matrix, (size_t)(k * k) * sizeof *a);
    dsyevd_("N", "U", &k, a, &k, values, work, &lwork, iwork, &liwork, &info, 1, 1);
    ck_assert_int_eq(info, 0);
    return values[0];
}

START_TEST(highams_example_is_that_of_the_paper)
{
    double matrix[] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, x[9];
    struct fs_stats_nearest_psd_result r = {.matrix = x};
    options.kind = FS_NEAREST_CORRELATION;
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, 3, &options, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "higham", x, 9, 1e-9, 0);
    ck_assert_double_eq_tol(x[1], 0.7607, 5e-5); /* Higham (2002), section 5 */
    ck_assert_double_eq_tol(x[2], 0.1573, 5e-5);
    ck_assert_double_eq_tol(r.smallest, 1 - sqrt(2), 1e-14);
    ck_assert_int_gt(r.iterations, 1);
}
END_TEST

START_TEST(the_nearest_is_that_of_the_dual_problem)
{
    double *matrix = pairs("pairs"), *scaled = pairs("covariance"), x[K * K];
    struct fs_stats_nearest_psd_result r = {.matrix = x};
    options.tolerance = 1e-13;
    options.iterations = 100000;
    for (int32_t kind = FS_NEAREST_COVARIANCE; kind <= FS_NEAREST_CORRELATION; kind++) {
        options.kind = kind; /* a diagonal of 1 is kept either way */
        ck_assert_int_eq(fs_stats_nearest_psd(matrix, K, &options, &r, &problem), FS_COMPUTE_OK);
        golden_equal(text, "pairs.nearest", x, K * K, 1e-10, 1);
        golden_near("distance", r.distance, golden_number(text, "pairs.distance"), 1e-11, 0);
        golden_near("smallest", r.smallest, golden_number(text, "pairs.smallest"), 1e-13, 0);
        for (size_t j = 0; j < K; j++)
            ck_assert_double_eq(x[j * (K + 1)], 1);
        ck_assert_double_ge(smallest_eigenvalue(x, K), -1e-14);
    }
    options.floor = 0.01;
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, K, &options, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "pairs.floor", x, K * K, 1e-10, 1);
    golden_near("floor", smallest_eigenvalue(x, K), 0.01, 1e-10, 0);
    options.floor = 0;
    options.kind = FS_NEAREST_ANY;
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, K, &options, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "pairs.any", x, K * K, 1e-13, 1);
    options.kind = FS_NEAREST_COVARIANCE;
    ck_assert_int_eq(fs_stats_nearest_psd(scaled, K, &options, &r, &problem), FS_COMPUTE_OK);
    golden_equal(text, "covariance.nearest", x, K * K, 1e-10, 0.1);
    golden_near("distance", r.distance, golden_number(text, "covariance.distance"), 1e-10, 0);
    for (size_t j = 0; j < K; j++)
        ck_assert_double_eq(x[j * (K + 1)], scaled[j * (K + 1)]);
    free(matrix), free(scaled);
}
END_TEST

START_TEST(no_other_correlation_matrix_is_nearer)
{
    enum { N = 30 };
    struct fs_random random;
    fs_random_init(&random, 11, 0);
    static double a[N * N], x[N * N], other[N * N];
    for (int round = 0; round < 5; round++) {
        for (size_t j = 0; j < N; j++)
            for (size_t i = 0; i <= j; i++)
                a[i + j * N] = a[j + i * N] = i == j ? 1 : 2 * fs_random_unit(&random) - 1;
        struct fs_stats_nearest_psd_result r = {.matrix = x};
        options.kind = FS_NEAREST_CORRELATION;
        ck_assert_msg(fs_stats_nearest_psd(a, N, &options, &r, &problem) == FS_COMPUTE_OK, "%s",
                      problem.text);
        ck_assert_double_ge(smallest_eigenvalue(x, N), -1e-13);
        double length = 0;
        for (size_t i = 0; i < N * N; i++)
            length += (x[i] - a[i]) * (x[i] - a[i]);
        ck_assert_double_eq_tol(r.distance, sqrt(length), 1e-12);
        /* Correlation matrices are convex: nearest is where no way towards another one leads nearer. */
        for (int try = 0; try < 50; try++) {
            double v[N * 3], inward = 0;
            for (size_t i = 0; i < N; i++) {
                double size = 0;
                for (size_t m = 0; m < 3; m++)
                    v[i + m * N] = fs_random_normal(&random), size += v[i + m * N] * v[i + m * N];
                for (size_t m = 0; m < 3; m++)
                    v[i + m * N] /= sqrt(size);
            }
            for (size_t j = 0; j < N; j++)
                for (size_t i = 0; i < N; i++) {
                    other[i + j * N] = v[i] * v[j] + v[i + N] * v[j + N] + v[i + 2 * N] * v[j + 2 * N];
                    inward += (a[i + j * N] - x[i + j * N]) * (other[i + j * N] - x[i + j * N]);
                }
            ck_assert_double_le(inward, 1e-6);
        }
    }
}
END_TEST

START_TEST(what_is_positive_already_stays_as_it_is)
{
    double matrix[] = {0.04, 0.012, 0, 0.012, 0.09, 0, 0, 0, 0}, x[9];
    struct fs_stats_nearest_psd_result r = {.matrix = x};
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, 3, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_int_eq(memcmp(matrix, x, sizeof x), 0);
    ck_assert_double_eq(r.distance, 0);
    ck_assert_double_eq_tol(r.smallest, 1 - 0.2, 1e-15);
    ck_assert_int_eq(r.iterations, 0);
    matrix[2] = matrix[6] = 0.01; /* nothing varies with what does not vary */
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, 3, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(x[2], 0);
    ck_assert_double_eq_tol(r.distance, 0.01 * sqrt(2), 1e-16);
    double one = 4, out;
    r.matrix = &out;
    ck_assert_int_eq(fs_stats_nearest_psd(&one, 1, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(out, 4);
    options.kind = FS_NEAREST_CORRELATION;
    ck_assert_int_eq(fs_stats_nearest_psd(&one, 1, &options, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(out, 1);
}
END_TEST

START_TEST(too_few_rounds_give_the_best_point_so_far)
{
    double *matrix = pairs("pairs"), x[K * K], last = INFINITY;
    double *best = pairs("pairs.nearest");
    options.tolerance = 1e-14;
    options.kind = FS_NEAREST_CORRELATION;
    for (options.iterations = 1; options.iterations <= 16; options.iterations *= 4) {
        struct fs_stats_nearest_psd_result r = {.matrix = x};
        ck_assert_int_eq(fs_stats_nearest_psd(matrix, K, &options, &r, &problem), FS_COMPUTE_CONVERGENCE);
        ck_assert_ptr_nonnull(strstr(problem.text, "rounds: correlations still change by"));
        ck_assert_int_eq(r.iterations, options.iterations);
        ck_assert_double_gt(r.change, options.tolerance);
        double off = 0;
        for (size_t i = 0; i < K * K; i++)
            off = fmax(off, fabs(x[i] - best[i]));
        ck_assert_double_lt(off, last);
        last = off;
        ck_assert_double_ge(smallest_eigenvalue(x, K), -1e-14);
        for (size_t j = 0; j < K; j++)
            ck_assert_double_eq(x[j * (K + 1)], 1);
    }
    free(matrix), free(best);
}
END_TEST

static void refused(const double *matrix, size_t k, int expected, const char *words)
{
    double x[9];
    struct fs_stats_nearest_psd_result r = {.matrix = x};
    ck_assert_int_eq(fs_stats_nearest_psd(matrix, k, &options, &r, &problem), expected);
    ck_assert_msg(strstr(problem.text, words) != NULL, "%s", problem.text);
    options = (struct fs_stats_nearest_psd_options)FS_STATS_NEAREST_PSD_DEFAULTS;
}

START_TEST(what_is_no_symmetric_matrix_is_refused)
{
    double good[] = {1, 0.5, 0.5, 1}, skew[] = {1, 0.5, 0.4, 1}, missing[] = {1, NAN, NAN, 1},
           large[] = {1, 1e200, 1e200, 1}, negative[] = {1, 0, 0, -1e-3};
    refused(skew, 2, FS_COMPUTE_DOMAIN, "matrix[2][1] is 0.5 and matrix[1][2] is 0.4; expected a symmetric");
    refused(missing, 2, FS_COMPUTE_MISSING, "matrix[2][1] is missing");
    refused(large, 2, FS_COMPUTE_DOMAIN, "too large");
    refused(negative, 2, FS_COMPUTE_DOMAIN, "the variance of column 2 is -0.001; expected at least 0");
    refused(good, 0, FS_COMPUTE_SHORT, "there are 0 columns");
    options.floor = 1.5;
    refused(good, 2, FS_COMPUTE_PARAMETER, "floor is 1.5");
    options.tolerance = 0;
    refused(good, 2, FS_COMPUTE_PARAMETER, "tolerance is 0");
    options.iterations = 0;
    refused(good, 2, FS_COMPUTE_PARAMETER, "iterations is 0");
    options.kind = 3;
    refused(good, 2, FS_COMPUTE_PARAMETER, "kind is 3");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nearest");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, highams_example_is_that_of_the_paper);
    tcase_add_test(tests, the_nearest_is_that_of_the_dual_problem);
    tcase_add_test(tests, no_other_correlation_matrix_is_nearer);
    tcase_add_test(tests, what_is_positive_already_stays_as_it_is);
    tcase_add_test(tests, too_few_rounds_give_the_best_point_so_far);
    tcase_add_test(tests, what_is_no_symmetric_matrix_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
