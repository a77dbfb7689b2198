/* The probability of backtest overfitting against its definition on whole matrices; purged splits leave out what they say. */
#include "base/error.h"
#include "sweep/block.h"
#include "sweep/overfit.h"
#include "sweep/plan.h"
#include "sweep/run_log.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 200, SETS = 16, BLOCKS = 16 };

START_TEST(pbo_of_blocks_is_that_of_whole_returns)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/sweep/golden/pbo.txt", "r");
    ck_assert_ptr_nonnull(file);
    char word[64];
    int sets = 0, returns = 0, blocks = 0, cases = 0;
    static double equity[SETS][POINTS];
    static struct fs_block matrix[SETS * BLOCKS];
    while (fscanf(file, "%63s", word) == 1) {
        if (!strcmp(word, "case")) {
            ck_assert_int_eq(fscanf(file, "%d %d %d", &sets, &returns, &blocks), 3);
            for (int s = 0; s < sets; s++) {
                for (int i = 0; i <= returns; i++)
                    ck_assert_int_eq(fscanf(file, "%lf", &equity[s][i]), 1);
                fs_block_cut(equity[s], returns + 1, blocks, &matrix[s * blocks]);
            }
        } else if (!strcmp(word, "expect")) {
            double pbo, median, loss, slope;
            struct fs_pbo found;
            ck_assert_int_eq(fscanf(file, "%lf %lf %lf %lf", &pbo, &median, &loss, &slope), 4);
            ck_assert_int_eq(fs_pbo_of(matrix, sets, blocks, 0.0, &found), 0);
            ck_assert_double_eq(found.probability, pbo);
            ck_assert_double_eq_tol(found.median_logit, median, 1e-12);
            ck_assert_double_eq(found.loss, loss);
            ck_assert_double_eq_tol(found.slope, slope, 1e-9);
            cases++;
        }
    }
    fclose(file);
    ck_assert_int_eq(cases, 3);
}
END_TEST

START_TEST(joined_blocks_are_the_block_of_all)
{
    double equity[POINTS] = {100.0};
    for (int i = 1; i < POINTS; i++)
        equity[i] = equity[i - 1] * (1.0 + 0.01 * sin(i * i));
    struct fs_block parts[7], all = fs_block_of(equity, 1, POINTS), joined = {0};
    fs_block_cut(equity, POINTS, 7, parts);
    for (int i = 0; i < 7; i++)
        joined = fs_block_join(joined, parts[i]);
    ck_assert_double_eq(joined.n, POINTS - 1);
    ck_assert_double_eq_tol(joined.mean, all.mean, 1e-17);
    ck_assert_double_eq_tol(fs_block_sharpe(joined, 0.0), fs_block_sharpe(all, 0.0), 1e-13);
    equity[50] = 0.0; /* ruin: there are no returns after it */
    ck_assert(isnan(fs_block_of(equity, 1, POINTS).mean));
    ck_assert(isnan(fs_block_sharpe(fs_block_of(equity, 1, 2), 0.0)));
}
END_TEST

START_TEST(too_little_gives_no_probability)
{
    struct fs_block blocks[2 * BLOCKS] = {{0}};
    struct fs_pbo pbo;
    ck_assert_int_eq(fs_pbo_of(blocks, 1, BLOCKS, 0.0, &pbo), 0);
    ck_assert(isnan(pbo.probability));
    ck_assert_int_eq(fs_pbo_of(blocks, 2, BLOCKS, 0.0, &pbo), 0);
    ck_assert(isnan(pbo.probability));
}
END_TEST

/* A log whose set k is good in group k alone, and would be chosen for the bars beside its test groups unless they are left
 * out. */
static struct fs_run_log *log_of(int groups)
{
    int blocks = groups * FS_GROUP_BLOCKS;
    struct fs_run_log *log = fs_run_log_new(NULL, blocks);
    struct fs_run *run = calloc(1, fs_run_log_record_size(blocks));
    struct fs_block *at = (struct fs_block *)(void *)(run + 1);
    ck_assert_ptr_nonnull(log);
    for (int set = 0; set < groups; set++) {
        *run = (struct fs_run){.number = set, .status = FS_RUN_DONE};
        for (int g = 0; g < groups; g++)
            for (int variant = 0; variant < FS_GROUP_BLOCKS; variant++) {
                int trimmed = (variant & FS_GROUP_EMBARGOED ? 1 : 0) + (variant & FS_GROUP_PURGED ? 1 : 0);
                at[g * FS_GROUP_BLOCKS + variant] =
                    (struct fs_block){100.0 - trimmed, g == set ? 0.01 : -0.01, (100.0 - trimmed) * 1e-4};
            }
        for (int g = 0; g < groups; g++)
            at[g * FS_GROUP_BLOCKS + FS_GROUP_GROWTH] = (struct fs_block){100.0, g == set ? 0.5 : -0.25, 0.0};
        ck_assert_int_eq(fs_run_log_add(log, run), 0);
    }
    ck_assert_int_eq(fs_run_log_flush(log), 0);
    free(run);
    return log;
}

START_TEST(cross_validation_never_chooses_by_what_it_tests)
{
    struct fs_cpcv cpcv = {.groups = 6, .test = 2, .purge = 1, .embargo = 1};
    struct fs_cpcv_result result;
    struct fs_run_log *log = log_of(6);
    ck_assert_int_eq(fs_cpcv_run(log, 0, &cpcv, 0.0, &result), 0);
    ck_assert_int_eq(result.split_count, 15);
    ck_assert_int_eq(result.path_count, 5);
    for (int s = 0; s < result.split_count; s++) {
        const struct fs_cpcv_split *split = &result.splits[s];
        ck_assert_int_eq(__builtin_popcount(split->test), 2);
        ck_assert_int_ge(split->chosen, 0);
        ck_assert(
            !(split->test >> split->chosen & 1)); /* the set that is good where it is tested looks bad */
        ck_assert_double_lt(split->out_of_sample, 0.0);
        ck_assert_double_eq_tol(split->growth, expm1(-0.5), 1e-15);
        for (int other = 0; other < s; other++)
            ck_assert_uint_ne(split->test, result.splits[other].test);
    }
    for (int p = 0; p < result.path_count; p++)
        ck_assert_double_eq_tol(result.path_return[p], expm1(-1.5), 1e-15);
    fs_cpcv_clear(&result);
    fs_run_log_close(log);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("overfit");
    TCase *tests = tcase_create("overfit");
    tcase_add_test(tests, pbo_of_blocks_is_that_of_whole_returns);
    tcase_add_test(tests, joined_blocks_are_the_block_of_all);
    tcase_add_test(tests, too_little_gives_no_probability);
    tcase_add_test(tests, cross_validation_never_chooses_by_what_it_tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
