/* Every check of the gate, on both sides of its limit; rules; stamps. */
#include "base/error.h"
#include "trade/book.h"
#include "trade/gate.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define U FS_SCALE

/* An order that passes everything: buy 10 at 100 with 10000 of equity. */
static struct fs_order_request request;
static struct fs_gate_order order;
static struct fs_limits limits;

static void plain(void)
{
    request = (struct fs_order_request){.side = FS_BUY, .type = FS_ORDER_MARKET, .qty = 10 * U};
    order = (struct fs_gate_order){.id = 1,
                                   .symbol = "A",
                                   .request = &request,
                                   .price = 100 * U,
                                   .lot = U,
                                   .warm = 1,
                                   .equity = (fs_i128)10000 * U * U};
    limits = (struct fs_limits){.max_leverage = 1.0, .allow_short = 1};
}

static int verdict(struct fs_verdict *out)
{
    struct fs_gate *gate = fs_gate_new(&limits);
    struct fs_stamp stamp;
    ck_assert_ptr_nonnull(gate);
    int refused = fs_gate_check(gate, &order, &stamp, out);
    ck_assert_int_eq(refused, out->rule != 0);
    ck_assert_int_eq(fs_gate_stamped(gate, &stamp, order.id, &request), !refused);
    fs_gate_free(gate);
    return out->rule;
}

START_TEST(passes_a_plain_order)
{
    struct fs_verdict v;
    plain();
    ck_assert_int_eq(verdict(&v), 0);
}
END_TEST

START_TEST(rejects_before_the_warm_up_is_over)
{
    struct fs_verdict v;
    plain();
    order.warm = 0;
    ck_assert_int_eq(verdict(&v), FS_CHECK_WARMUP);
}
END_TEST

START_TEST(rejects_without_a_price)
{
    struct fs_verdict v;
    plain();
    order.price = 0;
    ck_assert_int_eq(verdict(&v), FS_CHECK_PRICE);
}
END_TEST

START_TEST(rejects_a_quantity_off_the_lot)
{
    struct fs_verdict v;
    plain();
    request.qty = 10 * U + U / 2;
    ck_assert_int_eq(verdict(&v), FS_CHECK_LOT);
    ck_assert_double_eq(v.observed, 10.5);
    order.position = -(10 * U + U / 2); /* but what closes it */
    ck_assert_int_eq(verdict(&v), 0);
    order.position = 10 * U + U / 2;
    ck_assert_int_eq(verdict(&v), FS_CHECK_LOT);
    order.position = 0;
    order.lot = U / 2;
    ck_assert_int_eq(verdict(&v), 0);
}
END_TEST

START_TEST(rejects_order_above_quantity_limit)
{
    struct fs_verdict v;
    plain();
    limits.max_order_qty = 10;
    ck_assert_int_eq(verdict(&v), 0);
    limits.max_order_qty = 9.5;
    ck_assert_int_eq(verdict(&v), FS_CHECK_ORDER_QTY);
    ck_assert_double_eq(v.limit, 9.5);
    ck_assert_double_eq(v.observed, 10);
}
END_TEST

START_TEST(rejects_order_above_notional_limit)
{
    struct fs_verdict v;
    plain();
    limits.max_order_notional = 1000;
    ck_assert_int_eq(verdict(&v), 0);
    limits.max_order_notional = 999.99;
    ck_assert_int_eq(verdict(&v), FS_CHECK_NOTIONAL);
    ck_assert_double_eq(v.observed, 1000);
    request.type = FS_ORDER_LIMIT;
    request.limit = 99 * U; /* a limit order is worth its limit */
    ck_assert_int_eq(verdict(&v), 0);
}
END_TEST

START_TEST(rejects_limit_price_outside_the_collar)
{
    struct fs_verdict v;
    plain();
    limits.price_collar = 0.05;
    request.type = FS_ORDER_LIMIT;
    request.limit = 95 * U;
    ck_assert_int_eq(verdict(&v), 0);
    request.limit = 95 * U - 1;
    ck_assert_int_eq(verdict(&v), FS_CHECK_COLLAR);
    request.limit = 105 * U + 1;
    ck_assert_int_eq(verdict(&v), FS_CHECK_COLLAR);
    request.type = FS_ORDER_MARKET;
    request.limit = 0;
    ck_assert_int_eq(verdict(&v), 0);
}
END_TEST

