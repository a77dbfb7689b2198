/* vector.c: what a run over columns needs before and after it; vector_run.c does the rows. */
#include "trade/vector.h"

#include "base/error.h"
#include "base/time.h"
#include "trade/ledger.h"
#include "trade/sizing.h"
#include "trade/vector_state.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void fs_vector_defaults(struct fs_vector_options *options)
{
    *options = (struct fs_vector_options){.cash = 100000 * FS_SCALE,
                                          .limits = {.max_leverage = 1.0, .allow_short = 1},
                                          .size_type = FS_SIZE_PERCENT};
}

static int check_options(const struct fs_vector_options *o)
{
    if (o->cash <= 0)
        return fs_error_set(FS_E_INPUT, "the starting cash is %g; expected above 0", (double)o->cash / 1e8);
    if (!(o->slippage_bps >= 0.0) || o->slippage_bps > 10000.0)
        return fs_error_set(FS_E_INPUT, "the slippage is %g basis points; expected 0 to 10000",
                            o->slippage_bps);
    if (o->lot < 0)
        return fs_error_set(FS_E_INPUT, "the lot is %g; expected above 0", (double)o->lot / 1e8);
    if (!(o->periods_per_year >= 0.0) || isinf(o->periods_per_year))
        return fs_error_set(FS_E_INPUT, "periods a year are %g; expected above 0, or 0 to derive them",
                            o->periods_per_year);
    if (!isfinite(o->risk_free))
        return fs_error_set(FS_E_INPUT, "the risk-free rate is not a number");
    return 0;
}

static int check_times(const int64_t *time, int64_t rows, int64_t interval)
{
    if (rows < 1)
        return fs_error_set(FS_E_INPUT, "there are no rows to run over");
    if (interval <= 0)
        return fs_error_set(FS_E_INPUT, "the length of a bar is %" PRId64 " ns; expected above 0", interval);
    for (int64_t i = 1; i < rows; i++)
        if (time[i] <= time[i - 1]) {
            char now[FS_TIME_TEXT];
            fs_time_format(time[i], now, sizeof now);
            return fs_error_set(
                FS_E_INPUT, "row %" PRId64 ": the time %s is not after that of the row before", i + 1, now);
        }
    return 0;
}

static int prepare(struct fs_vector *v, const struct fs_vector_options *o)
{
    const struct fs_limits *l = &o->limits;
    if (fs_fees_prepare(&o->fees, &v->fees) || !(v->gate = fs_gate_new(l)))
        return -1;
    v->slippage = llrint(o->slippage_bps * 1e8);
    v->leverage = l->max_leverage > 0.0 ? llrint(l->max_leverage * 1e8) : INT64_MAX;
    v->lot = o->lot ? o->lot : FS_SCALE;
    v->plain = l->allow_short && !(l->max_order_qty > 0.0) && !(l->max_order_notional > 0.0) &&
               !(l->max_position > 0.0);
    const struct fs_series clock = {.count = v->rows, .time = v->time, .interval = v->interval};
    v->conventions = (struct fs_conventions){.periods_basis = "as given",
                                             .periods_per_year = o->periods_per_year,
                                             .risk_free = o->risk_free,
                                             .ddof = 1};
    if (!(o->periods_per_year > 0.0))
        v->conventions.periods_per_year = fs_periods_per_year(&clock, &v->conventions.periods_basis);
    return 0;
}

struct fs_vector *fs_vector_new(const struct fs_vector_options *options, const int64_t *time, int64_t rows,
                                int64_t interval)
{
    if (check_options(options) || check_times(time, rows, interval))
        return NULL;
    struct fs_vector *v = calloc(1, sizeof *v);
    if (!v) {
        fs_error_nomem();
        return NULL;
    }
    v->options = *options;
    v->time = time;
    v->rows = rows;
    v->interval = interval;
    if (prepare(v, options)) {
        fs_vector_free(v);
        return NULL;
    }
    return v;
}

static int64_t *mantissas(const double *values, int64_t rows)
{
    int64_t *out = malloc((size_t)rows * sizeof *out);
    if (!out) {
        fs_error_nomem();
        return NULL;
    }
    for (int64_t i = 0; i < rows; i++)
        out[i] = price_mantissa(values[i]);
    return out;
}

