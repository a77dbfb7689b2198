#include "net/ws.h"

#include "base/error.h"
#include "net/loop_private.h"
#include "net/tcp.h"
#include "net/ws_frames.h"
#include "net/ws_handshake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000LL
/* For the other side's answer to a close frame, or its end after it. */
#define CLOSE_LIMIT (2 * SECOND)
/* What may wait to be sent beyond max_queue: the host's own pongs, pings and close frames. */
#define OWN_FRAMES (64 << 10)
/* Before a silence is a failure: what came while this thread was busy elsewhere is read first. */
#define GRACE (SECOND / 20)
/* The longest header of a frame that a client sends. */
#define FRAME_HEADER 14

enum state {
    DOWN,      /* no connection, or TCP and TLS are not done */
    HANDSHAKE, /* the request is out */
    OPEN,
    ENDING, /* closed with `end`; waits for the other side to hang up */
    GONE    /* ws_close() was called; waits for the answer, then frees itself */
};

struct fs_ws {
    struct fs_hook hook;          /* added after the connection's: a loop that is freed drops it first */
    struct fs_ws_options options; /* defaults filled in; the texts in it are not ours and not used */
    struct fs_ws_handler handler;
    void *user;
    struct fs_tcp *tcp;
    struct event *timer; /* of the handshake, of the next ping or its answer, or of the end */
    struct fs_ws_url url;
    char *request; /* with a blank for the key */
    char *key;     /* into it: the blank */
    char *protocol;
    char accept[FS_WS_ACCEPT_SIZE]; /* what the server has to answer */
    char *answer;                   /* of the server, as far as it has come; NULL outside of HANDSHAKE */
    size_t answer_size;
    struct fs_ws_frames *frames; /* NULL until OPEN */
    struct fs_ws_frames *dead;   /* to be freed once its callback has returned */
    struct fs_ws_end end;        /* of ENDING */
    uint64_t attempts;           /* handshakes that were done */
    enum state state;
    int pinged; /* and nothing has arrived since */
    int graced; /* and the time for that was up once */
    int depth;  /* callbacks on the stack */
    int freed;  /* to be freed once they have returned */
};

static void set_timer(struct fs_ws *ws, int64_t ns)
{
    struct timeval when = fs_loop_timeval(ns);
    event_add(ws->timer, &when);
}

static void free_ws(struct fs_ws *ws)
{
    fs_tcp_close(ws->tcp);
    if (ws->timer)
        event_free(ws->timer);
    fs_ws_url_free(&ws->url);
    fs_ws_frames_free(ws->frames);
    fs_ws_frames_free(ws->dead);
    free(ws->request);
    free(ws->protocol);
    free(ws->answer);
    free(ws);
}

static void drop_hook(struct fs_hook *hook)
{
    free_ws((struct fs_ws *)(void *)hook);
}

static void enter(struct fs_ws *ws)
{
    ws->depth++;
}

/* Leaves a callback; 1 where the WebSocket is gone and must not be touched. */
static int leave(struct fs_ws *ws)
{
    if (--ws->depth)
        return ws->freed;
    fs_ws_frames_free(ws->dead);
    ws->dead = NULL;
    if (!ws->freed)
        return 0;
    free_ws(ws);
    return 1;
}

/* After ws_close(): the conversation is over. */
static void finish(struct fs_ws *ws)
{
    if (ws->freed)
        return;
    fs_hook_remove(&ws->hook);
    fs_tcp_close(ws->tcp);
    ws->tcp = NULL;
    event_del(ws->timer);
    ws->freed = 1;
    if (!ws->depth)
        free_ws(ws);
}

/* Forgets what belonged to the connection. */
static void reset(struct fs_ws *ws)
{
    event_del(ws->timer);
    free(ws->answer);
    ws->answer = NULL;
    if (ws->frames && ws->depth) {
        fs_ws_frames_mute(ws->frames);
        ws->dead = ws->frames;
    } else {
        fs_ws_frames_free(ws->frames);
    }
    ws->frames = NULL;
    ws->pinged = 0;
    ws->state = DOWN;
}

