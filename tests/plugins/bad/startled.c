/* A strategy that fails where a symbol becomes another. */
#include <finsmart/plugin.h>

struct startled {
    const struct fs_host *host;
    struct fs_context *ctx;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    (void)trade;
    struct startled *startled = host->alloc(ctx, sizeof *startled);
    if (!startled)
        return -1;
    *startled = (struct startled){host, ctx};
    *state = startled;
    return 0;
}

static void stop(void *state)
{
    struct startled *startled = state;
    startled->host->free(startled->ctx, startled);
}

static int32_t on_event(void *state, void *s, const struct fs_strategy_event *event)
{
    struct startled *startled = state;
    (void)s;
    return event->type != FS_IEVENT_MERGER
               ? 0
               : startled->host->error(startled->ctx, FS_FAIL_INPUT, "%s became %s",
                                       startled->host->symbol_text(startled->ctx, event->symbol),
                                       startled->host->symbol_text(startled->ctx, event->into));
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy, .start = start, .stop = stop, .on_event = on_event};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "startled",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Fails where a symbol ends.",
    .strategy = &strategy,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
