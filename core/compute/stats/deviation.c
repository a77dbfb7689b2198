#include "compute/stats/deviation.h"

void fs_deviation_refresh(struct fs_deviation *d, const double *first, size_t first_count,
                          const double *second, size_t second_count)
{
    d->sum = d->squares = (struct fs_exact){0.0, 0.0};
    for (size_t i = 0; i < first_count; i++)
        fs_deviation_add(d, fs_present(first[i]) ? first[i] : 0.0);
    for (size_t i = 0; i < second_count; i++)
        fs_deviation_add(d, fs_present(second[i]) ? second[i] : 0.0);
    d->peak = d->squares.high;
    d->age = 0;
}
