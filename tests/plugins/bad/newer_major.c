/* Built against an interface of a newer major version. */
#include "../sound.h"

SPOILED("newer_major", plugin.abi_major = FS_ABI_MAJOR + 1)
