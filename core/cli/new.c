#include "cli/new.h"
#include "base/error.h"
#include "base/paths.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The skeletons in core/cli/new/, as cmake/embed.lua names them. @NAME@ and @FILE@ stand for what was asked. */
#define DECLARE(kind)                                                                                        \
    extern const unsigned char fs_embedded_cli_new_##kind##_lua[];                                           \
    extern const size_t fs_embedded_cli_new_##kind##_lua_len;
DECLARE(strategy)
DECLARE(rule)
DECLARE(study)
DECLARE(report)
DECLARE(strategy_test)
DECLARE(rule_test)
DECLARE(study_test)

#define TEXT(name) fs_embedded_cli_new_##name##_lua, &fs_embedded_cli_new_##name##_lua_len
static const struct {
    const char *kind;
    const unsigned char *text;
    const size_t *length;
    const unsigned char *test; /* NULL: none */
    const size_t *test_length;
    const char *next; /* how to run it; %s is the file */
} skeletons[] = {
    {"strategy", TEXT(strategy), TEXT(strategy_test), "finsmart backtest %s --data DATASET"},
    {"rule", TEXT(rule), TEXT(rule_test), NULL},
    {"study", TEXT(study), TEXT(study_test), "finsmart run %s --arg dataset=DATASET"},
    {"report", TEXT(report), NULL, NULL, "finsmart run %s --arg dataset=DATASET --html page.html"},
};

/* A name that is one for Lua, for C and for files alike. */
static int check_name(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (length == 0 || name[length] || (name[0] >= '0' && name[0] <= '9') || length > 64) {
        fs_error_set(FS_E_USAGE, "'%s' can't be a name", name);
        return fs_error_hint(
            "expected 1 to 64 lower-case letters, digits and _, beginning with a letter: my_first");
    }
    return 0;
}

int fs_new_write(const char *path, const char *text, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) {
        fs_error_set(FS_E_CONFLICT, "%s is there already", path);
        return fs_error_hint("choose another name, or remove it first");
    }
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out) {
        fs_error_errno("can't create %s", path);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int failed = fwrite(text, 1, length, out) != length;
    if (fclose(out) || failed) {
        fs_error_errno("could not write %s", path);
        unlink(path);
        return -1;
    }
    return 0;
}

/* Writes a skeleton with its placeholders replaced. */
static int write_filled(const char *path, const char *text, size_t length, const char *name)
{
    static const char *const marks[] = {"@NAME@", "@FILE@"};
    char *filled = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&filled, &size);
    if (!out)
        return fs_error_nomem();
    for (size_t i = 0; i < length;) {
        size_t m = 0;
        while (m < 2 && (length - i < 6 || memcmp(text + i, marks[m], 6)))
            m++;
        if (m == 2)
            putc(text[i++], out);
        else {
            fputs(m == 0 ? name : path, out);
            i += 6;
        }
    }
    int status = fclose(out) ? fs_error_nomem() : fs_new_write(path, filled, size);
    free(filled);
    return status;
}

static int new_script(size_t which, const char *folder, const char *name)
{
    char *base = strcmp(folder, ".") ? fs_paths_join(folder, name) : strdup(name);
    char *path = NULL, *test = NULL;
    int status = -1;
    if (!base || asprintf(&path, "%s.lua", base) < 0 || asprintf(&test, "%s_test.lua", base) < 0) {
        fs_error_nomem();
        goto done;
    }
    const char *taken = access(path, F_OK) == 0 ? path : NULL;
    if (!taken && skeletons[which].test && access(test, F_OK) == 0)
        taken = test;
    if (taken) { /* before anything is written */
        fs_error_set(FS_E_CONFLICT, "%s is there already", taken);
        fs_error_hint("choose another name, or remove it first");
        goto done;
    }
    if (write_filled(path, (const char *)skeletons[which].text, *skeletons[which].length, name))
        goto done;
    if (skeletons[which].test &&
        write_filled(test, (const char *)skeletons[which].test, *skeletons[which].test_length, name))
        goto done;
    printf("Wrote %s%s%s. Next:\n  finsmart check %s\n", path, skeletons[which].test ? " and " : "",
           skeletons[which].test ? test : "", path);
    if (skeletons[which].test)
        printf("  finsmart test %s\n", test);
    if (skeletons[which].next) {
        fputs("  ", stdout);
        printf(skeletons[which].next, path);
        puts("\n\n\"finsmart data list\" shows the datasets; \"finsmart import FILE.csv --dataset NAME\" "
             "makes one.");
    }
    status = 0;
done:
    free(base);
    free(path);
    free(test);
    return status;
}

static int run(const struct fs_args *args)
{
    const char *kind = fs_args_operand(args, 0), *name = fs_args_operand(args, 1);
    const char *folder = fs_args_text(args, "dir");
    if (check_name(name))
        return -1;
    if (mkdir(folder, 0777) && errno != EEXIST)
        return fs_error_errno("can't create the folder %s", folder);
    if (!strcmp(kind, "plugin"))
        return fs_new_plugin(folder, name, fs_args_text(args, "sample"));
    if (fs_args_given(args, "sample"))
        return fs_error_set(FS_E_USAGE, "option '--sample' is for plugins; a %s has one skeleton", kind);
    for (size_t i = 0; i < sizeof skeletons / sizeof *skeletons; i++)
        if (!strcmp(kind, skeletons[i].kind))
            return new_script(i, folder, name);
    fs_error_set(FS_E_USAGE, "can't make a new '%s'", kind);
    return fs_error_hint("expected strategy, rule, study, report or plugin");
}

static const struct fs_option options[] = {
    {.name = "dir", .type = FS_OPT_TEXT, .value = "DIR", .fallback = ".", .doc = "where to write it"},
    {.name = "sample",
     .type = FS_OPT_CHOICE,
     .value = "SAMPLE",
     .fallback = "minimal",
     .choices = "minimal|line_feed|pullback",
     .doc = "what a plugin begins as: a source of a few bars, a live feed over TCP, a strategy in C++"},
    {0},
};

const struct fs_command fs_command_new = {
    .name = "new",
    .summary = "Begin a strategy, rule, study, report or plugin from a commented skeleton",
    .operands = "strategy|rule|study|report|plugin NAME",
    .min_operands = 2,
    .max_operands = 2,
    .options = options,
    .description =
        "Writes NAME.lua and, but for a report, NAME_test.lua that runs as it is, with comments "
        "that say what to change. For a plugin it writes a folder NAME that builds NAME.so and its "
        "test, with CMake or with make, against this program's headers. Files that exist are never "
        "overwritten.",
    .examples = "finsmart new strategy my_first\n"
                "finsmart new plugin my_bars --dir plugins\n"
                "finsmart new plugin my_feed --sample line_feed",
    .run = run,
};
