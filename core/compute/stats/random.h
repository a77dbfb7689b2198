/*
 * random.h: counter-based random numbers (Philox4x32-10; Salmon, Moraes, Dror and Shaw, SC 2011). The same seed and stream
 * give the same numbers on every machine and in any order of streams: stream i of a simulation may run on any thread.
 */
#ifndef FINSMART_COMPUTE_RANDOM_H
#define FINSMART_COMPUTE_RANDOM_H

#include <stdint.h>

struct fs_random {
    uint64_t seed;      /* the key */
    uint64_t stream;    /* upper half of the counter */
    uint64_t counter;   /* lower half: blocks made so far */
    uint64_t block[2];  /* the latest block */
    int32_t used;       /* of its two words */
    int32_t has_normal; /* 1: `normal` waits to be taken */
    double normal;
};

void fs_random_init(struct fs_random *random, uint64_t seed, uint64_t stream);
/* 64 random bits. */
uint64_t fs_random_bits(struct fs_random *random);
/* Uniform in [0, 1), a multiple of 2^-53. */
double fs_random_unit(struct fs_random *random);
/* Uniform in 0 ... n - 1 without bias; n above 0. */
uint64_t fs_random_below(struct fs_random *random, uint64_t n);
/* Standard normal, exponential of mean 1, gamma of scale 1, Student's t. */
double fs_random_normal(struct fs_random *random);
double fs_random_exponential(struct fs_random *random);
double fs_random_gamma(struct fs_random *random, double shape);
double fs_random_t(struct fs_random *random, double df);

#endif
