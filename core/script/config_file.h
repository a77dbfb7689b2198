/*
 * config_file.h: the configuration's file, which is written as a Lua table.
 *
 * The text is parsed and its expressions are evaluated (core/script/config.lua); it is never run, so that it can neither hang
 * nor reach anything but env("NAME") and file("path"). What it means is the business of core/config.
 */
#ifndef FINSMART_SCRIPT_CONFIG_FILE_H
#define FINSMART_SCRIPT_CONFIG_FILE_H

#include "config/config.h"

#include <stddef.h>

struct fs_arena;

/* Reads the file (NULL: there is none, all defaults), checks it, and makes a configuration of it. What is wrong with it is
 * added to `problems`. NULL where there is any problem, or with an error where the file cannot be read or memory ran out
 * (`problems` is empty then). */
struct fs_config *fs_config_file_load(const char *path, const struct fs_config_override *overrides,
                                      int override_count, struct fs_config_problems *problems);

/* The text of a file as a tree in the arena; `name` is the file's path, for messages and what file("path") is relative to.
 * -1 with an error when out of memory or beyond a limit; problems of the text are added and the tree holds what could be
 * evaluated. */
int fs_config_file_parse(struct fs_arena *arena, const char *name, const char *text, size_t length,
                         struct fs_config_problems *problems, const struct fs_config_node **tree);

#endif
