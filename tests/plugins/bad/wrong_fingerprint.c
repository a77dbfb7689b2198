/* Built with longs of four bytes. */
#include "../sound.h"

SPOILED("wrong_fingerprint", plugin.fingerprint ^= (uint64_t)(8 ^ 4) << 16)
