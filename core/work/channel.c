/* channel.c: messages, and the worker's side of a pool. */
#include "work/channel.h"

#include "base/error.h"
#include "work/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

int fs_channel_write(int fd, uint32_t kind, const void *bytes, size_t size)
{
    unsigned char small[1024];
    struct fs_message_head head = {FS_MESSAGE_MAGIC, kind, size};
    memcpy(small, &head, sizeof head);
    if (size > sizeof small - sizeof head)
        return write_all(fd, small, sizeof head) || write_all(fd, bytes, size) ? -1 : 0;
    if (size)
        memcpy(small + sizeof head, bytes, size);
    return write_all(fd, small, sizeof head + size);
}

int fs_channel_read(int fd, void *bytes, size_t size)
{
    char *at = bytes;
    while (size) {
        ssize_t n = read(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -1 : 0;
        at += n;
        size -= (size_t)n;
    }
    return 1;
}

static int send(uint32_t kind, const void *bytes, size_t size)
{
    if (fs_channel_write(fs_work_channel(), kind, bytes, size))
        return fs_error_errno("could not speak with the process that started this one");
    return 0;
}

int fs_pool_greet(const void *bytes, size_t size)
{
    return send(FS_MESSAGE_GREETING, bytes, size);
}

int fs_pool_answer(const void *result, size_t size)
{
    return send(FS_MESSAGE_RESULT, result, size);
}

int fs_pool_take(unsigned char piece[FS_POOL_PIECE_MAX])
{
    struct fs_message_head head;
    int got = fs_channel_read(fs_work_channel(), &head, sizeof head);
    if (got > 0 &&
        (head.magic != FS_MESSAGE_MAGIC || head.kind != FS_MESSAGE_PIECE || head.size > FS_POOL_PIECE_MAX))
        return fs_error_set(FS_E_INTERNAL, "a piece of work came garbled");
    if (got > 0)
        got = fs_channel_read(fs_work_channel(), piece, (size_t)head.size);
    if (got < 0)
        return fs_error_errno("could not hear the process that started this one");
    return got ? (int)head.size : 0;
}

int fs_pool_give_up(void)
{
    const struct fs_error *error = fs_error_last();
    const char *message = error ? error->message : "unknown failure";
    const char *hint = error && error->hint ? error->hint : "";
    int32_t code = error ? error->code : FS_E_INTERNAL;
    size_t a = strlen(message) + 1, b = strlen(hint) + 1;
    char *bytes = malloc(sizeof code + a + b);
    if (bytes) {
        memcpy(bytes, &code, sizeof code);
        memcpy(bytes + sizeof code, message, a);
        memcpy(bytes + sizeof code + a, hint, b);
        /* Where the channel is gone, so is whoever would hear. */
        (void)fs_channel_write(fs_work_channel(), FS_MESSAGE_GIVE_UP, bytes, sizeof code + a + b);
        free(bytes);
    }
    return -1;
}
