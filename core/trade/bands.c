/* bands.c: limits up and down: how far from the close of the session before a symbol may trade. */
#include "trade/state.h"

#include <finsmart/order.h>
#include <math.h>

/* The last bar before the session of bar `index`; -1: none. */
static int64_t reference(const struct fs_series *series, int64_t index, int64_t session)
{
    int64_t i = index - 1;
    while (i >= 0 && fs_series_session(series, i) == session)
        i--;
    return i;
}

void fs_bands_of(struct fs_engine *e, int slot, int64_t *low, int64_t *high)
{
    struct slot *s = &e->slots[slot];
    *low = *high = 0;
    if (!e->band)
        return;
    int64_t index = s->next < s->series.count ? s->next : s->series.count - 1;
    if (index < 0)
        return;
    int64_t session = fs_series_session(&s->series, index);
    if (session != s->band_session) {
        int64_t before = reference(&s->series, index, session);
        s->band_session = session;
        s->band_low = s->band_high = 0;
        if (before >= 0) {
            int64_t close = price_mantissa(s->series.close[before] * fs_adjust_price(s, before));
            int64_t width = (int64_t)(fs_amount_product(close, e->band) / FS_SCALE);
            int64_t tick = s->series.tick > 1 ? s->series.tick : 1;
            s->band_high = close + width - (close + width) % tick;
            s->band_low = close - width + (tick - (close - width) % tick) % tick;
        }
    }
    *low = s->band_low;
    *high = s->band_high;
}

int fs_bands_allow(struct fs_engine *e, int slot, int side, int64_t price)
{
    int64_t low, high;
    fs_bands_of(e, slot, &low, &high);
    if (!high)
        return 1;
    return side == FS_BUY ? price >= low && price < high : price > low && price <= high;
}

int64_t fs_bands_clamp(struct fs_engine *e, int slot, int64_t price)
{
    int64_t low, high;
    fs_bands_of(e, slot, &low, &high);
    return !high ? price : price < low ? low : price > high ? high : price;
}
