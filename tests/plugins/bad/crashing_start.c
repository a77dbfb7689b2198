/* Dies in start. */
#include "../sound.h"

#include <stdlib.h>

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    (void)host, (void)ctx, (void)state;
    abort();
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = start, .stop = sound_stop, .poll = sound_poll};

SPOILED("crashing_start", plugin.source = &source)
