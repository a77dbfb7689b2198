/*
 * scratch.h: working memory of one calculation, freed at once when it ends.
 *
 *   struct fs_scratch scratch = {0};
 *   double *a = fs_scratch_doubles(&scratch, n * k), *b = fs_scratch_doubles(&scratch, n);
 *   if (scratch.failed) ...
 *   fs_scratch_free(&scratch);
 */
#ifndef FINSMART_COMPUTE_SCRATCH_H
#define FINSMART_COMPUTE_SCRATCH_H

#include <stddef.h>

struct fs_scratch {
    void *blocks; /* the latest block; each begins with the one before */
    int failed;   /* 1 once an allocation failed */
};

/* `count` zeros, aligned to 64 bytes; NULL and `failed` when there is no memory for them. A count of 0 gives memory for
 * one. */
double *fs_scratch_doubles(struct fs_scratch *scratch, size_t count);
/* `count` * `size` zeroed bytes, likewise. */
void *fs_scratch_bytes(struct fs_scratch *scratch, size_t count, size_t size);
/* The same without the zeros, for large blocks that are written before they are read. */
double *fs_scratch_unset(struct fs_scratch *scratch, size_t count);
/* Frees all; the scratch may be used again. */
void fs_scratch_free(struct fs_scratch *scratch);

#endif
