#include "base/activity.h"
#include "base/cancel.h"
#include "base/error.h"
#include "cli/cli.h"
#include "script/testing.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 32 };
static const char no_tests[] = "a test file has lines such as test(\"buys low\", function(t) ... end)";

struct files {
    char **paths;
    size_t count, capacity;
};

struct report {
    int json, quiet;
    int passed, failed, files_failed;
    json_t *tests, *coverage;
};

static int add_file(struct files *files, const char *path)
{
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? files->capacity * 2 : 64;
        char **paths = realloc(files->paths, capacity * sizeof *paths);
        if (!paths)
            return fs_error_nomem();
        files->paths = paths;
        files->capacity = capacity;
    }
    if (!(files->paths[files->count] = strdup(path)))
        return fs_error_nomem();
    files->count++;
    return 0;
}

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && !strcmp(text + length - end_length, end);
}

static int add_folder(struct files *files, const char *folder, int depth);

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int add_entry(struct files *files, const char *folder, const char *name, int depth)
{
    char *path = NULL;
    struct stat info;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return fs_error_nomem();
    int status = 0;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        status = add_folder(files, path, depth + 1);
    else if (ends_with(name, "_test.lua"))
        status = add_file(files, path);
    free(path);
    return status;
}

/* The *_test.lua below a folder, in the order of their names. */
static int add_folder(struct files *files, const char *folder, int depth)
{
    struct dirent **entries;
    if (depth > DEPTH_MAX)
        return fs_error_set(FS_E_INPUT, "'%s': folders nested more than %d deep", folder, DEPTH_MAX);
    int count = scandir(folder, &entries, visible, alphasort);
    if (count < 0)
        return fs_error_errno("could not read the folder '%s'", folder);
    int status = 0;
    for (int i = 0; i < count; i++) {
        if (status == 0)
            status = add_entry(files, folder, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* A message of several lines as a TAP diagnostic. */
static void print_diagnostic(const char *message)
{
    for (const char *line = message; *line;) {
        size_t length = strcspn(line, "\n");
        printf("#   %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static void on_test(void *data, const char *file, const char *name, const char *message)
{
    struct report *report = data;
    if (message)
        report->failed++;
    else
        report->passed++;
    if (report->json) {
        json_array_append_new(report->tests, json_pack("{s:s,s:s,s:b,s:s?}", "file", file, "name", name, "ok",
                                                       message == NULL, "message", message));
        return;
    }
    printf("%s %d - %s: %s\n", message ? "not ok" : "ok", report->passed + report->failed, file, name);
    if (message)
        print_diagnostic(message);
    fflush(stdout);
}

static void on_covered(void *data, const char *script, int ran, int lines, const char *missed)
{
    struct report *report = data;
    json_array_append_new(report->coverage, json_pack("{s:s,s:i,s:i,s:s}", "script", script, "ran", ran,
                                                      "lines", lines, "missed", missed));
    if (!report->json)
        printf("# coverage of %s: %d of %d lines (%.1f %%)%s%s\n", script, ran, lines,
               lines ? 100.0 * ran / lines : 100.0, *missed ? ", not run: " : "", missed);
}

static int run_files(const struct files *files, const struct fs_testing_options *options,
                     struct report *report)
{
    const struct fs_testing_listener listener = {on_test, on_covered, report};
    for (size_t i = 0; i < files->count && !fs_cancel_requested(); i++) {
        if (fs_testing_run(files->paths[i], options, &listener) == 0)
            continue;
        char *text = fs_error_text(fs_error_last());
        report->files_failed++;
        on_test(report, files->paths[i], "loads", text ? text : "out of memory");
        free(text);
        fs_error_clear();
    }
    if (fs_cancel_requested())
        return fs_error_set(FS_E_CANCELLED, "stopped after %d tests", report->passed + report->failed);
    if (report->passed + report->failed)
        return 0;
    if (options->contains)
        return fs_error_set(FS_E_NOT_FOUND, "no test has '%s' in its name", options->contains);
    fs_error_set(FS_E_NOT_FOUND, "no tests found: %s has none", files->paths[0]);
    return fs_error_hint("%s", no_tests);
}

static int find_files(const struct fs_args *args, struct files *files)
{
    for (int i = 0; i < fs_args_count(args); i++) {
        const char *path = fs_args_operand(args, i);
        struct stat info;
        if (stat(path, &info))
            return fs_error_errno("could not find '%s'", path);
        if (S_ISDIR(info.st_mode) ? add_folder(files, path, 0) : add_file(files, path))
            return -1;
    }
    if (files->count == 0) {
        fs_error_set(FS_E_NOT_FOUND, "no tests found: no file's name ends with _test.lua");
        return fs_error_hint("%s", no_tests);
    }
    return 0;
}

static int run(const struct fs_args *args)
{
    struct files files = {0};
    struct report report = {
        .json = fs_args_flag(args, "json"), .tests = json_array(), .coverage = json_array()};
    struct fs_testing_options options = {
        .memory_limit = (size_t)fs_activity()->memory_limit,
        .home = fs_args_home(args),
        .coverage = fs_args_flag(args, "coverage"),
        .contains = fs_args_text(args, "only"),
    };
    int status = find_files(args, &files);
    if (status == 0)
        status = run_files(&files, &options, &report);
    if (status == 0 && report.json) {
        json_t *out = json_pack("{s:i,s:i,s:O,s:O}", "passed", report.passed, "failed", report.failed,
                                "tests", report.tests, "coverage", report.coverage);
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
    } else if (status == 0) {
        printf("1..%d\n# %d passed, %d failed\n", report.passed + report.failed, report.passed,
               report.failed);
    }
    json_decref(report.tests);
    json_decref(report.coverage);
    for (size_t i = 0; i < files.count; i++)
        free(files.paths[i]);
    free(files.paths);
    return status ? status : report.failed > 0;
}

static const struct fs_option options[] = {
    {.name = "only",
     .type = FS_OPT_TEXT,
     .value = "TEXT",
     .doc = "run only tests whose name has this text in it"},
    {.name = "coverage", .type = FS_OPT_FLAG, .doc = "say which lines of the tested scripts ran"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document instead of TAP"},
    {0},
};

const struct fs_command fs_command_test = {
    .name = "test",
    .summary = "Run the tests of scripts",
    .operands = "PATH...",
    .min_operands = 1,
    .max_operands = -1,
    .options = options,
    .description = "Runs the given files of tests, and of folders all files whose names end with _test.lua. "
                   "The output is "
                   "TAP (Test Anything Protocol); the exit status is 1 where a test fails.",
    .examples = "finsmart test scripts/\nfinsmart test scripts/strategies --coverage",
    .flags = FS_COMMAND_SCRIPT,
    .run = run,
};
