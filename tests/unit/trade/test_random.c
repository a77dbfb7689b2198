/*
 * The engine against a simulator that does everything the slow way: prices of a bar are stepped through level by
 * level, quantities are cut lot by lot, and the account is added up again from all fills after every bar.
 */
#include "bars.h"

#include "trade/ledger.h"

__extension__ typedef __int128 wide;

static uint64_t seed;

static uint32_t roll(uint32_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % sides;
}

/* What both are told to do at the close of a bar. */
struct wish {
    int side, type, tif, qty;
    double limit, stop;
    int cancels; /* id of an order to cancel instead; 0: none */
};

struct naive_order {
    int id, side, type, tif, alive, triggered, seen;
    wide qty, limit, stop;
};

struct naive_fill {
    int id, bar;
    wide qty, price, fee; /* qty signed */
};

struct naive {
    struct naive_order orders[4096];
    int order_count;
    struct naive_fill fills[4096];
    int fill_count, cut, expired;
    wide cash, bps, slip_bps;
    int path;
};

static wide held(const struct naive *n)
{
    wide qty = 0;
    for (int i = 0; i < n->fill_count; i++)
        qty += n->fills[i].qty;
    return qty;
}

static wide money(const struct naive *n) /* 1e-16 */
{
    wide cash = n->cash * 100000000;
    for (int i = 0; i < n->fill_count; i++)
        cash -= n->fills[i].qty * n->fills[i].price + n->fills[i].fee * 100000000;
    return cash;
}

static wide fee_of(const struct naive *n, wide qty, wide price)
{
    /* value 1e-16 times hundredths of a basis point 1e-6, to 1e-8, half to even */
    wide value = (qty < 0 ? -qty : qty) * price * n->bps, unit = (wide)100000000 * 1000000;
    wide fee = value / unit, rest = value % unit;
    if (rest * 2 > unit || (rest * 2 == unit && fee % 2))
        fee++;
    return fee;
}

static int can_pay(const struct naive *n, wide qty, wide price)
{
    wide before = held(n), after = before + qty, size = after < 0 ? -after : after;
    wide old = before < 0 ? -before : before;
    if (size <= old && (after == 0 || (after < 0) == (before < 0)))
        return 1;
    return size * price <= money(n) + before * price - fee_of(n, qty, price) * 100000000;
}

static wide slipped(const struct naive *n, wide price, int side, wide low, wide high)
{
    wide slip = price * n->slip_bps, unit = 1000000, whole = slip / unit, rest = slip % unit;
    if (rest * 2 > unit || (rest * 2 == unit && whole % 2))
        whole++;
    price += side == FS_BUY ? whole : -whole;
    return price > high ? high : price < low ? low : price;
}

static void naive_fill(struct naive *n, struct naive_order *o, int bar, wide price, int slips, wide low,
                       wide high)
{
    wide lot = FS_SCALE, sign = o->side == FS_BUY ? 1 : -1, qty = o->qty;
    if (slips)
        price = slipped(n, price, o->side, low, high);
    while (qty > 0 && !can_pay(n, sign * qty, price))
        qty -= lot;
    o->alive = 0;
    n->cut += qty < o->qty;
    if (qty)
        n->fills[n->fill_count++] = (struct naive_fill){o->id, bar, sign * qty, price, fee_of(n, qty, price)};
}

static int passes_stop(const struct naive_order *o, wide price)
{
    return o->side == FS_BUY ? price >= o->stop : price <= o->stop;
}

static int passes_limit(const struct naive_order *o, wide price)
{
    return o->side == FS_BUY ? price <= o->limit : price >= o->limit;
}

static void naive_open(struct naive *n, struct naive_order *o, int bar, wide open, wide low, wide high)
{
    o->seen = 1;
    if (o->type == FS_ORDER_MARKET || (o->type == FS_ORDER_STOP && passes_stop(o, open)))
        naive_fill(n, o, bar, open, 1, low, high);
    if (o->alive && o->type == FS_ORDER_STOP_LIMIT && passes_stop(o, open))
        o->triggered = 1;
    if (o->alive && (o->type == FS_ORDER_LIMIT || o->triggered) && passes_limit(o, open))
        naive_fill(n, o, bar, open, 0, low, high);
}

/* One price of the way through the bar: every order in turn. */
static void naive_touch(struct naive *n, int bar, wide price, wide low, wide high)
{
    for (int i = 0; i < n->order_count; i++) {
        struct naive_order *o = &n->orders[i];
        if (!o->alive || !o->seen)
            continue;
        int is_stop = o->type == FS_ORDER_STOP || (o->type == FS_ORDER_STOP_LIMIT && !o->triggered);
        if (is_stop && passes_stop(o, price)) {
            if (o->type == FS_ORDER_STOP)
                naive_fill(n, o, bar, price, 1, low, high);
            else
                o->triggered = 1;
        }
        if (o->alive && (o->type == FS_ORDER_LIMIT || o->triggered) && passes_limit(o, price))
            naive_fill(n, o, bar, price, 0, low, high);
    }
}

