#include "plugin/keeper.h"

#include "base/json_memory.h"
#include "base/utf8.h"
#include "plugin/context.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum transaction { NONE, OPEN, FAILED };

struct fs_keeper {
    struct fs_context *context;
    const struct fs_store *calls;
    const struct fs_store_schema *schema;
    void *state;
    uint32_t mode;
    enum transaction transaction;
};

static const char *name_of(const struct fs_keeper *keeper)
{
    return keeper->context->plugin->descriptor->name;
}

struct fs_keeper *fs_keeper_open(const struct fs_plugin_file *plugin, const char *const *settings, int count,
                                 const struct fs_store_schema *schema, uint32_t mode)
{
    const struct fs_plugin *descriptor = plugin->descriptor;
    if (!descriptor->store) {
        char offers[80];
        fs_plugin_capabilities(descriptor, offers, sizeof offers);
        fs_error_set(FS_E_USAGE, "plugin '%s' is no store; it offers %s", descriptor->name, offers);
        return NULL;
    }
    if (fs_schema_check(schema))
        return NULL;
    struct fs_settings *values = fs_settings_new(descriptor, settings, count);
    struct fs_context *context = values ? fs_context_new(plugin, values) : NULL;
    struct fs_keeper *keeper = context ? calloc(1, sizeof *keeper) : NULL;
    if (!keeper) {
        if (context)
            fs_error_nomem();
        fs_context_free(context);
        return NULL;
    }
    keeper->context = context;
    keeper->calls = descriptor->store;
    keeper->schema = schema;
    keeper->mode = mode;
    keeper->context->thread = pthread_self();
    if (keeper->calls->start(fs_host_services(), keeper->context, schema, mode, &keeper->state)) {
        fs_context_failed(keeper->context, "start");
        keeper->context->phase = FS_PHASE_SWEPT;
        fs_context_free(keeper->context);
        free(keeper);
        return NULL;
    }
    keeper->context->phase = FS_PHASE_RUN;
    return keeper;
}

void fs_keeper_close(struct fs_keeper *keeper)
{
    if (!keeper)
        return;
    struct fs_error *error = fs_error_take();
    struct fs_context *context = keeper->context;
    context->phase = FS_PHASE_STOP;
    context->callback = "stop";
    keeper->calls->stop(keeper->state);
    fs_context_tell_leaks(context);
    context->phase = FS_PHASE_SWEPT;
    fs_context_free(context);
    free(keeper);
    if (error)
        fs_error_restore(error);
}

const struct fs_store_schema *fs_keeper_schema(const struct fs_keeper *keeper)
{
    return keeper->schema;
}

uint64_t fs_keeper_breaches(const struct fs_keeper *keeper)
{
    return keeper->context->breach_count;
}

const char *fs_keeper_breach(const struct fs_keeper *keeper)
{
    return keeper->context->breaches[0];
}

/* ---- calls ---- */

/* Before a call of the plugin: the thread, and what it must not follow. `in`: a transaction must be open; 0: must not; -1: any. */
static int enter(struct fs_keeper *keeper, const char *what, int in)
{
    if (!pthread_equal(keeper->context->thread, pthread_self()))
        return fs_error_set(FS_E_INTERNAL, "store '%s': %s on another thread than the one that opened it",
                            name_of(keeper), what);
    if (keeper->transaction == FAILED)
        return fs_error_set(FS_E_INTERNAL,
                            "store '%s': %s after a failure; the transaction has to be rolled back",
                            name_of(keeper), what);
    if (in >= 0 && (keeper->transaction == OPEN) != in)
        return fs_error_set(FS_E_INTERNAL, "store '%s': %s %s", name_of(keeper), what,
                            in ? "without a transaction" : "in a transaction");
    fs_context_clear_error(keeper->context);
    keeper->context->callback = what;
    return 0;
}

/* After it. */
static int leave(struct fs_keeper *keeper, const char *what, int32_t result)
{
    if (!result)
        return 0;
    if (keeper->transaction == OPEN)
        keeper->transaction = FAILED;
    return fs_context_failed(keeper->context, what);
}

/* A mistake of the caller's in a transaction spoils it as a failure of the store does: half a batch must not be committed. */
static int spoil(struct fs_keeper *keeper, int result)
{
    if (result && keeper->transaction == OPEN)
        keeper->transaction = FAILED;
    return result;
}

int fs_keeper_applied(struct fs_keeper *keeper, uint64_t *sequence)
{
    return enter(keeper, "applied", -1)
               ? -1
               : leave(keeper, "applied", keeper->calls->applied(keeper->state, sequence));
}

