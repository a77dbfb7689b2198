#include "net/loop.h"

#include "base/error.h"

#include <check.h>
#include <pthread.h>
#include <unistd.h>

struct counter {
    int count;
    struct fs_loop *loop;
    struct fs_timer *timer;
    struct fs_watch *watch;
};

static void bump(void *user)
{
    ((struct counter *)user)->count++;
}

static void bump_and_stop(void *user)
{
    struct counter *counter = user;
    if (++counter->count == 3)
        fs_timer_stop(counter->timer);
}

static void read_byte(void *user, int32_t fd, uint32_t what)
{
    struct counter *counter = user;
    char c;
    ck_assert_uint_eq(what, FS_WATCH_READ);
    ck_assert_int_eq(read(fd, &c, 1), 1);
    counter->count++;
    fs_watch_stop(counter->watch);
}

START_TEST(a_timer_without_interval_goes_off_once)
{
    struct counter counter = {0};
    struct fs_loop *loop = fs_loop_new();
    ck_assert_ptr_nonnull(fs_timer_new(loop, 0, 0, bump, &counter));
    while (!counter.count)
        ck_assert_int_eq(fs_loop_run(loop, -1), 0);
    ck_assert_int_eq(fs_loop_run(loop, 0), 0);
    ck_assert_int_eq(counter.count, 1);
    ck_assert_uint_eq(fs_loop_calls(loop), 1);
    fs_loop_free(loop);
}
END_TEST

START_TEST(a_timer_may_stop_itself)
{
    struct counter counter = {0};
    struct fs_loop *loop = fs_loop_new();
    counter.timer = fs_timer_new(loop, 0, 1, bump_and_stop, &counter);
    while (counter.count < 3)
        fs_loop_run(loop, -1);
    fs_loop_run(loop, 0);
    ck_assert_int_eq(counter.count, 3);
    fs_loop_free(loop);
}
END_TEST

START_TEST(a_watch_may_stop_itself)
{
    struct counter counter = {0};
    struct fs_loop *loop = fs_loop_new();
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    counter.watch = fs_watch_new(loop, fds[0], FS_WATCH_READ, read_byte, &counter);
    ck_assert_int_eq(write(fds[1], "ab", 2), 2);
    while (!counter.count)
        fs_loop_run(loop, -1);
    fs_loop_run(loop, 0);
    ck_assert_int_eq(counter.count, 1);
    fs_loop_free(loop);
    close(fds[0]);
    close(fds[1]);
}
END_TEST

static void *call_from_thread(void *data)
{
    struct counter *counter = data;
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(fs_loop_call(counter->loop, bump, counter), 0);
    return NULL;
}

START_TEST(calls_from_other_threads_run_on_the_loops_thread)
{
    struct counter counter = {0};
    counter.loop = fs_loop_new();
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, call_from_thread, &counter), 0);
    while (counter.count < 2000)
        fs_loop_run(counter.loop, -1);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    fs_loop_free(counter.loop);
}
END_TEST

START_TEST(freeing_drops_what_is_left_without_calling_it)
{
    struct counter counter = {0};
    struct fs_loop *loop = fs_loop_new();
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert_ptr_nonnull(fs_timer_new(loop, 0, 1, bump, &counter));
    ck_assert_ptr_nonnull(fs_watch_new(loop, fds[1], FS_WATCH_WRITE, read_byte, &counter));
    fs_loop_call(loop, bump, &counter);
    fs_loop_free(loop);
    close(fds[0]);
    close(fds[1]);
    ck_assert_int_eq(counter.count, 0);
}
END_TEST

START_TEST(refuses_what_makes_no_sense)
{
    struct fs_loop *loop = fs_loop_new();
    ck_assert_ptr_null(fs_timer_new(loop, -1, 0, bump, NULL));
    ck_assert_ptr_null(fs_timer_new(loop, 0, 0, NULL, NULL));
    ck_assert_ptr_null(fs_watch_new(loop, -1, FS_WATCH_READ, read_byte, NULL));
    ck_assert_ptr_null(fs_watch_new(loop, 0, 8, read_byte, NULL));
    ck_assert_int_eq(fs_error_last_code(), FS_E_PLUGIN);
    fs_loop_free(loop);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/loop");
    TCase *cases = tcase_create("loop");
    tcase_add_test(cases, a_timer_without_interval_goes_off_once);
    tcase_add_test(cases, a_timer_may_stop_itself);
    tcase_add_test(cases, a_watch_may_stop_itself);
    tcase_add_test(cases, calls_from_other_threads_run_on_the_loops_thread);
    tcase_add_test(cases, freeing_drops_what_is_left_without_calling_it);
    tcase_add_test(cases, refuses_what_makes_no_sense);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
