/* Unit roots, variance ratios and cointegration against statsmodels and arch, their invariances, and what is refused. */
#include "econometrics.h"

#include "compute/ts/engle_granger.h"
#include "compute/ts/johansen.h"
#include "compute/ts/unit_root.h"
#include "compute/ts/variance_ratio.h"

#define MOST 400

static const char *const trends[] = {"n", "c", "ct", "ctt"};

static void check_adf(const char *name, const double *y, struct fs_adf_options options)
{
    double critical[3];
    struct fs_adf_result r = {.critical = critical};
    ok(fs_adf(y, n, &options, &r, &problem));
    golden_equal(golden, name,
                 (double[]){r.statistic, r.p_value, (double)r.lags, (double)r.used, r.criterion, critical[0],
                            critical[1], critical[2]},
                 8, 1e-10, 0);
}

START_TEST(adf_is_that_of_statsmodels)
{
    static const char *const criteria[] = {"AIC", "BIC", "t-stat"};
    char name[60];
    for (int which = 0; which < 3; which++)
        for (int32_t trend = 0; trend < 4; trend++) {
            for (int32_t criterion = 0; criterion < 3; criterion++) {
                snprintf(name, sizeof name, "adf.%s.%s.%s", series_names[which], trends[trend],
                         criteria[criterion]);
                check_adf(name, series(which), (struct fs_adf_options){trend, -1, criterion, -1});
            }
            snprintf(name, sizeof name, "adf.%s.%s.3", series_names[which], trends[trend]);
            check_adf(name, series(which), (struct fs_adf_options){trend, 3, 0, -1});
        }
    check_adf("adf.most5", walk, (struct fs_adf_options){FS_TREND_CONSTANT, -1, FS_LAGS_AIC, 5});
}
END_TEST

START_TEST(mackinnon_tables_are_those_of_statsmodels)
{
    size_t count;
    double *statistics = golden_list(golden, "mackinnon.statistics", &count), p[32];
    char name[60];
    for (int trend = 0; trend < 4; trend++) {
        for (size_t k = 1; k <= FS_MACKINNON_SERIES; k++) {
            for (size_t i = 0; i < count; i++)
                p[i] = fs_mackinnon_p(statistics[i], trend, k);
            snprintf(name, sizeof name, "mackinnon.p.%d.%zu", trend, k);
            golden_equal(golden, name, p, count, 1e-10, 0);
        }
        for (size_t k = 1; k <= (trend ? FS_MACKINNON_SERIES_CRITICAL : 1); k++) {
            fs_mackinnon_critical(p, trend, k, 87);
            snprintf(name, sizeof name, "mackinnon.critical.%d.%zu", trend, k);
            golden_equal(golden, name, p, 3, 1e-12, 0);
        }
    }
    fs_mackinnon_critical(p, FS_TREND_NONE, 2, 87);
    ck_assert_double_nan(p[0]);
    ck_assert_double_nan(fs_mackinnon_p(-3, 1, 7));
    free(statistics);
}
END_TEST

START_TEST(phillips_perron_is_that_of_arch)
{
    for (int which = 0; which < 3; which++)
        for (int32_t trend = 0; trend < 3; trend++)
            for (int32_t test = 0; test < 2; test++)
                for (int given = 0; given < 2; given++) {
                    char name[60];
                    double critical[3];
                    struct fs_phillips_perron_options options = {trend, given ? 4 : -1, test};
                    struct fs_phillips_perron_result r = {.critical = critical};
                    ok(fs_phillips_perron(series(which), n, &options, &r, &problem));
                    snprintf(name, sizeof name, "pp.%s.%s.%s.%s", series_names[which], trends[trend],
                             test ? "rho" : "tau", given ? "4" : "rule");
                    golden_equal(golden, name,
                                 (double[]){r.statistic, r.p_value, (double)r.lags, critical[0], critical[1],
                                            critical[2]},
                                 6, 1e-10, 0);
                }
}
END_TEST

