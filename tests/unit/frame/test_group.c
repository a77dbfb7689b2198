#include "frame/ops.h"

#include "base/error.h"

#include "frame_text.h"

static const char *const trades = "symbol:s A B A - B A | qty:i 10 20 30 40 - 60 | price:f 1 2 - 4 5 9 | "
                                  "time:t 1 2 3 4 5 6 | side:s b s b b - b";

START_TEST(groups_come_in_order_of_first_appearance_and_missing_keys_are_one)
{
    struct fs_frame *frame = frame_of(trades);
    struct fs_aggregation all[] = {{"qty", FS_AGG_SUM, NULL, 0},      {"qty", FS_AGG_COUNT, "n", 0},
                                   {"price", FS_AGG_MEAN, NULL, 0},   {"time", FS_AGG_MAX, NULL, 0},
                                   {"side", FS_AGG_NUNIQUE, "k", 0},  {"side", FS_AGG_FIRST, "side", 0},
                                   {"price", FS_AGG_LAST, "last", 0}, {"price", FS_AGG_MEDIAN, "mid", 0}};
    expect(fs_frame_group(frame, (const char *[]){"symbol"}, 1, all, 8),
           "symbol:s A B - | qty:i 100 20 40 | n:i 3 1 1 | price:f 5 3.5 4 | time:t 6 5 4 | k:i 1 1 1 | "
           "side:s b s b | last:f 9 5 4 | mid:f 5 3.5 4");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(several_keys_group_by_their_combination)
{
    struct fs_frame *frame = frame_of("a:s x x y x y | b:f 1 2 1 1 - | v:i 1 2 3 4 5");
    expect(fs_frame_group(frame, (const char *[]){"a", "b"}, 2,
                          (struct fs_aggregation[]){{"v", FS_AGG_SUM, NULL, 0}}, 1),
           "a:s x x y y | b:f 1 2 1 - | v:i 5 2 3 5");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(zero_and_minus_zero_are_one_key)
{
    struct fs_frame *frame = frame_of("k:f 0 -0 1 | v:i 1 2 3");
    struct fs_frame *grouped = fs_frame_group(frame, (const char *[]){"k"}, 1,
                                              (struct fs_aggregation[]){{"v", FS_AGG_SUM, NULL, 0}}, 1);
    expect(grouped, "k:f 0 1 | v:i 3 3");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(no_keys_make_one_row_also_of_nothing)
{
    struct fs_frame *frame = frame_of("v:i 1 2 3 | x:f - - -"), *none = fs_frame_slice(frame, 0, 0);
    struct fs_aggregation all[] = {{"v", FS_AGG_SUM, "sum", 0}, {"v", FS_AGG_MIN, "min", 0},
                                   {"x", FS_AGG_SUM, "x", 0},   {"x", FS_AGG_MEAN, "mean", 0},
                                   {"x", FS_AGG_MAX, "max", 0}, {"x", FS_AGG_COUNT, "n", 0}};
    expect(fs_frame_group(frame, NULL, 0, all, 6), "sum:i 6 | min:i 1 | x:f 0 | mean:f - | max:f - | n:i 0");
    expect(fs_frame_group(none, NULL, 0, all, 6), "sum:i 0 | min:i - | x:f 0 | mean:f - | max:f - | n:i 0");
    fs_frame_unref(frame);
    fs_frame_unref(none);
}
END_TEST

START_TEST(variance_takes_its_divisor_from_the_caller)
{
    struct fs_frame *frame = frame_of("x:f 2 4 4 4 5 5 7 9 -");
    struct fs_aggregation all[] = {{"x", FS_AGG_VAR, "population", 0},
                                   {"x", FS_AGG_STD, "std", 0},
                                   {"x", FS_AGG_VAR, "sample", 1},
                                   {"x", FS_AGG_VAR, "none", 8}};
    expect(fs_frame_group(frame, NULL, 0, all, 4),
           "population:f 4 | std:f 2 | sample:f 4.57142857142857 | none:f -");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(sums_keep_what_rounding_would_lose)
{
    struct fs_frame *frame = frame_of("x:f 1 1e100 1 -1e100");
    expect(fs_frame_group(frame, NULL, 0, (struct fs_aggregation[]){{"x", FS_AGG_SUM, NULL, 0}}, 1), "x:f 2");
    fs_frame_unref(frame);
    frame = frame_of("x:f 1 inf 2 | y:f inf -inf 1");
    expect(fs_frame_group(frame, NULL, 0,
                          (struct fs_aggregation[]){{"x", FS_AGG_SUM, NULL, 0}, {"y", FS_AGG_SUM, NULL, 0}},
                          2),
           "x:f inf | y:f -");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_sum_of_integers_that_overflows_is_an_error)
{
    struct fs_frame *frame = frame_of("n:i 9223372036854775807 1");
    ck_assert_ptr_null(
        fs_frame_group(frame, NULL, 0, (struct fs_aggregation[]){{"n", FS_AGG_SUM, NULL, 0}}, 1));
    ck_assert_str_eq(fs_error_last()->message, "column 'n': a sum does not fit in 64 bits");
    expect(fs_frame_group(frame, NULL, 0, (struct fs_aggregation[]){{"n", FS_AGG_MEAN, NULL, 0}}, 1),
           "n:f 4.61168601842739e+18");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(texts_and_times_refuse_what_they_do_not_have)
{
    struct fs_frame *frame = frame_of(trades);
    ck_assert_ptr_null(
        fs_frame_group(frame, NULL, 0, (struct fs_aggregation[]){{"symbol", FS_AGG_MEAN, NULL, 0}}, 1));
    ck_assert_str_eq(fs_error_last()->message, "column 'symbol' is of type string, which has no mean");
    ck_assert_ptr_null(
        fs_frame_group(frame, NULL, 0, (struct fs_aggregation[]){{"time", FS_AGG_SUM, NULL, 0}}, 1));
    expect(fs_frame_group(
               frame, NULL, 0,
               (struct fs_aggregation[]){{"time", FS_AGG_MEAN, NULL, 0}, {"symbol", FS_AGG_MIN, "s", 0}}, 2),
           "time:t 3 | s:s A");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(aggregates_have_names)
{
    ck_assert_int_eq(fs_aggregate_parse("nunique"), FS_AGG_NUNIQUE);
    ck_assert_int_eq(fs_aggregate_parse("count"), FS_AGG_COUNT);
    ck_assert_int_eq(fs_aggregate_parse("meen"), -1);
    ck_assert_str_eq(fs_error_last()->hint, "did you mean 'mean'?");
}
END_TEST

START_TEST(many_groups_are_told_apart)
{
    enum { N = 20000 };
    void *keys, *values;
    struct fs_frame *frame = fs_frame_new();
    fs_frame_add_new(frame, "k", FS_I64, N, NULL, &keys);
    fs_frame_add_new(frame, "v", FS_F64, N, NULL, &values);
    for (int64_t i = 0; i < N; i++) {
        ((int64_t *)keys)[i] = i % 5003 * 1000003;
        ((double *)values)[i] = (double)i;
    }
    struct fs_frame *grouped = fs_frame_group(frame, (const char *[]){"k"}, 1,
                                              (struct fs_aggregation[]){{"v", FS_AGG_SUM, NULL, 0}}, 1);
    ck_assert_int_eq(fs_frame_rows(grouped), 5003);
    for (int64_t g = 0; g < 5003; g++) {
        double sum = 0;
        for (int64_t i = g; i < N; i += 5003)
            sum += (double)i;
        ck_assert_int_eq(((const int64_t *)fs_frame_find(grouped, "k")->data)[g], g * 1000003);
        ck_assert_double_eq(((const double *)fs_frame_find(grouped, "v")->data)[g], sum);
    }
    fs_frame_unref(frame);
    fs_frame_unref(grouped);
}
END_TEST

START_TEST(describe_says_what_is_in_each_column)
{
    struct fs_frame *frame = frame_of("x:f 1 2 3 4 - | s:s a b a - a | t:t 1 2 3 4 5");
    expect(
        fs_frame_describe(frame),
        "column:s x s t | type:s f64 string timestamp | count:i 4 4 5 | missing:i 1 1 0 | unique:i 4 2 5 | "
        "mean:f 2.5 - - | std:f 1.29099444873581 - - | min:f 1 - - | q25:f 1.75 - - | median:f 2.5 - - | "
        "q75:f 3.25 - - | max:f 4 - -");
    fs_frame_unref(frame);
}
END_TEST

RUN_TESTS("group", groups_come_in_order_of_first_appearance_and_missing_keys_are_one,
          several_keys_group_by_their_combination, zero_and_minus_zero_are_one_key,
          no_keys_make_one_row_also_of_nothing, variance_takes_its_divisor_from_the_caller,
          sums_keep_what_rounding_would_lose, a_sum_of_integers_that_overflows_is_an_error,
          texts_and_times_refuse_what_they_do_not_have, aggregates_have_names, many_groups_are_told_apart,
          describe_says_what_is_in_each_column)
