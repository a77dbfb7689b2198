/*
 * text_file.h: the bytes of a text file, whole, unpacked and padded.
 */
#ifndef FINSMART_FRAME_TEXT_FILE_H
#define FINSMART_FRAME_TEXT_FILE_H

#include "frame/frame.h"

/* Maps a regular file, or reads anything else ("-" is standard input), and unpacks gzip (told by its first bytes).
 * *size is that of the text; at least `padding` (up to 4096) further bytes may be read. NULL with an error that names
 * the path. The map must not outlive a truncation of the file in place. */
struct fs_buffer *fs_text_file_read(const char *path, size_t padding, size_t *size);
/* The same of bytes in memory, which are copied. */
struct fs_buffer *fs_text_file_copy(const void *bytes, size_t length, const char *name, size_t padding,
                                    size_t *size);

#endif
