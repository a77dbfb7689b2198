/* The configuration's file: its expressions, its lines, its secrets, and what it cannot do. */
#include "script/config_file.h"

#include "base/arena.h"
#include "base/error.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fs_arena *arena;
static struct fs_config_problems *problems;

static void setup(void)
{
    arena = fs_arena_new();
    problems = fs_config_problems_new();
    unsetenv("FINSMART_HOME");
    unsetenv("FINSMART_LOG");
    setenv("TEST_TOKEN", "hunter2", 1);
    setenv("TEST_NUMBER", "77", 1);
    unsetenv("TEST_NOTHING");
}

static void teardown(void)
{
    fs_config_problems_free(problems);
    fs_arena_free(arena);
}

static const struct fs_config_node *parse(const char *text)
{
    const struct fs_config_node *tree;
    ck_assert_int_eq(fs_config_file_parse(arena, "dir/a.lua", text, strlen(text), problems, &tree), 0);
    return tree;
}

/* The value of `return { x = EXPRESSION }`. */
static const struct fs_config_node *value(const char *expression)
{
    char text[500];
    snprintf(text, sizeof text, "local l = { a = 4, 'one' }\nreturn {\n  x = %s }", expression);
    const struct fs_config_node *tree = parse(text);
    ck_assert_msg(tree->count == 1 && tree->children[0].line == 3, "%s", expression);
    return &tree->children[0];
}

static void problem(const char *text, const char *expected)
{
    const struct fs_config_node *tree = parse(text);
    (void)tree;
    int found = 0;
    for (int i = 0; i < fs_config_problems_count(problems); i++) {
        char line[600];
        const struct fs_config_problem *p = fs_config_problems_get(problems, i);
        snprintf(line, sizeof line, "%d: %s", p->line, p->text);
        ck_assert_msg(!strstr(line, "hunter2") && (!p->hint || !strstr(p->hint, "hunter2")), "%s", line);
        found |= strcmp(line, expected) == 0;
    }
    ck_assert_msg(found, "%s: got '%s' of %d", expected,
                  fs_config_problems_count(problems) ? fs_config_problems_get(problems, 0)->text : "nothing",
                  fs_config_problems_count(problems));
    fs_config_problems_free(problems);
    problems = fs_config_problems_new();
}

START_TEST(expressions_mean_what_they_mean_in_lua)
{
    static const struct {
        const char *expression;
        double number;
    } numbers[] = {{"1 + 2 * 3", 7},
                   {"-2 ^ 2", -4},
                   {"7 % 3", 1},
                   {"1e3 / 4", 250},
                   {"0x10", 16},
                   {"l.a", 4},
                   {"l['a'] + 1", 5},
                   {"#'abc'", 3},
                   {"(5)", 5},
                   {"nil or 6", 6},
                   {"1 and 2", 2},
                   {"false or 3", 3},
                   {"1 == 1 and 8 or 9", 8},
                   {"'1' == 1 and 8 or 9", 9}};
    static const struct {
        const char *expression, *text;
    } texts[] = {{"'a' .. 'b' .. 1", "ab1"},
                 {"[[x]]", "x"},
                 {"l[1]", "one"},
                 {"'\\65'", "A"},
                 {"not 1 and 'a' or 'b'", "b"}};
    static const struct {
        const char *expression;
        int is;
    } booleans[] = {{"true", 1},       {"not nil", 1}, {"1 < 2", 1},    {"'a' < 'b'", 1},    {"1 >= 2", 0},
                    {"'a' ~= 'a'", 0}, {"l == l", 1},  {"{} == {}", 0}, {"l.none == nil", 1}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct fs_config_node *v = value(numbers[i].expression);
        ck_assert_msg(v->type == FS_CONFIG_NODE_NUMBER && v->number == numbers[i].number, "%s",
                      numbers[i].expression);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct fs_config_node *v = value(texts[i].expression);
        ck_assert_msg(v->type == FS_CONFIG_NODE_TEXT && !strcmp(v->text, texts[i].text), "%s",
                      texts[i].expression);
    }
    for (size_t i = 0; i < sizeof booleans / sizeof *booleans; i++) {
        const struct fs_config_node *v = value(booleans[i].expression);
        ck_assert_msg(v->type == FS_CONFIG_NODE_BOOLEAN && v->boolean == booleans[i].is, "%s",
                      booleans[i].expression);
    }
    ck_assert_int_eq(fs_config_problems_count(problems), 0);
}
END_TEST

START_TEST(locals_if_and_assignment_work)
{
    const struct fs_config_node *tree =
        parse("local a, b = 1\nif b == nil then a = 2 local a = 3 elseif true then a = 4 else a = 5 end\n"
              "do local a = 9 end\nif a == 2 then return { x = a } end\nreturn { x = 0 }");
    ck_assert_int_eq(fs_config_problems_count(problems), 0);
    ck_assert_int_eq(tree->count, 1);
    ck_assert(tree->children[0].number == 2);
}
END_TEST

