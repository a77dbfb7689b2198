#include "compute/scratch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Keeps the values behind it aligned to a cache line. */
#define HEADER 64

static void *block(struct fs_scratch *scratch, size_t count, size_t size, int zeroed)
{
    if (count == 0)
        count = 1;
    if (size != 0 && count > (PTRDIFF_MAX - 2 * HEADER) / size) {
        scratch->failed = 1;
        return NULL;
    }
    size_t bytes = (HEADER + count * size + HEADER - 1) / HEADER * HEADER;
    char *memory = aligned_alloc(HEADER, bytes);
    if (!memory) {
        scratch->failed = 1;
        return NULL;
    }
    if (zeroed)
        memset(memory, 0, bytes);
    memcpy(memory, &scratch->blocks, sizeof scratch->blocks);
    scratch->blocks = memory;
    return memory + HEADER;
}

void *fs_scratch_bytes(struct fs_scratch *scratch, size_t count, size_t size)
{
    return block(scratch, count, size, 1);
}

double *fs_scratch_doubles(struct fs_scratch *scratch, size_t count)
{
    return block(scratch, count, sizeof(double), 1);
}

double *fs_scratch_unset(struct fs_scratch *scratch, size_t count)
{
    return block(scratch, count, sizeof(double), 0);
}

void fs_scratch_free(struct fs_scratch *scratch)
{
    while (scratch->blocks) {
        void *block = scratch->blocks;
        memcpy(&scratch->blocks, block, sizeof scratch->blocks);
        free(block);
    }
    scratch->failed = 0;
}
