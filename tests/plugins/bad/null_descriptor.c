/* There is no descriptor. */
#include <finsmart/plugin.h>

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return NULL;
}
