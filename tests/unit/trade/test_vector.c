/*
 * Columns against the engine: the same signals sent by a strategy from on_time must come to the same fills, trades, equity and
 * figures, to the bit; whatever fills in its own row, against arithmetic in doubles.
 */
#include "bars.h"

#include "trade/ledger.h"
#include "trade/vector.h"

enum { ROWS = 300, COLUMNS_MAX = 4 };

static uint64_t seed;

static uint32_t roll(uint32_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % sides;
}

static double unit(void)
{
    return (double)roll(1000001) / 1e6;
}

struct signals {
    double entries[ROWS], exits[ROWS], short_entries[ROWS], short_exits[ROWS], size[ROWS], price[ROWS];
};

static struct bars *bars[COLUMNS_MAX];
static struct signals given[COLUMNS_MAX];
static struct fs_vector_column columns[COLUMNS_MAX];
static int count;

static void make_bars(struct bars *b, double start)
{
    double price = start;
    for (int i = 0; i < ROWS; i++) {
        double open = price + (unit() - 0.5) * 0.2, close = open + (unit() - 0.5) * 2.0;
        close = close < 5 ? 5 : close;
        double high = fmax(open, close) + unit(), low = fmin(open, close) - unit() * 0.5;
        bars_add(b, open, high, low, close);
        price = close;
    }
}

/* Signals and sizes of column c; `orders`: sizes alone. */
static void make_column(int c, int orders, int type)
{
    struct signals *g = &given[c];
    for (int i = 0; i < ROWS; i++) {
        g->entries[i] = roll(8) == 0;
        g->exits[i] = roll(8) == 0;
        g->short_entries[i] = roll(9) == 0 ? 1.0 : roll(2) ? NAN : 0.0;
        g->short_exits[i] = roll(9) == 0;
        g->price[i] = bars[c]->low[i] + unit() * (bars[c]->high[i] - bars[c]->low[i]);
        int share = type == FS_SIZE_PERCENT || type == FS_SIZE_TARGET_PERCENT;
        double size = share                                             ? (roll(2) ? 1.0 : unit() * 1.3)
                      : type == FS_SIZE_UNITS || type == FS_SIZE_TARGET ? 1 + roll(400)
                                                                        : 1 + unit() * 60000;
        if (type == FS_SIZE_UNITS && roll(10) == 0)
            size += 0.5; /* no multiple of the lot */
        g->size[i] = size;
        if (orders)
            g->size[i] = roll(4) ? NAN : roll(3) ? size : roll(2) ? -size : 0.0;
    }
    columns[c] = (struct fs_vector_column){.prices = c, .size = g->size};
    if (!orders) {
        columns[c].entries = g->entries;
        columns[c].exits = g->exits;
        if (roll(3)) {
            columns[c].short_entries = g->short_entries;
            columns[c].short_exits = g->short_exits;
        }
        if (roll(3) == 0) {
            columns[c].size = NULL;
            columns[c].size_value = g->size[0];
        }
    }
}

static int is(const double *signal, int row)
{
    return signal && signal[row] != 0.0 && !isnan(signal[row]);
}

static double to_lot(double units, int64_t lot)
{
    int64_t m;
    ck_assert_int_eq(fs_decimal_from_double(units, FS_SCALE_EXP, &m), 0);
    return (double)(m - m % lot) / 1e8;
}

static void order(struct fs_engine *e, int slot, double qty)
{
    if (qty != 0.0)
        ck_assert_msg(fs_engine_order(e, slot, qty > 0 ? FS_BUY : FS_SELL, FS_ORDER_MARKET, FS_TIF_GTC,
                                      fabs(qty), NAN, NAN) > 0,
                      "%s", why());
}

/* What a strategy does at the close of a row. */
static void act(struct fs_engine *e, int c, int row, int type, int64_t lot)
{
    const struct fs_vector_column *col = &columns[c];
    const struct fs_slot_view *view = fs_engine_slots(e) + c;
    double size = col->size ? col->size[row] : col->size_value, price = view->price;
    if (!col->entries) {
        if (isnan(size))
            return;
        double equity = fs_engine_view(e)->equity;
        switch (type) {
        case FS_SIZE_UNITS:
            order(e, c, size);
            break;
        case FS_SIZE_VALUE:
            order(e, c, to_lot(size / price, lot));
            break;
        case FS_SIZE_PERCENT: {
            double lots = equity * size * 1e8 / (price * (double)lot);
            order(e, c, (double)((int64_t)lots * lot) / 1e8);
            break;
        }
        case FS_SIZE_TARGET:
            fs_engine_target(e, c, size);
            break;
        case FS_SIZE_TARGET_VALUE:
            fs_engine_target(e, c, size / price);
            break;
        default:
            fs_engine_target_percent(e, c, size);
        }
        return;
    }
    int in = is(col->entries, row), out = is(col->exits, row), sin = is(col->short_entries, row),
        sout = is(col->short_exits, row);
    int both = in && sin;
    int enter = in && !out && !both, leave = out && !in, senter = sin && !sout && !both,
        sleave = sout && !sin;
    if ((enter && view->position <= 0) || (senter && view->position >= 0)) {
        double sign = enter && view->position <= 0 ? 1.0 : -1.0;
        if (type == FS_SIZE_PERCENT)
            fs_engine_target_percent(e, c, sign * size);
        else
            fs_engine_target(e, c, sign * (type == FS_SIZE_VALUE ? size / price : size));
    } else if ((leave && view->position > 0) || (sleave && view->position < 0)) {
        fs_engine_target(e, c, 0.0);
    }
}

