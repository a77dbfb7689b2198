/* terms.c: on what terms an account is kept: its options, the currencies and units of what is traded. */
#include "base/error.h"
#include "base/time.h"
#include "market/instrument.h"
#include "trade/state.h"

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
    size_t length = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (length >= 3 && length <= 8 && !code[length])
        return 0;
    return fs_error_set(FS_E_INPUT, "the account's currency is '%.40s'; expected 3 to 8 capitals such as USD",
                        code);
}

/* The number of a currency, new or not; -1 with an error. */
static int add_currency(struct fs_engine *e, const char *code)
{
    struct account *a = &e->account;
    int c = fs_account_currency(e, code);
    if (c >= 0)
        return c;
    if (a->currencies == FS_CURRENCIES_MAX)
        return fs_error_set(FS_E_LIMIT, "the instruments have more than %d currencies", FS_CURRENCIES_MAX);
    return (a->codes[a->currencies] = fs_arena_strdup(e->arena, code)) ? a->currencies++ : -1;
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
    if ((own && check_code(own)) || !(a->codes[0] = fs_arena_strdup(e->arena, first)))
        return -1;
    for (int s = 0; s < e->count; s++) {
        const struct fs_instrument *i = e->slots[s].series.instrument;
        const char *code = i && i->currency ? i->currency : first;
        if (!own && strcmp(code, first) != 0) {
            fs_error_set(FS_E_INPUT,
                         "the instruments have prices in %s and in %s, and the account has no currency",
                         first, code);
            return fs_error_hint(
                "--currency %s says which it is kept in, --fx DATASET has the exchange rates", first);
        }
        if ((e->account.units[s].currency = add_currency(e, code)) < 0)
            return -1;
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
    if (o->fx_age < 0)
        return fs_error_set(FS_E_INPUT, "the greatest age of an exchange rate is negative");
    if (take("the initial margin", otherwise(o->initial, 0.5), 1e-4, 1, 1e8, &a->initial) ||
        take("the maintenance margin of long positions", otherwise(o->maintenance_long, 0.25), 1e-4, 1, 1e8,
             &a->maintenance_long) ||
        take("the maintenance margin of short positions", otherwise(o->maintenance_short, 0.3), 1e-4, 1, 1e8,
             &a->maintenance_short) ||
        take("the interest on debit balances", o->interest_debit, 0, 10, 1e8, &a->debit) ||
        take("the interest on credit balances", o->interest_credit, -1, 10, 1e8, &a->credit) ||
        take("the borrow rate", o->borrow_rate, -1, 100, 1e8, &borrow) ||
        take("the least equity of a margin account", o->minimum, 0, 9e10, 1e8, &a->minimum) ||
        take("the cost of conversions", o->fx_bps, 0, 1000, 1e8, &a->spread))
        return -1;
    if (a->maintenance_long > a->initial || a->maintenance_short > a->initial)
        return fs_error_set(
            FS_E_INPUT,
            "the maintenance margin of %s positions is %g; expected at most the initial margin, %g",
            a->maintenance_long > a->initial ? "long" : "short",
            (double)(a->maintenance_long > a->initial ? a->maintenance_long : a->maintenance_short) / 1e8,
            (double)a->initial / 1e8);
    a->accrues = a->debit || a->credit || borrow;
    for (int s = 0; s < e->count; s++)
        a->units[s].borrow = borrow;
    return 0;
}

/* The margins of a future or perpetual. */
static int take_margins(struct fs_engine *e, int slot)
{
    const struct slot *s = &e->slots[slot];
    struct unit *u = &e->account.units[slot];
    const struct fs_instrument *i = s->series.instrument;
    if (e->options.account.terms == FS_TERMS_CASH) {
        fs_error_set(FS_E_INPUT, "%s is a future or perpetual, which a cash account cannot hold",
                     s->series.symbol);
        return fs_error_hint("--account margin or free can");
    }
    u->initial = i->initial_margin;
    u->maintenance = i->maintenance_margin;
    u->margin_rate = i->margin_rate != 0;
    if (!u->initial && !u->maintenance) { /* as if paid in full */
        u->initial = FS_SCALE;
        u->margin_rate = 1;
    }
    if (u->initial <= 0 || u->maintenance < 0 || u->maintenance > u->initial)
        return fs_error_set(
            FS_E_INPUT,
            "%s: its initial margin is %.10g and its maintenance margin %.10g; expected an initial "
            "margin above 0 and no higher maintenance margin",
            s->series.symbol, (double)u->initial / 1e8, (double)u->maintenance / 1e8);
    return 0;
}

/* What a slot's instrument makes of it. */
static int take_instrument(struct fs_engine *e, int slot)
{
    struct slot *s = &e->slots[slot];
    struct unit *u = &e->account.units[slot];
    const struct fs_instrument *i = s->series.instrument;
    struct account *a = &e->account;
    u->multiplier = i && i->multiplier ? i->multiplier : FS_SCALE;
    u->margined = (uint8_t)fs_instrument_margined(i);
    s->plain = u->multiplier == FS_SCALE && !u->margined && !u->currency;
    s->holding.multiplier = u->multiplier == FS_SCALE ? 0 : u->multiplier;
    if (u->multiplier < 0 || fs_amount_product(s->lot, u->multiplier) % FS_SCALE)
        return fs_error_set(
            FS_E_INPUT, "%s: the lot %.10g times the multiplier %.10g is finer than money is counted, 1e-8",
            s->series.symbol, (double)s->lot / 1e8, (double)u->multiplier / 1e8);
    if (i && i->borrow_rate) {
        u->borrow = i->borrow_rate;
        a->accrues = 1;
    }
    return u->margined ? take_margins(e, slot) : 0;
}

static int prepare_needs(struct fs_engine *e)
{
    struct needs *needs = e->account.needs = fs_arena_alloc(e->arena, sizeof *needs);
    if (!needs)
        return -1;
    *needs = (struct needs){0};
    for (int pending = 0; pending < 2; pending++)
        if (!(needs->slots[pending] =
                  fs_arena_array(e->arena, (size_t)e->count, sizeof *needs->slots[pending])))
            return -1;
    return 0;
}

int fs_account_prepare(struct fs_engine *e)
{
    struct account *a = &e->account;
    const struct fs_account_options *o = &e->options.account;
    a->day = INT64_MIN;
    if (!(a->units = fs_arena_array(e->arena, (size_t)e->count, sizeof *a->units)) || take_options(e) ||
        name_currencies(e))
        return -1;
    a->margins = o->terms == FS_TERMS_MARGIN;
    a->checks = o->terms != FS_TERMS_FREE;
    for (int s = 0; s < e->count; s++) {
        if (take_instrument(e, s))
            return -1;
        a->margins |= a->units[s].margined;
        a->checks |= !e->slots[s].plain;
    }
    a->on = a->checks || a->accrues || a->currencies > 1;
    if (a->checks && prepare_needs(e))
        return -1;
    e->options.limits.account = a->checks;
    if (a->currencies > 1 && !(a->rates = fs_rates_new(a->codes, a->currencies, o->rates, o->rate_count)))
        return -1;
    return 0;
}

void fs_account_free(struct fs_engine *e)
{
    fs_rates_free(e->account.rates);
    free(e->account.unsettled);
}
