#include "frame/ops.h"

#include "base/error.h"

#include "frame_text.h"

START_TEST(inner_join_pairs_every_match_in_the_lefts_order)
{
    struct fs_frame *left = frame_of("s:s B A - C A | n:i 1 2 3 4 5");
    struct fs_frame *right = frame_of("w:f 0.1 0.2 0.3 0.4 | s:s A B A - | n:i 7 8 9 10");
    const char *keys[] = {"s"};
    expect(fs_frame_join(left, right, keys, 1, FS_JOIN_INNER),
           "s:s B A A A A | n:i 1 2 2 5 5 | w:f 0.2 0.1 0.3 0.1 0.3 | n_right:i 8 7 9 7 9");
    expect(fs_frame_join(left, right, keys, 1, FS_JOIN_LEFT),
           "s:s B A A - C A A | n:i 1 2 2 3 4 5 5 | w:f 0.2 0.1 0.3 - - 0.1 0.3 | n_right:i 8 7 9 - - 7 9");
    fs_frame_unref(left);
    fs_frame_unref(right);
}
END_TEST

START_TEST(several_keys_must_all_be_equal_and_integers_go_together)
{
    struct fs_frame *left = frame_of("a:i 1 1 2 | b:s x y x"),
                    *right = frame_of("b:s y x | a:j 1 2 | v:b 1 0");
    expect(fs_frame_join(left, right, (const char *[]){"a", "b"}, 2, FS_JOIN_LEFT),
           "a:i 1 1 2 | b:s x y x | v:b - 1 0");
    fs_frame_unref(left);
    fs_frame_unref(right);
}
END_TEST

START_TEST(keys_that_do_not_fit_are_refused)
{
    struct fs_frame *left = frame_of("a:i 1 | c:i 1"), *right = frame_of("a:f 1 | b:i 1");
    ck_assert_ptr_null(fs_frame_join(left, right, (const char *[]){"a"}, 1, FS_JOIN_INNER));
    ck_assert_str_eq(fs_error_last()->message,
                     "key 'a' is of type i64 in the left frame and f64 in the right");
    ck_assert_ptr_null(fs_frame_join(left, right, (const char *[]){"c"}, 1, FS_JOIN_INNER));
    ck_assert_str_eq(fs_error_last()->message, "key 'c' is not in the right frame");
    ck_assert_ptr_null(fs_frame_join(left, right, NULL, 0, FS_JOIN_INNER));
    fs_frame_unref(left);
    fs_frame_unref(right);
}
END_TEST

static void asof(int direction, int64_t tolerance, int forbid_exact, const char *bids)
{
    struct fs_frame *left = frame_of("t:t 1 5 10 15 20"),
                    *right = frame_of("t:t 2 5 5 12 19 | bid:i 1 2 3 4 5");
    struct fs_asof how = {
        .on = "t", .direction = direction, .tolerance = tolerance, .forbid_exact = forbid_exact};
    struct fs_frame *joined = fs_frame_join_asof(left, right, &how);
    ck_assert_ptr_nonnull(joined);
    ck_assert_ptr_nonnull(fs_frame_find(joined, "t_right"));
    expect(fs_frame_select(joined, (const char *[]){"bid"}, 1), bids);
    fs_frame_unref(joined);
    fs_frame_unref(left);
    fs_frame_unref(right);
}

START_TEST(asof_looks_back_ahead_or_to_the_nearest)
{
    asof(FS_ASOF_BACKWARD, -1, 0, "bid:i - 3 3 4 5");
    asof(FS_ASOF_FORWARD, -1, 0, "bid:i 1 2 4 5 -");
    asof(FS_ASOF_NEAREST, -1, 0, "bid:i 1 3 4 4 5"); /* at 5 backward's row, at 15: 12 is nearer than 19 */
}
END_TEST

START_TEST(asof_can_refuse_what_is_too_far_or_at_the_same_time)
{
    asof(FS_ASOF_BACKWARD, 3, 0, "bid:i - 3 - 4 5");
    asof(FS_ASOF_BACKWARD, -1, 1, "bid:i - 1 3 4 5");
    asof(FS_ASOF_FORWARD, -1, 1, "bid:i 1 4 4 5 -");
    asof(FS_ASOF_NEAREST, 2, 0, "bid:i 1 3 4 - 5");
    asof(FS_ASOF_BACKWARD, 0, 0, "bid:i - 3 - - -");
}
END_TEST

