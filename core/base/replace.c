#include "base/replace.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A fresh file beside `path`, under a name of this process's own. */
static int open_temporary(struct fs_replace *r)
{
    static atomic_uint serial;
    for (int tries = 0; tries < 100; tries++) {
        if (asprintf(&r->temporary, "%s.%ld-%u.tmp", r->path, (long)getpid(), atomic_fetch_add(&serial, 1)) <
            0) {
            r->temporary = NULL;
            return fs_error_nomem();
        }
        int fd = open(r->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        int why = errno;
        free(r->temporary);
        r->temporary = NULL;
        errno = why;
        if (why != EEXIST) /* left behind by a killed process that had our number */
            break;
    }
    return fs_error_errno("%s: cannot be created", r->path);
}

int fs_replace_open(struct fs_replace *r, const char *path)
{
    struct stat info;
    int special = stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
    *r = (struct fs_replace){.path = strdup(path)};
    if (!r->path)
        return fs_error_nomem();
    int fd = special ? open(path, O_WRONLY | O_CLOEXEC) : open_temporary(r);
    if (fd >= 0 && (r->file = fdopen(fd, "wb")))
        return 0;
    if (fd >= 0 || special)
        fs_error_errno("%s: cannot be written", path);
    if (fd >= 0)
        close(fd);
    fs_replace_abort(r);
    return -1;
}

/* The folder of `path`, to be synced; -1 with an error. */
static int open_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder)
        return fs_error_nomem();
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        fs_error_errno("%s: cannot be opened", folder);
    free(folder);
    return fd;
}

static int put_in_place(struct fs_replace *r, int durable)
{
    /* Whatever needs memory comes before the rename: after it there is no way back. */
    int folder = r->temporary && durable ? open_folder(r->path) : -1;
    if (r->temporary && durable && folder < 0) {
        fs_replace_abort(r);
        return -1;
    }
    int failed = ferror(r->file) || fflush(r->file) || (r->temporary && durable && fsync(fileno(r->file)));
    int why = errno;
    if (fclose(r->file) && !failed) {
        failed = 1;
        why = errno;
    }
    r->file = NULL;
    if (!failed && r->temporary && rename(r->temporary, r->path)) {
        failed = 1;
        why = errno;
    }
    errno = why;
    int result = failed ? fs_error_errno("%s: could not be written", r->path) : 0;
    if (!failed && r->temporary) {
        free(r->temporary); /* it is in place: nothing to remove */
        r->temporary = NULL;
        if (durable && fsync(folder) != 0)
            result =
                fs_error_errno("%s: is in place, but its folder could not be synced (a power failure may "
                               "bring the earlier content back)",
                               r->path);
    }
    if (folder >= 0)
        close(folder);
    fs_replace_abort(r);
    return result;
}

int fs_replace_commit(struct fs_replace *r)
{
    return put_in_place(r, 1);
}

int fs_replace_place(struct fs_replace *r)
{
    return put_in_place(r, 0);
}

void fs_replace_abort(struct fs_replace *r)
{
    if (r->file)
        fclose(r->file);
    if (r->temporary)
        unlink(r->temporary);
    free(r->temporary);
    free(r->path);
    *r = (struct fs_replace){0};
}
