/* Which requests the HTTP server takes, and what it reads in them. */
#include "talk.h"

#define HEAD "Host: a\r\n"

/* Requests that another reader could read differently, or that are none: the status, and nothing of them reaches the
 * handler. */
START_TEST(refuses_what_could_be_read_in_two_ways)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"GET / HTTP/1.1\n" HEAD "\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\x01"
         "b\r\n\r\n",
         400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\r\nHost: a\r\n\r\n", 400},
        {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1x\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%0a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /../etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a/%2e%2e/../etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /#part HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\ncontent-length: 4\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551619\r\n\r\nabc", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
         400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 501},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: "
         "chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: money\r\n\r\nabc", 417},
        {"\x16\x03\x01\x02", 400},
        {"\r\n\r\n", 400},
    };
    serve((struct fs_http_limits){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *answer = ask(cases[i].request);
        ck_assert_msg(status_of(answer) == cases[i].status, "%s\nexpected %d, got %s", cases[i].request,
                      cases[i].status, answer);
        ck_assert_msg(strstr(answer, "\r\nConnection: close\r\n") != NULL, "%s", answer);
        ck_assert_ptr_nonnull(strstr(answer, "Content-Type: application/problem+json\r\n"));
        ck_assert_ptr_null(
            strstr(strstr(answer, "\r\nDate: ") + 1, "\r\nDate: ")); /* one answer, whatever followed */
    }
    ck_assert_int_eq(app.asked, 0);
    static const char nul[] = "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n";
    ck_assert_int_eq(status_of(ask_bytes(nul, sizeof nul - 1)), 400);
    app_stop(&app);
}
END_TEST

/* Bodies in chunks: those that break the coding. The head is good, so that the handler reads. */
START_TEST(refuses_chunks_that_break_the_coding)
{
    static const char *const bodies[] = {"3\nabc\r\n0\r\n\r\n",
                                         "3\r\nabc\n0\r\n\r\n",
                                         "3\r\nabcd\r\n0\r\n\r\n",
                                         "3\r\nab\r\n0\r\n\r\n",
                                         "x\r\nabc\r\n0\r\n\r\n",
                                         "\r\nabc\r\n0\r\n\r\n",
                                         " 3\r\nabc\r\n0\r\n\r\n",
                                         "3 \r\nabc\r\n0\r\n\r\n",
                                         "+3\r\nabc\r\n0\r\n\r\n",
                                         "0x3\r\nabc\r\n0\r\n\r\n",
                                         "3;a\nb\r\nabc\r\n0\r\n\r\n",
                                         "3;\x01\r\nabc\r\n0\r\n\r\n",
                                         "1000000000000000\r\nabc",
                                         "3\r\nabc\r\n0\r\n\n",
                                         "3\r\nabc\r\n0\r\n x: y\r\n\r\n",
                                         "3\r\nabc\r\n0\r\nx y\r\n\r\n",
                                         "3\r\nabc\r\n0\r\nx: a\rb\r\n\r\n",
                                         "3\r\rabc\r\n0\r\n\r\n"};
    char request[400];
    serve((struct fs_http_limits){0});
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        snprintf(request, sizeof request,
                 "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%s", bodies[i]);
        const char *answer = ask(request);
        ck_assert_msg(status_of(answer) == 400, "%s\ngot %s", bodies[i], answer);
        ck_assert_ptr_null(strstr(strstr(answer, "\r\nDate: ") + 1, "\r\nDate: "));
    }
    app_stop(&app);
}
END_TEST

START_TEST(reads_bodies_by_length_and_in_chunks)
{
    static const char chunked[] =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3;name=\"value\"\r\nabc\r\n00a\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: \r\n\r\n";
    serve((struct fs_http_limits){0});
    int fd = dial();
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    check_body(fd, "hello");
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    check_body(fd, "");
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    check_body(fd, "");
    say(fd, chunked);
    check_body(fd, "abc0123456789");
    for (size_t i = 0; i < sizeof chunked - 1; i++) { /* byte by byte */
        say_bytes(fd, chunked + i, 1);
        turn(1);
    }
    check_body(fd, "abc0123456789");
    say(fd, "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    check_body(fd, "5 bytes\n");
    close(fd);
    turn(1);
    ck_assert_int_eq(app.ended[FS_EXCHANGE_DONE], 1);
    app_stop(&app);
}
END_TEST

START_TEST(takes_targets_apart)
{
    serve((struct fs_http_limits){0});
    ask("GET http://h:80/a%20b/./c/../d%2Fe//?x=1+2&y=%C3%A9&&z HTTP/1.1\r\nConnection: close\r\n" HEAD
        "\r\n");
    const char *body = strstr(heard, "\r\n\r\n") + 4;
    ck_assert_str_eq(
        body, "GET /a b/d%2Fe//\npeer 127.0.0.1\nsubject -\nsecure 0\nsegment a b\nsegment d/e\nsegment \n"
              "segment \nx=1 2\ny=\xc3\xa9\nz=\n");
    ask("OPTIONS * HTTP/1.1\r\nConnection: close\r\n" HEAD "\r\n");
    ck_assert_ptr_nonnull(strstr(heard, "OPTIONS *\n"));
    app_stop(&app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/http_strict");
    TCase *cases = tcase_create("http_strict");
    tcase_add_test(cases, refuses_what_could_be_read_in_two_ways);
    tcase_add_test(cases, refuses_chunks_that_break_the_coding);
    tcase_add_test(cases, reads_bodies_by_length_and_in_chunks);
    tcase_add_test(cases, takes_targets_apart);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
