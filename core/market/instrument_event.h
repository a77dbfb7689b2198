/*
 * instrument_event.h: what happens to instruments over time: corporate actions, events of contracts, halts of trading, and
 * who belongs to the universe.
 *
 * docs/instruments.md tells the files and what each event does; core/trade/events.c does it.
 */
#ifndef FINSMART_MARKET_INSTRUMENT_EVENT_H
#define FINSMART_MARKET_INSTRUMENT_EVENT_H

#include <finsmart/event.h>
#include <stdint.h>

/* FS_IEVENT_* of finsmart/event.h are the types; one more than the last. */
#define FS_IEVENT_COUNT (FS_IEVENT_LEAVE + 1)

/* Mantissas are 1e-8; members that a type does not have are 0 or NULL. */
struct fs_instrument_event {
    int64_t time;          /* ns; midnight UTC of the date where `dated` */
    const char *symbol;    /* of whom */
    const char *into;      /* rename, merger, roll: the other symbol */
    const char *currency;  /* of `amount`; NULL: the instrument's */
    int64_t amount;        /* a unit: dividend, merger, delisting */
    int64_t before, after; /* split, merger: the ratio, whole numbers above 0; merger for cash alone: 0 */
    int64_t price;         /* expiry, roll, funding; 0: not given */
    int64_t into_price;    /* roll: of `into`; given where `price` is */
    int64_t rate;          /* funding */
    uint8_t type;          /* FS_IEVENT_* */
    uint8_t dated;         /* 1: a date, whose time the symbol's calendar decides */
};

/* "dividend" and so on; "" for what is no type. */
const char *fs_instrument_event_name(int type);

#endif
