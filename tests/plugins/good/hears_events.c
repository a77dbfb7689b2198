/* A strategy whose decisions are made of what happens to instruments. hears_events.lua of
 * integration/test_plugin_strategy.py is the same in Lua. */
#include <finsmart/plugin.h>

struct state {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_trade *trade;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    if (!FS_TRADE_HAS(trade, adjusted))
        return host->error(ctx, FS_FAIL_INPUT, "this program knows no events of instruments");
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

static int32_t on_bar(void *state, void *unused, const struct fs_strategy_bar *bar)
{
    struct state *s = state;
    (void)unused;
    return bar->index == 0 && s->trade->target(s->ctx, bar->symbol, 50.0) < 0 ? -1 : 0;
}

/* Notes everything it is told, so that a difference shows where it is. */
static int note(const struct state *s, const struct fs_strategy_event *event, int standing)
{
    const struct {
        const char *name;
        double value;
    } notes[] = {
        {"type", event->type},
        {"amount", (double)event->amount / 1e8},
        {"ratio", event->units_before ? (double)event->units_after / (double)event->units_before : 0.0},
        {"price", (double)event->price / 1e8},
        {"into_price", (double)event->into_price / 1e8},
        {"rate", (double)event->rate / 1e8},
        {"before", (double)event->before / 1e8},
        {"after", (double)event->after / 1e8},
        {"cash", (double)event->cash / 1e8},
        {"fee", (double)event->fee / 1e8},
        {"standing", standing},
        {"adjustment", s->trade->adjustment(s->ctx, event->symbol)},
    };
    for (unsigned i = 0; i < sizeof notes / sizeof *notes; i++)
        if (s->trade->record(s->ctx, notes[i].name, notes[i].value))
            return -1;
    return 0;
}

static int32_t on_event(void *state, void *unused, const struct fs_strategy_event *event)
{
    struct state *s = state;
    struct fs_position position;
    double closes[3];
    int standing = s->trade->standing(s->ctx, event->symbol);
    (void)unused;
    if (event->now != s->host->now(s->ctx))
        return s->host->error(s->ctx, FS_FAIL_INPUT, "the event is of another time");
    if (s->trade->position(s->ctx, event->symbol, &position) || position.qty != event->after)
        return s->host->error(s->ctx, FS_FAIL_INPUT, "the event has not taken effect");
    if (note(s, event, standing))
        return -1;
    int64_t count = s->trade->adjusted(s->ctx, event->symbol, FS_COLUMN_CLOSE, 3, closes);
    if (count < 0 || (count && s->trade->record(s->ctx, "adjusted", closes[0])))
        return -1;
    if (standing & FS_SYMBOL_GONE) {
        if (event->into && s->trade->position(s->ctx, event->into, &position) == 0)
            return s->trade->target(s->ctx, event->into, (double)(position.qty / FS_SCALE + 7)) < 0 ? -1 : 0;
        return 0;
    }
    return s->trade->order(s->ctx, event->symbol, FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC, event->type, 0.0,
                           0.0) < 0
               ? -1
               : 0;
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy, .start = start, .stop = stop, .on_bar = on_bar, .on_event = on_event};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,       "hears_events", "1.0.0", "Apache-2.0", "Acts on what happens to instruments.",
    .strategy = &strategy};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
