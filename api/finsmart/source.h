/*
 * source.h: the capability of bringing market events in.
 *
 * A source publishes events through the host: from callbacks that it registered in start (a live feed), or
 * from poll() (a file, a generator, a client library that is asked for more). The host owns the schedule: it
 * calls poll() only while its consumer has room, and decides when a source that failed is started again.
 *
 * Contract of the events of one instance, which `finsmart plugins check` and `plugins run` test: times never
 * go back within a symbol and type; a bar has no NaN in its prices, high is the highest and low the lowest of its
 * prices, prices are finite and volume is not negative (NaN where the source has none); a trade's quantity is
 * positive; a side, action or type is one of its constants; the symbol is an id from the host; reserved
 * members are 0. Lost data is told by an event FS_EVENT_GAP at its place, not hidden.
 */
#ifndef FINSMART_SOURCE_H
#define FINSMART_SOURCE_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* fs_source.flags */
#define FS_SOURCE_LIVE     1u /* events of now; without: of the past, and the source comes to an end */
#define FS_SOURCE_BLOCKING 2u /* poll() may wait, at most 100 ms a call */

/* poll(): what it returned */
#define FS_POLL_MORE 0 /* call again as soon as there is room */
#define FS_POLL_IDLE 1 /* nothing now; call again when a callback of the instance has run */
#define FS_POLL_END  2 /* there is no more; the host calls stop */

struct fs_source {
    uint32_t struct_size; /* sizeof(struct fs_source) */
    uint32_t flags;       /* FS_SOURCE_* */
    /* Begins an instance. Reads its settings, registers what it needs, gives its state in *state, which all
     * other calls get. Returns within the host's time limit (10 s): what takes longer, such as a log-in, goes
     * on in callbacks. -1 with error(): nothing is left behind that the host does not own, and stop is not
     * called. */
    int32_t (*start)(const struct fs_host *host, struct fs_context *ctx, void **state);
    /* Ends an instance: joins its threads, closes its descriptors, frees its state. No host function but log,
     * free, timer_stop, watch_stop, tcp_close, http_cancel and ws_close is called in it. */
    void (*stop)(void *state);
    /* Publishes a batch, better a thousand events than one. FS_POLL_*, or -1 with error(). NULL for a source
     * that publishes from its callbacks. */
    int32_t (*poll)(void *state);
};

#ifdef __cplusplus
}
#endif
#endif
