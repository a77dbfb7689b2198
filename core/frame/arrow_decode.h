/*
 * arrow_decode.h: from the buffers of record batches to the values of a column. Inside this room.
 */
#ifndef FINSMART_FRAME_ARROW_DECODE_H
#define FINSMART_FRAME_ARROW_DECODE_H

#include "frame/arrow_body.h"
#include "frame/arrow_schema.h"

/* A column being filled, batch after batch. */
struct arrow_column {
    int type;         /* enum fs_type */
    int64_t rows;     /* filled */
    int64_t capacity; /* rows that there is room for */
    const void *data; /* in `owner` */
    struct fs_buffer *owner;
    struct fs_buffer *bitmap; /* NULL while nothing is missing; else room for `capacity` bits */
    const uint8_t *validity;  /* in `bitmap` */
    int64_t null_count;
    struct fs_dict *dict; /* FS_STRING: the texts that `data` codes; owned */
};

/* The values of one dictionary id, as the stream has them now. */
struct arrow_dictionary {
    int64_t id;
    struct arrow_value value;
    struct arrow_column values;
};

/* Gives a zeroed column its type, and a string column a dictionary: `dict` (a reference is taken) or a new
 * one. */
int arrow_column_init(struct arrow_column *column, int type, struct fs_dict *dict);
/* Makes room for `rows` in all. */
int arrow_column_reserve(struct arrow_column *column, struct arrow_reading *reading, int64_t rows);
/* Forgets the rows, not the texts: codes that were given out stay right. */
void arrow_column_restart(struct arrow_column *column);
void arrow_column_clear(struct arrow_column *column);
/* Appends the next array of the batch; it must have `rows` values. `may_keep`: the column may point into the
 * batch. */
int arrow_column_append(struct arrow_column *column, const struct arrow_value *value,
                        struct arrow_cursor *cursor, int64_t rows, int may_keep);
/* The same of an array of indices into a dictionary. */
int arrow_column_append_encoded(struct arrow_column *column, const struct arrow_value *index,
                                const struct arrow_dictionary *dictionary, struct arrow_cursor *cursor,
                                int64_t rows, int may_keep);

/* Shared between arrow_decode.c, arrow_values.c and arrow_text.c: */
/* Is the bit of row `i` set? A NULL bitmap has all bits set. */
static inline int arrow_bit(const uint8_t *bitmap, int64_t i)
{
    return !bitmap || ((bitmap[i / 8] >> (i % 8)) & 1);
}
/* Codes of `rows` texts (KIND_TEXT, KIND_VIEW) into `codes`; `present` is the array's bitmap or NULL. */
int arrow_decode_texts(const struct arrow_value *value, struct arrow_cursor *cursor, struct fs_dict *dict,
                       int64_t first_row, int64_t rows, const uint8_t *present, int32_t *codes);
/* `rows` values that are not texts into `values`, of type `type`; doubles that are not `present` become NaN. */
int arrow_decode_values(const struct arrow_value *value, struct arrow_cursor *cursor, const uint8_t *bytes,
                        const uint8_t *present, int64_t first_row, int64_t rows, int type, void *values);

#endif
