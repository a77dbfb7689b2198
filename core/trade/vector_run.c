/*
 * vector_run.c: the rows of an account of columns.
 *
 * What is decided, refused, filled and booked here is defined elsewhere: sizing.h, gate.h, afford.h, fees.h, match.h, trades.h.
 * This file only puts it in the engine's sequence (engine.h) without the engine's messages. An account of one column, of which
 * there are mostly very many, is compiled apart from one of several.
 */
#include "base/error.h"
#include "trade/afford.h"
#include "trade/match.h"
#include "trade/sizing.h"
#include "trade/vector_state.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALWAYS static inline __attribute__((always_inline))

static fs_i128 equity_of(const struct fs_vector *v, int count)
{
    fs_i128 equity = v->cash;
    for (int c = 0; c < count; c++)
        equity += fs_amount_product(v->lanes[c].holding.qty, v->lanes[c].holding.mark);
    return equity;
}

/* Gross exposure of all lanes but one, with the waiting orders when `pending`. */
static fs_i128 exposure_of(const struct fs_vector *v, int count, const struct fs_lane *except, int pending,
                           int64_t row)
{
    fs_i128 gross = 0;
    for (int c = 0; c < count; c++) {
        const struct fs_lane *lane = &v->lanes[c];
        if (lane == except)
            continue;
        fs_i128 qty = (fs_i128)lane->holding.qty + (pending ? lane->pending : 0), value;
        if (!qty)
            continue;
        int64_t price = lane->holding.qty ? lane->holding.mark : lane->prices->close[row];
        if (__builtin_mul_overflow(fs_magnitude(qty), (fs_i128)price, &value) ||
            __builtin_add_overflow(gross, value, &gross))
            return FS_I128_MAX;
    }
    return gross;
}

static int number_of(const struct fs_vector *v, const struct fs_lane *lane)
{
    return v->columns + (int)(lane - v->lanes) + 1;
}

/* For messages: a NaN has no sign there. */
static double unsigned_nan(double value)
{
    return isnan(value) ? NAN : value;
}

/* ---- Fills ----------------------------------------------------------------------------------------------------- */

static int keep_fill(struct fs_vector *v, const struct fs_vector_fill *fill)
{
    if (v->fill_count == v->fill_capacity) {
        int64_t capacity = v->fill_capacity ? v->fill_capacity * 2 : 1024;
        struct fs_vector_fill *fills = realloc(v->fills, (size_t)capacity * sizeof *fills);
        if (!fills)
            return fs_error_nomem();
        v->fills = fills;
        v->fill_capacity = capacity;
        const uintptr_t page = (uintptr_t)2 << 20, first = ((uintptr_t)fills + page - 1) & ~(page - 1);
        uintptr_t end = (uintptr_t)fills + (size_t)capacity * sizeof *fills;
        if (end > first + page) /* a wish: without it each 4 KiB costs a fault */
            madvise((void *)first, (end - first) & ~(page - 1), MADV_HUGEPAGE);
    }
    v->fills[v->fill_count++] = *fill;
    return 0;
}

static int no_price(const struct fs_vector *v, const struct fs_lane *lane, int64_t row)
{
    return fs_error_set(
        FS_E_INPUT, "column %d, row %" PRId64 ": the price to fill at is %g; expected above 0 and at most %g",
        number_of(v, lane), row + 1, unsigned_nan(lane->column->price[row]), FS_PRICE_MAX);
}

/* The bar's range, widened to the price where that lies outside. */
static int64_t slipped(const struct fs_vector *v, const struct fs_lane *lane, int64_t row, int64_t price,
                       int side)
{
    const struct fs_series *s = &lane->prices->series;
    int64_t low = price_mantissa(s->low[row]), high = price_mantissa(s->high[row]);
    int64_t open = lane->prices->open[row], close = lane->prices->close[row];
    low = open < low ? open : low;
    low = close < low ? close : low;
    low = price < low ? price : low;
    high = open > high ? open : high;
    high = close > high ? close : high;
    high = price > high ? price : high;
    return fs_match_slip(price, side, v->slippage, low, high);
}

