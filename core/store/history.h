/*
 * history.h: time series at rest.
 *
 * A dataset is a folder HOME/history/<dataset>/ with a manifest.json and one folder a symbol (percent-encoded) of Arrow
 * files. The manifest names every file that counts, so a reader sees either all of an import or nothing of it: an
 * import writes new files beside the old ones, replaces the manifest by rename, and removes what is no longer named.
 * A symbol is one file, "all.arrow", which maps without copying, until it has more than FS_HISTORY_PART_ROWS rows; then
 * it is cut by year, month or day ("2020.arrow", "2020-01.arrow", "2020-01-02.arrow"), whichever keeps files below
 * that. A rewritten file has its generation in its name: "all.7.arrow".
 *
 * A dataset's hash is SHA-256 over kind, columns, symbols and rows, and does not depend on how rows came in or in
 * which files they lie. Datasets are immutable snapshots to whoever has them open; safe to read from any thread.
 */
#ifndef FINSMART_STORE_HISTORY_H
#define FINSMART_STORE_HISTORY_H

#include "frame/frame.h"
#include "store/kinds.h"

#include <stdint.h>

/* Rows up to which a symbol stays one file. */
#define FS_HISTORY_PART_ROWS (INT64_C(1) << 25)

struct fs_history;

struct fs_history_part {
    const char *file;       /* in the symbol's folder */
    int64_t rows, from, to; /* times of the first and last row; 0 for a table without times */
};

struct fs_history_symbol {
    const char *name;
    int64_t rows;
    int64_t from, to; /* times of the first and last row; 0 for a table without times */
    int64_t interval; /* median distance of neighbours in nanoseconds; 0 with fewer than two times */
    const char *hash; /* of its rows, hexadecimal */
    const struct fs_history_part *parts;
    int part_count;
};

struct fs_history_source {
    const char *file;   /* as it was named */
    const char *sha256; /* of its bytes (unpacked) */
    int64_t rows;
    const char *imported; /* RFC 3339 */
};

/* Opens a dataset: reads its manifest only. NULL with FS_E_NOT_FOUND that names the datasets there are. */
struct fs_history *fs_history_open(const char *home, const char *dataset);
void fs_history_close(struct fs_history *history);

const char *fs_history_name(const struct fs_history *history);
int fs_history_kind(const struct fs_history *history);
/* IANA zone in which the data's times without offset were read, NULL for UTC; calendar's name, NULL for none. */
const char *fs_history_zone(const struct fs_history *history);
const char *fs_history_calendar(const struct fs_history *history);
const char *fs_history_hash(const struct fs_history *history);
int64_t fs_history_rows(const struct fs_history *history);
int fs_history_columns(const struct fs_history *history);
const char *fs_history_column(const struct fs_history *history, int index, int *type);
int fs_history_sources(const struct fs_history *history);
const struct fs_history_source *fs_history_source(const struct fs_history *history, int index);

/* Symbols in the order of their bytes. */
int fs_history_symbols(const struct fs_history *history);
const struct fs_history_symbol *fs_history_symbol(const struct fs_history *history, int index);
/* By name; NULL with FS_E_NOT_FOUND that names the nearest. */
const struct fs_history_symbol *fs_history_find(const struct fs_history *history, const char *symbol);

/* Rows from `from` to `to`, both inclusive (INT64_MIN and INT64_MAX: all), in time order, column "time" first where
 * there is one. One file is mapped and not copied. No rows in the range gives a frame of none. NULL with an error. */
struct fs_frame *fs_history_load(const struct fs_history *history, const char *symbol, int64_t from,
                                 int64_t to);

/* One of a symbol's parts (0 to part_count - 1), which together are its rows in time order. Mapped, never copied. NULL
 * with an error. */
struct fs_frame *fs_history_load_part(const struct fs_history *history, const char *symbol, int part);

/* Names of all datasets of a home, sorted, ended by NULL; free() the one block. NULL with an error; an absent home has
 * none. */
char **fs_history_list(const char *home);

struct fs_history_write {
    int kind;             /* enum fs_history_kind, not FS_KIND_AUTO */
    const char *zone;     /* may be NULL; kept from before where NULL */
    const char *calendar; /* the same */
    int replace; /* rows of a time that is there already replace it; else different ones are FS_E_CONFLICT */
    const char *source; /* file name and digest to note; may be NULL */
    const char *source_sha256;
};

struct fs_history_written {
    int64_t added, replaced, unchanged; /* rows */
    int symbols;                        /* that changed */
};

/* Merges frames (frames[i] holds rows of symbols[i], by time; string columns and bitmaps allowed) into a dataset, which
 * is made when absent. All or nothing; several processes may import at once, one after the other. A table without
 * time column is replaced as a whole. -1 with an error: FS_E_CONFLICT names symbol, time, column and both values. */
int fs_history_write(const char *home, const char *dataset, const struct fs_history_write *how,
                     const char *const *symbols, struct fs_frame *const *frames, int count,
                     struct fs_history_written *written);
/* Removes a dataset. -1 with FS_E_NOT_FOUND. */
int fs_history_remove(const char *home, const char *dataset);

/* 1 for a name that a dataset may have: letters, digits, - _ . and no leading dot, up to 128. */
int fs_history_name_valid(const char *name);

#endif
