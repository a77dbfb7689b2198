/* Lots close in the order asked for; fees and profits add up to the account's. */
#include "base/error.h"
#include "base/time.h"
#include "trade/ledger.h"
#include "trade/trades.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define U FS_SCALE

START_TEST(round_trips_are_first_in_first_out)
{
    struct fs_holding h = {0};
    struct fs_trades t = {0};
    ck_assert_int_eq(fs_holding_fill(&h, &t, 0, 10 * U, 100 * U, 10, 1), 0);
    ck_assert_int_eq(fs_holding_fill(&h, &t, 0, 10 * U, 110 * U, 20, 2), 0);
    ck_assert_int_eq(fs_holding_average(&h), 105 * U);
    ck_assert_int_eq(fs_holding_fill(&h, &t, 0, -15 * U, 120 * U, 30, 3), 0);
    ck_assert_int_eq(t.count, 2);
    ck_assert_int_eq(t.records[0].qty, 10 * U);
    ck_assert_int_eq(t.records[0].entry_price, 100 * U);
    ck_assert_int_eq(t.records[0].fees, 10 + 20); /* 10 of 15 sold bear 20 of 30 */
    ck_assert_int_eq(t.records[1].qty, 5 * U);
    ck_assert_int_eq(t.records[1].fees, 10 + 10); /* half of the second lot's 20 */
    ck_assert_double_eq_tol(t.records[1].pnl, 50.0, 1e-6);
    ck_assert_int_eq(fs_holding_average(&h), 110 * U);
    fs_holding_clear(&h);
    free(t.records);
}
END_TEST

START_TEST(a_flip_closes_and_opens_the_other_way)
{
    struct fs_holding h = {0};
    struct fs_trades t = {0};
    fs_holding_fill(&h, &t, 0, 10 * U, 100 * U, 0, 1);
    fs_holding_fill(&h, &t, 0, -25 * U, 90 * U, 0, 2);
    ck_assert_int_eq(h.qty, -15 * U);
    ck_assert_int_eq(t.count, 1);
    ck_assert_double_eq(t.records[0].pnl, -100.0);
    fs_holding_fill(&h, &t, 0, 15 * U, 80 * U, 0, 3);
    ck_assert_int_eq(t.records[1].side, FS_SELL);
    ck_assert_double_eq(t.records[1].pnl, 150.0);
    ck_assert_int_eq(h.qty, 0);
    ck_assert(h.cost == 0);
    fs_holding_clear(&h);
    free(t.records);
}
END_TEST

/* Bought 10 at 100, 10 at 110 and 5 at 130 (25 for 2,750: 110 each), sold 12 at 120, bought 8 at 90, sold all 21 at 100. */
static const struct {
    int method;
    const char *entry; /* prices of the lots, in the order in which they were closed */
    double pnl[2];     /* of the two sales */
} ways[] = {
    {FS_LOTS_FIFO, "100 110 110 130 90", {220.0, -150.0}}, /* 10 * 20 + 2 * 10; 8 * -10 + 5 * -30 + 8 * 10 */
    {FS_LOTS_LIFO, "130 110 90 110 100", {20.0, 50.0}},    /* 5 * -10 + 7 * 10; 8 * 10 + 3 * -10 + 10 * 0 */
    {FS_LOTS_AVERAGE, "110 102.3809524", {120.0, -50.0}},  /* 12 * 10; 2,100 for what cost 1,430 + 720 */
};

START_TEST(lots_close_as_was_asked)
{
    static const int64_t fills[][2] = {{10, 100}, {10, 110}, {5, 130}, {-12, 120}, {8, 90}, {-21, 100}};
    struct fs_holding h = {.method = ways[_i].method};
    struct fs_trades t = {0};
    char entries[100] = "";
    double realised = 0.0;
    for (int i = 0, sale = 0; i < 6; i++) {
        int64_t before = t.count;
        ck_assert_int_eq(fs_holding_fill(&h, &t, 0, fills[i][0] * U, fills[i][1] * U, 0, i), 0);
        double pnl = 0.0;
        for (int64_t k = before; k < t.count; k++) {
            size_t used = strlen(entries);
            snprintf(entries + used, sizeof entries - used, "%s%.10g", used ? " " : "",
                     (double)t.records[k].entry_price / 1e8);
            pnl += t.records[k].pnl;
        }
        if (fills[i][0] < 0)
            ck_assert_double_eq_tol(pnl, ways[_i].pnl[sale++], 1e-9);
        realised += pnl;
    }
    ck_assert_str_eq(entries, ways[_i].entry);
    ck_assert_double_eq_tol(realised, 12 * 120 + 21 * 100 - 1000 - 1100 - 650 - 720, 1e-9);
    ck_assert(h.qty == 0 && h.cost == 0);
    fs_holding_clear(&h);
    free(t.records);
}
END_TEST

START_TEST(trades_and_open_lots_add_up_to_the_ledger)
{
    struct fs_holding h = {.method = _i};
    struct fs_trades t = {0};
    struct fs_ledger ledger = {0};
    uint64_t seed = 1;
    int64_t mark = 0, paid = 0, fees = 0;
    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        int64_t qty = (int64_t)(seed >> 40) % 1000 - 500, price = U + (int64_t)((seed >> 20) % 9000000000u);
        int64_t fee = (int64_t)(seed >> 50);
        if (!qty)
            continue;
        ck_assert_int_eq(fs_ledger_mark(&ledger, h.qty, price - mark), 0);
        mark = price;
        ck_assert_int_eq(fs_ledger_fill(&ledger, qty * U, price, fee), 0);
        ck_assert_int_eq(fs_holding_fill(&h, &t, 0, qty * U, price, fee, i), 0);
        paid += fee;
    }
    fs_i128 unrealised = (fs_i128)h.qty * mark - (h.qty < 0 ? -h.cost : h.cost), open_fees = 0;
    for (uint32_t i = 0; i < h.count; i++)
        open_fees += h.lots[(h.first + i) & (h.capacity - 1)].fee;
    ck_assert(h.realised + unrealised - open_fees * FS_MONEY == fs_ledger_equity(&ledger));
    for (int64_t i = 0; i < t.count; i++)
        fees += t.records[i].fees;
    ck_assert_int_eq(fees + (int64_t)open_fees, paid);
    ck_assert_int_gt(t.count, 9000);
    fs_holding_clear(&h);
    free(t.records);
}
END_TEST

START_TEST(a_position_out_of_range_is_refused_unchanged)
{
    struct fs_holding h = {0};
    struct fs_trades t = {0};
    fs_holding_fill(&h, &t, 0, INT64_MAX - 5, 1, 0, 1);
    ck_assert_int_eq(fs_holding_fill(&h, &t, 0, 10, 1, 0, 2), -1);
    ck_assert_int_eq(h.qty, INT64_MAX - 5);
    fs_holding_clear(&h);
    free(t.records);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trades");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, round_trips_are_first_in_first_out);
    tcase_add_test(tc, a_flip_closes_and_opens_the_other_way);
    tcase_add_loop_test(tc, lots_close_as_was_asked, 0, 3);
    tcase_add_loop_test(tc, trades_and_open_lots_add_up_to_the_ledger, 0, 3);
    tcase_add_test(tc, a_position_out_of_range_is_refused_unchanged);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