static void on_closed(void *user, struct fs_tcp *tcp, const char *why, int64_t retry)
{
    (void)tcp;
    struct fs_ws *ws = user;
    char reason[400];
    uint32_t code = FS_WS_CUT;
    if (ws->state == GONE) {
        finish(ws);
        return;
    }
    if (ws->state == ENDING) {
        code = ws->end.code;
        why = ws->end.reason;
    } else if (ws->state == OPEN && ws->end.reason[0] == 0) {
        snprintf(reason, sizeof reason, "%s, without a close frame", why);
        why = reason;
    } else if (ws->state == HANDSHAKE && ws->end.reason[0] == 0) {
        snprintf(reason, sizeof reason, "%s, during the handshake", why);
        why = reason;
    }
    reset(ws);
    if (!ws->handler.closed)
        return;
    enter(ws);
    ws->handler.closed(ws->user, ws, code, why, retry);
    leave(ws);
}

/* Drops the connection for a reason of ours; the WebSocket may be gone after this. */
static void fail(struct fs_ws *ws, const char *reason)
{
    char text[sizeof ws->end.reason];
    snprintf(text, sizeof text, "%s", reason);
    memcpy(ws->end.reason, text, sizeof text); /* says to on_closed() that the text is complete */
    fs_tcp_reconnect(ws->tcp, text);
}

static void fail_with_error(struct fs_ws *ws)
{
    char text[sizeof ws->end.reason];
    snprintf(text, sizeof text, "%s", fs_error_last() ? fs_error_last()->message : "out of memory");
    fs_error_clear();
    fail(ws, text);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what;
    struct fs_ws *ws = data;
    char reason[100];
    if (ws->state == GONE) {
        finish(ws);
    } else if (ws->state == HANDSHAKE) {
        snprintf(reason, sizeof reason, "no answer to the handshake after %g s",
                 (double)ws->options.connect_timeout / 1e9);
        fail(ws, reason);
    } else if (ws->state == OPEN && ws->pinged && !ws->graced) {
        ws->graced = 1;
        set_timer(ws, GRACE);
    } else if (ws->state == OPEN && ws->pinged) {
        snprintf(reason, sizeof reason, "no answer to a ping after %g s",
                 (double)ws->options.ping_timeout / 1e9);
        fail(ws, reason);
    } else if (ws->state == OPEN) {
        ws->pinged = 1;
        ws->graced = 0;
        set_timer(ws, ws->options.ping_timeout);
        if (fs_ws_frames_ping(ws->frames))
            fail_with_error(ws);
    } else if (ws->state == ENDING) {
        fs_tcp_reconnect(ws->tcp, ws->end.reason);
    }
}

static void on_message(void *user, uint32_t type, const void *data, size_t size)
{
    struct fs_ws *ws = user;
    if (ws->state != OPEN)
        return;
    fs_tcp_works(ws->tcp);
    ws->handler.message(ws->user, ws, type, data, size);
}

static int on_send(void *user, const void *data, size_t size)
{
    struct fs_ws *ws = user;
    return fs_tcp_send(ws->tcp, data, size);
}

static void receive(struct fs_ws *ws, const void *data, size_t size)
{
    struct fs_ws_frames *frames = ws->frames;
    if (!size)
        return;
    ws->pinged = 0;
    if (ws->state == OPEN)
        set_timer(ws, ws->options.ping_interval);
    enter(ws);
    int status = fs_ws_frames_receive(frames, data, size);
    if (ws->frames == frames && !ws->freed) {
        if (ws->state == GONE && status) {
            /* Both close frames are out. The server hangs up first (RFC 6455, 7.1.1); a failure waits for nobody. */
            if (status < 0)
                finish(ws);
        } else if (status < 0) {
            fail_with_error(ws);
        } else if (status > 0) {
            ws->end = *fs_ws_frames_end(frames);
            ws->state = ENDING;
            set_timer(ws, CLOSE_LIMIT);
        } else if (fs_tcp_queued(ws->tcp) > ws->options.max_queue + OWN_FRAMES) {
            fail(ws, "the other side sends, but does not read: max_queue is exceeded");
        }
    }
    leave(ws);
}

