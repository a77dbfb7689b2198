#include "frame/number.h"
#include "store/rows.h"
#include "store/table.h"

#include <math.h>
#include <string.h>

static int bad_value(struct table *table, const struct fs_column *column, int64_t row, const char *reason)
{
    char text[64];
    if (fs_column_is_null(column, row))
        text[0] = '\0';
    else
        rows_text(column, row, text);
    return table_add_bad(table, row, column->name, text, reason);
}

/* NULL, or why a price is none. */
static const char *price_fault(const struct table *table, double price)
{
    if (isnan(price))
        return "the price is missing or NaN; expected a number";
    if (isinf(price))
        return "the price is infinite";
    if (price <= 0 && !table->options->negative_prices)
        return price < 0 ? "the price is negative (--negative-prices allows that)"
                         : "the price is zero (--negative-prices allows that)";
    return NULL;
}

static int check_prices(struct table *table, const char *const *names, const char *size)
{
    for (; *names; names++) {
        const struct fs_column *column = fs_frame_find(table->frame, *names);
        const double *values = column && column->type == FS_F64 ? column->data : NULL;
        for (int64_t i = 0; values && i < column->length; i++) {
            const char *reason = values[i] > 0 && values[i] <= 1.7e308 ? NULL : price_fault(table, values[i]);
            if (reason && bad_value(table, column, i, reason) != 0)
                return -1;
        }
    }
    const struct fs_column *column = size ? fs_frame_find(table->frame, size) : NULL;
    const double *values = column && column->type == FS_F64 ? column->data : NULL;
    for (int64_t i = 0; values && i < column->length; i++)
        if ((values[i] < 0 || isinf(values[i])) &&
            bad_value(table, column, i, "negative or infinite; expected 0 or more") != 0)
            return -1;
    return 0;
}

static int check_bars(struct table *table)
{
    static const char *const prices[] = {"open", "high", "low", "close", NULL};
    if (check_prices(table, prices, "volume") != 0)
        return -1;
    const double *v[4];
    const struct fs_column *columns[4];
    for (int k = 0; k < 4; k++) {
        columns[k] = fs_frame_find(table->frame, prices[k]);
        v[k] = columns[k]->data;
    }
    for (int64_t i = 0; i < fs_frame_rows(table->frame); i++) {
        double o = v[0][i], h = v[1][i], l = v[2][i], c = v[3][i];
        int fault = h < l ? 1 : o < l || o > h ? 0 : c < l || c > h ? 3 : -1;
        if (__builtin_expect(fault < 0, 1))
            continue;
        static const char *const reasons[] = {"the open lies outside low to high",
                                              "the high is below the low", "",
                                              "the close lies outside low to high"};
        if (bad_value(table, columns[fault], i, reasons[fault]) != 0)
            return -1;
    }
    return 0;
}

static int check_quotes(struct table *table)
{
    static const char *const prices[] = {"bid", "ask", NULL};
    if (check_prices(table, prices, "bid_size") != 0)
        return -1;
    const struct fs_column *bid = fs_frame_find(table->frame, "bid"),
                           *ask = fs_frame_find(table->frame, "ask");
    for (int64_t i = 0; i < bid->length; i++)
        if (((const double *)bid->data)[i] > ((const double *)ask->data)[i] &&
            bad_value(table, bid, i, "the bid is above the ask") != 0)
            return -1;
    return 0;
}

/* Columns that may not be missing in any row: time and symbol, where there are such. */
static int check_present(struct table *table)
{
    static const char *const names[] = {"time", "symbol"};
    for (int k = 0; k < 2; k++) {
        const struct fs_column *column =
            table->kind == FS_KIND_TABLE && k ? NULL : fs_frame_find(table->frame, names[k]);
        for (int64_t i = 0; column && column->validity && i < column->length; i++)
            if (fs_column_is_null(column, i) &&
                bad_value(table, column, i, k ? "the symbol is missing" : "the time is missing") != 0)
                return -1;
    }
    return 0;
}

int table_check(struct table *table)
{
    static const char *const price[] = {"price", NULL};
    if (check_present(table) != 0)
        return -1;
    switch (table->kind) {
    case FS_KIND_BARS:
        return check_bars(table);
    case FS_KIND_QUOTES:
        return check_quotes(table);
    case FS_KIND_TRADES:
    case FS_KIND_BOOK:
        return check_prices(table, price, "qty");
    default:
        return 0;
    }
}