struct filled {
    int64_t row, qty, price, fee;
    int column, side;
};

static struct filled fills[ROWS * COLUMNS_MAX];
static int fill_count;

static const struct fs_result *run_engine(struct fs_engine *e, int type, int64_t lot)
{
    int step, row = 0;
    fill_count = 0;
    fs_engine_want(e, FS_WANT_TIME | FS_WANT_FILL);
    while ((step = fs_engine_next(e)) > 0) {
        const struct fs_engine_view *view = fs_engine_view(e);
        if (step == FS_STEP_FILL) {
            const struct fs_fill *f = &view->fill;
            fills[fill_count++] = (struct filled){(f->bar_time - bars[0]->time[0]) / bars[0]->series.interval,
                                                  f->qty,
                                                  f->price,
                                                  f->fee,
                                                  view->slot,
                                                  f->side};
        } else if (step == FS_STEP_TIME && view->now > bars[0]->time[0]) {
            for (int c = 0; c < count; c++)
                act(e, c, row, type, lot);
            row++;
        }
    }
    ck_assert_msg(step == FS_STEP_END, "%s", why());
    ck_assert_int_eq(row, ROWS);
    return fs_engine_finish(e);
}

static void compare(const struct fs_vector *v, const struct fs_result *result, const double *equity)
{
    int accounts;
    int64_t kept, trades;
    const struct fs_vector_account *a = fs_vector_accounts(v, &accounts);
    const struct fs_vector_fill *f = fs_vector_fills(v, &kept);
    const struct fs_trade_record *t = fs_vector_trades(v, &trades);
    ck_assert_int_eq(accounts, 1);
    ck_assert_int_eq(a->orders, result->orders);
    ck_assert_int_eq(a->fills, result->fills);
    ck_assert_int_eq(a->rejected, result->rejected);
    ck_assert_int_eq(a->cut, result->cut);
    ck_assert_int_eq(kept, fill_count);
    for (int i = 0; i < fill_count; i++) {
        ck_assert_int_eq(f[i].row, fills[i].row);
        ck_assert_int_eq(f[i].column, fills[i].column);
        ck_assert_int_eq(f[i].side, fills[i].side);
        ck_assert_int_eq(f[i].qty, fills[i].qty);
        ck_assert_int_eq(f[i].price, fills[i].price);
        ck_assert_int_eq(f[i].fee, fills[i].fee);
    }
    ck_assert_int_eq(result->equity_count, ROWS);
    ck_assert_mem_eq(equity, result->equity_value, ROWS * sizeof *equity);
    ck_assert_int_eq(trades, result->trade_count);
    ck_assert_int_eq(a->open_trades, result->open_trades);
    for (int64_t i = 0; i < trades; i++)
        ck_assert_mem_eq(&t[i], &result->trades[i], sizeof *t);
    ck_assert_mem_eq(&a->metrics, &result->metrics, sizeof a->metrics);
    ck_assert_int_eq(a->conventions.periods, result->conventions.periods);
    ck_assert_double_eq(a->conventions.periods_per_year, result->conventions.periods_per_year);
}

