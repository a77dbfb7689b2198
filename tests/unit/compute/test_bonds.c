/* Day counts, schedules, bonds and curves against QuantLib, and what must hold of them. */
#include "compute/bonds/bond.h"
#include "compute/bonds/curve.h"
#include "compute/bonds/date.h"
#include "compute/bonds/day_count.h"
#include "compute/bonds/nelson_siegel.h"

#include "golden.h"

static const char *const counts[] = {"thirty_360", "thirty_e_360",       "actual_360",
                                     "actual_365", "actual_actual_isda", "actual_actual_icma"};
static struct fs_problem problem;

static int64_t *days_as_ns(const char *text, const char *name, size_t *count)
{
    double *days = golden_list(text, name, count);
    int64_t *ns = malloc(*count * sizeof *ns);
    for (size_t i = 0; i < *count; i++)
        ns[i] = (int64_t)days[i] * FS_DAY_NS;
    free(days);
    return ns;
}

static int64_t ns_of(int32_t year, int32_t month, int32_t day)
{
    return fs_day_of_civil((struct fs_civil){year, month, day}) * FS_DAY_NS;
}

START_TEST(day_counts_equal_quantlib)
{
    char *text = golden_read("bonds");
    size_t n;
    int64_t *start = days_as_ns(text, "pairs.start", &n), *finish = days_as_ns(text, "pairs.finish", &n);
    double fraction[32], days[32];
    struct fs_year_fraction_result result = {fraction, days};
    for (int32_t count = 0; count < 5; count++) {
        struct fs_year_fraction_options options = {count, 1};
        ck_assert_int_eq(fs_year_fraction(start, finish, n, &options, &result, NULL), FS_COMPUTE_OK);
        char name[64];
        snprintf(name, sizeof name, "fraction.%s", counts[count]);
        golden_equal(text, name, fraction, n, 1e-14, 1.0);
        snprintf(name, sizeof name, "days.%s", counts[count]);
        golden_equal(text, name, days, n, 0, 0);
    }
    free(start);
    free(finish);
    free(text);
}
END_TEST

