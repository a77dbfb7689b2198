#include "script/compare.h"

#include "base/error.h"
#include "base/replace.h"
#include "cli/cli.h"

#include <string.h>

static int write_page(const char *path, const struct fs_comparison *found)
{
    struct fs_replace replace;
    if (fs_replace_open(&replace, path))
        return -1;
    fwrite(found->page, 1, found->page_length, replace.file); /* commit looks at the stream's error */
    if (fs_replace_commit(&replace))
        return -1;
    fprintf(stderr, "wrote %s\n", path);
    return 0;
}

static int run(const struct fs_args *args)
{
    const char *paths[FS_COMPARE_MAX], *page = fs_args_text(args, "report");
    int count = fs_args_count(args);
    if (count > FS_COMPARE_MAX)
        return fs_error_set(FS_E_USAGE, "%d runs; expected 2 to %d", count, FS_COMPARE_MAX);
    for (int i = 0; i < count; i++)
        paths[i] = fs_args_operand(args, i);
    struct fs_comparison found;
    if (fs_compare(paths, count, page != NULL, &found))
        return -1;
    puts(fs_args_flag(args, "json") ? found.json : found.text);
    int status = page ? write_page(page, &found) : 0;
    fs_comparison_free(&found);
    return status;
}

static const struct fs_option options[] = {
    {.name = "report",
     .type = FS_OPT_TEXT,
     .value = "FILE.html",
     .doc = "write a page that shows them side by side"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_compare = {
    .name = "compare",
    .summary = "Show several backtests side by side",
    .operands = "RUN RUN...",
    .min_operands = 2,
    .max_operands = -1,
    .options = options,
    .description =
        "A run is a folder that backtest --out wrote, or a file with what backtest --json printed. "
        "Shows what differs between them (parameters, data, costs), their figures with the differences "
        "from the first run, and the correlation of their returns; the page overlays their values and "
        "falls.",
    .examples = "finsmart backtest sma_cross.lua --data sp500 --out fast\n"
                "finsmart backtest sma_cross.lua --data sp500 --param slow=100 --out slow\n"
                "finsmart compare fast slow --report compare.html",
    .run = run,
};
