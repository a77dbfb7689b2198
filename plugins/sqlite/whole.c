/* The whole store: a backup while others work, and a look at everything. */
#include "keep.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* All pages in one read transaction: a consistent state, however long it takes. */
static int32_t copy_pages(struct keep *keep, const char *path)
{
    sqlite3 *to = NULL;
    int code =
        sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    sqlite3_backup *backup = code ? NULL : sqlite3_backup_init(to, "main", keep->db, "main");
    if (backup) {
        sqlite3_backup_step(backup, -1);
        code = sqlite3_backup_finish(backup);
    } else if (!code) {
        code = sqlite3_extended_errcode(to);
    }
    int32_t result = 0;
    if (code) {
        int number = to ? sqlite3_system_errno(to) : 0;
        result = keep->host->error(keep->ctx, (code & 255) == SQLITE_CORRUPT ? FS_FAIL_INPUT : FS_FAIL_IO,
                                   "%s: the backup to %s: %s%s%s", keep->path, path, sqlite3_errstr(code),
                                   number ? ": " : "", number ? strerror(number) : "");
    }
    sqlite3_close(to);
    return result;
}

/* Makes the folder's entry durable. */
static int sync_folder(char *path)
{
    int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int failed = fsync(fd);
    close(fd);
    return failed;
}

int32_t keep_backup(void *state, const char *path)
{
    struct keep *keep = state;
    char *partial = NULL;
    if (!access(path, F_OK))
        return keep->host->error(keep->ctx, FS_FAIL_CONFLICT, "%s is there already; a backup is a new file",
                                 path);
    if (!keep_append(keep, &partial, "%s.partial", path))
        return keep->host->error(keep->ctx, FS_FAIL_INPUT, "the path of the backup is too long");
    unlink(partial);
    int fd = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int32_t result = 0;
    if (fd < 0)
        result = keep->host->error(keep->ctx, FS_FAIL_IO, "%s: %s", partial, strerror(errno));
    else
        result = copy_pages(keep, partial);
    if (!result && fsync(fd))
        result = keep->host->error(keep->ctx, FS_FAIL_IO, "%s: %s", partial, strerror(errno));
    if (!result && renameat2(AT_FDCWD, partial, AT_FDCWD, path, RENAME_NOREPLACE))
        result = keep->host->error(keep->ctx, errno == EEXIST ? FS_FAIL_CONFLICT : FS_FAIL_IO, "%s: %s", path,
                                   strerror(errno));
    if (result)
        unlink(partial);
    else if (sync_folder(partial))
        result = keep->host->error(keep->ctx, FS_FAIL_IO, "the folder of %s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    keep->host->free(keep->ctx, partial);
    return result;
}

int32_t keep_check(void *state)
{
    struct keep *keep = state;
    sqlite3_stmt *statement = keep_prepare(keep, "PRAGMA integrity_check(1)");
    if (!statement)
        return -1;
    int found = sqlite3_step(statement);
    const char *text = found == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    int32_t result = 0;
    if (!text)
        result = keep_fail(keep, "check");
    else if (strcmp(text, "ok") != 0)
        result = keep->host->error(keep->ctx, FS_FAIL_INPUT,
                                   "%s is damaged: %s; restore a backup, or make it anew from the journal",
                                   keep->path, text);
    sqlite3_finalize(statement);
    return result;
}
