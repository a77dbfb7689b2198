/* The descriptor does not begin with the magic number. */
#include "../sound.h"

SPOILED("wrong_magic", plugin.magic = 0x1234)
