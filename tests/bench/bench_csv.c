/* bench_csv FILE THREADS RUNS: reads a CSV file whole, RUNS times; prints the seconds of each and sums of the columns as
 * one JSON object. bench_csv.py compares it with other programs' readers. */
#include "base/error.h"
#include "base/time.h"
#include "frame/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS_MAX = 100 };

static double sum(const struct fs_column *column)
{
    double total = 0;
    for (int64_t i = 0; i < column->length; i++)
        switch (column->type) {
        case FS_F64:
            total += ((const double *)column->data)[i];
            break;
        case FS_I64:
        case FS_TIME:
            total += (double)(((const int64_t *)column->data)[i] % 1000003);
            break;
        case FS_BOOL:
            total += ((const uint8_t *)column->data)[i];
            break;
        default: /* codes of texts, 32-bit integers */
            total += ((const int32_t *)column->data)[i];
        }
    return total;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: bench_csv FILE THREADS RUNS\n");
        return 2;
    }
    struct fs_csv_options options = {.threads = atoi(argv[2])};
    double seconds[RUNS_MAX], cpu[RUNS_MAX];
    struct fs_frame *frame = NULL;
    int runs = atoi(argv[3]) < RUNS_MAX ? atoi(argv[3]) : RUNS_MAX;
    for (int run = 0; run < runs; run++) {
        int64_t start = fs_time_monotonic();
        clock_t used = clock(); /* of all threads */
        fs_frame_unref(frame);
        frame = fs_csv_read_file(argv[1], &options);
        seconds[run] = (double)(fs_time_monotonic() - start) / 1e9;
        cpu[run] = (double)(clock() - used) / CLOCKS_PER_SEC;
        if (!frame) {
            fprintf(stderr, "%s\n", fs_error_last()->message);
            return 1;
        }
    }
    if (!frame)
        return 2;
    for (int what = 0; what < 2; what++) {
        printf("%s\"%s\": [", what ? ", " : "{", what ? "cpu" : "seconds");
        for (int run = 0; run < runs; run++)
            printf("%s%.6f", run ? ", " : "", what ? cpu[run] : seconds[run]);
        printf("]");
    }
    printf(", \"rows\": %lld, \"sums\": {", (long long)fs_frame_rows(frame));
    for (int k = 0; k < fs_frame_columns(frame); k++)
        printf("%s\"%s\": \"%a\"", k ? ", " : "", fs_frame_column(frame, k)->name,
               sum(fs_frame_column(frame, k)));
    printf("}}\n");
    fs_frame_unref(frame);
    return 0;
}
