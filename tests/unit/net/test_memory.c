/* WebSocket's handshake and frames, and the HTTP server, when there is no memory. */
#include "../../servers/net_memory.h"
#include "../failing.h"

#include "base/error.h"
#include "net/ws_frames.h"
#include "net/ws_handshake.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static int make_request(void)
{
    char host[] = "host", target[] = "/path";
    const struct fs_ws_url url = {.host = host, .authority = host, .target = target};
    const struct fs_http_header headers[] = {{"X-Key", "k"}};
    char *request = fs_ws_request(&url, NULL, headers, 1, "v1");
    int made = request != NULL;
    free(request);
    return made ? 0 : -1;
}

static int heard;

static void on_message(void *user, uint32_t type, const void *data, size_t size)
{
    (void)user, (void)type;
    heard += size == 5 && !memcmp(data, "hello", 5);
}

static int on_send(void *user, const void *data, size_t size)
{
    (void)user, (void)data, (void)size;
    return 0;
}

static int talk(void)
{
    static const char bytes[] = "\x01\x02he\x89\x02hi\x00\x02ll\x80\x01o\x88\x04\x03\xe9"
                                "ok";
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send};
    struct fs_ws_frames *frames = fs_ws_frames_new(FS_WS_CLIENT, 1000, &sink);
    heard = 0;
    if (!frames)
        return -1;
    int status = fs_ws_frames_send(frames, FS_WS_TEXT, "hello", 5) || fs_ws_frames_ping(frames) ? -1 : 0;
    for (size_t i = 0; i < sizeof bytes - 1 && !status; i++)
        status = fs_ws_frames_receive(frames, bytes + i, 1);
    if (status == 1 && fs_ws_frames_end(frames)->by_them && heard == 1)
        status = 0;
    else if (!fs_error_last())
        fs_error_set(FS_E_INTERNAL, "ended with %d, heard %d", status, heard);
    fs_ws_frames_free(frames);
    return status;
}

static int close_down(void)
{
    const struct fs_ws_sink sink = {.message = on_message, .send = on_send};
    struct fs_ws_frames *frames = fs_ws_frames_new(FS_WS_CLIENT, 1000, &sink);
    int status = frames ? fs_ws_frames_close(frames, 1000, "done") : -1;
    fs_ws_frames_free(frames);
    return status;
}

START_TEST(a_request_needs_memory)
{
    failing_memory("request", make_request, NULL);
}
END_TEST

/* Without a look for leaks: libwslay 1.1 loses a message that it has copied, but has no memory to queue. */
static void fail_each(const char *name, int (*run)(void))
{
    int failed = 1;
    ck_assert_int_eq(run(), 0); /* OpenSSL's own memory, which it keeps */
    for (long nth = 1; failed; nth++) {
        fs_error_clear();
        failing_arm(FAILING_MEMORY, nth, 0);
        int status = run();
        failed = failing_disarm();
        ck_assert_msg(status == 0 || fs_error_last_code() == FS_E_MEMORY, "%s, allocation %ld: %s", name, nth,
                      fs_error_last() ? fs_error_last()->message : "no error");
        ck_assert(status == 0 || failed);
    }
}

START_TEST(each_failed_allocation_of_the_frames_is_an_error)
{
    fail_each("talk", talk);
    fail_each("close", close_down);
}
END_TEST

static struct app app;

static int serve(const char *request, size_t size)
{
    peer.piece = 50;
    peer.narrow = 0;
    if (!memory_dial(&app, request, size))
        return 0; /* turned away, which is all right */
    for (int i = 0; i < 1000 && peer.left && app.server->counters.open; i++) {
        memory_wake(&app, EV_READ);
        peer.room = 10000;
        memory_wake(&app, EV_WRITE);
    }
    memory_leave(&app);
    fs_error_clear();
    return app.server->counters.open || app.peer_count ? fs_error_set(FS_E_INTERNAL, "a connection stays")
                                                       : 0;
}

static int serve_http(void)
{
    static const char request[] = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                                  "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
                                  "GET /owned?n=5000 HTTP/1.1\r\nHost: a\r\n\r\n"
                                  "POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                                  "GET /what/a%20b?c=d HTTP/1.1\r\nHost: a b\r\n\r\n";
    int released = app.released;
    app.released = 0;
    int status = serve(request, sizeof request - 1);
    int asked_owned = app.released;
    app.released += released;
    return asked_owned <= 1 ? status : fs_error_set(FS_E_INTERNAL, "released %d times", asked_owned);
}

static int serve_ws(void)
{
    static const char request[] =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        "\x81\x82\0\0\0\0hi\x89\x80\0\0\0\0\x01\x81\0\0\0\0a\x80\x81\0\0\0\0b"
        "\x81\x85\0\0\0\0close\x88\x82\0\0\0\0\x0f\xa1";
    return serve(request, sizeof request - 1);
}

START_TEST(each_failed_allocation_costs_one_connection_at_most)
{
    ck_assert_int_eq(app_start(&app, NULL, "127.0.0.1:0", NULL), 0);
    ck_assert_int_eq(serve_http(), 0);
    ck_assert_int_eq(memcmp(peer.said, "HTTP/1.1 200 OK", 15), 0);
    failing_memory("http", serve_http, NULL);
    fail_each("ws", serve_ws);
    ck_assert_int_eq(serve_http(), 0); /* it goes on */
    ck_assert_int_eq(memcmp(peer.said, "HTTP/1.1 200 OK", 15), 0);
    app_stop(&app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/memory");
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, a_request_needs_memory);
    tcase_add_test(cases, each_failed_allocation_of_the_frames_is_an_error);
    tcase_add_test(cases, each_failed_allocation_costs_one_connection_at_most);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
