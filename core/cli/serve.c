/* finsmart serve: the server. */
#include "base/error.h"
#include "base/log.h"
#include "cli/cli.h"
#include "script/config_file.h"
#include "server/server.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* The configuration: the file's, and what the command line says over it. NULL with an error that tells every mistake. */
static struct fs_config *load(const struct fs_args *args)
{
    static const char *const keys[][3] = {{"home", "home", "--home"},
                                          {"log-level", "log.level", "--log-level"},
                                          {"listen", "listen", "--listen"}};
    struct fs_config_override overrides[3];
    int count = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (fs_args_given(args, keys[i][0]))
            overrides[count++] =
                (struct fs_config_override){keys[i][1], fs_args_text(args, keys[i][0]), keys[i][2]};
    struct fs_config_problems *problems = fs_config_problems_new();
    struct fs_config *config =
        problems ? fs_config_file_load(fs_args_text(args, "config"), overrides, count, problems) : NULL;
    if (!config && problems)
        fs_config_problems_fail(problems);
    fs_config_problems_free(problems);
    return config;
}

/* Lines go where the configuration says. -1 with an error. */
static int open_log(const struct fs_config_log *log)
{
    static int last = -1;
    fs_log_set_level(log->level);
    fs_log_set_json(log->format == FS_LOG_FORMAT_JSON);
    if (!*log->file)
        return 0;
    int fd = open(log->file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0)
        return fs_error_errno("%s: the log cannot be written", log->file);
    fs_log_set_fd(fd);
    if (last >= 0)
        close(last);
    last = fd;
    return 0;
}

static volatile sig_atomic_t hung_up;

static void note_hang_up(int signal)
{
    (void)signal;
    hung_up = 1;
}

struct serving {
    struct fs_server *server;
    const struct fs_config_log *log;
};

/* SIGHUP: the log is opened anew (its file may have been moved away), certificates are read again. */
static void look(void *user)
{
    const struct serving *s = user;
    if (!hung_up)
        return;
    hung_up = 0;
    if (open_log(s->log))
        fs_log_error(FS_LOG_ERROR, "the log stays where it is", NULL);
    if (fs_server_reload(s->server))
        fs_log_error(FS_LOG_ERROR, "the certificates stay as they were", NULL);
    else
        fs_log(FS_LOG_INFO, "log and certificates are read anew", NULL);
}

static void announce(const struct fs_server *server)
{
    const char *key = fs_server_first_key(server);
    if (key)
        printf("the first administrator's key is in %s\n", key);
    for (int i = 0; fs_server_address(server, i); i++)
        printf("listening on %s\n", fs_server_address(server, i));
    fflush(stdout);
}

static int run(const struct fs_args *args)
{
    struct fs_config *config = load(args);
    struct fs_server *server = config && !open_log(&config->log) ? fs_server_new(config) : NULL;
    int status = -1;
    if (server) {
        struct serving serving = {server, &config->log};
        signal(SIGHUP, note_hang_up);
        announce(server);
        status = fs_server_run(server, look, &serving);
        struct fs_error *error = status ? fs_error_take() : NULL;
        if (fs_server_free(server))
            status = -1;
        if (error)
            status = fs_error_restore(error);
    }
    fs_config_free(config);
    return status;
}

static const struct fs_option options[] = {
    {.name = "config",
     .letter = 'c',
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "the configuration; else all defaults"},
    {.name = "listen",
     .type = FS_OPT_TEXT,
     .value = "ADDRESS",
     .doc = "instead of the configuration's: 127.0.0.1:8080, [::1]:0 (a free port), unix:/path"},
    {0},
};

const struct fs_command fs_command_serve = {
    .name = "serve",
    .summary = "Serve the HTTP API: data, scripts, jobs, people",
    .operands = "",
    .options = options,
    .description = "Without a configuration it listens on 127.0.0.1:8080, this machine only, and keeps all "
                   "it has under --home. "
                   "On the "
                   "first start the key of a first administrator is written to a file that only its owner "
                   "can read; its path "
                   "is printed. Everything that changes the server's state stands in a journal "
                   "(HOME/journal) before it is "
                   "acknowledged.\n\n"
                   "SIGTERM or Ctrl-C end it: requests under way are finished, jobs under way are ended and "
                   "marked with the "
                   "reason. SIGHUP opens the log anew and reads certificates again.",
    .examples =
        "finsmart serve\n"
        "finsmart serve --config /etc/finsmart/finsmart.lua\n"
        "curl -H \"Authorization: Bearer $(cat finsmart-data/admin.key)\" http://127.0.0.1:8080/v1/datasets",
    .run = run,
};
