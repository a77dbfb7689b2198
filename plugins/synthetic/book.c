#include "book.h"

#include <math.h>
#include <string.h>

#define START_LEVELS  20   /* orders a side in a session's first snapshot */
#define LIMIT_SHARE   0.50 /* of messages */
#define CANCEL_SHARE  0.88 /* cumulative; the rest are market orders */
#define CLUSTER_EVERY 60.0 /* seconds after which the variance moves on */
#define MANTISSA      100000000LL

void book_init(struct book *book, const struct market *market, uint32_t number, uint32_t symbol)
{
    memset(book, 0, sizeof *book);
    path_init(&book->path, market, number);
    book->flow = (struct chance){.seed = market->seed, .stream = number, .purpose = 5};
    book->symbol = symbol;
    book->time = market->from;
    book->next_id = book->next_trade = 1;
}

int64_t book_next_time(struct book *book, const struct market *market)
{
    int64_t start, end, time = book->time;
    market_session(market, time, &start, &end);
    if (time < start)
        time = start;
    double activity = market_activity(time, start, end) * (0.5 + 0.5 * book->path.variance);
    double wait = chance_exponential(&book->flow) / (market->rate * activity) * 1e9;
    time = wait < (double)(end - time) ? time + (int64_t)wait + 1 : end;
    if (time >= end) /* the next session opens, at once */
        market_session(market, end, &time, &end);
    return time;
}

/* A price in ticks as the mantissa of an event. */
static int64_t mantissa(const struct market *market, int64_t ticks)
{
    return ticks * (MANTISSA / (int64_t)market->scale);
}

static struct fs_event *emit(const struct book *book, struct fs_event *out, uint32_t *count, uint16_t type)
{
    struct fs_event *event = &out[(*count)++];
    memset(event, 0, sizeof *event);
    event->ts = book->time;
    event->symbol = book->symbol;
    event->type = type;
    return event;
}

static void emit_change(const struct book *book, const struct market *market, int side, int action,
                        const struct book_order *order, struct fs_event *out, uint32_t *count)
{
    struct fs_event *event = emit(book, out, count, FS_EVENT_BOOK);
    event->u.book.side = (uint8_t)side;
    event->u.book.action = (uint8_t)action;
    event->u.book.level = 0xffffffffu;
    if (!order)
        return;
    event->u.book.price = mantissa(market, order->price);
    event->u.book.qty = action == FS_BOOK_DELETE ? 0 : order->qty * MANTISSA;
    event->u.book.order_id = order->id;
}

static struct book_side *side_of(struct book *book, int side)
{
    return side == FS_BUY ? &book->bids : &book->asks;
}

static void remove_at(struct book_side *side, uint32_t at)
{
    side->count--;
    memmove(&side->orders[at], &side->orders[at + 1], (side->count - at) * sizeof *side->orders);
}

/* Puts an order behind those of its price; the worst gives way where the side is full. Returns 0 where it is the worst. */
static int insert(struct book_side *side, int which, struct book_order order, struct book_order *gone)
{
    uint32_t at = side->count;
    while (at > 0 && (which == FS_BUY ? side->orders[at - 1].price < order.price
                                      : side->orders[at - 1].price > order.price))
        at--;
    gone->id = 0;
    if (side->count == BOOK_DEPTH) {
        if (at == BOOK_DEPTH)
            return 0;
        *gone = side->orders[--side->count];
    }
    memmove(&side->orders[at + 1], &side->orders[at], (side->count - at) * sizeof *side->orders);
    side->orders[at] = order;
    side->count++;
    return 1;
}

static double fair_ticks(const struct book *book, const struct market *market)
{
    return chance_exp(book->path.log_price) * market->scale;
}

