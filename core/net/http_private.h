/*
 * http_private.h: a server, its connections and exchanges as the files of this room see them.
 */
#ifndef FINSMART_NET_HTTP_PRIVATE_H
#define FINSMART_NET_HTTP_PRIVATE_H

#include "net/addresses.h"
#include "net/http_chunks.h"
#include "net/http_exchange.h"
#include "net/http_head.h"
#include "net/http_target.h"
#include "net/loop_private.h"

#include <event2/buffer.h>
#include <event2/event_struct.h>
#include <openssl/ssl.h>
#include <sys/types.h>

struct fs_connection;
struct fs_listening;
struct fs_ws_frames;

/* How bytes come and go (wire.c): over a socket, over TLS, or in a test's memory. Each returns what recv() does:
 * bytes, 0 at the end, -1 with errno, EAGAIN where it has to wait. */
struct fs_wire {
    ssize_t (*read)(struct fs_connection *connection, void *data, size_t size);
    /* Sends from the front of `out` and takes that off. */
    ssize_t (*write)(struct fs_connection *connection, struct evbuffer *out);
    /* From `fd`; 0: the file ends before `offset`. */
    ssize_t (*file)(struct fs_connection *connection, int fd, off_t offset, size_t size);
    /* Says that nothing more will be sent. */
    void (*shut)(struct fs_connection *connection);
    /* Bytes have been read from the socket that read() has not given yet. */
    int (*pending)(struct fs_connection *connection);
};
extern const struct fs_wire fs_wire_socket, fs_wire_tls;

/* What is spoken on a connection. Each function runs between the connection's enter and leave. */
struct fs_protocol {
    /* Bytes that have come; returns how many are done with. The rest is shown again, with what comes after it. */
    size_t (*bytes)(struct fs_connection *connection, char *data, size_t size);
    /* Everything was sent. 1 where there is more now. */
    int (*room)(struct fs_connection *connection);
    /* The other side says nothing more. 1: what is being sent goes on to its end. */
    int (*half)(struct fs_connection *connection);
    /* The other side hung up, broke off, or was cut off; `reason` in words. The last call. */
    void (*over)(struct fs_connection *connection, const char *reason);
    /* fs_connection_deadline() has passed. */
    void (*late)(struct fs_connection *connection);
    /* The server drains. */
    void (*drain)(struct fs_connection *connection);
};
extern const struct fs_protocol fs_protocol_http, fs_protocol_ws;

enum fs_connection_state {
    FS_CONNECTION_OPEN,
    FS_CONNECTION_FINISHING, /* sends what waits, then lingers */
    FS_CONNECTION_LINGERING, /* waits for the other side to hang up; what it sends is thrown away */
    FS_CONNECTION_DEAD       /* freed when the last callback has returned */
};

struct fs_connection {
    struct fs_connection *next, *prev; /* of the server's list */
    struct fs_http_server *server;
    const struct fs_wire *wire;
    const struct fs_protocol *protocol;
    struct event event;   /* of the socket */
    struct event timer;   /* at the earlier of the two times below, or before */
    int64_t timer_at;     /* when it rings; 0: not at all */
    int64_t deadline;     /* the protocol's; 0: none */
    int64_t stalled_at;   /* when a client that takes nothing is cut off; 0: nothing waits */
    SSL *tls;             /* or NULL */
    struct evbuffer *out; /* waits to be sent; NULL until something did */
    char *in;             /* came, but is not done with */
    uint32_t in_size, in_room;
    int fd;              /* -1 in a test's memory */
    short wanted;        /* events that are asked for */
    uint16_t port;       /* the peer's */
    uint8_t state;       /* enum fs_connection_state */
    uint8_t family;      /* AF_INET, AF_INET6 or AF_UNIX */
    uint8_t counted;     /* in `addresses` */
    uint8_t refused;     /* beyond a limit of connections: is answered 503 */
    uint8_t blocked;     /* the socket takes no more for now */
    uint8_t ended;       /* protocol->over() was called */
    uint8_t half;        /* the other side says nothing more, but is still sent to */
    uint8_t upgraded;    /* a WebSocket */
    uint8_t again;       /* bytes are to be shown again: fs_connection_resume() */
    uint8_t depth;       /* callbacks on the stack */
    uint8_t head_began;  /* HTTP: bytes of a request's head have come */
    uint8_t close_after; /* HTTP: no request after this one */
    struct fs_address address;
    int64_t since; /* accepted at */
    uint64_t bytes_in, bytes_out;
    uint64_t requests;
    size_t scanned; /* HTTP: of fs_http_head_find() */
    void *user;     /* HTTP: struct fs_exchange or NULL; WebSocket: struct fs_ws_peer */
};

enum fs_exchange_reading { FS_READ_NOT, FS_READ_ALL, FS_READ_PIECES, FS_READ_DROP, FS_READ_OVER };
enum fs_exchange_answering { FS_ANSWER_NOT, FS_ANSWER_STREAM, FS_ANSWER_FILE, FS_ANSWER_DONE };

/* Fields of an answer before the heap is asked for room. */
#define FS_EXCHANGE_FIELDS 512

