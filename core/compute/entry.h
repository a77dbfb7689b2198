/*
 * entry.h: the primitives as a table, generated from core/compute/describe/.
 *
 * For what treats all primitives alike: property tests, benchmarks, the plugins' function table. Parameters
 * come as doubles in the order of the description; a choice is its index from 0.
 */
#ifndef FINSMART_COMPUTE_ENTRY_H
#define FINSMART_COMPUTE_ENTRY_H

#include "compute/status.h"

#define FS_COMPUTE_PARAMS_MAX  8
#define FS_COMPUTE_INPUTS_MAX  6
#define FS_COMPUTE_OUTPUTS_MAX 8

struct fs_compute_param {
    const char *name;
    int integer;     /* 1: whole numbers only (choices too) */
    double min;      /* inclusive */
    double max;      /* inclusive */
    double standard; /* the default; NaN: must be given */
};

struct fs_compute_entry {
    const char *name; /* "ta.sma" */
    const char *c;    /* "sma": the C functions are fs_sma, fs_sma_update, ... */
    int inputs, params, outputs;
    int skips; /* 1: missing values are skipped; 0: they blank the window */
    const struct fs_compute_param *param;
    const char *field[FS_COMPUTE_INPUTS_MAX]; /* of a bar, for each input: "close" */
    int (*series)(const double *const *inputs, size_t length, const double *params, double *const *outputs);
    int32_t (*lookback)(const double *params);
    int32_t (*lookback_described)(const double *params); /* by the description's formula; valid params only */
    size_t (*size)(const double *params);
    int (*init)(void *state, const double *params);
    void (*update)(void *state, const double *inputs, double *outputs);
    int (*valid)(const void *state, size_t size);
};

/* All primitives, in the order of their ordinals. */
const struct fs_compute_entry *fs_compute_entries(size_t *count);

struct fs_compute_table;
/* The functions as plugins get them (finsmart/compute.h). */
const struct fs_compute_table *fs_compute_table(void);

#endif
