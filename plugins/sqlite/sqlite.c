/* Records in an SQLite file: opening, transactions, errors. */
#include "keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int32_t keep_fail(struct keep *keep, const char *what)
{
    int extended = keep->db ? sqlite3_extended_errcode(keep->db) : SQLITE_NOMEM;
    const char *text = keep->db ? sqlite3_errmsg(keep->db) : "out of memory";
    int number = keep->db ? sqlite3_system_errno(keep->db) : 0;
    const struct fs_host *host = keep->host;
    switch (extended & 255) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return host->error(keep->ctx, FS_FAIL_INPUT,
                           "%s is damaged (%s): %s; restore a backup, or make it anew from the journal",
                           keep->path, what, text);
    case SQLITE_FULL:
        return host->error(keep->ctx, FS_FAIL_IO, "%s: %s: the disk is full", keep->path, what);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (number == ENOMEM || extended == SQLITE_IOERR_NOMEM)
            return host->error(keep->ctx, FS_FAIL_MEMORY, "%s: %s: out of memory", keep->path, what);
        return host->error(keep->ctx, FS_FAIL_IO, "%s: %s: %s%s%s", keep->path, what, text,
                           number ? ": " : "", number ? strerror(number) : "");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return host->error(keep->ctx, FS_FAIL_CONFLICT,
                           "%s: %s: another process has held it for longer than the setting 'busy'",
                           keep->path, what);
    case SQLITE_NOMEM:
        return host->error(keep->ctx, FS_FAIL_MEMORY, "%s: %s: out of memory", keep->path, what);
    case SQLITE_CONSTRAINT:
        return host->error(keep->ctx, FS_FAIL_CONFLICT, "%s: %s: %s", keep->path, what, text);
    default:
        return host->error(keep->ctx, FS_FAIL_IO, "%s: %s: %s", keep->path, what, text);
    }
}

int32_t keep_exec(struct keep *keep, const char *sql)
{
    return sqlite3_exec(keep->db, sql, NULL, NULL, NULL) ? keep_fail(keep, sql) : 0;
}

sqlite3_stmt *keep_prepare(struct keep *keep, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(keep->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
        keep_fail(keep, sql);
    return statement;
}

int32_t keep_number(struct keep *keep, const char *sql, int64_t *out)
{
    sqlite3_stmt *statement = keep_prepare(keep, sql);
    int found = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    int32_t result = found == SQLITE_ROW ? 0 : statement ? keep_fail(keep, sql) : -1;
    *out = result ? 0 : sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result;
}

char *keep_append(struct keep *keep, char **text, const char *format, ...)
{
    char part[400];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(part, sizeof part, format, arguments);
    va_end(arguments);
    size_t before = *text ? strlen(*text) : 0;
    char *more =
        length < (int)sizeof part ? keep->host->resize(keep->ctx, *text, before + (size_t)length + 1) : NULL;
    if (more)
        memcpy(more + before, part, (size_t)length + 1);
    else
        keep->host->free(keep->ctx, *text);
    return *text = more;
}

void keep_finalize(struct keep *keep)
{
    for (uint32_t i = 0; keep->tables && i < keep->schema->table_count; i++) {
        sqlite3_finalize(keep->tables[i].put);
        sqlite3_finalize(keep->tables[i].remove);
        sqlite3_finalize(keep->tables[i].get);
        keep->tables[i] = (struct table_statements){NULL, NULL, NULL};
    }
    for (int i = 0; i < SCANS; i++) {
        sqlite3_finalize(keep->scans[i].statement);
        keep->host->free(keep->ctx, keep->scans[i].sql);
        keep->scans[i] = (struct scan_statement){NULL, NULL, 0};
    }
}

/* One writer in the whole system: whoever holds the lock on the file beside the records, for as long as it lives. */
static int32_t take_lock(struct keep *keep)
{
    char *path = NULL, holder[24] = "";
    if (!keep_append(keep, &path, "%s.lock", keep->path))
        return keep->host->error(keep->ctx, FS_FAIL_INPUT, "the setting 'path' is too long");
    keep->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int32_t result = 0;
    if (keep->lock < 0) {
        result = keep->host->error(keep->ctx, FS_FAIL_IO, "%s: %s", path, strerror(errno));
    } else if (flock(keep->lock, LOCK_EX | LOCK_NB)) {
        ssize_t length = read(keep->lock, holder, sizeof holder - 1);
        holder[length > 0 ? length : 0] = '\0';
        holder[strcspn(holder, "\n")] = '\0';
        result = keep->host->error(keep->ctx, FS_FAIL_CONFLICT,
                                   "%s is open for writing by process %s; one writer at a time", keep->path,
                                   *holder ? holder : "(unknown)");
    } else {
        int length = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
        if (ftruncate(keep->lock, 0) || write(keep->lock, holder, (size_t)length) != length)
            result = keep->host->error(keep->ctx, FS_FAIL_IO, "%s: %s", path, strerror(errno));
    }
    keep->host->free(keep->ctx, path);
    return result;
}

static int32_t remove_files(struct keep *keep)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *path = NULL;
        if (!keep_append(keep, &path, "%s%s", keep->path, ends[i]))
            return -1;
        int failed = unlink(path) && errno != ENOENT;
        if (failed)
            keep->host->error(keep->ctx, FS_FAIL_IO, "%s cannot be removed: %s", path, strerror(errno));
        keep->host->free(keep->ctx, path);
        if (failed)
            return -1;
    }
    return 0;
}

