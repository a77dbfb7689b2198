/* Frees what is not the host's to free. */
#include "../sound.h"

static int32_t poll(void *state)
{
    struct sound *sound = state;
    static uint64_t memory[8];
    sound->host->free(sound->ctx, memory + 6);
    return sound_poll(state);
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = sound_stop, .poll = poll};

SPOILED("double_free", plugin.source = &source)
