/* A strategy that remembers the last run, and so decides otherwise in the next. */
#include <finsmart/plugin.h>

static int64_t runs; /* outlives an instance: the fault */

struct moody {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_trade *trade;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    struct moody *moody = host->alloc(ctx, sizeof *moody);
    if (!moody)
        return -1;
    *moody = (struct moody){host, ctx, trade};
    runs++;
    *state = moody;
    return 0;
}

static void stop(void *state)
{
    struct moody *moody = state;
    moody->host->free(moody->ctx, moody);
}

static int32_t on_bar(void *state, void *s, const struct fs_strategy_bar *bar)
{
    struct moody *moody = state;
    (void)s;
    return bar->index == runs && moody->trade->target(moody->ctx, bar->symbol, 1.0) < 0 ? -1 : 0;
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy, .start = start, .stop = stop, .on_bar = on_bar};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "moody",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Decides otherwise in every run.",
    .strategy = &strategy,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
