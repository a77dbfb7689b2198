/* Records in the SQLite plugin: what is there after rollbacks, crashes, full disks and damage; who may open them; pages of rows. */
#include "store/records.h"

#include "base/error.h"

#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ID, SYMBOL, AT, PRICE, BODY, COLUMNS };

static const struct fs_store_column columns[COLUMNS] = {
    [ID] = {.name = "id", .type = FS_CELL_I64},
    [SYMBOL] = {.name = "symbol", .type = FS_CELL_TEXT},
    [AT] = {.name = "at", .type = FS_CELL_TIME},
    [PRICE] = {.name = "price", .type = FS_CELL_F64, .flags = FS_CELL_NULLABLE},
    [BODY] = {.name = "body", .type = FS_CELL_BYTES, .flags = FS_CELL_NULLABLE},
};
static const uint32_t by_symbol[] = {SYMBOL, AT};
static const struct fs_store_index indices[] = {
    {.name = "by_symbol", .columns = by_symbol, .column_count = 2}};
static const struct fs_store_table tables[] = {{.name = "orders",
                                                .columns = columns,
                                                .indices = indices,
                                                .column_count = COLUMNS,
                                                .index_count = 1,
                                                .key_count = 1}};
static const struct fs_store_schema schema = {sizeof schema, 1, "test", 0, 1, tables};
static const struct fs_store_schema newer = {sizeof newer, 7, "test", 0, 1, tables};

static char folder[] = "/tmp/records_XXXXXX";
static char path[64];

static void setup(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/r.db", folder);
    setenv("FINSMART_PLUGINS", REAL_PLUGINS, 1);
}

