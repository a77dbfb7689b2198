/*
 * gate.h: the checks that every order passes before a broker may see it.
 *
 * The gate runs its numbered checks in order, then the rules added to it; the first that refuses decides. An
 * order that passes is stamped, and the book of waiting orders takes stamped orders only. The same order in
 * the same state gets the same verdict.
 */
#ifndef FINSMART_TRADE_GATE_H
#define FINSMART_TRADE_GATE_H

#include "base/decimal.h"
#include "trade/ledger.h"

#include <finsmart/order.h>
#include <stdint.h>

/* The C checks of the gate; 0 or NaN switches one off. Each has a number and a name (below). */
struct fs_limits {
    double max_order_qty;      /* units */
    double max_order_notional; /* account currency */
    double max_position;       /* units, absolute, pending orders counted */
    double price_collar;       /* limit price at most this fraction away from the last price */
    double
        max_leverage; /* gross exposure over equity after the order; 1 = buying power is equity; default 1 */
    int allow_short;  /* default 1 */
    int account;      /* settled cash and margins are checked too; an engine sets it as its account needs */
};

/* Numbers of the built-in checks, as in fs_order_update.rule and in records. Never renumbered. */
enum fs_check {
    FS_CHECK_WARMUP = 1,        /* "warmup": orders are allowed after the warm-up only */
    FS_CHECK_LOT = 2,           /* "lot": the quantity is a multiple of the symbol's lot */
    FS_CHECK_ORDER_QTY = 3,     /* "max_order_qty" */
    FS_CHECK_NOTIONAL = 4,      /* "max_order_notional" */
    FS_CHECK_COLLAR = 5,        /* "price_collar" */
    FS_CHECK_SHORT = 6,         /* "no_short": a sale beyond the position, pending sales counted */
    FS_CHECK_POSITION = 7,      /* "max_position" */
    FS_CHECK_BUYING = 8,        /* "buying_power": gross exposure over equity times max_leverage */
    FS_CHECK_PRICE = 9,         /* "no_price": the symbol has had no price yet, so nothing can be checked */
    FS_CHECK_POST_ONLY = 10,    /* "post_only": the broker's, when the order arrives and would fill at once */
    FS_CHECK_REDUCE = 11,       /* "reduce_only": there is no position that the order could reduce */
    FS_CHECK_TICK = 12,         /* "tick": limit and stop are multiples of the symbol's tick */
    FS_CHECK_MIN_NOTIONAL = 13, /* "min_notional": the symbol's least value of an order */
    /* The simulated exchange's own (venue.h); the gate passes them, but for the band where it runs over bars. */
    FS_CHECK_BAND = 14,     /* "price_band": a limit price too far from the last trade */
    FS_CHECK_HALTED = 15,   /* "halted": what would have to fill at once while trading is halted */
    FS_CHECK_SELF = 16,     /* "self_trade": it would trade with an own order */
    FS_CHECK_UNIVERSE = 17, /* "universe": opens a position in a symbol that is no member now */
    FS_CHECK_EXPIRED = 18,  /* "instrument_expired": expired, delisted, merged or renamed */
    FS_CHECK_CASH = 19,     /* "cash_account": a purchase above settled cash, or a short sale */
    FS_CHECK_MARGIN = 20, /* "margin": initial margin above equity; of orders that a margin call makes too */
    FS_CHECK_FIRST_RULE = 64 /* added rules are numbered from here, in order of addition */
};

/* Of an order that an account with margins, settlement or several currencies has to judge. Values are 1e-16 of its currency. */
struct fs_gate_money {
    int64_t multiplier;   /* mantissa; 0: one */
    struct fs_rate rate;  /* of the currency of the order's price; denominator 0: the account's */
    const char *currency; /* its name, NULL: the account's */
    int no_rate;          /* 1: its rate is not known yet, 2: it is too old */
    int margins; /* there are margins: `required` must be covered by equity, and max_leverage is part of it */
    int cash_only;    /* a cash account, which has `settled` to spend */
    fs_i128 required; /* initial margin of all positions and waiting orders with this one */
    fs_i128 settled;
};

/* What the gate knows about an order. Mantissas 1e-8; values 1e-16. */
struct fs_gate_order {
    int64_t id;
    int64_t ts; /* engine time */
    const char *symbol;
    const struct fs_order_request *request;
    int64_t price;       /* last price of the symbol; 0 before the first */
    int64_t position;    /* signed */
    int64_t pending_buy; /* quantities of the waiting orders, both positive */
    int64_t pending_sell;
    int64_t lot, tick;
    int64_t min_notional;
    int warm;               /* the warm-up is over */
    fs_i128 equity;         /* of the account */
    fs_i128 other_exposure; /* gross, of all other symbols: positions and waiting orders netted per symbol */
    int outsider;           /* it is no member of the universe now */
    int expired;            /* it is not traded any more */
    int64_t band_low, band_high; /* prices between which it may trade; 0: any */
    const struct fs_gate_money
        *money; /* NULL: a unit is worth its price, and buying power is all that counts */
};

/* A refusal (or, with rule 0, a pass). */
struct fs_verdict {
    uint16_t rule;          /* 0: passed */
    double limit, observed; /* NaN where the check has none */
    char reason[160];       /* for a person */
};

/* A further check: 1 passes, 0 refuses and fills the verdict but for its number, -1 fails with an error (the
 * order is then refused and the error becomes the reason). */
struct fs_gate_rule {
    const char *name; /* static or outliving the gate */
    int (*check)(void *data, const struct fs_gate_order *order, struct fs_verdict *verdict);
    void *data;
};

/* Proof that an order passed; only fs_gate_check() makes one. */
struct fs_stamp {
    int64_t order;
    uint64_t seal;
};

struct fs_gate;

/* NULL with FS_E_INPUT that names the limit that makes no sense. */
struct fs_gate *fs_gate_new(const struct fs_limits *limits);
void fs_gate_free(struct fs_gate *gate);
/* Adds a rule after those there are; returns its number, or -1 when there is no room. */
int fs_gate_add(struct fs_gate *gate, const struct fs_gate_rule *rule);
/* Judges one order. 0 and a stamp when it passes, 1 and the verdict when it is refused. */
int fs_gate_check(struct fs_gate *gate, const struct fs_gate_order *order, struct fs_stamp *stamp,
                  struct fs_verdict *verdict);
/* The stamp of an order that asks nobody: the broker's own, of a margin call. */
void fs_gate_pass(const struct fs_gate *gate, int64_t id, const struct fs_order_request *request,
                  struct fs_stamp *stamp);
/* Is this the gate's stamp for exactly this order? */
int fs_gate_stamped(const struct fs_gate *gate, const struct fs_stamp *stamp, int64_t order,
                    const struct fs_order_request *request);
/* The name of a check or rule by its number; NULL for no such number. */
const char *fs_gate_name(const struct fs_gate *gate, int number);
/* How many checks and rules there are, and the number of each, for listings. */
int fs_gate_count(const struct fs_gate *gate);
int fs_gate_number(const struct fs_gate *gate, int index);

#endif
