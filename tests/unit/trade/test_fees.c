/* Fees are exact, rounded half to even to 1e-8, and at least the minimum. */
#include "base/error.h"
#include "trade/fees.h"

#include <check.h>
#include <finsmart/order.h>
#include <string.h>

static int64_t fee(double bps, double per_share, double per_trade, double minimum, int64_t qty, int64_t price,
                   int first)
{
    struct fs_fees fees = {bps, per_share, per_trade, minimum};
    struct fs_fee_schedule schedule;
    int64_t out = -1;
    ck_assert_int_eq(fs_fees_prepare(&fees, &schedule), 0);
    ck_assert_int_eq(fs_fees_of(&schedule, qty, price, first, &out), 0);
    return out;
}

START_TEST(parts_add_up)
{
    const int64_t u = FS_SCALE;
    ck_assert_int_eq(fee(0, 0, 0, 0, 10 * u, 100 * u, 1), 0);
    ck_assert_int_eq(fee(5, 0, 0, 0, 10 * u, 100 * u, 1), u / 2);     /* 5 bp of 1000 */
    ck_assert_int_eq(fee(0, 0.005, 0, 0, 1000 * u, 3 * u, 1), 5 * u); /* half a cent each */
    ck_assert_int_eq(fee(0, 0, 1, 0, 1, 1, 1), u);                    /* a ticket */
    ck_assert_int_eq(fee(0, 0, 1, 0, 1, 1, 0), 0);                    /* once an order */
    ck_assert_int_eq(fee(1, 0.01, 1, 0, 100 * u, 50 * u, 1), u / 2 + u + u);
    ck_assert_int_eq(fee(0, 0.005, 0, 1, 100 * u, 3 * u, 1), u); /* 0.50 is below 1 */
    ck_assert_int_eq(fee(0, 0, 0, 2, 1, 1, 1), 2 * u);
}
END_TEST

/* Any product against a division of its digits. */
START_TEST(every_size_is_exact)
{
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 300000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        int64_t qty = (int64_t)(seed >> (1 + seed % 60)) | 1,
                price = (int64_t)((seed * 2654435761u) >> (4 + i % 50)) | 1;
        int64_t bps = 1 + (int64_t)(seed >> 32) % (INT64_C(1) << (1 + i % 36)), out;
        struct fs_fee_schedule schedule = {.bps = bps};
        __extension__ typedef __int128 wide;
        wide product, unit = (wide)10000000000 * 10000000000;
        if (__builtin_mul_overflow((wide)qty * price, (wide)bps, &product)) {
            ck_assert_int_eq(fs_fees_of(&schedule, qty, price, 1, &out), -1);
            continue;
        }
        wide whole = product / unit, rest = product % unit;
        whole += rest * 2 > unit || (rest * 2 == unit && (whole & 1));
        if (whole > INT64_MAX) {
            ck_assert_int_eq(fs_fees_of(&schedule, qty, price, 1, &out), -1);
            continue;
        }
        ck_assert_int_eq(fs_fees_of(&schedule, qty, price, 1, &out), 0);
        ck_assert_int_eq(out, (int64_t)whole);
    }
}
END_TEST

START_TEST(ties_go_to_the_even_digit)
{
    /* 1 bp of 0.00005 = 5e-9: half of the last digit */
    ck_assert_int_eq(fee(1, 0, 0, 0, FS_SCALE, 5000, 1), 0);
    ck_assert_int_eq(fee(1, 0, 0, 0, FS_SCALE, 15000, 1), 2);
    ck_assert_int_eq(fee(1, 0, 0, 0, FS_SCALE, 15001, 1), 2);
    ck_assert_int_eq(fee(1, 0, 0, 0, FS_SCALE, 5001, 1), 1);
}
END_TEST

START_TEST(a_rebate_is_a_fee_below_zero)
{
    const int64_t u = FS_SCALE;
    struct fs_fees fees = {5, 0, 0, 0};
    struct fs_fee_schedule schedule, other;
    int64_t out;
    ck_assert_int_eq(fs_fees_prepare(&fees, &schedule), 0);
    other = schedule;
    ck_assert_int_eq(fs_fees_sided("maker", -0.5, &other), 0);
    ck_assert_int_eq(fs_fees_of(&other, 10 * u, 100 * u, 1, &out), 0);
    ck_assert_int_eq(out, -u / 20);
    ck_assert_int_eq(fs_fees_sided("maker", -1, &other), 0);
    ck_assert_int_eq(fs_fees_of(&other, FS_SCALE, 15000, 1, &out), 0); /* ties to the even digit here too */
    ck_assert_int_eq(out, -2);
    other.minimum = 3; /* a least fee is one of a rebate too */
    ck_assert_int_eq(fs_fees_of(&other, 10 * u, 100 * u, 1, &out), 0);
    ck_assert_int_eq(out, 3);
    ck_assert_int_eq(fs_fees_sided("taker", -10001, &other), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "taker basis points"));
    ck_assert_int_eq(fs_fees_sided("taker", __builtin_nan(""), &other), -1);
}
END_TEST

START_TEST(nonsense_and_overflow_are_errors)
{
    struct fs_fee_schedule schedule;
    int64_t out;
    struct fs_fees negative = {-1, 0, 0, 0}, missing = {0, __builtin_nan(""), 0, 0}, bps = {5, 0, 0, 0};
    ck_assert_int_eq(fs_fees_prepare(&negative, &schedule), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "basis points"));
    ck_assert_int_eq(fs_fees_prepare(&missing, &schedule), -1);
    ck_assert_int_eq(fs_fees_prepare(&bps, &schedule), 0);
    ck_assert_int_eq(fs_fees_of(&schedule, INT64_MAX, INT64_MAX, 1, &out), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fees");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, parts_add_up);
    tcase_add_test(tc, ties_go_to_the_even_digit);
    tcase_add_test(tc, a_rebate_is_a_fee_below_zero);
    tcase_add_test(tc, every_size_is_exact);
    tcase_add_test(tc, nonsense_and_overflow_are_errors);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
