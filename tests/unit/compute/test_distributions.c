/* Distributions against mpmath, and their quantiles against their tails; random numbers against published answers. */
#include "compute/stats/distributions.h"
#include "compute/stats/random.h"

#include "golden.h"

static void three(const char *name, const double *row, int params, double pdf, double cdf, double sf,
                  double tolerance)
{
    golden_near(name, pdf, row[1 + params], tolerance, 1e-300);
    golden_near(name, cdf, row[2 + params], tolerance, 1e-300);
    golden_near(name, sf, row[3 + params], tolerance, 1e-300);
}

START_TEST(densities_and_both_tails_are_those_of_mpmath)
{
    char *text = golden_read("distributions");
    size_t n;
    double *v = golden_list(text, "norm", &n);
    for (size_t i = 0; i < n; i += 4)
        three("norm", v + i, 0, fs_norm_pdf(v[i]), fs_norm_cdf(v[i]), fs_norm_sf(v[i]), 5e-13);
    free(v);
    v = golden_list(text, "t", &n);
    for (size_t i = 0; i < n; i += 5)
        three("t", v + i, 1, fs_t_pdf(v[i], v[i + 1]), fs_t_cdf(v[i], v[i + 1]), fs_t_sf(v[i], v[i + 1]),
              1e-12);
    free(v);
    v = golden_list(text, "chi2", &n);
    for (size_t i = 0; i < n; i += 5)
        three("chi2", v + i, 1, fs_chi2_pdf(v[i], v[i + 1]), fs_chi2_cdf(v[i], v[i + 1]),
              fs_chi2_sf(v[i], v[i + 1]), 1e-12);
    free(v);
    v = golden_list(text, "gamma", &n);
    for (size_t i = 0; i < n; i += 6)
        three("gamma", v + i, 2, fs_gamma_pdf(v[i], v[i + 1], v[i + 2]),
              fs_gamma_cdf(v[i], v[i + 1], v[i + 2]), fs_gamma_sf(v[i], v[i + 1], v[i + 2]), 1e-12);
    free(v);
    v = golden_list(text, "beta", &n);
    for (size_t i = 0; i < n; i += 6)
        three("beta", v + i, 2, fs_beta_pdf(v[i], v[i + 1], v[i + 2]), fs_beta_cdf(v[i], v[i + 1], v[i + 2]),
              fs_beta_sf(v[i], v[i + 1], v[i + 2]), 1e-12);
    free(v);
    v = golden_list(text, "f", &n);
    for (size_t i = 0; i < n; i += 6)
        three("f", v + i, 2, fs_f_pdf(v[i], v[i + 1], v[i + 2]), fs_f_cdf(v[i], v[i + 1], v[i + 2]),
              fs_f_sf(v[i], v[i + 1], v[i + 2]), 1e-12);
    free(v);
    free(text);
}
END_TEST

static const double shapes[] = {0.3, 1.0, 2.5, 7.0, 60.0, 3000.0};
static const double levels[] = {1e-12, 1e-5, 0.01, 0.2, 0.5, 0.7, 0.975, 0.9999};

/* The tail of a quantile gives its probability back, up to how much a rounding of the quantile changes it. */
static void comes_back(const char *name, double p, double x, double cdf, double pdf)
{
    double rounding = fabs(pdf * x) * 4e-16;
    ck_assert_msg(fabs(cdf - p) <= 2e-12 * p + 4 * rounding + 1e-15, "%s: p %g quantile %.17g gives %.17g",
                  name, p, x, cdf);
}

START_TEST(quantiles_undo_the_tails)
{
    for (size_t j = 0; j < sizeof levels / sizeof *levels; j++) {
        double p = levels[j], x = fs_norm_quantile(p);
        comes_back("norm", p, x, fs_norm_cdf(x), fs_norm_pdf(x));
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
            double a = shapes[i];
            x = fs_t_quantile(p, a);
            comes_back("t", p, x, fs_t_cdf(x, a), fs_t_pdf(x, a));
            x = fs_chi2_quantile(p, a);
            comes_back("chi2", p, x, fs_chi2_cdf(x, a), fs_chi2_pdf(x, a));
            x = fs_gamma_quantile(p, a, 2.5);
            comes_back("gamma", p, x, fs_gamma_cdf(x, a, 2.5), fs_gamma_pdf(x, a, 2.5));
            for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
                double b = shapes[k];
                x = fs_beta_quantile(p, a, b);
                if (x < 1.0)
                    comes_back("beta", p, x, fs_beta_cdf(x, a, b), fs_beta_pdf(x, a, b));
                x = fs_f_quantile(p, a, b);
                comes_back("f", p, x, fs_f_cdf(x, a, b), fs_f_pdf(x, a, b));
            }
        }
    }
}
END_TEST

