/* The name is NULL. */
#include "../sound.h"

SPOILED(NULL, (void)0)
