/*
 * The smallest useful plugin: a source that brings a few bars in. Put your data where the constants are.
 */
#include <finsmart/plugin.h>

struct instance {
    const struct fs_host *host;
    struct fs_context *ctx;
    int64_t bars, made; /* how many to make, how many there are */
    uint32_t symbol;
};

/* Reads the settings, prepares what is needed, and returns at once. */
static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    struct instance *in = host->alloc(ctx, sizeof *in); /* zeroed; the host knows whose it is */
    if (!in)
        return -1;
    in->host = host;
    in->ctx = ctx;
    in->bars = host->setting_int(ctx, "bars"); /* checked against the table below already */
    in->symbol = host->symbol(ctx, host->setting_text(ctx, "symbol"));
    if (!in->symbol) { /* error() has been called by symbol() */
        host->free(ctx, in);
        return -1;
    }
    *state = in;
    return 0;
}

/* Called while there is room for events. Publish many at a time when you have many. */
static int32_t poll(void *state)
{
    struct instance *in = state;
    if (in->made == in->bars)
        return FS_POLL_END;
    double price = 100.0 + (double)in->made;
    struct fs_event bar = {.ts = in->made * 86400000000000, .symbol = in->symbol, .type = FS_EVENT_BAR};
    bar.u.bar.open = price;
    bar.u.bar.high = price + 1.0;
    bar.u.bar.low = price - 1.0;
    bar.u.bar.close = price + 0.5;
    bar.u.bar.volume = 1000.0;
    in->made++;
    return in->host->publish(in->ctx, &bar, 1) ? -1 : FS_POLL_MORE;
}

static void stop(void *state)
{
    struct instance *in = state;
    in->host->free(in->ctx, in);
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = start, .stop = stop, .poll = poll};

static const struct fs_setting settings[] = {
    {.name = "symbol", .doc = "What the bars are called.", .fallback = "TEST", .type = FS_SETTING_TEXT},
    {.name = "bars",
     .doc = "How many there are.",
     .fallback = "5",
     .type = FS_SETTING_INT,
     .min = 1,
     .max = 1e6},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "minimal",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "A few bars, as an example.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .source = &source,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