START_TEST(rejects_short_sales_where_they_are_not_allowed)
{
    struct fs_verdict v;
    plain();
    request.side = FS_SELL;
    ck_assert_int_eq(verdict(&v), 0);
    limits.allow_short = 0;
    ck_assert_int_eq(verdict(&v), FS_CHECK_SHORT);
    order.position = 10 * U;
    ck_assert_int_eq(verdict(&v), 0);
    order.pending_sell = 1 * U; /* one of the ten is being sold already */
    ck_assert_int_eq(verdict(&v), FS_CHECK_SHORT);
    ck_assert_double_eq(v.limit, 9);
}
END_TEST

START_TEST(rejects_positions_beyond_the_limit_with_pending_orders_counted)
{
    struct fs_verdict v;
    plain();
    limits.max_position = 25;
    order.position = 10 * U;
    order.pending_buy = 5 * U;
    ck_assert_int_eq(verdict(&v), 0);
    order.pending_buy = 6 * U;
    ck_assert_int_eq(verdict(&v), FS_CHECK_POSITION);
    ck_assert_double_eq(v.observed, 26);
    request.side = FS_SELL;
    order.position = -10 * U;
    order.pending_sell = 6 * U;
    ck_assert_int_eq(verdict(&v), FS_CHECK_POSITION);
}
END_TEST

START_TEST(rejects_exposure_above_buying_power)
{
    struct fs_verdict v;
    plain();
    request.qty = 100 * U;
    ck_assert_int_eq(verdict(&v), 0);
    request.qty = 101 * U;
    ck_assert_int_eq(verdict(&v), FS_CHECK_BUYING);
    ck_assert_double_eq(v.observed, 10100);
    ck_assert_double_eq(v.limit, 10000);
    limits.max_leverage = 2;
    ck_assert_int_eq(verdict(&v), 0);
    limits.max_leverage = 0; /* off */
    request.qty = INT64_C(90000000000) * U;
    ck_assert_int_eq(verdict(&v), 0);
    limits.max_leverage = 1;
    ck_assert_int_eq(verdict(&v), FS_CHECK_BUYING); /* nothing overflows */
}
END_TEST

START_TEST(buying_power_beyond_a_hundred_trillion_is_exact_to_a_cent)
{
    struct fs_verdict v;
    plain();
    limits.max_leverage = 1e6;
    order.equity =
        (fs_i128)80000000000 * U * U; /* times the leverage, before it is divided: beyond 128 bits */
    order.price = INT64_C(80000000000) * U;
    request.qty = 1000000 * U;
    ck_assert_int_eq(verdict(&v), 0);
    request.qty = 1000001 * U;
    ck_assert_int_eq(verdict(&v), FS_CHECK_BUYING);
    ck_assert_double_eq(v.limit, 8e16);
    ck_assert_double_eq(v.observed, 1000001.0 * 8e10);
}
END_TEST

START_TEST(rejects_a_position_that_leaves_64_bits)
{
    struct fs_verdict v;
    plain();
    order.position = INT64_C(90000000000) * U;
    order.price = 1;
    request.qty = INT64_C(2233720368) * U;
    ck_assert_int_eq(verdict(&v), 0);
    request.qty = INT64_C(2233720369) * U;
    ck_assert_int_eq(verdict(&v), FS_CHECK_BUYING);
    ck_assert_str_eq(
        v.reason,
        "the position would be 9.223372037e+10; an account holds at most 9.223372037e+10 of a symbol");
    ck_assert_double_eq(v.observed, 92233720369.0);
}
END_TEST

START_TEST(lets_orders_that_only_reduce_pass_without_buying_power)
{
    struct fs_verdict v;
    plain();
    order.equity = -1;
    order.position = 50 * U;
    request.side = FS_SELL;
    request.qty = 50 * U;
    ck_assert_int_eq(verdict(&v), 0);
    request.qty = 51 * U; /* through zero */
    ck_assert_int_eq(verdict(&v), FS_CHECK_BUYING);
}
END_TEST

static int only_even_ids(void *data, const struct fs_gate_order *o, struct fs_verdict *v)
{
    (void)data;
    if (o->id % 2 == 0)
        return 1;
    v->limit = 2;
    return 0;
}

