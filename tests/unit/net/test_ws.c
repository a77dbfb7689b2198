#include "net/ws.h"

#include "base/error.h"
#include "ws_server.h"

#define MS 1000000LL

struct client {
    struct fs_loop *loop;
    struct fs_ws *ws;
    int opened, closed, messages;
    uint32_t type, code;
    uint64_t size;
    int64_t retry;
    char last[64], reason[400];
    const char *greeting;
    int close_at, reconnect_at; /* number of the message at which to do it; 0: never */
};

static void on_open(void *user, struct fs_ws *ws, uint64_t attempt)
{
    struct client *client = user;
    ck_assert_uint_eq(attempt, (uint64_t)++client->opened);
    if (client->greeting)
        ck_assert_int_eq(fs_ws_send(ws, FS_WS_TEXT, client->greeting, strlen(client->greeting)), 0);
}

static void on_message(void *user, struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    struct client *client = user;
    client->messages++;
    client->type = type;
    client->size = size;
    snprintf(client->last, sizeof client->last, "%.*s", (int)size, (const char *)data);
    if (client->messages == client->close_at)
        fs_ws_close(ws, 4001, "enough");
    if (client->messages == client->reconnect_at)
        fs_ws_reconnect(ws, "a gap");
}

static void on_close(void *user, struct fs_ws *ws, uint32_t code, const char *reason, int64_t retry)
{
    struct client *client = user;
    (void)ws;
    client->closed++;
    client->code = code;
    client->retry = retry;
    snprintf(client->reason, sizeof client->reason, "%s", reason);
}

static const struct fs_ws_handler handler = {
    .struct_size = sizeof handler, .opened = on_open, .message = on_message, .closed = on_close};

/* What must not be called any more. */
static void abort_test(void *user)
{
    (void)user;
    abort();
}

