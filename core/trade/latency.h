/*
 * latency.h: how long a message takes, between a strategy and an exchange or from the exchange's feed.
 *
 * A model is a constant, a distribution, or a file of measured times:
 *   5ms                    always that
 *   uniform:1ms:5ms        between the two
 *   normal:5ms:1ms         mean and standard deviation; what is below 0 is 0
 *   lognormal:5ms:0.5      median, and standard deviation of the logarithm
 *   exponential:1ms[:4ms]  mean, above a floor
 *   file:latency.csv       CSV or Arrow with columns time, order and report (ns, or texts such as 5ms): of an order that is sent at
 *                          a time and of what comes back; between two rows on the line from one to the other, before the
 *                          first and after the last row as there
 *   recorded               the feed only: the data's own times of receipt
 *
 * Random numbers are counter-based: the n-th message of a kind has the same latency in every run with the same seed.
 */
#ifndef FINSMART_TRADE_LATENCY_H
#define FINSMART_TRADE_LATENCY_H

#include <stdint.h>

enum fs_latency_kind {
    FS_LATENCY_CONSTANT,
    FS_LATENCY_UNIFORM,
    FS_LATENCY_NORMAL,
    FS_LATENCY_LOGNORMAL,
    FS_LATENCY_EXPONENTIAL,
    FS_LATENCY_FILE,
    FS_LATENCY_RECORDED
};

/* Whose latency it is. */
enum fs_latency_of {
    FS_LATENCY_ORDER,
    FS_LATENCY_CHANGE,
    FS_LATENCY_CANCEL,
    FS_LATENCY_REPORT,
    FS_LATENCY_FEED,
    FS_LATENCY_COUNT
};

/* A model as written; all zero is none at all. */
struct fs_latency {
    int kind;         /* enum fs_latency_kind */
    double a, b;      /* ns (of the log-normal one b has no unit), as in the list above */
    const char *path; /* of a file: points into the text that was parsed */
};

/* Reads a model; `text` is borrowed as long as the model is used. -1 with FS_E_INPUT that says what is wrong. */
int fs_latency_parse(const char *text, struct fs_latency *latency);

/* A model at work. */
struct fs_latency_source;

/* `of`: which column of a file counts, and whose random numbers. NULL with an error: that of the file, or FS_E_INPUT for
 * `recorded` where it is not of the feed. */
struct fs_latency_source *fs_latency_open(const struct fs_latency *latency, int of, uint64_t seed);
void fs_latency_close(struct fs_latency_source *source);
/* How long the next message takes, sent at `time` (ns); from 0 to a day. */
int64_t fs_latency_next(struct fs_latency_source *source, int64_t time);
/* The same where it is always one number; 0 for what is not constant, then *ns is not touched. */
int fs_latency_constant(const struct fs_latency *latency, int64_t *ns);

#endif
