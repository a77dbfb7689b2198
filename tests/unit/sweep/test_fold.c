/* Walk-forward windows: nothing is tested that was trained on, tests follow one another, nothing is left out. */
#include "base/error.h"
#include "base/time.h"
#include "sweep/fold.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Working days from 2000-01-03 on. */
static struct fs_timeline days(int64_t count)
{
    struct fs_timeline timeline = {malloc((size_t)count * sizeof(int64_t)), 0};
    for (int64_t day = fs_time_day(2000, 1, 3); timeline.count < count; day++)
        if (fs_time_weekday(day) <= 5)
            timeline.time[timeline.count++] = day * FS_NS_PER_DAY;
    return timeline;
}

static const struct {
    const char *spec;
    int64_t bars, train; /* train: bars of a rolling window, 0: by the calendar or anchored */
} walks[] = {
    {"train=500,test=100", 2000, 500}, {"train=500,test=100,purge=7", 2033, 500},
    {"train=3,test=1", 50, 3},         {"train=250,test=250,anchored", 1300, 0},
    {"train=2y,test=6m", 2000, 0},     {"train=2y,test=1y,anchored,purge=20", 2600, 0},
    {"train=8w,test=30d", 700, 0},     {"train=1y,test=50", 900, 0},
};

START_TEST(tests_follow_training_without_leaks_or_gaps)
{
    struct fs_walk_forward walk;
    struct fs_timeline timeline = days(walks[_i].bars);
    struct fs_fold *folds;
    int count;
    ck_assert_int_eq(fs_walk_forward_parse(walks[_i].spec, &walk), 0);
    ck_assert_int_eq(fs_walk_forward_folds(&walk, &timeline, &folds, &count), 0);
    ck_assert_int_gt(count, 1);
    for (int i = 0; i < count; i++) {
        const struct fs_fold *f = &folds[i];
        ck_assert_int_ge(f->train_from, 0);
        ck_assert_int_lt(f->train_from, f->train_to);
        ck_assert_int_eq(f->train_to, f->test_from - walk.purge); /* nothing of the test, nor of the purge */
        ck_assert_int_lt(f->test_from, f->test_to);
        ck_assert_int_eq(f->test_from, i ? folds[i - 1].test_to : f->train_to + walk.purge);
        if (walk.anchored)
            ck_assert_int_eq(f->train_from, 0);
        else if (walks[_i].train)
            ck_assert_int_eq(f->test_from - f->train_from, walks[_i].train);
    }
    ck_assert_int_eq(folds[count - 1].test_to, timeline.count);
    free(folds);
    free(timeline.time);
}
END_TEST

START_TEST(durations_are_of_the_calendar)
{
    struct fs_walk_forward walk;
    struct fs_timeline timeline = days(1100);
    struct fs_fold *folds;
    int count;
    ck_assert_int_eq(fs_walk_forward_parse("train=2y,test=6m", &walk), 0);
    ck_assert_int_eq(fs_walk_forward_folds(&walk, &timeline, &folds, &count), 0);
    ck_assert_int_eq(timeline.time[folds[0].test_from], fs_time_day(2002, 1, 3) * FS_NS_PER_DAY);
    ck_assert_int_eq(timeline.time[folds[1].test_from], fs_time_day(2002, 7, 3) * FS_NS_PER_DAY);
    ck_assert_int_eq(timeline.time[folds[1].train_from], fs_time_day(2000, 7, 3) * FS_NS_PER_DAY);
    ck_assert_int_eq(timeline.time[folds[2].test_from], fs_time_day(2003, 1, 3) * FS_NS_PER_DAY);
    free(folds);
    free(timeline.time);
}
END_TEST

START_TEST(a_timeline_has_each_time_once)
{
    int64_t a[] = {1, 3, 5, 9}, b[] = {2, 3, 9, 10};
    struct fs_series series[] = {{.count = 4, .time = a}, {.count = 4, .time = b}};
    static const int64_t expected[] = {1, 2, 3, 5, 9, 10};
    struct fs_timeline timeline;
    ck_assert_int_eq(fs_timeline_make(series, 2, &timeline), 0);
    ck_assert_int_eq(timeline.count, 6);
    ck_assert_int_eq(memcmp(timeline.time, expected, sizeof expected), 0);
    free(timeline.time);
}
END_TEST

static const char *const refused[] = {"",
                                      "train=500",
                                      "test=5",
                                      "train=0,test=1",
                                      "train=5,test=-1",
                                      "train=2q,test=1",
                                      "train=5,test=1,x",
                                      "train=5,test=1,purge",
                                      "train=5,test=1,embargo=3",
                                      "train=5,test=1,anchored=1",
                                      "train=999999y,test=1"};

START_TEST(what_is_no_walk_is_refused)
{
    struct fs_walk_forward walk;
    ck_assert_int_eq(fs_walk_forward_parse(refused[_i], &walk), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
}
END_TEST

static const char *const refused_cpcv[] = {"",
                                           "groups=6",
                                           "groups=1,test=1",
                                           "groups=17,test=2",
                                           "groups=6,test=6",
                                           "groups=6,test=0",
                                           "groups=6,test=2,purge=x",
                                           "groups=6,test=2,gap=1",
                                           "groups=6;test=2"};

START_TEST(what_is_no_cross_validation_is_refused)
{
    struct fs_cpcv cpcv;
    ck_assert_int_eq(fs_cpcv_parse(refused_cpcv[_i], &cpcv), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
}
END_TEST

START_TEST(windows_that_do_not_fit_the_data_are_refused)
{
    struct fs_walk_forward walk;
    struct fs_timeline timeline = days(100);
    struct fs_fold *folds = NULL;
    int count;
    static const char *const specs[] = {"train=100,test=10", "train=10,test=10,purge=9", "train=3y,test=1y"};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fs_walk_forward_parse(specs[i], &walk), 0);
        ck_assert_int_eq(fs_walk_forward_folds(&walk, &timeline, &folds, &count), -1);
        ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
        free(folds);
    }
    free(timeline.time);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fold");
    TCase *tests = tcase_create("fold");
    tcase_add_loop_test(tests, tests_follow_training_without_leaks_or_gaps, 0, sizeof walks / sizeof *walks);
    tcase_add_test(tests, durations_are_of_the_calendar);
    tcase_add_test(tests, a_timeline_has_each_time_once);
    tcase_add_loop_test(tests, what_is_no_walk_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(tests, what_is_no_cross_validation_is_refused, 0,
                        sizeof refused_cpcv / sizeof *refused_cpcv);
    tcase_add_test(tests, windows_that_do_not_fit_the_data_are_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
