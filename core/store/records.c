#include "store/records.h"

#include "base/error.h"
#include "plugin/keeper.h"
#include "plugin/settings.h"

#include <stdio.h>
#include <stdlib.h>

enum { USUAL_PAGE = 1000 };

struct fs_records {
    struct fs_keeper *keeper;
    uint64_t applied;
};

static int has_setting(const struct fs_plugin *plugin, const char *name)
{
    for (uint32_t i = 0; i < plugin->setting_count; i++)
        if (!strcmp(fs_setting_at(plugin, i)->name, name))
            return 1;
    return 0;
}

/* The settings with the location as the first; free() the list and its first text. NULL with an error. */
static const char **settings_of(const struct fs_records_options *options, const struct fs_plugin *plugin,
                                int *count)
{
    const char **list = calloc((size_t)options->setting_count + 1, sizeof *list);
    char *first = NULL;
    *count = 0;
    if (!list || (options->location && asprintf(&first, "%s=%s", has_setting(plugin, "path") ? "path" : "url",
                                                options->location) < 0)) {
        free(list);
        fs_error_nomem();
        return NULL;
    }
    if (first)
        list[(*count)++] = first;
    for (int i = 0; i < options->setting_count; i++)
        list[(*count)++] = options->settings[i];
    return list;
}

struct fs_records *fs_records_open(const struct fs_records_options *options)
{
    const struct fs_plugin_file *plugin = fs_plugin_open(options->plugin);
    int count = 0;
    const char **settings = plugin ? settings_of(options, plugin->descriptor, &count) : NULL;
    struct fs_records *records = settings ? calloc(1, sizeof *records) : NULL;
    if (settings && !records)
        fs_error_nomem();
    if (records)
        records->keeper = fs_keeper_open(plugin, settings, count, options->schema, options->mode);
    if (settings && options->location)
        free((void *)(uintptr_t)settings[0]);
    free(settings);
    if (records && records->keeper && !fs_keeper_applied(records->keeper, &records->applied))
        return records;
    fs_records_close(records);
    return NULL;
}

void fs_records_close(struct fs_records *records)
{
    if (!records)
        return;
    fs_keeper_close(records->keeper);
    free(records);
}

uint64_t fs_records_applied(const struct fs_records *records)
{
    return records->applied;
}

int fs_records_refresh(struct fs_records *records, uint64_t *applied)
{
    if (fs_keeper_applied(records->keeper, &records->applied))
        return -1;
    *applied = records->applied;
    return 0;
}

int fs_records_begin(struct fs_records *records)
{
    return fs_keeper_begin(records->keeper);
}

int fs_records_put(struct fs_records *records, uint32_t table, const struct fs_store_cell *cells,
                   uint32_t rows)
{
    return fs_keeper_put(records->keeper, table, cells, rows);
}

int fs_records_remove(struct fs_records *records, uint32_t table, const struct fs_store_cell *keys,
                      uint32_t rows)
{
    return fs_keeper_remove(records->keeper, table, keys, rows);
}

int fs_records_commit(struct fs_records *records, uint64_t applied)
{
    if (fs_keeper_commit(records->keeper, records->applied, applied))
        return -1;
    records->applied = applied;
    return 0;
}

int fs_records_rollback(struct fs_records *records)
{
    return fs_keeper_rollback(records->keeper);
}

int fs_records_get(struct fs_records *records, uint32_t table, const struct fs_store_cell *key,
                   const struct fs_store_cell **row)
{
    struct fs_store_page page;
    if (fs_keeper_get(records->keeper, table, key, 1, &page))
        return -1;
    *row = page.cells;
    return page.cells[0].type != FS_CELL_NULL; /* a key has a value */
}

int fs_records_page(struct fs_records *records, const struct fs_store_query *query,
                    struct fs_store_page *page)
{
    return fs_keeper_scan(records->keeper, query, page);
}

/* A copy of a row that outlives its page, in one block: free() it. NULL when out of memory. */
static struct fs_store_cell *copy_row(const struct fs_store_cell *row, uint32_t columns)
{
    size_t size = columns * sizeof *row;
    for (uint32_t i = 0; i < columns; i++)
        size += row[i].size;
    struct fs_store_cell *copy = malloc(size);
    if (!copy)
        return NULL;
    char *bytes = (char *)(copy + columns);
    memcpy(copy, row, columns * sizeof *row);
    for (uint32_t i = 0; i < columns; i++)
        if (row[i].type >= FS_CELL_TEXT) {
            if (row[i].size)
                memcpy(bytes, row[i].u.bytes, row[i].size);
            copy[i].u.bytes = bytes;
            bytes += row[i].size;
        }
    return copy;
}

int fs_records_each(struct fs_records *records, const struct fs_store_query *query,
                    int (*visit)(void *user, const struct fs_store_cell *row), void *user)
{
    struct fs_store_query next = *query;
    struct fs_store_page page = {NULL, 0, 1};
    struct fs_store_cell *last = NULL;
    int result = 0;
    next.limit = query->limit ? query->limit : USUAL_PAGE;
    while (!result && page.more) {
        if ((result = fs_keeper_scan(records->keeper, &next, &page)))
            break;
        uint32_t columns = fs_keeper_schema(records->keeper)->tables[query->table].column_count;
        for (uint32_t i = 0; i < page.rows && !result; i++)
            result = visit(user, page.cells + (size_t)i * columns);
        if (result || !page.more || !page.rows)
            break;
        free(last);
        last = copy_row(page.cells + (size_t)(page.rows - 1) * columns, columns);
        if (!last)
            result = fs_error_nomem();
        next.after = last;
    }
    free(last);
    return result;
}

int fs_records_backup(struct fs_records *records, const char *path)
{
    return fs_keeper_backup(records->keeper, path);
}

int fs_records_check(struct fs_records *records)
{
    return fs_keeper_check(records->keeper);
}
