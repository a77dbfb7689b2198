/*
 * testing_backtest.h: what lets a script's test run a strategy: private to core/script.
 */
#ifndef FINSMART_SCRIPT_TESTING_BACKTEST_H
#define FINSMART_SCRIPT_TESTING_BACKTEST_H

#include <lua.h>

struct fs_arena;
struct fs_decision_sink;
struct fs_engine;
struct fs_engine_options;
struct fs_frame;

/* The decisions of a run as the engine told them, one behind another. */
struct fs_test_decisions {
    char *bytes;
    size_t used, capacity;
    int failed; /* memory was short */
};

/* An engine over a test's data. Lua owns it; what the engine reads is in the arena, or in the frames. */
struct fs_test_backtest {
    struct fs_engine *engine;
    struct fs_arena *arena;
    struct fs_frame **frames; /* `frame_count` of them, in the arena */
    int frame_count;
    struct fs_test_decisions decisions;
};

/* A new one on top of the stack, with an arena. */
struct fs_test_backtest *fs_test_backtest_push(lua_State *L);
/* { handle =, engine = } of the one at index `handle`, whose engine is there now: what the functions below return. */
int fs_test_backtest_opened(lua_State *L, int handle, const struct fs_test_backtest *test);
/* The one at index 1, not yet closed; a Lua error for anything else. */
struct fs_test_backtest *fs_test_backtest_check(lua_State *L);

/* Member `name` of the options, the table at index `options`, as a number or boolean. */
double fs_test_option(lua_State *L, int options, const char *name, double fallback);
/* A text member, copied into the arena; NULL where there is none. */
const char *fs_test_option_text(lua_State *L, int options, const char *name, struct fs_arena *arena);
/* Engine options from there, with the decisions' sink. */
void fs_test_engine_options(lua_State *L, int options, struct fs_test_backtest *test,
                            struct fs_engine_options *out);
/* Where the engine tells its decisions. */
void fs_test_decisions_sink(struct fs_test_decisions *decisions, struct fs_decision_sink *sink);

/* backtest_open_ticks({ { symbol, kind, frame }, ... }, options) -> { handle =, engine = }: testing_ticks.c */
int fs_test_open_ticks(lua_State *L);
/* backtest_result(handle) -> table: testing_result.c */
int fs_test_result(lua_State *L);

/* Adds backtest_open, backtest_open_ticks, backtest_result and backtest_close to the table on top of the stack. */
void fs_testing_backtest_host(lua_State *L);

#endif
