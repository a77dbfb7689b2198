/* A strategy that uses every callback and tells what it saw through its metrics, log and orders. */
#include <finsmart/plugin.h>

#include <string.h>

struct state {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_trade *trade;
    int64_t fail_at; /* bar number (from 0) at which on_bar fails; -1: none */
    int64_t quantity;
    uint32_t first;
    struct fs_metric *bars;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    struct state *s = host->alloc(ctx, sizeof *s);
    if (!s)
        return -1;
    s->host = host;
    s->ctx = ctx;
    s->trade = trade;
    s->fail_at = host->setting_int(ctx, "fail_at");
    s->quantity = host->setting_int(ctx, "quantity");
    s->bars = host->counter(ctx, "bars_total", "bars seen");
    if (!strcmp(host->setting_text(ctx, "misuse"), "order_in_start") &&
        trade->target(ctx, trade->symbol(ctx, 0), 1.0) < 0) {
        host->free(ctx, s);
        return -1;
    }
    *state = s;
    return 0;
}

static void stop(void *state)
{
    struct state *s = state;
    s->host->free(s->ctx, s);
}

static int32_t init(void *state, uint32_t symbol, void **out)
{
    struct state *s = state;
    if (!s->first)
        s->first = symbol;
    if (!strcmp(s->host->setting_text(s->ctx, "misuse"), "fail_init"))
        return s->host->error(s->ctx, FS_FAIL_INPUT, "no use for %s", s->host->symbol_text(s->ctx, symbol));
    *out = s;
    return 0;
}

static int32_t on_bar(void *state, void *symbol_state, const struct fs_strategy_bar *bar)
{
    struct state *s = state;
    s->host->metric_add(s->bars, 1);
    if (symbol_state != s)
        return s->host->error(s->ctx, FS_FAIL_INPUT, "init's state got lost");
    if (bar->index == s->fail_at)
        return s->host->error(s->ctx, FS_FAIL_INPUT, "close is %g", bar->close);
    if (bar->index == 1 && bar->symbol == s->first)
        return s->trade->target(s->ctx, bar->symbol, (double)s->quantity) < 0 ? -1 : 0;
    return 0;
}

static int32_t on_time(void *state, int64_t now)
{
    struct state *s = state;
    return now == s->host->now(s->ctx) ? 0 : s->host->error(s->ctx, FS_FAIL_INPUT, "the clock is wrong");
}

static int32_t finish(void *state)
{
    struct state *s = state;
    struct fs_account account;
    s->trade->account(s->ctx, &account);
    return account.equity > 0.0 ? 0 : s->host->error(s->ctx, FS_FAIL_INPUT, "no equity is left");
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy,
    .start = start,
    .stop = stop,
    .init = init,
    .on_bar = on_bar,
    .on_time = on_time,
    .finish = finish,
};

static const struct fs_setting settings[] = {
    {.name = "fail_at",
     .doc = "bar number at which to fail",
     .fallback = "-1",
     .type = FS_SETTING_INT,
     .min = -1,
     .max = 1e9},
    {.name = "quantity",
     .doc = "units to hold from the second bar on",
     .fallback = "10",
     .type = FS_SETTING_INT},
    {.name = "misuse",
     .doc = "contract to break",
     .fallback = "none",
     .choices = "none|order_in_start|fail_init",
     .type = FS_SETTING_CHOICE},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "recorder",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Records what a strategy is shown.",
    .settings = settings,
    .setting_count = 3,
    .setting_size = sizeof *settings,
    .strategy = &strategy,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
