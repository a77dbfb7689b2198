#include "market/tick_columns.h"

#include "base/error.h"
#include "base/time.h"
#include "market/mantissa.h"
#include "market/tick_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN_WORD = 255 };

static int find(struct tick_columns *c, const struct fs_frame *frame, const char *name, int type, int must,
                struct tick_column *out)
{
    const struct fs_column *column = fs_frame_find(frame, name);
    *out = (struct tick_column){0};
    if (!column)
        return must ? fs_error_set(FS_E_INPUT, "%s: ticks without a column '%s'", c->name, name) : 0;
    if (column->type != type)
        return fs_error_set(FS_E_INPUT, "%s: column '%s' holds %s; expected %s", c->name, name,
                            fs_type_name(column->type), fs_type_name(type));
    *out = (struct tick_column){column, column->data};
    return 0;
}

/* What each text of a column means, by its code. */
static int bind_words(struct tick_columns *c, const struct tick_column *column, int which,
                      int (*meaning)(const char *))
{
    if (!column->column)
        return 0;
    int32_t count = fs_dict_count(column->column->dict);
    if (!(c->words[which] = malloc((size_t)count + 1)))
        return fs_error_nomem();
    for (int32_t i = 0; i < count; i++) {
        int value = meaning(fs_dict_get(column->column->dict, i, NULL));
        c->words[which][i] = value < 0 ? UNKNOWN_WORD : (uint8_t)value;
    }
    return 0;
}

static int bind_kind(struct tick_columns *c, const struct fs_frame *f)
{
    if (c->type == FS_EVENT_QUOTE)
        return find(c, f, "bid", FS_F64, 1, &c->bid) || find(c, f, "ask", FS_F64, 1, &c->ask) ||
               find(c, f, "bid_size", FS_F64, 0, &c->bid_size) ||
               find(c, f, "ask_size", FS_F64, 0, &c->ask_size);
    int book = c->type == FS_EVENT_BOOK;
    int failed = find(c, f, "price", FS_F64, 1, &c->price) || find(c, f, "qty", FS_F64, book, &c->qty) ||
                 find(c, f, "side", FS_STRING, book, &c->side);
    if (!failed && book)
        failed = find(c, f, "action", FS_STRING, 0, &c->action) ||
                 find(c, f, "order_id", FS_I64, 0, &c->order_id) ||
                 find(c, f, "level", FS_I64, 0, &c->level) ||
                 find(c, f, "snapshot", FS_BOOL, 0, &c->snapshot);
    const struct fs_column *id = fs_frame_find(f, "trade_id");
    if (!failed && !book && id && id->type == FS_I64) /* an id of letters stays in the dataset */
        c->trade_id = (struct tick_column){id, id->data};
    return failed || bind_words(c, &c->side, 0, fs_tick_side) || bind_words(c, &c->action, 1, fs_tick_action);
}

int tick_columns_bind(struct tick_columns *c, const struct fs_frame *frame, int type, uint32_t symbol,
                      const char *name)
{
    *c = (struct tick_columns){.type = type, .symbol = symbol, .name = name, .rows = fs_frame_rows(frame)};
    if (find(c, frame, "time", FS_TIME, 1, &c->times) ||
        find(c, frame, "recv_time", FS_TIME, 0, &c->recv_time) || find(c, frame, "seq", FS_I64, 0, &c->seq) ||
        bind_kind(c, frame)) {
        tick_columns_clear(c);
        return -1;
    }
    c->time = c->times.data;
    /* Opening looked at every code of these. */
    const struct tick_column *texts[] = {&c->side, &c->action};
    for (int i = 0; i < 2; i++)
        if (texts[i]->column)
            fs_buffer_done(texts[i]->column->owner, texts[i]->data, (size_t)c->rows * sizeof(int32_t));
    return 0;
}

void tick_columns_clear(struct tick_columns *c)
{
    free(c->words[0]);
    free(c->words[1]);
    *c = (struct tick_columns){0};
}

