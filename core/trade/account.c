/* account.c: the currencies and units of what is traded, and what that does to the account's money. */
#include "trade/account.h"

#include "base/error.h"
#include "base/time.h"
#include "market/instrument.h"
#include "trade/state.h"

#include <finsmart/order.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int fs_account_currency(const struct fs_engine *e, const char *code)
{
    const struct account *a = &e->account;
    for (int c = 0; c < a->currencies; c++)
        if (a->codes[c] && !strcmp(a->codes[c], code))
            return c;
    return -1;
}

static int check_code(const char *code)
{
    size_t length = strlen(code);
    for (size_t i = 0; i < length; i++)
        if (!((code[i] >= 'A' && code[i] <= 'Z') || (code[i] >= 'a' && code[i] <= 'z') ||
              (code[i] >= '0' && code[i] <= '9')))
            length = 0;
    if (length >= 2 && length <= 12)
        return 0;
    return fs_error_set(
        FS_E_INPUT, "the currency '%.40s' is none; expected 2 to 12 letters and digits such as USD", code);
}

/* The currencies of the instruments; the account's own first. */
static int name_currencies(struct fs_engine *e)
{
    struct account *a = &e->account;
    const char *own = e->options.account.currency, *first = own;
    a->currencies = 1;
    for (int s = 0; s < e->count && !first; s++)
        if (e->slots[s].series.instrument)
            first = e->slots[s].series.instrument->currency;
    if (!first)
        return 0;
    if (check_code(first) || !(a->codes[0] = fs_arena_strdup(e->arena, first)))
        return -1;
    for (int s = 0; s < e->count; s++) {
        const struct fs_instrument *i = e->slots[s].series.instrument;
        const char *code = i && i->currency ? i->currency : first;
        int c = fs_account_currency(e, code);
        if (c < 0 && !own) {
            fs_error_set(FS_E_INPUT,
                         "the instruments have prices in %s and in %s, and the account has no currency",
                         first, code);
            return fs_error_hint(
                "--currency %s says which it is kept in, --fx DATASET has the exchange rates", first);
        }
        if (c < 0) {
            if (a->currencies == FS_CURRENCIES_MAX)
                return fs_error_set(FS_E_LIMIT, "the instruments have more than %d currencies",
                                    FS_CURRENCIES_MAX);
            c = a->currencies++;
            if (check_code(code) || !(a->codes[c] = fs_arena_strdup(e->arena, code)))
                return -1;
        }
        e->slots[s].currency = c;
    }
    return 0;
}

/* A number of the options as a mantissa of 1e-8 (times `scale`). */
static int take(const char *what, double value, double low, double high, double scale, int64_t *out)
{
    if (!(value >= low && value <= high))
        return fs_error_set(FS_E_INPUT, "%s is %g; expected %g to %g", what, value, low, high);
    *out = (int64_t)llrint(value * scale);
    return 0;
}

static double otherwise(double value, double usual)
{
    return value == 0.0 ? usual : value;
}