static void open_now(struct fs_ws *ws)
{
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send, .user = ws};
    ws->frames = fs_ws_frames_new(FS_WS_CLIENT, ws->options.max_message, &sink);
    if (!ws->frames) {
        fail_with_error(ws);
        return;
    }
    ws->state = OPEN;
    ws->attempts++;
    set_timer(ws, ws->options.ping_interval);
    if (ws->handler.opened)
        ws->handler.opened(ws->user, ws, ws->attempts);
}

/* Takes bytes of the server's answer. Returns how many of them come after it. */
static size_t take_answer(struct fs_ws *ws, const char *data, size_t size)
{
    size_t room = FS_WS_ANSWER_MAX - ws->answer_size, taken = size < room ? size : room;
    memcpy(ws->answer + ws->answer_size, data, taken);
    ws->answer_size += taken;
    char *end = memmem(ws->answer, ws->answer_size, "\r\n\r\n", 4);
    if (!end) {
        if (ws->answer_size == FS_WS_ANSWER_MAX)
            fail(ws, "the server's answer to the handshake has no end within 16 KiB");
        return 0;
    }
    size_t length = (size_t)(end + 4 - ws->answer), after = size - (length - (ws->answer_size - taken));
    if (fs_ws_check_answer(ws->answer, length, ws->accept, ws->protocol)) {
        fail_with_error(ws);
        return 0;
    }
    free(ws->answer);
    ws->answer = NULL;
    open_now(ws);
    return after;
}

static void on_data(void *user, struct fs_tcp *tcp, const char *data, uint64_t size)
{
    (void)tcp;
    struct fs_ws *ws = user;
    size_t left = (size_t)size;
    enter(ws);
    if (ws->state == HANDSHAKE)
        left = take_answer(ws, data, left);
    /* Frames after the answer are read also where opened() closed for good: the close's answer may be among them. */
    if (!ws->freed && ws->frames && (ws->state == OPEN || ws->state == GONE))
        receive(ws, data + size - left, left);
    leave(ws);
}

static void on_opened(void *user, struct fs_tcp *tcp, uint64_t attempt)
{
    (void)attempt;
    struct fs_ws *ws = user;
    char key[FS_WS_KEY_SIZE];
    ws->end.reason[0] = 0;
    ws->state = HANDSHAKE;
    ws->answer_size = 0;
    ws->answer = malloc(FS_WS_ANSWER_MAX);
    if (!ws->answer) {
        fail(ws, "out of memory");
        return;
    }
    if (fs_ws_key(key)) {
        fail_with_error(ws);
        return;
    }
    fs_ws_accept(key, ws->accept);
    memcpy(ws->key, key, sizeof key - 1);
    set_timer(ws, ws->options.connect_timeout);
    if (fs_tcp_send(tcp, ws->request, strlen(ws->request)))
        fail_with_error(ws);
}

static int check_options(const struct fs_ws_options *o, const struct fs_ws_handler *handler)
{
    if (!o || o->struct_size < sizeof *o || !handler || handler->struct_size < sizeof *handler)
        return fs_error_set(FS_E_PLUGIN, "ws_open(): options or handler are NULL or have no struct_size");
    if (!o->url)
        return fs_error_set(FS_E_PLUGIN, "ws_open(): url is NULL");
    if (o->header_count && !o->headers)
        return fs_error_set(FS_E_PLUGIN, "ws_open(): headers is NULL, but header_count is not 0");
    if (o->connect_timeout < 0 || o->ping_interval < 0 || o->ping_timeout < 0 || o->retry_min < 0 ||
        o->retry_max < 0)
        return fs_error_set(FS_E_INPUT, "ws_open(): a time is negative");
    if (o->max_message > INT32_MAX || o->max_queue > INT32_MAX)
        return fs_error_set(FS_E_INPUT, "ws_open(): max_message or max_queue is beyond 2 GiB");
    if (!handler->message)
        return fs_error_set(FS_E_PLUGIN, "ws_open(): the handler has no message function");
    return fs_ws_check_headers(o->headers, o->header_count, o->protocol);
}

