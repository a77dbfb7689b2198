#include "store/map.h"

#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "frame/ops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void clear_bit(uint8_t *bits, int64_t i)
{
    bits[i / 8] &= (uint8_t) ~(1u << (i % 8));
}

/* A bitmap of `rows` set bits. */
static struct fs_buffer *all_there(int64_t rows)
{
    struct fs_buffer *bits = fs_buffer_new((size_t)rows / 8 + 1);
    if (bits)
        memset(fs_buffer_data(bits), 0xff, (size_t)rows / 8 + 1);
    return bits;
}

/* Adds a column under construction its bitmap, or lets go of it where every row is there. */
static int finish(struct fs_frame *out, struct fs_buffer *bits, int64_t nulls)
{
    if (nulls)
        return fs_frame_set_validity(out, fs_frame_columns(out) - 1, bits, nulls);
    fs_buffer_unref(bits);
    return 0;
}

/* Times that count from a midnight; those outside the day and the one after it are missing. */
static int dated(const struct fs_map_output *o, const struct fs_column *from, struct fs_frame *out)
{
    const double *values = from->data;
    struct fs_buffer *bits = all_there(from->length);
    void *data;
    int64_t first, next, nulls = 0;
    if (!bits || fs_zone_to_utc(o->zone, o->midnight, FS_ZONE_FIRST, &first) != 0 ||
        fs_zone_to_utc(o->zone, o->midnight + 2 * FS_NS_PER_DAY, FS_ZONE_FIRST, &next) != 0 ||
        fs_frame_add_new(out, o->name, FS_TIME, from->length, NULL, &data) != 0) {
        fs_buffer_unref(bits);
        return -1;
    }
    int steady = next - first == 2 * FS_NS_PER_DAY; /* no clock is changed meanwhile */
    for (int64_t i = 0; i < from->length; i++) {
        double since = values[i] * o->unit;
        int64_t *time = (int64_t *)data + i;
        if (!(since >= 0 && since < 2.0 * (double)FS_NS_PER_DAY)) {
            *time = 0;
            clear_bit(fs_buffer_data(bits), i);
            nulls++;
        } else if (steady) {
            *time = first + llround(since);
        } else if (fs_zone_to_utc(o->zone, o->midnight + llround(since), FS_ZONE_FIRST, time) != 0) {
            fs_buffer_unref(bits);
            return -1;
        }
    }
    return finish(out, bits, nulls);
}

static int scaled(const struct fs_map_output *o, const struct fs_column *from, struct fs_frame *out)
{
    void *data;
    if (fs_frame_add_new(out, o->name, FS_F64, from->length, NULL, &data) != 0)
        return -1;
    for (int64_t i = 0; i < from->length; i++) {
        double value = ((const double *)from->data)[i];
        ((double *)data)[i] = o->none > 0 && fabs(value) >= o->none ? (double)NAN : value / o->divisor;
    }
    return 0;
}

static int constant(const struct fs_map_output *o, int64_t rows, struct fs_frame *out)
{
    struct fs_dict *dict = fs_dict_new();
    void *data;
    if (!dict || fs_dict_put(dict, o->value, strlen(o->value)) < 0) {
        fs_dict_unref(dict);
        return -1;
    }
    if (fs_frame_add_new(out, o->name, FS_STRING, rows, dict, &data) != 0)
        return -1;
    memset(data, 0, (size_t)rows * sizeof(int32_t));
    return 0;
}

/* What each text of the file becomes: a code, or LEFT_OUT. */
enum { LEFT_OUT = -2 };

static int32_t *word_codes(const struct fs_map_output *o, const struct fs_dict *from, struct fs_dict *to)
{
    int32_t count = fs_dict_count(from), *codes = malloc(((size_t)count + 1) * sizeof *codes);
    if (!codes) {
        fs_error_nomem();
        return NULL;
    }
    for (int32_t c = 0; c < count; c++) {
        size_t length;
        const char *text = fs_dict_get(from, c, &length);
        const struct fs_map_word *word = o->words, *end = o->words + o->word_count;
        while (word < end && strcmp(word->from, text) != 0)
            word++;
        if (word < end && !word->to)
            codes[c] = LEFT_OUT;
        else if ((codes[c] = word < end ? fs_dict_put(to, word->to, strlen(word->to))
                                        : fs_dict_put(to, text, length)) < 0) {
            free(codes);
            return NULL;
        }
    }
    return codes;
}

