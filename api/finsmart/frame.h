/*
 * frame.h: rows in columns, for what events cannot say: a source's tables, or a history handed over at once.
 *
 * A plugin makes a frame, fills its columns in place and publishes it. The frames of an instance are parts of one table:
 * all have the names and types of the first. Since 1.1.
 */
#ifndef FINSMART_FRAME_H
#define FINSMART_FRAME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fs_context;
struct fs_table_frame; /* a frame on its way from a plugin; the host's */

/* fs_frame_column.type: what data() points to, for each row */
#define FS_COLUMN_F64  1u /* double; missing is NaN */
#define FS_COLUMN_I64  2u /* int64_t */
#define FS_COLUMN_I32  3u /* int32_t */
#define FS_COLUMN_BOOL 4u /* uint8_t, 0 or 1 */
#define FS_COLUMN_TIME 5u /* int64_t, nanoseconds since 1970 UTC */
#define FS_COLUMN_TEXT 6u /* text() and set_text(); has no data() */

struct fs_frame_column {
    const char *name; /* UTF-8, not empty, once in a frame; copied */
    uint32_t type;    /* FS_COLUMN_* */
    uint32_t reserved;
};

/* The services of frames, fs_host.frames. All on the instance's thread, sources only. */
struct fs_frame_table {
    uint32_t struct_size; /* of the host's table */
    uint32_t reserved;
    /* A frame of `rows` rows, 1 or more: numbers are 0, texts missing. The context owns it until publish() or drop();
     * what is left after stop is a leak, as of alloc(). NULL with error(). */
    struct fs_table_frame *(*create)(struct fs_context *ctx, const struct fs_frame_column *columns,
                                     uint32_t count, uint64_t rows);
    /* The values of a column, to write and to read, aligned to 64 bytes; until publish() or drop(). NULL with error() for
     * a column of texts, or one that is not there. */
    void *(*data)(struct fs_table_frame *frame, uint32_t column);
    /* Sets a text, copied: UTF-8. -1 with error(). */
    int32_t (*set_text)(struct fs_table_frame *frame, uint32_t column, uint64_t row, const char *text);
    /* The text of a row, until the next set_text(); NULL where it is missing, and for what is not there. */
    const char *(*text)(struct fs_table_frame *frame, uint32_t column, uint64_t row);
    /* Says that a row has no value in the column, whatever stands there. -1 with error(). */
    int32_t (*set_missing)(struct fs_table_frame *frame, uint32_t column, uint64_t row);
    /* Hands the frame over; it is the host's from here on, also on failure. Waits while the consumer is behind. -1 when
     * the instance is being stopped, and with error() where columns differ from the first frame's or a bool is neither
     * 0 nor 1. */
    int32_t (*publish)(struct fs_table_frame *frame);
    /* Throws a frame away; NULL is allowed. In stop too. */
    void (*drop)(struct fs_table_frame *frame);
};

#ifdef __cplusplus
}
#endif
#endif
