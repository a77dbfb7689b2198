/*
 * read_file.h: a table from a file of any of the formats that frames read, told by the file's ending.
 */
#ifndef FINSMART_FRAME_READ_FILE_H
#define FINSMART_FRAME_READ_FILE_H

#include "frame/frame.h"

/* Is this the name of such a file: .csv, .csv.gz, .arrow, .feather, .json, .ndjson? */
int fs_frame_file_named(const char *path);
/* Reads it; any other name is read as CSV. `texts`: the columns of a CSV file stay the texts they are, of which only the
 * empty one is missing (a symbol may be called NA or 007). NULL with an error that names the file. */
struct fs_frame *fs_frame_read_file(const char *path, int texts);

#endif
