/*
 * state.h: a Lua state of ours: limited memory, trusted files, protected entry.
 *
 * Private to core/script. Scripts run in such a state behind the environment that sandbox.lua builds; the
 * trusted files (the *.lua beside this file, embedded in the program) have the whole of LuaJIT. One thread
 * owns a state. Nothing of Lua's API is called outside fs_state_enter(), so that an error there, memory
 * included, never ends the process.
 */
#ifndef FINSMART_SCRIPT_STATE_H
#define FINSMART_SCRIPT_STATE_H

#include <lua.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct fs_state_options {
    size_t memory_limit; /* bytes of Lua memory; 0: no limit of its own */
    int interpret;       /* 1: the JIT is off (rules, coverage) */
    int rules;           /* 1: the state is for rules: no patterns, and fs_state_budget() holds */
    const char *home;    /* where datasets live, for data.load; NULL: no data */
    FILE *out;           /* where print() goes; NULL: standard output */
    uint64_t seed;       /* of math.random */
};

struct fs_arena;

struct fs_state {
    lua_State *L;
    lua_Alloc allocate; /* LuaJIT's own allocator, which ours counts for */
    void *allocate_data;
    size_t used, limit;
    int exhausted;   /* an allocation was refused since the last fs_state_enter() */
    jmp_buf *rescue; /* of the innermost fs_state_enter(), for a panic */
    int broken;      /* it panicked: it can't be used again, nor closed */
    int interpret;
    struct fs_arena *streams; /* where the streams of ta and stats live */
    char *home;
    FILE *out;
    uint64_t first_seed;
    uint64_t seed, draws; /* of math.random */
    int64_t budget;       /* instructions that may still run; only with fs_state_budget() */
    int rules, spent;     /* the budget ran out */
    const void *context;  /* of the rule that is being asked (rule.c) */
};

/* NULL with an error. The options are copied. */
struct fs_state *fs_state_new(const struct fs_state_options *options);
void fs_state_free(struct fs_state *state);
/* The state that a lua_State belongs to. */
struct fs_state *fs_state_of(lua_State *L);

/* Calls entry `name` of the trusted files: `push` (may be NULL) pushes its arguments and returns how many,
 * `take` (may be NULL) reads its results, which begin at stack index `first`. Both run protected and may
 * raise Lua errors. 0; -1 with the script's error as the thread's error. */
int fs_state_enter(struct fs_state *state, const char *name, int (*push)(lua_State *L, void *arg),
                   void (*take)(lua_State *L, int first, void *arg), void *arg);

/* Forgets what a run of a script left behind: its streams, and what math.random has drawn. What Lua itself keeps is the
 * garbage collector's. */
void fs_state_renew(struct fs_state *state);

/* Gives the calls from now on a budget of instructions; past it every instruction raises an error, pcall or not. 0 ends
 * it. */
void fs_state_budget(struct fs_state *state, int64_t instructions);

/* What is being done: "on_bar of SPY at bar 1000 (2001-02-03T21:00:00Z)"; "" when no script is running, and in a test,
 * whose own name is shown beside its message. */
void fs_state_where(char *text, size_t size);

/* Raises the thread's error as a Lua error; for C functions that trusted files call. Never returns. */
int fs_state_raise(lua_State *L);

struct fs_runner;
/* Takes what strategy.load returned (name, version, description, hash, params), which begins at a stack index; texts are
 * copied to the arena. Raises when out of memory. */
void fs_strategy_take(lua_State *L, int first, struct fs_arena *arena, struct fs_runner *runner);

/* The C functions of the trusted files: fills the table on top of the stack. */
void fs_host_open(lua_State *L);
/* The C functions that trusted files call through FFI: adds their addresses to the table on top of the stack.
 */
void fs_face_open(lua_State *L);
/* What `data` asks of the store. */
void fs_data_host(lua_State *L);
/* Scripts' find, match, gmatch and gsub. */
void fs_pattern_host(lua_State *L);
/* The functions that rule.lua asks the gate's figures with. */
void fs_rule_host(lua_State *L);
/* The functions that test.lua runs strategies and rules with. */
void fs_test_host(lua_State *L);
/* One trusted file by name ("strategy"); NULL when there is none. */
const unsigned char *fs_embedded_find(const char *name, size_t *length);

#endif
