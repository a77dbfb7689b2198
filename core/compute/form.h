/*
 * form.h: what the generated functions of indicators stand on (core/compute/describe/emit_forms.lua).
 *
 * An indicator whose description says `form` writes a header with three or four inline functions; its series form, its
 * stream, the checks of parameters and the look-back are generated:
 *
 *   struct fs_obv {...};                       plain data without pointers, its size a multiple of 8
 *   void fs_obv_start(struct fs_obv *state, <params>)                 fills a zeroed state
 *   double fs_obv_push(struct fs_obv *state, double close, double volume)       form = "step": one step
 *   int fs_obv_sane(const struct fs_obv *state)                       1 if push may be given this state
 *
 * form = "window", with window = "period" or another expression of the parameters: push sees the past. Instead of values it
 * gets pointers to the newest value of each input, and how many values are there, itself included, at most `window`:
 * x[-k] may be read for 0 <= k < there.
 *
 *   double fs_cci_push(struct fs_cci *state, const double *high, const double *low, const double *close, int32_t there)
 *   int fs_cci_sane(const struct fs_cci *state, int32_t window)       window: what the description's expression gave
 *
 * With several outputs push returns nothing and gets a pointer for each output at its end. `memory`: an expression of the
 * parameters for how many doubles lie behind the struct, which then ends with a flexible array; the header says the same of a
 * state as size_t fs_<c>_memory(state). Bytes may be given that are no state: with form = "window" it must give 0 for those whose
 * period is none, as what lies behind is looked at first.
 *
 * The series form pushes value by value (with `memory` onto a state that it allocates), unless the description says
 * series = "own", and a source file has it, or series = "FS_WINDOW_...", and the windows' kernel does it (stats/window_kernel.h)
 * with the members of the job that `job` gives.
 */
#ifndef FINSMART_COMPUTE_FORM_H
#define FINSMART_COMPUTE_FORM_H

#include "compute/status.h"

/* Behind the state of a stream: the latest values of each input, each kept twice, so that they lie in a row however far the
 * ring has turned. */
struct fs_window {
    int32_t length;   /* values of each input */
    int32_t at;       /* where the newest was put, 0 to length - 1 */
    int32_t there;    /* values so far, up to length */
    int32_t reserved; /* 0 */
    double values[];  /* 2 * length for each input */
};

static inline size_t fs_window_size(size_t state, int inputs, int32_t length)
{
    return state + sizeof(struct fs_window) + (size_t)inputs * 2 * (size_t)length * sizeof(double);
}

static inline struct fs_window *fs_window_of(void *state, size_t size)
{
    return (struct fs_window *)(void *)((char *)state + size);
}

static inline const struct fs_window *fs_window_of_const(const void *state, size_t size)
{
    return (const struct fs_window *)(const void *)((const char *)state + size);
}

/* Puts one value of each input; where the first input's newest is, those of input i lie i * 2 * length behind it. */
static inline const double *fs_window_put(struct fs_window *w, int inputs, const double *x)
{
    int32_t at = w->at + 1 == w->length || w->there == 0 ? 0 : w->at + 1;
    w->at = at;
    if (w->there < w->length)
        w->there++;
    for (int i = 0; i < inputs; i++) {
        double *ring = w->values + (size_t)i * 2 * (size_t)w->length;
        ring[at] = ring[at + w->length] = x[i];
    }
    return w->values + at + w->length;
}

static inline int fs_window_valid(const void *state, size_t state_size, int inputs, size_t size)
{
    if (size < state_size + sizeof(struct fs_window))
        return 0;
    const struct fs_window *w = fs_window_of_const(state, state_size);
    return w->length >= 1 && size == fs_window_size(state_size, inputs, w->length) && w->there >= 0 &&
           w->there <= w->length && w->at >= 0 && w->at < w->length &&
           (w->there == w->length || w->at < w->there || w->at == 0);
}

/* Counts values that are present in a row, up to `enough`; 1 once there are enough. */
static inline int fs_run(int32_t *run, int32_t enough, int present)
{
    if (!present) {
        *run = 0;
        return 0;
    }
    if (*run < enough)
        ++*run;
    return *run == enough;
}

#endif
