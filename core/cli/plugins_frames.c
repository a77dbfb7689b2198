#include "cli/plugins_frames.h"

#include "base/error.h"
#include "frame/csv.h"
#include "frame/frame.h"
#include "frame/json.h"
#include "store/rows.h"

#include <stdlib.h>

static int keep(struct fs_run_frames *frames, struct fs_frame *frame)
{
    if (frames->count == frames->room) {
        int room = frames->room ? 2 * frames->room : 16;
        struct fs_frame **list = realloc(frames->list, (size_t)room * sizeof(struct fs_frame *));
        if (!list)
            return fs_error_nomem();
        frames->list = list;
        frames->room = room;
    }
    frames->list[frames->count++] = fs_frame_ref(frame);
    return 0;
}

int fs_run_frames_take(struct fs_run_frames *frames, struct fs_feed *feed)
{
    struct fs_frame *frame;
    int status = 0, some = 0;
    while (status == 0 && (frame = fs_feed_next_frame(feed))) {
        struct fs_csv_write_options csv = {.no_header = frames->rows > 0};
        if (frames->form == FS_RUN_CSV)
            status = fs_csv_write(frame, stdout, &csv);
        else if (frames->form == FS_RUN_NDJSON)
            status = fs_json_write(frame, stdout, FS_JSON_LINES);
        else
            status = keep(frames, frame);
        frames->rows += fs_frame_rows(frame);
        some = 1;
        fs_frame_unref(frame);
    }
    return status ? -1 : some;
}

struct fs_frame *fs_run_frames_join(struct fs_run_frames *frames)
{
    return frames->count ? rows_concat(frames->list, frames->count) : NULL;
}

void fs_run_frames_clear(struct fs_run_frames *frames)
{
    for (int i = 0; i < frames->count; i++)
        fs_frame_unref(frames->list[i]);
    free(frames->list);
    *frames = (struct fs_run_frames){0};
}
