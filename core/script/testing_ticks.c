/* Strategies over the trades, quotes and books that a test gives. */
#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "frame/frame.h"
#include "market/ticks.h"
#include "script/frames.h"
#include "script/state.h"
#include "script/testing_backtest.h"
#include "store/kinds.h"
#include "trade/tick_texts.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <string.h>

/* One symbol's rows of one kind. */
struct part {
    const char *symbol;
    int kind;               /* FS_KIND_* */
    struct fs_frame *frame; /* borrowed from the test */
    int given;              /* to the ticks that read at present */
};

/* What the engine runs over; in the test's arena. */
struct market {
    struct part *parts;
    struct fs_tick_source *sources; /* scratch of open_ticks() */
    int count;
    int orders, trades,
        received; /* any book is kept order by order; there are trades; any rows have times of receipt */
};

/* A column of whole numbers from one of doubles. */
static void add_wholes(lua_State *L, struct fs_frame *frame, const struct fs_column *from)
{
    const double *values = from->data;
    void *data;
    if (fs_frame_add_new(frame, from->name, FS_I64, from->length, NULL, &data))
        fs_state_raise(L);
    for (int64_t i = 0; i < from->length; i++) {
        double x = isnan(values[i]) ? 0.0 : values[i];
        if (!(fabs(x) <= 9007199254740992.0) || x != floor(x))
            luaL_error(L, "column '%s', row %d is %f; expected a whole number", from->name, (int)i + 1, x);
        ((int64_t *)data)[i] = (int64_t)x;
    }
}

static void add_numbers(lua_State *L, struct fs_frame *frame, const struct fs_column *from)
{
    void *data;
    if (fs_frame_add_new(frame, from->name, FS_F64, from->length, NULL, &data))
        fs_state_raise(L);
    for (int64_t i = 0; i < from->length; i++)
        ((double *)data)[i] = from->type == FS_I64 ? (double)((const int64_t *)from->data)[i]
                                                   : (double)((const int32_t *)from->data)[i];
}

/* Adds a frame with columns of the types that a dataset of the kind has to the test's. */
static struct fs_frame *take_frame(lua_State *L, struct fs_test_backtest *test, const struct fs_frame *given,
                                   int kind)
{
    struct fs_frame *frame = fs_frame_new();
    if (!frame)
        fs_state_raise(L);
    test->frames[test->frame_count++] = frame;
    for (int i = 0; i < fs_frame_columns(given); i++) {
        const struct fs_column *c = fs_frame_column(given, i);
        int type = fs_kind_column_type(kind, c->name);
        if (type == FS_I64 && c->type == FS_F64)
            add_wholes(L, frame, c);
        else if (type == FS_F64 && (c->type == FS_I64 || c->type == FS_I32) && !c->validity)
            add_numbers(L, frame, c);
        else if (fs_frame_add_shared(frame, c, NULL))
            fs_state_raise(L);
    }
    return frame;
}

static struct part take_part(lua_State *L, struct fs_test_backtest *test, int index)
{
    struct part part = {0};
    lua_rawgeti(L, 1, index);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    lua_rawgeti(L, -3, 3);
    if (!(part.symbol = fs_arena_strdup(test->arena, luaL_checkstring(L, -3))))
        fs_state_raise(L);
    part.kind = fs_kind_parse(luaL_checkstring(L, -2));
    part.frame = take_frame(L, test, fs_frames_check(L, -1), part.kind);
    lua_pop(L, 4);
    return part;
}

static int next_part(void *context, struct fs_frame **frame)
{
    struct part *part = context;
    *frame = part->given ? NULL : fs_frame_ref(part->frame);
    part->given = 1;
    return 0;
}

static struct fs_ticks *open_ticks(void *data, int order)
{
    struct market *market = data;
    for (int i = 0; i < market->count; i++) {
        struct part *part = &market->parts[i];
        part->given = 0;
        market->sources[i] = (struct fs_tick_source){.type = part->kind == FS_KIND_TRADES   ? FS_EVENT_TRADE
                                                             : part->kind == FS_KIND_QUOTES ? FS_EVENT_QUOTE
                                                                                            : FS_EVENT_BOOK,
                                                     .symbol = part->symbol,
                                                     .next = next_part,
                                                     .context = part};
    }
    const struct fs_ticks_options options = {.order = order, .from = INT64_MIN, .to = INT64_MAX};
    return fs_ticks_new(market->sources, market->count, &options);
}

