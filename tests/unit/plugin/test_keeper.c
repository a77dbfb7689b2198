/* What the host holds a store and its users to: schemas, cells, transactions, pages. The store is a fake one in this program. */
#include "plugin/keeper.h"

#include "base/error.h"

#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- a store that keeps one page and does as it is told ---- */

static struct fs_store_page next_page;
static int fails;        /* the next call returns -1 */
static int calls, stops; /* how many there were */
static uint64_t at;
static const struct fs_host *host;
static struct fs_context *context;

static int32_t result(void)
{
    calls++;
    if (!fails)
        return 0;
    fails = 0;
    return host->error(context, FS_FAIL_IO, "the disk is on fire");
}

static int32_t fake_start(const struct fs_host *h, struct fs_context *c, const struct fs_store_schema *s,
                          uint32_t mode, void **state)
{
    (void)s, (void)mode;
    host = h;
    context = c;
    *state = NULL;
    return result();
}

static void fake_stop(void *state)
{
    (void)state;
    stops++;
}

static int32_t fake_applied(void *state, uint64_t *sequence)
{
    (void)state;
    *sequence = at;
    return result();
}

static int32_t fake_simple(void *state)
{
    (void)state;
    return result();
}

static int32_t fake_commit(void *state, uint64_t from, uint64_t to)
{
    (void)state, (void)from;
    int32_t r = result();
    at = r ? at : to;
    return r;
}

static int32_t fake_rows(void *state, uint32_t table, const struct fs_store_cell *cells, uint32_t rows)
{
    (void)state, (void)table, (void)cells, (void)rows;
    return result();
}

static int32_t fake_get(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                        struct fs_store_page *page)
{
    (void)state, (void)table, (void)keys, (void)rows;
    *page = next_page;
    return result();
}

static int32_t fake_scan(void *state, const struct fs_store_query *query, struct fs_store_page *page)
{
    (void)state, (void)query;
    *page = next_page;
    return result();
}

static int32_t fake_backup(void *state, const char *path)
{
    (void)state, (void)path;
    return result();
}

static const struct fs_store fake = {sizeof fake, 0,           fake_start,  fake_stop,  fake_applied,
                                     fake_simple, fake_commit, fake_simple, fake_rows,  fake_rows,
                                     fake_get,    fake_scan,   fake_backup, fake_simple};
static const struct fs_plugin descriptor = {FS_PLUGIN_HEAD, "fake", "1", "x", "A store.", .store = &fake};
static const struct fs_plugin_file file = {"fake.so", &descriptor};

static struct fs_store_column columns[] = {
    {.name = "id", .type = FS_CELL_I64},
    {.name = "name", .type = FS_CELL_TEXT},
    {.name = "ratio", .type = FS_CELL_F64, .flags = FS_CELL_NULLABLE},
};
/* A second table, for JSON. */
static struct fs_store_column notes[] = {{.name = "id", .type = FS_CELL_I64},
                                         {.name = "note", .type = FS_CELL_JSON}};
static uint32_t by_name[] = {1};
static struct fs_store_index indices[] = {{.name = "by_name", .columns = by_name, .column_count = 1}};
static struct fs_store_table tables[] = {
    {.name = "things",
     .columns = columns,
     .indices = indices,
     .column_count = 3,
     .index_count = 1,
     .key_count = 1},
    {.name = "notes", .columns = notes, .column_count = 2, .key_count = 1}};
static struct fs_store_schema schema = {sizeof schema, 2, "test", 0, 2, tables};

static struct fs_keeper *keeper;

static void setup(void)
{
    keeper = fs_keeper_open(&file, NULL, 0, &schema, FS_STORE_WRITE);
    ck_assert_ptr_nonnull(keeper);
}

static void teardown(void)
{
    fs_keeper_close(keeper);
    ck_assert_int_eq(stops, 1);
}

static struct fs_store_cell i64(int64_t value)
{
    return (struct fs_store_cell){{.i64 = value}, 0, FS_CELL_I64};
}

static struct fs_store_cell text(const char *value, uint32_t size)
{
    return (struct fs_store_cell){{.bytes = value}, size, FS_CELL_TEXT};
}

static void refused(int failed, int code, const char *message)
{
    ck_assert_int_eq(failed, -1);
    ck_assert_str_eq(fs_error_last()->message, message);
    ck_assert_int_eq(fs_error_last_code(), code);
}