static int take_options(struct fs_engine *e)
{
    const struct fs_account_options *o = &e->options.account;
    struct account *a = &e->account;
    int64_t borrow = 0;
    if (o->terms < FS_TERMS_FREE || o->terms > FS_TERMS_MARGIN)
        return fs_error_set(FS_E_INPUT, "there are no account terms %d", o->terms);
    if (o->settlement_days < 0 || o->settlement_days > 10)
        return fs_error_set(FS_E_INPUT, "the days of settlement are %d; expected 0 to 10",
                            o->settlement_days);
    if (o->lots < FS_LOTS_FIFO || o->lots > FS_LOTS_AVERAGE)
        return fs_error_set(FS_E_INPUT, "there is no order of lots %d", o->lots);
    if (o->fx_age < 0)
        return fs_error_set(FS_E_INPUT, "the greatest age of an exchange rate is negative");
    if (take("the initial margin", otherwise(o->initial, 0.5), 1e-4, 10, 1e8, &a->initial) ||
        take("the maintenance margin of long positions", otherwise(o->maintenance_long, 0.25), 1e-4, 10, 1e8,
             &a->maintenance_long) ||
        take("the maintenance margin of short positions", otherwise(o->maintenance_short, 0.3), 1e-4, 10, 1e8,
             &a->maintenance_short) ||
        take("the interest on debit balances", o->interest_debit, 0, 10, 1e8, &a->debit) ||
        take("the interest on credit balances", o->interest_credit, -1, 10, 1e8, &a->credit) ||
        take("the borrow rate", o->borrow_rate, -1, 100, 1e8, &borrow) ||
        take("the cost of conversions", o->fx_bps, 0, 1000, 1e8, &a->spread))
        return -1;
    if (a->maintenance_long > a->initial || a->maintenance_short > a->initial)
        return fs_error_set(FS_E_INPUT, "a maintenance margin is above the initial margin of %g",
                            (double)a->initial / 1e8);
    a->accrues = a->debit || a->credit || borrow;
    for (int s = 0; s < e->count; s++)
        e->slots[s].borrow = borrow;
    return 0;
}

/* What a slot's instrument makes of it. */
static int take_instrument(struct fs_engine *e, struct slot *s)
{
    const struct fs_instrument *i = s->series.instrument;
    struct account *a = &e->account;
    s->multiplier = i && i->multiplier ? i->multiplier : FS_SCALE;
    s->margined = (uint8_t)fs_instrument_margined(i);
    s->plain = s->multiplier == FS_SCALE && !s->margined && !s->currency;
    s->holding.method = e->options.account.lots;
    s->holding.multiplier = s->multiplier == FS_SCALE ? 0 : s->multiplier;
    if (s->multiplier < 0 || fs_amount_product(s->lot, s->multiplier) % FS_SCALE)
        return fs_error_set(
            FS_E_INPUT, "%s: the lot %.10g times the multiplier %.10g is finer than money is counted, 1e-8",
            s->series.symbol, (double)s->lot / 1e8, (double)s->multiplier / 1e8);
    if (i && i->borrow_rate) {
        s->borrow = i->borrow_rate;
        a->accrues = 1;
    }
    if (!s->margined)
        return 0;
    if (e->options.account.terms == FS_TERMS_CASH) {
        fs_error_set(FS_E_INPUT, "%s is a future or perpetual, which a cash account cannot hold",
                     s->series.symbol);
        return fs_error_hint("--account margin or free can");
    }
    s->initial = i->initial_margin;
    s->maintenance = i->maintenance_margin;
    s->margin_rate = i->margin_rate != 0;
    if (!s->initial && !s->maintenance) { /* as if paid in full */
        s->initial = FS_SCALE;
        s->margin_rate = 1;
    }
    if (s->initial <= 0 || s->maintenance < 0 || s->maintenance > s->initial)
        return fs_error_set(
            FS_E_INPUT,
            "%s: its initial margin is %.10g and its maintenance margin %.10g; expected an initial "
            "margin above 0 and no higher maintenance margin",
            s->series.symbol, (double)s->initial / 1e8, (double)s->maintenance / 1e8);
    return 0;
}

int fs_account_prepare(struct fs_engine *e)
{
    struct account *a = &e->account;
    const struct fs_account_options *o = &e->options.account;
    a->day = INT64_MIN;
    if (take_options(e) || name_currencies(e))
        return -1;
    a->margins = o->terms == FS_TERMS_MARGIN;
    a->checks = o->terms != FS_TERMS_FREE;
    for (int s = 0; s < e->count; s++) {
        if (take_instrument(e, &e->slots[s]))
            return -1;
        a->margins |= e->slots[s].margined;
        a->checks |= !e->slots[s].plain;
    }
    a->on = a->checks || a->accrues || a->currencies > 1;
    if (a->currencies > 1 && !(a->rates = fs_rates_new(a->codes, a->currencies, o->rates, o->rate_count)))
        return -1;
    return 0;
}

