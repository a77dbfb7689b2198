/* columns.c: trade/vector.h for trusted files. Series that it borrows are anchored in the environment of the handle. */
#include "script/columns.h"

#include "base/error.h"
#include "base/time.h"
#include "script/frames.h"
#include "script/series.h"
#include "script/state.h"
#include "trade/ledger.h"
#include "trade/vector.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char meta_key; /* registry: metatable */

struct columns {
    uint64_t no_tag; /* 0: no series */
    struct fs_vector *vector;
    int64_t *time, rows;
    struct fs_vector_column *list;
    int capacity;
    uint64_t padding[4]; /* as large as trusted files expect of any userdata */
};
_Static_assert(sizeof(struct columns) >= sizeof(struct fs_lua_series),
               "a series' header fits in any userdata");

static int collect(lua_State *L)
{
    struct columns *c = lua_touserdata(L, 1);
    fs_vector_free(c->vector);
    free(c->time);
    free(c->list);
    c->vector = NULL;
    c->time = NULL;
    c->list = NULL;
    return 0;
}

static struct columns *check(lua_State *L)
{
    struct columns *c = lua_touserdata(L, 1);
    if (!c || !c->vector)
        luaL_error(L, "columns expected");
    return c;
}

static double number(lua_State *L, int index, const char *name, double fallback)
{
    lua_getfield(L, index, name);
    double value = lua_isnumber(L, -1)    ? lua_tonumber(L, -1)
                   : lua_isboolean(L, -1) ? lua_toboolean(L, -1)
                                          : fallback;
    lua_pop(L, 1);
    return value;
}

/* Money or units as a mantissa. */
static int64_t mantissa(lua_State *L, int index, const char *name, double fallback)
{
    int64_t out;
    if (fs_decimal_from_double(number(L, index, name, fallback), FS_SCALE_EXP, &out))
        fs_state_raise(L);
    return out;
}

static struct fs_vector_options options_of(lua_State *L, int index)
{
    struct fs_vector_options o;
    fs_vector_defaults(&o);
    o.cash = mantissa(L, index, "cash", 100000);
    o.lot = mantissa(L, index, "lot", 1);
    o.fees.bps = number(L, index, "fee_bps", 0);
    o.fees.per_share = number(L, index, "fee_per_share", 0);
    o.fees.per_trade = number(L, index, "fee_per_trade", 0);
    o.fees.minimum = number(L, index, "fee_minimum", 0);
    o.slippage_bps = number(L, index, "slippage_bps", 0);
    o.limits.max_leverage = number(L, index, "max_leverage", 1);
    o.limits.allow_short = number(L, index, "allow_short", 1) != 0.0;
    o.risk_free = number(L, index, "rf", 0);
    o.periods_per_year = number(L, index, "periods", 0);
    o.size_type = (int)number(L, index, "size_type", FS_SIZE_PERCENT);
    o.same_row = number(L, index, "same_row", 0) != 0.0;
    o.keep = (number(L, index, "keep_fills", 0) != 0.0 ? FS_VECTOR_KEEP_FILLS : 0) |
             (number(L, index, "keep_trades", 0) != 0.0 ? FS_VECTOR_KEEP_TRADES : 0);
    return o;
}

static int64_t shortest(const int64_t *time, int64_t rows)
{
    int64_t least = rows > 1 ? time[1] - time[0] : FS_NS_PER_DAY;
    for (int64_t i = 2; i < rows; i++)
        least = time[i] - time[i - 1] < least ? time[i] - time[i - 1] : least;
    return least;
}

