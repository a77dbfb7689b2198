/* The simulated exchange under random markets: what must hold whatever happens, and levels against orders of the same market. */
#include "venue_audit.h"
#include "venues.h"

#include <stdio.h>

static uint64_t state;

static int64_t upto(int64_t most)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)(state >> 11) % (most + 1);
}

static struct fs_order_request some_order(int64_t time)
{
    struct fs_order_request r = {.side = (uint8_t)(1 + upto(1)),
                                 .type = (uint8_t)(1 + (upto(2) ? 1 : upto(7))),
                                 .qty = (1 + upto(8)) * FS_SCALE,
                                 .tif = (uint8_t)(upto(3) ? FS_TIF_GTC : upto(6))};
    int64_t price = (90 + upto(20)) * FS_SCALE;
    int plain = r.type <= FS_ORDER_LIMIT,
        trails = r.type == FS_ORDER_TRAILING_STOP || r.type == FS_ORDER_TRAILING_STOP_LIMIT;
    if (!plain && r.tif >= FS_TIF_IOC)
        r.tif = FS_TIF_GTC;
    if (r.type == FS_ORDER_LIMIT || r.type == FS_ORDER_STOP_LIMIT || r.type == FS_ORDER_LIMIT_IF_TOUCHED)
        r.limit = price;
    if (!plain && !trails)
        r.stop = (90 + upto(20)) * FS_SCALE;
    if (trails)
        r.trail = (1 + upto(5)) * FS_SCALE;
    if (r.tif == FS_TIF_GTD)
        r.expires = time + 1 + upto(100);
    if (r.type == FS_ORDER_LIMIT && r.tif < FS_TIF_IOC) {
        r.display = r.qty > FS_SCALE && !upto(3) ? FS_SCALE : 0;
        r.flags = upto(4) ? 0 : FS_ORDER_POST_ONLY;
    }
    r.flags |= upto(6) ? 0 : FS_ORDER_REDUCE_ONLY;
    return r;
}

/* A market that keeps no order: any level of any quantity, any trade. */
static struct fs_event some_event(int feed, int64_t time)
{
    int side = (int)(1 + upto(1));
    double price = (double)(side == FS_BUY ? 92 + upto(8) : 101 + upto(8));
    if (!upto(3))
        return trade_event(time, (int)upto(2), (double)(95 + upto(10)), (double)(1 + upto(9)));
    if (feed == FS_VENUE_QUOTES)
        return quote_event(time, (double)(92 + upto(8)), (double)upto(9), (double)(101 + upto(8)),
                           (double)upto(9));
    if (feed == FS_VENUE_LEVELS)
        return level_event(time, side, price + (double)(upto(20) ? 0 : upto(8) - 4),
                           (double)(upto(3) ? upto(12) : 0));
    return order_event(time, (int)(1 + (upto(1) ? 0 : upto(5))), (uint64_t)(1 + upto(60)), side, price,
                       (double)(1 + upto(6)));
}

static void own_message(struct audit *a, int64_t time)
{
    int64_t id = a->next > 1 ? a->next - 1 - upto(a->next < 12 ? a->next - 2 : 10) : 1;
    struct fs_order_request r = some_order(time);
    if (a->next > 3 && !upto(5))
        *(upto(1) ? &r.one_of : &r.after) = id;
    switch (upto(9)) {
    case 0:
        audit_call(a, fs_venue_cancel(a->venue, time, id));
        break;
    case 1:
    case 2:
        audit_change(a, time, id,
                     &(struct fs_order_change){.qty = upto(1) * (1 + upto(9)) * FS_SCALE,
                                               .limit = upto(1) * (90 + upto(20)) * FS_SCALE});
        break;
    case 3:
        a->closed = !a->closed && !upto(3);
        audit_call(a, fs_venue_session(a->venue, time, !a->closed));
        break;
    case 4: {
        int halted = !a->halted && !upto(3);
        a->halted = 0;
        audit_call(a, fs_venue_halt(a->venue, time, halted));
        a->halted = halted;
        break;
    }
    default:
        audit_submit(a, time, &r);
    }
}

