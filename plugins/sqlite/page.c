/* Queries, and the pages of rows that get and scan give. */
#include "keep.h"

#include <string.h>

#define PAGE_BYTES (64u << 20) /* of texts, JSON and bytes: a page ends behind the row that goes past it */

enum { MOST_ORDER = 16 }; /* columns of an index and of the key behind it */

/* ---- pages ---- */

/* `size` more bytes; they may move, so cells keep offsets until the page is done. */
static int32_t more_bytes(struct keep *keep, uint64_t size)
{
    uint64_t needed = keep->byte_count + size, room = keep->byte_room ? keep->byte_room : 4096;
    while (room < needed)
        room *= 2;
    if (room == keep->byte_room)
        return 0;
    char *bytes = keep->host->resize(keep->ctx, keep->bytes, room);
    if (!bytes)
        return -1;
    keep->bytes = bytes;
    keep->byte_room = room;
    return 0;
}

static int32_t more_cells(struct keep *keep, uint64_t count)
{
    uint64_t room = keep->cell_room ? keep->cell_room : 256;
    while (room < count)
        room *= 2;
    if (room == keep->cell_room)
        return 0;
    struct fs_store_cell *cells = keep->host->resize(keep->ctx, keep->cells, room * sizeof *cells);
    if (!cells)
        return -1;
    keep->cells = cells;
    keep->cell_room = room;
    return 0;
}

static int32_t take_bytes(struct keep *keep, struct fs_store_cell *cell, sqlite3_stmt *statement, int column)
{
    const void *bytes = cell->type == FS_CELL_BYTES ? sqlite3_column_blob(statement, column)
                                                    : sqlite3_column_text(statement, column);
    int size = sqlite3_column_bytes(statement, column);
    if (!bytes && size == 0 && sqlite3_errcode(keep->db) == SQLITE_NOMEM)
        return keep_fail(keep, "a row");
    if (more_bytes(keep, (uint64_t)size + 1))
        return -1;
    if (size)
        memcpy(keep->bytes + keep->byte_count, bytes, (size_t)size);
    cell->u.i64 = (int64_t)keep->byte_count;
    cell->size = (uint32_t)size;
    keep->byte_count += (uint64_t)size;
    return 0;
}

int32_t keep_page_row(struct keep *keep, uint32_t table, sqlite3_stmt *statement, uint32_t row)
{
    const struct fs_store_table *t = &keep->schema->tables[table];
    if (more_cells(keep, ((uint64_t)row + 1) * t->column_count))
        return -1;
    struct fs_store_cell *cells = keep->cells + (uint64_t)row * t->column_count;
    for (uint32_t i = 0; i < t->column_count; i++) {
        struct fs_store_cell *cell = &cells[i];
        int none = !statement || sqlite3_column_type(statement, (int)i) == SQLITE_NULL;
        memset(cell, 0, sizeof *cell);
        cell->type = none ? FS_CELL_NULL : t->columns[i].type;
        if (cell->type == FS_CELL_I64 || cell->type == FS_CELL_TIME)
            cell->u.i64 = sqlite3_column_int64(statement, (int)i);
        else if (cell->type == FS_CELL_F64)
            cell->u.f64 = sqlite3_column_double(statement, (int)i);
        else if (cell->type != FS_CELL_NULL && take_bytes(keep, cell, statement, (int)i))
            return -1;
    }
    return 0;
}

void keep_page_done(struct keep *keep, uint32_t table, uint32_t rows, struct fs_store_page *page)
{
    uint64_t count = (uint64_t)rows * keep->schema->tables[table].column_count;
    for (uint64_t i = 0; i < count; i++)
        if (keep->cells[i].type >= FS_CELL_TEXT)
            keep->cells[i].u.bytes = keep->bytes + keep->cells[i].u.i64;
    *page = (struct fs_store_page){keep->cells, rows, 0};
}

/* ---- queries ---- */

/* The columns that a query is ordered by: those of the index, then those of the key that are not among them. */
static uint32_t order_of(const struct fs_store_table *t, uint32_t index, uint32_t order[MOST_ORDER])
{
    uint32_t count = 0;
    for (uint32_t i = 0; index && i < t->indices[index - 1].column_count; i++)
        order[count++] = t->indices[index - 1].columns[i];
    for (uint32_t key = 0; key < t->key_count; key++) {
        uint32_t at = 0;
        while (at < count && order[at] != key)
            at++;
        if (at == count)
            order[count++] = key;
    }
    return count;
}

static void add_order(struct keep *keep, char **sql, const struct fs_store_table *t, const uint32_t *order,
                      uint32_t first, uint32_t count, const char *end)
{
    for (uint32_t i = first; *sql && i < count; i++)
        keep_append(keep, sql, "%s\"%s\"%s", i > first ? ", " : "", t->columns[order[i]].name, end);
}