/* Opens a WebSocket to a server of `count` scripts; what `options` leaves at 0 is filled in. */
static void start(struct ws_server *server, const struct script *scripts, int count, struct client *client,
                  struct fs_ws_options options)
{
    char url[100];
    server->scripts = scripts;
    server->count = count;
    server_run(&server->base, ws_server_main, server);
    snprintf(url, sizeof url, "%s://127.0.0.1:%d/feed?a=b", server->base.tls ? "wss" : "ws",
             server->base.port);
    options.struct_size = sizeof options;
    options.url = url;
    options.retry_min = options.retry_min ? options.retry_min : 1 * MS;
    options.retry_max = options.retry_max ? options.retry_max : 4 * MS;
    client->loop = fs_loop_new();
    client->ws = fs_ws_open(client->loop, &options, &handler, client);
    ck_assert_msg(client->ws != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
}

static void end(struct ws_server *server, struct client *client)
{
    fs_loop_free(client->loop);
    server_join(&server->base);
}

static void run_until(struct client *client, const int *what, int count)
{
    while (*what < count)
        ck_assert_int_eq(fs_loop_run(client->loop, -1), 0);
}

/* What the client says of a server that does one thing wrong. */
static struct client meet(struct script script, struct fs_ws_options options)
{
    struct ws_server server = {0};
    struct client client = {0};
    start(&server, &script, 1, &client, options);
    run_until(&client, &client.closed, 1);
    end(&server, &client);
    return client;
}

START_TEST(sends_and_receives_texts_and_bytes)
{
    static const struct script scripts[] = {{.echo = 1}};
    static const struct fs_http_header headers[] = {{"X-Key", "k"}};
    struct ws_server server = {0};
    struct client client = {.greeting = "gr\xc3\xbc\xc3\x9f dich"};
    start(&server, scripts, 1, &client, (struct fs_ws_options){.headers = headers, .header_count = 1});
    run_until(&client, &client.messages, 1);
    ck_assert_uint_eq(client.type, FS_WS_TEXT);
    ck_assert_str_eq(client.last, "gr\xc3\xbc\xc3\x9f dich");
    static char many[40000];
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_BINARY, many, sizeof many), 0);
    run_until(&client, &client.messages, 2);
    ck_assert_uint_eq(client.type, FS_WS_BINARY);
    ck_assert_uint_eq(client.size, sizeof many);
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_TEXT, "", 0), 0);
    run_until(&client, &client.messages, 3);
    ck_assert_uint_eq(client.size, 0);
    end(&server, &client);
    ck_assert_ptr_nonnull(strstr(server.heard[0], "GET /feed?a=b HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "\r\nHost: 127.0.0.1:"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "\r\nX-Key: k\r\n"));
    ck_assert_ptr_nonnull(strstr(server.heard[0], "\r\nSec-WebSocket-Version: 13\r\n"));
}
END_TEST

START_TEST(works_over_tls)
{
    static const struct script scripts[] = {{.echo = 1}};
    struct ws_server server = {0};
    struct client client = {.greeting = "secret"};
    server_use_tls(&server.base, 1);
    start(&server, scripts, 1, &client, (struct fs_ws_options){0});
    while (!client.messages && !client.closed)
        fs_loop_run(client.loop, -1);
    server_forget_certificate();
    ck_assert_msg(client.messages == 1, "%s", client.reason);
    ck_assert_str_eq(client.last, "secret");
    end(&server, &client);
}
END_TEST

START_TEST(refuses_a_certificate_that_nobody_vouches_for)
{
    static const struct script scripts[] = {{.echo = 1}};
    struct ws_server server = {0};
    struct client client = {0};
    server_use_tls(&server.base, 0);
    start(&server, scripts, 1, &client, (struct fs_ws_options){0});
    run_until(&client, &client.closed, 1);
    server_forget_certificate();
    ck_assert_str_eq(client.reason, "TLS: certificate refused: self-signed certificate");
    ck_assert_uint_eq(client.code, FS_WS_CUT);
    end(&server, &client);
}
END_TEST

START_TEST(joins_fragments_and_answers_pings_between_them)
{
    static const struct script scripts[] = {
        {FRAMES("\x01\x02he\x89\x02hi\x00\x02ll\x80\x01o\x82\x01x")}}; /* in one read with the handshake */
    struct ws_server server = {0};
    struct client client = {.close_at = 2};
    start(&server, scripts, 1, &client, (struct fs_ws_options){0});
    run_until(&client, &client.messages, 1);
    ck_assert_int_eq(client.messages, 2);
    ck_assert_uint_eq(client.type, FS_WS_BINARY);
    ck_assert_str_eq(client.last, "x");
    while (!ws_server_noted(&server, 0, "close"))
        fs_loop_run(client.loop, 1 * MS);
    end(&server, &client);
    ck_assert_str_eq(server.log[0], "pong:hi close:4001:enough ");
    ck_assert_int_eq(client.closed, 0); /* ws_close() is the end of callbacks */
}
END_TEST

START_TEST(tells_the_code_and_reason_of_a_close_and_comes_back)
{
    static const struct script scripts[] = {{FRAMES("\x88\x0b\x03\xe9restart.."), .cut = 1},
                                            {FRAMES("\x88\x00"), .cut = 1},
                                            {FRAMES("\x81\x02hi")}};
    struct ws_server server = {0};
    struct client client = {0};
    start(&server, scripts, 3, &client, (struct fs_ws_options){0});
    run_until(&client, &client.closed, 1);
    ck_assert_uint_eq(client.code, 1001);
    ck_assert_str_eq(client.reason, "the other side closed with code 1001: restart..");
    ck_assert_int_gt(client.retry, 0);
    run_until(&client, &client.closed, 2);
    ck_assert_uint_eq(client.code, FS_WS_NO_CODE);
    run_until(&client, &client.messages, 1);
    ck_assert_int_eq(client.opened, 3);
    end(&server, &client);
}
END_TEST

START_TEST(knows_codes_that_are_newer_than_its_library)
{
    struct client client = meet((struct script){FRAMES("\x88\x07\x03\xf5"
                                                       "later")},
                                (struct fs_ws_options){0});
    ck_assert_uint_eq(client.code, 1013);
    ck_assert_str_eq(client.reason, "the other side closed with code 1013: later");
    client = meet((struct script){FRAMES("\x88\x06\x03\xe9"
                                         "a\x1b[m")},
                  (struct fs_ws_options){0});
    ck_assert_str_eq(client.reason, "the other side closed with code 1001: a?[m");
}
END_TEST

START_TEST(says_goodbye_while_its_loop_lingers)
{
    static const struct script scripts[] = {{.echo = 1}};
    struct ws_server server = {0};
    struct client client = {0};
    start(&server, scripts, 1, &client, (struct fs_ws_options){0});
    while (!client.opened)
        fs_loop_run(client.loop, -1);
    struct fs_timer *timer = fs_timer_new(client.loop, 0, 0, abort_test, NULL);
    ck_assert_ptr_nonnull(timer);
    ck_assert_int_eq(fs_loop_call(client.loop, abort_test, NULL), 0);
    fs_ws_close(client.ws, 4001, "enough");
    fs_loop_linger(client.loop, 5000 * MS);
    fs_loop_free(client.loop);
    server_join(&server.base);
    ck_assert_ptr_nonnull(strstr(server.log[0], "close:4001:enough "));
    ck_assert_int_eq(client.closed, 0);
}
END_TEST

START_TEST(agrees_on_a_subprotocol)
{
    static const char right[] = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
                                "Sec-WebSocket-Protocol: v2.feed\r\n";
    static const struct script scripts[] = {{.headers = right, .echo = 1}};
    struct ws_server server = {0};
    struct client client = {.greeting = "hi"};
    start(&server, scripts, 1, &client, (struct fs_ws_options){.protocol = "v2.feed"});
    run_until(&client, &client.messages, 1);
    end(&server, &client);
    ck_assert_ptr_nonnull(strstr(server.heard[0], "\r\nSec-WebSocket-Protocol: v2.feed\r\n"));
    client = meet((struct script){.headers = right}, (struct fs_ws_options){.protocol = "v3.feed"});
    ck_assert_str_eq(client.reason, "the server uses the subprotocol 'v2.feed'; expected 'v3.feed'");
    client = meet((struct script){.headers = right}, (struct fs_ws_options){0});
    ck_assert_str_eq(client.reason, "the server uses the subprotocol 'v2.feed', which was not offered");
    client = meet((struct script){0}, (struct fs_ws_options){.protocol = "v3.feed"});
    ck_assert_str_eq(client.reason, "the server chose no subprotocol; expected 'v3.feed'");
}
END_TEST

static void refused(const char *status, const char *headers, const char *reason)
{
    struct client client =
        meet((struct script){.status = status, .headers = headers}, (struct fs_ws_options){0});
    ck_assert_str_eq(client.reason, reason);
    ck_assert_uint_eq(client.code, FS_WS_CUT);
    ck_assert_int_eq(client.opened, 0);
}

START_TEST(is_strict_about_the_handshake)
{
    refused("403 Forbidden", NULL, "the server answered '403 Forbidden'; expected 101 (Switching Protocols)");
    refused("1010", NULL, "the server answered '1010'; expected 101 (Switching Protocols)");
    refused(
        NULL,
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "the server's answer has a wrong Sec-WebSocket-Accept: it does not speak WebSocket, or answers "
        "somebody else (a proxy's cache?)");
    refused(NULL, "Upgrade: websocket\r\nConnection: Upgrade\r\n",
            "the server's answer has no Sec-WebSocket-Accept: it does not speak WebSocket, or answers "
            "somebody else (a proxy's cache?)");
    refused(NULL, "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
            "the server's answer has Upgrade: h2c; expected websocket");
    refused(NULL, "Upgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: %s\r\n",
            "the server's answer has Connection: close; expected Upgrade");
    refused(NULL,
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate\r\n",
            "the server uses the extension permessage-deflate, which was not offered");
    refused(NULL,
            "Upgrade: websocket\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
            "the server's answer has the header Upgrade twice");
    refused(NULL, "Upgrade: websocket\r\n folded\r\n", "line 3 of the server's answer is no header");
    refused(NULL, "Upgrade: websocket\nConnection: Upgrade\r\n",
            "line 2 of the server's answer has no end as HTTP's lines have");
    static char flood[20000];
    memset(flood, 'x', sizeof flood - 1);
    refused(NULL, flood, "the server's answer to the handshake has no end within 16 KiB");
}
END_TEST

START_TEST(knows_the_example_of_the_rfc)
{
    char accept[FS_WS_ACCEPT_SIZE];
    fs_ws_accept("dGhlIHNhbXBsZSBub25jZQ==", accept);
    ck_assert_str_eq(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}
END_TEST

static void breaks(struct script script, uint32_t code, const char *reason, const char *log)
{
    struct ws_server server = {0};
    struct client client = {0};
    start(&server, &script, 1, &client, (struct fs_ws_options){.max_message = 1000});
    run_until(&client, &client.closed, 1);
    end(&server, &client);
    ck_assert_int_eq(client.opened, 1);
    ck_assert_int_eq(client.messages, 0);
    ck_assert_str_eq(client.reason, reason);
    ck_assert_uint_eq(client.code, code);
    ck_assert_str_eq(server.log[0], log);
}

START_TEST(tells_the_other_side_which_rule_it_broke)
{
    const char *rules = "the other side broke the rules of WebSocket's frames (RFC 6455)";
    breaks((struct script){FRAMES("\x81\x82\x01\x02\x03\x04ik")}, 1002, rules, "close:1002: ");
    breaks((struct script){FRAMES("\xc1\x02hi")}, 1002, rules, "close:1002: "); /* a reserved bit */
    breaks((struct script){FRAMES("\x83\x02hi")}, 1002, rules, "close:1002: "); /* a reserved opcode */
    breaks((struct script){FRAMES("\x80\x02hi")}, 1002, rules, "close:1002: "); /* nothing to continue */
    breaks((struct script){FRAMES("\x09\x02hi")}, 1002, rules, "close: ");      /* a ping in parts */
    breaks((struct script){FRAMES("\x01\x01h\x81\x01i")}, 1002, rules, "close:1002: "); /* never continued */
    breaks((struct script){FRAMES("\x88\x02\x03\xee")}, 1002, rules, "close:1002: ");   /* code 1006 */
    breaks((struct script){FRAMES("\x81\x03\xed\xa0\x80")}, 1007,
           "the other side sent a text that is not UTF-8", "close:1007: ");
    breaks((struct script){FRAMES("\x82\x7e\x03\xe9x")}, 1009,
           "a message is longer than max_message (1000 bytes)", "close:1009: ");
}
END_TEST

START_TEST(bounds_the_parts_of_a_message)
{
    static char parts[3 * 20000];
    for (size_t i = 0; i < sizeof parts; i += 3)
        memcpy(parts + i, i ? "\x00\x01x" : "\x02\x01x", 3);
    struct client client =
        meet((struct script){.frames = parts, .size = sizeof parts}, (struct fs_ws_options){0});
    ck_assert_str_eq(client.reason, "a message came in more than 16384 parts");
    ck_assert_uint_eq(client.code, 1009);
    ck_assert_int_eq(client.messages, 0);
}
END_TEST

START_TEST(a_cut_in_the_middle_of_a_frame_is_no_message)
{
    struct client client = meet((struct script){FRAMES("\x81\x05he"), .cut = 1}, (struct fs_ws_options){0});
    ck_assert_int_eq(client.messages, 0);
    ck_assert_uint_eq(client.code, FS_WS_CUT);
    ck_assert_str_eq(client.reason, "the other side closed the connection, without a close frame");
    ck_assert_int_eq(client.opened, 1);
}
END_TEST

START_TEST(gives_up_on_a_server_that_never_answers)
{
    struct client client =
        meet((struct script){.mute = 1}, (struct fs_ws_options){.connect_timeout = 30 * MS});
    ck_assert_str_eq(client.reason, "no answer to the handshake after 0.03 s");
    ck_assert_int_eq(client.opened, 0);
}
END_TEST

START_TEST(gives_up_on_a_connection_that_went_silent)
{
    struct ws_server server = {0};
    struct client client = {0};
    const struct script silent = {0}; /* the test's server answers no pings */
    start(&server, &silent, 1, &client,
          (struct fs_ws_options){.ping_interval = 20 * MS, .ping_timeout = 30 * MS});
    run_until(&client, &client.closed, 1);
    end(&server, &client);
    ck_assert_str_eq(client.reason, "no answer to a ping after 0.03 s");
    ck_assert_uint_eq(client.code, FS_WS_CUT);
    ck_assert_str_eq(server.log[0], "ping: ");
}
END_TEST

START_TEST(backs_off_until_a_message_arrives)
{
    static const struct script scripts[] = {{.status = "503 Busy"},
                                            {.cut = 1},
                                            {.status = "503 Busy"},
                                            {.cut = 1},
                                            {FRAMES("\x81\x02hi"), .cut = 1}};
    struct ws_server server = {0};
    struct client client = {0};
    int64_t least = 1 * MS / 2;
    start(&server, scripts, 5, &client, (struct fs_ws_options){.retry_min = 1 * MS, .retry_max = 64 * MS});
    for (int i = 1; i <= 4; i++, least *= 2) { /* an answer and an open WebSocket alone prove nothing */
        run_until(&client, &client.closed, i);
        ck_assert_int_ge(client.retry, least);
    }
    run_until(&client, &client.closed, 5);
    ck_assert_int_eq(client.messages, 1);
    ck_assert_int_le(client.retry, 1 * MS);
    end(&server, &client);
}
END_TEST

START_TEST(a_send_beyond_the_queue_is_an_error)
{
    static const struct script scripts[] = {{.echo = 1}};
    static char many[1000];
    struct ws_server server = {0};
    struct client client = {.greeting = "hi"};
    start(&server, scripts, 1, &client, (struct fs_ws_options){.max_queue = 3000});
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_TEXT, "x", 1), -1);
    ck_assert_str_eq(fs_error_last()->message, "ws_send(): the WebSocket is not open");
    run_until(&client, &client.messages, 1);
    int sent = 0;
    while (sent < 100 && !fs_ws_send(client.ws, FS_WS_BINARY, many, sizeof many))
        sent++;
    ck_assert_int_eq(sent, 2);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_BINARY, many, UINT64_MAX), -1);
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_TEXT, "\xff", 1), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_int_eq(fs_ws_send(client.ws, 3, "x", 1), -1);
    run_until(&client, &client.messages, 3); /* what was queued arrives, and there is room again */
    ck_assert_int_eq(fs_ws_send(client.ws, FS_WS_BINARY, many, sizeof many), 0);
    end(&server, &client);
}
END_TEST

