#include "cli/bench_home.h"

#include "base/error.h"
#include "store/history.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int add_column(struct fs_frame *frame, const char *name, int type, const void *values, int64_t count)
{
    void *data;
    if (fs_frame_add_new(frame, name, type, count, NULL, &data))
        return -1;
    memcpy(data, values, (size_t)count * sizeof(double));
    return 0;
}

static struct fs_frame *frame_of(const struct fs_bench_bars *bars, int64_t first, int64_t count)
{
    struct fs_frame *frame = fs_frame_new();
    if (frame && add_column(frame, "time", FS_TIME, bars->time, count) == 0 &&
        add_column(frame, "open", FS_F64, bars->open + first, count) == 0 &&
        add_column(frame, "high", FS_F64, bars->high + first, count) == 0 &&
        add_column(frame, "low", FS_F64, bars->low + first, count) == 0 &&
        add_column(frame, "close", FS_F64, bars->close + first, count) == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}

int fs_bench_dataset(const char *home, const struct fs_bench_bars *bars, int symbols, int64_t count)
{
    struct fs_history_write how = {.kind = FS_KIND_BARS};
    struct fs_history_written written = {0};
    struct fs_frame **frames = calloc((size_t)symbols, sizeof *frames);
    char(*texts)[16] = calloc((size_t)symbols, sizeof *texts);
    const char **names = calloc((size_t)symbols, sizeof *names);
    int status = frames && texts && names ? 0 : fs_error_nomem();
    for (int i = 0; i < symbols && status == 0; i++) {
        snprintf(texts[i], sizeof texts[i], symbols == 1 ? "bars" : "S%03d", i);
        names[i] = texts[i];
        if (!(frames[i] = frame_of(bars, i * count, count)))
            status = -1;
    }
    if (status == 0)
        status = fs_history_write(home, "bars", &how, names, frames, symbols, &written);
    for (int i = 0; frames && i < symbols; i++)
        fs_frame_unref(frames[i]);
    free(frames);
    free(texts);
    free(names);
    return status;
}

void fs_bench_remove(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char inner[PATH_MAX];
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (unlink(inner))
            fs_bench_remove(inner);
    }
    if (folder)
        closedir(folder);
    rmdir(path);
}
