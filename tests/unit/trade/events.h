/* events.h: a run with events of instruments, for the tests of what they do. */
#ifndef TEST_EVENTS_H
#define TEST_EVENTS_H

#include "bars.h"

#include "base/arena.h"
#include "market/instrument.h"
#include "trade/gate.h"

#include <stdio.h>

#define DAY   FS_NS_PER_DAY
#define FIRST (INT64_C(1577836800) * FS_NS_PER_SECOND) /* 2020-01-01 */
/* Midnight before the bar of that number, from 0. */
#define DATE(bar) (FIRST + (bar)*DAY)
#define M(x)      ((int64_t)llrint((x)*1e8))

struct run {
    struct fs_engine *e;
    const struct fs_engine_view *v;
    const struct fs_result *r;
    struct fs_fill fills[64];
    struct fs_order_update updates[256];
    char reasons[256][160];
    struct fs_event_view events[64];
    int64_t event_times[64];
    int event_slots[64];
    int fill_count, update_count, event_count;
};

static struct fs_engine_options options;
static struct fs_instrument_event events[32];

static inline void with_events(int count)
{
    options.events = events;
    options.event_count = count;
}

static inline void open_run(struct run *run, const struct fs_series *series, int count)
{
    memset(run, 0, sizeof *run);
    run->e = fs_engine_new(&options, series, count);
    ck_assert_msg(run->e != NULL, "%s", why());
    run->v = fs_engine_view(run->e);
}

/* The next bar, noting what comes before it; 0 at the end, -1 when the engine fails. */
static inline int to_bar(struct run *run)
{
    int step;
    while ((step = fs_engine_next(run->e)) > 0) {
        if (step == FS_STEP_BAR)
            return 1;
        if (step == FS_STEP_FILL)
            run->fills[run->fill_count++] = run->v->fill;
        if (step == FS_STEP_ORDER) {
            if (run->v->order.reason)
                snprintf(run->reasons[run->update_count], 160, "%s", run->v->order.reason);
            run->updates[run->update_count++] = run->v->order;
        }
        if (step == FS_STEP_EVENT) {
            run->event_times[run->event_count] = run->v->now;
            run->event_slots[run->event_count] = run->v->slot;
            run->events[run->event_count++] = run->v->event;
        }
    }
    return step == FS_STEP_END ? 0 : -1;
}

static inline void close_run(struct run *run)
{
    int step;
    while ((step = to_bar(run)) > 0)
        ;
    ck_assert_msg(step == 0, "%s", why());
    run->r = fs_engine_finish(run->e);
    ck_assert_msg(run->r != NULL, "%s", why());
}

static inline int64_t order(struct run *run, int slot, int side, int type, double qty, double limit,
                            double stop)
{
    int64_t id = fs_engine_order(run->e, slot, side, type, FS_TIF_GTC, qty, limit, stop);
    ck_assert_msg(id > 0, "%s", why());
    return id;
}

/* The last update of an order. */
static inline const struct fs_order_update *last_of(const struct run *run, int64_t id)
{
    for (int i = run->update_count; i-- > 0;)
        if (run->updates[i].order == id)
            return &run->updates[i];
    return NULL;
}

static inline int state_of(const struct run *run, int64_t id)
{
    const struct fs_order_update *update = last_of(run, id);
    return update ? update->state : 0;
}

static inline int64_t position(const struct run *run, int slot)
{
    struct fs_position p;
    fs_engine_position(run->e, slot, &p);
    return p.qty;
}

/* Bars of one price each. */
static inline struct bars *flat(const char *symbol, const double *closes, int count)
{
    struct bars *b = bars_new(symbol, DAY);
    for (int i = 0; i < count; i++)
        bars_add(b, closes[i], closes[i], closes[i], closes[i]);
    return b;
}

static inline void defaults(void)
{
    fs_engine_defaults(&options);
    memset(events, 0, sizeof events);
}

#endif
