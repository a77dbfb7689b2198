/*
 * arrow_encode.h: from the rows of a frame to the buffers of a record batch. Inside this room.
 */
#ifndef FINSMART_FRAME_ARROW_ENCODE_H
#define FINSMART_FRAME_ARROW_ENCODE_H

#include "frame/arrow.h"
#include "frame/arrow_format.h"

/* One buffer of a body. */
struct arrow_out {
    const void *bytes; /* in the frame, or in `owner` */
    size_t size;
    struct fs_buffer *owner;
};

/* The body of one batch, being put together. */
struct arrow_body {
    struct arrow_out *outs;
    int out_count, out_capacity;
    struct arrow_node *nodes;
    int node_count, node_capacity;
    int compression; /* enum fs_arrow_compression */
    int nan_as_null;
};

/* Which texts of a string column are in use, and the codes that they are written under. */
struct arrow_codes {
    int32_t *written; /* by code: the code written, -1 where not in use; NULL: all are used and written as
                         they are */
    int32_t count;    /* texts written */
};

/* Looks through the codes of the column's rows. 0, or -1 with an error (a code that the dictionary does not
 * have). */
int arrow_codes_find(struct arrow_codes *codes, const struct fs_column *column);
void arrow_codes_clear(struct arrow_codes *codes);
/* Appends rows of a column; `codes` for string columns. */
int arrow_body_add(struct arrow_body *body, const struct fs_column *column, const struct arrow_codes *codes,
                   int64_t from, int64_t rows);
/* Appends the texts of a dictionary as a utf8 array. */
int arrow_body_add_texts(struct arrow_body *body, const struct fs_dict *dict,
                         const struct arrow_codes *codes);
/* Compresses what was appended, when asked to. */
int arrow_body_finish(struct arrow_body *body);
/* Forgets the content, for the next batch. */
void arrow_body_reset(struct arrow_body *body);
void arrow_body_clear(struct arrow_body *body);

/* In arrow_write.c: the frame as a whole stream, or as a whole file. */
int arrow_write_all(const struct fs_frame *frame, fs_arrow_sink sink, void *context,
                    const struct fs_arrow_write_options *options, int is_file);

#endif