static void copy_options(struct fs_ws *ws, const struct fs_ws_options *options)
{
    struct fs_ws_options *o = &ws->options;
    memcpy(o, options, sizeof *o);
    o->url = o->protocol = NULL;
    o->headers = NULL;
    o->connect_timeout = o->connect_timeout ? o->connect_timeout : 10 * SECOND;
    o->ping_interval = o->ping_interval ? o->ping_interval : 20 * SECOND;
    o->ping_timeout = o->ping_timeout ? o->ping_timeout : 10 * SECOND;
    o->max_message = o->max_message ? o->max_message : 16u << 20;
    o->max_queue = o->max_queue ? o->max_queue : 1u << 20;
}

/* Whatever needs memory; the connection last. 0 or -1 with an error. */
static int prepare(struct fs_ws *ws, struct fs_loop *loop, const struct fs_ws_options *options)
{
    static const char before[] = "\r\nSec-WebSocket-Key: ";
    if (fs_ws_url_parse(options->url, &ws->url))
        return -1;
    ws->request = fs_ws_request(&ws->url, NULL, options->headers, options->header_count, options->protocol);
    if (!ws->request)
        return -1;
    ws->key = strstr(ws->request, before) + sizeof before - 1;
    ws->protocol = options->protocol ? strdup(options->protocol) : NULL;
    ws->timer = event_new(fs_loop_base(loop), -1, 0, on_timer, ws);
    if ((options->protocol && !ws->protocol) || !ws->timer)
        return fs_error_nomem();
    const struct fs_tcp_options tcp = {.struct_size = sizeof tcp,
                                       .flags = ws->url.secure ? FS_TCP_TLS : 0,
                                       .host = ws->url.host,
                                       .port = (uint32_t)ws->url.port,
                                       .connect_timeout = ws->options.connect_timeout,
                                       .retry_min = ws->options.retry_min,
                                       .retry_max = ws->options.retry_max};
    const struct fs_tcp_handler handler = {
        .struct_size = sizeof handler, .opened = on_opened, .data = on_data, .closed = on_closed};
    ws->tcp = fs_tcp_open(loop, &tcp, &handler, ws);
    if (!ws->tcp)
        return -1;
    fs_tcp_hold_delay(ws->tcp);
    return 0;
}

struct fs_ws *fs_ws_open(struct fs_loop *loop, const struct fs_ws_options *options,
                         const struct fs_ws_handler *handler, void *user)
{
    if (check_options(options, handler))
        return NULL;
    struct fs_ws *ws = calloc(1, sizeof *ws);
    if (!ws) {
        fs_error_nomem();
        return NULL;
    }
    copy_options(ws, options);
    memcpy(&ws->handler, handler, sizeof ws->handler);
    ws->user = user;
    if (prepare(ws, loop, options)) {
        free_ws(ws);
        return NULL;
    }
    fs_hook_add(loop, &ws->hook, drop_hook);
    return ws;
}

int fs_ws_send(struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    if (!ws || ws->state != OPEN)
        return fs_error_set(FS_E_IO, "ws_send(): the WebSocket is not open");
    uint64_t waiting = fs_tcp_queued(ws->tcp), limit = ws->options.max_queue;
    if (size > limit || waiting + size + FRAME_HEADER > limit) {
        fs_error_set(FS_E_LIMIT,
                     "ws_send(): %llu bytes wait to be sent; %llu more are beyond max_queue (%llu bytes)",
                     (unsigned long long)waiting, (unsigned long long)size, (unsigned long long)limit);
        return fs_error_hint("the other side reads too slowly: send less, or later");
    }
    return fs_ws_frames_send(ws->frames, type, data, (size_t)size);
}

void fs_ws_reconnect(struct fs_ws *ws, const char *reason)
{
    if (ws && ws->state != GONE)
        fail(ws, reason ? reason : "asked for");
}

void fs_ws_close(struct fs_ws *ws, uint32_t code, const char *reason)
{
    if (!ws || ws->state == GONE)
        return;
    int open = ws->state == OPEN;
    ws->state = GONE;
    if (!open || fs_ws_frames_close(ws->frames, code, reason)) {
        finish(ws);
        return;
    }
    fs_ws_frames_mute(ws->frames);
    set_timer(ws, CLOSE_LIMIT);
    ws->hook.closing = 1;
    ((struct fs_hook *)(void *)ws->tcp)->closing = 1;
}
