#include "server/folder.h"

#include "base/error.h"

#include <errno.h>
#include <sys/stat.h>

int fs_folder_make(const char *path)
{
    return mkdir(path, 0777) && errno != EEXIST ? fs_error_errno("%s: the folder cannot be made", path) : 0;
}
