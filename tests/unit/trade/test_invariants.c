/* Random requests of every kind over random bars: what must hold after every event, whatever happens. */
#include "bars.h"

#include "trade/state.h"

#define RUNS   40
#define LENGTH 1000

static uint64_t seed;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static int below(int n)
{
    return (int)(next_random() % (uint64_t)n);
}

static int chance(int percent)
{
    return below(100) < percent;
}

/* Prices move in quarters, so that touches and equal prices happen. */
static double near(double price)
{
    return price + 0.25 * (below(17) - 8);
}

static struct bars *random_bars(const char *symbol)
{
    struct bars *b = bars_new(symbol, FS_NS_PER_HOUR);
    double price = 100;
    for (int i = 0; i < LENGTH; i++) {
        double open = fmax(near(price), 20), close = fmax(near(open), 20);
        bars_add(b, open, fmax(open, close) + 0.25 * below(5), fmin(open, close) - 0.25 * below(5), close);
        b->volume[i] = below(5) ? 100.0 * below(20) : 0.0;
        price = close;
    }
    return b;
}

static int64_t ask_anything(struct fs_engine *e, int slot, int64_t last)
{
    double price = fs_engine_slots(e)[slot].price;
    int type = 1 + below(8), trails = type == 5 || type == 6, plain = type <= 2;
    int limited = type == 2 || type == 4 || type == 8, stopped = type == 3 || type == 4 || type >= 7;
    struct fs_order_terms t = {
        .qty = 1 + below(30),
        .limit = limited ? near(price) : NAN,
        .stop = stopped || (trails && chance(30)) ? near(price) : NAN,
        .trail = trails ? (chance(50) ? 0.25 * (1 + below(8)) : 0.01) : NAN,
        .offset = type == 6 && chance(50) ? 0.25 * below(4) : NAN,
        .display = type == 2 && chance(20) ? 1.0 + below(5) : (double)NAN,
        .one_of = last && chance(20) ? last - below(3) : 0,
        .after = last && chance(20) ? last - below(3) : 0,
        .side = chance(50) ? FS_BUY : FS_SELL,
        .type = type,
        .tif = plain ? below(7) : below(3),
        .flags = (chance(25) ? FS_ORDER_REDUCE_ONLY : 0) | (type == 2 && chance(10) ? FS_ORDER_POST_ONLY : 0),
    };
    if (trails && t.trail < 0.2)
        t.flags |= FS_ORDER_TRAIL_PERCENT;
    if (t.tif == FS_TIF_GTD)
        t.expires = fs_engine_view(e)->now + (1 + below(20)) * FS_NS_PER_HOUR / 2;
    return fs_engine_ask(e, slot, &t);
}

static void do_anything(struct fs_engine *e, int slot, int64_t *last)
{
    int64_t id = -1, some = *last ? 1 + *last - below((int)(*last < 40 ? *last : 40)) : 1;
    int what = below(20);
    double price = fs_engine_slots(e)[slot].price;
    if (what < 12)
        id = ask_anything(e, slot, *last);
    else if (what < 14)
        fs_engine_cancel(e, some);
    else if (what < 17)
        fs_engine_change_to(e, some, chance(50) ? 1.0 + below(40) : (double)NAN,
                            chance(40) ? near(price) : NAN, chance(30) ? near(price) : NAN,
                            chance(10) ? 0.5 : NAN);
    else if (what < 18)
        id = fs_engine_target(e, slot, below(60) - 30);
    else if (what < 19)
        id = fs_engine_target_percent(e, slot, (below(30) - 15) * 0.01);
    else if (chance(20))
        id = fs_engine_close(e, slot);
    *last = id > *last ? id : *last;
    fs_error_clear();
}

/* The exposure that is kept is the sum over all slots but one. */
static void check_exposure(struct fs_engine *e)
{
    for (int except = 0; except < e->count; except++) {
        fs_i128 held = 0, pending = 0;
        for (int s = 0; s < e->count; s++) {
            const struct fs_holding *h = &e->slots[s].holding;
            const struct fs_book_side *side = &e->book.slots[s];
            fs_i128 qty = h->qty, after = qty + side->buy - side->sell, price = h->mark;
            if (s == except || (!qty && !after))
                continue;
            if (!qty)
                price = price_mantissa(e->slot_views[s].price);
            held += price * (qty < 0 ? -qty : qty);
            pending += price * (after < 0 ? -after : after);
        }
        ck_assert(fs_broker_exposure(e, except, 0) == held);
        ck_assert(fs_broker_exposure(e, except, 1) == pending);
    }
}

