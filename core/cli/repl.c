#include "base/activity.h"
#include "base/error.h"
#include "base/paths.h"
#include "cli/cli.h"
#include "cli/edit.h"
#include "script/session.h"
#include "version.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROMPT      "> "
#define PROMPT_MORE "... "

/* The session whose chunk Ctrl-C stops; set while one runs. */
static struct fs_session *running;
static volatile sig_atomic_t stopped; /* Ctrl-C came */

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
    if (running)
        fs_session_interrupt(running);
}

/* The lines of a chunk so far. */
struct chunk {
    char *text;
    size_t length;
};

static int add_line(struct chunk *chunk, const char *line)
{
    size_t more = strlen(line);
    char *text = realloc(chunk->text, chunk->length + more + 2);
    if (!text)
        return fs_error_nomem();
    memcpy(text + chunk->length, line, more);
    chunk->text = text;
    chunk->length += more;
    chunk->text[chunk->length++] = '\n';
    chunk->text[chunk->length] = '\0';
    return 0;
}

static void forget(struct chunk *chunk)
{
    free(chunk->text);
    *chunk = (struct chunk){NULL, 0};
}

static void print_error(void)
{
    char *text = fs_error_text(fs_error_last());
    fflush(stdout);
    fprintf(stderr, "%s\n", text ? text : "out of memory");
    free(text);
    fs_error_clear();
}

/* Runs what was typed. 1 when more lines are needed, 0 when it ran, -1 when it failed (and the error is shown). */
static int evaluate(struct fs_session *session, struct chunk *chunk)
{
    const char *text = chunk->text;
    size_t blank = strspn(text, " \t\n");
    if (text[blank] == '\0') {
        forget(chunk);
        return 0;
    }
    if (text[blank] == '=' && text[blank + 1] != '=')
        text += blank + 1;
    char *shown;
    running = session;
    int result = fs_session_eval(session, text, &shown);
    running = NULL;
    if (result == FS_SESSION_MORE)
        return 1;
    if (result == FS_SESSION_ERROR)
        print_error();
    if (shown)
        puts(shown);
    free(shown);
    forget(chunk);
    fflush(stdout);
    return result == FS_SESSION_ERROR ? -1 : 0;
}

static int complete(void *data, const char *word, char ***names)
{
    int count = fs_session_complete(data, word, names);
    if (count < 0)
        fs_error_clear();
    return count;
}

/* The history lies in the home folder, which is made for it. */
static char *history_path(const char *home)
{
    if (mkdir(home, 0777) && errno != EEXIST)
        return NULL;
    return fs_paths_join(home, "repl_history");
}

static int talk(struct fs_session *session, const char *home)
{
    char *path = history_path(home);
    struct fs_edit *edit = fs_edit_new(path, complete, session);
    free(path);
    if (!edit)
        return -1;
    printf("finsmart %s. help() says what there is, Tab completes, Ctrl-C stops, Ctrl-D leaves.\n",
           FINSMART_VERSION);
    struct chunk chunk = {NULL, 0};
    int status = 0, how;
    const char *line;
    while (status == 0 &&
           (how = fs_edit_line(edit, chunk.text ? PROMPT_MORE : PROMPT, &line)) != FS_EDIT_END) {
        if (how == FS_EDIT_BREAK)
            forget(&chunk);
        else if (!(status = add_line(&chunk, line)))
            evaluate(session, &chunk);
    }
    putchar('\n');
    forget(&chunk);
    fs_edit_free(edit);
    return status;
}

/* Lines from a pipe or a file: no prompt; goes on after an error, and exits with 1 then. */
static int read_all(struct fs_session *session)
{
    struct chunk chunk = {NULL, 0};
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int failed = 0, more = 0, status = 0;
    while (status == 0 && !stopped && (length = getline(&line, &room, stdin)) >= 0) {
        if (strlen(line) != (size_t)length) {
            status = fs_error_set(FS_E_INPUT, "the input holds a NUL byte; expected text");
            break;
        }
        line[strcspn(line, "\n")] = '\0';
        if (!(status = add_line(&chunk, line))) {
            more = evaluate(session, &chunk);
            failed |= more < 0;
        }
    }
    if (status == 0 && stopped)
        status = fs_error_set(FS_E_CANCELLED, "stopped by Ctrl-C");
    else if (status == 0 && ferror(stdin))
        status = fs_error_errno("can't read the input");
    if (status == 0 && more == 1) {
        status = fs_error_set(FS_E_SCRIPT, "the input ends in the middle of a statement");
        fs_error_hint("an 'end', a ')' or a '}' may be missing");
    }
    forget(&chunk);
    free(line);
    return status ? status : failed;
}

static int run(const struct fs_args *args)
{
    struct fs_session_options options = {
        .memory_limit = (size_t)fs_activity()->memory_limit,
        .home = fs_args_home(args),
        .out = stdout,
    };
    struct fs_session *session = fs_session_new(&options);
    if (!session)
        return -1;
    setlocale(LC_CTYPE, ""); /* what is typed may be more than ASCII */
    int interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    struct sigaction action = {.sa_handler = on_signal}, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before);
    int status = interactive ? talk(session, fs_args_home(args)) : read_all(session);
    sigaction(SIGINT, &before, NULL);
    fs_session_free(session);
    return status;
}

const struct fs_command fs_command_repl = {
    .name = "repl",
    .summary = "Try things out: a prompt with everything a study has",
    .operands = "",
    .description =
        "Reads expressions and statements and shows their values. data.load(\"NAME\") gives a dataset, "
        "help(ta.sma) explains a function, Tab completes a name, an unfinished statement goes on at the "
        "next line, Ctrl-C stops what runs, Ctrl-D leaves. What is typed is kept in repl_history in the "
        "home folder. Reads standard input without a prompt when that is no terminal.",
    .examples = "finsmart repl\n"
                "echo 'ta.sma({1,2,3}, 2)' | finsmart repl",
    .flags = FS_COMMAND_SCRIPT | FS_COMMAND_INTERACTIVE,
    .run = run,
};
