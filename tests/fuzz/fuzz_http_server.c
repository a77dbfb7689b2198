/* What a client of the HTTP server sends, without a socket: the server's own parser, state machine, answers and
 * WebSockets read from the fuzzer's bytes. The first byte says in pieces of how many bytes they come (0: all at
 * once), and the second how the socket takes what is sent: the lowest bit, only 7 bytes at a time. What the server
 * says has to be HTTP: what it answers before it hangs up begins with a status line. */
#include "../servers/net_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct app app;
    static const struct fs_http_limits limits = {
        .line = 200, .header_bytes = 1000, .header_count = 12, .body = 3000, .buffer = 2000, .requests = 50};
    if (size < 2)
        return 0;
    if (!app.loop && app_start(&app, &limits, "127.0.0.1:0", NULL))
        abort();
    peer.piece = data[0];
    peer.narrow = data[1] & 1;
    app.policy = (enum fs_ws_full)(data[1] >> 1 & 1);
    app.most = 20000;
    app.ws.max_queue = 4;
    app.ws.max_message = 3000;
    if (!memory_dial(&app, data + 2, size - 2))
        abort();
    for (size_t turns = 0; peer.left && app.server->counters.open && turns < 20000; turns++) {
        memory_wake(&app, EV_READ);
        peer.room = 500;
        memory_wake(&app, EV_WRITE);
        if (app.kept)
            fs_exchange_more(app.kept);
        const struct fs_connection *c = app.server->connections.next;
        if (app.server->counters.open &&
            (c->in_size > app.server->in_max + FS_READ_SIZE || fs_connection_waiting(c) > 200000))
            abort(); /* memory without a bound */
    }
    memory_leave(&app);
    if (app.server->counters.open || app.peer_count || app.kept)
        abort(); /* an end that was not told */
    if (peer.said_size >= 9 && memcmp(peer.said, "HTTP/1.1 ", 9))
        abort();
    fs_error_clear();
    return 0;
}