/* The books balance, and the totals of waiting orders are those of the orders. */
static void check_state(struct fs_engine *e)
{
    ck_assert(fs_ledger_sum(&e->ledger) == 0);
    check_exposure(e);
    uint32_t waiting = 0;
    for (int s = 0; s < e->count; s++) {
        const struct fs_book_side *side = &e->book.slots[s];
        int64_t buy = 0, sell = 0;
        uint32_t linked = 0;
        for (fs_place p = side->first; p != FS_NO_PLACE; p = fs_book_at(&e->book, p)->next) {
            const struct fs_waiting *o = fs_book_at(&e->book, p);
            int64_t left = fs_waiting_left(o);
            waiting++;
            linked += o->group || o->after;
            ck_assert_int_ge(left, 0);
            ck_assert(fs_book_find(&e->book, o->id) == p);
            ck_assert(left > 0 || fs_links_may_grow(e, o));
            ck_assert(!o->held || fs_book_find(&e->book, o->after) != FS_NO_PLACE);
            if (!o->held && !(o->flags & FS_ORDER_REDUCE_ONLY))
                *(o->working.side == FS_BUY ? &buy : &sell) += left;
        }
        ck_assert_int_eq(buy, side->buy);
        ck_assert_int_eq(sell, side->sell);
        ck_assert_uint_eq(linked, side->linked);
    }
    ck_assert_uint_eq(waiting, e->book.waiting);
}

/* What is known of each order of a run. */
struct known {
    int64_t filled;
    int ended, reduces;
};

static void check_fill(const struct fs_engine *e, struct known *orders, double position[2])
{
    const struct fs_fill *f = &e->view.fill;
    int slot = e->view.slot;
    const struct fs_series *s = &e->slots[slot].series;
    int64_t bar = (f->bar_time - s->time[0]) / s->interval;
    double price = (double)f->price / 1e8, sign = f->side == FS_BUY ? 1 : -1, before = position[slot];
    ck_assert(!orders[f->order].ended);
    orders[f->order].filled += f->qty;
    position[slot] += sign * (double)f->qty / 1e8;
    ck_assert_double_ge(price, s->low[bar]);
    ck_assert_double_le(price, s->high[bar]);
    if (orders[f->order].reduces) /* never past zero */
        ck_assert(before * sign < 0 && position[slot] * before >= 0);
}

static void check_update(const struct fs_engine *e, struct known *orders)
{
    const struct fs_order_update *u = &e->view.order;
    struct known *o = &orders[u->order];
    ck_assert(!o->ended);
    ck_assert_int_eq(u->filled, u->state == FS_ORDER_REJECTED ? 0 : o->filled);
    ck_assert_int_le(u->filled, u->qty);
    o->ended = u->state == FS_ORDER_REJECTED || u->state == FS_ORDER_FILLED ||
               u->state == FS_ORDER_CANCELLED || u->state == FS_ORDER_EXPIRED || u->state == FS_ORDER_CUT;
}

static void note_order(void *data, const struct fs_engine *engine, int slot,
                       const struct fs_order_request *request)
{
    (void)slot;
    struct known *orders = data;
    orders[engine->orders].reduces = (request->flags & FS_ORDER_REDUCE_ONLY) != 0;
}

static void run(int number)
{
    seed = UINT64_C(88172645463325252) + (uint64_t)number * 7919;
    struct bars *a = random_bars("A"), *b = random_bars("B");
    struct fs_series series[2] = {a->series, b->series};
    static struct known orders[LENGTH * 16];
    memset(orders, 0, sizeof orders);
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.cash = (chance(30) ? 2000 : 100000) * FS_SCALE;
    options.price_path = chance(30) ? FS_PATH_WORST : FS_PATH_OHLC;
    options.volume_share = chance(50) ? 0.01 : 0;
    options.fees.bps = 3;
    options.slippage_bps = chance(50) ? 4 : 0;
    options.order_latency = chance(30) ? FS_NS_PER_HOUR / 3 : 0;
    options.change_latency = chance(30) ? FS_NS_PER_HOUR / 3 : 0;
    options.cancel_latency = chance(30) ? FS_NS_PER_HOUR * 3 / 2 : 0;
    options.limits.allow_short = chance(70);
    options.observer = (struct fs_order_observer){note_order, orders};
    struct fs_engine *e = fs_engine_new(&options, series, 2);
    ck_assert_msg(e != NULL, "%s", why());
    int64_t last = 0;
    double position[2] = {0, 0};
    int step;
    while ((step = fs_engine_next(e)) > 0) {
        if (step == FS_STEP_FILL)
            check_fill(e, orders, position);
        else if (step == FS_STEP_ORDER)
            check_update(e, orders);
        else if (step == FS_STEP_BAR && e->view.index > 0)
            for (int i = below(5); i > 0 && e->orders < LENGTH * 15; i--)
                do_anything(e, e->view.slot, &last);
        if (!e->run.slot && chance(20))
            check_state(e);
    }
    ck_assert_msg(step == FS_STEP_END, "run %d: %s", number, why());
    for (int s = 0; s < 2; s++)
        ck_assert_double_eq(position[s], (double)e->slots[s].holding.qty / 1e8);
    ck_assert(fs_engine_finish(e) != NULL);
    ck_assert_int_gt(e->fills, 0);
    fs_engine_free(e);
    free(a);
    free(b);
}

START_TEST(whatever_is_asked_for_nothing_is_lost_or_counted_twice)
{
    for (int i = 0; i < RUNS; i++)
        run(i);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("invariants");
    TCase *tc = tcase_create("random");
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, whatever_is_asked_for_nothing_is_lost_or_counted_twice);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