static int64_t run_random(int feed, int queue, int seed, int same_time)
{
    struct fs_venue_options options = {.feed = feed, .queue = queue, .queue_power = 1 + seed % 3};
    struct audit *a = audit_new(&options);
    state = 88172645463325252u + (uint64_t)seed * 7919;
    a->same_time = same_time;
    int64_t time = 0;
    for (int i = 0; i < 3000; i++) {
        time += same_time ? upto(1) : 1 + upto(2);
        if (upto(2)) {
            struct fs_event e = some_event(feed, time);
            audit_event(a, &e, feed == FS_VENUE_LEVELS && !same_time);
        } else {
            own_message(a, time);
        }
    }
    int64_t made = a->made;
    audit_free(a);
    return made;
}

START_TEST(holds_in_any_market)
{
    int64_t made = 0;
    for (int seed = 0; seed < 40; seed++)
        made += run_random(_i % 3, seed % 3, seed, _i / 3);
    ck_assert_int_gt(made, 1000);
}
END_TEST

/*
 * A market that matches as exchanges do, told twice: order by order, and by levels and trades. What rests is in a list in the
 * order of arrival.
 */
enum {
    LEVEL_THEN_TRADE,
    TRADE_THEN_CANCEL,
    CANCEL_THEN_TRADE,
    TRADE_THEN_EXECUTE,
    EXECUTE_THEN_TRADE,
    OTHERS
};
enum { RESTING = 512 };
struct market {
    struct {
        uint64_t id;
        int side;
        int64_t price, qty;
    } rests[RESTING];
    int count;
    uint64_t next;
    int64_t time;
    struct fs_venue *levels, *orders;
    struct fs_venue *others[OTHERS]; /* the same told in other ways, or NULL */
};

static void tell(struct fs_venue *v, struct fs_event e)
{
    ck_assert_int_eq(fs_venue_event(v, &e), 0);
}

static void tell_others(struct market *m, int first, int last, struct fs_event e)
{
    for (int i = first; i <= last; i++)
        if (m->others[i])
            tell(m->others[i], e);
}

static void tell_level(struct market *m, int side, int64_t price)
{
    int64_t qty = 0;
    for (int i = 0; i < m->count; i++)
        qty += m->rests[i].side == side && m->rests[i].price == price ? m->rests[i].qty : 0;
    tell(m->levels, level_event(m->time, side, (double)price, (double)qty));
    tell_others(m, LEVEL_THEN_TRADE, LEVEL_THEN_TRADE,
                level_event(m->time, side, (double)price, (double)qty));
}

/* `part` of a resting order trades. Who hears of levels first hears the level in tell_level(), which follows. */
static void tell_trade(struct market *m, int met, int side, int64_t part)
{
    int64_t id = (int64_t)m->rests[met].id, price = m->rests[met].price;
    int other = m->rests[met].side;
    struct fs_event executed = order_event(m->time, FS_BOOK_EXECUTE, (uint64_t)id, other, (double)price,
                                           (double)part),
                    cancelled = executed, trade = trade_event(m->time, side, (double)price, (double)part);
    cancelled.u.book.action = FS_BOOK_CANCEL;
    tell(m->orders, executed);
    tell(m->levels, trade);
    tell_others(m, CANCEL_THEN_TRADE, CANCEL_THEN_TRADE, cancelled);
    tell_others(m, EXECUTE_THEN_TRADE, EXECUTE_THEN_TRADE, executed);
    tell_others(m, TRADE_THEN_CANCEL, EXECUTE_THEN_TRADE, trade);
    tell_others(m, TRADE_THEN_CANCEL, TRADE_THEN_CANCEL, cancelled);
    tell_others(m, TRADE_THEN_EXECUTE, TRADE_THEN_EXECUTE, executed);
}

static void take_out(struct market *m, int i)
{
    m->count--;
    memmove(&m->rests[i], &m->rests[i + 1], (size_t)(m->count - i) * sizeof *m->rests);
}