/* Fills the order that waits in a lane, as far as the account can pay for it. */
ALWAYS int fill(struct fs_vector *v, struct fs_lane *lane, int count, int64_t row)
{
    struct fs_holding *h = &lane->holding;
    int64_t ordered = lane->pending,
            price = v->options.same_row ? lane->prices->close[row] : lane->prices->open[row];
    int side = ordered > 0 ? FS_BUY : FS_SELL;
    int64_t qty = ordered > 0 ? ordered : -ordered, fee;
    lane->pending = 0;
    v->waiting--;
    if (lane->column->price) {
        double given = lane->column->price[row];
        if (!(given > 0.0) || given > FS_PRICE_MAX)
            return no_price(v, lane, row);
        price = price_mantissa(given);
    }
    if (v->slippage)
        price = slipped(v, lane, row, price, side);
    int opened = h->qty != 0;
    fs_i128 after = (fs_i128)h->qty + ordered;
    if (v->leverage != INT64_MAX &&
        !(fs_magnitude(after) <= fs_magnitude(h->qty) && (after == 0 || (after < 0) == (h->qty < 0)))) {
        struct fs_purchase p = {.fees = &v->fees,
                                .leverage = v->leverage,
                                .held = h->qty,
                                .sign = ordered > 0 ? 1 : -1,
                                .price = price,
                                .equity = count == 1 ? v->cash : equity_of(v, count),
                                .others = count == 1 ? 0 : exposure_of(v, count, lane, 0, row),
                                .first = 1};
        if (h->qty)
            p.equity += fs_amount_product(h->qty, count == 1 ? price : price - h->mark);
        int64_t part = fs_affordable_part(&p, qty, v->lot);
        v->account->cut += part < qty;
        qty = part;
        if (!qty)
            return 0;
    }
    if (fs_fees_of(&v->fees, qty, price, 1, &fee))
        return -1;
    fs_i128 value = fs_amount_product(qty, price);
    fs_i128 cash = v->cash - (ordered > 0 ? value : -value) - fee * FS_MONEY;
    if (fs_magnitude(cash) > FS_I128_MAX / 16)
        return fs_error_set(FS_E_LIMIT,
                            "column %d, row %" PRId64 ": the cash leaves the range of the ledger (1e21)",
                            number_of(v, lane), row + 1);
    if (fs_holding_fill(h, &v->trades, number_of(v, lane) - 1, ordered > 0 ? qty : -qty, price, fee,
                        v->time[row]))
        return -1;
    v->cash = cash;
    v->paid += fee;
    v->traded += fs_money_double(value);
    v->open_positions += (h->qty != 0) - opened;
    h->mark = price;
    v->account->fills++;
    if (!(v->options.keep & FS_VECTOR_KEEP_FILLS))
        return 0;
    return keep_fill(v, &(struct fs_vector_fill){.row = row,
                                                 .qty = qty,
                                                 .price = price,
                                                 .fee = fee,
                                                 .column = number_of(v, lane) - 1,
                                                 .side = (uint8_t)side});
}

/* All orders that wait: those that reduce a position first. */
ALWAYS int fill_all(struct fs_vector *v, int count, int64_t row)
{
    if (count == 1)
        return fill(v, v->lanes, 1, row);
    for (int reducing = 1; reducing >= 0 && v->waiting; reducing--)
        for (int c = 0; c < count && v->waiting; c++) {
            struct fs_lane *lane = &v->lanes[c];
            int64_t held = lane->holding.qty;
            int against = lane->pending > 0 ? held < 0 : held > 0;
            if (lane->pending && (against || !reducing) && fill(v, lane, count, row))
                return -1;
        }
    return 0;
}

/* ---- Decisions --------------------------------------------------------------------------------------------------- */

static int bad_size(const struct fs_vector *v, const struct fs_lane *lane, int64_t row, double size,
                    const char *expected)
{
    return fs_error_set(FS_E_INPUT, "column %d, row %" PRId64 ": the size is %g; expected %s",
                        number_of(v, lane), row + 1, unsigned_nan(size), expected);
}

/* Units as a mantissa. */
static int units(double value, int64_t *out)
{
    if (fabs(value) <= FS_PRICE_MAX && value == (double)(int64_t)value) {
        *out = (int64_t)value * FS_SCALE;
        return 0;
    }
    return isfinite(value) && fabs(value) <= FS_PRICE_MAX ? fs_decimal_from_double(value, FS_SCALE_EXP, out)
                                                          : -1;
}

