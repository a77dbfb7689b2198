/*
 * text_file.h: the bytes of a text file, unpacked where gzip packed them.
 *
 * Files are read, never mapped: a mapped file that another program cuts short ends the process that looks at it.
 */
#ifndef FINSMART_FRAME_TEXT_FILE_H
#define FINSMART_FRAME_TEXT_FILE_H

#include "frame/frame.h"

/* The whole text of a file ("-" is standard input), unpacked when it is gzip (told by its first bytes). *size is that
 * of the text; `padding` further bytes may be read. NULL with an error that names the path. */
struct fs_buffer *fs_text_file_read(const char *path, size_t padding, size_t *size);
/* The same of bytes in memory, which are copied. */
struct fs_buffer *fs_text_file_copy(const void *bytes, size_t length, const char *name, size_t padding,
                                    size_t *size);

/* A text to be read in pieces: a regular file as it lies on disk, or memory (standard input, pipes, gzip). */
struct fs_text;
/* NULL with an error; `padding` is that behind the text where it is memory. fs_text_close() it. */
struct fs_text *fs_text_open(const char *path, size_t padding);
struct fs_text *fs_text_open_bytes(const void *bytes, size_t length, const char *name, size_t padding);
void fs_text_close(struct fs_text *text);
/* Bytes there were when it was opened. */
size_t fs_text_size(const struct fs_text *text);
/* All of it, valid as long as `text`; NULL where it lies on disk. */
const char *fs_text_memory(const struct fs_text *text);
/* Copies `length` bytes from offset `from`, which lie within the size, to `to`. -1 with FS_E_IO when they cannot be
 * read or are no longer there. Any thread. */
int fs_text_read(const struct fs_text *text, size_t from, size_t length, char *to);

#endif
