/* Repeatable pseudo-random numbers for the property tests of books. */
#ifndef FINSMART_TESTS_MARKET_CHANCE_H
#define FINSMART_TESTS_MARKET_CHANCE_H

#include <stdint.h>

static uint64_t chance_state = 88172645463325252u;

/* 0 to below - 1 (xorshift64). */
static inline uint64_t chance(uint64_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return chance_state % below;
}

#endif
