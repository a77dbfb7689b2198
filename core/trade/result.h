/*
 * result.h: what a run came to.
 *
 * Conventions, which the result states again in `conventions`: returns are simple returns of equity from one
 * equity point (each time at which a bar closed) to the next, r = e/e' - 1, n of them; m is the number of
 * such periods a year; rf the risk-free rate a year, rf/m a period; standard deviations divide by n - 1. A
 * figure that cannot be computed (no trade, no variance, fewer than two points) is NaN.
 */
#ifndef FINSMART_TRADE_RESULT_H
#define FINSMART_TRADE_RESULT_H

#include "trade/account.h"
#include "trade/trades.h"

#include <stdint.h>

struct fs_metrics {
    double total_return; /* last equity / starting cash - 1 */
    double cagr;         /* (1 + total_return)^(m/n) - 1; -1 when equity ended at or below 0 */
    double volatility;   /* standard deviation of r, times sqrt(m) */
    double sharpe;       /* mean(r - rf/m) / standard deviation of r, times sqrt(m) */
    double sortino; /* mean(r - rf/m) / sqrt(sum(min(r - rf/m, 0)^2) / n), times sqrt(m): n counts all periods
                     */
    double calmar;  /* cagr / -max_drawdown */
    double max_drawdown; /* least value of e / (highest e so far, starting cash included) - 1; at most 0 */
    double max_drawdown_days; /* longest time from a peak until equity is back at it, or until the end, in
                                 days of 24 hours */
    double win_rate;          /* closed trades with pnl above 0 / all closed trades */
    double profit_factor; /* sum of pnl of winning trades / -sum of losing ones; closed trades, after fees;
                             infinite without a losing one */
    double exposure;      /* fraction of equity points at which any position is open */
    double turnover;      /* (value bought + value sold) / 2 / mean equity, a year (n/m years) */
    double fees;          /* account currency, paid */
    /* Further figures for people. */
    double final_equity;
    double mean_trade, best_trade, worst_trade; /* pnl of closed trades, account currency */
    double mean_return;                         /* of r, a period */
    double skewness, kurtosis; /* of r: m3/m2^1.5 and m4/m2^2 - 3 with moments divided by n */
    /* With a benchmark, else NaN: its simple total return over the run, and the regression of r - rf/m on its
     * b - rf/m. */
    double benchmark_return;
    double beta, alpha; /* alpha a year: m times the regression's constant */
};

struct fs_conventions {
    double periods_per_year;     /* m */
    const char *periods_basis;   /* in words: where m comes from */
    double risk_free;            /* a year, simple */
    int ddof;                    /* 1 */
    int64_t periods;             /* n */
    const char *annual_left_out; /* why figures a year are NaN (fs_result_annual()); NULL: they are not */
};

/* A named series that the strategy recorded. */
struct fs_recorded {
    const char *name;
    int64_t count;
    const int64_t *time; /* engine time */
    const double *value;
};

/* An event of an instrument (market/instrument_event.h) that met a position. */
struct fs_event_record {
    int64_t time;          /* engine time at which it took effect */
    int32_t slot, into;    /* into: the slot of the other symbol; -1: none */
    int32_t type;          /* FS_IEVENT_* */
    int64_t before, after; /* position, signed mantissas */
    int64_t into_qty;      /* what was bought (sold: negative) of `into` */
    int64_t price;         /* at which units were closed or valued; 0: none were */
    int64_t cash;          /* received (paid: negative), fees not taken off; mantissa, rounded */
    int64_t fee;
};

/* How often one check of the gate refused. */
struct fs_refusals {
    const char *rule;
    int64_t count;
};

/* What a run over ticks heard. */
struct fs_feed_figures {
    int64_t events;               /* of all kinds, at the exchange */
    int64_t trades, quotes, book; /* of each */
    int64_t refused;              /* that the books did not take */
    int64_t gaps;                 /* places at which sequence numbers are missing */
    int64_t backward;             /* with a time before that of the one before; taken as of that time */
    int64_t late;                 /* given out later than their time of receipt */
    const char *last_price;       /* what positions are valued at, in words */
    int64_t equity_interval;      /* ns between equity points */
    int64_t marks;                /* of `mark`: as many as equity points where those are kept, else 0 */
    const double *const *mark;    /* by slot: the price at each equity point, NaN before the first */
};

struct fs_result {
    int complete; /* 0: the run was stopped before its end */
    struct fs_metrics metrics;
    struct fs_conventions conventions;
    const struct fs_trade_record *trades; /* closed ones in the order of their exits, then open ones */
    int64_t trade_count, open_trades;
    int64_t equity_count;       /* points kept */
    const int64_t *equity_time; /* start of the bar at whose end the equity is (the latest to start, where
                                   several bars ended; engine time where that would not ascend) */
    const double *equity_value;
    const double *benchmark_value; /* the benchmark's close at the equity times, NaN before its first; NULL:
                                      none */
    const struct fs_recorded *recorded;
    int recorded_count;
    int64_t bars, orders, fills, rejected, cut, cancelled, expired;
    const struct fs_refusals *refusals; /* one for each check of the gate, also those that never refused */
    int refusal_count;
    const char *first_refusal;     /* in words, "" without any */
    int64_t events;                /* bars, order updates and fills */
    int64_t first_time, last_time; /* starts of the first and last bar seen; FS_TIME_NONE without any */
    char journal_hash[65];
    const struct fs_feed_figures *feed;      /* NULL: it ran over bars */
    const struct fs_event_record *event_log; /* in the order in which they took effect */
    int64_t event_count;
    double dividends, funding; /* received less paid, account currency */
    struct fs_account_summary account;
};

#endif
