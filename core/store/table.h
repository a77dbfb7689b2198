/*
 * table.h: rows on their way from a file into a dataset, with what is needed to speak of them. Inside the room only.
 */
#ifndef FINSMART_STORE_TABLE_H
#define FINSMART_STORE_TABLE_H

#include "store/import.h"

struct bad_row {
    int64_t row;
    const char *field, *reason; /* static, or of the frame */
    char text[64];
};

struct table {
    const char *path;
    const struct fs_import_options *options;
    int kind;
    struct fs_csv *csv;     /* where it came from; NULL: not from CSV */
    struct fs_sha256 *hash; /* of the CSV text as it was read */
    struct fs_frame *frame; /* columns under our names */
    int64_t *origin;        /* of each of its rows the row of the file; NULL: the same */
    struct bad_row *bad;
    int64_t bad_count, bad_capacity;
    int64_t told; /* bad rows that reading left out */
};

/* Reads the file into table->frame, columns named and typed for the kind. -1 with an error. */
int table_read(struct table *table);
/* The same by the mapping of the options (table_map.c). */
int table_read_mapped(struct table *table);
void table_clear(struct table *table);
/* The line (or record) on which a row begins. */
int64_t table_line(const struct table *table, int64_t row);
/* Lists a bad row; -1 with an error when rows must not be bad, or there are too many. */
int table_add_bad(struct table *table, int64_t row, const char *field, const char *text, const char *reason);
/* Lists a bad value with its text. */
int table_bad_value(struct table *table, const struct fs_column *column, int64_t row, const char *reason);
/* NULL, or why a price is none. */
const char *table_price_fault(const struct table *table, double price);
/* The checks of trades, quotes and books (table_ticks.c). Sides and actions become the words that we write. */
int table_check_ticks(struct table *table);
/* What may be and is told of ticks (docs/ticks.md): adds to the result's counts; `rows` are in order of time. Rows that
 * repeat one before are dropped, or the error. */
struct row_ref;
int table_note_ticks(struct table *table, const char *symbol, struct row_ref *rows, int64_t *count,
                     struct fs_import_result *result);
/* Lists every row that breaks a rule of its kind (prices, missing values); order and duplicates are not its matter. */
int table_check(struct table *table);

#endif
