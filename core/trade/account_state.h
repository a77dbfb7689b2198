/*
 * account_state.h: an account that is watched, and what the files that watch it offer each other and the engine: terms.c,
 * account.c, rates.h, margin.c, calls.c, accrual.c, balances.c. Part of state.h.
 */
#ifndef FINSMART_TRADE_ACCOUNT_STATE_H
#define FINSMART_TRADE_ACCOUNT_STATE_H

#include "trade/book.h"
#include "trade/engine.h"
#include "trade/exposure.h"
#include "trade/rates.h"

/* What a unit of a slot is worth, and what holding it needs. */
struct unit {
    int currency;        /* of the ledger */
    uint8_t margined;    /* its gains are settled in cash, what it is worth is not paid */
    uint8_t margin_rate; /* initial and maintenance margin are shares of the value, not an amount a unit */
    int64_t multiplier, initial, maintenance;
    int64_t borrow; /* a year, 1e-8 */
};

/* What positions need, 1e-16 of the account's currency and FS_MARGIN_MOST, more than anybody has, at most. */
#define FS_MARGIN_MOST (FS_I128_MAX / 16)
enum need {
    NEED_PAID,      /* of what is paid in full, to open it */
    NEED_PAID_KEPT, /* and to keep it */
    NEED_FUTURES,   /* the same of futures and perpetuals */
    NEED_FUTURES_KEPT,
    NEED_LONGS, /* value of what is paid in full and held long */
    NEED_BUYS,  /* value of the purchases that wait */
    NEED_COUNT
};
struct fs_need {
    fs_i128 of[NEED_COUNT];
    int shorts; /* how many are paid in full and sold short */
};

/* What the slots need, kept up to date as exposure.h has it. */
struct needs {
    struct fs_need *slots[2]; /* positions; what the waiting orders would make of them */
    struct fs_gross of[2][NEED_COUNT];
    int shorts[2];
};

/* Proceeds that a cash account waits for. */
struct unsettled {
    int64_t day; /* UTC day on which they are settled */
    int currency;
    fs_i128 amount;
};

/* What accounts with currencies, margins, settlement or interest need. A run without any has `on` 0 and is not held up. */
struct account {
    uint8_t on;          /* time and fills are to be watched */
    uint8_t checks;      /* account.c and margin.c say what can be paid, not exposure alone */
    uint8_t margins;     /* there are margins: the gate's check of them takes the place of buying power */
    uint8_t accrues;     /* interest or borrow fees are charged */
    int currencies;      /* of the ledger; 1: only the account's */
    struct needs *needs; /* NULL: `checks` is off */
    struct unit *units;  /* by slot */
    struct fs_gate_money judging;         /* of the order that is before the gate */
    const struct call *call;              /* while a margin call makes its orders; else NULL */
    const char *codes[FS_CURRENCIES_MAX]; /* codes[0] NULL: without a name */
    int64_t since[FS_CURRENCIES_MAX];     /* the time of the rate */
    struct fs_rates *rates;               /* NULL: one currency */
    int64_t initial, maintenance_long, maintenance_short, debit, credit; /* 1e-8 */
    int64_t minimum;                                                     /* mantissa */
    int64_t spread;                                                      /* of conversions, 1e-12 */
    int64_t day; /* UTC day to which interest is charged; INT64_MIN: the run has not begun */
    struct unsettled *unsettled;
    int unsettled_count, unsettled_capacity;
    fs_i128 on_its_way[FS_CURRENCIES_MAX]; /* sums of the unsettled */
    fs_i128 conversion_costs;
    double most_margin;
    int64_t margin_calls, forced;
};

