#include "frame/json.h"

#include "base/error.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct fs_frame *lines(const char *text)
{
    return fs_json_read_bytes(text, strlen(text), "t", FS_JSON_LINES);
}

static void fails(const char *text, int form, const char *words)
{
    struct fs_frame *frame = fs_json_read_bytes(text, strlen(text), "t", form);
    ck_assert_ptr_null(frame);
    ck_assert_msg(strstr(fs_error_last()->message, words) != NULL, "'%s' lacks '%s'",
                  fs_error_last()->message, words);
}

START_TEST(reads_records_with_missing_members)
{
    struct fs_frame *f = lines("{\"a\":1,\"b\":\"x\"}\n\n{\"b\":null,\"c\":true,\"a\":2.5}\n{}\n");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fs_frame_rows(f), 3);
    const struct fs_column *a = fs_frame_find(f, "a"), *b = fs_frame_find(f, "b"), *c = fs_frame_find(f, "c");
    ck_assert_int_eq(a->type, FS_F64);
    ck_assert(((const double *)a->data)[0] == 1 && ((const double *)a->data)[1] == 2.5 &&
              isnan(((const double *)a->data)[2]));
    ck_assert_str_eq(fs_dict_get(b->dict, ((const int32_t *)b->data)[0], NULL), "x");
    ck_assert(fs_column_is_null(b, 1) && fs_column_is_null(b, 2));
    ck_assert(fs_column_is_null(c, 0) && ((const uint8_t *)c->data)[1] == 1);
    fs_frame_unref(f);
}
END_TEST

START_TEST(names_record_and_field_of_a_conflict)
{
    fails("{\"a\":1}\n{\"a\":\"x\"}\n", FS_JSON_LINES, "t:2: field 'a' is a text; expected a number");
    fails("[{\"a\":true},{\"a\":1}]", FS_JSON_ARRAY,
          "record 2: field 'a' is a number; expected true or false");
    fails("{\"a\":[1]}\n", FS_JSON_LINES, "t:1: field 'a' is an array");
    fails("{\"a\":9223372036854775807}\n{\"a\":0.5}\n", FS_JSON_LINES, "too large for a double");
    fails("{\"a\":1\n", FS_JSON_LINES, "t:1:");
    fails("[{\"a\":1},\n {\"a\":}]", FS_JSON_ARRAY, "t:2:");
    fails("{\"a\":1,\"a\":2}\n", FS_JSON_LINES, "duplicate");
    fails("[1]", FS_JSON_ARRAY, "record 1 is not an object");
    fails("{}", FS_JSON_ARRAY, "not an array");
    fails("[]", FS_JSON_ARRAY, "no records");
}
END_TEST

START_TEST(writes_what_it_reads_back)
{
    static const char text[] = "{\"a\": 0.1, \"b\": \"q\\\"\\\\\\u000a\", \"c\": null}\n{\"a\": null, \"b\": "
                               "\"\xc3\xa9\", \"c\": -7}\n";
    struct fs_frame *f = lines(text);
    char *written = NULL;
    size_t length;
    FILE *out = open_memstream(&written, &length);
    ck_assert_int_eq(fs_json_write(f, out, FS_JSON_LINES), 0);
    fclose(out);
    ck_assert_str_eq(written, text);
    free(written);
    fs_frame_unref(f);
}
END_TEST

START_TEST(whole_doubles_stay_doubles)
{
    static const char text[] = "{\"a\": 9007199254740993.0}\n{\"a\": -3.0}\n{\"a\": 1e+300}\n{\"a\": 0.5}\n";
    struct fs_frame *f = lines(text);
    char *written = NULL;
    size_t length;
    FILE *out = open_memstream(&written, &length);
    ck_assert_int_eq(fs_json_write(f, out, FS_JSON_LINES), 0);
    fclose(out);
    struct fs_frame *back = lines(written);
    ck_assert_ptr_nonnull(back);
    const struct fs_column *a = fs_frame_find(f, "a"), *b = fs_frame_find(back, "a");
    ck_assert_int_eq(b->type, FS_F64);
    ck_assert_mem_eq(a->data, b->data, 4 * sizeof(double));
    free(written);
    fs_frame_unref(back);
    fs_frame_unref(f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *cases = tcase_create("json");
    tcase_add_test(cases, reads_records_with_missing_members);
    tcase_add_test(cases, names_record_and_field_of_a_conflict);
    tcase_add_test(cases, writes_what_it_reads_back);
    tcase_add_test(cases, whole_doubles_stay_doubles);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
