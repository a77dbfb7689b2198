/*
 * metrics.h: figures for operators, in Prometheus's text format (version 0.0.4).
 *
 * A metric is declared once, with its help text, and then counts; nothing is looked up by name while serving. Use it from
 * one thread.
 */
#ifndef FINSMART_SERVER_METRICS_H
#define FINSMART_SERVER_METRICS_H

#include <stdint.h>
#include <stdio.h>

struct fs_metrics;
struct fs_counter;   /* never falls */
struct fs_gauge;     /* goes up and down */
struct fs_histogram; /* how many observations lie at or below each bound */

/* NULL with an error. */
struct fs_metrics *fs_metrics_new(void);
void fs_metrics_free(struct fs_metrics *metrics);

/* `labels` is "" or `name="value",...`, its values without quotes and line ends; metrics of one name are declared one after
 * the other. Names follow Prometheus's rules: finsmart_..., units spelled out, counters end in _total. NULL with an error. */
struct fs_counter *fs_metrics_counter(struct fs_metrics *metrics, const char *name, const char *labels,
                                      const char *help);
struct fs_gauge *fs_metrics_gauge(struct fs_metrics *metrics, const char *name, const char *labels,
                                  const char *help);
/* `bounds`: `count` of them, ascending; the last bucket, +Inf, comes by itself. */
struct fs_histogram *fs_metrics_histogram(struct fs_metrics *metrics, const char *name, const char *labels,
                                          const char *help, const double *bounds, int count);

void fs_counter_add(struct fs_counter *counter, double amount);
void fs_gauge_set(struct fs_gauge *gauge, double value);
void fs_histogram_observe(struct fs_histogram *histogram, double value);

/* Bounds from 100 us to 10 s, for requests: seconds. */
extern const double fs_latency_bounds[];
extern const int fs_latency_bound_count;

/* Writes all. */
void fs_metrics_write(const struct fs_metrics *metrics, FILE *out);

#endif