int fs_vector_prices(struct fs_vector *v, const char *name, const double *open, const double *high,
                     const double *low, const double *close)
{
    struct fs_series series = {.symbol = name,
                               .count = v->rows,
                               .time = v->time,
                               .open = open,
                               .high = high ? high : close,
                               .low = low ? low : close,
                               .close = close,
                               .interval = v->interval};
    if (fs_series_check(&series, 0, v->rows))
        return -1;
    struct fs_vector_prices *prices = realloc(v->prices, ((size_t)v->price_count + 1) * sizeof *prices);
    if (!prices)
        return fs_error_nomem();
    v->prices = prices;
    struct fs_vector_prices *p = &prices[v->price_count];
    *p = (struct fs_vector_prices){.series = series};
    p->open = open == close ? NULL : mantissas(open, v->rows);
    p->close = mantissas(close, v->rows);
    if (open == close)
        p->open = p->close;
    if (p->open && p->close)
        return v->price_count++;
    if (p->open != p->close)
        free(p->open);
    free(p->close);
    return -1;
}

static int reserve(struct fs_vector *v, int count)
{
    int64_t size = v->rows * count;
    if (size > v->says_size) {
        uint8_t *says = realloc(v->says, (size_t)size);
        if (!says)
            return fs_error_nomem();
        v->says = says;
        v->says_size = size;
    }
    if (count > v->lane_count) {
        struct fs_lane *lanes = realloc(v->lanes, (size_t)count * sizeof *lanes);
        if (!lanes)
            return fs_error_nomem();
        v->lanes = lanes;
        memset(lanes + v->lane_count, 0, (size_t)(count - v->lane_count) * sizeof *lanes);
        v->lane_count = count;
    }
    if (v->account_count == v->account_capacity) {
        int capacity = v->account_capacity ? v->account_capacity * 2 : 64;
        struct fs_vector_account *accounts = realloc(v->accounts, (size_t)capacity * sizeof *accounts);
        if (!accounts)
            return fs_error_nomem();
        v->accounts = accounts;
        v->account_capacity = capacity;
    }
    return 0;
}

static int has_signals(const struct fs_vector_column *c)
{
    return c->entries || c->short_entries;
}

/* Adds a bit to the rows that a signal is true in. */
static void say(uint8_t *says, const double *signal, int64_t rows, uint8_t bit)
{
    for (int64_t i = 0; signal && i < rows; i++)
        says[i] |= (uint8_t)((signal[i] < 0.0) | (signal[i] > 0.0)) * bit;
}

/* What contradicts itself in one row is not said. */
static uint8_t without_conflicts(uint8_t says)
{
    const uint8_t pairs[] = {FS_SAYS_ENTRY | FS_SAYS_EXIT, FS_SAYS_SHORT_ENTRY | FS_SAYS_SHORT_EXIT,
                             FS_SAYS_ENTRY | FS_SAYS_SHORT_ENTRY};
    uint8_t left = says;
    for (int i = 0; i < 3; i++)
        if ((says & pairs[i]) == pairs[i])
            left &= (uint8_t)~pairs[i];
    return left;
}

static void read_says(const struct fs_vector *v, const struct fs_vector_column *c, uint8_t *says)
{
    uint8_t clean[16];
    for (uint8_t i = 0; i < 16; i++)
        clean[i] = without_conflicts(i);
    memset(says, 0, (size_t)v->rows);
    if (!has_signals(c)) {
        for (int64_t i = 0; i < v->rows; i++)
            says[i] = c->size[i] == c->size[i] ? FS_SAYS_SIZE : 0;
        return;
    }
    say(says, c->entries, v->rows, FS_SAYS_ENTRY);
    say(says, c->exits, v->rows, FS_SAYS_EXIT);
    if (!c->short_entries && !c->short_exits) {
        for (int64_t i = 0; i < v->rows; i++)
            says[i] = says[i] == 3 ? 0 : says[i];
        return;
    }
    say(says, c->short_entries, v->rows, FS_SAYS_SHORT_ENTRY);
    say(says, c->short_exits, v->rows, FS_SAYS_SHORT_EXIT);
    for (int64_t i = 0; i < v->rows; i++)
        says[i] = clean[says[i]];
}