/* columns_open(times, options) -> handle; options.interval in seconds, 0: the shortest distance of two times */
static int columns_open(lua_State *L)
{
    const struct fs_lua_series *times = fs_series_at(L, 1);
    if (!times)
        return luaL_error(L, "times expected");
    struct fs_vector_options options = options_of(L, 2);
    double seconds = number(L, 2, "interval", 0);
    struct columns *c = lua_newuserdata(L, sizeof *c);
    memset(c, 0, sizeof *c);
    lua_newtable(L);
    lua_setfenv(L, -2);
    lua_pushlightuserdata(L, &meta_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    lua_setmetatable(L, -2);
    c->rows = times->length;
    if (!(c->time = malloc(((size_t)times->length + 1) * sizeof *c->time))) {
        fs_error_nomem();
        return fs_state_raise(L);
    }
    for (int64_t i = 0; i < c->rows; i++) {
        if (!(times->data[i] > -9.2e9 && times->data[i] < 9.2e9))
            return luaL_error(L, "row %d is no time", (int)i + 1);
        c->time[i] = fs_frames_time(times->data[i]);
    }
    int64_t interval = seconds > 0.0 ? llround(seconds * 1e9) : shortest(c->time, c->rows);
    if (interval <= 0)
        interval = 1; /* times that do not ascend are named by their row */
    if (!(c->vector = fs_vector_new(&options, c->time, c->rows, interval)))
        return fs_state_raise(L);
    return 1;
}

/* The values of the series in field `name` of the table at `index`; NULL where it is nil or a number. */
static const double *values(lua_State *L, const struct columns *c, int index, const char *name)
{
    lua_getfield(L, index, name);
    const struct fs_lua_series *series = fs_series_at(L, -1);
    lua_pop(L, 1); /* the table keeps it */
    if (series && series->length != c->rows)
        luaL_error(L, "%s: a column has %d values; the prices have %d rows", name, (int)series->length,
                   (int)c->rows);
    return series ? series->data : NULL;
}

/* columns_prices(handle, name, { open =, high =, low =, close = }) -> number */
static int columns_prices(lua_State *L)
{
    struct columns *c = check(L);
    lua_getfenv(L, 1);
    lua_pushvalue(L, 3);
    lua_rawseti(L, -2, (int)lua_objlen(L, -2) + 1);
    lua_pushvalue(L, 2); /* and the name */
    lua_rawseti(L, -2, (int)lua_objlen(L, -2) + 1);
    const double *open = values(L, c, 3, "open"), *high = values(L, c, 3, "high"),
                 *low = values(L, c, 3, "low"), *close = values(L, c, 3, "close");
    if (!close)
        return luaL_error(L, "prices without a close");
    int index = fs_vector_prices(c->vector, luaL_checkstring(L, 2), open ? open : close, high, low, close);
    if (index < 0)
        return fs_state_raise(L);
    lua_pushinteger(L, index);
    return 1;
}

/* columns_run(handle, { column, ... } [, equity]): runs one account; its equity goes into the series `equity`, which nobody has
 * seen yet. A column has prices, entries, exits, short_entries, short_exits, size, price. */
static int columns_run(lua_State *L)
{
    struct columns *c = check(L);
    int count = (int)lua_objlen(L, 2);
    if (count > c->capacity) {
        struct fs_vector_column *list = realloc(c->list, (size_t)count * sizeof *list);
        if (!list) {
            fs_error_nomem();
            return fs_state_raise(L);
        }
        c->list = list;
        c->capacity = count;
    }
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        int at = lua_gettop(L);
        c->list[i] = (struct fs_vector_column){.prices = (int)number(L, at, "prices", 0),
                                               .entries = values(L, c, at, "entries"),
                                               .exits = values(L, c, at, "exits"),
                                               .short_entries = values(L, c, at, "short_entries"),
                                               .short_exits = values(L, c, at, "short_exits"),
                                               .size = values(L, c, at, "size"),
                                               .size_value = number(L, at, "size", NAN),
                                               .price = values(L, c, at, "price")};
        lua_pop(L, 1);
    }
    struct fs_lua_series *equity = fs_series_at(L, 3);
    if (equity && (equity->length != c->rows || equity->owner))
        return luaL_error(L, "equity has another length");
    if (fs_vector_run(c->vector, c->list, count, equity ? equity->values : NULL))
        return fs_state_raise(L);
    return 0;
}

/* A new series of `count` in field `name` of the table on top of the stack. */
static double *add(lua_State *L, const char *name, int64_t count, int kind)
{
    struct fs_lua_series *series = fs_series_push(L, count);
    series->kind = kind;
    lua_setfield(L, -2, name);
    return series->values;
}

