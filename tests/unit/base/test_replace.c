#include "base/error.h"
#include "base/replace.h"

#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/finsmart-replace-XXXXXX";
static char path[64];

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    FILE *file = fopen(path, "w");
    fputs("old", file);
    fclose(file);
}

static void tear_down(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* so nothing else is left in it */
}

static void content_is(const char *expected)
{
    char text[16] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    fclose(file);
    ck_assert_str_eq(text, expected);
}

START_TEST(puts_the_new_content_in_place)
{
    struct fs_replace r;
    ck_assert_int_eq(fs_replace_open(&r, path), 0);
    fputs("new", r.file);
    fflush(r.file);
    content_is("old");
    ck_assert_int_eq(fs_replace_commit(&r), 0);
    content_is("new");
}
END_TEST

START_TEST(leaves_the_old_content_when_given_up)
{
    struct fs_replace r;
    ck_assert_int_eq(fs_replace_open(&r, path), 0);
    fputs("new", r.file);
    fs_replace_abort(&r);
    content_is("old");
}
END_TEST

START_TEST(writes_to_a_device_and_does_not_replace_it)
{
    struct fs_replace r;
    struct stat info;
    ck_assert_int_eq(fs_replace_open(&r, "/dev/full"), 0);
    fputs("new", r.file);
    ck_assert_int_eq(fs_replace_commit(&r), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "No space left"));
    ck_assert_int_eq(stat("/dev/full", &info), 0);
    ck_assert(S_ISCHR(info.st_mode));
}
END_TEST

START_TEST(says_which_file_cannot_be_created)
{
    struct fs_replace r;
    ck_assert_int_eq(fs_replace_open(&r, "/nowhere/at/all"), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "/nowhere/at/all"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/replace");
    TCase *tests = tcase_create("replace");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, puts_the_new_content_in_place);
    tcase_add_test(tests, leaves_the_old_content_when_given_up);
    tcase_add_test(tests, writes_to_a_device_and_does_not_replace_it);
    tcase_add_test(tests, says_which_file_cannot_be_created);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
