/*
 * The moving-average cross as a plugin: long while the fast average is above the slow one, flat otherwise. The
 * averages are the host's own, so that decisions equal those of scripts/strategies/sma_cross.lua to the bit.
 */
#include <finsmart/plugin.h>

struct cross {
    const struct fs_host *host;
    struct fs_context *ctx;
    const struct fs_trade *trade;
    int32_t fast, slow;       /* windows, bars */
    struct averages *symbols; /* all of them, to free */
};

/* What is kept for a symbol. */
struct averages {
    struct fs_sma *fast, *slow;
    struct averages *next;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, const struct fs_trade *trade,
                     void **state)
{
    struct cross *cross = host->alloc(ctx, sizeof *cross);
    if (!cross)
        return -1;
    cross->host = host;
    cross->ctx = ctx;
    cross->trade = trade;
    cross->fast = (int32_t)host->setting_int(ctx, "fast");
    cross->slow = (int32_t)host->setting_int(ctx, "slow");
    *state = cross;
    return 0;
}

static void stop(void *state)
{
    struct cross *cross = state;
    for (struct averages *s = cross->symbols, *next; s; s = next) {
        next = s->next;
        cross->host->free(cross->ctx, s->fast);
        cross->host->free(cross->ctx, s->slow);
        cross->host->free(cross->ctx, s);
    }
    cross->host->free(cross->ctx, cross);
}

static struct fs_sma *average(struct cross *cross, int32_t period)
{
    const struct fs_compute_table *compute = cross->host->compute;
    struct fs_sma *sma = cross->host->alloc(cross->ctx, compute->sma_size(period));
    if (sma)
        compute->sma_init(sma, period); /* cannot fail: the settings' range is the primitive's */
    return sma;
}

static int32_t init(void *state, uint32_t symbol, void **out)
{
    struct cross *cross = state;
    struct averages *s = cross->host->alloc(cross->ctx, sizeof *s);
    (void)symbol;
    if (!s)
        return -1;
    s->next = cross->symbols;
    cross->symbols = s;
    *out = s;
    return (s->fast = average(cross, cross->fast)) && (s->slow = average(cross, cross->slow)) ? 0 : -1;
}

static int32_t on_bar(void *state, void *symbol_state, const struct fs_strategy_bar *bar)
{
    struct cross *cross = state;
    struct averages *s = symbol_state;
    double (*update)(struct fs_sma *, double) = cross->host->compute->sma_update;
    double fast = update(s->fast, bar->close), slow = update(s->slow, bar->close); /* NaN until warm */
    if (fast > slow)
        return cross->trade->target_percent(cross->ctx, bar->symbol, 1.0) < 0 ? -1 : 0;
    if (fast < slow)
        return cross->trade->close(cross->ctx, bar->symbol) < 0 ? -1 : 0;
    return 0;
}

static const struct fs_strategy strategy = {
    .struct_size = sizeof strategy,
    .start = start,
    .stop = stop,
    .init = init,
    .on_bar = on_bar,
};

static const struct fs_setting settings[] = {
    {.name = "fast",
     .doc = "Fast window.",
     .fallback = "10",
     .unit = "bars",
     .type = FS_SETTING_INT,
     .min = 1,
     .max = 500},
    {.name = "slow",
     .doc = "Slow window.",
     .fallback = "30",
     .unit = "bars",
     .type = FS_SETTING_INT,
     .min = 2,
     .max = 1000},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "sma_cross",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Long while the fast average is above the slow one, flat otherwise.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .strategy = &strategy,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
