#include "frame/frame.h"

#include "base/error.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int released;
static void count_release(void *owner)
{
    (void)owner;
    released++;
}

static struct fs_frame *prices(void)
{
    struct fs_frame *frame = fs_frame_new();
    void *data;
    ck_assert_int_eq(fs_frame_add_new(frame, "close", FS_F64, 3, NULL, &data), 0);
    memcpy(data, (double[]){1.5, NAN, 2.5}, 24);
    ck_assert_int_eq(fs_frame_add_new(frame, "volume", FS_I64, 3, NULL, &data), 0);
    memcpy(data, (int64_t[]){10, 20, 30}, 24);
    return frame;
}

START_TEST(buffer_releases_foreign_memory_with_the_last_reference)
{
    released = 0;
    char memory[8];
    struct fs_buffer *buffer = fs_buffer_wrap(memory, sizeof memory, count_release, memory);
    fs_buffer_ref(buffer);
    fs_buffer_unref(buffer);
    ck_assert_int_eq(released, 0);
    fs_buffer_unref(buffer);
    ck_assert_int_eq(released, 1);
}
END_TEST

START_TEST(buffer_is_aligned_to_64_bytes_and_refuses_absurd_sizes)
{
    for (size_t size = 0; size < 200; size += 13) {
        struct fs_buffer *buffer = fs_buffer_new(size);
        ck_assert_uint_eq((uintptr_t)fs_buffer_data(buffer) % 64, 0);
        ck_assert_uint_eq(fs_buffer_size(buffer), size);
        fs_buffer_unref(buffer);
    }
    ck_assert_ptr_null(fs_buffer_new(SIZE_MAX));
    ck_assert_int_eq(fs_error_last_code(), FS_E_MEMORY);
}
END_TEST

