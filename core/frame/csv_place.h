/*
 * csv_place.h: memory of a column whose rows are not counted yet.
 */
#ifndef FINSMART_FRAME_CSV_PLACE_H
#define FINSMART_FRAME_CSV_PLACE_H

#include "frame/frame.h"

/* Zeroed: no memory. Large ones are pages of their own, huge where the kernel has them, and grow without a copy. */
struct csv_place {
    char *data; /* 64-byte aligned */
    size_t size;
    int mapped; /* by mmap(), not on the heap */
};

/* At least `size` bytes, with what was there; it may move. -1 with an error: then it is as it was. */
int csv_place_grow(struct csv_place *place, size_t size);
/* Has the kernel map the whole pages of a part now: a fault for each costs more than filling them. */
void csv_place_fill(const struct csv_place *place, size_t from, size_t size);
/* The first `size` bytes as a buffer, the rest given back; the place is empty then. NULL with an error. */
struct fs_buffer *csv_place_take(struct csv_place *place, size_t size);
void csv_place_free(struct csv_place *place);

#endif
