/*
 * small_run.h: a file of the fuzzer's bytes, and a short run of three symbols over what was read from it.
 *
 * The bytes lie in a file of the process's own, because readers tell the format by a file's ending.
 */
#ifndef SMALL_RUN_H
#define SMALL_RUN_H

#include "base/error.h"
#include "base/time.h"
#include "trade/result.h"
#include "trade/runner.h"
#include "trade/state.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BARS = 24, SYMBOLS = 3 };

static char small_path[64];

static inline void remove_file(void)
{
    unlink(small_path);
}

/* The bytes as a file; `format`: 0 CSV, 1 NDJSON, 2 JSON, 3 Arrow. */
static inline const char *small_file(const uint8_t *data, size_t size, int format)
{
    static const char *const endings[] = {"csv", "ndjson", "json", "arrow"};
    if (!*small_path)
        atexit(remove_file);
    else
        unlink(small_path);
    snprintf(small_path, sizeof small_path, "/dev/shm/finsmart-fuzz-%d.%s", (int)getpid(),
             endings[format & 3]);
    FILE *out = fopen(small_path, "wb");
    if (!out || fwrite(data, 1, size, out) != size || fclose(out))
        abort();
    return small_path;
}

struct small_market {
    struct fs_series series[SYMBOLS];
    int64_t time[BARS];
    double price[SYMBOLS][BARS], volume[BARS];
};

/* A, B and C from 2020-01-01 on, a bar a day. C is expensive: its values are near what fits. */
static inline void small_market(struct small_market *m)
{
    static const char *const names[SYMBOLS] = {"A", "B", "C"};
    static const double first[SYMBOLS] = {100, 0.5, 8e10};
    for (int i = 0; i < BARS; i++) {
        m->time[i] = (INT64_C(18262) + i) * FS_NS_PER_DAY;
        m->volume[i] = 1000;
        for (int s = 0; s < SYMBOLS; s++)
            m->price[s][i] = first[s] * (1 + 0.1 * sin(i * (s + 1)));
    }
    for (int s = 0; s < SYMBOLS; s++)
        m->series[s] = (struct fs_series){.symbol = names[s],
                                          .count = BARS,
                                          .time = m->time,
                                          .open = m->price[s],
                                          .high = m->price[s],
                                          .low = m->price[s],
                                          .close = m->price[s],
                                          .volume = m->volume,
                                          .interval = FS_NS_PER_DAY,
                                          .lot = FS_SCALE};
}

/* Buys of the first, sells of the second, and leaves orders waiting on all. */
static inline int small_strategy(struct fs_engine *e)
{
    int step, slot, waiting = 0;
    while ((step = fs_engine_next(e)) > 0) {
        const struct fs_engine_view *view = fs_engine_view(e);
        slot = view->slot;
        if (step != FS_STEP_BAR || view->index % 5)
            continue;
        fs_engine_order(e, slot, slot == 1 ? FS_SELL : FS_BUY, FS_ORDER_MARKET, FS_TIF_GTC,
                        slot == 2 ? 1 : 30, NAN, NAN);
        if (waiting++ < 6)
            fs_engine_order(e, slot, FS_BUY, FS_ORDER_LIMIT, FS_TIF_GTC, 10, view->close / 2, NAN);
        fs_error_clear();
    }
    return step;
}

/* Runs `runner`, or the strategy above, over the market. Whatever comes of it, the books add up, or there is an error. */
static inline void small_run(const struct fs_engine_options *options, const struct small_market *m,
                             struct fs_runner *runner)
{
    struct fs_engine *e = fs_engine_new(options, m->series, SYMBOLS);
    int failed = e ? (runner ? runner->run(runner, e) : small_strategy(e)) : -1;
    const struct fs_result *r = failed ? NULL : fs_engine_finish(e);
    if (!r && !fs_error_last())
        abort();
    if (r && (fs_ledger_sum(&e->ledger) != 0 || !isfinite(r->metrics.final_equity)))
        abort();
    fs_engine_free(e);
    fs_error_clear();
}

#endif
