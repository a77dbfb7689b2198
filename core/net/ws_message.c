#include "net/ws_message.h"

#include "base/error.h"
#include "base/utf8.h"
#include "net/ws_frames.h"

#include <stdlib.h>
#include <string.h>

struct fs_ws_message {
    uint32_t references;
    size_t size;
    unsigned char bytes[];
};

static struct fs_ws_message *encode(uint8_t opcode, const void *data, size_t size)
{
    unsigned char head[FS_WS_HEAD_MAX];
    size_t head_size = fs_ws_frame_head(head, opcode, size);
    struct fs_ws_message *message = malloc(sizeof *message + head_size + size);
    if (!message) {
        fs_error_nomem();
        return NULL;
    }
    message->references = 1;
    message->size = head_size + size;
    memcpy(message->bytes, head, head_size);
    if (size)
        memcpy(message->bytes + head_size, data, size);
    return message;
}

struct fs_ws_message *fs_ws_message_new(uint32_t type, const void *data, size_t size)
{
    if (type != FS_WS_TEXT && type != FS_WS_BINARY)
        fs_error_set(FS_E_INTERNAL, "a message's type is %u; expected FS_WS_TEXT or FS_WS_BINARY", type);
    else if (type == FS_WS_TEXT && !fs_utf8_valid(data, size))
        fs_error_set(FS_E_INPUT, "a text message is not UTF-8; send it as FS_WS_BINARY");
    else
        return encode((uint8_t)type, data, size);
    return NULL;
}

struct fs_ws_message *fs_ws_message_close(uint32_t code, const char *reason)
{
    unsigned char payload[FS_WS_CLOSE_MAX];
    return encode(FS_WS_OPCODE_CLOSE, payload, fs_ws_close_payload(payload, code, reason));
}

struct fs_ws_message *fs_ws_message_hold(struct fs_ws_message *message)
{
    message->references++;
    return message;
}

void fs_ws_message_release(struct fs_ws_message *message)
{
    if (message && --message->references == 0)
        free(message);
}

const void *fs_ws_message_bytes(const struct fs_ws_message *message, size_t *size)
{
    *size = message->size;
    return message->bytes;
}