/* Steps from a to b through every level that an order has between. */
static void naive_leg(struct naive *n, int bar, wide a, wide b, wide low, wide high)
{
    for (wide at = a;;) {
        wide next = b;
        for (int i = 0; i < n->order_count; i++) {
            const struct naive_order *o = &n->orders[i];
            const wide levels[] = {o->limit, o->stop};
            for (int k = 0; o->alive && k < 2; k++)
                if (levels[k] &&
                    (b > a ? levels[k] > at && levels[k] < next : levels[k] < at && levels[k] > next))
                    next = levels[k];
        }
        naive_touch(n, bar, next, low, high);
        if (next == b)
            return;
        at = next;
    }
}

static void naive_bar(struct naive *n, const struct bars *b, int i)
{
    wide open = llrint(b->open[i] * 1e8), high = llrint(b->high[i] * 1e8), low = llrint(b->low[i] * 1e8),
         close = llrint(b->close[i] * 1e8);
    /* At the open: what reduces the position first, as it stands when the order's turn comes. */
    char tried[4096] = {0};
    for (int pass = 1; pass >= 0; pass--)
        for (int k = 0; k < n->order_count; k++) {
            struct naive_order *o = &n->orders[k];
            wide position = held(n);
            int against = o->side == FS_BUY ? position < 0 : position > 0;
            if (o->alive && !tried[k] && (!pass || against)) {
                tried[k] = 1;
                naive_open(n, o, i, open, low, high);
            }
        }
    int high_first = high - open < open - low || (high - open == open - low && close < open);
    naive_leg(n, i, open, high_first ? high : low, low, high);
    naive_leg(n, i, high_first ? high : low, high_first ? low : high, low, high);
    naive_leg(n, i, high_first ? low : high, close, low, high);
    for (int k = 0; k < n->order_count; k++)
        if (n->orders[k].alive && n->orders[k].seen && n->orders[k].tif == FS_TIF_DAY) {
            n->orders[k].alive = 0;
            n->expired++;
        }
}

static int naive_submit(struct naive *n, const struct wish *w)
{
    n->orders[n->order_count] = (struct naive_order){n->order_count + 1,
                                                     w->side,
                                                     w->type,
                                                     w->tif,
                                                     1,
                                                     0,
                                                     0,
                                                     (wide)w->qty * FS_SCALE,
                                                     llrint(w->limit * 1e8),
                                                     llrint(w->stop * 1e8)};
    return ++n->order_count;
}

/* Prices on a grid of 0.05, so that levels, opens and extremes often coincide. */
static struct bars *random_bars(int count)
{
    struct bars *b = bars_new("X", FS_NS_PER_DAY);
    double price = 100.0;
    for (int i = 0; i < count; i++) {
        double open = price + 0.05 * ((int)roll(41) - 20), close = open + 0.05 * ((int)roll(41) - 20);
        double high = fmax(open, close) + 0.05 * roll(15), low = fmin(open, close) - 0.05 * roll(15);
        double c = round(close * 100) / 100;
        bars_add(b, round(open * 100) / 100, round(high * 100) / 100, round(low * 100) / 100, c);
        price = c < 30 ? 60 : c;
    }
    return b;
}

static struct wish random_wish(double price, int orders)
{
    struct wish w = {.side = roll(2) ? FS_BUY : FS_SELL,
                     .type = 1 + (int)roll(4),
                     .tif = roll(3) == 0,
                     .qty = 1 + (int)roll(600)};
    if (orders && roll(6) == 0)
        w.cancels = 1 + (int)roll((uint32_t)orders);
    if (w.type == FS_ORDER_LIMIT || w.type == FS_ORDER_STOP_LIMIT)
        w.limit = round((price + 0.05 * ((int)roll(61) - 30)) * 100) / 100;
    if (w.type == FS_ORDER_STOP || w.type == FS_ORDER_STOP_LIMIT)
        w.stop = round((price + 0.05 * ((int)roll(61) - 30)) * 100) / 100;
    return w;
}

static void compare_fill(const struct naive *n, int k, const struct fs_fill *f, const struct bars *b)
{
    ck_assert_msg(k < n->fill_count, "the engine has a fill more: order %d", (int)f->order);
    const struct naive_fill *want = &n->fills[k];
    wide qty = f->side == FS_BUY ? f->qty : -(wide)f->qty;
    ck_assert_msg(want->id == f->order && want->qty == qty && want->price == f->price &&
                      want->fee == f->fee && b->time[want->bar] == f->bar_time,
                  "fill %d: order %d %.0f at %.8f fee %.8f; expected order %d %.0f at %.8f fee %.8f", k,
                  (int)f->order, (double)qty / 1e8, (double)f->price / 1e8, (double)f->fee / 1e8, want->id,
                  (double)want->qty / 1e8, (double)want->price / 1e8, (double)want->fee / 1e8);
}

