/* The tables of a store: made, migrated in numbered steps, and compared with what the program declares.
 *
 * The file's user_version is the number of the last step that was done; the table finsmart_store has one row, with whose records
 * these are and how far the journal has been applied. */
#include "keep.h"

#include <string.h>

#define APPLICATION                                                                                          \
    0x46534d52 /* "FSMR": in the file's header, so that other programs' databases are told apart */

/* The version that brought a table, and a column or an index of it. */
static uint32_t table_since(const struct fs_store_table *table)
{
    return table->since ? table->since : 1;
}

static uint32_t part_since(const struct fs_store_table *table, uint32_t number)
{
    return number ? number : table_since(table);
}

static const char *type_of(uint32_t type)
{
    static const char *const names[] = {"", "INTEGER", "REAL", "INTEGER", "TEXT", "TEXT", "BLOB"};
    return names[type];
}

static char *add_column(struct keep *keep, char **sql, const struct fs_store_column *column)
{
    return keep_append(keep, sql, "\"%s\" %s%s", column->name, type_of(column->type),
                       column->flags & FS_CELL_NULLABLE ? "" : " NOT NULL");
}

static int32_t run(struct keep *keep, char *sql)
{
    int32_t result = sql ? keep_exec(keep, sql) : -1;
    keep->host->free(keep->ctx, sql);
    return result;
}

static int32_t make_table(struct keep *keep, const struct fs_store_table *table, uint32_t step)
{
    char *sql = NULL;
    keep_append(keep, &sql, "CREATE TABLE \"%s\" (", table->name);
    for (uint32_t i = 0; sql && i < table->column_count; i++)
        if (part_since(table, table->columns[i].since) <= step && add_column(keep, &sql, &table->columns[i]))
            keep_append(keep, &sql, ", ");
    for (uint32_t i = 0; sql && i < table->key_count; i++)
        keep_append(keep, &sql, "%s\"%s\"", i ? ", " : "PRIMARY KEY (", table->columns[i].name);
    if (sql)
        keep_append(keep, &sql, ")) STRICT, WITHOUT ROWID");
    return run(keep, sql);
}

static int32_t make_index(struct keep *keep, const struct fs_store_table *table,
                          const struct fs_store_index *index)
{
    char *sql = NULL;
    keep_append(keep, &sql, "CREATE %sINDEX \"%s.%s\" ON \"%s\" (",
                index->flags & FS_INDEX_UNIQUE ? "UNIQUE " : "", table->name, index->name, table->name);
    for (uint32_t i = 0; sql && i < index->column_count; i++)
        keep_append(keep, &sql, "%s\"%s\"", i ? ", " : "", table->columns[index->columns[i]].name);
    if (sql)
        keep_append(keep, &sql, ")");
    return run(keep, sql);
}

static int32_t add_columns(struct keep *keep, const struct fs_store_table *table, uint32_t step)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (part_since(table, table->columns[i].since) != step)
            continue;
        char *sql = NULL;
        if (keep_append(keep, &sql, "ALTER TABLE \"%s\" ADD COLUMN ", table->name))
            add_column(keep, &sql, &table->columns[i]);
        if (run(keep, sql))
            return -1;
    }
    return 0;
}

/* What version `step` adds, in the transaction around it. */
static int32_t add_step(struct keep *keep, uint32_t step)
{
    const struct fs_store_schema *schema = keep->schema;
    for (uint32_t i = 0; i < schema->table_count; i++) {
        const struct fs_store_table *table = &schema->tables[i];
        if (table_since(table) > step)
            continue;
        if (table_since(table) == step ? make_table(keep, table, step) : add_columns(keep, table, step))
            return -1;
        for (uint32_t k = 0; k < table->index_count; k++)
            if (part_since(table, table->indices[k].since) == step &&
                make_index(keep, table, &table->indices[k]))
                return -1;
    }
    char *sql = NULL;
    keep_append(keep, &sql, "PRAGMA user_version=%u", step);
    return run(keep, sql);
}

static int32_t make_head(struct keep *keep)
{
    char *sql = NULL;
    keep_append(keep, &sql,
                "PRAGMA application_id=%d; CREATE TABLE finsmart_store (name TEXT NOT NULL, applied INTEGER "
                "NOT NULL) STRICT; "
                "INSERT INTO finsmart_store VALUES ('%s', 0)",
                APPLICATION, keep->schema->name);
    return run(keep, sql);
}

