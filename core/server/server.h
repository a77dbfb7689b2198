/*
 * server.h: finsmart serve.
 *
 * One process and one thread: it answers HTTP, keeps the journal of acts, and starts processes for whatever runs a script.
 * It runs none itself. State follows from acts (acts.h); files under its home hold what is large.
 */
#ifndef FINSMART_SERVER_SERVER_H
#define FINSMART_SERVER_SERVER_H

#include "config/config.h"

struct fs_server;

/* Takes the home, reads the journal, listens. The configuration is borrowed. NULL with an error: also when another server has
 * the home. */
struct fs_server *fs_server_new(const struct fs_config *config);
/* The address it listens on, with the port that was chosen; NULL behind the last. */
const char *fs_server_address(const struct fs_server *server, int index);
/* Where the first administrator's key was written, or NULL: there are people already. */
const char *fs_server_first_key(const struct fs_server *server);
/* Reads certificates again. -1 with an error, and all stays as it was. */
int fs_server_reload(struct fs_server *server);
/* Serves until somebody asks to stop (base/cancel.h); then finishes what is in flight. `look` (may be NULL) is
 * called several times a second. -1 with an error. */
int fs_server_run(struct fs_server *server, void (*look)(void *user), void *user);
/* NULL is allowed. -1 with an error when the journal could not be ended. */
int fs_server_free(struct fs_server *server);

#endif
