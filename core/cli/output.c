#include "base/error.h"
#include "cli/cli.h"

#include <poll.h>
#include <stdlib.h>
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
