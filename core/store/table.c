#include "store/table.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/zone.h"
#include "frame/arrow.h"
#include "frame/json.h"
#include "frame/text_file.h"
#include "store/rows.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names on their way from the file's to ours. */
struct names {
    int count;
    const char **file; /* borrowed */
    const char **ours; /* borrowed; the file's where we know none */
};

static int name_of(const struct names *names, const char *ours)
{
    for (int i = 0; i < names->count; i++)
        if (!strcmp(names->ours[i], ours))
            return i;
    return -1;
}

static int rename_by_user(struct table *table, struct names *names, unsigned char *fixed)
{
    const struct fs_import_options *options = table->options;
    for (int r = 0; r < options->rename_count; r++) {
        const char *text = options->renames[r], *equals = strrchr(text, '=');
        if (!equals || equals == text || !equals[1]) {
            fs_error_set(FS_E_USAGE, "--columns '%s': expected FILE_NAME=OUR_NAME", text);
            return -1;
        }
        int found = -1;
        for (int i = 0; i < names->count; i++)
            if (strlen(names->file[i]) == (size_t)(equals - text) &&
                !strncmp(names->file[i], text, (size_t)(equals - text)))
                found = i;
        if (found < 0)
            return fs_error_set(FS_E_INPUT, "%s: no column '%.*s' to name '%s'", table->path,
                                (int)(equals - text), text, equals + 1);
        names->ours[found] = equals + 1;
        fixed[found] = 2;
    }
    return 0;
}

/* The file's names as ours. A name that is ours already wins over one that merely means the same. */
static int give_names(struct table *table, struct names *names)
{
    unsigned char *fixed = calloc((size_t)names->count + 1, 1);
    int result = fixed ? rename_by_user(table, names, fixed) : fs_error_nomem();
    if (result == 0 && table->kind == FS_KIND_AUTO)
        table->kind = fs_kind_guess(names->ours, names->count);
    for (int pass = 0; pass < 2 && result == 0; pass++)
        for (int i = 0; i < names->count && result == 0; i++) {
            const char *alias = fixed[i] ? NULL : fs_kind_alias(table->kind, names->ours[i]);
            if (!alias || (pass == 0 && strcasecmp(alias, names->ours[i])))
                continue;
            int other = name_of(names, alias);
            if (other >= 0 && other != i && !strcmp(alias, "time") && fixed[other] < 2) {
                fs_error_set(FS_E_INPUT, "%s: columns '%s' and '%s' could both be the time", table->path,
                             names->file[other], names->file[i]);
                result = fs_error_hint("name the other one: --columns '%s=something'", names->file[i]);
            } else if (other < 0 || other == i) {
                names->ours[i] = alias;
                fixed[i] = 1;
            }
        }
    free(fixed);
    return result;
}

static int require(const struct table *table, const struct names *names)
{
    for (const char *const *need = fs_kind_required(table->kind); *need; need++) {
        if (name_of(names, *need) >= 0)
            continue;
        if (!strcmp(*need, "symbol") && table->options->symbol)
            continue;
        char list[512] = "";
        size_t used = 0;
        for (int i = 0; i < names->count && used + strlen(names->file[i]) + 8 < sizeof list; i++)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names->file[i]);
        int line = table->csv ? fs_csv_header_line(table->csv) : 1;
        fs_error_set(FS_E_INPUT, "%s:%d: no column is the %s of %s; the columns are %s", table->path,
                     line ? line : 1, *need, fs_kind_name(table->kind), list);
        return fs_error_hint("name it with --columns 'their name=%s', or say what the file holds with --kind "
                             "(a table of any columns: "
                             "--kind table)",
                             *need);
    }
    return 0;
}

static int type_by_name(const char *name)
{
    for (int type = FS_F64; type <= FS_STRING; type++)
        if (!strcmp(fs_type_name(type), name))
            return type;
    return !strcmp(name, "skip") ? 0 : -1;
}

/* The type asked for with --types; -1: none; -2 with an error. */
static int type_by_user(const struct table *table, const char *name)
{
    for (int i = 0; i < table->options->type_count; i++) {
        const char *text = table->options->types[i], *equals = strrchr(text, '=');
        int type = equals ? type_by_name(equals + 1) : -1;
        if (type < 0) {
            fs_error_set(FS_E_USAGE, "--types '%s': expected NAME=f64|i64|i32|bool|timestamp|string|skip",
                         text);
            return -2;
        }
        if (strlen(name) == (size_t)(equals - text) && !strncmp(name, text, (size_t)(equals - text)))
            return type;
    }
    return -1;
}

/* Does every --types name a column? */
static int types_fit(const struct table *table, const struct names *names)
{
    for (int i = 0; i < table->options->type_count; i++) {
        const char *text = table->options->types[i], *equals = strrchr(text, '=');
        int found = !equals; /* type_by_user() says what is wrong with it */
        for (int k = 0; k < names->count && !found; k++)
            found = strlen(names->ours[k]) == (size_t)(equals - text) &&
                    !strncmp(names->ours[k], text, (size_t)(equals - text));
        if (!found)
            return fs_error_set(FS_E_USAGE, "--types '%s': %s has no column '%.*s'", text, table->path,
                                (int)(equals - text), text);
    }
    return 0;
}

