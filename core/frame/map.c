#include "frame/buffer.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct mapping {
    void *address;
    size_t size;
};

static void unmap(void *owner)
{
    struct mapping *mapping = owner;
    munmap(mapping->address, mapping->size);
    free(mapping);
}

static struct fs_buffer *map_fd(int fd, size_t size, const char *path)
{
    struct mapping *mapping = malloc(sizeof *mapping);
    if (!mapping) {
        fs_error_nomem();
        return NULL;
    }
    mapping->size = size;
    mapping->address = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    if (mapping->address == MAP_FAILED) {
        fs_error_errno("%s: cannot be mapped", path);
        free(mapping);
        return NULL;
    }
    struct fs_buffer *buffer = fs_buffer_wrap(mapping->address, size, unmap, mapping);
    if (buffer)
        buffer->mapped = 1;
    return buffer;
}

static struct fs_buffer *read_fd(int fd, const char *path)
{
    size_t size = 0, capacity = 1 << 16;
    char *bytes = malloc(capacity);
    while (bytes) {
        ssize_t got = read(fd, bytes + size, capacity - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fs_error_errno("%s: cannot be read", path);
            free(bytes);
            return NULL;
        }
        if (got == 0)
            return fs_buffer_wrap(bytes, size, free, bytes);
        size += (size_t)got;
        if (size == capacity) {
            char *more = realloc(bytes, capacity *= 2);
            if (!more)
                free(bytes);
            bytes = more;
        }
    }
    fs_error_nomem();
    return NULL;
}

struct fs_buffer *fs_buffer_map(const char *path)
{
    struct fs_buffer *buffer = NULL;
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int code = errno == ENOENT ? FS_E_NOT_FOUND : FS_E_IO;
        if (code == FS_E_NOT_FOUND)
            fs_error_set(code, "%s: there is no such file", path);
        else
            fs_error_errno("%s: cannot be opened", path);
        return NULL;
    }
    if (fstat(fd, &status) != 0)
        fs_error_errno("%s: cannot be read", path);
    else if (S_ISREG(status.st_mode) && status.st_size > 0)
        buffer = map_fd(fd, (size_t)status.st_size, path);
    else
        buffer = read_fd(fd, path);
    close(fd);
    return buffer;
}
