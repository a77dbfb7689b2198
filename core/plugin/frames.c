#include "plugin/frames.h"

#include "base/utf8.h"
#include "frame/frame.h"
#include "plugin/context.h"
#include "plugin/feed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FS_COLUMN_F64 == FS_F64 && FS_COLUMN_I64 == FS_I64 && FS_COLUMN_I32 == FS_I32 &&
                   FS_COLUMN_BOOL == FS_BOOL && FS_COLUMN_TIME == FS_TIME && FS_COLUMN_TEXT == FS_STRING,
               "the types of plugins' columns are those of frames");

struct filled {
    void *data;               /* the frame's */
    struct fs_dict *dict;     /* the frame's; texts only, code -1 is missing until publish() */
    struct fs_buffer *bitmap; /* ours until publish(); NULL: none is missing */
    int64_t missing;
};

struct fs_table_frame {
    struct fs_table_frame *next; /* of the context's */
    struct fs_context *context;
    struct fs_frame *frame;
    int count;
    struct filled columns[];
};

static void free_frame(struct fs_table_frame *f)
{
    for (int i = 0; i < f->count; i++)
        fs_buffer_unref(f->columns[i].bitmap);
    fs_frame_unref(f->frame);
    free(f);
}

int fs_frames_sweep(struct fs_context *context)
{
    int count = 0;
    for (; context->frames; count++) {
        struct fs_table_frame *f = context->frames;
        context->frames = f->next;
        free_frame(f);
    }
    return count;
}

/* Takes a frame off the context's list. 0 for one that is not there, which is a breach. */
static int unlink_frame(struct fs_context *context, struct fs_table_frame *frame)
{
    struct fs_table_frame **at = &context->frames;
    while (*at && *at != frame)
        at = &(*at)->next;
    if (!*at)
        return 0;
    *at = frame->next;
    return 1;
}

static int add_column(struct fs_table_frame *f, const struct fs_frame_column *column, int64_t rows)
{
    if (!column->name || !*column->name || !fs_utf8_valid(column->name, strlen(column->name)))
        return fs_error_set(FS_E_PLUGIN, "frame: columns[%d].name is %s; expected a text in UTF-8", f->count,
                            column->name ? "empty or not UTF-8" : "NULL");
    size_t size = fs_type_size((int)column->type);
    if (column->type > FS_COLUMN_TEXT || !size)
        return fs_error_set(FS_E_PLUGIN, "frame: column '%s' has type %u; expected FS_COLUMN_*", column->name,
                            column->type);
    struct filled *filled = &f->columns[f->count];
    if (column->type == FS_COLUMN_TEXT && !(filled->dict = fs_dict_new()))
        return -1;
    if (fs_frame_add_new(f->frame, column->name, (int)column->type, rows, filled->dict, &filled->data))
        return -1;
    memset(filled->data, filled->dict ? 0xff : 0, size * (size_t)rows);
    f->count++;
    return 0;
}

static struct fs_table_frame *create(struct fs_context *ctx, const struct fs_frame_column *columns,
                                     uint32_t count, uint64_t rows)
{
    if (!fs_context_enter(ctx, "frames->create"))
        return NULL;
    struct fs_table_frame *f = NULL;
    if (!ctx->feed)
        fs_error_set(FS_E_PLUGIN, "frames are for sources");
    else if (!columns || !count || count > 10000 || !rows || rows > INT32_MAX)
        fs_error_set(FS_E_PLUGIN,
                     "frame: %u columns of %llu rows; expected 1 to 10000 columns and 1 to %d rows",
                     columns ? count : 0, (unsigned long long)rows, INT32_MAX);
    else if (!(f = calloc(1, sizeof *f + count * sizeof *f->columns)))
        fs_error_nomem();
    if (!f) {
        fs_context_keep_error(ctx);
        return NULL;
    }
    f->context = ctx;
    int status = (f->frame = fs_frame_new()) ? 0 : -1;
    for (uint32_t i = 0; i < count && status == 0; i++)
        status = add_column(f, &columns[i], (int64_t)rows);
    if (status) {
        free_frame(f);
        fs_context_keep_error(ctx);
        return NULL;
    }
    f->next = ctx->frames;
    ctx->frames = f;
    return f;
}

/* The column, or NULL with the plugin's error. */
static struct filled *column_of(struct fs_table_frame *f, uint32_t column, uint64_t row, const char *function,
                                int text)
{
    if (!fs_context_enter(f->context, function))
        return NULL;
    if (column >= (uint32_t)f->count || row >= (uint64_t)fs_frame_rows(f->frame))
        fs_error_set(FS_E_PLUGIN, "%s: row %llu of column %u; the frame has %lld rows and %d columns",
                     function, (unsigned long long)row, column, (long long)fs_frame_rows(f->frame), f->count);
    else if (text >= 0 && text != (f->columns[column].dict != NULL))
        fs_error_set(FS_E_PLUGIN, "%s: column '%s' is of type %s", function,
                     fs_frame_column(f->frame, (int)column)->name,
                     fs_type_name(fs_frame_column(f->frame, (int)column)->type));
    else
        return &f->columns[column];
    fs_context_keep_error(f->context);
    return NULL;
}

