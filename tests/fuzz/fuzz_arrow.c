/* Any bytes as an Arrow file or stream: read by copy and in place, every value touched, written and read
 * again. */
#include "frame/arrow.h"

#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static volatile uint64_t seen; /* so that the reads are not optimised away */

static void touch(const struct fs_frame *frame)
{
    uint64_t sum = 0;
    for (int c = 0; c < fs_frame_columns(frame); c++) {
        const struct fs_column *column = fs_frame_column(frame, c);
        const uint8_t *bytes = column->data;
        size_t size = fs_type_size(column->type);
        for (int64_t i = 0; i < column->length; i++) {
            sum += bytes[(size_t)i * size] + bytes[(size_t)i * size + size - 1];
            if (column->type == FS_STRING && !fs_column_is_null(column, i)) {
                size_t length;
                const char *text = fs_dict_get(column->dict, ((const int32_t *)column->data)[i], &length);
                if (!text || text[length] != 0)
                    abort();
                sum += (unsigned char)text[0];
            } else
                sum += (uint64_t)fs_column_is_null(column, i);
        }
    }
    seen += sum;
}

static void write_and_read(const struct fs_frame *frame)
{
    static const struct fs_arrow_write_options options[] = {
        {.compression = FS_ARROW_NONE}, {.compression = FS_ARROW_ZSTD, .batch_rows = 3, .nan_as_null = 1}};
    for (int i = 0; i < 2; i++) {
        /* A batch for every three rows of a long frame is slow, and shows nothing more. */
        if (i == 1 && fs_frame_rows(frame) > 1000)
            continue;
        struct fs_buffer *written = fs_arrow_write_buffer(frame, &options[i]);
        if (!written)
            abort();
        struct fs_frame *again = fs_arrow_read_buffer(written, "again", NULL);
        if (!again || fs_frame_columns(again) != fs_frame_columns(frame) ||
            (fs_frame_columns(frame) > 0 && fs_frame_rows(again) != fs_frame_rows(frame)))
            abort();
        touch(again);
        fs_frame_unref(again);
        fs_buffer_unref(written);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fs_arrow_read_options options = {
        .max_bytes = 16 << 20, .skip_unsupported = 1, .partial_tail = size % 2};
    uint8_t *copy = malloc(size + 1); /* its end is watched */
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    struct fs_frame *frame = fs_arrow_read_bytes(copy, size, "bytes", &options);
    struct fs_buffer *buffer = fs_buffer_wrap(copy, size, free, copy);
    struct fs_frame *mapped = buffer ? fs_arrow_read_buffer(buffer, "buffer", &options) : NULL;
    if (!frame && !fs_error_last())
        abort();
    fs_buffer_unref(buffer);
    if (frame) {
        touch(frame);
        write_and_read(frame);
    }
    if (mapped)
        touch(mapped);
    fs_frame_unref(frame);
    fs_frame_unref(mapped);
    return 0;
}
