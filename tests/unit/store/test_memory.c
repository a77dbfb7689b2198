/* The store when there is no memory: each allocation of an import failing in turn leaves the dataset as it was. */
#include "../failing.h"

#include "dataset.h"
#include "mapped.h"

#include "frame/arrow.h"
#include "store/quality.h"
#include "store/records.h"

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

static const struct fs_store_column record_columns[] = {
    {.name = "id", .type = FS_CELL_I64},
    {.name = "name", .type = FS_CELL_TEXT},
    {.name = "body", .type = FS_CELL_JSON, .flags = FS_CELL_NULLABLE}};
static const uint32_t record_index[] = {1};
static const struct fs_store_index record_indices[] = {
    {.name = "by_name", .columns = record_index, .column_count = 1}};
static const struct fs_store_table record_tables[] = {{.name = "things",
                                                       .columns = record_columns,
                                                       .indices = record_indices,
                                                       .column_count = 3,
                                                       .index_count = 1,
                                                       .key_count = 1}};
static const struct fs_store_schema record_schema = {sizeof record_schema, 1, "test", 0, 1, record_tables};
static uint64_t committed; /* the number of the last commit that said it was done */

static struct fs_records *open_records(uint32_t mode)
{
    static const char *const settings[] = {"synchronous=off"}; /* a disk's time is not what is tested */
    char path[300];
    snprintf(path, sizeof path, "%s/records.db", home);
    return fs_records_open(&(struct fs_records_options){.plugin = "sqlite",
                                                        .location = path,
                                                        .settings = settings,
                                                        .setting_count = 1,
                                                        .schema = &record_schema,
                                                        .mode = mode});
}

static int count_things(void *user, const struct fs_store_cell *row)
{
    *(int *)user += fs_cell_is(&row[1], "a name");
    return 0;
}

/* A transaction of 20 more rows, and a look at all of them over pages. */
static int write_records(void)
{
    struct fs_records *records = open_records(FS_STORE_WRITE);
    int result = records ? fs_records_begin(records) : -1, seen = 0;
    uint64_t next = records ? fs_records_applied(records) + 1 : 0;
    for (int64_t i = 0; i < 20 && result == 0; i++) {
        const struct fs_store_cell row[] = {fs_cell_i64((int64_t)next * 20 + i), fs_cell_text("a name"),
                                            fs_cell_json("{\"a\": 1}")};
        result = fs_records_put(records, 0, row, 1);
    }
    if (result == 0 && (result = fs_records_commit(records, next)) == 0)
        committed = next;
    const struct fs_store_query query = {.struct_size = sizeof query, .index = 1, .limit = 30};
    if (result == 0)
        result = fs_records_each(records, &query, count_things, &seen);
    fs_records_close(records);
    return result;
}

/* What was committed is there and nothing else. A commit may have happened and closing failed on the way: never the other way round. */
static int records_are_whole(void)
{
    int seen = 0;
    const struct fs_store_query query = {.struct_size = sizeof query};
    struct fs_records *records = open_records(FS_STORE_WRITE);
    int result = records ? fs_records_each(records, &query, count_things, &seen) : -1;
    if (result == 0 && (fs_records_applied(records) != committed || seen != 20 * (int)committed))
        result = fs_error_set(FS_E_INTERNAL, "%d rows and number %llu; expected %llu", seen,
                              (unsigned long long)fs_records_applied(records), (unsigned long long)committed);
    fs_records_close(records);
    records = committed > 20 && result == 0 ? open_records(FS_STORE_ANEW) : NULL; /* not ever more rows */
    if (records)
        committed = 0;
    fs_records_close(records);
    return result;
}

START_TEST(records_are_committed_or_not)
{
    setenv("FINSMART_PLUGINS", REAL_PLUGINS, 1);
    failing_memory("records", write_records, records_are_whole);
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
    tcase_add_test(cases, records_are_committed_or_not);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
