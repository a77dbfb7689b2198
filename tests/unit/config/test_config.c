/* The configuration without a file: defaults, the environment, the command line; and what holds of the schema itself. */
#include "config/config.h"

#include "base/error.h"
#include "base/log.h"
#include "config/schema.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct fs_config_problems *problems;

static void setup(void)
{
    unsetenv("FINSMART_HOME");
    unsetenv("FINSMART_LOG");
    problems = fs_config_problems_new();
}

static void teardown(void)
{
    fs_config_problems_free(problems);
}

static const struct fs_config_item *item(const struct fs_config *config, const char *key)
{
    for (int i = 0; i < fs_config_item_count(config); i++)
        if (!strcmp(fs_config_item(config, i)->key, key))
            return fs_config_item(config, i);
    ck_abort_msg("no %s", key);
    return NULL;
}

START_TEST(without_a_file_it_listens_on_loopback_only_with_embedded_stores)
{
    struct fs_config *c = fs_config_new(NULL, NULL, NULL, 0, problems);
    ck_assert_ptr_nonnull(c);
    const struct fs_config_address *address = c->listen.items;
    ck_assert_int_eq(c->listen.count, 1);
    ck_assert_str_eq(address->text, "127.0.0.1:8080");
    ck_assert_int_eq(address->loopback, 1);
    ck_assert_str_eq(c->home, "finsmart-data");
    ck_assert_str_eq(c->stores.records_plugin, "sqlite");
    ck_assert_str_eq(c->stores.records_location, "finsmart-data/records.db");
    ck_assert_str_eq(c->stores.history, "finsmart-data/history");
    ck_assert_str_eq(c->people.first_key, "finsmart-data/admin.key");
    ck_assert_str_eq(c->tls.certificate, "");
    ck_assert_int_eq(c->tls.required, 1);
    ck_assert_int_eq(c->http.body, 64 << 20);
    ck_assert_int_eq(c->http.rate.count, 100);
    ck_assert_int_eq(c->http.rate.per, 1000000000);
    ck_assert_int_eq(c->journal.durability, FS_JOURNAL_FSYNCED);
    ck_assert_int_eq(c->journal.commit_interval, 2000000);
    ck_assert_int_eq(c->placement.strategies, FS_PLACE_ISOLATED);
    ck_assert_int_eq(c->workers.time, 3600000000000);
    ck_assert_int_eq(c->log.level, FS_LOG_INFO);
    ck_assert_int_eq(c->feeds.count, 0);
    ck_assert_int_eq(item(c, "http.body")->origin, FS_CONFIG_DEFAULT);
    ck_assert_str_eq(item(c, "http.body")->text, "64 MB");
    fs_config_free(c);
}
END_TEST

START_TEST(the_environment_stands_over_defaults_and_the_command_line_over_both)
{
    setenv("FINSMART_HOME", "/srv/env", 1);
    setenv("FINSMART_LOG", "error", 1);
    struct fs_config *c = fs_config_new(NULL, NULL, NULL, 0, problems);
    ck_assert_str_eq(c->home, "/srv/env");
    ck_assert_str_eq(c->journal.folder, "/srv/env/journal");
    ck_assert_int_eq(c->log.level, FS_LOG_ERROR);
    ck_assert_int_eq(item(c, "home")->origin, FS_CONFIG_ENVIRONMENT);
    ck_assert_str_eq(item(c, "home")->from, "FINSMART_HOME");
    fs_config_free(c);
    const struct fs_config_override overrides[] = {{"home", "here", "--home"},
                                                   {"http.body", "1 GB", "--body"}};
    c = fs_config_new(NULL, NULL, overrides, 2, problems);
    ck_assert_str_eq(c->home, "here");
    ck_assert_int_eq(c->http.body, 1 << 30);
    ck_assert_int_eq(item(c, "home")->origin, FS_CONFIG_COMMAND_LINE);
    ck_assert_str_eq(item(c, "home")->from, "--home");
    fs_config_free(c);
}
END_TEST

