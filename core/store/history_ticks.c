#include "store/history_ticks.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* What a source keeps: which part comes next. */
struct cursor {
    const struct fs_history *history;
    const struct fs_history_symbol *symbol;
    int part;
};

static int next_part(void *context, struct fs_frame **part)
{
    struct cursor *cursor = context;
    *part = NULL;
    if (cursor->part == cursor->symbol->part_count)
        return 0;
    *part = fs_history_load_part(cursor->history, cursor->symbol->name, cursor->part++);
    return *part ? 0 : -1;
}

int fs_history_tick_type(const struct fs_history *history)
{
    int kind = fs_history_kind(history);
    if (kind == FS_KIND_TRADES)
        return FS_EVENT_TRADE;
    if (kind == FS_KIND_QUOTES)
        return FS_EVENT_QUOTE;
    if (kind == FS_KIND_BOOK)
        return FS_EVENT_BOOK;
    return fs_error_set(FS_E_UNSUPPORTED, "dataset '%s' is of kind %s; expected trades, quotes or book",
                        fs_history_name(history), fs_kind_name(kind));
}

int fs_history_has_orders(const struct fs_history *history)
{
    for (int i = 0; i < fs_history_columns(history); i++)
        if (!strcmp(fs_history_column(history, i, NULL), "order_id"))
            return 1;
    return 0;
}

static int make_source(const struct fs_history_tick *tick, struct fs_tick_source *source)
{
    int type = fs_history_tick_type(tick->history);
    const struct fs_history_symbol *symbol = type < 0 ? NULL : fs_history_find(tick->history, tick->symbol);
    struct cursor *cursor = symbol ? malloc(sizeof *cursor) : NULL;
    if (!cursor)
        return symbol ? fs_error_nomem() : -1;
    *cursor = (struct cursor){tick->history, symbol, 0};
    *source = (struct fs_tick_source){type, symbol->name, next_part, free, cursor};
    return 0;
}

struct fs_ticks *fs_history_ticks(const struct fs_history_tick *list, int count,
                                  const struct fs_ticks_options *options)
{
    struct fs_tick_source *sources = calloc((size_t)count + 1, sizeof *sources);
    struct fs_ticks *ticks = NULL;
    int made = 0;
    if (!sources) {
        fs_error_nomem();
        return NULL;
    }
    while (made < count && make_source(&list[made], &sources[made]) == 0)
        made++;
    if (made == count) {
        ticks = fs_ticks_new(sources, count, options);
    } else {
        while (made)
            free(sources[--made].context);
    }
    free(sources);
    return ticks;
}
