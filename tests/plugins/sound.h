/*
 * sound.h: a small source that keeps its contract. Each plugin of bad/ spoils one thing about it.
 */
#ifndef SOUND_H
#define SOUND_H

#include <finsmart/plugin.h>

struct sound {
    const struct fs_host *host;
    struct fs_context *ctx;
};

static inline int32_t sound_start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    struct sound *sound = (struct sound *)host->alloc(ctx, sizeof *sound);
    if (!sound)
        return -1;
    sound->host = host;
    sound->ctx = ctx;
    *state = sound;
    return 0;
}

static inline void sound_stop(void *state)
{
    struct sound *sound = (struct sound *)state;
    sound->host->free(sound->ctx, sound);
}

static inline struct fs_event sound_bar(struct sound *sound, int64_t ts)
{
    struct fs_event event = {
        .ts = ts, .symbol = sound->host->symbol(sound->ctx, "TEST"), .type = FS_EVENT_BAR};
    event.u.bar = (struct fs_event_bar){10, 11, 9, 10.5, 100};
    return event;
}

static inline int32_t sound_poll(void *state)
{
    struct sound *sound = (struct sound *)state;
    struct fs_event event = sound_bar(sound, 0);
    return sound->host->publish(sound->ctx, &event, 1) ? -1 : FS_POLL_END;
}

static const struct fs_source sound_source = {
    .struct_size = sizeof sound_source,
    .start = sound_start,
    .stop = sound_stop,
    .poll = sound_poll,
};

/* A descriptor of that source, to be spoiled. */
static inline struct fs_plugin sound_plugin(const char *name)
{
    struct fs_plugin plugin = {
        FS_PLUGIN_HEAD,
        .name = name,
        .version = "1.0.0",
        .licence = "Apache-2.0",
        .description = "A plugin with a fault.",
        .source = &sound_source,
    };
    return plugin;
}

/* The exported function of a plugin that is sound but for `spoil`, which sees the descriptor as `plugin`. */
#define SPOILED(plugin_name, spoil)                                                                          \
    static struct fs_plugin plugin;                                                                          \
    FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)                                           \
    {                                                                                                        \
        plugin = sound_plugin(plugin_name);                                                                  \
        spoil;                                                                                               \
        return &plugin;                                                                                      \
    }

#endif
