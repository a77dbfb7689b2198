/*
 * mapping.h: scripts that say how another program's files become trades, quotes or books.
 */
#ifndef FINSMART_SCRIPT_MAPPING_H
#define FINSMART_SCRIPT_MAPPING_H

#include "store/map.h"

#include <stddef.h>

struct fs_mapping;

struct fs_mapping_options {
    const char *const *params; /* "name=value" texts */
    int param_count;
    size_t memory_limit; /* bytes of Lua memory; 0: none */
};

/* Loads the script and sets its parameters. NULL with an error that names file and line. */
struct fs_mapping *fs_mapping_load(const char *path, const struct fs_mapping_options *options);
void fs_mapping_free(struct fs_mapping *mapping);
/* What fs_import_options.map wants; valid as long as the mapping. */
const struct fs_import_map *fs_mapping_import(const struct fs_mapping *mapping);

#endif
