/* The sweep's parts when there is no memory: each allocation failing in turn is said, and nothing leaks. */
#include "../failing.h"

#include "base/error.h"
#include "sweep/fold.h"
#include "sweep/folder.h"
#include "sweep/monte_carlo.h"
#include "sweep/overfit.h"
#include "sweep/permute.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static int space(void)
{
    struct fs_space space = {0};
    int status = fs_space_add(&space, "a=1,2,3") || fs_space_add(&space, "b=1:9:2") ||
                 fs_space_finish(&space, FS_SPACE_GRID, 0, 1);
    fs_space_clear(&space);
    return status ? -1 : 0;
}

static int folds(void)
{
    static const int64_t times[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                    12, 13, 14, 15, 16, 17, 18, 19, 20, 21};
    struct fs_series series[2] = {{.count = 21, .time = times}, {.count = 21, .time = times}};
    struct fs_timeline timeline = {0};
    struct fs_walk_forward walk;
    struct fs_fold *list = NULL;
    int count, status = fs_walk_forward_parse("train=2,test=1", &walk) ||
                        fs_timeline_make(series, 2, &timeline) ||
                        fs_walk_forward_folds(&walk, &timeline, &list, &count);
    free(list);
    free(timeline.time);
    return status ? -1 : 0;
}

static int statistics(void)
{
    enum { BLOCKS = 4 + 4 * FS_GROUP_BLOCKS };
    struct fs_run_log *log = fs_run_log_new(NULL, BLOCKS);
    static struct {
        struct fs_run run;
        struct fs_block blocks[BLOCKS];
    } record;
    struct fs_cpcv cpcv = {.groups = 4, .test = 1};
    struct fs_cpcv_result result = {0};
    struct fs_pbo pbo;
    struct fs_monte_carlo drawn;
    static const double pnl[] = {1, 2, 3};
    int status = log ? 0 : -1;
    for (int i = 0; i < 5 && status == 0; i++) {
        record.run = (struct fs_run){.number = i, .status = FS_RUN_DONE};
        for (int b = 0; b < BLOCKS; b++)
            record.blocks[b] = (struct fs_block){10, 0.01 * ((i * 7 + b) % 5), 1};
        status = fs_run_log_add(log, &record.run);
    }
    if (status == 0)
        status = fs_pbo(log, 4, 0.0, &pbo) || fs_cpcv_run(log, 4, &cpcv, 0.0, &result) ||
                 fs_monte_carlo(pnl, 3, 100, 10, 1, &drawn);
    fs_cpcv_clear(&result);
    fs_run_log_close(log);
    return status ? -1 : 0;
}

static int permutation(void)
{
    static const int64_t times[] = {1, 2, 3};
    static const double price[] = {10, 11, 12};
    struct fs_series series = {
        .count = 3, .time = times, .open = price, .high = price, .low = price, .close = price};
    struct fs_permuted *permuted = fs_permuted_new(&series, 1);
    if (!permuted)
        return -1;
    fs_permuted_make(permuted, 1, 1);
    fs_permuted_free(permuted);
    return 0;
}

static int no_folder(void)
{
    char path[128];
    static const char *const names[] = {"sweep.json", "runs.log", "runs", ""};
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return 0;
}

static json_t *identity, *about;

static int keep(void)
{
    struct fs_plan plan = {.blocks = 4};
    struct fs_sweep_options options = {.plan = &plan, .folder = folder, .identity = identity};
    struct fs_run_log *log = fs_folder_open(&options, about);
    int status = log ? 0 : -1;
    fs_run_log_close(log);
    return status;
}

START_TEST(a_lack_of_memory_is_said_and_leaves_nothing)
{
    failing_memory("space", space, NULL);
    failing_memory("folds", folds, NULL);
    failing_memory("statistics", statistics, NULL);
    failing_memory("permutation", permutation, NULL);
}
END_TEST

START_TEST(a_folder_is_made_whole_or_begun_anew)
{
    snprintf(folder, sizeof folder, "/tmp/finsmart-sweep-memory-%d", (int)getpid());
    identity = json_pack("{s:s}", "data hash", "abc");
    about = json_pack("{s:s,s:s}", "name", "a", "hash", "b");
    no_folder();
    failing_memory("folder", keep, no_folder);
    no_folder();
    for (long nth = 1;; nth++) {
        failing_arm(FAILING_FILES, nth, 0);
        int status = keep();
        if (!failing_disarm()) {
            ck_assert_int_eq(status, 0);
            break;
        }
        if (status)
            ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
        no_folder();
    }
    no_folder();
    json_decref(identity);
    json_decref(about);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, a_lack_of_memory_is_said_and_leaves_nothing);
    tcase_add_test(tests, a_folder_is_made_whole_or_begun_anew);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
