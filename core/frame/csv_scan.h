/*
 * csv_scan.h: where the fields of CSV text end.
 */
#ifndef FINSMART_FRAME_CSV_SCAN_H
#define FINSMART_FRAME_CSV_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* A quote opens a quoted field only as its first byte (RFC 4180); elsewhere it is text. */
enum fs_csv_state {
    FS_CSV_FIELD_START,
    FS_CSV_PLAIN,
    FS_CSV_QUOTED,     /* between quotes */
    FS_CSV_QUOTE_SEEN, /* behind a quote that closes the field, or begins a doubled one */
};

/* Finds delimiters and line ends outside quotes in text[0..length). ends: their offsets, up to length of them;
 * rows: for each line end its index in `ends`. At least 64 bytes after the text must be readable. */
struct fs_csv_scan {
    char delimiter, eol;
    int state; /* enum fs_csv_state, kept from call to call */
    size_t end_count, row_count;
    int quotes;   /* set when a quote is seen */
    int baseline; /* use no more than x86-64-v2: for tests */
};
void fs_csv_scan(struct fs_csv_scan *scan, const char *text, size_t length, uint32_t *ends, uint32_t *rows);

/* How often `c` occurs; uses the widest registers there are. */
size_t fs_csv_count(const char *text, size_t length, char c);
/* The same in one pass with the question whether there is a quote: *quotes is set to 1 then, and left alone else. */
size_t fs_csv_count_lines(const char *text, size_t length, char eol, int *quotes);

#endif
