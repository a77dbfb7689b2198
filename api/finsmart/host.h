/*
 * host.h: what the program does for a plugin.
 *
 * Every start function is given the host's table and a context. The context stands for the instance being
 * started: what is registered with it (timers, descriptors, connections, requests, metrics, memory) hangs on
 * it, and the host sweeps all of it when start fails and after stop. The table only grows at its end: a
 * plugin that wants to run in older hosts compares struct_size (FS_HOST_HAS) before it uses a member that
 * came later than the version it declares.
 */
#ifndef FINSMART_HOST_H
#define FINSMART_HOST_H

#include "event.h"
#include "frame.h"
#include "order.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fs_context; /* one instance of a plugin; the host's */
struct fs_timer;   /* registrations, the host's */
struct fs_watch;
struct fs_tcp;
struct fs_http;
struct fs_ws;
struct fs_metric;
struct fs_compute_table; /* compute.h */

#if defined(__GNUC__)
#define FS_HOST_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define FS_HOST_PRINTF(text, first)
#endif

/* Does this host's table have the member? */
#define FS_HOST_HAS(host, member)                                                                            \
    ((host)->struct_size >= offsetof(struct fs_host, member) + sizeof((host)->member))

/* log(): levels */
#define FS_LEVEL_DEBUG 0
#define FS_LEVEL_INFO  1
#define FS_LEVEL_WARN  2
#define FS_LEVEL_ERROR 3

/* error(): codes */
#define FS_FAIL_INPUT       2  /* data from outside is malformed or breaks a rule */
#define FS_FAIL_NOT_FOUND   3  /* a named thing does not exist */
#define FS_FAIL_CONFLICT    4  /* it exists already, or differently */
#define FS_FAIL_IO          5  /* the operating system or the network refused */
#define FS_FAIL_MEMORY      6  /* allocation failed */
#define FS_FAIL_LIMIT       7  /* a limit on time, memory, size or count was reached */
#define FS_FAIL_UNSUPPORTED 10 /* valid, but this plugin does not do it */

/* watch(): what to wait for, and what happened */
#define FS_WATCH_READ  1u
#define FS_WATCH_WRITE 2u

/* fs_tcp_options.flags */
#define FS_TCP_TLS                                                                                           \
    1u /* encrypt; the certificate is checked against the system's authorities and the host's name */
#define FS_TCP_LINES 2u /* data() gets whole lines, without their "\n" or "\r\n" */

/* A connection that the host keeps up: it connects, and connects again after a failure with a delay that
 * doubles from retry_min to retry_max, with jitter, and starts over once data has arrived. */
struct fs_tcp_options {
    uint32_t struct_size; /* sizeof(struct fs_tcp_options) */
    uint32_t flags;       /* FS_TCP_TLS | FS_TCP_LINES */
    const char *host;     /* name or address */
    uint32_t port;
    uint32_t max_line;       /* FS_TCP_LINES: a longer line is a failure; 0: 1 MiB */
    int64_t connect_timeout; /* ns, TLS included; 0: 10 s */
    int64_t idle_timeout;    /* ns without data that count as a failure; 0: none */
    int64_t retry_min;       /* ns; 0: 100 ms */
    int64_t retry_max;       /* ns; 0: 30 s */
};

/* Callbacks of a connection; each may be NULL but data. `user` is what was passed to tcp_open(). A callback
 * may call tcp_send() and tcp_close(). */
struct fs_tcp_handler {
    uint32_t struct_size; /* sizeof(struct fs_tcp_handler) */
    uint32_t reserved;
    /* The connection stands (again): `attempt` counts connections from 1. Send the log-in here. */
    void (*opened)(void *user, struct fs_tcp *tcp, uint64_t attempt);
    /* `size` bytes arrived (or one line), not NUL-terminated; valid during the call. */
    void (*data)(void *user, struct fs_tcp *tcp, const char *data, uint64_t size);
    /* The connection is down, or could not be made: `reason` says why, `retry` in how many ns the host tries
     * again. */
    void (*closed)(void *user, struct fs_tcp *tcp, const char *reason, int64_t retry);
};

