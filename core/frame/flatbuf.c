#include "frame/flatbuf.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Little-endian loads and stores from any alignment: the build is for little-endian machines only. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Arrow's bytes are little-endian");

/* ---- reading ---- */

void fs_fb_fail(struct fs_fb *fb, uint32_t at, const char *what)
{
    if (!fb->failed)
        fs_error_set(FS_E_INPUT, "malformed Arrow metadata: %s at offset %lld", what,
                     (long long)fb->origin + (long long)at);
    fb->failed = 1;
}

static uint32_t load_u32(const struct fs_fb *fb, uint32_t at)
{
    uint32_t value;
    memcpy(&value, fb->bytes + at, sizeof value);
    return value;
}

static uint32_t load_u16(const struct fs_fb *fb, uint32_t at)
{
    uint16_t value;
    memcpy(&value, fb->bytes + at, sizeof value);
    return value;
}

/* Do `size` bytes lie at `at`? */
static int inside(const struct fs_fb *fb, uint64_t at, uint64_t size)
{
    return at <= fb->size && size <= fb->size - at;
}

static struct fs_fb_table absent_table(struct fs_fb *fb)
{
    return (struct fs_fb_table){fb, 0, 0, 0, 0};
}

static struct fs_fb_table table_at(struct fs_fb *fb, uint64_t at)
{
    struct fs_fb_table table = absent_table(fb);
    if (!inside(fb, at, 4)) {
        fs_fb_fail(fb, (uint32_t)(at < fb->size ? at : fb->size), "a table beyond the end");
        return table;
    }
    int32_t back = (int32_t)load_u32(fb, (uint32_t)at);
    int64_t vtable = (int64_t)at - back;
    if (vtable < 0 || !inside(fb, (uint64_t)vtable, 4)) {
        fs_fb_fail(fb, (uint32_t)at, "a table whose vtable lies outside");
        return table;
    }
    uint32_t vtable_size = load_u16(fb, (uint32_t)vtable), size = load_u16(fb, (uint32_t)vtable + 2);
    if (vtable_size < 4 || vtable_size % 2 != 0 || !inside(fb, (uint64_t)vtable, vtable_size)) {
        fs_fb_fail(fb, (uint32_t)vtable, "a vtable of impossible size");
        return table;
    }
    if (size < 4 || !inside(fb, at, size)) {
        fs_fb_fail(fb, (uint32_t)vtable + 2, "a table of impossible size");
        return table;
    }
    return (struct fs_fb_table){fb, (uint32_t)at, (uint32_t)vtable, vtable_size, size};
}

struct fs_fb_table fs_fb_root(struct fs_fb *fb)
{
    if (fb->size < 8 || fb->size > INT32_MAX) {
        fs_fb_fail(fb, 0, "too short or too long a block");
        return absent_table(fb);
    }
    return table_at(fb, load_u32(fb, 0));
}

/* Offset of a field's value of `width` bytes, 0 when it is absent. */
static uint32_t field_at(const struct fs_fb_table *table, int field, uint32_t width)
{
    uint32_t slot = 4 + 2 * (uint32_t)field;
    if (table->at == 0 || table->fb->failed || slot + 2 > table->vtable_size)
        return 0;
    uint32_t offset = load_u16(table->fb, table->vtable + slot);
    if (offset == 0)
        return 0;
    if (offset < 4 || offset + width > table->size) {
        fs_fb_fail(table->fb, table->vtable + slot, "a field outside its table");
        return 0;
    }
    return table->at + offset;
}

uint8_t fs_fb_u8(const struct fs_fb_table *table, int field, uint8_t otherwise)
{
    uint32_t at = field_at(table, field, 1);
    return at ? table->fb->bytes[at] : otherwise;
}

int16_t fs_fb_i16(const struct fs_fb_table *table, int field, int16_t otherwise)
{
    uint32_t at = field_at(table, field, 2);
    return at ? (int16_t)load_u16(table->fb, at) : otherwise;
}

int32_t fs_fb_i32(const struct fs_fb_table *table, int field, int32_t otherwise)
{
    uint32_t at = field_at(table, field, 4);
    return at ? (int32_t)load_u32(table->fb, at) : otherwise;
}

