/*
 * An import is one transaction: the dataset's lock is held, new files are written under names that nothing names yet, and
 * the manifest's rename is the moment from which they count. Whatever fails before it leaves the dataset as it was.
 */
#include "base/error.h"
#include "base/time.h"
#include "frame/arrow.h"
#include "store/manifest.h"
#include "store/rows.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct import {
    struct fs_history *history; /* becomes the new manifest */
    const struct fs_history_write *how;
    struct fs_history_written *written;
    int fresh; /* the dataset did not exist */
};

static int make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : fs_error_errno("%s: cannot be made", path);
}

static int sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = fd < 0 || fsync(fd) != 0 ? fs_error_errno("%s: could not be synced", path) : 0;
    if (fd >= 0)
        close(fd);
    return status;
}

static int make_folders(const char *path)
{
    char *copy = strdup(path);
    int result = copy ? 0 : fs_error_nomem();
    for (char *p = copy ? copy + 1 : NULL; p && *p && result == 0; p++)
        if (*p == '/') {
            *p = '\0';
            result = make_folder(copy);
            *p = '/';
        }
    if (result == 0)
        result = make_folder(copy);
    free(copy);
    return result;
}

/* Held until the descriptor is closed; waits for another import. */
static int lock_dataset(const char *folder)
{
    char path[4400];
    snprintf(path, sizeof path, "%s/.lock", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return fs_error_errno("%s: cannot be opened", path);
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) {
            close(fd);
            return fs_error_errno("%s: cannot be locked", path);
        }
    return fd;
}

/* The column layout must be the dataset's; order does not matter. Returns the frame in the dataset's order. */
static struct fs_frame *in_order(struct import *import, const struct fs_frame *frame)
{
    struct fs_history *history = import->history;
    struct fs_frame *out = fs_frame_new();
    int result = out ? 0 : -1;
    for (int k = 0; k < history->column_count && result == 0; k++) {
        const struct fs_column *column = fs_frame_find(frame, history->columns[k].name);
        if (!column)
            result = fs_error_set(FS_E_CONFLICT, "dataset '%s' has a column '%s'; the import has not",
                                  history->name, history->columns[k].name);
        else if (column->type != history->columns[k].type)
            result = fs_error_set(FS_E_CONFLICT,
                                  "column '%s' of dataset '%s' is of type %s; the import's is of type %s",
                                  column->name, history->name, fs_type_name(history->columns[k].type),
                                  fs_type_name(column->type));
        else
            result = fs_frame_add_shared(out, column, NULL);
    }
    for (int k = 0; k < fs_frame_columns(frame) && result == 0; k++)
        if (!fs_frame_find(out, fs_frame_column(frame, k)->name))
            result = fs_error_set(FS_E_CONFLICT, "the import has a column '%s'; dataset '%s' has not",
                                  fs_frame_column(frame, k)->name, history->name);
    if (result == 0)
        return out;
    if (fs_error_last_code() == FS_E_CONFLICT)
        fs_error_hint("import it into another dataset, or rename columns with --columns");
    fs_frame_unref(out);
    return NULL;
}

static const int64_t *times_of(const struct fs_frame *frame)
{
    const struct fs_column *time = fs_frame_find(frame, "time");
    return time && time->type == FS_TIME ? time->data : NULL;
}

/* End of the rows that share the time of row `i`. */
static int64_t group_end(const int64_t *times, int64_t count, int64_t i)
{
    int64_t time = times[i];
    while (i < count && times[i] == time)
        i++;
    return i;
}

static int conflict(struct import *import, const char *symbol, const struct fs_frame *old, int64_t i,
                    const struct fs_frame *new_, int64_t j, int column)
{
    char time[FS_TIME_TEXT], before[64], after[64];
    fs_time_format(times_of(old)[i], time, sizeof time);
    if (column < 0) {
        fs_error_set(FS_E_CONFLICT, "%s: dataset '%s' has other rows of %s than the import", symbol,
                     import->history->name, time);
    } else {
        rows_text(fs_frame_column(old, column), i, before);
        rows_text(fs_frame_column(new_, column), j, after);
        fs_error_set(FS_E_CONFLICT, "%s: dataset '%s' has %s %s at %s; the import has %s", symbol,
                     import->history->name, fs_frame_column(old, column)->name, before, time, after);
    }
    return fs_error_hint("nothing was changed; --replace lets the import win");
}

