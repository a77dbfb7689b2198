/*
 * rates.h: what currencies are worth in another, from bars of exchange rates.
 *
 * The rate at a time is the close of the last bar that has ended by then. The rate of a currency is that of its pair
 * with the account's (EURUSD: dollars for a euro), of the pair the other way round (USDJPY: yen for a dollar), or of two
 * pairs by way of a third currency. Pairs are written as one word or with '/', '-', '_' or '.' between.
 */
#ifndef FINSMART_TRADE_RATES_H
#define FINSMART_TRADE_RATES_H

#include "market/series.h"
#include "trade/ledger.h"

struct fs_rates;

/* `codes` are the names of `count` currencies, the first of them the account's; texts and bars are borrowed. NULL with
 * FS_E_INPUT that names the currency that has no rates, or the bar that makes no sense. */
struct fs_rates *fs_rates_new(const char *const *codes, int count, const struct fs_series *series,
                              int series_count);
void fs_rates_free(struct fs_rates *rates);
/* Takes the bars that end by `now`, which never goes back. 1 when a rate may be another than before, else 0. */
int fs_rates_advance(struct fs_rates *rates, int64_t now);
/* The rate of currency 1 to count - 1 and the time it is from; denominator 0 before the first bar. -1 with FS_E_LIMIT
 * where it is out of range. */
int fs_rates_of(const struct fs_rates *rates, int currency, struct fs_rate *rate, int64_t *time);

#endif
