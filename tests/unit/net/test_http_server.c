/* The HTTP server with real sockets: what it takes, what it refuses, how it answers. */
#include "talk.h"

#include <fcntl.h>

#define HEAD "Host: a\r\n"

START_TEST(answers_a_request_and_keeps_the_connection)
{
    serve((struct fs_http_limits){0});
    int fd = dial();
    for (int i = 0; i < 3; i++) {
        say(fd, "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
        ck_assert_int_eq(hear(fd, "\r\n\r\nhello\n"), 1);
        ck_assert_int_eq(status_of(heard), 200);
        ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Length: 6\r\n"));
        ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Type: text/plain\r\n"));
        ck_assert_ptr_nonnull(strstr(heard, "\r\nDate: "));
        ck_assert_ptr_nonnull(strstr(heard, " GMT\r\n"));
    }
    close(fd);
    ck_assert_uint_eq(counters().requests, 3);
    ck_assert_uint_eq(counters().accepted, 1);
    ck_assert_uint_eq(counters().status[2], 3);
    app_stop(&app);
}
END_TEST

START_TEST(answers_pipelined_requests_in_order)
{
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "GET /later?ms=30 HTTP/1.1\r\n" HEAD "\r\n"
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            "\r\nGET /hello HTTP/1.1\r\n" HEAD "\r\n" /* an empty line before a request is let pass */
            "HEAD /hello HTTP/1.1\r\n" HEAD "\r\n"
            "GET /stream?n=3 HTTP/1.1\r\n" HEAD "\r\n"
            "GET /empty HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, NULL), 1);
    const char *at = heard;
    static const char *const order[] = {"later\n",  "\r\n\r\nabc",           "hello\n",
                                        "\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", " 204 "};
    for (size_t i = 0; i < 6; i++) {
        at = strstr(at, order[i]);
        ck_assert_msg(at != NULL, "%zu of %s", i, heard);
        at += strlen(order[i]);
    }
    close(fd);
    ck_assert_int_eq(app.asked, 6);
    app_stop(&app);
}
END_TEST

static uint64_t waits;

static void add_waiting(void *user, const struct fs_http_connection_info *info)
{
    (void)user;
    waits = info->waiting > waits ? info->waiting : waits;
}

START_TEST(many_pipelined_requests_are_bounded_in_memory)
{
    static const char request[] = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    static char many[1000 * (sizeof request - 1)];
    uint64_t bytes = 0;
    serve((struct fs_http_limits){.buffer = 4096, .requests = 200000});
    int fd = dial();
    for (size_t i = 0; i < 1000; i++)
        memcpy(many + i * (sizeof request - 1), request, sizeof request - 1);
    for (int round = 0; round < 100; round++) {
        for (size_t sent = 0; sent < sizeof many;) {
            ssize_t n = send(fd, many + sent, sizeof many - sent, MSG_DONTWAIT);
            sent += n > 0 ? (size_t)n : 0;
            turn(n < 0 ? 1 : 0);
            fs_http_server_each(app.server, add_waiting, NULL);
            if (n < 0) { /* the server reads no more, because nobody reads its answers */
                ssize_t got = recv(fd, heard, sizeof heard - 1, MSG_DONTWAIT);
                bytes += got > 0 ? (uint64_t)got : 0;
            }
        }
    }
    say(fd, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    bytes += hear_all(fd);
    close(fd);
    ck_assert_uint_eq(counters().requests, 100001);
    ck_assert_uint_eq(bytes, counters().bytes_out);
    ck_assert_uint_gt(waits, 0);
    ck_assert_uint_lt(waits, 4096 + 500); /* one answer beyond */
    app_stop(&app);
}
END_TEST

START_TEST(head_has_the_length_and_no_body)
{
    serve((struct fs_http_limits){0});
    ask("HEAD /hello HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Length: 6\r\n"));
    ck_assert_str_eq(strstr(heard, "\r\n\r\n"), "\r\n\r\n");
    ask("HEAD /owned?n=5000 HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Length: 5000\r\n"));
    ck_assert_int_eq(app.released, 1);
    ask("HEAD /stream?n=5000 HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_str_eq(strstr(heard, "\r\n\r\n"), "\r\n\r\n");
    ask("HEAD /file?n=5000 HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Length: 5000\r\n"));
    ck_assert_int_eq(app.pulled, 0);
    app_stop(&app);
}
END_TEST

