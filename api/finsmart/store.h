/*
 * store.h: the capability of keeping records: rows of declared tables, found by key and by index.
 *
 * Records are a projection of a journal: whoever reads the journal writes them, batch by batch, and each transaction says up to
 * which sequence number of the journal it has been applied. That number is committed with the rows, so that after a crash the
 * writer asks for it and goes on behind it: nothing is applied twice and nothing is left out. A store that is lost, damaged or of
 * a shape that cannot be migrated is made anew from the journal; it need not be saved at any price, it must never lie.
 *
 * The program declares its tables (fs_store_schema) and asks for rows by tables, keys, indices and ranges. There is no query
 * language, so that a database, a file and a service can all be stores.
 *
 * Rules of stores:
 *   - An instance is opened to write or to read. There is one writer at a time, in the whole system: a second one is refused by
 *     start with FS_FAIL_CONFLICT, at once. Readers, as many as there are, see what is committed and never wait for the writer.
 *   - What is committed is there for everybody who asks afterwards, and after the death of the process at any instruction. What is
 *     not committed is not there.
 *   - Rows are ordered by the values of their key (or of an index and then of the key): numbers and times by value, texts, JSON
 *     and bytes byte by byte.
 *   - A failed call leaves a transaction in which it ran to be rolled back; the instance stays usable. After rollback() all is as
 *     it was before begin().
 *   - Functions may block, for the disk or the network, which is why the program keeps a thread for each instance.
 * Since 1.3.
 */
#ifndef FINSMART_STORE_H
#define FINSMART_STORE_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Types of columns and cells. */
#define FS_CELL_NULL  0u /* no value; of cells only */
#define FS_CELL_I64   1u /* int64_t */
#define FS_CELL_F64   2u /* double; never NaN, which is FS_CELL_NULL; -0.0 may come back as 0.0 */
#define FS_CELL_TIME  3u /* int64_t, nanoseconds since 1970 UTC */
#define FS_CELL_TEXT  4u /* UTF-8 without zero bytes */
#define FS_CELL_JSON  5u /* one JSON value as UTF-8 text, kept as it is written */
#define FS_CELL_BYTES 6u /* any bytes */

/* One value. */
struct fs_store_cell {
    union {
        int64_t i64;       /* FS_CELL_I64, FS_CELL_TIME */
        double f64;        /* FS_CELL_F64 */
        const void *bytes; /* FS_CELL_TEXT, FS_CELL_JSON, FS_CELL_BYTES: `size` of them; not NUL-terminated */
    } u;
    uint32_t size; /* of text, JSON and bytes; else 0 */
    uint32_t type; /* FS_CELL_* */
};

/* fs_store_column.flags */
#define FS_CELL_NULLABLE 1u /* a row may have no value there; neither of a key nor of an index */

struct fs_store_column {
    const char *name; /* lower case letters, digits and '_', a letter first, at most 63 */
    uint32_t type;    /* FS_CELL_*, not FS_CELL_NULL */
    uint32_t flags;   /* FS_CELL_NULLABLE */
    uint32_t
        since; /* the version of the schema that brought it, 0: its table's; above that it has to be nullable */
    uint32_t reserved;
};

/* fs_store_index.flags */
#define FS_INDEX_UNIQUE 1u /* no two rows have the same values in its columns */

struct fs_store_index {
    const char *name;        /* as a column's; unique in the table */
    const uint32_t *columns; /* numbers of columns, in the order of the index */
    uint32_t column_count;   /* 1 to 8 */
    uint32_t flags;          /* FS_INDEX_UNIQUE */
    uint32_t since;          /* the version that brought it, 0: its table's */
    uint32_t reserved;
};

struct fs_store_table {
    const char *name; /* as a column's */
    const struct fs_store_column *columns;
    const struct fs_store_index *indices;
    uint32_t column_count; /* 1 to 200 */
    uint32_t index_count;  /* 0 to 32 */
    uint32_t key_count;    /* the first so many columns are the key, 1 to 8: no two rows have the same */
    uint32_t since;        /* the version that brought it, 0 is 1 */
};

/* What a program keeps. The host has checked it; it stays where it is until stop.
 *
 * Migration is forward and in numbered steps: a store of version V becomes one of version W by adding the tables, columns and
 * indices whose `since` is V + 1, then those of V + 2, and so on to W, each step in a transaction with its number. What is no
 * addition (another type, another key, a column that is gone) raises `remade`. */
struct fs_store_schema {
    uint32_t struct_size; /* sizeof(struct fs_store_schema) */
    uint32_t version;     /* 1 or more */
    const char *name; /* whose records these are, as a column's name: a store of another name is refused */
    uint32_t
        remade; /* a store of a version below this is emptied, and its number of the journal is 0 again; 0: none */
    uint32_t table_count;
    const struct fs_store_table *tables;
};

