#include "sweep/sobol.h"

#include "sweep/sobol_directions.h"

enum { BITS = 30 };

/* The direction numbers of a dimension as integers of BITS bits: v_k = m_k 2^(BITS - k). */
static void directions(int dimension, uint32_t v[BITS])
{
    if (dimension == 0) { /* van der Corput */
        for (int k = 0; k < BITS; k++)
            v[k] = 1u << (BITS - 1 - k);
        return;
    }
    const struct sobol_direction *d = &sobol_directions[dimension - 1];
    int s = d->degree;
    for (int k = 0; k < s; k++)
        v[k] = (uint32_t)d->m[k] << (BITS - 1 - k);
    for (int k = s; k < BITS; k++) {
        v[k] = v[k - s] ^ (v[k - s] >> s);
        for (int i = 1; i < s; i++)
            if (d->coefficients >> (s - 1 - i) & 1)
                v[k] ^= v[k - i];
    }
}

double fs_sobol(uint32_t number, int dimension)
{
    uint32_t v[BITS], x = 0, gray = number ^ (number >> 1);
    directions(dimension, v);
    for (int k = 0; k < BITS; k++)
        if (gray >> k & 1)
            x ^= v[k];
    return (double)x / (double)(1u << BITS);
}
