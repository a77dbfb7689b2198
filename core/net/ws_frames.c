#include "net/ws_frames.h"

#include "base/error.h"
#include "base/utf8.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

/* Parts of one message. wslay keeps each in a block of its own, so that a message in tiny parts would take many times
 * its length in memory. */
#define MAX_PARTS 16384

#define MAX_REASON 123

struct fs_ws_frames {
    struct wslay_event_context *events;
    enum fs_ws_role role;
    struct fs_ws_sink sink;
    uint64_t max_message;
    const unsigned char *input; /* what is left of the bytes of fs_ws_frames_receive() */
    size_t left;
    uint64_t came;   /* bytes so far */
    uint64_t framed; /* bytes of the frames that have begun */
    uint32_t parts;  /* of the message that is coming in */
    int unfinished;  /* it has more parts to come */
    int too_many;    /* parts */
    int muted;
    unsigned char close_frame[125]; /* the other side's, as far as it has come */
    size_t close_size;
    int close_began;
    struct fs_ws_end end;
};

static ssize_t on_want_bytes(struct wslay_event_context *events, uint8_t *buffer, size_t size, int flags,
                             void *data)
{
    (void)flags;
    struct fs_ws_frames *frames = data;
    size_t taken = frames->left < size ? frames->left : size;
    if (!taken) {
        wslay_event_set_error(events, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(buffer, frames->input, taken);
    frames->input += taken;
    frames->left -= taken;
    return (ssize_t)taken;
}

static ssize_t on_have_bytes(struct wslay_event_context *events, const uint8_t *bytes, size_t size, int flags,
                             void *data)
{
    (void)flags;
    struct fs_ws_frames *frames = data;
    if (!frames->sink.send(frames->sink.user, bytes, size))
        return (ssize_t)size;
    wslay_event_set_error(events, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static int on_want_mask(struct wslay_event_context *events, uint8_t *buffer, size_t size, void *data)
{
    (void)data;
    if (RAND_bytes(buffer, (int)size) == 1)
        return 0;
    fs_error_set(FS_E_IO, "there are no random bytes for a WebSocket's mask");
    wslay_event_set_error(events, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static void on_frame(struct wslay_event_context *events,
                     const struct wslay_event_on_frame_recv_start_arg *frame, void *data)
{
    struct fs_ws_frames *frames = data;
    uint64_t size = frame->payload_length;
    /* The pong of a frame before this one, which a close frame in the same bytes would take the place of. That it
     * could not be sent is said by the flush after these bytes. */
    if (wslay_event_want_write(events))
        (void)wslay_event_send(events);
    frames->close_began = frame->opcode == WSLAY_CONNECTION_CLOSE;
    frames->framed += size + 2 +
                      (size > 65535 ? 8
                       : size > 125 ? 2
                                    : 0) +
                      (frames->role == FS_WS_SERVER ? 4 : 0);
    if (frames->close_began && size == 1) { /* half a code (section 5.5.1), which wslay takes for none */
        wslay_event_shutdown_read(events);
        wslay_event_queue_close(events, WSLAY_CODE_PROTOCOL_ERROR, NULL, 0);
    }
    if (wslay_is_ctrl_frame(frame->opcode))
        return;
    frames->unfinished = !frame->fin;
    frames->parts = frame->opcode == WSLAY_CONTINUATION_FRAME ? frames->parts + 1 : 1;
    if (frames->parts > MAX_PARTS) {
        frames->too_many = 1;
        wslay_event_shutdown_read(events);
    }
}

static void on_part(struct wslay_event_context *events,
                    const struct wslay_event_on_frame_recv_chunk_arg *part, void *data)
{
    (void)events;
    struct fs_ws_frames *frames = data;
    if (!frames->close_began || part->data_length > sizeof frames->close_frame - frames->close_size)
        return;
    memcpy(frames->close_frame + frames->close_size, part->data, part->data_length);
    frames->close_size += part->data_length;
}

/* The other side's close frame, in words that can be shown. wslay looks at the UTF-8 of a reason only where the frame
 * came in one piece. */
static void keep_close(struct fs_ws_frames *frames, uint32_t code)
{
    struct fs_ws_end *end = &frames->end;
    char *text = (char *)frames->close_frame + 2;
    int length = frames->close_size > 2 ? (int)frames->close_size - 2 : 0;
    if (!fs_utf8_valid(text, (size_t)length))
        length = 0;
    for (int i = 0; i < length; i++)
        if ((unsigned char)text[i] < 32 || text[i] == 127)
            text[i] = '?';
    end->by_them = 1;
    end->code = code;
    snprintf(end->reason, sizeof end->reason, "the other side closed with code %u%s%.*s", code,
             length ? ": " : "", length, text);
}

/* 1012 to 1014 (service restart, try again later, bad gateway) were registered after wslay, which takes them for faults;
 * servers use them. */
static int closed_by_newer_code(struct fs_ws_frames *frames)
{
    unsigned code = frames->close_size < 2 ? 0 : frames->close_frame[0] * 256u + frames->close_frame[1];
    if (!frames->close_began || code < 1012 || code > 1014)
        return 0;
    keep_close(frames, code);
    return 1;
}

static void on_message(struct wslay_event_context *events, const struct wslay_event_on_msg_recv_arg *message,
                       void *data)
{
    (void)events;
    struct fs_ws_frames *frames = data;
    if (message->opcode == WSLAY_CONNECTION_CLOSE) {
        if (frames->close_size != 1)
            keep_close(frames, message->status_code ? message->status_code : WSLAY_CODE_NO_STATUS_RCVD);
        return;
    }
    if (frames->muted || frames->too_many || wslay_is_ctrl_frame(message->opcode))
        return;
    /* wslay gives an empty message as NULL. */
    frames->sink.message(frames->sink.user, message->opcode == WSLAY_TEXT_FRAME ? FS_WS_TEXT : FS_WS_BINARY,
                         message->msg ? message->msg : (const uint8_t *)"", message->msg_length);
}

struct fs_ws_frames *fs_ws_frames_new(enum fs_ws_role role, uint64_t max_message,
                                      const struct fs_ws_sink *sink)
{
    static const struct wslay_event_callbacks callbacks = {.recv_callback = on_want_bytes,
                                                           .send_callback = on_have_bytes,
                                                           .genmask_callback = on_want_mask,
                                                           .on_frame_recv_start_callback = on_frame,
                                                           .on_frame_recv_chunk_callback = on_part,
                                                           .on_msg_recv_callback = on_message};
    struct fs_ws_frames *frames = calloc(1, sizeof *frames);
    if (!frames || (role == FS_WS_SERVER ? wslay_event_context_server_init : wslay_event_context_client_init)(
                       &frames->events, &callbacks, frames)) {
        free(frames);
        fs_error_nomem();
        return NULL;
    }
    frames->role = role;
    fs_ws_frames_reuse(frames, max_message, sink);
    return frames;
}

void fs_ws_frames_reuse(struct fs_ws_frames *frames, uint64_t max_message, const struct fs_ws_sink *sink)
{
    frames->sink = *sink;
    frames->max_message = max_message;
    frames->muted = 0;
    wslay_event_config_set_max_recv_msg_length(frames->events, max_message);
}

int fs_ws_frames_idle(const struct fs_ws_frames *frames)
{
    return frames->came == frames->framed && !frames->unfinished && !frames->too_many &&
           wslay_event_get_read_enabled(frames->events) && wslay_event_get_write_enabled(frames->events) &&
           !wslay_event_get_close_sent(frames->events);
}

void fs_ws_frames_free(struct fs_ws_frames *frames)
{
    if (!frames)
        return;
    wslay_event_context_free(frames->events);
    free(frames);
}

void fs_ws_frames_mute(struct fs_ws_frames *frames)
{
    frames->muted = 1;
}

const struct fs_ws_end *fs_ws_frames_end(const struct fs_ws_frames *frames)
{
    return &frames->end;
}

/* Where wslay's own error is not one that a callback of ours has set already. */
static int failed(int status)
{
    if (status == WSLAY_ERR_NOMEM)
        return fs_error_nomem();
    if (status == WSLAY_ERR_CALLBACK_FAILURE && fs_error_last())
        return -1;
    return fs_error_set(FS_E_INTERNAL, "a WebSocket's framing failed (wslay: %d)", status);
}

static int flush(struct fs_ws_frames *frames)
{
    int status = wslay_event_send(frames->events);
    return status ? failed(status) : 0;
}

static void describe_end(struct fs_ws_frames *frames)
{
    struct fs_ws_end *end = &frames->end;
    end->code = wslay_event_get_status_code_sent(frames->events);
    if (end->code < WSLAY_CODE_NORMAL_CLOSURE || end->code == WSLAY_CODE_NO_STATUS_RCVD)
        end->code = WSLAY_CODE_PROTOCOL_ERROR;
    if (frames->too_many)
        snprintf(end->reason, sizeof end->reason, "a message came in more than %d parts", MAX_PARTS);
    else if (end->code == WSLAY_CODE_MESSAGE_TOO_BIG)
        snprintf(end->reason, sizeof end->reason, "a message is longer than max_message (%llu bytes)",
                 (unsigned long long)frames->max_message);
    else if (end->code == WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA)
        snprintf(end->reason, sizeof end->reason, "the other side sent a text that is not UTF-8");
    else
        snprintf(end->reason, sizeof end->reason,
                 "the other side broke the rules of WebSocket's frames (RFC 6455)");
}

int fs_ws_frames_receive(struct fs_ws_frames *frames, const void *data, size_t size)
{
    frames->input = data;
    frames->left = size;
    frames->came += size;
    int status = wslay_event_recv(frames->events);
    /* What wslay says of a frame that it cannot make sense of (a close frame without a code is then queued): our own
     * callback of reading never fails. */
    if (status && status != WSLAY_ERR_CALLBACK_FAILURE)
        return failed(status);
    if (frames->too_many)
        wslay_event_queue_close(frames->events, WSLAY_CODE_MESSAGE_TOO_BIG, NULL, 0);
    if (flush(frames))
        return -1;
    if (wslay_event_get_read_enabled(frames->events))
        return 0;
    if (!frames->end.by_them && !closed_by_newer_code(frames))
        describe_end(frames);
    return 1;
}

static int queue(struct fs_ws_frames *frames, uint8_t opcode, const void *data, size_t size)
{
    const struct wslay_event_msg message = {.opcode = opcode, .msg = data, .msg_length = size};
    int status = wslay_event_queue_msg(frames->events, &message);
    if (status == WSLAY_ERR_NO_MORE_MSG)
        return fs_error_set(FS_E_IO, "the connection is being closed");
    return status ? failed(status) : flush(frames);
}

int fs_ws_frames_send(struct fs_ws_frames *frames, uint32_t type, const void *data, size_t size)
{
    if (type != FS_WS_TEXT && type != FS_WS_BINARY)
        return fs_error_set(FS_E_PLUGIN, "ws_send(): type is %u; expected FS_WS_TEXT or FS_WS_BINARY", type);
    if (size && !data)
        return fs_error_set(FS_E_PLUGIN, "ws_send(): data is NULL, but size is not 0");
    if (type == FS_WS_TEXT && !fs_utf8_valid(data, size))
        return fs_error_set(FS_E_INPUT, "ws_send(): the text is not UTF-8; send it as FS_WS_BINARY");
    return queue(frames, type == FS_WS_TEXT ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME, data, size);
}

int fs_ws_frames_ping(struct fs_ws_frames *frames)
{
    return queue(frames, WSLAY_PING, NULL, 0);
}

size_t fs_ws_frame_head(unsigned char out[FS_WS_HEAD_MAX], uint8_t opcode, uint64_t size)
{
    size_t extra = size > 65535 ? 8 : size > 125 ? 2 : 0;
    out[0] = (unsigned char)(0x80 | opcode);
    out[1] = extra == 8 ? 127 : extra == 2 ? 126 : (unsigned char)size;
    for (size_t i = 0; i < extra; i++)
        out[2 + i] = (unsigned char)(size >> 8 * (extra - 1 - i));
    return 2 + extra;
}

/* As much of a reason as a frame has room for; nothing of one that is not UTF-8. */
static size_t reason_size(const char *reason)
{
    size_t length = reason ? strnlen(reason, MAX_REASON + 1) : 0;
    if (length > MAX_REASON) /* not in the middle of a character */
        for (length = MAX_REASON; length && ((unsigned char)reason[length] & 0xc0) == 0x80;)
            length--;
    return length && fs_utf8_valid(reason, length) ? length : 0;
}

static int may_be_sent(uint32_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || (code >= 3000 && code <= 4999);
}

size_t fs_ws_close_payload(unsigned char out[FS_WS_CLOSE_MAX], uint32_t code, const char *reason)
{
    size_t length = reason_size(reason);
    if (!may_be_sent(code) && (code < 1012 || code > 1014))
        code = WSLAY_CODE_NORMAL_CLOSURE;
    out[0] = (unsigned char)(code >> 8);
    out[1] = (unsigned char)code;
    if (length)
        memcpy(out + 2, reason, length);
    return 2 + length;
}

int fs_ws_frames_close(struct fs_ws_frames *frames, uint32_t code, const char *reason)
{
    size_t length = reason_size(reason);
    if (flush(frames)) /* pongs that are due: wslay drops them behind a close frame */
        return -1;
    int status = wslay_event_queue_close(frames->events,
                                         may_be_sent(code) ? (uint16_t)code : WSLAY_CODE_NORMAL_CLOSURE,
                                         (const uint8_t *)reason, length);
    if (status == WSLAY_ERR_NO_MORE_MSG) /* one is on its way */
        return 0;
    return status ? failed(status) : flush(frames);
}