static void teardown(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static struct fs_records *open_as(const struct fs_store_schema *of, uint32_t mode)
{
    return fs_records_open(
        &(struct fs_records_options){.plugin = "sqlite", .location = path, .schema = of, .mode = mode});
}

static struct fs_records *writer(void)
{
    struct fs_records *records = open_as(&schema, FS_STORE_WRITE);
    ck_assert_msg(records != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    return records;
}

static void ended(struct fs_records *records, int code, const char *message)
{
    ck_assert_ptr_null(records);
    ck_assert_int_eq(fs_error_last_code(), code);
    char expected[600];
    snprintf(expected, sizeof expected, "plugin 'sqlite': start: %s%s", path, message);
    ck_assert_str_eq(fs_error_last()->message, expected);
}

static int put(struct fs_records *records, int64_t id, const char *symbol, int64_t at, uint32_t size)
{
    static const char body[70000];
    const struct fs_store_cell row[COLUMNS] = {fs_cell_i64(id), fs_cell_text(symbol), fs_cell_time(at),
                                               fs_cell_f64(id % 2 ? (double)id / 3 : (double)NAN),
                                               fs_cell_bytes(body, size)};
    return fs_records_put(records, 0, row, 1);
}

static int count_row(void *user, const struct fs_store_cell *row)
{
    (void)row;
    ++*(int *)user;
    return 0;
}

static int rows_of(struct fs_records *records)
{
    int count = 0;
    ck_assert_int_eq(fs_records_each(records,
                                     &(struct fs_store_query){.struct_size = sizeof(struct fs_store_query)},
                                     count_row, &count),
                     0);
    return count;
}

START_TEST(a_row_comes_back_as_it_was_put)
{
    struct fs_records *records = writer();
    const struct fs_store_cell *row, key = fs_cell_i64(7), none = fs_cell_i64(8);
    ck_assert_uint_eq(fs_records_applied(records), 0);
    ck_assert(!fs_records_begin(records) && !put(records, 7, "BRK.B", -5, 3) &&
              !fs_records_commit(records, 41));
    ck_assert_uint_eq(fs_records_applied(records), 41);
    ck_assert_int_eq(fs_records_get(records, 0, &none, &row), 0);
    ck_assert_int_eq(fs_records_get(records, 0, &key, &row), 1);
    ck_assert_int_eq(row[ID].u.i64, 7);
    ck_assert(fs_cell_is(&row[SYMBOL], "BRK.B") && !fs_cell_is(&row[SYMBOL], "BRK"));
    ck_assert_int_eq(row[AT].u.i64, -5);
    ck_assert_double_eq(row[PRICE].u.f64, 7.0 / 3);
    ck_assert_int_eq(row[BODY].size, 3);
    fs_records_close(records);
    records = writer();
    ck_assert_uint_eq(fs_records_applied(records), 41);
    ck_assert_int_eq(rows_of(records), 1);
    fs_records_close(records);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
}
END_TEST

static int64_t seen[1000];
static int seen_count;

static int note(void *user, const struct fs_store_cell *row)
{
    seen[seen_count++] = row[ID].u.i64;
    return seen_count == *(int *)user;
}

START_TEST(rows_are_visited_in_order_over_pages_until_told_to_stop)
{
    struct fs_records *records = writer();
    static const char *const symbols[] = {"A", "B", "C"};
    int stop = -1;
    ck_assert_int_eq(fs_records_begin(records), 0);
    for (int64_t id = 0; id < 300; id++)
        ck_assert_int_eq(put(records, id, symbols[id % 3], 1000 - id, 10), 0);
    ck_assert_int_eq(fs_records_commit(records, 1), 0);
    const struct fs_store_cell b = fs_cell_text("B"), low = fs_cell_time(900);
    struct fs_store_query query = {
        .struct_size = sizeof query, .index = 1, .equal = &b, .equal_count = 1, .low = &low, .limit = 7};
    ck_assert_int_eq(fs_records_each(records, &query, note, &stop), 0);
    ck_assert_int_eq(seen_count, 34); /* ids 1, 4, ... 100 */
    for (int i = 0; i < seen_count; i++)
        ck_assert_int_eq(seen[i], 100 - 3 * i);
    seen_count = 0;
    query.flags = FS_QUERY_DESCENDING | FS_QUERY_LOW_OPEN;
    stop = 20;
    ck_assert_int_eq(fs_records_each(records, &query, note, &stop), 1);
    ck_assert_int_eq(seen_count, 20);
    ck_assert_int_eq(seen[0], 1);
    ck_assert_int_eq(seen[19], 58);
    struct fs_store_page page;
    query = (struct fs_store_query){.struct_size = sizeof query, .limit = 10};
    ck_assert_int_eq(fs_records_page(records, &query, &page), 0);
    ck_assert_int_eq(page.rows, 10);
    ck_assert_int_eq(page.more, 1);
    fs_records_close(records);
}
END_TEST

START_TEST(a_killed_writer_loses_only_what_it_had_not_committed)
{
    uint64_t before = 0;
    for (int round = 0; round < 12; round++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        pid_t pid = fork();
        if (pid == 0) { /* transaction n has n % 5 + 1 rows */
            struct fs_records *records = open_as(&schema, FS_STORE_WRITE);
            uint64_t n = records ? fs_records_applied(records) : 0;
            if (!records || write(ends[1], "x", 1) != 1)
                _exit(1);
            for (;;) {
                int failed = fs_records_begin(records);
                for (uint64_t i = 0; i <= (n + 1) % 5; i++)
                    failed |= put(records, (int64_t)((n + 1) * 10 + i), "K", (int64_t)n, 2000);
                if (failed || fs_records_commit(records, ++n))
                    _exit(1);
            }
        }
        char go;
        close(ends[1]);
        ck_assert_int_eq(read(ends[0], &go, 1), 1);
        close(ends[0]);
        usleep((useconds_t)(round * 2717 % 20000 + 500));
        int status;
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        ck_assert(WIFSIGNALED(status));
        struct fs_records *records = writer();
        uint64_t applied = fs_records_applied(records);
        int expected = 0;
        for (uint64_t n = 1; n <= applied; n++)
            expected += (int)(n % 5) + 1;
        ck_assert_uint_ge(applied, before);
        ck_assert_int_eq(rows_of(records), expected);
        ck_assert_int_eq(fs_records_check(records), 0);
        before = applied;
        fs_records_close(records);
    }
    ck_assert_uint_gt(before, 0);
}
END_TEST

START_TEST(a_full_disk_is_an_error_and_leaves_what_was_committed)
{
    struct fs_records *records = writer();
    struct rlimit before, limit;
    ck_assert(!fs_records_begin(records) && !put(records, 1, "A", 1, 100) && !fs_records_commit(records, 1));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 300000;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(fs_records_begin(records), 0);
    int failed = 0;
    for (int64_t id = 2; id < 1000 && !failed; id++)
        failed = put(records, id, "B", id, 60000);
    if (!failed)
        failed = fs_records_commit(records, 2);
    ck_assert_int_eq(failed, -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    ck_assert_msg(strstr(fs_error_last()->message, "File too large") ||
                      strstr(fs_error_last()->message, "the disk is full"),
                  "%s", fs_error_last()->message);
    fs_records_rollback(records);
    ck_assert_uint_eq(fs_records_applied(records), 1);
    ck_assert_int_eq(rows_of(records), 1);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before),
                     0); /* there is room again, and the same instance goes on */
    ck_assert(!fs_records_begin(records) && !put(records, 2, "B", 2, 60000) &&
              !fs_records_commit(records, 2));
    ck_assert_int_eq(rows_of(records), 2);
    ck_assert_int_eq(fs_records_check(records), 0);
    fs_records_close(records);
}
END_TEST

static void fill(int rows)
{
    struct fs_records *records = writer();
    ck_assert_int_eq(fs_records_begin(records), 0);
    for (int64_t id = 0; id < rows; id++)
        ck_assert_int_eq(put(records, id, "SYMBOL", id, 500), 0);
    ck_assert_int_eq(fs_records_commit(records, 9), 0);
    fs_records_close(records);
}

static void overwrite(off_t at, const char *bytes, size_t size)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    ck_assert_int_eq(pwrite(fd, bytes, size, at), (ssize_t)size);
    close(fd);
}