START_TEST(a_sound_store_is_accepted_and_one_without_a_function_is_not)
{
    ck_assert_int_eq(fs_plugin_check(&descriptor, "fake.so", NULL), 0);
    struct fs_store lacking = fake;
    struct fs_plugin other = descriptor;
    other.store = &lacking;
    lacking.scan = NULL;
    refused(fs_plugin_check(&other, "fake.so", NULL), FS_E_PLUGIN,
            "plugin fake.so refused: store.scan is NULL; expected a function");
    lacking = fake;
    lacking.flags = 4;
    refused(fs_plugin_check(&other, "fake.so", NULL), FS_E_PLUGIN,
            "plugin fake.so refused: store.flags is 0x4; expected 0");
    lacking = fake;
    lacking.struct_size -= 8;
    refused(fs_plugin_check(&other, "fake.so", NULL), FS_E_PLUGIN,
            "plugin fake.so refused: store.struct_size is 96; expected sizeof(struct fs_store), 104");
}
END_TEST

START_TEST(cells_that_do_not_fit_their_columns_never_reach_the_store)
{
    static const struct {
        struct fs_store_cell cells[3];
        const char *message;
    } cases[] = {
        {{{{0}, 0, FS_CELL_NULL}, {{.bytes = "a"}, 1, FS_CELL_TEXT}},
         "table 'things', row 1: id has no value"},
        {{{{0}, 0, FS_CELL_TIME}, {{.bytes = "a"}, 1, FS_CELL_TEXT}},
         "table 'things', row 1: id is of another type than its column"},
        {{{{0}, 0, FS_CELL_I64}, {{.bytes = "a\0"}, 2, FS_CELL_TEXT}},
         "table 'things', row 1: name is no UTF-8 text, or has a zero byte"},
        {{{{0}, 0, FS_CELL_I64}, {{.bytes = "\xff"}, 1, FS_CELL_TEXT}},
         "table 'things', row 1: name is no UTF-8 text, or has a zero byte"},
        {{{{0}, 0, FS_CELL_I64}, {{.bytes = "a"}, 1, FS_CELL_BYTES}},
         "table 'things', row 1: name is of another type than its column"},
        {{{{0}, 0, FS_CELL_I64}, {{.bytes = "a"}, 1, FS_CELL_TEXT}, {{.f64 = NAN}, 0, FS_CELL_F64}},
         "table 'things', row 1: ratio is NaN; expected a number or no value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(fs_keeper_begin(keeper), 0);
        int before = calls;
        refused(fs_keeper_put(keeper, 0, cases[i].cells, 1), FS_E_INPUT, cases[i].message);
        ck_assert_int_eq(calls, before);
        refused(fs_keeper_commit(keeper, 0, 1), FS_E_INTERNAL,
                "store 'fake': commit after a failure; the transaction has to be rolled back");
        ck_assert_int_eq(fs_keeper_rollback(keeper), 0);
    }
}
END_TEST

START_TEST(json_is_any_one_value)
{
    static const char *const good[] = {
        "null", "1", "\"\"", "[]", " {\"a\": [1e2, 123456789012345678901234567890]} ", "\"\\u0000\""};
    static const char *const bad[] = {"", " ", "{a", "[1,]", "1 2", "nul", "{\"a\":}", "'a'"};
    for (size_t i = 0; i < 6 + 8; i++) {
        const char *note = i < 6 ? good[i] : bad[i - 6];
        const struct fs_store_cell row[] = {i64(1), {{.bytes = note}, (uint32_t)strlen(note), FS_CELL_JSON}};
        ck_assert_int_eq(fs_keeper_begin(keeper), 0);
        ck_assert_msg((fs_keeper_put(keeper, 1, row, 1) == 0) == (i < 6), "%s", note);
        ck_assert_msg(i < 6 ||
                          strstr(fs_error_last()->message, "table 'notes', row 1: note is no JSON: byte "),
                      "%s", note);
        ck_assert_int_eq(fs_keeper_rollback(keeper), 0);
    }
}
END_TEST

START_TEST(transactions_are_begun_once_and_ended_once)
{
    struct fs_store_cell row[3] = {i64(1), text("", 0), {{0}, 0, FS_CELL_NULL}};
    refused(fs_keeper_put(keeper, 0, row, 1), FS_E_INTERNAL, "store 'fake': put without a transaction");
    refused(fs_keeper_commit(keeper, 0, 1), FS_E_INTERNAL, "store 'fake': commit without a transaction");
    ck_assert_int_eq(fs_keeper_rollback(keeper), 0);
    ck_assert_int_eq(fs_keeper_begin(keeper), 0);
    refused(fs_keeper_begin(keeper), FS_E_INTERNAL, "store 'fake': begin in a transaction");
    refused(fs_keeper_backup(keeper, "x"), FS_E_INTERNAL, "store 'fake': backup in a transaction");
    ck_assert(!fs_keeper_put(keeper, 0, row, 1) && !fs_keeper_commit(keeper, 0, 1));
    ck_assert_int_eq(fs_keeper_begin(keeper), 0);
    fails = 1;
    refused(fs_keeper_put(keeper, 0, row, 1), FS_E_IO, "plugin 'fake': put: the disk is on fire");
    refused(fs_keeper_put(keeper, 0, row, 1), FS_E_INTERNAL,
            "store 'fake': put after a failure; the transaction has to be rolled back");
    ck_assert_int_eq(fs_keeper_rollback(keeper), 0);
    ck_assert_int_eq(fs_keeper_begin(keeper), 0);
    refused(fs_keeper_commit(keeper, 1, 1), FS_E_INTERNAL,
            "store 'fake': commit from 1 to 1; expected a later number");
    ck_assert_int_eq(fs_keeper_begin(keeper), 0);
    fails = 1;
    refused(fs_keeper_commit(keeper, 1, 2), FS_E_IO, "plugin 'fake': commit: the disk is on fire");
    ck_assert_int_eq(fs_keeper_begin(keeper), 0); /* that one is over */
    refused(fs_keeper_put(keeper, 2, row, 1), FS_E_INTERNAL, "store 'fake': there is no table 2");
    ck_assert_int_eq(fs_keeper_rollback(keeper), 0);
}
END_TEST

START_TEST(pages_that_are_not_of_the_schema_are_breaches)
{
    static struct fs_store_cell good[3] = {
        {{.i64 = 1}, 0, FS_CELL_I64}, {{.bytes = "a"}, 1, FS_CELL_TEXT}, {{0}, 0, FS_CELL_NULL}};
    struct fs_store_cell bad[6], key = i64(1);
    struct fs_store_query query = {.struct_size = sizeof query, .limit = 1};
    struct fs_store_page page;
    next_page = (struct fs_store_page){good, 1, 0};
    ck_assert_int_eq(fs_keeper_scan(keeper, &query, &page), 0);
    ck_assert_int_eq(fs_keeper_get(keeper, 0, &key, 1, &page), 0);
    ck_assert_uint_eq(fs_keeper_breaches(keeper), 0);
    next_page.rows = 2;
    refused(fs_keeper_scan(keeper, &query, &page), FS_E_PLUGIN,
            "plugin 'fake' broke its contract: scan of table 'things' gave more rows than were asked for, or "
            "rows without cells");
    refused(
        fs_keeper_get(keeper, 0, &key, 1, &page), FS_E_PLUGIN,
        "plugin 'fake' broke its contract: get of table 'things' gave another number of rows than of keys");
    next_page = (struct fs_store_page){NULL, 1, 0};
    ck_assert_int_eq(fs_keeper_scan(keeper, &query, &page), -1);
    const char *type = "plugin 'fake' broke its contract: scan of table 'things' gave a cell of another type "
                       "than its column";
    for (int i = 0; i < 3; i++) {
        memcpy(bad, good, sizeof good);
        bad[i] = i < 2 ? (struct fs_store_cell){{0}, 0, FS_CELL_NULL} : i64(1);
        next_page = (struct fs_store_page){bad, 1, 0};
        refused(fs_keeper_scan(keeper, &query, &page), FS_E_PLUGIN, type);
    }
    memset(bad, 0, sizeof bad);
    ck_assert_int_eq(fs_keeper_get(keeper, 0, &key, 1, &page), 0); /* no such row */
    bad[2].type = FS_CELL_F64;
    ck_assert_int_eq(fs_keeper_get(keeper, 0, &key, 1, &page), -1);
    ck_assert_uint_eq(fs_keeper_breaches(keeper), 7);
}
END_TEST

START_TEST(queries_that_make_no_sense_never_reach_the_store)
{
    const struct fs_store_cell value = text("a", 1), wrong = i64(1);
    const struct fs_store_query cases[] = {
        {.struct_size = 4, .limit = 1},
        {.struct_size = sizeof *cases, .table = 2, .limit = 1},
        {.struct_size = sizeof *cases, .index = 2, .limit = 1},
        {.struct_size = sizeof *cases, .limit = 0},
        {.struct_size = sizeof *cases, .limit = 10001},
        {.struct_size = sizeof *cases, .limit = 1, .flags = 8},
        {.struct_size = sizeof *cases, .limit = 1, .equal_count = 1},
        {.struct_size = sizeof *cases, .limit = 1, .equal_count = 2, .equal = &value},
        {.struct_size = sizeof *cases, .limit = 1, .equal_count = 1, .equal = &wrong, .low = &wrong},
        {.struct_size = sizeof *cases, .limit = 1, .index = 1, .equal_count = 1, .equal = &wrong},
        {.struct_size = sizeof *cases, .limit = 1, .index = 1, .low = &wrong},
        {.struct_size = sizeof *cases,
         .limit = 1,
         .index = 1,
         .equal_count = 1,
         .equal = &value,
         .high = &value},
    };
    struct fs_store_page page;
    int before = calls;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(fs_keeper_scan(keeper, &cases[i], &page) == -1, "case %zu", i);
    ck_assert_int_eq(calls, before);
}
END_TEST

static void *elsewhere(void *data)
{
    uint64_t sequence;
    (void)data;
    refused(fs_keeper_applied(keeper, &sequence), FS_E_INTERNAL,
            "store 'fake': applied on another thread than the one that opened it");
    fs_error_clear();
    return NULL;
}

START_TEST(a_keeper_belongs_to_its_thread)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, elsewhere, NULL), 0);
    pthread_join(thread, NULL);
}
END_TEST

