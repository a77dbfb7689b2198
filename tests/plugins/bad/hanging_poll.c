/* Waits for ever in a callback. */
#include "../sound.h"

#include <unistd.h>

static int32_t poll(void *state)
{
    (void)state;
    while (pause())
        ;
    return FS_POLL_END;
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = sound_stop, .poll = poll};

SPOILED("hanging_poll", plugin.source = &source)