START_TEST(a_wrong_value_from_outside_names_where_it_comes_from)
{
    setenv("FINSMART_LOG", "loud", 1);
    const struct fs_config_override overrides[] = {{"http.body", "big", "--body"}};
    ck_assert_ptr_null(fs_config_new(NULL, NULL, overrides, 1, problems));
    ck_assert_int_eq(fs_config_problems_count(problems), 2);
    ck_assert_int_eq(fs_config_problems_fail(problems), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_str_eq(
        fs_error_last()->message,
        "http.body is 'big' in --body; expected a size such as \"64 MB\", or a number of bytes, from 1 KB to "
        "1 TB\nlog.level is 'loud' in FINSMART_LOG; expected one of debug, info, warn, error, off");
}
END_TEST

START_TEST(a_role_has_the_limits_of_workers_but_for_its_own)
{
    const struct fs_config_node memory = {
        .type = FS_CONFIG_NODE_TEXT, .key = "memory", .line = 3, .text = "1 GB", .length = 4};
    const struct fs_config_node viewer = {
        .type = FS_CONFIG_NODE_TABLE, .key = "viewer", .line = 3, .children = &memory, .count = 1};
    const struct fs_config_node roles = {
        .type = FS_CONFIG_NODE_TABLE, .key = "roles", .line = 2, .children = &viewer, .count = 1};
    const struct fs_config_node workers = {
        .type = FS_CONFIG_NODE_TABLE, .key = "workers", .line = 1, .children = &roles, .count = 1};
    const struct fs_config_node top = {
        .type = FS_CONFIG_NODE_TABLE, .line = 1, .children = &workers, .count = 1};
    struct fs_config *c = fs_config_new(&top, "a.lua", NULL, 0, problems);
    ck_assert_ptr_nonnull(c);
    struct fs_config_role own = fs_config_role_limits(c, "viewer"),
                          other = fs_config_role_limits(c, "analyst");
    ck_assert_int_eq(own.memory, 1 << 30);
    ck_assert_int_eq(own.time, 3600000000000);
    ck_assert_int_eq(own.jobs, 4);
    ck_assert_int_eq(other.memory, INT64_C(4) << 30);
    ck_assert_str_eq(item(c, "workers.roles.viewer.memory")->from, "a.lua:3");
    fs_config_free(c);
}
END_TEST

START_TEST(problems_are_told_in_the_order_of_lines_and_of_finding)
{
    fs_config_problem(problems, "a.lua", 9, "b", "is last");
    fs_config_problem(problems, "a.lua", 2, "c", "is first");
    fs_config_problem_hint(problems, "do %s", "so");
    fs_config_problem(problems, "a.lua", 9, "a", "is behind it");
    ck_assert_int_eq(fs_config_problems_fail(problems), -1);
    ck_assert_str_eq(fs_error_last()->message,
                     "a.lua:2: c is first\n  hint: do so\na.lua:9: b is last\na.lua:9: a is behind it");
}
END_TEST

static int keys_seen;

static void look(void *user, const char *path, const struct fs_config_key *key)
{
    char text[400];
    (void)user;
    keys_seen++;
    ck_assert_msg(key->doc && strlen(key->doc) > 4 && strchr(".?", key->doc[strlen(key->doc) - 1]),
                  "%s has no sentence", path);
    if (key->keys)
        return;
    ck_assert_msg(*fs_config_expected(key, text, sizeof text) && strlen(text) < 390, "%s", path);
    ck_assert_msg(!(key->flags & FS_CONFIG_REQUIRED) || !key->fallback, "%s is required and has a default",
                  path);
    ck_assert_msg(key->example || key->fallback, "%s shows no value", path);
    int chooses =
        key->type == FS_CONFIG_CHOICE || (key->type == FS_CONFIG_LIST && key->item == FS_CONFIG_CHOICE);
    ck_assert_msg(chooses == (key->choices != NULL), "%s", path);
}

START_TEST(every_key_is_documented_and_shows_a_value)
{
    fs_config_each_key(look, NULL);
    ck_assert_int_gt(keys_seen, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config/config");
    TCase *tests = tcase_create("config");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, without_a_file_it_listens_on_loopback_only_with_embedded_stores);
    tcase_add_test(tests, the_environment_stands_over_defaults_and_the_command_line_over_both);
    tcase_add_test(tests, a_wrong_value_from_outside_names_where_it_comes_from);
    tcase_add_test(tests, a_role_has_the_limits_of_workers_but_for_its_own);
    tcase_add_test(tests, problems_are_told_in_the_order_of_lines_and_of_finding);
    tcase_add_test(tests, every_key_is_documented_and_shows_a_value);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
