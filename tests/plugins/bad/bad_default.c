/* A setting would not take its own default. */
#include "../sound.h"

static const struct fs_setting settings[] = {
    {.name = "depth", .doc = "Levels.", .fallback = "0", .type = FS_SETTING_INT, .min = 1, .max = 20},
};

SPOILED("bad_default",
        (plugin.settings = settings, plugin.setting_count = 1, plugin.setting_size = sizeof *settings))
