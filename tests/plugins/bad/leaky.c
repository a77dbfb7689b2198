/* Leaves memory behind. */
#include "../sound.h"

static void stop(void *state)
{
    (void)state;
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = stop, .poll = sound_poll};

SPOILED("leaky", plugin.source = &source)
