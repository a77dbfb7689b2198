#include "compute/stats/quantile.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Position (from 1) without the bounds of the sample, in parts: whole below, and what is above it. */
static double position(double n, double p, int32_t type, double *above)
{
    double a, at;
    switch (type) {
    case 1:
    case 2:
    case 4:
        at = n * p;
        break;
    case 3:
        at = n * p - 0.5;
        break;
    case 7:
        at = 1.0 + (n - 1.0) * p;
        break;
    default:
        a = type == 5 ? 0.5 : type == 6 ? 0.0 : type == 8 ? 1.0 / 3.0 : 3.0 / 8.0;
        at = a + p * (n + 1.0 - 2.0 * a);
    }
    double slack = 4.0 * DBL_EPSILON * fmax(1.0, fabs(at)), whole = floor(at + slack);
    *above = fabs(at - whole) < slack ? 0.0 : at - whole;
    return whole;
}

struct fs_quantile_place fs_quantile_place(size_t n, double p, int32_t type)
{
    double above, whole = position((double)n, p, type, &above);
    double share = above;
    if (type == 1)
        share = above > 0.0 ? 1.0 : 0.0;
    else if (type == 2)
        share = above > 0.0 ? 1.0 : 0.5;
    else if (type == 3)
        share = above > 0.0 || fmod(whole, 2.0) != 0.0 ? 1.0 : 0.0;
    if (share == 1.0)
        whole += 1.0, share = 0.0;
    if (whole < 1.0)
        return (struct fs_quantile_place){0, 0.0};
    if (whole >= (double)n)
        return (struct fs_quantile_place){n - 1, 0.0};
    return (struct fs_quantile_place){(size_t)whole - 1, share};
}

double fs_quantile_sorted(const double *sorted, size_t n, double p, int32_t type)
{
    if (n == 0 || !(p >= 0.0 && p <= 1.0) || type < 1 || type > FS_QUANTILE_TYPES)
        return NAN;
    struct fs_quantile_place place = fs_quantile_place(n, p, type);
    double low = sorted[place.index];
    return place.share > 0.0 ? low + place.share * (sorted[place.index + 1] - low) : low;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Moves the values around x[at] so that those before are not above it and those behind not below (Hoare's FIND, 1961, with
 * the median of three). 0 when pivots were so bad that it is better to sort. */
static int partition_at(double *x, size_t n, size_t at)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, k = (ptrdiff_t)at;
    for (int rounds = 0; low < high; rounds++) {
        if (rounds == 128)
            return 0;
        double a = x[low], b = x[low + (high - low) / 2], c = x[high];
        double pivot = fmax(fmin(a, b), fmin(fmax(a, b), c));
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i <= j) {
                double swapped = x[i];
                x[i++] = x[j];
                x[j--] = swapped;
            }
        }
        if (j < k)
            low = i;
        if (k < i)
            high = j;
    }
    return 1;
}

void fs_sort_lowest(double *x, size_t n, size_t count)
{
    if (count > 0 && count < n && partition_at(x, n, count - 1))
        n = count;
    fs_sort_values(x, n);
}

void fs_sort_values(double *x, size_t n)
{
    qsort(x, n, sizeof *x, ascending);
}
