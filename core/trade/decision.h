/*
 * decision.h: the records of the journal hash (journal_hash.h), read back.
 */
#ifndef FINSMART_TRADE_DECISION_H
#define FINSMART_TRADE_DECISION_H

#include "market/symbol.h"

#include <stddef.h>
#include <stdint.h>

/* What one record says; members of other kinds are 0. Mantissas are 1e-8. */
struct fs_decision {
    char
        kind; /* its letter: 'O' order, 'T' further terms of it, 'C' change, 'V' verdict, 'F' fill, 'E' event of an
                     instrument, 'M' margin call, 'X' exchange of currencies, 'A' interest and borrow fees; another: a later
                     version's */
    int64_t order; /* id */
    int64_t time;  /* engine time */
    uint8_t side, type, tif;
    uint8_t state; /* 'V': FS_ORDER_* */
    uint16_t rule; /* 'V': number of the check that refused */
    int64_t qty, limit, stop;
    int64_t trail;                                   /* 'T', 'C' */
    int64_t offset, expires, display, one_of, after; /* 'T' */
    uint8_t flags;                                   /* 'T' */
    int64_t filled;                                  /* 'V' */
    int64_t price, fee;                              /* 'F' */
    uint8_t event;                                   /* 'E': FS_IEVENT_* */
    int64_t held_before, held_after, into_qty,
        cash;                 /* 'E': position before and after, what was bought of `into`; has price, fee */
    int64_t equity, margin;   /* 'M' */
    int64_t amount, received; /* 'X'; 'A': interest in `amount`; what either costs is in `fee` */
    char symbol[FS_SYMBOL_MAX + 1]; /* 'O', 'E'; others name their order */
    char into[FS_SYMBOL_MAX + 1];   /* 'E': the other symbol, or ""; 'X': "FROM/TO"; 'A': the currency */
};

/* Reads a record, its letter first. -1 (no error) when it is too short or long for its letter. */
int fs_decision_read(const void *record, size_t length, struct fs_decision *out);

/* Symbols by order: only the records of orders name them. */
struct fs_order_symbols {
    uint32_t *symbols; /* ids of market/symbol.h; order n at n - 1 */
    int64_t count, capacity;
};

/* Notes an order's symbol, or puts the symbol of its order into another decision; "" where the order is unknown. -1 with
 * FS_E_MEMORY. Begin with zeros. */
int fs_order_symbols_note(struct fs_order_symbols *known, struct fs_decision *decision);
void fs_order_symbols_clear(struct fs_order_symbols *known);

#endif