static void spoiled(void *member, const void *value, size_t size, const char *message)
{
    char before[64];
    memcpy(before, member, size);
    memcpy(member, value, size);
    refused(fs_schema_check(&schema), FS_E_INTERNAL, message);
    memcpy(member, before, size);
    ck_assert_int_eq(fs_schema_check(&schema), 0);
}

#define SPOIL(member, value, message)                                                                        \
    spoiled(&(member), &(__typeof__(member)){value}, sizeof(member), message)

START_TEST(mistakes_of_a_schema_are_named)
{
    SPOIL(schema.version, 0,
          "a schema has no size, name, version or tables, or is remade in a version to come");
    SPOIL(schema.remade, 3,
          "a schema has no size, name, version or tables, or is remade in a version to come");
    SPOIL(tables[0].name, "Things", "schema 'test': table 0 has no good name");
    SPOIL(tables[0].name, "sqlite_x", "schema 'test': table 0 has no good name");
    SPOIL(tables[0].key_count, 0, "schema 'test': table 'things' has no key, or one of more than 8 columns");
    SPOIL(tables[0].key_count, 4, "schema 'test': table 'things' has no key, or one of more than 8 columns");
    SPOIL(tables[0].since, 3, "schema 'test': table 'things' has a version that is above the schema's");
    SPOIL(columns[1].name, "id", "schema 'test': column 'things.id' is there twice");
    SPOIL(columns[1].type, 7, "schema 'test': column 'things.name' has an unknown type");
    SPOIL(
        columns[1].since, 3,
        "schema 'test': column 'things.name' has a version that is above the schema's or below its table's");
    SPOIL(columns[1].since, 2,
          "schema 'test': column 'things.name' came later than its table and so must be FS_CELL_NULLABLE");
    SPOIL(columns[0].flags, FS_CELL_NULLABLE,
          "schema 'test': column 'things.id' is of the key and so may neither be FS_CELL_NULLABLE nor come "
          "later");
    SPOIL(
        by_name[0], 2,
        "schema 'test': index 'things.by_name' has a column that is not there, or that is FS_CELL_NULLABLE");
    SPOIL(
        by_name[0], 9,
        "schema 'test': index 'things.by_name' has a column that is not there, or that is FS_CELL_NULLABLE");
    SPOIL(indices[0].column_count, 0, "schema 'test': index 'things.by_name' has no columns, or more than 8");
    SPOIL(indices[0].name, "", "schema 'test': table 'things': index 0 has no good name");
}
END_TEST

