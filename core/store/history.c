#include "store/history.h"

#include "base/error.h"
#include "base/nearest.h"
#include "frame/arrow.h"
#include "store/manifest.h"
#include "store/rows.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int fs_history_name_valid(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= 128 && *name != '.' && *name != '-' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == length;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **fs_history_list(const char *home)
{
    char path[4096];
    size_t count = 0, bytes = 0;
    snprintf(path, sizeof path, "%s/history", home);
    DIR *folder = opendir(path);
    struct dirent *entry;
    if (!folder && errno != ENOENT) {
        fs_error_errno("the datasets of '%s' cannot be listed", home);
        return NULL;
    }
    while (folder && (entry = readdir(folder)) != NULL)
        if (fs_history_name_valid(entry->d_name)) {
            count++;
            bytes += strlen(entry->d_name) + 1;
        }
    char **list = malloc((count + 1) * sizeof *list + bytes);
    if (!list) {
        fs_error_nomem();
    } else {
        char *to = (char *)(list + count + 1), *end = to + bytes;
        size_t n = 0;
        if (folder)
            rewinddir(folder);
        while (folder && (entry = readdir(folder)) != NULL && n < count) {
            size_t length = strlen(entry->d_name) + 1;
            char manifest[4400];
            snprintf(manifest, sizeof manifest, "%s/%s/manifest.json", path, entry->d_name);
            if (!fs_history_name_valid(entry->d_name) || to + length > end || access(manifest, F_OK) != 0)
                continue;
            list[n++] = memcpy(to, entry->d_name, length);
            to += length;
        }
        list[n] = NULL;
        qsort(list, n, sizeof *list, by_text);
    }
    if (folder)
        closedir(folder);
    return list;
}

static void not_found(const char *home, const char *dataset)
{
    char **list = fs_history_list(home);
    int count = 0;
    while (list && list[count])
        count++;
    fs_error_set(FS_E_NOT_FOUND, "no dataset '%s' in %s/history", dataset, home);
    const char *nearest = list ? fs_nearest(dataset, (const char *const *)list, count) : NULL;
    if (nearest)
        fs_error_hint("did you mean '%s'? (finsmart data lists all)", nearest);
    else if (count)
        fs_error_hint("finsmart data lists those there are");
    else
        fs_error_hint("import one first: finsmart import FILE --dataset %s", dataset);
    free(list);
}

struct fs_history *fs_history_open(const char *home, const char *dataset)
{
    char folder[4096];
    if (!fs_history_name_valid(dataset)) {
        fs_error_set(FS_E_USAGE,
                     "'%s' is no dataset's name; expected letters, digits, - _ . (128 at most, the first a "
                     "letter, digit or _)",
                     dataset);
        return NULL;
    }
    snprintf(folder, sizeof folder, "%s/history/%s", home, dataset);
    struct fs_history *history = manifest_read(folder, dataset);
    if (!history && fs_error_last_code() == FS_E_NOT_FOUND)
        not_found(home, dataset);
    return history;
}

void fs_history_close(struct fs_history *history)
{
    if (!history)
        return;
    fs_arena_free(history->arena);
    free(history);
}

const char *fs_history_name(const struct fs_history *history)
{
    return history->name;
}

int fs_history_kind(const struct fs_history *history)
{
    return history->kind;
}

const char *fs_history_zone(const struct fs_history *history)
{
    return history->zone;
}

const char *fs_history_calendar(const struct fs_history *history)
{
    return history->calendar;
}

const char *fs_history_hash(const struct fs_history *history)
{
    return history->hash;
}

int64_t fs_history_rows(const struct fs_history *history)
{
    int64_t rows = 0;
    for (int i = 0; i < history->symbol_count; i++)
        rows += history->symbols[i].rows;
    return rows;
}

int fs_history_columns(const struct fs_history *history)
{
    return history->column_count;
}

const char *fs_history_column(const struct fs_history *history, int index, int *type)
{
    if (type)
        *type = history->columns[index].type;
    return history->columns[index].name;
}

int fs_history_sources(const struct fs_history *history)
{
    return history->source_count;
}

const struct fs_history_source *fs_history_source(const struct fs_history *history, int index)
{
    return &history->sources[index];
}

int fs_history_symbols(const struct fs_history *history)
{
    return history->symbol_count;
}

