/*
 * plugins_frames.h: the frames of a source that `finsmart plugins run` prints or keeps. For the files of this room only.
 */
#ifndef FINSMART_CLI_PLUGINS_FRAMES_H
#define FINSMART_CLI_PLUGINS_FRAMES_H

#include "plugin/feed.h"

#include <stdint.h>

/* What came so far; zeroed at the start. */
struct fs_run_frames {
    enum { FS_RUN_CSV, FS_RUN_NDJSON, FS_RUN_KEEP } form; /* printed at once, or kept to the end */
    struct fs_frame **list;                               /* kept */
    int count, room;
    int64_t rows;
};

/* Takes what waits. 1 where there was something, 0 where there was not, -1 with an error. */
int fs_run_frames_take(struct fs_run_frames *frames, struct fs_feed *feed);
/* All that was kept as one frame, the caller's; NULL where nothing was (no error) or with an error. */
struct fs_frame *fs_run_frames_join(struct fs_run_frames *frames);
void fs_run_frames_clear(struct fs_run_frames *frames);

#endif