/* The order that a newcomer meets first: the best price, then the earliest. -1: none at its limit. */
static int first_met(const struct market *m, int side, int64_t limit)
{
    int met = -1;
    for (int i = 0; i < m->count; i++) {
        if (m->rests[i].side == side ||
            (side == FS_BUY ? m->rests[i].price > limit : m->rests[i].price < limit))
            continue;
        if (met < 0 || (side == FS_BUY ? m->rests[i].price < m->rests[met].price
                                       : m->rests[i].price > m->rests[met].price))
            met = i;
    }
    return met;
}

static void arrive(struct market *m, int side, int64_t limit, int64_t qty)
{
    int met;
    while (qty && (met = first_met(m, side, limit)) >= 0) {
        int64_t part = qty < m->rests[met].qty ? qty : m->rests[met].qty, price = m->rests[met].price;
        int other = m->rests[met].side;
        tell_trade(m, met, side, part);
        qty -= part;
        if (!(m->rests[met].qty -= part))
            take_out(m, met);
        tell_level(m, other, price);
        tell_others(m, LEVEL_THEN_TRADE, LEVEL_THEN_TRADE,
                    trade_event(m->time, side, (double)price, (double)part));
    }
    if (!qty || m->count == RESTING)
        return;
    m->rests[m->count].id = ++m->next;
    m->rests[m->count].side = side;
    m->rests[m->count].price = limit;
    m->rests[m->count++].qty = qty;
    struct fs_event added = order_event(m->time, FS_BOOK_ADD, m->next, side, (double)limit, (double)qty);
    tell(m->orders, added);
    tell_others(m, TRADE_THEN_CANCEL, EXECUTE_THEN_TRADE, added);
    tell_level(m, side, limit);
}

static void withdraw(struct market *m)
{
    if (!m->count)
        return;
    int i = (int)upto(m->count - 1), side = m->rests[i].side;
    int64_t price = m->rests[i].price, part = upto(1) ? m->rests[i].qty : 1 + upto(m->rests[i].qty - 1);
    struct fs_event less =
        order_event(m->time, FS_BOOK_CANCEL, m->rests[i].id, side, (double)price, (double)part);
    tell(m->orders, less);
    tell_others(m, TRADE_THEN_CANCEL, EXECUTE_THEN_TRADE, less);
    if (!(m->rests[i].qty -= part))
        take_out(m, i);
    tell_level(m, side, price);
}

static void step(struct market *m)
{
    int side = (int)(1 + upto(1));
    m->time += 1 + upto(1);
    if (upto(2) == 0)
        withdraw(m);
    else if (upto(4) == 0)
        arrive(m, side, side == FS_BUY ? 110 : 90, 1 + upto(8));
    else
        arrive(m, side, side == FS_BUY ? 95 + upto(5) : 105 - upto(5), 1 + upto(8));
}

static int64_t filled_of(struct fs_venue *v, int64_t *sum)
{
    const struct fs_venue_report *r;
    int64_t count = fs_venue_reports(v, &r);
    for (int64_t i = 0; i < count; i++)
        *sum += r[i].state == FS_ORDER_PARTIAL || r[i].state == FS_ORDER_FILLED ? r[i].qty : 0;
    fs_venue_taken(v);
    return *sum;
}

static void open_market(struct market *m, int queue, int seed)
{
    state = 1234567u + (uint64_t)seed * 104729;
    *m = (struct market){0};
    m->levels =
        fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_LEVELS, .queue = queue, .queue_power = 1});
    m->orders = fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_ORDERS});
    ck_assert(m->levels && m->orders);
    for (int i = 0; i < 60; i++)
        step(m);
}