void fs_account_free(struct fs_engine *e)
{
    fs_rates_free(e->account.rates);
    free(e->account.unsettled);
}

static int too_large(const struct fs_engine *e, int slot)
{
    return fs_error_set(FS_E_LIMIT, "the value of a position in %s leaves the range of the ledger (1e21)",
                        e->slots[slot].series.symbol);
}

int fs_account_value(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value)
{
    const struct slot *s = &e->slots[slot];
    *value = fs_amount_product(qty, price);
    if (s->multiplier == FS_SCALE)
        return 0;
    return fs_amount_ratio(*value, s->multiplier, FS_SCALE, value) ? too_large(e, slot) : 0;
}

int fs_account_worth(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value)
{
    return fs_account_value(e, slot, qty, price, value) ||
                   fs_ledger_value(&e->ledger, e->slots[slot].currency, *value, value)
               ? -1
               : 0;
}

int fs_account_fee(const struct fs_engine *e, int slot, int64_t qty, int64_t price, int first, int64_t *fee)
{
    fs_i128 value;
    if (e->slots[slot].multiplier == FS_SCALE)
        return fs_fees_of(&e->fees, qty, price, first, fee);
    return fs_account_value(e, slot, qty, price, &value) || fs_fees_on(&e->fees, value, qty, first, fee) ? -1
                                                                                                         : 0;
}

int fs_account_mark(struct fs_engine *e, int slot, int64_t price)
{
    struct slot *s = &e->slots[slot];
    fs_i128 gain;
    if (!s->holding.qty || s->holding.mark == price)
        return 0;
    if (fs_account_value(e, slot, s->holding.qty, price - s->holding.mark, &gain) ||
        fs_ledger_move(&e->ledger, s->currency, FS_ACCOUNT_GAINS,
                       s->margined ? FS_ACCOUNT_CASH : FS_ACCOUNT_POSITIONS, gain))
        return -1;
    s->holding.mark = price;
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
    fs_i128 value, cost;
    if (fs_ledger_value(&e->ledger, from, amount, &value) ||
        fs_ledger_exchange(&e->ledger, from, to, amount, received))
        return -1;
    cost = fs_account_spread(e, value);
    e->account.conversion_costs += cost;
    return fs_ledger_move(&e->ledger, 0, FS_ACCOUNT_CASH, FS_ACCOUNT_FEES, cost);
}

/* The cash of another currency becomes the account's own, or is bought with it, unless balances are kept. */
static int sweep(struct fs_engine *e, int currency)
{
    fs_i128 cash = currency ? fs_ledger_balance(&e->ledger, currency, FS_ACCOUNT_CASH) : 0, received;
    if (!cash || e->options.account.keep_currencies)
        return 0;
    return fs_account_exchange(e, currency, 0, cash, &received);
}

int fs_account_book(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee)
{
    struct slot *s = &e->slots[slot];
    fs_i128 value = 0;
    if (fs_account_mark(e, slot, price) || (!s->margined && fs_account_value(e, slot, qty, price, &value)) ||
        fs_ledger_buy(&e->ledger, s->currency, value, fee))
        return -1;
    if (s->currency)
        s->holding.rate = e->ledger.books[s->currency].rate;
    return sweep(e, s->currency);
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
    return 0;
}

int fs_account_clock(struct fs_engine *e)
{
    struct account *a = &e->account;
    int64_t day = fs_time_utc_day(e->view.now);
    if (a->day != day) { /* at the rates of the day before: that is when it was owed */
        if (a->day != INT64_MIN && a->accrues && fs_accrual_charge(e, day - a->day))
            return -1;
        fs_accrual_settle(e, day);
        for (int c = 1; c < a->currencies; c++)
            if (e->ledger.books[c].rate.denominator && sweep(e, c))
                return -1;
        a->day = day;
    }
    if (a->rates && new_rates(e))
        return -1;
    fs_account_posted(e);
    return 0;
}