static int worded(const struct fs_map_output *o, const struct fs_column *from, struct fs_frame *out,
                  uint8_t *keep)
{
    struct fs_dict *dict = fs_dict_new();
    int32_t *codes = dict ? word_codes(o, from->dict, dict) : NULL;
    struct fs_buffer *bits = codes ? all_there(from->length) : NULL;
    void *data;
    int64_t nulls = 0;
    if (!bits) {
        free(codes);
        fs_dict_unref(dict);
        return -1;
    }
    if (fs_frame_add_new(out, o->name, FS_STRING, from->length, dict, &data) != 0) {
        free(codes);
        fs_buffer_unref(bits);
        return -1;
    }
    for (int64_t i = 0; i < from->length; i++) {
        int missing = fs_column_is_null(from, i);
        int32_t code = missing ? 0 : codes[((const int32_t *)from->data)[i]];
        if (missing) {
            clear_bit(fs_buffer_data(bits), i);
            nulls++;
        }
        keep[i] &= code != LEFT_OUT;
        ((int32_t *)data)[i] = code < 0 ? 0 : code;
    }
    free(codes);
    return finish(out, bits, nulls);
}

/* Texts that say yes or no. */
static int boolean(const struct fs_map_output *o, const struct fs_column *from, struct fs_frame *out,
                   uint8_t *keep)
{
    void *data;
    if (fs_frame_add_new(out, o->name, FS_BOOL, from->length, NULL, &data) != 0)
        return -1;
    for (int64_t i = 0; i < from->length; i++) {
        const char *text =
            fs_column_is_null(from, i) ? "" : fs_dict_get(from->dict, ((const int32_t *)from->data)[i], NULL);
        const char *to = text;
        for (int w = 0; w < o->word_count; w++)
            if (!strcmp(o->words[w].from, text)) {
                to = o->words[w].to;
                break;
            }
        keep[i] &= to != NULL;
        ((uint8_t *)data)[i] = to && !strcmp(to, "true");
    }
    return 0;
}

static int make_output(const struct fs_map_output *o, const struct fs_frame *raw, struct fs_frame *out,
                       uint8_t *keep)
{
    const struct fs_column *from = o->from ? fs_frame_find(raw, o->from) : NULL;
    if (!from)
        return constant(o, fs_frame_rows(raw), out);
    if (o->dated)
        return dated(o, from, out);
    if (o->type == FS_F64 && (o->divisor != 1 || o->none > 0))
        return scaled(o, from, out);
    if (o->type == FS_BOOL && from->type == FS_STRING)
        return boolean(o, from, out, keep);
    return o->word_count ? worded(o, from, out, keep) : fs_frame_add_shared(out, from, o->name);
}

/* A column as the loop over rows wants it: memory of its own, -1 for missing texts. */
static int make_field(const struct fs_column *column, const char *name, int is_output,
                      struct fs_map_field *field)
{
    size_t size = fs_type_size(column->type);
    *field = (struct fs_map_field){.name = name,
                                   .is_text = column->type == FS_STRING,
                                   .is_output = is_output,
                                   .dict = fs_dict_ref(column->dict)};
    if (!(field->data = malloc((size_t)column->length * size + 1)))
        return fs_error_nomem();
    if (column->length)
        memcpy(field->data, column->data, (size_t)column->length * size);
    for (int64_t i = 0; field->is_text && i < column->length; i++)
        if (fs_column_is_null(column, i))
            ((int32_t *)field->data)[i] = -1;
    return 0;
}

