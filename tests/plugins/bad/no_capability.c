/* Offers nothing. */
#include "../sound.h"

SPOILED("no_capability", plugin.source = NULL)
