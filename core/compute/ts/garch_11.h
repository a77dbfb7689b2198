/*
 * garch_11.h: garch_likelihood.h for GARCH(1, 1), the usual case, in registers.
 */
#ifndef FINSMART_COMPUTE_GARCH_11_H
#define FINSMART_COMPUTE_GARCH_11_H

#include "compute/ts/garch_likelihood.h"

double fs_garch_11_gradient(const struct fs_garch_model *model, const double *theta, double *gradient);

/* Lower triangles only. */
void fs_garch_11_matrices(const struct fs_garch_model *model, const double *theta, double *hessian,
                          double *opg, double *information, double *h);

#endif