/* ISDA's paper on ACT/ACT (1999). */
START_TEST(published_day_counts)
{
    int64_t start[] = {ns_of(2003, 11, 1), ns_of(1999, 2, 1)},
            finish[] = {ns_of(2004, 5, 1), ns_of(1999, 7, 1)};
    double fraction[2];
    struct fs_year_fraction_result result = {fraction, NULL};
    struct fs_year_fraction_options options = {FS_ACTUAL_ACTUAL_ISDA, 2};
    ck_assert_int_eq(fs_year_fraction(start, finish, 2, &options, &result, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(fraction[0], 0.49772438056740776, 1e-15);
    ck_assert_double_eq_tol(fraction[1], 150 / 365.0, 1e-15);
    options.day_count = FS_ACTUAL_ACTUAL_ICMA;
    ck_assert_int_eq(fs_year_fraction(start, finish, 2, &options, &result, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(fraction[0], 0.5, 1e-15);
    ck_assert_double_eq_tol(fraction[1], 150 / 362.0, 1e-15);
    ck_assert_int_eq(fs_year_fraction(finish, start, 2, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    options.frequency = 5;
    ck_assert_int_eq(fs_year_fraction(start, finish, 2, &options, &result, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(days_and_dates_are_inverse)
{
    for (int64_t day = -800000; day < 800000; day += 37) {
        struct fs_civil c = fs_civil_of_day(day);
        ck_assert(c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= fs_days_in_month(c.year, c.month));
        ck_assert_int_eq(fs_day_of_civil(c), day);
        struct fs_civil next = fs_civil_of_day(day + 1);
        ck_assert_int_eq(fs_day_ends_month(day), next.day == 1);
    }
    ck_assert_int_eq(fs_day_of_ns(-1), -1);
    ck_assert_int_eq(fs_day_of_ns(FS_DAY_NS), 1);
}
END_TEST

START_TEST(bonds_equal_quantlib)
{
    char *text = golden_read("bonds");
    size_t n;
    int64_t *settlement = days_as_ns(text, "bond.settlement", &n),
            *maturity = days_as_ns(text, "bond.maturity", &n);
    double *coupon = golden_list(text, "bond.coupon", &n), *yield = golden_list(text, "bond.yield", &n),
           *frequency = golden_list(text, "bond.frequency", &n);
    for (int32_t count = 0; count < 6; count++) {
        double clean[16], dirty[16], accrued[16], macaulay[16], modified[16], convexity[16], dv01[16],
            back[16];
        for (size_t i = 0; i < n; i++) {
            struct fs_bond_options options = {(int32_t)frequency[i], count, 0, FS_LAST_PERIOD_COMPOUND, 100};
            struct fs_bond_result result = {&clean[i],    &dirty[i],     &accrued[i], &macaulay[i],
                                            &modified[i], &convexity[i], &dv01[i]};
            ck_assert_int_eq(fs_bond(&settlement[i], &maturity[i], &coupon[i], 0, &yield[i], 0, 1, &options,
                                     &result, NULL),
                             FS_COMPUTE_OK);
            ck_assert_double_eq(clean[i], dirty[i] - accrued[i]);
            ck_assert_double_eq_tol(dv01[i], modified[i] * dirty[i] / 1e4, 1e-15 * dirty[i]);
            struct fs_bond_yield_options inverse = {(int32_t)frequency[i], count, 0, FS_LAST_PERIOD_COMPOUND,
                                                    100};
            struct fs_bond_yield_result found = {&back[i], NULL};
            ck_assert_int_eq(fs_bond_yield(&settlement[i], &maturity[i], &coupon[i], 0, &clean[i], 0, 1,
                                           &inverse, &found, NULL),
                             FS_COMPUTE_OK);
            ck_assert_double_eq_tol(back[i], yield[i], 1e-14);
        }
        const char *const what[] = {"clean", "accrued", "macaulay", "modified", "convexity"};
        double *got[] = {clean, accrued, macaulay, modified, convexity};
        for (int j = 0; j < 5; j++) {
            char name[64];
            snprintf(name, sizeof name, "bond.%s.%s", counts[count], what[j]);
            golden_equal(text, name, got[j], n, 1e-11, j == 1 ? 1 : 0);
        }
    }
    free(settlement);
    free(maturity);
    free(coupon);
    free(yield);
    free(frequency);
    free(text);
}
END_TEST

/* Microsoft's examples of PRICE, YIELD, DURATION and MDURATION. */
START_TEST(published_bonds)
{
    int64_t settlement = ns_of(2008, 2, 15), maturity = ns_of(2017, 11, 15);
    double coupon = 0.0575, yield = 0.065, clean, macaulay, modified;
    struct fs_bond_options options = {2, FS_THIRTY_360, 1, FS_LAST_PERIOD_SIMPLE, 100};
    struct fs_bond_result result = {.clean = &clean};
    ck_assert_int_eq(fs_bond(&settlement, &maturity, &coupon, 0, &yield, 0, 1, &options, &result, NULL),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(clean, 94.63436162, 1e-8);
    int64_t from = ns_of(2008, 2, 15), to = ns_of(2016, 11, 15);
    double price = 95.04287, rate = 0.0575, found;
    struct fs_bond_yield_options inverse = {2, FS_THIRTY_360, 1, FS_LAST_PERIOD_SIMPLE, 100};
    struct fs_bond_yield_result yields = {&found, NULL};
    ck_assert_int_eq(fs_bond_yield(&from, &to, &rate, 0, &price, 0, 1, &inverse, &yields, NULL),
                     FS_COMPUTE_OK);
    ck_assert_double_eq_tol(found, 0.065, 1e-7);
    int64_t start = ns_of(2018, 7, 1), end = ns_of(2048, 1, 1);
    double eight = .08, nine = .09;
    options.day_count = FS_ACTUAL_ACTUAL_ICMA;
    result = (struct fs_bond_result){.macaulay = &macaulay, .modified = &modified};
    ck_assert_int_eq(fs_bond(&start, &end, &eight, 0, &nine, 0, 1, &options, &result, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(macaulay, 10.9191453, 1e-7);
    ck_assert_double_eq_tol(modified, macaulay / 1.045, 1e-13);
}
END_TEST

START_TEST(bonds_keep_their_identities)
{
    for (int32_t f = 1; f <= 12; f++)
        for (int32_t last = 0; 12 % f == 0 && last < 2; last++)
            for (double y = -.05; y < .6; y += .07)
                for (int64_t month = 0; month < 60; month += 7) {
                    int64_t s = ns_of(2024, 2, 29),
                            m = fs_day_add_months(fs_day_of_ns(s), (int32_t)month + 1, 1) * FS_DAY_NS;
                    double c = .06, clean, dirty, modified, convexity, up, down, back, h = 1e-5;
                    struct fs_bond_options options = {f, FS_ACTUAL_ACTUAL_ICMA, 1, last, 100};
                    struct fs_bond_result result = {
                        .clean = &clean, .dirty = &dirty, .modified = &modified, .convexity = &convexity};
                    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &y, 0, 1, &options, &result, NULL),
                                     FS_COMPUTE_OK);
                    struct fs_bond_result bumped = {.dirty = &up};
                    double higher = y + h, lower = y - h;
                    fs_bond(&s, &m, &c, 0, &higher, 0, 1, &options, &bumped, NULL);
                    bumped.dirty = &down;
                    fs_bond(&s, &m, &c, 0, &lower, 0, 1, &options, &bumped, NULL);
                    ck_assert_double_eq_tol(modified, (down - up) / (2 * h) / dirty, 1e-8 * modified + 1e-9);
                    ck_assert_double_eq_tol(convexity, (up - 2 * dirty + down) / (h * h) / dirty,
                                            1e-4 + 1e-4 * convexity);
                    struct fs_bond_yield_options inverse = {f, FS_ACTUAL_ACTUAL_ICMA, 1, last, 100};
                    struct fs_bond_yield_result found = {&back, NULL};
                    ck_assert_int_eq(fs_bond_yield(&s, &m, &c, 0, &clean, 0, 1, &inverse, &found, NULL),
                                     FS_COMPUTE_OK);
                    ck_assert_double_eq_tol(back, y, 2e-15 * 100 / dirty / modified * 20 + 1e-15);
                }
    /* a bond whose coupon is its yield is worth its face on a coupon day */
    int64_t s = ns_of(2024, 5, 15), m = ns_of(2034, 5, 15);
    double c = .0425, clean, accrued;
    struct fs_bond_options options = {2, FS_THIRTY_360, 1, FS_LAST_PERIOD_SIMPLE, 100};
    struct fs_bond_result result = {.clean = &clean, .accrued = &accrued};
    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &c, 0, 1, &options, &result, NULL), FS_COMPUTE_OK);
    ck_assert_double_eq_tol(clean, 100, 1e-12);
    ck_assert_double_eq(accrued, 0);
}
END_TEST

START_TEST(schedules_equal_quantlib)
{
    char *text = golden_read("bonds");
    static const int32_t spans[][6] = {{2020, 1, 15, 2023, 8, 31},
                                       {2020, 1, 15, 2023, 8, 31},
                                       {2019, 11, 30, 2021, 2, 28},
                                       {2020, 2, 15, 2022, 2, 15},
                                       {2022, 12, 31, 2023, 12, 31}};
    static double dates[FS_SCHEDULE_MOST];
    for (int i = 0; i < 5; i++) {
        char name[64];
        size_t n;
        snprintf(name, sizeof name, "schedule.%d.options", i);
        double *given = golden_list(text, name, &n);
        const int32_t *x = spans[i];
        int64_t start = ns_of(x[0], x[1], x[2]), end = ns_of(x[3], x[4], x[5]);
        struct fs_bond_schedule_options options = {(int32_t)given[0], (int32_t)given[1], FS_STUB_SHORT};
        struct fs_bond_schedule_result result = {0, dates};
        ck_assert_int_eq(fs_bond_schedule(&start, &end, 1, &options, &result, NULL), FS_COMPUTE_OK);
        for (int32_t k = 0; k < result.count; k++)
            dates[k] /= 86400.0;
        snprintf(name, sizeof name, "schedule.%d", i);
        golden_equal(text, name, dates, (size_t)result.count, 0, 0);
        int32_t whole = result.count;
        options.stub = FS_STUB_LONG;
        ck_assert_int_eq(fs_bond_schedule(&start, &end, 1, &options, &result, NULL), FS_COMPUTE_OK);
        ck_assert_int_eq(result.count, i < 2 ? whole - 1 : whole);
        free(given);
    }
    free(text);
}
END_TEST

START_TEST(curves_price_their_instruments)
{
    double dt[] = {.25, .5}, dr[] = {.05, .049}, pt[] = {10, 1, 2, 5, 30},
           pr[] = {.042, .047, .045, .041, .044};
    double at[] = {.25, .5, 1, 2, 5, 10, 30, 0, .1, 3.3, 40, 12.4}, times[7], discounts[7], zeros[7],
           forwards[7];
    double discount[12], zero[12], forward[12], par[12];
    for (int32_t interpolation = 0; interpolation < 2; interpolation++)
        for (int32_t f = 1; f <= 4; f *= 2) {
            struct fs_curve_options options = {f, interpolation};
            struct fs_curve_result result = {times, discounts, zeros, forwards, discount, zero, forward, par};
            ck_assert_int_eq(fs_curve(dt, dr, pt, pr, at, 2, 5, 12, &options, &result, &problem),
                             FS_COMPUTE_OK);
            const double expected[] = {.047, .045, .041, .042, .044};
            for (int i = 0; i < 5; i++)
                ck_assert_double_eq_tol(par[i + 2], expected[i], 1e-14);
            for (int i = 0; i < 2; i++)
                ck_assert_double_eq_tol(1 / discounts[i] - 1, dr[i] * dt[i], 1e-15);
            for (int i = 0; i < 7; i++) {
                ck_assert_double_eq_tol(discount[i], discounts[i], 1e-15);
                ck_assert_double_eq_tol(zeros[i], -log(discounts[i]) / times[i], 1e-15);
                double before = i ? discounts[i - 1] : 1, from = i ? times[i - 1] : 0;
                ck_assert_double_eq_tol(forwards[i], log(before / discounts[i]) / (times[i] - from), 1e-13);
            }
            ck_assert_double_eq(discount[7], 1.0);
            /* the forward rate is the slope of the discount factor's logarithm */
            for (int i = 8; i < 12; i++) {
                double pair[] = {at[i] - 1e-5, at[i] + 1e-5}, two[2];
                struct fs_curve_result near = {.discount = two};
                ck_assert_int_eq(fs_curve(dt, dr, pt, pr, pair, 2, 5, 2, &options, &near, NULL),
                                 FS_COMPUTE_OK);
                ck_assert_double_eq_tol(forward[i], log(two[0] / two[1]) / 2e-5, 1e-9);
            }
        }
    /* by hand: annual par rates */
    double years[] = {1, 2, 3}, rates[] = {.03, .035, .04};
    struct fs_curve_options options = {1, 0};
    struct fs_curve_result result = {.discounts = discounts};
    ck_assert_int_eq(fs_curve(NULL, NULL, years, rates, NULL, 0, 3, 0, &options, &result, NULL),
                     FS_COMPUTE_OK);
    double d1 = 1 / 1.03, d2 = (1 - .035 * d1) / 1.035, d3 = (1 - .04 * (d1 + d2)) / 1.04;
    ck_assert_double_eq_tol(discounts[0], d1, 1e-15);
    ck_assert_double_eq_tol(discounts[1], d2, 1e-15);
    ck_assert_double_eq_tol(discounts[2], d3, 1e-15);
}
END_TEST

START_TEST(nelson_siegel_fits_as_well_as_the_best_of_many_starts)
{
    char *text = golden_read("bonds");
    size_t n;
    double *times = golden_list(text, "curve.times", &n), *rates = golden_list(text, "curve.rates", &n);
    double fitted[16], residuals[16], zero[16], forward[16], discount[16];
    for (int32_t model = 0; model < 2; model++) {
        struct fs_nelson_siegel_fit_options options = {model, 0.05, 30};
        struct fs_nelson_siegel_fit_result fit = {.fitted = fitted, .residuals = residuals};
        int status = fs_nelson_siegel_fit(times, rates, n, &options, &fit, &problem);
        ck_assert_msg(status == FS_COMPUTE_OK, "%s", problem.text);
        double expected =
            golden_number(text, model ? "svensson.sum_of_squares" : "nelson_siegel.sum_of_squares");
        ck_assert_double_le(fit.rmse * fit.rmse * (double)n, expected * (1 + 1e-7));
        struct fs_nelson_siegel_options curve = {fit.beta0, fit.beta1, fit.beta2,
                                                 fit.beta3, fit.tau1,  model ? fit.tau2 : 1};
        struct fs_nelson_siegel_result result = {zero, NULL, NULL};
        ck_assert_int_eq(fs_nelson_siegel(times, n, &curve, &result, NULL), FS_COMPUTE_OK);
        for (size_t i = 0; i < n; i++) {
            ck_assert_double_eq_tol(zero[i], fitted[i], 1e-12);
            ck_assert_double_eq_tol(fitted[i] + residuals[i], rates[i], 1e-15);
        }
    }
    struct fs_nelson_siegel_options example = {.04, -.02, .03, -.015, 1.7, 8.0};
    struct fs_nelson_siegel_result result = {zero, forward, discount};
    ck_assert_int_eq(fs_nelson_siegel(times, n, &example, &result, NULL), FS_COMPUTE_OK);
    golden_equal(text, "svensson.example", zero, n, 1e-14, 0);
    for (size_t i = 0; i < n; i++) { /* the forward rate is the slope of t zero(t) */
        double pair[] = {times[i] - 1e-5, times[i] + 1e-5}, two[2];
        struct fs_nelson_siegel_result near = {.zero = two};
        ck_assert_int_eq(fs_nelson_siegel(pair, 2, &example, &near, NULL), FS_COMPUTE_OK);
        ck_assert_double_eq_tol(forward[i], (pair[1] * two[1] - pair[0] * two[0]) / 2e-5, 1e-9);
        ck_assert_double_eq_tol(discount[i], exp(-zero[i] * times[i]), 1e-15);
    }
    /* an exact curve is found again */
    struct fs_nelson_siegel_fit_options options = {FS_CURVE_SVENSSON, 0.05, 30};
    struct fs_nelson_siegel_fit_result fit = {0};
    ck_assert_int_eq(fs_nelson_siegel_fit(times, zero, n, &options, &fit, &problem), FS_COMPUTE_OK);
    ck_assert_double_le(fit.rmse, 1e-9);
    free(times);
    free(rates);
    free(text);
}
END_TEST

START_TEST(bad_inputs_are_named)
{
    int64_t s = ns_of(2024, 1, 1), m = ns_of(2023, 1, 1);
    double c = .05, y = .05, out, nan = NAN, minus = -3;
    struct fs_bond_options options = {2, FS_THIRTY_360, 1, 0, 100};
    struct fs_bond_result result = {.clean = &out};
    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &y, 0, 1, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_msg(strstr(problem.text, "settlement[1]") != NULL, "%s", problem.text);
    m = ns_of(2030, 1, 1);
    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &minus, 0, 1, &options, &result, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &nan, 0, 1, &options, &result, &problem), FS_COMPUTE_OK);
    ck_assert(isnan(out));
    options.frequency = 7;
    ck_assert_int_eq(fs_bond(&s, &m, &c, 0, &y, 0, 1, &options, &result, &problem), FS_COMPUTE_PARAMETER);
    struct fs_bond_yield_options inverse = {2, FS_THIRTY_360, 1, 0, 100};
    struct fs_bond_yield_result yields = {&out, NULL};
    ck_assert_int_eq(fs_bond_yield(&s, &m, &c, 0, &minus, 0, 1, &inverse, &yields, &problem),
                     FS_COMPUTE_DOMAIN);
    double t[] = {1, 1}, r[] = {.03, .04}, bad[] = {-1, 2};
    struct fs_curve_options curve = {1, 0};
    struct fs_curve_result none = {.discounts = NULL};
    ck_assert_int_eq(fs_curve(NULL, NULL, t, r, NULL, 0, 2, 0, &curve, &none, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_curve(NULL, NULL, bad, r, NULL, 0, 2, 0, &curve, &none, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_eq(fs_curve(NULL, NULL, NULL, NULL, NULL, 0, 0, 0, &curve, &none, &problem),
                     FS_COMPUTE_SHORT);
    double same[] = {1, 1, 1, 1, 1, 1}, flat[] = {.1, .2, .1, .2, .1, .2};
    struct fs_nelson_siegel_fit_options fit = {0, 0.05, 30};
    struct fs_nelson_siegel_fit_result fits = {0};
    ck_assert_int_eq(fs_nelson_siegel_fit(same, flat, 6, &fit, &fits, &problem), FS_COMPUTE_SINGULAR);
    ck_assert_int_eq(fs_nelson_siegel_fit(same, flat, 3, &fit, &fits, &problem), FS_COMPUTE_SHORT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bonds");
    TCase *tcase = tcase_create("bonds");
    tcase_add_test(tcase, day_counts_equal_quantlib);
    tcase_add_test(tcase, published_day_counts);
    tcase_add_test(tcase, days_and_dates_are_inverse);
    tcase_add_test(tcase, bonds_equal_quantlib);
    tcase_add_test(tcase, published_bonds);
    tcase_add_test(tcase, bonds_keep_their_identities);
    tcase_add_test(tcase, schedules_equal_quantlib);
    tcase_add_test(tcase, curves_price_their_instruments);
    tcase_add_test(tcase, nelson_siegel_fits_as_well_as_the_best_of_many_starts);
    tcase_add_test(tcase, bad_inputs_are_named);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
