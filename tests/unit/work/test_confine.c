#include "base/error.h"
#include "work/worker.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fs_work_limits limits = {10.0, 512 << 20, 0};

static void confined(void)
{
    static const char *const writable[] = {"/tmp", NULL};
    ck_assert_msg(fs_work_confine(&limits, writable, NULL) == 0, "%s",
                  fs_error_last() ? fs_error_last()->message : "");
}

START_TEST(forbids_new_processes)
{
    confined();
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(pid, -1);
    ck_assert_int_eq(errno, EPERM);
    char *argv[] = {"/bin/true", NULL};
    ck_assert_int_eq(execv(argv[0], argv), -1);
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_ne(system("true"), 0);
}
END_TEST

START_TEST(forbids_sockets)
{
    confined();
    ck_assert_int_eq(socket(AF_INET, SOCK_STREAM, 0), -1);
    ck_assert_int_eq(errno, EPERM);
    int pair[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), -1);
    ck_assert_int_eq(errno, EPERM);
}
END_TEST

START_TEST(forbids_signals_to_others)
{
    confined();
    ck_assert_int_eq(kill(getppid(), 0), -1);
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_eq(kill(getpid(), 0), 0);
}
END_TEST

static void *thread_body(void *value)
{
    *(int *)value = 42;
    return NULL;
}

START_TEST(allows_threads_and_reading_files)
{
    confined();
    pthread_t thread;
    int value = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, thread_body, &value), 0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(value, 42);
    int fd = open("/etc/os-release", O_RDONLY);
    ck_assert_int_ge(fd, 0);
    close(fd);
}
END_TEST

START_TEST(writes_only_beneath_the_folders_named)
{
    int landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* which version? */) > 0;
    confined();
    char within[] = "/tmp/finsmart-confine-XXXXXX", outside[] = "/var/tmp/finsmart-confine-XXXXXX";
    int fd = mkstemp(within);
    ck_assert_int_ge(fd, 0);
    close(fd);
    unlink(within);
    fd = mkstemp(outside);
    if (fd >= 0)
        unlink(outside);
    ck_assert_msg(landlock == (fd < 0), "writing outside: %d, this kernel has Landlock: %d", fd, landlock);
}
END_TEST

#ifndef FINSMART_SANITIZED
START_TEST(refuses_memory_past_the_limit)
{
    confined();
    void *within = malloc(100 << 20);
    ck_assert_ptr_nonnull(within);
    ck_assert_ptr_null(malloc((size_t)600 << 20));
    free(within);
}
END_TEST
#endif

START_TEST(leaves_no_core_file)
{
    confined();
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    ck_assert_uint_eq(core.rlim_max, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("confine");
    TCase *tests = tcase_create("confine");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, forbids_new_processes);
    tcase_add_test(tests, forbids_sockets);
    tcase_add_test(tests, forbids_signals_to_others);
    tcase_add_test(tests, allows_threads_and_reading_files);
    tcase_add_test(tests, writes_only_beneath_the_folders_named);
#ifndef FINSMART_SANITIZED
    tcase_add_test(tests, refuses_memory_past_the_limit);
#endif
    tcase_add_test(tests, leaves_no_core_file);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
