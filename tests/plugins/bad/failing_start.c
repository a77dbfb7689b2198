/* Does not start, and leaves a timer and memory for the host to sweep. */
#include "../sound.h"

static void tick(void *user)
{
    (void)user;
}

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    if (sound_start(host, ctx, state) || !host->timer(ctx, 0, 1000000, tick, NULL))
        return -1;
    return host->error(ctx, FS_FAIL_IO, "the server says no");
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = start, .stop = sound_stop, .poll = sound_poll};

SPOILED("failing_start", plugin.source = &source)