static void push_stats(lua_State *L, const struct fs_vector *v)
{
    int count;
    const struct fs_vector_account *a = fs_vector_accounts(v, &count);
    lua_newtable(L);
#define METRIC(name)                                                                                         \
    {                                                                                                        \
#name, offsetof(struct fs_vector_account, metrics.name)                                              \
    }
    static const struct {
        const char *name;
        size_t at;
    } metrics[] = {
        METRIC(total_return), METRIC(cagr),          METRIC(volatility),   METRIC(sharpe),
        METRIC(sortino),      METRIC(calmar),        METRIC(max_drawdown), METRIC(max_drawdown_days),
        METRIC(win_rate),     METRIC(profit_factor), METRIC(exposure),     METRIC(turnover),
        METRIC(fees),         METRIC(final_equity),  METRIC(mean_trade),   METRIC(best_trade),
        METRIC(worst_trade),  METRIC(mean_return),   METRIC(skewness),     METRIC(kurtosis)};
#undef METRIC
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        double *out = add(L, metrics[m].name, count, FS_SERIES_NUMBER);
        for (int i = 0; i < count; i++)
            memcpy(&out[i], (const char *)&a[i] + metrics[m].at, sizeof *out);
    }
#define COUNT(member)                                                                                        \
    do {                                                                                                     \
        double *out = add(L, #member, count, FS_SERIES_NUMBER);                                              \
        for (int i = 0; i < count; i++)                                                                      \
            out[i] = (double)a[i].member;                                                                    \
    } while (0)
    COUNT(trades);
    COUNT(open_trades);
    COUNT(orders);
    COUNT(fills);
    COUNT(rejected);
    COUNT(cut);
#undef COUNT
}

static void push_fills(lua_State *L, const struct columns *c)
{
    int64_t count;
    const struct fs_vector_fill *f = fs_vector_fills(c->vector, &count);
    lua_newtable(L);
    double *column = add(L, "column", count, 0), *row = add(L, "bar", count, 0),
           *time = add(L, "time", count, FS_SERIES_TIME), *qty = add(L, "qty", count, 0),
           *price = add(L, "price", count, 0), *fee = add(L, "fee", count, 0);
    for (int64_t i = 0; i < count; i++) {
        column[i] = f[i].column + 1;
        row[i] = (double)f[i].row + 1;
        time[i] = (double)c->time[f[i].row] / 1e9;
        qty[i] = (double)(f[i].side == FS_BUY ? f[i].qty : -f[i].qty) / 1e8;
        price[i] = (double)f[i].price / 1e8;
        fee[i] = (double)f[i].fee / 1e8;
    }
}

static void push_trades(lua_State *L, const struct columns *c)
{
    int64_t count;
    const struct fs_trade_record *t = fs_vector_trades(c->vector, &count);
    lua_newtable(L);
    double *column = add(L, "column", count, 0), *qty = add(L, "qty", count, 0),
           *entry = add(L, "entry_time", count, FS_SERIES_TIME), *in = add(L, "entry_price", count, 0),
           *exit = add(L, "exit_time", count, FS_SERIES_TIME), *out = add(L, "exit_price", count, 0),
           *fees = add(L, "fees", count, 0), *pnl = add(L, "pnl", count, 0),
           *still = add(L, "open", count, FS_SERIES_BOOL);
    for (int64_t i = 0; i < count; i++) {
        int open = t[i].exit_time == FS_TIME_NONE;
        column[i] = t[i].slot + 1;
        qty[i] = (double)(t[i].side == FS_BUY ? t[i].qty : -t[i].qty) / 1e8;
        entry[i] = (double)t[i].entry_time / 1e9;
        in[i] = (double)t[i].entry_price / 1e8;
        exit[i] = (double)(open ? c->time[c->rows - 1] : t[i].exit_time) / 1e9;
        still[i] = open;
        out[i] = open ? NAN : (double)t[i].exit_price / 1e8;
        fees[i] = (double)t[i].fees / 1e8;
        pnl[i] = t[i].pnl;
    }
}

/* columns_result(handle) -> { stats =, fills =, trades =, refusal = }, the first three tables of series by name */
static int columns_result(lua_State *L)
{
    const struct columns *c = check(L);
    lua_newtable(L);
    push_stats(L, c->vector);
    lua_setfield(L, -2, "stats");
    push_fills(L, c);
    lua_setfield(L, -2, "fills");
    push_trades(L, c);
    lua_setfield(L, -2, "trades");
    lua_pushstring(L, fs_vector_first_refusal(c->vector));
    lua_setfield(L, -2, "refusal");
    return 1;
}

void fs_columns_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"columns_open", columns_open},
                                         {"columns_prices", columns_prices},
                                         {"columns_run", columns_run},
                                         {"columns_result", columns_result},
                                         {NULL, NULL}};
    luaL_register(L, NULL, functions);
    lua_pushlightuserdata(L, &meta_key);
    lua_newtable(L);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_rawset(L, LUA_REGISTRYINDEX);
}
