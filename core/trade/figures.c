#include "trade/figures.h"

#define NAMED(name) [FS_FIGURE_##name] = #name,
#define TAKEN(name) figures[FS_FIGURE_##name] = result->metrics.name;

const char *const fs_figure_names[FS_FIGURES] = {FS_FIGURE_METRICS(NAMED) NAMED(trades) NAMED(orders)
                                                     NAMED(fills) NAMED(rejected)};

void fs_figures(const struct fs_result *result, double figures[FS_FIGURES])
{
    FS_FIGURE_METRICS(TAKEN)
    figures[FS_FIGURE_trades] = (double)result->trade_count;
    figures[FS_FIGURE_orders] = (double)result->orders;
    figures[FS_FIGURE_fills] = (double)result->fills;
    figures[FS_FIGURE_rejected] = (double)result->rejected;
}
