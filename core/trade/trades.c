#include "trade/trades.h"

#include "base/error.h"
#include "base/time.h"

#include <stdlib.h>

static int reserve_trades(struct fs_trades *trades, int64_t more)
{
    if (trades->count + more <= trades->capacity)
        return 0;
    int64_t capacity = trades->capacity ? trades->capacity * 2 : 64;
    while (capacity < trades->count + more)
        capacity *= 2;
    struct fs_trade_record *records = realloc(trades->records, (size_t)capacity * sizeof *records);
    if (!records)
        return fs_error_nomem();
    trades->records = records;
    trades->capacity = capacity;
    return 0;
}

static int reserve_lot(struct fs_holding *h)
{
    if (h->count < h->capacity)
        return 0;
    uint32_t capacity = h->capacity ? h->capacity * 2 : 4;
    struct fs_lot *lots = malloc(capacity * sizeof *lots);
    if (!lots)
        return fs_error_nomem();
    for (uint32_t i = 0; i < h->count; i++)
        lots[i] = h->lots[(h->first + i) & (h->capacity - 1)];
    free(h->lots);
    h->lots = lots;
    h->first = 0;
    h->capacity = capacity;
    return 0;
}

const char *fs_lots_words(int method)
{
    return method == FS_LOTS_LIFO      ? "last in first out"
           : method == FS_LOTS_AVERAGE ? "at the average price"
                                       : "first in first out";
}

void fs_holding_clear(struct fs_holding *holding)
{
    free(holding->lots);
    *holding = (struct fs_holding){0};
}

/* The share of `fee` that `part` of `whole` units bear, rounded down; all of it for the whole. */
static int64_t share_of(int64_t fee, int64_t part, int64_t whole)
{
    if (!fee || part == whole)
        return fee;
    return (int64_t)(fs_amount_product(fee, part) / whole);
}

/* An amount of the prices' currency and of one unit's multiplier, in the account's. Out of range (beyond 1e21, which the
 * ledger has refused before) it is the largest there is. */
static fs_i128 in_account(const struct fs_holding *h, fs_i128 amount, int64_t multiplier)
{
    fs_i128 value = amount;
    if ((multiplier && multiplier != FS_SCALE && fs_amount_ratio(value, multiplier, FS_SCALE, &value)) ||
        (h->rate.denominator && fs_amount_ratio(value, h->rate.numerator, h->rate.denominator, &value))) {
        fs_error_clear();
        return amount < 0 ? -FS_I128_MAX / 16 : FS_I128_MAX / 16;
    }
    return value;
}

/* A piece of a lot, which was bought for `cost`, at a price. */
static void add_trade(const struct fs_holding *h, struct fs_trades *trades, int slot,
                      const struct fs_lot *lot, int64_t qty, fs_i128 cost, int64_t exit_time,
                      int64_t exit_price, int64_t value_price, int64_t fees, fs_i128 *pnl)
{
    int is_long = h->qty > 0;
    fs_i128 value = fs_amount_product(qty, value_price), gain = is_long ? value - cost : cost - value;
    if (h->multiplier || h->rate.denominator)
        *pnl = in_account(h, gain, h->multiplier) - in_account(h, fees * FS_MONEY, 0);
    else
        *pnl = gain - fees * FS_MONEY;
    trades->records[trades->count++] = (struct fs_trade_record){
        .qty = qty,
        .entry_time = lot->time,
        .exit_time = exit_time,
        .entry_price = lot->price,
        .exit_price = exit_price,
        .fees = fees,
        .pnl = fs_money_double(*pnl),
        .slot = slot,
        .side = is_long ? FS_BUY : FS_SELL,
    };
}

int fs_holding_reserve(struct fs_holding *h, struct fs_trades *trades, int64_t qty)
{
    int64_t after;
    if (__builtin_add_overflow(h->qty, qty, &after) || after == INT64_MIN)
        return fs_error_set(FS_E_LIMIT, "a position leaves the range of quantities (9e10)");
    return reserve_trades(trades, h->count) || reserve_lot(h) ? -1 : 0;
}

/* What `part` of a lot cost: of a lot at an average price its share of what all of it cost. */
static fs_i128 cost_of(const struct fs_holding *h, const struct fs_lot *lot, int64_t part)
{
    fs_i128 cost;
    if (h->method != FS_LOTS_AVERAGE || fs_amount_ratio(h->cost, part, lot->qty, &cost))
        return fs_amount_product(part, lot->price);
    return cost;
}

/* Closes up to `left` of the lots, each piece with its share of the fee. Returns what is left of the fill. */
static int64_t close_lots(struct fs_holding *h, struct fs_trades *trades, int slot, int64_t left,
                          int64_t price, int64_t *fee, int64_t time)
{
    while (left && h->count) {
        uint32_t at = h->method == FS_LOTS_LIFO ? h->first + h->count - 1 : h->first;
        struct fs_lot *lot = &h->lots[at & (h->capacity - 1)];
        int64_t part = left < lot->qty ? left : lot->qty;
        int64_t entry_fee = share_of(lot->fee, part, lot->qty), exit_fee = share_of(*fee, part, left);
        fs_i128 pnl, cost = cost_of(h, lot, part);
        add_trade(h, trades, slot, lot, part, cost, time, price, price, entry_fee + exit_fee, &pnl);
        h->realised += pnl;
        h->cost -= cost;
        lot->qty -= part;
        lot->fee -= entry_fee;
        *fee -= exit_fee;
        left -= part;
        if (!lot->qty) {
            if (h->method != FS_LOTS_LIFO)
                h->first = (h->first + 1) & (h->capacity - 1);
            h->count--;
        }
    }
    return left;
}

