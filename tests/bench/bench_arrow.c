/*
 * bench_arrow: how fast a mapped Arrow history opens and scans, beside plain memory.
 *   bench_arrow [MEGABYTES [FOLDER]]     default 1024 in /tmp; the file is removed afterwards
 */
#include "frame/arrow.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { COLUMNS = 6, ROUNDS = 7 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fail(void)
{
    char *text = fs_error_text(fs_error_last());
    fprintf(stderr, "%s\n", text ? text : "failed");
    free(text);
    exit(1);
}

/* Reads memory as fast as one core can with plain loads: the measure for a scan. */
static uint64_t sum_words(const void *memory, size_t bytes)
{
    const uint64_t *words = memory;
    uint64_t sums[8] = {0};
    size_t count = bytes / 8, i = 0;
    for (; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; k++)
            sums[k] += words[i + (size_t)k];
    for (; i < count; i++)
        sums[0] += words[i];
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *what, double *seconds, double gigabytes)
{
    qsort(seconds, ROUNDS, sizeof *seconds, by_value);
    printf("%-44s median %9.3f ms  (%.3f to %.3f)", what, seconds[ROUNDS / 2] * 1e3, seconds[0] * 1e3,
           seconds[ROUNDS - 1] * 1e3);
    if (gigabytes > 0)
        printf("  %6.2f GB/s", gigabytes / seconds[ROUNDS / 2]);
    putchar('\n');
}

static void write_history(const char *path, int64_t rows)
{
    static const char *const names[COLUMNS] = {"time", "open", "high", "low", "close", "volume"};
    struct fs_frame *frame = fs_frame_new();
    void *data;
    for (int c = 0; c < COLUMNS; c++) {
        if (!frame || fs_frame_add_new(frame, names[c], c ? FS_F64 : FS_TIME, rows, NULL, &data) != 0)
            fail();
        for (int64_t i = 0; i < rows; i++)
            if (c)
                ((double *)data)[i] = (double)(i % 1000) + c;
            else
                ((int64_t *)data)[i] = i * 60000000000;
    }
    double start = now();
    if (fs_arrow_write_file(frame, path, NULL) != 0)
        fail();
    printf("wrote %lld rows of %d columns, fsynced, in %.2f s\n", (long long)rows, COLUMNS, now() - start);
    fs_frame_unref(frame);
}

int main(int argc, char **argv)
{
    long megabytes = argc > 1 ? strtol(argv[1], NULL, 10) : 1024;
    int64_t rows = (int64_t)megabytes * 1024 * 1024 / (8 * COLUMNS);
    char path[4096];
    snprintf(path, sizeof path, "%s/bench_arrow.%ld.arrow", argc > 2 ? argv[2] : "/tmp", (long)getpid());
    write_history(path, rows);

    double open_time[ROUNDS], first[ROUNDS], again[ROUNDS], heap_time[ROUNDS], copy_time[ROUNDS];
    size_t bytes = (size_t)rows * 8;
    double gigabytes = (double)bytes / 1e9;
    char *heap = malloc(bytes), *other = malloc(bytes);
    uint64_t check = 0;
    if (!heap || !other)
        return 1;
    memset(heap, 1, bytes);
    memset(other, 2, bytes);
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        struct fs_frame *frame = fs_arrow_read_file(path, NULL);
        open_time[i] = now() - start;
        if (!frame)
            fail();
        const struct fs_column *column = fs_frame_find(frame, "close");
        start = now();
        check += sum_words(column->data, bytes);
        first[i] = now() - start;
        start = now();
        check += sum_words(column->data, bytes);
        again[i] = now() - start;
        fs_frame_unref(frame);
        start = now();
        check += sum_words(heap, bytes);
        heap_time[i] = now() - start;
        start = now();
        memcpy(other, heap, bytes);
        check += (uint64_t)other[i];
        copy_time[i] = now() - start;
    }
    unlink(path);
    report("open the file", open_time, 0);
    report("scan a mapped column, first touch of its pages", first, gigabytes);
    report("scan a mapped column again", again, gigabytes);
    report("scan as much heap memory", heap_time, gigabytes);
    report("memcpy of as much (bytes read)", copy_time, gigabytes);
    printf("checksum %llu\n", (unsigned long long)check);
    free(heap);
    free(other);
    return 0;
}
