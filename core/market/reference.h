/*
 * reference.h: files of reference data: tables with known columns, read strictly.
 *
 * CSV (every cell a text), Arrow, JSON or NDJSON. A column that is not known, a cell that does not say what it should, is an
 * error that names the file, the row (1 is the first below the header) and the column.
 */
#ifndef FINSMART_MARKET_REFERENCE_H
#define FINSMART_MARKET_REFERENCE_H

#include "frame/frame.h"

#include <stdint.h>

#define FS_REFERENCE_COLUMNS 24
/* Room for any cell that is a number, as text. */
#define FS_REFERENCE_TEXT 64

struct fs_reference {
    const char *path;
    struct fs_frame *frame;
    const char *const *names; /* of the columns there may be */
    int count;
    const struct fs_column *columns[FS_REFERENCE_COLUMNS]; /* in their order; NULL: not there */
};

/* Opens a file whose columns are among `names` (any case); bit i of `required`: the file must have names[i]. Fill the struct
 * with zeros by fs_reference_close() in the end, whatever came. -1 with an error. */
int fs_reference_open(struct fs_reference *file, const char *path, const char *const *names, int count,
                      unsigned required);
void fs_reference_close(struct fs_reference *file);
int64_t fs_reference_rows(const struct fs_reference *file);

/* Is there something in a cell? */
int fs_reference_has(const struct fs_reference *file, int64_t row, int column);
/* A cell's text ("" where there is nothing), in the file's memory or in `buffer`. */
const char *fs_reference_text(const struct fs_reference *file, int64_t row, int column,
                              char buffer[FS_REFERENCE_TEXT]);
/* A number as mantissa (1e-8), exactly. `least` and `most` are mantissas. -1 with an error that says `expected`. */
int fs_reference_number(const struct fs_reference *file, int64_t row, int column, int64_t least, int64_t most,
                        const char *expected, int64_t *out);
/* A date or a time, UTC; *date is 1 for a date alone (midnight; in files of typed times: any midnight). */
int fs_reference_time(const struct fs_reference *file, int64_t row, int column, int64_t *time, int *date);
/* -1 with the error "FILE: row N: column 'C' is 'TEXT'; expected ..." */
int fs_reference_bad(const struct fs_reference *file, int64_t row, int column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A symbol: a text of 1 to 255 bytes. -1 with an error. */
int fs_reference_symbol(const struct fs_reference *file, int64_t row, int column,
                        char buffer[FS_REFERENCE_TEXT], const char **symbol);
/* The position of a cell's text among `names` (any case), or -1 with an error that names the nearest, or all. */
int fs_reference_choice(const struct fs_reference *file, int64_t row, int column, const char *const *names,
                        int count);

#endif
