#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/progress.h"
#include "cli/bar.h"
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Prints the thread's error; returns the exit status. */
static int fail(const char *command)
{
    const struct fs_error *error = fs_error_last();
    char *text = fs_error_text(error);
    fprintf(stderr, "finsmart%s%s: %s\n", command ? " " : "", command ? command : "",
            text ? text : "out of memory");
    free(text);
    return error ? fs_error_exit_status(error->code) : 1;
}

static int unknown_command(const char *name)
{
    const char *names[64];
    int count = 0;
    for (int i = 0; fs_commands[i] && count < 64; i++)
        names[count++] = fs_commands[i]->name;
    const char *near = fs_nearest(name, names, count);
    fs_error_set(FS_E_USAGE, "unknown command '%s'", name);
    if (near)
        fs_error_hint("did you mean 'finsmart %s'?", near);
    else
        fs_error_hint("finsmart --help lists the commands");
    return fail(NULL);
}

/* Standard output that could not be written (a full disk, say) is a failure. */
static int flush_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fs_error_errno("could not write the output");
    return status ? status : fail(NULL);
}

static int run(const struct fs_command *command, int argc, char **argv)
{
    struct fs_args *args = fs_args_parse(command, argc, argv);
    if (!args)
        return fail(command->name);
    int status = 0;
    if (fs_args_help(args)) {
        fs_help_command(stdout, command);
    } else {
        if (fs_args_text(args, "log-level"))
            fs_log_set_level(fs_log_level_parse(fs_args_text(args, "log-level")));
        if (!fs_args_flag(args, "no-progress"))
            fs_bar_start(fs_progress_record());
        status = command->run(args);
        fs_bar_stop();
        if (status < 0)
            status = fail(command->name);
    }
    fs_args_free(args);
    fs_error_clear();
    return flush_output(status);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    fs_cancel_install();
    if (argc < 2) {
        fs_help_all(stderr);
        return 2;
    }
    const char *name = argv[1];
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
        const struct fs_command *command = argc > 2 ? fs_command_find(argv[2]) : NULL;
        if (argc > 2 && !strcmp(argv[2], "--man"))
            fs_help_man(stdout);
        else if (command)
            fs_help_command(stdout, command);
        else if (argc > 2)
            return unknown_command(argv[2]);
        else
            fs_help_all(stdout);
        return flush_output(0);
    }
    if (!strcmp(name, "--version"))
        name = "version";
    const struct fs_command *command = fs_command_find(name);
    if (!command)
        return unknown_command(name);
    return run(command, argc - 1, argv + 1);
}