static int fails(void *data, const struct fs_gate_order *o, struct fs_verdict *v)
{
    (void)data, (void)o, (void)v;
    return fs_error_set(FS_E_SCRIPT, "no budget left");
}

START_TEST(added_rules_decide_after_the_checks_and_a_failing_rule_refuses)
{
    plain();
    struct fs_gate *gate = fs_gate_new(&limits);
    const struct fs_gate_rule even = {"even", only_even_ids, NULL}, failing = {"failing", fails, NULL};
    struct fs_stamp stamp;
    struct fs_verdict v;
    ck_assert_int_eq(fs_gate_add(gate, &even), FS_CHECK_FIRST_RULE);
    ck_assert_int_eq(fs_gate_check(gate, &order, &stamp, &v), 1);
    ck_assert_int_eq(v.rule, FS_CHECK_FIRST_RULE);
    ck_assert_str_eq(fs_gate_name(gate, v.rule), "even");
    order.id = 2;
    ck_assert_int_eq(fs_gate_check(gate, &order, &stamp, &v), 0);
    ck_assert_int_eq(fs_gate_add(gate, &failing), FS_CHECK_FIRST_RULE + 1);
    ck_assert_int_eq(fs_gate_check(gate, &order, &stamp, &v), 1);
    ck_assert_ptr_nonnull(strstr(v.reason, "no budget left"));
    fs_gate_free(gate);
}
END_TEST

START_TEST(the_book_takes_only_what_this_gate_stamped)
{
    plain();
    struct fs_gate *gate = fs_gate_new(&limits), *other = fs_gate_new(&limits);
    struct fs_stamp stamp, forged = {1, 12345};
    struct fs_verdict v;
    struct fs_book book;
    ck_assert_int_eq(fs_book_init(&book, 1), 0);
    ck_assert_int_eq(fs_gate_check(gate, &order, &stamp, &v), 0);
    ck_assert_uint_eq(fs_book_add(&book, gate, &forged, 1, 0, &request), FS_NO_PLACE);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INTERNAL);
    ck_assert_uint_eq(fs_book_add(&book, other, &stamp, 1, 0, &request), FS_NO_PLACE);
    ck_assert_uint_eq(fs_book_add(&book, gate, &stamp, 2, 0, &request), FS_NO_PLACE);
    request.qty++; /* not what was judged */
    ck_assert_uint_eq(fs_book_add(&book, gate, &stamp, 1, 0, &request), FS_NO_PLACE);
    request.qty--;
    ck_assert_uint_ne(fs_book_add(&book, gate, &stamp, 1, 0, &request), FS_NO_PLACE);
    ck_assert_uint_eq(fs_book_find(&book, 1), 0);
    fs_book_clear(&book);
    fs_gate_free(gate);
    fs_gate_free(other);
}
END_TEST

START_TEST(limits_that_make_no_sense_are_named)
{
    plain();
    limits.max_position = -1;
    ck_assert_ptr_null(fs_gate_new(&limits));
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "max_position"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gate");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, passes_a_plain_order);
    tcase_add_test(tc, rejects_before_the_warm_up_is_over);
    tcase_add_test(tc, rejects_without_a_price);
    tcase_add_test(tc, rejects_a_quantity_off_the_lot);
    tcase_add_test(tc, rejects_order_above_quantity_limit);
    tcase_add_test(tc, rejects_order_above_notional_limit);
    tcase_add_test(tc, rejects_limit_price_outside_the_collar);
    tcase_add_test(tc, rejects_short_sales_where_they_are_not_allowed);
    tcase_add_test(tc, rejects_positions_beyond_the_limit_with_pending_orders_counted);
    tcase_add_test(tc, rejects_exposure_above_buying_power);
    tcase_add_test(tc, buying_power_beyond_a_hundred_trillion_is_exact_to_a_cent);
    tcase_add_test(tc, rejects_a_position_that_leaves_64_bits);
    tcase_add_test(tc, lets_orders_that_only_reduce_pass_without_buying_power);
    tcase_add_test(tc, added_rules_decide_after_the_checks_and_a_failing_rule_refuses);
    tcase_add_test(tc, the_book_takes_only_what_this_gate_stamped);
    tcase_add_test(tc, limits_that_make_no_sense_are_named);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
