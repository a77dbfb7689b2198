/*
 * json.h: tables as JSON: an array of objects, or one object a line (NDJSON).
 *
 * A column is a member's name, in order of first appearance; a member that an object lacks, or null, is missing. Types
 * are found from all values: whole numbers are i64 (f64 once one has a fraction or there is none that fits), true and
 * false are bool, texts are string. A member whose values are of two kinds is an error that names record and field;
 * nested arrays and objects are refused by name.
 */
#ifndef FINSMART_FRAME_JSON_H
#define FINSMART_FRAME_JSON_H

#include "frame/frame.h"

#include <stdio.h>

enum fs_json_form { FS_JSON_ARRAY, FS_JSON_LINES };

/* A file ("-": standard input; gzip is unpacked). NULL with an error that names path, line (NDJSON) or record. */
struct fs_frame *fs_json_read_file(const char *path, int form);
struct fs_frame *fs_json_read_bytes(const void *bytes, size_t size, const char *name, int form);
/* Numbers shortest and exact (a whole f64 as 3.0, so that reading finds the same types), times RFC 3339, missing as null (NaN and infinities too). -1 with an error. */
int fs_json_write(const struct fs_frame *frame, FILE *out, int form);

#endif
