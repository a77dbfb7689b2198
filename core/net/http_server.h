/*
 * http_server.h: the server's side of HTTP/1.1: connections, their limits, draining, counters. What a request says
 * and how it is answered: http_exchange.h. WebSockets: ws_server.h.
 *
 * A server lives in one loop and is used from that loop's thread only. Nothing here blocks. Its process ignores
 * SIGPIPE.
 */
#ifndef FINSMART_NET_HTTP_SERVER_H
#define FINSMART_NET_HTTP_SERVER_H

#include "net/loop.h"

struct fs_http_server;
struct fs_exchange;
struct fs_tls_server;

/* How a request's exchange ended. */
enum fs_exchange_end {
    FS_EXCHANGE_DONE,    /* the whole answer is with the connection; small ones may still wait to be sent */
    FS_EXCHANGE_GONE,    /* the client hung up or was cut off, or the server is being freed */
    FS_EXCHANGE_REFUSED, /* the server itself answered, because the body broke a rule or a limit */
    FS_EXCHANGE_UPGRADED /* it is a WebSocket now */
};

/* What clients may do. A member that is 0 has its default. Times are ns. */
struct fs_http_limits {
    /* Of a request. */
    uint64_t line;         /* bytes of the request line; 8 KiB. Beyond: 414 */
    uint64_t header_bytes; /* of all header fields; 32 KiB. Beyond: 431 */
    uint32_t header_count; /* fields; 100. Beyond: 431 */
    uint64_t body; /* bytes of a body where the handler gives no limit of its own; 16 MiB. Beyond: 413 */
    /* Of time. */
    int64_t first_byte; /* from connecting (with TLS's handshake) to the first byte; 10 s. Beyond: closed */
    int64_t head;       /* from a request's first byte to the end of its head; 10 s. Beyond: 408 */
    int64_t piece;      /* between two pieces of a body; 20 s. Beyond: 408 */
    uint64_t body_rate; /* bytes per second of a body, on average, once `piece` is over; 500. Below: 408 */
    int64_t idle;       /* between two requests; 60 s. Beyond: closed */
    int64_t stall;      /* in which a client takes nothing of what it is sent; 30 s. Beyond: cut off */
    int64_t linger;     /* after the last answer, for the client to hang up; 2 s. Beyond: closed */
    /* Of connections. */
    uint32_t connections; /* at once; 20000. Some more are accepted to be answered 503, others closed */
    uint32_t per_address; /* at once from one IPv4 address or IPv6 /64; 1000. Beyond: 503 */
    uint64_t requests;    /* on one connection; 100000. The last has Connection: close in its answer */
    /* Of memory. */
    uint64_t buffer; /* bytes that wait on a connection before no more answers are asked for; 256 KiB */
};

/* Which limit it was. */
enum fs_http_limit {
    FS_HTTP_LIMIT_LINE,
    FS_HTTP_LIMIT_HEADERS,
    FS_HTTP_LIMIT_BODY,
    FS_HTTP_LIMIT_FIRST_BYTE,
    FS_HTTP_LIMIT_HEAD,
    FS_HTTP_LIMIT_PIECE,
    FS_HTTP_LIMIT_RATE,
    FS_HTTP_LIMIT_IDLE,
    FS_HTTP_LIMIT_STALL,
    FS_HTTP_LIMIT_CONNECTIONS,
    FS_HTTP_LIMIT_PER_ADDRESS,
    FS_HTTP_LIMIT_REQUESTS,
    FS_HTTP_LIMIT_PING,  /* a WebSocket's client did not answer one */
    FS_HTTP_LIMIT_QUEUE, /* a WebSocket's client read too slowly, and was closed for it */
    FS_HTTP_LIMIT_COUNT
};
/* "line", "headers", "first_byte" and so on: for metrics. */
const char *fs_http_limit_name(enum fs_http_limit limit);

/* The body of an answer that the server gives by itself. */
struct fs_http_error_text {
    const char *type; /* of the content; static */
    char body[1024];
    size_t size; /* of the body; at most sizeof body */
};

