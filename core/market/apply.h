/*
 * apply.h: what became of an event that was applied to an order book (depth.h, orders_book.h).
 *
 * Whatever a source sends, a book stays whole: an event is applied as a whole or not at all, and the result says which.
 */
#ifndef FINSMART_MARKET_APPLY_H
#define FINSMART_MARKET_APPLY_H

enum fs_apply {
    FS_APPLY_DONE,
    /* Applied, but the source knows another book than we do. */
    FS_APPLY_ABSENT, /* a level was removed that was not there; nothing changed */
    FS_APPLY_OVER,   /* more was taken away from an order than it had; it is gone */
    FS_APPLY_GAP,    /* sequence numbers are missing before it */
    /* Refused; nothing changed. */
    FS_APPLY_OLD,       /* its sequence number is below one that was applied */
    FS_APPLY_UNKNOWN,   /* no order has this id */
    FS_APPLY_DUPLICATE, /* an order with this id is there already */
    FS_APPLY_QUANTITY,  /* negative, 0 where there must be some, or the level's sum leaves 64 bits */
    FS_APPLY_SIDE,      /* neither FS_BUY nor FS_SELL, or not the order's */
    FS_APPLY_ACTION,    /* not a book event, or of an action that this book does not have */
    FS_APPLY_OFF_TICK,  /* the price is no multiple of the tick */
    FS_APPLY_FAR,       /* the price is too many ticks away from the others (FS_LEVELS_SPAN) */
    FS_APPLY_MEMORY,    /* there is no memory for it */
    FS_APPLY_COUNT
};

/* "done", "absent", ...; "" for what is none. */
const char *fs_apply_name(int result);

#endif
