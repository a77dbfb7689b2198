/* What holds for averages, stochastics, cycles and channels beyond their golden values. */
#include "compute/forms.h"
#include "compute/ta/average.h"
#include "compute/ta/ema.h"
#include "compute/ta/macd.h"
#include "compute/ta/macdext.h"
#include "compute/ta/mavp.h"
#include "compute/ta/sma.h"
#include "compute/ta/stoch.h"
#include "compute/ta/wma.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define BARS 400
static double high[BARS], low[BARS], close[BARS], volume[BARS], one[BARS], two[BARS], three[BARS], four[BARS],
    five[BARS];

/* A walk of prices, the same in every test; `scale` and `shift` are applied to each. */
static void make_bars(double scale, double shift)
{
    uint64_t bits = 64;
    double price = 100.0;
    for (int i = 0; i < BARS; i++) {
        double unit[4];
        for (int j = 0; j < 4; j++) {
            bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            unit[j] = (double)(bits >> 11) * 0x1p-53;
        }
        price *= 1.0 + (unit[0] - 0.5) * 0.04;
        close[i] = price * scale + shift;
        high[i] = (price + unit[1] * 2.0) * scale + shift;
        low[i] = (price - unit[2] * 2.0) * scale + shift;
        volume[i] = 100.0 + unit[3] * 900.0;
    }
}

static int same(double a, double b)
{
    return (a != a && b != b) || a == b;
}

static void all_same(const double *a, const double *b)
{
    for (int i = 0; i < BARS; i++)
        ck_assert_msg(same(a[i], b[i]), "at %d: %.17g and %.17g", i, a[i], b[i]);
}

static void all_near(const double *a, const double *b, double factor, double shift, double tolerance)
{
    for (int i = 0; i < BARS; i++)
        if (a[i] == a[i] || b[i] == b[i])
            ck_assert_msg(fabs(a[i] * factor + shift - b[i]) <= tolerance, "at %d: %.17g and %.17g", i, a[i],
                          b[i]);
}

START_TEST(an_average_of_a_kind_is_that_function)
{
    make_bars(1.0, 0.0);
    close[50] = NAN; /* missing values too */
    fs_ma(close, BARS, 12, FS_AVERAGE_SMA, one);
    fs_sma(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_EMA, one);
    fs_ema(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_WMA, one);
    fs_wma(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_DEMA, one);
    fs_dema(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_TEMA, one);
    fs_tema(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_TRIMA, one);
    fs_trima(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_KAMA, one);
    fs_kama(close, BARS, 12, two);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_MAMA, one);
    fs_mama(close, BARS, 0.5, 0.05, two, three);
    all_same(one, two);
    fs_ma(close, BARS, 12, FS_AVERAGE_T3, one);
    fs_t3(close, BARS, 12, 0.7, two);
    all_same(one, two);
    fs_ma(close, BARS, 1, FS_AVERAGE_T3, one);
    all_same(one, close);
}
END_TEST

START_TEST(averages_move_and_scale_with_their_values)
{
    for (int32_t kind = FS_AVERAGE_SMA; kind <= FS_AVERAGE_T3; kind++) {
        make_bars(1.0, 0.0);
        fs_ma(close, BARS, 9, kind, one);
        make_bars(8.0, 0.0); /* a power of two changes no bit but the exponent */
        fs_ma(close, BARS, 9, kind, two);
        for (int i = 0; i < BARS; i++)
            ck_assert(same(one[i] * 8.0, two[i]));
        make_bars(1.0, 512.0);
        fs_ma(close, BARS, 9, kind, two);
        if (kind != FS_AVERAGE_MAMA) /* its start is 0 */
            all_near(one, two, 1.0, 512.0, 1e-8);
    }
}
END_TEST

START_TEST(constant_values_are_their_own_average)
{
    for (int i = 0; i < BARS; i++)
        close[i] = 42.5;
    for (int32_t kind = FS_AVERAGE_SMA; kind <= FS_AVERAGE_T3; kind++) {
        if (kind == FS_AVERAGE_MAMA) /* starts at 0 */
            continue;
        fs_ma(close, BARS, 9, kind, one);
        for (int i = fs_ma_lookback(9, kind); i < BARS; i++)
            ck_assert_msg(fabs(one[i] - 42.5) < 1e-12, "kind %d at %d: %.17g", kind, i, one[i]);
    }
}
END_TEST

