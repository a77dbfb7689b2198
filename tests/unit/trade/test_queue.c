/* How far an order comes forward in its queue, by hand and at the ends of the range. */
#include "trade/queue.h"
#include "trade/venue.h"

#include <check.h>
#include <stdlib.h>

#define U INT64_C(100000000)

START_TEST(shares_are_those_of_the_models)
{
    static const struct {
        int model;
        double power;
        int64_t front, back, gone, left;
    } rows[] = {
        {FS_QUEUE_RISK_AVERSE, 0, 10 * U, 30 * U, 20 * U, 10 * U},
        {FS_QUEUE_RISK_AVERSE, 0, 10 * U, 30 * U, 35 * U, 5 * U}, /* 30 stood behind, 5 cannot have */
        {FS_QUEUE_POWER, 1, 10 * U, 30 * U, 8 * U, 8 * U},        /* a quarter of 8 */
        {FS_QUEUE_POWER, 2, 10 * U, 30 * U, 10 * U, 9 * U},       /* 100 / 1000 */
        {FS_QUEUE_POWER, 3, 30 * U, 10 * U, 7 * U, 3 * U * 10 - 675000000}, /* 27 / 28 of 7 */
        {FS_QUEUE_POWER, 0.5, 16 * U, 4 * U, 6 * U, 12 * U},                /* 4 / 6 */
        {FS_QUEUE_LOG, 0, 3 * U, 15 * U, 9 * U, 0},                         /* log 4 / (log 4 + log 16) */
        {FS_QUEUE_LOG, 0, 7 * U, 1 * U, 1 * U, 7 * U - 75000000},           /* log 8 / (log 8 + log 2) */
        {FS_QUEUE_POWER, 1, 10 * U, 0, 4 * U, 6 * U},                       /* nobody behind */
        {FS_QUEUE_POWER, 1, 0, 10 * U, 4 * U, 0},                           /* nobody before */
        {FS_QUEUE_POWER, 1, 10 * U, 30 * U, 40 * U, 0},
        {FS_QUEUE_POWER, 1, 1, 2, 1, 1}, /* a third of the smallest quantity stays */
        {FS_QUEUE_POWER, 1, INT64_MAX, 0, INT64_MAX, 0},
        {FS_QUEUE_POWER, 1000, INT64_MAX / 2, INT64_MAX / 2, 2, INT64_MAX / 2 - 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t left =
            fs_queue_forward(rows[i].model, rows[i].power, rows[i].front, rows[i].back, rows[i].gone);
        ck_assert_msg(llabs(left - rows[i].left) <= 1, "row %zu: %lld, expected %lld", i, (long long)left,
                      (long long)rows[i].left);
    }
}
END_TEST

START_TEST(nobody_goes_back_nor_past_the_front)
{
    uint64_t state = 99;
    for (int i = 0; i < 40000; i++) {
        int64_t v[3];
        for (int k = 0; k < 3; k++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            v[k] = (int64_t)(state >> (2 + state % 60));
        }
        int64_t front = v[0], back = v[1] <= INT64_MAX - front ? v[1] : INT64_MAX - front,
                gone = v[2] % (front + back + 1);
        for (int model = FS_QUEUE_RISK_AVERSE; model <= FS_QUEUE_LOG; model++) {
            int64_t left = fs_queue_forward(model, 0.25 * (1 + i % 12), front, back, gone);
            ck_assert_int_ge(left, 0);
            ck_assert_int_le(left, front);
            ck_assert_int_le(left, front + back - gone); /* what is there at all afterwards */
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("queue");
    TCase *tests = tcase_create("queue");
    tcase_add_test(tests, shares_are_those_of_the_models);
    tcase_add_test(tests, nobody_goes_back_nor_past_the_front);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
