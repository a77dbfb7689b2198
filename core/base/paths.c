#include "base/paths.h"

#include "base/error.h"
#include "version.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *fs_paths_self(void)
{
    static char self[PATH_MAX];
    if (!*self) {
        ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
        if (length <= 0)
            strcpy(self, "finsmart");
    }
    return self;
}

/* The folder of the program's file, with `relative` behind it, into `out`. Is `probe` in it? */
static int beside_self(const char *relative, const char *probe, char out[PATH_MAX])
{
    char folder[PATH_MAX], file[PATH_MAX + 64];
    snprintf(folder, sizeof folder, "%s", fs_paths_self());
    char *slash = strrchr(folder, '/');
    if (!slash)
        return 0;
    *slash = '\0';
    if ((size_t)snprintf(file, sizeof file, "%s/%s", folder, relative) >= PATH_MAX || !realpath(file, out))
        return 0;
    snprintf(file, sizeof file, "%s/%s", out, probe);
    return access(file, F_OK) == 0;
}

const char *fs_paths_share(void)
{
    static char share[PATH_MAX];
    const char *override = getenv("FINSMART_SHARE");
    if (override && *override)
        return override;
    if (!*share && !beside_self("../share/finsmart", "scripts", share))
        snprintf(share, sizeof share, "%s", FINSMART_SOURCE_DIR);
    return share;
}

const char *fs_paths_pkgconfig(void)
{
    static char folder[PATH_MAX];
    if (beside_self("../" FINSMART_LIBDIR "/pkgconfig", "finsmart.pc", folder) ||
        beside_self("pkgconfig", "finsmart.pc", folder))
        return folder;
    return NULL;
}

const char *fs_paths_plugins(void)
{
    static char plugins[PATH_MAX];
    const char *override = getenv("FINSMART_PLUGINS");
    if (override && *override)
        return override;
    if (!*plugins && !beside_self("plugins", "", plugins) &&
        !beside_self("../" FINSMART_LIBDIR "/finsmart/plugins", "", plugins))
        snprintf(plugins, sizeof plugins, "%s", FINSMART_BINARY_DIR "/plugins");
    return plugins;
}

char *fs_paths_join(const char *folder, const char *name)
{
    char *path = NULL;
    size_t length = strlen(folder);
    if (asprintf(&path, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name) < 0) {
        fs_error_nomem();
        return NULL;
    }
    return path;
}
