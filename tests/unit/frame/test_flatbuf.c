#include "frame/flatbuf.h"

#include "base/error.h"

#include "frame_text.h"

/* A table {0: text, 1: i64, 2: [{0: i32}], 3: [u8 x 3], 4: u8, 5: i16}. */
static uint8_t *build(size_t *size)
{
    struct fs_fb_builder builder = {.bytes = NULL};
    fs_fb_ref items[3];
    for (int i = 0; i < 3; i++) {
        fs_fb_start(&builder);
        fs_fb_add_i32(&builder, 0, 100 + i);
        items[i] = fs_fb_end(&builder);
    }
    fs_fb_ref list = fs_fb_put_refs(&builder, items, 3), text = fs_fb_put_text(&builder, "zwölf", 6);
    fs_fb_ref bytes = fs_fb_put_structs(&builder, "\1\2\3", 3, 1, 1);
    fs_fb_start(&builder);
    fs_fb_add_i64(&builder, 1, INT64_MIN + 5);
    fs_fb_add_ref(&builder, 0, text);
    fs_fb_add_ref(&builder, 2, list);
    fs_fb_add_ref(&builder, 3, bytes);
    fs_fb_add_i16(&builder, 5, -3);
    fs_fb_add_u8(&builder, 4, 200);
    const uint8_t *done = fs_fb_finish(&builder, fs_fb_end(&builder), size);
    uint8_t *copy = malloc(*size);
    memcpy(copy, done, *size);
    fs_fb_builder_clear(&builder);
    return copy;
}

/* Reads all of it; whether it went well. */
static int read_all(struct fs_fb *fb, uint64_t *sum)
{
    struct fs_fb_table root = fs_fb_root(fb);
    size_t length = 0;
    const char *text = fs_fb_text(&root, 0, &length);
    struct fs_fb_vector list = fs_fb_items(&root, 2, 4), bytes = fs_fb_items(&root, 3, 1);
    *sum = (uint64_t)fs_fb_i64(&root, 1, 0) + fs_fb_u8(&root, 4, 0) + (uint64_t)fs_fb_i16(&root, 5, 0) +
           (text ? (uint64_t)text[length] : 0);
    for (uint32_t i = 0; i < list.count && !fb->failed; i++) {
        struct fs_fb_table item = fs_fb_item(&list, i);
        *sum += (uint64_t)fs_fb_i32(&item, 0, 0);
    }
    for (uint32_t i = 0; i < bytes.count; i++)
        *sum += *fs_fb_struct(&bytes, i, 1);
    return !fb->failed;
}

START_TEST(what_is_built_is_read)
{
    size_t size, length;
    uint8_t *bytes = build(&size);
    struct fs_fb fb = {bytes, size, 0, 0};
    struct fs_fb_table root = fs_fb_root(&fb);
    ck_assert_uint_eq(size % 8, 0);
    ck_assert_str_eq(fs_fb_text(&root, 0, &length), "zwölf");
    ck_assert_uint_eq(length, 6);
    ck_assert_int_eq(fs_fb_i64(&root, 1, 0), INT64_MIN + 5);
    ck_assert_int_eq(fs_fb_u8(&root, 4, 0), 200);
    ck_assert_int_eq(fs_fb_i16(&root, 5, 0), -3);
    struct fs_fb_vector list = fs_fb_items(&root, 2, 4);
    ck_assert_uint_eq(list.count, 3);
    struct fs_fb_table item = fs_fb_item(&list, 2);
    ck_assert_int_eq(fs_fb_i32(&item, 0, 0), 102);
    ck_assert(!fb.failed);
    free(bytes);
}
END_TEST

START_TEST(absent_fields_read_as_their_default)
{
    size_t size;
    uint8_t *bytes = build(&size);
    struct fs_fb fb = {bytes, size, 0, 0};
    struct fs_fb_table root = fs_fb_root(&fb), none = fs_fb_child(&root, 9);
    ck_assert_int_eq(fs_fb_i32(&root, 7, 42), 42);
    ck_assert_ptr_null(fs_fb_text(&root, 8, NULL));
    ck_assert_uint_eq(fs_fb_items(&root, 6, 8).count, 0);
    ck_assert_uint_eq(none.at, 0);
    ck_assert_int_eq(fs_fb_i64(&none, 0, 7), 7);
    ck_assert(!fb.failed);
    free(bytes);
}
END_TEST

START_TEST(every_cut_and_every_flipped_byte_is_read_within_bounds)
{
    size_t size;
    uint8_t *bytes = build(&size);
    uint64_t sum;
    int failures = 0;
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *part = malloc(cut + 1); /* its end is watched when sanitised */
        memcpy(part, bytes, cut);
        struct fs_fb fb = {part, cut, 0, 0};
        failures += !read_all(&fb, &sum);
        free(part);
    }
    ck_assert_int_gt(failures, (int)size / 2);
    for (size_t at = 0; at < size; at++)
        for (int value = 0; value < 256; value += 15) {
            uint8_t before = bytes[at];
            bytes[at] = (uint8_t)value;
            struct fs_fb fb = {bytes, size, 0, 0};
            if (!read_all(&fb, &sum))
                ck_assert_ptr_nonnull(strstr(fs_error_last()->message, " at offset "));
            bytes[at] = before;
        }
    free(bytes);
}
END_TEST

START_TEST(a_failure_names_the_offset_in_the_users_file)
{
    uint8_t bytes[16] = {200};
    struct fs_fb fb = {bytes, sizeof bytes, 1000, 0};
    fs_fb_root(&fb);
    ck_assert(fb.failed);
    ck_assert_str_eq(fs_error_last()->message,
                     "malformed Arrow metadata: a table beyond the end at offset 1016");
}
END_TEST

RUN_TESTS("flatbuf", what_is_built_is_read, absent_fields_read_as_their_default,
          every_cut_and_every_flipped_byte_is_read_within_bounds,
          a_failure_names_the_offset_in_the_users_file)