START_TEST(speaks_with_clients_of_http_1_0)
{
    serve((struct fs_http_limits){0});
    ask("GET /hello HTTP/1.0\r\n\r\n");
    ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
    ask("GET /stream?n=26 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    ck_assert_ptr_null(strstr(heard, "chunked"));
    ck_assert_str_eq(strstr(heard, "\r\n\r\n"), "\r\n\r\nabcdefghijklmnopqrstuvwxyz");
    int fd = dial();
    for (int i = 0; i < 2; i++) {
        say(fd, "GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        ck_assert_int_eq(hear(fd, "hello\n"), 1);
        ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: keep-alive\r\n"));
    }
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(asks_for_a_body_only_when_it_is_wanted)
{
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ck_assert_int_eq(hear(fd, "HTTP/1.1 100 Continue\r\n\r\n"), 1);
    say(fd, "abc");
    check_body(fd, "abc");
    /* Refused before it was sent: the client may or may not send it now, and so the connection ends. */
    say(fd, "POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_int_eq(status_of(heard), 403);
    ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
    ck_assert_ptr_null(strstr(heard, "100 Continue"));
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_body_that_nobody_read_is_skipped_or_ends_the_connection)
{
    static char body[40000];
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n");
    ck_assert_int_eq(hear(fd, "no\n"), 1);
    ck_assert_ptr_null(strstr(heard, "Connection: close"));
    say_bytes(fd, body, sizeof body);
    say(fd, "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, "hello\n"), 1);
    /* 70,000 bytes are not worth it. The answer arrives although the client goes on sending. */
    say(fd, "POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n");
    say_bytes(fd, body, sizeof body);
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(streams_with_bounded_memory)
{
    serve((struct fs_http_limits){.buffer = 100000});
    int fd = dial(), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    say(fd, "GET /stream?n=20000000&sized HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    for (int i = 0; i < 50; i++)
        turn(1);
    int pulled = app.pulled;
    for (int i = 0; i < 50; i++)
        turn(1);
    ck_assert_int_eq(app.pulled, pulled); /* nobody reads, nothing more is made */
    ck_assert_int_lt(pulled, 200);
    fs_http_server_each(app.server, add_waiting, NULL);
    ck_assert_uint_gt(waits, 0);
    ck_assert_uint_le(waits, 100000);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(streams_arrive_whole)
{
    static const char *const targets[] = {"/stream?n=5000000", "/stream?n=5000000&sized", "/owned?n=5000000",
                                          "/file?n=5000000"};
    serve((struct fs_http_limits){0});
    for (size_t i = 0; i < 4; i++) {
        char request[200];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n", targets[i]);
        int fd = dial();
        say(fd, request);
        ck_assert_int_eq(hear(fd, "\r\n\r\n"), 1);
        size_t head = (size_t)(strstr(heard, "\r\n\r\n") + 4 - heard), rest = heard_size - head;
        uint64_t size = hear_all(fd) + rest;
        if (i == 0)
            ck_assert_uint_gt(size, 5000000);
        else
            ck_assert_uint_eq(size, 5000000);
        close(fd);
    }
    turn(1);
    ck_assert_int_eq(app.released, 1);
    app_stop(&app);
}
END_TEST

START_TEST(streams_memory_that_is_not_copied)
{
    serve((struct fs_http_limits){.buffer = 1000});
    app.large_size = 2000000;
    app.large = malloc(app.large_size);
    memset(app.large, 'x', app.large_size);
    int fd = dial();
    say(fd, "GET /columns HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, "\r\n\r\n"), 1);
    size_t rest = heard_size - (size_t)(strstr(heard, "\r\n\r\n") + 4 - heard);
    uint64_t size = hear_all(fd) + rest;
    ck_assert_uint_eq(size, 3 * (strlen("1e8480\r\n\r\n") + 2000000) + 5);
    ck_assert_int_eq(app.released, 3);
    ck_assert_int_eq(app.logged[2], 1);
    close(fd);
    fd = dial(); /* released also where the client leaves in the middle */
    say(fd, "GET /columns HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(fd, "\r\n\r\n"), 1);
    close(fd);
    turn_until(&app.released, 6);
    app_stop(&app);
}
END_TEST

START_TEST(a_file_that_shrank_cuts_the_client_off)
{
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "GET /file?n=100000&cut=1 HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_uint_lt(hear_all(fd), 100000);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(grants_a_range_and_knows_an_etag)
{
    serve((struct fs_http_limits){0});
    ask("GET /file?n=1000 HTTP/1.1\r\nRange: bytes=26-28\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(status_of(heard), 206);
    ck_assert_ptr_nonnull(strstr(heard, "\r\nContent-Range: bytes 26-28/1000\r\n"));
    ck_assert_str_eq(strstr(heard, "\r\n\r\n"), "\r\n\r\nabc");
    ask("GET /file?n=1000 HTTP/1.1\r\nRange: bytes=1000-\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(status_of(heard), 416);
    ask("GET /hello HTTP/1.1\r\nIf-None-Match: \"a\", W/\"v1\"\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_int_eq(status_of(heard), 304);
    ck_assert_ptr_null(strstr(heard, "Content-Length"));
    app_stop(&app);
}
END_TEST

START_TEST(a_kept_request_is_answered_later_or_told_that_its_client_left)
{
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(&app.asked, 1);
    ck_assert_int_eq(fs_exchange_answer(app.kept, 200, "now", 3), 0);
    ck_assert_int_eq(hear(fd, "\r\n\r\nnow"), 1);
    ck_assert_int_eq(app.ended[FS_EXCHANGE_DONE], 1);
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(&app.asked, 2);
    close(fd);
    turn_until(&app.ended[FS_EXCHANGE_GONE], 1);
    ck_assert_ptr_null(app.kept);
    ck_assert_uint_eq(counters().gone, 1);
    /* So is one whose server goes. */
    fd = dial();
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(&app.asked, 3);
    app_stop(&app);
    ck_assert_int_eq(app.ended[FS_EXCHANGE_GONE], 2);
    close(fd);
}
END_TEST

START_TEST(a_client_that_leaves_while_others_wait_behind_it_is_noticed)
{
    static char flood[200000];
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    memset(flood, 'x', sizeof flood);
    ssize_t sent = send(fd, flood, sizeof flood, MSG_DONTWAIT); /* more than is kept unread */
    ck_assert_int_gt(sent, 0);
    for (int i = 0; i < 20; i++)
        turn(1);
    close(fd);
    turn_until(&app.ended[FS_EXCHANGE_GONE], 1);
    app_stop(&app);
}
END_TEST

START_TEST(a_held_body_slows_the_client_down)
{
    static char body[4000000];
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "POST /hold HTTP/1.1\r\nHost: a\r\nContent-Length: 40000000\r\n\r\n");
    turn_until(&app.asked, 1);
    uint64_t sent = 0;
    for (int idle = 0; idle < 30;) {
        ssize_t n = send(fd, body, sizeof body, MSG_DONTWAIT);
        sent += n > 0 ? (uint64_t)n : 0;
        idle = n > 0 ? 0 : idle + 1;
        turn(1);
    }
    ck_assert_uint_lt(app.got, 400000); /* one piece was given; the rest waits in the system */
    ck_assert_uint_lt(sent, 40000000);
    while (sent < 40000000) {
        if (app.kept)
            fs_exchange_more(app.kept);
        ssize_t n =
            send(fd, body, 40000000 - sent < sizeof body ? 40000000 - sent : sizeof body, MSG_DONTWAIT);
        sent += n > 0 ? (uint64_t)n : 0;
        turn(0);
    }
    while (app.kept) {
        fs_exchange_more(app.kept);
        turn(1);
    }
    ck_assert_int_eq(hear(fd, "40000000 bytes\n"), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_client_that_closed_its_half_gets_the_answer_that_was_complete)
{
    static const char *const targets[] = {"/owned?n=20000000", "/file?n=20000000", "/hello"};
    serve((struct fs_http_limits){0});
    for (size_t i = 0; i < 3; i++) {
        char request[100];
        int fd = dial();
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HEAD "\r\n", targets[i]);
        say(fd, request);
        shutdown(fd, SHUT_WR);
        uint64_t size = hear_all(fd);
        ck_assert_uint_gt(size, i < 2 ? 20000000 : 100);
        close(fd);
    }
    /* One that still has to be made is given up. */
    int fd = dial();
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    shutdown(fd, SHUT_WR);
    ck_assert_uint_eq(hear_all(fd), 0);
    ck_assert_int_eq(app.ended[FS_EXCHANGE_GONE], 1);
    close(fd);
    app_stop(&app);
}
END_TEST

static int misuses;

static void misuse(void *user, struct fs_exchange *x)
{
    (void)user;
    static const char *const bad[][2] = {
        {"X Y", "a"}, {"X", "a\r\nEvil: 1"}, {"", "a"}, {"Date", "a"}, {"content-length", "1"}};
    for (size_t i = 0; i < 5; i++)
        misuses += fs_exchange_header(x, bad[i][0], bad[i][1]) == -1;
    misuses += fs_exchange_answer(x, 99, "", 0) == -1;
    misuses += fs_exchange_answer(x, 204, "x", 1) == -1;
    misuses += fs_exchange_write(x, "x", 1) == -1;
    misuses += fs_exchange_finish(x) == -1;
    char long_value[2000];
    memset(long_value, 'v', sizeof long_value - 1);
    long_value[sizeof long_value - 1] = 0;
    misuses += fs_exchange_header(x, "X-Long", long_value) == 0;
    misuses += fs_exchange_answer_stream(x, 200, 5, NULL, NULL) == 0;
    misuses += fs_exchange_header(x, "Late", "x") == -1;
    misuses += fs_exchange_read_all(x, 0, app_echo, NULL) == -1;
    misuses += fs_exchange_write(x, "123456", 6) == -1;
    misuses += fs_exchange_write(x, "1234", 4) == 0;
    misuses += fs_exchange_finish(x) == -1; /* too short: the client is cut off */
}

START_TEST(misuse_is_an_error_and_harms_nobody)
{
    static const struct fs_http_handler handler = {.request = misuse};
    memset(&app, 0, sizeof app);
    app.loop = fs_loop_new();
    app.server = fs_http_server_new(app.loop, NULL, &handler, NULL);
    ck_assert_int_eq(fs_http_server_listen(app.server, "127.0.0.1:0", NULL), 0);
    int fd = dial();
    say(fd, "GET / HTTP/1.1\r\n" HEAD "\r\n");
    hear_all(fd);
    ck_assert_int_eq(misuses, 16);
    close(fd);
    ck_assert_ptr_null(fs_http_server_new(app.loop, &(struct fs_http_limits){.idle = -1}, &handler, NULL));
    ck_assert_ptr_null(fs_http_server_new(app.loop, NULL, &(struct fs_http_handler){0}, NULL));
    app_stop(&app);
}
END_TEST

static int aborts;

static void abort_at_end(void *user, struct fs_exchange *x, enum fs_exchange_end how)
{
    (void)user, (void)how;
    aborts++;
    fs_exchange_answer(x, 200, "again", 5);
    fs_exchange_hold(x);
    fs_exchange_abort(x);
}

static void answer_and_abort(void *user, struct fs_exchange *x)
{
    (void)user;
    fs_exchange_on_end(x, abort_at_end, NULL);
    fs_exchange_answer(x, 200, "once", 4);
}

START_TEST(an_end_may_cut_the_client_off)
{
    static const struct fs_http_handler handler = {.request = answer_and_abort};
    memset(&app, 0, sizeof app);
    app.loop = fs_loop_new();
    app.server = fs_http_server_new(app.loop, NULL, &handler, NULL);
    ck_assert_int_eq(fs_http_server_listen(app.server, "127.0.0.1:0", NULL), 0);
    int fd = dial();
    say(fd, "GET / HTTP/1.1\r\n" HEAD "\r\nGET / HTTP/1.1\r\n" HEAD "\r\n");
    hear_all(fd);
    ck_assert_int_eq(aborts, 1);
    ck_assert_uint_eq(counters().open, 0);
    close(fd);
    app_stop(&app);
}
END_TEST

static int drained;

static void on_drained(void *user)
{
    ck_assert_ptr_eq(user, &app);
    drained++;
}

START_TEST(drains_gracefully)
{
    serve((struct fs_http_limits){0});
    int idle = dial(), busy = dial(), stuck = dial();
    say(idle, "GET /hello HTTP/1.1\r\n" HEAD "\r\n");
    ck_assert_int_eq(hear(idle, "hello\n"), 1);
    say(busy, "GET /later?ms=50 HTTP/1.1\r\n" HEAD "\r\n");
    say(stuck, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(&app.asked, 3);
    int port = atoi(strrchr(fs_http_server_address(app.server, 0), ':') + 1);
    fs_http_server_drain(app.server, 300 * MS, on_drained, &app);
    ck_assert_int_eq(hear(idle, NULL), 1);
    close(idle);
    ck_assert_int_eq(hear(busy, NULL), 1);
    ck_assert_ptr_nonnull(strstr(heard, "later\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
    close(busy);
    ck_assert_int_eq(drained, 0);
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int late = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(late, (struct sockaddr *)&to, sizeof to), -1);
    close(late);
    turn_until(&drained, 1); /* the one that is never answered was cut */
    ck_assert_int_eq(app.ended[FS_EXCHANGE_GONE], 1);
    ck_assert_uint_eq(counters().open, 0);
    close(stuck);
    app_stop(&app);
}
END_TEST

static int listed;

static void see(void *user, const struct fs_http_connection_info *info)
{
    ck_assert_ptr_eq(user, &listed);
    ck_assert_int_eq(strncmp(info->peer, "127.0.0.1:", 10), 0);
    ck_assert_uint_eq(info->requests, 1);
    ck_assert_uint_eq(info->bytes_in, 32);
    ck_assert_int_eq(info->busy, 1);
    ck_assert_int_eq(info->websocket, 0);
    listed++;
}

START_TEST(tells_each_end_for_a_log)
{
    serve((struct fs_http_limits){0});
    ask("GET /hello HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ask("HEAD /hello HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ask("GET /stream?n=1000 HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ask("GET /file?n=100 HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ask("POST /echo?max=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
    int fd = dial();
    say(fd, "GET /never HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(&app.asked, 6);
    close(fd);
    turn_until(&app.logged[0], 1);
    ck_assert_int_eq(app.logged[2], 4);
    ck_assert_int_eq(app.logged[4], 1);
    ck_assert_uint_eq(app.logged_bytes, 6 + 1000 + 100);
    app_stop(&app);
}
END_TEST

START_TEST(lists_its_connections)
{
    serve((struct fs_http_limits){0});
    int one = dial(), two = dial();
    say(one, "GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    say(two, "GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    turn_until(&app.asked, 2);
    fs_http_server_each(app.server, see, &listed);
    ck_assert_int_eq(listed, 2);
    ck_assert_uint_eq(counters().open, 2);
    close(one);
    close(two);
    app_stop(&app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/http_server");
    TCase *cases = tcase_create("http_server");
    tcase_add_test(cases, answers_a_request_and_keeps_the_connection);
    tcase_add_test(cases, answers_pipelined_requests_in_order);
    tcase_add_test(cases, many_pipelined_requests_are_bounded_in_memory);
    tcase_add_test(cases, head_has_the_length_and_no_body);
    tcase_add_test(cases, speaks_with_clients_of_http_1_0);
    tcase_add_test(cases, asks_for_a_body_only_when_it_is_wanted);
    tcase_add_test(cases, a_body_that_nobody_read_is_skipped_or_ends_the_connection);
    tcase_add_test(cases, streams_with_bounded_memory);
    tcase_add_test(cases, streams_arrive_whole);
    tcase_add_test(cases, streams_memory_that_is_not_copied);
    tcase_add_test(cases, a_file_that_shrank_cuts_the_client_off);
    tcase_add_test(cases, grants_a_range_and_knows_an_etag);
    tcase_add_test(cases, a_kept_request_is_answered_later_or_told_that_its_client_left);
    tcase_add_test(cases, a_client_that_leaves_while_others_wait_behind_it_is_noticed);
    tcase_add_test(cases, a_held_body_slows_the_client_down);
    tcase_add_test(cases, a_client_that_closed_its_half_gets_the_answer_that_was_complete);
    tcase_add_test(cases, misuse_is_an_error_and_harms_nobody);
    tcase_add_test(cases, an_end_may_cut_the_client_off);
    tcase_add_test(cases, drains_gracefully);
    tcase_add_test(cases, tells_each_end_for_a_log);
    tcase_add_test(cases, lists_its_connections);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