static int32_t open_file(struct keep *keep, uint32_t mode)
{
    if (*keep->path == ':') /* names of SQLite's own for what is no file */
        return keep->host->error(keep->ctx, FS_FAIL_INPUT, "the setting 'path' is '%s'; expected a file",
                                 keep->path);
    /* Made by us, so that nobody else may read it; SQLite gives its other files the same rights. */
    int fd =
        open(keep->path, mode == FS_STORE_READ ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return keep->host->error(keep->ctx,
                                 errno == ENOENT && mode == FS_STORE_READ ? FS_FAIL_NOT_FOUND : FS_FAIL_IO,
                                 "%s: %s", keep->path, strerror(errno));
    close(fd);
    int flags = mode == FS_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(keep->path, &keep->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL))
        return keep_fail(keep, "open");
    sqlite3_busy_timeout(keep->db, (int)(keep->host->setting_int(keep->ctx, "busy") / 1000000));
    char pragmas[200];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA synchronous=%s; PRAGMA cache_size=-%lld; PRAGMA cell_size_check=1; "
             "PRAGMA temp_store=2; PRAGMA mmap_size=0",
             keep->host->setting_text(keep->ctx, "synchronous"),
             (long long)keep->host->setting_int(keep->ctx, "cache") * 1024);
    return sqlite3_exec(keep->db, pragmas, NULL, NULL, NULL) ? keep_fail(keep, "open") : 0;
}

static void close_keep(struct keep *keep)
{
    keep_finalize(keep);
    sqlite3_close(keep->db); /* rolls back what is open; the last writer also folds the log into the file */
    if (keep->lock >= 0)
        close(keep->lock);
    keep->host->free(keep->ctx, keep->tables);
    keep->host->free(keep->ctx, keep->cells);
    keep->host->free(keep->ctx, keep->bytes);
    keep->host->free(keep->ctx, keep);
}

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_store_schema *schema,
                     uint32_t mode, void **state)
{
    struct keep *keep = host->alloc(ctx, sizeof *keep);
    if (!keep)
        return -1;
    *keep = (struct keep){
        .host = host, .ctx = ctx, .schema = schema, .path = host->setting_text(ctx, "path"), .lock = -1};
    keep->tables = host->alloc(ctx, (schema->table_count + 1) * sizeof *keep->tables);
    if (!keep->tables || (mode != FS_STORE_READ && take_lock(keep)) ||
        (mode == FS_STORE_ANEW && remove_files(keep)) || open_file(keep, mode) ||
        keep_open_schema(keep, mode)) {
        close_keep(keep);
        return -1;
    }
    *state = keep;
    return 0;
}

static void stop(void *state)
{
    close_keep(state);
}

static int32_t applied(void *state, uint64_t *sequence)
{
    int64_t number;
    if (keep_number(state, "SELECT applied FROM finsmart_store", &number))
        return -1;
    *sequence = (uint64_t)number;
    return 0;
}

static int32_t begin(void *state)
{
    return keep_exec(state, "BEGIN IMMEDIATE");
}

static int32_t rollback(void *state)
{
    struct keep *keep = state;
    /* A full disk has ended the transaction already. */
    return sqlite3_get_autocommit(keep->db) ? 0 : keep_exec(keep, "ROLLBACK");
}

static int32_t commit(void *state, uint64_t from, uint64_t to)
{
    struct keep *keep = state;
    char sql[160];
    snprintf(sql, sizeof sql, "UPDATE finsmart_store SET applied=%lld WHERE applied=%lld", (long long)to,
             (long long)from);
    int32_t result =
        sqlite3_get_autocommit(keep->db)
            ? keep->host->error(keep->ctx, FS_FAIL_IO, "%s: the transaction is over already", keep->path)
            : keep_exec(keep, sql);
    if (!result && sqlite3_changes(keep->db) != 1)
        result = keep->host->error(keep->ctx, FS_FAIL_CONFLICT,
                                   "%s: the journal has been applied to another number than %llu", keep->path,
                                   (unsigned long long)from);
    if (!result)
        result = keep_exec(keep, "COMMIT");
    if (result && !sqlite3_get_autocommit(keep->db))
        sqlite3_exec(keep->db, "ROLLBACK", NULL, NULL, NULL);
    return result;
}

static const struct fs_setting settings[] = {
    {.name = "path", .doc = "The file.", .type = FS_SETTING_TEXT, .flags = FS_SETTING_REQUIRED},
    {.name = "synchronous",
     .doc = "What a commit waits for: nothing (off), that the file cannot be damaged by a power cut (normal: "
            "it may lose the last "
            "commits, which the journal has), or that nothing is lost (full).",
     .fallback = "normal",
     .choices = "off|normal|full",
     .type = FS_SETTING_CHOICE},
    {.name = "busy",
     .doc = "How long to wait for a lock that another process holds.",
     .fallback = "5s",
     .max = 600,
     .type = FS_SETTING_DURATION},
    {.name = "cache",
     .doc = "Memory for pages.",
     .fallback = "16",
     .unit = "MB",
     .min = 1,
     .max = 65536,
     .type = FS_SETTING_INT},
};

static const struct fs_store store = {
    .struct_size = sizeof store,
    .start = start,
    .stop = stop,
    .applied = applied,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .put = keep_put,
    .remove = keep_remove,
    .get = keep_get,
    .scan = keep_scan,
    .backup = keep_backup,
    .check = keep_check,
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    "sqlite",
    "1.0.0",
    "Apache-2.0",
    "Keeps records in an SQLite file.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .store = &store,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
