/* What a schema must be for every store to be able to keep it. */
#include "base/error.h"
#include "plugin/keeper.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TABLES = 1000, MOST_COLUMNS = 200, MOST_INDICES = 32, MOST_KEY = 8, LONGEST_NAME = 63 };

/* The version that brought a table, and a column or an index of it. */
static uint32_t table_since(const struct fs_store_table *table)
{
    return table->since ? table->since : 1;
}

static uint32_t part_since(const struct fs_store_table *table, uint32_t number)
{
    return number ? number : table_since(table);
}

static int good_name(const char *name)
{
    size_t length = name ? strlen(name) : 0;
    return length && length <= LONGEST_NAME && islower((unsigned char)*name) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length &&
           strncmp(name, "finsmart_", 9) != 0 && strncmp(name, "sqlite_", 7) != 0 &&
           strncmp(name, "pg_", 3) != 0;
}

static int check_column(const struct fs_store_schema *schema, const struct fs_store_table *table, uint32_t i)
{
    const struct fs_store_column *column = &table->columns[i];
    const char *why = NULL;
    if (!good_name(column->name))
        return fs_error_set(FS_E_INTERNAL, "schema '%s': table '%s': column %u has no good name",
                            schema->name, table->name, i);
    for (uint32_t k = 0; k < i; k++)
        if (!strcmp(table->columns[k].name, column->name))
            why = "is there twice";
    if (column->type < FS_CELL_I64 || column->type > FS_CELL_BYTES)
        why = "has an unknown type";
    else if (column->flags & ~FS_CELL_NULLABLE)
        why = "has unknown flags";
    else if (part_since(table, column->since) > schema->version ||
             part_since(table, column->since) < table_since(table))
        why = "has a version that is above the schema's or below its table's";
    else if (part_since(table, column->since) > table_since(table) && !(column->flags & FS_CELL_NULLABLE))
        why = "came later than its table and so must be FS_CELL_NULLABLE";
    else if (i < table->key_count &&
             (column->flags & FS_CELL_NULLABLE || part_since(table, column->since) > table_since(table)))
        why = "is of the key and so may neither be FS_CELL_NULLABLE nor come later";
    return why ? fs_error_set(FS_E_INTERNAL, "schema '%s': column '%s.%s' %s", schema->name, table->name,
                              column->name, why)
               : 0;
}

static int check_index(const struct fs_store_schema *schema, const struct fs_store_table *table, uint32_t i)
{
    const struct fs_store_index *index = &table->indices[i];
    const char *why = NULL;
    if (!good_name(index->name))
        return fs_error_set(FS_E_INTERNAL, "schema '%s': table '%s': index %u has no good name", schema->name,
                            table->name, i);
    for (uint32_t k = 0; k < i; k++)
        if (!strcmp(table->indices[k].name, index->name))
            why = "is there twice";
    if (index->column_count < 1 || index->column_count > MOST_KEY || !index->columns)
        why = "has no columns, or more than 8";
    else if (index->flags & ~FS_INDEX_UNIQUE)
        why = "has unknown flags";
    else if (part_since(table, index->since) > schema->version ||
             part_since(table, index->since) < table_since(table))
        why = "has a version that is above the schema's or below its table's";
    for (uint32_t k = 0; !why && k < index->column_count; k++) {
        if (index->columns[k] >= table->column_count ||
            table->columns[index->columns[k]].flags & FS_CELL_NULLABLE)
            why = "has a column that is not there, or that is FS_CELL_NULLABLE";
        for (uint32_t j = 0; !why && j < k; j++)
            if (index->columns[j] == index->columns[k])
                why = "has a column twice";
    }
    return why ? fs_error_set(FS_E_INTERNAL, "schema '%s': index '%s.%s' %s", schema->name, table->name,
                              index->name, why)
               : 0;
}

static int check_table(const struct fs_store_schema *schema, uint32_t i)
{
    const struct fs_store_table *table = &schema->tables[i];
    const char *why = NULL;
    if (!good_name(table->name))
        return fs_error_set(FS_E_INTERNAL, "schema '%s': table %u has no good name", schema->name, i);
    for (uint32_t k = 0; k < i; k++)
        if (!strcmp(schema->tables[k].name, table->name))
            why = "is there twice";
    if (table->column_count < 1 || table->column_count > MOST_COLUMNS || !table->columns)
        why = "has no columns, or more than 200";
    else if (table->key_count < 1 || table->key_count > MOST_KEY || table->key_count > table->column_count)
        why = "has no key, or one of more than 8 columns";
    else if (table->index_count > MOST_INDICES || (table->index_count && !table->indices))
        why = "has more than 32 indices";
    else if (table_since(table) > schema->version)
        why = "has a version that is above the schema's";
    if (why)
        return fs_error_set(FS_E_INTERNAL, "schema '%s': table '%s' %s", schema->name, table->name, why);
    for (uint32_t k = 0; k < table->column_count; k++)
        if (check_column(schema, table, k))
            return -1;
    for (uint32_t k = 0; k < table->index_count; k++)
        if (check_index(schema, table, k))
            return -1;
    return 0;
}

int fs_schema_check(const struct fs_store_schema *schema)
{
    if (schema->struct_size != sizeof *schema || !good_name(schema->name) || !schema->version ||
        schema->version > INT32_MAX || schema->remade > schema->version || !schema->table_count ||
        schema->table_count > MOST_TABLES || !schema->tables)
        return fs_error_set(
            FS_E_INTERNAL,
            "a schema has no size, name, version or tables, or is remade in a version to come");
    for (uint32_t i = 0; i < schema->table_count; i++)
        if (check_table(schema, i))
            return -1;
    return 0;
}

uint32_t fs_schema_order(const struct fs_store_table *table, uint32_t index, uint32_t order[16])
{
    uint32_t count = 0;
    for (uint32_t i = 0; index && i < table->indices[index - 1].column_count; i++)
        order[count++] = table->indices[index - 1].columns[i];
    for (uint32_t key = 0; key < table->key_count; key++) {
        uint32_t at = 0;
        while (at < count && order[at] != key)
            at++;
        if (at == count)
            order[count++] = key;
    }
    return count;
}
