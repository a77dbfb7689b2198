/*
 * instrument.h: what is traded under a symbol: its kind, its units, its currency, how long it lives.
 *
 * An instrument is what a file of instruments says (docs/instruments.md); a series without one is an equity in the
 * account's currency. The value of a quantity is quantity times price times multiplier, in the instrument's currency.
 */
#ifndef FINSMART_MARKET_INSTRUMENT_H
#define FINSMART_MARKET_INSTRUMENT_H

#include <stdint.h>

struct fs_calendar;

enum fs_instrument_kind {
    FS_INSTRUMENT_EQUITY,
    FS_INSTRUMENT_ETF,
    FS_INSTRUMENT_FUTURE,   /* costs margin, not its value; gains and losses are settled in cash */
    FS_INSTRUMENT_FX,       /* `base` against `currency` */
    FS_INSTRUMENT_CRYPTO,   /* spot: as FX */
    FS_INSTRUMENT_PERPETUAL /* linear perpetual: as a future, without expiry and with funding */
};

struct fs_instrument {
    const char *symbol;
    int kind;             /* enum fs_instrument_kind */
    const char *currency; /* of prices and of what is paid; NULL: the account's */
    const char *base;     /* FX and crypto: what a unit is; NULL else */
    const char *root;     /* futures of one chain have the same; NULL: none */
    int64_t lot, tick; /* smallest steps of quantity and price, mantissas (1e-8); 0: as without instrument */
    int64_t min_notional;   /* least value of an order, mantissa; 0: any */
    int64_t multiplier;     /* mantissa; 1e8 is one */
    int64_t initial_margin; /* of futures and perpetuals, to open and to keep; mantissa, */
    int64_t
        maintenance_margin; /* an amount per unit, or with margin_rate a share of the value; both 0: all of it */
    int margin_rate;
    int64_t expiry;                     /* ns: the last instant of trading; INT64_MAX: never */
    const struct fs_calendar *calendar; /* its sessions; NULL: the dataset's */
    int64_t borrow_rate; /* a year, of the value of what is sold short, mantissa; 0: as the account says */
};

/* Is it settled by variation margin (a future or a perpetual) and not paid in full? */
static inline int fs_instrument_margined(const struct fs_instrument *instrument)
{
    return instrument &&
           (instrument->kind == FS_INSTRUMENT_FUTURE || instrument->kind == FS_INSTRUMENT_PERPETUAL);
}

#endif
