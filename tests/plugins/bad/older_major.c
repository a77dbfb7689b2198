/* Built against an interface of an older major version. */
#include "../sound.h"

SPOILED("older_major", plugin.abi_major = FS_ABI_MAJOR - 1)
