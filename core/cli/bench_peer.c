#include "base/error.h"
#include "base/paths.h"
#include "cli/bench.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *fs_bench_python(const struct fs_args *args)
{
    static char path[PATH_MAX];
    if (fs_args_text(args, "python"))
        return fs_args_text(args, "python");
    snprintf(path, sizeof path, "%s/build/peers/bin/python", fs_paths_share());
    return access(path, X_OK) == 0 ? path : NULL;
}

/* Everything that can be read from `fd`, NUL-terminated; NULL when out of memory. */
static char *read_all(int fd)
{
    size_t size = 0, room = 1 << 16;
    char *text = malloc(room);
    while (text) {
        ssize_t n = read(fd, text + size, room - size - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        size += (size_t)n;
        if (room - size < 2) {
            char *larger = realloc(text, room *= 2);
            if (!larger)
                free(text);
            text = larger;
        }
    }
    if (text)
        text[size] = '\0';
    return text;
}

/* The last line of a text that starts with '{', or NULL. Cuts the text behind it. */
static char *last_object(char *text)
{
    char *found = NULL;
    for (char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (*line == '{')
            found = line;
    if (found)
        found[strcspn(found, "\n")] = '\0';
    return found;
}

json_t *fs_bench_peer(const char *const *argv)
{
    int pipes[2];
    char errors[] = "/tmp/finsmart-bench-XXXXXX";
    int error_fd = mkostemp(errors, O_CLOEXEC);
    if (error_fd < 0 || pipe2(pipes, O_CLOEXEC)) {
        fs_error_errno("could not start %s", argv[0]);
        return NULL;
    }
    unlink(errors);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, error_fd, STDERR_FILENO);
    pid_t pid;
    int failure = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes[1]);
    json_t *result = NULL;
    if (failure) {
        errno = failure;
        fs_error_errno("could not start %s", argv[0]);
    } else {
        char *text = read_all(pipes[0]);
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        char *line = text && status == 0 ? last_object(text) : NULL;
        if (line)
            result = json_loads(line, 0, NULL);
        if (!result) {
            char tail[400] = "";
            off_t size = lseek(error_fd, 0, SEEK_END);
            ssize_t n = pread(error_fd, tail, sizeof tail - 1, size > 399 ? size - 399 : 0);
            tail[n > 0 ? n : 0] = '\0';
            fs_error_set(FS_E_IO, "%s %s failed (status %d): ...%s", argv[0], argv[1], status, tail);
        }
        free(text);
    }
    close(pipes[0]);
    close(error_fd);
    return result;
}
