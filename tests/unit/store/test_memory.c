/* The store when there is no memory: each allocation of an import failing in turn leaves the dataset as it was. */
#include "../failing.h"

#include "dataset.h"
#include "mapped.h"

#include "frame/arrow.h"
#include "store/quality.h"

static int imported;

static int import_more(void)
{
    imported = import_file(new_csv, "d") == 0;
    return imported ? 0 : -1;
}

/* The old rows or, where the import said so, the new ones; the old ones are put back. */
static int old_or_new(void)
{
    if (!dataset_is("d", imported ? new_hash : old_hash))
        return fs_error_last() ? -1 : fs_error_set(FS_E_INTERNAL, "the dataset holds other rows");
    if (imported && (fs_history_remove(home, "d") != 0 || import_file(old_csv, "d") != 0))
        return -1;
    imported = 0;
    return 0;
}

static int import_fresh(void)
{
    imported = import_file(old_csv, "fresh") == 0;
    return imported ? 0 : -1;
}

static int absent_or_whole(void)
{
    if (imported)
        return dataset_is("fresh", old_hash) && fs_history_remove(home, "fresh") == 0 ? 0 : -1;
    struct fs_history *history = fs_history_open(home, "fresh");
    fs_history_close(history);
    if (history || fs_error_last_code() != FS_E_NOT_FOUND)
        return fs_error_set(FS_E_INTERNAL, "a failed import left a dataset");
    fs_error_clear();
    return dataset_is("d", old_hash) ? 0 : -1;
}

static int load(void)
{
    struct fs_history *history = fs_history_open(home, "d");
    struct fs_frame *frame = history ? fs_history_load(history, "B/C", INT64_MIN, INT64_MAX) : NULL;
    int rows = frame ? (int)fs_frame_rows(frame) : -1;
    char **list = frame ? fs_history_list(home) : NULL;
    int failed = !list;
    free(list);
    fs_frame_unref(frame);
    fs_history_close(history);
    if (!failed && rows != 2)
        return fs_error_set(FS_E_INTERNAL, "%d rows", rows);
    return failed ? -1 : 0;
}

/* Not found is what it says, or out of memory. */
static int look_for_the_absent(void)
{
    struct fs_history *history = fs_history_open(home, "dd");
    if (history || fs_error_last_code() != FS_E_NOT_FOUND)
        return -1;
    history = fs_history_open(home, "d");
    if (!history || fs_history_find(history, "AA") || fs_error_last_code() != FS_E_NOT_FOUND) {
        fs_history_close(history);
        return -1;
    }
    fs_history_close(history);
    fs_error_clear();
    return 0;
}

START_TEST(an_import_into_a_dataset_adds_all_or_nothing)
{
    failing_memory("import", import_more, old_or_new);
}
END_TEST

START_TEST(an_import_into_a_new_dataset_makes_it_or_does_not)
{
    failing_memory("import", import_fresh, absent_or_whole);
}
END_TEST

START_TEST(an_import_of_arrow_and_of_json_too)
{
    struct fs_frame *frame = fs_csv_read_file(new_csv, NULL);
    snprintf(new_csv, sizeof new_csv, "%s/new.arrow", home);
    ck_assert(frame && fs_arrow_write_file(frame, new_csv, NULL) == 0);
    fs_frame_unref(frame);
    failing_memory("arrow", import_more, old_or_new);
    write_text(new_csv, "new.json",
               "[{\"time\":\"2020-01-03\",\"symbol\":\"A\",\"close\":2,\"note\":null},"
               "{\"time\":\"2020-01-06\",\"symbol\":\"A\",\"close\":3,\"note\":\"w\"},"
               "{\"time\":\"2020-01-06\",\"symbol\":\"D\",\"close\":5,\"note\":\"v\"}]");
    failing_memory("json", import_more, old_or_new);
}
END_TEST

START_TEST(loading_gives_the_rows_or_an_error)
{
    failing_memory("load", load, NULL);
    failing_memory("not found", look_for_the_absent, NULL);
}
END_TEST

static char trades_csv[96], levels_csv[96];

static void write_ticks(void)
{
    write_text(trades_csv, "trades.csv", mapped_text);
    write_text(levels_csv, "levels.csv",
               "time,side,price,qty,snapshot,seq\n2020-01-02,B,1,1,true,1\n2020-01-02,S,2,1,true,1\n");
}

/* Trades by a mapping, then levels. */
static int import_ticks(void)
{
    for (int i = 0; i < 2; i++) {
        struct fs_import_options options = {.csv.threads = 1, .kind = i ? FS_KIND_BOOK : FS_KIND_TRADES};
        struct fs_import_result result;
        options.map = i ? NULL : &mapped;
        if (fs_import_file(home, i ? "levels" : "trades", i ? levels_csv : trades_csv, &options, &result) !=
            0)
            return -1;
    }
    return 0;
}

static void nothing_found(void *context, const struct fs_finding *finding)
{
    (void)finding;
    ++*(int *)context;
}

static int check_ticks(void)
{
    int findings = 0;
    struct fs_quality_options options = {.found = nothing_found, .context = &findings};
    struct fs_history *history = fs_history_open(home, "levels");
    int result = history ? fs_quality_ticks(history, "levels", &options) : -1;
    fs_history_close(history);
    return result;
}

START_TEST(ticks_come_in_and_out_or_not)
{
    write_ticks();
    failing_memory("ticks", import_ticks, NULL);
    ck_assert_int_eq(import_ticks(), 0);
    failing_memory("check", check_ticks, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *cases = tcase_create("memory");
    tcase_add_checked_fixture(cases, make_home, remove_home);
    tcase_add_test(cases, an_import_into_a_dataset_adds_all_or_nothing);
    tcase_add_test(cases, an_import_into_a_new_dataset_makes_it_or_does_not);
    tcase_add_test(cases, an_import_of_arrow_and_of_json_too);
    tcase_add_test(cases, loading_gives_the_rows_or_an_error);
    tcase_add_test(cases, ticks_come_in_and_out_or_not);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
