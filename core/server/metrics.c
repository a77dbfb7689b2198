#include "server/metrics.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum type { COUNTER, GAUGE, HISTOGRAM };

struct metric {
    enum type type;
    const char *name, *help; /* literals of the caller's */
    char *labels;
    double value, sum; /* sum: of a histogram's observations */
    const double *bounds;
    int bound_count;
    uint64_t *buckets; /* bound_count + 1, each alone */
    struct metric *next;
};

struct fs_metrics {
    struct metric *first, **end;
};

/* The three are one struct behind names that tell them apart. */
struct fs_counter {
    struct metric m;
};
struct fs_gauge {
    struct metric m;
};
struct fs_histogram {
    struct metric m;
};

const double fs_latency_bounds[] = {1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025,
                                    0.05, 0.1,    0.25, 0.5,  1.0,    2.5,  5.0,  10.0};
const int fs_latency_bound_count = sizeof fs_latency_bounds / sizeof *fs_latency_bounds;

struct fs_metrics *fs_metrics_new(void)
{
    struct fs_metrics *all = calloc(1, sizeof *all);
    if (all)
        all->end = &all->first;
    else
        fs_error_nomem();
    return all;
}

void fs_metrics_free(struct fs_metrics *all)
{
    for (struct metric *m = all ? all->first : NULL, *next; m; m = next) {
        next = m->next;
        free(m->labels);
        free(m->buckets);
        free(m);
    }
    free(all);
}

static struct metric *declare(struct fs_metrics *all, enum type type, const char *name, const char *labels,
                              const char *help, int buckets)
{
    struct metric *m = calloc(1, sizeof *m);
    if (!m || !(m->labels = strdup(labels)) ||
        (buckets && !(m->buckets = calloc((size_t)buckets, sizeof *m->buckets)))) {
        if (m)
            free(m->labels);
        free(m);
        fs_error_nomem();
        return NULL;
    }
    m->type = type;
    m->name = name;
    m->help = help;
    *all->end = m;
    all->end = &m->next;
    return m;
}

struct fs_counter *fs_metrics_counter(struct fs_metrics *all, const char *name, const char *labels,
                                      const char *help)
{
    return (struct fs_counter *)declare(all, COUNTER, name, labels, help, 0);
}

struct fs_gauge *fs_metrics_gauge(struct fs_metrics *all, const char *name, const char *labels,
                                  const char *help)
{
    return (struct fs_gauge *)declare(all, GAUGE, name, labels, help, 0);
}

struct fs_histogram *fs_metrics_histogram(struct fs_metrics *all, const char *name, const char *labels,
                                          const char *help, const double *bounds, int count)
{
    struct metric *m = declare(all, HISTOGRAM, name, labels, help, count + 1);
    if (m) {
        m->bounds = bounds;
        m->bound_count = count;
    }
    return (struct fs_histogram *)m;
}

void fs_counter_add(struct fs_counter *counter, double amount)
{
    counter->m.value += amount;
}

void fs_gauge_set(struct fs_gauge *gauge, double value)
{
    gauge->m.value = value;
}

void fs_histogram_observe(struct fs_histogram *histogram, double value)
{
    struct metric *m = &histogram->m;
    int i = 0;
    while (i < m->bound_count && value > m->bounds[i])
        i++;
    m->buckets[i]++;
    m->value++;
    m->sum += value;
}

static void put_sample(FILE *out, const struct metric *m, const char *suffix, const char *more, double value)
{
    int has = *m->labels || *more;
    fprintf(out, "%s%s%s%s%s%s%s %.17g\n", m->name, suffix, has ? "{" : "", m->labels,
            *m->labels && *more ? "," : "", more, has ? "}" : "", value);
}

static void put_histogram(FILE *out, const struct metric *m)
{
    uint64_t below = 0;
    char bound[48];
    for (int i = 0; i <= m->bound_count; i++) {
        below += m->buckets[i];
        if (i < m->bound_count)
            snprintf(bound, sizeof bound, "le=\"%g\"", m->bounds[i]);
        else
            snprintf(bound, sizeof bound, "le=\"+Inf\"");
        put_sample(out, m, "_bucket", bound, (double)below);
    }
    put_sample(out, m, "_sum", "", m->sum);
    put_sample(out, m, "_count", "", m->value);
}

void fs_metrics_write(const struct fs_metrics *all, FILE *out)
{
    static const char *const types[] = {"counter", "gauge", "histogram"};
    const char *last = "";
    for (const struct metric *m = all->first; m; m = m->next) {
        if (strcmp(last, m->name) != 0)
            fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name, types[m->type]);
        last = m->name;
        if (m->type == HISTOGRAM)
            put_histogram(out, m);
        else
            put_sample(out, m, "", "", m->value);
    }
}