START_TEST(may_be_dropped_inside_its_own_callbacks)
{
    static const struct script scripts[] = {{FRAMES("\x81\x01"
                                                    "a\x81\x01"
                                                    "b\x89\x00\x81\x01"
                                                    "c")},
                                            {FRAMES("\x81\x01"
                                                    "d\x81\x01"
                                                    "e")}};
    struct ws_server server = {0};
    struct client client = {.reconnect_at = 2, .close_at = 3};
    start(&server, scripts, 2, &client, (struct fs_ws_options){0});
    run_until(&client, &client.messages, 3);
    ck_assert_str_eq(client.last, "d"); /* nothing of the first connection came after "b" */
    ck_assert_str_eq(client.reason, "a gap");
    ck_assert_int_eq(client.closed, 1);
    for (int i = 0; i < 50 && !ws_server_noted(&server, 1, "close"); i++)
        fs_loop_run(client.loop, 10 * MS);
    end(&server, &client);
    ck_assert_str_eq(server.log[1], "close:4001:enough ");
    ck_assert_int_eq(client.messages, 3);
}
END_TEST

START_TEST(says_why_it_cannot_connect)
{
    struct client client = {.loop = fs_loop_new()};
    struct fs_ws_options options = {.struct_size = sizeof options, .url = "ws://127.0.0.1:1/"};
    client.ws = fs_ws_open(client.loop, &options, &handler, &client);
    run_until(&client, &client.closed, 1);
    ck_assert_str_eq(client.reason, "Connection refused");
    ck_assert_uint_eq(client.code, FS_WS_CUT);
    fs_ws_reconnect(client.ws, "it is down already");
    ck_assert_int_eq(client.closed, 1);
    fs_ws_close(client.ws, 0, NULL);
    fs_loop_run(client.loop, 0);
    fs_ws_close(NULL, 0, NULL);
    fs_loop_free(client.loop);
}
END_TEST