START_TEST(risk_averse_levels_never_fill_before_the_orders_do)
{
    int64_t early = 0, late = 0;
    static struct market m;
    for (int seed = 0; seed < 300; seed++) {
        open_market(&m, FS_QUEUE_RISK_AVERSE, seed);
        int side = 1 + seed % 2;
        struct fs_order_request r = {.side = (uint8_t)side,
                                     .type = FS_ORDER_LIMIT,
                                     .flags = FS_ORDER_POST_ONLY,
                                     .qty = (1 + upto(9)) * FS_SCALE,
                                     .limit = (side == FS_BUY ? 96 + upto(3) : 104 - upto(3)) * FS_SCALE};
        ck_assert_int_eq(fs_venue_submit(m.levels, m.time, 1, &r), 0);
        ck_assert_int_eq(fs_venue_submit(m.orders, m.time, 1, &r), 0);
        int64_t levels = 0, orders = 0;
        for (int i = 0; i < 200; i++) {
            step(&m);
            filled_of(m.levels, &levels);
            filled_of(m.orders, &orders);
            ck_assert_int_le(levels, orders);
            early += levels < orders;
        }
        late += levels;
        fs_venue_free(m.levels);
        fs_venue_free(m.orders);
    }
    ck_assert_int_gt(early, 50);            /* the models differ, */
    ck_assert_int_gt(late, 200 * FS_SCALE); /* and both fill */
}
END_TEST

/* Trades before or after what they change, as executions or as cancellations: the same fills. */
START_TEST(the_same_market_told_in_another_order_fills_the_same)
{
    static struct market m;
    int64_t all = 0;
    for (int seed = 0; seed < 200; seed++) {
        int queue = seed % 3;
        open_market(&m, queue, seed);
        fs_venue_free(m.levels);
        fs_venue_free(m.orders);
        m.levels = fs_venue_new(
            &(struct fs_venue_options){.feed = FS_VENUE_LEVELS, .queue = queue, .queue_power = 2});
        m.orders = fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_ORDERS});
        m.others[LEVEL_THEN_TRADE] = fs_venue_new(
            &(struct fs_venue_options){.feed = FS_VENUE_LEVELS, .queue = queue, .queue_power = 2});
        for (int i = TRADE_THEN_CANCEL; i < OTHERS; i++)
            m.others[i] = fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_ORDERS});
        m.count = 0; /* everybody hears of the market from its beginning */
        for (int i = 0; i < 60; i++)
            step(&m);
        int64_t levels[2] = {0}, orders[OTHERS] = {0};
        for (int64_t id = 1; id <= 3; id++) {
            struct fs_order_request r = {.side = (uint8_t)(1 + seed % 2),
                                         .type = FS_ORDER_LIMIT,
                                         .flags = FS_ORDER_POST_ONLY,
                                         .qty = (3 + upto(5)) * FS_SCALE,
                                         .display = id == 2 ? 2 * FS_SCALE : 0,
                                         .limit = (seed % 2 ? 103 : 97) * FS_SCALE};
            ck_assert_int_eq(fs_venue_submit(m.levels, m.time, id, &r), 0);
            ck_assert_int_eq(fs_venue_submit(m.orders, m.time, id, &r), 0);
            for (int i = 0; i < OTHERS; i++)
                ck_assert_int_eq(fs_venue_submit(m.others[i], m.time, id, &r), 0);
            step(&m);
        }
        for (int i = 0; i < 100; i++) {
            m.time++; /* nothing of one step counts for another */
            step(&m);
            filled_of(m.levels, &levels[0]);
            filled_of(m.others[LEVEL_THEN_TRADE], &levels[1]);
            ck_assert_msg(levels[0] == levels[1], "seed %d step %d: levels %g, told first %g", seed, i,
                          (double)levels[0] / 1e8, (double)levels[1] / 1e8);
            filled_of(m.orders, &orders[0]);
            for (int k = TRADE_THEN_CANCEL; k < OTHERS; k++) {
                filled_of(m.others[k], &orders[k]);
                ck_assert_msg(orders[k] == orders[0], "seed %d step %d: executions %g, way %d %g", seed, i,
                              (double)orders[0] / 1e8, k, (double)orders[k] / 1e8);
            }
        }
        all += orders[0];
        fs_venue_free(m.levels);
        fs_venue_free(m.orders);
        for (int i = 0; i < OTHERS; i++)
            fs_venue_free(m.others[i]);
    }
    ck_assert_int_gt(all, 500 * FS_SCALE);
}
END_TEST