START_TEST(composites_of_simple_averages_are_the_plain_functions)
{
    make_bars(1.0, 0.0);
    fs_macdext(close, BARS, 12, FS_AVERAGE_EMA, 26, FS_AVERAGE_EMA, 9, FS_AVERAGE_EMA, one, two, three);
    fs_macd(close, BARS, 12, 26, 9, four, five, high);
    all_same(one, four);
    all_same(two, five);
    all_same(three, high);
    make_bars(1.0, 0.0);
    fs_stochf(high, low, close, BARS, 9, 4, FS_AVERAGE_WMA, one, two);
    fs_stoch(high, low, close, BARS, 9, 1, 4, FS_AVERAGE_SMA, FS_AVERAGE_WMA, three, four);
    all_same(one, three);
    all_same(two, four);
    fs_ppo(close, BARS, 5, 20, FS_AVERAGE_EMA, one);
    fs_apo(close, BARS, 20, 5, FS_AVERAGE_EMA, two);
    fs_ema(close, BARS, 20, three);
    for (int i = 0; i < BARS; i++)
        two[i] = two[i] / three[i] * 100.0;
    all_near(one, two, 1.0, 0.0, 1e-13);
}
END_TEST

START_TEST(a_varying_period_takes_each_bar_from_its_average)
{
    make_bars(1.0, 0.0);
    for (int i = 0; i < BARS; i++)
        one[i] = i % 3 == 0 ? 4.9 : i % 3 == 1 ? 17.0 : 1e9; /* cut to 4; as it is; kept at the bound */
    one[100] = NAN;
    fs_mavp(close, one, BARS, 2, 20, FS_AVERAGE_SMA, two);
    for (int i = 0; i < BARS; i++) {
        double sum = 0.0;
        int period = i % 3 == 0 ? 4 : i % 3 == 1 ? 17 : 20;
        for (int k = 0; i >= 19 && k < period; k++)
            sum += close[i - k];
        if (i < 19 || i == 100)
            ck_assert(two[i] != two[i]);
        else
            ck_assert(fabs(two[i] - sum / period) < 1e-11);
    }
    fs_mavp(close, one, BARS, 20, 2, FS_AVERAGE_SMA, three); /* bounds the wrong way round */
    all_same(two, three);
}
END_TEST

/* TA-Lib's running sums would stay blurred by a price of 1e15 that has left. */
START_TEST(cycles_recover_from_a_wrong_price)
{
    make_bars(1.0, 0.0);
    fs_ht_trendline(close, BARS, one);
    close[60] = 1e15;
    fs_ht_trendline(close, BARS, two);
    /* the means that remain differ only where the measured period does */
    for (int i = 300; i < BARS; i++)
        ck_assert_msg(fabs(two[i] / one[i] - 1.0) < 0.02, "at %d: %g and %g", i, one[i], two[i]);
}
END_TEST

START_TEST(a_cycle_of_known_length_is_measured)
{
    for (int i = 0; i < BARS; i++)
        close[i] = 100.0 + 5.0 * sin(2.0 * 3.14159265358979323846 * i / 20.0);
    fs_ht_dcperiod(close, BARS, one);
    for (int i = 200; i < BARS; i++)
        ck_assert_msg(fabs(one[i] - 20.0) < 0.5, "at %d: %g", i, one[i]);
    fs_ht_trendmode(close, BARS, two);
    fs_ht_sine(close, BARS, three, four);
    for (int i = 100; i < BARS; i++)
        ck_assert(fabs(three[i]) <= 1.0 && fabs(four[i]) <= 1.0 && (two[i] == 0.0 || two[i] == 1.0));
}
END_TEST

START_TEST(oscillators_keep_their_bounds)
{
    make_bars(1.0, 0.0);
    fs_willr(high, low, close, BARS, 14, one);
    fs_cmo(close, BARS, 14, two);
    fs_ultosc(high, low, close, BARS, 7, 14, 28, three);
    fs_stochrsi(close, BARS, 14, 5, 3, FS_AVERAGE_SMA, four, five);
    for (int i = 28; i < BARS; i++) {
        ck_assert(one[i] >= -100.0 && one[i] <= 0.0 && fabs(two[i]) <= 100.0);
        ck_assert(three[i] >= 0.0 && three[i] <= 100.0 && four[i] >= 0.0 && four[i] <= 100.0 + 1e-12);
    }
    fs_aroon(high, low, BARS, 14, one, two);
    fs_aroonosc(high, low, BARS, 14, three);
    for (int i = 14; i < BARS; i++)
        ck_assert(fabs(two[i] - one[i] - three[i]) < 1e-12);
}
END_TEST