/* One header of an HTTP message. */
struct fs_http_header {
    const char *name;
    const char *value;
};

struct fs_http_request {
    uint32_t struct_size; /* sizeof(struct fs_http_request) */
    uint32_t header_count;
    const char *method; /* "GET"; NULL is GET */
    const char *url;    /* http:// or https:// */
    const struct fs_http_header *headers;
    const void *body; /* `body_size` bytes, or NULL */
    uint64_t body_size;
    int64_t timeout;   /* ns for the whole exchange; 0: 30 s */
    uint64_t max_body; /* a longer answer is a failure; 0: 64 MiB */
};

struct fs_http_response {
    uint32_t struct_size;
    int32_t status;    /* 200, 404, ...; 0: there was no answer, `error` says why */
    const char *error; /* NULL unless status is 0 */
    const struct fs_http_header *headers;
    uint32_t header_count;
    uint32_t reserved;
    const void *body; /* followed by a NUL that does not count */
    uint64_t body_size;
};

/* Kinds of a WebSocket's messages */
#define FS_WS_TEXT   1 /* UTF-8, checked both ways */
#define FS_WS_BINARY 2

/* fs_ws_handler.closed(): what happened where no close frame said so; others are those of RFC 6455, 7.4 */
#define FS_WS_NO_CODE 1005 /* a close frame without a code */
#define FS_WS_CUT     1006 /* no close frame: no connection, a refused handshake, a broken or silent connection */

/* A WebSocket (RFC 6455) that the host keeps up as it does a TCP connection: after a failure, and after the other
 * side closed it, it is opened again with a delay that doubles from retry_min to retry_max, with jitter, and
 * starts over once a message has arrived. Since 1.1. */
struct fs_ws_options {
    uint32_t struct_size; /* sizeof(struct fs_ws_options) */
    uint32_t header_count;
    const char *url; /* ws://host/path or wss://host/path; TLS is checked as FS_TCP_TLS says */
    /* Added to the request of the handshake, such as Authorization, Cookie or Origin; those of the handshake itself
     * are refused. */
    const struct fs_http_header *headers;
    const char *protocol;    /* the subprotocol that the server has to choose; NULL: none */
    int64_t connect_timeout; /* ns for TCP and TLS, and again for the handshake; 0: 10 s */
    int64_t ping_interval;   /* ns of silence after which the host sends a ping; 0: 20 s */
    int64_t ping_timeout; /* ns after a ping in which anything has to arrive, else it is a failure; 0: 10 s */
    int64_t retry_min;    /* ns; 0: 100 ms */
    int64_t retry_max;    /* ns; 0: 30 s */
    uint64_t max_message; /* bytes; a longer message is a failure; 0: 16 MiB */
    uint64_t max_queue;   /* bytes that may wait to be sent; 0: 1 MiB */
};

/* Callbacks of a WebSocket; each may be NULL but message. `user` is what was passed to ws_open(). All are called on the
 * instance's thread, one at a time, and may call every ws_ function. The host answers pings by itself. */
struct fs_ws_handler {
    uint32_t struct_size; /* sizeof(struct fs_ws_handler) */
    uint32_t reserved;
    /* The handshake is done (again): `attempt` counts those from 1. Subscribe here. */
    void (*opened)(void *user, struct fs_ws *ws, uint64_t attempt);
    /* A whole message, its fragments joined: `type` is FS_WS_TEXT or FS_WS_BINARY; `size` bytes, not NUL-terminated;
     * valid during the call. */
    void (*message)(void *user, struct fs_ws *ws, uint32_t type, const void *data, uint64_t size);
    /* It is down, or could not be opened. `code` is that of the close frame (the other side's, or the host's where the
     * other side broke a rule: 1002, 1007, 1009), FS_WS_NO_CODE or FS_WS_CUT; `reason` says it in words, valid during the
     * call; `retry`: in how many ns the host tries again. */
    void (*closed)(void *user, struct fs_ws *ws, uint32_t code, const char *reason, int64_t retry);
};

