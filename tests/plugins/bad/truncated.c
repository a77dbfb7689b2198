/* The descriptor ends before its capabilities. */
#include "../sound.h"

SPOILED("truncated", plugin.struct_size = 40)