/* Its place against what the market's own list says of those who were there when it came. */
START_TEST(order_by_order_the_place_is_exact)
{
    static struct market m;
    int64_t compared = 0;
    for (int seed = 0; seed < 200; seed++) {
        open_market(&m, FS_QUEUE_RISK_AVERSE, seed);
        int side = 1 + seed % 2;
        int64_t limit = side == FS_BUY ? 95 + upto(2) : 105 - upto(2), sum = 0;
        uint64_t last = m.next; /* who has a higher id came later */
        struct fs_order_request r = {.side = (uint8_t)side,
                                     .type = FS_ORDER_LIMIT,
                                     .flags = FS_ORDER_POST_ONLY,
                                     .qty = 9 * FS_SCALE,
                                     .limit = limit * FS_SCALE};
        ck_assert_int_eq(fs_venue_submit(m.orders, m.time, 1, &r), 0);
        for (int i = 0; i < 100 && fs_venue_ahead(m.orders, 1) >= 0; i++) {
            int64_t ahead = 0;
            for (int k = 0; k < m.count; k++)
                if (m.rests[k].side == side && m.rests[k].price == limit && m.rests[k].id <= last)
                    ahead += m.rests[k].qty * FS_SCALE;
            ck_assert_int_eq(fs_venue_ahead(m.orders, 1), ahead);
            compared += ahead > 0;
            step(&m);
            filled_of(m.orders, &sum);
        }
        fs_venue_free(m.levels);
        fs_venue_free(m.orders);
    }
    ck_assert_int_gt(compared, 500);
}
END_TEST

/* The share of orders that levels fill when their model says so, against the orders of the same market. */
START_TEST(sharing_models_lie_between_no_share_and_the_book)
{
    static struct market m;
    int64_t sums[3] = {0}, truth = 0;
    for (int queue = FS_QUEUE_RISK_AVERSE; queue <= FS_QUEUE_LOG; queue++)
        for (int seed = 0; seed < 300; seed++) {
            open_market(&m, queue, seed);
            int side = 1 + seed % 2;
            struct fs_order_request r = {.side = (uint8_t)side,
                                         .type = FS_ORDER_LIMIT,
                                         .flags = FS_ORDER_POST_ONLY,
                                         .qty = 9 * FS_SCALE,
                                         .limit = (side == FS_BUY ? 97 : 103) * FS_SCALE};
            ck_assert_int_eq(fs_venue_submit(m.levels, m.time, 1, &r), 0);
            ck_assert_int_eq(fs_venue_submit(m.orders, m.time, 1, &r), 0);
            for (int i = 0; i < 60; i++)
                step(&m);
            filled_of(m.levels, &sums[queue]);
            if (!queue)
                filled_of(m.orders, &truth);
            fs_venue_free(m.levels);
            fs_venue_free(m.orders);
        }
    ck_assert_int_lt(sums[FS_QUEUE_RISK_AVERSE], sums[FS_QUEUE_POWER]);
    ck_assert_int_lt(sums[FS_QUEUE_RISK_AVERSE], sums[FS_QUEUE_LOG]);
    ck_assert_int_lt(sums[FS_QUEUE_RISK_AVERSE], truth);
    /* Cancellations of this market are spread over the queue as power(1) has it: within a twentieth. */
    ck_assert_int_lt(llabs(sums[FS_QUEUE_POWER] - truth) * 20, truth);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("venue_random");
    TCase *tests = tcase_create("venue_random");
    tcase_add_loop_test(tests, holds_in_any_market, 0, 6);
    tcase_add_test(tests, risk_averse_levels_never_fill_before_the_orders_do);
    tcase_add_test(tests, the_same_market_told_in_another_order_fills_the_same);
    tcase_add_test(tests, order_by_order_the_place_is_exact);
    tcase_add_test(tests, sharing_models_lie_between_no_share_and_the_book);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
