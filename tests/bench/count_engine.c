/*
 * count_engine.c: a fixed run whose instructions are counted (integration/test_instruction_count.sh): 200,000 bars of a cross of
 * two averages in C with fees and a gate, and on every 64th bar a bracket around the price.
 *
 * valgrind counts what count_run() does; nothing outside of it is part of the figure.
 */
#include "base/error.h"
#include "base/time.h"
#include "compute/forms.h"
#include "trade/engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BARS = 200000 };

struct bars {
    int64_t time[BARS];
    double open[BARS], high[BARS], low[BARS], close[BARS], volume[BARS];
};

struct fs_sma *count_average(int period);
int64_t count_run(struct fs_engine *engine, struct fs_sma *fast, struct fs_sma *slow);

static void fill(struct bars *b)
{
    uint64_t seed = UINT64_C(88172645463325252);
    double price = 100;
    for (int i = 0; i < BARS; i++) {
        double step[3];
        for (int k = 0; k < 3; k++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            step[k] = (double)(seed >> 11) * 0x1p-53;
        }
        b->time[i] = INT64_C(1577836800) * FS_NS_PER_SECOND + i * FS_NS_PER_MINUTE;
        b->open[i] = price;
        price = fmax(20, round((price + step[0] - 0.5) * 100) / 100);
        b->close[i] = price;
        b->high[i] = fmax(b->open[i], price) + round(step[1] * 20) / 100;
        b->low[i] = fmin(b->open[i], price) - round(step[2] * 20) / 100;
        b->volume[i] = 1000;
    }
}

struct fs_sma *count_average(int period)
{
    struct fs_sma *average = calloc(1, fs_sma_size(period));
    if (average)
        fs_sma_init(average, period);
    return average;
}

/* Returns the number of fills. */
__attribute__((noinline, used)) int64_t count_run(struct fs_engine *engine, struct fs_sma *fast,
                                                  struct fs_sma *slow)
{
    const struct fs_engine_view *view = fs_engine_view(engine);
    int step;
    fs_engine_want(engine, FS_WANT_BAR);
    while ((step = fs_engine_next(engine)) > 0) {
        do {
            double quick = fs_sma_update(fast, view->close), calm = fs_sma_update(slow, view->close);
            if (view->index % 64 == 63) {
                int64_t entry =
                    fs_engine_order(engine, 0, FS_BUY, FS_ORDER_LIMIT, FS_TIF_DAY, 5, view->close - 0.2, NAN);
                struct fs_order_terms exit = {.qty = 5,
                                              .limit = view->close + 0.3,
                                              .stop = NAN,
                                              .trail = NAN,
                                              .offset = NAN,
                                              .display = NAN,
                                              .after = entry,
                                              .side = FS_SELL,
                                              .type = FS_ORDER_LIMIT,
                                              .flags = FS_ORDER_REDUCE_ONLY};
                fs_engine_ask(engine, 0, &exit);
            } else if (quick > calm) {
                fs_engine_target(engine, 0, 10);
            } else if (quick < calm) {
                fs_engine_target(engine, 0, 0);
            }
        } while (fs_engine_run(engine));
    }
    const struct fs_result *result = step == FS_STEP_END ? fs_engine_finish(engine) : NULL;
    return result ? result->fills : -1;
}

int main(void)
{
    struct bars *b = malloc(sizeof *b);
    struct fs_sma *fast = count_average(10), *slow = count_average(30);
    if (!b || !fast || !slow)
        return 1;
    fill(b);
    const struct fs_series series = {.symbol = "A",
                                     .count = BARS,
                                     .time = b->time,
                                     .open = b->open,
                                     .high = b->high,
                                     .low = b->low,
                                     .close = b->close,
                                     .volume = b->volume,
                                     .interval = FS_NS_PER_MINUTE};
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.fees.bps = 5;
    struct fs_engine *engine = fs_engine_new(&options, &series, 1);
    int64_t fills = engine ? count_run(engine, fast, slow) : -1;
    if (fills < 0)
        fprintf(stderr, "count_engine: %s\n", fs_error_last() ? fs_error_last()->message : "failed");
    printf("gcc %s, %lld fills\n", __VERSION__, (long long)fills);
    fs_engine_free(engine);
    free(slow);
    free(fast);
    free(b);
    return fills < 0;
}
