/* balances.c: what scripts and results see of an account, and the exchange of its currencies. */
#include "base/error.h"
#include "base/time.h"
#include "trade/state.h"

#include <math.h>

/* A currency as a script names it. */
static int named(const struct fs_engine *e, const char *code)
{
    int c = fs_account_currency(e, code);
    if (c < 0)
        return fs_error_set(FS_E_INPUT, "the account has no currency '%.20s'", code);
    if (c && !e->ledger.books[c].rate.denominator)
        return fs_error_set(FS_E_INPUT, "no rate of %s is known yet", code);
    return c;
}

double fs_engine_balance(struct fs_engine *e, const char *code)
{
    int c = fs_account_currency(e, code);
    return c < 0 ? NAN : fs_money_double(fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_CASH));
}

double fs_engine_rate(const struct fs_engine *e, int slot)
{
    int c = slot >= 0 && slot < e->count ? e->account.units[slot].currency : -1;
    if (c <= 0)
        return c < 0 ? NAN : 1.0;
    const struct fs_rate rate = e->ledger.books[c].rate;
    return rate.denominator ? (double)rate.numerator / (double)rate.denominator : NAN;
}

double fs_engine_point_value(const struct fs_engine *e, int slot)
{
    if (slot < 0 || slot >= e->count || e->slots[slot].plain)
        return slot < 0 || slot >= e->count ? NAN : 1.0;
    return (double)e->account.units[slot].multiplier / 1e8 * fs_engine_rate(e, slot);
}

const char *fs_engine_currency(const struct fs_engine *e, int slot)
{
    const char *code =
        slot >= 0 && slot < e->count ? e->account.codes[e->account.units[slot].currency] : NULL;
    return code ? code : "";
}

int64_t fs_account_money(fs_i128 amount)
{
    int64_t money;
    if (!fs_amount_to_decimal(amount, 16, FS_SCALE_EXP, FS_ROUND_HALF_EVEN, &money))
        return money;
    fs_error_clear();
    return amount < 0 ? -INT64_MAX : INT64_MAX;
}

double fs_engine_exchange(struct fs_engine *e, const char *from, const char *to, double amount)
{
    int64_t money;
    fs_i128 received;
    int f = named(e, from), t = f < 0 ? -1 : named(e, to);
    if (t < 0)
        return NAN;
    if (f == t || !(amount > 0.0) || fs_decimal_from_double(amount, FS_SCALE_EXP, &money) || money <= 0) {
        fs_error_set(FS_E_INPUT,
                     "conversion of %g %s into %s; expected an amount above 0 of another currency", amount,
                     from, to);
        return NAN;
    }
    int64_t age = fs_account_age(e);
    if ((f && e->view.now - e->account.since[f] > age) || (t && e->view.now - e->account.since[t] > age)) {
        fs_error_set(FS_E_INPUT, "the last rate of %s and %s is too old to convert at", from, to);
        return NAN;
    }
    fs_i128 balance = fs_ledger_balance(&e->ledger, f, FS_ACCOUNT_CASH);
    if (money * FS_MONEY > balance) {
        fs_error_set(FS_E_INPUT, "conversion of %.10g %s into %s: the balance is %.10g", amount, from, to,
                     fs_money_double(balance));
        return NAN;
    }
    if (fs_account_exchange(e, f, t, money * FS_MONEY, &received))
        return NAN;
    fs_account_posted(e);
    return fs_money_double(received);
}

/* Value of further purchases of what is paid in full, waiting orders counted. */
static double buying_power(struct fs_engine *e, double settled)
{
    const struct account *a = &e->account;
    struct fs_need need;
    fs_margin_needs(e, -1, 1, &need);
    fs_i128 equity = fs_ledger_equity(&e->ledger);
    double excess = fmax(fs_money_double(equity - fs_margin_to_open(e, &need)), 0.0);
    switch (e->options.account.terms) {
    case FS_TERMS_CASH:
        return fmax(fmin(settled, excess), 0.0);
    case FS_TERMS_MARGIN:
        if (equity < a->minimum * FS_MONEY) /* nothing may be borrowed */
            return need.shorts
                       ? 0.0
                       : fmax(fs_money_double(equity - need.of[NEED_LONGS] - need.of[NEED_FUTURES]), 0.0);
        excess = fmax(fs_money_double(equity - need.of[NEED_PAID] - need.of[NEED_FUTURES]), 0.0);
        return excess * 1e8 / (double)a->initial;
    default:
        return e->leverage == INT64_MAX ? INFINITY : excess * (double)e->leverage / 1e8;
    }
}

void fs_engine_account(struct fs_engine *e, struct fs_account_view *v)
{
    struct fs_need need;
    *v = (struct fs_account_view){.cash = e->view.cash, .equity = e->view.equity};
    if (fs_run_post(e))
        fs_error_clear(); /* told when the run ends */
    fs_margin_needs(e, -1, 0, &need);
    v->settled = fs_money_double(fs_margin_settled(e, -1));
    v->initial = fs_money_double(fs_margin_to_open(e, &need));
    v->maintenance = fs_money_double(fs_margin_to_keep(&need));
    v->buying_power = buying_power(e, v->settled);
}

static double income(const struct fs_engine *e, int account)
{
    fs_i128 total = fs_ledger_total(&e->ledger, account);
    return total ? fs_money_double(-total) : 0.0;
}

int fs_account_summarise(struct fs_engine *e)
{
    const struct account *a = &e->account;
    struct fs_account_summary *r = &e->result.account;
    struct fs_balance *balances = fs_arena_array(e->arena, FS_CURRENCIES_MAX, sizeof *balances);
    if (!balances)
        return -1;
    *r = (struct fs_account_summary){.used = a->on,
                                     .currency = a->codes[0] ? a->codes[0] : "",
                                     .terms = e->options.account.terms,
                                     .balances = balances,
                                     .balance_count = a->currencies,
                                     .most_margin = a->most_margin,
                                     .margin_calls = a->margin_calls,
                                     .forced = a->forced,
                                     .gains = income(e, FS_ACCOUNT_GAINS),
                                     .interest = income(e, FS_ACCOUNT_INTEREST),
                                     .borrow = income(e, FS_ACCOUNT_BORROW),
                                     .conversion = income(e, FS_ACCOUNT_CONVERSION),
                                     .conversion_costs = fs_money_double(a->conversion_costs)};
    fs_engine_account(e, &r->end);
    for (int c = 0; c < a->currencies; c++) {
        fs_i128 cash = fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_CASH),
                positions = fs_ledger_balance(&e->ledger, c, FS_ACCOUNT_POSITIONS);
        const struct fs_books *books = &e->ledger.books[c];
        balances[c] = (struct fs_balance){
            .currency = a->codes[c] ? a->codes[c] : "",
            .cash = fs_money_double(cash),
            .positions = fs_money_double(positions),
            .rate = c ? (double)books->rate.numerator / (double)books->rate.denominator : 1.0,
            .value = fs_money_double(c ? books->worth : cash + positions)};
    }
    return 0;
}
