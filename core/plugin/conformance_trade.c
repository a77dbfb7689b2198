/* A strategy plugin at work over made-up bars, for the conformance test. */
#include "base/error.h"
#include "plugin/conformance.h"
#include "plugin/runner.h"
#include "trade/engine.h"
#include "trade/result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE 60000000000
#define FIRST  1577977200000000000

struct columns {
    int64_t *time;
    double *values[5]; /* open, high, low, close, volume */
};

static void free_columns(struct columns *c)
{
    free(c->time);
    for (int i = 0; i < 5; i++)
        free(c->values[i]);
}

/* A price that swings through trends and turns, so that most strategies find something to do; no chance in it. */
static int make_columns(struct columns *c, int64_t bars, double phase)
{
    size_t size = (size_t)(bars ? bars : 1);
    *c = (struct columns){.time = calloc(size, sizeof *c->time)};
    int failed = !c->time;
    for (int i = 0; i < 5; i++)
        failed |= !(c->values[i] = calloc(size, sizeof *c->values[i]));
    if (failed)
        return fs_error_nomem();
    double last = 100.0;
    for (int64_t i = 0; i < bars; i++) {
        double t = (double)i + phase;
        double close = 100.0 + 15.0 * sin(t / 23.0) + 4.0 * sin(t / 5.0) + 0.02 * t;
        c->time[i] = FIRST + i * MINUTE;
        c->values[0][i] = last;
        c->values[1][i] = fmax(last, close) + 0.5;
        c->values[2][i] = fmin(last, close) - 0.5;
        c->values[3][i] = last = close;
        c->values[4][i] = 1000.0 + 10.0 * (double)(i % 7);
    }
    return 0;
}

static struct fs_series series(const char *symbol, const struct columns *c, int64_t bars)
{
    return (struct fs_series){.symbol = symbol,
                              .count = bars,
                              .time = c->time,
                              .open = c->values[0],
                              .high = c->values[1],
                              .low = c->values[2],
                              .close = c->values[3],
                              .volume = c->values[4],
                              .interval = MINUTE,
                              .lot = FS_SCALE};
}

/* One of most kinds of events that meet a position, a halt and a membership, spread over the bars. */
static int make_events(struct fs_instrument_event *events, int64_t bars)
{
    static const struct fs_instrument_event all[] = {
        {.symbol = "ALPHA", .type = FS_IEVENT_JOIN},
        {.symbol = "BETA", .type = FS_IEVENT_JOIN},
        {.symbol = "ALPHA", .type = FS_IEVENT_DIVIDEND, .amount = FS_SCALE / 2},
        {.symbol = "BETA", .type = FS_IEVENT_FUNDING, .rate = FS_SCALE / 10000},
        {.symbol = "ALPHA", .type = FS_IEVENT_SPLIT, .before = 3, .after = 2},
        {.symbol = "ALPHA", .type = FS_IEVENT_HALT},
        {.symbol = "ALPHA", .type = FS_IEVENT_RESUME},
        {.symbol = "BETA", .type = FS_IEVENT_MERGER, .into = "ALPHA", .before = 1, .after = 1},
        {.symbol = "ALPHA", .type = FS_IEVENT_LEAVE},
        {.symbol = "ALPHA", .type = FS_IEVENT_DELISTING, .amount = 100 * FS_SCALE},
    };
    const int count = sizeof all / sizeof *all;
    for (int i = 0; i < count; i++) {
        events[i] = all[i];
        events[i].time = FIRST + (i + 1) * (bars / 2 / (count + 1)) * MINUTE;
    }
    return count;
}

static int run(struct fs_runner *runner, const struct columns columns[2], int64_t bars, int eventful,
               char hash[65])
{
    struct fs_engine_options options;
    struct fs_instrument_event events[16];
    fs_engine_defaults(&options);
    if (eventful) {
        options.events = events;
        options.event_count = make_events(events, bars);
        options.universe = 1;
    }
    const struct fs_series both[2] = {series("ALPHA", &columns[0], bars),
                                      series("BETA", &columns[1], bars / 2)};
    struct fs_engine *engine = fs_engine_new(&options, both, bars / 2 ? 2 : 1);
    int status = engine ? runner->run(runner, engine) : -1;
    const struct fs_result *result = status ? NULL : fs_engine_finish(engine);
    if (result)
        snprintf(hash, 65, "%s", result->journal_hash);
    else
        status = -1;
    struct fs_error *error = status ? fs_error_take() : NULL;
    fs_engine_free(engine);
    return error ? fs_error_restore(error) : status;
}

int fs_conformance_trade(const char *path, const char *const *settings, int count, int64_t bars, int eventful,
                         char hash[65])
{
    struct fs_runner *runner = fs_plugin_runner_open(path, settings, count);
    if (!runner)
        return -1;
    struct columns columns[2] = {0};
    int status = make_columns(&columns[0], bars, 0.0) || make_columns(&columns[1], bars / 2, 40.0) ? -1 : 0;
    if (!status)
        status = run(runner, columns, bars, eventful, hash);
    free_columns(&columns[0]);
    free_columns(&columns[1]);
    runner->free(runner);
    return status;
}