static void *data(struct fs_table_frame *f, uint32_t column)
{
    struct filled *c = column_of(f, column, 0, "frames->data", 0);
    return c ? c->data : NULL;
}

static int32_t set_text(struct fs_table_frame *f, uint32_t column, uint64_t row, const char *text)
{
    struct filled *c = column_of(f, column, row, "frames->set_text", 1);
    if (!c)
        return -1;
    size_t length = text ? strlen(text) : 0;
    int32_t code = -1;
    if (!text || !fs_utf8_valid(text, length))
        fs_error_set(FS_E_INPUT, "frames->set_text: the text for row %llu of column '%s' is %s",
                     (unsigned long long)row, fs_frame_column(f->frame, (int)column)->name,
                     text ? "not UTF-8" : "NULL; set_missing() says that there is none");
    else
        code = fs_dict_put(c->dict, text, length);
    if (code < 0)
        return fs_context_keep_error(f->context);
    ((int32_t *)c->data)[row] = code;
    return 0;
}

static const char *text(struct fs_table_frame *f, uint32_t column, uint64_t row)
{
    struct filled *c = column_of(f, column, row, "frames->text", 1);
    return c ? fs_dict_get(c->dict, ((const int32_t *)c->data)[row], NULL) : NULL;
}

/* A bitmap in which all rows are there, unless there is one. -1 with an error. */
static int need_bitmap(struct filled *c, int64_t rows)
{
    size_t size = ((size_t)rows + 7) / 8;
    if (c->bitmap)
        return 0;
    if (!(c->bitmap = fs_buffer_new(size)))
        return -1;
    memset(fs_buffer_data(c->bitmap), 0xff, size);
    return 0;
}

static void clear_bit(struct filled *c, uint64_t row)
{
    uint8_t *byte = (uint8_t *)fs_buffer_data(c->bitmap) + row / 8, bit = (uint8_t)(1u << row % 8);
    c->missing += (*byte & bit) != 0;
    *byte &= (uint8_t)~bit;
}

static int32_t set_missing(struct fs_table_frame *f, uint32_t column, uint64_t row)
{
    struct filled *c = column_of(f, column, row, "frames->set_missing", -1);
    if (!c)
        return -1;
    int type = fs_frame_column(f->frame, (int)column)->type;
    if (type == FS_STRING) {
        ((int32_t *)c->data)[row] = -1;
    } else if (type == FS_F64) {
        ((double *)c->data)[row] = (double)NAN;
    } else {
        if (need_bitmap(c, fs_frame_rows(f->frame)))
            return fs_context_keep_error(f->context);
        clear_bit(c, row);
    }
    return 0;
}

/* Brings a column into the form that frames have. -1 with an error. */
static int finish(struct fs_table_frame *f, int index)
{
    struct filled *c = &f->columns[index];
    const struct fs_column *column = fs_frame_column(f->frame, index);
    for (int64_t i = 0; i < column->length && column->type == FS_BOOL; i++)
        if (((const uint8_t *)c->data)[i] > 1)
            return fs_error_set(FS_E_PLUGIN, "frames->publish: row %lld of '%s' is %u; a bool is 0 or 1",
                                (long long)i, column->name, ((const uint8_t *)c->data)[i]);
    int32_t *codes = c->data;
    for (int64_t i = 0; c->dict && i < column->length; i++) {
        if (codes[i] >= 0)
            continue;
        if (need_bitmap(c, column->length) ||
            (fs_dict_count(c->dict) == 0 && fs_dict_put(c->dict, "", 0) < 0))
            return -1;
        clear_bit(c, (uint64_t)i);
        codes[i] = 0;
    }
    struct fs_buffer *bitmap = c->bitmap;
    c->bitmap = NULL;
    return bitmap ? fs_frame_set_validity(f->frame, index, bitmap, c->missing) : 0;
}

static int32_t publish(struct fs_table_frame *f)
{
    struct fs_context *context = f->context;
    if (!fs_context_enter(context, "frames->publish"))
        return -1;
    if (!unlink_frame(context, f)) {
        fs_context_breach(context, "frames->publish() was given a frame that is not the instance's");
        return -1;
    }
    int status = 0;
    for (int i = 0; i < f->count && status == 0; i++)
        status = finish(f, i);
    if (status)
        fs_context_keep_error(context);
    else
        status = fs_feed_put_frame(context, f->frame);
    free_frame(f);
    return status;
}

static void drop(struct fs_table_frame *f)
{
    if (!f || !fs_context_enter(f->context, "frames->drop"))
        return;
    if (unlink_frame(f->context, f))
        free_frame(f);
    else
        fs_context_breach(f->context, "frames->drop() was given a frame that is not the instance's");
}

const struct fs_frame_table *fs_frame_services(void)
{
    static const struct fs_frame_table table = {.struct_size = sizeof table,
                                                .create = create,
                                                .data = data,
                                                .set_text = set_text,
                                                .text = text,
                                                .set_missing = set_missing,
                                                .publish = publish,
                                                .drop = drop};
    return &table;
}