/* A transaction around one step of migration. */
static int32_t do_step(struct keep *keep, uint32_t step)
{
    if (keep_exec(keep, "BEGIN IMMEDIATE"))
        return -1;
    if ((step == 0 ? make_head(keep) : add_step(keep, step)) || keep_exec(keep, "COMMIT")) {
        sqlite3_exec(keep->db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    return 0;
}

/* Drops the tables, so that the steps begin anew. */
static int32_t empty(struct keep *keep)
{
    char *drops = NULL;
    if (keep_exec(keep, "BEGIN IMMEDIATE"))
        return -1;
    sqlite3_stmt *names = keep_prepare(
        keep, "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' AND "
              "name <> 'finsmart_store'");
    int32_t result = names ? 0 : -1;
    while (!result && sqlite3_step(names) == SQLITE_ROW)
        if (!keep_append(keep, &drops, "DROP TABLE \"%s\"; ", (const char *)sqlite3_column_text(names, 0)))
            result = -1;
    sqlite3_finalize(names);
    if (!result && drops)
        result = keep_exec(keep, drops);
    keep->host->free(keep->ctx, drops);
    if (!result)
        result = keep_exec(keep, "UPDATE finsmart_store SET applied=0; PRAGMA user_version=0; COMMIT");
    if (result)
        sqlite3_exec(keep->db, "ROLLBACK", NULL, NULL, NULL);
    return result;
}

static int32_t check_name(struct keep *keep)
{
    sqlite3_stmt *statement = keep_prepare(keep, "SELECT name FROM finsmart_store");
    int32_t result = statement ? 0 : -1;
    const char *name = result || sqlite3_step(statement) != SQLITE_ROW
                           ? NULL
                           : (const char *)sqlite3_column_text(statement, 0);
    if (!result && !name)
        result = keep_fail(keep, "SELECT name FROM finsmart_store");
    else if (!result && strcmp(name, keep->schema->name) != 0)
        result = keep->host->error(keep->ctx, FS_FAIL_CONFLICT,
                                   "%s holds the records of '%s'; expected those of '%s'", keep->path, name,
                                   keep->schema->name);
    sqlite3_finalize(statement);
    return result;
}

/* Is the file ours? *fresh: nothing is in it yet. */
static int32_t check_file(struct keep *keep, int *fresh)
{
    int64_t application, things;
    if (keep_number(keep, "PRAGMA application_id", &application) ||
        keep_number(keep, "SELECT count(*) FROM sqlite_schema", &things))
        return -1;
    *fresh = application == 0 && things == 0;
    if (*fresh || application == APPLICATION)
        return 0;
    return keep->host->error(keep->ctx, FS_FAIL_CONFLICT,
                             "%s is a database of another program; choose another 'path'", keep->path);
}

/* Every declared column is there; a statement that names it is all that is needed to know. */
static int32_t compare(struct keep *keep)
{
    for (uint32_t i = 0; i < keep->schema->table_count; i++) {
        const struct fs_store_table *table = &keep->schema->tables[i];
        char *sql = NULL;
        keep_append(keep, &sql, "SELECT ");
        for (uint32_t k = 0; sql && k < table->column_count;
             k++) /* t.x: a quoted name alone may also be a text */
            keep_append(keep, &sql, "%st.\"%s\"", k ? ", " : "", table->columns[k].name);
        if (sql)
            keep_append(keep, &sql, " FROM \"%s\" t", table->name);
        sqlite3_stmt *statement = NULL;
        int code = sql ? sqlite3_prepare_v2(keep->db, sql, -1, &statement, NULL) : SQLITE_NOMEM;
        keep->host->free(keep->ctx, sql);
        sqlite3_finalize(statement);
        if (code == SQLITE_ERROR)
            return keep->host->error(
                keep->ctx, FS_FAIL_CONFLICT,
                "%s has version %u of '%s', but another shape (%s); make it anew from the journal",
                keep->path, keep->schema->version, keep->schema->name, sqlite3_errmsg(keep->db));
        if (code)
            return sql ? keep_fail(keep, table->name) : -1;
    }
    return 0;
}

/* Readers see while a writer writes, and a crash at any instruction loses what was not committed only. */
static int32_t use_log(struct keep *keep)
{
    sqlite3_stmt *statement = keep_prepare(keep, "PRAGMA journal_mode=WAL");
    if (!statement)
        return -1;
    int found = sqlite3_step(statement);
    const char *mode = found == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    int32_t result = 0;
    if (!mode)
        result = keep_fail(keep, "PRAGMA journal_mode=WAL");
    else if (strcmp(mode, "wal") != 0)
        result = keep->host->error(
            keep->ctx, FS_FAIL_UNSUPPORTED,
            "%s: the file system cannot share memory, which SQLite's log needs; choose a local disk",
            keep->path);
    sqlite3_finalize(statement);
    return result;
}

int32_t keep_open_schema(struct keep *keep, uint32_t mode)
{
    const struct fs_store_schema *schema = keep->schema;
    int fresh;
    int64_t version;
    if (check_file(keep, &fresh))
        return -1;
    if (fresh && mode == FS_STORE_READ)
        return keep->host->error(keep->ctx, FS_FAIL_NOT_FOUND, "%s has no records yet", keep->path);
    if (mode != FS_STORE_READ && use_log(keep))
        return -1;
    if ((fresh && do_step(keep, 0)) || check_name(keep) || keep_number(keep, "PRAGMA user_version", &version))
        return -1;
    if (version > schema->version)
        return keep->host->error(
            keep->ctx, FS_FAIL_UNSUPPORTED,
            "%s has version %lld of '%s', and this program knows up to %u; use the program that wrote it, or "
            "make the records anew from the journal",
            keep->path, (long long)version, schema->name, schema->version);
    if (mode == FS_STORE_READ && version < schema->version)
        return keep->host->error(keep->ctx, FS_FAIL_UNSUPPORTED,
                                 "%s has version %lld of '%s', and this program reads %u; open it to write "
                                 "first, which migrates it",
                                 keep->path, (long long)version, schema->name, schema->version);
    if (version && version < schema->remade) {
        if (empty(keep))
            return -1;
        version = 0;
    }
    for (uint32_t step = (uint32_t)version + 1; step <= schema->version; step++)
        if (do_step(keep, step))
            return -1;
    return compare(keep);
}
