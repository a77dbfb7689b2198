#include "base/error.h"
#include "script/rule.h"
#include "script/session.h"
#include "script/study.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fs_session *session;

static void start(void)
{
    struct fs_session_options options = {.memory_limit = 64 << 20, .out = stderr};
    session = fs_session_new(&options);
    ck_assert_ptr_nonnull(session);
}

static void stop(void)
{
    fs_session_free(session);
}

static void shows(const char *text, const char *expected)
{
    char *shown = NULL;
    ck_assert_msg(fs_session_eval(session, text, &shown) == FS_SESSION_DONE, "%s: %s", text,
                  fs_error_last() ? fs_error_last()->message : "more");
    if (expected)
        ck_assert_str_eq(shown, expected);
    else
        ck_assert_ptr_null(shown);
    free(shown);
}

START_TEST(expressions_show_their_values)
{
    shows("1 + 1", "2");
    shows("'a' .. 'b'", "\"ab\"");
    shows("1, nil, true", "1\nnil\ntrue");
    shows("frame.series{1,2}", "series of 2 values: 1, 2");
}
END_TEST

START_TEST(statements_show_nothing_and_globals_stay)
{
    shows("x = 41", NULL);
    shows("x + 1", "42");
}
END_TEST

START_TEST(an_unfinished_chunk_asks_for_more)
{
    char *shown;
    ck_assert_int_eq(fs_session_eval(session, "for i = 1, 3 do", &shown), FS_SESSION_MORE);
    ck_assert_int_eq(fs_session_eval(session, "f(1,", &shown), FS_SESSION_MORE);
    ck_assert_int_eq(fs_session_eval(session, "1 +* 2", &shown), FS_SESSION_ERROR);
}
END_TEST

START_TEST(the_session_goes_on_after_an_error_and_after_running_out_of_memory)
{
    char *shown;
    ck_assert_int_eq(fs_session_eval(session, "error('no')", &shown), FS_SESSION_ERROR);
    ck_assert_str_eq(fs_error_last()->message, "shell: no");
    ck_assert_int_eq(fs_session_eval(session, "local t = {} while true do t[#t + 1] = {} end", &shown),
                     FS_SESSION_ERROR);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "needs more memory than its limit of 64 MB"));
    shows("1", "1");
}
END_TEST

START_TEST(names_are_completed)
{
    char **names;
    int count = fs_session_complete(session, "ta.sm", &names);
    ck_assert_int_eq(count, 1);
    ck_assert_str_eq(names[0], "ta.sma");
    free(names);
    count = fs_session_complete(session, "string.g", &names);
    ck_assert_int_eq(count, 2);
    ck_assert_str_eq(names[1], "string.gsub");
    free(names);
    ck_assert_int_eq(fs_session_complete(session, "nothing.x", &names), 0);
    free(names);
}
END_TEST

/* A script in a file of its own; the test's process ends with it. */
static const char *script(const char *text)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/test_session_%d.lua", (int)getpid());
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

START_TEST(a_study_returns_json)
{
    const char *const params[] = {"n=3"};
    struct fs_study_options options = {.params = params, .param_count = 1};
    struct fs_study *study =
        fs_study_load(script("return study { name = 's', api = 1, params = { n = { 1, min = 1, max = 9 } },\n"
                             "run = function(p) return { b = p.n, a = { 1, 2.5, 0/0 }, z = -0.0, t = 'x', s "
                             "= frame.series{1} } end }"),
                      &options);
    ck_assert_ptr_nonnull(study);
    ck_assert_int_eq(fs_study_run(study), 0);
    json_t *json = fs_study_json(study);
    char *text = json_dumps(json, JSON_COMPACT);
    ck_assert_str_eq(text, "{\"a\":[1,2.5,null],\"b\":3,\"s\":[1],\"t\":\"x\",\"z\":-0.0}");
    free(text);
    json_decref(json);
    fs_study_free(study);
    remove(script(""));
}
END_TEST

START_TEST(a_script_of_the_wrong_kind_is_refused)
{
    struct fs_rule_options options = {0};
    ck_assert_ptr_null(
        fs_rule_load(script("return study { name = 's', api = 1, run = function() end }"), &options));
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "is a study; expected a rule"));
    ck_assert_ptr_null(fs_rule_load(script("return 7"), &options));
    ck_assert_ptr_nonnull(
        strstr(fs_error_last()->message, "returns a number; expected it to end with return rule"));
    ck_assert_ptr_null(fs_rule_load(script("return rule { id = 'x', api = 2, check = print }"), &options));
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "needs script API 2, but this program offers 1"));
    ck_assert_ptr_null(fs_rule_load(script("return rule { id = 'x', api = 1, chekc = print }"), &options));
    ck_assert_ptr_nonnull(
        strstr(fs_error_last()->message, ":1: a rule has no field 'chekc'; did you mean 'check'?"));
    ck_assert_ptr_null(fs_rule_load("/nowhere/at/all.lua", &options));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    remove(script(""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session");
    TCase *shell = tcase_create("shell"), *files = tcase_create("files");
    tcase_add_checked_fixture(shell, start, stop);
    tcase_set_timeout(shell, 60);
    tcase_set_timeout(files, 60);
    tcase_add_test(shell, expressions_show_their_values);
    tcase_add_test(shell, statements_show_nothing_and_globals_stay);
    tcase_add_test(shell, an_unfinished_chunk_asks_for_more);
    tcase_add_test(shell, the_session_goes_on_after_an_error_and_after_running_out_of_memory);
    tcase_add_test(shell, names_are_completed);
    tcase_add_test(files, a_study_returns_json);
    tcase_add_test(files, a_script_of_the_wrong_kind_is_refused);
    suite_add_tcase(suite, shell);
    suite_add_tcase(suite, files);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