/* terms.c: currencies and units. */
int fs_account_prepare(struct fs_engine *e);
void fs_account_free(struct fs_engine *e);
/* The ledger's currency of a code; -1: the run has none such. */
int fs_account_currency(const struct fs_engine *e, const char *code);
/* account.c: quantity * price * multiplier, 1e-16, in the instrument's currency or in the account's. -1 with an error. */
int fs_account_value(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value);
int fs_account_worth(const struct fs_engine *e, int slot, int64_t qty, int64_t price, fs_i128 *value);
/* The fee of a fill, in the instrument's currency. */
int fs_account_fee(const struct fs_engine *e, const struct fs_fee_schedule *fees, int slot, int64_t qty,
                   int64_t price, int first, int64_t *fee);
/* Carries the position at `price` from now on. */
int fs_account_mark(struct fs_engine *e, int slot, int64_t price);
/* Posts what `qty` (signed) at `price` do to the money of a watched account (`on`), its position marked first. */
int fs_account_book(struct fs_engine *e, int slot, int64_t qty, int64_t price, int64_t fee);
/* Brings the view up to date with the ledger. */
void fs_account_posted(struct fs_engine *e);
/* Time has gone on: exchange rates, and at the first event of a day interest and what has settled. */
int fs_account_clock(struct fs_engine *e);
/* An amount as a mantissa of 1e-8, for journals: rounded, the largest there is where it does not fit. */
int64_t fs_account_money(fs_i128 amount);
/* Exchanges currencies at the present rates, less the cost. */
int fs_account_exchange(struct fs_engine *e, int from, int to, fs_i128 amount, fs_i128 *received);
/* The cash of another currency becomes the account's own, or is bought with it, unless balances are kept. */
int fs_account_sweep(struct fs_engine *e, int currency);
/* What the exchange of something worth `value` costs, 1e-16 of the account's currency. */
fs_i128 fs_account_spread(const struct fs_engine *e, fs_i128 value);
/* How old a rate may be, ns. */
int64_t fs_account_age(const struct fs_engine *e);
/* balances.c: the summary of a run that ends. -1 when out of memory. */
int fs_account_summarise(struct fs_engine *e);

/* accrual.c: interest and borrow fees for so many days. */
int fs_accrual_charge(struct fs_engine *e, int64_t days);
/* A sale of the slot has brought `amount` of a currency, which is on its way. */
int fs_accrual_sold(struct fs_engine *e, int slot, int currency, fs_i128 amount);
/* What is on its way and has come by `day`. */
void fs_accrual_settle(struct fs_engine *e, int64_t day);

/* margin.c. */
/* Adds what `qty` of a slot need at a price. */
void fs_margin_add(const struct fs_engine *e, struct fs_need *need, int slot, int64_t qty, int64_t price);
fs_i128 fs_margin_to_open(const struct fs_engine *e, const struct fs_need *need);
fs_i128 fs_margin_to_keep(const struct fs_need *need);
/* Of all slots but one (-1: of all); with `pending` the waiting orders too. */
void fs_margin_needs(struct fs_engine *e, int except, int pending, struct fs_need *need);
/* The slot's position, waiting orders, price or rate have changed: its part in the sums. */
void fs_margin_set(struct fs_engine *e, int slot);
/* The price that a slot's units are valued at: its mark, else the last; 0: there was none. */
int64_t fs_margin_price(const struct fs_engine *e, int slot);
/* The money that a cash account may spend on what is paid in a currency; -1: on anything. */
fs_i128 fs_margin_settled(const struct fs_engine *e, int currency);
/* What the gate must know of an order, of which `counted` units are among the waiting purchases already. */
void fs_margin_judge(struct fs_engine *e, int slot, int64_t counted, struct fs_gate_order *order);
/* How much of an order the account can pay or margin. */
int64_t fs_margin_payable(struct fs_engine *e, const struct fs_waiting *order, int64_t qty, int64_t price);
/* calls.c: positions have been valued: is there a margin call? -1 with an error. */
int fs_calls_watch(struct fs_engine *e);
/* Stamps the order of the margin call that goes on (account.call), which asks no gate, and says why. */
void fs_calls_pass(struct fs_engine *e, int64_t id, const struct fs_order_request *request,
                   struct fs_stamp *stamp, struct fs_verdict *verdict);

#endif