/* In one block with the request's texts. */
struct fs_exchange {
    struct fs_connection *connection;
    struct fs_http_asked asked;
    void (*ended)(void *user, struct fs_exchange *exchange, enum fs_exchange_end how);
    void *ended_user;
    int64_t began;
    /* The body. */
    uint8_t reading; /* enum fs_exchange_reading */
    uint8_t held;    /* by fs_exchange_hold() */
    uint8_t expects; /* "100 Continue" is due before the body is read */
    uint8_t chunked;
    uint8_t head_only; /* HEAD */
    uint8_t over;      /* ended() was called */
    uint8_t ending;    /* and is on the stack */
    /* The answer. */
    uint8_t answering; /* enum fs_exchange_answering */
    uint8_t out_chunked;
    int status;
    struct fs_http_chunks chunks;
    uint64_t body_left; /* of Content-Length */
    uint64_t body_got;
    uint64_t body_max;
    int64_t body_began; /* reading it; moved by the time it was held */
    int64_t held_at;
    struct evbuffer *whole; /* of FS_READ_ALL */
    void (*read_done)(void *user, struct fs_exchange *exchange, const void *body, size_t size);
    void (*read_piece)(void *user, struct fs_exchange *exchange, const void *data, size_t size, int last);
    void *read_user;
    void (*more)(void *user, struct fs_exchange *exchange);
    void *more_user;
    uint64_t out_left; /* of a declared length; FS_HTTP_UNKNOWN */
    uint64_t sent;
    int file; /* of FS_ANSWER_FILE; -1 */
    off_t file_at;
    char *fields; /* header lines of the answer; `first` or on the heap */
    size_t fields_size, fields_room;
    char first[FS_EXCHANGE_FIELDS];
};

/* Bytes that are read at a time, into the server's one buffer. */
#define FS_READ_SIZE (64 << 10)

struct fs_http_server {
    struct fs_hook hook;
    struct fs_http_limits limits; /* defaults filled in */
    struct fs_http_handler handler;
    void *user;
    struct fs_listening **listening;
    uint32_t listening_count;
    struct fs_connection connections; /* head of the ring; `next` and `prev` only */
    struct fs_addresses *addresses;   /* connections of each */
    struct fs_http_counters counters;
    struct fs_http_header *headers; /* limits.header_count, to parse into */
    char *buffer;                   /* to read into: in_max + FS_READ_SIZE + 1 bytes */
    size_t in_max;                  /* what a connection keeps unread before its socket is not read */
    struct fs_ws_frames *spare;     /* the framing of a WebSocket that is between messages */
    int64_t now;                    /* monotonic, of the present callback */
    int64_t date_at;                /* the second that `date` tells */
    char date[96];                  /* "Sun, 06 Nov 1994 08:49:37 GMT" */
    int draining;
    struct event *drain_timer; /* cuts what is left */
    struct event *drain_done;  /* calls `drained` */
    void (*drained)(void *user);
    void *drained_user;
};

/* connection.c. Every function that a caller of ours may call stands between enter and leave; leave sends, and frees. */
struct fs_connection *fs_connection_new(struct fs_http_server *server, int fd, const struct fs_wire *wire,
                                        SSL *tls);
void fs_connection_enter(struct fs_connection *connection);
void fs_connection_leave(struct fs_connection *connection);
/* The buffer of what is to be sent; NULL with an error. */
struct evbuffer *fs_connection_out(struct fs_connection *connection);
uint64_t fs_connection_waiting(const struct fs_connection *connection);
/* Once everything is sent, says so and waits for the other side to hang up. */
void fs_connection_finish(struct fs_connection *connection);
/* Ends it now: `reset` so that the other side sees that something is missing. */
void fs_connection_cut(struct fs_connection *connection, int reset, const char *reason);
/* The protocol's late() after `ns` from now; 0: never. */
void fs_connection_deadline(struct fs_connection *connection, int64_t ns);
/* Shows bytes that are not done with again, from the loop. Between enter and leave. */
void fs_connection_resume(struct fs_connection *connection);
/* Frees it, without a call of the protocol. */
void fs_connection_drop(struct fs_connection *connection);
/* "192.0.2.1:50000" */
void fs_connection_peer(const struct fs_connection *connection, char *buffer, size_t size);

/* http_server.c */
void fs_http_server_left(struct fs_http_server *server);
const char *fs_http_server_date(struct fs_http_server *server);
void fs_http_server_limit(struct fs_http_server *server, enum fs_http_limit limit);
/* For a connection that is accepted: counts it, begins to speak HTTP. Takes fd and tls. NULL where it was closed at
 * once. */
struct fs_connection *fs_http_server_take(struct fs_http_server *server, int fd, const struct fs_wire *wire,
                                          SSL *tls, const struct sockaddr *from);

/* http_requests.c */
/* Frees an exchange whose end was told. */
void fs_exchange_free(struct fs_exchange *exchange);
/* Ends an exchange; frees it. */
void fs_exchange_over(struct fs_exchange *exchange, enum fs_exchange_end how);
/* After an answer: goes on with the body that was not read, or with the next request. */
void fs_exchange_answered(struct fs_exchange *exchange);
/* Can another request follow, or is too much of the body unread? */
int fs_exchange_may_keep(const struct fs_exchange *exchange);
/* http_body.c */
/* Returns how many bytes belonged to the body; 0 where none are wanted. */
size_t fs_exchange_take(struct fs_exchange *exchange, const char *data, size_t size);

/* http_answers.c */
/* Begins an answer: 0 with its head in the buffer, or -1. */
int fs_exchange_begin(struct fs_exchange *exchange, int status, uint64_t size);
/* Puts bytes in the buffer without a copy; they are released in any case. */
int fs_http_add_owned(struct evbuffer *out, const void *data, uint64_t size, void (*release)(void *owner),
                      void *owner);
/* Out of memory in the middle of an answer, which cannot be mended: cuts the client off. Returns -1. */
int fs_exchange_broken(struct fs_exchange *exchange);
/* Answers by the server itself and finishes the connection. `exchange` may be NULL. */
void fs_http_refuse(struct fs_connection *connection, struct fs_exchange *exchange, int status,
                    const char *reason);

/* http_stream.c */
/* Sends more of a streamed answer; 1 where there was more. */
int fs_exchange_pull(struct fs_exchange *exchange);

#endif