static void both_ways(uint64_t number, int64_t *orders, int64_t *rejected, int64_t *cut)
{
    static const char *const names[] = {"A", "B", "C", "D"};
    static double equity[ROWS];
    seed = number * UINT64_C(0x9e3779b97f4a7c15) + 88172645463325252u;
    int with_orders = roll(2) == 0, type = (int)roll(with_orders ? 6 : 3), with_price = roll(3) == 0;
    count = roll(2) ? 1 : 1 + (int)roll(COLUMNS_MAX);
    struct fs_vector_options vo;
    struct fs_engine_options eo;
    fs_vector_defaults(&vo);
    fs_engine_defaults(&eo);
    eo.fees = vo.fees = (struct fs_fees){.bps = roll(3) ? 7.5 : 0,
                                         .per_share = roll(3) ? 0 : 0.01,
                                         .per_trade = roll(3) ? 0 : 1,
                                         .minimum = roll(4) ? 0 : 3};
    eo.slippage_bps = vo.slippage_bps = roll(3) ? 0 : 12;
    eo.limits.max_leverage = vo.limits.max_leverage = roll(3) ? 1 : roll(2) ? 0 : 1.7;
    eo.limits.allow_short = vo.limits.allow_short = roll(4) != 0;
    eo.limits.max_order_qty = vo.limits.max_order_qty = roll(5) ? 0 : 350;
    eo.risk_free = vo.risk_free = roll(2) ? 0 : 0.03;
    eo.cash = vo.cash = roll(2) ? 100000 * FS_SCALE : 2500 * FS_SCALE + 17;
    vo.lot = roll(2) ? FS_SCALE : FS_SCALE / 1000;
    vo.size_type = type;
    vo.keep = FS_VECTOR_KEEP_FILLS | FS_VECTOR_KEEP_TRADES;
    struct fs_series series[COLUMNS_MAX];
    for (int c = 0; c < count; c++) {
        bars[c] = bars_new(names[c], roll(2) && !c ? FS_NS_PER_MINUTE
                                     : c           ? bars[0]->series.interval
                                                   : FS_NS_PER_DAY);
        make_bars(bars[c], 20.0 + roll(200));
        make_column(c, with_orders, type);
    }
    struct fs_vector *v = fs_vector_new(&vo, bars[0]->time, ROWS, bars[0]->series.interval);
    ck_assert_msg(v != NULL, "%s", why());
    for (int c = 0; c < count; c++) {
        const struct bars *b = bars[c];
        ck_assert_int_eq(fs_vector_prices(v, names[c], b->open, b->high, b->low, b->close), c);
        series[c] = b->series;
        series[c].lot = vo.lot;
        if (with_price) {
            columns[c].price = given[c].price;
            series[c].open = given[c].price;
        }
    }
    ck_assert_msg(fs_vector_run(v, columns, count, equity) == 0, "%s", why());
    struct fs_engine *e = fs_engine_new(&eo, series, count);
    ck_assert_msg(e != NULL, "%s", why());
    const struct fs_result *result = run_engine(e, type, vo.lot);
    compare(v, result, equity);
    *orders += result->orders;
    *rejected += result->rejected;
    *cut += result->cut;
    fs_engine_free(e);
    fs_vector_free(v);
    for (int c = 0; c < count; c++)
        free(bars[c]);
}

START_TEST(columns_equal_the_engine_to_the_bit)
{
    int64_t orders = 0, rejected = 0, cut = 0;
    for (uint64_t i = 0; i < 250; i++)
        both_ways(i + 1000 * (uint64_t)_i, &orders, &rejected, &cut);
    ck_assert_int_gt(orders, 5000);
    ck_assert_int_gt(rejected, 100);
    ck_assert_int_gt(cut, 100);
}
END_TEST

/* A market of one column for the tests below. */
static struct fs_vector *small(struct fs_vector_options *options, struct bars *b)
{
    struct fs_vector *v = fs_vector_new(options, b->time, b->series.count, b->series.interval);
    ck_assert_msg(v && fs_vector_prices(v, "A", b->open, b->high, b->low, b->close) == 0, "%s", why());
    return v;
}

START_TEST(orders_of_the_same_row_fill_there)
{
    for (int p = 0; p < 2; p++) {
        struct bars *b = bars_new("A", FS_NS_PER_DAY);
        seed = 7;
        make_bars(b, 100);
        static double entries[ROWS], exits[ROWS], price[ROWS], equity[ROWS];
        for (int i = 0; i < ROWS; i++) {
            entries[i] = i % 2 == 0;
            exits[i] = i % 2 == 1;
            price[i] = (b->low[i] + b->high[i]) / 2;
        }
        struct fs_vector_options o;
        fs_vector_defaults(&o);
        o.same_row = 1;
        o.fees.bps = 10;
        o.lot = 1; /* all of the cash */
        struct fs_vector *v = small(&o, b);
        struct fs_vector_column col = {
            .entries = entries, .exits = exits, .size_value = 1.0, .price = p ? price : NULL};
        ck_assert_msg(fs_vector_run(v, &col, 1, equity) == 0, "%s", why());
        double cash = 100000, units = 0;
        for (int i = 0; i < ROWS; i++) {
            double at = p ? price[i] : b->close[i];
            if (i % 2 == 0) {
                /* decided for equity at the close, cut to what the price leaves */
                units = fmin(cash / b->close[i], cash / (at * 1.001));
                cash -= units * at * 1.001;
            } else {
                cash += units * at * 0.999;
                units = 0;
            }
            ck_assert_double_eq_tol(equity[i], cash + units * b->close[i], 1e-3);
        }
        fs_vector_free(v);
        free(b);
    }
}
END_TEST

