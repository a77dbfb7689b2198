/* Needs something that a later minor version added. */
#include "../sound.h"

SPOILED("newer_minor", plugin.abi_minor = FS_ABI_MINOR + 1)