/* Merges by time; rows of one time are one unit. *merged stays NULL when nothing changes. */
static int merge(struct import *import, const char *symbol, struct fs_frame *old, struct fs_frame *new_,
                 struct fs_frame **merged)
{
    const int64_t *a = times_of(old), *b = times_of(new_);
    int64_t n = fs_frame_rows(old), m = fs_frame_rows(new_), i = 0, j = 0, count = 0;
    struct fs_history_written *written = import->written;
    struct row_ref *refs = malloc((size_t)(n + m + 1) * sizeof *refs);
    int64_t added = 0, replaced = 0, unchanged = 0;
    int result = refs ? 0 : fs_error_nomem();
    while ((i < n || j < m) && result == 0) {
        if (j == m || (i < n && a[i] < b[j])) {
            refs[count++] = (struct row_ref){0, i++};
        } else if (i == n || b[j] < a[i]) {
            refs[count++] = (struct row_ref){1, j++};
            added++;
        } else {
            int64_t i_end = group_end(a, n, i), j_end = group_end(b, m, j);
            int same = i_end - i == j_end - j, column = -1;
            for (int64_t r = 0; same && r < i_end - i; r++) {
                column = rows_difference(old, i + r, new_, j + r);
                same = column < 0;
            }
            if (!same && !import->how->replace) {
                result = conflict(import, symbol, old, i, new_, j, column);
                break;
            }
            if (same)
                unchanged += i_end - i;
            else
                replaced += j_end - j;
            for (int64_t r = same ? i : j; r < (same ? i_end : j_end); r++)
                refs[count++] = (struct row_ref){!same, r};
            i = i_end;
            j = j_end;
        }
    }
    if (result == 0 && (added || replaced)) {
        struct fs_frame *both[2] = {old, new_};
        *merged = rows_pick(both, 2, refs, count);
        result = *merged ? 0 : -1;
    }
    free(refs);
    if (result == 0) {
        written->added += added;
        written->replaced += replaced;
        written->unchanged += unchanged;
    }
    return result;
}

/* Median distance of neighbouring times: a sample of up to 4096 of them spread over the rows. */
static int compare_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t median_interval(const int64_t *times, int64_t rows)
{
    enum { SAMPLE = 4096 };
    static _Thread_local int64_t gaps[SAMPLE];
    int64_t count = 0, step = rows / SAMPLE + 1;
    for (int64_t i = 1; times && i < rows && count < SAMPLE; i += step)
        gaps[count++] = times[i] - times[i - 1];
    if (!count)
        return 0;
    qsort(gaps, (size_t)count, sizeof *gaps, compare_i64);
    return gaps[count / 2];
}

/* "all", "2020", "2020-01" or "2020-01-02": the period of a time at a level, and where the next one begins. */
static void period_of(int64_t time, int level, char out[16], int64_t *next)
{
    struct fs_civil civil;
    *next = INT64_MAX;
    if (level == 0) {
        strcpy(out, "all");
        return;
    }
    fs_time_civil(time, &civil);
    char text[32];
    fs_time_format_date(fs_time_utc_day(time), text, sizeof text);
    text[level == 1 ? 4 : level == 2 ? 7 : 10] = '\0';
    snprintf(out, 16, "%.15s", text);
    int64_t day = level == 1 ? fs_time_day(civil.year + 1, 1, 1)
                  : level == 2
                      ? fs_time_day(civil.month == 12 ? civil.year + 1 : civil.year, civil.month % 12 + 1, 1)
                      : fs_time_utc_day(time) + 1;
    if (__builtin_mul_overflow(day, FS_NS_PER_DAY, next))
        *next = INT64_MAX;
}

