#include "base/error.h"
#include "base/log.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends[2];

static void catch_lines(void)
{
    ck_assert_int_eq(pipe(ends), 0);
    fs_log_set_fd(ends[1]);
    fs_log_set_level(FS_LOG_INFO);
}

/* What was logged, without the time at its beginning; "" when nothing was. */
static const char *logged(void)
{
    static char line[4096];
    close(ends[1]);
    ssize_t length = read(ends[0], line, sizeof line - 1);
    ck_assert_int_ge(length, 0);
    line[length] = '\0';
    return line;
}

START_TEST(a_line_has_time_level_message_and_pairs)
{
    catch_lines();
    fs_log(FS_LOG_WARN, "plugin refused", "plugin", "alpaca", "reason", "major 2, expected 1", "path", "",
           NULL);
    const char *line = logged();
    ck_assert_msg(strlen(line) > 25 && line[10] == 'T' && line[23] == 'Z', "%s", line);
    ck_assert_str_eq(line + 25,
                     "warn  plugin refused plugin=alpaca reason=\"major 2, expected 1\" path=\"\"\n");
}
END_TEST

START_TEST(values_can_not_forge_lines_or_pairs)
{
    catch_lines();
    fs_log(FS_LOG_ERROR, "order", "note", "x\nerror forged=1 \"q\" \\ \x01", NULL);
    const char *line = logged();
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
    ck_assert_msg(strstr(line, "note=\"x\\nerror forged=1 \\\"q\\\" \\\\ \\u0001\"\n") != NULL, "%s", line);
}
END_TEST

START_TEST(lines_below_the_level_are_dropped)
{
    catch_lines();
    fs_log(FS_LOG_DEBUG, "too quiet", NULL);
    fs_log_set_level(FS_LOG_OFF);
    fs_log(FS_LOG_ERROR, "off", NULL);
    ck_assert_str_eq(logged(), "");
}
END_TEST

START_TEST(json_lines_are_objects)
{
    catch_lines();
    fs_log_set_json(1);
    fs_log(FS_LOG_INFO, "say \"hi\"", "k", "v", NULL);
    const char *line = logged();
    ck_assert_int_eq(strncmp(line, "{\"time\":\"2", 10), 0);
    ck_assert_msg(strstr(line, "\"level\":\"info\",\"message\":\"say \\\"hi\\\"\",\"k\":\"v\"}\n") != NULL,
                  "%s", line);
}
END_TEST

START_TEST(the_thread_error_is_added)
{
    catch_lines();
    fs_error_set(FS_E_LIMIT, "too many rows");
    fs_error_hint("split the file");
    fs_log_error(FS_LOG_ERROR, "import failed", "file", "x.csv", NULL);
    const char *line = logged();
    ck_assert_msg(
        strstr(line,
               "import failed file=x.csv code=limit error=\"too many rows\" hint=\"split the file\"\n") !=
            NULL,
        "%s", line);
}
END_TEST

START_TEST(levels_come_from_names_and_from_the_environment)
{
    ck_assert_int_eq(fs_log_level_parse("debug"), FS_LOG_DEBUG);
    ck_assert_int_eq(fs_log_level_parse("off"), FS_LOG_OFF);
    ck_assert_int_eq(fs_log_level_parse("loud"), -1);
    setenv("FINSMART_LOG", "error", 1);
    ck_assert_int_eq(fs_log_level(), FS_LOG_ERROR);
}
END_TEST

START_TEST(a_wrong_level_in_the_environment_means_the_default)
{
    setenv("FINSMART_LOG", "loud", 1);
    ck_assert_int_eq(fs_log_level(), FS_LOG_WARN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tcase = tcase_create("log");
    tcase_add_test(tcase, a_line_has_time_level_message_and_pairs);
    tcase_add_test(tcase, values_can_not_forge_lines_or_pairs);
    tcase_add_test(tcase, lines_below_the_level_are_dropped);
    tcase_add_test(tcase, json_lines_are_objects);
    tcase_add_test(tcase, the_thread_error_is_added);
    tcase_add_test(tcase, levels_come_from_names_and_from_the_environment);
    tcase_add_test(tcase, a_wrong_level_in_the_environment_means_the_default);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
