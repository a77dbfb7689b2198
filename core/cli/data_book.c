#include "cli/data_book.h"

#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "market/orders_book.h"
#include "store/history_ticks.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A book of either sort, and what was seen while it was built. */
struct view {
    struct fs_depth *depth;
    struct fs_orders_book *orders; /* NULL: a book by levels */
    struct fs_level *levels[2];    /* bids, asks: the best ones */
    int count[2];
    int64_t events, refused;
    int64_t last; /* time of the last change; FS_TIME_NONE: there was none */
};

static const struct fs_history_symbol *choose_symbol(const struct fs_args *args,
                                                     const struct fs_history *history)
{
    int given = fs_args_list_count(args, "symbol");
    if (given == 1)
        return fs_history_find(history, fs_args_list(args, "symbol", 0));
    if (!given && fs_history_symbols(history) == 1)
        return fs_history_symbol(history, 0);
    if (given)
        fs_error_set(FS_E_USAGE, "a book is of one symbol; --symbol was given %d times", given);
    else
        fs_error_set(FS_E_USAGE, "dataset '%s' has %d symbols; say which with --symbol",
                     fs_history_name(history), fs_history_symbols(history));
    return NULL;
}

/* --at: a time or a date; a date means its end. Without it the end of the data. */
static int choose_time(const struct fs_args *args, const struct fs_history *history, int64_t *at)
{
    const char *text = fs_args_text(args, "at"), *name = fs_history_zone(history);
    const struct fs_zone *zone = name ? fs_zone_find(name) : NULL;
    int64_t day, next;
    *at = INT64_MAX;
    if (!text)
        return 0;
    if (name && !zone)
        return -1;
    if (fs_time_parse_date(text, strlen(text), &day) == 0) {
        if (!zone)
            next = (day + 1) * FS_NS_PER_DAY;
        else if (fs_zone_to_utc(zone, (day + 1) * FS_NS_PER_DAY, FS_ZONE_FIRST, &next) != 0)
            return -1;
        *at = next - 1;
        return 0;
    }
    if (fs_time_parse(text, strlen(text), zone, at) != 0)
        return fs_error_wrap(FS_E_USAGE, "option '--at' is '%s'", text);
    return 0;
}

static int build(struct view *view, const struct fs_history *history, const char *symbol, int64_t at)
{
    struct fs_history_tick one = {history, symbol};
    struct fs_ticks_options options = {.order = FS_TICKS_EXCHANGE, .from = INT64_MIN, .to = at};
    struct fs_ticks *ticks = fs_history_ticks(&one, 1, &options);
    const struct fs_event *events;
    int64_t count = ticks ? 1 : -1;
    view->last = FS_TIME_NONE;
    while (count > 0 && (count = fs_ticks_next(ticks, &events)) > 0) {
        view->refused += view->orders ? fs_orders_book_apply_all(view->orders, events, count)
                                      : fs_depth_apply_all(view->depth, events, count);
        view->events += count;
        view->last = events[count - 1].ts;
    }
    fs_ticks_free(ticks);
    return count < 0 ? -1 : 0;
}

static int take_levels(struct view *view, int most)
{
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        if (!(view->levels[side - 1] = malloc((size_t)most * sizeof **view->levels)))
            return fs_error_nomem();
        view->count[side - 1] = view->orders
                                    ? fs_orders_book_levels(view->orders, side, view->levels[side - 1], most)
                                    : fs_depth_levels(view->depth, side, view->levels[side - 1], most);
    }
    return 0;
}

static json_t *level_json(const struct view *view, int side)
{
    json_t *list = json_array();
    for (int i = 0; i < view->count[side]; i++) {
        const struct fs_level *level = &view->levels[side][i];
        json_t *item = json_pack("{s:f, s:f}", "price", fs_decimal_to_double(level->price, FS_SCALE_EXP),
                                 "qty", fs_decimal_to_double(level->qty, FS_SCALE_EXP));
        if (view->orders)
            json_object_set_new(item, "orders", json_integer(level->orders));
        json_array_append_new(list, item);
    }
    return list;
}