static char *scan_sql(struct keep *keep, const struct fs_store_query *q, const uint32_t *order,
                      uint32_t count)
{
    const struct fs_store_table *t = &keep->schema->tables[q->table];
    const char *word = " WHERE ";
    int down = (q->flags & FS_QUERY_DESCENDING) != 0;
    char *sql = NULL;
    keep_append(keep, &sql, "SELECT ");
    for (uint32_t i = 0; sql && i < t->column_count; i++)
        keep_append(keep, &sql, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
    if (sql)
        keep_append(keep, &sql, " FROM \"%s\"", t->name);
    for (uint32_t i = 0; sql && i < q->equal_count; i++, word = " AND ")
        keep_append(keep, &sql, "%s\"%s\"=?", word, t->columns[order[i]].name);
    if (sql && q->low) {
        keep_append(keep, &sql, "%s\"%s\">%s?", word, t->columns[order[q->equal_count]].name,
                    q->flags & FS_QUERY_LOW_OPEN ? "" : "=");
        word = " AND ";
    }
    if (sql && q->high) {
        keep_append(keep, &sql, "%s\"%s\"<%s?", word, t->columns[order[q->equal_count]].name,
                    q->flags & FS_QUERY_HIGH_OPEN ? "" : "=");
        word = " AND ";
    }
    if (sql && q->after && q->equal_count < count && keep_append(keep, &sql, "%s(", word)) {
        add_order(keep, &sql, t, order, q->equal_count, count, "");
        if (sql)
            keep_append(keep, &sql, ")%s(", down ? "<" : ">");
        for (uint32_t i = q->equal_count; sql && i < count; i++)
            keep_append(keep, &sql, "%s?", i > q->equal_count ? ", " : "");
        if (sql)
            keep_append(keep, &sql, ")");
    }
    if (sql && keep_append(keep, &sql, " ORDER BY "))
        add_order(keep, &sql, t, order, 0, count, down ? " DESC" : "");
    return sql ? keep_append(keep, &sql, " LIMIT ?") : NULL;
}

/* The statement of a text, from those that are kept. Takes over the text. */
static sqlite3_stmt *scan_statement(struct keep *keep, char *sql)
{
    struct scan_statement *oldest = &keep->scans[0];
    for (int i = 0; i < SCANS; i++) {
        struct scan_statement *scan = &keep->scans[i];
        if (scan->sql && !strcmp(scan->sql, sql)) {
            keep->host->free(keep->ctx, sql);
            scan->used = ++keep->clock;
            return scan->statement;
        }
        if (scan->used < oldest->used)
            oldest = scan;
    }
    sqlite3_stmt *statement = keep_prepare(keep, sql);
    if (!statement) {
        keep->host->free(keep->ctx, sql);
        return NULL;
    }
    sqlite3_finalize(oldest->statement);
    keep->host->free(keep->ctx, oldest->sql);
    *oldest = (struct scan_statement){sql, statement, ++keep->clock};
    return statement;
}

static int bind_query(sqlite3_stmt *statement, const struct fs_store_query *q, const uint32_t *order,
                      uint32_t count)
{
    int at = 1, code = SQLITE_OK;
    for (uint32_t i = 0; i < q->equal_count && !code; i++)
        code = keep_bind(statement, at++, &q->equal[i]);
    if (q->low && !code)
        code = keep_bind(statement, at++, q->low);
    if (q->high && !code)
        code = keep_bind(statement, at++, q->high);
    for (uint32_t i = q->equal_count; q->after && i < count && !code; i++)
        code = keep_bind(statement, at++, &q->after[order[i]]);
    return code ? code : sqlite3_bind_int64(statement, at, q->limit);
}

int32_t keep_scan(void *state, const struct fs_store_query *q, struct fs_store_page *page)
{
    struct keep *keep = state;
    uint32_t order[MOST_ORDER], rows = 0;
    uint32_t count = order_of(&keep->schema->tables[q->table], q->index, order);
    if (q->after && q->equal_count == count) { /* one row at most, and it was given */
        keep_page_done(keep, q->table, 0, page);
        return 0;
    }
    char *sql = scan_sql(keep, q, order, count);
    sqlite3_stmt *statement = sql ? scan_statement(keep, sql) : NULL;
    if (!statement)
        return -1;
    keep->byte_count = 0;
    int code = bind_query(statement, q, order, count), cut = 0;
    int32_t result = code ? keep_fail(keep, "a query") : 0;
    while (!result && !cut && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        result = keep_page_row(keep, q->table, statement, rows++);
        cut = keep->byte_count > PAGE_BYTES;
    }
    if (!result && !cut && code != SQLITE_DONE)
        result = keep_fail(keep, "a query");
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (result)
        return -1;
    keep_page_done(keep, q->table, rows, page);
    page->more = cut || rows == q->limit;
    return 0;
}
