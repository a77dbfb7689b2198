#include "plugin/trading.h"

#include "base/time.h"
#include "market/symbol.h"
#include "trade/engine_ticks.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t engine_now(struct fs_context *context)
{
    return context->phase == FS_PHASE_START ? INT64_MIN : fs_engine_view(context->engine)->now;
}

int fs_trade_attach(struct fs_context *context, struct fs_engine *engine)
{
    int count = fs_engine_slot_count(engine);
    if (!(context->ids = calloc((size_t)count + 1, sizeof *context->ids)))
        return fs_error_nomem();
    uint32_t highest = 0;
    for (int slot = 0; slot < count; slot++) {
        if (!(context->ids[slot] = fs_symbol_id(fs_engine_symbol(engine, slot))))
            return -1;
        if (context->ids[slot] > highest)
            highest = context->ids[slot];
    }
    context->slot_limit = highest + 1;
    if (!(context->slots = malloc(context->slot_limit * sizeof *context->slots)))
        return fs_error_nomem();
    memset(context->slots, 0xff, context->slot_limit * sizeof *context->slots);
    for (int slot = 0; slot < count; slot++)
        context->slots[context->ids[slot]] = slot;
    context->engine = engine;
    context->now = engine_now;
    return 0;
}

void fs_trade_place(const struct fs_engine *engine, const struct fs_engine_view *view, int slot, char *buffer,
                    size_t size)
{
    char time[FS_TIME_TEXT], bar[40] = "";
    fs_time_format(view->now, time, sizeof time);
    if (view->step == FS_STEP_BAR)
        snprintf(bar, sizeof bar, " (bar %" PRId64 ")", view->index + 1);
    const char *symbol = slot >= 0 ? fs_engine_symbol(engine, slot) : NULL;
    snprintf(buffer, size, "%s%s at %s%s", symbol ? " of " : "", symbol ? symbol : "", time, bar);
}

/* When a function of the table may be called. */
enum when { SETUP, ORDERS, ANY };

/* Enters a call on the instance's thread. During start the host may have given up waiting, and the engine be
 * gone: then, and in a wrong phase, 0 with the plugin's error. While a call in start goes on, the lock keeps
 * the host from leaving. */
static int enter(struct fs_context *ctx, const char *function, enum when when)
{
    if (!fs_context_enter(ctx, function))
        return 0;
    if (when == ORDERS && ctx->phase != FS_PHASE_RUN) {
        fs_error_set(FS_E_PLUGIN, "%s() in %s: orders are possible in on_* callbacks only", function,
                     ctx->callback);
        fs_context_keep_error(ctx);
        return 0;
    }
    if (when == SETUP && ctx->phase != FS_PHASE_START) {
        fs_error_set(FS_E_PLUGIN, "%s() is possible in start and init only", function);
        fs_context_keep_error(ctx);
        return 0;
    }
    if (ctx->phase == FS_PHASE_START) {
        pthread_mutex_lock(&ctx->lock);
        if (ctx->abandoned) {
            pthread_mutex_unlock(&ctx->lock);
            return 0;
        }
    }
    return 1;
}

/* Leaves it; a negative result takes the thread's error along as the plugin's. */
static int64_t leave(struct fs_context *ctx, int64_t result)
{
    if (ctx->phase == FS_PHASE_START)
        pthread_mutex_unlock(&ctx->lock);
    if (result < 0)
        fs_context_keep_error(ctx);
    return result;
}

/* The slot of a symbol, -1 with the thread's error. */
static int slot_of(struct fs_context *ctx, uint32_t symbol)
{
    int32_t slot = symbol < ctx->slot_limit ? ctx->slots[symbol] : -1;
    if (slot < 0) {
        const char *text = fs_symbol_text(symbol);
        if (text)
            fs_error_set(FS_E_NOT_FOUND, "symbol %s is not part of this run", text);
        else
            fs_error_set(FS_E_NOT_FOUND, "%u is no symbol's id", symbol);
    }
    return slot;
}

static uint32_t trade_symbol(struct fs_context *ctx, uint32_t index)
{
    if (!enter(ctx, "symbol", ANY))
        return 0;
    int count = fs_engine_slot_count(ctx->engine);
    uint32_t id = index < (uint32_t)count ? ctx->ids[index] : 0;
    leave(ctx, 0);
    return id;
}