START_TEST(a_start_that_fails_says_why)
{
    fails = 1;
    struct fs_keeper *other = fs_keeper_open(&file, NULL, 0, &schema, FS_STORE_WRITE);
    ck_assert_ptr_null(other);
    refused(-1, FS_E_IO, "plugin 'fake': start: the disk is on fire");
    other = fs_keeper_open(&file, NULL, 0, &schema, FS_STORE_READ);
    ck_assert_ptr_nonnull(other);
    refused(fs_keeper_begin(other), FS_E_INTERNAL, "store 'fake': begin, and it is open to read");
    fs_keeper_close(other);
    stops = 0;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/keeper");
    TCase *tests = tcase_create("keeper");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_sound_store_is_accepted_and_one_without_a_function_is_not);
    tcase_add_test(tests, cells_that_do_not_fit_their_columns_never_reach_the_store);
    tcase_add_test(tests, json_is_any_one_value);
    tcase_add_test(tests, transactions_are_begun_once_and_ended_once);
    tcase_add_test(tests, pages_that_are_not_of_the_schema_are_breaches);
    tcase_add_test(tests, queries_that_make_no_sense_never_reach_the_store);
    tcase_add_test(tests, a_keeper_belongs_to_its_thread);
    tcase_add_test(tests, mistakes_of_a_schema_are_named);
    tcase_add_test(tests, a_start_that_fails_says_why);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
