/*
 * folder.h: where a sweep is kept. Inside the room only.
 */
#ifndef FINSMART_SWEEP_FOLDER_H
#define FINSMART_SWEEP_FOLDER_H

#include "sweep/sweep.h"

/* Rows of one of its Arrow files. */
#define FS_SWEEP_PART INT64_C(65536)

/* Makes or opens the folder of options->folder and in it sweep.json, which says what is tried: `about` of the strategy and
 * options->identity. Returns the log: a new one, or with options->resume the one that is there. Without a folder the log has
 * no name. NULL with an error: FS_E_CONFLICT when the folder holds a sweep already, or another one. */
struct fs_run_log *fs_folder_open(const struct fs_sweep_options *options, const json_t *about);
/* Path of an Arrow file; free() it. NULL with an error. */
char *fs_folder_part(const char *folder, int64_t part);

#endif
