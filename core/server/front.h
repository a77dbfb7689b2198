/*
 * front.h: where the server meets its clients: requests become calls (call.h), answers go out. Inside the room only.
 */
#ifndef FINSMART_SERVER_FRONT_H
#define FINSMART_SERVER_FRONT_H

#include "server/state.h"

/* Listens where the configuration says. NULL with an error. */
struct fs_front *fs_front_new(struct fs_server *server);
/* Reads certificates again. -1 with an error, and all stays as it was. */
int fs_front_reload(struct fs_front *front);
/* NULL is allowed. */
void fs_front_free(struct fs_front *front);
/* NULL behind the last. */
const char *fs_front_address(const struct fs_front *front, int index);
/* Open ones. */
int fs_front_connections(const struct fs_front *front);
/* Takes no new connections; what is in flight may end within `patience` ns. */
void fs_front_drain(struct fs_front *front, int64_t patience);
/* After that: is nothing in flight any more? */
int fs_front_is_idle(const struct fs_front *front);

#endif
