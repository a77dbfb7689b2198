/* A configuration when there is no memory: an error that says so, nothing leaks, and no problem is invented. */
#include "../failing.h"

#include "base/error.h"
#include "config/config.h"

#include <check.h>
#include <stdlib.h>

#define TEXT(k, l, t)                                                                                        \
    {                                                                                                        \
        .type = FS_CONFIG_NODE_TEXT, .key = k, .line = l, .text = t, .length = sizeof t - 1                  \
    }
#define TABLE(k, l, c)                                                                                       \
    {                                                                                                        \
        .type = FS_CONFIG_NODE_TABLE, .key = k, .line = l, .children = c,                                    \
        .count = (int)(sizeof c / sizeof *c)                                                                 \
    }

static const struct fs_config_node params[] = {
    {.type = FS_CONFIG_NODE_NUMBER, .key = "fast", .line = 4, .number = 10}};
static const struct fs_config_node strategy[] = {TEXT("script", 3, "a.lua"), TEXT("feed", 3, "f"),
                                                 TEXT("account", 3, "p"), TABLE("params", 4, params)};
static const struct fs_config_node strategies[] = {TABLE("s", 3, strategy)};
static const struct fs_config_node feed[] = {TEXT("dataset", 5, "d")};
static const struct fs_config_node feeds[] = {TABLE("f", 5, feed)};
static const struct fs_config_node account[] = {TEXT("currency", 6, "EUR")};
static const struct fs_config_node accounts[] = {TABLE("p", 6, account)};
static const struct fs_config_node listen[] = {TEXT(NULL, 7, "[::1]:80"), TEXT(NULL, 7, "unix:x")};
static const struct fs_config_node good[] = {TABLE("strategies", 3, strategies), TABLE("feeds", 5, feeds),
                                             TABLE("accounts", 6, accounts), TABLE("listen", 7, listen)};
static const struct fs_config_node top = TABLE(NULL, 1, good);
static const struct fs_config_node wrong[] = {TEXT("hom", 2, "x"), TEXT("listen", 3, "y"),
                                              TABLE("feeds", 4, good)};
static const struct fs_config_node wrong_top = TABLE(NULL, 1, wrong);

static int read_good(void)
{
    struct fs_config_problems *problems = fs_config_problems_new();
    struct fs_config *config = problems ? fs_config_new(&top, "etc/a.lua", NULL, 0, problems) : NULL;
    int result = config ? 0 : -1;
    if (!config && problems && fs_config_problems_count(problems))
        fs_config_problems_fail(problems);
    fs_config_free(config);
    fs_config_problems_free(problems);
    return result;
}

/* Its problems as an error: the right one, or that there was no memory for it. */
static int read_wrong(void)
{
    struct fs_config_problems *problems = fs_config_problems_new();
    struct fs_config *config = problems ? fs_config_new(&wrong_top, "a.lua", NULL, 0, problems) : NULL;
    if (config)
        return fs_error_set(FS_E_INTERNAL, "it was accepted");
    if (problems && fs_config_problems_count(problems))
        fs_config_problems_fail(problems);
    fs_config_problems_free(problems);
    if (fs_error_last_code() == FS_E_INPUT)
        return 0;
    return -1;
}

START_TEST(a_configuration_is_read_or_there_is_no_memory)
{
    failing_memory("good", read_good, NULL);
}
END_TEST

START_TEST(problems_are_told_or_there_is_no_memory)
{
    failing_memory("wrong", read_wrong, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config/memory");
    TCase *tests = tcase_create("memory");
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, a_configuration_is_read_or_there_is_no_memory);
    tcase_add_test(tests, problems_are_told_or_there_is_no_memory);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