/* The quantity that a size means, toward zero to the lot but for plain units. */
ALWAYS int quantity(const struct fs_vector *v, const struct fs_lane *lane, int64_t row, double size,
                    int64_t *out)
{
    int type = v->options.size_type;
    double close = lane->prices->series.close[row];
    if (type == FS_SIZE_PERCENT || type == FS_SIZE_TARGET_PERCENT) {
        if (!(fabs(size) <= 1e6))
            return bad_size(v, lane, row, size, "a share of equity of at most 1e6");
        if (fs_size_known(fs_money_double(v->equity), size, close, v->lot, out))
            return 0;
        int problem = fs_size_exact(v->equity, size, lane->prices->close[row], v->lot, out);
        return problem ? bad_size(v, lane, row, size, "one whose quantity is at most 9e10") : 0;
    }
    if (type == FS_SIZE_VALUE || type == FS_SIZE_TARGET_VALUE)
        size /= close;
    if (units(size, out))
        return bad_size(v, lane, row, size, "a number of at most 9e10");
    if (type != FS_SIZE_UNITS)
        *out -= *out % v->lot;
    return 0;
}

static int refuse(struct fs_vector *v, const struct fs_lane *lane, int64_t row,
                  const struct fs_verdict *verdict)
{
    if (!*v->first_refusal)
        snprintf(v->first_refusal, sizeof v->first_refusal, "column %d, row %" PRId64 ": %s",
                 number_of(v, lane), row + 1, verdict->reason);
    v->refused[verdict->rule]++;
    v->account->rejected++;
    return 0;
}

/* Sends an order for a signed quantity through the gate, whose verdict on most is plain without asking it. `whole`: the quantity
 * is a multiple of the lot. */
ALWAYS int send(struct fs_vector *v, struct fs_lane *lane, int count, int64_t row, int64_t qty, int whole)
{
    const struct fs_holding *h = &lane->holding;
    if (!qty)
        return 0;
    v->account->orders++;
    int64_t price = lane->prices->close[row];
    fs_i128 others = count == 1 ? 0 : exposure_of(v, count, lane, 1, row);
    fs_i128 equity = v->equity, after = (fs_i128)h->qty + qty;
    int passes = v->plain && whole &&
                 (v->leverage == INT64_MAX || (after == 0 && h->qty > 0) ||
                  (v->leverage == FS_SCALE && others < FS_I128_MAX / 4 && fs_magnitude(after) <= INT64_MAX &&
                   others + fs_amount_product((int64_t)fs_magnitude(after), price) <= equity));
    if (!passes) {
        struct fs_order_request request = {
            .side = qty > 0 ? FS_BUY : FS_SELL, .type = FS_ORDER_MARKET, .qty = qty > 0 ? qty : -qty};
        struct fs_gate_order order = {.id = v->account->orders,
                                      .ts = v->time[row],
                                      .symbol = lane->prices->series.symbol,
                                      .request = &request,
                                      .price = price,
                                      .position = h->qty,
                                      .lot = v->lot,
                                      .warm = 1,
                                      .equity = equity,
                                      .other_exposure = others};
        struct fs_stamp stamp;
        struct fs_verdict verdict;
        if (fs_gate_check(v->gate, &order, &stamp, &verdict))
            return refuse(v, lane, row, &verdict);
    }
    lane->pending = qty;
    v->waiting++;
    return 0;
}

static double size_at(const struct fs_lane *lane, int64_t row)
{
    return lane->column->size ? lane->column->size[row] : lane->column->size_value;
}

