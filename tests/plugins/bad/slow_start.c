/* start never returns. */
#include <finsmart/plugin.h>

#include <unistd.h>

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    (void)host, (void)ctx, (void)trade, (void)state;
    while (pause())
        ;
    return 0;
}

static void stop(void *state)
{
    (void)state;
}

static const struct fs_strategy strategy = {.struct_size = sizeof strategy, .start = start, .stop = stop};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "slow_start",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Never comes out of start.",
    .strategy = &strategy,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
