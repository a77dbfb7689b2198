/*
 * frame.h: columnar tables.
 *
 * A frame is a set of named columns of equal length. Columns are immutable once in a frame and share their
 * memory by reference count, so select, slice and rename copy nothing. Memory comes from the heap or from a
 * mapped Arrow file; who reads a column cannot tell. Not thread-safe to build; safe to read and to ref/unref
 * from any thread.
 */
#ifndef FINSMART_FRAME_FRAME_H
#define FINSMART_FRAME_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* What a column holds. The in-memory layout equals Arrow's, except that booleans are one byte each. */
enum fs_type {
    FS_F64 = 1, /* double; missing is NaN, a bitmap is never needed */
    FS_I64,     /* int64_t */
    FS_I32,     /* int32_t */
    FS_BOOL,    /* uint8_t 0 or 1 */
    FS_TIME,    /* int64_t nanoseconds since 1970-01-01T00:00:00Z; `zone` says how to show it */
    FS_STRING   /* int32_t code into `dict`; text is UTF-8 */
};

/* Memory that columns share. */
struct fs_buffer;
/* Heap memory of `size` bytes, 64-byte aligned, not cleared; NULL with an error. */
struct fs_buffer *fs_buffer_new(size_t size);
/* Foreign memory: release(owner) (which may be NULL) is called with the last unref. NULL with an error
 * (release is then called). */
struct fs_buffer *fs_buffer_wrap(void *data, size_t size, void (*release)(void *owner), void *owner);
/* A file's bytes: a regular file is mapped read-only (nothing is read yet; it must not be truncated in place
 * while the buffer lives), anything else (a pipe) is read whole. NULL with an error that names the path. */
struct fs_buffer *fs_buffer_map(const char *path);
struct fs_buffer *fs_buffer_ref(struct fs_buffer *buffer);
void fs_buffer_unref(struct fs_buffer *buffer);
void *fs_buffer_data(struct fs_buffer *buffer);
size_t fs_buffer_size(const struct fs_buffer *buffer);
/* Says that bytes of the buffer were read and will hardly be read again: a mapped file's pages there no longer count as
 * memory of this process (and come back from the file when touched). Other buffers, and NULL, stay as they are. */
void fs_buffer_done(struct fs_buffer *buffer, const void *from, size_t size);

/* The distinct texts of a string column, in order of first appearance; shared by reference count. */
struct fs_dict;
struct fs_dict *fs_dict_new(void);
struct fs_dict *fs_dict_ref(struct fs_dict *dict);
void fs_dict_unref(struct fs_dict *dict);
/* The code of a text, added if new; -1 with an error when out of memory or of codes. Only while the
 * dictionary is being built, by one thread. */
int32_t fs_dict_put(struct fs_dict *dict, const char *text, size_t length);
/* The code of a text, -1 if it is not there (no error). */
int32_t fs_dict_find(const struct fs_dict *dict, const char *text, size_t length);
/* NUL-terminated, valid as long as the dictionary; NULL for a code out of range. `length` may be NULL. */
const char *fs_dict_get(const struct fs_dict *dict, int32_t code, size_t *length);
int32_t fs_dict_count(const struct fs_dict *dict);

struct fs_column {
    const char *name;        /* owned by the frame */
    uint8_t type;            /* enum fs_type */
    int64_t length;          /* rows */
    const void *data;        /* the values, naturally aligned */
    const uint8_t *validity; /* Arrow's bitmap, bit i (LSB first) of byte i/8 set where the value is there;
                                NULL: all are */
    int64_t validity_offset; /* bit of row 0 */
    int64_t
        null_count; /* missing rows (for FS_F64: those that the bitmap marked when read; NaN is the truth) */
    struct fs_dict *dict;    /* FS_STRING: the texts */
    const char *zone;        /* FS_TIME: IANA zone to show it in, or NULL for UTC; owned by the frame */
    struct fs_buffer *owner; /* keeps `data` alive */
    struct fs_buffer *validity_owner;
};

struct fs_frame;

/* An empty frame of no columns; NULL with an error. One reference, the caller's. */
struct fs_frame *fs_frame_new(void);
struct fs_frame *fs_frame_ref(struct fs_frame *frame);
void fs_frame_unref(struct fs_frame *frame);

int64_t fs_frame_rows(const struct fs_frame *frame);
int fs_frame_columns(const struct fs_frame *frame);
/* By position or by exact name; NULL when there is none (no error). Borrowed, valid as long as the frame. */
const struct fs_column *fs_frame_column(const struct fs_frame *frame, int index);
const struct fs_column *fs_frame_find(const struct fs_frame *frame, const char *name);
int fs_frame_index(const struct fs_frame *frame, const char *name); /* -1 when there is none */
/* As fs_frame_find(), but an absent column is FS_E_NOT_FOUND naming the columns there are and the nearest
 * name. */
const struct fs_column *fs_frame_require(const struct fs_frame *frame, const char *name);

/* Adds a column: takes over one reference of column->owner, ->validity_owner and ->dict (each may be NULL,
 * dict not for FS_STRING), also when it fails; copies name and zone. All columns must be of one length. -1
 * with an error: FS_E_CONFLICT for a name twice, FS_E_INPUT for a wrong length or type. */
int fs_frame_add(struct fs_frame *frame, const struct fs_column *column);
/* Adds a column of another frame as it is, sharing its memory; `name` NULL keeps its name. */
int fs_frame_add_shared(struct fs_frame *frame, const struct fs_column *column, const char *name);
/* Adds a column of `rows` uninitialised values for the caller to fill before anybody else sees the frame.
 * *data is its memory. `dict` may be NULL unless FS_STRING (its reference is taken, also on failure). */
int fs_frame_add_new(struct fs_frame *frame, const char *name, int type, int64_t rows, struct fs_dict *dict,
                     void **data);
/* Gives a column of a frame under construction a bitmap: one bit a row, set = there; buffer's reference is
 * taken (also on failure). `bitmap` NULL: every row is there. */
int fs_frame_set_validity(struct fs_frame *frame, int index, struct fs_buffer *bitmap, int64_t null_count);
/* Says in which zone an FS_TIME column of a frame under construction is shown; NULL for UTC. */
int fs_frame_set_zone(struct fs_frame *frame, int index, const char *zone);

/* Texts that travel with a frame, through Arrow files and streams too: "symbol" = "AAPL". Set replaces, NULL
 * value removes; only while the frame is under construction. */
int fs_frame_meta_set(struct fs_frame *frame, const char *key, const char *value);
/* NULL when there is none (no error). Borrowed, valid as long as the frame. */
const char *fs_frame_meta_get(const struct fs_frame *frame, const char *key);
/* How many there are, and the key and value at a position, in order of setting; -1 when out of range. */
int fs_frame_meta_count(const struct fs_frame *frame);
int fs_frame_meta_at(const struct fs_frame *frame, int index, const char **key, const char **value);
/* Sets all of `from`'s texts on `frame`. */
int fs_frame_meta_copy(struct fs_frame *frame, const struct fs_frame *from);

/* Is row `i` of the column missing (bitmap clear, or NaN in FS_F64)? */
int fs_column_is_null(const struct fs_column *column, int64_t i);
/* Bytes of one value of a type; 0 for what is no type. */
size_t fs_type_size(int type);
/* "f64", "i64", "i32", "bool", "timestamp", "string" */
const char *fs_type_name(int type);

#endif
