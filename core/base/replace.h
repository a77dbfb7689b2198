/*
 * replace.h: new content for a file, whole or not at all.
 *
 * Content goes to a temporary file beside the place, is synced, and renamed over it: a full disk, a crash or a mistake
 * half-way leaves an earlier file as it was. What is there and no regular file (a device, a pipe) is written directly.
 */
#ifndef FINSMART_BASE_REPLACE_H
#define FINSMART_BASE_REPLACE_H

#include <stdio.h>

struct fs_replace {
    FILE *file;      /* write here */
    char *path;      /* where it will stand */
    char *temporary; /* where it is written; NULL: at `path` directly */
};

/* Opens the file to write to. -1 with an error. */
int fs_replace_open(struct fs_replace *replace, const char *path);
/* Makes the content durable and puts it in place. -1 with an error, and then an earlier file is untouched, unless the
 * message says that only the folder could not be synced. Either way `replace` is closed. */
int fs_replace_commit(struct fs_replace *replace);
/* The same for who makes it durable himself: after a power cut the place may have anything. */
int fs_replace_place(struct fs_replace *replace);
/* Forgets the new content; the thread's error stays. */
void fs_replace_abort(struct fs_replace *replace);

#endif
