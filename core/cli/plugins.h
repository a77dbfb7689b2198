/*
 * plugins.h: the parts of `finsmart plugins` that are files of their own.
 */
#ifndef FINSMART_CLI_PLUGINS_H
#define FINSMART_CLI_PLUGINS_H

struct fs_args;

/* finsmart plugins check FILE.so...: each file in a process of its own. As fs_command.run. */
int fs_plugins_check(const struct fs_args *args);
/* What that process does: the test itself, told line by line on standard output. */
int fs_plugins_check_here(const struct fs_args *args);
/* What the test of a store starts to be killed in a transaction. */
int fs_plugins_check_die(const struct fs_args *args);

/* `finsmart plugins run`. */
int fs_plugins_run(const struct fs_args *args);

#endif