START_TEST(damage_is_told_and_records_can_be_made_anew)
{
    struct stat info;
    char rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    fill(200);
    ck_assert_int_eq(stat(path, &info), 0);
    int found = 0;
    for (off_t at = 4096; at < info.st_size; at += 4096) { /* each page in turn */
        overwrite(at, rubbish, sizeof rubbish);
        struct fs_records *records = open_as(&schema, FS_STORE_WRITE);
        if (records && fs_records_check(records)) {
            ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
            ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "is damaged"));
            ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "make it anew from the journal"));
            found++;
        } else if (!records) {
            ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
            found++;
        }
        fs_records_close(records);
        records = open_as(&schema, FS_STORE_ANEW);
        ck_assert_msg(records != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
        ck_assert_uint_eq(fs_records_applied(records), 0);
        ck_assert_int_eq(rows_of(records), 0);
        fs_records_close(records);
        fill(200);
    }
    ck_assert_int_eq(found, (int)(info.st_size / 4096) - 1);
    overwrite(0, rubbish, sizeof rubbish);
    static const char damaged[] =
        " is damaged (open): file is not a database; restore a backup, or make it anew from the journal";
    ended(open_as(&schema, FS_STORE_WRITE), FS_E_INPUT, damaged);
    ended(open_as(&schema, FS_STORE_READ), FS_E_INPUT, damaged);
    struct fs_records *records = open_as(&schema, FS_STORE_ANEW);
    ck_assert_ptr_nonnull(records);
    fs_records_close(records);
}
END_TEST

