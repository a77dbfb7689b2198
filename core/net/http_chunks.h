/*
 * http_chunks.h: the chunked transfer coding of RFC 9112, section 7.1, taken off. Bytes only.
 *
 * As strict as http_head.h: a size is 1 to 15 hexadecimal digits, lines end in CR LF, extensions are bounded and
 * without control characters. Trailer fields are checked, bounded and dropped: nothing in them may change what was
 * decided already.
 */
#ifndef FINSMART_NET_HTTP_CHUNKS_H
#define FINSMART_NET_HTTP_CHUNKS_H

#include "net/http_head.h"

/* Of a chunk's size and its extensions together. */
#define FS_HTTP_CHUNK_LINE 256
/* Of all trailer fields. */
#define FS_HTTP_TRAILER_MAX 8192

/* Where in a body a reader is; all zero at its beginning. */
struct fs_http_chunks {
    uint64_t left; /* bytes of the chunk that have not come; while its size is read, the size so far */
    uint32_t line; /* bytes of the present line, or of the trailers so far */
    uint8_t state;
    uint8_t named;  /* the trailer line has its colon */
    uint8_t digits; /* of the size so far */
};

/* Takes bytes of the body; of those that are data, the first piece comes back. 1: the body is over. 0: goes on. -1:
 * *fault, status 400. *taken bytes of `data` are done with, among them those of the piece (*piece, *piece_size; empty
 * where there is none). To be called again for the rest. */
int fs_http_chunks_take(struct fs_http_chunks *chunks, const char *data, size_t size, size_t *taken,
                        const char **piece, size_t *piece_size, struct fs_http_fault *fault);

#endif
