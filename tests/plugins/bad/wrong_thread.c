/* Calls the host from a thread of its own where only the instance's may. */
#include "../sound.h"

#include <pthread.h>

static void *other_thread(void *state)
{
    struct sound *sound = state;
    sound->host->free(sound->ctx, sound->host->alloc(sound->ctx, 100));
    return NULL;
}

static int32_t poll(void *state)
{
    pthread_t thread;
    if (!pthread_create(&thread, NULL, other_thread, state))
        pthread_join(thread, NULL);
    return sound_poll(state);
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = sound_stop, .poll = poll};

SPOILED("wrong_thread", plugin.source = &source)
