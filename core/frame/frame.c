#include "frame/frame.h"

#include "base/error.h"
#include "base/nearest.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct meta {
    char *key, *value;
};

struct fs_frame {
    atomic_int references;
    int64_t rows;
    int count, capacity;
    struct fs_column *columns; /* name and zone are the frame's own copies */
    uint32_t *hashes;          /* of the names: a wide frame is searched without touching each name */
    int meta_count, meta_capacity;
    struct meta *meta;
};

struct fs_frame *fs_frame_new(void)
{
    struct fs_frame *frame = calloc(1, sizeof *frame);
    if (!frame) {
        fs_error_nomem();
        return NULL;
    }
    atomic_init(&frame->references, 1);
    return frame;
}

struct fs_frame *fs_frame_ref(struct fs_frame *frame)
{
    if (frame)
        atomic_fetch_add_explicit(&frame->references, 1, memory_order_relaxed);
    return frame;
}

static void drop_memory(const struct fs_column *column)
{
    fs_buffer_unref(column->owner);
    fs_buffer_unref(column->validity_owner);
    fs_dict_unref(column->dict);
}

void fs_frame_unref(struct fs_frame *frame)
{
    if (!frame || atomic_fetch_sub_explicit(&frame->references, 1, memory_order_acq_rel) != 1)
        return;
    for (int i = 0; i < frame->count; i++) {
        drop_memory(&frame->columns[i]);
        free((void *)frame->columns[i].name);
        free((void *)frame->columns[i].zone);
    }
    for (int i = 0; i < frame->meta_count; i++) {
        free(frame->meta[i].key);
        free(frame->meta[i].value);
    }
    free(frame->columns);
    free(frame->hashes);
    free(frame->meta);
    free(frame);
}

int64_t fs_frame_rows(const struct fs_frame *frame)
{
    return frame->rows;
}

int fs_frame_columns(const struct fs_frame *frame)
{
    return frame->count;
}

const struct fs_column *fs_frame_column(const struct fs_frame *frame, int index)
{
    return index < 0 || index >= frame->count ? NULL : &frame->columns[index];
}