/* Gate off (but for shape): it is the fills that are compared. Both see the same wishes. */
static void run_both(uint64_t number, char hash[65], unsigned wants, int64_t *fill_total)
{
    static struct naive n;
    static struct fs_fill fills[4096];
    seed = number * UINT64_C(0x9e3779b97f4a7c15) + 88172645463325252u;
    struct bars *b = random_bars(300);
    struct fs_engine_options o;
    fs_engine_defaults(&o);
    memset(&n, 0, sizeof n);
    n.bps = roll(3) * 250; /* hundredths of a basis point */
    n.slip_bps = roll(3) * 500;
    n.cash = 50000 * FS_SCALE;
    o.cash = 50000 * FS_SCALE;
    o.fees.bps = (double)n.bps / 100.0;
    o.slippage_bps = (double)n.slip_bps / 100.0;
    struct fs_engine *e = fs_engine_new(&o, &b->series, 1);
    ck_assert_msg(e != NULL, "%s", why());
    fs_engine_want(e, wants);
    const struct fs_engine_view *v = fs_engine_view(e);
    int step, compared = 0;
    while ((step = fs_engine_next(e)) > 0) {
        if (step == FS_STEP_FILL)
            fills[compared++] = v->fill; /* at an open: the naive one comes to it at the close */
        if (step != FS_STEP_BAR)
            continue;
        naive_bar(&n, b, (int)v->index);
        wide equity = money(&n) + held(&n) * llrint(v->close * 1e8);
        ck_assert_double_eq(v->equity, fs_money_double(equity));
        for (uint32_t k = roll(3); k > 0; k--) {
            struct wish w = random_wish(v->close, n.order_count);
            if (w.cancels) {
                struct naive_order *order = &n.orders[w.cancels - 1];
                ck_assert_int_eq(fs_engine_cancel(e, w.cancels), order->alive ? 0 : -1);
                order->alive = 0;
                continue;
            }
            /* What buying power refuses never waits; ask the gate's own arithmetic by its outcome. */
            int64_t rejected = 0, id;
            struct fs_position before, after;
            fs_engine_position(e, 0, &before);
            id = fs_engine_order(e, 0, w.side, w.type, w.tif, w.qty, w.limit ? w.limit : NAN,
                                 w.stop ? w.stop : NAN);
            ck_assert_msg(id > 0, "%s", why());
            fs_engine_position(e, 0, &after);
            rejected = before.pending == after.pending;
            ck_assert_int_eq(naive_submit(&n, &w), id);
            if (rejected)
                n.orders[id - 1].alive = 0;
        }
    }
    ck_assert_int_eq(step, FS_STEP_END);
    for (int k = 0; k < compared; k++)
        compare_fill(&n, k, &fills[k], b);
    const struct fs_result *r = fs_engine_finish(e);
    ck_assert_msg(r != NULL, "%s", why());
    if (wants & FS_WANT_FILL)
        ck_assert_int_eq(compared, n.fill_count);
    ck_assert_int_eq(r->fills, n.fill_count);
    ck_assert_int_eq(r->cut, n.cut);
    ck_assert_int_eq(r->expired, n.expired);
    double pnl = 0.0;
    for (int64_t i = 0; i < r->trade_count; i++)
        pnl += r->trades[i].pnl;
    ck_assert_double_eq_tol(r->metrics.final_equity, 50000.0 + pnl, 1e-6);
    strcpy(hash, r->journal_hash);
    *fill_total += r->fills;
    fs_engine_free(e);
    free(b);
}

#define ALL (FS_WANT_BAR | FS_WANT_ORDER | FS_WANT_FILL | FS_WANT_TIME)

START_TEST(engine_equals_the_naive_simulator)
{
    int64_t fills = 0;
    char hash[65];
    for (uint64_t i = 0; i < 25; i++)
        run_both(i + 100 * (uint64_t)_i, hash, ALL, &fills);
    ck_assert_int_gt(fills, 1000);
}
END_TEST

START_TEST(hash_does_not_depend_on_which_steps_are_delivered)
{
    int64_t fills = 0;
    char one[65], two[65];
    for (uint64_t i = 0; i < 10; i++) {
        run_both(i, one, ALL, &fills);
        run_both(i, two, FS_WANT_BAR, &fills);
        ck_assert_str_eq(one, two);
    }
    ck_assert_int_gt(fills, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("random");
    TCase *tc = tcase_create("naive");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, engine_equals_the_naive_simulator, 0, 4);
    tcase_add_test(tc, hash_does_not_depend_on_which_steps_are_delivered);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
