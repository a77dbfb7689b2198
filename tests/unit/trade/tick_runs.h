/* tick_runs.h: runs over the small feeds of feeds.h whose steps are written down, for tests of the engine over ticks. Times are ns from
 * 0; quotes are bid / ask with 10 units each. */
#ifndef TEST_TICK_RUNS_H
#define TEST_TICK_RUNS_H

#include "feeds.h"

#include <stdio.h>
#include <string.h>

/* A run of which the steps are written down as text: what, at which ms. */
struct run {
    struct fs_engine *e;
    const struct fs_engine_view *v;
    char log[4096];
    double price; /* of the last fill */
};

static inline void note(struct run *r, int step)
{
    static const char *const names[] = {
        [FS_STEP_ORDER] = "order", [FS_STEP_FILL] = "fill",       [FS_STEP_TIME] = "time",
        [FS_STEP_TIMER] = "timer", [FS_STEP_SESSION] = "session", [FS_STEP_TRADE] = "trade",
        [FS_STEP_QUOTE] = "quote", [FS_STEP_BOOK] = "book",       [FS_STEP_BAR] = "bar"};
    static const char *const states[] = {[FS_ORDER_ACCEPTED] = "accepted",   [FS_ORDER_REJECTED] = "rejected",
                                         [FS_ORDER_FILLED] = "filled",       [FS_ORDER_PARTIAL] = "partial",
                                         [FS_ORDER_CANCELLED] = "cancelled", [FS_ORDER_EXPIRED] = "expired",
                                         [FS_ORDER_MODIFIED] = "modified",   [FS_ORDER_KEPT] = "kept"};
    size_t used = strlen(r->log);
    const char *name = step == FS_STEP_ORDER ? states[r->v->order.state] : names[step];
    snprintf(r->log + used, sizeof r->log - used, "%s%s %g", used ? ", " : "", name, (double)r->v->now / MS);
    if (step == FS_STEP_FILL)
        r->price = (double)r->v->fill.price / 1e8;
}

static inline struct run run_of(struct fs_engine *e, unsigned wants)
{
    fs_engine_want(e, wants);
    return (struct run){.e = e, .v = fs_engine_view(e)};
}

/* What a run is made of: one feed, and options that a test may change. */
struct stage {
    struct market market;
    struct fs_engine_options options;
    struct fs_tick_options ticks;
};

static inline struct stage stage_of(struct feed *feed)
{
    struct stage on = {.market = {{feed}, 1}};
    fs_engine_defaults(&on.options);
    fs_tick_defaults(&on.ticks);
    return on;
}

static inline struct run run_on(struct stage *on, unsigned wants)
{
    return run_of(engine_over(&on->market, &on->options, &on->ticks), wants);
}

static inline void end(struct run *r)
{
    const struct fs_result *result = fs_engine_finish(r->e);
    ck_assert_msg(result != NULL, "%s", why());
    ck_assert_int_eq(result->complete, 1);
    fs_engine_free(r->e);
}

#define MINE (FS_WANT_ORDER | FS_WANT_FILL)

#endif
