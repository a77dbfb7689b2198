/* value.h: what is said of an option's input that is out of its range. Private to options/. */
#ifndef FINSMART_COMPUTE_OPTION_VALUE_H
#define FINSMART_COMPUTE_OPTION_VALUE_H

#include "compute/options/bsm_kernel.h"
#include "compute/problem.h"

/* Sets `problem` to "name is value; expected ...", with the position for a series, and returns FS_COMPUTE_DOMAIN. */
static inline int fs_value_fault(const struct fs_bsm_value *value, size_t at, const char *name,
                                 const char *expected, struct fs_problem *problem)
{
    if (value->step == 0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s is %.10g; expected %s", name, value->x[0],
                              expected);
    return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "%s[%zu] is %.10g; expected %s", name, at + 1,
                          value->x[at * value->step], expected);
}

/* `x` becomes `of` divided by `divisor`, or where `of` is NULL itself divided. */
static inline void fs_multiple(double *x, const double *of, size_t n, double divisor)
{
    for (size_t i = 0; x && i < n; i++)
        x[i] = (of ? of[i] : x[i]) / divisor;
}

#endif