void tick_columns_done(const struct tick_columns *c, int64_t first, int64_t last)
{
    const struct tick_column *all[] = {&c->times,    &c->recv_time, &c->price,    &c->qty,   &c->bid,
                                       &c->ask,      &c->bid_size,  &c->ask_size, &c->side,  &c->action,
                                       &c->trade_id, &c->order_id,  &c->seq,      &c->level, &c->snapshot};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct fs_column *column = all[i]->column;
        if (!column)
            continue;
        size_t size = fs_type_size(column->type);
        fs_buffer_done(column->owner, (const char *)column->data + (size_t)first * size,
                       (size_t)(last - first) * size);
    }
}

/* Where a value of a row is wrong. */
static int fault(const struct tick_columns *c, const struct tick_column *column, int64_t row,
                 const char *what)
{
    char time[FS_TIME_TEXT];
    fs_time_format(c->time[row], time, sizeof time);
    fs_error_set(FS_E_INPUT, "%s: row %" PRId64 " (%s): %s: %s", c->name, row + 1, time, column->column->name,
                 what);
    return fs_error_hint("finsmart data check lists what is wrong with a dataset");
}

/* An i64 of a row; 0 where it is missing, or there is no such column. */
static inline int64_t whole(const struct tick_column *column, int64_t row)
{
    if (!column->data || (column->column->validity && fs_column_is_null(column->column, row)))
        return 0;
    return ((const int64_t *)column->data)[row];
}

/* Mantissas of a column's rows; all of them FS_MANTISSA_NONE where there is no such column. */
static int mantissas(const struct tick_columns *c, const struct tick_column *column, int64_t first,
                     int64_t count, int64_t out[TICK_BATCH])
{
    if (!column->data) {
        for (int64_t i = 0; i < count; i++)
            out[i] = FS_MANTISSA_NONE;
        return 0;
    }
    int64_t done = fs_mantissas((const double *)column->data + first, count, out);
    return done == count ? 0 : fault(c, column, first + done, "does not fit in 64 bits at 8 decimals");
}

/* What the text of a row means; 0 where it is missing or there is no such column. */
static inline unsigned word(const struct tick_columns *c, const struct tick_column *column, int which,
                            int64_t row)
{
    if (!column->data || (column->column->validity && fs_column_is_null(column->column, row)))
        return 0;
    return c->words[which][((const int32_t *)column->data)[row]];
}

static inline int64_t or_zero(int64_t mantissa)
{
    return mantissa == FS_MANTISSA_NONE ? 0 : mantissa;
}

static void read_heads(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    const int64_t *recv = c->recv_time.data;
    int whole_column = recv && !c->recv_time.column->validity;
    for (int64_t i = 0; i < count; i++) {
        out[i].ts = c->time[first + i];
        out[i].recv_ts = whole_column ? recv[first + i] : whole(&c->recv_time, first + i);
        out[i].symbol = c->symbol;
        out[i].type = (uint16_t)c->type;
        out[i].flags = 0;
    }
}

static int read_trades(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t price[TICK_BATCH], qty[TICK_BATCH];
    unsigned bad = 0;
    if (mantissas(c, &c->price, first, count, price) || mantissas(c, &c->qty, first, count, qty))
        return -1;
    for (int64_t i = 0; i < count; i++) {
        struct fs_event_trade *t = &out[i].u.trade;
        unsigned side = word(c, &c->side, 0, first + i);
        bad |= (side > FS_SELL) | (price[i] == FS_MANTISSA_NONE);
        *t = (struct fs_event_trade){.price = price[i],
                                     .qty = or_zero(qty[i]),
                                     .trade_id = (uint64_t)whole(&c->trade_id, first + i),
                                     .seq = (uint64_t)whole(&c->seq, first + i),
                                     .side = (uint8_t)side};
    }
    for (int64_t i = 0; bad && i < count; i++) {
        if (price[i] == FS_MANTISSA_NONE)
            return fault(c, &c->price, first + i, "is missing; expected a price");
        if (out[i].u.trade.side > FS_SELL)
            return fault(c, &c->side, first + i, "expected buy, sell or nothing");
    }
    return 0;
}

