#include "script/state.h"

#include "base/error.h"

#include <check.h>

static int panics(lua_State *L, void *arg)
{
    (void)arg;
    lua_CFunction panic = lua_atpanic(L, NULL);
    lua_atpanic(L, panic);
    panic(L);
    ck_abort_msg("the panic returned");
    return 0;
}

START_TEST(a_panic_is_a_lack_of_memory_and_not_the_end_of_the_process)
{
    struct fs_state_options options = {.memory_limit = 64 << 20};
    struct fs_state *state = fs_state_new(&options);
    ck_assert_ptr_nonnull(state);
    ck_assert_int_eq(fs_state_enter(state, "strategy.run", panics, NULL, NULL), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "needs more memory than its limit of 64 MB"));
    ck_assert_int_eq(fs_state_enter(state, "strategy.run", panics, NULL, NULL), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "can't go on"));
    fs_state_free(state);
    state = fs_state_new(&options);
    ck_assert_msg(state != NULL, "another state is as good as ever");
    fs_state_free(state);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("state");
    TCase *cases = tcase_create("state");
    tcase_add_test(cases, a_panic_is_a_lack_of_memory_and_not_the_end_of_the_process);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
