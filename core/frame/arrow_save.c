/* Where written Arrow goes: a file, atomically, or one block of memory. */
#include "frame/arrow.h"

#include "frame/arrow_encode.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct block {
    char *bytes;
    size_t size, capacity;
};

static int to_block(void *context, const void *bytes, size_t size)
{
    struct block *block = context;
    if (size > block->capacity - block->size) {
        size_t capacity = block->capacity ? block->capacity * 2 : 4096;
        while (capacity - block->size < size)
            capacity *= 2;
        char *grown = realloc(block->bytes, capacity);
        if (!grown)
            return fs_error_nomem();
        block->bytes = grown;
        block->capacity = capacity;
    }
    memcpy(block->bytes + block->size, bytes, size);
    block->size += size;
    return 0;
}

struct fs_buffer *fs_arrow_write_buffer(const struct fs_frame *frame,
                                        const struct fs_arrow_write_options *options)
{
    struct block block = {NULL, 0, 0};
    if (fs_arrow_write_stream(frame, to_block, &block, options) != 0) {
        free(block.bytes);
        return NULL;
    }
    return fs_buffer_wrap(block.bytes, block.size, free, block.bytes);
}

static int to_file(void *context, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) == size ? 0 : fs_error_errno("write failed");
}

/* The entry of a new file is only safe once its folder is. */
static int sync_folder(const char *path)
{
    char *copy = strdup(path);
    if (!copy)
        return fs_error_nomem();
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 || (fsync(fd) != 0 && errno != EINVAL)
                 ? fs_error_errno("%s: its folder cannot be synced", path)
                 : 0;
    if (fd >= 0)
        close(fd);
    free(copy);
    return rc;
}

/* A new file beside `path`, with the permissions that the umask leaves (mkstemp's would be too narrow). */
static int create_temporary(const char *path, char **name)
{
    static atomic_uint serial;
    for (int tries = 0; tries < 100; tries++) {
        if (asprintf(name, "%s.%ld-%u.tmp", path, (long)getpid(), atomic_fetch_add(&serial, 1)) < 0) {
            *name = NULL;
            return fs_error_nomem();
        }
        int fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        int why = errno;
        free(*name);
        *name = NULL;
        errno = why;
        if (why != EEXIST) /* left behind by a process of the same number that was killed */
            break;
    }
    return fs_error_errno("%s: cannot be created", path);
}

static int write_temporary(const struct fs_frame *frame, int fd, const char *path,
                           const struct fs_arrow_write_options *options)
{
    FILE *file = fdopen(fd, "wb");
    if (!file) {
        close(fd);
        return fs_error_errno("%s: cannot be written", path);
    }
    int rc = arrow_write_all(frame, to_file, file, options, 1);
    if (rc == 0 && (fflush(file) != 0 || fsync(fd) != 0))
        rc = fs_error_errno("write failed");
    if (fclose(file) != 0 && rc == 0)
        rc = fs_error_errno("write failed");
    return rc == 0 ? 0 : fs_error_wrap(fs_error_last_code(), "%s: could not be written", path);
}

int fs_arrow_write_file(const struct fs_frame *frame, const char *path,
                        const struct fs_arrow_write_options *options)
{
    char *temporary = NULL;
    int fd = create_temporary(path, &temporary);
    if (fd < 0)
        return -1;
    int rc = write_temporary(frame, fd, path, options);
    if (rc == 0 && rename(temporary, path) != 0)
        rc = fs_error_errno("%s: cannot be replaced", path);
    if (rc != 0)
        unlink(temporary);
    free(temporary);
    return rc == 0 ? sync_folder(path) : -1;
}
