#include "plugin/load.h"

#include "base/error.h"
#include "plugin/elf.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(versions_are_compatible_within_a_major_upwards)
{
    ck_assert(fs_plugin_accepts(1, 3, 1, 3));
    ck_assert(fs_plugin_accepts(1, 3, 1, 0)); /* built against an older minor: runs */
    ck_assert(!fs_plugin_accepts(1, 3, 1, 4));
    ck_assert(!fs_plugin_accepts(1, 3, 2, 0));
    ck_assert(!fs_plugin_accepts(2, 0, 1, 9));
}
END_TEST

START_TEST(a_file_is_loaded_once)
{
    const struct fs_plugin_file *one = fs_plugin_open(TEST_PLUGINS "/recorder.so");
    const struct fs_plugin_file *two = fs_plugin_open(TEST_PLUGINS "/../plugins/recorder.so");
    ck_assert_ptr_nonnull(one);
    ck_assert_ptr_eq(one, two);
    ck_assert_ptr_eq(fs_plugin_open("recorder"), one); /* by name, now that it is known */
    char hex[65];
    ck_assert_int_eq(fs_plugin_hash(one, hex), 0);
    ck_assert_uint_eq(strlen(hex), 64);
}
END_TEST

START_TEST(a_refused_plugin_does_no_harm_to_the_next)
{
    ck_assert_ptr_null(fs_plugin_open(TEST_PLUGINS "/wrong_magic.so"));
    ck_assert_ptr_null(fs_plugin_open(TEST_PLUGINS "/unresolved_symbol.so"));
    ck_assert_ptr_nonnull(fs_plugin_open(TEST_PLUGINS "/recorder.so"));
    ck_assert_ptr_null(fs_plugin_open(TEST_PLUGINS "/duplicate_name.so"));
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
}
END_TEST

static void count_name(void *user, const char *name)
{
    char *names = user;
    strncat(names, name, 60);
    strcat(names, " ");
}

static unsigned char *read_all(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    ck_assert_ptr_nonnull(in);
    unsigned char *bytes = malloc(1 << 22);
    *size = fread(bytes, 1, 1 << 22, in);
    fclose(in);
    return bytes;
}

START_TEST(reads_what_a_file_exports_without_loading_it)
{
    size_t size;
    char names[400] = "";
    unsigned char *bytes = read_all(TEST_PLUGINS "/extra_exports.so", &size);
    ck_assert_int_eq(fs_elf_exports(bytes, size, count_name, names), 3);
    ck_assert_ptr_nonnull(strstr(names, "finsmart_plugin "));
    ck_assert_ptr_nonnull(strstr(names, "send_login "));
    free(bytes);
}
END_TEST

START_TEST(no_cut_of_a_file_is_read_beyond_its_end)
{
    size_t size;
    unsigned char *bytes = read_all(TEST_PLUGINS "/extra_exports.so", &size);
    for (size_t cut = 0; cut < size; cut += 97) {
        char names[400] = "";
        unsigned char *copy = malloc(cut ? cut : 1); /* of the exact size, for the sanitizer */
        memcpy(copy, bytes, cut);
        int found = fs_elf_exports(copy, cut, count_name, names);
        ck_assert(found == -1 || found == 3); /* 3: only what comes behind the symbols is cut off */
        free(copy);
    }
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/load");
    TCase *cases = tcase_create("load");
    tcase_add_test(cases, versions_are_compatible_within_a_major_upwards);
    tcase_add_test(cases, a_file_is_loaded_once);
    tcase_add_test(cases, a_refused_plugin_does_no_harm_to_the_next);
    tcase_add_test(cases, reads_what_a_file_exports_without_loading_it);
    tcase_add_test(cases, no_cut_of_a_file_is_read_beyond_its_end);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
