/* What a WebSocket's client sends to a server. The first byte says in pieces of how many bytes it comes (0: all at
 * once). What the framing takes for idle has to be as good as new: from then on a second one, made there, has to say
 * the same. */
#include "base/error.h"
#include "base/utf8.h"
#include "net/ws_frames.h"

#include <stdlib.h>
#include <string.h>

#define MAX_MESSAGE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One conversation, and a digest of what came of it since the last idle point. */
struct talk {
    struct fs_ws_frames *frames;
    uint64_t digest;
    unsigned char head[2]; /* of the frame that is being sent: pongs and close frames, which are short */
    unsigned head_size, left;
};

static void add(struct talk *talk, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        talk->digest = (talk->digest ^ bytes[i]) * UINT64_C(0x100000001b3);
}

static void on_message(void *user, uint32_t type, const void *data, size_t size)
{
    struct talk *talk = user;
    if (size > MAX_MESSAGE || (type != FS_WS_TEXT && type != FS_WS_BINARY) ||
        (type == FS_WS_TEXT && !fs_utf8_valid(data, size)))
        abort();
    add(talk, &type, sizeof type);
    add(talk, data, size);
    if (size && *(const char *)data == 'c')
        fs_ws_frames_close(talk->frames, 1000, "as asked");
}

static int on_send(void *user, const void *data, size_t size)
{
    struct talk *talk = user;
    for (size_t i = 0; i < size; i++) {
        if (talk->left) {
            talk->left--;
            continue;
        }
        talk->head[talk->head_size++] = ((const unsigned char *)data)[i];
        if (talk->head_size < 2)
            continue;
        if ((talk->head[0] != 0x88 && talk->head[0] != 0x8a) || talk->head[1] > 125)
            abort(); /* whole control frames only, and a server does not mask */
        talk->left = talk->head[1];
        talk->head_size = 0;
    }
    add(talk, data, size);
    return 0;
}

static void start(struct talk *talk)
{
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send, .user = talk};
    fs_ws_frames_free(talk->frames);
    *talk = (struct talk){0};
    talk->frames = fs_ws_frames_new(FS_WS_SERVER, MAX_MESSAGE, &sink);
    if (!talk->frames)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct talk old = {0}, fresh = {0};
    if (size < 1)
        return 0;
    size_t piece = data[0];
    start(&old);
    start(&fresh);
    for (data++, size--; size;) {
        size_t part = piece && piece < size ? piece : size;
        int status = fs_ws_frames_receive(old.frames, data, part);
        int other = fs_ws_frames_receive(fresh.frames, data, part);
        if (status != other || old.digest != fresh.digest ||
            fs_ws_frames_idle(old.frames) != fs_ws_frames_idle(fresh.frames))
            abort();
        if (status < 0 && !fs_error_last())
            abort();
        if (status > 0) {
            const struct fs_ws_end *end = fs_ws_frames_end(old.frames);
            if (!end->reason[0] || end->code < 1000 || fs_ws_frames_idle(old.frames))
                abort();
            break;
        }
        if (fs_ws_frames_idle(old.frames)) {
            if (old.left || old.head_size)
                abort(); /* half a frame was sent */
            start(&fresh);
            old.digest = 0;
        }
        data += part;
        size -= part;
    }
    fs_ws_frames_free(old.frames);
    fs_ws_frames_free(fresh.frames);
    fs_error_clear();
    return 0;
}
