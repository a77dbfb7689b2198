#include "server/leftovers.h"

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends_in(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length >= tail && !strcmp(name + length - tail, ending);
}

int fs_leftovers_files(const char *path, const char *ending)
{
    int status = 0;
    struct dirent *entry;
    DIR *dir = opendir(path);
    if (!dir)
        return fs_error_errno("%s: cannot be read", path);
    while (!status && (entry = readdir(dir)))
        if (entry->d_type == DT_REG && ends_in(entry->d_name, ending) &&
            unlinkat(dirfd(dir), entry->d_name, 0))
            status = fs_error_errno("%s/%s: cannot be removed", path, entry->d_name);
    closedir(dir);
    return status;
}

void fs_leftovers_remove(const char *home, const char *room, int (*is_known)(void *user, const char *name),
                         void *user)
{
    char *all = fs_paths_join(home, room);
    DIR *dir = all ? opendir(all) : NULL;
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (*entry->d_name == '.')
            continue;
        int known = is_known(user, entry->d_name);
        char *folder = fs_paths_join(all, entry->d_name);
        if (!folder || fs_leftovers_files(folder, known ? ".tmp" : "") ||
            (!known && rmdir(folder) && fs_error_errno("%s: cannot be removed", folder)))
            fs_log_error(FS_LOG_WARN, "what a killed server left could not be removed", NULL);
        fs_error_clear();
        free(folder);
    }
    if (dir)
        closedir(dir);
    free(all);
}
