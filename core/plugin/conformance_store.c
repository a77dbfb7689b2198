/* A store plugin at work over made-up records, for the conformance test. */
#include "base/error.h"
#include "base/paths.h"
#include "plugin/conformance.h"
#include "plugin/conformance_made.h"
#include "plugin/load.h"
#include "plugin/settings.h"

#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct place {
    const struct fs_plugin_file *plugin;
    const char *const *settings;
    int count;
};

static struct fs_keeper *open_store(const struct place *place, const struct fs_store_schema *schema,
                                    uint32_t mode)
{
    return fs_keeper_open(place->plugin, place->settings, place->count, schema, mode);
}

/* ---- the checks ---- */

/* Opens the store that the checks before have left. */
static int with(const struct place *place, const struct fs_store_schema *schema, uint32_t mode,
                int (*run)(struct fs_keeper *k))
{
    struct fs_keeper *k = open_store(place, schema, mode);
    int result = k ? run(k) : -1;
    if (!result && fs_keeper_breaches(k))
        result = fs_made_wrong("it broke its contract: %s", fs_keeper_breach(k));
    fs_keeper_close(k);
    return result;
}

static int is_empty(struct fs_keeper *k)
{
    return fs_made_expect_applied(k, 0) || fs_made_expect_rows(k, 0) ? -1 : 0;
}

static int look(struct fs_keeper *k)
{
    (void)k;
    return 0;
}

/* Opened as it is first: records that are not this test's are refused by their name, and stay. */
static int begins_empty(const struct place *place)
{
    return with(place, &fs_made_third, FS_STORE_WRITE, look) ||
                   with(place, &fs_made_third, FS_STORE_ANEW, is_empty)
               ? -1
               : 0;
}

