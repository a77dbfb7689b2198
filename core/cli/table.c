#include "cli/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct fs_table {
    int columns;
    const char *right;
    char **cells; /* row by row; the headers first */
    size_t count, room;
};

static void put_cell(struct fs_table *table, char *text)
{
    if (table->count == table->room) {
        size_t room = table->room ? table->room * 2 : 64;
        char **cells = realloc(table->cells, room * sizeof *cells);
        if (!cells)
            abort();
        table->cells = cells;
        table->room = room;
    }
    table->cells[table->count++] = text;
}

struct fs_table *fs_table_new(const char *const *headers, const char *right)
{
    struct fs_table *table = calloc(1, sizeof *table);
    if (!table)
        abort();
    table->right = right;
    for (; headers[table->columns]; table->columns++)
        put_cell(table, strdup(headers[table->columns]));
    return table;
}

void fs_table_cell(struct fs_table *table, const char *format, ...)
{
    va_list args;
    char *text = NULL;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    put_cell(table, text);
}

/* Columns that a UTF-8 text takes on a terminal, wide characters aside. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static const char *cell(const struct fs_table *table, size_t index)
{
    return index < table->count && table->cells[index] ? table->cells[index] : "";
}

void fs_table_print(const struct fs_table *table, FILE *out)
{
    size_t columns = (size_t)table->columns;
    int *widths = calloc(columns, sizeof *widths);
    if (!widths)
        abort();
    for (size_t i = 0; i < table->count; i++) {
        int width = width_of(cell(table, i));
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    for (size_t i = 0; i < table->count; i += columns) {
        for (size_t c = 0; c < columns; c++) {
            const char *text = cell(table, i + c);
            int pad = widths[c] - width_of(text);
            int to_right = table->right[c] == 'r';
            fprintf(out, "%s%*s%s", c ? "  " : "", to_right ? pad : 0, "", text);
            if (!to_right && c + 1 < columns)
                fprintf(out, "%*s", pad, "");
        }
        putc('\n', out);
    }
    free(widths);
}

void fs_table_free(struct fs_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}
