#include "cli/data_instruments.h"

#include "base/calendar.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "market/instrument_file.h"
#include "store/history_instruments.h"

#include <stdio.h>
#include <string.h>

/* A number of an instrument, "" where it has none. */
static const char *number(int64_t mantissa, char text[FS_DECIMAL_TEXT])
{
    *text = '\0';
    if (mantissa)
        fs_decimal_format(mantissa, 8, text, FS_DECIMAL_TEXT);
    return text;
}

/* "13200", or "5%". */
static const char *margin(const struct fs_instrument *i, int64_t value, char text[FS_DECIMAL_TEXT + 1])
{
    if (!fs_instrument_margined(i))
        return "";
    fs_decimal_format(value, i->margin_rate ? 6 : 8, text, FS_DECIMAL_TEXT);
    return i->margin_rate ? strcat(text, "%") : text;
}

/* "3%" a year, where it has one of its own. */
static const char *borrow(const struct fs_instrument *i, char text[FS_DECIMAL_TEXT + 1])
{
    *text = '\0';
    if (i->borrow_rate) {
        fs_decimal_format(i->borrow_rate, 6, text, FS_DECIMAL_TEXT);
        strcat(text, "%");
    }
    return text;
}

static const char *expiry(const struct fs_instrument *i, char text[FS_TIME_TEXT])
{
    *text = '\0';
    if (i->expiry != INT64_MAX)
        fs_time_format(i->expiry, text, FS_TIME_TEXT);
    return text;
}

/* NULL where there is none; *failed where it can't be read. */
static struct fs_instruments *read_them(const struct fs_history *history, int *failed)
{
    const char *path = fs_history_instruments(history);
    struct fs_instruments *all = path ? fs_instruments_read(path) : NULL;
    *failed = path && !all;
    return all;
}

int data_print_instruments(const struct fs_history *history)
{
    static const char *const headers[] = {"instrument", "kind",     "currency",   "base",    "root",
                                          "lot",        "tick",     "multiplier", "initial", "maintenance",
                                          "expiry",     "calendar", "borrow",     NULL};
    int failed;
    struct fs_instruments *all = read_them(history, &failed);
    if (!all)
        return failed ? -1 : 0;
    struct fs_table *table = fs_table_new(headers, "lllllrrrrrllr");
    for (int k = 0; table && k < fs_instruments_count(all); k++) {
        const struct fs_instrument *i = fs_instruments_at(all, k);
        char text[FS_DECIMAL_TEXT + 1], time[FS_TIME_TEXT];
        fs_table_cell(table, "%s", i->symbol);
        fs_table_cell(table, "%s", fs_instrument_kind_name(i->kind));
        fs_table_cell(table, "%s", i->currency ? i->currency : "");
        fs_table_cell(table, "%s", i->base ? i->base : "");
        fs_table_cell(table, "%s", i->root ? i->root : "");
        fs_table_cell(table, "%s", number(i->lot, text));
        fs_table_cell(table, "%s", number(i->tick, text));
        fs_table_cell(table, "%s", number(i->multiplier, text));
        fs_table_cell(table, "%s", margin(i, i->initial_margin, text));
        fs_table_cell(table, "%s", margin(i, i->maintenance_margin, text));
        fs_table_cell(table, "%s", expiry(i, time));
        fs_table_cell(table, "%s", i->calendar ? fs_calendar_name(i->calendar) : "");
        fs_table_cell(table, "%s", borrow(i, text));
    }
    putchar('\n');
    if (table)
        fs_table_print(table, stdout);
    fs_table_free(table);
    fs_instruments_free(all);
    return 0;
}

/* Numbers are texts: they are exact. What is not there is null. */
static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

json_t *data_instruments_json(const struct fs_history *history)
{
    int failed;
    struct fs_instruments *all = read_them(history, &failed);
    json_t *list = failed ? NULL : json_array();
    for (int k = 0; all && k < fs_instruments_count(all); k++) {
        const struct fs_instrument *i = fs_instruments_at(all, k);
        char text[FS_DECIMAL_TEXT + 1], time[FS_TIME_TEXT];
        json_t *one = json_pack("{s:s, s:s}", "symbol", i->symbol, "kind", fs_instrument_kind_name(i->kind));
        json_object_set_new(one, "currency", text_or_null(i->currency));
        json_object_set_new(one, "base", text_or_null(i->base));
        json_object_set_new(one, "root", text_or_null(i->root));
        json_object_set_new(one, "lot", text_or_null(number(i->lot, text)));
        json_object_set_new(one, "tick", text_or_null(number(i->tick, text)));
        json_object_set_new(one, "min_notional", text_or_null(number(i->min_notional, text)));
        json_object_set_new(one, "multiplier", text_or_null(number(i->multiplier, text)));
        json_object_set_new(one, "initial_margin", text_or_null(margin(i, i->initial_margin, text)));
        json_object_set_new(one, "maintenance_margin", text_or_null(margin(i, i->maintenance_margin, text)));
        json_object_set_new(one, "expiry", text_or_null(expiry(i, time)));
        json_object_set_new(one, "calendar",
                            text_or_null(i->calendar ? fs_calendar_name(i->calendar) : NULL));
        json_object_set_new(one, "borrow_rate", text_or_null(borrow(i, text)));
        json_array_append_new(list, one);
    }
    fs_instruments_free(all);
    return list;
}