START_TEST(columns_are_found_by_name_and_position)
{
    struct fs_frame *frame = prices();
    ck_assert_int_eq(fs_frame_rows(frame), 3);
    ck_assert_int_eq(fs_frame_columns(frame), 2);
    ck_assert_int_eq(fs_frame_index(frame, "volume"), 1);
    ck_assert_str_eq(fs_frame_column(frame, 0)->name, "close");
    ck_assert_ptr_null(fs_frame_column(frame, 2));
    ck_assert_ptr_null(fs_frame_column(frame, -1));
    ck_assert_ptr_null(fs_frame_find(frame, "open"));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_required_column_that_is_absent_names_the_nearest)
{
    struct fs_frame *frame = prices();
    ck_assert_ptr_null(fs_frame_require(frame, "volme"));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    ck_assert_str_eq(fs_error_last()->message, "no column 'volme'; the frame has close, volume");
    ck_assert_str_eq(fs_error_last()->hint, "did you mean 'volume'?");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_wide_frame_lists_some_columns_and_stays_within_its_text)
{
    struct fs_frame *frame = fs_frame_new();
    char name[64];
    void *data;
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "column_%d", i);
        ck_assert_int_eq(fs_frame_add_new(frame, name, FS_BOOL, 0, NULL, &data), 0);
    }
    ck_assert_int_eq(fs_frame_index(frame, "column_499"), 499);
    ck_assert_ptr_null(fs_frame_require(frame, "zzz"));
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, ", ..."));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_name_twice_or_another_length_is_refused_and_memory_given_back)
{
    released = 0;
    struct fs_frame *frame = prices();
    static double values[3];
    struct fs_column column = {.name = "close", .type = FS_F64, .length = 3, .data = values};
    column.owner = fs_buffer_wrap(values, sizeof values, count_release, NULL);
    ck_assert_int_eq(fs_frame_add(frame, &column), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    ck_assert_int_eq(released, 1);
    column.name = "open";
    column.length = 2;
    column.owner = fs_buffer_wrap(values, sizeof values, count_release, NULL);
    ck_assert_int_eq(fs_frame_add(frame, &column), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_str_eq(fs_error_last()->message, "column 'open' has 2 rows; the frame has 3");
    ck_assert_int_eq(released, 2);
    column = (struct fs_column){.name = "text", .type = FS_STRING, .length = 3, .data = values};
    ck_assert_int_eq(fs_frame_add(frame, &column), -1);
    ck_assert_int_eq(fs_frame_columns(frame), 2);
    fs_frame_unref(frame);
}
END_TEST

START_TEST(a_shared_column_outlives_its_first_frame)
{
    struct fs_frame *frame = prices(), *other = fs_frame_new();
    ck_assert_int_eq(fs_frame_add_shared(other, fs_frame_find(frame, "volume"), "size"), 0);
    ck_assert_ptr_eq(fs_frame_find(other, "size")->data, fs_frame_find(frame, "volume")->data);
    fs_frame_unref(frame);
    ck_assert_int_eq(((const int64_t *)fs_frame_find(other, "size")->data)[2], 30);
    fs_frame_unref(other);
}
END_TEST

START_TEST(missing_is_nan_in_f64_and_a_clear_bit_elsewhere)
{
    struct fs_frame *frame = prices();
    struct fs_buffer *bits = fs_buffer_new(1);
    *(uint8_t *)fs_buffer_data(bits) = 0x5; /* rows 0 and 2 are there */
    ck_assert_int_eq(fs_frame_set_validity(frame, 1, bits, 1), 0);
    ck_assert(!fs_column_is_null(fs_frame_column(frame, 0), 0));
    ck_assert(fs_column_is_null(fs_frame_column(frame, 0), 1));
    ck_assert(!fs_column_is_null(fs_frame_column(frame, 1), 0));
    ck_assert(fs_column_is_null(fs_frame_column(frame, 1), 1));
    ck_assert_int_eq(fs_frame_column(frame, 1)->null_count, 1);
    ck_assert_int_eq(fs_frame_set_validity(frame, 1, fs_buffer_new(0), 0), -1);
    ck_assert_int_eq(fs_frame_set_validity(frame, 1, NULL, 0), 0);
    ck_assert(!fs_column_is_null(fs_frame_column(frame, 1), 1));
    fs_frame_unref(frame);
}
END_TEST

START_TEST(only_timestamp_columns_have_a_zone)
{
    struct fs_frame *frame = prices();
    void *data;
    ck_assert_int_eq(fs_frame_set_zone(frame, 0, "UTC"), -1);
    ck_assert_int_eq(fs_frame_add_new(frame, "time", FS_TIME, 3, NULL, &data), 0);
    ck_assert_int_eq(fs_frame_set_zone(frame, 2, "America/New_York"), 0);
    ck_assert_str_eq(fs_frame_find(frame, "time")->zone, "America/New_York");
    fs_frame_unref(frame);
}
END_TEST

START_TEST(meta_texts_are_set_replaced_removed_and_copied)
{
    struct fs_frame *frame = fs_frame_new(), *other = fs_frame_new();
    const char *key, *value;
    ck_assert_ptr_null(fs_frame_meta_get(frame, "symbol"));
    ck_assert_int_eq(fs_frame_meta_set(frame, "symbol", "AAPL"), 0);
    ck_assert_int_eq(fs_frame_meta_set(frame, "kind", "bars"), 0);
    ck_assert_int_eq(fs_frame_meta_set(frame, "symbol", "MSFT"), 0);
    ck_assert_int_eq(fs_frame_meta_count(frame), 2);
    ck_assert_int_eq(fs_frame_meta_at(frame, 0, &key, &value), 0);
    ck_assert_str_eq(key, "symbol");
    ck_assert_str_eq(value, "MSFT");
    ck_assert_int_eq(fs_frame_meta_at(frame, 2, &key, &value), -1);
    ck_assert_int_eq(fs_frame_meta_copy(other, frame), 0);
    ck_assert_int_eq(fs_frame_meta_set(frame, "symbol", NULL), 0);
    ck_assert_ptr_null(fs_frame_meta_get(frame, "symbol"));
    ck_assert_str_eq(fs_frame_meta_get(frame, "kind"), "bars");
    ck_assert_str_eq(fs_frame_meta_get(other, "symbol"), "MSFT");
    fs_frame_unref(frame);
    fs_frame_unref(other);
}
END_TEST

START_TEST(too_many_rows_are_an_error)
{
    struct fs_frame *frame = fs_frame_new();
    void *data;
    ck_assert_int_eq(fs_frame_add_new(frame, "x", FS_F64, INT64_MAX, NULL, &data), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    fs_frame_unref(frame);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frame");
    TCase *tcase = tcase_create("frame");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, buffer_releases_foreign_memory_with_the_last_reference);
    tcase_add_test(tcase, buffer_is_aligned_to_64_bytes_and_refuses_absurd_sizes);
    tcase_add_test(tcase, columns_are_found_by_name_and_position);
    tcase_add_test(tcase, a_required_column_that_is_absent_names_the_nearest);
    tcase_add_test(tcase, a_wide_frame_lists_some_columns_and_stays_within_its_text);
    tcase_add_test(tcase, a_name_twice_or_another_length_is_refused_and_memory_given_back);
    tcase_add_test(tcase, a_shared_column_outlives_its_first_frame);
    tcase_add_test(tcase, missing_is_nan_in_f64_and_a_clear_bit_elsewhere);
    tcase_add_test(tcase, only_timestamp_columns_have_a_zone);
    tcase_add_test(tcase, meta_texts_are_set_replaced_removed_and_copied);
    tcase_add_test(tcase, too_many_rows_are_an_error);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
