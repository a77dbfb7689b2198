/*
 * bars.h: bars of a synthetic market.
 */
#ifndef SYNTHETIC_BARS_H
#define SYNTHETIC_BARS_H

#include "market.h"

#include <finsmart/event.h>

struct bars {
    struct path path;
    struct chance volume;
    int64_t number; /* of the next bar */
};

void bars_init(struct bars *bars, const struct market *market, uint32_t symbol);
/* The bar that starts at `time` in the session from `start` to `end`; `first` says that it opens the session. */
void bars_next(struct bars *bars, const struct market *market, int64_t time, int64_t start, int64_t end,
               int first, struct fs_event_bar *out);

#endif
