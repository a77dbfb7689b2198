/*
 * account.h: on what terms an account is kept, and what became of its money; docs/accounts.md is the guide.
 */
#ifndef FINSMART_TRADE_ACCOUNT_H
#define FINSMART_TRADE_ACCOUNT_H

#include "trade/ledger.h"

#include <stdint.h>

struct fs_series;

#define FS_TERMS_FREE   0 /* gross exposure is at most max_leverage times equity; no other rule */
#define FS_TERMS_CASH   1 /* no borrowed money, no short sales, purchases from settled cash */
#define FS_TERMS_MARGIN 2 /* initial and maintenance margin, and margin calls */

/* All zeros: a free account in one currency, without interest. */
struct fs_account_options {
    const char *currency; /* the account's; NULL: that of the instruments, which then is one. Copied */
    int terms;            /* FS_TERMS_* */
    int settlement_days;  /* of cash accounts: sessions until the money of a sale is settled */
    /* Of margin accounts, shares of the value of positions; 0: as Regulation T and FINRA rule 4210 have them, 0.5, 0.25
     * and 0.3. Futures and perpetuals have their own. */
    double initial, maintenance_long, maintenance_short;
    double minimum; /* of margin accounts: least equity to borrow or to sell short */
    double interest_debit,
        interest_credit; /* a year, simple: of negative cash paid, of positive cash received */
    double borrow_rate;  /* a year, of the value of short positions; an instrument may have its own */
    const struct fs_series *rates; /* bars of exchange rates, of symbols such as EURUSD; borrowed */
    int rate_count;
    double fx_bps;       /* conversions are this much worse than the rate */
    int64_t fx_age;      /* ns: with an older rate nothing is ordered; 0: seven days */
    int keep_currencies; /* 1: balances of other currencies stay until the strategy converts them */
};

/* As of now, in the account's currency. */
struct fs_account_view {
    double cash, equity;
    double settled;     /* cash without the proceeds that are on their way */
    double initial;     /* margin that the positions need to be opened, waiting orders not counted */
    double maintenance; /* margin below which there is a margin call; 0 where the account has none */
    double
        buying_power; /* value of further purchases of what is paid in full, waiting orders counted; infinite where
                            nothing limits them */
};

/* The books of one currency. */
struct fs_balance {
    const char *currency; /* "" where the account's has no name */
    double cash, positions, rate;
    double value; /* of both in the account's currency */
};

/* What became of the account's money, in its currency; income is positive, what was paid negative. */
struct fs_account_summary {
    int used; /* 0: a free account in one currency without margins or interest: nothing below is worth a word */
    const char *currency; /* "" without a name */
    int terms;
    const struct fs_balance *balances;
    int balance_count;
    struct fs_account_view end;
    double most_margin;             /* highest initial margin at any time at which bars closed */
    int64_t margin_calls, forced;   /* and the orders that they made */
    double gains, interest, borrow; /* gains: of prices, realised or not, fees not taken off */
    double conversion;              /* gains of exchange rates */
    double conversion_costs;        /* of fx_bps; part of the fees */
};

#endif