/* sum / qty, half to even. */
static int64_t average_of(fs_i128 sum, fs_i128 qty)
{
    fs_i128 average = sum / qty, rest = sum - average * qty;
    if (rest * 2 > qty || (rest * 2 == qty && (average & 1)))
        average++;
    return (int64_t)average;
}

static void open_lot(struct fs_holding *h, int64_t qty, int64_t price, int64_t fee, int64_t time)
{
    h->cost += fs_amount_product(qty, price);
    if (h->method == FS_LOTS_AVERAGE && h->count) {
        struct fs_lot *lot = &h->lots[h->first];
        lot->qty += qty;
        lot->fee += fee;
        lot->price = average_of(h->cost, lot->qty);
        return;
    }
    h->lots[(h->first + h->count++) & (h->capacity - 1)] = (struct fs_lot){qty, price, time, fee};
}

void fs_holding_put(struct fs_holding *h, struct fs_trades *trades, int slot, int64_t qty, int64_t price,
                    int64_t fee, int64_t time)
{
    int64_t left = qty < 0 ? -qty : qty;
    if ((h->qty > 0) == (qty < 0) && h->qty != 0)
        left = close_lots(h, trades, slot, left, price, &fee, time);
    if (left)
        open_lot(h, left, price, fee, time);
    h->qty += qty;
}

int fs_holding_fill(struct fs_holding *h, struct fs_trades *trades, int slot, int64_t qty, int64_t price,
                    int64_t fee, int64_t time)
{
    if (fs_holding_reserve(h, trades, qty))
        return -1;
    fs_holding_put(h, trades, slot, qty, price, fee, time);
    return 0;
}

/* value * mul / div, to the nearest, ties to even; -1 when it overflows. */
static int64_t nearest(int64_t value, int64_t mul, int64_t div)
{
    fs_i128 product = fs_amount_product(value, mul), whole = product / div, rest = product - whole * div;
    if (rest * 2 > div || (rest * 2 == div && (whole & 1)))
        whole++;
    return whole > INT64_MAX ? -1 : (int64_t)whole;
}

int fs_holding_split(struct fs_holding *h, int64_t after, int64_t before)
{
    int64_t held = h->qty < 0 ? -h->qty : h->qty, sum = 0, fee = 0;
    fs_i128 whole = fs_amount_product(held, after) / before;
    if (whole > INT64_MAX)
        return -1;
    for (uint32_t i = 0; i < h->count; i++)
        if (nearest(h->lots[(h->first + i) & (h->capacity - 1)].price, before, after) < 0)
            return -1;
    /* Each lot ends where the lots up to it end, so that what rounding takes from one goes to the next. */
    uint32_t kept = 0;
    int64_t was = 0, is = 0;
    h->cost = 0;
    for (uint32_t i = 0; i < h->count; i++) {
        struct fs_lot lot = h->lots[(h->first + i) & (h->capacity - 1)];
        was += lot.qty;
        sum = (int64_t)(fs_amount_product(was, after) / before);
        lot.qty = sum - is;
        is = sum;
        lot.price = nearest(lot.price, before, after);
        lot.fee += fee;
        fee = lot.qty ? 0 : lot.fee;
        if (!lot.qty)
            continue; /* its fee goes to the next */
        h->cost += fs_amount_product(lot.qty, lot.price);
        h->lots[(h->first + kept++) & (h->capacity - 1)] = lot;
    }
    if (fee && kept)
        h->lots[(h->first + kept - 1) & (h->capacity - 1)].fee += fee;
    h->count = kept;
    h->qty = h->qty < 0 ? -sum : sum;
    return 0;
}

void fs_holding_move(struct fs_holding *from, struct fs_holding *to)
{
    struct fs_holding empty = *to;
    *to = *from;
    to->realised = empty.realised;
    empty.realised = from->realised;
    empty.qty = 0;
    empty.cost = 0;
    *from = empty;
}

int fs_holding_open_trades(const struct fs_holding *h, struct fs_trades *trades, int slot, int64_t mark)
{
    if (reserve_trades(trades, h->count))
        return -1;
    for (uint32_t i = 0; i < h->count; i++) {
        const struct fs_lot *lot = &h->lots[(h->first + i) & (h->capacity - 1)];
        fs_i128 pnl;
        add_trade(h, trades, slot, lot, lot->qty, cost_of(h, lot, lot->qty), FS_TIME_NONE, 0, mark, lot->fee,
                  &pnl);
    }
    return 0;
}

int64_t fs_holding_average(const struct fs_holding *h)
{
    if (!h->qty)
        return 0;
    if (h->count == 1)
        return h->lots[h->first].price;
    return average_of(h->cost, h->qty < 0 ? -(fs_i128)h->qty : h->qty);
}
