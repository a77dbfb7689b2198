/*
 * calculation.h: the calculations as a table, generated from core/compute/describe/, for the functions that scripts call.
 */
#ifndef FINSMART_COMPUTE_CALCULATION_H
#define FINSMART_COMPUTE_CALCULATION_H

#include <stddef.h>
#include <stdint.h>

struct fs_calculation {
    const char *name;     /* "ts.adf" */
    const void *function; /* where a pointer to the C function lies, of the type that its description gives */
};

/* All of them; entry *count has a NULL name. */
const struct fs_calculation *fs_calculations(size_t *count);

#endif
