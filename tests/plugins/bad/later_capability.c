/* Offers what this version of the interface does not define. */
#include "../sound.h"

SPOILED("later_capability", plugin.broker = (const struct fs_broker *)(const void *)&sound_source)
