#include "base/error.h"
#include "base/time.h"
#include "cli/backtest_output.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The shortest decimal text that reads back as the same double. */
static void put_number(FILE *out, double value)
{
    char text[40];
    if (!isfinite(value)) {
        fputs("null", out);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, out);
}

static void put_text(FILE *out, const char *text)
{
    json_t *value = text ? json_string(text) : json_null();
    if (value)
        json_dumpf(value, out, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    else
        fputs("null", out); /* not UTF-8 */
    json_decref(value);
}

static void put_time(FILE *out, int64_t time)
{
    char text[FS_TIME_TEXT];
    if (time == FS_TIME_NONE) {
        fputs("null", out);
        return;
    }
    fs_time_format(time, text, sizeof text);
    fprintf(out, "\"%s\"", text);
}

static void put_decimal(FILE *out, int64_t mantissa)
{
    char text[FS_DECIMAL_TEXT];
    fs_decimal_format(mantissa, FS_SCALE_EXP, text, sizeof text);
    fputs(text, out);
}

/* `"name": ` after a comma where one is due. */
static void key(FILE *out, int *first, const char *name)
{
    fprintf(out, "%s\"%s\": ", *first ? "" : ", ", name);
    *first = 0;
}

static void put_script(FILE *out, const struct fs_runner *r)
{
    const char *const names[] = {"name", "version", "description", "path", "hash"};
    const char *const values[] = {r->name, r->version, r->description, r->path, r->hash};
    int first = 1;
    fputs("{\n\"script\": {", out);
    for (int i = 0; i < 5; i++) {
        key(out, &first, names[i]);
        put_text(out, values[i]);
    }
    fputs("},\n\"params\": {", out);
    first = 1;
    for (int i = 0; i < r->param_count; i++) {
        const struct fs_param *p = &r->params[i];
        fputs(first ? "" : ", ", out);
        first = 0;
        put_text(out, p->name);
        fputs(": ", out);
        if (p->type == 'b')
            fputs(p->number != 0.0 ? "true" : "false", out);
        else if (p->type == 'n')
            put_number(out, p->number);
        else
            put_text(out, p->text);
    }
    fputs("},\n", out);
}

/* What a run over ticks heard. */
static void put_feed(FILE *out, const struct fs_feed_figures *f)
{
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {{"events", f->events},     {"trades", f->trades},   {"quotes", f->quotes},
                  {"book", f->book},         {"refused", f->refused}, {"gaps", f->gaps},
                  {"backward", f->backward}, {"late", f->late}};
    int first = 1;
    fputs("\"feed\": {", out);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        key(out, &first, counts[i].name);
        fprintf(out, "%" PRId64, counts[i].value);
    }
    key(out, &first, "price");
    put_text(out, f->last_price);
    key(out, &first, "equity_interval_seconds");
    put_number(out, (double)f->equity_interval / 1e9);
    fputs("},\n", out);
}

/* Files of reference data with the hashes of their content. */
static void put_files(FILE *out, const struct fs_backtest_data *data)
{
    fputs(", \"files\": {", out);
    for (int i = 0; i < 5 && data->files[i].option; i++) {
        fprintf(out, "%s\"%s\": {\"path\": ", i ? ", " : "", data->files[i].option);
        put_text(out, data->files[i].path);
        fprintf(out, ", \"hash\": \"%s\"}", data->files[i].hash);
    }
    fputc('}', out);
}

static void put_data(FILE *out, const struct fs_backtest_outcome *o)
{
    fputs("\"data\": {\"dataset\": ", out);
    put_text(out, o->data->dataset);
    fputs(", \"symbols\": [", out);
    for (int i = 0; i < fs_engine_slot_count(o->engine); i++) {
        fputs(i ? ", " : "", out);
        put_text(out, fs_engine_symbol(o->engine, i));
    }
    fputs("], \"from\": ", out);
    put_time(out, o->result->first_time);
    fputs(", \"to\": ", out);
    put_time(out, o->result->last_time);
    fprintf(out, ", \"bars\": %" PRId64 ", \"hash\": ", o->result->bars);
    put_text(out, o->data->hash);
    put_files(out, o->data);
    fputs("},\n", out);
    if (o->result->feed)
        put_feed(out, o->result->feed);
    fputs("\"cash\": ", out);
    put_decimal(out, o->options->cash);
    fputs(",\n", out);
}