int fs_keeper_begin(struct fs_keeper *keeper)
{
    if (enter(keeper, "begin", 0))
        return -1;
    if (keeper->mode == FS_STORE_READ)
        return fs_error_set(FS_E_INTERNAL, "store '%s': begin, and it is open to read", name_of(keeper));
    if (leave(keeper, "begin", keeper->calls->begin(keeper->state)))
        return -1;
    keeper->transaction = OPEN;
    return 0;
}

int fs_keeper_commit(struct fs_keeper *keeper, uint64_t from, uint64_t to)
{
    if (enter(keeper, "commit", 1))
        return -1;
    if (to <= from || to > INT64_MAX) {
        fs_keeper_rollback(keeper);
        return fs_error_set(FS_E_INTERNAL, "store '%s': commit from %llu to %llu; expected a later number",
                            name_of(keeper), (unsigned long long)from, (unsigned long long)to);
    }
    keeper->transaction = NONE;
    return leave(keeper, "commit", keeper->calls->commit(keeper->state, from, to));
}

int fs_keeper_rollback(struct fs_keeper *keeper)
{
    if (keeper->transaction == NONE)
        return 0;
    keeper->transaction = OPEN;
    if (enter(keeper, "rollback", 1))
        return -1;
    keeper->transaction = NONE;
    return leave(keeper, "rollback", keeper->calls->rollback(keeper->state));
}

/* ---- what goes in ---- */

static int refuse(const struct fs_store_table *table, uint32_t column, uint32_t row, const char *why)
{
    return fs_error_set(FS_E_INPUT, "table '%s', row %u: %s %s", table->name, row + 1,
                        table->columns[column].name, why);
}

/* Numbers of any size are kept as they are written, so they are read as they can be. */
static int check_json(const struct fs_store_table *table, uint32_t column, uint32_t row,
                      const struct fs_store_cell *cell)
{
    json_error_t error;
    fs_json_memory_begin();
    json_t *value = json_loadb(cell->size ? cell->u.bytes : "", cell->size,
                               JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, &error);
    int good = value != NULL;
    json_decref(value);
    if (!good && fs_json_memory_failed())
        return fs_error_nomem();
    return good ? 0
                : fs_error_set(FS_E_INPUT, "table '%s', row %u: %s is no JSON: byte %d: %s", table->name,
                               row + 1, table->columns[column].name, error.position, error.text);
}

static int check_cell(const struct fs_store_table *table, uint32_t column, uint32_t row,
                      const struct fs_store_cell *cell)
{
    const struct fs_store_column *c = &table->columns[column];
    if (cell->type == FS_CELL_NULL)
        return c->flags & FS_CELL_NULLABLE ? 0 : refuse(table, column, row, "has no value");
    if (cell->type != c->type)
        return refuse(table, column, row, "is of another type than its column");
    if (cell->type == FS_CELL_F64 && isnan(cell->u.f64))
        return refuse(table, column, row, "is NaN; expected a number or no value");
    if (cell->size > INT32_MAX)
        return refuse(table, column, row, "is longer than 2 GB");
    if ((cell->type == FS_CELL_TEXT || cell->type == FS_CELL_JSON) && cell->size &&
        (!fs_utf8_valid(cell->u.bytes, cell->size) || memchr(cell->u.bytes, 0, cell->size)))
        return refuse(table, column, row, "is no UTF-8 text, or has a zero byte");
    return cell->type == FS_CELL_JSON ? check_json(table, column, row, cell) : 0;
}

static int check_cells(const struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *cells,
                       int keys, uint32_t rows)
{
    if (table >= keeper->schema->table_count)
        return fs_error_set(FS_E_INTERNAL, "store '%s': there is no table %u", name_of(keeper), table);
    const struct fs_store_table *t = &keeper->schema->tables[table];
    uint32_t width = keys ? t->key_count : t->column_count;
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t i = 0; i < width; i++)
            if (check_cell(t, i, row, &cells[(size_t)row * width + i]))
                return -1;
    return 0;
}

int fs_keeper_put(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *cells, uint32_t rows)
{
    if (enter(keeper, "put", 1) || spoil(keeper, check_cells(keeper, table, cells, 0, rows)))
        return -1;
    return leave(keeper, "put", keeper->calls->put(keeper->state, table, cells, rows));
}

int fs_keeper_remove(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *keys,
                     uint32_t rows)
{
    if (enter(keeper, "remove", 1) || spoil(keeper, check_cells(keeper, table, keys, 1, rows)))
        return -1;
    return leave(keeper, "remove", keeper->calls->remove(keeper->state, table, keys, rows));
}

/* ---- what comes out ---- */

