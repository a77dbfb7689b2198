/*
 * frames.h: the part of the host's table that is about frames. For the files of this room only.
 */
#ifndef FINSMART_PLUGIN_FRAMES_H
#define FINSMART_PLUGIN_FRAMES_H

#include <finsmart/frame.h>

/* fs_host.frames. */
const struct fs_frame_table *fs_frame_services(void);
/* Frees the frames that the instance neither published nor dropped. Returns how many there were. */
int fs_frames_sweep(struct fs_context *context);

#endif