START_TEST(ends_and_wrong_parameters)
{
    ck_assert(isinf(fs_norm_quantile(1.0)) && isinf(fs_norm_quantile(0.0)));
    ck_assert_double_eq(fs_norm_quantile(0.5), 0.0);
    ck_assert_double_nan(fs_norm_quantile(1.5));
    ck_assert_double_nan(fs_norm_cdf(NAN));
    ck_assert_double_nan(fs_t_cdf(1.0, 0.0));
    ck_assert_double_nan(fs_t_quantile(0.3, -1.0));
    ck_assert_double_nan(fs_chi2_sf(1.0, -2.0));
    ck_assert_double_nan(fs_beta_cdf(0.5, 0.0, 1.0));
    ck_assert_double_nan(fs_f_quantile(0.5, 1.0, NAN));
    ck_assert_double_eq(fs_beta_cdf(2.0, 1.0, 1.0), 1.0);
    ck_assert_double_eq(fs_gamma_cdf(-1.0, 2.0, 1.0), 0.0);
    ck_assert_double_eq(fs_gamma_sf(INFINITY, 2.0, 1.0), 0.0);
    ck_assert_double_eq(fs_t_cdf(INFINITY, 3.0), 1.0);
    ck_assert_double_eq_tol(fs_t_quantile(0.975, 10.0), 2.2281388519862742, 2e-15);
    ck_assert_double_eq_tol(fs_chi2_quantile(0.95, 1.0), 3.8414588206941254, 1e-14);
}
END_TEST

/* The four words of a Philox block as two numbers. */
static void answers(struct fs_random *r, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    ck_assert_uint_eq(fs_random_bits(r), (uint64_t)b << 32 | a);
    ck_assert_uint_eq(fs_random_bits(r), (uint64_t)d << 32 | c);
}

START_TEST(random_bits_are_those_of_philox)
{
    /* Known answers of Random123: counter and key all zero, all ones, and digits of pi. */
    struct fs_random r;
    fs_random_init(&r, 0, 0);
    answers(&r, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    fs_random_init(&r, UINT64_MAX, UINT64_MAX);
    r.counter = UINT64_MAX;
    answers(&r, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    fs_random_init(&r, UINT64_C(0x299f31d0a4093822), UINT64_C(0x0370734413198a2e));
    r.counter = UINT64_C(0x85a308d3243f6a88);
    answers(&r, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
}
END_TEST

START_TEST(random_numbers_have_their_moments)
{
    struct fs_random r;
    fs_random_init(&r, 7, 1);
    double sums[5][2] = {{0}};
    const int n = 400000;
    for (int i = 0; i < n; i++) {
        double x[5] = {fs_random_unit(&r), fs_random_normal(&r), fs_random_exponential(&r),
                       fs_random_gamma(&r, 0.4), fs_random_gamma(&r, 5.5)};
        for (int j = 0; j < 5; j++) {
            sums[j][0] += x[j];
            sums[j][1] += x[j] * x[j];
        }
    }
    const double mean[5] = {0.5, 0.0, 1.0, 0.4, 5.5}, variance[5] = {1.0 / 12, 1.0, 1.0, 0.4, 5.5};
    for (int j = 0; j < 5; j++) {
        double m = sums[j][0] / n, v = sums[j][1] / n - m * m;
        ck_assert_double_eq_tol(m, mean[j], 5 * sqrt(variance[j] / n));
        ck_assert_double_eq_tol(v / variance[j], 1.0, 0.03);
    }
    int counts[6] = {0};
    for (int i = 0; i < 60000; i++)
        counts[fs_random_below(&r, 6)]++;
    for (int i = 0; i < 6; i++)
        ck_assert_int_lt(abs(counts[i] - 10000), 500);
    struct fs_random a, b;
    fs_random_init(&a, 7, 1);
    fs_random_init(&b, 7, 2);
    ck_assert_uint_ne(fs_random_bits(&a), fs_random_bits(&b));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("distributions");
    TCase *tcase = tcase_create("distributions");
    tcase_add_test(tcase, densities_and_both_tails_are_those_of_mpmath);
    tcase_add_test(tcase, quantiles_undo_the_tails);
    tcase_add_test(tcase, ends_and_wrong_parameters);
    tcase_add_test(tcase, random_bits_are_those_of_philox);
    tcase_add_test(tcase, random_numbers_have_their_moments);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