static int broken(struct fs_keeper *keeper, const char *what, const struct fs_store_table *table,
                  const char *why)
{
    fs_context_breach(keeper->context, "%s of table '%s' %s", what, table->name, why);
    return spoil(keeper, fs_error_set(FS_E_PLUGIN, "plugin '%s' broke its contract: %s of table '%s' %s",
                                      name_of(keeper), what, table->name, why));
}

/* Is a page what the schema and the question allow? With `holes` a row may be missing: all of its cells are then nothing. */
static int check_page(struct fs_keeper *keeper, const char *what, uint32_t table, uint32_t most, int holes,
                      const struct fs_store_page *page)
{
    const struct fs_store_table *t = &keeper->schema->tables[table];
    if (page->rows > most || (page->rows && !page->cells))
        return broken(keeper, what, t, "gave more rows than were asked for, or rows without cells");
    for (uint32_t row = 0; row < page->rows; row++) {
        const struct fs_store_cell *cells = page->cells + (size_t)row * t->column_count;
        int missing = holes && cells[0].type == FS_CELL_NULL;
        for (uint32_t i = 0; i < t->column_count; i++) {
            const struct fs_store_cell *cell = &cells[i];
            if (cell->type == FS_CELL_NULL ? !missing && !(t->columns[i].flags & FS_CELL_NULLABLE)
                                           : missing || cell->type != t->columns[i].type)
                return broken(keeper, what, t, "gave a cell of another type than its column");
            if (cell->type >= FS_CELL_TEXT && !cell->u.bytes && cell->size)
                return broken(keeper, what, t, "gave a text without bytes");
        }
    }
    return 0;
}

int fs_keeper_get(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                  struct fs_store_page *page)
{
    *page = (struct fs_store_page){NULL, 0, 0};
    if (enter(keeper, "get", -1) || check_cells(keeper, table, keys, 1, rows))
        return -1;
    if (!rows || rows > FS_KEEPER_PAGE)
        return fs_error_set(FS_E_INTERNAL, "store '%s': get of %u rows; expected 1 to %d", name_of(keeper),
                            rows, FS_KEEPER_PAGE);
    if (leave(keeper, "get", keeper->calls->get(keeper->state, table, keys, rows, page)))
        return -1;
    if (page->rows != rows)
        return broken(keeper, "get", &keeper->schema->tables[table],
                      "gave another number of rows than of keys");
    return check_page(keeper, "get", table, rows, 1, page);
}

static int check_query(const struct fs_keeper *keeper, const struct fs_store_query *q)
{
    if (q->struct_size != sizeof *q || q->table >= keeper->schema->table_count)
        return fs_error_set(FS_E_INTERNAL, "store '%s': a query of no table", name_of(keeper));
    const struct fs_store_table *t = &keeper->schema->tables[q->table];
    uint32_t order[16], count = q->index <= t->index_count ? fs_schema_order(t, q->index, order) : 0;
    if (!count || q->equal_count > count || (q->equal_count && !q->equal) || !q->limit ||
        q->limit > FS_KEEPER_PAGE || ((q->low || q->high) && q->equal_count == count) ||
        q->flags & ~(FS_QUERY_LOW_OPEN | FS_QUERY_HIGH_OPEN | FS_QUERY_DESCENDING))
        return fs_error_set(
            FS_E_INTERNAL,
            "store '%s': a query of table '%s' with an index, values, flags or a limit that it does not have",
            name_of(keeper), t->name);
    for (uint32_t i = 0; i < q->equal_count; i++)
        if (check_cell(t, order[i], 0, &q->equal[i]))
            return -1;
    if ((q->low && check_cell(t, order[q->equal_count], 0, q->low)) ||
        (q->high && check_cell(t, order[q->equal_count], 0, q->high)))
        return -1;
    return q->after ? check_cells(keeper, q->table, q->after, 0, 1) : 0;
}

int fs_keeper_scan(struct fs_keeper *keeper, const struct fs_store_query *query, struct fs_store_page *page)
{
    *page = (struct fs_store_page){NULL, 0, 0};
    if (enter(keeper, "scan", -1) || check_query(keeper, query))
        return -1;
    if (leave(keeper, "scan", keeper->calls->scan(keeper->state, query, page)))
        return -1;
    return check_page(keeper, "scan", query->table, query->limit, 0, page);
}

int fs_keeper_backup(struct fs_keeper *keeper, const char *path)
{
    return enter(keeper, "backup", 0) ? -1
                                      : leave(keeper, "backup", keeper->calls->backup(keeper->state, path));
}

int fs_keeper_check(struct fs_keeper *keeper)
{
    return enter(keeper, "check", 0) ? -1 : leave(keeper, "check", keeper->calls->check(keeper->state));
}
