/*
 * The checks of trades, quotes and changes of books; docs/ticks.md tells them.
 */
#include "base/error.h"
#include "market/tick_words.h"
#include "store/rows.h"
#include "store/table.h"

#include <finsmart/event.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this a mantissa does not fit: 2^63 / 10^8, rounded down. */
static const double LARGEST = 92233720368.0;
enum { REPEATS = 16 }; /* rows of one time before one that it may repeat */

static const double *numbers(const struct table *table, const char *name)
{
    const struct fs_column *column = fs_frame_find(table->frame, name);
    return column && column->type == FS_F64 ? column->data : NULL;
}

static int bad_number(struct table *table, const char *name, int64_t row, const char *reason)
{
    return table_bad_value(table, fs_frame_find(table->frame, name), row, reason);
}

/* NULL, or why a quantity is none; NaN is none that is given. */
static const char *quantity_fault(double qty)
{
    return qty < 0         ? "negative; expected 0 or more"
           : qty > LARGEST ? "too large; expected at most 92233720368"
                           : NULL;
}

static const char *price_fault(const struct table *table, double price)
{
    const char *fault = table_price_fault(table, price);
    return fault ? fault : fabs(price) > LARGEST ? "too large; expected at most 92233720368" : NULL;
}

static int check_size(struct table *table, const char *name)
{
    const double *qty = numbers(table, name);
    for (int64_t i = 0; qty && i < fs_frame_rows(table->frame); i++) {
        const char *fault = quantity_fault(qty[i]);
        if (fault && bad_number(table, name, i, fault) != 0)
            return -1;
    }
    return 0;
}

static int check_trades(struct table *table)
{
    const double *price = numbers(table, "price");
    for (int64_t i = 0; i < fs_frame_rows(table->frame); i++) {
        const char *fault = price_fault(table, price[i]);
        if (fault && bad_number(table, "price", i, fault) != 0)
            return -1;
    }
    return check_size(table, "qty");
}

/* A side of a quote may be empty: no price, and a size that says so. */
static int check_quote_side(struct table *table, const char *price_name, const char *size_name)
{
    const double *price = numbers(table, price_name), *size = numbers(table, size_name);
    for (int64_t i = 0; i < fs_frame_rows(table->frame); i++) {
        int empty = isnan(price[i]) && size && !(size[i] > 0);
        const char *fault = empty ? NULL : price_fault(table, price[i]);
        if (fault && bad_number(table, price_name, i, fault) != 0)
            return -1;
    }
    return check_size(table, size_name);
}

static int check_quotes(struct table *table)
{
    if (check_quote_side(table, "bid", "bid_size") != 0 || check_quote_side(table, "ask", "ask_size") != 0)
        return -1;
    const double *bid = numbers(table, "bid"), *ask = numbers(table, "ask");
    for (int64_t i = 0; i < fs_frame_rows(table->frame); i++)
        if (bid[i] > ask[i] && bad_number(table, "bid", i, "the bid is above the ask") != 0)
            return -1;
    return 0;
}

/* What a text column's row means; 0 where it is missing, or there is no such column. */
static int meaning_at(const struct fs_column *column, int64_t row, int (*meaning)(const char *))
{
    if (!column || fs_column_is_null(column, row))
        return 0;
    return meaning(fs_dict_get(column->dict, ((const int32_t *)column->data)[row], NULL));
}

static int check_book(struct table *table)
{
    const struct fs_column *action = fs_frame_find(table->frame, "action"),
                           *side = fs_frame_find(table->frame, "side"),
                           *order = fs_frame_find(table->frame, "order_id");
    const double *price = numbers(table, "price"), *qty = numbers(table, "qty");
    for (int64_t i = 0; i < fs_frame_rows(table->frame); i++) {
        int what = meaning_at(action, i, fs_tick_action), result = 0;
        what = what ? what : FS_BOOK_ADD;
        int puts = what == FS_BOOK_ADD || what == FS_BOOK_CHANGE,
            takes = what == FS_BOOK_CANCEL || what == FS_BOOK_EXECUTE;
        const char *fault = puts || !isnan(price[i]) ? price_fault(table, price[i]) : NULL;
        if (fault)
            result = bad_number(table, "price", i, fault);
        else if ((fault = quantity_fault(qty[i])) || ((puts || what == FS_BOOK_EXECUTE) && isnan(qty[i])) ||
                 (takes && qty[i] == 0))
            result = bad_number(table, "qty", i, fault ? fault : "expected a quantity");
        else if (!meaning_at(side, i, fs_tick_side) && what != FS_BOOK_CLEAR)
            result = table_bad_value(table, side, i, "expected buy or sell");
        else if (takes && !order)
            result = table_bad_value(table, action, i,
                                     "levels are set, changed, deleted or cleared; orders have an order_id");
        else if (order && what != FS_BOOK_CLEAR &&
                 (fs_column_is_null(order, i) || ((const int64_t *)order->data)[i] == 0))
            result = table_bad_value(table, order, i, "the order's id is missing");
        if (result != 0)
            return -1;
    }
    return 0;
}

