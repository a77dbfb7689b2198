/* Two settings have one name. */
#include "../sound.h"

static const struct fs_setting settings[] = {
    {.name = "host", .doc = "Where to.", .fallback = "localhost", .type = FS_SETTING_TEXT},
    {.name = "host", .doc = "Where to.", .fallback = "localhost", .type = FS_SETTING_TEXT},
};

SPOILED("double_setting",
        (plugin.settings = settings, plugin.setting_count = 2, plugin.setting_size = sizeof *settings))
