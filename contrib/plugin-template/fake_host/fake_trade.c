/* fake_trade.c: what a strategy can do and see, for tests that play the market. */
#include "fake_parts.h"

#include <stdio.h>
#include <string.h>

static int64_t order(struct fs_context *ctx, const char *what, uint32_t id, double value)
{
    struct fake_host *fake = fake_of(ctx);
    snprintf(fake->last.what, sizeof fake->last.what, "%s", what);
    fake->last.symbol = id;
    fake->last.value = value;
    return ++fake->orders;
}

static uint32_t run_symbol(struct fs_context *ctx, uint32_t index)
{
    struct fake_host *fake = fake_of(ctx);
    return index < fake->trade.symbol_count ? fake->run[index] : 0;
}

static int64_t submit(struct fs_context *ctx, const struct fs_order_request *request)
{
    return order(ctx, "submit", request->symbol, (double)request->qty / (double)FS_SCALE);
}

static int64_t target(struct fs_context *ctx, uint32_t id, double qty)
{
    return order(ctx, "target", id, qty);
}

static int64_t target_percent(struct fs_context *ctx, uint32_t id, double fraction)
{
    return order(ctx, "target_percent", id, fraction);
}

static int64_t close_position(struct fs_context *ctx, uint32_t id)
{
    return order(ctx, "close", id, 0.0);
}

static int64_t plain_order(struct fs_context *ctx, uint32_t id, int32_t side, int32_t type, int32_t tif,
                           double qty, double limit, double stop)
{
    (void)side, (void)type, (void)tif, (void)limit, (void)stop;
    return order(ctx, "order", id, qty);
}

static int32_t cancel(struct fs_context *ctx, int64_t id)
{
    (void)id;
    order(ctx, "cancel", 0, (double)id);
    return 0;
}

/* The symbol's place in the lists of the fake host, -1 with the plugin's error. */
static int place_of(struct fs_context *ctx, uint32_t id)
{
    const struct fake_host *fake = fake_of(ctx);
    for (uint32_t i = 0; i < fake->trade.symbol_count; i++)
        if (fake->run[i] == id)
            return (int)id - 1;
    return fake_error(ctx, FS_FAIL_INPUT, "symbol %u is not part of this run", id);
}

static int32_t position(struct fs_context *ctx, uint32_t id, struct fs_position *out)
{
    int at = place_of(ctx, id);
    if (at >= 0)
        *out = fake_of(ctx)->positions[at];
    return at < 0 ? -1 : 0;
}

static void account(struct fs_context *ctx, struct fs_account *out)
{
    (void)ctx;
    *out = (struct fs_account){100000.0, 100000.0};
}

static int32_t standing(struct fs_context *ctx, uint32_t id)
{
    int at = place_of(ctx, id);
    return at < 0 ? -1 : fake_of(ctx)->standing[at];
}

static double adjustment(struct fs_context *ctx, uint32_t id)
{
    return place_of(ctx, id) < 0 ? 0.0 : 1.0;
}

static int64_t adjusted(struct fs_context *ctx, uint32_t id, int32_t column, int64_t n, double *out)
{
    (void)column, (void)n, (void)out;
    return place_of(ctx, id) < 0 ? -1 : 0;
}

static int32_t record(struct fs_context *ctx, const char *name, double value)
{
    fake_of(ctx)->table.metric_set(fake_of(ctx)->table.gauge(ctx, name, ""), value);
    return 0;
}

const struct fs_trade *fake_host_trade(struct fake_host *fake, const char *const *symbols)
{
    fake->trade = (struct fs_trade){.struct_size = sizeof fake->trade,
                                    .symbol = run_symbol,
                                    .submit = submit,
                                    .target = target,
                                    .target_percent = target_percent,
                                    .close = close_position,
                                    .order = plain_order,
                                    .cancel = cancel,
                                    .position = position,
                                    .account = account,
                                    .record = record,
                                    .standing = standing,
                                    .adjustment = adjustment,
                                    .adjusted = adjusted};
    for (; symbols[fake->trade.symbol_count]; fake->trade.symbol_count++) {
        uint32_t id = fake_symbol(&fake->context, symbols[fake->trade.symbol_count]);
        fake->run[fake->trade.symbol_count] = id;
        fake->standing[id - 1] = FS_SYMBOL_MEMBER;
    }
    return &fake->trade;
}

int64_t fake_host_orders(struct fake_host *fake, struct fake_order *last)
{
    if (last)
        *last = fake->last;
    return fake->orders;
}

void fake_host_holds(struct fake_host *fake, uint32_t id, const struct fs_position *held, int32_t stands)
{
    fake->positions[id - 1] = *held;
    fake->standing[id - 1] = stands;
}
