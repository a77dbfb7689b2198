#include "base/activity.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/replace.h"
#include "cli/cli.h"
#include "script/study.h"

#include <stdlib.h>
#include <string.h>

static int write_file(const char *path, const char *bytes, size_t length)
{
    struct fs_replace replace;
    if (fs_replace_open(&replace, path))
        return -1;
    fwrite(bytes, 1, length, replace.file); /* commit looks at the stream's error */
    return fs_replace_commit(&replace);
}

static int print_json(struct fs_study *study)
{
    json_t *json = fs_study_json(study);
    if (!json)
        return -1;
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    putchar('\n');
    json_decref(json);
    return 0;
}

static int print_text(struct fs_study *study)
{
    char *text = fs_study_text(study);
    if (!text)
        return -1;
    puts(text);
    free(text);
    return 0;
}

static int write_html(struct fs_study *study, const char *path)
{
    size_t length;
    char *html = fs_study_html(study, &length);
    int status = html ? write_file(path, html, length) : -1;
    free(html);
    if (status == 0)
        fprintf(stderr, "wrote %s\n", path);
    return status;
}

static int run(const struct fs_args *args)
{
    const char *params[256];
    int count = fs_args_list_count(args, "arg");
    int json = fs_args_flag(args, "json");
    const char *html = fs_args_text(args, "html");
    if (count > 256)
        return fs_error_set(FS_E_USAGE, "more than 256 times --arg");
    for (int i = 0; i < count; i++)
        params[i] = fs_args_list(args, "arg", i);
    struct fs_study_options options = {
        .params = params,
        .param_count = count,
        .memory_limit = (size_t)fs_activity()->memory_limit,
        .home = fs_args_home(args),
        /* With --json, standard output is one document. */
        .out = json ? stderr : stdout,
    };
    struct fs_study *study = fs_study_load(fs_args_operand(args, 0), &options);
    fs_progress_begin("running", "", 0);
    int status = study ? fs_study_run(study) : -1;
    fs_progress_end();
    if (status == 0 && html)
        status = write_html(study, html);
    if (status == 0 && json)
        status = print_json(study);
    else if (status == 0 && !html)
        status = print_text(study);
    fs_study_free(study);
    return status;
}

static const struct fs_option options[] = {
    {.name = "arg", .type = FS_OPT_LIST, .value = "NAME=VALUE", .doc = "set a parameter of the script"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print what the script returned as one JSON document"},
    {.name = "html", .type = FS_OPT_TEXT, .value = "FILE", .doc = "write what the script returned as a page"},
    {0},
};

const struct fs_command fs_command_run = {
    .name = "run",
    .summary = "Run a study or a report",
    .operands = "SCRIPT",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .description =
        "Runs a script that returns study{...} or report{...} and prints what its run function returned: "
        "tables, series, frames and numbers. In JSON a missing number is null.",
    .examples = "finsmart run scripts/studies/drawdowns.lua\n"
                "finsmart run scripts/studies/drawdowns.lua --json",
    .flags = FS_COMMAND_SCRIPT,
    .run = run,
};
