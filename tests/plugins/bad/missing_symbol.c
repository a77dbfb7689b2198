/* Forgets to export its function. */
#include "../sound.h"

const struct fs_plugin *my_plugin(void);
__attribute__((visibility("default"))) const struct fs_plugin *my_plugin(void)
{
    static struct fs_plugin plugin;
    plugin = sound_plugin("missing_symbol");
    return &plugin;
}
