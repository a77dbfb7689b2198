/* Brinson attribution against Bacon's published tables, and what must hold for every portfolio. */
#include "compute/attribution/brinson.h"
#include "compute/stats/random.h"

#include "golden.h"

/* Bacon (2008), tables 5.2 to 8.6: UK, Japan, US in four quarters, by columns. */
static const double wp[] = {.4, .7, .3, .3, .3, .2, .5, .5, .3, .1, .2, .2},
                    wb[] = {.4, .4, .5, .4, .2, .3, .4, .4, .4, .3, .1, .2},
                    rp[] = {.20, -.05, -.20, .10, -.05, .03, .08, -.07, .06, -.05, -.15, .25},
                    rb[] = {.10, -.07, -.25, .05, -.04, .04, .05, -.05, .08, -.10, -.20, .10};

static struct fs_attribution_brinson_result run(struct fs_attribution_brinson_options o, double *allocation,
                                                double *selection, double *interaction)
{
    struct fs_attribution_brinson_result r = {
        .allocation = allocation, .selection = selection, .interaction = interaction};
    struct fs_problem problem = {0};
    ck_assert_msg(fs_attribution_brinson(wp, rp, wb, rb, 4, 3, &o, &r, &problem) == FS_COMPUTE_OK, "%s",
                  problem.text);
    return r;
}

START_TEST(a_quarter_is_that_of_the_book)
{
    double a[12], s[12], i[12];
    run((struct fs_attribution_brinson_options){0}, a, s, i);
    const double allocation[] = {0, -.0104, -.0016}, bhb[] = {0, -.004, -.008},
                 selection[] = {.04, -.002, -.008}, interaction[] = {0, -.001, .002};
    for (int k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(a[4 * k], allocation[k], 1e-15);
        ck_assert_double_eq_tol(s[4 * k], selection[k], 1e-15);
        ck_assert_double_eq_tol(i[4 * k], interaction[k], 1e-15);
    }
    run((struct fs_attribution_brinson_options){.method = FS_ATTRIBUTION_BHB}, a, s, i);
    for (int k = 0; k < 3; k++)
        ck_assert_double_eq_tol(a[4 * k], bhb[k], 1e-15);
    run((struct fs_attribution_brinson_options){.mode = FS_ATTRIBUTION_GEOMETRIC}, a, s, i);
    ck_assert_double_eq_tol(a[0] + a[4] + a[8], -.0112781955, 5e-11);
    ck_assert_double_eq_tol(s[0] + s[4] + s[8], .0294676806, 5e-11);
}
END_TEST

START_TEST(the_year_is_that_of_the_book_by_every_linking)
{
    const struct {
        int32_t linking;
        double allocation, selection;
    } book[] = {{FS_LINKING_CARINO, .0119451371, .1207105924},
                {FS_LINKING_MENCHERO, .0092218080, .1234339215},
                {FS_LINKING_GRAP, .0123596361, .1202960934},
                {FS_LINKING_FRONGELLO, .0123596361, .1202960934}};
    for (size_t j = 0; j < 4; j++) {
        struct fs_attribution_brinson_options o = {.linking = book[j].linking, .fold = 1};
        struct fs_attribution_brinson_result r = run(o, NULL, NULL, NULL);
        ck_assert_double_eq_tol(r.portfolio_return, .0385932095, 5e-11);
        ck_assert_double_eq_tol(r.benchmark_return, -.09406252, 5e-11);
        ck_assert_double_eq_tol(r.excess, .1326557295, 1e-10);
        ck_assert_double_eq_tol(r.total_allocation, book[j].allocation, 5e-11);
        ck_assert_double_eq_tol(r.total_selection, book[j].selection, 5e-11);
        ck_assert_double_eq_tol(r.residual, 0.0, 1e-15);
    }
    struct fs_attribution_brinson_options o = {.mode = FS_ATTRIBUTION_GEOMETRIC};
    ck_assert_double_eq_tol(run(o, NULL, NULL, NULL).excess, .1464292321, 5e-10);
}
END_TEST

