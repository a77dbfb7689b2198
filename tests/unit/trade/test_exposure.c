#include "trade/exposure.h"

#include <check.h>

static uint64_t state = 88172645463325252;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* From nothing to all that a slot can be worth. */
static fs_i128 draw_value(void)
{
    static const int bits[] = {0, 60, 100, 126, 127};
    int kept = bits[draw() % 5];
    fs_u128 value = (fs_u128)draw() << 64 | draw();
    return kept ? (fs_i128)(value >> (128 - kept)) : 0;
}

#define SLOTS_MAX 40

/* Adds up as long as there is room. */
static fs_i128 slow_sum(const fs_i128 *values, uint32_t count, uint32_t except)
{
    fs_i128 sum = 0;
    for (uint32_t s = 0; s < count; s++)
        if (s != except && __builtin_add_overflow(sum, values[s], &sum))
            return FS_I128_MAX;
    return sum;
}

START_TEST(sums_are_those_over_all_slots)
{
    for (uint32_t count = 1; count <= SLOTS_MAX; count++) {
        struct fs_exposure x;
        fs_i128 held[SLOTS_MAX] = {0}, pending[SLOTS_MAX] = {0};
        ck_assert_int_eq(fs_exposure_init(&x, count), 0);
        for (int step = 0; step < 500; step++) {
            uint32_t slot = (uint32_t)(draw() % count), except = (uint32_t)(draw() % count);
            held[slot] = draw_value();
            pending[slot] = draw() % 8 ? draw_value() : FS_I128_MAX;
            fs_exposure_set(&x, slot, (struct fs_worth){held[slot], pending[slot]});
            ck_assert(fs_exposure_others(&x, except, 0) == slow_sum(held, count, except));
            ck_assert(fs_exposure_others(&x, except, 1) == slow_sum(pending, count, except));
        }
        for (uint32_t s = 0; s < count; s++)
            fs_exposure_set(&x, s, (struct fs_worth){0, 0});
        ck_assert(!x.held.low && !x.held.high && !x.pending.low && !x.pending.high);
        fs_exposure_clear(&x);
    }
}
END_TEST

START_TEST(touched_slots_are_named_once_and_in_order)
{
    for (uint32_t count = 1; count <= SLOTS_MAX; count++) {
        struct fs_exposure x;
        ck_assert_int_eq(fs_exposure_init(&x, count), 0);
        uint32_t seen = 0;
        for (uint32_t s = 0; (s = fs_exposure_touched(&x, s)) < count; s++) {
            ck_assert_uint_eq(s, seen++); /* all are, at the start */
            fs_exposure_set(&x, s, (struct fs_worth){0});
        }
        ck_assert_uint_eq(seen, count);
        for (int round = 0; round < 50; round++) {
            uint64_t wanted = 0, found = 0;
            for (uint64_t n = draw() % 5; n; n--) {
                uint32_t slot = (uint32_t)(draw() % count);
                wanted |= UINT64_C(1) << slot;
                fs_exposure_touch(&x, slot);
            }
            for (uint32_t s = 0; (s = fs_exposure_touched(&x, s)) < count; s++) {
                ck_assert(!(found >> s));
                found |= UINT64_C(1) << s;
                fs_exposure_set(&x, s, (struct fs_worth){1, 1});
            }
            ck_assert_uint_eq(found, wanted);
            ck_assert_uint_eq(fs_exposure_touched(&x, 0), count);
        }
        fs_exposure_clear(&x);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exposure");
    TCase *tc = tcase_create("cases");
    tcase_add_test(tc, sums_are_those_over_all_slots);
    tcase_add_test(tc, touched_slots_are_named_once_and_in_order);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
