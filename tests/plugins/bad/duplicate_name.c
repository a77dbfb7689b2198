/* Takes the name of another plugin. */
#include "../sound.h"

SPOILED("recorder", (void)0)