const struct fs_history_symbol *fs_history_symbol(const struct fs_history *history, int index)
{
    return index < 0 || index >= history->symbol_count ? NULL : &history->symbols[index];
}

static int compare_name(const void *key, const void *symbol)
{
    return strcmp(key, ((const struct fs_history_symbol *)symbol)->name);
}

const struct fs_history_symbol *fs_history_find(const struct fs_history *history, const char *symbol)
{
    const struct fs_history_symbol *found = bsearch(symbol, history->symbols, (size_t)history->symbol_count,
                                                    sizeof *history->symbols, compare_name);
    if (found)
        return found;
    fs_error_set(FS_E_NOT_FOUND, "dataset '%s' has no symbol '%s' among its %d", history->name, symbol,
                 history->symbol_count);
    const char **names = malloc((size_t)(history->symbol_count + 1) * sizeof *names);
    for (int i = 0; names && i < history->symbol_count; i++)
        names[i] = history->symbols[i].name;
    const char *nearest = names ? fs_nearest(symbol, names, history->symbol_count) : NULL;
    if (nearest)
        fs_error_hint("did you mean '%s'?", nearest);
    else if (history->symbol_count)
        fs_error_hint("finsmart data show %s lists them, from '%s' to '%s'", history->name,
                      history->symbols[0].name, history->symbols[history->symbol_count - 1].name);
    free(names);
    return NULL;
}

static struct fs_frame *load_part(const struct fs_history *history, const char *symbol,
                                  const struct fs_history_part *part, int64_t from, int64_t to)
{
    struct fs_arena *scratch = fs_arena_new();
    const char *path = scratch ? manifest_path(scratch, history, symbol, part->file) : NULL;
    struct fs_frame *frame = path ? fs_arrow_read_file(path, NULL) : NULL;
    if (frame && fs_frame_rows(frame) != part->rows) {
        fs_error_set(FS_E_INPUT, "%s: has %lld rows; its manifest says %lld", path,
                     (long long)fs_frame_rows(frame), (long long)part->rows);
        fs_error_hint("restore the dataset from a backup, or import it again");
        fs_frame_unref(frame);
        frame = NULL;
    }
    fs_arena_free(scratch);
    if (!frame || (from <= part->from && to >= part->to))
        return frame;
    const struct fs_column *time = fs_frame_find(frame, "time");
    if (!time)
        return frame;
    int64_t first = rows_lower_bound(time->data, time->length, from);
    int64_t last = to == INT64_MAX ? time->length : rows_lower_bound(time->data, time->length, to + 1);
    struct fs_frame *cut = rows_slice(frame, first, last > first ? last - first : 0);
    fs_frame_unref(frame);
    return cut;
}

struct fs_frame *fs_history_load_part(const struct fs_history *history, const char *symbol, int part)
{
    const struct fs_history_symbol *found = fs_history_find(history, symbol);
    if (found && (part < 0 || part >= found->part_count)) {
        fs_error_set(FS_E_INTERNAL, "symbol '%s' has %d parts; number %d was asked for", symbol,
                     found->part_count, part);
        return NULL;
    }
    return found ? load_part(history, symbol, &found->parts[part], INT64_MIN, INT64_MAX) : NULL;
}

struct fs_frame *fs_history_load(const struct fs_history *history, const char *symbol, int64_t from,
                                 int64_t to)
{
    const struct fs_history_symbol *found = fs_history_find(history, symbol);
    if (!found)
        return NULL;
    struct fs_frame **frames = calloc((size_t)found->part_count + 1, sizeof *frames), *all = NULL;
    if (!frames) {
        fs_error_nomem();
        return NULL;
    }
    int count = 0, failed = 0;
    for (int i = 0; i < found->part_count && !failed; i++) {
        const struct fs_history_part *part = &found->parts[i];
        int last_chance = i == found->part_count - 1 && count == 0; /* no row in the range: a frame of none */
        if ((part->to < from || part->from > to) && !last_chance && part->rows)
            continue;
        frames[count] = load_part(history, symbol, part, from, to);
        failed = !frames[count];
        count += !failed;
    }
    if (!failed)
        all = count == 1 ? fs_frame_ref(frames[0]) : rows_concat(frames, count);
    for (int i = 0; i < count; i++)
        fs_frame_unref(frames[i]);
    free(frames);
    return all;
}
