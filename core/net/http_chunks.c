#include "net/http_chunks.h"

#include <string.h>

enum {
    SIZE,        /* digits of a chunk's size */
    EXTENSION,   /* after them, up to the CR */
    SIZE_LF,     /* that ends the line of the size */
    DATA,        /* `left` bytes of it */
    DATA_CR,     /* behind the data */
    DATA_LF,     /* likewise */
    TRAILER,     /* at the beginning of a line of the trailers */
    TRAILER_ROW, /* in it */
    TRAILER_LF,  /* that ends it */
    LAST_LF,     /* that ends the body */
    OVER
};

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static int take_size(struct fs_http_chunks *chunks, char c, struct fs_http_fault *fault)
{
    int digit = hex(c);
    if (digit >= 0 && chunks->digits < 15) {
        chunks->left = chunks->left * 16 + (uint64_t)digit;
        chunks->digits++;
        return 0;
    }
    if (digit >= 0 || !chunks->digits || (c != ';' && c != '\r'))
        return fs_http_fault_set(fault, 400,
                                 "a chunk's size is malformed; expected 1 to 15 hexadecimal digits");
    chunks->state = c == '\r' ? SIZE_LF : EXTENSION;
    return 0;
}

static int take_extension(struct fs_http_chunks *chunks, char c, struct fs_http_fault *fault)
{
    if (c == '\r')
        chunks->state = SIZE_LF;
    else if (!fs_http_is_value(&c, 1))
        return fs_http_fault_set(fault, 400, "a chunk's extension has a control character");
    return 0;
}

static int take_trailer(struct fs_http_chunks *chunks, char c, struct fs_http_fault *fault)
{
    if (++chunks->line > FS_HTTP_TRAILER_MAX)
        return fs_http_fault_set(fault, 400, "the trailer fields are longer than %d bytes",
                                 FS_HTTP_TRAILER_MAX);
    if (chunks->state == TRAILER) {
        chunks->named = 0;
        chunks->state = c == '\r' ? LAST_LF : TRAILER_ROW;
        return c == '\r' || fs_http_is_token(&c, 1)
                   ? 0
                   : fs_http_fault_set(fault, 400, "a trailer field is malformed; expected NAME: VALUE");
    }
    if (!chunks->named && c != ':' && !fs_http_is_token(&c, 1))
        return fs_http_fault_set(fault, 400, "a trailer field is malformed; expected NAME: VALUE");
    if (c == '\r')
        chunks->state = TRAILER_LF;
    else if (chunks->named && !fs_http_is_value(&c, 1))
        return fs_http_fault_set(fault, 400, "a trailer field has a control character");
    chunks->named |= c == ':';
    return 0;
}

/* The one byte that may stand here; then `next`. */
static int take_exact(struct fs_http_chunks *chunks, char c, char expected, uint8_t next,
                      struct fs_http_fault *fault)
{
    chunks->state = next;
    return c == expected ? 0 : fs_http_fault_set(fault, 400, "a chunk or its line does not end in CR LF");
}

static int take_byte(struct fs_http_chunks *chunks, char c, struct fs_http_fault *fault)
{
    switch (chunks->state) {
    case SIZE:
    case EXTENSION:
        if (++chunks->line > FS_HTTP_CHUNK_LINE)
            return fs_http_fault_set(fault, 400, "a chunk's size and extensions are longer than %d bytes",
                                     FS_HTTP_CHUNK_LINE);
        return chunks->state == SIZE ? take_size(chunks, c, fault) : take_extension(chunks, c, fault);
    case SIZE_LF:
        chunks->line = 0;
        return take_exact(chunks, c, '\n', chunks->left ? DATA : TRAILER, fault);
    case DATA_CR:
        return take_exact(chunks, c, '\r', DATA_LF, fault);
    case DATA_LF:
        chunks->digits = 0;
        chunks->line = 0;
        return take_exact(chunks, c, '\n', SIZE, fault);
    case TRAILER:
    case TRAILER_ROW:
        return take_trailer(chunks, c, fault);
    case TRAILER_LF:
        return take_exact(chunks, c, '\n', TRAILER, fault);
    default:
        return take_exact(chunks, c, '\n', OVER, fault);
    }
}

int fs_http_chunks_take(struct fs_http_chunks *chunks, const char *data, size_t size, size_t *taken,
                        const char **piece, size_t *piece_size, struct fs_http_fault *fault)
{
    size_t at = 0;
    *piece_size = 0;
    *piece = data;
    while (at < size && chunks->state != OVER && chunks->state != DATA)
        if (take_byte(chunks, data[at++], fault)) {
            *taken = at;
            return -1;
        }
    if (chunks->state == DATA && at < size) {
        size_t here = size - at < chunks->left ? size - at : (size_t)chunks->left;
        *piece = data + at;
        *piece_size = here;
        at += here;
        chunks->left -= here;
        if (!chunks->left)
            chunks->state = DATA_CR;
    }
    *taken = at;
    return chunks->state == OVER;
}
