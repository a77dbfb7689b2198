#include "frame/read_file.h"

#include "frame/arrow.h"
#include "frame/csv.h"
#include "frame/json.h"

#include <string.h>
#include <strings.h>

static int ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && !strcasecmp(text + a - b, end);
}

int fs_frame_file_named(const char *path)
{
    static const char *const endings[] = {".csv", ".csv.gz", ".arrow", ".feather", ".json", ".ndjson"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(path, endings[i]))
            return 1;
    return 0;
}

static struct fs_frame *read_texts(const char *path)
{
    static const char *const none[] = {NULL};
    struct fs_csv_options options = {.missing = none};
    struct fs_csv *csv = fs_csv_open(path, &options);
    int wrong = !csv;
    for (int i = 0; !wrong && i < fs_csv_columns(csv); i++)
        wrong = fs_csv_set_type(csv, i, FS_STRING, 0);
    struct fs_frame *frame = wrong ? NULL : fs_csv_read(csv);
    fs_csv_close(csv);
    return frame;
}

struct fs_frame *fs_frame_read_file(const char *path, int texts)
{
    if (ends_with(path, ".arrow") || ends_with(path, ".feather"))
        return fs_arrow_read_file(path, NULL);
    if (ends_with(path, ".json") || ends_with(path, ".ndjson"))
        return fs_json_read_file(path, ends_with(path, ".ndjson") ? FS_JSON_LINES : FS_JSON_ARRAY);
    if (texts)
        return read_texts(path);
    struct fs_csv_options options = {0};
    return fs_csv_read_file(path, &options);
}
