/* Matching against worked examples: match_cases.txt says what is expected and why. */
#include "bars.h"

#include "trade/match.h"
#include "trade/records.h"

#include <stdio.h>

static int64_t mantissa(const char *text)
{
    int64_t value = 0;
    if (strcmp(text, "-"))
        ck_assert_int_eq(fs_decimal_parse(text, strlen(text), 8, FS_ROUND_EXACT, &value), 0);
    return value;
}

static uint8_t type_of(const char *name)
{
    for (int t = FS_ORDER_MARKET; t <= FS_ORDER_LIMIT_IF_TOUCHED; t++)
        if (!strcmp(fs_order_type_name(t), name))
            return (uint8_t)t;
    ck_abort_msg("no order type '%s'", name);
    return 0;
}

/* An order as a line has it. Trailing ones have "distance" or "distance:offset" for a limit, the distance with a % behind it
 * where it is a share of the price. */
static struct fs_working working(const char *side, const char *type, char *limit, const char *stop)
{
    struct fs_working order = {
        .side = !strcmp(side, "buy") ? FS_BUY : FS_SELL, .type = type_of(type), .stop = mantissa(stop)};
    if (order.type != FS_ORDER_TRAILING_STOP && order.type != FS_ORDER_TRAILING_STOP_LIMIT) {
        order.limit = mantissa(limit);
        return order;
    }
    char *offset = strchr(limit, ':'), *percent = strchr(limit, '%');
    if (offset) {
        order.offset = mantissa(offset + 1);
        *offset = 0;
    }
    if (percent)
        *percent = 0;
    order.trail = percent ? mantissa(limit) / 100 : mantissa(limit);
    order.trail_percent = percent != NULL;
    if (!order.stop && order.side == FS_BUY)
        order.stop = INT64_MAX; /* far away */
    return order;
}

START_TEST(orders_fill_as_worked_out_by_hand)
{
    FILE *in = fopen(TEST_DATA_DIR "/unit/trade/match_cases.txt", "r");
    ck_assert_ptr_nonnull(in);
    char line[256];
    int number = 0, cases = 0;
    while (fgets(line, sizeof line, in)) {
        char side[8], type[24], limit[24], stop[24], o[24], h[24], l[24], c[24], path[8], slip[16], where[8],
            price[24] = "";
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        int fields = sscanf(line, "%7s %23s %23s %23[^| ] | %23s %23s %23s %23[^| ] | %7s %15s | %7s %23s",
                            side, type, limit, stop, o, h, l, c, path, slip, where, price);
        ck_assert_msg(fields >= 11, "line %d has %d fields", number, fields);
        cases++;
        struct fs_working order = working(side, type, limit, stop);
        struct fs_bar_prices bar = {mantissa(o), mantissa(h), mantissa(l), mantissa(c)};
        struct fs_hit hit = {0};
        char got[16] = "none";
        if (fs_match_open(&order, bar.open, &hit))
            strcpy(got, "open");
        else if (fs_match_inside(&order, &bar, !strcmp(path, "worst") ? FS_PATH_WORST : FS_PATH_OHLC, NULL,
                                 &hit))
            snprintf(got, sizeof got, "%d", hit.segment);
        else if (order.triggered)
            strcpy(got, "0t");
        ck_assert_msg(!strcmp(got, where), "line %d: fills %s, expected %s", number, got, where);
        if (!*price)
            continue;
        int64_t slippage = mantissa(slip); /* basis points, 1e-8: 1e-12 of the price */
        int64_t paid =
            hit.slips ? fs_match_slip(hit.price, order.side, slippage, bar.low, bar.high) : hit.price;
        ck_assert_msg(paid == mantissa(price), "line %d: price %.8f, expected %s", number, (double)paid / 1e8,
                      price);
    }
    fclose(in);
    ck_assert_int_ge(cases, 75);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match");
    TCase *tc = tcase_create("cases");
    tcase_add_test(tc, orders_fill_as_worked_out_by_hand);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
