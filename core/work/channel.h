/*
 * channel.h: messages between a pool and its workers. Inside the room only.
 *
 * A message is a header and bytes. What comes from a worker is checked: it may be anything.
 */
#ifndef FINSMART_WORK_CHANNEL_H
#define FINSMART_WORK_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

enum fs_message {
    FS_MESSAGE_PIECE = 1, /* to a worker */
    FS_MESSAGE_GREETING,  /* from a worker: the first */
    FS_MESSAGE_RESULT,    /* of the piece that has waited longest */
    FS_MESSAGE_GIVE_UP    /* an error: i32 code, message, NUL, hint, NUL */
};

struct fs_message_head {
    uint32_t magic, kind;
    uint64_t size; /* of the bytes that follow */
};

#define FS_MESSAGE_MAGIC 0x4c505346u /* "FSPL" */

/* Writes a whole message. -1 with errno set (EPIPE when the other end is gone). */
int fs_channel_write(int fd, uint32_t kind, const void *bytes, size_t size);
/* Reads exactly `size` bytes: 1; 0 at the end of the channel; -1 with errno set. */
int fs_channel_read(int fd, void *bytes, size_t size);

#endif
