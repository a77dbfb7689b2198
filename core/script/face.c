/*
 * face.c: the leaf C functions that trusted files call through FFI, each with its C type beside it, and the
 * offsets that the two languages must agree on. None of them calls back into Lua.
 */
#include "base/activity.h"
#include "base/progress.h"
#include "script/series.h"
#include "script/state.h"
#include "trade/engine_ticks.h"

#include <lauxlib.h>
#include <string.h>

static const struct {
    const char *name, *type;
    void (*function)(void);
} functions[] = {
#define FACE(name, type)                                                                                     \
    {                                                                                                        \
#name, type, (void (*)(void))name                                                                    \
    }
    FACE(fs_engine_next, "int (*)(struct fs_engine *)"),
    FACE(fs_engine_run, "int (*)(struct fs_engine *)"),
    FACE(fs_engine_want, "void (*)(struct fs_engine *, unsigned)"),
    FACE(fs_engine_view, "const struct fs_engine_view *(*)(const struct fs_engine *)"),
    FACE(fs_engine_slots, "const struct fs_slot_view *(*)(const struct fs_engine *)"),
    FACE(fs_engine_slot_count, "int (*)(const struct fs_engine *)"),
    FACE(fs_engine_symbol, "const char *(*)(const struct fs_engine *, int)"),
    FACE(fs_engine_slot, "int (*)(const struct fs_engine *, const char *)"),
    FACE(fs_engine_extra_count, "int (*)(const struct fs_engine *)"),
    FACE(fs_engine_extra_name, "const char *(*)(const struct fs_engine *, int)"),
    FACE(fs_engine_order, "int64_t (*)(struct fs_engine *, int, int, int, int, double, double, double)"),
    FACE(fs_engine_ask, "int64_t (*)(struct fs_engine *, int, const struct fs_order_terms *)"),
    FACE(fs_engine_change_to, "int (*)(struct fs_engine *, int64_t, double, double, double, double)"),
    FACE(fs_engine_target, "int64_t (*)(struct fs_engine *, int, double)"),
    FACE(fs_engine_target_percent, "int64_t (*)(struct fs_engine *, int, double)"),
    FACE(fs_engine_cancel, "int (*)(struct fs_engine *, int64_t)"),
    FACE(fs_engine_close, "int64_t (*)(struct fs_engine *, int)"),
    FACE(fs_engine_history, "int64_t (*)(const struct fs_engine *, int, int, int64_t, const double **)"),
    FACE(fs_engine_adjusted, "int64_t (*)(const struct fs_engine *, int, int, int64_t, double *)"),
    FACE(fs_engine_adjustment, "double (*)(const struct fs_engine *, int)"),
    FACE(fs_engine_standing, "int (*)(const struct fs_engine *, int)"),
    FACE(fs_instrument_event_name, "const char *(*)(int)"),
    FACE(fs_engine_bars, "int (*)(struct fs_engine *, int, int64_t)"),
    FACE(fs_engine_every, "int (*)(struct fs_engine *, int64_t)"),
    FACE(fs_engine_account, "void (*)(struct fs_engine *, struct fs_account_view *)"),
    FACE(fs_engine_balance, "double (*)(struct fs_engine *, const char *)"),
    FACE(fs_engine_exchange, "double (*)(struct fs_engine *, const char *, const char *, double)"),
    FACE(fs_engine_point_value, "double (*)(const struct fs_engine *, int)"),
    FACE(fs_engine_currency, "const char *(*)(const struct fs_engine *, int)"),
    FACE(fs_engine_record, "int (*)(struct fs_engine *, const char *, double)"),
    FACE(fs_engine_tick_views, "const struct fs_tick_view *(*)(const struct fs_engine *)"),
    FACE(fs_engine_level, "int (*)(struct fs_engine *, int, int, int, double *, double *, double *)"),
    FACE(fs_engine_depth_qty, "double (*)(struct fs_engine *, int, int, double)"),
    FACE(fs_engine_ahead, "double (*)(const struct fs_engine *, int64_t)"),
    FACE(fs_activity, "struct fs_activity *(*)(void)"),
    FACE(fs_progress_begin, "void (*)(const char *, const char *, double)"),
    FACE(fs_progress_update, "void (*)(double)"),
    FACE(fs_progress_end, "void (*)(void)"),
#undef FACE
};

