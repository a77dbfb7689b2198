#include "frame/ops.h"

#include "base/error.h"

#include "frame_text.h"

START_TEST(missing_values_sort_last_both_ways)
{
    struct fs_frame *frame = frame_of("x:f 2 - -1 -0.5 inf -inf | n:i 1 2 3 4 5 6");
    expect(fs_frame_sort(frame, (struct fs_sort_key[]){{"x", 0}}, 1),
           "x:f -inf -1 -0.5 2 inf - | n:i 6 3 4 1 5 2");
    expect(fs_frame_sort(frame, (struct fs_sort_key[]){{"x", 1}}, 1),
           "x:f inf 2 -0.5 -1 -inf - | n:i 5 1 4 3 6 2");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(equal_rows_keep_their_order)
{
    struct fs_frame *frame = frame_of("k:j 2 1 2 1 2 - 1 - | n:i 1 2 3 4 5 6 7 8");
    expect(fs_frame_sort(frame, (struct fs_sort_key[]){{"k", 0}}, 1),
           "k:j 1 1 1 2 2 2 - - | n:i 2 4 7 1 3 5 6 8");
    expect(fs_frame_sort(frame, (struct fs_sort_key[]){{"k", 1}}, 1),
           "k:j 2 2 2 1 1 1 - - | n:i 1 3 5 2 4 7 6 8");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(later_keys_decide_among_equals)
{
    struct fs_frame *frame = frame_of("s:s b a B a - | t:t 1 9 3 4 -5 | u:b 1 0 1 0 1");
    expect(fs_frame_sort(frame, (struct fs_sort_key[]){{"u", 0}, {"s", 1}, {"t", 0}}, 3),
           "s:s a a b B - | t:t 4 9 1 3 -5 | u:b 0 0 1 1 1");
    ck_assert_ptr_null(fs_frame_sort(frame, (struct fs_sort_key[]){{"x", 0}}, 1));
    fs_frame_unref(frame);
}
END_TEST

static int ordered(int64_t a, int64_t b)
{
    return a <= b;
}

START_TEST(random_integers_come_out_in_order_and_complete)
{
    enum { N = 5000 };
    void *data;
    struct fs_frame *frame = fs_frame_new();
    fs_frame_add_new(frame, "x", FS_I64, N, NULL, &data);
    uint64_t state = 1;
    int64_t sum = 0, sorted_sum = 0;
    for (int i = 0; i < N; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        ((int64_t *)data)[i] = (int64_t)state >> (i % 5 * 12);
        sum ^= ((int64_t *)data)[i];
    }
    struct fs_frame *sorted = fs_frame_sort(frame, (struct fs_sort_key[]){{"x", 0}}, 1);
    const int64_t *x = fs_frame_find(sorted, "x")->data;
    for (int i = 0; i < N; i++) {
        sorted_sum ^= x[i];
        ck_assert(i == 0 || ordered(x[i - 1], x[i]));
    }
    ck_assert_int_eq(sum, sorted_sum);
    fs_frame_unref(frame);
    fs_frame_unref(sorted);
}
END_TEST

RUN_TESTS("sort", missing_values_sort_last_both_ways, equal_rows_keep_their_order,
          later_keys_decide_among_equals, random_integers_come_out_in_order_and_complete)
