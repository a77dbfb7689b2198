#include "frame/ops.h"

#include "base/error.h"

#include "frame_text.h"

static const char *const sample =
    "time:t 1 2 3 4 | close:f 1.5 - 2.5 3.5 | volume:i 10 20 - 40 | symbol:s A B A - | up:b 1 0 - 1";

START_TEST(select_takes_columns_in_the_order_asked)
{
    struct fs_frame *frame = frame_of(sample);
    expect(fs_frame_select(frame, (const char *[]){"up", "time"}, 2), "up:b 1 0 - 1 | time:t 1 2 3 4");
    ck_assert_ptr_null(fs_frame_select(frame, (const char *[]){"opn"}, 1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    fs_frame_unref(frame);
}
END_TEST

START_TEST(rename_swaps_names_and_refuses_a_clash)
{
    struct fs_frame *frame = frame_of("a:i 1 | b:i 2");
    expect(fs_frame_rename(frame, (const char *[]){"a", "b"}, (const char *[]){"b", "a"}, 2),
           "b:i 1 | a:i 2");
    ck_assert_ptr_null(fs_frame_rename(frame, (const char *[]){"a"}, (const char *[]){"b"}, 1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    fs_frame_unref(frame);
}
END_TEST

START_TEST(slice_shares_memory_and_is_cut_to_the_frame)
{
    struct fs_frame *frame = frame_of(sample), *part = fs_frame_slice(frame, 2, 100);
    ck_assert_ptr_eq(fs_frame_find(part, "time")->data,
                     (const int64_t *)fs_frame_find(frame, "time")->data + 2);
    struct fs_frame *inner = fs_frame_slice(part, 1, 1);
    expect(part, "time:t 3 4 | close:f 2.5 3.5 | volume:i - 40 | symbol:s A - | up:b - 1");
    expect(inner, "time:t 4 | close:f 3.5 | volume:i 40 | symbol:s - | up:b 1");
    expect(fs_frame_slice(frame, 9, 2), "time:t | close:f | volume:i | symbol:s | up:b");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(take_repeats_reorders_and_makes_missing_rows)
{
    struct fs_frame *frame = frame_of(sample);
    expect(fs_frame_take(frame, (int64_t[]){3, -1, 0, 0, 2}, 5),
           "time:t 4 - 1 1 3 | close:f 3.5 - 1.5 1.5 2.5 | volume:i 40 - 10 10 - | symbol:s - - A A A | "
           "up:b 1 - 1 1 -");
    ck_assert_ptr_null(fs_frame_take(frame, (int64_t[]){4}, 1));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(filter_keeps_the_masked_rows)
{
    struct fs_frame *frame = frame_of(sample);
    expect(fs_frame_filter(frame, (uint8_t[]){0, 1, 0, 1}),
           "time:t 2 4 | close:f - 3.5 | volume:i 20 40 | symbol:s B - | up:b 0 1");
    fs_frame_unref(frame);
}
END_TEST

static void where(const char *condition_column, int comparison, double real, int64_t integer,
                  const char *text, const char *times)
{
    struct fs_frame *frame = frame_of(sample);
    struct fs_condition condition = {condition_column, comparison, real, integer, text};
    struct fs_frame *found = fs_frame_where(frame, &condition, 1);
    ck_assert_ptr_nonnull(found);
    expect(fs_frame_select(found, (const char *[]){"time"}, 1), times);
    fs_frame_unref(found);
    fs_frame_unref(frame);
}

START_TEST(missing_values_satisfy_no_comparison)
{
    where("close", FS_GT, 2, 0, NULL, "time:t 3 4");
    where("close", FS_NE, 1.5, 0, NULL, "time:t 3 4");
    where("close", FS_LE, (double)NAN, 0, NULL, "time:t");
    where("close", FS_IS_MISSING, 0, 0, NULL, "time:t 2");
    where("volume", FS_GE, 0, 20, NULL, "time:t 2 4");
    where("volume", FS_IS_PRESENT, 0, 0, NULL, "time:t 1 2 4");
    where("symbol", FS_EQ, 0, 0, "A", "time:t 1 3");
    where("symbol", FS_NE, 0, 0, "A", "time:t 2");
    where("symbol", FS_GT, 0, 0, "", "time:t 1 2 3");
    where("symbol", FS_LT, 0, 0, "AA", "time:t 1 3");
    where("up", FS_EQ, 0, 0, NULL, "time:t 2");
    where("time", FS_LT, 0, 3, NULL, "time:t 1 2");
}
END_TEST

START_TEST(all_conditions_must_hold)
{
    struct fs_frame *frame = frame_of(sample);
    struct fs_condition both[] = {{.column = "close", .comparison = FS_GT, .real = 1},
                                  {.column = "symbol", .comparison = FS_EQ, .text = "A"}};
    struct fs_frame *found = fs_frame_where(frame, both, 2);
    ck_assert_int_eq(fs_frame_rows(found), 2);
    fs_frame_unref(found);
    both[1].text = NULL;
    ck_assert_ptr_null(fs_frame_where(frame, both, 2));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(concat_joins_dictionaries_bitmaps_and_columns_by_name)
{
    struct fs_frame *a = frame_of("s:s x - y | n:i 1 2 3"), *b = frame_of("n:i - 5 | s:s y z");
    expect(fs_frame_concat((struct fs_frame *[]){a, b, a}, 3), "s:s x - y y z x - y | n:i 1 2 3 - 5 1 2 3");
    struct fs_frame *other = frame_of("s:s x | n:f 1");
    ck_assert_ptr_null(fs_frame_concat((struct fs_frame *[]){a, other}, 2));
    ck_assert_str_eq(fs_error_last()->message, "column 'n' is of type f64 in frame 2 and i64 in the first");
    fs_frame_unref(a);
    fs_frame_unref(b);
    fs_frame_unref(other);
}
END_TEST

START_TEST(meta_texts_go_along)
{
    struct fs_frame *frame = frame_of(sample);
    fs_frame_meta_set(frame, "kind", "bars");
    struct fs_frame *part = fs_frame_slice(frame, 0, 1), *taken = fs_frame_take(part, (int64_t[]){0}, 1);
    ck_assert_str_eq(fs_frame_meta_get(taken, "kind"), "bars");
    fs_frame_unref(frame);
    fs_frame_unref(part);
    fs_frame_unref(taken);
}
END_TEST

RUN_TESTS("select", select_takes_columns_in_the_order_asked, rename_swaps_names_and_refuses_a_clash,
          slice_shares_memory_and_is_cut_to_the_frame, take_repeats_reorders_and_makes_missing_rows,
          filter_keeps_the_masked_rows, missing_values_satisfy_no_comparison, all_conditions_must_hold,
          concat_joins_dictionaries_bitmaps_and_columns_by_name, meta_texts_go_along)
