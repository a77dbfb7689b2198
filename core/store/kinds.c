#include "store/kinds.h"

#include "frame/frame.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static const char *const names[FS_KIND_COUNT] = {"auto", "bars",      "trades",       "quotes",
                                                 "book", "positions", "transactions", "table"};

#define BIT(kind)  (1u << FS_KIND_##kind)
#define ANY        (~0u)
#define WITH_TIMES (BIT(BARS) | BIT(TRADES) | BIT(QUOTES) | BIT(BOOK) | BIT(TRANSACTIONS) | BIT(POSITIONS))
#define TICKS      (BIT(TRADES) | BIT(BOOK))
#define STREAMS    (TICKS | BIT(QUOTES))
#define HOLDINGS   (BIT(POSITIONS) | BIT(TRANSACTIONS))

/* `file` is in lower case with nothing but letters and digits. */
static const struct {
    unsigned kinds;
    const char *file, *ours;
    int type;
} columns[] = {
    {WITH_TIMES, "time", "time", FS_TIME},
    {WITH_TIMES, "date", "time", FS_TIME},
    {WITH_TIMES, "datetime", "time", FS_TIME},
    {WITH_TIMES, "timestamp", "time", FS_TIME},
    {WITH_TIMES, "opentime", "time", FS_TIME},
    {WITH_TIMES, "tradedate", "time", FS_TIME},
    {WITH_TIMES, "asof", "time", FS_TIME},
    {ANY & ~BIT(TABLE), "symbol", "symbol", FS_STRING},
    {ANY & ~BIT(TABLE), "ticker", "symbol", FS_STRING},
    {ANY & ~BIT(TABLE), "instrument", "symbol", FS_STRING},
    {BIT(BARS), "open", "open", FS_F64},
    {BIT(BARS), "openprice", "open", FS_F64},
    {BIT(BARS), "high", "high", FS_F64},
    {BIT(BARS), "highprice", "high", FS_F64},
    {BIT(BARS), "low", "low", FS_F64},
    {BIT(BARS), "lowprice", "low", FS_F64},
    {BIT(BARS), "close", "close", FS_F64},
    {BIT(BARS), "closeprice", "close", FS_F64},
    {BIT(BARS), "last", "close", FS_F64},
    {BIT(BARS), "closelast", "close", FS_F64},
    {BIT(BARS), "price", "close", FS_F64},
    {BIT(BARS), "value", "close", FS_F64},
    {BIT(BARS), "adjclose", "adjclose", FS_F64},
    {BIT(BARS), "adjustedclose", "adjclose", FS_F64},
    {BIT(BARS), "closeadj", "adjclose", FS_F64},
    {BIT(BARS), "volume", "volume", FS_F64},
    {BIT(BARS), "vol", "volume", FS_F64},
    {TICKS | HOLDINGS, "price", "price", FS_F64},
    {TICKS | HOLDINGS, "qty", "qty", FS_F64},
    {TICKS | HOLDINGS, "quantity", "qty", FS_F64},
    {TICKS | HOLDINGS, "size", "qty", FS_F64},
    {TICKS | HOLDINGS, "shares", "qty", FS_F64},
    {BIT(TRADES), "volume", "qty", FS_F64},
    {TICKS | BIT(TRANSACTIONS), "side", "side", FS_STRING},
    {BIT(TRANSACTIONS), "amount", "amount", FS_F64},
    {BIT(TRANSACTIONS), "kind", "kind", FS_STRING},
    {BIT(TRANSACTIONS), "currency", "currency", FS_STRING},
    {BIT(TRANSACTIONS), "ccy", "currency", FS_STRING},
    {BIT(TRANSACTIONS), "fees", "fees", FS_F64},
    {BIT(TRANSACTIONS), "fee", "fees", FS_F64},
    {BIT(TRANSACTIONS), "commission", "fees", FS_F64},
    {STREAMS, "recvtime", "recv_time", FS_TIME},
    {STREAMS, "receivetime", "recv_time", FS_TIME},
    {STREAMS, "localtimestamp", "recv_time", FS_TIME},
    {STREAMS, "seq", "seq", FS_I64},
    {STREAMS, "sequence", "seq", FS_I64},
    {STREAMS, "sequencenumber", "seq", FS_I64},
    {BIT(TRADES), "tradeid", "trade_id", 0},
    {BIT(BOOK), "level", "level", FS_I64},
    {BIT(BOOK), "orderid", "order_id", FS_I64},
    {BIT(BOOK), "action", "action", FS_STRING},
    {BIT(BOOK), "snapshot", "snapshot", FS_BOOL},
    {BIT(BOOK), "issnapshot", "snapshot", FS_BOOL},
    {BIT(QUOTES), "bid", "bid", FS_F64},
    {BIT(QUOTES), "bidprice", "bid", FS_F64},
    {BIT(QUOTES), "ask", "ask", FS_F64},
    {BIT(QUOTES), "askprice", "ask", FS_F64},
    {BIT(QUOTES), "offer", "ask", FS_F64},
    {BIT(QUOTES), "bidsize", "bid_size", FS_F64},
    {BIT(QUOTES), "bidqty", "bid_size", FS_F64},
    {BIT(QUOTES), "asksize", "ask_size", FS_F64},
    {BIT(QUOTES), "askqty", "ask_size", FS_F64},
};

