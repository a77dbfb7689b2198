/*
 * call.h: one request on its way through the server, and its answer.
 *
 * What every resource needs is done before its handler is called: the route found, the key checked, the permission looked up,
 * the names of the query known, the body read and, where it is JSON, parsed. A handler answers exactly once, with one of the
 * functions below. Where it acted (fs_call_act()), the answer goes out once the act is durable.
 */
#ifndef FINSMART_SERVER_CALL_H
#define FINSMART_SERVER_CALL_H

#include "server/people.h"

#include <jansson.h>
#include <stddef.h>

struct fs_server;
struct fs_call;
struct fs_frame;

enum fs_body { FS_BODY_NONE, FS_BODY_JSON, FS_BODY_RAW };

#define FS_ROUTE_FREES 2u /* it makes no need of room: it is done on a full disk too */
#define FS_ROUTE_ACTS  1u /* it changes something: an Idempotency-Key is honoured */

struct fs_route {
    const char *method, *path; /* "/v1/jobs/{job}/cancel" */
    const char *operation;     /* operationId of api/openapi.yaml */
    int permission;            /* enum fs_permission */
    int body;                  /* enum fs_body */
    unsigned flags;            /* FS_ROUTE_* */
    const char *query;         /* names that the query may have: "limit,after"; "" for none */
    void (*handle)(struct fs_call *call);
    /* FS_ROUTE_ACTS: answers a request that is the same as an earlier one, which was act `number`. */
    void (*again)(struct fs_call *call, uint64_t number);
};

#define FS_CALL_NAMES 3 /* {names} of a path */

/* What came. */
struct fs_server *fs_call_server(const struct fs_call *call);
const struct fs_route *fs_call_route(const struct fs_call *call);
/* NULL where no key was given (FS_MAY_ANYBODY). */
struct fs_person *fs_call_person(const struct fs_call *call);
/* The text that stands for the path's n-th {name}, decoded. */
const char *fs_call_name(const struct fs_call *call, int index);
/* NULL where the query has it not; the last one where it has it twice. */
const char *fs_call_query(const struct fs_call *call, const char *name);
/* A whole number of the query from `least` to `most`; `fallback` where it is absent. -1: it is none, and the call has been
 * answered. */
int fs_call_number(struct fs_call *call, const char *name, int64_t least, int64_t most, int64_t fallback,
                   int64_t *out);
const char *fs_call_header(const struct fs_call *call, const char *name);
/* Is the body's media type, without parameters, that one? */
int fs_call_is_type(const struct fs_call *call, const char *type);
/* FS_BODY_JSON; borrowed. */
json_t *fs_call_json(const struct fs_call *call);
/* FS_BODY_RAW */
const void *fs_call_bytes(const struct fs_call *call, size_t *size);
/* Checks the members of the JSON body by a table: `names` and `types` ('s' text, 'i' whole number, 'b' boolean, 'o' object;
 * a capital letter: it must be there). -1: something is wrong, and the call has been answered. */
int fs_call_members(struct fs_call *call, const char *const *names, const char *types);

/* Adds an act for this call and applies it; `body` is stolen, and gets who did it. Its number, or 0: it failed, and the call
 * has been answered. `file` as in fs_acts_add(). */
uint64_t fs_call_act(struct fs_call *call, json_t *body, const char *file);

/* The answers. JSON is stolen, and gets an ETag where the method is GET. */
void fs_answer_json(struct fs_call *call, int status, json_t *body);
/* 201 with Location. */
void fs_answer_created(struct fs_call *call, const char *location, json_t *body);
void fs_answer_text(struct fs_call *call, int status, const char *type, const char *text, size_t size);
/* A file as it is; `name` of a download, or NULL. */
void fs_answer_file(struct fs_call *call, const char *type, const char *path, const char *name);
/* A problem (RFC 9457): `field` is a JSON pointer or a query's name; NULL: none. */
void fs_answer_problem(struct fs_call *call, int status, const char *field, const char *detail);
void fs_answer_problemf(struct fs_call *call, int status, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The thread's error as a problem: its code tells the status. The error is cleared. */
void fs_answer_error(struct fs_call *call, const char *field);

/* An answer in pieces: `next` writes the next one to `out`; 1: there is more, 0: that was the last, -1 with an error: the
 * connection is cut. It is asked for more when the reader has taken what there is; `end` is called once in any case. */
struct fs_pieces {
    int (*next)(void *data, FILE *out);
    void (*end)(void *data);
    void *data;
};
void fs_answer_pieces(struct fs_call *call, const char *type, const struct fs_pieces *pieces);

#endif
