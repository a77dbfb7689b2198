#include "plugin/conformance_made.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct fs_store_column fs_made_things[COLUMNS] = {
    [ID] = {.name = "id", .type = FS_CELL_I64},
    [GROUP] = {.name = "part", .type = FS_CELL_TEXT},
    [AT] = {.name = "at", .type = FS_CELL_TIME},
    [RATIO] = {.name = "ratio", .type = FS_CELL_F64, .flags = FS_CELL_NULLABLE},
    [NAME] = {.name = "order", .type = FS_CELL_TEXT, .flags = FS_CELL_NULLABLE}, /* a word of SQL */
    [NOTE] = {.name = "note", .type = FS_CELL_JSON, .flags = FS_CELL_NULLABLE},
    [RAW] = {.name = "raw", .type = FS_CELL_BYTES, .flags = FS_CELL_NULLABLE},
    [CODE] = {.name = "code", .type = FS_CELL_I64},
    [LATER] = {.name = "later", .type = FS_CELL_TEXT, .flags = FS_CELL_NULLABLE, .since = 2},
};
static const uint32_t by_part[] = {GROUP, AT}, by_code[] = {CODE};
static const struct fs_store_index indices[] = {
    {.name = "by_part", .columns = by_part, .column_count = 2},
    {.name = "by_code", .columns = by_code, .column_count = 1, .flags = FS_INDEX_UNIQUE},
    {.name = "by_at", .columns = by_part + 1, .column_count = 1, .since = 2},
};
static const struct fs_store_column pairs[] = {{.name = "one", .type = FS_CELL_TEXT},
                                               {.name = "two", .type = FS_CELL_BYTES}};
static const struct fs_store_table first_tables[] = {{.name = "things",
                                                      .columns = fs_made_things,
                                                      .column_count = COLUMNS - 1,
                                                      .key_count = 1,
                                                      .indices = indices,
                                                      .index_count = 2}};
static const struct fs_store_table second_tables[] = {
    {.name = "things",
     .columns = fs_made_things,
     .column_count = COLUMNS,
     .key_count = 1,
     .indices = indices,
     .index_count = 3},
    {.name = "pairs", .columns = pairs, .column_count = 2, .key_count = 2, .since = 2}};
const struct fs_store_schema fs_made_first = {sizeof fs_made_first, 1, "conformance", 0, 1, first_tables};
const struct fs_store_schema fs_made_second = {sizeof fs_made_second, 2, "conformance", 0, 2, second_tables};
const struct fs_store_schema fs_made_third = {sizeof fs_made_third, 3, "conformance", 3, 2, second_tables};
const struct fs_store_schema fs_made_foreign = {sizeof fs_made_foreign, 2, "another", 0, 2, second_tables};

struct fs_store_cell fs_made_number(int64_t value)
{
    return (struct fs_store_cell){{.i64 = value}, 0, FS_CELL_I64};
}

struct fs_store_cell fs_made_bytes(uint32_t type, const void *data, size_t size)
{
    return (struct fs_store_cell){{.bytes = data}, (uint32_t)size, type};
}

struct fs_store_cell fs_made_text(const char *value)
{
    return fs_made_bytes(FS_CELL_TEXT, value, strlen(value));
}

/* Row number `id` of the made-up ones; no chance in it. */
void fs_made_row(int64_t id, struct fs_store_cell row[COLUMNS])
{
    static const char *const parts[] = {"", "a", "a b", "b", "\xc3\xa4", "~", "aa"};
    memset(row, 0, COLUMNS * sizeof *row);
    row[ID] = fs_made_number(id);
    row[GROUP] = fs_made_text(parts[(uint64_t)id * 13 % 7]);
    row[AT] = (struct fs_store_cell){{.i64 = (int64_t)((uint64_t)id * 7919 % 100) - 50}, 0, FS_CELL_TIME};
    row[CODE] = fs_made_number((int64_t)((uint64_t)id * 2));
    if (id % 3)
        row[RATIO] = (struct fs_store_cell){{.f64 = (double)id / 7}, 0, FS_CELL_F64};
}

int fs_made_wrong(const char *format, ...)
{
    char what[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return fs_error_set(FS_E_PLUGIN, "%s", what);
}

/* A call that has to fail with a code has done so. */
int fs_made_refused(int failed, int code, const char *what)
{
    if (!failed)
        return fs_made_wrong("%s went through; it must be refused", what);
    if (fs_error_last_code() != code) {
        char *said = fs_error_text(fs_error_last());
        fs_made_wrong("%s was refused as '%s' (%s); expected '%s'", what,
                      fs_error_code_name(fs_error_last_code()), said ? said : "", fs_error_code_name(code));
        free(said);
        return -1;
    }
    fs_error_clear();
    return 0;
}

static int same(const struct fs_store_cell *a, const struct fs_store_cell *b)
{
    if (a->type != b->type || (a->type >= FS_CELL_TEXT && a->size != b->size))
        return 0;
    if (a->type >= FS_CELL_TEXT)
        return !a->size || !memcmp(a->u.bytes, b->u.bytes, a->size);
    return a->type == FS_CELL_NULL || (a->type == FS_CELL_F64 ? a->u.f64 == b->u.f64 : a->u.i64 == b->u.i64);
}

int fs_made_expect_row(struct fs_keeper *k, const struct fs_store_cell *row, uint32_t columns)
{
    struct fs_store_page page;
    if (fs_keeper_get(k, THINGS, &row[ID], 1, &page))
        return -1;
    for (uint32_t i = 0; i < columns; i++)
        if (!same(&page.cells[i], &row[i]))
            return fs_made_wrong("row %lld: column '%s' came back as another value", (long long)row[ID].u.i64,
                                 fs_made_things[i].name);
    return 0;
}

int fs_made_expect_applied(struct fs_keeper *k, uint64_t expected)
{
    uint64_t applied;
    if (fs_keeper_applied(k, &applied))
        return -1;
    return applied == expected ? 0
                               : fs_made_wrong("applied is %llu; expected %llu", (unsigned long long)applied,
                                               (unsigned long long)expected);
}

int fs_made_expect_rows(struct fs_keeper *k, uint32_t expected)
{
    struct fs_store_query query = {.struct_size = sizeof query, .table = THINGS, .limit = FS_KEEPER_PAGE};
    struct fs_store_page page;
    if (fs_keeper_scan(k, &query, &page))
        return -1;
    return page.rows == expected ? 0 : fs_made_wrong("there are %u rows; expected %u", page.rows, expected);
}

/* Puts rows `from` to `to` in the open transaction. */
int fs_made_put(struct fs_keeper *k, int64_t from, int64_t to)
{
    struct fs_store_cell row[COLUMNS];
    for (int64_t id = from; id <= to; id++) {
        fs_made_row(id, row);
        if (fs_keeper_put(k, THINGS, row, 1))
            return -1;
    }
    return 0;
}

static int compare_bytes(const struct fs_store_cell *a, const struct fs_store_cell *b)
{
    uint32_t shorter = a->size < b->size ? a->size : b->size;
    int order = shorter ? memcmp(a->u.bytes, b->u.bytes, shorter) : 0;
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

int fs_made_order(const void *a, const void *b)
{
    const struct fs_store_cell *x = a, *y = b;
    int order = compare_bytes(&x[GROUP], &y[GROUP]);
    if (!order)
        order = (x[AT].u.i64 > y[AT].u.i64) - (x[AT].u.i64 < y[AT].u.i64);
    return order ? order : (x[ID].u.i64 > y[ID].u.i64) - (x[ID].u.i64 < y[ID].u.i64);
}
