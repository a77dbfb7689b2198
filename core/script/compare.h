/*
 * compare.h: several runs of backtests side by side, from their tear sheets.
 */
#ifndef FINSMART_SCRIPT_COMPARE_H
#define FINSMART_SCRIPT_COMPARE_H

#include <stddef.h>

/* Runs more than these are a sweep's business. */
#define FS_COMPARE_MAX 24

/* What was found; fs_comparison_free() it. */
struct fs_comparison {
    char *json; /* one JSON object */
    char *text; /* lines for a terminal */
    char *page; /* HTML; NULL where it was not asked for */
    size_t page_length;
};

/* Compares runs (2 to FS_COMPARE_MAX): each path is a folder that `backtest --out` wrote, or a file with what
 * `backtest --json` printed or a tear sheet. -1 with an error that names the path, the field and what was expected. */
int fs_compare(const char *const *paths, int count, int page, struct fs_comparison *out);
void fs_comparison_free(struct fs_comparison *comparison);

#endif
