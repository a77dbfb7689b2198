/* Many runs with events and orders that are drawn by chance: the account adds up after each, whatever met what. */
#include "events.h"

/* Repeatable: 0 to below - 1 (xorshift64). */
static uint64_t chance(uint64_t *state, uint64_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state % below;
}

#define SLOTS 4
#define BARS  120

static struct bars *all[SLOTS];
static struct fs_series series[SLOTS];
static const char *const names[SLOTS] = {"A", "B", "C", "D"};

static void make_bars(uint64_t *state)
{
    for (int s = 0; s < SLOTS; s++) {
        all[s] = bars_new(names[s], DAY);
        double price = 20 + (double)chance(state, 100);
        int count = s == 3 ? BARS / 2 : BARS; /* one ends early */
        for (int i = 0; i < count; i++) {
            double open = price, close = price * (0.9 + (double)chance(state, 2001) / 10000.0);
            bars_add(all[s], open, fmax(open, close) * 1.01, fmin(open, close) * 0.99, close);
            price = close < 1 ? 1 : close;
        }
        series[s] = all[s]->series;
        series[s].lot = s == 1 ? FS_SCALE / 1000 : 0;
    }
}

static int make_events(uint64_t *state)
{
    static const int64_t ratios[][2] = {{2, 1}, {3, 2}, {1, 10}, {1, 3}, {7, 5}};
    for (int i = 0; i < 24; i++) {
        int type = FS_IEVENT_DIVIDEND + (int)chance(state, 12), slot = (int)chance(state, SLOTS);
        const int64_t *ratio = ratios[chance(state, 5)];
        if (type == FS_IEVENT_RENAME) /* into one that is held is an error of the file's, told elsewhere */
            type = FS_IEVENT_HALT;
        if ((type == FS_IEVENT_MERGER || type == FS_IEVENT_DELISTING || type == FS_IEVENT_EXPIRY) &&
            chance(state, 3))
            type = FS_IEVENT_SPLIT; /* not too many ends */
        events[i] = (struct fs_instrument_event){
            .time = FIRST + (int64_t)chance(state, BARS * 4) * DAY / 4,
            .symbol = names[slot],
            .into = type == FS_IEVENT_ROLL || type == FS_IEVENT_MERGER ? names[(slot + 1) % SLOTS] : NULL,
            .type = (uint8_t)type,
            .amount = M(0.01) * (int64_t)(1 + chance(state, 100)),
            .after = ratio[0],
            .before = ratio[1],
            .rate = M(0.0001) * ((int64_t)chance(state, 20) - 10),
        };
        if (type == FS_IEVENT_ROLL && chance(state, 2)) {
            events[i].price = M(30);
            events[i].into_price = M(31);
        }
    }
    return 24;
}

static void draw_order(struct run *run, uint64_t *state)
{
    int slot = (int)chance(state, SLOTS), side = chance(state, 2) ? FS_BUY : FS_SELL;
    double price = fs_engine_slots(run->e)[slot].price, qty = (double)(1 + chance(state, 50));
    if (!(price > 0))
        return;
    double limit = round(price * (side == FS_BUY ? 95 : 105)) / 100,
           stop = round(price * (side == FS_BUY ? 106 : 94)) / 100;
    switch (chance(state, 5)) {
    case 0:
        fs_engine_target_percent(run->e, slot, (double)chance(state, 7) / 20 - 0.1);
        break;
    case 1:
        order(run, slot, side, FS_ORDER_LIMIT, qty, limit, NAN);
        break;
    case 2:
        order(run, slot, side, FS_ORDER_STOP, qty, NAN, stop);
        break;
    case 3: {
        int64_t entry = order(run, slot, side, FS_ORDER_MARKET, qty, NAN, NAN);
        struct fs_order_request exit = {.side = side == FS_BUY ? FS_SELL : FS_BUY,
                                        .type = FS_ORDER_TRAILING_STOP,
                                        .flags = FS_ORDER_REDUCE_ONLY,
                                        .qty = M(qty),
                                        .trail = M(price * 0.05),
                                        .after = entry};
        fs_engine_submit(run->e, slot, &exit); /* not where the gate refused the entry */
        break;
    }
    default:
        fs_engine_close(run->e, slot);
    }
}

/* Cash and positions at their prices are the equity, at every bar. */
static void check_account(const struct run *run, uint64_t seed)
{
    double sum = run->v->cash;
    for (int s = 0; s < SLOTS; s++) {
        const struct fs_slot_view *slot = &fs_engine_slots(run->e)[s];
        struct fs_position p;
        fs_engine_position(run->e, s, &p);
        ck_assert_double_eq(slot->position, (double)p.qty / 1e8);
        if (slot->position != 0)
            sum += p.unrealised + slot->position * slot->avg_price;
    }
    ck_assert_msg(fabs(sum - run->v->equity) < 1e-3, "seed %d: %.8f is not %.8f", (int)seed, sum,
                  run->v->equity);
}

START_TEST(account_adds_up_whatever_met_what)
{
    uint64_t seed = (uint64_t)_i + 1, state = seed * UINT64_C(0x9e3779b97f4a7c15);
    char hashes[2][65];
    for (int again = 0; again < 2; again++) {
        uint64_t orders = seed * 977;
        state = seed * UINT64_C(0x9e3779b97f4a7c15);
        make_bars(&state);
        with_events(make_events(&state));
        options.limits.max_leverage = 3;
        options.fees.bps = _i % 2 ? 5 : 0;
        options.universe = _i % 3 == 0;
        options.price_band = _i % 4 == 0 ? 0.08 : 0;
        options.change_latency = _i % 5 == 0 ? DAY : 0;
        struct run run = {.e = fs_engine_new(&options, series, SLOTS)};
        ck_assert_msg(run.e != NULL, "%s", why());
        run.v = fs_engine_view(run.e);
        int step, ended = 0;
        while ((step = fs_engine_next(run.e)) > 0)
            if (step == FS_STEP_BAR) {
                if (options.fees.bps == 0) /* unrealised gains have the fees of open lots taken off */
                    check_account(&run, seed);
                draw_order(&run, &orders);
            }
        ck_assert_msg(step == FS_STEP_END || strstr(why(), "no price of"), "seed %d: %s", (int)seed, why());
        ended = step == FS_STEP_END;
        run.r = fs_engine_finish(run.e); /* the ledger's accounts add to zero, or this fails */
        ck_assert_msg(run.r != NULL, "seed %d: %s", (int)seed, why());
        ck_assert(!ended || options.universe || run.r->fills > 5);
        double gain = run.r->dividends + run.r->funding;
        for (int64_t i = 0; i < run.r->trade_count; i++)
            gain += run.r->trades[i].pnl;
        ck_assert_msg(!ended || fabs(run.r->metrics.final_equity - 100000 - gain) < 1e-3,
                      "seed %d: trades, dividends and funding come to %.8f, the account won %.8f", (int)seed,
                      gain, run.r->metrics.final_equity - 100000);
        memcpy(hashes[again], run.r->journal_hash, 65);
        fs_engine_free(run.e);
        for (int s = 0; s < SLOTS; s++)
            free(all[s]);
    }
    ck_assert_str_eq(hashes[0], hashes[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("random events");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, defaults, NULL);
    tcase_add_loop_test(tc, account_adds_up_whatever_met_what, 0, 200);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