const char *fs_kind_name(int kind)
{
    return kind < 0 || kind >= FS_KIND_COUNT ? "" : names[kind];
}

int fs_kind_parse(const char *name)
{
    for (int i = 0; i < FS_KIND_COUNT; i++)
        if (!strcmp(names[i], name))
            return i;
    return -1;
}

int fs_kind_by_symbol(int kind)
{
    return kind >= FS_KIND_BARS && kind <= FS_KIND_BOOK;
}

int fs_kind_is_ticks(int kind)
{
    return kind >= FS_KIND_TRADES && kind <= FS_KIND_BOOK;
}

int fs_kind_unique_times(int kind)
{
    return kind == FS_KIND_BARS;
}

static void plain(const char *name, char out[64])
{
    size_t n = 0;
    for (; *name && n < 63; name++)
        if (isalnum((unsigned char)*name))
            out[n++] = (char)tolower((unsigned char)*name);
    out[n] = '\0';
}

const char *fs_kind_alias(int kind, const char *name)
{
    char text[64];
    plain(name, text);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if ((columns[i].kinds >> kind & 1) && !strcmp(columns[i].file, text))
            return columns[i].ours;
    return NULL;
}

static int has(const char *const *list, int count, int kind, const char *ours)
{
    for (int i = 0; i < count; i++) {
        const char *alias = fs_kind_alias(kind, list[i]);
        if (alias && !strcmp(alias, ours))
            return 1;
    }
    return 0;
}

int fs_kind_guess(const char *const *list, int count)
{
    char text[64];
    int sized = 0, closes = 0;
    if (has(list, count, FS_KIND_QUOTES, "bid") && has(list, count, FS_KIND_QUOTES, "ask"))
        return FS_KIND_QUOTES;
    for (int i = 0; i < count; i++) {
        plain(list[i], text);
        sized |= !strcmp(text, "qty") || !strcmp(text, "quantity") || !strcmp(text, "size");
        closes |= !strcmp(text, "close");
    }
    return sized && !closes && has(list, count, FS_KIND_TRADES, "price") ? FS_KIND_TRADES : FS_KIND_BARS;
}

const char *const *fs_kind_required(int kind)
{
    static const char *const none[] = {NULL}, *const bars[] = {"time", "close", NULL},
                             *const trades[] = {"time", "price", NULL},
                             *const quotes[] = {"time", "bid", "ask", NULL},
                             *const book[] = {"time", "side", "price", "qty", NULL},
                             *const positions[] = {"symbol", "qty", NULL},
                             *const transactions[] = {"time", NULL};
    static const char *const *const required[FS_KIND_COUNT] = {none, bars,      trades,       quotes,
                                                               book, positions, transactions, none};
    return required[kind];
}

int fs_kind_column_type(int kind, const char *name)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if ((columns[i].kinds >> kind & 1) && !strcmp(columns[i].ours, name))
            return columns[i].type;
    return 0;
}
