/*
 * http_conditions.h: what conditional and partial requests ask (RFC 9110, sections 13 and 14); what to answer is the
 * caller's.
 */
#ifndef FINSMART_NET_HTTP_CONDITIONS_H
#define FINSMART_NET_HTTP_CONDITIONS_H

#include <stdint.h>

/* Is `etag` ("\"abc\"" or "W/\"abc\"") in the list of an If-None-Match field, or the list "*"? Compared weakly. NULL for
 * either: 0. With 1 a GET or HEAD is answered 304, other methods 412. */
int fs_http_etag_listed(const char *list, const char *etag);

enum fs_http_range {
    FS_HTTP_RANGE_WHOLE, /* no range, or one to be ignored: answer 200 with everything */
    FS_HTTP_RANGE_PART,  /* answer 206 with Content-Range */
    FS_HTTP_RANGE_BEYOND /* nothing of it exists: answer 416, with a star for the range in Content-Range */
};
/* What a Range field (NULL: none) asks of `size` bytes. One range is granted; several are ignored, as the RFC allows. */
enum fs_http_range fs_http_range_parse(const char *field, uint64_t size, uint64_t *first, uint64_t *length);

#endif
