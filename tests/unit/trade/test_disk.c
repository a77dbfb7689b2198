/* A journal when the disk fails or is full: at every length, and with each sync failing in turn. */
#include "../failing.h"

#include "journals.h"

#include <signal.h>
#include <sys/resource.h>

static uint8_t bytes[JOURNAL_MAX];

static const char *why(void)
{
    return fs_error_last() ? fs_error_last()->message : "no error";
}

/* What is on the disk is whole blocks and at most one that is cut. */
static void check_rest(long at)
{
    struct fs_journal_report report;
    ck_assert_msg(strstr(why(), folder) != NULL, "%ld: the error names no file: %s", at, why());
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    if (access(path, F_OK))
        return;
    size_t length = load_file(path, bytes);
    if (length < FS_JOURNAL_HEADER)
        ck_abort_msg("%ld: a journal without its header was left", at);
    ck_assert_int_eq(verify_bytes(bytes, length, &report), 0);
    ck_assert_msg(report.fault_count == 0 || (report.fault_count == 1 && report.faults[0].cut), "%ld: %s", at,
                  report.faults[0].what);
    fs_journal_report_clear(&report);
}

START_TEST(a_disk_that_is_full_at_any_byte_is_an_error_that_names_the_journal)
{
    char hash[65];
    struct rlimit before;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(write_journal(path, 3, hash), 0);
    size_t length = load_file(path, bytes);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (size_t most = 0; most < length; most++) {
        struct rlimit less = {most, before.rlim_max};
        unlink(path);
        setrlimit(RLIMIT_FSIZE, &less);
        int status = write_journal(path, 3, hash);
        setrlimit(RLIMIT_FSIZE, &before);
        ck_assert_msg(status == -1, "a disk full at byte %zu is not told", most);
        check_rest((long)most);
    }
}
END_TEST

START_TEST(each_call_that_fails_is_told)
{
    char hash[65];
    int failed = 1;
    for (long nth = 1; failed; nth++) {
        unlink(path);
        failing_arm(FAILING_FILES, nth, 0);
        int status = write_journal(path, 3, hash);
        failed = failing_disarm();
        ck_assert_msg(!failed == !status, "call %ld: %s", nth, why());
        if (failed)
            check_rest(nth);
    }
}
END_TEST

START_TEST(heads_that_cannot_be_written_are_told)
{
    char text[FS_PUBLIC_KEY_TEXT];
    uint8_t public_key[FS_PUBLIC_KEY_SIZE];
    struct fs_journal_head head = {.block = 1, .time = INT64_MIN};
    struct rlimit before;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(fs_signing_key_create(key_path, text), 0);
    ck_assert_int_eq(fs_public_key_parse(text, public_key), 0);
    struct fs_signing_key *key = fs_signing_key_open(key_path);
    struct fs_heads *heads = fs_heads_open(heads_path, key);
    ck_assert_ptr_nonnull(heads);
    ck_assert_int_eq(fs_heads_add(heads, &head), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit less = {load_file(heads_path, bytes) + 50, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &less);
    ck_assert_int_eq(fs_heads_add(heads, &head), -1);
    setrlimit(RLIMIT_FSIZE, &before);
    ck_assert_msg(strstr(why(), heads_path) != NULL, "%s", why());
    ck_assert_int_eq(fs_heads_add(heads, &head), -1); /* behind half a line nothing is added */
    fs_heads_close(heads);
    ck_assert_int_eq(fs_heads_read(heads_path, public_key, NULL, NULL), -1);
    ck_assert_msg(strstr(why(), "line 2") != NULL, "%s", why());
    fs_signing_key_free(key);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disk");
    TCase *tc = tcase_create("disk");
    tcase_add_checked_fixture(tc, places, clear_places);
    tcase_add_test(tc, a_disk_that_is_full_at_any_byte_is_an_error_that_names_the_journal);
    tcase_add_test(tc, each_call_that_fails_is_told);
    tcase_add_test(tc, heads_that_cannot_be_written_are_told);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
