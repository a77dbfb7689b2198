#include "script/check.h"
#include "base/error.h"
#include "base/paths.h"
#include "cli/check_bias.h"
#include "cli/cli.h"

#include <jansson.h>
#include <stdlib.h>

static void print_json(const struct fs_findings *findings, int errors)
{
    int count = fs_findings_count(findings);
    json_t *list = json_array();
    for (int i = 0; i < count; i++) {
        const struct fs_finding *f = fs_findings_get(findings, i);
        json_array_append_new(list,
                              json_pack("{s:s,s:i,s:i,s:s,s:s,s:s,s:s?}", "file", f->file, "line", f->line,
                                        "column", f->column, "severity", f->is_error ? "error" : "warning",
                                        "code", f->code, "text", f->text, "hint", f->hint));
    }
    json_t *out = json_pack("{s:i,s:i,s:i,s:o}", "files", fs_findings_files(findings), "errors", errors,
                            "warnings", count - errors, "findings", list);
    json_dumpf(out, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(out);
}

static void print_text(const struct fs_findings *findings, int errors)
{
    int count = fs_findings_count(findings);
    for (int i = 0; i < count; i++) {
        const struct fs_finding *f = fs_findings_get(findings, i);
        printf("%s:%d:%d: %s: %s [%s]\n", f->file, f->line, f->column, f->is_error ? "error" : "warning",
               f->text, f->code);
        if (f->hint)
            printf("    %s\n", f->hint);
    }
    int files = fs_findings_files(findings), warnings = count - errors;
    if (count == 0)
        printf("%d file%s checked, nothing found\n", files, files == 1 ? "" : "s");
    else
        printf("%d file%s checked: %d error%s, %d warning%s\n", files, files == 1 ? "" : "s", errors,
               errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
}

static int run(const struct fs_args *args)
{
    static const char *const of_bias[] = {"data", "symbol", "from", "to", "param"};
    for (size_t i = 0; i < sizeof of_bias / sizeof *of_bias && !fs_args_flag(args, "bias"); i++)
        if (fs_args_given(args, of_bias[i]))
            return fs_error_set(FS_E_USAGE, "--%s goes with --bias, which runs the script over data",
                                of_bias[i]);
    if (fs_args_flag(args, "bias")) {
        int biased = fs_check_bias(args);
        return biased > 0 ? 1 : biased;
    }
    int count = fs_args_count(args);
    const char **paths = calloc((size_t)count, sizeof *paths);
    char *library = fs_paths_join(fs_paths_share(), "scripts/lib");
    struct fs_findings *findings = NULL;
    int status = -1;
    if (!paths || !library) {
        fs_error_nomem();
        goto done;
    }
    for (int i = 0; i < count; i++)
        paths[i] = fs_args_operand(args, i);
    findings = fs_check_scripts(paths, count, library);
    if (!findings)
        goto done;
    int errors = 0;
    for (int i = 0; i < fs_findings_count(findings); i++)
        errors += fs_findings_get(findings, i)->is_error;
    if (fs_args_flag(args, "json"))
        print_json(findings, errors);
    else
        print_text(findings, errors);
    status = errors > 0 || (fs_args_flag(args, "strict") && fs_findings_count(findings) > 0);
done:
    fs_findings_free(findings);
    free(library);
    free(paths);
    return status;
}

static const struct fs_option options[] = {
    {.name = "strict", .type = FS_OPT_FLAG, .doc = "warnings count as errors"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {.name = "bias",
     .type = FS_OPT_FLAG,
     .doc = "run the strategies again over changed data, to see whether they know the future"},
    {.name = "data", .type = FS_OPT_TEXT, .value = "DATASET", .doc = "with --bias: the bars to run over"},
    {.name = "symbol", .type = FS_OPT_LIST, .value = "SYMBOL", .doc = "with --bias: only this symbol"},
    {.name = "from", .type = FS_OPT_TEXT, .value = "DATE", .doc = "with --bias: first bar, inclusive"},
    {.name = "to", .type = FS_OPT_TEXT, .value = "DATE", .doc = "with --bias: last bar, inclusive"},
    {.name = "param",
     .type = FS_OPT_LIST,
     .value = "NAME=VALUE",
     .doc = "with --bias: set a parameter of the strategy"},
    {0},
};

const struct fs_command fs_command_check = {
    .name = "check",
    .summary = "Find mistakes in scripts without running them",
    .operands = "SCRIPT...",
    .min_operands = 1,
    .max_operands = -1,
    .options = options,
    .flags = FS_COMMAND_SCRIPT, /* --bias runs them */
    .description =
        "Reads each script, and the modules it imports, and reports what can't work (errors) and what is "
        "probably not meant (warnings) as FILE:LINE:COLUMN. Without --bias nothing of the script is run. The "
        "exit status is 1 "
        "when there is an error, or with --strict a warning. docs/checking-scripts.md explains every "
        "finding.",
    .examples = "finsmart check strategies/sma_cross.lua\n"
                "finsmart check --strict --json scripts/*.lua\n"
                "finsmart check --bias --data sp500 strategies/sma_cross.lua",
    .run = run,
};
