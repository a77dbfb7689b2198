/*
 * scripts.h: the scripts that people sent: every version by the SHA-256 of its text, and which one is active.
 *
 * A version's text lies in HOME/scripts/HASH/NAME.lua, so that messages about it say NAME.lua, and is never changed. What
 * there is follows from acts.
 */
#ifndef FINSMART_SERVER_SCRIPTS_H
#define FINSMART_SERVER_SCRIPTS_H

#include "base/hash.h"
#include "server/people.h"

#define FS_SCRIPT_NAME 65         /* with NUL */
#define FS_SCRIPT_MAX  (1u << 20) /* bytes of a text */

struct fs_script_version {
    char hash[FS_SHA256_HEX];
    int64_t size;       /* bytes */
    int64_t added;      /* ns */
    char by[FS_KEY_ID]; /* key of who sent it */
    uint64_t act;       /* that added it */
};

/* A version became the active one. */
struct fs_script_turn {
    int version; /* index */
    int64_t time;
    char by[FS_KEY_ID];
    uint64_t act;
};

struct fs_script {
    char name[FS_SCRIPT_NAME];
    struct fs_script_version *versions; /* oldest first */
    int version_count;
    struct fs_script_turn *turns; /* oldest first; the last one is active */
    int turn_count;
};

struct fs_scripts;

/* `home`: see above. NULL with an error. */
struct fs_scripts *fs_scripts_new(const char *home);
void fs_scripts_free(struct fs_scripts *scripts);
/* Applies "script.added" and "script.activated". -1 with an error. */
int fs_scripts_apply(struct fs_scripts *scripts, const struct fs_act *act);

/* 1 for a name that a script may have: a letter, then letters, digits, _ and -, at most 64. */
int fs_script_name_valid(const char *name);
/* By name; NULL (no error) where there is none. */
const struct fs_script *fs_scripts_find(const struct fs_scripts *scripts, const char *name);
int fs_scripts_count(const struct fs_scripts *scripts);
/* In the order of their names. */
const struct fs_script *fs_scripts_at(const struct fs_scripts *scripts, int index);
/* A version by its hash, or by the beginning of it (8 digits at least) where only one has that. NULL (no error). */
const struct fs_script_version *fs_script_version(const struct fs_script *script, const char *hash);
/* The active version, or NULL. */
const struct fs_script_version *fs_script_active(const struct fs_script *script);

/* Where a version's text lies; free() it. NULL with an error. */
char *fs_script_path(const struct fs_scripts *scripts, const char *name, const char *hash);
/* Writes a text where it belongs. Its file, for fs_acts_add(), or NULL with an error. */
char *fs_script_save(const struct fs_scripts *scripts, const char *name, const char *hash, const void *text,
                     size_t size);
/* Reads a version's text back and proves it; free() it. NULL with an error: also when it was changed. */
char *fs_script_text(const struct fs_scripts *scripts, const char *name, const char *hash, size_t *size);

#endif