static uint32_t hash_name(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

int fs_frame_index(const struct fs_frame *frame, const char *name)
{
    uint32_t hash = hash_name(name);
    for (int i = 0; i < frame->count; i++)
        if (frame->hashes[i] == hash && strcmp(frame->columns[i].name, name) == 0)
            return i;
    return -1;
}

const struct fs_column *fs_frame_find(const struct fs_frame *frame, const char *name)
{
    return fs_frame_column(frame, fs_frame_index(frame, name));
}

/* The names that there are, as far as they fit. */
static void list_names(const struct fs_frame *frame, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < frame->count; i++) {
        const char *name = frame->columns[i].name;
        if (used + strlen(name) + 8 >= size) {
            snprintf(text + used, size - used, ", ...");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", name);
    }
}

const struct fs_column *fs_frame_require(const struct fs_frame *frame, const char *name)
{
    const struct fs_column *found = fs_frame_find(frame, name);
    if (found)
        return found;
    char listed[512] = "no columns";
    list_names(frame, listed, sizeof listed);
    fs_error_set(FS_E_NOT_FOUND, "no column '%s'; the frame has %s", name, listed);
    const char **names = calloc((size_t)frame->count + 1, sizeof *names);
    for (int i = 0; names && i < frame->count; i++)
        names[i] = frame->columns[i].name;
    const char *nearest = names ? fs_nearest(name, names, frame->count) : NULL;
    if (nearest)
        fs_error_hint("did you mean '%s'?", nearest);
    free(names);
    return NULL;
}

static int make_room(struct fs_frame *frame)
{
    if (frame->count < frame->capacity)
        return 0;
    int capacity = frame->capacity ? frame->capacity * 2 : 8;
    struct fs_column *columns = realloc(frame->columns, (size_t)capacity * sizeof *columns);
    if (!columns)
        return fs_error_nomem();
    frame->columns = columns;
    uint32_t *hashes = realloc(frame->hashes, (size_t)capacity * sizeof *hashes);
    if (!hashes)
        return fs_error_nomem();
    frame->hashes = hashes;
    frame->capacity = capacity;
    return 0;
}

static int check_column(const struct fs_frame *frame, const struct fs_column *column)
{
    if (fs_type_size(column->type) == 0)
        return fs_error_set(FS_E_INPUT, "column '%s': %d is no column type", column->name, column->type);
    if (column->type == FS_STRING && !column->dict)
        return fs_error_set(FS_E_INPUT, "column '%s': a string column needs a dictionary", column->name);
    if (column->length < 0)
        return fs_error_set(FS_E_INPUT, "column '%s': a length of %lld rows", column->name,
                            (long long)column->length);
    if (fs_frame_index(frame, column->name) >= 0)
        return fs_error_set(FS_E_CONFLICT, "column '%s' is there twice", column->name);
    if (frame->count > 0 && column->length != frame->rows)
        return fs_error_set(FS_E_INPUT, "column '%s' has %lld rows; the frame has %lld", column->name,
                            (long long)column->length, (long long)frame->rows);
    return 0;
}

int fs_frame_add(struct fs_frame *frame, const struct fs_column *column)
{
    char *name = NULL, *zone = NULL;
    if (check_column(frame, column) != 0 || make_room(frame) != 0) {
        drop_memory(column);
        return -1;
    }
    name = strdup(column->name);
    zone = column->zone ? strdup(column->zone) : NULL;
    if (!name || (column->zone && !zone)) {
        free(name);
        free(zone);
        drop_memory(column);
        return fs_error_nomem();
    }
    struct fs_column *own = &frame->columns[frame->count];
    *own = *column;
    own->name = name;
    own->zone = zone;
    frame->hashes[frame->count] = hash_name(name);
    frame->rows = column->length;
    frame->count++;
    return 0;
}

int fs_frame_add_shared(struct fs_frame *frame, const struct fs_column *column, const char *name)
{
    struct fs_column shared = *column;
    if (name)
        shared.name = name;
    fs_buffer_ref(shared.owner);
    fs_buffer_ref(shared.validity_owner);
    fs_dict_ref(shared.dict);
    return fs_frame_add(frame, &shared);
}

int fs_frame_add_new(struct fs_frame *frame, const char *name, int type, int64_t rows, struct fs_dict *dict,
                     void **data)
{
    size_t size = fs_type_size(type), bytes = 0;
    struct fs_column column = {.name = name, .type = (uint8_t)type, .length = rows, .dict = dict};
    if (size > 0 && rows > 0 && __builtin_mul_overflow((size_t)rows, size, &bytes)) {
        fs_dict_unref(dict);
        return fs_error_set(FS_E_LIMIT, "column '%s': %lld rows are too many", name, (long long)rows);
    }
    column.owner = fs_buffer_new(bytes);
    if (!column.owner) {
        fs_dict_unref(dict);
        return -1;
    }
    column.data = *data = fs_buffer_data(column.owner);
    return fs_frame_add(frame, &column);
}

int fs_frame_set_validity(struct fs_frame *frame, int index, struct fs_buffer *bitmap, int64_t null_count)
{
    const char *wrong = index < 0 || index >= frame->count                                 ? "no such column"
                        : bitmap && fs_buffer_size(bitmap) < (size_t)(frame->rows + 7) / 8 ? "a short bitmap"
                                                                                           : NULL;
    if (wrong) {
        fs_buffer_unref(bitmap);
        return fs_error_set(FS_E_INPUT, "validity of column %d: %s", index, wrong);
    }
    struct fs_column *column = &frame->columns[index];
    fs_buffer_unref(column->validity_owner);
    column->validity_owner = bitmap;
    column->validity = bitmap ? fs_buffer_data(bitmap) : NULL;
    column->validity_offset = 0;
    column->null_count = bitmap ? null_count : 0;
    return 0;
}

int fs_frame_set_zone(struct fs_frame *frame, int index, const char *zone)
{
    if (index < 0 || index >= frame->count || frame->columns[index].type != FS_TIME)
        return fs_error_set(FS_E_INPUT, "column %d is no timestamp column: it has no zone", index);
    char *copy = zone ? strdup(zone) : NULL;
    if (zone && !copy)
        return fs_error_nomem();
    free((void *)frame->columns[index].zone);
    frame->columns[index].zone = copy;
    return 0;
}

static int meta_index(const struct fs_frame *frame, const char *key)
{
    for (int i = 0; i < frame->meta_count; i++)
        if (strcmp(frame->meta[i].key, key) == 0)
            return i;
    return -1;
}

static void meta_remove(struct fs_frame *frame, int index)
{
    free(frame->meta[index].key);
    free(frame->meta[index].value);
    frame->meta_count--;
    memmove(frame->meta + index, frame->meta + index + 1,
            (size_t)(frame->meta_count - index) * sizeof *frame->meta);
}

int fs_frame_meta_set(struct fs_frame *frame, const char *key, const char *value)
{
    int index = meta_index(frame, key);
    if (!value) {
        if (index >= 0)
            meta_remove(frame, index);
        return 0;
    }
    char *copy = strdup(value);
    if (!copy)
        return fs_error_nomem();
    if (index >= 0) {
        free(frame->meta[index].value);
        frame->meta[index].value = copy;
        return 0;
    }
    if (frame->meta_count == frame->meta_capacity) {
        int capacity = frame->meta_capacity ? frame->meta_capacity * 2 : 4;
        struct meta *meta = realloc(frame->meta, (size_t)capacity * sizeof *meta);
        if (!meta) {
            free(copy);
            return fs_error_nomem();
        }
        frame->meta = meta;
        frame->meta_capacity = capacity;
    }
    char *name = strdup(key);
    if (!name) {
        free(copy);
        return fs_error_nomem();
    }
    frame->meta[frame->meta_count++] = (struct meta){name, copy};
    return 0;
}

const char *fs_frame_meta_get(const struct fs_frame *frame, const char *key)
{
    int index = meta_index(frame, key);
    return index < 0 ? NULL : frame->meta[index].value;
}

int fs_frame_meta_count(const struct fs_frame *frame)
{
    return frame->meta_count;
}

int fs_frame_meta_at(const struct fs_frame *frame, int index, const char **key, const char **value)
{
    if (index < 0 || index >= frame->meta_count)
        return -1;
    *key = frame->meta[index].key;
    *value = frame->meta[index].value;
    return 0;
}

int fs_frame_meta_copy(struct fs_frame *frame, const struct fs_frame *from)
{
    for (int i = 0; i < from->meta_count; i++)
        if (fs_frame_meta_set(frame, from->meta[i].key, from->meta[i].value) != 0)
            return -1;
    return 0;
}

int fs_column_is_null(const struct fs_column *column, int64_t i)
{
    if (column->type == FS_F64) {
        double value = ((const double *)column->data)[i];
        return value != value;
    }
    if (!column->validity)
        return 0;
    int64_t bit = column->validity_offset + i;
    return !((column->validity[bit / 8] >> (bit % 8)) & 1);
}

size_t fs_type_size(int type)
{
    switch (type) {
    case FS_F64:
    case FS_I64:
    case FS_TIME:
        return 8;
    case FS_I32:
    case FS_STRING:
        return 4;
    case FS_BOOL:
        return 1;
    default:
        return 0;
    }
}

const char *fs_type_name(int type)
{
    static const char *const names[] = {"none", "f64", "i64", "i32", "bool", "timestamp", "string"};
    return type >= 0 && type <= FS_STRING ? names[type] : names[0];
}
