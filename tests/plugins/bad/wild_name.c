/* The name points nowhere. */
#include "../sound.h"

SPOILED((const char *)16, (void)0)