static void put_metrics(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_metrics *m = &o->result->metrics;
    const struct {
        const char *name;
        double value;
    } figures[] = {
        {"total_return", m->total_return},
        {"cagr", m->cagr},
        {"volatility", m->volatility},
        {"sharpe", m->sharpe},
        {"sortino", m->sortino},
        {"calmar", m->calmar},
        {"max_drawdown", m->max_drawdown},
        {"max_drawdown_days", m->max_drawdown_days},
        {"win_rate", m->win_rate},
        {"profit_factor", m->profit_factor},
        {"exposure", m->exposure},
        {"turnover", m->turnover},
        {"fees", m->fees},
        {"final_equity", m->final_equity},
        {"mean_return", m->mean_return},
        {"skewness", m->skewness},
        {"kurtosis", m->kurtosis},
        {"mean_trade", m->mean_trade},
        {"best_trade", m->best_trade},
        {"worst_trade", m->worst_trade},
    };
    int first = 1;
    fputs("\"metrics\": {", out);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        key(out, &first, figures[i].name);
        put_number(out, figures[i].value);
    }
    if (o->data->benchmark) {
        const double values[] = {m->benchmark_return, m->alpha, m->beta};
        const char *const names[] = {"benchmark_return", "alpha", "beta"};
        for (int i = 0; i < 3; i++) {
            key(out, &first, names[i]);
            put_number(out, values[i]);
        }
    }
    fputs("},\n", out);
}

static void put_conventions(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_conventions *c = &o->result->conventions;
    fputs("\"conventions\": {\"returns\": \"simple returns of equity from one equity point to the next\", "
          "\"compounding\": \"geometric\", \"periods_per_year\": ",
          out);
    put_number(out, c->periods_per_year);
    fputs(", \"periods_basis\": ", out);
    put_text(out, c->periods_basis);
    fprintf(out, ", \"periods\": %" PRId64 ", \"ddof\": %d, \"risk_free\": ", c->periods, c->ddof);
    put_number(out, c->risk_free);
    fputs(", \"annual_left_out\": ", out);
    put_text(out, c->annual_left_out);
    fprintf(out, ", \"equity_time\": \"%s\", \"trades\": \"%s; pnl after fees\", \"price_path\": ",
            o->result->feed ? "engine time; what happened before it"
                            : "start of the bar at whose end the equity is",
            fs_lots_words(o->options->lots));
    put_text(out, o->result->feed ? NULL : o->options->price_path == FS_PATH_WORST ? "worst" : "ohlc");
    fputs("},\n", out);
}

static void put_trades(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_result *r = o->result;
    fputs("\"trades\": [", out);
    for (int64_t i = 0; i < r->trade_count; i++) {
        const struct fs_trade_record *t = &r->trades[i];
        fputs(i ? ",\n{\"symbol\": " : "\n{\"symbol\": ", out);
        put_text(out, fs_engine_symbol(o->engine, t->slot));
        fprintf(out, ", \"side\": \"%s\", \"qty\": ", t->side == FS_BUY ? "long" : "short");
        put_decimal(out, t->qty);
        fputs(", \"entry_time\": ", out);
        put_time(out, t->entry_time);
        fputs(", \"entry_price\": ", out);
        put_decimal(out, t->entry_price);
        fputs(", \"exit_time\": ", out);
        put_time(out, t->exit_time);
        fputs(", \"exit_price\": ", out);
        if (t->exit_time == FS_TIME_NONE)
            fputs("null", out);
        else
            put_decimal(out, t->exit_price);
        fputs(", \"pnl\": ", out);
        put_number(out, t->pnl);
        fputs(", \"fees\": ", out);
        put_decimal(out, t->fees);
        fputc('}', out);
    }
    fputs("],\n", out);
}

/* The events that met a position. */
static void put_events(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_result *r = o->result;
    fputs("\"events\": [", out);
    for (int64_t i = 0; i < r->event_count; i++) {
        const struct fs_event_record *e = &r->event_log[i];
        fputs(i ? ",\n{\"time\": " : "\n{\"time\": ", out);
        put_time(out, e->time);
        fputs(", \"symbol\": ", out);
        put_text(out, fs_engine_symbol(o->engine, e->slot));
        fprintf(out, ", \"type\": \"%s\", \"into\": ", fs_instrument_event_name(e->type));
        put_text(out, e->into >= 0 ? fs_engine_symbol(o->engine, e->into) : NULL);
        fputs(", \"position_before\": ", out);
        put_decimal(out, e->before);
        fputs(", \"position_after\": ", out);
        put_decimal(out, e->after);
        fputs(", \"into_qty\": ", out);
        put_decimal(out, e->into_qty);
        fputs(", \"price\": ", out);
        if (e->price)
            put_decimal(out, e->price);
        else
            fputs("null", out);
        fputs(", \"cash\": ", out);
        put_decimal(out, e->cash);
        fputs(", \"fee\": ", out);
        put_decimal(out, e->fee);
        fputc('}', out);
    }
    fputs("],\n\"income\": {\"dividends\": ", out);
    put_number(out, r->dividends);
    fputs(", \"funding\": ", out);
    put_number(out, r->funding);
    fputs("},\n", out);
}

static void put_times(FILE *out, const int64_t *time, int64_t count)
{
    fputs("\"time\": [", out);
    for (int64_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", out);
        put_time(out, time[i]);
    }
    fputc(']', out);
}

static void put_values(FILE *out, const double *value, int64_t count)
{
    fputs(", \"value\": [", out);
    for (int64_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", out);
        put_number(out, value[i]);
    }
    fputc(']', out);
}