/* Acts on what a row of a lane says. */
ALWAYS int decide(struct fs_vector *v, struct fs_lane *lane, int count, int64_t row, unsigned says)
{
    int64_t held = lane->holding.qty, qty;
    if (says & FS_SAYS_SIZE) {
        if (quantity(v, lane, row, lane->column->size[row], &qty))
            return -1;
        int type = v->options.size_type;
        return send(v, lane, count, row, type >= FS_SIZE_TARGET ? qty - held : qty, type != FS_SIZE_UNITS);
    }
    int buy = (says & FS_SAYS_ENTRY) && held <= 0, sell = (says & FS_SAYS_SHORT_ENTRY) && held >= 0;
    if (buy || sell) {
        double size = size_at(lane, row);
        if (!(size > 0.0))
            return bad_size(v, lane, row, size, "above 0 where there is an entry");
        if (quantity(v, lane, row, sell ? -size : size, &qty))
            return -1;
        qty -= qty % v->lot; /* a target, as all entries are */
        return send(v, lane, count, row, qty - held, 1);
    }
    if (((says & FS_SAYS_EXIT) && held > 0) || ((says & FS_SAYS_SHORT_EXIT) && held < 0))
        return send(v, lane, count, row, -held, 1);
    return 0;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* Values the positions at the closes of a row. */
ALWAYS void mark_all(struct fs_vector *v, int count, int64_t row)
{
    fs_i128 equity = v->cash;
    for (int c = 0; c < count; c++) {
        struct fs_lane *lane = &v->lanes[c];
        lane->holding.mark = lane->prices->close[row];
        equity += fs_amount_product(lane->holding.qty, lane->holding.mark);
    }
    v->equity = equity;
}

/* How many rows from `row` on say nothing, at most `most`. */
static int64_t silent(const uint8_t *says, int64_t row, int64_t most)
{
    int64_t n = 0;
    for (uint64_t eight; n + 8 <= most; n += 8) {
        memcpy(&eight, says + row + n, sizeof eight);
        if (eight)
            break;
    }
    while (n < most && !says[row + n])
        n++;
    return n;
}

/* Equity over rows of one lane in which nothing is done: most rows of most columns. */
static void rest(struct fs_vector *v, int64_t row, int64_t rows, double *equity)
{
    struct fs_lane *lane = v->lanes;
    const int64_t *close = lane->prices->close + row;
    int64_t qty = lane->holding.qty;
    for (int64_t i = 0; i < rows; i++)
        equity[i] = fs_money_double(v->cash + fs_amount_product(qty, close[i]));
    lane->holding.mark = close[rows - 1];
    v->exposed += qty ? rows : 0;
}

ALWAYS int walk(struct fs_vector *v, int count, double *kept)
{
    int same = v->options.same_row, used = 0;
    for (int64_t row = 0; row < v->rows; row++) {
        if (count == 1 && !v->waiting && !v->lanes[0].says[row]) {
            int64_t room = FS_CURVE_BLOCK - 1 - used, left = v->rows - row;
            int64_t rows = silent(v->lanes[0].says, row, left < room ? left : room);
            if (rows > 1) { /* the last of a block ends it below */
                rest(v, row, rows, v->block + used);
                if (kept)
                    memcpy(kept + row, v->block + used, (size_t)rows * sizeof *kept);
                used += (int)rows;
                row += rows - 1;
                continue;
            }
        }
        if (v->waiting && fill_all(v, count, row))
            return -1;
        mark_all(v, count, row);
        for (int c = 0; c < count; c++) {
            struct fs_lane *lane = &v->lanes[c];
            unsigned says = lane->says[row];
            if (says && decide(v, lane, count, row, says))
                return -1;
        }
        if (same && v->waiting) {
            if (fill_all(v, count, row))
                return -1;
            mark_all(v, count, row);
        }
        v->exposed += v->open_positions > 0;
        v->block[used++] = fs_money_double(v->equity);
        if (kept)
            kept[row] = v->block[used - 1];
        if (used == FS_CURVE_BLOCK) {
            fs_curve_add(&v->curve, v->time + row + 1 - used, v->block, NULL, used);
            used = 0;
        }
    }
    fs_curve_add(&v->curve, v->time + v->rows - used, v->block, NULL, used);
    return 0;
}

static int walk_one(struct fs_vector *v, double *kept)
{
    return walk(v, 1, kept);
}

static int walk_many(struct fs_vector *v, int count, double *kept)
{
    return walk(v, count, kept);
}

int fs_vector_walk(struct fs_vector *v, double *equity)
{
    return v->account->columns == 1 ? walk_one(v, equity) : walk_many(v, v->account->columns, equity);
}
