/*
 * csv_numbers.h: columns of numbers, many fields at a time.
 */
#ifndef FINSMART_FRAME_CSV_NUMBERS_H
#define FINSMART_FRAME_CSV_NUMBERS_H

#include "frame/csv_reader.h"

/* Reads field i of `cells` into out[i] for all rows. Fields that are not short plain numbers go to csv_read_cell().
 * -1 with an error. */
int csv_read_f64s(const struct csv_cells *cells, int rows, double *out);
/* Integers, and times that are counts of `unit` nanoseconds. */
int csv_read_i64s(const struct csv_cells *cells, int rows, int64_t unit, int64_t *out);

#endif
