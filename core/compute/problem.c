#include "compute/problem.h"

#include <stdarg.h>
#include <stdio.h>

int fs_problem_set(struct fs_problem *problem, int status, const char *format, ...)
{
    if (problem) {
        va_list arguments;
        va_start(arguments, format);
        problem->status = status;
        vsnprintf(problem->text, sizeof problem->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

int fs_require_finite(const double *x, size_t n, const char *name, struct fs_problem *problem)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return fs_problem_set(problem, FS_COMPUTE_MISSING, "%s[%zu] is %s; expected a finite number",
                                  name, i + 1, isnan(x[i]) ? "missing" : "infinite");
    return FS_COMPUTE_OK;
}
