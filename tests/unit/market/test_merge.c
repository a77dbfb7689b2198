/* The merge against a sorted list. */
#include "market/merge.h"

#include <check.h>
#include <stdlib.h>

START_TEST(sources_come_in_order_of_time_then_rank)
{
    struct fs_merge m;
    int64_t next[64];
    uint64_t seed = 7;
    ck_assert_int_eq(fs_merge_init(&m, 64), 0);
    for (uint32_t i = 0; i < 64; i++)
        fs_merge_set(&m, i, next[i] = i % 7, i);
    for (int round = 0; round < 20000 && m.count; round++) {
        struct fs_merge_entry top = m.heap[0];
        for (uint32_t i = 0; i < 64; i++)
            ck_assert(next[i] < 0 || next[i] > top.time || (next[i] == top.time && i >= top.rank));
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint32_t other = (uint32_t)(seed >> 58);
        if (next[other] >= 0 && (seed >> 40) % 4 == 0) /* one that moves earlier or later while not on top */
            fs_merge_set(&m, other, next[other] = top.time + (int64_t)((seed >> 20) % 50), other);
        if ((seed >> 30) % 300 == 0) {
            fs_merge_remove(&m, top.source);
            next[top.source] = -1;
        } else {
            top = m.heap[0];
            next[top.source] = top.time + (int64_t)(seed >> 50) % 90;
            fs_merge_set(&m, top.source, next[top.source], top.rank);
        }
    }
    fs_merge_remove(&m, 3);
    fs_merge_remove(&m, 3); /* absent: nothing happens */
    fs_merge_clear(&m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("merge");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, sources_come_in_order_of_time_then_rank);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
