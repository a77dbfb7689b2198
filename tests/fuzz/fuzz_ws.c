/* What a WebSocket's server sends. The first byte says how: bit 0, its handshake's answer (bit 1: a subprotocol was asked
 * for); else frames, in pieces of as many bytes as the other bits say (0: all at once), some of whose messages are
 * answered. The key is that of RFC 6455's example, so that an answer can be right. */
#include "base/error.h"
#include "base/utf8.h"
#include "net/ws_frames.h"
#include "net/ws_handshake.h"

#include <stdlib.h>
#include <string.h>

#define MAX_MESSAGE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct peer {
    struct fs_ws_frames *frames;
    int over; /* the end was told */
};

static void on_message(void *user, uint32_t type, const void *data, size_t size)
{
    struct peer *peer = user;
    if (peer->over || size > MAX_MESSAGE || (type != FS_WS_TEXT && type != FS_WS_BINARY) ||
        (type == FS_WS_TEXT && !fs_utf8_valid(data, size)))
        abort();
    if (size && *(const char *)data == 'e' && fs_ws_frames_send(peer->frames, type, data, size) &&
        !fs_error_last())
        abort();
    if (size && *(const char *)data == 'c')
        fs_ws_frames_close(peer->frames, 1000, "as asked");
    if (size && *(const char *)data == 'm')
        fs_ws_frames_mute(peer->frames);
}

static int on_send(void *user, const void *data, size_t size)
{
    (void)user, (void)data;
    return size <= MAX_MESSAGE + 14 ? 0 : -1;
}

static void frames(const uint8_t *data, size_t size, size_t piece)
{
    struct peer peer = {0};
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send, .user = &peer};
    peer.frames = fs_ws_frames_new(FS_WS_CLIENT, MAX_MESSAGE, &sink);
    while (size) {
        size_t part = piece && piece < size ? piece : size;
        int status = fs_ws_frames_receive(peer.frames, data, part);
        if (status < 0 && !fs_error_last())
            abort();
        if (status > 0) {
            const struct fs_ws_end *end = fs_ws_frames_end(peer.frames);
            if (!end->reason[0] || end->code < 1000)
                abort();
            peer.over = 1;
        }
        data += part;
        size -= part;
    }
    fs_ws_frames_free(peer.frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (data[0] & 1) {
        const char *protocol = data[0] & 2 ? "v1" : NULL;
        if (fs_ws_check_answer((const char *)data + 1, size - 1, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", protocol) &&
            !fs_error_last())
            abort();
    } else {
        frames(data + 1, size - 1, data[0] >> 1);
    }
    fs_error_clear();
    return 0;
}