/* The coarsest cut whose files all stay small enough; days may be of any size. */
static int level_for(const int64_t *times, int64_t rows)
{
    for (int level = 0; level < 3; level++) {
        int fits = 1;
        for (int64_t i = 0; i < rows && fits;) {
            char period[16];
            int64_t next, end = rows;
            if (times && level) {
                period_of(times[i], level, period, &next);
                end = next == INT64_MAX ? rows : rows_lower_bound(times, rows, next);
            }
            fits = end - i <= FS_HISTORY_PART_ROWS;
            i = end;
        }
        if (fits || !times)
            return level;
    }
    return 3;
}

static int write_part(struct import *import, const char *symbol, const struct fs_frame *frame,
                      const char *period, struct fs_history_part *part)
{
    struct fs_history *history = import->history;
    const int64_t *times = times_of(frame);
    part->rows = fs_frame_rows(frame);
    part->from = times && part->rows ? times[0] : 0;
    part->to = times && part->rows ? times[part->rows - 1] : 0;
    part->file = history->generation == 1 ? fs_arena_printf(history->arena, "%s.arrow", period)
                                          : fs_arena_printf(history->arena, "%s.%lld.arrow", period,
                                                            (long long)history->generation);
    const char *path = part->file ? manifest_path(history->arena, history, symbol, part->file) : NULL;
    return path ? fs_arrow_write_file(frame, path, NULL) : -1;
}

/* Writes a symbol's rows as new files and describes them. */
static int write_symbol(struct import *import, struct fs_history_symbol *symbol, const struct fs_frame *frame)
{
    struct fs_history *history = import->history;
    const int64_t *times = times_of(frame);
    int64_t rows = fs_frame_rows(frame);
    int level = level_for(times, rows), count = 0, capacity = 0;
    struct fs_history_part *parts = NULL;
    const char *folder = manifest_path(history->arena, history, symbol->name, "");
    int result = folder ? make_folders(folder) : -1;
    for (int64_t i = 0; (i < rows || count == 0) && result == 0;) {
        char period[16];
        int64_t next = INT64_MAX, end = rows;
        period_of(times && rows ? times[i] : 0, times ? level : 0, period, &next);
        if (times && next != INT64_MAX)
            end = rows_lower_bound(times, rows, next);
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 4;
            struct fs_history_part *more = fs_arena_array(history->arena, (size_t)capacity, sizeof *more);
            if (!more)
                return -1;
            if (parts)
                memcpy(more, parts, (size_t)count * sizeof *parts);
            parts = more;
        }
        struct fs_frame *piece = rows_slice(frame, i, end - i);
        result = piece ? write_part(import, symbol->name, piece, period, &parts[count]) : -1;
        count += result == 0;
        fs_frame_unref(piece);
        i = end;
    }
    char hash[FS_SHA256_HEX];
    if (result == 0)
        result = rows_hash(frame, hash);
    if (result != 0)
        return -1;
    symbol->rows = rows;
    symbol->from = times && rows ? times[0] : 0;
    symbol->to = times && rows ? times[rows - 1] : 0;
    symbol->interval = median_interval(times, rows);
    symbol->parts = parts;
    symbol->part_count = count;
    symbol->hash = fs_arena_strdup(history->arena, hash);
    return symbol->hash ? 0 : -1;
}

static struct fs_history_symbol *add_symbol(struct fs_history *history, const char *name)
{
    int at = history->symbol_count;
    while (at > 0 && strcmp(history->symbols[at - 1].name, name) > 0)
        at--;
    memmove(&history->symbols[at + 1], &history->symbols[at],
            (size_t)(history->symbol_count - at) * sizeof *history->symbols);
    history->symbol_count++;
    history->symbols[at] = (struct fs_history_symbol){.name = fs_arena_strdup(history->arena, name)};
    return history->symbols[at].name ? &history->symbols[at] : NULL;
}

