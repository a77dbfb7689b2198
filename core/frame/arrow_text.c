#include "frame/arrow_decode.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* What codes texts, one after another. */
struct coder {
    const char *column;
    struct fs_dict *dict;
    const char *last; /* runs of one text are common: they are not looked up again */
    size_t last_length;
    int32_t last_code;
};

static int code_text(struct coder *coder, const char *text, size_t length, int64_t row, int32_t *code)
{
    if (coder->last && length == coder->last_length && memcmp(text, coder->last, length) == 0) {
        *code = coder->last_code;
        return 0;
    }
    int32_t known = fs_dict_count(coder->dict);
    *code = fs_dict_put(coder->dict, text, length);
    if (*code < 0)
        return -1;
    if (*code == known && !fs_utf8_valid(text, length))
        return fs_error_set(FS_E_INPUT, "column '%s', row %lld: the text is not UTF-8", coder->column,
                            (long long)row + 1);
    coder->last = text;
    coder->last_length = length;
    coder->last_code = *code;
    return 0;
}

static int decode_offsets(struct coder *coder, int width, const uint8_t *offsets,
                          const struct arrow_bytes *texts, int64_t first_row, int64_t rows,
                          const uint8_t *present, int32_t *codes)
{
    const int32_t *narrow = (const int32_t *)(const void *)offsets;
    const int64_t *wide = (const int64_t *)(const void *)offsets;
    for (int64_t i = 0; i < rows; i++) {
        int64_t from = width == 32 ? narrow[i] : wide[i], to = width == 32 ? narrow[i + 1] : wide[i + 1];
        codes[i] = 0;
        if (!arrow_bit(present, i))
            continue;
        if (from < 0 || to < from || (uint64_t)to > texts->size)
            return fs_error_set(FS_E_INPUT, "column '%s', row %lld: text from %lld to %lld of %zu bytes",
                                coder->column, (long long)(first_row + i + 1), (long long)from, (long long)to,
                                texts->size);
        const char *text = texts->size ? (const char *)texts->bytes + from : "";
        if (code_text(coder, text, (size_t)(to - from), first_row + i, &codes[i]) != 0)
            return -1;
    }
    return 0;
}

enum { VIEW_SIZE = 16, VIEW_INLINE = 12 }; /* a view, and the longest text that lies in the view itself */

static int decode_views(struct coder *coder, const uint8_t *views, const struct arrow_bytes *texts,
                        int64_t text_count, int64_t first_row, int64_t rows, const uint8_t *present,
                        int32_t *codes)
{
    for (int64_t i = 0; i < rows; i++) {
        const uint8_t *view = views + i * VIEW_SIZE;
        int32_t length, buffer, offset;
        memcpy(&length, view, 4);
        memcpy(&buffer, view + 8, 4);
        memcpy(&offset, view + 12, 4);
        codes[i] = 0;
        if (!arrow_bit(present, i))
            continue;
        const uint8_t *text = view + 4;
        if (length > VIEW_INLINE) {
            if (buffer < 0 || buffer >= text_count || offset < 0 || (size_t)offset > texts[buffer].size ||
                (size_t)length > texts[buffer].size - (size_t)offset)
                return fs_error_set(FS_E_INPUT, "column '%s', row %lld: a text view outside its buffers",
                                    coder->column, (long long)(first_row + i + 1));
            text = texts[buffer].bytes + offset;
        }
        if (length < 0)
            return fs_error_set(FS_E_INPUT, "column '%s', row %lld: a text view of length %d", coder->column,
                                (long long)(first_row + i + 1), length);
        if (code_text(coder, (const char *)text, (size_t)length, first_row + i, &codes[i]) != 0)
            return -1;
    }
    return 0;
}

static int decode_view_array(struct coder *coder, struct arrow_cursor *cursor, int64_t first_row,
                             int64_t rows, const uint8_t *present, int32_t *codes)
{
    struct arrow_bytes views = {NULL, 0, NULL}, *texts = NULL;
    int64_t count = 0, loaded = 0;
    int rc = -1;
    if (arrow_next_bytes(cursor, (uint64_t)rows * VIEW_SIZE, &views) != 0 ||
        arrow_next_variadic(cursor, &count) != 0)
        goto done;
    texts = calloc((size_t)count + 1, sizeof *texts);
    if (!texts) {
        fs_error_nomem();
        goto done;
    }
    for (; loaded < count; loaded++)
        if (arrow_next_bytes(cursor, 0, &texts[loaded]) != 0)
            goto done;
    rc = decode_views(coder, views.bytes, texts, count, first_row, rows, present, codes);
done:
    for (int64_t i = 0; i < loaded; i++)
        fs_buffer_unref(texts[i].owner);
    free(texts);
    fs_buffer_unref(views.owner);
    return rc;
}

int arrow_decode_texts(const struct arrow_value *value, struct arrow_cursor *cursor, struct fs_dict *dict,
                       int64_t first_row, int64_t rows, const uint8_t *present, int32_t *codes)
{
    struct coder coder = {.column = cursor->column, .dict = dict};
    if (value->kind == KIND_VIEW)
        return decode_view_array(&coder, cursor, first_row, rows, present, codes);
    struct arrow_bytes offsets, texts;
    /* An empty array may come without its one offset. */
    uint64_t needed = rows ? ((uint64_t)rows + 1) * (uint64_t)value->width / 8 : 0;
    if (arrow_next_bytes(cursor, needed, &offsets) != 0)
        return -1;
    int rc = arrow_next_bytes(cursor, 0, &texts);
    if (rc == 0)
        rc = decode_offsets(&coder, value->width, offsets.bytes, &texts, first_row, rows, present, codes);
    fs_buffer_unref(offsets.owner);
    fs_buffer_unref(texts.owner); /* NULL when it could not be read */
    return rc;
}
