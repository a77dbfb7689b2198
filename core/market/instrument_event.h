/*
 * instrument_event.h: what happens to instruments over time: corporate actions, events of contracts, halts of trading, and
 * who belongs to the universe.
 *
 * docs/instruments.md tells the files and what each event does; core/trade/events.c does it.
 */
#ifndef FINSMART_MARKET_INSTRUMENT_EVENT_H
#define FINSMART_MARKET_INSTRUMENT_EVENT_H

#include <stdint.h>

/* Numbers are written to journals: never renumbered. */
enum fs_instrument_event_type {
    FS_IEVENT_DIVIDEND = 1, /* amount a unit to who holds it, from who is short */
    FS_IEVENT_SPLIT,        /* `after` units for `before` */
    FS_IEVENT_RENAME,       /* the symbol becomes `into` */
    FS_IEVENT_MERGER,       /* a unit becomes after/before units of `into`, amount in cash, or both */
    FS_IEVENT_DELISTING,    /* trading ends; amount a unit is paid out */
    FS_IEVENT_EXPIRY,       /* a contract ends at `price`, or at its last */
    FS_IEVENT_ROLL,         /* a position goes over into the contract `into` */
    FS_IEVENT_FUNDING,      /* longs pay shorts `rate` of the value at `price`, or at the last */
    FS_IEVENT_HALT,         /* trading stops */
    FS_IEVENT_RESUME,       /* and goes on */
    FS_IEVENT_JOIN,         /* the symbol belongs to the universe from now on */
    FS_IEVENT_LEAVE,        /* and no longer */
    FS_IEVENT_COUNT
};

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
    uint8_t type;          /* enum fs_instrument_event_type */
    uint8_t dated;         /* 1: a date, whose time the symbol's calendar decides */
};

/* "dividend" and so on; "" for what is no type. */
const char *fs_instrument_event_name(int type);

#endif
