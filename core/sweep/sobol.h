/*
 * sobol.h: points that fill a cube evenly (Sobol 1967), in the Gray-code order of Antonov and Saleev (1979), with the
 * direction numbers of Joe and Kuo (2008, criterion D6).
 */
#ifndef FINSMART_SWEEP_SOBOL_H
#define FINSMART_SWEEP_SOBOL_H

#include <stdint.h>

#define FS_SOBOL_DIMENSIONS 32

/* Coordinate `dimension`, from 0, of point `number`, from 0 (the origin): a multiple of 2^-30 in [0, 1). Points up to 2^30,
 * after which they repeat. */
double fs_sobol(uint32_t number, int dimension);

#endif
