#include "store/manifest.h"

#include "base/error.h"
#include "base/json_memory.h"
#include "base/replace.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORMAT = 1, FOLDER_MAX = 255 }; /* what file systems take */

static const char hex[] = "0123456789ABCDEF";

const char *manifest_folder(struct fs_arena *arena, const char *home, const char *dataset)
{
    return fs_arena_printf(arena, "%s/history/%s", home, dataset);
}

static int is_plain(char c, int first)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (c == '.' && !first);
}

const char *manifest_encode(struct fs_arena *arena, const char *symbol)
{
    char *out = fs_arena_alloc(arena, strlen(symbol) * 3 + 2), *to = out;
    for (const char *p = symbol; out && *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (is_plain(*p, p == symbol)) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = hex[c >> 4];
            *to++ = hex[c & 15];
        }
    }
    return out;
}

int manifest_symbol_fits(const char *symbol)
{
    size_t length = 0;
    for (const char *p = symbol; *p; p++)
        length += is_plain(*p, p == symbol) ? 1 : 3;
    if (length <= FOLDER_MAX)
        return 1;
    fs_error_set(FS_E_INPUT, "its folder would need a name of %zu bytes; expected at most %d", length,
                 FOLDER_MAX);
    return 0;
}

const char *manifest_path(struct fs_arena *arena, const struct fs_history *history, const char *symbol,
                          const char *file)
{
    const char *encoded = manifest_encode(arena, symbol);
    return encoded ? fs_arena_printf(arena, "%s/%s/%s", history->folder, encoded, file) : NULL;
}

static int type_of(const char *name)
{
    for (int type = FS_F64; name && type <= FS_STRING; type++)
        if (!strcmp(fs_type_name(type), name))
            return type;
    return 0;
}

/* NULL where there is none; without memory too, and then with an error. */
static const char *text_of(struct fs_arena *arena, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? fs_arena_strdup(arena, text) : NULL;
}

/* Times are kept as text: JSON numbers are doubles to many readers. */
static json_t *time_text(int64_t time)
{
    char text[FS_TIME_TEXT];
    fs_time_format(time, text, sizeof text);
    return json_string(text);
}

static int64_t time_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    int64_t time = 0;
    if (text)
        fs_time_scan(text, strlen(text), NULL, &time, NULL);
    return time;
}

/* A file's name must stay in its folder, whoever wrote the manifest. */
static int file_name_valid(const char *file)
{
    return file && *file && *file != '.' && !strchr(file, '/');
}

static int read_symbol(struct fs_history *history, const char *name, const json_t *object)
{
    struct fs_arena *arena = history->arena;
    struct fs_history_symbol *symbol = &history->symbols[history->symbol_count++];
    const json_t *parts = json_object_get(object, "files");
    struct fs_history_part *list = fs_arena_array(arena, json_array_size(parts) + 1, sizeof *list);
    symbol->name = fs_arena_strdup(arena, name);
    symbol->hash = text_of(arena, object, "hash");
    symbol->rows = json_integer_value(json_object_get(object, "rows"));
    symbol->interval = json_integer_value(json_object_get(object, "interval"));
    symbol->from = time_of(object, "from");
    symbol->to = time_of(object, "to");
    symbol->parts = list;
    if (!list || !symbol->name || !symbol->hash)
        return -1;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *part = json_array_get(parts, i);
        struct fs_history_part *to = &list[symbol->part_count++];
        to->file = text_of(arena, part, "file");
        to->rows = json_integer_value(json_object_get(part, "rows"));
        to->from = time_of(part, "from");
        to->to = time_of(part, "to");
        if (!file_name_valid(to->file))
            return -1;
    }
    return 0;
}

static int order(const void *a, const void *b)
{
    return strcmp(((const struct fs_history_symbol *)a)->name, ((const struct fs_history_symbol *)b)->name);
}

static int read_json(struct fs_history *history, json_t *root)
{
    struct fs_arena *arena = history->arena;
    fs_error_clear(); /* so that a lack of memory, and nothing else, leaves one */
    json_t *columns = json_object_get(root, "columns"), *symbols = json_object_get(root, "symbols"),
           *sources = json_object_get(root, "sources"), *value;
    const char *kind = json_string_value(json_object_get(root, "kind")), *name;
    int64_t format = json_integer_value(json_object_get(root, "format"));
    if (format > FORMAT)
        return fs_error_set(FS_E_UNSUPPORTED, "%s/manifest.json: format %lld; this version reads up to %d",
                            history->folder, (long long)format, FORMAT);
    history->kind = kind ? fs_kind_parse(kind) : -1;
    history->generation = json_integer_value(json_object_get(root, "generation"));
    history->zone = text_of(arena, root, "zone");
    history->calendar = text_of(arena, root, "calendar");
    history->hash = text_of(arena, root, "hash");
    history->columns = fs_arena_array(arena, json_array_size(columns) + 1, sizeof *history->columns);
    history->symbols = fs_arena_array(arena, json_object_size(symbols) + 1, sizeof *history->symbols);
    history->sources = fs_arena_array(arena, json_array_size(sources) + 1, sizeof *history->sources);
    if (!history->columns || !history->symbols || !history->sources)
        return -1;
    int bad = format < 1 || history->kind <= FS_KIND_AUTO || !history->hash || !json_is_object(symbols);
    for (size_t i = 0; i < json_array_size(columns); i++) {
        struct manifest_column *column = &history->columns[history->column_count++];
        column->name = text_of(arena, json_array_get(columns, i), "name");
        column->type = type_of(json_string_value(json_object_get(json_array_get(columns, i), "type")));
        bad |= !column->name || !column->type;
    }
    json_object_foreach(symbols, name, value) bad |= read_symbol(history, name, value) != 0;
    for (size_t i = 0; i < json_array_size(sources); i++) {
        const json_t *from = json_array_get(sources, i);
        struct fs_history_source *source = &history->sources[history->source_count++];
        *source = (struct fs_history_source){text_of(arena, from, "file"), text_of(arena, from, "sha256"),
                                             json_integer_value(json_object_get(from, "rows")),
                                             text_of(arena, from, "imported")};
        bad |= !source->file || !source->sha256 || !source->imported;
    }
    if (fs_error_last_code() == FS_E_MEMORY)
        return -1;
    if (bad) {
        fs_error_set(FS_E_INPUT, "%s/manifest.json: damaged; expected what `finsmart import` writes",
                     history->folder);
        return fs_error_hint("restore it from a backup, or remove the folder and import again");
    }
    qsort(history->symbols, (size_t)history->symbol_count, sizeof *history->symbols, order);
    return 0;
}

