#include "sweep/stage.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int fs_stage_open(struct fs_stage *stage, const struct fs_sweep_options *options, const char *name,
                  int64_t pieces)
{
    *stage = (struct fs_stage){0};
    if (!options->folder)
        return 0;
    size_t size = strlen(options->folder) + strlen(name) + 2;
    char *path = malloc(size);
    struct stat info;
    if (!path)
        return fs_error_nomem();
    snprintf(path, size, "%s/%s", options->folder, name);
    /* One that ended before its first bytes were written is as good as none. */
    int there = options->resume && stat(path, &info) == 0 && info.st_size > 0;
    stage->log = there ? fs_run_log_open(path, 0) : fs_run_log_new(path, 0);
    free(path);
    if (!stage->log)
        return -1;
    int64_t count = fs_run_log_count(stage->log);
    stage->resumed = count < pieces ? count : pieces;
    return 0;
}

const struct fs_run *fs_stage_get(struct fs_stage *stage, int64_t piece)
{
    return fs_run_log_get(stage->log, piece);
}

int fs_stage_add(struct fs_stage *stage, const struct fs_pool_outcome *outcome, struct fs_run *run)
{
    if (!outcome->result) {
        *run = (struct fs_run){.status = FS_RUN_FAILED, .objective = NAN};
        snprintf(run->reason, sizeof run->reason, "%s", outcome->failure);
    } else if (outcome->result_size == sizeof *run) {
        memcpy(run, outcome->result, sizeof *run);
    } else {
        return fs_error_set(FS_E_INTERNAL, "an answer is of another size");
    }
    if (!stage->log)
        return 0;
    struct fs_run kept = *run;
    kept.number = fs_run_log_count(stage->log);
    return fs_run_log_add(stage->log, &kept);
}

int fs_stage_flush(struct fs_stage *stage)
{
    return stage->log ? fs_run_log_flush(stage->log) : 0;
}

int fs_stage_end(struct fs_stage *stage, int status)
{
    struct fs_error *error = status < 0 ? fs_error_take() : NULL;
    if (fs_stage_flush(stage) && status >= 0)
        status = -1;
    if (error)
        fs_error_restore(error);
    fs_run_log_close(stage->log);
    *stage = (struct fs_stage){0};
    return status;
}