static struct fs_history_symbol *known_symbol(struct fs_history *history, const char *name)
{
    for (int i = 0; i < history->symbol_count; i++)
        if (!strcmp(history->symbols[i].name, name))
            return &history->symbols[i];
    return NULL;
}

/* A table without times: the same again, or another as a whole. */
static int merge_table(struct import *import, const struct fs_history_symbol *symbol, struct fs_frame *frame,
                       struct fs_frame **merged)
{
    char hash[FS_SHA256_HEX];
    if (rows_hash(frame, hash) != 0)
        return -1;
    if (!strcmp(hash, symbol->hash)) {
        import->written->unchanged += fs_frame_rows(frame);
        return 0;
    }
    if (!import->how->replace) {
        fs_error_set(FS_E_CONFLICT, "dataset '%s' holds another table", import->history->name);
        return fs_error_hint("nothing was changed; --replace lets the import win");
    }
    import->written->replaced += fs_frame_rows(frame);
    *merged = fs_frame_ref(frame);
    return 0;
}

static int import_symbol(struct import *import, const char *name, const struct fs_frame *raw)
{
    struct fs_history *history = import->history;
    struct fs_frame *frame = in_order(import, raw), *old = NULL, *merged = NULL;
    if (!frame)
        return -1;
    struct fs_history_symbol *symbol = known_symbol(history, name);
    int result = 0;
    if (!symbol) {
        import->written->added += fs_frame_rows(frame);
        merged = fs_frame_ref(frame);
        symbol = add_symbol(history, name);
        result = symbol ? 0 : -1;
    } else if (!times_of(frame)) {
        result = merge_table(import, symbol, frame, &merged);
    } else {
        old = fs_history_load(history, name, INT64_MIN, INT64_MAX);
        result = old ? merge(import, name, old, frame, &merged) : -1;
    }
    if (result == 0 && merged) {
        import->written->symbols++;
        result = write_symbol(import, symbol, merged);
    }
    fs_frame_unref(merged);
    fs_frame_unref(old);
    fs_frame_unref(frame);
    return result;
}

/* Over kind, columns and every symbol's hash, symbols in the order of their bytes. */
static int hash_dataset(struct fs_history *history)
{
    struct fs_sha256 *hash = fs_sha256_new();
    char out[FS_SHA256_HEX];
    const char *kind = fs_kind_name(history->kind);
    int result = hash ? fs_sha256_update(hash, kind, strlen(kind) + 1) : -1;
    for (int k = 0; k < history->column_count && result == 0; k++) {
        const char *type = fs_type_name(history->columns[k].type);
        result = fs_sha256_update(hash, history->columns[k].name, strlen(history->columns[k].name) + 1) ||
                 fs_sha256_update(hash, type, strlen(type) + 1);
    }
    for (int i = 0; i < history->symbol_count && result == 0; i++)
        result = fs_sha256_update(hash, history->symbols[i].name, strlen(history->symbols[i].name) + 1) ||
                 fs_sha256_update(hash, history->symbols[i].hash, strlen(history->symbols[i].hash) + 1);
    if (result == 0)
        result = fs_sha256_hex(hash, out);
    fs_sha256_free(hash);
    history->hash = result == 0 ? fs_arena_strdup(history->arena, out) : NULL;
    return history->hash ? 0 : -1;
}

/* Removes files of the symbol folders that the manifest does not name: of failed imports, and of the past. */
static void sweep(const struct fs_history *history, const struct fs_history_symbol *symbol)
{
    const char *path = manifest_path(history->arena, history, symbol->name, "");
    DIR *folder = path ? opendir(path) : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        int named =
            entry->d_name[0] == '.' && (!entry->d_name[1] || (entry->d_name[1] == '.' && !entry->d_name[2]));
        for (int k = 0; k < symbol->part_count && !named; k++)
            named = !strcmp(symbol->parts[k].file, entry->d_name);
        if (!named)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
}