START_TEST(nothing_is_left_over_and_segments_add_up)
{
    struct fs_random random;
    fs_random_init(&random, 5, 0);
    for (int round = 0; round < 300; round++) {
        size_t n = 1 + fs_random_below(&random, 30), k = 1 + fs_random_below(&random, 12);
        double *m = malloc(4 * n * k * sizeof *m), linked[3][12];
        for (size_t t = 0; t < n; t++) {
            double sums[2] = {0};
            for (size_t i = 0; i < k; i++)
                for (int side = 0; side < 2; side++) {
                    double w = fs_random_unit(&random) + 0.01;
                    m[(size_t)side * 2 * n * k + i * n + t] = w;
                    sums[side] += w;
                    m[((size_t)side * 2 + 1) * n * k + i * n + t] = 0.08 * fs_random_normal(&random);
                }
            for (size_t i = 0; i < k; i++)
                for (int side = 0; side < 2; side++)
                    m[(size_t)side * 2 * n * k + i * n + t] /= sums[side];
        }
        for (int32_t choice = 0; choice < 40; choice++) {
            struct fs_attribution_brinson_options o = {choice % 2, choice / 2 % 2, choice / 4 % 5,
                                                       choice / 20};
            struct fs_attribution_brinson_result r = {.linked_allocation = linked[0],
                                                      .linked_selection = linked[1],
                                                      .linked_interaction = linked[2]};
            struct fs_problem problem;
            int status =
                fs_attribution_brinson(m, m + n * k, m + 2 * n * k, m + 3 * n * k, n, k, &o, &r, &problem);
            ck_assert_msg(status == FS_COMPUTE_OK, "%s", problem.text);
            ck_assert_double_eq_tol(r.residual, 0.0, 1e-12);
            const double totals[3] = {r.total_allocation, r.total_selection, r.total_interaction};
            for (int e = 0; e < 3; e++) {
                double sum = 0;
                for (size_t i = 0; i < k; i++)
                    sum += linked[e][i];
                ck_assert_double_eq_tol(sum, totals[e], 1e-12);
            }
        }
        struct fs_attribution_contribution_result c = {.linked = linked[0]};
        ck_assert_int_eq(fs_attribution_contribution(m, m + n * k, n, k, &c, NULL), FS_COMPUTE_OK);
        ck_assert_double_eq_tol(c.residual, 0.0, 1e-12);
        free(m);
    }
}
END_TEST

START_TEST(equal_portfolios_have_no_effects)
{
    for (int32_t linking = 0; linking < 5; linking++) {
        struct fs_attribution_brinson_options o = {.linking = linking};
        struct fs_attribution_brinson_result r = {0};
        ck_assert_int_eq(fs_attribution_brinson(wb, rb, wb, rb, 4, 3, &o, &r, NULL), FS_COMPUTE_OK);
        ck_assert_double_eq(r.total_allocation, 0.0);
        ck_assert_double_eq(r.total_selection, 0.0);
        ck_assert_double_eq(r.excess, 0.0);
    }
}
END_TEST

START_TEST(what_cannot_be_attributed_is_told)
{
    double w[12], x[12];
    struct fs_attribution_brinson_options o = {0};
    struct fs_attribution_brinson_result r = {0};
    struct fs_problem problem;
    memcpy(w, wp, sizeof w);
    w[1] += 0.1;
    ck_assert_int_eq(fs_attribution_brinson(w, rp, wb, rb, 4, 3, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_ptr_nonnull(strstr(problem.text, "period 2"));
    memcpy(x, rp, sizeof x);
    x[5] = NAN;
    ck_assert_int_eq(fs_attribution_brinson(wp, x, wb, rb, 4, 3, &o, &r, &problem), FS_COMPUTE_MISSING);
    for (int i = 0; i < 12; i++)
        x[i] = -1.0;
    ck_assert_int_eq(fs_attribution_brinson(wp, x, wb, rb, 4, 3, &o, &r, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_attribution_brinson(wp, rp, wb, rb, 0, 3, &o, &r, &problem), FS_COMPUTE_SHORT);
    o.linking = 7;
    ck_assert_int_eq(fs_attribution_brinson(wp, rp, wb, rb, 4, 3, &o, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("attribution");
    TCase *tcase = tcase_create("attribution");
    tcase_add_test(tcase, a_quarter_is_that_of_the_book);
    tcase_add_test(tcase, the_year_is_that_of_the_book_by_every_linking);
    tcase_add_test(tcase, nothing_is_left_over_and_segments_add_up);
    tcase_add_test(tcase, equal_portfolios_have_no_effects);
    tcase_add_test(tcase, what_cannot_be_attributed_is_told);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
