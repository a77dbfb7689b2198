/*
 * fake_parts.h: what the files of the fake host know of each other. Tests see fake_host.h.
 *
 *   fake_host.c    errors, memory, settings, symbols, events, metrics, time; the table
 *   fake_net.c     connections and WebSockets, and their other side
 *   fake_trade.c   what a strategy can do and see
 *   fake_frames.c  frames
 */
#ifndef FAKE_PARTS_H
#define FAKE_PARTS_H

#include "fake_host.h"

#define MANY 64

struct block {
    struct block *next;
    struct fake_host *owner;
    uint64_t size[2]; /* keeps what follows aligned to 16 bytes */
};

struct fs_timer {
    struct fake_host *fake;
    int64_t due, interval;
    void (*fn)(void *user);
    void *user;
    int used;
};

struct fs_metric {
    char name[64];
    double value;
};

struct fs_context {
    int unused;
};

struct fake_host {
    struct fs_context context; /* the first member: the context's address is the fake host's */
    struct fs_host table;
    struct fs_trade trade;
    const struct fs_plugin *plugin;
    const char *const *settings;
    char error[512];
    struct block *blocks;
    int64_t now, allocs_left, orders;
    int refuse; /* publishing fails */
    struct fs_event *events;
    uint32_t event_count, event_room;
    char *symbols[MANY]; /* by id - 1 */
    uint32_t symbol_count;
    uint32_t run[MANY];                 /* of a strategy */
    struct fs_position positions[MANY]; /* by id - 1 */
    int32_t standing[MANY];
    struct fs_timer timers[MANY];
    struct fs_tcp *tcps[MANY];
    struct fs_ws *wss[MANY];
    int tcp_count, ws_count, metric_count;
    struct fs_metric metrics[MANY];
    struct fake_order last;
    struct fs_table_frame *frames; /* published, newest first */
};

/* fake_host.c. Ends the test: the plugin broke its contract. */
void fake_breach(const char *what);
struct fake_host *fake_of(struct fs_context *ctx);
/* The host's error(), symbol(). */
int32_t fake_error(struct fs_context *ctx, int32_t code, const char *format, ...) FS_HOST_PRINTF(3, 4);
uint32_t fake_symbol(struct fs_context *ctx, const char *text);

/* fake_net.c. Fills in the functions of connections; ends the test where one was left open, and frees them. */
void fake_net_table(struct fs_host *table);
void fake_net_free(struct fake_host *fake);

/* fake_frames.c. fs_host.frames; frees those published. */
extern const struct fs_frame_table fake_frames;
void fake_frames_free(struct fs_table_frame **list);

#endif