static int read_quotes(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t bid[TICK_BATCH], ask[TICK_BATCH], bid_qty[TICK_BATCH], ask_qty[TICK_BATCH];
    if (mantissas(c, &c->bid, first, count, bid) || mantissas(c, &c->ask, first, count, ask) ||
        mantissas(c, &c->bid_size, first, count, bid_qty) ||
        mantissas(c, &c->ask_size, first, count, ask_qty))
        return -1;
    for (int64_t i = 0; i < count; i++) /* a side without a price is empty */
        out[i].u.quote =
            (struct fs_event_quote){.bid = or_zero(bid[i]),
                                    .ask = or_zero(ask[i]),
                                    .bid_qty = bid[i] == FS_MANTISSA_NONE ? 0 : or_zero(bid_qty[i]),
                                    .ask_qty = ask[i] == FS_MANTISSA_NONE ? 0 : or_zero(ask_qty[i]),
                                    .seq = (uint64_t)whole(&c->seq, first + i)};
    return 0;
}

/* Does the message of a row go on with the next? One is all rows of a time and sequence number; a snapshot all of a
 * time. */
static int goes_on(const struct tick_columns *c, int64_t row, int snapshot)
{
    if (row + 1 >= c->rows || c->time[row + 1] != c->time[row])
        return 0;
    int next = c->snapshot.data && ((const uint8_t *)c->snapshot.data)[row + 1];
    return snapshot == next && (snapshot || whole(&c->seq, row) == whole(&c->seq, row + 1));
}

static int read_book(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t price[TICK_BATCH], qty[TICK_BATCH];
    unsigned bad = 0;
    if (mantissas(c, &c->price, first, count, price) || mantissas(c, &c->qty, first, count, qty))
        return -1;
    for (int64_t i = 0; i < count; i++) {
        int64_t row = first + i;
        unsigned side = word(c, &c->side, 0, row), action = c->action.data ? word(c, &c->action, 1, row) : 0;
        int snapshot = c->snapshot.data && ((const uint8_t *)c->snapshot.data)[row];
        action = action ? action : FS_BOOK_ADD;
        if (action == FS_BOOK_CANCEL && qty[i] == FS_MANTISSA_NONE)
            action = FS_BOOK_DELETE; /* all that is left */
        bad |= (side > FS_SELL) | (action > FS_BOOK_EXECUTE);
        out[i].flags =
            (uint16_t)((snapshot ? FS_EVENT_SNAPSHOT : 0) | (goes_on(c, row, snapshot) ? 0 : FS_EVENT_LAST));
        out[i].u.book =
            (struct fs_event_book){.price = or_zero(price[i]),
                                   .qty = or_zero(qty[i]),
                                   .order_id = (uint64_t)whole(&c->order_id, row),
                                   .level = c->level.data ? (uint32_t)whole(&c->level, row) : UINT32_MAX,
                                   .side = (uint8_t)side,
                                   .action = (uint8_t)action,
                                   .seq = (uint64_t)whole(&c->seq, row)};
    }
    for (int64_t i = 0; bad && i < count; i++) {
        if (out[i].u.book.side > FS_SELL)
            return fault(c, &c->side, first + i, "expected buy or sell");
        if (out[i].u.book.action > FS_BOOK_EXECUTE)
            return fault(c, &c->action, first + i, "expected add, change, delete, clear, cancel or execute");
    }
    return 0;
}

int tick_columns_read(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    read_heads(c, first, count, out);
    return c->type == FS_EVENT_TRADE   ? read_trades(c, first, count, out)
           : c->type == FS_EVENT_QUOTE ? read_quotes(c, first, count, out)
                                       : read_book(c, first, count, out);
}