struct fs_history *manifest_read(const char *folder, const char *dataset)
{
    struct fs_history *history = calloc(1, sizeof *history);
    if (!history || !(history->arena = fs_arena_new())) {
        free(history);
        fs_error_nomem();
        return NULL;
    }
    history->folder = fs_arena_strdup(history->arena, folder);
    history->name = fs_arena_strdup(history->arena, dataset);
    const char *path = fs_arena_printf(history->arena, "%s/manifest.json", folder);
    int named = path && history->folder && history->name, result = -1;
    FILE *file = named ? fopen(path, "re") : NULL;
    if (!named) {
        fs_error_nomem();
    } else if (!file && (errno == ENOENT || errno == ENOTDIR)) {
        fs_error_set(FS_E_NOT_FOUND, "no dataset '%s' in %s", dataset, folder);
    } else if (!file) {
        fs_error_errno("%s/manifest.json: cannot be opened", folder);
    } else {
        json_error_t wrong;
        fs_json_memory_begin();
        json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &wrong);
        if (!root && fs_json_memory_failed()) {
            fs_error_nomem();
        } else if (!root) {
            fs_error_set(FS_E_INPUT, "%s:%d: damaged: %s", path, wrong.line, wrong.text);
            fs_error_hint("restore it from a backup, or remove the folder and import again");
        }
        result = root ? read_json(history, root) : -1;
        json_decref(root);
        fclose(file);
    }
    if (result == 0)
        return history;
    fs_history_close(history);
    return NULL;
}

/* NULL with an error: a manifest must not lack anything. */
static json_t *make_json(const struct fs_history *history)
{
    fs_json_memory_begin();
    json_t *root = json_object(), *columns = json_array(), *symbols = json_object(), *sources = json_array();
    json_object_set_new(root, "format", json_integer(FORMAT));
    json_object_set_new(root, "dataset", json_string(history->name));
    json_object_set_new(root, "kind", json_string(fs_kind_name(history->kind)));
    json_object_set_new(root, "generation", json_integer(history->generation));
    json_object_set_new(root, "zone", history->zone ? json_string(history->zone) : json_null());
    json_object_set_new(root, "calendar", history->calendar ? json_string(history->calendar) : json_null());
    json_object_set_new(root, "hash", json_string(history->hash));
    for (int i = 0; i < history->column_count; i++)
        json_array_append_new(columns, json_pack("{s:s, s:s}", "name", history->columns[i].name, "type",
                                                 fs_type_name(history->columns[i].type)));
    json_object_set_new(root, "columns", columns);
    for (int i = 0; i < history->symbol_count; i++) {
        const struct fs_history_symbol *symbol = &history->symbols[i];
        json_t *parts = json_array();
        for (int k = 0; k < symbol->part_count; k++) {
            const struct fs_history_part *part = &symbol->parts[k];
            json_array_append_new(parts, json_pack("{s:s, s:I, s:o, s:o}", "file", part->file, "rows",
                                                   (json_int_t)part->rows, "from", time_text(part->from),
                                                   "to", time_text(part->to)));
        }
        json_object_set_new(symbols, symbol->name,
                            json_pack("{s:I, s:o, s:o, s:I, s:s, s:o}", "rows", (json_int_t)symbol->rows,
                                      "from", time_text(symbol->from), "to", time_text(symbol->to),
                                      "interval", (json_int_t)symbol->interval, "hash", symbol->hash, "files",
                                      parts));
    }
    json_object_set_new(root, "symbols", symbols);
    for (int i = 0; i < history->source_count; i++) {
        const struct fs_history_source *source = &history->sources[i];
        json_array_append_new(sources, json_pack("{s:s, s:s, s:I, s:s}", "file", source->file, "sha256",
                                                 source->sha256, "rows", (json_int_t)source->rows, "imported",
                                                 source->imported));
    }
    json_object_set_new(root, "sources", sources);
    if (!fs_json_memory_failed())
        return root;
    json_decref(root);
    fs_error_nomem();
    return NULL;
}

int manifest_write(const struct fs_history *history)
{
    json_t *root = make_json(history);
    if (!root)
        return -1;
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_ENSURE_ASCII), *path = NULL;
    json_decref(root);
    struct fs_replace replace;
    int result = -1;
    if (!text || fs_json_memory_failed() || asprintf(&path, "%s/manifest.json", history->folder) < 0) {
        path = NULL;
        fs_error_nomem();
    } else if (fs_replace_open(&replace, path) == 0) {
        fputs(text, replace.file); /* commit looks at the stream's error */
        putc('\n', replace.file);
        result = fs_replace_commit(&replace);
    }
    free(text);
    free(path);
    return result;
}