/* The frame with `column` in place of the one of that name. Takes over its references, also when it fails. */
static int replace_column(struct table *table, const struct fs_column *column)
{
    struct fs_frame *out = fs_frame_new();
    int result = out ? 0 : -1, taken = 0;
    for (int k = 0; k < fs_frame_columns(table->frame) && result == 0; k++) {
        const struct fs_column *old = fs_frame_column(table->frame, k);
        taken |= strcmp(old->name, column->name) == 0;
        result = strcmp(old->name, column->name) == 0 ? fs_frame_add(out, column)
                                                      : fs_frame_add_shared(out, old, NULL);
    }
    if (!taken) {
        fs_buffer_unref(column->owner);
        fs_buffer_unref(column->validity_owner);
        fs_dict_unref(column->dict);
    }
    if (result != 0) {
        fs_frame_unref(out);
        return -1;
    }
    fs_frame_unref(table->frame);
    table->frame = out;
    return 0;
}

/* A row's code, NONE for nothing, STRANGE for a word that we do not know. */
enum { NONE = -1, STRANGE = -2 };

/* What each text of a dictionary becomes in `words`; free() it. */
static int32_t *translate(const struct fs_dict *from, struct fs_dict *words, int (*meaning)(const char *),
                          const char *(*name)(int))
{
    int32_t count = fs_dict_count(from), *codes = malloc(((size_t)count + 1) * sizeof *codes);
    for (int32_t i = 0; codes && i < count; i++) {
        int what = meaning(fs_dict_get(from, i, NULL));
        const char *word = what > 0 ? name(what) : "";
        codes[i] = what < 0 ? STRANGE : what == 0 ? NONE : fs_dict_put(words, word, strlen(word));
        if (what > 0 && codes[i] < 0) {
            free(codes);
            return NULL;
        }
    }
    if (!codes)
        fs_error_nomem();
    return codes;
}

/* Writes a text column in our words; others are bad rows. */
static int in_our_words(struct table *table, const char *column_name, int (*meaning)(const char *),
                        const char *(*name)(int), const char *expected)
{
    const struct fs_column *column = fs_frame_find(table->frame, column_name);
    if (!column)
        return 0;
    int64_t rows = column->length, nulls = 0;
    struct fs_dict *words = fs_dict_new();
    int32_t *codes = words ? translate(column->dict, words, meaning, name) : NULL;
    struct fs_buffer *data = codes ? fs_buffer_new((size_t)rows * sizeof(int32_t)) : NULL,
                     *bits = data ? fs_buffer_new((size_t)rows / 8 + 1) : NULL;
    int32_t *to = bits ? fs_buffer_data(data) : NULL;
    int result = bits ? 0 : -1;
    if (bits)
        memset(fs_buffer_data(bits), 0xff, (size_t)rows / 8 + 1);
    for (int64_t i = 0; i < rows && result == 0; i++) {
        int32_t code = fs_column_is_null(column, i) ? NONE : codes[((const int32_t *)column->data)[i]];
        if (code == STRANGE)
            result = table_bad_value(table, column, i, expected);
        if (code < 0) {
            ((uint8_t *)fs_buffer_data(bits))[i / 8] &= (uint8_t) ~(1u << (i % 8));
            nulls++;
        }
        to[i] = code < 0 ? 0 : code;
    }
    if (result == 0 && !fs_dict_count(words) && nulls) /* a code needs a text, also of a row that has none */
        result = fs_dict_put(words, "", 0) < 0 ? -1 : 0;
    if (result == 0) {
        struct fs_column ours = {.name = column_name,
                                 .type = FS_STRING,
                                 .length = rows,
                                 .data = to,
                                 .validity = nulls ? fs_buffer_data(bits) : NULL,
                                 .null_count = nulls,
                                 .dict = words,
                                 .owner = data,
                                 .validity_owner = nulls ? fs_buffer_ref(bits) : NULL};
        words = NULL; /* taken, whatever becomes of it */
        data = NULL;
        result = replace_column(table, &ours);
    }
    free(codes);
    fs_buffer_unref(bits);
    fs_buffer_unref(data);
    fs_dict_unref(words);
    return result;
}

