/* A stable radix sort of row numbers, from the last key to the first. */
#include "frame/ops.h"
#include "frame/rowkey.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct item {
    uint64_t word;
    int64_t row;
};

/* Sorts by one byte of the words; does nothing where all are alike there. */
static void pass(struct item **items, struct item **spare, int64_t count, int shift)
{
    int64_t starts[256] = {0}, at = 0;
    for (int64_t i = 0; i < count; i++)
        starts[((*items)[i].word >> shift) & 255]++;
    if (count > 0 && starts[((*items)[0].word >> shift) & 255] == count)
        return;
    for (int b = 0; b < 256; b++) {
        int64_t n = starts[b];
        starts[b] = at;
        at += n;
    }
    for (int64_t i = 0; i < count; i++)
        (*spare)[starts[((*items)[i].word >> shift) & 255]++] = (*items)[i];
    struct item *sorted = *spare;
    *spare = *items;
    *items = sorted;
}

/* Reorders `rows` by one key. */
static int sort_by(const struct fs_column *column, int descending, int64_t *rows, int64_t count,
                   struct item **items, struct item **spare)
{
    int32_t *ranks = column->type == FS_STRING ? fs_rowkey_ranks(column->dict) : NULL;
    int64_t present = 0, missing = 0;
    if (column->type == FS_STRING && !ranks)
        return -1;
    for (int64_t i = 0; i < count; i++) {
        if (fs_column_is_null(column, rows[i])) {
            rows[missing++] = rows[i]; /* never ahead of what is still to be read */
            continue;
        }
        uint64_t word = fs_rowkey_order(column, ranks, rows[i]);
        (*items)[present++] = (struct item){descending ? ~word : word, rows[i]};
    }
    memmove(rows + present, rows, (size_t)missing * sizeof *rows);
    for (int shift = 0; shift < 64; shift += 8)
        pass(items, spare, present, shift);
    for (int64_t i = 0; i < present; i++)
        rows[i] = (*items)[i].row;
    free(ranks);
    return 0;
}

struct fs_frame *fs_frame_sort(const struct fs_frame *frame, const struct fs_sort_key *keys, int count)
{
    int64_t n = fs_frame_rows(frame);
    struct fs_frame *out = NULL;
    int64_t *rows = malloc(((size_t)n + 1) * sizeof *rows);
    struct item *items = malloc(((size_t)n + 1) * sizeof *items),
                *spare = malloc(((size_t)n + 1) * sizeof *spare);
    int rc = rows && items && spare ? 0 : fs_error_nomem();
    for (int64_t i = 0; rc == 0 && i < n; i++)
        rows[i] = i;
    for (int k = count - 1; k >= 0 && rc == 0; k--) {
        const struct fs_column *column = fs_frame_require(frame, keys[k].column);
        rc = column ? sort_by(column, keys[k].descending, rows, n, &items, &spare) : -1;
    }
    if (rc == 0)
        out = fs_frame_take(frame, rows, n);
    free(rows);
    free(items);
    free(spare);
    return out;
}
