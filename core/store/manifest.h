/*
 * manifest.h: what a dataset's manifest.json says. Inside the room only; see history.h.
 */
#ifndef FINSMART_STORE_MANIFEST_H
#define FINSMART_STORE_MANIFEST_H

#include "base/arena.h"
#include "store/history.h"

struct manifest_column {
    const char *name;
    int type;
};

struct fs_history {
    struct fs_arena *arena; /* everything below */
    const char *folder;     /* HOME/history/<dataset> */
    const char *name;
    int kind;
    int64_t generation; /* counts imports that changed something */
    const char *zone, *calendar, *hash;
    struct manifest_column *columns;
    int column_count;
    struct fs_history_symbol *symbols;
    int symbol_count;
    struct fs_history_source *sources;
    int source_count;
};

/* HOME/history/<dataset>, in the arena. */
const char *manifest_folder(struct fs_arena *arena, const char *home, const char *dataset);
/* Reads `folder`/manifest.json. NULL with an error, FS_E_NOT_FOUND where there is none. */
struct fs_history *manifest_read(const char *folder, const char *dataset);
/* Replaces it by rename, with fsync of file and folder. */
int manifest_write(const struct fs_history *history);
/* A symbol as a folder's name, in the arena. */
const char *manifest_encode(struct fs_arena *arena, const char *symbol);
/* Is the name of a symbol's folder short enough for file systems? 0 with an error. */
int manifest_symbol_fits(const char *symbol);
/* Path of one of a symbol's files, in the arena. */
const char *manifest_path(struct fs_arena *arena, const struct fs_history *history, const char *symbol,
                          const char *file);

#endif