static int keep_types(struct fs_keeper *k)
{
    static const char all[256] = {0, 1, '\'', '"', '\\', (char)255};
    static const int64_t numbers[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    static const double ratios[] = {-HUGE_VAL, -1e308, 5e-324, 0.1, HUGE_VAL};
    static const char *const texts[] = {"", "'; DROP TABLE things; --", "\xf0\x9f\x98\x80 \xc3\xa4\n\t\"",
                                        "%_\\", "NULL"};
    static const char *const notes[] = {"null", "{}", "[1, 2.50, \"\\u00e4\"]", " {\"a\" : {\"b\":null}} ",
                                        "\"\""};
    struct fs_store_cell rows[5][COLUMNS];
    if (fs_keeper_begin(k))
        return -1;
    for (int i = 0; i < 5; i++) {
        struct fs_store_cell *row = rows[i];
        fs_made_row(numbers[i], row);
        row[GROUP] = fs_made_text(texts[i]);
        row[AT].u.i64 = numbers[i];
        row[CODE].u.i64 = numbers[4 - i];
        row[RATIO] = (struct fs_store_cell){{.f64 = ratios[i]}, 0, FS_CELL_F64};
        row[NAME] = i == 2 ? (struct fs_store_cell){{0}, 0, FS_CELL_NULL} : fs_made_text(texts[4 - i]);
        row[NOTE] = fs_made_bytes(FS_CELL_JSON, notes[i], strlen(notes[i]));
        row[RAW] = fs_made_bytes(FS_CELL_BYTES, all, (size_t)i * 60);
        if (fs_keeper_put(k, THINGS, row, 1) ||
            fs_made_expect_row(k, row, COLUMNS - 1)) /* in the transaction too */
            return -1;
    }
    if (fs_keeper_commit(k, 0, 1))
        return -1;
    for (int i = 0; i < 5; i++)
        if (fs_made_expect_row(k, rows[i], COLUMNS - 1))
            return -1;
    return fs_made_expect_applied(k, 1);
}

static int gives_types_back(const struct place *place)
{
    return with(place, &fs_made_first, FS_STORE_ANEW, keep_types);
}

static int undo(struct fs_keeper *k)
{
    struct fs_store_cell row[COLUMNS], key = fs_made_number(1);
    if (fs_keeper_begin(k) || fs_made_put(k, 1, 10) || fs_keeper_commit(k, 0, 7) || fs_keeper_begin(k) ||
        fs_made_put(k, 11, 20) || fs_keeper_remove(k, THINGS, &key, 1))
        return -1;
    fs_made_row(2, row);
    row[GROUP] = fs_made_text("changed");
    if (fs_keeper_put(k, THINGS, row, 1) || fs_made_expect_rows(k, 19) || fs_keeper_rollback(k) ||
        fs_made_expect_rows(k, 10) || fs_made_expect_applied(k, 7))
        return -1;
    fs_made_row(1, row);
    if (fs_made_expect_row(k, row, COLUMNS - 1))
        return -1;
    fs_made_row(2, row);
    return fs_made_expect_row(k, row, COLUMNS - 1);
}

static int leave_open(struct fs_keeper *k)
{
    return fs_keeper_begin(k) || fs_made_put(k, 30, 40) ? -1 : 0; /* closed so */
}

static int ten_are_there(struct fs_keeper *k)
{
    return fs_made_expect_rows(k, 10) || fs_made_expect_applied(k, 7) ? -1 : 0;
}

static int rollback_leaves_nothing(const struct place *place)
{
    return with(place, &fs_made_first, FS_STORE_ANEW, undo) ||
                   with(place, &fs_made_first, FS_STORE_WRITE, leave_open) ||
                   with(place, &fs_made_first, FS_STORE_WRITE, ten_are_there)
               ? -1
               : 0;
}

static int count_once(struct fs_keeper *k)
{
    if (fs_keeper_begin(k) || fs_made_put(k, 11, 12))
        return -1;
    if (fs_made_refused(fs_keeper_commit(k, 6, 9), FS_E_CONFLICT,
                        "a commit from a number that was not applied") ||
        fs_made_expect_rows(k, 10) || fs_made_expect_applied(k, 7) || fs_keeper_begin(k) ||
        fs_made_put(k, 11, 12) || fs_keeper_commit(k, 7, 9) || fs_keeper_begin(k) || fs_made_put(k, 11, 12))
        return -1;
    return fs_made_refused(fs_keeper_commit(k, 7, 9), FS_E_CONFLICT, "the same commit a second time") ||
                   fs_made_expect_rows(k, 12) || fs_made_expect_applied(k, 9)
               ? -1
               : 0;
}

static int applies_once(const struct place *place)
{
    return with(place, &fs_made_first, FS_STORE_WRITE, count_once);
}

static int change(struct fs_keeper *k)
{
    struct fs_store_cell row[COLUMNS], keys[3] = {fs_made_number(3), fs_made_number(99), fs_made_number(4)};
    struct fs_store_page page;
    fs_made_row(3, row);
    row[NAME] = fs_made_text("new");
    if (fs_keeper_begin(k) || fs_keeper_put(k, THINGS, row, 1) || fs_keeper_remove(k, THINGS, keys + 1, 1) ||
        fs_keeper_commit(k, 9, 10) || fs_made_expect_row(k, row, COLUMNS - 1) || fs_made_expect_rows(k, 12) ||
        fs_keeper_begin(k) || fs_keeper_remove(k, THINGS, keys, 1) || fs_keeper_commit(k, 10, 11) ||
        fs_keeper_get(k, THINGS, keys, 3, &page))
        return -1;
    if (page.cells[0].type || page.cells[COLUMNS - 1].type || page.cells[2 * (COLUMNS - 1)].u.i64 != 4)
        return fs_made_wrong("get of three keys, of which two are missing, gives other rows");
    fs_made_row(50, row);
    row[CODE] = fs_made_number(8); /* that of row 4 */
    if (fs_keeper_begin(k))
        return -1;
    return fs_made_refused(fs_keeper_put(k, THINGS, row, 1), FS_E_CONFLICT,
                           "a row that a unique index knows") ||
                   fs_keeper_rollback(k) || fs_made_expect_rows(k, 11)
               ? -1
               : 0;
}

static int puts_and_removes(const struct place *place)
{
    return with(place, &fs_made_first, FS_STORE_WRITE, change);
}

/* Pages through a query; the ids have to be those of the rows that `takes` chooses from the sorted ones. */
static int expect_scan(struct fs_keeper *k, const struct fs_store_query *query,
                       struct fs_store_cell (*rows)[COLUMNS], int (*takes)(const struct fs_store_cell *row))
{
    struct fs_store_query q = *query;
    struct fs_store_page page = {NULL, 0, 1};
    int down = (q.flags & FS_QUERY_DESCENDING) != 0, at = 0, most = q.after ? 0 : ROWS;
    struct fs_store_cell last[COLUMNS];
    while (page.more) {
        if (fs_keeper_scan(k, &q, &page))
            return -1;
        for (uint32_t i = 0; i < page.rows; i++, at++) {
            while (at < most && !takes(rows[down ? most - 1 - at : at]))
                at++;
            if (at >= most ||
                page.cells[(size_t)i * COLUMNS + ID].u.i64 != rows[down ? most - 1 - at : at][ID].u.i64)
                return fs_made_wrong("a page has row %lld at a place that is another row's",
                                     (long long)page.cells[(size_t)i * COLUMNS].u.i64);
        }
        if (!page.rows)
            break;
        int64_t id = page.cells[(size_t)(page.rows - 1) * COLUMNS + ID].u.i64;
        fs_made_row(id, last);
        q.after = last;
    }
    while (at < most && !takes(rows[down ? most - 1 - at : at]))
        at++;
    return at == most ? 0 : fs_made_wrong("a query ends before its last row");
}

static int any(const struct fs_store_cell *row)
{
    (void)row;
    return 1;
}

static int is_a(const struct fs_store_cell *row)
{
    return row[GROUP].size == 1 && !memcmp(row[GROUP].u.bytes, "a", 1);
}

static int is_a_between(const struct fs_store_cell *row)
{
    return is_a(row) && row[AT].u.i64 >= -20 && row[AT].u.i64 < 20;
}

static int scan_all(struct fs_keeper *k)
{
    struct fs_store_cell(*rows)[COLUMNS] = calloc(ROWS, sizeof *rows);
    const struct fs_store_cell a = fs_made_text("a");
    const struct fs_store_cell low = {{.i64 = -20}, 0, FS_CELL_TIME}, high = {{.i64 = 20}, 0, FS_CELL_TIME};
    if (!rows)
        return fs_error_nomem();
    for (int64_t id = 1; id <= ROWS; id++)
        fs_made_row(id, rows[id - 1]);
    int result =
        fs_keeper_begin(k) || fs_keeper_put(k, THINGS, rows[0], ROWS) || fs_keeper_commit(k, 0, 1) ? -1 : 0;
    qsort(rows, ROWS, sizeof *rows, fs_made_order);
    static const uint32_t limits[] = {1, 7, 499, 500, 501, 10000};
    for (size_t i = 0; i < sizeof limits / sizeof *limits && !result; i++)
        for (uint32_t flags = 0; flags <= FS_QUERY_DESCENDING && !result; flags += FS_QUERY_DESCENDING) {
            struct fs_store_query q = {
                .struct_size = sizeof q, .table = THINGS, .index = 1, .flags = flags, .limit = limits[i]};
            result = expect_scan(k, &q, rows, any);
            q.equal = &a;
            q.equal_count = 1;
            if (!result)
                result = expect_scan(k, &q, rows, is_a);
            q.low = &low;
            q.high = &high;
            q.flags |= FS_QUERY_HIGH_OPEN;
            if (!result)
                result = expect_scan(k, &q, rows, is_a_between);
        }
    free(rows);
    return result;
}

static int pages_in_order(const struct place *place)
{
    return with(place, &fs_made_second, FS_STORE_ANEW, scan_all);
}

static int put_first(struct fs_keeper *k)
{
    return fs_keeper_begin(k) || fs_made_put(k, 1, 5) || fs_keeper_commit(k, 0, 3) ? -1 : 0;
}

static int use_second(struct fs_keeper *k)
{
    struct fs_store_cell row[COLUMNS], pair[2] = {fs_made_text("a"), fs_made_bytes(FS_CELL_BYTES, "\0b", 2)};
    fs_made_row(5, row);
    if (fs_made_expect_applied(k, 3) || fs_made_expect_rows(k, 5) || fs_made_expect_row(k, row, COLUMNS))
        return -1;
    row[LATER] = fs_made_text("x");
    return fs_keeper_begin(k) || fs_keeper_put(k, THINGS, row, 1) || fs_keeper_put(k, PAIRS, pair, 1) ||
                   fs_keeper_put(k, PAIRS, pair, 1) || fs_keeper_commit(k, 3, 4) ||
                   fs_made_expect_row(k, row, COLUMNS)
               ? -1
               : 0;
}

static int open_refused(const struct place *place, const struct fs_store_schema *schema, uint32_t mode,
                        int code, const char *what)
{
    struct fs_keeper *k = open_store(place, schema, mode);
    int result = fs_made_refused(!k, code, what);
    fs_keeper_close(k);
    return result;
}

static int migrates_forward(const struct place *place)
{
    return with(place, &fs_made_first, FS_STORE_ANEW, put_first) ||
                   open_refused(place, &fs_made_second, FS_STORE_READ, FS_E_UNSUPPORTED,
                                "a reader of a store that is to be migrated") ||
                   with(place, &fs_made_second, FS_STORE_WRITE, use_second) ||
                   open_refused(place, &fs_made_first, FS_STORE_WRITE, FS_E_UNSUPPORTED,
                                "a store of a newer version") ||
                   open_refused(place, &fs_made_first, FS_STORE_READ, FS_E_UNSUPPORTED,
                                "a store of a newer version, to read") ||
                   open_refused(place, &fs_made_foreign, FS_STORE_WRITE, FS_E_CONFLICT,
                                "records of another name") ||
                   with(place, &fs_made_third, FS_STORE_WRITE, is_empty)
               ? -1
               : 0;
}

static int one_writer(const struct place *place)
{
    struct fs_keeper *writer = open_store(place, &fs_made_third, FS_STORE_ANEW);
    struct fs_keeper *reader = writer ? open_store(place, &fs_made_third, FS_STORE_READ) : NULL;
    int result =
        !reader || open_refused(place, &fs_made_third, FS_STORE_WRITE, FS_E_CONFLICT, "a second writer") ||
                open_refused(place, &fs_made_third, FS_STORE_ANEW, FS_E_CONFLICT,
                             "a second writer that begins anew") ||
                fs_keeper_begin(writer) || fs_made_put(writer, 1, 5) || fs_made_expect_rows(reader, 0) ||
                fs_made_expect_applied(reader, 0) || fs_keeper_commit(writer, 0, 2) ||
                fs_made_expect_rows(reader, 5) || fs_made_expect_applied(reader, 2)
            ? -1
            : 0;
    if (!result)
        result = fs_made_refused(fs_keeper_begin(reader), FS_E_INTERNAL, "a transaction of a reader");
    fs_keeper_close(reader);
    fs_keeper_close(writer);
    return result ? result : with(place, &fs_made_third, FS_STORE_WRITE, fs_keeper_check);
}

/* ---- death in the middle ---- */

int fs_conformance_store_die(const char *path, const char *const *settings, int count)
{
    const struct fs_plugin_file *plugin = fs_plugin_open(path);
    struct fs_keeper *k =
        plugin ? fs_keeper_open(plugin, settings, count, &fs_made_third, FS_STORE_WRITE) : NULL;
    if (!k || fs_keeper_begin(k) || fs_made_put(k, 6, 9) || fs_keeper_commit(k, 2, 3) || fs_keeper_begin(k) ||
        fs_made_put(k, 10, 400)) {
        fs_keeper_close(k);
        return -1;
    }
    if (write(STDOUT_FILENO, "in the middle\n", 14) != 14)
        return -1;
    for (;;)
        pause();
}

/* Starts a process that gets into a transaction, and kills it there. */
static int kill_one(const struct place *place)
{
    int ends[2];
    pid_t pid;
    char said[32] = "";
    const char **arguments = calloc((size_t)place->count * 2 + 5, sizeof *arguments);
    posix_spawn_file_actions_t actions;
    if (!arguments || pipe(ends)) {
        free(arguments);
        return fs_error_errno("a pipe");
    }
    const char *const head[] = {fs_paths_self(), "plugins", "check-die", place->plugin->path};
    memcpy(arguments, head, sizeof head);
    for (int i = 0; i < place->count; i++) {
        arguments[4 + 2 * i] = "--set";
        arguments[5 + 2 * i] = place->settings[i];
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    int failed = posix_spawn(&pid, fs_paths_self(), &actions, NULL, (char **)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    free(arguments);
    ssize_t got = failed ? 0 : read(ends[0], said, sizeof said - 1);
    close(ends[0]);
    if (!failed) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    return got > 0 && !strcmp(said, "in the middle\n")
               ? 0
               : fs_made_wrong("a process of its own did not get into a transaction");
}

static int survived(struct fs_keeper *k)
{
    return fs_made_expect_applied(k, 3) || fs_made_expect_rows(k, 9) || fs_keeper_check(k) ? -1 : 0;
}

static int survives_death(const struct place *place)
{
    return kill_one(place) || with(place, &fs_made_third, FS_STORE_WRITE, survived) ? -1 : 0;
}

/* ---- the whole ---- */

/* A backup beside a transaction of the writer's; it is opened where stores are files. */
static int backs_up(const struct place *place)
{
    char path[] = "/tmp/finsmart-store-XXXXXX/backup", setting[64];
    int file = 0;
    for (uint32_t i = 0; i < place->plugin->descriptor->setting_count; i++)
        file |= !strcmp(fs_setting_at(place->plugin->descriptor, i)->name, "path");
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!mkdtemp(path))
        return fs_error_errno("%s", path);
    *slash = '/';
    struct fs_keeper *writer = open_store(place, &fs_made_third, FS_STORE_WRITE);
    struct fs_keeper *reader = writer ? open_store(place, &fs_made_third, FS_STORE_READ) : NULL;
    int result = !reader || fs_keeper_begin(writer) || fs_made_put(writer, 20, 30) ? -1 : 0;
    if (!result && fs_keeper_backup(reader, path))
        result = fs_error_last_code() == FS_E_UNSUPPORTED ? 1 : -1; /* it cannot, which is allowed */
    if (!result)
        result = fs_made_refused(fs_keeper_backup(reader, path), FS_E_CONFLICT, "a backup over another");
    fs_keeper_close(reader);
    fs_keeper_close(writer);
    if (!result && file) {
        const char **settings = calloc((size_t)place->count + 1, sizeof *settings);
        snprintf(setting, sizeof setting, "path=%s", path);
        for (int i = 0; settings && i < place->count; i++)
            settings[i] = place->settings[i];
        if (settings)
            settings[place->count] = setting;
        const struct place copy = {place->plugin, settings, place->count + 1};
        result = settings ? with(&copy, &fs_made_third, FS_STORE_WRITE, survived) : fs_error_nomem();
        free(settings);
    }
    static const char *const ends[] = {"", ".lock", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    *slash = '\0';
    rmdir(path);
    fs_error_clear();
    return result < 0 ? -1 : 0;
}

static int begins_anew(const struct place *place)
{
    return with(place, &fs_made_third, FS_STORE_ANEW, is_empty) ||
                   with(place, &fs_made_third, FS_STORE_WRITE, is_empty)
               ? -1
               : 0;
}

static const struct {
    const char *name;
    int (*run)(const struct place *place);
} checks[] = {
    {"store: begins empty", begins_empty},
    {"store: gives back every type as it was put", gives_types_back},
    {"store: a rollback leaves nothing, nor does closing it in a transaction", rollback_leaves_nothing},
    {"store: applies a number of the journal exactly once", applies_once},
    {"store: replaces, removes, and refuses what breaks a unique index", puts_and_removes},
    {"store: pages through keys and indices in order, both ways", pages_in_order},
    {"store: migrates forward, and refuses what is newer or another's", migrates_forward},
    {"store: has one writer, and readers that see what is committed", one_writer},
    {"store: loses with a killed process only what was not committed", survives_death},
    {"store: backs up while it is written to", backs_up},
    {"store: begins anew", begins_anew},
};

const char *fs_conformance_store_name(int index)
{
    return index < (int)(sizeof checks / sizeof *checks) ? checks[index].name : NULL;
}

int fs_conformance_store(const struct fs_plugin_file *plugin, const char *const *settings, int count,
                         int index)
{
    const struct place place = {plugin, settings, count};
    fs_error_clear();
    return checks[index].run(&place);
}
