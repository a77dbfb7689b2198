#include "base/time.h"
#include "cli/backtest_output.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void line(FILE *out, const char *name, const char *value, const char *note)
{
    fprintf(out, "  %-22s %14s%s%s\n", name, value, *note ? "   " : "", note);
}

static const char *as_percent(double value, char text[32])
{
    if (!isfinite(value))
        return "-";
    snprintf(text, 32, "%.2f %%", value * 100.0);
    return text;
}

static const char *as_number(double value, int digits, char text[32])
{
    if (!isfinite(value))
        return isinf(value) ? "inf" : "-";
    snprintf(text, 32, "%.*f", digits, value);
    return text;
}

static const char *as_count(int64_t value, char text[32])
{
    snprintf(text, 32, "%" PRId64, value);
    return text;
}

static void put_head(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_result *r = o->result;
    char from[FS_TIME_TEXT], to[FS_TIME_TEXT];
    fs_time_format(r->first_time, from, sizeof from);
    fs_time_format(r->last_time, to, sizeof to);
    if (!r->complete)
        fprintf(out, "STOPPED BEFORE THE END OF THE DATA: everything below is of the part that ran.\n\n");
    const char *version = o->runner->version ? o->runner->version : "";
    fprintf(out, "%s%s%s on %s (", o->runner->name, *version ? " " : "", version, o->data->dataset);
    int count = fs_engine_slot_count(o->engine);
    for (int i = 0; i < count && i < 5; i++)
        fprintf(out, "%s%s", i ? ", " : "", fs_engine_symbol(o->engine, i));
    int64_t number = r->feed ? r->feed->events : r->bars;
    const char *what = r->feed ? "event" : "bar", *more = number == 1 ? "" : "s";
    if (r->feed) /* often within a day */
        fprintf(out, "%s), %.19s to %.19s, %" PRId64 " %s%s\n", count > 5 ? ", ..." : "", from, to, number,
                what, more);
    else
        fprintf(out, "%s), %.10s to %.10s, %" PRId64 " %s%s\n", count > 5 ? ", ..." : "", from, to, number,
                what, more);
    for (int i = 0; i < o->runner->param_count; i++) {
        const struct fs_param *p = &o->runner->params[i];
        fputs(i ? ", " : "  with ", out);
        if (p->type == 's')
            fprintf(out, "%s = %s", p->name, p->text);
        else if (p->type == 'b')
            fprintf(out, "%s = %s", p->name, p->number != 0.0 ? "true" : "false");
        else
            fprintf(out, "%s = %.10g", p->name, p->number);
    }
    fputs(o->runner->param_count ? "\n\n" : "\n", out);
}

static void put_feed(FILE *out, const struct fs_feed_figures *f)
{
    char a[32], note[160];
    snprintf(note, sizeof note, "%" PRId64 " trades, %" PRId64 " quotes, %" PRId64 " book", f->trades,
             f->quotes, f->book);
    line(out, "events", as_count(f->events, a), note);
    snprintf(note, sizeof note, "%" PRId64 " gaps, %" PRId64 " with a time before the one before", f->gaps,
             f->backward);
    line(out, "refused by the books", as_count(f->refused, a), f->gaps || f->backward ? note : "");
}

static void put_refusals(FILE *out, const struct fs_result *r)
{
    for (int i = 0; i < r->refusal_count; i++)
        if (r->refusals[i].count) {
            char name[64], text[32];
            snprintf(name, sizeof name, "    by %s", r->refusals[i].rule);
            line(out, name, as_count(r->refusals[i].count, text), "");
        }
    if (r->rejected)
        fprintf(out, "  first refusal: %s\n", r->first_refusal);
}

/* A line for what is not zero. */
static void money_line(FILE *out, const char *name, double value, const char *note)
{
    char text[32];
    if (value != 0.0)
        line(out, name, as_number(value, 2, text), note);
}

static void put_account(FILE *out, const struct fs_result *r)
{
    const struct fs_account_summary *a = &r->account;
    char text[32], note[128];
    if (!a->used)
        return;
    money_line(out, "interest", a->interest, "received less paid");
    money_line(out, "borrow fees", a->borrow, "of what was sold short");
    money_line(out, "exchange rates", a->conversion, "what their changes made of balances and positions");
    money_line(out, "cost of conversions", -a->conversion_costs, "part of the fees");
    for (int i = 0; i < a->balance_count && a->balance_count > 1; i++) {
        const struct fs_balance *b = &a->balances[i];
        char name[40];
        snprintf(name, sizeof name, "cash in %s", b->currency);
        snprintf(note, sizeof note, "and positions of %.2f, at a rate of %.6g", b->positions, b->rate);
        line(out, name, as_number(b->cash, 2, text), note);
    }
    if (a->most_margin > 0.0) {
        snprintf(note, sizeof note, "at the end; at most %.2f", a->most_margin);
        line(out, "initial margin", as_number(a->end.initial, 2, text), note);
    }
    if (a->margin_calls) {
        snprintf(note, sizeof note, "and %" PRId64 " order%s of theirs", a->forced,
                 a->forced == 1 ? "" : "s");
        line(out, "margin calls", as_count(a->margin_calls, text), note);
    }
    if (a->end.settled != a->end.cash)
        line(out, "settled cash", as_number(a->end.settled, 2, text), "the rest is on its way");
}

