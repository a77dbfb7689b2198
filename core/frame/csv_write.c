#include "frame/csv.h"

#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "frame/number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Quoted where the text would read as something else: delimiter, quote, line end, spaces at the ends, "missing", and what
 * at a file's beginning is a byte order mark or a spreadsheet's hint. */
static void write_text(const char *text, size_t length, char delimiter, FILE *out)
{
    int quote = length == 0 || text[0] == ' ' || text[0] == '\t' || text[length - 1] == ' ' ||
                text[length - 1] == '\t' || memchr(text, delimiter, length) || memchr(text, '"', length) ||
                memchr(text, '\n', length) || memchr(text, '\r', length) ||
                (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) ||
                (length >= 4 && !memcmp(text, "sep=", 4));
    for (int i = 0; i < fs_csv_missing_count && !quote; i++)
        quote = strlen(fs_csv_missing[i]) == length && !memcmp(fs_csv_missing[i], text, length);
    if (!quote) {
        fwrite(text, 1, length, out);
        return;
    }
    putc('"', out);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            putc('"', out);
        putc(text[i], out);
    }
    putc('"', out);
}

static void write_cell(const struct fs_column *column, int64_t row, const struct fs_zone *zone,
                       char delimiter, FILE *out)
{
    char text[FS_TIME_TEXT > FS_NUMBER_TEXT ? FS_TIME_TEXT : FS_NUMBER_TEXT];
    size_t length = 0;
    if (fs_column_is_null(column, row))
        return;
    switch (column->type) {
    case FS_F64:
        length = fs_number_format(((const double *)column->data)[row], text);
        break;
    case FS_I64:
        length = (size_t)snprintf(text, sizeof text, "%" PRId64, ((const int64_t *)column->data)[row]);
        break;
    case FS_I32:
        length = (size_t)snprintf(text, sizeof text, "%" PRId32, ((const int32_t *)column->data)[row]);
        break;
    case FS_BOOL:
        fputs(((const uint8_t *)column->data)[row] ? "true" : "false", out);
        return;
    case FS_TIME:
        length = fs_time_format_zone(((const int64_t *)column->data)[row], zone, text, sizeof text);
        break;
    default: {
        const char *string = fs_dict_get(column->dict, ((const int32_t *)column->data)[row], &length);
        write_text(string ? string : "", string ? length : 0, delimiter, out);
        return;
    }
    }
    fwrite(text, 1, length, out);
}

int fs_csv_write(const struct fs_frame *frame, FILE *out, const struct fs_csv_write_options *options)
{
    int count = fs_frame_columns(frame);
    char delimiter = options && options->delimiter ? options->delimiter : ',';
    const struct fs_zone **zones = calloc((size_t)count + 1, sizeof *zones);
    if (!zones)
        return fs_error_nomem();
    for (int k = 0; k < count; k++) {
        const struct fs_column *column = fs_frame_column(frame, k);
        if (options && options->local_times && column->zone && !(zones[k] = fs_zone_find(column->zone))) {
            free(zones);
            return -1;
        }
    }
    for (int k = 0; k < count && !(options && options->no_header); k++) {
        const char *name = fs_frame_column(frame, k)->name;
        if (k)
            putc(delimiter, out);
        write_text(name, strlen(name), delimiter, out);
    }
    if (count && !(options && options->no_header))
        putc('\n', out);
    for (int64_t row = 0; row < fs_frame_rows(frame) && !ferror(out); row++) {
        for (int k = 0; k < count; k++) {
            if (k)
                putc(delimiter, out);
            write_cell(fs_frame_column(frame, k), row, zones[k], delimiter, out);
        }
        putc('\n', out);
    }
    free(zones);
    return fflush(out) || ferror(out) ? fs_error_errno("the CSV text could not be written") : 0;
}
