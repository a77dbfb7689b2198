/*
 * http_target.h: a request's target taken apart: path in segments, query in pairs, percent-decoded once. Bytes only.
 *
 * The rules: the path is cut at each '/', then every segment is decoded, so that an encoded slash (%2F) stays inside
 * its segment. "." is left out and ".." takes the segment before it away (encoded or not); above the root it is
 * refused. Empty segments stay: "/a/" has the segments "a" and "". In the query '+' is a space and pairs are divided
 * by '&'. What is decoded must be UTF-8 without control characters (in values of the query those are allowed, but for
 * NUL).
 */
#ifndef FINSMART_NET_HTTP_TARGET_H
#define FINSMART_NET_HTTP_TARGET_H

#include "net/http_head.h"

/* A target in parts. Texts point into the memory that was given. */
struct fs_http_target {
    const char *path;       /* "/a b/c": the segments joined; a '/' inside one is written %2F */
    const char **segments;  /* decoded */
    uint32_t segment_count; /* 0 for "/" and for "*" */
    const char *query;      /* as it came, without the '?'; "" without one */
    struct fs_http_header
        *parameters; /* the query's pairs, decoded, in their order; a value is "" without '=' */
    uint32_t parameter_count;
};

/* How much memory the parts of a target of that text need. */
size_t fs_http_target_room(const char *target);
/* Takes `target` apart: an absolute path with an optional query, a whole http:// or https:// URL, or "*". `room` is
 * memory of fs_http_target_room() bytes, aligned as malloc() does it. 0, or -1 with *fault, status 400. */
int fs_http_target_parse(const char *target, void *room, struct fs_http_target *out,
                         struct fs_http_fault *fault);

#endif
