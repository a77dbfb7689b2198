/* The name has letters that names do not have. */
#include "../sound.h"

SPOILED("Shouting-Name", (void)0)
