#include "base/cancel.h"
#include "base/cut_short.h"
#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/paths.h"
#include "cli/bar.h"
#include "cli/cli.h"
#include "cli/journal_signer.h"
#include "work/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Standard output that could not be written (a full disk, say) is a failure; a reader that has seen enough is none. */
static int flush_output(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE || fs_reader_left())
        return status;
    errno = errno ? errno : EIO; /* it failed earlier: nobody knows how any more */
    fs_error_errno("could not write the output");
    return status ? status : fail(NULL);
}

/* The nearest folder above `path` that exists (itself, where it is one); free() it. */
static char *existing_folder(const char *path)
{
    char *folder = strdup(path);
    struct stat info;
    while (folder && (stat(folder, &info) || !S_ISDIR(info.st_mode))) {
        char *shorter = strdup(dirname(folder));
        free(folder);
        folder = shorter;
    }
    return folder;
}

/* Limits this process, a worker, to what the command line says it may write; for a server, also what it may read. */
static int confine(const struct fs_args *args, const struct fs_work_limits *limits)
{
    static const char *const outputs[] = {"out", "report", "html", "journal", "coverage-out", "bad-rows"};
    int in_pool = (fs_args_command(args)->flags & FS_COMMAND_POOL) != 0; /* its leader writes */
    char *writable[8] = {NULL}, *readable[8] = {NULL};
    size_t count = 0, seen = 0;
    if (fs_work_is_served()) {
        readable[seen++] = fs_paths_join(fs_args_home(args), "history");
        for (int i = 0; i < fs_args_count(args) && i < 2; i++)
            readable[seen++] =
                existing_folder(fs_args_operand(args, i)); /* of the script, with what it imports */
        readable[seen++] = fs_paths_join(fs_paths_share(), "scripts");
        readable[seen++] = strdup(fs_paths_plugins());
    } else if (!in_pool) {
        writable[count++] = existing_folder(fs_args_home(args));
    }
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs && !in_pool; i++)
        if (fs_args_given(args, outputs[i]))
            writable[count++] = existing_folder(fs_args_text(args, outputs[i]));
    if (!in_pool && fs_args_given(args, "map") && !fs_args_given(args, "bad-rows"))
        writable[count++] = existing_folder("."); /* where import lists bad rows */
    int status = fs_work_confine(limits, (const char *const *)writable,
                                 fs_work_is_served() ? (const char *const *)readable : NULL);
    while (count)
        free(writable[--count]);
    while (seen)
        free(readable[--seen]);
    return status;
}

/* Closes the signer of a command that ended with `status`; where both failed, both are told. */
static int close_signer(struct fs_journal_signer *signer, int status)
{
    struct fs_error *error = status < 0 ? fs_error_take() : NULL;
    int unsigned_head = fs_journal_signer_close(signer);
    if (!error)
        return unsigned_head ? -1 : status;
    if (unsigned_head)
        fprintf(stderr, "finsmart: %s\n", fs_error_last()->message);
    return fs_error_restore(error);
}

/* Runs the command: here, or for one that runs a script in a process of its own. */
static int dispatch(const struct fs_args *args, char **argv)
{
    const struct fs_command *command = fs_args_command(args);
    int runs_script = (command->flags & FS_COMMAND_SCRIPT) != 0;
    if (!runs_script || (command->script_option && !fs_args_given(args, command->script_option)))
        return command->run(args);
    struct fs_work_limits limits = {fs_args_number(args, "time-limit"),
                                    fs_args_int(args, "memory-limit") << 20,
                                    (command->flags & FS_COMMAND_INTERACTIVE) != 0};
    int pool = (command->flags & FS_COMMAND_POOL) != 0;
    if (pool && !fs_work_is_worker())
        return fs_work_pin(argv) ? -1 : command->run(args);
    if (pool)
        limits.seconds = INFINITY; /* its leader watches the clock */
    if (!fs_work_is_worker()) {
        struct fs_journal_signer *signer;
        if (fs_journal_signer_open(args, &signer))
            return -1;
        struct fs_work_beside beside = {fs_journal_signer_look, signer};
        int status = fs_work_supervise_beside(argv, &limits, signer ? &beside : NULL);
        status = close_signer(signer, status);
        if (status < 0 && fs_args_given(args, "out"))
            fs_partial_hint(fs_args_text(args, "out"), "the last rows are missing, and one may be cut");
        return status;
    }
    return confine(args, &limits) ? -1 : command->run(args);
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
        if (!fs_args_flag(args, "no-progress") && !fs_work_is_worker())
            fs_bar_start();
        status = dispatch(args, argv - 1);
        fs_bar_stop();
        if (status < 0)
            status = fail(command->name);
    }
    fs_args_free(args);
    fs_error_clear();
    return flush_output(status);
}

/* Started without a standard stream (`>&-`), the next file that is opened would get its number, and what is printed would
 * go into that file. What holds the place refuses to be written, so a closed output still is a failure. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", fd ? O_RDONLY : O_WRONLY); /* the lowest free number: this one */
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error of the write, like a full disk */
    fs_cut_short_install();
    fs_cancel_install(fs_work_is_worker());
    if (fs_work_be_watched())
        return fail(NULL);
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
