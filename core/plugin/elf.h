/*
 * elf.h: what a shared object exports, read from the file without loading it.
 */
#ifndef FINSMART_PLUGIN_ELF_H
#define FINSMART_PLUGIN_ELF_H

#include <stddef.h>

/* Calls fn(user, name) for every symbol that the shared object in `data` defines and shows to others; `name` is borrowed.
 * Bytes from outside: nothing in them is trusted. Returns how many; -1 with FS_E_INPUT for what is no 64-bit
 * shared object of this machine. */
int fs_elf_exports(const void *data, size_t size, void (*fn)(void *user, const char *name), void *user);

#endif
