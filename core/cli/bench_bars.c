#include "cli/bench_bars.h"

#include "base/error.h"
#include "base/time.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static const int64_t first_bar = INT64_C(946684800) * FS_NS_PER_SECOND; /* 2000-01-01T00:00:00Z */

/* Uniform in [0, 1), 53 bits. */
static double uniform(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) * 0x1p-53;
}

static double rounded(double price)
{
    return nearbyint(price * 1e8) / 1e8;
}

void *fs_bench_memory(size_t size)
{
    enum { LARGE = 4 << 20, PAGE = 4096 }; /* numpy's limit */
    char *memory = malloc(size);
    if (memory && size >= LARGE) {
        size_t before = PAGE - (uintptr_t)memory % PAGE;
        madvise(memory + before, (size - before) / PAGE * PAGE, MADV_HUGEPAGE);
    }
    return memory;
}

int fs_bench_bars_make(struct fs_bench_bars *bars, int64_t count)
{
    size_t n = (size_t)count;
    size_t size = n * sizeof(double);
    *bars = (struct fs_bench_bars){count,
                                   fs_bench_memory(size),
                                   fs_bench_memory(size),
                                   fs_bench_memory(size),
                                   fs_bench_memory(size),
                                   fs_bench_memory(size),
                                   fs_bench_memory(size)};
    if (!bars->time || !bars->open || !bars->high || !bars->low || !bars->close || !bars->volume) {
        fs_bench_bars_free(bars);
        return fs_error_nomem();
    }
    uint64_t state = UINT64_C(88172645463325252);
    double price = 100.0;
    for (size_t i = 0; i < n; i++) {
        double close = rounded(price * (1.0 + 0.002 * (uniform(&state) - 0.5)));
        double top = price > close ? price : close, bottom = price > close ? close : price;
        bars->time[i] = first_bar + (int64_t)i * FS_NS_PER_MINUTE;
        bars->open[i] = price;
        bars->close[i] = close;
        bars->high[i] = rounded(top * (1.0 + 0.0005 * uniform(&state)));
        bars->low[i] = rounded(bottom * (1.0 - 0.0005 * uniform(&state)));
        bars->volume[i] = floor(1e6 * uniform(&state));
        price = close < 5.0 ? 5.0 : close > 5000.0 ? 5000.0 : close;
        bars->close[i] = price;
        if (bars->high[i] < price)
            bars->high[i] = price;
        if (bars->low[i] > price)
            bars->low[i] = price;
    }
    return 0;
}

void fs_bench_bars_free(struct fs_bench_bars *bars)
{
    free(bars->time);
    free(bars->open);
    free(bars->high);
    free(bars->low);
    free(bars->close);
    free(bars->volume);
    *bars = (struct fs_bench_bars){0};
}

struct fs_series fs_bench_bars_series(const struct fs_bench_bars *bars, int64_t count)
{
    return (struct fs_series){.symbol = "BENCH",
                              .count = count < bars->count ? count : bars->count,
                              .time = bars->time,
                              .open = bars->open,
                              .high = bars->high,
                              .low = bars->low,
                              .close = bars->close,
                              .volume = bars->volume,
                              .interval = FS_NS_PER_MINUTE,
                              .lot = FS_SCALE};
}

static int write_column(const char *folder, const char *name, const void *values, int64_t count)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    if (!out)
        return fs_error_errno("could not write %s", path);
    size_t written = fwrite(values, 8, (size_t)count, out);
    if (fclose(out) || written != (size_t)count)
        return fs_error_errno("could not write %s", path);
    return 0;
}

int fs_bench_bars_write(const struct fs_bench_bars *bars, const char *folder)
{
    return write_column(folder, "time.i64", bars->time, bars->count) ||
                   write_column(folder, "open.f64", bars->open, bars->count) ||
                   write_column(folder, "high.f64", bars->high, bars->count) ||
                   write_column(folder, "low.f64", bars->low, bars->count) ||
                   write_column(folder, "close.f64", bars->close, bars->count)
               ? -1
               : 0;
}
