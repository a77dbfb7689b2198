#include "frame/number.h"
#include "store/rows.h"
#include "store/table.h"

#include <math.h>
#include <string.h>

int table_bad_value(struct table *table, const struct fs_column *column, int64_t row, const char *reason)
{
    char text[64];
    if (fs_column_is_null(column, row))
        text[0] = '\0';
    else
        rows_text(column, row, text);
    return table_add_bad(table, row, column->name, text, reason);
}

const char *table_price_fault(const struct table *table, double price)
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
            const char *reason =
                values[i] > 0 && values[i] <= 1.7e308 ? NULL : table_price_fault(table, values[i]);
            if (reason && table_bad_value(table, column, i, reason) != 0)
                return -1;
        }
    }
    const struct fs_column *column = size ? fs_frame_find(table->frame, size) : NULL;
    const double *values = column && column->type == FS_F64 ? column->data : NULL;
    for (int64_t i = 0; values && i < column->length; i++)
        if ((values[i] < 0 || isinf(values[i])) &&
            table_bad_value(table, column, i, "negative or infinite; expected 0 or more") != 0)
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
        if (table_bad_value(table, columns[fault], i, reasons[fault]) != 0)
            return -1;
    }
    return 0;
}

/* What each kind of transaction needs besides a currency; scripts/lib/book.lua tells what they mean. */
static const struct transaction {
    const char *kind;
    int trade;  /* a symbol, a qty and a price above 0 */
    int amount; /* 1: an amount above 0; 2: of any sign */
    int symbol, price;
} transactions[] = {
    {"buy", 1, 0, 1, 1},      {"sell", 1, 0, 1, 1},    {"dividend", 0, 1, 1, 0},   {"fee", 0, 1, 0, 0},
    {"interest", 0, 1, 0, 0}, {"deposit", 0, 1, 0, 0}, {"withdrawal", 0, 1, 0, 0}, {"fx", 0, 2, 0, 1},
};

/* A number of a row; NaN where there is none. */
static double number_at(const struct fs_column *column, int64_t row)
{
    return column && column->type == FS_F64 && !fs_column_is_null(column, row)
               ? ((const double *)column->data)[row]
               : NAN;
}

static int bad_field(struct table *table, const char *name, int64_t row, const char *reason)
{
    const struct fs_column *column = fs_frame_find(table->frame, name);
    return column ? table_bad_value(table, column, row, reason) : table_add_bad(table, row, name, "", reason);
}

/* Transactions that say their kind are those of a portfolio. */
static int check_transactions(struct table *table)
{
    const struct fs_column *kind = fs_frame_find(table->frame, "kind"),
                           *qty = fs_frame_find(table->frame, "qty"),
                           *price = fs_frame_find(table->frame, "price"),
                           *amount = fs_frame_find(table->frame, "amount"),
                           *fees = fs_frame_find(table->frame, "fees"),
                           *currency = fs_frame_find(table->frame, "currency"),
                           *symbol = fs_frame_find(table->frame, "symbol");
    for (int64_t i = 0; kind && i < kind->length; i++) {
        const char *text = kind->type == FS_STRING && !fs_column_is_null(kind, i)
                               ? fs_dict_get(kind->dict, ((const int32_t *)kind->data)[i], NULL)
                               : NULL;
        const struct transaction *t = transactions, *end = t + sizeof transactions / sizeof *transactions;
        while (t < end && (!text || strcmp(t->kind, text)))
            t++;
        const char *field = NULL, *reason = "expected a number above 0";
        double given = number_at(amount, i), cost = number_at(fees, i);
        if (t == end) {
            field = "kind";
            reason = "expected buy, sell, dividend, fee, interest, deposit, withdrawal or fx";
        } else if (!currency || currency->type != FS_STRING || fs_column_is_null(currency, i) ||
                   !*fs_dict_get(currency->dict, ((const int32_t *)currency->data)[i], NULL)) {
            field = "currency";
            reason = "expected a currency such as USD";
        } else if (t->symbol && (!symbol || fs_column_is_null(symbol, i))) {
            field = "symbol";
            reason = "the symbol is missing";
        } else if (t->trade && !(number_at(qty, i) > 0 && !isinf(number_at(qty, i)))) {
            field = "qty";
        } else if (t->price && !(number_at(price, i) > 0 && !isinf(number_at(price, i)))) {
            field = "price";
        } else if (t->amount == 1 && !(given > 0 && !isinf(given))) {
            field = "amount";
        } else if (t->amount == 2 && !isfinite(given)) {
            field = "amount";
            reason = "expected a number";
        } else if (cost < 0 || isinf(cost)) {
            field = "fees";
            reason = "expected a number of at least 0";
        }
        if (field && bad_field(table, field, i, reason) != 0)
            return -1;
    }
    return 0;
}

/* What is held: any finite quantity, at a price that is none below 0. */
static int check_positions(struct table *table)
{
    const struct fs_column *qty = fs_frame_find(table->frame, "qty"),
                           *price = fs_frame_find(table->frame, "price");
    for (int64_t i = 0; i < qty->length; i++)
        if (!isfinite(number_at(qty, i)) && table_bad_value(table, qty, i, "expected a number") != 0)
            return -1;
    for (int64_t i = 0; price && i < price->length; i++) {
        double value = number_at(price, i);
        if ((value < 0 || isinf(value)) &&
            table_bad_value(table, price, i, "negative or infinite; expected 0 or more") != 0)
            return -1;
    }
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
                table_bad_value(table, column, i, k ? "the symbol is missing" : "the time is missing") != 0)
                return -1;
    }
    return 0;
}

int table_check(struct table *table)
{
    if (check_present(table) != 0)
        return -1;
    switch (table->kind) {
    case FS_KIND_BARS:
        return check_bars(table);
    case FS_KIND_TRADES:
    case FS_KIND_QUOTES:
    case FS_KIND_BOOK:
        return table_check_ticks(table);
    case FS_KIND_POSITIONS:
        return check_positions(table);
    case FS_KIND_TRANSACTIONS:
        return check_transactions(table);
    default:
        return 0;
    }
}