START_TEST(what_comes_from_outside_stays_a_secret)
{
    static const struct {
        const char *expression, *text, *source;
    } cases[] = {
        {"env('TEST_TOKEN')", "hunter2", "env TEST_TOKEN"},
        {"'a' .. env('TEST_TOKEN') .. 'b'", "ahunter2b", "env TEST_TOKEN"},
        {"env('TEST_NOTHING', 'd')", "d", NULL},
        {"env('TEST_NOTHING', env('TEST_TOKEN'))", "hunter2", "env TEST_TOKEN"},
        {"env('TEST_TOKEN') .. env('TEST_NUMBER')", "hunter277", "env TEST_TOKEN and env TEST_NUMBER"},
        {"env('TEST_NUMBER') + 1", "78", "env TEST_NUMBER"},
        {"env('TEST_TOKEN') and 'x'", "x", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fs_config_node *v = value(cases[i].expression);
        ck_assert_msg(v->type == FS_CONFIG_NODE_TEXT, "%s", cases[i].expression);
        ck_assert_str_eq(v->text, cases[i].text);
        ck_assert_msg(cases[i].source ? v->source && !strcmp(v->source, cases[i].source) : !v->source, "%s",
                      cases[i].expression);
    }
}
END_TEST

START_TEST(a_file_of_a_secret_is_read_beside_the_configuration)
{
    char folder[] = "/tmp/config_XXXXXX", path[100], name[100];
    const struct fs_config_node *tree;
    const char *text = "return { x = file('s') }";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s", folder);
    snprintf(name, sizeof name, "%s/a.lua", folder);
    FILE *file = fopen(path, "w");
    fputs("se cret\r\n", file);
    fclose(file);
    ck_assert_int_eq(fs_config_file_parse(arena, name, text, strlen(text), problems, &tree), 0);
    ck_assert_str_eq(tree->children[0].text, "se cret");
    ck_assert_str_eq(tree->children[0].source, "file s");
    file = fopen(path, "w");
    for (int i = 0; i < 70000; i++)
        putc('x', file);
    fclose(file);
    ck_assert_int_eq(fs_config_file_parse(arena, name, text, strlen(text), problems, &tree), 0);
    ck_assert_int_eq(fs_config_problems_count(problems), 1);
    ck_assert_ptr_nonnull(
        strstr(fs_config_problems_get(problems, 0)->text, "has 70000 bytes; at most 65536 are taken"));
    unlink(path);
    rmdir(folder);
}
END_TEST

START_TEST(mistakes_are_named_with_their_line)
{
    problem("return {\n x = nope }", "2: there is no name 'nope' here");
    problem("local level = 1\nreturn { x = levle }", "2: there is no name 'levle' here");
    problem("return { x = env }", "1: 'env' stands here without its argument");
    problem("return { x = env() }", "1: env has 0 arguments; expected a name and perhaps a default");
    problem("return { x = file('a', 'b') }", "1: file has 2 arguments; expected a path");
    problem("return { x = env(1) }", "1: env is asked for a number; expected a text");
    problem("return { x = env 'TEST_NOTHING' }", "1: the environment has no variable TEST_NOTHING");
    problem("return { x = file '/nonexistent/a' }",
            "1: /nonexistent/a cannot be read: No such file or directory");
    problem("return { x = file '/dev/zero' }", "1: /dev/zero is not a file");
    problem("return { x = env(env 'TEST_TOKEN') }",
            "1: env finds nothing for what it is asked, which comes from env TEST_TOKEN");
    problem("return { x = file(env 'TEST_TOKEN') }",
            "1: file finds nothing for what it is asked, which comes from env TEST_TOKEN");
    problem("return { [env 'TEST_TOKEN'] = 1 }", "1: the key comes from env TEST_TOKEN");
    problem("return { ['a\\0b'] = 1 }", "1: the key has characters that names do not have");
    problem("return { [1] = 1 }", "1: the key is a number; expected a name");
    problem("return { 1, nil }", "1: nothing (nil) stands in a list");
    problem("return { x = print('a') }", "1: 'print' is called here");
    problem("return { x = ('a'):rep(1e9) }", "1: ':rep' is called here");
    problem("return { x = function() end }", "1: a function stands here");
    problem("return { x = ... }", "1: '...' stands here");
    problem("return { x = 1 .. {} }", "1: '..' joins a number and a table; expected texts");
    problem("return { x = 1 + 'a' }", "1: '+' stands between a number and a text; expected numbers");
    problem("return { x = 1 < 'a' }", "1: '<' stands between a number and a text; expected numbers");
    problem("return { x = -'a' }", "1: '-' stands before a text");
    problem("return { x = (1).a }", "1: a number has no fields");
    problem("return { x = 5LL }", "1: a number with a suffix of C stands here");
    problem("x = 1\nreturn {}", "1: 'x' is assigned, and there is no local of that name");
    problem("local t = {}\nt.x = 1\nreturn t", "2: a part of a table is assigned");
    problem("while true do end\nreturn {}", "1: a loop stands here");
    problem("for i = 1, 2 do end", "1: a loop stands here");
    problem("local function f() end", "1: a function stands here");
    problem("print('a')\nreturn {}", "1: a call stands here");
    problem("return {}, 1", "1: 2 values are returned; expected one table");
    problem("local a = 1", "1: nothing is returned");
    problem("", "1: nothing is returned");
    problem("return {\n  a = 1\n  b = 2 }", "3: '}' expected (to close '{' at line 1) before 'b'");
    problem("\033Lua", "1: this file holds compiled bytecode, not text");
}
END_TEST

START_TEST(all_mistakes_of_a_file_are_told_and_the_rest_is_read)
{
    const struct fs_config_node *tree = parse("return { a = env 'TEST_NOTHING',\n b = nope,\n c = 3 }");
    ck_assert_int_eq(fs_config_problems_count(problems), 2);
    ck_assert_int_eq(tree->count, 3);
    ck_assert_int_eq(tree->children[0].type, FS_CONFIG_NODE_BAD);
    ck_assert_int_eq(tree->children[1].type, FS_CONFIG_NODE_BAD);
    ck_assert_int_eq(tree->children[2].type, FS_CONFIG_NODE_NUMBER);
}
END_TEST

static char *repeated(const char *before, const char *part, int count, const char *after)
{
    char *text = malloc(strlen(before) + strlen(part) * (size_t)count + strlen(after) + 1), *at = text;
    at = stpcpy(at, before);
    for (int i = 0; i < count; i++)
        at = stpcpy(at, part);
    strcpy(at, after);
    return text;
}

START_TEST(a_short_file_cannot_mean_a_huge_one)
{
    char *text = repeated("local a = 'xxxxxxxxxxxxxxxx'\n", "a = a .. a\n", 60, "return { x = a }");
    problem(text, "18: this text grows beyond 1 MB");
    free(text);
    text = repeated("local a = {}\n", "a = { a, a, a, a }\n", 18, "return { x = a }");
    problem(text, "20: the configuration has more than 100000 values");
    free(text);
    text = repeated(
        "local a = 'xxxxxxxxxxxxxxxx' a = a .. a .. a .. a a = a .. a .. a .. a a = a .. a .. a .. a\n"
        "a = a .. a .. a .. a a = a .. a .. a .. a a = a .. a .. a .. a\nreturn { x = {",
        "a, ", 400, "} }");
    problem(text, "3: the configuration has more than 16 MB of text");
    free(text);
    text = repeated("local a, b = env 'TEST_TOKEN', env 'TEST_NUMBER'\n",
                    "if a then a, b = b .. a, a end a = #a and 'x' .. env 'TEST_NUMBER'\n", 50,
                    "return { x = a .. b }");
    ck_assert_int_eq(parse(text)->count, 1);
    free(text);
    text = repeated("local a, b = env 'TEST_TOKEN', env 'TEST_NUMBER'\n", "a, b = a .. b, b .. a\n", 10,
                    "return { x = a .. b }");
    ck_assert_str_eq(parse(text)->children[0].source, "several sources");
    free(text);
    text = repeated("local a = {}\n", "a = { a }\n", 30, "return { x = a }");
    problem(text, "32: the configuration has more than 20 levels of tables");
    free(text);
    text = repeated("return { ['", "k", 201, "'] = 1 }");
    problem(text, "1: the key is longer than any name");
    free(text);
    text = repeated("return { x = ", "{", 100000, "");
    problem(text, "1: too many levels of nesting");
    free(text);
    text = repeated("return { x = ", "1 + ", 100000, "1 }");
    problem(text, "1: an expression has more than 1000 parts in a row");
    free(text);
}
END_TEST

START_TEST(a_large_file_is_read)
{
    char *text = repeated(
        "return { strategies = {\n",
        "  [\"s\"] = { script = \"a.lua\", feed = \"f\", account = \"p\", params = { a = 1, b = 2 } },\n",
        10000, "} }");
    const struct fs_config_node *tree = parse(text);
    ck_assert_int_eq(fs_config_problems_count(problems), 0);
    ck_assert_int_eq(tree->children[0].count, 10000);
    ck_assert_int_eq(tree->children[0].children[9999].line, 10001);
    free(text);
}
END_TEST

START_TEST(a_file_becomes_typed_structs)
{
    char path[] = "/tmp/config_XXXXXX";
    int fd = mkstemp(path);
    const char *text =
        "return {\n"
        "  home = 'h', listen = { '[::1]:0', 'unix:s' }, http = { body = 1024 * 64, rate = '5/m' },\n"
        "  accounts = { one = { cash = 12.5, currency = 'EUR' } },\n"
        "  feeds = { f = { plugin = 'synthetic', settings = { seed = 7, key = env 'TEST_TOKEN', on = true, "
        "rate = 0.1 },\n"
        "    symbols = { 'A', 'B' } } },\n"
        "  strategies = { s = { script = 'x/a.lua', params = { n = 3 }, feed = 'f', account = 'one', "
        "on_start = 'run' },\n"
        "    c = { script = 'plugin:sma_cross', feed = 'f', account = 'one' } },\n"
        "  limits = { l = { scope = 'strategy', of = 's', rule = 'max_position', value = 100 } },\n"
        "  http_ = nil,\n"
        "}\n";
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct fs_config *c = fs_config_file_load(path, NULL, 0, problems);
    unlink(path);
    ck_assert_msg(c != NULL, "%s",
                  fs_config_problems_count(problems) ? fs_config_problems_get(problems, 0)->text : "");
    const struct fs_config_address *addresses = c->listen.items;
    ck_assert_str_eq(c->home, "/tmp/h");
    ck_assert_int_eq(c->listen.count, 2);
    ck_assert_str_eq(addresses[1].host, "/tmp/s");
    ck_assert_int_eq(c->http.body, 65536);
    ck_assert_int_eq(c->http.rate.per, 60000000000);
    const struct fs_config_account *account = fs_config_find(&c->accounts, sizeof *account, "one");
    ck_assert_int_eq(account->cash, 1250000000);
    const struct fs_config_feed *feed = fs_config_find(&c->feeds, sizeof *feed, "f");
    ck_assert_int_eq(feed->settings.count, 4);
    ck_assert_str_eq(feed->settings.items[0].text, "7");
    ck_assert_str_eq(feed->settings.items[1].text, "hunter2");
    ck_assert_int_eq(feed->settings.items[1].secret, 1);
    ck_assert_str_eq(feed->settings.items[2].text, "true");
    ck_assert_str_eq(feed->settings.items[3].text, "0.1");
    ck_assert_str_eq(((const char *const *)feed->symbols.items)[1], "B");
    const struct fs_config_strategy *strategies = c->strategies.items;
    ck_assert_str_eq(strategies[0].script, "/tmp/x/a.lua");
    ck_assert_int_eq(strategies[0].on_start, FS_START_RUN);
    ck_assert_int_eq(strategies[0].placement, FS_PLACE_INHERIT);
    ck_assert_str_eq(strategies[1].script, "plugin:sma_cross");
    ck_assert_int_eq(strategies[1].on_start, FS_START_PAUSED);
    const struct fs_config_limit *limit = c->limits.items;
    ck_assert_int_eq(limit->scope, FS_SCOPE_STRATEGY);
    ck_assert_int_eq(limit->rule, FS_RULE_MAX_POSITION);
    for (int i = 0; i < fs_config_item_count(c); i++)
        ck_assert(!fs_config_item(c, i)->text || !strstr(fs_config_item(c, i)->text, "hunter2"));
    fs_config_free(c);
    ck_assert_ptr_null(fs_config_find(&(struct fs_config_map){NULL, 0}, 8, "x"));
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_an_error_and_no_problem)
{
    ck_assert_ptr_null(fs_config_file_load("/nonexistent/a.lua", NULL, 0, problems));
    ck_assert_str_eq(fs_error_last()->message,
                     "the configuration /nonexistent/a.lua cannot be read: No such file or directory");
    ck_assert_ptr_null(fs_config_file_load("/tmp", NULL, 0, problems));
    ck_assert_str_eq(fs_error_last()->message, "the configuration /tmp is not a file");
    ck_assert_int_eq(fs_config_problems_count(problems), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("script/config_file");
    TCase *tests = tcase_create("config_file");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, expressions_mean_what_they_mean_in_lua);
    tcase_add_test(tests, locals_if_and_assignment_work);
    tcase_add_test(tests, what_comes_from_outside_stays_a_secret);
    tcase_add_test(tests, a_file_of_a_secret_is_read_beside_the_configuration);
    tcase_add_test(tests, mistakes_are_named_with_their_line);
    tcase_add_test(tests, all_mistakes_of_a_file_are_told_and_the_rest_is_read);
    tcase_add_test(tests, a_short_file_cannot_mean_a_huge_one);
    tcase_add_test(tests, a_large_file_is_read);
    tcase_add_test(tests, a_file_becomes_typed_structs);
    tcase_add_test(tests, a_file_that_cannot_be_read_is_an_error_and_no_problem);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