/* A field as a column; what it owns goes into the frame. */
static int field_column(struct fs_map_field *field, int64_t rows, struct fs_frame *out)
{
    struct fs_buffer *bits = all_there(rows),
                     *owner = bits ? fs_buffer_wrap(field->data, (size_t)rows, free, field->data) : NULL;
    int64_t nulls = 0;
    if (bits)
        field->data = NULL; /* the buffer's, or freed */
    if (!owner) {
        fs_buffer_unref(bits);
        return -1;
    }
    int32_t *codes = fs_buffer_data(owner);
    for (int64_t i = 0; field->is_text && i < rows; i++)
        if (codes[i] < 0) {
            codes[i] = 0;
            clear_bit(fs_buffer_data(bits), i);
            nulls++;
        }
    struct fs_column column = {.name = field->name,
                               .type = field->is_text ? FS_STRING : FS_F64,
                               .length = rows,
                               .data = codes,
                               .dict = field->dict,
                               .owner = owner,
                               .validity = nulls ? fs_buffer_data(bits) : NULL,
                               .validity_owner = nulls ? fs_buffer_ref(bits) : NULL,
                               .null_count = nulls};
    field->dict = NULL;
    fs_buffer_unref(bits);
    return fs_frame_add(out, &column);
}

static int in_loop(const struct fs_column *column)
{
    return column->type == FS_F64 || column->type == FS_STRING;
}

/* Lets the mapping's own function go through the rows; the frame with what it made of them. */
static struct fs_frame *go_through(const struct fs_import_map *map, const struct fs_map_plan *plan,
                                   const struct fs_frame *raw, struct fs_frame *made, uint8_t *keep,
                                   int64_t *at)
{
    int columns = fs_frame_columns(made), count = 0, result = 0;
    int64_t rows = fs_frame_rows(made);
    struct fs_map_field *fields = calloc((size_t)(columns + plan->use_count) + 1, sizeof *fields);
    struct fs_frame *out = fields ? fs_frame_new() : NULL;
    if (!fields)
        fs_error_nomem();
    result = out ? 0 : -1;
    for (int k = 0; k < columns && result == 0; k++)
        if (in_loop(fs_frame_column(made, k)))
            result =
                make_field(fs_frame_column(made, k), fs_frame_column(made, k)->name, 1, &fields[count++]);
    for (int k = 0; k < plan->use_count && result == 0; k++)
        result = make_field(fs_frame_find(raw, plan->uses[k].name), plan->uses[k].name, 0, &fields[count++]);
    if (result == 0)
        result = map->rows(map->context, fields, count, rows, keep, at);
    for (int k = 0, next = 0; k < columns && result == 0; k++)
        result = in_loop(fs_frame_column(made, k)) ? field_column(&fields[next++], rows, out)
                                                   : fs_frame_add_shared(out, fs_frame_column(made, k), NULL);
    for (int k = 0; k < count; k++) {
        free(fields[k].data);
        fs_dict_unref(fields[k].dict);
    }
    free(fields);
    if (result == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

/* The rows that are kept, and which they were. */
static struct fs_frame *filter(struct fs_frame *made, const uint8_t *keep, int64_t **rows)
{
    int64_t all = fs_frame_rows(made), count = 0;
    if (!(*rows = malloc(((size_t)all + 1) * sizeof **rows))) {
        fs_error_nomem();
        return NULL;
    }
    for (int64_t i = 0; i < all; i++)
        if (keep[i])
            (*rows)[count++] = i;
    return count == all ? fs_frame_ref(made) : fs_frame_take(made, *rows, count);
}

struct fs_frame *fs_map_convert(const struct fs_import_map *map, const struct fs_map_plan *plan,
                                const struct fs_frame *raw, int64_t **rows, int64_t *at)
{
    struct fs_frame *made = fs_frame_new(), *out = NULL;
    uint8_t *keep = malloc((size_t)fs_frame_rows(raw) + 1);
    int result = made ? 0 : -1;
    *rows = NULL;
    *at = -1;
    if (keep)
        memset(keep, 1, (size_t)fs_frame_rows(raw));
    else
        result = fs_error_nomem();
    for (int k = 0; k < plan->output_count && result == 0; k++)
        result = make_output(&plan->outputs[k], raw, made, keep);
    if (result == 0 && plan->has_rows) {
        struct fs_frame *changed = go_through(map, plan, raw, made, keep, at);
        fs_frame_unref(made);
        made = changed;
        result = made ? 0 : -1;
    }
    if (result == 0)
        out = plan->levels.count ? fs_map_expand(&plan->levels, raw, made, rows) : filter(made, keep, rows);
    fs_frame_unref(made);
    free(keep);
    return out;
}
