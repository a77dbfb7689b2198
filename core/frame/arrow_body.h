/*
 * arrow_body.h: the bodies of record batches: bounds, decompression, alignment. Inside this room.
 */
#ifndef FINSMART_FRAME_ARROW_BODY_H
#define FINSMART_FRAME_ARROW_BODY_H

#include "frame/arrow_format.h"
#include "frame/flatbuf.h"
#include "frame/frame.h"

/* What the reading of one file or stream shares. */
struct arrow_reading {
    struct fs_buffer *owner; /* holds the bodies and may be kept by columns; NULL: they must be copied */
    int64_t left;            /* bytes that decoded columns may still take; INT64_MAX: no limit */
    int single;              /* there is one record batch: columns may point into it */
};

/* Accounts for memory about to be taken; -1 with FS_E_LIMIT when it is more than is left. */
int arrow_charge(struct arrow_reading *reading, int64_t bytes);

/* A RecordBatch whose vectors and body are in bounds. */
struct arrow_batch {
    int64_t rows;
    const uint8_t *nodes, *spans, *variadic; /* unaligned */
    uint32_t node_count, span_count, variadic_count;
    int codec; /* ARROW_CODEC_..., -1 for none */
    const uint8_t *body;
    int64_t body_size;
    int64_t body_origin; /* offset of the body in the user's file */
};

/* Where a reader stands in a batch. */
struct arrow_cursor {
    struct arrow_reading *reading;
    const struct arrow_batch *batch;
    const char *column; /* for messages */
    uint32_t node, span, variadic;
};

/* Bytes of one buffer, aligned to 8. */
struct arrow_bytes {
    const uint8_t *bytes;
    size_t size;
    struct fs_buffer *owner; /* holds them when they are not in the body itself; unref */
};

int arrow_batch_read(struct arrow_batch *batch, const struct fs_fb_table *table, const uint8_t *body,
                     int64_t body_size, int64_t body_origin);
/* The next node; checks 0 <= null_count <= length. */
int arrow_next_node(struct arrow_cursor *cursor, struct arrow_node *node);
/* The next buffer, decompressed when need be, at least `needed` bytes long. */
int arrow_next_bytes(struct arrow_cursor *cursor, uint64_t needed, struct arrow_bytes *out);
/* The next of variadicBufferCounts. */
int arrow_next_variadic(struct arrow_cursor *cursor, int64_t *count);

#endif
