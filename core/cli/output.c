#include "base/error.h"
#include "cli/cli.h"

#include <libgen.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int fs_partial_hint(const char *folder, const char *what)
{
    struct fs_error *error = fs_error_take();
    char *hint = error ? error->hint : NULL;
    if (error)
        error->hint = NULL;
    fs_error_restore(error);
    fs_error_hint("%s%sthe files in %s are partial: %s", hint ? hint : "", hint ? "\n  hint: " : "", folder,
                  what);
    free(hint);
    return -1;
}

int fs_reader_left(void)
{
    struct pollfd item = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&item, 1, 0) == 1 && item.revents & POLLERR;
}

int fs_output_place(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return fs_error_set(FS_E_USAGE, "%s: is a folder; expected the name of a file for the report", path);
    char *copy = strdup(path);
    if (!copy)
        return fs_error_nomem();
    int wrong = access(dirname(copy), W_OK);
    free(copy);
    return wrong ? fs_error_errno("%s: the report cannot be written there", path) : 0;
}
