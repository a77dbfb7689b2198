/*
 * quality.h: what looks wrong in bars that are in a dataset.
 *
 * Rules, each on one symbol's rows in time order:
 *   order     a time that does not rise
 *   crossed   a high below the low, an open or close outside low to high
 *   gap       with a calendar: sessions without a row (daily bars), or a pause inside a session longer than 1.5 intervals
 *             (shorter bars); without one: a pause longer than 5 intervals (daily and longer) or 4 days (shorter)
 *   calendar  daily bars: a row on a day without a session
 *   split     the close changed by nearly p:q (2 % off at most; 2:1, 3:1, 3:2, ... 50:1 and their inverses), the open
 *             gapped alike, the change is an outlier, and an adjusted close, if there is one, did not jump
 *   outlier   |log return - median| / (1.4826 MAD) at or above the limit, and no split
 *   volume    a run of rows without volume; one finding where no row has any
 *   stale     as many equal closes in a row as the limit, or more
 *
 * Of trades, quotes and books (fs_quality_ticks):
 *   crossed   quotes whose bid is above the ask; of a book, messages after which it is so
 *   clock     times of receipt that fall, or lie before the time at the exchange
 *   sequence  numbers that are missing or fall
 *   duplicate rows with a trade_id or a number that are equal to one of the 16 before them of the same time
 *   locked    as crossed, where bid and ask are equal
 *   book      changes that a book could not take (market/apply.h), by what was wrong with them
 */
#ifndef FINSMART_STORE_QUALITY_H
#define FINSMART_STORE_QUALITY_H

#include "frame/frame.h"

#include <stdint.h>

struct fs_calendar;

enum fs_quality_rule {
    FS_QUALITY_ORDER,
    FS_QUALITY_CROSSED,
    FS_QUALITY_GAP,
    FS_QUALITY_CALENDAR,
    FS_QUALITY_SPLIT,
    FS_QUALITY_OUTLIER,
    FS_QUALITY_VOLUME,
    FS_QUALITY_STALE,
    FS_QUALITY_CLOCK,
    FS_QUALITY_SEQUENCE,
    FS_QUALITY_DUPLICATE,
    FS_QUALITY_LOCKED,
    FS_QUALITY_BOOK,
    FS_QUALITY_COUNT
};

/* Does a rule look at ticks, or else at bars? (crossed: at both) */
int fs_quality_rule_of_ticks(int rule);
int fs_quality_rule_of_bars(int rule);

const char *fs_quality_rule_name(int rule);

struct fs_finding {
    int rule; /* enum fs_quality_rule */
    const char *symbol;
    int64_t time;     /* of the row, or of the first of a run */
    int64_t rows;     /* how many rows (or missing sessions) it is about */
    const char *text; /* for a person; valid during the call */
};

struct fs_quality_options {
    const struct fs_calendar *calendar; /* NULL: none */
    int64_t interval;                   /* median distance of rows */
    double outlier;                     /* robust z-score; 0: 12 */
    int64_t stale;                      /* rows; 0: 10 */
    void (*found)(void *context, const struct fs_finding *finding);
    void *context;
};

/* Checks the bars of one symbol (needs time, open, high, low, close). -1 with an error when it cannot. */
int fs_quality_bars(const struct fs_frame *frame, const char *symbol,
                    const struct fs_quality_options *options);

struct fs_history;
/* Checks one symbol of a dataset of trades, quotes or book, reading it part by part. -1 with an error when it cannot, which
 * includes rows that are not what every import makes sure of. */
int fs_quality_ticks(const struct fs_history *history, const char *symbol,
                     const struct fs_quality_options *options);

#endif
