/*
 * bars.h: bars of a synthetic market.
 */
#ifndef SYNTHETIC_BARS_H
#define SYNTHETIC_BARS_H

#include "market.h"

#include <finsmart/event.h>

#define BAR_STEPS 16 /* of the path within a bar */

struct bars {
    struct path path;
    struct chance volume;
    int64_t number; /* of the next bar */
};

void bars_init(struct bars *bars, const struct market *market, uint32_t symbol);
/* The shocks of bar `number` that all symbols share: one for each step, and the last for the night before it. Zeros where
 * the symbols have nothing in common. */
void bars_common(const struct market *market, int64_t number, double out[BAR_STEPS + 1]);
/* The bar that starts at `time` in the session from `start` to `end`; `first` says that it opens the session. `common` is
 * that of bars->number. */
void bars_next(struct bars *bars, const struct market *market, int64_t time, int64_t start, int64_t end,
               int first, const double common[BAR_STEPS + 1], struct fs_event_bar *out);

#endif
