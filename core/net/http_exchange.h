/*
 * http_exchange.h: one request and its answer.
 *
 * The handler gets an exchange when the head has come. It may answer at once, or keep the exchange and answer later,
 * from the loop's thread; it may first read the body, whole or in pieces. On one connection one exchange is under way
 * at a time, so that answers to pipelined requests go out in order.
 *
 *     static void on_request(void *user, struct fs_exchange *exchange)
 *     {
 *         fs_exchange_header(exchange, "Content-Type", "text/plain");
 *         fs_exchange_answer(exchange, 200, "hello\n", 6);
 *     }
 *
 * An exchange is gone when its answer is complete or its client has left: fs_exchange_on_end() tells of that, and
 * whoever keeps an exchange asks to be told. Functions that return -1 leave an error, and the exchange as it was.
 */
#ifndef FINSMART_NET_HTTP_EXCHANGE_H
#define FINSMART_NET_HTTP_EXCHANGE_H

#include "net/http_server.h"

struct fs_exchange;

/* A length that is not known beforehand. */
#define FS_HTTP_UNKNOWN UINT64_MAX

/* What a request says. Valid until the exchange has ended. */
struct fs_http_asked {
    const char *method;                      /* as it came */
    const char *target;                      /* as it came */
    const char *path;                        /* decoded; http_target.h has the rules */
    const char *const *segments;             /* of the path, decoded */
    uint32_t segment_count;                  /* 0 for "/" */
    const char *query;                       /* raw; "" without one */
    const struct fs_http_header *parameters; /* the query's pairs, decoded */
    uint32_t parameter_count;
    const struct fs_http_header *headers; /* in their order */
    uint32_t header_count;
    uint64_t body_size;  /* 0 without a body; FS_HTTP_UNKNOWN where it is chunked */
    const char *peer;    /* "192.0.2.1:50000", "[2001:db8::1]:50000" or "unix" */
    const char *subject; /* of the client's certificate ("CN=desk-7,O=Example"); NULL without one */
    int secure;          /* came over TLS */
    int minor;           /* HTTP/1.<minor> */
};

const struct fs_http_asked *fs_exchange_asked(const struct fs_exchange *exchange);
/* The first header field (any case of letters) or parameter (exactly) of that name; NULL without one. */
const char *fs_exchange_asked_header(const struct fs_exchange *exchange, const char *name);
const char *fs_exchange_asked_parameter(const struct fs_exchange *exchange, const char *name);

/* Has ended() called once, when the exchange is over; it is valid until that returns. It may answer nothing any more. */
void fs_exchange_on_end(struct fs_exchange *exchange,
                        void (*ended)(void *user, struct fs_exchange *exchange, enum fs_exchange_end how),
                        void *user);

/* Reads the whole body and calls done(), at once where there is none. `max`: bytes (0: the server's limit); a longer
 * body is answered 413 by the server. `body` is followed by a NUL that does not count, and valid during the call. 0
 * or -1. The exchange may be over when it returns. */
int fs_exchange_read_all(struct fs_exchange *exchange, uint64_t max,
                         void (*done)(void *user, struct fs_exchange *exchange, const void *body,
                                      size_t size),
                         void *user);
/* Reads the body in pieces; `last` comes with the final one, which may be empty. `max` as above; FS_HTTP_UNKNOWN: no
 * limit. */
int fs_exchange_read(struct fs_exchange *exchange, uint64_t max,
                     void (*piece)(void *user, struct fs_exchange *exchange, const void *data, size_t size,
                                   int last),
                     void *user);
/* No piece comes until fs_exchange_more(): the client is slowed down, and its time does not run. */
void fs_exchange_hold(struct fs_exchange *exchange);
void fs_exchange_more(struct fs_exchange *exchange);

/* Adds a field to the answer that is to come. Content-Length, Transfer-Encoding, Connection, Upgrade and Date are the
 * server's own. 0 or -1. */
int fs_exchange_header(struct fs_exchange *exchange, const char *name, const char *value);

/* Answers with a whole body, copied. A HEAD is answered without it, with its length; 204 and 304 have none. 0 or -1. */
int fs_exchange_answer(struct fs_exchange *exchange, int status, const void *body, uint64_t size);
/* The same without a copy: release(owner) is called when the bytes are not needed any more (also when it is -1). */
int fs_exchange_answer_owned(struct fs_exchange *exchange, int status, const void *body, uint64_t size,
                             void (*release)(void *owner), void *owner);
/* With `size` bytes of an open file from `offset` on. Takes `fd` and closes it (also when it is -1). */
int fs_exchange_answer_file(struct fs_exchange *exchange, int status, int fd, uint64_t offset, uint64_t size);

/* Answers with a body that is made while it is sent. more(user, exchange) is called now and whenever what was written
 * has gone, until fs_exchange_finish(); it writes, or returns and writes later. `size`: of the whole, or
 * FS_HTTP_UNKNOWN. */
int fs_exchange_answer_stream(struct fs_exchange *exchange, int status, uint64_t size,
                              void (*more)(void *user, struct fs_exchange *exchange), void *user);
/* Copied. -1 with FS_E_LIMIT, and nothing is written, where fs_exchange_room() is less; the first write into an empty
 * buffer may be larger. */
int fs_exchange_write(struct fs_exchange *exchange, const void *data, size_t size);
/* Not copied, and so at any time: release(owner) as above. */
int fs_exchange_write_owned(struct fs_exchange *exchange, const void *data, size_t size,
                            void (*release)(void *owner), void *owner);
/* How many bytes fs_exchange_write() takes now. */
size_t fs_exchange_room(const struct fs_exchange *exchange);
/* The body is complete. -1 where it is shorter than `size` said: the client is cut off, so that it knows. */
int fs_exchange_finish(struct fs_exchange *exchange);

/* Cuts the client off, whatever has been sent; ended() is called with FS_EXCHANGE_GONE. */
void fs_exchange_abort(struct fs_exchange *exchange);

/* For logs, at the end: the answer's status (0: none was given) and the bytes of its body so far. */
int fs_exchange_status(const struct fs_exchange *exchange);
uint64_t fs_exchange_sent(const struct fs_exchange *exchange);
/* And the ns since its head had come. */
int64_t fs_exchange_age(const struct fs_exchange *exchange);

#endif
