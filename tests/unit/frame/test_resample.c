#include "frame/ops.h"

#include "base/error.h"

#include "frame_text.h"

START_TEST(bars_take_first_max_min_last_and_sum)
{
    struct fs_frame *frame =
        frame_of("time:t 0 3 9 10 35 | open:f 1 2 3 4 5 | high:f 2 9 4 5 6 | low:f 0.5 1 2 3 4 | "
                 "close:f 1.5 2.5 3.5 4.5 - | volume:i 10 20 30 40 50 | vwap:f 1 2 3 4 5");
    struct fs_resample how = {.time = "time", .interval = 10};
    expect(fs_frame_resample(frame, &how), "time:t 0 10 30 | open:f 1 4 5 | high:f 9 5 6 | low:f 0.5 3 4 | "
                                           "close:f 3.5 4.5 - | volume:i 60 40 50 | vwap:f 3 4 5");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(intervals_start_at_the_origin_also_before_it)
{
    struct fs_frame *frame = frame_of("time:t -8 -7 0 2 3 12 | n:i 1 1 1 1 1 1");
    struct fs_aggregation count = {"n", FS_AGG_COUNT, "n", 0};
    struct fs_resample how = {
        .time = "time", .interval = 10, .origin = 3, .aggregations = &count, .count = 1};
    expect(fs_frame_resample(frame, &how), "time:t -17 -7 3 | n:i 1 3 2");
    how.origin = 1000000003;
    expect(fs_frame_resample(frame, &how), "time:t -17 -7 3 | n:i 1 3 2");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(bars_of_each_symbol_are_apart)
{
    struct fs_frame *frame =
        frame_of("time:t 1 2 5 11 12 | symbol:s A B A B A | close:f 1 2 3 4 5 | volume:i 1 2 3 4 5");
    struct fs_resample how = {
        .time = "time", .interval = 10, .by = (const char *[]){"symbol"}, .by_count = 1};
    expect(fs_frame_resample(frame, &how),
           "time:t 0 0 10 10 | symbol:s A B B A | close:f 3 2 4 5 | volume:i 4 2 4 5");
    fs_frame_unref(frame);
    frame = frame_of(
        "time:t 1 5 12 2 11 | symbol:s A A A B B | close:f 1 3 5 2 4"); /* one symbol after the other */
    expect(fs_frame_resample(frame, &how), "time:t 0 10 0 10 | symbol:s A A B B | close:f 3 5 2 4");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(unsorted_and_missing_times_and_empty_intervals_are_refused)
{
    struct fs_frame *frame = frame_of("time:t 1 3 2 | missing:t 1 - 3 | n:i 1 2 3");
    struct fs_resample how = {.time = "time", .interval = 10};
    ck_assert_ptr_null(fs_frame_resample(frame, &how));
    ck_assert_str_eq(fs_error_last()->message,
                     "column 'time', row 3: the time is before that of an earlier row");
    how.time = "missing";
    ck_assert_ptr_null(fs_frame_resample(frame, &how));
    ck_assert_str_eq(fs_error_last()->message, "column 'missing', row 2: the time is missing");
    how.time = "n";
    ck_assert_ptr_null(fs_frame_resample(frame, &how));
    how.time = "time";
    how.interval = 0;
    ck_assert_ptr_null(fs_frame_resample(frame, &how));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(the_first_instants_there_are_have_no_interval)
{
    struct fs_frame *frame = frame_of("time:t -9223372036854775807 9223372036854775807 | n:i 1 2");
    struct fs_resample how = {.time = "time", .interval = 10};
    ck_assert_ptr_null(fs_frame_resample(frame, &how));
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    fs_frame_unref(frame);
}
END_TEST

START_TEST(windows_need_their_rows_and_skip_what_is_missing)
{
    struct fs_frame *frame = frame_of("x:f 1 2 - 4 6 8");
    struct fs_rolling all[] = {{"x", FS_ROLL_MEAN, 2, 0, 0, "mean"}, {"x", FS_ROLL_SUM, 3, 2, 0, "sum"},
                               {"x", FS_ROLL_MIN, 2, 1, 0, "min"},   {"x", FS_ROLL_MAX, 4, 1, 0, "max"},
                               {"x", FS_ROLL_COUNT, 3, 0, 0, "n"},   {"x", FS_ROLL_STD, 3, 2, 1, "std"}};
    expect(fs_frame_rolling(frame, all, 6),
           "x:f 1 2 - 4 6 8 | mean:f - 1.5 - - 5 7 | sum:f - 3 3 6 10 18 | min:f 1 1 2 4 4 6 | "
           "max:f 1 2 2 4 6 8 | n:f 1 2 2 2 2 3 | "
           "std:f - 0.707106781186548 0.707106781186548 1.4142135623731 1.4142135623731 2");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_large_value_leaves_no_trace)
{
    struct fs_frame *frame = frame_of("x:f 1 1e300 1 2 3 inf 4 5 6");
    struct fs_rolling sum = {"x", FS_ROLL_SUM, 2, 0, 0, "sum"};
    expect(fs_frame_rolling(frame, &sum, 1),
           "x:f 1 1e+300 1 2 3 inf 4 5 6 | sum:f - 1e+300 1e+300 3 5 inf inf 9 11");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(windows_agree_with_their_definition)
{
    enum { N = 500 };
    struct fs_frame *frame = fs_frame_new();
    void *data;
    fs_frame_add_new(frame, "x", FS_F64, N, NULL, &data);
    double *x = data;
    uint64_t state = 3;
    for (int i = 0; i < N; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        x[i] = (double)(state >> 40) / 1000;
    }
    for (int64_t window = 1; window < 2 * N; window = window * 3 + 1) {
        struct fs_rolling all[] = {{"x", FS_ROLL_MEAN, window, 1, 0, "mean"},
                                   {"x", FS_ROLL_STD, window, 1, 0, "std"},
                                   {"x", FS_ROLL_MIN, window, 1, 0, "min"}};
        struct fs_frame *rolled = fs_frame_rolling(frame, all, 3);
        for (int i = 0; i < N; i++) {
            int from = i + 1 > window ? i + 1 - (int)window : 0, n = i + 1 - from;
            long double sum = 0, squares = 0;
            double least = x[i];
            for (int k = from; k <= i; k++) {
                sum += x[k];
                least = x[k] < least ? x[k] : least;
            }
            for (int k = from; k <= i; k++)
                squares += (x[k] - sum / n) * (x[k] - sum / n);
            double mean = (double)(sum / n), std = (double)sqrtl(squares / n);
            double got_mean = ((const double *)fs_frame_find(rolled, "mean")->data)[i];
            double got_std = ((const double *)fs_frame_find(rolled, "std")->data)[i];
            ck_assert(fabs(got_mean - mean) <= mean * 1e-15);
            ck_assert(fabs(got_std - std) <= std * 1e-12);
            ck_assert_double_eq(((const double *)fs_frame_find(rolled, "min")->data)[i], least);
        }
        fs_frame_unref(rolled);
    }
    fs_frame_unref(frame);
}
END_TEST

RUN_TESTS("resample", bars_take_first_max_min_last_and_sum, intervals_start_at_the_origin_also_before_it,
          bars_of_each_symbol_are_apart, unsorted_and_missing_times_and_empty_intervals_are_refused,
          the_first_instants_there_are_have_no_interval, windows_need_their_rows_and_skip_what_is_missing,
          a_large_value_leaves_no_trace, windows_agree_with_their_definition)
