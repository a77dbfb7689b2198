/*
 * root.h: zeros of functions of one variable.
 */
#ifndef FINSMART_COMPUTE_ROOT_H
#define FINSMART_COMPUTE_ROOT_H

#include "compute/problem.h"

typedef double (*fs_function)(double x, void *context);

/* Brent's method (1973, chapter 4) on [a, b] whose ends have values of different signs (FS_COMPUTE_DOMAIN if not). *root is
 * within `tolerance` + 4 epsilon |root| of a zero. */
int fs_root_brent(fs_function f, void *context, double a, double b, double tolerance, double *root,
                  struct fs_problem *problem);

#endif