/* A limit order's price: the fair price, half a spread away, and a chance distance further. */
static int64_t limit_price(struct book *book, const struct market *market, int side)
{
    double fair = fair_ticks(book, market), half = 0.5 * market->spread * fair;
    double away = half * (0.6 + 2.0 * chance_exponential(&book->flow));
    double price = side == FS_BUY ? floor(fair - away) : ceil(fair + away);
    if (side == FS_BUY && book->asks.count && price >= (double)book->asks.orders[0].price)
        price = (double)book->asks.orders[0].price - 1.0;
    if (side == FS_SELL && book->bids.count && price <= (double)book->bids.orders[0].price)
        price = (double)book->bids.orders[0].price + 1.0;
    return price < 1.0 ? 0 : (int64_t)price;
}

static int64_t quantity(struct book *book)
{
    double size = 100.0 * chance_exp(0.9 * chance_normal(&book->flow));
    return size < 1.0 ? 1 : (int64_t)size;
}

static void add(struct book *book, const struct market *market, int side, struct fs_event *out,
                uint32_t *count)
{
    struct book_order order = {.price = limit_price(book, market, side), .qty = quantity(book)}, gone;
    if (order.price < 1)
        return;
    order.id = book->next_id;
    if (!insert(side_of(book, side), side, order, &gone))
        return;
    book->next_id++;
    if (gone.id)
        emit_change(book, market, side, FS_BOOK_DELETE, &gone, out, count);
    emit_change(book, market, side, FS_BOOK_ADD, &order, out, count);
}

static void cancel(struct book *book, const struct market *market, int side, struct fs_event *out,
                   uint32_t *count)
{
    struct book_side *orders = side_of(book, side);
    if (orders->count <= 5)
        return;
    uint32_t at = chance_below(&book->flow, orders->count);
    struct book_order *order = &orders->orders[at];
    if (order->qty > 1 && chance_uniform(&book->flow) < 0.2) { /* some only shrink, and keep their place */
        order->qty = (order->qty + 1) / 2;
        emit_change(book, market, side, FS_BOOK_CHANGE, order, out, count);
        return;
    }
    emit_change(book, market, side, FS_BOOK_DELETE, order, out, count);
    remove_at(orders, at);
}

/* A market order of `side` takes `qty` from the other side, at prices no worse than `limit` (ticks; 0: any), and leaves
 * at least five orders there. */
static void take(struct book *book, const struct market *market, int side, int64_t qty, struct fs_event *out,
                 uint32_t *count)
{
    int other = side == FS_BUY ? FS_SELL : FS_BUY;
    struct book_side *orders = side_of(book, other);
    while (qty > 0 && orders->count > 5) {
        struct book_order *order = &orders->orders[0];
        int64_t n = qty < order->qty ? qty : order->qty;
        struct fs_event *trade = emit(book, out, count, FS_EVENT_TRADE);
        trade->u.trade.price = mantissa(market, order->price);
        trade->u.trade.qty = n * MANTISSA;
        trade->u.trade.trade_id = book->next_trade++;
        trade->u.trade.side = (uint8_t)side;
        qty -= n;
        order->qty -= n;
        emit_change(book, market, other, order->qty ? FS_BOOK_CHANGE : FS_BOOK_DELETE, order, out, count);
        if (!order->qty)
            remove_at(orders, 0);
    }
}

/* Orders on the wrong side of the fair price are taken by those who know better, or withdrawn. */
static void sweep(struct book *book, const struct market *market, struct fs_event *out, uint32_t *count)
{
    double fair = fair_ticks(book, market);
    for (int side = FS_BUY; side <= FS_SELL; side++) {
        struct book_side *orders = side_of(book, side);
        for (int budget = 20; budget > 0 && orders->count; budget--) {
            struct book_order *best = &orders->orders[0];
            if (side == FS_BUY ? (double)best->price <= fair : (double)best->price >= fair)
                break;
            if (orders->count > 5 && chance_uniform(&book->flow) < 0.5) {
                take(book, market, side == FS_BUY ? FS_SELL : FS_BUY, best->qty, out, count);
                continue;
            }
            emit_change(book, market, side, FS_BOOK_DELETE, best, out, count);
            remove_at(orders, 0);
        }
    }
}

