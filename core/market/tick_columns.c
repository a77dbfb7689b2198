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

static const int64_t zeros[TICK_BATCH + 1];

/* A column's rows, 0 where a value is missing or there is no such column; in `room` where they are not as they lie. */
static const int64_t *wholes(const struct tick_column *column, int64_t first, int64_t count,
                             int64_t room[TICK_BATCH + 1])
{
    if (!column->data)
        return zeros;
    const int64_t *data = (const int64_t *)column->data + first;
    if (!column->column->validity)
        return data;
    for (int64_t i = 0; i < count; i++)
        room[i] = fs_column_is_null(column->column, first + i) ? 0 : data[i];
    return room;
}

/* What the texts of a column's rows mean; 0 where one is missing, or there is no such column. Returns the highest. */
static unsigned meanings(const struct tick_columns *c, const struct tick_column *column, int which,
                         int64_t first, int64_t count, uint8_t out[TICK_BATCH])
{
    unsigned highest = 0;
    if (!column->data) {
        memset(out, 0, (size_t)count);
        return 0;
    }
    const int32_t *codes = (const int32_t *)column->data + first;
    for (int64_t i = 0; i < count; i++)
        out[i] = c->words[which][codes[i]];
    for (int64_t i = 0; column->column->validity && i < count; i++)
        if (fs_column_is_null(column->column, first + i))
            out[i] = 0;
    for (int64_t i = 0; i < count; i++)
        highest = out[i] > highest ? out[i] : highest;
    return highest;
}

/* Mantissas of a column's rows; all of them FS_MANTISSA_NONE where there is no such column. 1 where some are missing, -1
 * with an error. */
static int mantissas(const struct tick_columns *c, const struct tick_column *column, int64_t first,
                     int64_t count, int64_t out[TICK_BATCH])
{
    int missing = 0;
    if (!column->data) {
        for (int64_t i = 0; i < count; i++)
            out[i] = FS_MANTISSA_NONE;
        return 1;
    }
    int64_t done = fs_mantissas((const double *)column->data + first, count, out, &missing);
    return done == count ? missing : fault(c, column, first + done, "does not fit in 64 bits at 8 decimals");
}

static void zero_for_none(int64_t *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        values[i] = values[i] == FS_MANTISSA_NONE ? 0 : values[i];
}

/* The same with 0 for missing ones. */
static int mantissas_or_zero(const struct tick_columns *c, const struct tick_column *column, int64_t first,
                             int64_t count, int64_t out[TICK_BATCH])
{
    int missing = mantissas(c, column, first, count, out);
    if (missing > 0)
        zero_for_none(out, count);
    return missing < 0 ? -1 : 0;
}

/* What every event has, as its values lie beside each other before they are put together. */
struct heads {
    const int64_t *time, *recv, *seq; /* seq of the row behind them too, where there is one */
    int64_t recv_room[TICK_BATCH + 1], seq_room[TICK_BATCH + 1];
};

static void read_heads(const struct tick_columns *c, int64_t first, int64_t count, struct heads *h)
{
    h->time = c->time + first;
    h->recv = wholes(&c->recv_time, first, count, h->recv_room);
    h->seq = wholes(&c->seq, first, first + count < c->rows ? count + 1 : count, h->seq_room);
}

/* Members are set one by one: a struct made first and copied as a whole would wait for its own bytes. */
static inline void put_head(const struct tick_columns *c, const struct heads *h, int64_t i, uint16_t flags,
                            struct fs_event *out)
{
    out->ts = h->time[i];
    out->recv_ts = h->recv[i];
    out->symbol = c->symbol;
    out->type = (uint16_t)c->type;
    out->flags = flags;
}

static int read_trades(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t price[TICK_BATCH], qty[TICK_BATCH], id_room[TICK_BATCH + 1];
    uint8_t side[TICK_BATCH];
    struct heads heads;
    int missing = mantissas(c, &c->price, first, count, price);
    if (missing < 0 || mantissas_or_zero(c, &c->qty, first, count, qty) != 0)
        return -1;
    read_heads(c, first, count, &heads);
    const int64_t *id = wholes(&c->trade_id, first, count, id_room);
    unsigned highest = meanings(c, &c->side, 0, first, count, side);
    for (int64_t i = 0; i < count && (missing || highest > FS_SELL); i++) {
        if (price[i] == FS_MANTISSA_NONE)
            return fault(c, &c->price, first + i, "is missing; expected a price");
        if (side[i] > FS_SELL)
            return fault(c, &c->side, first + i, "expected buy, sell or nothing");
    }
    for (int64_t i = 0; i < count; i++) {
        struct fs_event_trade *t = &out[i].u.trade;
        put_head(c, &heads, i, 0, &out[i]);
        t->price = price[i];
        t->qty = qty[i];
        t->trade_id = (uint64_t)id[i];
        t->seq = (uint64_t)heads.seq[i];
        memset(&t->side, 0, sizeof t->side + sizeof t->reserved);
        t->side = side[i];
    }
    return 0;
}

/* A side of quotes: one without a price is empty. */
static int read_quote_side(const struct tick_columns *c, const struct tick_column *price,
                           const struct tick_column *size, int64_t first, int64_t count,
                           int64_t out[TICK_BATCH], int64_t qty[TICK_BATCH])
{
    int missing = mantissas(c, price, first, count, out);
    if (missing < 0 || mantissas_or_zero(c, size, first, count, qty) != 0)
        return -1;
    for (int64_t i = 0; missing && i < count; i++)
        qty[i] = out[i] == FS_MANTISSA_NONE ? 0 : qty[i];
    if (missing)
        zero_for_none(out, count);
    return 0;
}

