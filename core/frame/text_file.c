#include "frame/text_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* A growing piece of memory that becomes a buffer. */
struct growing {
    char *data;
    size_t size, capacity;
};

static int grow(struct growing *to, size_t more)
{
    if (to->capacity - to->size >= more)
        return 0;
    size_t capacity = to->capacity ? to->capacity * 2 : 1 << 16;
    while (capacity - to->size < more)
        capacity *= 2;
    char *data = realloc(to->data, capacity);
    if (!data)
        return fs_error_nomem();
    to->data = data;
    to->capacity = capacity;
    return 0;
}

static struct fs_buffer *finish(struct growing *from, size_t padding, size_t *size)
{
    if (grow(from, padding) != 0) {
        free(from->data);
        return NULL;
    }
    memset(from->data + from->size, 0, padding);
    *size = from->size;
    return fs_buffer_wrap(from->data, from->size, free, from->data);
}

/* All members of a gzip file, one after the other, as gzip itself reads them. */
static struct fs_buffer *unpack(const char *bytes, size_t length, const char *name, size_t padding,
                                size_t *size)
{
    struct growing to = {0};
    z_stream stream = {0};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) {
        fs_error_nomem();
        return NULL;
    }
    size_t taken = 0;
    int status = Z_OK;
    while (taken < length || status != Z_STREAM_END) {
        if (status == Z_STREAM_END) {
            if (length - taken < 2 || memcmp(bytes + taken, "\x1f\x8b", 2))
                break; /* what follows the last member is padding, as gzip has it */
            inflateReset(&stream);
        }
        if (grow(&to, 1 << 16) != 0)
            goto failed;
        size_t room = to.capacity - to.size;
        unsigned in = length - taken > UINT_MAX ? UINT_MAX : (unsigned)(length - taken);
        unsigned out = room > UINT_MAX ? UINT_MAX : (unsigned)room;
        stream.next_in = (Bytef *)(uintptr_t)(bytes + taken);
        stream.avail_in = in;
        stream.next_out = (Bytef *)to.data + to.size;
        stream.avail_out = out;
        status = inflate(&stream, Z_NO_FLUSH);
        taken += in - stream.avail_in;
        to.size += out - stream.avail_out;
        if (status == Z_BUF_ERROR || (status == Z_OK && in == 0 && stream.avail_out == out)) {
            fs_error_set(FS_E_INPUT,
                         "%s: the gzip data ends too early (after %zu bytes of text); is the file cut off?",
                         name, to.size);
            goto failed;
        }
        if (status != Z_OK && status != Z_STREAM_END) {
            fs_error_set(FS_E_INPUT, "%s: damaged gzip data at byte %zu: %s", name, taken,
                         stream.msg ? stream.msg : "unknown");
            goto failed;
        }
    }
    inflateEnd(&stream);
    return finish(&to, padding, size);
failed:
    inflateEnd(&stream);
    free(to.data);
    return NULL;
}

static int is_gzip(const char *bytes, size_t length)
{
    return length >= 2 && !memcmp(bytes, "\x1f\x8b", 2);
}

struct fs_buffer *fs_text_file_copy(const void *bytes, size_t length, const char *name, size_t padding,
                                    size_t *size)
{
    if (is_gzip(bytes, length))
        return unpack(bytes, length, name, padding, size);
    struct growing to = {0};
    if (grow(&to, length + padding) != 0)
        return NULL;
    if (length)
        memcpy(to.data, bytes, length);
    to.size = length;
    return finish(&to, padding, size);
}

struct map {
    size_t size;
    char *data;
};

static void unmap(void *data)
{
    struct map *map = data;
    munmap(map->data, map->size);
    free(map);
}

/* The file over the beginning of a larger anonymous map, so that what follows its end is readable. */
static struct fs_buffer *map_file(int fd, const char *path, size_t length, size_t padding, size_t *size)
{
    struct map *map = malloc(sizeof *map);
    if (!map) {
        fs_error_nomem();
        return NULL;
    }
    map->size = ((length + 4095) & ~(size_t)4095) + 4096;
    map->data = mmap(NULL, map->size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map->data == MAP_FAILED ||
        mmap(map->data, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
        fs_error_errno("%s: cannot be mapped", path);
        if (map->data != MAP_FAILED)
            munmap(map->data, map->size);
        free(map);
        return NULL;
    }
    madvise(map->data, length, MADV_SEQUENTIAL);
    *size = length;
    if (!is_gzip(map->data, length))
        return fs_buffer_wrap(map->data, length, unmap, map);
    struct fs_buffer *text = unpack(map->data, length, path, padding, size);
    unmap(map);
    return text;
}

static struct fs_buffer *read_all(int fd, const char *path, size_t padding, size_t *size)
{
    struct growing to = {0};
    for (;;) {
        if (grow(&to, 1 << 16) != 0)
            break;
        ssize_t n = read(fd, to.data + to.size, to.capacity - to.size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fs_error_errno("%s: cannot be read", path);
            break;
        }
        if (n == 0) {
            if (!is_gzip(to.data, to.size))
                return finish(&to, padding, size);
            struct fs_buffer *text = unpack(to.data, to.size, path, padding, size);
            free(to.data);
            return text;
        }
        to.size += (size_t)n;
    }
    free(to.data);
    return NULL;
}

struct fs_buffer *fs_text_file_read(const char *path, size_t padding, size_t *size)
{
    *size = 0;
    if (!strcmp(path, "-"))
        return read_all(STDIN_FILENO, "standard input", padding, size);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    struct fs_buffer *text = NULL;
    if (fd < 0) {
        fs_error_errno("%s: cannot be opened", path);
        return NULL;
    }
    if (fstat(fd, &info) != 0)
        fs_error_errno("%s: cannot be read", path);
    else if (S_ISDIR(info.st_mode))
        fs_error_set(FS_E_INPUT, "%s: is a folder; expected a file", path);
    else if (S_ISREG(info.st_mode) && info.st_size > 0)
        text = map_file(fd, path, (size_t)info.st_size, padding, size);
    else
        text = read_all(fd, path, padding, size);
    close(fd);
    return text;
}
