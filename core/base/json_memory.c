#include "base/json_memory.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

static _Thread_local int failed;

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    failed |= !memory;
    return memory;
}

/* What jansson allocated before came from malloc() too: free() takes both. */
static void install(void)
{
    json_set_alloc_funcs(allocate, free);
}

void fs_json_memory_begin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    failed = 0;
}

int fs_json_memory_failed(void)
{
    return failed;
}