static void put_balances(FILE *out, const struct fs_account_summary *a)
{
    fputs(", \"balances\": [", out);
    for (int i = 0; i < a->balance_count; i++) {
        const struct fs_balance *b = &a->balances[i];
        const double values[] = {b->cash, b->positions, b->rate, b->value};
        const char *const names[] = {"cash", "positions", "rate", "value"};
        fputs(i ? ", {\"currency\": " : "{\"currency\": ", out);
        put_text(out, *b->currency ? b->currency : NULL);
        for (int k = 0; k < 4; k++) {
            fprintf(out, ", \"%s\": ", names[k]);
            put_number(out, values[k]);
        }
        fputc('}', out);
    }
    fputc(']', out);
}

/* Where the account is more than cash and positions of one currency. */
static void put_account(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_account_summary *a = &o->result->account;
    static const char *const terms[] = {"free", "cash", "margin"};
    const struct {
        const char *name;
        double value;
    } figures[] = {{"cash", a->end.cash},
                   {"settled_cash", a->end.settled},
                   {"equity", a->end.equity},
                   {"initial_margin", a->end.initial},
                   {"maintenance_margin", a->end.maintenance},
                   {"buying_power", a->end.buying_power},
                   {"most_initial_margin", a->most_margin},
                   {"gains", a->gains},
                   {"dividends", o->result->dividends},
                   {"funding", o->result->funding},
                   {"interest", a->interest},
                   {"borrow_fees", a->borrow},
                   {"fx_gains", a->conversion},
                   {"fees", -o->result->metrics.fees},
                   {"conversion_costs", -a->conversion_costs}};
    if (!a->used)
        return;
    fputs("\"account\": {\"currency\": ", out);
    put_text(out, *a->currency ? a->currency : NULL);
    fprintf(out, ", \"terms\": \"%s\"", terms[a->terms]);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        fprintf(out, ", \"%s\": ", figures[i].name);
        put_number(out, figures[i].value == 0.0 ? 0.0 : figures[i].value);
    }
    fprintf(out, ", \"margin_calls\": %" PRId64 ", \"forced_orders\": %" PRId64, a->margin_calls, a->forced);
    put_balances(out, a);
    fputs("},\n", out);
}

static void put_series(FILE *out, const struct fs_backtest_outcome *o)
{
    const struct fs_result *r = o->result;
    fputs("\"equity\": {", out);
    put_times(out, r->equity_time, r->equity_count);
    put_values(out, r->equity_value, r->equity_count);
    fputs("},\n", out);
    if (o->data->benchmark) {
        fputs("\"benchmark\": {\"name\": ", out);
        put_text(out, o->data->benchmark->symbol);
        fputs(", ", out);
        put_times(out, r->equity_time, r->benchmark_value ? r->equity_count : 0);
        put_values(out, r->benchmark_value, r->benchmark_value ? r->equity_count : 0);
        fputs("},\n", out);
    }
    fputs("\"recorded\": [", out);
    for (int i = 0; i < r->recorded_count; i++) {
        fputs(i ? ",\n{\"name\": " : "{\"name\": ", out);
        put_text(out, r->recorded[i].name);
        fputs(", ", out);
        put_times(out, r->recorded[i].time, r->recorded[i].count);
        put_values(out, r->recorded[i].value, r->recorded[i].count);
        fputc('}', out);
    }
    fputs("],\n", out);
}

void fs_backtest_json(FILE *out, const struct fs_backtest_outcome *o, const char *tearsheet)
{
    const struct fs_result *r = o->result;
    put_script(out, o->runner);
    put_data(out, o);
    put_metrics(out, o);
    put_conventions(out, o);
    put_trades(out, o);
    put_events(out, o);
    put_account(out, o);
    put_series(out, o);
    fprintf(out,
            "\"orders\": %" PRId64 ", \"fills\": %" PRId64 ", \"rejected\": %" PRId64 ", \"cut\": %" PRId64
            ", \"cancelled\": %" PRId64 ", \"expired\": %" PRId64 ",\n\"rejections\": {",
            r->orders, r->fills, r->rejected, r->cut, r->cancelled, r->expired);
    for (int i = 0, first = 1; i < r->refusal_count; i++)
        if (r->refusals[i].count) {
            key(out, &first, r->refusals[i].rule);
            fprintf(out, "%" PRId64, r->refusals[i].count);
        }
    fprintf(out, "},\n\"complete\": %s,\n\"warnings\": [", r->complete ? "true" : "false");
    for (int i = 0; i < o->warning_count; i++) {
        fputs(i ? ", " : "", out);
        put_text(out, o->warnings[i]);
    }
    fputs("],\n\"elapsed_seconds\": ", out);
    put_number(out, o->elapsed);
    fputs(", \"events_per_second\": ", out);
    put_number(out, o->elapsed > 0.0 ? (double)r->events / o->elapsed : NAN);
    fprintf(out, ",\n\"journal_hash\": \"%s\",\n\"tearsheet\": %s\n}\n", r->journal_hash, tearsheet);
}