static void print_json(const struct view *view, const char *dataset, const char *symbol, int64_t at,
                       const char *state)
{
    char asked[FS_TIME_TEXT], last[FS_TIME_TEXT];
    fs_time_format(at, asked, sizeof asked);
    fs_time_format(view->last, last, sizeof last);
    json_t *out = json_pack("{s:s, s:s, s:s?, s:s?, s:s, s:I, s:I, s:o, s:o}", "dataset", dataset, "symbol",
                            symbol, "at", at == INT64_MAX ? NULL : asked, "last_change",
                            view->last == FS_TIME_NONE ? NULL : last, "state", state, "events",
                            (json_int_t)view->events, "refused", (json_int_t)view->refused, "bids",
                            level_json(view, 0), "asks", level_json(view, 1));
    json_dumpf(out, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    putchar('\n');
    json_decref(out);
}

static void put_level(struct fs_table *table, const struct view *view, int side, int i)
{
    const struct fs_level *level = i < view->count[side] ? &view->levels[side][i] : NULL;
    char price[FS_DECIMAL_TEXT] = "", qty[FS_DECIMAL_TEXT] = "", orders[24] = "";
    if (level) {
        fs_decimal_format(level->price, FS_SCALE_EXP, price, sizeof price);
        fs_decimal_format(level->qty, FS_SCALE_EXP, qty, sizeof qty);
        snprintf(orders, sizeof orders, "%" PRId64, level->orders);
    }
    const char *cells[] = {orders, qty, price};
    int count = view->orders ? 3 : 2;
    for (int k = 0; k < count; k++)
        fs_table_cell(table, "%s", side ? cells[2 - k] : cells[3 - count + k]);
}

/* Bids to the left, asks to the right, prices in the middle. */
static void print_text(const struct view *view, const char *symbol, const char *state)
{
    static const char *const of_levels[] = {"qty", "bid", "ask", "qty", NULL}, *const of_orders[] = {
                                                                                   "orders", "qty", "bid",
                                                                                   "ask",    "qty", "orders",
                                                                                   NULL};
    char last[FS_TIME_TEXT];
    fs_time_format(view->last, last, sizeof last);
    printf("%s: %s, %lld change%s%s%s\n", symbol, state, (long long)view->events,
           view->events == 1 ? "" : "s", view->events ? ", the last at " : "", last);
    if (view->refused)
        printf("%lld change%s could not be applied (finsmart data check tells which)\n",
               (long long)view->refused, view->refused == 1 ? "" : "s");
    int rows = view->count[0] > view->count[1] ? view->count[0] : view->count[1];
    struct fs_table *table =
        fs_table_new(view->orders ? of_orders : of_levels, view->orders ? "rrrrrr" : "rrrr");
    for (int i = 0; table && i < rows; i++) {
        put_level(table, view, 0, i);
        put_level(table, view, 1, i);
    }
    if (table && rows)
        fs_table_print(table, stdout);
    fs_table_free(table);
}

int data_book(const struct fs_args *args, const struct fs_history *history)
{
    struct view view = {0};
    int64_t at;
    if (fs_history_kind(history) != FS_KIND_BOOK) {
        fs_error_set(FS_E_UNSUPPORTED, "dataset '%s' is of kind %s; expected book", fs_history_name(history),
                     fs_kind_name(fs_history_kind(history)));
        return fs_error_hint(
            "a book is built from its changes: finsmart import FILE --dataset NAME --kind book");
    }
    const struct fs_history_symbol *symbol = choose_symbol(args, history);
    if (!symbol || choose_time(args, history, &at) != 0)
        return -1;
    view.orders = fs_history_has_orders(history) ? fs_orders_book_new(0) : NULL;
    view.depth = fs_history_has_orders(history) ? NULL : fs_depth_new(0);
    int result = view.orders || view.depth ? build(&view, history, symbol->name, at) : -1;
    if (result == 0)
        result = take_levels(&view, (int)fs_args_int(args, "depth"));
    const char *state = result ? ""
                               : fs_book_state_name(view.orders ? fs_orders_book_state(view.orders)
                                                                : fs_depth_state(view.depth));
    if (result == 0 && fs_args_flag(args, "json"))
        print_json(&view, fs_history_name(history), symbol->name, at, state);
    else if (result == 0)
        print_text(&view, symbol->name, state);
    free(view.levels[0]);
    free(view.levels[1]);
    fs_orders_book_free(view.orders);
    fs_depth_free(view.depth);
    return result;
}
