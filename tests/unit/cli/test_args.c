#include "base/error.h"
#include "cli/cli.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct fs_option options[] = {
    {.name = "json", .letter = 'j', .type = FS_OPT_FLAG, .doc = "JSON"},
    {.name = "count",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "7",
     .min = 1,
     .max = 10,
     .doc = "how many"},
    {.name = "rate", .type = FS_OPT_NUMBER, .value = "X", .doc = "rate"},
    {.name = "format", .type = FS_OPT_CHOICE, .value = "F", .choices = "csv|arrow", .doc = "format"},
    {.name = "param", .type = FS_OPT_LIST, .value = "K=V", .doc = "parameter"},
    {0},
};
static const struct fs_command command = {.name = "demo",
                                          .summary = "Demo",
                                          .operands = "FILE...",
                                          .min_operands = 1,
                                          .max_operands = 2,
                                          .options = options};

static struct fs_args *parse(const char *line)
{
    static char copy[512];
    char *argv[32] = {"demo"};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    fs_error_clear();
    return fs_args_parse(&command, argc, argv);
}

/* The line is refused as wrong usage with `text` in the message and `hint` in the hint. */
static void refused(const char *line, const char *text, const char *hint)
{
    struct fs_args *args = parse(line);
    ck_assert_ptr_null(args);
    ck_assert_int_eq(fs_error_last_code(), FS_E_USAGE);
    ck_assert_msg(strstr(fs_error_last()->message, text) != NULL, "%s", fs_error_last()->message);
    if (hint)
        ck_assert_msg(fs_error_last()->hint && strstr(fs_error_last()->hint, hint), "%s",
                      fs_error_last()->hint);
}

START_TEST(reads_options_in_every_form)
{
    struct fs_args *args =
        parse("a.csv --count=3 --rate -0.5 -j --param x=1 --format arrow --param y=2 b.csv");
    ck_assert_ptr_nonnull(args);
    ck_assert_int_eq(fs_args_count(args), 2);
    ck_assert_str_eq(fs_args_operand(args, 1), "b.csv");
    ck_assert_int_eq(fs_args_int(args, "count"), 3);
    ck_assert_double_eq(fs_args_number(args, "rate"), -0.5);
    ck_assert_int_eq(fs_args_flag(args, "json"), 1);
    ck_assert_int_eq(fs_args_list_count(args, "param"), 2);
    ck_assert_str_eq(fs_args_list(args, "param", 1), "y=2");
    ck_assert_str_eq(fs_args_text(args, "format"), "arrow");
    fs_args_free(args);
}
END_TEST

START_TEST(falls_back_to_the_declared_default)
{
    struct fs_args *args = parse("a.csv");
    ck_assert_int_eq(fs_args_int(args, "count"), 7);
    ck_assert_int_eq(fs_args_given(args, "count"), 0);
    ck_assert_ptr_null(fs_args_text(args, "rate"));
    fs_args_free(args);
}
END_TEST

START_TEST(takes_everything_after_two_dashes_as_operands)
{
    struct fs_args *args = parse("-- --count -j");
    ck_assert_int_eq(fs_args_count(args), 2);
    ck_assert_str_eq(fs_args_operand(args, 0), "--count");
    fs_args_free(args);
}
END_TEST

START_TEST(the_last_of_a_repeated_option_holds)
{
    struct fs_args *args = parse("a --count 2 --count 5");
    ck_assert_int_eq(fs_args_int(args, "count"), 5);
    fs_args_free(args);
}
END_TEST

START_TEST(refuses_wrong_usage_and_says_what_was_expected)
{
    refused("a --cuont 3", "unknown option '--cuont'", "did you mean '--count'?");
    refused("a -x", "unknown option '-x'", NULL);
    refused("a --count", "needs a value (N)", NULL);
    refused("a --count 0", "a whole number from 1 to 10", NULL);
    refused("a --count 11", "a whole number from 1 to 10", NULL);
    refused("a --count 3x", "expected a whole number", NULL);
    refused("a --count 2.5", "expected a whole number", NULL);
    refused("a --count 99999999999999999999", "expected a whole number", NULL);
    refused("a --rate nan", "expected a number", NULL);
    refused("a --rate 1e999", "expected a number", NULL);
    refused("a --json=1", "takes no value", NULL);
    refused("a --format xml", "expected one of csv|arrow", NULL);
    refused("", "missing operand", NULL);
    refused("a b c", "unexpected operand 'c'", NULL);
}
END_TEST

START_TEST(asks_for_help_win_over_missing_operands)
{
    struct fs_args *args = parse("--help");
    ck_assert_ptr_nonnull(args);
    ck_assert_int_eq(fs_args_help(args), 1);
    fs_args_free(args);
}
END_TEST

START_TEST(table_pads_columns_by_characters_not_bytes)
{
    static const char *const headers[] = {"name", "value", NULL};
    struct fs_table *table = fs_table_new(headers, "lr");
    fs_table_cell(table, "Zürich");
    fs_table_cell(table, "%d", 5);
    fs_table_cell(table, "ab");
    fs_table_cell(table, "%d", 123456);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fs_table_print(table, out);
    fclose(out);
    ck_assert_str_eq(text, "name     value\nZürich       5\nab      123456\n");
    free(text);
    fs_table_free(table);
}
END_TEST

START_TEST(every_command_of_the_program_explains_itself)
{
    for (int i = 0; fs_commands[i]; i++) {
        const struct fs_command *c = fs_commands[i];
        ck_assert_ptr_eq(fs_command_find(c->name), c);
        ck_assert_msg(c->summary && *c->summary, "%s has no summary", c->name);
        for (const struct fs_option *o = c->options; o && o->name; o++) {
            ck_assert_msg(o->doc && *o->doc, "%s --%s has no sentence", c->name, o->name);
            ck_assert_msg((o->type == FS_OPT_FLAG) == (o->value == NULL), "%s --%s: value name", c->name,
                          o->name);
            ck_assert_msg((o->type == FS_OPT_CHOICE) == (o->choices != NULL), "%s --%s: choices", c->name,
                          o->name);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("args");
    TCase *tests = tcase_create("args");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, reads_options_in_every_form);
    tcase_add_test(tests, falls_back_to_the_declared_default);
    tcase_add_test(tests, takes_everything_after_two_dashes_as_operands);
    tcase_add_test(tests, the_last_of_a_repeated_option_holds);
    tcase_add_test(tests, refuses_wrong_usage_and_says_what_was_expected);
    tcase_add_test(tests, asks_for_help_win_over_missing_operands);
    tcase_add_test(tests, table_pads_columns_by_characters_not_bytes);
    tcase_add_test(tests, every_command_of_the_program_explains_itself);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
