/* Claims more settings than there are. */
#include "../sound.h"

static const struct fs_setting settings[] = {
    {.name = "host", .doc = "Where to.", .fallback = "localhost", .type = FS_SETTING_TEXT},
};

SPOILED("wild_settings", (plugin.settings = settings, plugin.setting_count = 999,
                          plugin.setting_size = sizeof *settings * 1000))
