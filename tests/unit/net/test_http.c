#include "net/http.h"

#include "base/error.h"
#include "server.h"

struct answer {
    int done, status;
    char error[300], body[200], type[100];
    uint64_t size;
};

static void on_done(void *user, const struct fs_http_response *response)
{
    struct answer *answer = user;
    answer->done++;
    answer->status = response->status;
    answer->size = response->body_size;
    snprintf(answer->error, sizeof answer->error, "%s", response->error ? response->error : "");
    snprintf(answer->body, sizeof answer->body, "%s", (const char *)response->body);
    for (uint32_t i = 0; i < response->header_count; i++)
        if (!strcmp(response->headers[i].name, "Content-Type"))
            snprintf(answer->type, sizeof answer->type, "%s", response->headers[i].value);
}

/* Sends `request` (its url is a path) to a server that gives `text`. */
static struct answer ask(struct server *server, struct fs_http_request request, const char *scheme)
{
    char url[200];
    struct answer answer = {0};
    server->until = server->until ? server->until : "\r\n\r\n";
    server_start(server);
    snprintf(url, sizeof url, "%s://%s:%d%s", scheme, server->v6 ? "[::1]" : "127.0.0.1", server->port,
             request.url);
    request.url = url;
    request.struct_size = sizeof request;
    struct fs_loop *loop = fs_loop_new();
    ck_assert_msg(fs_http_send(loop, &request, on_done, &answer) != NULL, "%s", fs_error_last()->message);
    while (!answer.done)
        ck_assert_int_eq(fs_loop_run(loop, -1), 0);
    fs_loop_free(loop);
    server_join(server);
    return answer;
}

