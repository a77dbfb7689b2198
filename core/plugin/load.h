/*
 * load.h: plugin files: found, opened, checked, and kept until the process ends.
 *
 * A plugin that is refused leaves an error that names the field at fault, what was found, what was expected
 * and how to mend it; the program goes on without it. Safe from any thread.
 */
#ifndef FINSMART_PLUGIN_LOAD_H
#define FINSMART_PLUGIN_LOAD_H

#include <finsmart/plugin.h>

/* A loaded plugin; never unloaded. */
struct fs_plugin_file {
    const char *path;                   /* absolute */
    const struct fs_plugin *descriptor; /* checked */
};

/* Opens a plugin by file (a name with '/' or ending in ".so") or by name (NAME.so in the folder of plugins).
 * A file that is loaded already is found, not loaded again. NULL with FS_E_NOT_FOUND or FS_E_PLUGIN. */
const struct fs_plugin_file *fs_plugin_open(const char *name);
/* Opens every .so of the folder of plugins, in the order of their names, and calls fn for each: with the plugin, or with
 * NULL where it was refused and the thread's error says why. Returns how many there were; -1 with an error. */
int fs_plugin_each(void (*fn)(void *user, const char *path, const struct fs_plugin_file *plugin), void *user);
/* Does a host of one version take a plugin of another? Majors are equal, and the plugin needs no newer minor. */
static inline int fs_plugin_accepts(unsigned host_major, unsigned host_minor, unsigned major, unsigned minor)
{
    return major == host_major && minor <= host_minor;
}
/* Checks a descriptor as fs_plugin_open() does. `image` is the address at which the shared object was loaded,
 * or NULL for one that is part of the program (a test): pointers are then not checked to lie inside. 0 or -1.
 */
int fs_plugin_check(const struct fs_plugin *descriptor, const char *path, const void *image);
/* "source, store": what a plugin offers; `size` bytes are enough from 80. */
void fs_plugin_capabilities(const struct fs_plugin *descriptor, char *buffer, size_t size);
/* The SHA-256 of a plugin's file, in hex. 0 or -1. */
int fs_plugin_hash(const struct fs_plugin_file *file, char hex[65]);

#endif
