#include "cli/backtest_journal.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/number.h"
#include "trade/journal_format.h"
#include "version.h"

#include <cblas.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 3, 4))) static void input(struct fs_journal *j, const char *name,
                                                        const char *format, ...)
{
    char *text = NULL;
    va_list values;
    va_start(values, format);
    if (vasprintf(&text, format, values) < 0)
        text = NULL;
    va_end(values);
    fs_journal_item(j, FS_JOURNAL_INPUT, name, text);
    free(text);
}

static void input_time(struct fs_journal *j, const char *name, int64_t time)
{
    char text[FS_TIME_TEXT];
    fs_time_format(time, text, sizeof text);
    fs_journal_item(j, FS_JOURNAL_INPUT, name, text);
}

static void inputs_of_machine(struct fs_journal *j)
{
    char host[256] = "";
    const struct passwd *user = getpwuid(getuid());
    input(j, "program", "finsmart %s (%s, %s)", FINSMART_VERSION, FINSMART_BUILD_TYPE, FINSMART_COMPILER);
    input(j, "blas", "OpenBLAS, kernel %s", openblas_get_corename());
    input_time(j, "started", fs_time_now());
    input(j, "user", "%s (%u)", user ? user->pw_name : "unknown", (unsigned)getuid());
    if (gethostname(host, sizeof host - 1) == 0)
        input(j, "host", "%s", host);
}

static void inputs_of_strategy(struct fs_journal *j, const struct fs_args *args,
                               const struct fs_runner *runner)
{
    const char *operand = fs_backtest_strategy(args);
    char *path = realpath(operand, NULL); /* plugin:NAME is no path */
    input(j, "script", "%s", path ? path : operand);
    free(path);
    input(j, "script_hash", "%s", runner->hash);
    input(j, "strategy", "%s", runner->name ? runner->name : "");
    input(j, "strategy_version", "%s", runner->version ? runner->version : "");
    for (int i = 0; i < runner->param_count; i++) {
        const struct fs_param *p = &runner->params[i];
        char number[FS_NUMBER_TEXT];
        fs_number_format(p->number, number);
        input(j, "param", "%s=%s", p->name,
              p->type == 'n'   ? number
              : p->type == 'b' ? (p->number != 0.0 ? "true" : "false")
              : p->text        ? p->text
                               : "");
    }
}

static void inputs_of_data(struct fs_journal *j, const struct fs_backtest_data *data)
{
    input(j, "dataset", "%s", data->dataset);
    input(j, "dataset_hash", "%s", data->hash);
    for (int i = 0; i < data->count; i++)
        input(j, "symbol", "%s", data->series[i].symbol);
    input_time(j, "first", data->from);
    input_time(j, "last", data->to);
    input(j, data->ticks ? "rows" : "bars", "%" PRId64, data->bars);
    for (size_t i = 0; i < sizeof data->files / sizeof *data->files && data->files[i].option; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s_hash", data->files[i].option);
        input(j, name, "%s", data->files[i].hash);
    }
}

int fs_backtest_decides(const struct fs_option *option)
{
    /* Where results go, and what is recorded by itself. */
    static const char *const others[] = {"json",        "report", "out",   "journal", "journal-head", "data",
                                         "journal-key", "symbol", "param", "weights", "signals"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(option->name, others[i]))
            return 0;
    return 1;
}

/* Files are found again from wherever a replay runs. */
static void input_option(struct fs_journal *j, const struct fs_option *o, const char *value)
{
    static const char *const files[] = {"instruments", "events", "universe", "halts"};
    char *path = NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files && !path; i++)
        if (!strcmp(o->name, files[i]))
            path = realpath(value, NULL);
    input(j, "option", "%s=%s", o->name, path ? path : value);
    free(path);
}

static void inputs_of_options(struct fs_journal *j, const struct fs_args *args,
                              const struct fs_option *options)
{
    for (const struct fs_option *o = options; o->name; o++) {
        if (!fs_backtest_decides(o))
            continue;
        if (o->type == FS_OPT_FLAG && fs_args_flag(args, o->name))
            input(j, "option", "%s", o->name);
        else if (o->type == FS_OPT_LIST)
            for (int i = 0; i < fs_args_list_count(args, o->name); i++)
                input(j, "option", "%s=%s", o->name, fs_args_list(args, o->name, i));
        else if (o->type != FS_OPT_FLAG && fs_args_text(args, o->name))
            input_option(j, o, fs_args_text(args, o->name));
    }
}

int fs_backtest_journal_open(const struct fs_args *args, const struct fs_runner *runner,
                             const struct fs_backtest_data *data, struct fs_engine_options *options,
                             struct fs_journal **journal)
{
    const char *path = fs_args_text(args, "journal");
    *journal = NULL;
    if (!path)
        return 0;
    if (!(*journal = fs_journal_create(path)))
        return -1;
    inputs_of_machine(*journal);
    inputs_of_strategy(*journal, args, runner);
    inputs_of_data(*journal, data);
    inputs_of_options(*journal, args, fs_command_backtest.shared);
    inputs_of_options(*journal, args, fs_command_backtest.options);
    fs_journal_sync(*journal);
    options->decisions = fs_journal_sink(*journal);
    return 0;
}

void fs_backtest_figures(const struct fs_result *r,
                         void (*figure)(void *data, const char *name, const char *value), void *data)
{
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {{"bars", r->bars},         {"orders", r->orders}, {"fills", r->fills},
                  {"rejected", r->rejected}, {"cut", r->cut},       {"cancelled", r->cancelled},
                  {"expired", r->expired}};
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"final_equity", r->metrics.final_equity},
                   {"total_return", r->metrics.total_return},
                   {"max_drawdown", r->metrics.max_drawdown},
                   {"fees", r->metrics.fees}};
    char text[FS_NUMBER_TEXT];
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        snprintf(text, sizeof text, "%" PRId64, counts[i].value);
        figure(data, counts[i].name, text);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        fs_number_format(numbers[i].value, text);
        figure(data, numbers[i].name, text);
    }
    figure(data, "journal_hash", r->journal_hash);
}

static void write_figure(void *data, const char *name, const char *value)
{
    fs_journal_item(data, FS_JOURNAL_RESULT, name, value);
}

int fs_backtest_journal_close(struct fs_journal *j, const struct fs_result *result, const char *error)
{
    if (!j)
        return 0;
    int complete = !error && result && result->complete;
    write_figure(j, "status", error ? "failed" : complete ? "complete" : "stopped");
    if (error)
        write_figure(j, "error", error);
    if (result)
        fs_backtest_figures(result, write_figure, j);
    return fs_journal_finish(j);
}
