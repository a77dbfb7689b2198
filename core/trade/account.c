/* account.c: what positions, fills and time do to the money of an account that is watched; terms.c says which is. */
#include "trade/account.h"

#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <stdio.h>

static int too_large(const struct fs_engine *e, int slot)
{
    return fs_error_set(FS_E_LIMIT, "the value of a position in %s leaves the range of the ledger (1e21)",
                        e->slots[slot].series.symbol);
}

int fs_account_value(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value)
{
    const struct unit *u = &e->account.units[slot];
    *value = fs_amount_product(qty, price);
    if (u->multiplier == FS_SCALE)
        return 0;
    return fs_amount_ratio(*value, u->multiplier, FS_SCALE, value) ? too_large(e, slot) : 0;
}

int fs_account_worth(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value)
{
    return fs_account_value(e, slot, qty, price, value) ||
                   fs_ledger_value(&e->ledger, e->account.units[slot].currency, *value, value)
               ? -1
               : 0;
}

int fs_account_fee(const struct fs_engine *e, const struct fs_fee_schedule *fees, int slot, int64_t qty,
                   int64_t price, int first, int64_t *fee)
{
    fs_i128 value;
    if (e->account.units[slot].multiplier == FS_SCALE)
        return fs_fees_of(fees, qty, price, first, fee);
    return fs_account_value(e, slot, qty, price, &value) || fs_fees_on(fees, value, qty, first, fee) ? -1 : 0;
}

int fs_account_mark(struct fs_engine *e, int slot, int64_t price)
{
    struct slot *s = &e->slots[slot];
    const struct unit *u = &e->account.units[slot];
    fs_i128 gain;
    if (!s->holding.qty || s->holding.mark == price)
        return 0;
    if (fs_account_value(e, slot, s->holding.qty, price - s->holding.mark, &gain) ||
        fs_ledger_move(&e->ledger, u->currency, FS_ACCOUNT_GAINS,
                       u->margined ? FS_ACCOUNT_CASH : FS_ACCOUNT_POSITIONS, gain))
        return -1;
    s->holding.mark = price;
    if (u->margined)
        fs_account_posted(e);
    else
        e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
    return 0;
}

fs_i128 fs_account_spread(const struct fs_engine *e, fs_i128 value)
{
    fs_i128 cost = 0;
    if (e->account.spread && value &&
        fs_amount_ratio(value < 0 ? -value : value, e->account.spread, INT64_C(1000000000000), &cost)) {
        fs_error_clear();
        return FS_I128_MAX / 16;
    }
    return cost;
}

int fs_account_exchange(struct fs_engine *e, int from, int to, fs_i128 amount, fs_i128 *received)
{
    char pair[FS_SYMBOL_MAX + 1];
    fs_i128 value, cost;
    if (fs_ledger_value(&e->ledger, from, amount, &value) ||
        fs_ledger_exchange(&e->ledger, from, to, amount, received))
        return -1;
    cost = fs_account_spread(e, value);
    e->account.conversion_costs += cost;
    snprintf(pair, sizeof pair, "%s/%s", e->account.codes[from], e->account.codes[to]);
    fs_journal_hash_exchange(e->journal, e->view.now, fs_account_money(amount), fs_account_money(*received),
                             fs_account_money(cost), pair);
    return fs_ledger_move(&e->ledger, 0, FS_ACCOUNT_CASH, FS_ACCOUNT_FEES, cost);
}

int fs_account_sweep(struct fs_engine *e, int currency)
{
    fs_i128 cash = currency ? fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH) : 0, received;
    if (!cash || e->options.account.keep_currencies)
        return 0;
    return fs_account_exchange(e, currency, 0, cash, &received);
}

/* What a fill of a slot does to the money. */
static int book(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee)
{
    struct slot *s = &e->slots[slot];
    const struct unit *u = &e->account.units[slot];
    fs_i128 value = 0;
    if (fs_account_mark(e, slot, price) || (!u->margined && fs_account_value(e, slot, qty, price, &value)) ||
        fs_ledger_buy(&e->ledger, u->currency, value, fee))
        return -1;
    if (u->currency)
        s->holding.rate = e->ledger.books[u->currency].rate;
    return fs_account_sweep(e, u->currency);
}

int fs_account_book(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee)
{
    int currency = e->options.account.keep_currencies ? e->account.units[slot].currency : 0;
    fs_i128 before = fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH);
    if (book(e, slot, qty, price, fee))
        return -1;
    fs_i128 came = fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH) - before;
    if (qty < 0 && e->options.account.terms == FS_TERMS_CASH && fs_accrual_sold(e, slot, currency, came))
        return -1;
    fs_account_posted(e);
    return 0;
}

void fs_account_posted(struct fs_engine *e)
{
    fs_i128 cash = e->account.currencies > 1 ? fs_ledger_total(&e->ledger, FS_ACCOUNT_CASH)
                                             : e->ledger.balance[FS_ACCOUNT_CASH];
    e->view.cash = fs_money_double(cash);
    e->view.equity = fs_money_double(fs_ledger_equity(&e->ledger));
}

int64_t fs_account_age(const struct fs_engine *e)
{
    return e->options.account.fx_age ? e->options.account.fx_age : 7 * FS_NS_PER_DAY;
}

/* Takes the exchange rates that there are by now: 1 when there are new ones, 0 when not, -1 with an error. */
static int new_rates(struct fs_engine *e)
{
    struct account *a = &e->account;
    if (!fs_rates_advance(a->rates, e->view.now))
        return 0;
    for (int c = 1; c < a->currencies; c++) {
        struct fs_rate rate;
        if (fs_rates_of(a->rates, c, &rate, &a->since[c]) ||
            (rate.denominator && fs_ledger_rate(&e->ledger, c, rate)))
            return -1;
    }
    for (int slot = 0; slot < e->count; slot++)
        if (a->units[slot].currency)
            fs_exposure_touch(&e->exposure, (uint32_t)slot);
    return 1;
}

int fs_account_clock(struct fs_engine *e)
{
    struct account *a = &e->account;
    int64_t day = fs_time_utc_day(e->view.now);
    int changed = 0;
    if (a->day != day) { /* at the rates of the day before: that is when it was owed */
        if (a->day != INT64_MIN && a->accrues && fs_accrual_charge(e, day - a->day))
            return -1;
        fs_accrual_settle(e, day);
        for (int c = 1; c < a->currencies; c++)
            if (e->ledger.books[c].rate.denominator && fs_account_sweep(e, c))
                return -1;
        a->day = day;
        changed = 1;
    }
    if (a->rates && (changed |= new_rates(e)) < 0)
        return -1;
    if (changed)
        fs_account_posted(e);
    return 0;
}