static const char *const ok[] = {
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello", NULL};

START_TEST(gets_a_page)
{
    struct server server = {.answers = ok};
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/a?b=c"}, "http");
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.body, "hello");
    ck_assert_uint_eq(answer.size, 5);
    ck_assert_str_eq(answer.type, "text/plain");
    ck_assert_ptr_nonnull(strstr(server.heard[0], "GET /a?b=c HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "Host: 127.0.0.1:"));
}
END_TEST

static int machine_has_v6(void)
{
    struct sockaddr_in6 loopback = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int has = fd >= 0 && bind(fd, (struct sockaddr *)&loopback, sizeof loopback) == 0;
    if (fd >= 0)
        close(fd);
    return has;
}

START_TEST(an_address_in_brackets_is_called_and_named)
{
    if (!machine_has_v6())
        return;
    struct server server = {.answers = ok, .v6 = 1};
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/"}, "http");
    ck_assert_str_eq(answer.error, "");
    ck_assert_int_eq(answer.status, 200);
    ck_assert_ptr_nonnull(strstr(server.heard[0], "Host: [::1]:"));
}
END_TEST

START_TEST(posts_a_body_with_headers)
{
    struct server server = {.answers = ok, .until = "{\"a\":1}"};
    const struct fs_http_header headers[] = {{"X-Key", "k"}};
    struct answer answer = ask(&server,
                               (struct fs_http_request){.url = "/",
                                                        .method = "POST",
                                                        .headers = headers,
                                                        .header_count = 1,
                                                        .body = "{\"a\":1}",
                                                        .body_size = 7},
                               "http");
    ck_assert_int_eq(answer.status, 200);
    ck_assert_ptr_nonnull(strstr(server.heard[0], "POST / HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "X-Key: k\r\n"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "Content-Length: 7\r\n"));
}
END_TEST

START_TEST(an_answer_of_404_is_an_answer)
{
    static const char *const answers[] = {"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", NULL};
    struct server server = {.answers = answers};
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/"}, "http");
    ck_assert_int_eq(answer.status, 404);
    ck_assert_str_eq(answer.body, "gone");
}
END_TEST

START_TEST(says_what_is_wrong_with_an_answer)
{
    static const char *const nonsense[] = {"SSH-2.0-OpenSSH\r\n\r\n", NULL};
    static const char *const silent[] = {"", NULL};
    static const char *const large[] = {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", NULL};
    struct server one = {.answers = nonsense}, two = {.answers = silent}, three = {.answers = large};
    struct answer answer = ask(&one, (struct fs_http_request){.url = "/"}, "http");
    ck_assert_int_eq(answer.status, 0);
    ck_assert_str_eq(answer.error, "the answer is no HTTP");
    answer = ask(&two, (struct fs_http_request){.url = "/"}, "http");
    ck_assert_str_eq(answer.error, "the other side closed the connection");
    answer = ask(&three, (struct fs_http_request){.url = "/", .max_body = 1000}, "http");
    ck_assert_str_eq(answer.error, "the answer is longer than max_body");
}
END_TEST

START_TEST(gives_up_when_the_time_is_over)
{
    static const char *const never[] = {"", NULL};
    struct server server = {.answers = never, .until = "what never comes"};
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/", .timeout = 20000000}, "http");
    ck_assert_int_eq(answer.status, 0);
    ck_assert(!strcmp(answer.error, "no answer after 0.02 s") ||
              !strcmp(answer.error, "the other side took too long"));
}
END_TEST

START_TEST(gets_a_page_over_tls)
{
    struct server server = {.answers = ok};
    server_use_tls(&server, 1);
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/"}, "https");
    server_forget_certificate();
    ck_assert_str_eq(answer.error, "");
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.body, "hello");
}
END_TEST

START_TEST(refuses_a_certificate_that_nobody_vouches_for)
{
    struct server server = {.answers = ok};
    server_use_tls(&server, 0);
    struct answer answer = ask(&server, (struct fs_http_request){.url = "/"}, "https");
    server_forget_certificate();
    ck_assert_int_eq(answer.status, 0);
    ck_assert_str_eq(answer.error, "TLS: certificate refused: self-signed certificate");
}
END_TEST

START_TEST(a_cancelled_request_calls_nobody)
{
    struct server server = {.answers = ok, .until = "what never comes"};
    struct answer answer = {0};
    char url[100];
    server_start(&server);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", server.port);
    struct fs_http_request request = {.struct_size = sizeof request, .url = url};
    struct fs_loop *loop = fs_loop_new();
    struct fs_http *http = fs_http_send(loop, &request, on_done, &answer);
    fs_loop_run(loop, 0);
    fs_http_cancel(http);
    ck_assert_ptr_nonnull(
        fs_http_send(loop, &request, on_done, &answer)); /* and one that the loop's end drops */
    fs_loop_run(loop, 0);
    fs_loop_free(loop);
    ck_assert_int_eq(answer.done, 0);
    server_join(&server);
}
END_TEST

START_TEST(refuses_requests_that_make_no_sense)
{
    struct fs_loop *loop = fs_loop_new();
    static const char *const urls[] = {"ftp://host/", "http://", "nonsense", ""};
    for (int i = 0; i < 4; i++) {
        struct fs_http_request request = {.struct_size = sizeof request, .url = urls[i]};
        ck_assert_ptr_null(fs_http_send(loop, &request, on_done, NULL));
        ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    }
    struct fs_http_request request = {.struct_size = sizeof request, .url = "http://h/", .method = "BREW"};
    ck_assert_ptr_null(fs_http_send(loop, &request, on_done, NULL));
    const struct fs_http_header split[] = {{"X", "a\r\nEvil: 1"}};
    request = (struct fs_http_request){
        .struct_size = sizeof request, .url = "http://127.0.0.1:9/", .headers = split, .header_count = 1};
    ck_assert_ptr_null(fs_http_send(loop, &request, on_done, NULL));
    fs_loop_free(loop);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/http");
    TCase *cases = tcase_create("http");
    tcase_add_test(cases, gets_a_page);
    tcase_add_test(cases, an_address_in_brackets_is_called_and_named);
    tcase_add_test(cases, posts_a_body_with_headers);
    tcase_add_test(cases, an_answer_of_404_is_an_answer);
    tcase_add_test(cases, says_what_is_wrong_with_an_answer);
    tcase_add_test(cases, gives_up_when_the_time_is_over);
    tcase_add_test(cases, gets_a_page_over_tls);
    tcase_add_test(cases, refuses_a_certificate_that_nobody_vouches_for);
    tcase_add_test(cases, a_cancelled_request_calls_nobody);
    tcase_add_test(cases, refuses_requests_that_make_no_sense);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
