#include "compute/stats/random.h"

#include <math.h>

/* Ten rounds of Philox4x32 on the counter (stream, counter) with the seed as key. */
static void philox(uint64_t seed, uint64_t stream, uint64_t counter, uint64_t out[2])
{
    uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32), c2 = (uint32_t)stream,
             c3 = (uint32_t)(stream >> 32), k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)c0 * 0xD2511F53u, b = (uint64_t)c2 * 0xCD9E8D57u;
        uint32_t next0 = (uint32_t)(b >> 32) ^ c1 ^ k0, next2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        c0 = next0;
        c2 = next2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = (uint64_t)c1 << 32 | c0;
    out[1] = (uint64_t)c3 << 32 | c2;
}

void fs_random_init(struct fs_random *random, uint64_t seed, uint64_t stream)
{
    *random = (struct fs_random){.seed = seed, .stream = stream, .used = 2};
}

uint64_t fs_random_bits(struct fs_random *random)
{
    if (random->used == 2) {
        philox(random->seed, random->stream, random->counter++, random->block);
        random->used = 0;
    }
    return random->block[random->used++];
}

double fs_random_unit(struct fs_random *random)
{
    return (double)(fs_random_bits(random) >> 11) * 0x1p-53;
}

uint64_t fs_random_below(struct fs_random *random, uint64_t n)
{
    /* Lemire (2019): the upper half of a 128-bit product, redrawn where it would be biased. */
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)fs_random_bits(random) * n;
    if ((uint64_t)product < n) {
        uint64_t threshold = -n % n;
        while ((uint64_t)product < threshold)
            product = (wide)fs_random_bits(random) * n;
    }
    return (uint64_t)(product >> 64);
}

/* Marsaglia and Bray's polar method: two at a time. */
double fs_random_normal(struct fs_random *random)
{
    if (random->has_normal) {
        random->has_normal = 0;
        return random->normal;
    }
    double u, v, square;
    do {
        u = 2.0 * fs_random_unit(random) - 1.0;
        v = 2.0 * fs_random_unit(random) - 1.0;
        square = u * u + v * v;
    } while (square >= 1.0 || square == 0.0);
    double factor = sqrt(-2.0 * log(square) / square);
    random->normal = v * factor;
    random->has_normal = 1;
    return u * factor;
}

double fs_random_exponential(struct fs_random *random)
{
    return -log1p(-fs_random_unit(random));
}

/* Marsaglia and Tsang (2000); below shape 1 by their boost. */
double fs_random_gamma(struct fs_random *random, double shape)
{
    if (!(shape > 0.0))
        return NAN;
    if (shape < 1.0) {
        double u = 1.0 - fs_random_unit(random);
        return fs_random_gamma(random, shape + 1.0) * pow(u, 1.0 / shape);
    }
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = fs_random_normal(random), v = 1.0 + c * x;
        if (v <= 0.0)
            continue;
        v = v * v * v;
        double u = 1.0 - fs_random_unit(random);
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

double fs_random_t(struct fs_random *random, double df)
{
    double z = fs_random_normal(random);
    return z / sqrt(2.0 * fs_random_gamma(random, 0.5 * df) / df);
}
