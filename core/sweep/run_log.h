/*
 * run_log.h: the records of a sweep, in the order of their numbers, in one file that grows.
 *
 * What fs_run_log_add() has taken is in the file when fs_run_log_flush() returns: the end of this process loses nothing of it. Each
 * record carries a checksum; a record that was cut off in the middle is dropped when the log is opened again. The file
 * belongs to one build of the program; another's is refused. Reading is through a map, so that the records of a million
 * sets cost no memory of the process.
 */
#ifndef FINSMART_SWEEP_RUN_LOG_H
#define FINSMART_SWEEP_RUN_LOG_H

#include "sweep/run.h"

#include <stddef.h>

struct fs_run_log;

/* A new log with `blocks` blocks to a record. `path` NULL: a file without a name, in TMPDIR, gone with the process. */
struct fs_run_log *fs_run_log_new(const char *path, int blocks);
/* One that is there, to go on with. NULL with an error: FS_E_CONFLICT when it is another program's or of other blocks. */
struct fs_run_log *fs_run_log_open(const char *path, int blocks);
/* How many records there are: the number of the next. */
int64_t fs_run_log_count(const struct fs_run_log *log);
/* Bytes of a record with its blocks, without the checksum: what a worker answers with. */
size_t fs_run_log_record_size(int blocks);
/* Appends a record with its blocks. -1 with an error. */
int fs_run_log_add(struct fs_run_log *log, const struct fs_run *run);
int fs_run_log_flush(struct fs_run_log *log);
/* A record that was flushed; valid until the next call of this function. NULL with an error. */
const struct fs_run *fs_run_log_get(struct fs_run_log *log, int64_t number);
/* The blocks of a record. */
const struct fs_block *fs_run_log_blocks(const struct fs_run *run);
void fs_run_log_close(struct fs_run_log *log);

#endif
