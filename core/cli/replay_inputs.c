#include "cli/replay_inputs.h"

#include "base/error.h"
#include "cli/backtest_journal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Adds a word of the command line; 0, or -1. */
__attribute__((format(printf, 2, 3))) static int add(struct fs_replay_inputs *in, const char *format, ...)
{
    if (in->count + 1 >= in->capacity) {
        int capacity = in->capacity ? 2 * in->capacity : 64;
        char **more = realloc(in->words, (size_t)capacity * sizeof *more);
        if (!more)
            return fs_error_nomem();
        in->words = more;
        in->capacity = capacity;
    }
    va_list values;
    va_start(values, format);
    int used = vasprintf(&in->words[in->count], format, values);
    va_end(values);
    if (used < 0)
        return fs_error_nomem();
    in->words[++in->count] = NULL;
    return 0;
}

/* An option that was recorded: only those that decide, so that no journal has files written. */
static int add_option(struct fs_replay_inputs *in, const char *text, const char *path)
{
    size_t length = strcspn(text, "=");
    const struct fs_option *const tables[] = {fs_command_backtest.shared, fs_command_backtest.options};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const struct fs_option *o = tables[t]; o->name; o++)
            if (strlen(o->name) == length && !strncmp(o->name, text, length) && fs_backtest_decides(o))
                return add(in, "--%s", text);
    fs_error_set(FS_E_UNSUPPORTED,
                 "%s: was recorded with the option '%.*s', which this version does not have", path,
                 (int)length, text);
    return fs_error_hint("%s recorded it", in->program && *in->program ? in->program : "another version");
}

static int keep(char **to, const char *value)
{
    free(*to);
    *to = strdup(value);
    return *to ? 0 : fs_error_nomem();
}

/* One input; those that say nothing of what to run are for people. */
static int take(struct fs_replay_inputs *in, const char *name, const char *value, const char *path)
{
    const struct {
        const char *name;
        char **to;
    } kept[] = {{"program", &in->program},
                {"script", &in->script},
                {"script_hash", &in->script_hash},
                {"dataset", &in->dataset},
                {"dataset_hash", &in->dataset_hash},
                {"instruments_hash", &in->file_hashes[0]},
                {"events_hash", &in->file_hashes[1]},
                {"universe_hash", &in->file_hashes[2]},
                {"halts_hash", &in->file_hashes[3]},
                {"fx_hash", &in->file_hashes[4]}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!strcmp(name, kept[i].name))
            return keep(kept[i].to, value);
    if (!strcmp(name, "param"))
        return add(in, "--param=%s", value);
    if (!strcmp(name, "symbol"))
        return add(in, "--symbol=%s", value);
    return strcmp(name, "option") ? 0 : add_option(in, value, path);
}

static int finish(struct fs_replay_inputs *in, const struct fs_args *own, const char *path)
{
    const char *script = fs_args_text(own, "script"), *data = fs_args_text(own, "data");
    if (!in->script_hash || !in->dataset_hash || !in->script || !in->dataset)
        return fs_error_set(FS_E_INPUT,
                            "%s: does not say which script ran over which data; it cannot be replayed", path);
    if (add(in, "--data=%s", data ? data : in->dataset) || add(in, "--home=%s", fs_args_home(own)) ||
        add(in, "--memory-limit=%" PRId64, fs_args_int(own, "memory-limit")) || add(in, "--") ||
        add(in, "%s", script ? script : in->script))
        return -1;
    in->args = fs_args_parse(&fs_command_backtest, in->count, in->words);
    return in->args ? 0 : fs_error_wrap(FS_E_INPUT, "%s: its options make no command", path);
}

int fs_replay_inputs_read(struct fs_replay_inputs *in, struct fs_journal_reader *reader,
                          const struct fs_args *own, struct fs_journal_record *record, int *step)
{
    char name[256];
    const char *value;
    size_t length;
    if (add(in, "backtest"))
        return -1;
    while ((*step = fs_journal_next(reader, record)) == FS_JOURNAL_GOOD && record->type == FS_JOURNAL_INPUT) {
        if (fs_journal_item_read(record, name, &value, &length))
            continue;
        char *text = strndup(value, length);
        int failed = text ? take(in, name, text, reader->path) : fs_error_nomem();
        free(text);
        if (failed)
            return -1;
    }
    return finish(in, own, reader->path);
}

void fs_replay_inputs_clear(struct fs_replay_inputs *in)
{
    fs_args_free(in->args);
    for (int i = 0; i < in->count; i++)
        free(in->words[i]);
    free(in->words);
    free(in->program);
    free(in->script);
    free(in->script_hash);
    free(in->dataset);
    free(in->dataset_hash);
    for (int i = 0; i < 4; i++)
        free(in->file_hashes[i]);
    *in = (struct fs_replay_inputs){0};
}
