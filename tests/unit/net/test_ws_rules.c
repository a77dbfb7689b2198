/* What RFC 6455 says a server does with each thing that a client may say. */
#include "ws_talk.h"

START_TEST(refuses_handshakes_that_break_the_rfc)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"POST /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
         400},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
         400},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
         "13\r\n\r\n",
         400},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n",
         400},
        {SHAKE("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400},
        {SHAKE("Content-Length: 3\r\n"), 400},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n",
         426},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
         400},
    };
    serve((struct fs_http_limits){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *answer = ask(cases[i].request);
        ck_assert_msg(status_of(answer) == cases[i].status, "%zu: %s", i, answer);
        ck_assert_int_eq(strstr(answer, "\r\nSec-WebSocket-Version: 13\r\n") != NULL, cases[i].status == 426);
    }
    ck_assert_int_eq(app.peer_count, 0);
    int fd =
        dial(); /* what the handler does not like is answered as anything else, and the connection goes on */
    say(fd, SHAKE("Origin: http://evil.example\r\n"));
    ck_assert_int_eq(hear(fd, "not from there\n"), 1);
    ck_assert_int_eq(status_of(heard), 403);
    say(fd, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_int_eq(hear(fd, "hello\n"), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

/* What a client says after the handshake, and all that the server says to it until it hangs up. */
struct rule {
    const char *name, *says, *hears;
    size_t says_size, hears_size;
    uint32_t code; /* told to the application */
};
#define SAY(text)  .says = (text), .says_size = sizeof(text) - 1
#define HEAR(text) .hears = (text), .hears_size = sizeof(text) - 1

/* RFC 6455, sections 5 to 8, a case each. */
static const struct rule rules[] = {
    {.name = "a text", SAY("\x81\x82" MASK "hi\x88\x80" MASK), HEAR("\x81\x02hi\x88\x00"), .code = 1005},
    {.name = "no mask", SAY("\x81\x02hi"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "fragments",
     SAY("\x01\x81" MASK "a\x00\x81" MASK "b\x80\x81" MASK "c\x88\x82" MASK "\x03\xe8"),
     HEAR("\x81\x03"
          "abc\x88\x02\x03\xe8"),
     .code = 1000},
    {.name = "empty fragments",
     SAY("\x01\x80" MASK "\x00\x80" MASK "\x80\x80" MASK "\x88\x80" MASK),
     HEAR("\x81\x00\x88\x00"),
     .code = 1005},
    {.name = "a ping between fragments",
     SAY("\x01\x81" MASK "a\x89\x82" MASK "hi\x80\x81" MASK "b\x88\x80" MASK),
     HEAR("\x8a\x02hi\x81\x02"
          "ab\x88\x00"),
     .code = 1005},
    {.name = "a pong that nobody asked for",
     SAY("\x8a\x82" MASK "hi\x88\x80" MASK),
     HEAR("\x88\x00"),
     .code = 1005},
    {.name = "a ping with data",
     SAY("\x89\x84" MASK "data\x88\x80" MASK),
     HEAR("\x8a\x04"
          "data\x88\x00"),
     .code = 1005},
    {.name = "a continuation of nothing", SAY("\x80\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "a text inside a text",
     SAY("\x01\x81" MASK "a\x81\x81" MASK "b"),
     HEAR("\x88\x02\x03\xea"),
     .code = 1002},
    {.name = "a fragmented ping", SAY("\x09\x81" MASK "a"), HEAR("\x88\x00"), .code = 1002},
    {.name = "a long ping", SAY("\x89\xfe\x00\x7e" MASK), HEAR("\x88\x00"), .code = 1002},
    {.name = "reserved bit 1", SAY("\xc1\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved bit 2", SAY("\xa1\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved bit 3", SAY("\x91\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved opcode 3", SAY("\x83\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved opcode 7", SAY("\x87\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved opcode 11", SAY("\x8b\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "reserved opcode 15", SAY("\x8f\x81" MASK "a"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "a length with 2 bytes too many",
     SAY("\x81\xfe\x00\x01" MASK "a"),
     HEAR("\x88\x00"),
     .code = 1002},
    {.name = "a length with 8 bytes too many",
     SAY("\x81\xff\0\0\0\0\0\0\0\x01" MASK "a"),
     HEAR("\x88\x00"),
     .code = 1002},
    {.name = "a length with its highest bit",
     SAY("\x82\xff\x80\0\0\0\0\0\0\x01" MASK),
     HEAR("\x88\x00"),
     .code = 1002},
    {.name = "no UTF-8", SAY("\x81\x81" MASK "\xff"), HEAR("\x88\x02\x03\xef"), .code = 1007},
    {.name = "a surrogate", SAY("\x81\x83" MASK "\xed\xa0\x80"), HEAR("\x88\x02\x03\xef"), .code = 1007},
    {.name = "an overlong character",
     SAY("\x81\x82" MASK "\xc0\xaf"),
     HEAR("\x88\x02\x03\xef"),
     .code = 1007},
    {.name = "half a character", SAY("\x81\x81" MASK "\xc3"), HEAR("\x88\x02\x03\xef"), .code = 1007},
    {.name = "a character over two fragments",
     SAY("\x01\x81" MASK "\xc3\x80\x81" MASK "\xa9\x88\x80" MASK),
     HEAR("\x81\x02\xc3\xa9\x88\x00"),
     .code = 1005},
    {.name = "no UTF-8 over two fragments",
     SAY("\x01\x81" MASK "\xc3\x80\x81" MASK "\x41"),
     HEAR("\x88\x02\x03\xef"),
     .code = 1007},
    {.name = "no UTF-8 in a message without an end: told at once",
     SAY("\x01\x81" MASK "\xff"),
     HEAR("\x88\x02\x03\xef"),
     .code = 1007},
    {.name = "bytes that are no UTF-8",
     SAY("\x82\x81" MASK "\xff\x88\x80" MASK),
     HEAR("\x82\x01\xff\x88\x00"),
     .code = 1005},
    {.name = "a close with a reason",
     SAY("\x88\x85" MASK "\x03\xe9"
         "bye"),
     HEAR("\x88\x05\x03\xe9"
          "bye"),
     .code = 1001},
    {.name = "a close of the application",
     SAY("\x88\x82" MASK "\x0f\xa0"),
     HEAR("\x88\x02\x0f\xa0"),
     .code = 4000},
    {.name = "a close with one byte", SAY("\x88\x81" MASK "\x03"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 999", SAY("\x88\x82" MASK "\x03\xe7"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 1004", SAY("\x88\x82" MASK "\x03\xec"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 1005", SAY("\x88\x82" MASK "\x03\xed"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 1006", SAY("\x88\x82" MASK "\x03\xee"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 1015", SAY("\x88\x82" MASK "\x03\xf7"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 2000", SAY("\x88\x82" MASK "\x07\xd0"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "close code 5000", SAY("\x88\x82" MASK "\x13\x88"), HEAR("\x88\x02\x03\xea"), .code = 1002},
    {.name = "a reason that is no UTF-8",
     SAY("\x88\x83" MASK "\x03\xe8\xff"),
     HEAR("\x88\x02\x03\xef"),
     .code = 1007},
    {.name = "frames after a close are ignored",
     SAY("\x88\x80" MASK "\x81\x82" MASK "hi"),
     HEAR("\x88\x00"),
     .code = 1005},
    {.name = "a message that is too long",
     SAY("\x82\xfe\x03\xe9" MASK "a"),
     HEAR("\x88\x02\x03\xf1"),
     .code = 1009},
    {.name = "fragments that are too long together",
     SAY("\x02\xfe\x03\x20" MASK
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "\x80\xfe\x00\xc9" MASK "a"),
     HEAR("\x88\x02\x03\xf1"),
     .code = 1009},
    {.name = "a cut in the middle of a frame", SAY("\x81\x85" MASK "he"), .code = 1006},
};

static void follow(const struct rule *rule, int in_bytes)
{
    int fd = shake(SHAKE("")), before = app.ws_closed;
    for (size_t i = 0; in_bytes && i < rule->says_size; i++) {
        say_bytes(fd, rule->says + i, 1);
        turn(0);
    }
    if (!in_bytes)
        say_bytes(fd, rule->says, rule->says_size);
    if (rule->hears_size)
        hear(fd, NULL);
    close(fd);
    turn_until(&app.ws_closed, before + 1);
    if (rule->hears_size)
        ck_assert_msg(heard_size == rule->hears_size && !memcmp(heard, rule->hears, heard_size),
                      "%s: %zu bytes %02x %02x, code %u, %s", rule->name, heard_size, (unsigned char)heard[0],
                      (unsigned char)heard[2], app.ws_code, app.ws_reason);
    ck_assert_msg(app.ws_code == rule->code, "%s: code %u (%s)", rule->name, app.ws_code, app.ws_reason);
}

START_TEST(keeps_the_rules_of_the_rfc)
{
    serve((struct fs_http_limits){0});
    app.ws.max_message = 1000;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        follow(&rules[i], 0);
    app_stop(&app);
}
END_TEST

START_TEST(keeps_them_when_bytes_come_one_by_one)
{
    serve((struct fs_http_limits){0});
    app.ws.max_message = 1000;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].says_size < 100)
            follow(&rules[i], 1);
    app_stop(&app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/ws_rules");
    TCase *cases = tcase_create("ws_rules");
    tcase_add_test(cases, refuses_handshakes_that_break_the_rfc);
    tcase_add_test(cases, keeps_the_rules_of_the_rfc);
    tcase_add_test(cases, keeps_them_when_bytes_come_one_by_one);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
