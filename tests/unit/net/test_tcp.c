#include "net/tcp.h"

#include "base/error.h"
#include "server.h"

struct client {
    struct fs_loop *loop;
    struct fs_tcp *tcp;
    int opened, closed, lines;
    char last[64], reason[300];
    int64_t retry;
    int close_at; /* line number at which to close for good; 0: never */
    const char *greeting;
};

static void on_open(void *user, struct fs_tcp *tcp, uint64_t attempt)
{
    struct client *client = user;
    ck_assert_uint_eq(attempt, (uint64_t)++client->opened);
    if (client->greeting)
        ck_assert_int_eq(fs_tcp_send(tcp, client->greeting, strlen(client->greeting)), 0);
}

static void on_data(void *user, struct fs_tcp *tcp, const char *data, uint64_t size)
{
    struct client *client = user;
    client->lines++;
    snprintf(client->last, sizeof client->last, "%.*s", (int)size, data);
    if (client->lines == client->close_at)
        fs_tcp_close(tcp);
}

static void on_close(void *user, struct fs_tcp *tcp, const char *reason, int64_t retry)
{
    struct client *client = user;
    (void)tcp;
    client->closed++;
    client->retry = retry;
    snprintf(client->reason, sizeof client->reason, "%s", reason);
}

static struct client connect_to(const char *host, int port, uint32_t flags, struct client *at)
{
    const struct fs_tcp_options options = {.struct_size = sizeof options,
                                           .flags = flags,
                                           .host = host,
                                           .port = (uint32_t)port,
                                           .max_line = 100,
                                           .retry_min = 1000000,
                                           .retry_max = 4000000};
    const struct fs_tcp_handler handler = {
        .struct_size = sizeof handler, .opened = on_open, .data = on_data, .closed = on_close};
    at->loop = fs_loop_new();
    at->tcp = fs_tcp_open(at->loop, &options, &handler, at);
    ck_assert_msg(at->tcp != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    return *at;
}

START_TEST(comes_back_after_the_other_side_hangs_up)
{
    static const char *const answers[] = {"one\r\ntwo\n", "three\n", "four\npart", "five\n", NULL};
    struct server server = {.answers = answers, .until = "hello\n"};
    struct client client = {.greeting = "hello\n"};
    server_start(&server);
    connect_to("127.0.0.1", server.port, FS_TCP_LINES, &client);
    while (client.lines < 5)
        ck_assert_int_eq(fs_loop_run(client.loop, -1), 0);
    ck_assert_str_eq(client.last, "five"); /* the line without an end was never a line */
    ck_assert_int_eq(client.opened, 4);
    ck_assert_int_ge(client.closed, 3);
    ck_assert_int_gt(client.retry, 0);
    ck_assert_str_eq(server.heard[3], "hello\n");
    fs_loop_free(client.loop);
    server_join(&server);
}
END_TEST

START_TEST(says_why_it_cannot_connect_and_tries_again)
{
    struct server server = {.answers = (const char *const[]){NULL}};
    struct client client = {0};
    server_start(&server);
    server_join(&server); /* its port is free again */
    connect_to("127.0.0.1", server.port, FS_TCP_LINES, &client);
    while (client.closed < 3)
        fs_loop_run(client.loop, -1);
    ck_assert_str_eq(client.reason, "Connection refused");
    ck_assert_int_le(client.retry, 4000000);
    ck_assert_int_eq(client.opened, 0);
    ck_assert_int_eq(fs_tcp_send(client.tcp, "x", 1), -1);
    fs_loop_free(client.loop);
}
END_TEST

START_TEST(may_be_closed_inside_its_own_callback)
{
    static const char *const answers[] = {"one\ntwo\nthree\n", NULL};
    struct server server = {.answers = answers};
    struct client client = {.close_at = 2};
    server_start(&server);
    connect_to("127.0.0.1", server.port, FS_TCP_LINES, &client);
    while (client.lines < 2)
        fs_loop_run(client.loop, -1);
    fs_loop_run(client.loop, 0);
    ck_assert_int_eq(client.lines, 2);
    ck_assert_int_eq(client.closed, 0);
    fs_loop_free(client.loop);
    server_join(&server);
}
END_TEST

START_TEST(a_line_beyond_the_limit_is_a_failure)
{
    char line[202];
    memset(line, 'x', 200);
    memcpy(line + 200, "\n", 2);
    const char *const answers[] = {line, "fine\n", NULL};
    struct server server = {.answers = answers};
    struct client client = {0};
    server_start(&server);
    connect_to("127.0.0.1", server.port, FS_TCP_LINES, &client);
    while (client.lines < 1)
        fs_loop_run(client.loop, -1);
    ck_assert_str_eq(client.last, "fine");
    ck_assert_int_eq(client.opened, 2);
    fs_loop_free(client.loop);
    server_join(&server);
}
END_TEST

START_TEST(speaks_tls_with_whom_it_trusts)
{
    static const char *const answers[] = {"secret\n", NULL};
    struct server server = {.answers = answers, .until = "hello\n"};
    struct client client = {.greeting = "hello\n"};
    server_use_tls(&server, 1);
    server_start(&server);
    connect_to("127.0.0.1", server.port, FS_TCP_LINES | FS_TCP_TLS, &client);
    while (client.lines < 1 && client.closed < 5)
        fs_loop_run(client.loop, -1);
    server_forget_certificate();
    ck_assert_msg(client.lines == 1, "%s", client.reason);
    ck_assert_str_eq(client.last, "secret");
    fs_loop_free(client.loop);
    server_join(&server);
}
END_TEST

START_TEST(refuses_a_certificate_that_nobody_vouches_for)
{
    static const char *const answers[] = {"secret\n", "secret\n", NULL};
    struct server server = {.answers = answers};
    struct client client = {0};
    server_use_tls(&server, 0);
    server_start(&server);
    connect_to("127.0.0.1", server.port, FS_TCP_LINES | FS_TCP_TLS, &client);
    while (client.closed < 1)
        fs_loop_run(client.loop, -1);
    server_forget_certificate();
    ck_assert_str_eq(client.reason, "TLS: certificate refused: self-signed certificate");
    ck_assert_int_eq(client.lines, 0);
    ck_assert_int_eq(client.opened, 0);
    fs_loop_free(client.loop);
    server_join(&server);
}
END_TEST

START_TEST(refuses_options_that_make_no_sense)
{
    struct fs_loop *loop = fs_loop_new();
    struct fs_tcp_options options = {.struct_size = sizeof options, .host = "localhost", .port = 0};
    struct fs_tcp_handler handler = {.struct_size = sizeof handler, .data = on_data};
    ck_assert_ptr_null(fs_tcp_open(loop, &options, &handler, NULL));
    ck_assert_str_eq(fs_error_last()->message, "tcp_open(): port is 0; expected 1 to 65535");
    options.port = 80;
    options.host = "";
    ck_assert_ptr_null(fs_tcp_open(loop, &options, &handler, NULL));
    options.host = "localhost";
    handler.data = NULL;
    ck_assert_ptr_null(fs_tcp_open(loop, &options, &handler, NULL));
    handler.data = on_data;
    options.struct_size = 8;
    ck_assert_ptr_null(fs_tcp_open(loop, &options, &handler, NULL));
    fs_loop_free(loop);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/tcp");
    TCase *cases = tcase_create("tcp");
    tcase_add_test(cases, comes_back_after_the_other_side_hangs_up);
    tcase_add_test(cases, says_why_it_cannot_connect_and_tries_again);
    tcase_add_test(cases, may_be_closed_inside_its_own_callback);
    tcase_add_test(cases, a_line_beyond_the_limit_is_a_failure);
    tcase_add_test(cases, speaks_tls_with_whom_it_trusts);
    tcase_add_test(cases, refuses_a_certificate_that_nobody_vouches_for);
    tcase_add_test(cases, refuses_options_that_make_no_sense);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
