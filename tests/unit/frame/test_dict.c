#include "frame/frame.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(codes_follow_first_appearance)
{
    struct fs_dict *dict = fs_dict_new();
    ck_assert_int_eq(fs_dict_put(dict, "AAPL", 4), 0);
    ck_assert_int_eq(fs_dict_put(dict, "MSFT", 4), 1);
    ck_assert_int_eq(fs_dict_put(dict, "AAPL", 4), 0);
    ck_assert_int_eq(fs_dict_count(dict), 2);
    ck_assert_int_eq(fs_dict_find(dict, "MSFT", 4), 1);
    ck_assert_int_eq(fs_dict_find(dict, "MSF", 3), -1);
    fs_dict_unref(dict);
}
END_TEST

START_TEST(empty_texts_and_embedded_zeros_are_texts)
{
    struct fs_dict *dict = fs_dict_new();
    size_t length;
    ck_assert_int_eq(fs_dict_find(dict, "", 0), -1);
    ck_assert_int_eq(fs_dict_put(dict, NULL, 0), 0);
    ck_assert_int_eq(fs_dict_put(dict, "a\0b", 3), 1);
    ck_assert_int_eq(fs_dict_put(dict, "a", 1), 2);
    ck_assert_str_eq(fs_dict_get(dict, 0, &length), "");
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(memcmp(fs_dict_get(dict, 1, &length), "a\0b", 4), 0);
    ck_assert_uint_eq(length, 3);
    ck_assert_ptr_null(fs_dict_get(dict, 3, &length));
    ck_assert_ptr_null(fs_dict_get(dict, -1, NULL));
    fs_dict_unref(dict);
}
END_TEST

START_TEST(texts_stay_where_they_are_while_a_large_dictionary_grows)
{
    enum { N = 200000 };
    struct fs_dict *dict = fs_dict_new();
    char text[32];
    const char **seen = malloc(N * sizeof *seen);
    int wrong = 0; /* counted, as a check for each would take longer than the dictionary */
    for (int i = 0; i < N; i++) {
        int length = snprintf(text, sizeof text, "symbol-%d", i * 7);
        wrong += fs_dict_put(dict, text, (size_t)length) != i;
        seen[i] = fs_dict_get(dict, i, NULL);
    }
    for (int i = 0; i < N; i++) {
        int length = snprintf(text, sizeof text, "symbol-%d", i * 7);
        wrong += fs_dict_find(dict, text, (size_t)length) != i || fs_dict_get(dict, i, NULL) != seen[i] ||
                 strcmp(seen[i], text) != 0;
    }
    ck_assert_int_eq(wrong, 0);
    free(seen);
    fs_dict_unref(dict);
}
END_TEST

START_TEST(a_text_longer_than_a_block_is_kept_whole)
{
    struct fs_dict *dict = fs_dict_new();
    size_t length = 300000, got;
    char *text = malloc(length);
    memset(text, 'x', length);
    ck_assert_int_eq(fs_dict_put(dict, "short", 5), 0);
    ck_assert_int_eq(fs_dict_put(dict, text, length), 1);
    ck_assert_int_eq(fs_dict_put(dict, "after", 5), 2);
    ck_assert_int_eq(memcmp(fs_dict_get(dict, 1, &got), text, length), 0);
    ck_assert_uint_eq(got, length);
    ck_assert_str_eq(fs_dict_get(dict, 2, NULL), "after");
    free(text);
    fs_dict_unref(dict);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dict");
    TCase *tcase = tcase_create("dict");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, codes_follow_first_appearance);
    tcase_add_test(tcase, empty_texts_and_embedded_zeros_are_texts);
    tcase_add_test(tcase, texts_stay_where_they_are_while_a_large_dictionary_grows);
    tcase_add_test(tcase, a_text_longer_than_a_block_is_kept_whole);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
