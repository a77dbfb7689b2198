/* The descriptor claims more memory than the plugin has. */
#include "../sound.h"

SPOILED("oversized", plugin.struct_size = 1u << 30)
