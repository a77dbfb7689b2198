/*
 * fake_engine.h: an engine that delivers a few fixed bars of two symbols and takes any order, for tests of
 * what drives it.
 */
#ifndef FAKE_ENGINE_H
#define FAKE_ENGINE_H

#include "base/error.h"
#include "trade/engine_ticks.h"

#include <math.h>

struct fs_engine {
    struct fs_engine_view view;
    int bars;     /* per symbol */
    int position; /* steps delivered */
    unsigned wants;
    int64_t orders;
    double target; /* of the last target() */
    int target_slot;
};

static inline struct fs_engine fake_engine(int bars)
{
    return (struct fs_engine){
        .bars = bars, .target = (double)NAN, .view = {.cash = 1000.0, .equity = 1000.0}};
}

void fs_engine_want(struct fs_engine *engine, unsigned wants)
{
    engine->wants = wants;
}
int fs_engine_next(struct fs_engine *engine)
{
    struct fs_engine_view *view = &engine->view;
    int bar = engine->position / 3, step = engine->position % 3;
    if (bar >= engine->bars)
        return view->step = FS_STEP_END;
    engine->position++;
    view->time = (int64_t)bar * 1000000000;
    view->now = view->time + 1000000000;
    view->slot = step < 2 ? step : -1;
    view->index = bar;
    view->open = view->high = view->low = view->close = 100.0 + bar;
    view->volume = (double)NAN;
    return view->step = step < 2 ? FS_STEP_BAR : FS_STEP_TIME;
}
const struct fs_engine_view *fs_engine_view(const struct fs_engine *engine)
{
    return &engine->view;
}
int fs_engine_slot_count(const struct fs_engine *engine)
{
    (void)engine;
    return 2;
}
const char *fs_engine_symbol(const struct fs_engine *engine, int slot)
{
    (void)engine;
    return slot ? "MSFT" : "AAPL";
}
int fs_engine_extra_count(const struct fs_engine *engine)
{
    (void)engine;
    return 0;
}
const char *fs_engine_extra_name(const struct fs_engine *engine, int index)
{
    (void)engine, (void)index;
    return NULL;
}
int64_t fs_engine_order(struct fs_engine *engine, int slot, int side, int type, int tif, double qty,
                        double limit, double stop)
{
    (void)slot, (void)side, (void)type, (void)tif, (void)limit, (void)stop;
    return qty > 0 ? ++engine->orders : fs_error_set(FS_E_INPUT, "qty is %g; expected more than 0", qty);
}
int64_t fs_engine_submit(struct fs_engine *engine, int slot, const struct fs_order_request *request)
{
    (void)slot, (void)request;
    return ++engine->orders;
}
int64_t fs_engine_target(struct fs_engine *engine, int slot, double qty)
{
    engine->target = qty;
    engine->target_slot = slot;
    return ++engine->orders;
}
int64_t fs_engine_target_percent(struct fs_engine *engine, int slot, double fraction)
{
    return fs_engine_target(engine, slot, fraction);
}
int fs_engine_change(struct fs_engine *engine, int64_t order, const struct fs_order_change *change)
{
    (void)engine, (void)order, (void)change;
    return 0;
}

int fs_engine_cancel(struct fs_engine *engine, int64_t order)
{
    (void)engine, (void)order;
    return 0;
}
int64_t fs_engine_close(struct fs_engine *engine, int slot)
{
    return fs_engine_target(engine, slot, 0.0);
}
void fs_engine_position(const struct fs_engine *engine, int slot, struct fs_position *position)
{
    (void)engine, (void)slot;
    *position = (struct fs_position){0};
}
int64_t fs_engine_history(const struct fs_engine *engine, int slot, int column, int64_t n,
                          const double **values)
{
    (void)engine, (void)slot, (void)column, (void)n;
    *values = NULL;
    return 0;
}
int fs_engine_bars(struct fs_engine *engine, int slot, int64_t interval)
{
    (void)engine, (void)slot, (void)interval;
    return 1;
}
int fs_engine_every(struct fs_engine *engine, int64_t interval)
{
    (void)engine, (void)interval;
    return 0;
}
int fs_engine_record(struct fs_engine *engine, const char *name, double value)
{
    (void)engine, (void)name, (void)value;
    return 0;
}

const struct fs_tick_view *fs_engine_tick_views(const struct fs_engine *engine)
{
    (void)engine;
    return NULL;
}
const struct fs_event *fs_engine_event(const struct fs_engine *engine)
{
    (void)engine;
    return NULL;
}
int fs_engine_levels(struct fs_engine *engine, int slot, int side, int most, const struct fs_level **levels)
{
    (void)engine, (void)slot, (void)side, (void)most;
    *levels = NULL;
    return 0;
}

const struct fs_instrument_event *fs_engine_happened(const struct fs_engine *engine,
                                                     const struct fs_event_record **did)
{
    (void)engine;
    *did = NULL;
    return NULL;
}
int fs_engine_standing(const struct fs_engine *engine, int slot)
{
    (void)engine, (void)slot;
    return FS_SLOT_MEMBER;
}
double fs_engine_adjustment(const struct fs_engine *engine, int slot)
{
    (void)engine, (void)slot;
    return 1.0;
}
int64_t fs_engine_adjusted(const struct fs_engine *engine, int slot, int column, int64_t n, double *out)
{
    (void)engine, (void)slot, (void)column, (void)n, (void)out;
    return 0;
}

#endif
