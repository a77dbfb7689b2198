/* WebSockets of the HTTP server, with frames made by hand. */
#include "ws_talk.h"

#include "net/ws.h"

START_TEST(shakes_hands_as_the_rfc_shows)
{
    serve((struct fs_http_limits){0});
    int fd = shake(SHAKE("Sec-WebSocket-Protocol: v0, v1,v2\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "\r\nSec-WebSocket-Protocol: v1\r\n"));
    ck_assert_uint_eq(counters().open_ws, 1);
    char address[64];
    fs_ws_peer_address(app.peers[0], address, sizeof address);
    ck_assert_int_eq(strncmp(address, "127.0.0.1:", 10), 0);
    ck_assert_uint_eq(counters().status[1], 1);
    close(fd);
    turn_until(&app.ws_closed, 1);
    ck_assert_uint_eq(app.ws_code, 1006);
    ck_assert_uint_eq(counters().open_ws, 0);
    fd = shake(SHAKE("Sec-WebSocket-Protocol: other\r\n"));
    ck_assert_ptr_null(strstr(heard, "Sec-WebSocket-Protocol"));
    close(fd);
    app_stop(&app);
    ck_assert_int_eq(app.ws_closed, 2);
}
END_TEST

START_TEST(echoes_messages_of_every_length)
{
    static const size_t sizes[] = {0, 1, 125, 126, 127, 65535, 65536, 300000};
    static char frame[300020];
    serve((struct fs_http_limits){0});
    int fd = shake(SHAKE(""));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i], extra = size > 65535 ? 8 : size > 125 ? 2 : 0;
        unsigned char *at = (unsigned char *)frame;
        at[0] = 0x82;
        at[1] = (unsigned char)(0x80 | (extra == 8 ? 127 : extra == 2 ? 126 : size));
        for (size_t k = 0; k < extra; k++)
            at[2 + k] = (unsigned char)(size >> 8 * (extra - 1 - k));
        memcpy(at + 2 + extra, "\x01\x02\x04\x08", 4);
        for (size_t k = 0; k < size; k++)
            at[6 + extra + k] = (unsigned char)('a' + k % 26) ^ (unsigned char)(1 << k % 4);
        say_bytes(fd, frame, 6 + extra + size);
        hear_bytes(fd, 2 + extra + size);
        ck_assert_int_eq((unsigned char)heard[0], 0x82);
        ck_assert_int_eq((unsigned char)heard[1], at[1] & 127);
        for (size_t k = 0; k < size; k++)
            frame[k] = (char)('a' + k % 26);
        ck_assert_int_eq(memcmp(heard + 2 + extra, frame, size), 0);
    }
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(frames_may_come_with_the_handshake)
{
    static const char both[] = SHAKE("") "\x81\x82" MASK "hi";
    serve((struct fs_http_limits){0});
    int fd = dial();
    say_bytes(fd, both, sizeof both - 1);
    ck_assert_int_eq(hear(fd, "\x81\x02hi"), 1);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(the_server_closes_with_a_code_and_waits_for_the_answer)
{
    serve((struct fs_http_limits){0});
    int fd = shake(SHAKE(""));
    SAYS(fd, "\x81\x85" MASK "close");
    HEARS(fd, "\x88\x0d\x0f\xa1"
              "as you wish");
    ck_assert_int_eq(app.ws_closed, 0);
    SAYS(fd, "\x81\x82" MASK "hi\x88\x82" MASK "\x0f\xa1"); /* what was on its way is not shown any more */
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_uint_eq(heard_size, 0);
    turn_until(&app.ws_closed, 1);
    ck_assert_uint_eq(app.ws_code, 4001);
    ck_assert_int_eq(app.ws_messages, 1);
    close(fd);
    /* One that does not answer is cut off. */
    app.ws.close_timeout = 30 * MS;
    fd = shake(SHAKE(""));
    SAYS(fd, "\x81\x85" MASK "close");
    turn_until(&app.ws_closed, 2);
    ck_assert_uint_eq(app.ws_code, 4001);
    ck_assert_str_eq(app.ws_reason, "the client did not answer the close frame");
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_silent_client_is_pinged_and_cut_off)
{
    serve((struct fs_http_limits){0});
    app.ws.ping_interval = 30 * MS;
    app.ws.ping_timeout = 60 * MS;
    int fd = shake(SHAKE(""));
    HEARS(fd, "\x89\x00");
    SAYS(fd, "\x8a\x80" MASK); /* it lives */
    HEARS(fd, "\x89\x00");
    ck_assert_int_eq(app.ws_closed, 0);
    turn_until(&app.ws_closed, 1);
    ck_assert_str_eq(app.ws_reason, "the client did not answer a ping");
    ck_assert_uint_eq(app.ws_code, 1006);
    ck_assert_uint_eq(counters().limits[FS_HTTP_LIMIT_PING], 1);
    close(fd);
    app_stop(&app);
}
END_TEST

/* Fills the queue of a client that does not read; returns its socket. */
static int slow_reader(enum fs_ws_full policy, uint32_t max_queue)
{
    serve((struct fs_http_limits){0});
    app.policy = policy;
    app.ws.close_timeout = 300 * MS;
    app.ws.max_queue = max_queue;
    return shake(SHAKE(""));
}

static int post_many(int count, size_t size)
{
    char *data = calloc(1, size);
    int queued = 0;
    for (int i = 0; i < count; i++) {
        memcpy(data, &i, sizeof i);
        struct fs_ws_message *message = fs_ws_message_new(FS_WS_BINARY, data, size);
        queued += app.peer_count && fs_ws_peer_post(app.peers[0], message) == 0;
        fs_ws_message_release(message);
    }
    free(data);
    return queued;
}

/* Reads binary messages of 20,000 bytes until the text about those that were missed; returns how many came and the
 * last. */
static int read_until_told(int fd, int *last)
{
    int count = 0, told = 0;
    while (!told) {
        hear_bytes(fd, 2);
        told = (unsigned char)heard[0] == 0x81;
        hear_bytes(fd, told ? (size_t)heard[1] : 2 + 20000);
        if (!told)
            memcpy(last, heard + 2, sizeof *last), count++;
    }
    return count;
}

START_TEST(a_slow_reader_loses_the_newest_and_is_told_how_many)
{
    int fd = slow_reader(FS_WS_DROP, 50), last = 0, queued = post_many(1000, 20000);
    ck_assert_int_lt(queued, 1000);
    ck_assert_uint_eq(fs_ws_peer_waiting(app.peers[0]), 50);
    ck_assert_uint_eq(counters().ws_dropped, (uint64_t)(1000 - queued));
    ck_assert_int_eq(read_until_told(fd, &last), queued);
    ck_assert_int_eq(last, queued - 1); /* nothing out of order, nothing missing before the gap */
    ck_assert_uint_eq(app.missed, (uint64_t)(1000 - queued));
    ck_assert_int_eq(atoi(strstr(heard, "missed ") + 7), 1000 - queued);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_slow_reader_may_lose_the_oldest)
{
    int fd = slow_reader(FS_WS_DROP_OLD, 50), last = 0;
    ck_assert_int_eq(post_many(1000, 20000), 1000);
    int came = read_until_told(fd, &last);
    ck_assert_int_eq(last, 999);
    ck_assert_uint_eq(app.missed, (uint64_t)(1000 - came));
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_slow_reader_may_be_closed)
{
    int fd = slow_reader(FS_WS_GIVE_UP, 50), queued = post_many(1000, 20000);
    ck_assert_int_lt(queued, 1000);
    ck_assert_int_eq(fs_ws_peer_send(app.peers[0], FS_WS_TEXT, "x", 1), -1);
    ck_assert_uint_eq(counters().limits[FS_HTTP_LIMIT_QUEUE], 1);
    ck_assert_uint_eq(fs_ws_peer_waiting(app.peers[0]), 1); /* the close frame */
    hear_all(fd); /* what was on its way, and 1013; then it is cut off */
    turn_until(&app.ws_closed, 1);
    ck_assert_uint_eq(app.ws_code, 1013);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(the_queue_is_bounded_in_bytes_too)
{
    int fd = slow_reader(FS_WS_DROP, 100000);
    app.ws.max_queue_bytes = 0;
    int queued = post_many(2000, 20000); /* 40 MB */
    ck_assert_int_lt(queued, 2000);
    ck_assert_uint_le(fs_ws_peer_waiting(app.peers[0]), (4 << 20) / 20000);
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_client_that_pings_and_does_not_read_is_not_read_any_more)
{
    static char pings[11 * 10000];
    serve((struct fs_http_limits){.buffer = 10000, .stall = 100 * MS});
    int fd = shake(SHAKE("")), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (size_t i = 0; i < sizeof pings; i += 11)
        memcpy(pings + i, "\x89\x85" MASK "hello", 11);
    for (int i = 0; i < 400 && !app.ws_closed; i++) {
        send(fd, pings, sizeof pings, MSG_DONTWAIT | MSG_NOSIGNAL);
        turn(1);
    }
    turn_until(&app.ws_closed, 1);
    ck_assert_str_eq(app.ws_reason, "the other side takes nothing of what it is sent");
    close(fd);
    app_stop(&app);
}
END_TEST

START_TEST(a_held_client_is_read_later)
{
    serve((struct fs_http_limits){0});
    int fd = shake(SHAKE(""));
    SAYS(fd, "\x81\x84" MASK "hold");
    turn_until(&app.ws_messages, 1);
    SAYS(fd, "\x81\x82" MASK "hi");
    for (int i = 0; i < 20; i++)
        turn(1);
    ck_assert_int_eq(app.ws_messages, 1);
    fs_ws_peer_more(app.peers[0]);
    HEARS(fd, "\x81\x02hi");
    close(fd);
    app_stop(&app);
}
END_TEST

static int drained;

static void on_drained(void *user)
{
    (void)user;
    drained++;
    fs_http_server_free(app.server);
    app.server = NULL;
}

START_TEST(a_draining_server_tells_1001)
{
    serve((struct fs_http_limits){0});
    int polite = shake(SHAKE("")), mute = shake(SHAKE(""));
    fs_http_server_drain(app.server, 200 * MS, on_drained, NULL);
    HEARS(polite, "\x88\x1a\x03\xe9the server is going down");
    SAYS(polite, "\x88\x82" MASK "\x03\xe9");
    ck_assert_int_eq(hear(polite, NULL), 1);
    close(polite);
    turn_until(&drained, 1);
    ck_assert_int_eq(app.ws_closed, 2);
    ck_assert_uint_eq(app.ws_code, 1001);
    close(mute);
    app_stop(&app);
}
END_TEST

/* The room's own client. */
static int client_got, client_closed;
static char client_text[64];

static void on_client_message(void *user, struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    (void)user, (void)ws, (void)type;
    client_got++;
    snprintf(client_text, sizeof client_text, "%.*s", (int)size, (const char *)data);
}

static void on_client_open(void *user, struct fs_ws *ws, uint64_t attempt)
{
    (void)user, (void)attempt;
    fs_ws_send(ws, FS_WS_TEXT, "gr\xc3\xbc\xc3\x9f", 6);
}

static void on_client_closed(void *user, struct fs_ws *ws, uint32_t code, const char *reason, int64_t retry)
{
    (void)user, (void)ws, (void)code, (void)reason, (void)retry;
    client_closed++;
}

START_TEST(the_client_of_this_room_and_its_server_understand_each_other)
{
    static const struct fs_ws_handler handler = {.struct_size = sizeof handler,
                                                 .opened = on_client_open,
                                                 .message = on_client_message,
                                                 .closed = on_client_closed};
    char url[100];
    serve((struct fs_http_limits){0});
    snprintf(url, sizeof url, "ws://%s/ws", fs_http_server_address(app.server, 0));
    struct fs_ws_options options = {.struct_size = sizeof options, .url = url, .protocol = "v2"};
    struct fs_ws *ws = fs_ws_open(app.loop, &options, &handler, NULL);
    ck_assert_ptr_nonnull(ws);
    turn_until(&client_got, 1);
    ck_assert_str_eq(client_text, "gr\xc3\xbc\xc3\x9f");
    fs_ws_close(ws, 1000, "done");
    turn_until(&app.ws_closed, 1);
    ck_assert_uint_eq(app.ws_code, 1000);
    ck_assert_int_eq(client_closed, 0);
    app_stop(&app);
}
END_TEST

START_TEST(a_message_is_encoded_once_for_all)
{
    int fds[50];
    serve((struct fs_http_limits){0});
    for (int i = 0; i < 50; i++)
        fds[i] = shake(SHAKE(""));
    struct fs_ws_message *message = fs_ws_message_new(FS_WS_TEXT, "to all", 6);
    for (int i = 0; i < app.peer_count; i++)
        ck_assert_int_eq(fs_ws_peer_post(app.peers[i], message), 0);
    fs_ws_message_release(message);
    for (int i = 0; i < 50; i++) {
        HEARS(fds[i], "\x81\x06to all");
        close(fds[i]);
    }
    ck_assert_uint_eq(counters().ws_out, 50);
    ck_assert_ptr_null(fs_ws_message_new(FS_WS_TEXT, "\xff", 1));
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_ptr_null(fs_ws_message_new(8, "", 0));
    app_stop(&app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/ws_server");
    TCase *cases = tcase_create("ws_server");
    tcase_add_test(cases, shakes_hands_as_the_rfc_shows);
    tcase_add_test(cases, echoes_messages_of_every_length);
    tcase_add_test(cases, frames_may_come_with_the_handshake);
    tcase_add_test(cases, the_server_closes_with_a_code_and_waits_for_the_answer);
    tcase_add_test(cases, a_silent_client_is_pinged_and_cut_off);
    tcase_add_test(cases, a_slow_reader_loses_the_newest_and_is_told_how_many);
    tcase_add_test(cases, a_slow_reader_may_lose_the_oldest);
    tcase_add_test(cases, a_slow_reader_may_be_closed);
    tcase_add_test(cases, the_queue_is_bounded_in_bytes_too);
    tcase_add_test(cases, a_client_that_pings_and_does_not_read_is_not_read_any_more);
    tcase_add_test(cases, a_held_client_is_read_later);
    tcase_add_test(cases, a_draining_server_tells_1001);
    tcase_add_test(cases, the_client_of_this_room_and_its_server_understand_each_other);
    tcase_add_test(cases, a_message_is_encoded_once_for_all);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
