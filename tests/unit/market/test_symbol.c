#include "market/symbol.h"

#include "base/error.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

START_TEST(the_same_text_has_the_same_id)
{
    uint32_t one = fs_symbol_id("AAPL"), two = fs_symbol_id("MSFT");
    ck_assert_uint_ne(one, 0);
    ck_assert_uint_ne(one, two);
    ck_assert_uint_eq(fs_symbol_id("AAPL"), one);
    ck_assert_str_eq(fs_symbol_text(two), "MSFT");
    ck_assert_ptr_null(fs_symbol_text(0));
    ck_assert_ptr_null(fs_symbol_text(two + 1));
}
END_TEST

START_TEST(keeps_all_of_many)
{
    char text[32];
    uint32_t first = fs_symbol_id("S0");
    for (int i = 1; i < 5000; i++) {
        snprintf(text, sizeof text, "S%d", i);
        ck_assert_uint_eq(fs_symbol_id(text), first + (uint32_t)i);
    }
    ck_assert_str_eq(fs_symbol_text(first + 4321), "S4321");
    ck_assert_uint_eq(fs_symbol_id("S77"), first + 77);
}
END_TEST

START_TEST(refuses_what_is_no_symbol)
{
    char longest[FS_SYMBOL_MAX + 2];
    memset(longest, 'x', sizeof longest);
    longest[FS_SYMBOL_MAX + 1] = 0;
    ck_assert_uint_eq(fs_symbol_id(""), 0);
    ck_assert_uint_eq(fs_symbol_id(NULL), 0);
    ck_assert_uint_eq(fs_symbol_id("A\nB"), 0);
    ck_assert_str_eq(fs_error_last()->message, "byte 2 of a symbol is the control character 0x0a");
    ck_assert_uint_eq(fs_symbol_id(longest), 0);
    longest[FS_SYMBOL_MAX] = 0;
    ck_assert_uint_ne(fs_symbol_id(longest), 0);
}
END_TEST

static void *intern_many(void *data)
{
    char text[32];
    uint32_t *ids = data;
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "T%d", i);
        ids[i] = fs_symbol_id(text);
    }
    return NULL;
}

START_TEST(threads_agree)
{
    static uint32_t ids[4][1000];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, intern_many, ids[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (int i = 1; i < 4; i++)
        ck_assert_mem_eq(ids[0], ids[i], sizeof ids[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("market/symbol");
    TCase *cases = tcase_create("symbol");
    tcase_add_test(cases, the_same_text_has_the_same_id);
    tcase_add_test(cases, keeps_all_of_many);
    tcase_add_test(cases, refuses_what_is_no_symbol);
    tcase_add_test(cases, threads_agree);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