/* Who answers. */
struct fs_http_handler {
    /* A request's head has come; its body has not. See http_exchange.h for what may be done with it. */
    void (*request)(void *user, struct fs_exchange *exchange);
    /* Words for a refusal of the server's own (400, 408, 413, 414, 417, 431, 501, 503, 505, and for WebSockets 426);
     * `reason` says what was wrong. `text` begins as plain text of the reason. NULL: that. */
    void (*refuse)(void *user, int status, const char *reason, struct fs_http_error_text *text);
    /* For logs: an exchange is over, and whoever asked with fs_exchange_on_end() has been told. May be NULL. */
    void (*ended)(void *user, struct fs_exchange *exchange, enum fs_exchange_end how);
};

/* What has happened since the server began, and is now. */
struct fs_http_counters {
    uint64_t accepted;                    /* connections, refused ones included */
    uint64_t failed;                      /* accept() failed: too many open files, most likely */
    uint64_t requests;                    /* whose head was good */
    uint64_t status[6];                   /* answers by class: [2] has 200 to 299; [1] is 101 */
    uint64_t bytes_in;                    /* of all connections, without TLS's own */
    uint64_t bytes_out;                   /* likewise */
    uint64_t gone;                        /* requests whose client left before the end of the answer */
    uint64_t tls_failed;                  /* handshakes */
    uint64_t ws_opened;                   /* WebSockets */
    uint64_t ws_in;                       /* messages */
    uint64_t ws_out;                      /* messages that were queued to one client each */
    uint64_t ws_dropped;                  /* messages that a full queue lost */
    uint64_t limits[FS_HTTP_LIMIT_COUNT]; /* how often each was reached */
    uint32_t open;                        /* connections now, WebSockets included */
    uint32_t open_ws;                     /* WebSockets now */
};

/* A connection that is open, for a list of them. */
struct fs_http_connection_info {
    const char *peer;   /* "192.0.2.1:50000", "[2001:db8::1]:50000" or "unix" */
    int64_t age;        /* ns since it was accepted */
    uint64_t requests;  /* so far */
    uint64_t bytes_in;  /* without TLS's own */
    uint64_t bytes_out; /* likewise */
    uint64_t waiting;   /* bytes that wait to be sent */
    int busy;           /* a request is under way */
    int websocket;      /* it is one */
};

/* `limits` and `handler` are copied; `limits` may be NULL. NULL with an error. It goes with
 * its loop, as fs_http_server_free() does it. */
struct fs_http_server *fs_http_server_new(struct fs_loop *loop, const struct fs_http_limits *limits,
                                          const struct fs_http_handler *handler, void *user);
/* Cuts every connection; requests under way are told that their client has gone. NULL is allowed. Not inside a
 * callback. */
void fs_http_server_free(struct fs_http_server *server);

/* Listens; may be called again for other addresses. `address` as listen.h says. `tls` (NULL: none) stays the caller's
 * and has to outlive the server. 0 or -1 with an error. */
int fs_http_server_listen(struct fs_http_server *server, const char *address, struct fs_tls_server *tls);
/* Where it listens: of the `index`-th address, with the port that was chosen for port 0; NULL beyond the last. */
const char *fs_http_server_address(const struct fs_http_server *server, uint32_t index);

/* Stops listening, closes what is idle, tells WebSockets 1001 (going away), lets requests under way end, and cuts
 * what is left after `limit` ns. done(user) is called when no connection is left; it may free the server. */
void fs_http_server_drain(struct fs_http_server *server, int64_t limit, void (*done)(void *user), void *user);

void fs_http_server_counters(const struct fs_http_server *server, struct fs_http_counters *out);
/* Calls see() for each open connection; the info is valid during the call, which may touch no connection. */
void fs_http_server_each(const struct fs_http_server *server,
                         void (*see)(void *user, const struct fs_http_connection_info *info), void *user);

#endif
