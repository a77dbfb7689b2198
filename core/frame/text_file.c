#include "frame/text_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
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

/* Everything up to the end; `expected` bytes of a regular file, 0 for anything else. */
static int read_all(int fd, const char *path, size_t expected, struct growing *to)
{
    if (expected && grow(to, expected + 1) != 0)
        return -1;
    for (;;) {
        if (grow(to, expected ? 1 : 1 << 16) != 0)
            return -1;
        ssize_t n = read(fd, to->data + to->size, to->capacity - to->size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fs_error_errno("%s: cannot be read", path);
        if (n == 0)
            return 0;
        to->size += (size_t)n;
    }
}

static int cut_short(const char *path, size_t opened, size_t found)
{
    fs_error_set(FS_E_IO, "%s: was cut short while it was read: it had %zu bytes when opened, now %zu", path,
                 opened, found);
    return fs_error_hint("another program writes to it; import it when that is done");
}

static struct fs_buffer *read_text(int fd, const char *path, size_t expected, size_t padding, size_t *size)
{
    struct growing to = {0};
    struct fs_buffer *text = NULL;
    if (read_all(fd, path, expected, &to) != 0 ||
        (to.size < expected && cut_short(path, expected, to.size) != 0)) {
        free(to.data);
        return NULL;
    }
    if (!is_gzip(to.data, to.size))
        return finish(&to, padding, size);
    text = unpack(to.data, to.size, path, padding, size);
    free(to.data);
    return text;
}

/* The file's descriptor and size, 0 where it is not a regular one; -1 with an error. */
static int open_file(const char *path, size_t *size)
{
    struct stat info;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fs_error_errno("%s: cannot be opened", path);
    if (fstat(fd, &info) != 0)
        fs_error_errno("%s: cannot be read", path);
    else if (S_ISDIR(info.st_mode))
        fs_error_set(FS_E_INPUT, "%s: is a folder; expected a file", path);
    else {
        *size = S_ISREG(info.st_mode) ? (size_t)info.st_size : 0;
        return fd;
    }
    close(fd);
    return -1;
}

struct fs_buffer *fs_text_file_read(const char *path, size_t padding, size_t *size)
{
    size_t expected;
    *size = 0;
    if (!strcmp(path, "-"))
        return read_text(STDIN_FILENO, "standard input", 0, padding, size);
    int fd = open_file(path, &expected);
    if (fd < 0)
        return NULL;
    struct fs_buffer *text = read_text(fd, path, expected, padding, size);
    close(fd);
    return text;
}

struct fs_text {
    struct fs_buffer *memory; /* NULL: in the file */
    size_t size;
    int fd; /* -1: in memory */
    char path[];
};

static struct fs_text *text_new(const char *path)
{
    size_t length = strlen(path) + 1;
    struct fs_text *text = malloc(sizeof *text + length);
    if (!text) {
        fs_error_nomem();
        return NULL;
    }
    *text = (struct fs_text){.fd = -1};
    memcpy(text->path, path, length);
    return text;
}

struct fs_text *fs_text_open(const char *path, size_t padding)
{
    struct fs_text *text = text_new(path);
    char start[2];
    if (!text)
        return NULL;
    if (strcmp(path, "-")) {
        text->fd = open_file(path, &text->size);
        if (text->fd < 0)
            goto failed;
        if (text->size && fs_text_read(text, 0, text->size < 2 ? text->size : 2, start) != 0)
            goto failed;
        if (text->size && !is_gzip(start, text->size))
            return text;
    }
    if (text->fd < 0)
        text->memory = read_text(STDIN_FILENO, "standard input", 0, padding, &text->size);
    else
        text->memory = read_text(text->fd, path, text->size, padding, &text->size);
    if (text->memory)
        return text;
failed:
    fs_text_close(text);
    return NULL;
}

struct fs_text *fs_text_open_bytes(const void *bytes, size_t length, const char *name, size_t padding)
{
    struct fs_text *text = text_new(name);
    if (text && (text->memory = fs_text_file_copy(bytes, length, name, padding, &text->size)))
        return text;
    fs_text_close(text);
    return NULL;
}

void fs_text_close(struct fs_text *text)
{
    if (!text)
        return;
    if (text->fd >= 0)
        close(text->fd);
    fs_buffer_unref(text->memory);
    free(text);
}

size_t fs_text_size(const struct fs_text *text)
{
    return text->size;
}

const char *fs_text_memory(const struct fs_text *text)
{
    return text->memory ? fs_buffer_data(text->memory) : NULL;
}

int fs_text_read(const struct fs_text *text, size_t from, size_t length, char *to)
{
    if (text->memory) {
        memcpy(to, (const char *)fs_buffer_data(text->memory) + from, length);
        return 0;
    }
    for (size_t done = 0; done < length;) {
        ssize_t n = pread(text->fd, to + done, length - done, (off_t)(from + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fs_error_errno("%s: cannot be read", text->path);
        if (n == 0)
            return cut_short(text->path, text->size, from + done);
        done += (size_t)n;
    }
    return 0;
}
