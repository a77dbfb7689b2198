/* A strategy over ticks: it goes with the larger side of the best prices, and out after a trade against it. follows_book.lua of
 * integration/test_tick_backtest.py is the same in Lua. */
#include <finsmart/plugin.h>

struct state {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_trade *trade;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    if (!FS_TRADE_HAS(trade, levels))
        return host->error(ctx, FS_FAIL_INPUT, "this program knows no ticks");
    struct state *s = host->alloc(ctx, sizeof *s);
    if (!s)
        return -1;
    *s = (struct state){host, ctx, trade};
    *state = s;
    return 0;
}

static void stop(void *state)
{
    struct state *s = state;
    s->host->free(s->ctx, s);
}

static int32_t on_book(void *state, void *unused, const struct fs_event *event, int64_t now)
{
    struct state *s = state;
    struct fs_book_level bid, ask;
    struct fs_position position;
    (void)unused;
    if (event->type != FS_EVENT_BOOK || !(event->flags & FS_EVENT_LAST) || now != s->host->now(s->ctx))
        return s->host->error(s->ctx, FS_FAIL_INPUT, "this is no message of a book");
    if (s->trade->position(s->ctx, event->symbol, &position) ||
        s->trade->levels(s->ctx, event->symbol, FS_BUY, &bid, 1) != 1 ||
        s->trade->levels(s->ctx, event->symbol, FS_SELL, &ask, 1) != 1)
        return 0;
    if (position.qty || position.pending || bid.qty < 3 * ask.qty)
        return 0;
    const struct fs_order_request request = {.symbol = event->symbol,
                                             .side = FS_BUY,
                                             .type = FS_ORDER_LIMIT,
                                             .tif = FS_TIF_IOC,
                                             .qty = 2 * FS_SCALE,
                                             .limit = ask.price};
    return s->trade->submit(s->ctx, &request) < 0 ? -1 : 0;
}

static int32_t on_trade(void *state, void *unused, const struct fs_event *event, int64_t now)
{
    struct state *s = state;
    struct fs_position position;
    (void)unused;
    (void)now;
    if (event->u.trade.side != FS_SELL || s->trade->position(s->ctx, event->symbol, &position) ||
        position.qty <= 0)
        return 0;
    return s->trade->close(s->ctx, event->symbol) < 0 ? -1 : 0;
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy, .start = start, .stop = stop, .on_trade = on_trade, .on_book = on_book};

static const struct fs_plugin plugin = {FS_PLUGIN_HEAD,
                                        "follows_book",
                                        "1.0.0",
                                        "Apache-2.0",
                                        "Goes with the larger side of the best prices.",
                                        .strategy = &strategy};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