/* The host's services. All functions take the context that start was given. */
struct fs_host {
    uint32_t struct_size; /* of the host's table, which may be longer than the one the plugin knows */
    uint16_t abi_major;   /* the host's */
    uint16_t abi_minor;
    const char *host_version; /* the program's version, "1.2.0" */

    /* Writes a line to the program's log, with the plugin's name. Any thread. */
    void (*log)(struct fs_context *ctx, int32_t level, const char *format, ...) FS_HOST_PRINTF(3, 4);
    /* Says why the present call is about to return -1; the first one of a call wins. Always returns -1. */
    int32_t (*error)(struct fs_context *ctx, int32_t code, const char *format, ...) FS_HOST_PRINTF(3, 4);

    /* Sources: says that the instance cannot go on. The host calls stop once the present callback has returned, and
     * starts the source again later if it is meant to run on. The first reason counts. Any thread. */
    void (*fail)(struct fs_context *ctx, int32_t code, const char *format, ...) FS_HOST_PRINTF(3, 4);

    /* Zeroed memory aligned to 16 bytes that the context owns until free(); NULL when there is none (error()
     * is then already called). What is not freed in stop is freed by the host; `finsmart plugins check` calls
     * that a leak. */
    void *(*alloc)(struct fs_context *ctx, uint64_t size);
    /* As realloc(); new bytes are not cleared; `memory` NULL allocates. */
    void *(*resize)(struct fs_context *ctx, void *memory, uint64_t size);
    void (*free)(struct fs_context *ctx, void *memory);

    /* Nanoseconds since 1970 UTC: the engine's time in a strategy, the wall clock elsewhere. */
    int64_t (*now)(struct fs_context *ctx);
    /* Nanoseconds of a clock that never jumps, for measuring. Any thread. Not for decisions. */
    int64_t (*monotonic)(struct fs_context *ctx);

    /* The value of a declared setting, checked: its text (of secrets too; owned by the host, valid until
     * stop), and as a number (FS_SETTING_BOOL: 0 or 1) or integer (FS_SETTING_DURATION, _TIME: ns; _CHOICE:
     * index). A name that was not declared is NULL, NaN or INT64_MIN and an error(). */
    const char *(*setting_text)(struct fs_context *ctx, const char *name);
    double (*setting_number)(struct fs_context *ctx, const char *name);
    int64_t (*setting_int)(struct fs_context *ctx, const char *name);

    /* The id of a symbol's text, the same for the whole process; 0 with error() for an empty text, one longer
     * than 255 bytes or one with control characters. Any thread. */
    uint32_t (*symbol)(struct fs_context *ctx, const char *text);
    /* The text of an id, valid until the process ends; NULL for an id that nobody has been given. Any thread.
     */
    const char *(*symbol_text)(struct fs_context *ctx, uint32_t id);

    /* A double as a mantissa of 1e-8, rounded half to even; -1 with error() for NaN and what does not fit. */
    int32_t (*mantissa)(struct fs_context *ctx, double value, int64_t *out);

    /* Sources: hands over events, copied during the call, oldest first. Waits while the consumer is behind.
     * Returns 0; -1 when the instance is being stopped (return from the callback soon) or for an event that
     * breaks the contract of event.h: then nothing of the batch was taken and error() says which event and
     * why. Any thread of the plugin. */
    int32_t (*publish)(struct fs_context *ctx, const struct fs_event *events, uint32_t count);

    /* A named figure for operators; `name` is lower case with '_', unique in the instance; a counter's ends
     * in _total and never falls. The same name returns the same metric. NULL with error(). */
    struct fs_metric *(*counter)(struct fs_context *ctx, const char *name, const char *help);
    struct fs_metric *(*gauge)(struct fs_context *ctx, const char *name, const char *help);
    /* Any thread; NULL is allowed and does nothing. */
    void (*metric_add)(struct fs_metric *metric, double amount);
    void (*metric_set)(struct fs_metric *metric, double value);

