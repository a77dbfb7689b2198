/*
 * flatbuf.h: as much of FlatBuffers as Arrow's metadata needs, read with every offset checked, and built.
 *
 * Reading: a failure is noted once in the struct fs_fb (with the thread's error, which names the offset), and
 * every accessor then answers "absent". So a reader takes what it wants and asks `failed` at the end, before
 * it believes any of it. Nothing is copied; texts and vectors point into the bytes. The bytes may lie at any
 * alignment.
 *
 * Building: tables and vectors are laid down from the back to the front, children first, and named by their
 * distance from the end (an fs_fb_ref, never 0). Running out of memory is noted in `failed`.
 */
#ifndef FINSMART_FRAME_FLATBUF_H
#define FINSMART_FRAME_FLATBUF_H

#include <stddef.h>
#include <stdint.h>

/* Bytes under inspection. */
struct fs_fb {
    const uint8_t *bytes;
    size_t size;    /* at most INT32_MAX */
    int64_t origin; /* offset of bytes[0] in the user's file, for messages */
    int failed;     /* something was out of bounds; the thread's error says what and where */
};

/* A checked table; `at` 0 means that it is absent. */
struct fs_fb_table {
    struct fs_fb *fb;
    uint32_t at;          /* offset of the table */
    uint32_t vtable;      /* offset of its vtable */
    uint32_t vtable_size; /* bytes */
    uint32_t size;        /* bytes of the table itself */
};

/* A checked vector; absent reads as empty. */
struct fs_fb_vector {
    struct fs_fb *fb;
    uint32_t at; /* offset of the first item */
    uint32_t count;
};

/* The table that the buffer begins with. */
struct fs_fb_table fs_fb_root(struct fs_fb *fb);
/* Fields of a table by their number in the schema; `otherwise` is the schema's default. */
uint8_t fs_fb_u8(const struct fs_fb_table *table, int field, uint8_t otherwise);
int16_t fs_fb_i16(const struct fs_fb_table *table, int field, int16_t otherwise);
int32_t fs_fb_i32(const struct fs_fb_table *table, int field, int32_t otherwise);
int64_t fs_fb_i64(const struct fs_fb_table *table, int field, int64_t otherwise);
struct fs_fb_table fs_fb_child(const struct fs_fb_table *table, int field);
/* NUL-terminated; NULL when absent. `length` may be NULL. */
const char *fs_fb_text(const struct fs_fb_table *table, int field, size_t *length);
/* A vector of items of `item_size` bytes: structs or scalars, or 4 for tables. */
struct fs_fb_vector fs_fb_items(const struct fs_fb_table *table, int field, size_t item_size);
/* Item `i` of a vector of tables. */
struct fs_fb_table fs_fb_item(const struct fs_fb_vector *vector, uint32_t i);
/* Where item `i` of a vector of structs lies (unaligned), for memcpy. */
const uint8_t *fs_fb_struct(const struct fs_fb_vector *vector, uint32_t i, size_t item_size);
/* Notes a failure found by the caller at an offset of the buffer: "<what> at offset N". */
void fs_fb_fail(struct fs_fb *fb, uint32_t at, const char *what);

typedef uint32_t fs_fb_ref;

enum { FS_FB_FIELDS = 16 }; /* the most fields a built table has */

struct fs_fb_builder {
    uint8_t *bytes; /* what is built fills the last `used` of `capacity` bytes; owned */
    size_t capacity, used;
    size_t alignment;             /* the largest asked for so far */
    uint32_t slots[FS_FB_FIELDS]; /* of the open table: each field's distance from the end, 0 = absent */
    size_t table_end;             /* `used` when the open table was started */
    int fields;
    int failed; /* out of memory; the thread's error is set */
};

/* Frees what the builder holds; a zeroed builder is a fresh one. */
void fs_fb_builder_clear(struct fs_fb_builder *builder);
fs_fb_ref fs_fb_put_text(struct fs_fb_builder *builder, const char *text, size_t length);
/* `items` are laid down as they are; `alignment` is that of their largest member. */
fs_fb_ref fs_fb_put_structs(struct fs_fb_builder *builder, const void *items, uint32_t count,
                            size_t item_size, size_t alignment);
fs_fb_ref fs_fb_put_refs(struct fs_fb_builder *builder, const fs_fb_ref *refs, uint32_t count);
/* One table at a time: its children are built before fs_fb_start(). A reference 0 is left out. */
void fs_fb_start(struct fs_fb_builder *builder);
void fs_fb_add_u8(struct fs_fb_builder *builder, int field, uint8_t value);
void fs_fb_add_i16(struct fs_fb_builder *builder, int field, int16_t value);
void fs_fb_add_i32(struct fs_fb_builder *builder, int field, int32_t value);
void fs_fb_add_i64(struct fs_fb_builder *builder, int field, int64_t value);
void fs_fb_add_ref(struct fs_fb_builder *builder, int field, fs_fb_ref ref);
fs_fb_ref fs_fb_end(struct fs_fb_builder *builder);
/* The finished bytes (valid until the builder is cleared), padded to 8; NULL with an error when it failed. */
const uint8_t *fs_fb_finish(struct fs_fb_builder *builder, fs_fb_ref root, size_t *size);

#endif
