/* Rows in and out by their keys. */
#include "keep.h"

/* How a column stands in a list. */
enum form { NAME, EQUALS, EXCLUDED, PLACE };

int keep_bind(sqlite3_stmt *statement, int index, const struct fs_store_cell *cell)
{
    switch (cell->type) {
    case FS_CELL_I64:
    case FS_CELL_TIME:
        return sqlite3_bind_int64(statement, index, cell->u.i64);
    case FS_CELL_F64:
        return sqlite3_bind_double(statement, index, cell->u.f64);
    case FS_CELL_TEXT:
    case FS_CELL_JSON:
        return sqlite3_bind_text(statement, index, cell->size ? cell->u.bytes : "", (int)cell->size,
                                 SQLITE_STATIC);
    case FS_CELL_BYTES:
        return cell->size ? sqlite3_bind_blob(statement, index, cell->u.bytes, (int)cell->size, SQLITE_STATIC)
                          : sqlite3_bind_zeroblob(statement, index, 0);
    default:
        return sqlite3_bind_null(statement, index);
    }
}

static void add_columns(struct keep *keep, char **sql, const struct fs_store_table *table, uint32_t first,
                        uint32_t end, enum form form, const char *between)
{
    for (uint32_t i = first; *sql && i < end; i++) {
        const char *name = table->columns[i].name, *before = i > first ? between : "";
        if (form == NAME)
            keep_append(keep, sql, "%s\"%s\"", before, name);
        else if (form == EQUALS)
            keep_append(keep, sql, "%s\"%s\"=?", before, name);
        else if (form == EXCLUDED)
            keep_append(keep, sql, "%s\"%s\"=excluded.\"%s\"", before, name, name);
        else
            keep_append(keep, sql, "%s?", before);
    }
}

static sqlite3_stmt *prepare(struct keep *keep, char *sql)
{
    sqlite3_stmt *statement = sql ? keep_prepare(keep, sql) : NULL;
    keep->host->free(keep->ctx, sql);
    return statement;
}

/* A row of the same key is changed in place: unlike INSERT OR REPLACE this never removes another row that a unique index knows. */
static sqlite3_stmt *put_statement(struct keep *keep, const struct fs_store_table *table)
{
    char *sql = NULL;
    keep_append(keep, &sql, "INSERT INTO \"%s\" (", table->name);
    add_columns(keep, &sql, table, 0, table->column_count, NAME, ", ");
    if (sql && keep_append(keep, &sql, ") VALUES ("))
        add_columns(keep, &sql, table, 0, table->column_count, PLACE, ", ");
    if (sql && keep_append(keep, &sql, ") ON CONFLICT ("))
        add_columns(keep, &sql, table, 0, table->key_count, NAME, ", ");
    if (sql &&
        keep_append(keep, &sql, table->key_count < table->column_count ? ") DO UPDATE SET " : ") DO NOTHING"))
        add_columns(keep, &sql, table, table->key_count, table->column_count, EXCLUDED, ", ");
    return prepare(keep, sql);
}

static sqlite3_stmt *remove_statement(struct keep *keep, const struct fs_store_table *table)
{
    char *sql = NULL;
    keep_append(keep, &sql, "DELETE FROM \"%s\" WHERE ", table->name);
    add_columns(keep, &sql, table, 0, table->key_count, EQUALS, " AND ");
    return prepare(keep, sql);
}

static sqlite3_stmt *get_statement(struct keep *keep, const struct fs_store_table *table)
{
    char *sql = NULL;
    keep_append(keep, &sql, "SELECT ");
    add_columns(keep, &sql, table, 0, table->column_count, NAME, ", ");
    if (sql && keep_append(keep, &sql, " FROM \"%s\" WHERE ", table->name))
        add_columns(keep, &sql, table, 0, table->key_count, EQUALS, " AND ");
    return prepare(keep, sql);
}

/* Runs a statement once for each row of `width` cells. */
static int32_t run_rows(struct keep *keep, sqlite3_stmt *statement, const struct fs_store_cell *cells,
                        uint32_t width, uint32_t rows, const char *what)
{
    int32_t result = 0;
    for (uint32_t row = 0; row < rows && !result; row++, cells += width) {
        int code = SQLITE_OK;
        for (uint32_t i = 0; i < width && !code; i++)
            code = keep_bind(statement, (int)i + 1, &cells[i]);
        if (code || sqlite3_step(statement) != SQLITE_DONE)
            result = keep_fail(keep, what);
        sqlite3_reset(statement);
    }
    sqlite3_clear_bindings(statement); /* they point to the caller's memory */
    return result;
}

int32_t keep_put(void *state, uint32_t table, const struct fs_store_cell *cells, uint32_t rows)
{
    struct keep *keep = state;
    const struct fs_store_table *t = &keep->schema->tables[table];
    sqlite3_stmt **statement = &keep->tables[table].put;
    if (!*statement && !(*statement = put_statement(keep, t)))
        return -1;
    return run_rows(keep, *statement, cells, t->column_count, rows, t->name);
}

int32_t keep_remove(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows)
{
    struct keep *keep = state;
    const struct fs_store_table *t = &keep->schema->tables[table];
    sqlite3_stmt **statement = &keep->tables[table].remove;
    if (!*statement && !(*statement = remove_statement(keep, t)))
        return -1;
    return run_rows(keep, *statement, keys, t->key_count, rows, t->name);
}

int32_t keep_get(void *state, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                 struct fs_store_page *page)
{
    struct keep *keep = state;
    const struct fs_store_table *t = &keep->schema->tables[table];
    sqlite3_stmt **statement = &keep->tables[table].get;
    if (!*statement && !(*statement = get_statement(keep, t)))
        return -1;
    int alone = rows > 1 && sqlite3_get_autocommit(keep->db); /* all rows of one moment */
    int32_t result = alone ? keep_exec(keep, "BEGIN") : 0;
    keep->byte_count = 0;
    for (uint32_t row = 0; row < rows && !result; row++, keys += t->key_count) {
        int code = SQLITE_OK;
        for (uint32_t i = 0; i < t->key_count && !code; i++)
            code = keep_bind(*statement, (int)i + 1, &keys[i]);
        code = code ? code : sqlite3_step(*statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            result = keep_fail(keep, t->name);
        else
            result = keep_page_row(keep, table, code == SQLITE_ROW ? *statement : NULL, row);
        sqlite3_reset(*statement);
    }
    sqlite3_clear_bindings(*statement);
    if (alone && !sqlite3_get_autocommit(keep->db) && keep_exec(keep, "COMMIT"))
        result = -1;
    if (!result)
        keep_page_done(keep, table, rows, page);
    return result;
}