START_TEST(accounts_follow_each_other)
{
    struct bars *b = bars_new("A", FS_NS_PER_DAY);
    seed = 11;
    make_bars(b, 50);
    bars[0] = b;
    struct fs_vector_options o;
    fs_vector_defaults(&o);
    o.keep = FS_VECTOR_KEEP_FILLS;
    struct fs_vector *v = small(&o, b);
    make_column(0, 0, FS_SIZE_PERCENT);
    columns[0].short_entries = columns[0].short_exits = NULL;
    for (int i = 0; i < 3; i++)
        ck_assert_msg(fs_vector_run(v, columns, 1, NULL) == 0, "%s", why());
    int accounts;
    int64_t kept, trades;
    const struct fs_vector_account *a = fs_vector_accounts(v, &accounts);
    const struct fs_vector_fill *f = fs_vector_fills(v, &kept);
    ck_assert_int_eq(accounts, 3);
    ck_assert_int_eq(a[2].first, 2);
    ck_assert_int_eq(kept, 3 * a[0].fills);
    ck_assert_int_eq(f[kept - 1].column, 2);
    ck_assert_mem_eq(&a[0].metrics, &a[2].metrics, sizeof a->metrics);
    fs_vector_trades(v, &trades);
    ck_assert_int_eq(trades, 0); /* not kept */
    ck_assert_int_gt(a[0].trades, 1);
    fs_vector_free(v);
    free(b);
}
END_TEST

static void fails(struct fs_vector *v, struct fs_vector_column *c, const char *message)
{
    ck_assert_int_eq(fs_vector_run(v, c, 1, NULL), -1);
    ck_assert_msg(strstr(why(), message) != NULL, "%s", why());
    fs_error_clear();
}

START_TEST(wrong_input_is_named)
{
    struct bars *b = bars_new("A", FS_NS_PER_DAY);
    seed = 5;
    make_bars(b, 50);
    struct fs_vector_options o;
    fs_vector_defaults(&o);
    static double ones[ROWS], nans[ROWS], wrong[ROWS];
    for (int i = 0; i < ROWS; i++) {
        ones[i] = wrong[i] = 1.0;
        nans[i] = NAN;
    }
    struct fs_vector *v = small(&o, b);
    fails(v, &(struct fs_vector_column){.exits = ones}, "exits and no entries");
    fails(v, &(struct fs_vector_column){0}, "neither entries nor sizes");
    fails(v, &(struct fs_vector_column){.entries = ones, .size_value = 1, .prices = 3}, "no prices 3");
    fails(v, &(struct fs_vector_column){.entries = ones}, "column 1, row 1: the size is 0; expected above 0");
    fails(v, &(struct fs_vector_column){.entries = ones, .size = nans}, "column 1, row 1: the size is nan");
    wrong[1] = NAN;
    fails(v, &(struct fs_vector_column){.entries = ones, .size_value = 1, .price = wrong},
          "column 1, row 2: the price to fill at is nan");
    wrong[1] = -2.0;
    fails(v, &(struct fs_vector_column){.entries = ones, .size_value = 1, .price = wrong},
          "row 2: the price to fill at is -2");
    wrong[0] = 1e7;
    fails(v, &(struct fs_vector_column){.size = wrong}, "row 1: the size is 1e+07; expected a share");
    int accounts;
    fs_vector_accounts(v, &accounts);
    ck_assert_int_eq(accounts, 0);
    fs_vector_free(v);
    o.size_type = FS_SIZE_TARGET;
    v = small(&o, b);
    fails(v, &(struct fs_vector_column){.entries = ones, .size_value = 1}, "targets are for orders");
    b->close[4] = NAN;
    ck_assert_int_eq(fs_vector_prices(v, "A", b->open, b->high, b->low, b->close), -1);
    ck_assert_msg(strstr(why(), "bar 5") && strstr(why(), "close"), "%s", why());
    b->close[4] = 0.0;
    ck_assert_int_eq(fs_vector_prices(v, "A", b->close, NULL, NULL, b->close), -1);
    fs_vector_free(v);
    b->time[7] = b->time[6];
    ck_assert_ptr_null(fs_vector_new(&o, b->time, ROWS, FS_NS_PER_DAY));
    ck_assert_msg(strstr(why(), "row 8") != NULL, "%s", why());
    ck_assert_ptr_null(fs_vector_new(&o, b->time, 0, FS_NS_PER_DAY));
    o.cash = 0;
    ck_assert_ptr_null(fs_vector_new(&o, b->time, 5, FS_NS_PER_DAY));
    fs_error_clear();
    free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector");
    TCase *tc = tcase_create("columns");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, columns_equal_the_engine_to_the_bit, 0, 4);
    tcase_add_test(tc, orders_of_the_same_row_fill_there);
    tcase_add_test(tc, accounts_follow_each_other);
    tcase_add_test(tc, wrong_input_is_named);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
