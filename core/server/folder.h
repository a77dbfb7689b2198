/*
 * folder.h: a folder of the home that may be there already. Inside the room only.
 */
#ifndef FINSMART_SERVER_FOLDER_H
#define FINSMART_SERVER_FOLDER_H

/* Makes it where it is missing; the one above it has to be there. -1 with an error that names it. */
int fs_folder_make(const char *path);

#endif
