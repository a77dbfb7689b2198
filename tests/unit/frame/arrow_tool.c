/*
 * arrow_tool: our Arrow reader and writer from the shell, for tests/integration/test_arrow_interop.py.
 *   arrow_tool dump IN            name, type, zone and null count of each column, then its values, one a line
 *   arrow_tool copy IN OUT [file|stream] [none|lz4|zstd] [BATCH_ROWS] [nan-as-null]
 * Both take: skip (columns that cannot be read), partial (a cut stream), zone=ZONE (of times without one).
 */
#include "frame/arrow.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(void)
{
    char *text = fs_error_text(fs_error_last());
    fprintf(stderr, "%s\n", text ? text : "failed without an error");
    free(text);
    return 1;
}

static void print_text(const char *text, size_t length)
{
    putchar('"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\\' || c == '"' || c < 32)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_value(const struct fs_column *column, int64_t i)
{
    size_t length = 0;
    const char *text;
    if (fs_column_is_null(column, i)) {
        fputs("null", stdout);
        return;
    }
    switch (column->type) {
    case FS_F64:
        printf("%.17g", ((const double *)column->data)[i]);
        return;
    case FS_I32:
        printf("%" PRId32, ((const int32_t *)column->data)[i]);
        return;
    case FS_BOOL:
        fputs(((const uint8_t *)column->data)[i] ? "true" : "false", stdout);
        return;
    case FS_STRING:
        text = fs_dict_get(column->dict, ((const int32_t *)column->data)[i], &length);
        print_text(text, length);
        return;
    default:
        printf("%" PRId64, ((const int64_t *)column->data)[i]);
    }
}

static int dump(const struct fs_frame *frame)
{
    const char *key, *value;
    for (int i = 0; fs_frame_meta_at(frame, i, &key, &value) == 0; i++)
        printf("meta %s=%s\n", key, value);
    for (int i = 0; i < fs_frame_columns(frame); i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        printf("column %s %s %s %" PRId64 "\n", column->name, fs_type_name(column->type),
               column->zone ? column->zone : "-", column->null_count);
        for (int64_t row = 0; row < column->length; row++) {
            print_value(column, row);
            putchar('\n');
        }
    }
    return 0;
}

static void tell_skipped(void *context, const char *column, const char *type)
{
    (void)context;
    fprintf(stderr, "skipped %s %s\n", column, type);
}

static int write_out(void *context, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) == size ? 0 : fs_error_errno("write failed");
}

static int copy(const struct fs_frame *frame, const char *path, const struct fs_arrow_write_options *options,
                int as_stream)
{
    if (!as_stream)
        return fs_arrow_write_file(frame, path, options) == 0 ? 0 : fail();
    FILE *file = fopen(path, "wb");
    if (!file)
        return fs_error_errno("%s", path), fail();
    int rc = fs_arrow_write_stream(frame, write_out, file, options);
    return fclose(file) == 0 && rc == 0 ? 0 : fail();
}

int main(int argc, char **argv)
{
    struct fs_arrow_read_options reading = {.skipped = tell_skipped};
    struct fs_arrow_write_options writing = {.compression = FS_ARROW_NONE};
    int as_stream = 0, copying = argc >= 4 && strcmp(argv[1], "copy") == 0;
    if (!copying && !(argc >= 3 && strcmp(argv[1], "dump") == 0)) {
        fputs("usage: arrow_tool dump IN | copy IN OUT [file|stream] [none|lz4|zstd] [ROWS] [nan-as-null] "
              "[skip] "
              "[partial]\n",
              stderr);
        return 2;
    }
    for (int i = copying ? 4 : 3; i < argc; i++) {
        as_stream |= strcmp(argv[i], "stream") == 0;
        writing.nan_as_null |= strcmp(argv[i], "nan-as-null") == 0;
        reading.skip_unsupported |= strcmp(argv[i], "skip") == 0;
        reading.partial_tail |= strcmp(argv[i], "partial") == 0;
        if (strncmp(argv[i], "zone=", 5) == 0)
            reading.naive_zone = argv[i] + 5;
        if (strcmp(argv[i], "lz4") == 0)
            writing.compression = FS_ARROW_LZ4;
        if (strcmp(argv[i], "zstd") == 0)
            writing.compression = FS_ARROW_ZSTD;
        if (argv[i][0] >= '1' && argv[i][0] <= '9')
            writing.batch_rows = strtoll(argv[i], NULL, 10);
    }
    struct fs_frame *frame = fs_arrow_read_file(argv[2], &reading);
    if (!frame)
        return fail();
    int status = copying ? copy(frame, argv[3], &writing, as_stream) : dump(frame);
    fs_frame_unref(frame);
    return status;
}
