/*
 * disk.h: how much room there is where the home lies, and what is not begun any more when it ends.
 *
 * Below disk.low it is logged. Below disk.stop whatever would need room is refused and no job is started; keys are revoked and jobs
 * are cancelled all the same. With room again everything goes on by itself.
 */
#ifndef FINSMART_SERVER_DISK_H
#define FINSMART_SERVER_DISK_H

#include "server/state.h"

/* NULL with an error. */
struct fs_disk *fs_disk_new(struct fs_server *server);
void fs_disk_free(struct fs_disk *disk);
/* Bytes that this user may still write, when it was looked at last. */
int64_t fs_disk_room(const struct fs_disk *disk);
/* Is that less than disk.stop? */
int fs_disk_is_full(const struct fs_disk *disk);

#endif
