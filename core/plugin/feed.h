/*
 * feed.h: a source at work: an instance of a plugin's `source` capability on its own thread, and the queue of its events.
 *
 * One thread opens, reads and closes a feed. A feed whose plugin hangs is left behind when it is closed; a plugin that
 * crashes takes the process with it, which is why `finsmart plugins check` and servers run plugins in processes of their
 * own.
 */
#ifndef FINSMART_PLUGIN_FEED_H
#define FINSMART_PLUGIN_FEED_H

#include "plugin/load.h"

struct fs_feed;
struct fs_frame;

/* A metric's value at the moment. */
struct fs_feed_metric {
    const char *name, *help; /* valid until the feed is closed */
    int counter;             /* else a gauge */
    double value;
};

/* Starts the source with `count` settings "name=value". NULL with an error: settings, a start that failed or that did
 * not return in time. */
struct fs_feed *fs_feed_open(const struct fs_plugin_file *plugin, const char *const *settings, int count);
/* The next events, at most `max`, copied in the order of their publication; waits for the first at most `wait` ns. 0:
 * none came in time; -1 at the end: the source ended (the thread has no error) or failed (it has one). */
int fs_feed_next(struct fs_feed *feed, struct fs_event *events, int max, int64_t wait);
/* The oldest frame that waits, and the caller's reference of it; NULL where none does (no error). While frames wait that
 * nobody takes, fs_feed_next() gives 0 and not the end. */
struct fs_frame *fs_feed_next_frame(struct fs_feed *feed);
/* Do frames wait? */
int fs_feed_has_frames(struct fs_feed *feed);
/* Stops the source and keeps what it said: breaches and metrics stay readable. 0 or -1 with an error (it hangs). */
int fs_feed_stop(struct fs_feed *feed);
/* Stops it if need be, and frees it. */
void fs_feed_close(struct fs_feed *feed);

/* How often the plugin broke its contract so far, and what the first ones were; NULL out of range. */
uint64_t fs_feed_breaches(struct fs_feed *feed);
const char *fs_feed_breach(struct fs_feed *feed, int index);
/* Metric number `index` in the order of their making; 0, or -1 out of range (no error). */
int fs_feed_metric(struct fs_feed *feed, int index, struct fs_feed_metric *out);

/* Hands over a frame of the instance's, on its thread; takes a reference of its own. -1 with the plugin's error, or because
 * the feed is being stopped. */
int fs_feed_put_frame(struct fs_context *context, struct fs_frame *frame);
/* fs_host.publish and .fail. */
int32_t fs_feed_publish(struct fs_context *context, const struct fs_event *events, uint32_t count);
void fs_feed_fail(struct fs_context *context, int32_t code, const char *format, ...);

#endif