static int names_new(struct names *names, int count)
{
    names->count = count;
    names->file = calloc((size_t)count + 1, sizeof *names->file);
    names->ours = calloc((size_t)count + 1, sizeof *names->ours);
    return names->file && names->ours ? 0 : fs_error_nomem();
}

static void names_free(struct names *names)
{
    free(names->file);
    free(names->ours);
}

static int type_csv(struct table *table)
{
    struct fs_csv *csv = table->csv;
    for (int i = 0; i < fs_csv_columns(csv); i++) {
        const char *name = fs_csv_column_name(csv, i);
        int type = type_by_user(table, name), known = fs_kind_column_type(table->kind, name);
        if (type == -2)
            return -1;
        if (type == -1 && known)
            type = known;
        if (type >= 0 && fs_csv_set_type(csv, i, type, 0) != 0)
            return -1;
    }
    return 0;
}

static int hash_bytes(void *hash, const char *bytes, size_t count)
{
    return fs_sha256_update(hash, bytes, count);
}

static int read_csv(struct table *table)
{
    struct fs_csv_options options = table->options->csv;
    struct names names = {0};
    options.on_error = table->options->on_error == FS_ON_ERROR_FAIL ? FS_CSV_FAIL : FS_CSV_SKIP;
    options.zone = table->options->zone ? fs_zone_find(table->options->zone) : NULL;
    if (table->options->zone && !options.zone)
        return -1;
    if (!(table->hash = fs_sha256_new()))
        return -1;
    options.bytes = hash_bytes;
    options.bytes_context = table->hash;
    table->csv = fs_csv_open(table->path, &options);
    int result = table->csv ? names_new(&names, fs_csv_columns(table->csv)) : -1;
    for (int i = 0; i < names.count && result == 0; i++)
        names.ours[i] = names.file[i] = fs_csv_column_name(table->csv, i);
    if (result == 0)
        result = give_names(table, &names);
    if (result == 0)
        result = require(table, &names) || types_fit(table, &names) ? -1 : 0;
    /* Through names that cannot clash, so that two columns may swap theirs. */
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < names.count && result == 0; i++) {
            char apart[32];
            snprintf(apart, sizeof apart, "\x01%d", i);
            if (pass || strcmp(names.ours[i], names.file[i]))
                result = fs_csv_set_name(table->csv, i, pass ? names.ours[i] : apart);
        }
    names_free(&names);
    if (result == 0)
        result = type_csv(table);
    table->frame = result == 0 ? fs_csv_read(table->csv) : NULL;
    return table->frame ? 0 : -1;
}

/* One column of a frame as another type: numbers as doubles, texts and counts as times. */
static int convert(struct table *table, struct fs_frame *out, const struct fs_column *from, const char *name,
                   int type)
{
    int64_t rows = from->length;
    if (type <= 0 || type == from->type)
        return fs_frame_add_shared(out, from, name);
    void *data;
    int whole = from->type == FS_I64 || from->type == FS_I32;
    if (type == FS_F64 && whole) {
        if (fs_frame_add_new(out, name, FS_F64, rows, NULL, &data) != 0)
            return -1;
        for (int64_t i = 0; i < rows; i++)
            ((double *)data)[i] = fs_column_is_null(from, i) ? __builtin_nan("")
                                  : from->type == FS_I64     ? (double)((const int64_t *)from->data)[i]
                                                             : (double)((const int32_t *)from->data)[i];
        return 0;
    }
    if (type != FS_TIME || (from->type != FS_STRING && from->type != FS_I64)) {
        if (type == FS_STRING && whole)
            return fs_frame_add_shared(out, from, name);
        return fs_error_set(FS_E_INPUT, "%s: column '%s' holds %s; expected %s", table->path, name,
                            fs_type_name(from->type), fs_type_name(type));
    }
    if (fs_frame_add_new(out, name, FS_TIME, rows, NULL, &data) != 0)
        return -1;
    struct fs_csv_time reader = {.format = table->options->csv.time_format};
    if (table->options->zone && !(reader.zone = fs_zone_find(table->options->zone)))
        return -1;
    unsigned formats = ~0u;
    for (int pass = reader.format ? 1 : 0; pass < 2; pass++) {
        for (int64_t i = 0; i < rows && (pass || i < 4096); i++) {
            char text[128] = "";
            if (fs_column_is_null(from, i))
                return fs_error_set(FS_E_INPUT, "%s: record %lld: '%s' is missing; expected a time",
                                    table->path, (long long)i + 1, name);
            if (from->type == FS_I64)
                snprintf(text, sizeof text, "%lld", (long long)((const int64_t *)from->data)[i]);
            else
                snprintf(text, 96, "%s", fs_dict_get(from->dict, ((const int32_t *)from->data)[i], NULL));
            const char *wrong = NULL;
            if (!pass)
                formats &= fs_csv_time_guess(text, strlen(text));
            else
                wrong = fs_csv_time_read(&reader, text, strlen(text), (int64_t *)data + i);
            if (wrong)
                return fs_error_set(FS_E_INPUT, "%s: record %lld: field '%s': '%s': %s", table->path,
                                    (long long)i + 1, name, text, wrong);
        }
        if (!pass && (!formats || (formats & (formats - 1)))) {
            fs_error_set(FS_E_INPUT, "%s: the times of '%s' are not written in one known way", table->path,
                         name);
            return fs_error_hint("say how with --date-format iso|mdy|dmy|month|s|ms|us|ns");
        }
        if (!pass)
            reader.format = __builtin_ctz(formats);
    }
    return 0;
}