/* After a failure: removes what was written for nothing, which is what the manifest on disk does not name. Where that
 * cannot be told now, for want of memory, say, everything stays until the next import sweeps. */
static void undo(struct import *import, const char *const *symbols, int count)
{
    struct fs_error *error = fs_error_take();
    struct fs_history *there = manifest_read(import->history->folder, import->history->name);
    int absent = !there && fs_error_last_code() == FS_E_NOT_FOUND;
    for (int i = 0; i < count && (there || absent); i++) {
        struct fs_history_symbol none = {.name = symbols[i]},
                                 *known = there ? known_symbol(there, symbols[i]) : NULL;
        sweep(import->history, known ? known : &none);
        if (!known) {
            const char *path = manifest_path(import->history->arena, import->history, symbols[i], "");
            if (path)
                rmdir(path);
        }
    }
    if (import->fresh && absent) {
        char path[4400];
        snprintf(path, sizeof path, "%s/.lock", import->history->folder);
        unlink(path);
        rmdir(import->history->folder);
    }
    fs_history_close(there);
    fs_error_restore(error);
}

static struct fs_history *fresh_history(const char *folder, const char *dataset,
                                        const struct fs_history_write *how, const struct fs_frame *like)
{
    struct fs_history *history = calloc(1, sizeof *history);
    if (!history || !(history->arena = fs_arena_new())) {
        free(history);
        fs_error_nomem();
        return NULL;
    }
    history->folder = fs_arena_strdup(history->arena, folder);
    history->name = fs_arena_strdup(history->arena, dataset);
    history->kind = how->kind;
    history->column_count = fs_frame_columns(like);
    history->columns =
        fs_arena_array(history->arena, (size_t)history->column_count + 1, sizeof *history->columns);
    int failed = !history->folder || !history->name || !history->columns;
    for (int k = 0; !failed && k < history->column_count; k++) {
        const struct fs_column *column = fs_frame_column(like, k);
        history->columns[k] =
            (struct manifest_column){fs_arena_strdup(history->arena, column->name), column->type};
        failed = !history->columns[k].name;
    }
    if (!failed)
        return history;
    fs_history_close(history);
    return NULL;
}

/* Room for more symbols and one more source. */
static int widen(struct fs_history *history, int symbols)
{
    struct fs_history_symbol *more =
        fs_arena_array(history->arena, (size_t)(history->symbol_count + symbols) + 1, sizeof *more);
    struct fs_history_source *sources =
        fs_arena_array(history->arena, (size_t)history->source_count + 1, sizeof *sources);
    if (!more || !sources)
        return -1;
    if (history->symbol_count)
        memcpy(more, history->symbols, (size_t)history->symbol_count * sizeof *more);
    if (history->source_count)
        memcpy(sources, history->sources, (size_t)history->source_count * sizeof *sources);
    history->symbols = more;
    history->sources = sources;
    return 0;
}

static int note_source(struct import *import)
{
    struct fs_history *history = import->history;
    char now[FS_TIME_TEXT];
    if (!import->how->source)
        return 0;
    fs_time_format(fs_time_now() / FS_NS_PER_SECOND * FS_NS_PER_SECOND, now, sizeof now);
    history->sources[history->source_count++] = (struct fs_history_source){
        import->how->source, import->how->source_sha256 ? import->how->source_sha256 : "",
        import->written->added + import->written->replaced, fs_arena_strdup(history->arena, now)};
    return history->sources[history->source_count - 1].imported ? 0 : -1;
}

