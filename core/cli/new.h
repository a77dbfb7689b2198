/*
 * new.h: the parts of `finsmart new`. For the files of this room only.
 */
#ifndef FINSMART_CLI_NEW_H
#define FINSMART_CLI_NEW_H

#include <stddef.h>

/* Writes bytes to a file that must not exist. 0 or -1 with an error; half a file is removed. */
int fs_new_write(const char *path, const char *text, size_t length);
/* Writes folder/name: a plugin of the template's sample `sample`, under its own name, and says what to do next. */
int fs_new_plugin(const char *folder, const char *name, const char *sample);

#endif
