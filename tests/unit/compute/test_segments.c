/* Long recurrences in eight segments: the bits of one step after the other, on every level, whatever the data. */
#include "compute/entry.h"
#include "compute/forms.h"
#include "compute/ta/directional.h"
#include "compute/ta/obv.h"
#include "compute/ta/segments.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 60000 };

static uint64_t seed = 11;

static double uniform(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) * 0x1p-53;
}

static int same(double a, double b)
{
    return (a != a && b != b) || !memcmp(&a, &b, sizeof a);
}

static const struct {
    const char *name;
    enum fs_many_what what;
    int inputs, outputs, periods;
    int32_t period[3];
    double memory;
} recurrences[] = {
    {"ta.ema", FS_MANY_EMA, 1, 1, 1, {9, 0, 0}, 5},        {"ta.rsi", FS_MANY_RSI, 1, 1, 1, {14, 0, 0}, 14},
    {"ta.atr", FS_MANY_ATR, 3, 1, 1, {14, 0, 0}, 14},      {"ta.atr", FS_MANY_ATR, 3, 1, 1, {1, 0, 0}, 1},
    {"ta.macd", FS_MANY_MACD, 1, 3, 3, {12, 26, 9}, 18.5}, {"ta.adx", FS_MANY_ADX, 3, 1, 1, {14, 0, 0}, 28},
};
enum { COUNT = sizeof recurrences / sizeof *recurrences, KINDS = 6 };

static double series[3][LENGTH], got[3][LENGTH], expected[3][LENGTH];

/* 0: a walk; 1: with gaps everywhere; 2: gaps at the joints; 3: long flat stretches, in which averages stay a last place
 * apart; 4: huge and tiny values; 5: no value for a long time. */
static void make(int kind)
{
    double price = 100;
    for (size_t i = 0; i < LENGTH; i++) {
        if (kind != 3 || i % 9000 < 1000)
            price *= 1 + 0.02 * (uniform() - 0.5);
        double x = kind == 4 ? (uniform() - 0.5) * (i % 97 == 0  ? 0x1p479
                                                    : i % 7 == 0 ? 0x1p-1070
                                                                 : 1)
                             : price;
        double spread = kind == 3 ? 0 : 0.01 * uniform() * fabs(x);
        int missing = (kind == 1 && uniform() < 0.01) || (kind == 2 && i % 1000 > 980) ||
                      (kind == 5 && i > 5000 && i < 30000);
        series[0][i] = missing ? (double)NAN : x + spread;
        series[1][i] = x - spread;
        series[2][i] = missing && i % 2 ? (double)INFINITY : x;
    }
}

static int check(size_t which, int level, size_t length)
{
    size_t count;
    const struct fs_compute_entry *entries = fs_compute_entries(&count), *entry = entries;
    while (strcmp(entry->name, recurrences[which].name))
        entry++;
    double params[3];
    struct fs_many_job job = {.length = length};
    for (int k = 0; k < 3; k++) {
        job.in[k] = k < recurrences[which].inputs ? series[k] : NULL;
        job.out[k] = k < recurrences[which].outputs ? got[k] : NULL;
        params[k] = job.period[k] = recurrences[which].period[k];
    }
    int again = 0;
    ck_assert_int_eq(fs_segments_at((enum fs_cpu_level)level, recurrences[which].what, &job,
                                    recurrences[which].memory, &again),
                     1);
    void *state = malloc(entry->size(params));
    entry->init(state, params);
    for (size_t i = 0; i < length; i++) {
        double in[3] = {series[0][i], series[1][i], series[2][i]}, out[3];
        entry->update(state, in, out);
        for (int k = 0; k < recurrences[which].outputs; k++)
            expected[k][i] = out[k];
    }
    free(state);
    for (int k = 0; k < recurrences[which].outputs; k++)
        for (size_t i = 0; i < length; i++)
            if (!same(got[k][i], expected[k][i]))
                ck_abort_msg("%s level %d output %d at %zu of %zu: %a, expected %a", entry->name, level, k, i,
                             length, got[k][i], expected[k][i]);
    return again;
}

START_TEST(give_the_bits_of_the_stream)
{
    make(_i);
    int again = 0;
    for (size_t which = 0; which < COUNT; which++)
        for (int level = 0; level <= (int)fs_cpu_level(); level++)
            for (size_t less = 0; less < 12; less += 5)
                again += check(which, level, LENGTH - less);
    /* what was guessed wrong is made again; what is forgotten is not */
    ck_assert_msg(_i != 0 || again == 0, "%d segments of a walk were made again", again);
    ck_assert_msg((_i != 3 && _i != 5) || again > 0, "no segment was made again");
}
END_TEST

START_TEST(leave_short_series_alone)
{
    struct fs_many_job job = {.in = {series[0]}, .out = {got[0]}, .length = 8000, .period = {20}};
    int again = 0;
    ck_assert_int_eq(fs_segments(FS_MANY_EMA, &job, 10.5), 0);
    ck_assert_int_eq(fs_segments_at(FS_CPU_BASE, FS_MANY_EMA, &job, 9.99, &again), 1);
    job.length = 0;
    ck_assert_int_eq(fs_segments(FS_MANY_EMA, &job, 1), 0);
}
END_TEST

START_TEST(serve_the_series_of_the_functions)
{
    static const int32_t periods[] = {2, 14, 60, 3000};
    for (int kind = 0; kind < KINDS; kind++) {
        make(kind);
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++) {
            struct fs_obv obv;
            struct fs_adx adx;
            ck_assert_int_eq(fs_obv(series[2], series[1], LENGTH, got[0]), 0);
            ck_assert_int_eq(fs_adx(series[0], series[1], series[2], LENGTH, periods[p], got[1]), 0);
            fs_obv_init(&obv);
            fs_adx_init(&adx, periods[p]);
            for (size_t i = 0; i < LENGTH; i++) {
                double volume = fs_obv_update(&obv, series[2][i], series[1][i]),
                       index = fs_adx_update(&adx, series[0][i], series[1][i], series[2][i]);
                if (!same(got[0][i], volume) || !same(got[1][i], index))
                    ck_abort_msg("kind %d period %d at %zu: %a and %a, expected %a and %a", kind,
                                 (int)periods[p], i, got[0][i], got[1][i], volume, index);
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segments");
    TCase *tcase = tcase_create("segments");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, give_the_bits_of_the_stream, 0, KINDS);
    tcase_add_test(tcase, leave_short_series_alone);
    tcase_add_test(tcase, serve_the_series_of_the_functions);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
