/*
 * records.h: the program's records: rows of declared tables in a store plugin, applied from a journal.
 *
 *     static const struct fs_store_column columns[] = {{.name = "id", .type = FS_CELL_I64}, {.name = "symbol", .type = FS_CELL_TEXT}};
 *     static const struct fs_store_table tables[] = {{.name = "orders", .columns = columns, .column_count = 2, .key_count = 1}};
 *     static const struct fs_store_schema schema = {sizeof schema, 1, "server", 0, 1, tables};
 *
 *     struct fs_records *records = fs_records_open(&(struct fs_records_options){.plugin = "sqlite", .location = path,
 *                                                                               .schema = &schema});
 *     for (each batch of the journal behind fs_records_applied(records)) {
 *         struct fs_store_cell row[] = {fs_cell_i64(7), fs_cell_text("AAPL")};
 *         if (fs_records_begin(records) || fs_records_put(records, 0, row, 1) || fs_records_commit(records, last_of_batch))
 *             ... fs_records_rollback(records), and the batch again or an error
 *     }
 *
 * Everything may block for the disk or the network, and belongs to the thread that opened it. Readers open the same place with
 * FS_STORE_READ, in as many threads and processes as they like. Which tables there are is the business of whoever opens it.
 */
#ifndef FINSMART_STORE_RECORDS_H
#define FINSMART_STORE_RECORDS_H

#include <finsmart/store.h>
#include <string.h>

struct fs_records;

struct fs_records_options {
    const char *plugin;   /* "sqlite", or the path of a plugin's file */
    const char *location; /* the value of its setting "path" or "url"; NULL: it is among the settings */
    const char *const *settings; /* further "name=value" texts */
    int setting_count;
    const struct fs_store_schema *schema; /* outlives the records */
    uint32_t mode;                        /* FS_STORE_WRITE, FS_STORE_READ, FS_STORE_ANEW */
};

/* NULL with an error; what the codes mean: fs_keeper_open() (plugin/keeper.h). With FS_STORE_ANEW whatever is there is removed, and
 * the journal has to be applied from its first record. */
struct fs_records *fs_records_open(const struct fs_records_options *options);
/* Rolls back what is open. NULL is allowed. */
void fs_records_close(struct fs_records *records);

/* Up to which number of the journal the rows have been applied, as of the opening and this writer's commits. A reader asks the store
 * anew with fs_records_refresh(). */
uint64_t fs_records_applied(const struct fs_records *records);
int fs_records_refresh(struct fs_records *records, uint64_t *applied);

/* A transaction. Rows that are put replace those of the same key; removing what is not there is no failure. After a failure only
 * fs_records_rollback() is left. 0, or -1 with an error. */
int fs_records_begin(struct fs_records *records);
int fs_records_put(struct fs_records *records, uint32_t table, const struct fs_store_cell *cells,
                   uint32_t rows);
int fs_records_remove(struct fs_records *records, uint32_t table, const struct fs_store_cell *keys,
                      uint32_t rows);
/* All or nothing: the rows and the number. `applied` is above fs_records_applied(). On failure the transaction is over and nothing of
 * it is there. */
int fs_records_commit(struct fs_records *records, uint64_t applied);
/* Nothing where there is no transaction. */
int fs_records_rollback(struct fs_records *records);

/* The row of a key: 1 and *row (all columns, valid until the next call), 0 where there is none, -1 with an error. */
int fs_records_get(struct fs_records *records, uint32_t table, const struct fs_store_cell *key,
                   const struct fs_store_cell **row);
/* One page of a query, valid until the next call. */
int fs_records_page(struct fs_records *records, const struct fs_store_query *query,
                    struct fs_store_page *page);
/* Calls `visit` with every row of a query, pages of them at a time (query->limit rows, 0: 1000). Stops where it returns not 0, and
 * returns that; else 0, or -1 with an error. `visit` must not use these records. */
int fs_records_each(struct fs_records *records, const struct fs_store_query *query,
                    int (*visit)(void *user, const struct fs_store_cell *row), void *user);

/* A consistent copy in a new file, while others go on. */
int fs_records_backup(struct fs_records *records, const char *path);
/* -1 with FS_E_INPUT that names what is damaged. */
int fs_records_check(struct fs_records *records);

/* Cells. Texts and bytes are borrowed. NaN and NULL are no value. */
static inline struct fs_store_cell fs_cell_none(void)
{
    return (struct fs_store_cell){{0}, 0, FS_CELL_NULL};
}

static inline struct fs_store_cell fs_cell_i64(int64_t value)
{
    return (struct fs_store_cell){{.i64 = value}, 0, FS_CELL_I64};
}

static inline struct fs_store_cell fs_cell_time(int64_t value)
{
    return (struct fs_store_cell){{.i64 = value}, 0, FS_CELL_TIME};
}

static inline struct fs_store_cell fs_cell_f64(double value)
{
    return value == value ? (struct fs_store_cell){{.f64 = value}, 0, FS_CELL_F64} : fs_cell_none();
}

static inline struct fs_store_cell fs_cell_text(const char *text)
{
    return text ? (struct fs_store_cell){{.bytes = text}, (uint32_t)strlen(text), FS_CELL_TEXT}
                : fs_cell_none();
}

static inline struct fs_store_cell fs_cell_json(const char *text)
{
    return text ? (struct fs_store_cell){{.bytes = text}, (uint32_t)strlen(text), FS_CELL_JSON}
                : fs_cell_none();
}

static inline struct fs_store_cell fs_cell_bytes(const void *bytes, uint32_t size)
{
    return (struct fs_store_cell){{.bytes = bytes}, size, FS_CELL_BYTES};
}

/* Is a cell this text? */
static inline int fs_cell_is(const struct fs_store_cell *cell, const char *text)
{
    size_t length = strlen(text);
    return cell->type >= FS_CELL_TEXT && cell->size == length &&
           (!length || !memcmp(cell->u.bytes, text, length));
}

#endif
