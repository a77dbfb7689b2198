#include "cli/cli.h"

#include <string.h>

/* One line a command; the order is that of the help text. */
/* clang-format off */
#define FS_COMMAND_LIST(X) \
    X(import) \
    X(export) \
    X(data) \
    X(backtest) \
    X(sweep) \
    X(compare) \
    X(replay) \
    X(audit) \
    X(check) \
    X(new) \
    X(config) \
    X(plugins) \
    X(serve) \
    X(status) \
    X(approve) \
    X(repl) \
    X(run) \
    X(test) \
    X(bench)         \
    X(version)
/* clang-format on */

#define DECLARE(name) extern const struct fs_command fs_command_##name;
FS_COMMAND_LIST(DECLARE)

#define LISTED(name) &fs_command_##name,
const struct fs_command *const fs_commands[] = {FS_COMMAND_LIST(LISTED) NULL};

const struct fs_command *fs_command_find(const char *name)
{
    for (int i = 0; fs_commands[i]; i++)
        if (!strcmp(fs_commands[i]->name, name))
            return fs_commands[i];
    return NULL;
}
