/*
 * value.h: single values of the configuration, from texts and nodes to the members of structs.
 */
#ifndef FINSMART_CONFIG_VALUE_H
#define FINSMART_CONFIG_VALUE_H

#include "config/config.h"
#include "config/schema.h"

struct fs_arena;

/* What a value came from and goes to. */
struct fs_config_reading {
    struct fs_arena *arena;
    const struct fs_config_key *key;
    int type;           /* the key's, or that of its items */
    const char *folder; /* relative paths begin here; "" for the working folder */
    void *out;          /* the member */
    const char *shown;  /* set: the value as text for people, in the arena */
};

/* Reads a text that is the whole value: a default, the environment, a secret. 0; 1 where it is no such value or out of range
 * (no error is left); -1 with an error. */
int fs_config_read_text(struct fs_config_reading *reading, const char *text, size_t length);
/* The same of what stands in the file: a text is no number there. */
int fs_config_read_node(struct fs_config_reading *reading, const struct fs_config_node *node);

/* Bytes of one value of a type, in a list. */
size_t fs_config_value_size(int type);
/* A text that people may see: a URL without its password. NULL with an error. */
const char *fs_config_masked(struct fs_arena *arena, const char *url);

#endif
