/* The agenda against a look at all sources. */
#include "market/agenda.h"

#include <check.h>
#include <string.h>

#define SOURCES 64

static uint64_t state = 88172645463325252;

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

/* What is announced. */
static struct {
    int64_t time;
    uint32_t rank;
    int there;
} next[SOURCES];

static void announce(struct fs_agenda *a, uint32_t source, int64_t time, uint32_t rank)
{
    next[source].time = time;
    next[source].rank = rank;
    next[source].there = 1;
    fs_agenda_set(a, source, time, rank);
}

/* The first and the second by looking at each; -1: none. */
static void look(uint32_t count, int *first, int64_t *second)
{
    *first = -1;
    for (uint32_t i = 0; i < count; i++)
        if (next[i].there && (*first < 0 || next[i].time < next[*first].time ||
                              (next[i].time == next[*first].time && next[i].rank < next[*first].rank)))
            *first = (int)i;
    *second = INT64_MAX;
    for (uint32_t i = 0; i < count; i++)
        if (next[i].there && (int)i != *first && next[i].time < *second)
            *second = next[i].time;
}

static int64_t check(const struct fs_agenda *a, uint32_t count)
{
    int first;
    int64_t second;
    const struct fs_merge_entry *top = fs_agenda_first(a);
    look(count, &first, &second);
    ck_assert_int_eq(top ? (int)top->source : -1, first);
    if (!top)
        return -1;
    ck_assert_int_eq(top->time, next[first].time);
    ck_assert_uint_eq(top->rank, next[first].rank);
    ck_assert_int_le(fs_agenda_second(a), second); /* a time before is allowed */
    ck_assert_int_ge(fs_agenda_second(a), top->time);
    return top->time;
}

/* Bars of all at the same times; now and then one moves to an earlier event, a later one, or away. */
static void take_turns(uint32_t count, uint32_t seldom)
{
    struct fs_agenda a;
    int64_t now;
    memset(next, 0, sizeof next);
    ck_assert_int_eq(fs_agenda_init(&a, count), 0);
    for (uint32_t i = 0; i < count; i++)
        announce(&a, i, 60, i);
    for (int round = 0; round < 2000 && (now = check(&a, count)) >= 0; round++) {
        uint32_t source = fs_agenda_first(&a)->source, other = below(count);
        if (below(seldom) == 0 && next[other].there)
            announce(&a, other, now + below(100), below(2) << 31 | other);
        else if (below(500) == 0) {
            next[source].there = 0;
            fs_agenda_remove(&a, source);
        } else
            announce(&a, source, now / 60 * 60 + 60, source);
    }
    for (uint32_t i = 0; i < count; i++) {
        next[i].there = 0;
        fs_agenda_remove(&a, i);
        fs_agenda_remove(&a, i); /* absent: nothing happens */
        check(&a, count);
    }
    fs_agenda_clear(&a);
}

START_TEST(what_comes_first_is_first_however_sources_move)
{
    static const uint32_t counts[] = {1, 2, 3, 7, SOURCES};
    for (int i = 0; i < 5; i++)
        for (uint32_t seldom = 1; seldom < 1000; seldom *= 3)
            take_turns(counts[i], seldom);
}
END_TEST

START_TEST(sources_that_take_turns_stay_out_of_the_heap)
{
    struct fs_agenda a;
    ck_assert_int_eq(fs_agenda_init(&a, SOURCES), 0);
    memset(next, 0, sizeof next);
    for (uint32_t i = 0; i < SOURCES; i++)
        announce(&a, i, 60, i);
    for (int round = 0; round < 1000; round++) {
        const struct fs_merge_entry *top = fs_agenda_first(&a);
        ck_assert_uint_eq(top->source, (uint32_t)round % SOURCES);
        announce(&a, top->source, top->time + 60, top->rank);
        ck_assert_uint_eq(a.heap.count, 0);
    }
    fs_agenda_clear(&a);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("agenda");
    TCase *tc = tcase_create("cases");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, what_comes_first_is_first_however_sources_move);
    tcase_add_test(tc, sources_that_take_turns_stay_out_of_the_heap);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
