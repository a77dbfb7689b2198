/* vector_state.h: what vector.c and vector_run.c share; nobody else includes it. */
#ifndef FINSMART_TRADE_VECTOR_STATE_H
#define FINSMART_TRADE_VECTOR_STATE_H

#include "market/series.h"
#include "trade/metrics.h"
#include "trade/trades.h"
#include "trade/vector.h"

/* What a row of a column says. */
#define FS_SAYS_ENTRY       1
#define FS_SAYS_EXIT        2
#define FS_SAYS_SHORT_ENTRY 4
#define FS_SAYS_SHORT_EXIT  8
#define FS_SAYS_SIZE        16

struct fs_vector_prices {
    struct fs_series series;
    int64_t *open, *close; /* mantissas */
};

/* One column of the account in hand. */
struct fs_lane {
    const struct fs_vector_column *column;
    const struct fs_vector_prices *prices;
    const uint8_t *says; /* by row */
    struct fs_holding holding;
    int64_t pending; /* signed quantity of the order that waits; 0: none */
};

struct fs_vector {
    struct fs_vector_options options;
    struct fs_fee_schedule fees;
    int64_t slippage; /* 1e-12 of the price */
    int64_t leverage; /* 1e-8; INT64_MAX: off */
    int64_t lot;
    int plain; /* of the gate's limits only the leverage is on */
    struct fs_gate *gate;
    const int64_t *time;
    int64_t rows, interval;
    struct fs_conventions conventions;
    struct fs_vector_prices *prices;
    int price_count;
    struct fs_lane *lanes;
    int lane_count;
    uint8_t *says;
    int64_t says_size;
    struct fs_trades trades;
    struct fs_vector_account *accounts;
    int account_count, account_capacity, columns;
    struct fs_vector_fill *fills;
    int64_t fill_count, fill_capacity;
    int64_t refused[128];
    char first_refusal[256];
    /* The account in hand. */
    int64_t first_trade;
    fs_i128 cash;
    fs_i128 equity; /* at the closes of the present row */
    int open_positions;
    int waiting; /* lanes with an order that waits */
    double traded;
    int64_t paid; /* fees, mantissa */
    int64_t exposed;
    struct fs_vector_account *account;
    struct fs_curve curve;
    double block[FS_CURVE_BLOCK];
};

/* vector_run.c: runs the lanes of the account in hand over all rows. -1 with an error. */
int fs_vector_walk(struct fs_vector *vector, double *equity);

#endif