int64_t fs_fb_i64(const struct fs_fb_table *table, int field, int64_t otherwise)
{
    uint32_t at = field_at(table, field, 8);
    if (at)
        memcpy(&otherwise, table->fb->bytes + at, sizeof otherwise);
    return otherwise;
}

struct fs_fb_table fs_fb_child(const struct fs_fb_table *table, int field)
{
    uint32_t at = field_at(table, field, 4);
    return at ? table_at(table->fb, (uint64_t)at + load_u32(table->fb, at)) : absent_table(table->fb);
}

struct fs_fb_vector fs_fb_items(const struct fs_fb_table *table, int field, size_t item_size)
{
    struct fs_fb_vector vector = {table->fb, 0, 0};
    uint32_t at = field_at(table, field, 4);
    if (!at)
        return vector;
    uint64_t start = (uint64_t)at + load_u32(table->fb, at);
    if (!inside(table->fb, start, 4)) {
        fs_fb_fail(table->fb, at, "a vector beyond the end");
        return vector;
    }
    uint32_t count = load_u32(table->fb, (uint32_t)start);
    if (!inside(table->fb, start + 4, (uint64_t)count * item_size)) {
        fs_fb_fail(table->fb, (uint32_t)start, "a vector longer than its block");
        return vector;
    }
    vector.at = (uint32_t)start + 4;
    vector.count = count;
    return vector;
}

const char *fs_fb_text(const struct fs_fb_table *table, int field, size_t *length)
{
    struct fs_fb_vector vector = fs_fb_items(table, field, 1);
    if (length)
        *length = vector.count;
    if (vector.at == 0)
        return NULL;
    if (!inside(table->fb, (uint64_t)vector.at + vector.count, 1) ||
        table->fb->bytes[vector.at + vector.count] != 0) {
        fs_fb_fail(table->fb, vector.at, "a text without its ending zero");
        return NULL;
    }
    return (const char *)table->fb->bytes + vector.at;
}

struct fs_fb_table fs_fb_item(const struct fs_fb_vector *vector, uint32_t i)
{
    if (i >= vector->count || vector->fb->failed)
        return absent_table(vector->fb);
    uint32_t at = vector->at + 4 * i;
    return table_at(vector->fb, (uint64_t)at + load_u32(vector->fb, at));
}

const uint8_t *fs_fb_struct(const struct fs_fb_vector *vector, uint32_t i, size_t item_size)
{
    return vector->fb->bytes + vector->at + (size_t)i * item_size;
}

/* ---- building ---- */

void fs_fb_builder_clear(struct fs_fb_builder *builder)
{
    free(builder->bytes);
    *builder = (struct fs_fb_builder){.bytes = NULL};
}

/* Makes room for `size` more bytes in front. */
static int reserve(struct fs_fb_builder *builder, size_t size)
{
    if (builder->failed)
        return -1;
    if (size <= builder->capacity - builder->used)
        return 0;
    size_t capacity = builder->capacity ? builder->capacity * 2 : 1024;
    while (capacity - builder->used < size)
        capacity *= 2;
    uint8_t *bytes = capacity > INT32_MAX ? NULL : malloc(capacity);
    if (!bytes) {
        builder->failed = 1;
        return fs_error_nomem();
    }
    if (builder->used > 0)
        memcpy(bytes + capacity - builder->used, builder->bytes + builder->capacity - builder->used,
               builder->used);
    free(builder->bytes);
    builder->bytes = bytes;
    builder->capacity = capacity;
    return 0;
}

static void push(struct fs_fb_builder *builder, const void *bytes, size_t size)
{
    if (size == 0 || reserve(builder, size) != 0)
        return;
    builder->used += size;
    uint8_t *to = builder->bytes + builder->capacity - builder->used;
    if (bytes)
        memcpy(to, bytes, size);
    else
        memset(to, 0, size);
}

/* Pads so that after `size` more bytes the position is a multiple of `alignment` from the end. */
static void align(struct fs_fb_builder *builder, size_t size, size_t alignment)
{
    if (alignment > builder->alignment)
        builder->alignment = alignment;
    push(builder, NULL, (alignment - (builder->used + size) % alignment) % alignment);
}

