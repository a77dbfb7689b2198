/* Sets of parameters by number: order of a grid, exact steps, points of the Sobol sequence, what is refused. */
#include "base/error.h"
#include "sweep/sobol.h"
#include "sweep/space.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *value(const struct fs_space *space, int64_t number, int axis)
{
    static char text[FS_SPACE_TEXT];
    return fs_space_value(space, number, axis, text);
}

START_TEST(the_axis_named_last_turns_fastest)
{
    struct fs_space space = {0};
    ck_assert_int_eq(fs_space_add(&space, "fast=5:15:5"), 0);
    ck_assert_int_eq(fs_space_add(&space, "kind=sma,ema"), 0);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_GRID, 0, 1), 0);
    static const char *const expected[6][2] = {{"5", "sma"},  {"5", "ema"},  {"10", "sma"},
                                               {"10", "ema"}, {"15", "sma"}, {"15", "ema"}};
    ck_assert_int_eq(space.count, 6);
    for (int64_t i = 0; i < 6; i++) {
        int64_t places[FS_SPACE_AXES_MAX];
        ck_assert_str_eq(value(&space, i, 0), expected[i][0]);
        ck_assert_str_eq(value(&space, i, 1), expected[i][1]);
        fs_space_places(&space, i, places);
        ck_assert_int_eq(fs_space_number(&space, places), i);
        places[1] = 2;
        ck_assert_int_eq(fs_space_number(&space, places), -1);
    }
    fs_space_clear(&space);
}
END_TEST

START_TEST(steps_are_exact_decimals_and_include_both_ends)
{
    struct fs_space space = {0};
    ck_assert_int_eq(fs_space_add(&space, "x=0.1:0.5:0.1"), 0);
    ck_assert_int_eq(fs_space_add(&space, "down=50:5:-5"), 0);
    ck_assert_int_eq(fs_space_add(&space, "short=5:52:5"), 0);
    ck_assert_int_eq(fs_space_add(&space, "one=7"), 0);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_GRID, 0, 1), 0);
    ck_assert_int_eq(space.axes[0].count, 5);
    char text[FS_SPACE_TEXT];
    ck_assert_str_eq(fs_axis_value(&space.axes[0], 2, text), "0.3");
    ck_assert_int_eq(space.axes[1].count, 10);
    ck_assert_str_eq(fs_axis_value(&space.axes[1], 9, text), "5");
    ck_assert_int_eq(space.axes[2].count, 10);
    ck_assert_str_eq(fs_axis_value(&space.axes[2], 9, text), "50");
    ck_assert_int_eq(space.axes[3].count, 1);
    fs_space_clear(&space);
}
END_TEST

START_TEST(sobol_points_are_those_of_joe_and_kuo)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/sweep/golden/sobol.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[128];
    int points = 0;
    while (fgets(line, sizeof line, file)) {
        unsigned number;
        int dimension;
        long coordinate;
        if (sscanf(line, "%u %d %ld", &number, &dimension, &coordinate) != 3)
            continue;
        ck_assert_double_eq(fs_sobol(number, dimension) * 1073741824.0, (double)coordinate);
        points++;
    }
    fclose(file);
    ck_assert_int_eq(points, 27 * FS_SOBOL_DIMENSIONS);
}
END_TEST

START_TEST(sobol_covers_every_value_of_an_axis_equally)
{
    struct fs_space space = {0};
    int seen[8] = {0};
    ck_assert_int_eq(fs_space_add(&space, "a=1:8:1"), 0);
    ck_assert_int_eq(fs_space_add(&space, "b=1:8:1"), 0);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_SOBOL, 64, 1), 0);
    int cells[8][8] = {{0}};
    for (int64_t i = 0; i < 64; i++) {
        int64_t places[FS_SPACE_AXES_MAX];
        fs_space_places(&space, i, places);
        seen[places[0]]++;
        cells[places[0]][places[1]]++;
    }
    for (int i = 0; i < 8; i++) {
        ck_assert_int_eq(seen[i], 8);
        for (int k = 0; k < 8; k++)
            ck_assert_int_eq(cells[i][k], 1);
    }
    fs_space_clear(&space);
}
END_TEST

START_TEST(random_sets_depend_on_seed_and_number_alone)
{
    struct fs_space a = {0}, b = {0};
    ck_assert_int_eq(fs_space_add(&a, "x=0.25:0.75"), 0);
    ck_assert_int_eq(fs_space_add(&b, "x=0.25:0.75"), 0);
    ck_assert_int_eq(fs_space_finish(&a, FS_SPACE_RANDOM, 100, 7), 0);
    ck_assert_int_eq(fs_space_finish(&b, FS_SPACE_RANDOM, 100, 8), 0);
    int different = 0;
    for (int64_t i = 99; i >= 0; i--) {
        char first[FS_SPACE_TEXT];
        snprintf(first, sizeof first, "%s", value(&a, i, 0));
        ck_assert_str_eq(first, value(&a, i, 0));
        ck_assert_double_ge(atof(first), 0.25);
        ck_assert_double_lt(atof(first), 0.75);
        different += strcmp(first, value(&b, i, 0)) != 0;
    }
    ck_assert_int_gt(different, 95);
    fs_space_clear(&a);
    fs_space_clear(&b);
}
END_TEST

static const char *const refused[] = {
    "fast",       "=5",         "fast=",         "fast=1,,2",   "fast=1,2,1",
    "fast=5:1:1", "fast=1:5:0", "fast=1:5:1:1",  "fast=a:b:c",  "fast=1:5:0.000000001",
    "fast=9:1",   "fast=1:2:",  "fast=0:1e17:1", "fast=1:5:-1", "fast=0:1:0.00000000001"};

START_TEST(what_is_no_range_is_refused_by_name)
{
    struct fs_space space = {0};
    ck_assert_int_eq(fs_space_add(&space, refused[_i]), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "fast") ? ""
                                                                   : strstr(fs_error_last()->message, "=5"));
    fs_space_clear(&space);
}
END_TEST

START_TEST(a_whole_that_makes_no_sense_is_refused)
{
    struct fs_space space = {0};
    ck_assert_int_eq(fs_space_add(&space, "x=0:1"), 0);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_GRID, 0, 1), -1);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_RANDOM, 0, 1), -1);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_SOBOL, 10, 1), 0);
    ck_assert_int_eq(fs_space_add(&space, "x=1"), -1);
    fs_space_clear(&space);
    ck_assert_int_eq(fs_space_add(&space, "a=1:100000:1"), 0);
    ck_assert_int_eq(fs_space_add(&space, "b=1:100000:1"), 0);
    ck_assert_int_eq(fs_space_finish(&space, FS_SPACE_GRID, 0, 1), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
    fs_space_clear(&space);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("space");
    TCase *tests = tcase_create("space");
    tcase_add_test(tests, the_axis_named_last_turns_fastest);
    tcase_add_test(tests, steps_are_exact_decimals_and_include_both_ends);
    tcase_add_test(tests, sobol_points_are_those_of_joe_and_kuo);
    tcase_add_test(tests, sobol_covers_every_value_of_an_axis_equally);
    tcase_add_test(tests, random_sets_depend_on_seed_and_number_alone);
    tcase_add_loop_test(tests, what_is_no_range_is_refused_by_name, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tests, a_whole_that_makes_no_sense_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