static int check_column(const struct fs_vector *v, const struct fs_vector_column *c, int number)
{
    if (c->prices < 0 || c->prices >= v->price_count)
        return fs_error_set(FS_E_INPUT, "column %d: there are no prices %d", number, c->prices);
    if (!has_signals(c) && (c->exits || c->short_exits))
        return fs_error_set(FS_E_INPUT, "column %d: it has exits and no entries", number);
    if (!has_signals(c) && !c->size)
        return fs_error_set(FS_E_INPUT, "column %d: it has neither entries nor sizes of orders", number);
    if (has_signals(c) && v->options.size_type >= FS_SIZE_TARGET)
        return fs_error_set(
            FS_E_INPUT, "column %d: targets are for orders; entries have a size in units, value or percent",
            number);
    if (v->options.size_type < FS_SIZE_UNITS || v->options.size_type > FS_SIZE_TARGET_PERCENT)
        return fs_error_set(FS_E_INPUT, "there is no kind of size %d", v->options.size_type);
    return 0;
}

/* Closes the books of the account in hand. */
static int close_account(struct fs_vector *v, int count)
{
    struct fs_vector_account *a = v->account;
    int64_t closed = v->trades.count;
    a->trades = closed - v->first_trade;
    for (int c = 0; c < count; c++) {
        const struct fs_lane *lane = &v->lanes[c];
        if (fs_holding_open_trades(&lane->holding, &v->trades, v->columns + c, lane->holding.mark))
            return -1;
    }
    a->open_trades = v->trades.count - closed;
    a->conventions = v->conventions;
    a->conventions.periods = v->curve.n;
    fs_metrics_compute(&v->curve, &a->conventions, fs_money_double(v->options.cash * FS_MONEY),
                       v->trades.records + v->first_trade, v->trades.count - v->first_trade, v->traded,
                       v->exposed, fs_money_double(v->paid * FS_MONEY), &a->metrics);
    if (!(v->options.keep & FS_VECTOR_KEEP_TRADES))
        v->trades.count = v->first_trade;
    v->columns += count;
    v->account_count++;
    return 0;
}

int fs_vector_run(struct fs_vector *v, const struct fs_vector_column *columns, int count, double *equity)
{
    if (count < 1)
        return fs_error_set(FS_E_INPUT, "an account without columns");
    if (reserve(v, count))
        return -1;
    v->account = &v->accounts[v->account_count];
    *v->account = (struct fs_vector_account){.first = v->columns, .columns = count};
    for (int c = 0; c < count; c++) {
        struct fs_lane *lane = &v->lanes[c];
        struct fs_holding *h = &lane->holding;
        if (check_column(v, &columns[c], v->columns + c + 1))
            return -1;
        uint8_t *says = v->says + c * v->rows;
        read_says(v, &columns[c], says);
        *h = (struct fs_holding){.lots = h->lots, .capacity = h->capacity};
        lane->column = &columns[c];
        lane->prices = &v->prices[columns[c].prices];
        lane->says = says;
        lane->pending = 0;
    }
    v->first_trade = v->trades.count;
    v->cash = v->options.cash * FS_MONEY;
    v->traded = 0.0;
    v->open_positions = v->waiting = 0;
    v->paid = v->exposed = 0;
    fs_curve_init(&v->curve, fs_money_double(v->cash),
                  v->options.risk_free / v->conventions.periods_per_year);
    return fs_vector_walk(v, equity) || close_account(v, count) ? -1 : 0;
}

const struct fs_vector_account *fs_vector_accounts(const struct fs_vector *v, int *count)
{
    *count = v->account_count;
    return v->accounts;
}

const struct fs_vector_fill *fs_vector_fills(const struct fs_vector *v, int64_t *count)
{
    *count = v->fill_count;
    return v->fills;
}

const struct fs_trade_record *fs_vector_trades(const struct fs_vector *v, int64_t *count)
{
    *count = v->trades.count;
    return v->trades.records;
}

int64_t fs_vector_refused(const struct fs_vector *v, int check)
{
    return check >= 0 && check < 128 ? v->refused[check] : 0;
}

const char *fs_vector_first_refusal(const struct fs_vector *v)
{
    return v->first_refusal;
}

void fs_vector_free(struct fs_vector *v)
{
    if (!v)
        return;
    for (int i = 0; i < v->lane_count; i++)
        fs_holding_clear(&v->lanes[i].holding);
    for (int i = 0; i < v->price_count; i++) {
        if (v->prices[i].open != v->prices[i].close)
            free(v->prices[i].open);
        free(v->prices[i].close);
    }
    free(v->prices);
    free(v->lanes);
    free(v->says);
    free(v->trades.records);
    free(v->accounts);
    free(v->fills);
    fs_gate_free(v->gate);
    free(v);
}
