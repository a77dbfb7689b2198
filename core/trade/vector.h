/*
 * vector.h: columns of signals or orders, run through the engine's rules of fees, slippage, lots and accounts without a strategy
 * between the bars: what a strategy that sends the same market orders comes to, to the bit.
 *
 * A column is one symbol's signals (or order sizes) by row; many columns may have the same prices. Each call of fs_vector_run()
 * runs one account: of one column, or of several that share its cash. Rows are bars. What row i says is decided at the close of
 * bar i with what the account is worth then, and fills at the open of bar i + 1 (or at the column's own price there);
 * with `same_row` it fills in row i itself, at the close or at the column's own price.
 *
 * Signals keep a position: an entry where there is none yet (or one of the other side, which it turns round) orders the size, an
 * exit closes what is there. Entry and exit of one side, or entries of both sides, in one row cancel each other. Orders are sent
 * in the order of the columns, as from a strategy's on_time; of orders that fill at one time those that reduce a position come
 * first.
 *
 * One thread uses a vector; several vectors may run at the same time.
 *
 * Memory is that of the prices, of a byte for each row of the account in hand, and of what is kept.
 */
#ifndef FINSMART_TRADE_VECTOR_H
#define FINSMART_TRADE_VECTOR_H

#include "trade/fees.h"
#include "trade/gate.h"
#include "trade/result.h"

#include <stdint.h>

/* What the number in `size` is. With signals only the first three are allowed: how much an entry buys (or sells short). */
enum fs_vector_size {
    FS_SIZE_UNITS,         /* bought, or sold where negative; a multiple of the lot, or the gate refuses */
    FS_SIZE_VALUE,         /* of money, at the row's close, toward zero to the lot */
    FS_SIZE_PERCENT,       /* of the account's equity, 1 is all of it */
    FS_SIZE_TARGET,        /* the position that is wanted, in units, toward zero to the lot */
    FS_SIZE_TARGET_VALUE,  /* in money */
    FS_SIZE_TARGET_PERCENT /* of equity */
};

#define FS_VECTOR_KEEP_FILLS  1u
#define FS_VECTOR_KEEP_TRADES 2u

struct fs_vector_options {
    int64_t cash; /* of each account, mantissa */
    struct fs_fees fees;
    double slippage_bps; /* never beyond the bar's high or low */
    struct fs_limits limits;
    int64_t lot;   /* mantissa; 0: one unit */
    int size_type; /* enum fs_vector_size */
    int same_row;
    double risk_free, periods_per_year; /* 0: derived from the times */
    unsigned keep;                      /* FS_VECTOR_KEEP_* */
};

/* One column. Arrays have a value for each row and are borrowed during the run; in signals everything but 0 and NaN is true. */
struct fs_vector_column {
    int prices;                    /* what fs_vector_prices() returned */
    const double *entries, *exits; /* NULL: none */
    const double *short_entries, *short_exits;
    const double
        *size; /* without entries: the orders, NaN is none; with entries: by row; NULL: `size_value` */
    double size_value;
    const double *price; /* where its orders fill instead; NULL: at the open (same_row: at the close) */
};

struct fs_vector_account {
    int first, columns; /* its columns, numbered over all runs */
    struct fs_metrics metrics;
    struct fs_conventions conventions;
    int64_t orders, fills, rejected, cut, trades, open_trades;
};

struct fs_vector_fill {
    int64_t row, qty, price, fee; /* mantissas */
    int32_t column;
    uint8_t side; /* FS_BUY, FS_SELL */
    uint8_t reserved[3];
};

struct fs_vector;

void fs_vector_defaults(struct fs_vector_options *options);
/* `time`: starts of the bars, ascending, borrowed until fs_vector_free(). `interval`: length of a bar, ns. NULL with an error. */
struct fs_vector *fs_vector_new(const struct fs_vector_options *options, const int64_t *time, int64_t rows,
                                int64_t interval);
/* Prices for columns; `name` is for messages. high and low NULL: those of open and close. Arrays are borrowed until
 * fs_vector_free(). Returns their number, or -1 with an error that names row, time and field. */
int fs_vector_prices(struct fs_vector *vector, const char *name, const double *open, const double *high,
                     const double *low, const double *close);
/* Runs one account. `equity`: gets its equity at each row, or NULL. -1 with an error that names the column and the row (both
 * from 1). */
int fs_vector_run(struct fs_vector *vector, const struct fs_vector_column *columns, int count,
                  double *equity);
/* What was run so far; valid until the next run. */
const struct fs_vector_account *fs_vector_accounts(const struct fs_vector *vector, int *count);
const struct fs_vector_fill *fs_vector_fills(const struct fs_vector *vector, int64_t *count);
/* `slot` is the column; trades of accounts one after the other, closed ones of each before open ones. */
const struct fs_trade_record *fs_vector_trades(const struct fs_vector *vector, int64_t *count);
/* How often a check of the gate refused, by its number (gate.h); the first refusal in words, "" without any. */
int64_t fs_vector_refused(const struct fs_vector *vector, int check);
const char *fs_vector_first_refusal(const struct fs_vector *vector);
void fs_vector_free(struct fs_vector *vector);

#endif
