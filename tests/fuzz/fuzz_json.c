/* The first byte picks the form. What was read is written and read again, with the same types. */
#include "base/error.h"
#include "frame/json.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    int form = data[0] & 1 ? FS_JSON_LINES : FS_JSON_ARRAY;
    struct fs_frame *frame = fs_json_read_bytes(data + 1, size - 1, "fuzz", form);
    if (!frame && !fs_error_last())
        abort();
    if (frame && fs_frame_columns(frame)) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        if (!out || fs_json_write(frame, out, form) != 0)
            abort();
        fclose(out);
        struct fs_frame *back = fs_json_read_bytes(text, length, "again", form);
        if (!back || fs_frame_rows(back) != fs_frame_rows(frame) ||
            fs_frame_columns(back) != fs_frame_columns(frame))
            abort();
        for (int i = 0; i < fs_frame_columns(frame); i++)
            if (fs_frame_column(back, i)->type != fs_frame_column(frame, i)->type)
                abort();
        fs_frame_unref(back);
        free(text);
    }
    fs_frame_unref(frame);
    fs_error_clear();
    return 0;
}