START_TEST(refuses_options_that_make_no_sense)
{
    struct fs_loop *loop = fs_loop_new();
    static const char *const urls[] = {"http://h/", "ws://",     "nonsense",      "",          "ws://u:p@h/",
                                       "ws://h/#p", "ws://h:0/", "ws://h:99999/", "ws://h/a b"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct fs_ws_options options = {.struct_size = sizeof options, .url = urls[i]};
        ck_assert_msg(!fs_ws_open(loop, &options, &handler, NULL), "%s", urls[i]);
        ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    }
    static const struct fs_http_header bad[] = {
        {"X", "a\r\nEvil: 1"}, {"X Y", "a"},     {"", "a"},
        {"X", NULL},           {"Upgrade", "a"}, {"sec-websocket-key", "a"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fs_ws_options options = {
            .struct_size = sizeof options, .url = "ws://h/", .headers = &bad[i], .header_count = 1};
        ck_assert_ptr_null(fs_ws_open(loop, &options, &handler, NULL));
    }
    struct fs_ws_options options = {.struct_size = sizeof options, .url = "ws://h/", .protocol = "a, b"};
    ck_assert_ptr_null(fs_ws_open(loop, &options, &handler, NULL));
    options.protocol = NULL;
    options.ping_timeout = -1;
    ck_assert_ptr_null(fs_ws_open(loop, &options, &handler, NULL));
    options.ping_timeout = 0;
    options.struct_size = 8;
    ck_assert_ptr_null(fs_ws_open(loop, &options, &handler, NULL));
    ck_assert_ptr_null(fs_ws_open(loop, NULL, &handler, NULL));
    fs_loop_free(loop);
}
END_TEST

START_TEST(takes_urls_apart)
{
    struct fs_ws_url url;
    ck_assert_int_eq(fs_ws_url_parse("wss://[::1]:9000?x=1", &url), 0);
    ck_assert_str_eq(url.host, "::1");
    ck_assert_str_eq(url.authority, "[::1]:9000");
    ck_assert_str_eq(url.target, "/?x=1");
    ck_assert_int_eq(url.secure, 1);
    fs_ws_url_free(&url);
    ck_assert_int_eq(fs_ws_url_parse("WS://example.com", &url), 0);
    ck_assert_str_eq(url.authority, "example.com");
    ck_assert_str_eq(url.target, "/");
    ck_assert_int_eq(url.port, 80);
    fs_ws_url_free(&url);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/ws");
    TCase *cases = tcase_create("ws");
    tcase_add_test(cases, sends_and_receives_texts_and_bytes);
    tcase_add_test(cases, works_over_tls);
    tcase_add_test(cases, refuses_a_certificate_that_nobody_vouches_for);
    tcase_add_test(cases, joins_fragments_and_answers_pings_between_them);
    tcase_add_test(cases, tells_the_code_and_reason_of_a_close_and_comes_back);
    tcase_add_test(cases, knows_codes_that_are_newer_than_its_library);
    tcase_add_test(cases, says_goodbye_while_its_loop_lingers);
    tcase_add_test(cases, agrees_on_a_subprotocol);
    tcase_add_test(cases, is_strict_about_the_handshake);
    tcase_add_test(cases, knows_the_example_of_the_rfc);
    tcase_add_test(cases, tells_the_other_side_which_rule_it_broke);
    tcase_add_test(cases, bounds_the_parts_of_a_message);
    tcase_add_test(cases, a_cut_in_the_middle_of_a_frame_is_no_message);
    tcase_add_test(cases, gives_up_on_a_server_that_never_answers);
    tcase_add_test(cases, gives_up_on_a_connection_that_went_silent);
    tcase_add_test(cases, backs_off_until_a_message_arrives);
    tcase_add_test(cases, a_send_beyond_the_queue_is_an_error);
    tcase_add_test(cases, may_be_dropped_inside_its_own_callbacks);
    tcase_add_test(cases, says_why_it_cannot_connect);
    tcase_add_test(cases, refuses_options_that_make_no_sense);
    tcase_add_test(cases, takes_urls_apart);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