    /* Calls fn(user) after `first` ns and then every `interval` ns (0: once). Until timer_stop() or stop.
     * NULL with error(). Sources only, as are all that follow: a strategy's world is its engine. */
    struct fs_timer *(*timer)(struct fs_context *ctx, int64_t first, int64_t interval, void (*fn)(void *user),
                              void *user);
    /* NULL is allowed. A timer that went off once and for all is gone already: forget its address in fn. */
    void (*timer_stop)(struct fs_timer *timer);
    /* Calls fn(user, fd, what) while the descriptor is ready for any of `what` (FS_WATCH_*). The descriptor
     * stays the plugin's. NULL with error(). */
    struct fs_watch *(*watch)(struct fs_context *ctx, int32_t fd, uint32_t what,
                              void (*fn)(void *user, int32_t fd, uint32_t what), void *user);
    void (*watch_stop)(struct fs_watch *watch);
    /* Calls fn(user) on the instance's thread, soon. Any thread. -1 once the instance is being stopped. */
    int32_t (*call)(struct fs_context *ctx, void (*fn)(void *user), void *user);

    /* Opens a connection that the host keeps up; options and handler are copied. NULL with error() for bad
     * options only: that the other side is not there is told to closed(). */
    struct fs_tcp *(*tcp_open)(struct fs_context *ctx, const struct fs_tcp_options *options,
                               const struct fs_tcp_handler *handler, void *user);
    /* Queues bytes, copied. -1 where the connection is down. */
    int32_t (*tcp_send)(struct fs_tcp *tcp, const void *data, uint64_t size);
    /* Drops the connection and makes it anew, as if it had failed for `reason` (a gap that only a new log-in
     * heals). */
    void (*tcp_reconnect)(struct fs_tcp *tcp, const char *reason);
    /* Closes for good; no callback follows. NULL is allowed. */
    void (*tcp_close)(struct fs_tcp *tcp);

    /* Sends a request (copied) and calls done(user, response) exactly once, on the instance's thread, unless
     * it is cancelled; the response is valid during the call. NULL with error() for a request that makes no
     * sense. */
    struct fs_http *(*http)(struct fs_context *ctx, const struct fs_http_request *request,
                            void (*done)(void *user, const struct fs_http_response *response), void *user);
    /* Ends a request whose done() has not been called; it never will be. */
    void (*http_cancel)(struct fs_http *http);

    /* The compute primitives, or NULL in a host that has none: compute.h. */
    const struct fs_compute_table *compute;

    /* Opens a WebSocket that the host keeps up; options and handler are copied. It belongs to the context: what is not
     * closed when start fails, and after stop, the host drops without a callback. NULL with error() for options that make
     * no sense only: that the other side is not there, or refuses, is told to closed(). Sources only. Since 1.1, as are
     * the functions that follow. */
    struct fs_ws *(*ws_open)(struct fs_context *ctx, const struct fs_ws_options *options,
                             const struct fs_ws_handler *handler, void *user);
    /* Queues one message, copied; `type` is FS_WS_TEXT (UTF-8) or FS_WS_BINARY. -1, and nothing is queued, where the
     * WebSocket is not open, where more than max_queue bytes would wait, and for a text that is not UTF-8. The
     * instance's thread. */
    int32_t (*ws_send)(struct fs_ws *ws, uint32_t type, const void *data, uint64_t size);
    /* Drops the connection and makes it anew, as if it had failed for `reason`; closed() is called first, with
     * FS_WS_CUT. Nothing where it is down already. The instance's thread. */
    void (*ws_reconnect)(struct fs_ws *ws, const char *reason);
    /* Closes for good: no callback follows, and the address is no longer the plugin's. What was queued is sent first,
     * then a close frame with `code` (0, and one that may not be sent: 1000) and `reason` (UTF-8, up to 123 bytes; may be
     * NULL); the host waits up to 2 s for the other side's answer in the background. In stop the
     * instance waits for that half a second. NULL is allowed. The instance's thread. */
    void (*ws_close)(struct fs_ws *ws, uint32_t code, const char *reason);

    /* Since 1.1. Frames, for sources: frame.h. */
    const struct fs_frame_table *frames;
};

#ifdef __cplusplus
}
#endif
#endif