static int read_frame(struct table *table, struct fs_frame *raw)
{
    struct names names = {0};
    struct fs_frame *out = raw ? fs_frame_new() : NULL;
    int result = out ? names_new(&names, fs_frame_columns(raw)) : -1;
    for (int i = 0; i < names.count && result == 0; i++)
        names.ours[i] = names.file[i] = fs_frame_column(raw, i)->name;
    if (result == 0)
        result = give_names(table, &names);
    if (result == 0)
        result = require(table, &names) || types_fit(table, &names) ? -1 : 0;
    for (int i = 0; i < names.count && result == 0; i++) {
        int type = type_by_user(table, names.ours[i]);
        if (type == -2)
            result = -1;
        else if (type != 0)
            result = convert(table, out, fs_frame_column(raw, i), names.ours[i],
                             type > 0 ? type : fs_kind_column_type(table->kind, names.ours[i]));
    }
    names_free(&names);
    fs_frame_unref(raw);
    if (result == 0)
        table->frame = out;
    else
        fs_frame_unref(out);
    return result;
}

/* By the first bytes; a name's end says nothing about what is inside. */
static int sniff(const char *path)
{
    char bytes[64] = "";
    struct stat info; /* what a pipe gives is gone once read */
    int fd = strcmp(path, "-") && stat(path, &info) == 0 && S_ISREG(info.st_mode)
                 ? open(path, O_RDONLY | O_CLOEXEC)
                 : -1;
    ssize_t length = fd >= 0 ? read(fd, bytes, sizeof bytes - 1) : 0;
    size_t at = 0;
    if (fd >= 0)
        close(fd);
    if (length >= 8 && fs_arrow_sniff(bytes, (size_t)length))
        return FS_FORMAT_ARROW;
    if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
        at = 3;
    at += strspn(bytes + at, " \t\r\n");
    return bytes[at] == '[' ? FS_FORMAT_JSON : bytes[at] == '{' ? FS_FORMAT_NDJSON : FS_FORMAT_CSV;
}

int table_read(struct table *table)
{
    int format = table->options->format ? table->options->format : sniff(table->path);
    if (table->options->zone && !fs_zone_find(table->options->zone))
        return -1;
    if (table->options->map)
        return table_read_mapped(table);
    if (format == FS_FORMAT_CSV)
        return read_csv(table);
    if (format == FS_FORMAT_ARROW)
        return read_frame(table, fs_arrow_read_file(table->path, NULL));
    return read_frame(
        table, fs_json_read_file(table->path, format == FS_FORMAT_NDJSON ? FS_JSON_LINES : FS_JSON_ARRAY));
}

void table_clear(struct table *table)
{
    fs_frame_unref(table->frame);
    fs_csv_close(table->csv);
    fs_sha256_free(table->hash);
    free(table->bad);
    free(table->origin);
}

int64_t table_line(const struct table *table, int64_t row)
{
    row = table->origin ? table->origin[row] : row;
    return table->csv ? fs_csv_line(table->csv, row) : row + 1;
}

int table_add_bad(struct table *table, int64_t row, const char *field, const char *text, const char *reason)
{
    if (table->options->on_error == FS_ON_ERROR_FAIL) {
        if (*text)
            fs_error_set(FS_E_INPUT, "%s:%lld: field '%s': %s: %s", table->path,
                         (long long)table_line(table, row), field, text, reason);
        else
            fs_error_set(FS_E_INPUT, "%s:%lld: field '%s': %s", table->path,
                         (long long)table_line(table, row), field, reason);
        return fs_error_hint("correct the file, or leave bad rows out with --on-error report");
    }
    if (table->bad_count >= FS_CSV_BAD_MAX)
        return fs_error_set(FS_E_LIMIT, "%s: more than %d bad rows; is it the right kind?", table->path,
                            FS_CSV_BAD_MAX);
    if (table->bad_count == table->bad_capacity) {
        int64_t capacity = table->bad_capacity ? table->bad_capacity * 2 : 64;
        struct bad_row *more = realloc(table->bad, (size_t)capacity * sizeof *more);
        if (!more)
            return fs_error_nomem();
        table->bad = more;
        table->bad_capacity = capacity;
    }
    struct bad_row *bad = &table->bad[table->bad_count++];
    *bad = (struct bad_row){.row = row, .field = field, .reason = reason};
    snprintf(bad->text, sizeof bad->text, "%s", text);
    return 0;
}
