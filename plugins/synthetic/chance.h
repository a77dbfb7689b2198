/*
 * chance.h: random numbers and the few functions of them that need more than arithmetic, with the same bits on every
 * machine: integer operations and single roundings of + - * / sqrt only, nothing of libm whose last bit varies.
 */
#ifndef SYNTHETIC_CHANCE_H
#define SYNTHETIC_CHANCE_H

#include <stdint.h>

/* A sequence of draws: number `step` is a function of seed, stream and purpose, whatever was drawn before. */
struct chance {
    uint64_t seed;
    uint32_t stream;  /* the symbol's number */
    uint32_t purpose; /* so that two uses of one stream never share draws */
    uint64_t step;
};

/* Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): 128 random bits from a 128-bit counter and a 64-bit key. */
void chance_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
/* Uniform between 0 and 1, both excluded. */
double chance_uniform(struct chance *chance);
/* Standard normal; relative error of the inversion 1e-9. */
double chance_normal(struct chance *chance);
/* The next `count` of them, faster than one by one. */
void chance_normals(struct chance *chance, int count, double *out);
/* Exponential with mean 1. */
double chance_exponential(struct chance *chance);
/* Whole number from 0 to `below` - 1. */
uint32_t chance_below(struct chance *chance, uint32_t below);

/* Natural logarithm of a normal positive number, and e^x for |x| up to 700; within 2 units of the last place. */
double chance_log(double x);
double chance_exp(double x);

#endif
