/*
 * call_private.h: a call as call.c, answer.c and front.c see it.
 */
#ifndef FINSMART_SERVER_CALL_PRIVATE_H
#define FINSMART_SERVER_CALL_PRIVATE_H

#include "net/http_exchange.h"
#include "server/state.h"

/* An answer that waits for its act to be durable. */
struct fs_held {
    int status;
    const char *type; /* a literal; NULL: nothing is held */
    char *body;       /* owned */
    size_t size;
};

struct fs_call {
    struct fs_server *server;
    struct fs_exchange *exchange;      /* NULL once it is over */
    const struct fs_http_asked *asked; /* NULL with it */
    const struct fs_route *route;
    struct fs_person *person;
    const char *names[FS_CALL_NAMES];
    const void *bytes; /* of the body, while it is handled */
    size_t size;
    json_t *json;
    const char *request_key; /* Idempotency-Key, or NULL */
    char digest[FS_SHA256_HEX];
    int64_t began; /* ns, monotonic */
    int pending;   /* acts that are not durable yet */
    int failed;    /* one of them */
    int answered;
    int busy;                                /* functions that still use it */
    char header_name[24], header_value[200]; /* of the answer, beside those that all have; "" for none */
    struct fs_held held;
    struct fs_pieces pieces; /* of an answer in pieces; next NULL: none */
};

/* A new call; NULL with an error. */
struct fs_call *fs_call_new(struct fs_server *server, struct fs_exchange *exchange);
/* Does everything that comes before a handler, reads the body, and calls it. */
void fs_call_begin(struct fs_call *call);
/* One of the acts it waits for is durable, or failed. */
void fs_call_durable(void *call, int failed);
/* All are: what was held goes out. */
void fs_call_settle(struct fs_call *call);
/* Frees it where nobody needs it any more. */
void fs_call_release(struct fs_call *call);

/* A problem document's text; free() it. NULL when out of memory. */
char *fs_problem_text(int status, const char *field, const char *detail, const char *hint);
/* The words of a status: "Not Found". */
const char *fs_status_text(int status);

#endif
