/* Answers that are made, or read from a file, while they are sent. */
#include "base/error.h"
#include "net/http_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of a file, at a time. */
#define FILE_STEP (1 << 20)

int fs_exchange_answer_file(struct fs_exchange *x, int status, int fd, uint64_t offset, uint64_t size)
{
    struct fs_connection *c = x->connection;
    fs_connection_enter(c);
    int result = fs_exchange_begin(x, status, size);
    if (result || x->head_only || !size) {
        close(fd);
        if (!result)
            fs_exchange_answered(x);
    } else {
        x->answering = FS_ANSWER_FILE;
        x->file = fd;
        x->file_at = (off_t)offset;
        x->out_left = size;
    }
    fs_connection_leave(c);
    return result;
}

int fs_exchange_answer_stream(struct fs_exchange *x, int status, uint64_t size,
                              void (*more)(void *user, struct fs_exchange *exchange), void *user)
{
    struct fs_connection *c = x->connection;
    fs_connection_enter(c);
    int result = fs_exchange_begin(x, status, size);
    if (!result && x->head_only) {
        fs_exchange_answered(x);
    } else if (!result) {
        x->answering = FS_ANSWER_STREAM;
        x->out_left = size;
        x->more = more;
        x->more_user = user;
    }
    fs_connection_leave(c);
    return result;
}

size_t fs_exchange_room(const struct fs_exchange *x)
{
    uint64_t waiting = fs_connection_waiting(x->connection), most = x->connection->server->limits.buffer;
    return waiting < most ? (size_t)(most - waiting) : 0;
}

/* May so many bytes be written? 0, or -1 with an error. */
static int may_write(const struct fs_exchange *x, size_t size)
{
    if (x->over || x->answering != FS_ANSWER_STREAM)
        return fs_error_set(FS_E_INTERNAL, "there is no streamed answer to write to");
    if (x->out_left != FS_HTTP_UNKNOWN && size > x->out_left)
        return fs_error_set(FS_E_INTERNAL, "an answer is longer than its size said");
    return 0;
}

/* Accounts for bytes of a streamed body, and writes what stands before them. 0 or -1. */
static int open_chunk(struct fs_exchange *x, size_t size)
{
    char line[24];
    if (!x->out_chunked)
        return 0;
    int n = snprintf(line, sizeof line, "%zx\r\n", size);
    return evbuffer_add(x->connection->out, line, (size_t)n) ? -1 : 0;
}

static int close_chunk(struct fs_exchange *x, size_t size)
{
    x->sent += size;
    if (x->out_left != FS_HTTP_UNKNOWN)
        x->out_left -= size;
    return x->out_chunked && evbuffer_add(x->connection->out, "\r\n", 2) ? -1 : 0;
}

int fs_exchange_write(struct fs_exchange *x, const void *data, size_t size)
{
    struct fs_connection *c = x->connection;
    if (may_write(x, size))
        return -1;
    if (!size)
        return 0;
    if (fs_connection_waiting(c) && size > fs_exchange_room(x))
        return fs_error_set(FS_E_LIMIT, "a streamed answer has no room for %zu bytes now: wait for more()",
                            size);
    int result = 0;
    fs_connection_enter(c);
    if (open_chunk(x, size) || evbuffer_add(c->out, data, size) || close_chunk(x, size))
        result = fs_exchange_broken(x);
    fs_connection_leave(c);
    return result;
}

int fs_exchange_write_owned(struct fs_exchange *x, const void *data, size_t size,
                            void (*release)(void *owner), void *owner)
{
    struct fs_connection *c = x->connection;
    if (may_write(x, size) || !size) {
        if (release)
            release(owner);
        return size ? -1 : 0;
    }
    int result = 0;
    fs_connection_enter(c);
    int opened = open_chunk(x, size);
    if (opened && release)
        release(owner);
    if (opened || fs_http_add_owned(c->out, data, size, release, owner) || close_chunk(x, size))
        result = fs_exchange_broken(x);
    fs_connection_leave(c);
    return result;
}

int fs_exchange_finish(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    int result = 0;
    if (x->over || x->answering != FS_ANSWER_STREAM)
        return fs_error_set(FS_E_INTERNAL, "there is no streamed answer to finish");
    fs_connection_enter(c);
    if (x->out_left != FS_HTTP_UNKNOWN && x->out_left) {
        result = fs_error_set(FS_E_INTERNAL, "an answer is %llu bytes shorter than its size said",
                              (unsigned long long)x->out_left);
        fs_connection_cut(c, 1, "the answer is incomplete");
    } else if (x->out_chunked && evbuffer_add(c->out, "0\r\n\r\n", 5)) {
        result = fs_exchange_broken(x);
    } else {
        x->answering = FS_ANSWER_DONE;
        fs_exchange_answered(x);
    }
    fs_connection_leave(c);
    return result;
}

void fs_exchange_abort(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    fs_connection_enter(c);
    fs_connection_cut(c, 1, "the answer was given up");
    fs_connection_leave(c);
}

static int pull_file(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    ssize_t n =
        c->wire->file(c, x->file, x->file_at, x->out_left < FILE_STEP ? (size_t)x->out_left : FILE_STEP);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        c->blocked = 1;
        return 0;
    }
    if (n <= 0) {
        fs_connection_cut(c, 1, n ? strerror(errno) : "the file of an answer is shorter than it was");
        return 0;
    }
    c->bytes_out += (uint64_t)n;
    c->server->counters.bytes_out += (uint64_t)n;
    x->sent += (uint64_t)n;
    x->file_at += n;
    x->out_left -= (uint64_t)n;
    if (!x->out_left)
        fs_exchange_answered(x);
    return 1;
}

int fs_exchange_pull(struct fs_exchange *x)
{
    struct fs_connection *c = x->connection;
    if (x->answering == FS_ANSWER_FILE)
        return pull_file(x);
    if (x->answering != FS_ANSWER_STREAM || !x->more)
        return 0;
    x->more(x->more_user, x);
    return fs_connection_waiting(c) > 0;
}