/* start(): how a store is opened */
#define FS_STORE_WRITE 0u /* to write and read; it is made where it is missing, and migrated */
#define FS_STORE_READ  1u /* to read only; FS_FAIL_NOT_FOUND where it is missing */
#define FS_STORE_ANEW  2u /* to write, from nothing: what is there, damaged or not, is removed first */

/* fs_store_query.flags */
#define FS_QUERY_LOW_OPEN   1u /* rows with the lowest value do not count */
#define FS_QUERY_HIGH_OPEN  2u /* rows with the highest value do not count */
#define FS_QUERY_DESCENDING 4u /* the last rows first */

/* Rows of a table in the order of its key or of an index: those that have the given values in the first `equal_count` columns of
 * that order, and whose next column lies in a range. */
struct fs_store_query {
    uint32_t struct_size; /* sizeof(struct fs_store_query) */
    uint32_t table;       /* its number in the schema */
    uint32_t index;       /* 0: the key; n: index number n - 1 */
    uint32_t flags;       /* FS_QUERY_* */
    const struct fs_store_cell *equal;
    uint32_t equal_count;
    uint32_t limit;                   /* rows of a page, 1 to 10000 */
    const struct fs_store_cell *low;  /* of the next column; NULL: no bound */
    const struct fs_store_cell *high; /* the same */
    const struct fs_store_cell
        *after; /* a whole row, the last of the page before; NULL: from the beginning */
};

/* Rows that were found. They are the instance's, and valid until its next call. */
struct fs_store_page {
    const struct fs_store_cell *cells; /* row by row, all columns of the table */
    uint32_t rows;
    uint32_t more; /* 1: there may be rows behind the last one */
};

/* What a plugin offers. All functions of an instance are called on one thread, the one that called start. */
struct fs_store {
    uint32_t struct_size; /* sizeof(struct fs_store) */
    uint32_t flags;       /* 0 */
    /* Opens the store that the settings name; `mode` is FS_STORE_*. Its state goes to *state, which all other calls get. -1 with
     * error(): nothing is left behind that the host does not own, and stop is not called. The codes that others act on:
     * FS_FAIL_CONFLICT for a second writer and for records of another name; FS_FAIL_UNSUPPORTED for a store whose version is above
     * the schema's; FS_FAIL_INPUT for one that is damaged. */
    int32_t (*start)(const struct fs_host *host, struct fs_context *ctx, const struct fs_store_schema *schema,
                     uint32_t mode, void **state);
    /* Closes it; a transaction that is open is rolled back. */
    void (*stop)(void *state);

    /* Up to which number of the journal the committed rows have been applied; 0 for a new store. */
    int32_t (*applied)(void *state, uint64_t *sequence);

    /* Begins a transaction; there is none yet. Calls in it, reads too, see its changes. */
    int32_t (*begin)(void *state);
    /* Makes the changes last, together with the number of the journal: `from` is what applied() has to be now, else
     * FS_FAIL_CONFLICT; `to`, which is above it, is what it will be. On failure nothing of the transaction is there, and it is
     * over. */
    int32_t (*commit)(void *state, uint64_t from, uint64_t to);
    /* Forgets the changes. */
    int32_t (*rollback)(void *state);

    /* Puts `rows` rows of all columns, in order, in a transaction: a row whose key is there already is replaced. The host
     * has checked the cells. FS_FAIL_CONFLICT for one that a unique index refuses. */
    int32_t (*put)(void *state, uint32_t table, const struct fs_store_cell *cells, uint32_t rows);
    /* Removes the rows with these keys (`key_count` cells each), in a transaction; those that are not there are no failure. */
    int32_t (*remove)(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows);

    /* The rows with these keys, 1 to 10000, in the order of the keys, as they are at one moment; all cells of one that is not
     * there are FS_CELL_NULL. */
    int32_t (*get)(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                   struct fs_store_page *page);
    /* The next page of a query. */
    int32_t (*scan)(void *state, const struct fs_store_query *query, struct fs_store_page *page);

    /* Writes all that is committed to a new file from which the store can be opened elsewhere, while others go on reading and
     * writing; FS_FAIL_CONFLICT where the file is there. Not in a transaction. A store that cannot: FS_FAIL_UNSUPPORTED. */
    int32_t (*backup)(void *state, const char *path);
    /* Looks at everything: -1 with FS_FAIL_INPUT that names what is damaged. Not in a transaction. */
    int32_t (*check)(void *state);
};

#ifdef __cplusplus
}
#endif
#endif
