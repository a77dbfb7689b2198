/* balances.c: what scripts and results see of an account, and the exchange of its currencies. */
#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"
#include "trade/state.h"

#include <math.h>
#include <stdio.h>

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
    char pair[FS_SYMBOL_MAX + 1];
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
    snprintf(pair, sizeof pair, "%s/%s", from, to);
    fs_journal_hash_exchange(e->journal, e->view.now, money, fs_account_money(received), pair);
    fs_account_posted(e);
    return fs_money_double(received);
}

void fs_engine_account(struct fs_engine *e, struct fs_account_view *v)
{
    const struct account *a = &e->account;
    *v = (struct fs_account_view){.cash = e->view.cash, .equity = e->view.equity};
    if (fs_run_post(e))
        fs_error_clear(); /* told when the run ends */
    fs_i128 equity = fs_ledger_equity(&e->ledger), initial = fs_margin_total(e, -1, 0, 0);
    int margin = e->options.account.terms == FS_TERMS_MARGIN;
    v->settled = v->cash - fs_money_double(a->unsettled_sum);
    v->initial = fs_money_double(initial);
    v->maintenance = a->margins ? fs_money_double(fs_margin_total(e, -1, 0, 1)) : 0.0;
    double excess = fs_money_double(equity) - fs_money_double(fs_margin_total(e, -1, 1, 0));
    double share = margin                     ? (double)a->initial / 1e8
                   : e->leverage == INT64_MAX ? 0.0
                                              : 1e8 / (double)e->leverage;
    if (e->options.account.terms == FS_TERMS_CASH)
        v->buying_power = fmax(fmin(v->settled, excess), 0.0);
    else
        v->buying_power = share > 0.0 ? fmax(excess / share, 0.0) : INFINITY;
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
