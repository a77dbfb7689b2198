/*
 * conformance_made.h: made-up records for the conformance test of stores, and what they have to look like. For the files of this room
 * only. Functions that expect something return 0, or -1 with an error that says what was found.
 */
#ifndef FINSMART_PLUGIN_CONFORMANCE_MADE_H
#define FINSMART_PLUGIN_CONFORMANCE_MADE_H

#include "plugin/keeper.h"

/* Tables and the columns of the first; LATER came with version 2. */
enum { THINGS, PAIRS };
enum { ID, GROUP, AT, RATIO, NAME, NOTE, RAW, CODE, LATER, COLUMNS };
enum { ROWS = 500 }; /* of the scans */

/* Versions 1 to 3 (a store below 3 is emptied), and version 2 of other records. */
extern const struct fs_store_schema fs_made_first, fs_made_second, fs_made_third, fs_made_foreign;

struct fs_store_cell fs_made_number(int64_t value);
struct fs_store_cell fs_made_text(const char *value);
struct fs_store_cell fs_made_bytes(uint32_t type, const void *data, size_t size);
/* Row number `id`; no chance in it. */
void fs_made_row(int64_t id, struct fs_store_cell row[COLUMNS]);
/* Puts rows `from` to `to` in the open transaction. */
int fs_made_put(struct fs_keeper *k, int64_t from, int64_t to);
/* The order of the first index, for qsort() over rows. */
int fs_made_order(const void *a, const void *b);

/* Says what is wrong; returns -1. */
int fs_made_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A call that has to fail, with this code, has done so. */
int fs_made_refused(int failed, int code, const char *what);
int fs_made_expect_row(struct fs_keeper *k, const struct fs_store_cell *row, uint32_t columns);
int fs_made_expect_applied(struct fs_keeper *k, uint64_t expected);
int fs_made_expect_rows(struct fs_keeper *k, uint32_t expected);

#endif
