/* venues.h: events and own messages for the tests of the simulated exchange. Prices and quantities are in units. */
#ifndef TEST_VENUES_H
#define TEST_VENUES_H

#include "base/error.h"
#include "trade/venue.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static inline int64_t mantissa(double units)
{
    return llround(units * 1e8);
}

static inline struct fs_event level_event(int64_t ts, int side, double price, double qty)
{
    struct fs_event e = {.ts = ts, .type = FS_EVENT_BOOK};
    e.u.book.side = (uint8_t)side;
    e.u.book.action = FS_BOOK_CHANGE;
    e.u.book.price = mantissa(price);
    e.u.book.qty = mantissa(qty);
    return e;
}

static inline struct fs_event order_event(int64_t ts, int action, uint64_t id, int side, double price,
                                          double qty)
{
    struct fs_event e = level_event(ts, side, price, qty);
    e.u.book.action = (uint8_t)action;
    e.u.book.order_id = id;
    return e;
}

static inline struct fs_event trade_event(int64_t ts, int side, double price, double qty)
{
    struct fs_event e = {.ts = ts, .type = FS_EVENT_TRADE};
    e.u.trade.side = (uint8_t)side;
    e.u.trade.price = mantissa(price);
    e.u.trade.qty = mantissa(qty);
    return e;
}

static inline struct fs_event quote_event(int64_t ts, double bid, double bid_qty, double ask, double ask_qty)
{
    struct fs_event e = {.ts = ts, .type = FS_EVENT_QUOTE};
    e.u.quote.bid = mantissa(bid);
    e.u.quote.bid_qty = mantissa(bid_qty);
    e.u.quote.ask = mantissa(ask);
    e.u.quote.ask_qty = mantissa(ask_qty);
    return e;
}

#endif