static int32_t trade_extra_count(struct fs_context *ctx)
{
    return enter(ctx, "extra_count", ANY) ? (int32_t)leave(ctx, fs_engine_extra_count(ctx->engine)) : 0;
}

static const char *trade_extra_name(struct fs_context *ctx, int32_t index)
{
    if (!enter(ctx, "extra_name", ANY))
        return NULL;
    const char *name = index >= 0 && index < fs_engine_extra_count(ctx->engine)
                           ? fs_engine_extra_name(ctx->engine, index)
                           : NULL;
    leave(ctx, 0);
    return name;
}

static int64_t trade_submit(struct fs_context *ctx, const struct fs_order_request *request)
{
    if (!enter(ctx, "submit", ORDERS))
        return -1;
    int slot = slot_of(ctx, request->symbol);
    return leave(ctx, slot < 0 ? -1 : fs_engine_submit(ctx->engine, slot, request));
}

static int64_t trade_order(struct fs_context *ctx, uint32_t symbol, int32_t side, int32_t type, int32_t tif,
                           double qty, double limit, double stop)
{
    if (!enter(ctx, "order", ORDERS))
        return -1;
    int slot = slot_of(ctx, symbol);
    return leave(ctx, slot < 0 ? -1 : fs_engine_order(ctx->engine, slot, side, type, tif, qty, limit, stop));
}

static int64_t trade_target(struct fs_context *ctx, uint32_t symbol, double qty)
{
    if (!enter(ctx, "target", ORDERS))
        return -1;
    int slot = slot_of(ctx, symbol);
    return leave(ctx, slot < 0 ? -1 : fs_engine_target(ctx->engine, slot, qty));
}

static int64_t trade_target_percent(struct fs_context *ctx, uint32_t symbol, double fraction)
{
    if (!enter(ctx, "target_percent", ORDERS))
        return -1;
    int slot = slot_of(ctx, symbol);
    return leave(ctx, slot < 0 ? -1 : fs_engine_target_percent(ctx->engine, slot, fraction));
}

static int64_t trade_close(struct fs_context *ctx, uint32_t symbol)
{
    if (!enter(ctx, "close", ORDERS))
        return -1;
    int slot = slot_of(ctx, symbol);
    return leave(ctx, slot < 0 ? -1 : fs_engine_close(ctx->engine, slot));
}

static int32_t trade_change(struct fs_context *ctx, int64_t order, const struct fs_order_change *change)
{
    return enter(ctx, "change", ORDERS) ? (int32_t)leave(ctx, fs_engine_change(ctx->engine, order, change))
                                        : -1;
}

static int32_t trade_cancel(struct fs_context *ctx, int64_t order)
{
    return enter(ctx, "cancel", ORDERS) ? (int32_t)leave(ctx, fs_engine_cancel(ctx->engine, order)) : -1;
}

static int32_t trade_position(struct fs_context *ctx, uint32_t symbol, struct fs_position *out)
{
    if (!enter(ctx, "position", ANY))
        return -1;
    int slot = slot_of(ctx, symbol);
    if (slot >= 0)
        fs_engine_position(ctx->engine, slot, out);
    return (int32_t)leave(ctx, slot < 0 ? -1 : 0);
}

static void trade_account(struct fs_context *ctx, struct fs_account *out)
{
    *out = (struct fs_account){0};
    if (!enter(ctx, "account", ANY))
        return;
    const struct fs_engine_view *view = fs_engine_view(ctx->engine);
    *out = (struct fs_account){view->cash, view->equity};
    leave(ctx, 0);
}

static int64_t trade_history(struct fs_context *ctx, uint32_t symbol, int32_t column, int64_t n,
                             const double **values)
{
    *values = NULL;
    if (!enter(ctx, "history", ANY))
        return -1;
    int slot = slot_of(ctx, symbol);
    if (slot < 0)
        return leave(ctx, -1);
    int columns = FS_COLUMN_EXTRA + fs_engine_extra_count(ctx->engine);
    if (column < 0 || column >= columns || n < 0) {
        fs_error_set(FS_E_PLUGIN,
                     "history() of column %d, %" PRId64 " values; expected column 0 to %d and 0 or more",
                     column, n, columns - 1);
        return leave(ctx, -1);
    }
    return leave(ctx, fs_engine_history(ctx->engine, slot, column, n, values));
}

