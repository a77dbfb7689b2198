/*
 * tick_data.h: datasets of trades, quotes and books as what an engine over ticks runs over.
 */
#ifndef FINSMART_CLI_TICK_DATA_H
#define FINSMART_CLI_TICK_DATA_H

#include "cli/backtest_data.h"
#include "cli/cli.h"
#include "store/history_ticks.h"
#include "trade/engine_ticks.h"

struct fs_tick_data {
    struct fs_tick_symbol *symbols; /* as many as the series */
    int trades, quotes, book;       /* is there a dataset of that kind for any of the symbols? */
    int orders;                     /* any book is kept order by order */
    int sums;                       /* any market tells sums of price levels only, or quotes */
    int no_trades;                  /* any of the latter has no trades */
    int received;                   /* any has times of receipt */
    int64_t from, to;               /* as asked for */
    struct fs_history_tick *list;   /* the sources in the order of the feed */
    int list_count;
    struct fs_history **histories;
    int history_count;
};

/* The names in --data, each of which may be several with commas between them; free() the one block. NULL with an error. */
char **fs_tick_datasets(const struct fs_args *args, int *count);
/* Are they of ticks? 1, 0 for one of bars, -1 with an error, also where kinds are mixed. */
int fs_tick_datasets_are(const char *home, const char *const *names, int count);
/* What is asked for of them. NULL with an error. Freed by fs_backtest_data_free(). */
struct fs_backtest_data *fs_tick_data_load(const struct fs_backtest_request *request,
                                           const char *const *names, int count);
void fs_tick_data_free(struct fs_backtest_data *data);
/* After a run: the series become the prices that positions were valued at, at the equity points, where those were kept. */
void fs_tick_data_prices(struct fs_backtest_data *data, const struct fs_engine *engine,
                         const struct fs_result *result);
/* For struct fs_tick_options: `data` is a struct fs_tick_data. */
struct fs_ticks *fs_tick_data_open(void *data, int order);

#endif