static int write_all(struct import *import, const char *const *symbols, struct fs_frame *const *frames,
                     int count)
{
    struct fs_history *history = import->history;
    const struct fs_history_write *how = import->how;
    if (history->kind != how->kind)
        return fs_error_set(FS_E_CONFLICT, "dataset '%s' holds %s; the import holds %s", history->name,
                            fs_kind_name(history->kind), fs_kind_name(how->kind));
    history->generation++;
    int result = widen(history, count);
    for (int i = 0; i < count && result == 0; i++)
        result = import_symbol(import, symbols[i], frames[i]);
    if (result != 0)
        return -1;
    int noted = (how->calendar && (!history->calendar || strcmp(history->calendar, how->calendar))) ||
                (how->zone && (!history->zone || strcmp(history->zone, how->zone)));
    history->zone = how->zone ? how->zone : history->zone;
    history->calendar = how->calendar ? how->calendar : history->calendar;
    if (!import->written->symbols && !noted && !import->fresh)
        return 0;
    if (import->written->symbols && note_source(import) != 0)
        return -1;
    return hash_dataset(history) == 0 ? manifest_write(history) : -1;
}

int fs_history_write(const char *home, const char *dataset, const struct fs_history_write *how,
                     const char *const *symbols, struct fs_frame *const *frames, int count,
                     struct fs_history_written *written)
{
    char folder[4096];
    struct fs_history_written ignored;
    struct import import = {.how = how, .written = written ? written : &ignored};
    memset(import.written, 0, sizeof *import.written);
    if (!fs_history_name_valid(dataset))
        return fs_error_set(FS_E_USAGE,
                            "'%s' cannot name a dataset; expected letters, digits, - _ . (128 at most, the "
                            "first a letter, digit or _)",
                            dataset);
    if (count < 1)
        return fs_error_set(FS_E_INPUT, "nothing to import into dataset '%s'", dataset);
    snprintf(folder, sizeof folder, "%s/history/%s", home, dataset);
    int lock = make_folders(folder) == 0 ? lock_dataset(folder) : -1;
    if (lock < 0)
        return -1;
    import.history = manifest_read(folder, dataset);
    if (!import.history && fs_error_last_code() == FS_E_NOT_FOUND) {
        fs_error_clear();
        import.fresh = 1;
        import.history = fresh_history(folder, dataset, how, frames[0]);
    }
    int result = import.history ? 0 : -1;
    if (import.fresh && !result) { /* the name of its folder, and of the one that holds all */
        char above[4200];
        snprintf(above, sizeof above, "%s/history", home);
        result = sync_folder(above) || sync_folder(home) ? -1 : 0;
    }
    if (result == 0)
        result = write_all(&import, symbols, frames, count);
    if (result == 0)
        for (int i = 0; i < count; i++) {
            const struct fs_history_symbol *symbol = known_symbol(import.history, symbols[i]);
            if (symbol)
                sweep(import.history, symbol);
        }
    else if (import.history)
        undo(&import, symbols, count);
    fs_history_close(import.history);
    close(lock);
    return result;
}

static int remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    int result = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        char inner[8192];
        struct stat info;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (lstat(inner, &info) == 0 && S_ISDIR(info.st_mode))
            result |= remove_folder(inner);
        else if (unlink(inner) != 0)
            result = fs_error_errno("%s: cannot be removed", inner);
    }
    if (folder)
        closedir(folder);
    return result == 0 && rmdir(path) != 0 ? fs_error_errno("%s: cannot be removed", path) : result;
}

int fs_history_remove(const char *home, const char *dataset)
{
    char folder[4096], manifest[4400];
    struct fs_history *history = fs_history_open(home, dataset);
    if (!history)
        return -1;
    fs_history_close(history);
    snprintf(folder, sizeof folder, "%s/history/%s", home, dataset);
    snprintf(manifest, sizeof manifest, "%s/manifest.json", folder);
    int lock = lock_dataset(folder);
    if (lock < 0)
        return -1;
    /* Durably, and first: rows that are missing under a manifest that came back would be worse. */
    int result =
        unlink(manifest) == 0 ? sync_folder(folder) : fs_error_errno("%s: cannot be removed", manifest);
    if (result == 0)
        result = remove_folder(folder);
    snprintf(folder, sizeof folder, "%s/history", home);
    if (result == 0)
        result = sync_folder(folder);
    close(lock);
    return result;
}