START_TEST(asof_by_matches_within_each_key)
{
    struct fs_frame *left = frame_of("t:t 3 3 4 9 9 | s:s A B C A -");
    struct fs_frame *right = frame_of("t:t 1 2 4 8 8 | s:s B A A - B | bid:f 1 2 3 4 5");
    struct fs_asof how = {.on = "t", .by = (const char *[]){"s"}, .by_count = 1, .tolerance = -1};
    expect(fs_frame_join_asof(left, right, &how),
           "t:t 3 3 4 9 9 | s:s A B C A - | t_right:t 2 1 - 4 - | bid:f 2 1 - 3 -");
    fs_frame_unref(left);
    fs_frame_unref(right);
}
END_TEST

START_TEST(asof_refuses_unsorted_or_missing_times)
{
    struct fs_frame *left = frame_of("t:t 1 3 2"), *right = frame_of("t:t 1 - 2");
    struct fs_asof how = {.on = "t", .tolerance = -1};
    ck_assert_ptr_null(fs_frame_join_asof(left, right, &how));
    ck_assert_str_eq(fs_error_last()->message,
                     "column 't' of the left frame, row 3: the value is below the one before");
    struct fs_frame *sorted = frame_of("t:t 1 2 3");
    ck_assert_ptr_null(fs_frame_join_asof(sorted, right, &how));
    ck_assert_str_eq(fs_error_last()->message, "column 't' of the right frame, row 2: the value is missing");
    fs_frame_unref(left);
    fs_frame_unref(right);
    fs_frame_unref(sorted);
}
END_TEST

/* The definition, tried row by row. */
static int64_t plain_asof(const int64_t *times, int n, int64_t time, int direction, int64_t tolerance,
                          int forbid)
{
    int64_t back = -1, ahead = -1;
    for (int i = 0; i < n; i++)
        if ((times[i] < time || (times[i] == time && !forbid)) &&
            (tolerance < 0 || time - times[i] <= tolerance))
            back = i;
    for (int i = n - 1; i >= 0; i--)
        if ((times[i] > time || (times[i] == time && !forbid)) &&
            (tolerance < 0 || times[i] - time <= tolerance))
            ahead = i;
    if (direction == FS_ASOF_BACKWARD || (direction == FS_ASOF_NEAREST && ahead < 0))
        return back;
    if (direction == FS_ASOF_FORWARD || back < 0)
        return ahead;
    return time - times[back] <= times[ahead] - time ? back : ahead;
}

START_TEST(asof_agrees_with_its_definition_on_random_times)
{
    enum { N = 200 };
    int wrong = 0;
    uint64_t state = 7;
    for (int round = 0; round < 60; round++) {
        void *left_data, *right_data, *numbers;
        struct fs_frame *left = fs_frame_new(), *right = fs_frame_new();
        fs_frame_add_new(left, "t", FS_TIME, N, NULL, &left_data);
        fs_frame_add_new(right, "t", FS_TIME, N, NULL, &right_data);
        fs_frame_add_new(right, "n", FS_I64, N, NULL, &numbers);
        int64_t *a = left_data, *b = right_data;
        for (int i = 0; i < N; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            a[i] = (i ? a[i - 1] : 0) + (int64_t)(state >> 62);
            b[i] = (i ? b[i - 1] : 0) + (int64_t)((state >> 50) & 3);
            ((int64_t *)numbers)[i] = i;
        }
        struct fs_asof how = {
            .on = "t", .direction = round % 3, .tolerance = round % 5 - 1, .forbid_exact = round % 2};
        struct fs_frame *joined = fs_frame_join_asof(left, right, &how);
        const struct fs_column *n = fs_frame_find(joined, "n");
        for (int i = 0; i < N; i++) {
            int64_t want = plain_asof(b, N, a[i], how.direction, how.tolerance, how.forbid_exact);
            int64_t got = fs_column_is_null(n, i) ? -1 : ((const int64_t *)n->data)[i];
            wrong += got != want;
        }
        fs_frame_unref(left);
        fs_frame_unref(right);
        fs_frame_unref(joined);
    }
    ck_assert_int_eq(wrong, 0);
}
END_TEST

RUN_TESTS("join", inner_join_pairs_every_match_in_the_lefts_order,
          several_keys_must_all_be_equal_and_integers_go_together, keys_that_do_not_fit_are_refused,
          asof_looks_back_ahead_or_to_the_nearest, asof_can_refuse_what_is_too_far_or_at_the_same_time,
          asof_by_matches_within_each_key, asof_refuses_unsorted_or_missing_times,
          asof_agrees_with_its_definition_on_random_times)
