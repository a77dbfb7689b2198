#include "compute/scratch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Keeps the values behind it aligned to a cache line. */
#define HEADER 64

void *fs_scratch_bytes(struct fs_scratch *scratch, size_t count, size_t size)
{
    if (count == 0)
        count = 1;
    if (size != 0 && count > (PTRDIFF_MAX - 2 * HEADER) / size) {
        scratch->failed = 1;
        return NULL;
    }
    size_t bytes = (HEADER + count * size + HEADER - 1) / HEADER * HEADER;
    char *block = aligned_alloc(HEADER, bytes);
    if (!block) {
        scratch->failed = 1;
        return NULL;
    }
    memset(block, 0, bytes);
    memcpy(block, &scratch->blocks, sizeof scratch->blocks);
    scratch->blocks = block;
    return block + HEADER;
}

double *fs_scratch_doubles(struct fs_scratch *scratch, size_t count)
{
    return fs_scratch_bytes(scratch, count, sizeof(double));
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
