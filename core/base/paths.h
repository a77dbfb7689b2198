/*
 * paths.h: where our own files are, installed or in a build folder.
 */
#ifndef FINSMART_BASE_PATHS_H
#define FINSMART_BASE_PATHS_H

/* The folder that holds scripts/ and plugin-template/: share/finsmart beside the program's bin/, else the
 * source tree that it was built from. The environment's FINSMART_SHARE overrides. Static text, never NULL. */
const char *fs_paths_share(void);
/* The folder of plugin .so files: lib/finsmart/plugins, else plugins/ beside the program. FINSMART_PLUGINS
 * overrides. */
const char *fs_paths_plugins(void);
/* The folder of finsmart.pc, which says where the headers for plugins are: lib/pkgconfig, else pkgconfig/ beside the
 * program. Static text; NULL where there is none. */
const char *fs_paths_pkgconfig(void);
/* This program's own file (/proc/self/exe resolved). Static text; "finsmart" where that fails. */
const char *fs_paths_self(void);
/* Joins two path parts with one '/'; free() the result; NULL with an error when out of memory. */
char *fs_paths_join(const char *folder, const char *name);

#endif
