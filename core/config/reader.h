/*
 * reader.h: what reading a configuration knows while it works. Private to core/config.
 */
#ifndef FINSMART_CONFIG_READER_H
#define FINSMART_CONFIG_READER_H

#include "config/config.h"
#include "config/schema.h"

struct fs_arena;

/* Where a key stands in the file. */
struct fs_config_place {
    const char *path;
    int line;
    int bad; /* it could not be evaluated */
};

/* A configuration with what it owns; the first member is what others see. */
struct fs_config_whole {
    struct fs_config config;
    struct fs_arena *arena;
    struct fs_config_item *items;
    int item_count, item_capacity;
};

struct fs_config_reader {
    struct fs_config_whole *whole;
    struct fs_config_problems *problems;
    const char *file;   /* "" where there is none */
    const char *folder; /* of the file; "" for the working folder */
    const struct fs_config_override *overrides;
    int override_count;
    struct fs_config_place *places;
    int place_count, place_capacity;
    int together; /* single values are read: what follows from a problem that is told already is none of its own */
    int failed; /* out of memory: the thread's error says so */
};

/* Is anything wrong already with this key or a part of it? */
int fs_config_wrong_already(const struct fs_config_reader *reader, const char *path);
/* A problem with the key `path`, at its line, or at that of what it is part of. 1; 0 where it was left out, because there is
 * one already. */
int fs_config_wrong(struct fs_config_reader *reader, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Remembers where a key stands in the file. */
void fs_config_reader_place(struct fs_config_reader *reader, const char *path,
                            const struct fs_config_node *node);
/* Adds a value in force (fs_config_item); texts are kept as they are. */
void fs_config_reader_item(struct fs_config_reader *reader, const char *path, const char *text, int origin,
                           int line, const char *from);
/* What people may see of a value that was read: the text, or "(secret)". */
const char *fs_config_shown(const struct fs_config_reader *reader, const char *path, const char *text);
/* "path.name", or a copy of the name where the path is "". Never NULL: "" when out of memory, and `failed` is set. */
const char *fs_config_reader_join(struct fs_config_reader *reader, const char *path, const char *name);

/* Reads the whole tree (NULL: defaults) into the configuration. */
void fs_config_read_all(struct fs_config_reader *reader, const struct fs_config_node *tree);
/* What no table can say: how values go together. Fills what is derived from others. Texts that could not be read are "". */
void fs_config_check_together(struct fs_config_reader *reader);

#endif