START_TEST(kpss_is_that_of_statsmodels_and_tells_the_ends_of_its_table)
{
    static const char *const rules[] = {"auto", "legacy", "5"};
    int limits[3] = {0};
    for (int which = 0; which < 3; which++)
        for (int32_t trend = 0; trend < 2; trend++)
            for (int32_t rule = 0; rule < 3; rule++) {
                char name[60];
                double critical[4];
                struct fs_kpss_options options = {trend, rule == 2 ? 5 : -1, rule == 1};
                struct fs_kpss_result r = {.critical = critical};
                ok(fs_kpss(series(which), n, &options, &r, &problem));
                snprintf(name, sizeof name, "kpss.%s.%s.%s", series_names[which], trends[trend + 1],
                         rules[rule]);
                golden_equal(golden, name,
                             (double[]){r.statistic, r.p_value, (double)r.lags, critical[0], critical[1],
                                        critical[2], critical[3]},
                             7, 1e-10, 0);
                ck_assert_int_eq(r.limit, r.statistic > critical[0] ? -1 : r.statistic < critical[3] ? 1 : 0);
                limits[r.limit + 1] = 1;
            }
    ck_assert(limits[0] && limits[1] && limits[2]);
}
END_TEST

START_TEST(variance_ratios_are_those_of_arch)
{
    static const int32_t lags[] = {2, 5, 7};
    for (int which = 0; which < 3; which++)
        for (int l = 0; l < 3; l++)
            for (int bits = 0; bits < 16; bits++) {
                int32_t drift = bits & 1, robust = bits >> 1 & 1, debiased = bits >> 2 & 1,
                        overlap = bits >> 3;
                if (!overlap && (robust || debiased))
                    continue;
                char name[60];
                struct fs_variance_ratio_options options = {lags[l], drift, robust, debiased, overlap};
                struct fs_variance_ratio_result r;
                ok(fs_variance_ratio(series(which), n, &options, &r, &problem));
                snprintf(name, sizeof name, "vr.%s.%d.%d%d%d%d", series_names[which], lags[l], drift, robust,
                         debiased, overlap);
                golden_equal(golden, name, (double[]){r.ratio, r.statistic, r.p_value}, 3, 1e-10, 0);
            }
}
END_TEST

START_TEST(unit_root_tests_ignore_units_and_levels)
{
    double moved[MOST];
    for (size_t i = 0; i < n; i++)
        moved[i] = 1024 * walk[i] + 0x1p17;
    struct fs_adf_options adf = {FS_TREND_CONSTANT, -1, FS_LAGS_AIC, -1};
    struct fs_adf_result a = {0}, b = {0};
    ok(fs_adf(walk, n, &adf, &a, &problem));
    ok(fs_adf(moved, n, &adf, &b, &problem));
    golden_near("adf", b.statistic, a.statistic, 1e-9, 0);
    ck_assert_int_eq(a.lags, b.lags);
    struct fs_phillips_perron_options pp = {FS_TREND_CONSTANT, -1, 0};
    struct fs_phillips_perron_result p = {0}, q = {0};
    ok(fs_phillips_perron(walk, n, &pp, &p, &problem));
    ok(fs_phillips_perron(moved, n, &pp, &q, &problem));
    golden_near("tau", q.tau, p.tau, 1e-9, 0);
    golden_near("rho", q.rho, p.rho, 1e-9, 0);
    struct fs_kpss_options kpss = {1, -1, 0};
    struct fs_kpss_result k = {0}, l = {0};
    ok(fs_kpss(walk, n, &kpss, &k, &problem));
    ok(fs_kpss(moved, n, &kpss, &l, &problem));
    golden_near("kpss", l.statistic, k.statistic, 1e-9, 0);
    struct fs_variance_ratio_options vr = {4, 1, 1, 1, 1};
    struct fs_variance_ratio_result v, w;
    ok(fs_variance_ratio(walk, n, &vr, &v, &problem));
    ok(fs_variance_ratio(moved, n, &vr, &w, &problem));
    golden_near("vr", w.ratio, v.ratio, 1e-9, 0);
}
END_TEST

