/* What a test gets back from a run: figures, trades, and every decision. */
#include "base/error.h"
#include "base/time.h"
#include "market/instrument_event.h"
#include "script/series.h"
#include "script/state.h"
#include "script/testing_backtest.h"
#include "trade/decision.h"
#include "trade/engine.h"
#include "trade/records.h"
#include "trade/result.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* What a check or rule said of a verdict, between the records of the hash: this letter, a text, NUL, another text, NUL. */
#define REASON 'R'

static void append(struct fs_test_decisions *d, const void *bytes, size_t count)
{
    if (d->used + count > d->capacity) {
        size_t capacity = d->capacity ? d->capacity * 2 : 4096;
        while (capacity < d->used + count)
            capacity *= 2;
        char *grown = realloc(d->bytes, capacity);
        if (!grown) {
            d->failed = 1;
            return;
        }
        d->bytes = grown;
        d->capacity = capacity;
    }
    memcpy(d->bytes + d->used, bytes, count);
    d->used += count;
}

static void decided(void *data, const void *record, size_t length)
{
    append(data, &length, sizeof length);
    append(data, record, length);
}

static void explained(void *data, int64_t order, const char *rule, const char *reason)
{
    (void)order;
    rule = rule ? rule : "";
    reason = reason ? reason : "";
    size_t length = 1 + strlen(rule) + 1 + strlen(reason) + 1;
    append(data, &length, sizeof length);
    append(data, (const char[]){REASON}, 1);
    append(data, rule, strlen(rule) + 1);
    append(data, reason, strlen(reason) + 1);
}

void fs_test_decisions_sink(struct fs_test_decisions *decisions, struct fs_decision_sink *sink)
{
    *sink = (struct fs_decision_sink){.decided = decided, .explained = explained, .data = decisions};
}

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void push_metrics(lua_State *L, const struct fs_metrics *m)
{
    lua_newtable(L);
    set_number(L, "total_return", m->total_return);
    set_number(L, "cagr", m->cagr);
    set_number(L, "volatility", m->volatility);
    set_number(L, "sharpe", m->sharpe);
    set_number(L, "sortino", m->sortino);
    set_number(L, "calmar", m->calmar);
    set_number(L, "max_drawdown", m->max_drawdown);
    set_number(L, "max_drawdown_days", m->max_drawdown_days);
    set_number(L, "win_rate", m->win_rate);
    set_number(L, "profit_factor", m->profit_factor);
    set_number(L, "exposure", m->exposure);
    set_number(L, "turnover", m->turnover);
    set_number(L, "fees", m->fees);
}

static void push_trades(lua_State *L, const struct fs_engine *engine, const struct fs_result *result)
{
    const double scale = (double)FS_SCALE;
    lua_newtable(L);
    for (int64_t i = 0; i < result->trade_count; i++) {
        const struct fs_trade_record *trade = &result->trades[i];
        lua_newtable(L);
        lua_pushstring(L, fs_engine_symbol(engine, trade->slot));
        lua_setfield(L, -2, "symbol");
        lua_pushstring(L, trade->side == FS_BUY ? "long" : "short");
        lua_setfield(L, -2, "side");
        set_number(L, "qty", (double)trade->qty / scale);
        set_number(L, "entry_time", (double)trade->entry_time / 1e9);
        set_number(L, "entry_price", (double)trade->entry_price / scale);
        if (trade->exit_time != FS_TIME_NONE) {
            set_number(L, "exit_time", (double)trade->exit_time / 1e9);
            set_number(L, "exit_price", (double)trade->exit_price / scale);
        }
        set_number(L, "fees", (double)trade->fees / scale);
        set_number(L, "pnl", trade->pnl);
        lua_rawseti(L, -2, (int)i + 1);
    }
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

/* A mantissa; nothing where it is 0, which then means "none". */
static void set_given(lua_State *L, const char *name, int64_t mantissa)
{
    if (mantissa)
        set_number(L, name, (double)mantissa / (double)FS_SCALE);
}

static void set_id(lua_State *L, const char *name, int64_t id)
{
    if (id)
        set_number(L, name, (double)id);
}

static void fill_order(lua_State *L, const struct fs_decision *d)
{
    set_text(L, "kind", "order");
    set_text(L, "side", fs_order_side_name(d->side));
    set_text(L, "type", fs_order_type_name(d->type));
    set_text(L, "tif", fs_order_tif_name(d->tif));
    set_given(L, "qty", d->qty);
    set_given(L, "limit", d->limit);
    set_given(L, "stop", d->stop);
}

/* Further terms belong to the order that is on top of the stack. */
static void fill_terms(lua_State *L, const struct fs_decision *d)
{
    set_given(L, "trail", d->trail);
    set_given(L, "offset", d->offset);
    set_given(L, "display", d->display);
    set_id(L, "one_of", d->one_of);
    set_id(L, "after", d->after);
    if (d->expires)
        set_number(L, "expires", (double)d->expires / 1e9);
    lua_pushboolean(L, d->flags & FS_ORDER_POST_ONLY);
    lua_setfield(L, -2, "post_only");
    lua_pushboolean(L, d->flags & FS_ORDER_REDUCE_ONLY);
    lua_setfield(L, -2, "reduce_only");
}

static void fill_decision(lua_State *L, const struct fs_decision *d)
{
    if (d->order)
        set_number(L, "order", (double)d->order);
    set_number(L, "time", (double)d->time / 1e9);
    set_text(L, "symbol", d->symbol);
    switch (d->kind) {
    case 'O':
        fill_order(L, d);
        break;
    case 'C':
        set_text(L, "kind", "change");
        set_given(L, "qty", d->qty);
        set_given(L, "limit", d->limit);
        set_given(L, "stop", d->stop);
        set_given(L, "trail", d->trail);
        break;
    case 'V':
        set_text(L, "kind", "verdict");
        set_text(L, "state", fs_order_state_name(d->state));
        set_number(L, "filled", (double)d->filled / (double)FS_SCALE);
        break;
    case 'F':
        set_text(L, "kind", "fill");
        set_number(L, "qty", (double)d->qty / (double)FS_SCALE);
        set_number(L, "price", (double)d->price / (double)FS_SCALE);
        set_number(L, "fee", (double)d->fee / (double)FS_SCALE);
        break;
    default: /* 'E' */
        set_text(L, "kind", "event");
        set_text(L, "type", fs_instrument_event_name(d->event));
        set_number(L, "cash", (double)d->cash / (double)FS_SCALE);
        break;
    }
}

/* A record: a new element of the list below the top, or more of the last, which is the top. Returns how many elements there are. */
static int take_record(lua_State *L, const char *record, size_t length, struct fs_order_symbols *known,
                       int count)
{
    struct fs_decision d;
    if (*record == REASON) {
        set_text(L, "rule", record + 1);
        set_text(L, "reason", record + 1 + strlen(record + 1) + 1);
        return count;
    }
    if (fs_decision_read(record, length, &d))
        luaL_error(L, "a decision cannot be read");
    if (d.kind == 'T') {
        fill_terms(L, &d);
        return count;
    }
    if (fs_order_symbols_note(known, &d)) {
        fs_order_symbols_clear(known);
        fs_state_raise(L);
    }
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, count + 1);
    fill_decision(L, &d);
    return count + 1;
}