static void push_u32(struct fs_fb_builder *builder, uint32_t value)
{
    push(builder, &value, sizeof value);
}

fs_fb_ref fs_fb_put_text(struct fs_fb_builder *builder, const char *text, size_t length)
{
    align(builder, length + 1 + 4, 4);
    push(builder, NULL, 1);
    push(builder, text, length);
    push_u32(builder, (uint32_t)length);
    return (fs_fb_ref)builder->used;
}

fs_fb_ref fs_fb_put_structs(struct fs_fb_builder *builder, const void *items, uint32_t count,
                            size_t item_size, size_t alignment)
{
    size_t size = count * item_size;
    align(builder, size,
          alignment > 4 ? alignment : 4); /* the items are aligned; the count stands before them */
    push(builder, items, size);
    push_u32(builder, count);
    return (fs_fb_ref)builder->used;
}

/* A reference as FlatBuffers writes it: the distance forward from where it stands. */
static void push_ref(struct fs_fb_builder *builder, fs_fb_ref ref)
{
    align(builder, 4, 4);
    push_u32(builder, (uint32_t)(builder->used + 4 - ref));
}

fs_fb_ref fs_fb_put_refs(struct fs_fb_builder *builder, const fs_fb_ref *refs, uint32_t count)
{
    align(builder, 4 * (size_t)count + 4, 4);
    for (uint32_t i = count; i-- > 0;)
        push_ref(builder, refs[i]);
    push_u32(builder, count);
    return (fs_fb_ref)builder->used;
}

void fs_fb_start(struct fs_fb_builder *builder)
{
    memset(builder->slots, 0, sizeof builder->slots);
    builder->fields = 0;
    builder->table_end = builder->used;
}

static void note_field(struct fs_fb_builder *builder, int field)
{
    builder->slots[field] = (uint32_t)builder->used;
    if (field >= builder->fields)
        builder->fields = field + 1;
}

static void add_scalar(struct fs_fb_builder *builder, int field, const void *value, size_t size)
{
    align(builder, size, size);
    push(builder, value, size);
    note_field(builder, field);
}

void fs_fb_add_u8(struct fs_fb_builder *builder, int field, uint8_t value)
{
    add_scalar(builder, field, &value, sizeof value);
}

void fs_fb_add_i16(struct fs_fb_builder *builder, int field, int16_t value)
{
    add_scalar(builder, field, &value, sizeof value);
}

void fs_fb_add_i32(struct fs_fb_builder *builder, int field, int32_t value)
{
    add_scalar(builder, field, &value, sizeof value);
}

void fs_fb_add_i64(struct fs_fb_builder *builder, int field, int64_t value)
{
    add_scalar(builder, field, &value, sizeof value);
}

void fs_fb_add_ref(struct fs_fb_builder *builder, int field, fs_fb_ref ref)
{
    if (ref == 0)
        return;
    push_ref(builder, ref);
    note_field(builder, field);
}

fs_fb_ref fs_fb_end(struct fs_fb_builder *builder)
{
    align(builder, 4, 4);
    push_u32(builder, 0); /* the distance to the vtable, known below */
    size_t table = builder->used;
    uint16_t vtable[2 + FS_FB_FIELDS];
    uint16_t size = (uint16_t)(4 + 2 * builder->fields);
    vtable[0] = size;
    vtable[1] = (uint16_t)(table - builder->table_end);
    for (int i = 0; i < builder->fields; i++)
        vtable[2 + i] = builder->slots[i] ? (uint16_t)(table - builder->slots[i]) : 0;
    align(builder, size, 2);
    push(builder, vtable, size);
    if (builder->failed)
        return 0;
    int32_t back = (int32_t)(builder->used - table); /* the vtable stands right before the table */
    memcpy(builder->bytes + builder->capacity - table, &back, sizeof back);
    return (fs_fb_ref)table;
}

const uint8_t *fs_fb_finish(struct fs_fb_builder *builder, fs_fb_ref root, size_t *size)
{
    align(builder, 4, builder->alignment > 8 ? builder->alignment : 8);
    push_ref(builder, root);
    if (builder->failed)
        return NULL;
    *size = builder->used;
    return builder->bytes + builder->capacity - builder->used;
}