static int32_t trade_every(struct fs_context *ctx, int64_t interval)
{
    return enter(ctx, "every", SETUP) ? (int32_t)leave(ctx, fs_engine_every(ctx->engine, interval)) : -1;
}

static int32_t trade_bars(struct fs_context *ctx, uint32_t symbol, int64_t interval)
{
    if (!enter(ctx, "bars", SETUP))
        return -1;
    int slot = slot_of(ctx, symbol);
    return (int32_t)leave(ctx, slot < 0 ? -1 : fs_engine_bars(ctx->engine, slot, interval));
}

static int32_t trade_record(struct fs_context *ctx, const char *name, double value)
{
    return enter(ctx, "record", ORDERS) ? (int32_t)leave(ctx, fs_engine_record(ctx->engine, name, value))
                                        : -1;
}

static int32_t trade_levels(struct fs_context *ctx, uint32_t symbol, int32_t side, struct fs_book_level *out,
                            int32_t most)
{
    if (!enter(ctx, "levels", ANY))
        return -1;
    int slot = slot_of(ctx, symbol), count = 0;
    if (slot < 0)
        return (int32_t)leave(ctx, -1);
    if ((side != FS_BUY && side != FS_SELL) || most < 0) {
        fs_error_set(FS_E_PLUGIN,
                     "levels() of side %d, at most %d; expected FS_BUY or FS_SELL, and 0 or more", side,
                     most);
        return (int32_t)leave(ctx, -1);
    }
    const struct fs_level *levels;
    count = fs_engine_levels(ctx->engine, slot, side, most, &levels);
    for (int i = 0; i < count; i++)
        out[i] = (struct fs_book_level){levels[i].price, levels[i].qty, levels[i].orders};
    return (int32_t)leave(ctx, count);
}

static int32_t trade_standing(struct fs_context *ctx, uint32_t symbol)
{
    if (!enter(ctx, "standing", ANY))
        return -1;
    int slot = slot_of(ctx, symbol);
    return (int32_t)leave(ctx, slot < 0 ? -1 : fs_engine_standing(ctx->engine, slot));
}

static double trade_adjustment(struct fs_context *ctx, uint32_t symbol)
{
    if (!enter(ctx, "adjustment", ANY))
        return NAN;
    int slot = slot_of(ctx, symbol);
    double factor = slot < 0 ? NAN : fs_engine_adjustment(ctx->engine, slot);
    leave(ctx, slot < 0 ? -1 : 0);
    return factor;
}

static int64_t trade_adjusted(struct fs_context *ctx, uint32_t symbol, int32_t column, int64_t n, double *out)
{
    if (!enter(ctx, "adjusted", ANY))
        return -1;
    int slot = slot_of(ctx, symbol);
    if (slot < 0)
        return leave(ctx, -1);
    if (column < FS_COLUMN_OPEN || column > FS_COLUMN_VOLUME || n < 0) {
        fs_error_set(FS_E_PLUGIN,
                     "adjusted() of column %d, %" PRId64
                     " values; expected a column from 0 (open) to 4 (volume), "
                     "and 0 or more values",
                     column, n);
        return leave(ctx, -1);
    }
    return leave(ctx, fs_engine_adjusted(ctx->engine, slot, column, n, out));
}

/* The headers of plugins have their own names for these. */
_Static_assert(FS_SYMBOL_MEMBER == FS_SLOT_MEMBER && FS_SYMBOL_HALTED == FS_SLOT_HALTED &&
                   FS_SYMBOL_GONE == FS_SLOT_GONE,
               "fs_trade.standing() gives what fs_engine_standing() gives");

void fs_trade_table(struct fs_trade *table, uint32_t symbol_count)
{
    *table = (struct fs_trade){
        .struct_size = sizeof *table,
        .symbol_count = symbol_count,
        .symbol = trade_symbol,
        .extra_count = trade_extra_count,
        .extra_name = trade_extra_name,
        .submit = trade_submit,
        .order = trade_order,
        .target = trade_target,
        .target_percent = trade_target_percent,
        .close = trade_close,
        .cancel = trade_cancel,
        .position = trade_position,
        .account = trade_account,
        .history = trade_history,
        .every = trade_every,
        .bars = trade_bars,
        .record = trade_record,
        .change = trade_change,
        .levels = trade_levels,
        .standing = trade_standing,
        .adjustment = trade_adjustment,
        .adjusted = trade_adjusted,
    };
}
