/* Does not start, and does not say why. */
#include "../sound.h"

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    (void)host, (void)ctx, (void)state;
    return -1;
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = start, .stop = sound_stop, .poll = sound_poll};

SPOILED("silent_start", plugin.source = &source)
