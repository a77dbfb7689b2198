/* fake_frames.h: what fake_host.c and fake_frames.c know of each other. Tests see fake_host.h. */
#ifndef FAKE_FRAMES_H
#define FAKE_FRAMES_H

#include "fake_host.h"

/* fs_host.frames */
extern const struct fs_frame_table fake_frames;
/* fake_host.c: the frames published so far, newest first; and whether publishing fails. */
struct fs_table_frame **fake_frames_of(struct fs_context *ctx, int *refused);
/* Frees them. */
void fake_frames_free(struct fs_table_frame **list);

#endif
