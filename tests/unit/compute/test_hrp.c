/* Hierarchical risk parity and its trees: values of scipy and PyPortfolioOpt, properties, refusals. */
#include "compute/portfolio/hrp.h"
#include "compute/portfolio/linkage.h"
#include "golden.h"

#define K 17

static struct fs_problem problem;

START_TEST(equals_scipy_and_pyportfolioopt)
{
    char *text = golden_read("portfolio");
    size_t found;
    double *s = golden_list(text, "hrp.cov", &found), w[K], order[K], tree[4 * (K - 1)];
    const char *kinds[] = {"columns", "condensed"}, *methods[] = {"single", "complete", "average", "ward"};
    for (int kind = 0; kind < 2; kind++)
        for (int method = 0; method < 4; method++) {
            struct fs_portfolio_hrp_options o = {.distance = kind, .linkage = method};
            struct fs_portfolio_hrp_result r = {.weights = w, .order = order, .linkage = tree};
            ck_assert_int_eq(fs_portfolio_hrp(s, K, &o, &r, &problem), FS_COMPUTE_OK);
            char key[64];
            snprintf(key, sizeof key, "hrp.%s.%s.tree", kinds[kind], methods[method]);
            golden_equal(text, key, tree, 4 * (K - 1), 1e-12, 0);
            snprintf(key, sizeof key, "hrp.%s.%s.order", kinds[kind], methods[method]);
            golden_equal(text, key, order, K, 0, 0);
            snprintf(key, sizeof key, "hrp.%s.%s", kinds[kind], methods[method]);
            golden_equal(text, key, w, K, 1e-12, 0);
        }
    free(s), free(text);
}
END_TEST

START_TEST(weights_are_positive_and_sum_to_one)
{
    char *text = golden_read("portfolio");
    size_t found;
    double *s = golden_list(text, "hrp.cov", &found), w[K], scaled[K], sum = 0;
    struct fs_portfolio_hrp_options o = {0};
    struct fs_portfolio_hrp_result r = {.weights = w};
    ck_assert_int_eq(fs_portfolio_hrp(s, K, &o, &r, &problem), FS_COMPUTE_OK);
    for (int i = 0; i < K; i++) {
        ck_assert_double_gt(w[i], 0);
        sum += w[i];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-15);
    for (size_t i = 0; i < found; i++)
        s[i] *= 0x1p-20;
    r.weights = scaled;
    ck_assert_int_eq(fs_portfolio_hrp(s, K, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_mem_eq(w, scaled, sizeof w);
    free(s), free(text);
}
END_TEST

START_TEST(few_assets_are_weighed_by_inverse_variance)
{
    double one = 0.04, two[4] = {0.04, 0.01, 0.01, 0.01}, w[2];
    struct fs_portfolio_hrp_options o = {0};
    struct fs_portfolio_hrp_result r = {.weights = w};
    ck_assert_int_eq(fs_portfolio_hrp(&one, 1, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq(w[0], 1);
    ck_assert_int_eq(fs_portfolio_hrp(two, 2, &o, &r, &problem), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(w[0], 0.2, 1e-15);
}
END_TEST

START_TEST(ties_take_the_lowest_number_first)
{
    double d[16];
    for (int i = 0; i < 16; i++)
        d[i] = 1;
    struct fs_merge merges[3];
    size_t order[4];
    for (int method = 0; method < 3; method++) {
        ck_assert_int_eq(fs_linkage(d, 4, (enum fs_linkage)method, merges, &problem), FS_COMPUTE_OK);
        ck_assert(merges[0].a == 0 && merges[0].b == 1 && merges[2].count == 4);
        ck_assert_int_eq(fs_linkage_order(merges, 4, order), 0);
        ck_assert_uint_eq(order[0] + order[1] + order[2] + order[3], 6);
    }
}
END_TEST

START_TEST(refuses_what_cannot_be_clustered)
{
    double s[4] = {0.04, 0, 0, 0}, w[2], d[4] = {0, NAN, 0, 0};
    struct fs_portfolio_hrp_options o = {0};
    struct fs_portfolio_hrp_result r = {.weights = w};
    struct fs_merge merges[1];
    ck_assert_int_eq(fs_portfolio_hrp(s, 2, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_portfolio_hrp(s, 0, &o, &r, &problem), FS_COMPUTE_SHORT);
    o.linkage = 4;
    ck_assert_int_eq(fs_portfolio_hrp(s, 2, &o, &r, &problem), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_linkage(d, 2, FS_LINKAGE_SINGLE, merges, &problem), FS_COMPUTE_MISSING);
    d[1] = -1;
    ck_assert_int_eq(fs_linkage(d, 2, FS_LINKAGE_SINGLE, merges, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_linkage(d, 0, FS_LINKAGE_SINGLE, merges, &problem), FS_COMPUTE_SHORT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hrp");
    TCase *tests = tcase_create("hrp");
    tcase_add_test(tests, equals_scipy_and_pyportfolioopt);
    tcase_add_test(tests, weights_are_positive_and_sum_to_one);
    tcase_add_test(tests, few_assets_are_weighed_by_inverse_variance);
    tcase_add_test(tests, ties_take_the_lowest_number_first);
    tcase_add_test(tests, refuses_what_cannot_be_clustered);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