static void push_decisions(lua_State *L, const struct fs_test_decisions *decisions)
{
    struct fs_order_symbols known = {0};
    int count = 0;
    if (decisions->failed) {
        fs_error_nomem();
        fs_state_raise(L);
    }
    lua_newtable(L);
    lua_pushnil(L);
    for (size_t at = 0; at < decisions->used;) {
        size_t length;
        memcpy(&length, decisions->bytes + at, sizeof length);
        at += sizeof length;
        count = take_record(L, decisions->bytes + at, length, &known, count);
        at += length;
    }
    lua_pop(L, 1);
    fs_order_symbols_clear(&known);
}

int fs_test_result(lua_State *L)
{
    struct fs_test_backtest *test = fs_test_backtest_check(L);
    const struct fs_result *result = fs_engine_finish(test->engine);
    if (!result)
        return fs_state_raise(L);
    lua_newtable(L);
    set_number(L, "orders", (double)result->orders);
    set_number(L, "fills", (double)result->fills);
    set_number(L, "rejected", (double)result->rejected);
    set_number(L, "bars", (double)result->bars);
    if (result->feed) {
        lua_newtable(L);
        set_number(L, "events", (double)result->feed->events);
        set_number(L, "trades", (double)result->feed->trades);
        set_number(L, "quotes", (double)result->feed->quotes);
        set_number(L, "book", (double)result->feed->book);
        set_number(L, "refused", (double)result->feed->refused);
        set_number(L, "gaps", (double)result->feed->gaps);
        set_number(L, "backward", (double)result->feed->backward);
        lua_setfield(L, -2, "feed");
    }
    push_decisions(L, &test->decisions);
    lua_setfield(L, -2, "decisions");
    set_number(L, "final_equity", result->metrics.final_equity);
    lua_pushstring(L, result->journal_hash);
    lua_setfield(L, -2, "journal_hash");
    push_metrics(L, &result->metrics);
    lua_setfield(L, -2, "metrics");
    push_trades(L, test->engine, result);
    lua_setfield(L, -2, "trades");
    struct fs_lua_series *equity = fs_series_push(L, result->equity_count);
    if (result->equity_count)
        memcpy(equity->values, result->equity_value, (size_t)result->equity_count * sizeof(double));
    lua_setfield(L, -2, "equity");
    lua_newtable(L);
    for (int i = 0; i < result->recorded_count; i++) {
        const struct fs_recorded *recorded = &result->recorded[i];
        struct fs_lua_series *values = fs_series_push(L, recorded->count);
        memcpy(values->values, recorded->value, (size_t)recorded->count * sizeof(double));
        lua_setfield(L, -2, recorded->name);
    }
    lua_setfield(L, -2, "recorded");
    return 1;
}
