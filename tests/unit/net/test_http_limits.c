/* Every limit of the HTTP server, reached by a real client. */
#include "talk.h"

#include <netinet/in.h>
#include <sys/resource.h>

#define HEAD "Host: a\r\n"

static uint64_t hits(enum fs_http_limit limit)
{
    return counters().limits[limit];
}

/* A request that is refused with `status`, because of `limit`. */
static void refused(struct fs_http_limits limits, const char *request, int status, enum fs_http_limit limit)
{
    serve(limits);
    const char *answer = ask(request);
    ck_assert_msg(status_of(answer) == status, "%.60s: expected %d, got %s", request, status, answer);
    ck_assert_uint_eq(hits(limit), 1);
    while (counters().open)
        turn(1);
    app_stop(&app);
}

START_TEST(bounds_the_request_line)
{
    static char request[4000];
    memset(request, 'a', sizeof request - 1);
    memcpy(request, "GET /", 5);
    refused((struct fs_http_limits){.line = 1000}, request, 414, FS_HTTP_LIMIT_LINE); /* not even ended */
    snprintf(request + 1500, 100, " HTTP/1.1\r\n" HEAD "\r\n");
    refused((struct fs_http_limits){.line = 1000}, request, 414, FS_HTTP_LIMIT_LINE);
}
END_TEST

START_TEST(a_line_and_fields_as_long_as_allowed_are_good)
{
    char request[600], value[200];
    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = 0;
    snprintf(request, sizeof request, "GET /hello HTTP/1.1\r\nConnection: close\r\nHost: a\r\nX: %s\r\n\r\n",
             value);
    size_t fields = strlen(request) - strlen("GET /hello HTTP/1.1\r\n") - 2;
    struct fs_http_limits limits = {
        .line = strlen("GET /hello HTTP/1.1"), .header_bytes = fields, .header_count = 3};
    serve(limits);
    ck_assert_int_eq(status_of(ask(request)), 200);
    app_stop(&app);
    limits.header_bytes--;
    refused(limits, request, 431, FS_HTTP_LIMIT_HEADERS);
    limits.header_bytes++;
    limits.line--;
    refused(limits, request, 414, FS_HTTP_LIMIT_LINE);
    limits.line++;
    limits.header_count--;
    refused(limits, request, 431, FS_HTTP_LIMIT_HEADERS);
}
END_TEST

START_TEST(bounds_header_fields_that_never_end)
{
    static char request[5000];
    size_t at = (size_t)snprintf(request, sizeof request, "GET / HTTP/1.1\r\n");
    while (at < 4900)
        at += (size_t)snprintf(request + at, sizeof request - at, "X-%zu: y\r\n", at);
    refused((struct fs_http_limits){.header_bytes = 2000}, request, 431, FS_HTTP_LIMIT_HEADERS);
}
END_TEST

START_TEST(bounds_the_body)
{
    refused((struct fs_http_limits){.body = 10},
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413, FS_HTTP_LIMIT_BODY);
    refused((struct fs_http_limits){.body = 10},
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n",
            413, FS_HTTP_LIMIT_BODY);
    refused((struct fs_http_limits){0},
            "POST /echo?max=3 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd", 413, FS_HTTP_LIMIT_BODY);
    serve((struct fs_http_limits){.body = 10});
    ask("POST /echo?max=20 HTTP/1.1\r\nConnection: close\r\nHost: a\r\nContent-Length: "
        "12\r\n\r\n123456789012");
    ck_assert_int_eq(status_of(heard), 200); /* the handler's own limit holds */
    app_stop(&app);
}
END_TEST

