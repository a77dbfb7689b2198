/*
 * http_head.h: the head of an HTTP/1.1 request (RFC 9112), strictly: request line, header fields, and what they say
 * of the body. Bytes only: no network, no clock.
 *
 * Refused is whatever two readers could take for two different things, because a proxy in front of us may be the
 * other reader: line ends other than CR LF, folded lines, spaces before a colon, a length that is given twice or in
 * an odd way, a length beside a transfer coding, a transfer coding other than "chunked".
 */
#ifndef FINSMART_NET_HTTP_HEAD_H
#define FINSMART_NET_HTTP_HEAD_H

#include <finsmart/host.h>
#include <stddef.h>

/* What a head may be at most. */
struct fs_http_head_limits {
    size_t line;    /* bytes of the request line */
    size_t bytes;   /* of all header lines together */
    uint32_t count; /* of header fields */
};

/* Why a request is refused: the status that says so, and words for the client. */
struct fs_http_fault {
    int status;
    char reason[160];
};

/* What a head says. Texts point into the bytes that were parsed. */
struct fs_http_head {
    const char *method;             /* as it came: methods are case-sensitive */
    const char *target;             /* as it came, visible ASCII; see http_target.h */
    struct fs_http_header *headers; /* names as they came, values without blanks around them */
    uint32_t header_count;
    int minor;          /* of the version: HTTP/1.<minor> */
    int chunked;        /* the body comes in chunks (http_chunks.h) */
    int keep;           /* the connection may be used again */
    int expects;        /* Expect: 100-continue */
    uint64_t body_size; /* Content-Length; 0 without a body, or where it is chunked */
};

/* Looks for the end of a head at the beginning of `data`; `*scanned` begins as 0 and remembers how far a former call
 * came. 1: *size_out is its size with the empty line. 0: more bytes are needed. -1: *fault. An empty line before a
 * request is part of its head. */
int fs_http_head_find(const char *data, size_t size, size_t *scanned,
                      const struct fs_http_head_limits *limits, size_t *size_out,
                      struct fs_http_fault *fault);
/* Parses a head that was found; writes NULs into it. `headers` has room for `room` fields. 0, or -1 with *fault. */
int fs_http_head_parse(char *data, size_t size, struct fs_http_header *headers, uint32_t room,
                       struct fs_http_head *out, struct fs_http_fault *fault);

/* The value of the first field of that name, in any case of letters; NULL without one. */
const char *fs_http_header_find(const struct fs_http_header *headers, uint32_t count, const char *name);
/* Is `word` (in any case of letters) in a field's list with commas? */
int fs_http_list_has(const char *list, const char *word);

/* 1 for a token of RFC 9110 (a method, a field's name) of `size` bytes. */
int fs_http_is_token(const char *text, size_t size);
/* 1 for a field's value: visible characters, blanks, and bytes from 0x80 on. */
int fs_http_is_value(const char *text, size_t size);

/* Fills `fault`; always returns -1. */
int fs_http_fault_set(struct fs_http_fault *fault, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
