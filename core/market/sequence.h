/*
 * sequence.h: what a book's stream of events says about itself: sequence numbers and snapshots. Inside the room only.
 */
#ifndef FINSMART_MARKET_SEQUENCE_H
#define FINSMART_MARKET_SEQUENCE_H

#include "market/apply.h"

#include <finsmart/event.h>

struct fs_sequence {
    uint64_t last;    /* the highest number applied; 0: none yet */
    int64_t snapshot; /* time of the snapshot that is coming in */
    int in_snapshot;
};

/* Does a snapshot begin with this event (so that the book is to be emptied)? One is a run of events of one time with
 * FS_EVENT_SNAPSHOT; FS_EVENT_LAST ends it. */
static inline int fs_sequence_begins(struct fs_sequence *s, const struct fs_event *event)
{
    if (!(event->flags & FS_EVENT_SNAPSHOT)) {
        s->in_snapshot = 0;
        return 0;
    }
    int begins = !s->in_snapshot || s->snapshot != event->ts;
    s->in_snapshot = !(event->flags & FS_EVENT_LAST);
    s->snapshot = event->ts;
    return begins;
}

/* Events of one message share a number; 0 is none. A snapshot begins a new sequence. FS_APPLY_DONE, _GAP or _OLD. */
static inline int fs_sequence_check(struct fs_sequence *s, const struct fs_event *event)
{
    uint64_t seq = event->u.book.seq, last = s->last;
    if (!seq)
        return FS_APPLY_DONE;
    if (!(event->flags & FS_EVENT_SNAPSHOT) && last) {
        if (seq < last)
            return FS_APPLY_OLD;
        s->last = seq;
        return seq > last + 1 ? FS_APPLY_GAP : FS_APPLY_DONE;
    }
    s->last = seq;
    return FS_APPLY_DONE;
}

#endif
