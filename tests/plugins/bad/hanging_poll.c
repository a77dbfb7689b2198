/* Waits for ever in a callback, after one event. */
#include "../sound.h"

#include <unistd.h>

static int32_t poll(void *state)
{
    struct sound *sound = state;
    struct fs_event event = sound_bar(sound, 0); /* so that a test knows where it is */
    sound->host->publish(sound->ctx, &event, 1);
    while (pause())
        ;
    return FS_POLL_END;
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = sound_stop, .poll = poll};

SPOILED("hanging_poll", plugin.source = &source)
