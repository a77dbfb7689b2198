/*
 * leftovers.h: files that a server that was killed left in its home, and that no act speaks of.
 *
 * A script or rows that were written before their act, a page half made, the folder of a job whose act was lost: nobody was
 * told of them. They are removed at the start, before anything runs.
 */
#ifndef FINSMART_SERVER_LEFTOVERS_H
#define FINSMART_SERVER_LEFTOVERS_H

/* In each folder HOME/ROOM/NAME: all files, and the folder, where `is_known` says 0; else those that end in ".tmp". What cannot
 * be removed stays, and is logged. */
void fs_leftovers_remove(const char *home, const char *room, int (*is_known)(void *user, const char *name),
                         void *user);
/* Removes the files in a folder: those whose name ends in `ending`; "": all. -1 with an error. */
int fs_leftovers_files(const char *folder, const char *ending);

#endif