int table_check_ticks(struct table *table)
{
    if (in_our_words(table, "side", fs_tick_side, fs_tick_side_name, "expected buy or sell") != 0)
        return -1;
    if (table->kind == FS_KIND_TRADES)
        return check_trades(table);
    if (table->kind == FS_KIND_QUOTES)
        return check_quotes(table);
    if (in_our_words(table, "action", fs_tick_action, fs_tick_action_name,
                     "expected add, change, delete, clear, cancel or execute") != 0)
        return -1;
    return check_book(table);
}

/* Does a row say which message it is of? Others may be equal and are two all the same. */
static int has_identity(const struct fs_frame *frame, int64_t row)
{
    static const char *const names[] = {"trade_id", "seq"};
    for (int k = 0; k < 2; k++) {
        const struct fs_column *column = fs_frame_find(frame, names[k]);
        if (column && !fs_column_is_null(column, row))
            return 1;
    }
    return 0;
}

/* Drops rows that are equal to one of the last few of the same time. */
static int drop_repeats(struct table *table, const char *symbol, struct row_ref *rows, int64_t *count)
{
    const struct fs_frame *frame = table->frame;
    const int64_t *times = fs_frame_find(frame, "time")->data;
    int64_t kept = 0;
    if (!fs_frame_find(frame, "trade_id") && !fs_frame_find(frame, "seq"))
        return 0;
    for (int64_t i = 0; i < *count; i++) {
        int64_t row = rows[i].row, same = -1;
        for (int64_t k = kept - 1;
             k >= 0 && k >= kept - REPEATS && times[rows[k].row] == times[row] && same < 0; k--)
            if (rows_difference(frame, rows[k].row, frame, row) < 0 && has_identity(frame, row))
                same = rows[k].row;
        if (same < 0) {
            rows[kept++] = rows[i];
            continue;
        }
        char text[64];
        rows_text(fs_frame_find(frame, "time"), row, text);
        if (table->options->on_error == FS_ON_ERROR_FAIL) {
            fs_error_set(FS_E_INPUT,
                         "%s:%lld: field 'time': %s: the same row again for %s; the first is on line %lld",
                         table->path, (long long)table_line(table, row), text, symbol,
                         (long long)table_line(table, same));
            return fs_error_hint("remove one of them, or keep the first with --on-error report");
        }
        if (table_add_bad(table, row, "time", text, "the same row again") != 0)
            return -1;
    }
    *count = kept;
    return 0;
}

int table_note_ticks(struct table *table, const char *symbol, struct row_ref *rows, int64_t *count,
                     struct fs_import_result *result)
{
    if (drop_repeats(table, symbol, rows, count) != 0)
        return -1;
    const struct fs_column *seq = fs_frame_find(table->frame, "seq"),
                           *recv = fs_frame_find(table->frame, "recv_time");
    const double *bid = table->kind == FS_KIND_QUOTES ? numbers(table, "bid") : NULL,
                 *ask = bid ? numbers(table, "ask") : NULL;
    for (int64_t i = 0; i < *count; i++) {
        int64_t row = rows[i].row, before = i ? rows[i - 1].row : row;
        if (seq && !fs_column_is_null(seq, row) && !fs_column_is_null(seq, before)) {
            int64_t now = ((const int64_t *)seq->data)[row], last = ((const int64_t *)seq->data)[before],
                    step;
            result->missing += !__builtin_sub_overflow(now, last, &step) && step > 1 ? step - 1 : 0;
        }
        if (recv && !fs_column_is_null(recv, row) && !fs_column_is_null(recv, before))
            result->steps_back += ((const int64_t *)recv->data)[row] < ((const int64_t *)recv->data)[before];
        result->locked += bid && bid[row] == ask[row];
    }
    return 0;
}
