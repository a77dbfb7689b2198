/* Where a server may listen, and what it says where it may not. */
#include "net/listen.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int accepted;

static void on_accepted(void *user, int fd, const struct sockaddr *from)
{
    (void)user, (void)from;
    accepted++;
    close(fd);
}

static const struct fs_listener_handler handler = {.accepted = on_accepted};

static void refuses(struct fs_loop *loop, const char *address, int code, const char *says)
{
    ck_assert_msg(!fs_listener_new(loop, address, &handler, NULL), "%s", address);
    ck_assert_msg(fs_error_last_code() == code, "%s: %s", address, fs_error_last()->message);
    ck_assert_msg(strstr(fs_error_last()->message, says) && strstr(fs_error_last()->message, address), "%s",
                  fs_error_last()->message);
    ck_assert_ptr_nonnull(fs_error_last()->hint ? fs_error_last()->hint : says);
}

START_TEST(refuses_what_is_no_address)
{
    static const char *const bad[] = {"",
                                      "8080",
                                      ":8080",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "127.0.0.1:x",
                                      "1.2.3:80",
                                      "127.0.0.1:65536",
                                      "[::1]",
                                      "[::1:80",
                                      "::1:80",
                                      "[zz]:80",
                                      "example.com:80",
                                      "127.0.0.1:-1",
                                      "127.0.0.1:123456"};
    struct fs_loop *loop = fs_loop_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses(loop, bad[i], FS_E_INPUT, "cannot listen on");
    refuses(loop, "unix:relative", FS_E_INPUT, "absolute path");
    refuses(loop, "unix:/nonexistent/s", FS_E_IO, "No such file");
    refuses(loop, "192.0.2.1:0", FS_E_IO, "Cannot assign requested address");
    fs_loop_free(loop);
}
END_TEST

START_TEST(reports_the_port_that_was_chosen)
{
    static const char *const good[] = {"127.0.0.1:0", "localhost:0", "*:0", "[::1]:0"};
    struct fs_loop *loop = fs_loop_new();
    for (size_t i = 0; i < 4; i++) {
        struct fs_listener *listener = fs_listener_new(loop, good[i], &handler, NULL);
        if (!listener && i == 3)
            continue; /* a machine without IPv6 */
        ck_assert_msg(listener != NULL, "%s", fs_error_last()->message);
        const char *name = fs_listener_address(listener);
        int port = atoi(strrchr(name, ':') + 1);
        ck_assert_int_gt(port, 0);
        ck_assert_int_eq(strncmp(name, good[i], strlen(good[i]) - 1), 0);
        refuses(loop, name, FS_E_IO, "Address already in use");
        struct sockaddr_in to = {
            .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), before = accepted;
        ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof to), i == 3 ? -1 : 0);
        if (i < 3) {
            fs_loop_run(loop, 1000000000);
            ck_assert_int_eq(accepted, before + 1);
        }
        close(fd);
        fs_listener_free(listener);
    }
    fs_loop_free(loop);
}
END_TEST

START_TEST(a_path_that_is_no_socket_is_left_alone)
{
    char path[] = "/tmp/finsmart-test-XXXXXX", address[60];
    struct stat info;
    int fd = mkstemp(path);
    struct fs_loop *loop = fs_loop_new();
    snprintf(address, sizeof address, "unix:%s", path);
    refuses(loop, address, FS_E_IO, "Address already in use");
    ck_assert_int_eq(stat(path, &info), 0);
    close(fd);
    unlink(path);
    struct fs_listener *listener = fs_listener_new(loop, address, &handler, NULL);
    ck_assert_ptr_nonnull(listener);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    refuses(loop, address, FS_E_IO, "Address already in use");
    fs_listener_free(listener);
    ck_assert_int_eq(stat(path, &info), -1);
    fs_loop_free(loop);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/listen");
    TCase *cases = tcase_create("listen");
    tcase_add_test(cases, refuses_what_is_no_address);
    tcase_add_test(cases, reports_the_port_that_was_chosen);
    tcase_add_test(cases, a_path_that_is_no_socket_is_left_alone);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