/* The symbols, each once, by what its orders trade against: a book, or else quotes. */
static int take_symbols(lua_State *L, struct market *market, struct fs_tick_symbol *symbols)
{
    int count = 0;
    for (int i = 0; i < market->count; i++) {
        const struct part *part = &market->parts[i];
        int orders = part->kind == FS_KIND_BOOK && fs_frame_find(part->frame, "order_id");
        int feed = orders                       ? FS_VENUE_ORDERS
                   : part->kind == FS_KIND_BOOK ? FS_VENUE_LEVELS
                                                : FS_VENUE_QUOTES,
            at = 0;
        market->orders |= orders;
        market->trades |= part->kind == FS_KIND_TRADES;
        market->received |= fs_frame_find(part->frame, "recv_time") != NULL;
        if (part->kind == FS_KIND_TRADES)
            continue;
        while (at < count && strcmp(symbols[at].symbol, part->symbol))
            at++;
        if (at == count)
            symbols[count++] = (struct fs_tick_symbol){
                .symbol = part->symbol,
                .feed = feed,
                .lot = llround(fs_test_option(L, 2, "lot", 1) * (double)FS_SCALE),
                .tick = llround(fs_test_option(L, 2, "tick", 0) * (double)FS_SCALE),
                .min_notional = llround(fs_test_option(L, 2, "min_notional", 0) * (double)FS_SCALE)};
        else if (part->kind == FS_KIND_BOOK)
            symbols[at].feed = feed;
    }
    return count;
}

static int wrong_option(lua_State *L, const char *name, const char *value)
{
    const struct fs_error *why = fs_error_last();
    return luaL_error(L, "t.backtest: %s is '%s': %s", name, value, why ? why->message : "");
}

static void take_options(lua_State *L, struct market *market, struct fs_arena *arena,
                         struct fs_tick_options *o)
{
    static const char *const names[FS_LATENCY_COUNT] = {"latency", "latency_change", "latency_cancel",
                                                        "latency_report", "latency_feed"};
    const char *latencies[FS_LATENCY_COUNT], *queue = fs_test_option_text(L, 2, "queue", arena),
                                             *interval = fs_test_option_text(L, 2, "equity_interval", arena);
    int wrong;
    fs_tick_defaults(o);
    o->open = open_ticks;
    o->data = market;
    o->from = INT64_MIN;
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        latencies[of] = fs_test_option_text(L, 2, names[of], arena);
    if (fs_tick_latencies_read(latencies, market->received, o, &wrong))
        wrong_option(L, names[wrong], latencies[wrong]);
    if (queue && market->orders) {
        fs_error_set(FS_E_USAGE, "the book tells every order, so that places in queues are exact");
        wrong_option(L, "queue", queue);
    }
    if (queue && !market->trades) {
        fs_error_set(FS_E_USAGE, "there are no trades, which a queue model needs to tell who left");
        wrong_option(L, "queue", queue);
    }
    if (queue && fs_tick_queue_read(queue, o))
        wrong_option(L, "queue", queue);
    if (interval && (fs_duration_parse(interval, strlen(interval), &o->equity_interval) ||
                     o->equity_interval < FS_NS_PER_MS)) {
        fs_error_set(FS_E_USAGE, "expected a duration such as 1m, of 1ms at least");
        wrong_option(L, "equity_interval", interval);
    }
    o->seed = (uint64_t)fs_test_option(L, 2, "latency_seed", (double)o->seed);
    o->maker_bps = fs_test_option(L, 2, "maker_bps", o->maker_bps);
    o->taker_bps = fs_test_option(L, 2, "taker_bps", o->taker_bps);
    o->band = llround(fs_test_option(L, 2, "price_band", 0) * 1e8);
}

int fs_test_open_ticks(lua_State *L)
{
    int count = (int)lua_objlen(L, 1);
    struct fs_test_backtest *test = fs_test_backtest_push(L);
    int handle = lua_gettop(L);
    size_t room = (size_t)count + 1;
    struct market *market = fs_arena_array(test->arena, 1, sizeof *market);
    struct fs_tick_symbol *symbols = fs_arena_array(test->arena, room, sizeof *symbols);
    if (!market || !symbols || !(market->parts = fs_arena_array(test->arena, room, sizeof *market->parts)) ||
        !(market->sources = fs_arena_array(test->arena, room, sizeof *market->sources)) ||
        !(test->frames = fs_arena_array(test->arena, room, sizeof(void *))))
        return fs_state_raise(L);
    for (; market->count < count; market->count++)
        market->parts[market->count] = take_part(L, test, market->count + 1);
    int symbol_count = take_symbols(L, market, symbols);
    struct fs_tick_options ticks;
    struct fs_engine_options options;
    take_options(L, market, test->arena, &ticks);
    fs_test_engine_options(L, 2, test, &options);
    if (!(test->engine = fs_engine_new_ticks(&options, &ticks, symbols, symbol_count)))
        return fs_state_raise(L);
    return fs_test_backtest_opened(L, handle, test);
}