START_TEST(a_second_writer_is_refused_also_from_another_process)
{
    struct fs_records *records = writer();
    char text[200];
    snprintf(text, sizeof text, " is open for writing by process %ld; one writer at a time", (long)getpid());
    ended(open_as(&schema, FS_STORE_WRITE), FS_E_CONFLICT, text);
    pid_t pid = fork();
    if (pid == 0) {
        struct fs_records *other = open_as(&schema, FS_STORE_WRITE);
        _exit(other || fs_error_last_code() != FS_E_CONFLICT || !strstr(fs_error_last()->message, text));
    }
    int status;
    waitpid(pid, &status, 0);
    ck_assert_int_eq(status, 0);
    struct fs_records *reader = open_as(&schema, FS_STORE_READ);
    uint64_t applied;
    ck_assert_ptr_nonnull(reader);
    ck_assert(!fs_records_begin(records) && !put(records, 1, "A", 1, 1));
    ck_assert_int_eq(rows_of(reader), 0);
    ck_assert_int_eq(fs_records_commit(records, 5), 0);
    ck_assert_int_eq(rows_of(reader), 1);
    ck_assert(!fs_records_refresh(reader, &applied) && applied == 5);
    fs_records_close(reader);
    fs_records_close(records);
    fs_records_close(writer()); /* the lock went with the writer */
}
END_TEST

START_TEST(a_newer_schema_is_refused_with_what_to_do)
{
    fs_records_close(open_as(&newer, FS_STORE_WRITE));
    ended(open_as(&schema, FS_STORE_WRITE), FS_E_UNSUPPORTED,
          " has version 7 of 'test', and this program knows up to 1; use the program that wrote it, or make "
          "the records anew from the "
          "journal");
}
END_TEST

START_TEST(a_place_that_is_not_there_is_told)
{
    ended(open_as(&schema, FS_STORE_READ), FS_E_NOT_FOUND, ": No such file or directory");
    strcpy(path, "/nonexistent/r.db");
    ck_assert_ptr_null(open_as(&schema, FS_STORE_WRITE));
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    ck_assert_str_eq(fs_error_last()->message,
                     "plugin 'sqlite': start: /nonexistent/r.db.lock: No such file or directory");
    ck_assert_int_eq(chdir(folder), 0);
    strcpy(path, ":memory:");
    ck_assert_ptr_null(open_as(&schema, FS_STORE_WRITE));
    ck_assert_str_eq(fs_error_last()->message,
                     "plugin 'sqlite': start: the setting 'path' is ':memory:'; expected a file");
    struct fs_records_options options = {.plugin = "sqlite", .schema = &schema};
    ck_assert_ptr_null(fs_records_open(&options));
    ck_assert_str_eq(fs_error_last()->message, "plugin 'sqlite' needs the setting 'path'");
    options.plugin = "synthetic";
    ck_assert_ptr_null(fs_records_open(&options));
    ck_assert_str_eq(fs_error_last()->message, "plugin 'synthetic' is no store; it offers source");
}
END_TEST

START_TEST(a_backup_opens_as_what_was_committed)
{
    char copy[80];
    fill(50);
    struct fs_records *records = writer();
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    ck_assert_int_eq(fs_records_backup(records, copy), 0);
    ck_assert_int_eq(fs_records_backup(records, copy), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    ck_assert_int_eq(fs_records_backup(records, "/nonexistent/copy"), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    ck_assert_int_eq(fs_records_begin(records), 0);
    ck_assert_int_eq(fs_records_backup(records, "/tmp/never"), -1);
    fs_records_close(records);
    strcpy(path, copy);
    records = writer();
    ck_assert_uint_eq(fs_records_applied(records), 9);
    ck_assert_int_eq(rows_of(records), 50);
    ck_assert_int_eq(fs_records_check(records), 0);
    fs_records_close(records);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store/records");
    TCase *tests = tcase_create("records");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_row_comes_back_as_it_was_put);
    tcase_add_test(tests, rows_are_visited_in_order_over_pages_until_told_to_stop);
    tcase_add_test(tests, a_killed_writer_loses_only_what_it_had_not_committed);
    tcase_add_test(tests, a_full_disk_is_an_error_and_leaves_what_was_committed);
    tcase_add_test(tests, damage_is_told_and_records_can_be_made_anew);
    tcase_add_test(tests, a_second_writer_is_refused_also_from_another_process);
    tcase_add_test(tests, a_newer_schema_is_refused_with_what_to_do);
    tcase_add_test(tests, a_place_that_is_not_there_is_told);
    tcase_add_test(tests, a_backup_opens_as_what_was_committed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