static int read_quotes(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t bid[TICK_BATCH], ask[TICK_BATCH], bid_qty[TICK_BATCH], ask_qty[TICK_BATCH];
    struct heads heads;
    if (read_quote_side(c, &c->bid, &c->bid_size, first, count, bid, bid_qty) != 0 ||
        read_quote_side(c, &c->ask, &c->ask_size, first, count, ask, ask_qty) != 0)
        return -1;
    read_heads(c, first, count, &heads);
    for (int64_t i = 0; i < count; i++) {
        struct fs_event_quote *q = &out[i].u.quote;
        put_head(c, &heads, i, 0, &out[i]);
        q->bid = bid[i];
        q->ask = ask[i];
        q->bid_qty = bid_qty[i];
        q->ask_qty = ask_qty[i];
        q->seq = (uint64_t)heads.seq[i];
    }
    return 0;
}

/* The flags of book events: which are of a snapshot, and which end a message. One is all rows of a time and sequence
 * number; a snapshot all of a time. */
static void read_flags(const struct tick_columns *c, const struct heads *h, int64_t first, int64_t count,
                       uint16_t out[TICK_BATCH])
{
    int64_t inner = first + count < c->rows ? count : count - 1; /* rows that have one behind them */
    for (int64_t i = 0; i < inner; i++)
        out[i] = h->time[i + 1] == h->time[i] && h->seq[i + 1] == h->seq[i] ? 0 : FS_EVENT_LAST;
    if (inner < count)
        out[inner] = FS_EVENT_LAST;
    const uint8_t *snapshot = c->snapshot.data ? (const uint8_t *)c->snapshot.data + first : NULL;
    for (int64_t i = 0; snapshot && i < count; i++) {
        if (snapshot[i])
            out[i] = i < inner && h->time[i + 1] == h->time[i] && snapshot[i + 1]
                         ? FS_EVENT_SNAPSHOT
                         : FS_EVENT_SNAPSHOT | FS_EVENT_LAST;
        else if (i < inner && snapshot[i + 1])
            out[i] = FS_EVENT_LAST;
    }
}

/* What the actions are: an add where none is said, the end of an order where a cancel does not say how much. */
static void settle_actions(int64_t count, const int64_t *qty, uint8_t *action)
{
    for (int64_t i = 0; i < count; i++) {
        action[i] = action[i] ? action[i] : FS_BOOK_ADD;
        if (action[i] == FS_BOOK_CANCEL && qty[i] == FS_MANTISSA_NONE)
            action[i] = FS_BOOK_DELETE;
    }
}

static int read_book(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    int64_t price[TICK_BATCH], qty[TICK_BATCH], id_room[TICK_BATCH + 1], level_room[TICK_BATCH + 1];
    uint8_t side[TICK_BATCH], action[TICK_BATCH];
    uint16_t flags[TICK_BATCH];
    struct heads heads;
    int missing = mantissas(c, &c->qty, first, count, qty);
    if (missing < 0 || mantissas_or_zero(c, &c->price, first, count, price) != 0)
        return -1;
    read_heads(c, first, count, &heads);
    read_flags(c, &heads, first, count, flags);
    const int64_t *id = wholes(&c->order_id, first, count, id_room),
                  *level = wholes(&c->level, first, count, level_room);
    const uint32_t unknown = c->level.data ? 0 : UINT32_MAX;
    unsigned sides = meanings(c, &c->side, 0, first, count, side),
             actions = meanings(c, &c->action, 1, first, count, action);
    for (int64_t i = 0; i < count && (sides > FS_SELL || actions > FS_BOOK_EXECUTE); i++) {
        if (side[i] > FS_SELL)
            return fault(c, &c->side, first + i, "expected buy or sell");
        if (action[i] > FS_BOOK_EXECUTE)
            return fault(c, &c->action, first + i, "expected add, change, delete, clear, cancel or execute");
    }
    settle_actions(count, qty, action);
    if (missing)
        zero_for_none(qty, count);
    for (int64_t i = 0; i < count; i++) {
        struct fs_event_book *b = &out[i].u.book;
        put_head(c, &heads, i, flags[i], &out[i]);
        b->price = price[i];
        b->qty = qty[i];
        b->order_id = (uint64_t)id[i];
        b->level = (uint32_t)level[i] | unknown;
        b->side = side[i];
        b->action = action[i];
        b->reserved[0] = b->reserved[1] = 0;
        b->seq = (uint64_t)heads.seq[i];
    }
    return 0;
}

int tick_columns_rise(const struct tick_columns *c, int64_t first, int64_t count, int64_t last)
{
    const int64_t *time = c->time + first;
    int64_t falls = count && time[0] < last;
    for (int64_t i = 1; i < count; i++)
        falls |= time[i] < time[i - 1];
    return !falls;
}

int tick_columns_read(const struct tick_columns *c, int64_t first, int64_t count, struct fs_event *out)
{
    return c->type == FS_EVENT_TRADE   ? read_trades(c, first, count, out)
           : c->type == FS_EVENT_QUOTE ? read_quotes(c, first, count, out)
                                       : read_book(c, first, count, out);
}
