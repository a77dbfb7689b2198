/*
 * keep.h: an instance of the store, as the files of this plugin share it.
 */
#ifndef SQLITE_KEEP_H
#define SQLITE_KEEP_H

#include <finsmart/plugin.h>
#include <sqlite3.h>

enum { SCANS = 32 }; /* queries whose statements are kept */

/* The statements of one table; NULL until they are needed. */
struct table_statements {
    sqlite3_stmt *put, *remove, *get;
};

/* A query's statement by its text. */
struct scan_statement {
    char *sql;
    sqlite3_stmt *statement;
    uint64_t used; /* when: the oldest goes first */
};

struct keep {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_store_schema *schema;
    const char *path; /* of the setting */
    sqlite3 *db;
    int lock; /* descriptor of the writer's lock; -1 in readers */
    struct table_statements *tables;
    struct scan_statement scans[SCANS];
    uint64_t clock; /* of `used` */
    /* The page that was given last: cells, and the bytes that they point to. */
    struct fs_store_cell *cells;
    char *bytes;
    uint64_t cell_room, byte_room, byte_count;
};

/* Tells the host what SQLite says of `what`. Returns -1. */
int32_t keep_fail(struct keep *keep, const char *what);
/* Runs statements without results. */
int32_t keep_exec(struct keep *keep, const char *sql);
/* A statement, or NULL with error(). */
sqlite3_stmt *keep_prepare(struct keep *keep, const char *sql);
/* The only number that a statement gives, such as PRAGMA user_version. */
int32_t keep_number(struct keep *keep, const char *sql, int64_t *out);
/* Text that grows: appends to *text (NULL: begins it), which is the context's. NULL on failure, and then *text is gone. */
char *keep_append(struct keep *keep, char **text, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends every statement. */
void keep_finalize(struct keep *keep);

/* schema.c: makes, checks and migrates the tables. */
int32_t keep_open_schema(struct keep *keep, uint32_t mode);

/* rows.c */
int32_t keep_put(void *state, uint32_t table, const struct fs_store_cell *cells, uint32_t rows);
int32_t keep_remove(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows);
int32_t keep_get(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                 struct fs_store_page *page);
/* page.c: what get and scan give. */
int32_t keep_scan(void *state, const struct fs_store_query *query, struct fs_store_page *page);
int keep_bind(sqlite3_stmt *statement, int index, const struct fs_store_cell *cell);
/* Adds the row that a statement stands at (NULL: one of nothing) as number `row` of the page. */
int32_t keep_page_row(struct keep *keep, uint32_t table, sqlite3_stmt *statement, uint32_t row);
/* The page as it can be given away. */
void keep_page_done(struct keep *keep, uint32_t table, uint32_t rows, struct fs_store_page *page);

/* whole.c */
int32_t keep_backup(void *state, const char *path);
int32_t keep_check(void *state);

#endif