static const struct {
    const char *type, *member; /* member NULL: the type's size */
    size_t value;
} layout[] = {
#define SIZE(type)                                                                                           \
    {                                                                                                        \
#type, NULL, sizeof(type)                                                                            \
    }
#define AT(type, member)                                                                                     \
    {                                                                                                        \
#type, #member, offsetof(type, member)                                                               \
    }
    SIZE(struct fs_account_view),
    AT(struct fs_account_view, settled),
    AT(struct fs_account_view, maintenance),
    AT(struct fs_account_view, buying_power),
    SIZE(struct fs_engine_view),
    AT(struct fs_engine_view, time),
    AT(struct fs_engine_view, open),
    AT(struct fs_engine_view, volume),
    AT(struct fs_engine_view, cash),
    AT(struct fs_engine_view, step),
    AT(struct fs_engine_view, stream),
    AT(struct fs_engine_view, session_open),
    AT(struct fs_engine_view, index),
    AT(struct fs_engine_view, extra),
    AT(struct fs_engine_view, order),
    AT(struct fs_engine_view, fill),
    AT(struct fs_engine_view, trade),
    AT(struct fs_engine_view, quote),
    SIZE(struct fs_tick_trade),
    AT(struct fs_tick_trade, aggressor),
    SIZE(struct fs_tick_quote),
    AT(struct fs_tick_quote, time_ns),
    SIZE(struct fs_tick_view),
    AT(struct fs_tick_view, last),
    AT(struct fs_engine_view, event),
    SIZE(struct fs_event_view),
    AT(struct fs_event_view, other),
    AT(struct fs_event_view, fee),
    SIZE(struct fs_order_update),
    AT(struct fs_order_update, state),
    AT(struct fs_order_update, rule),
    AT(struct fs_order_update, reason),
    SIZE(struct fs_fill),
    AT(struct fs_fill, side),
    AT(struct fs_fill, liquidity),
    AT(struct fs_fill, qty),
    AT(struct fs_fill, fee),
    SIZE(struct fs_order_terms),
    AT(struct fs_order_terms, expires),
    AT(struct fs_order_terms, side),
    AT(struct fs_order_terms, flags),
    SIZE(struct fs_slot_view),
    AT(struct fs_slot_view, avg_price),
    AT(struct fs_lua_series, length),
    AT(struct fs_lua_series, data),
    AT(struct fs_lua_series, kind),
    AT(struct fs_activity, script),
    AT(struct fs_activity, handler),
    AT(struct fs_activity, symbol),
    SIZE(struct fs_activity),
#undef SIZE
#undef AT
};

void fs_face_open(lua_State *L)
{
    lua_newtable(L);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *pointer;
        memcpy(&pointer, &functions[i].function, sizeof pointer);
        lua_newtable(L);
        lua_pushstring(L, functions[i].type);
        lua_rawseti(L, -2, 1);
        lua_pushlightuserdata(L, pointer);
        lua_rawseti(L, -2, 2);
        lua_setfield(L, -2, functions[i].name);
    }
    lua_setfield(L, -2, "functions");
    lua_newtable(L);
    for (size_t i = 0; i < sizeof layout / sizeof *layout; i++) {
        lua_newtable(L);
        lua_pushstring(L, layout[i].type);
        lua_rawseti(L, -2, 1);
        lua_pushstring(L, layout[i].member);
        lua_rawseti(L, -2, 2);
        lua_pushinteger(L, (lua_Integer)layout[i].value);
        lua_rawseti(L, -2, 3);
        lua_rawseti(L, -2, (int)i + 1);
    }
    lua_setfield(L, -2, "layout");
}
