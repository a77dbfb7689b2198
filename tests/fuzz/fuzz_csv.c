/* The first byte picks options, the rest is the file. What was read is written and read again: it must be the same. */
#include "base/error.h"
#include "base/zone.h"
#include "frame/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_back(const struct fs_frame *frame)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct fs_csv_write_options writing = {0};
    if (!out || fs_csv_write(frame, out, &writing) != 0)
        abort();
    fclose(out);
    struct fs_csv_options reading = {.delimiter = ','};
    struct fs_csv *again = fs_csv_open_bytes(text, length, "again", &reading);
    if (!again)
        abort();
    for (int k = 0; k < fs_csv_columns(again); k++)
        if (fs_csv_set_type(again, k, fs_frame_column(frame, k)->type, FS_CSV_TIME_ISO) != 0)
            abort();
    struct fs_frame *back = fs_csv_read(again);
    if (!back || fs_frame_columns(back) != fs_frame_columns(frame) ||
        fs_frame_rows(back) != fs_frame_rows(frame))
        abort();
    for (int k = 0; k < fs_frame_columns(frame); k++)
        for (int64_t i = 0; i < fs_frame_rows(frame); i++)
            if (fs_column_is_null(fs_frame_column(frame, k), i) !=
                fs_column_is_null(fs_frame_column(back, k), i))
                abort();
    fs_frame_unref(back);
    fs_csv_close(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct fs_csv_options options = {.on_error = data[0] & 1, .threads = 2};
    if (data[0] & 2)
        options.decimal = ',', options.delimiter = ';';
    if (data[0] & 4)
        options.thousands = '\'';
    if (data[0] & 8)
        options.no_header = 1;
    if (data[0] & 16)
        options.zone = fs_zone_find("America/New_York");
    struct fs_csv *csv = fs_csv_open_bytes(data + 1, size - 1, "fuzz", &options);
    for (int k = 0; csv && (data[0] & 32) && k < fs_csv_columns(csv); k++)
        fs_csv_set_type(csv, k, 1 + (k + data[0]) % 6, (data[0] >> 6) ? 1 + k % 8 : 0);
    struct fs_frame *frame = csv ? fs_csv_read(csv) : NULL;
    for (int64_t i = 0; frame && i < fs_frame_rows(frame); i++)
        if (fs_csv_line(csv, i) < 1)
            abort();
    if (frame && fs_frame_rows(frame))
        read_back(frame);
    if (!frame && !fs_error_last())
        abort();
    fs_frame_unref(frame);
    fs_csv_close(csv);
    fs_error_clear();
    return 0;
}