START_TEST(unit_root_tests_refuse_lines_and_recurrences)
{
    double flat[60], line[60], wave[60];
    for (int i = 0; i < 60; i++) {
        flat[i] = 0.1;
        line[i] = 2.5 * i;
        wave[i] = sin(0.7 * i);
    }
    struct fs_adf_options adf = {FS_TREND_CONSTANT, -1, FS_LAGS_AIC, -1};
    struct fs_adf_result a = {0};
    refused(fs_adf(flat, 60, &adf, &a, &problem), FS_COMPUTE_DOMAIN);
    told("y is 0.1 throughout");
    ck_assert_int_lt(fs_adf(line, 60, &adf, &a, &problem), 0);
    ck_assert_int_lt(fs_adf(wave, 60, &adf, &a, &problem), 0);
    adf.lags = 0;
    ck_assert_int_lt(fs_adf(line, 60, &adf, &a, &problem), 0);
    adf.lags = 29;
    refused(fs_adf(walk, 60, &adf, &a, &problem), FS_COMPUTE_PARAMETER);
    refused(fs_adf(walk, 3, &adf, &a, &problem), FS_COMPUTE_SHORT);
    refused(fs_adf(NULL, 60, &adf, &a, &problem), FS_COMPUTE_NULL);
    adf.trend = 4;
    refused(fs_adf(walk, 60, &adf, &a, &problem), FS_COMPUTE_PARAMETER);
    for (size_t length = 4; length < 30; length++) /* short series: an answer or a reason, no crash */
        for (int32_t trend = 0; trend < 4; trend++) {
            adf = (struct fs_adf_options){trend, -1, FS_LAGS_BIC, -1};
            fs_adf(walk, length, &adf, &a, &problem);
        }

    struct fs_phillips_perron_options pp = {FS_TREND_CONSTANT, -1, 0};
    struct fs_phillips_perron_result p = {0};
    refused(fs_phillips_perron(flat, 60, &pp, &p, &problem), FS_COMPUTE_DOMAIN);
    ck_assert_int_lt(fs_phillips_perron(line, 60, &pp, &p, &problem), 0);
    struct fs_kpss_options kpss = {1, -1, 0};
    struct fs_kpss_result k = {0};
    refused(fs_kpss(line, 60, &kpss, &k, &problem), FS_COMPUTE_DOMAIN);
    told("straight line");
    kpss.lags = 60;
    refused(fs_kpss(walk, 60, &kpss, &k, &problem), FS_COMPUTE_PARAMETER);
    struct fs_variance_ratio_options vr = {4, 1, 0, 0, 1};
    struct fs_variance_ratio_result v;
    refused(fs_variance_ratio(line, 60, &vr, &v, &problem), FS_COMPUTE_DOMAIN);
    refused(fs_variance_ratio(walk, 7, &vr, &v, &problem), FS_COMPUTE_SHORT);
    vr.lags = 1;
    refused(fs_variance_ratio(walk, 60, &vr, &v, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

START_TEST(engle_granger_is_that_of_statsmodels)
{
    static const char *const criteria[] = {"aic", "bic", "t-stat"};
    double pair[2 * MOST], critical[3], b[2], spread[MOST];
    memcpy(pair, walk, n * sizeof *walk);
    memcpy(pair + n, third, n * sizeof *third);
    struct fs_engle_granger_result r = {.critical = critical, .coefficients = b, .residuals = spread};
    char name[60];
    for (int32_t trend = 0; trend < 4; trend++) {
        for (int32_t criterion = 0; criterion < 3; criterion++) {
            struct fs_engle_granger_options options = {trend, -1, criterion, -1};
            ok(fs_engle_granger(other, pair, n, 2, &options, &r, &problem));
            snprintf(name, sizeof name, "engle_granger.%s.%s", trends[trend], criteria[criterion]);
            golden_equal(golden, name,
                         (double[]){r.statistic, r.p_value, critical[0], critical[1], critical[2]}, 5, 1e-10,
                         0);
        }
        struct fs_engle_granger_options options = {trend, 2, 0, -1};
        ok(fs_engle_granger(other, walk, n, 1, &options, &r, &problem));
        snprintf(name, sizeof name, "engle_granger.%s.2", trends[trend]);
        golden_equal(golden, name, (double[]){r.statistic, r.p_value, critical[0], critical[1], critical[2]},
                     5, 1e-10, 0);
    }
    struct fs_engle_granger_options options = {FS_TREND_CONSTANT, -1, 0, -1};
    ok(fs_engle_granger(other, pair, n, 2, &options, &r, &problem));
    golden_equal(golden, "engle_granger.coefficients", (double[]){r.intercept, b[0], b[1]}, 3, 1e-10, 0);
    golden_equal(golden, "engle_granger.residuals", spread, n, 1e-10, 1);

    refused(fs_engle_granger(walk, pair, n, 2, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    told("exact combination");
    memcpy(pair + n, walk, n * sizeof *walk);
    refused(fs_engle_granger(other, pair, n, 2, &options, &r, &problem), FS_COMPUTE_SINGULAR);
    told("column 2 of x and trend is a linear combination of column 1");
    refused(fs_engle_granger(other, pair, n, 0, &options, &r, &problem), FS_COMPUTE_SHORT);
    refused(fs_engle_granger(other, pair, 5, 2, &options, &r, &problem), FS_COMPUTE_SHORT);
}
END_TEST

static void load_system(double *system)
{
    memcpy(system, walk, n * sizeof *walk);
    memcpy(system + n, other, n * sizeof *walk);
    memcpy(system + 2 * n, third, n * sizeof *walk);
}

START_TEST(johansen_is_that_of_statsmodels)
{
    static const int32_t lags[] = {0, 1, 3};
    double system[3 * MOST], eigenvalues[3], trace[3], largest[3], of_trace[9], of_max[9], vectors[9];
    struct fs_johansen_result r = {.eigenvalues = eigenvalues,
                                   .trace = trace,
                                   .max_eigen = largest,
                                   .trace_critical = of_trace,
                                   .max_eigen_critical = of_max,
                                   .vectors = vectors};
    load_system(system);
    for (int32_t order = -1; order <= 1; order++)
        for (int l = 0; l < 3; l++) {
            struct fs_johansen_options options = {order, lags[l]};
            char prefix[40], name[60];
            ok(fs_johansen(system, n, 3, &options, &r, &problem));
            snprintf(prefix, sizeof prefix, "johansen.%d.%d", order, lags[l]);
            const struct {
                const char *what;
                const double *values;
                size_t count;
            } parts[] = {
                {"eigenvalues", eigenvalues, 3}, {"trace", trace, 3},         {"max", largest, 3},
                {"trace_critical", of_trace, 9}, {"max_critical", of_max, 9}, {"vectors", vectors, 9}};
            for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
                snprintf(name, sizeof name, "%s.%s", prefix, parts[i].what);
                golden_equal(golden, name, parts[i].values, parts[i].count, 1e-10, 1e-1);
            }
            int32_t rank = 0;
            while (rank < 3 && trace[rank] > of_trace[3 + rank])
                rank++;
            ck_assert_int_eq(r.rank, rank);
        }
}
END_TEST

START_TEST(johansen_tables_are_those_of_statsmodels)
{
    /* Twelve walks of a linear congruential generator; only the tables matter. */
    double walks[12 * 100], of_trace[36], of_max[36];
    uint32_t state = 7;
    for (size_t j = 0; j < 12; j++)
        for (size_t i = 0; i < 100; i++) {
            state = state * 1664525u + 1013904223u;
            walks[j * 100 + i] = (i ? walks[j * 100 + i - 1] : 0) + (double)(state >> 8) * 0x1p-24 - 0.5;
        }
    struct fs_johansen_result r = {.trace_critical = of_trace, .max_eigen_critical = of_max};
    for (int32_t order = -1; order <= 1; order++) {
        struct fs_johansen_options options = {order, 1};
        char name[60];
        ok(fs_johansen(walks, 100, 12, &options, &r, &problem));
        for (size_t level = 0; level < 3;
             level++) /* rows are in the order of the nulls: 12 unit roots first */
            for (size_t i = 0; i < 6; i++) {
                double *columns[] = {of_trace + level * 12, of_max + level * 12};
                for (int c = 0; c < 2; c++) {
                    double swap = columns[c][i];
                    columns[c][i] = columns[c][11 - i];
                    columns[c][11 - i] = swap;
                }
            }
        snprintf(name, sizeof name, "johansen.table.trace.%d", order);
        golden_equal(golden, name, of_trace, 36, 1e-14, 0);
        snprintf(name, sizeof name, "johansen.table.max.%d", order);
        golden_equal(golden, name, of_max, 36, 1e-14, 0);
    }
}
END_TEST

START_TEST(johansen_does_not_depend_on_order_or_units)
{
    double system[3 * MOST], turned[3 * MOST], a[3], b[3], va[9], vb[9];
    load_system(system);
    for (size_t i = 0; i < n; i++) {
        turned[i] = 1000 * third[i];
        turned[n + i] = walk[i];
        turned[2 * n + i] = other[i] / 50;
    }
    struct fs_johansen_options options = {0, 1};
    struct fs_johansen_result r = {.trace = a, .vectors = va}, s = {.trace = b, .vectors = vb};
    ok(fs_johansen(system, n, 3, &options, &r, &problem));
    ok(fs_johansen(turned, n, 3, &options, &s, &problem));
    for (int i = 0; i < 3; i++)
        golden_near("trace", b[i], a[i], 1e-10, 0);
    golden_near("relation", vb[2] / 50 / vb[1], va[1] / va[0], 1e-9, 0);

    memcpy(system + n, walk, n * sizeof *walk);
    refused(fs_johansen(system, n, 3, &options, &r, &problem), FS_COMPUTE_SINGULAR);
    options.lags = 0;
    refused(fs_johansen(system, n, 3, &options, &r, &problem), FS_COMPUTE_SINGULAR);
    told("column 2 of x");
    refused(fs_johansen(system, 8, 3, &options, &r, &problem), FS_COMPUTE_SHORT);
    refused(fs_johansen(system, n / 5, 13, &options, &r, &problem), FS_COMPUTE_PARAMETER);
    double one[60]; /* every change is half of the level before */
    for (int i = 0; i < 60; i++)
        one[i] = i ? one[i - 1] * -0.5 : 1e9;
    options = (struct fs_johansen_options){-1, 0};
    refused(fs_johansen(one, 20, 1, &options, &r, &problem), FS_COMPUTE_DOMAIN);
    options.det_order = 2;
    refused(fs_johansen(system, n, 3, &options, &r, &problem), FS_COMPUTE_PARAMETER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unit_root");
    TCase *tcase = tcase_create("unit_root");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, adf_is_that_of_statsmodels);
    tcase_add_test(tcase, mackinnon_tables_are_those_of_statsmodels);
    tcase_add_test(tcase, phillips_perron_is_that_of_arch);
    tcase_add_test(tcase, kpss_is_that_of_statsmodels_and_tells_the_ends_of_its_table);
    tcase_add_test(tcase, variance_ratios_are_those_of_arch);
    tcase_add_test(tcase, unit_root_tests_ignore_units_and_levels);
    tcase_add_test(tcase, unit_root_tests_refuse_lines_and_recurrences);
    tcase_add_test(tcase, engle_granger_is_that_of_statsmodels);
    tcase_add_test(tcase, johansen_is_that_of_statsmodels);
    tcase_add_test(tcase, johansen_tables_are_those_of_statsmodels);
    tcase_add_test(tcase, johansen_does_not_depend_on_order_or_units);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