/* Prices turned upside down turn rising and falling around. */
START_TEST(stops_are_symmetric)
{
    make_bars(1.0, 0.0);
    fs_sar(high, low, BARS, 0.02, 0.2, one);
    fs_supertrend(high, low, close, BARS, 10, 3.0, two, three);
    for (int i = 0; i < BARS; i++) {
        double h = high[i];
        high[i] = -low[i];
        low[i] = -h;
        close[i] = -close[i];
    }
    fs_sar(high, low, BARS, 0.02, 0.2, four);
    all_near(one, four, -1.0, 0.0, 1e-12);
    fs_supertrend(high, low, close, BARS, 10, 3.0, four, five);
    int turned = 0, compared = 0; /* the first trend is falling either way: equal from the first turn on */
    for (int i = 10; i < BARS; i++) {
        turned = turned || (five[i] > 0 && three[i] < 0);
        if (turned && five[i] == -three[i]) {
            ck_assert(fabs(four[i] + two[i]) < 1e-10);
            compared++;
        }
    }
    ck_assert_int_gt(compared, BARS / 2);
}
END_TEST

START_TEST(channels_hold_their_bars)
{
    make_bars(1.0, 0.0);
    fs_donchian(high, low, BARS, 20, one, two, three);
    for (int i = 19; i < BARS; i++)
        ck_assert(one[i] >= high[i] && three[i] <= low[i] && two[i] == (one[i] + three[i]) / 2.0);
    fs_vwap(high, low, close, volume, BARS, 10, one);
    fs_vwap(high, low, close, volume, BARS, 0, two);
    fs_midprice(high, low, BARS, 10, three);
    for (int i = 0; i < BARS; i++) {
        double least = 1e9, most = 0.0;
        for (int j = i < 9 ? 0 : i - 9; j <= i; j++) {
            least = fmin(least, low[j]);
            most = fmax(most, high[j]);
        }
        ck_assert(i < 9 || (one[i] > least && one[i] < most));
        ck_assert(two[i] == two[i]);
    }
    memset(volume, 0, sizeof volume); /* nothing traded: no price */
    volume[50] = 3.0;
    fs_vwap(high, low, close, volume, BARS, 10, one);
    for (int i = 0; i < BARS; i++)
        ck_assert((one[i] == one[i]) == (i >= 50 && i < 60));
    ck_assert(fabs(one[59] - (high[50] + low[50] + close[50]) / 3.0) < 1e-12);
}
END_TEST

/* What Ichimoku says of a bar does not change when later bars come. */
START_TEST(the_cloud_looks_at_no_later_bar)
{
    make_bars(1.0, 0.0);
    fs_ichimoku(high, low, close, BARS, 9, 26, 52, 26, one, two, three, four, five);
    double keep[5] = {one[200], two[200], three[200], four[200], five[200]};
    for (int i = 201; i < BARS; i++)
        high[i] = low[i] = close[i] = 1.0;
    fs_ichimoku(high, low, close, BARS, 9, 26, 52, 26, one, two, three, four, five);
    ck_assert(one[200] == keep[0] && two[200] == keep[1] && three[200] == keep[2] && four[200] == keep[3]);
    ck_assert(five[200] == keep[4] && five[200] == close[174] && three[200] == (one[174] + two[174]) / 2.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("indicators");
    TCase *tcase = tcase_create("indicators");
    tcase_add_test(tcase, an_average_of_a_kind_is_that_function);
    tcase_add_test(tcase, averages_move_and_scale_with_their_values);
    tcase_add_test(tcase, constant_values_are_their_own_average);
    tcase_add_test(tcase, composites_of_simple_averages_are_the_plain_functions);
    tcase_add_test(tcase, a_varying_period_takes_each_bar_from_its_average);
    tcase_add_test(tcase, cycles_recover_from_a_wrong_price);
    tcase_add_test(tcase, a_cycle_of_known_length_is_measured);
    tcase_add_test(tcase, oscillators_keep_their_bounds);
    tcase_add_test(tcase, stops_are_symmetric);
    tcase_add_test(tcase, channels_hold_their_bars);
    tcase_add_test(tcase, the_cloud_looks_at_no_later_bar);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
