#include "store/history_instruments.h"

#include "base/error.h"
#include "frame/arrow.h"
#include "frame/read_file.h"
#include "market/instrument_file.h"
#include "store/manifest.h"

#include <unistd.h>

int fs_history_set_instruments(const struct fs_history *history, const char *path)
{
    struct fs_instruments *checked = fs_instruments_read(path);
    if (!checked)
        return -1;
    fs_instruments_free(checked);
    const char *to = fs_arena_printf(history->arena, "%s/instruments.arrow", history->folder);
    struct fs_frame *frame = to ? fs_frame_read_file(path, 1) : NULL;
    int status = frame ? fs_arrow_write_file(frame, to, NULL) : -1;
    fs_frame_unref(frame);
    return status;
}

const char *fs_history_instruments(const struct fs_history *history)
{
    const char *path = fs_arena_printf(history->arena, "%s/instruments.arrow", history->folder);
    return path && access(path, F_OK) == 0 ? path : NULL;
}
