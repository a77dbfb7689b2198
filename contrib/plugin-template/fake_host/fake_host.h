/*
 * fake_host.h: a host for tests. No threads, no clock, no network: the test says what time it is, what the other side of
 * a connection sends, and what the market does; what the plugin did is there to be looked at.
 *
 * Compiles as C11 and C++17. A mistake of the plugin that the real host would call a breach of contract ends the test
 * with a message.
 */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include <finsmart/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fake_host;

/* A host for one instance of `plugin`; `settings` are "name=value" texts, ended by NULL (may be NULL). Defaults are taken
 * from the plugin's table; ranges are not checked, the real host does that. */
struct fake_host *fake_host_new(const struct fs_plugin *plugin, const char *const *settings);
/* Ends the test with a message where the plugin has left memory, timers or connections behind. */
void fake_host_free(struct fake_host *fake);
const struct fs_host *fake_host_table(struct fake_host *fake);
struct fs_context *fake_host_context(struct fake_host *fake);

/* What error() was told first since the last call of this; "" for nothing. */
const char *fake_host_error(struct fake_host *fake);
/* The events published so far. */
uint32_t fake_host_events(struct fake_host *fake, const struct fs_event **events);
/* Frame number `index` of those published, NULL out of range: read it with data() and text() of the table's frames. */
struct fs_table_frame *fake_host_frame(struct fake_host *fake, uint32_t index);
uint64_t fake_host_frame_rows(const struct fs_table_frame *frame);
int fake_host_frame_missing(const struct fs_table_frame *frame, uint32_t column, uint64_t row);
/* The value of a metric, NaN where there is none of the name. */
double fake_host_metric(struct fake_host *fake, const char *name);
/* Moves the clock on by `ns`, calling the timers that fall due. */
void fake_host_advance(struct fake_host *fake, int64_t ns);
/* Publishing fails from now on, as when the host stops the instance. */
void fake_host_refuse_events(struct fake_host *fake);
/* alloc() fails after `count` more calls; -1: never. */
void fake_host_fail_alloc(struct fake_host *fake, int64_t count);

/* The other side of the plugin's connection number `index` (from 0, in the order of tcp_open()). */
void fake_host_accept(struct fake_host *fake, int index);
void fake_host_line(struct fake_host *fake, int index, const char *line);
void fake_host_hang_up(struct fake_host *fake, int index, const char *reason);
/* All that the plugin sent on it since the last call of this. */
const char *fake_host_sent(struct fake_host *fake, int index);

/* The other side of the plugin's WebSocket number `index` (from 0, in the order of ws_open()). */
void fake_host_ws_accept(struct fake_host *fake, int index);
void fake_host_ws_message(struct fake_host *fake, int index, uint32_t type, const void *data, uint64_t size);
void fake_host_ws_close(struct fake_host *fake, int index, uint32_t code, const char *reason);
/* All messages that the plugin sent on it since the last call of this, each with a line break behind it. */
const char *fake_host_ws_sent(struct fake_host *fake, int index);

/* A strategy's table, for a run of the symbols whose texts are given, ended by NULL. */
const struct fs_trade *fake_host_trade(struct fake_host *fake, const char *const *symbols);
/* What position(), standing() say of a symbol from now on (at first: nothing held, a member). */
void fake_host_holds(struct fake_host *fake, uint32_t symbol, const struct fs_position *held,
                     int32_t standing);
/* What was ordered last, and how many orders there were; record() sets the metric of the name. */
struct fake_order {
    char what[24]; /* the function: "target_percent", "close", "submit", ... */
    uint32_t symbol;
    double value; /* quantity or fraction */
};
int64_t fake_host_orders(struct fake_host *fake, struct fake_order *last);

#ifdef __cplusplus
}
#endif
#endif