static void put_annual(FILE *out, const struct fs_result *r)
{
    const struct fs_metrics *m = &r->metrics;
    char a[32], note[128];
    snprintf(note, sizeof note, "%g periods a year: %s", r->conventions.periods_per_year,
             r->conventions.periods_basis);
    line(out, "return a year (CAGR)", as_percent(m->cagr, a), note);
    line(out, "volatility a year", as_percent(m->volatility, a), "");
    snprintf(note, sizeof note, "risk-free %g a year", r->conventions.risk_free);
    line(out, "Sharpe ratio", as_number(m->sharpe, 3, a), note);
    line(out, "Sortino ratio", as_number(m->sortino, 3, a), "");
    line(out, "Calmar ratio", as_number(m->calmar, 3, a), "");
    line(out, "turnover a year", as_number(m->turnover, 2, a), "");
}

void fs_backtest_summary(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_result *r = o->result;
    const struct fs_metrics *m = &r->metrics;
    char a[32], b[32], note[128];
    put_head(out, o);
    snprintf(note, sizeof note, "from %.2f", (double)o->options->cash / 1e8);
    line(out, "final equity", as_number(m->final_equity, 2, a), note);
    line(out, "total return", as_percent(m->total_return, a), "");
    if (r->conventions.annual_left_out)
        line(out, "return a year (CAGR)", "-", r->conventions.annual_left_out);
    else
        put_annual(out, r);
    snprintf(note, sizeof note, "longest %.0f days", m->max_drawdown_days);
    line(out, "max drawdown", as_percent(m->max_drawdown, a), isfinite(m->max_drawdown_days) ? note : "");
    if (o->data->benchmark) {
        snprintf(note, sizeof note, "%s; beta %.3f, alpha %s a year", o->data->benchmark->symbol, m->beta,
                 as_percent(m->alpha, b));
        line(out, "benchmark return", as_percent(m->benchmark_return, a), note);
    }
    snprintf(note, sizeof note, "%" PRId64 " of them still open", r->open_trades);
    line(out, "trades", as_count(r->trade_count, a), r->open_trades ? note : "");
    line(out, "winning trades", as_percent(m->win_rate, a), "");
    line(out, "profit factor", as_number(m->profit_factor, 3, a), "");
    line(out, "time in the market", as_percent(m->exposure, a), "");
    line(out, "fees", as_number(m->fees, 2, a), "");
    put_account(out, r);
    if (r->dividends != 0.0)
        line(out, "dividends", as_number(r->dividends, 2, a), "received, less those paid on short positions");
    if (r->funding != 0.0)
        line(out, "funding", as_number(r->funding, 2, a), "received less paid");
    if (r->event_count)
        line(out, "events", as_count(r->event_count, a), "of instruments that were held");
    snprintf(note, sizeof note,
             "%" PRId64 " fills, %" PRId64 " cut to buying power, %" PRId64 " cancelled, %" PRId64 " expired",
             r->fills, r->cut, r->cancelled, r->expired);
    line(out, "orders", as_count(r->orders, a), note);
    line(out, r->feed ? "refused" : "refused by the gate", as_count(r->rejected, a), "");
    put_refusals(out, r);
    if (r->feed)
        put_feed(out, r->feed);
    if (!r->orders)
        fputs("  no order was sent; a target that is less than a lot away sends none (--lot 0.001 allows "
              "fractions)\n",
              out);
    fprintf(out, "\n  decisions (SHA-256)    %s\n", r->journal_hash);
    double rate = o->elapsed > 0.0 ? (double)r->events / o->elapsed : 0.0;
    int millions = rate >= 1e6, thousands = !millions && rate >= 1e3, brief = o->elapsed < 1.0;
    fprintf(out, "  %.*f %s, %.*f%s events a second\n", brief ? 1 : 2, brief ? o->elapsed * 1e3 : o->elapsed,
            brief ? "milliseconds" : "seconds", millions ? 1 : 0,
            millions    ? rate / 1e6
            : thousands ? rate / 1e3
                        : rate,
            millions    ? " million"
            : thousands ? " thousand"
                        : "");
}
