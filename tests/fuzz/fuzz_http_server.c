/* What a client of the HTTP server sends, without a socket: the server's own parser, state machine, answers and WebSockets read from
 * the fuzzer's bytes. The first byte says in pieces of how many bytes they come (0: all at once), and the second how the
 * socket takes what is sent: the lowest bit, only 7 bytes at a time. What the server says has to be HTTP: what it answers
 * before it hangs up begins with a status line. */
#include "net/http_private.h"
#include "net/loop.h"
#include "net/ws_server.h"

#include "../servers/net_app.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The client's side of the connection. */
static const uint8_t *input;
static size_t left, piece, room;
static int narrow, over;
static char said[16];
static size_t said_size;

static ssize_t memory_read(struct fs_connection *c, void *data, size_t size)
{
    (void)c;
    size_t n = piece && piece < left ? piece : left;
    n = n < size ? n : size;
    if (!n) {
        errno = EAGAIN;
        return over ? 0 : -1;
    }
    memcpy(data, input, n);
    input += n;
    left -= n;
    return (ssize_t)n;
}

static ssize_t memory_write(struct fs_connection *c, struct evbuffer *out)
{
    char data[4096];
    (void)c;
    size_t most = narrow ? 7 : sizeof data;
    if (!room) {
        errno = EAGAIN;
        return -1;
    }
    int n = evbuffer_remove(out, data, most < room ? most : room);
    if (n <= 0)
        abort();
    for (int i = 0; i < n && said_size < sizeof said; i++)
        said[said_size++] = data[i];
    room -= (size_t)n;
    return n;
}

static ssize_t memory_file(struct fs_connection *c, int fd, off_t offset, size_t size)
{
    (void)c, (void)fd, (void)offset;
    return (ssize_t)(size < 1000 ? size : 1000);
}

static void memory_shut(struct fs_connection *c)
{
    (void)c;
}

static int memory_pending(struct fs_connection *c)
{
    (void)c;
    return 0;
}

static const struct fs_wire memory = {memory_read, memory_write, memory_file, memory_shut, memory_pending};

static void wake(struct app *app, short what)
{
    struct fs_connection *c = app->server->connections.next;
    if (c != &app->server->connections)
        event_active(&c->event, what, 0);
    fs_loop_run(app->loop, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct app app;
    static const struct fs_http_limits limits = {
        .line = 200, .header_bytes = 1000, .header_count = 12, .body = 3000, .buffer = 2000, .requests = 50};
    if (size < 2)
        return 0;
    if (!app.loop && app_start(&app, &limits, "127.0.0.1:0", NULL))
        abort();
    piece = data[0];
    narrow = data[1] & 1;
    app.policy = (enum fs_ws_full)(data[1] >> 1 & 1);
    app.most = 20000;
    app.ws.max_queue = 4;
    app.ws.max_message = 3000;
    input = data + 2;
    left = size - 2;
    over = 0;
    said_size = 0;
    room = 0;
    struct fs_connection *c = fs_http_server_take(app.server, -1, &memory, NULL, NULL);
    if (!c)
        abort();
    for (size_t turns = 0; left && app.server->counters.open && turns < 20000; turns++) {
        wake(&app, EV_READ);
        room = 500;
        wake(&app, EV_WRITE);
        if (app.kept)
            fs_exchange_more(app.kept);
        for (struct fs_connection *at = app.server->connections.next; at != &app.server->connections;
             at = at->next)
            if (at->in_size > app.server->in_max + FS_READ_SIZE || fs_connection_waiting(at) > 200000)
                abort(); /* memory without a bound */
    }
    over = 1;
    for (int i = 0; i < 100 && app.server->counters.open; i++) {
        room = 100000;
        wake(&app, EV_WRITE | EV_READ);
    }
    for (c = app.server->connections.next; c != &app.server->connections; c = app.server->connections.next) {
        fs_connection_enter(c);
        fs_connection_cut(c, 0, "the test is over");
        fs_connection_leave(c);
    }
    if (app.server->counters.open || app.peer_count || app.kept)
        abort(); /* an end that was not told */
    if (said_size >= 9 && memcmp(said, "HTTP/1.1 ", 9))
        abort();
    fs_error_clear();
    return 0;
}