/* Moves the fair price on to `time`. */
static void advance(struct book *book, const struct market *market, int64_t time)
{
    double years = (double)(time - book->time) / 1e9 / market_seconds(market);
    years *= market_activity(time, book->start, book->end);
    double shock = chance_normal(&book->path.own);
    path_step(&book->path, market, years, shock);
    path_jump(&book->path, market, years);
    book->moved += sqrt(years) * shock;
    book->moved_years += years;
    if (book->moved_years * market_seconds(market) >= CLUSTER_EVERY) {
        path_cluster(&book->path, market, book->moved / sqrt(book->moved_years));
        book->moved = book->moved_years = 0.0;
    }
    book->time = time;
}

static void quote(struct book *book, const struct market *market, struct fs_event *out, uint32_t *count)
{
    int64_t now[4] = {0, 0, 0, 0};
    for (int side = 0; side < 2; side++) {
        const struct book_side *orders = side ? &book->asks : &book->bids;
        if (!orders->count)
            continue;
        now[side] = orders->orders[0].price;
        for (uint32_t i = 0; i < orders->count && orders->orders[i].price == now[side]; i++)
            now[2 + side] += orders->orders[i].qty;
    }
    if (!memcmp(now, book->best, sizeof now))
        return;
    memcpy(book->best, now, sizeof now);
    struct fs_event *event = emit(book, out, count, FS_EVENT_QUOTE);
    event->u.quote.bid = mantissa(market, now[0]);
    event->u.quote.ask = mantissa(market, now[1]);
    event->u.quote.bid_qty = now[2] * MANTISSA;
    event->u.quote.ask_qty = now[3] * MANTISSA;
}

/* Opens a session: the old book is forgotten, a new one stands at once. */
static void open_session(struct book *book, const struct market *market, struct fs_event *out,
                         uint32_t *count)
{
    struct fs_event *session = emit(book, out, count, FS_EVENT_SESSION);
    session->u.session.open = 1;
    uint32_t first = *count;
    emit_change(book, market, 0, FS_BOOK_CLEAR, NULL, out, count);
    book->bids.count = book->asks.count = 0;
    for (int i = 0; i < START_LEVELS; i++) {
        add(book, market, FS_BUY, out, count);
        add(book, market, FS_SELL, out, count);
    }
    for (uint32_t i = first; i < *count; i++)
        out[i].flags |= FS_EVENT_SNAPSHOT;
}

uint32_t book_next(struct book *book, const struct market *market, int64_t time, struct fs_event *out)
{
    uint32_t count = 0;
    int64_t start, end;
    market_session(market, time, &start, &end);
    if (start != book->start) {
        if (book->end && book->end < DAY + book->start) { /* what the night brings */
            path_step(&book->path, market, 0.15 * (double)(end - start) / 1e9 / market_seconds(market),
                      chance_normal(&book->path.own));
        }
        book->start = start;
        book->end = end;
        book->time = time;
        open_session(book, market, out, &count);
    } else {
        advance(book, market, time);
        sweep(book, market, out, &count);
        double kind = chance_uniform(&book->flow);
        int side = chance_uniform(&book->flow) < 0.5 ? FS_BUY : FS_SELL;
        if (kind < LIMIT_SHARE || book->bids.count <= 5 || book->asks.count <= 5) {
            int thin = book->bids.count < book->asks.count ? FS_BUY : FS_SELL;
            add(book, market, kind < LIMIT_SHARE ? side : thin, out, &count);
        } else if (kind < CANCEL_SHARE) {
            cancel(book, market, side, out, &count);
        } else {
            take(book, market, side, quantity(book), out, &count);
        }
    }
    quote(book, market, out, &count);
    if (count)
        out[count - 1].flags |= FS_EVENT_LAST;
    return count;
}
