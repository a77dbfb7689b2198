/* The books balance whatever is posted, and refuse what does not fit. */
#include "base/error.h"
#include "trade/ledger.h"

#include <check.h>
#include <finsmart/order.h>
#include <string.h>

static uint64_t seed = 88172645463325252u;
static int64_t roll(int64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int64_t)(seed >> 1) % below;
}

START_TEST(a_million_random_postings_balance_and_equal_assets_plus_cash)
{
    struct fs_ledger ledger = {0};
    int64_t capital = 1000000 * FS_SCALE, position[8] = {0}, mark[8] = {0};
    fs_i128 fees = 0, gains = 0, broken = 0, differs = 0;
    ck_assert_int_eq(fs_ledger_deposit(&ledger, capital), 0);
    for (int i = 0; i < 1000000; i++) {
        int s = (int)roll(8);
        int64_t price = 1 + roll(500 * FS_SCALE);
        if (position[s]) {
            gains += (fs_i128)position[s] * (price - mark[s]);
            broken |= fs_ledger_mark(&ledger, position[s], price - mark[s]);
        }
        mark[s] = price;
        if (i % 2) {
            int64_t qty = (1 + roll(100000)) * (FS_SCALE / 1000) * (roll(2) ? 1 : -1), fee = roll(FS_SCALE);
            broken |= fs_ledger_fill(&ledger, qty, price, fee);
            position[s] += qty;
            fees += fee;
        }
        fs_i128 assets = ledger.balance[FS_ACCOUNT_CASH];
        for (int k = 0; k < 8; k++)
            assets += (fs_i128)position[k] * mark[k];
        broken |= fs_ledger_sum(&ledger) != 0;
        differs |= assets != fs_ledger_equity(&ledger);
        differs |= assets != capital * FS_MONEY + gains - fees * FS_MONEY;
    }
    ck_assert(!broken);
    ck_assert(!differs);
}
END_TEST

START_TEST(a_fill_out_of_range_is_refused_and_changes_nothing)
{
    struct fs_ledger ledger = {0}, before;
    ck_assert_int_eq(fs_ledger_deposit(&ledger, FS_SCALE), 0);
    before = ledger;
    ck_assert_int_eq(fs_ledger_fill(&ledger, INT64_MAX, INT64_MAX, 0), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    ck_assert_mem_eq(&before, &ledger, sizeof ledger);
}
END_TEST

START_TEST(amounts_become_the_nearest_double)
{
    ck_assert_double_eq(fs_money_double((fs_i128)100000 * 100000000 * 100000000), 100000.0);
    ck_assert_double_eq(fs_money_double(-(fs_i128)123456789 * 100000000), -1.23456789);
    ck_assert_double_eq(fs_money_double(0), 0.0);
    ck_assert_double_eq(fs_money_double(1), 1e-16);
    ck_assert_double_eq(fs_money_double(((fs_i128)1 << 63)), 922.3372036854775808);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_million_random_postings_balance_and_equal_assets_plus_cash);
    tcase_add_test(tc, a_fill_out_of_range_is_refused_and_changes_nothing);
    tcase_add_test(tc, amounts_become_the_nearest_double);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