START_TEST(closes_a_connection_that_says_nothing)
{
    serve((struct fs_http_limits){.first_byte = 30 * MS});
    int fd = dial();
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_uint_eq(heard_size, 0);
    ck_assert_uint_eq(hits(FS_HTTP_LIMIT_FIRST_BYTE), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_head_that_drips_is_answered_408)
{
    serve((struct fs_http_limits){.head = 60 * MS, .first_byte = 1000 * MS});
    int fd = dial();
    /* A byte every few ms: the clock of the head does not begin anew with each. */
    for (const char *at = "GET /hello HTTP/1.1\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; *at; at++) {
        send(fd, at, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        turn(5);
        if (hits(FS_HTTP_LIMIT_HEAD))
            break;
    }
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_int_eq(status_of(heard), 408);
    ck_assert_uint_eq(hits(FS_HTTP_LIMIT_HEAD), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_body_that_stops_is_answered_408)
{
    serve((struct fs_http_limits){.piece = 40 * MS});
    int fd = dial();
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_int_eq(status_of(heard), 408);
    ck_assert_uint_eq(hits(FS_HTTP_LIMIT_PIECE), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_body_that_drips_is_answered_408)
{
    serve((struct fs_http_limits){.piece = 50 * MS, .body_rate = 100000});
    int fd = dial();
    say(fd, "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 1000 && !hits(FS_HTTP_LIMIT_RATE); i++) {
        send(fd, "abc", 3, MSG_DONTWAIT | MSG_NOSIGNAL);
        turn(5);
    }
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_int_eq(status_of(heard), 408);
    ck_assert_int_eq(app.ended[FS_EXCHANGE_REFUSED], 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_held_body_has_all_the_time_it_needs)
{
    serve((struct fs_http_limits){.piece = 30 * MS, .body_rate = 1000});
    int fd = dial();
    say(fd, "POST /hold HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    turn_until(&app.asked, 1);
    for (int i = 0; i < 20; i++)
        turn(5);
    ck_assert_uint_eq(app.got, 3);
    fs_exchange_more(app.kept);
    say(fd, "def");
    ck_assert_int_eq(hear(fd, "6 bytes\n"), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(closes_an_idle_connection)
{
    serve((struct fs_http_limits){.idle = 30 * MS});
    int fd = dial();
    say(fd, "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, "hello\n"), 1);
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_uint_eq(heard_size, 0);
    ck_assert_uint_eq(hits(FS_HTTP_LIMIT_IDLE), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(cuts_off_a_client_that_takes_nothing)
{
    static const char *const targets[] = {"/owned?n=50000000", "/stream?n=50000000", "/file?n=50000000"};
    for (size_t i = 0; i < 3; i++) {
        char request[100];
        serve((struct fs_http_limits){.stall = 50 * MS});
        int fd = dial();
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HEAD "\r\n", targets[i]);
        say(fd, request);
        for (int k = 0; k < 2000 && !hits(FS_HTTP_LIMIT_STALL); k++)
            turn(5);
        ck_assert_uint_eq(hits(FS_HTTP_LIMIT_STALL), 1);
        ck_assert_uint_eq(counters().open, 0);
        ck_assert_int_eq(app.released, i == 0);
        close(fd);
        app_stop(&app);
    }
}
END_TEST

START_TEST(a_client_that_never_hangs_up_is_not_waited_for)
{
    serve((struct fs_http_limits){.linger = 30 * MS});
    int fd = dial();
    say(fd, "GET /hello HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, NULL), 1);
    for (int i = 0; i < 1000 && counters().open; i++)
        turn(5);
    ck_assert_uint_eq(counters().open, 0);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(the_last_request_of_a_connection_says_so)
{
    serve((struct fs_http_limits){.requests = 2});
    int fd = dial();
    say(fd, "GET /hello HTTP/1.1\r\n" HEAD "\r\nGET /hello HTTP/1.1\r\n" HEAD
            "\r\nGET /hello HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_int_eq(app.asked, 2);
    ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
    ck_assert_uint_eq(hits(FS_HTTP_LIMIT_REQUESTS), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(connections_beyond_the_limit_are_answered_503)
{
    for (int by_address = 0; by_address < 2; by_address++) {
        int held[3], fd;
        serve(by_address ? (struct fs_http_limits){.per_address = 3}
                         : (struct fs_http_limits){.connections = 3});
        for (int i = 0; i < 3; i++) {
            held[i] = dial();
            say(held[i], "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
            ck_assert_int_eq(hear(held[i], "hello\n"), 1);
        }
        ck_assert_int_eq(status_of(ask("GET /hello HTTP/1.1\r\n" HEAD "\r\n")), 503);
        ck_assert_uint_eq(hits(by_address ? FS_HTTP_LIMIT_PER_ADDRESS : FS_HTTP_LIMIT_CONNECTIONS), 1);
        close(held[0]);
        while (counters().open > 2)
            turn(1);
        fd = dial();
        say(fd, "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
        ck_assert_int_eq(hear(fd, "hello\n"), 1);
        for (int i = 1; i < 3; i++)
            close(held[i]);
        close(fd);
        app_stop(&app);
    }
}
END_TEST

START_TEST(a_flood_of_connections_is_closed_unheard)
{
    int fds[200], open = 0;
    serve((struct fs_http_limits){.connections = 10});
    for (int i = 0; i < 200; i++)
        fds[i] = dial();
    for (int i = 0; i < 100; i++)
        turn(1);
    ck_assert_uint_le(counters().open, 10 + 64);
    ck_assert_uint_eq(counters().accepted, 200);
    for (int i = 0; i < 200; i++) {
        char byte;
        open += recv(fds[i], &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
        close(fds[i]);
    }
    ck_assert_int_eq(open, 10 + 64);
    app_stop(&app);
}
END_TEST

START_TEST(goes_on_when_there_were_too_many_open_files)
{
    struct rlimit before, few;
    int fds[100], count = 0;
    serve((struct fs_http_limits){0});
    getrlimit(RLIMIT_NOFILE, &before);
    int waiting[4];
    for (int i = 0; i < 4; i++)
        waiting[i] = dial(); /* in the system's queue */
    while (count < 100 && (fds[count] = dup(0)) >= 0)
        count++;
    few = (struct rlimit){.rlim_cur = (rlim_t)fds[count - 1] + 1, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int i = 0; i < 20; i++)
        turn(1);
    ck_assert_uint_ge(counters().failed, 1);
    ck_assert_uint_le(counters().failed, 3); /* it waits before it tries again */
    setrlimit(RLIMIT_NOFILE, &before);
    while (count)
        close(fds[--count]);
    for (int i = 0; i < 4; i++) {
        say(waiting[i], "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
        ck_assert_int_eq(hear(waiting[i], "hello\n"), 1);
        close(waiting[i]);
    }
    app_stop(&app);
}
END_TEST

START_TEST(limits_have_names)
{
    for (int i = 0; i < FS_HTTP_LIMIT_COUNT; i++)
        ck_assert_int_gt((int)strlen(fs_http_limit_name((enum fs_http_limit)i)), 2);
    ck_assert_str_eq(fs_http_limit_name(FS_HTTP_LIMIT_QUEUE), "queue");
    ck_assert_str_eq(fs_http_limit_name(FS_HTTP_LIMIT_LINE), "line");
    ck_assert_str_eq(fs_http_limit_name(FS_HTTP_LIMIT_REQUESTS), "requests");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/http_limits");
    TCase *cases = tcase_create("http_limits");
    tcase_add_test(cases, bounds_the_request_line);
    tcase_add_test(cases, a_line_and_fields_as_long_as_allowed_are_good);
    tcase_add_test(cases, bounds_header_fields_that_never_end);
    tcase_add_test(cases, bounds_the_body);
    tcase_add_test(cases, closes_a_connection_that_says_nothing);
    tcase_add_test(cases, a_head_that_drips_is_answered_408);
    tcase_add_test(cases, a_body_that_stops_is_answered_408);
    tcase_add_test(cases, a_body_that_drips_is_answered_408);
    tcase_add_test(cases, a_held_body_has_all_the_time_it_needs);
    tcase_add_test(cases, closes_an_idle_connection);
    tcase_add_test(cases, cuts_off_a_client_that_takes_nothing);
    tcase_add_test(cases, a_client_that_never_hangs_up_is_not_waited_for);
    tcase_add_test(cases, the_last_request_of_a_connection_says_so);
    tcase_add_test(cases, connections_beyond_the_limit_are_answered_503);
    tcase_add_test(cases, a_flood_of_connections_is_closed_unheard);
    tcase_add_test(cases, goes_on_when_there_were_too_many_open_files);
    tcase_add_test(cases, limits_have_names);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
