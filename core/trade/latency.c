#include "trade/latency.h"

#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "compute/stats/random.h"
#include "frame/arrow.h"
#include "frame/csv.h"
#include "frame/frame.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Longer than this is no latency but a mistake. */
#define MOST ((double)FS_NS_PER_DAY)

struct fs_latency_source {
    struct fs_latency model;
    struct fs_random random;
    int64_t rows; /* of a file */
    int64_t *time, *ns;
    int64_t at; /* the row whose time was last at or below a message's */
};

/* What stands behind the name of a model. */
enum parameter { NONE, DURATION, NUMBER, MAY_DURATION };

static const struct model {
    const char *name;
    int kind;
    enum parameter a, b;
    const char *form;
} models[] = {
    {"uniform", FS_LATENCY_UNIFORM, DURATION, DURATION, "uniform:LEAST:MOST"},
    {"normal", FS_LATENCY_NORMAL, DURATION, DURATION, "normal:MEAN:DEVIATION"},
    {"lognormal", FS_LATENCY_LOGNORMAL, DURATION, NUMBER, "lognormal:MEDIAN:SIGMA"},
    {"exponential", FS_LATENCY_EXPONENTIAL, DURATION, MAY_DURATION,
     "exponential:MEAN or exponential:MEAN:FLOOR"},
    {"recorded", FS_LATENCY_RECORDED, NONE, NONE, "recorded"},
};

static int bad(const char *text, const char *form)
{
    return fs_error_set(FS_E_INPUT, "latency '%s': expected %s, with durations such as 5ms or 250us", text,
                        form);
}

static int read_duration(const char *text, size_t length, double *out)
{
    int64_t ns;
    if (length == 1 && *text == '0') {
        *out = 0.0;
        return 0;
    }
    if (fs_duration_parse(text, length, &ns) || ns < 0 || (double)ns > MOST) {
        fs_error_clear();
        return -1;
    }
    *out = (double)ns;
    return 0;
}

/* One parameter, from *text up to the next colon, which is stepped over. */
static int read_parameter(const char **text, enum parameter kind, double *out)
{
    size_t length = strcspn(*text, ":");
    const char *end = *text + length;
    if (!length)
        return kind == MAY_DURATION && !*end ? 0 : -1;
    if (kind == NUMBER) {
        char *stop;
        *out = strtod(*text, &stop);
        if (stop != end || !(*out >= 0.0) || *out > 10.0)
            return -1;
    } else if (read_duration(*text, length, out)) {
        return -1;
    }
    *text = *end ? end + 1 : end;
    return 0;
}

int fs_latency_parse(const char *text, struct fs_latency *l)
{
    *l = (struct fs_latency){0};
    if (!strncmp(text, "file:", 5)) {
        l->kind = FS_LATENCY_FILE;
        l->path = text + 5;
        return *l->path ? 0 : bad(text, "file:FILE.csv or file:FILE.arrow");
    }
    size_t name = strcspn(text, ":");
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        const struct model *m = &models[i];
        const char *rest = text + name + (text[name] == ':');
        if (strlen(m->name) != name || strncmp(m->name, text, name) != 0)
            continue;
        l->kind = m->kind;
        if ((m->a && read_parameter(&rest, m->a, &l->a)) || (m->b && read_parameter(&rest, m->b, &l->b)) ||
            *rest || (m->kind == FS_LATENCY_UNIFORM && l->b < l->a))
            return bad(text, m->form);
        return 0;
    }
    if (read_duration(text, strlen(text), &l->a) == 0)
        return 0;
    return bad(text, "a duration, uniform:, normal:, lognormal:, exponential: or file:");
}

int fs_latency_constant(const struct fs_latency *latency, int64_t *ns)
{
    if (latency->kind != FS_LATENCY_CONSTANT)
        return 0;
    *ns = (int64_t)latency->a;
    return 1;
}

static int bad_row(const char *path, int64_t row, const char *column, const char *what)
{
    return fs_error_set(FS_E_INPUT, "%s: row %" PRId64 ": field '%s': %s", path, row + 1, column, what);
}

/* A time or a latency in a row, in ns. Texts are read, numbers are ns. */
static int value_at(const char *path, const struct fs_column *c, int64_t row, int is_time, int64_t *out)
{
    if (fs_column_is_null(c, row))
        return bad_row(path, row, c->name, "it is missing");
    double value;
    switch (c->type) {
    case FS_TIME:
    case FS_I64:
        *out = ((const int64_t *)c->data)[row];
        break;
    case FS_I32:
        *out = ((const int32_t *)c->data)[row];
        break;
    case FS_F64:
        value = ((const double *)c->data)[row];
        if (!(fabs(value) < 9.2e18))
            return bad_row(path, row, c->name, "expected nanoseconds");
        *out = (int64_t)value;
        break;
    case FS_STRING: {
        size_t length;
        const char *text = fs_dict_get(c->dict, ((const int32_t *)c->data)[row], &length);
        if (is_time ? fs_time_parse(text, length, NULL, out) : fs_duration_parse(text, length, out))
            return fs_error_wrap(FS_E_INPUT, "%s: row %" PRId64 ": field '%s': expected %s", path, row + 1,
                                 c->name, is_time ? "a time" : "nanoseconds or a duration such as 5ms");
        break;
    }
    default:
        return bad_row(path, row, c->name, "expected nanoseconds");
    }
    if (!is_time && (*out < 0 || (double)*out > MOST))
        return bad_row(path, row, c->name, "expected a latency from 0 to a day");
    return 0;
}

static int take_rows(struct fs_latency_source *s, const struct fs_frame *frame, const char *column)
{
    const char *path = s->model.path;
    const struct fs_column *time = fs_frame_find(frame, "time"), *value = fs_frame_find(frame, column);
    s->rows = fs_frame_rows(frame);
    if (!time || !value || !s->rows)
        return fs_error_set(FS_E_INPUT, "%s: %s; expected columns time, order and report with rows", path,
                            !time    ? "there is no column 'time'"
                            : !value ? "a column is missing"
                                     : "there are no rows");
    s->time = malloc((size_t)s->rows * sizeof *s->time);
    s->ns = malloc((size_t)s->rows * sizeof *s->ns);
    if (!s->time || !s->ns)
        return fs_error_nomem();
    for (int64_t i = 0; i < s->rows; i++) {
        if (value_at(path, time, i, 1, &s->time[i]) || value_at(path, value, i, 0, &s->ns[i]))
            return -1;
        if (i && s->time[i] <= s->time[i - 1])
            return bad_row(path, i, "time", "times do not ascend");
    }
    return 0;
}

static int read_file(struct fs_latency_source *s, int of)
{
    const char *path = s->model.path, *dot = strrchr(path, '.');
    int arrow = dot && (!strcmp(dot, ".arrow") || !strcmp(dot, ".feather"));
    struct fs_frame *frame = arrow ? fs_arrow_read_file(path, NULL) : fs_csv_read_file(path, NULL);
    if (!frame)
        return -1;
    const char *column = of == FS_LATENCY_REPORT ? "report" : of == FS_LATENCY_FEED ? "feed" : "order";
    int status = take_rows(s, frame, column);
    fs_frame_unref(frame);
    return status;
}

struct fs_latency_source *fs_latency_open(const struct fs_latency *latency, int of, uint64_t seed)
{
    if (latency->kind == FS_LATENCY_RECORDED && of != FS_LATENCY_FEED) {
        fs_error_set(FS_E_INPUT,
                     "latency 'recorded' is the feed's: of orders and reports data have no times");
        return NULL;
    }
    struct fs_latency_source *s = calloc(1, sizeof *s);
    if (!s) {
        fs_error_nomem();
        return NULL;
    }
    s->model = *latency;
    fs_random_init(&s->random, seed, (uint64_t)of);
    if (latency->kind == FS_LATENCY_FILE && read_file(s, of)) {
        fs_latency_close(s);
        return NULL;
    }
    return s;
}

void fs_latency_close(struct fs_latency_source *s)
{
    if (!s)
        return;
    free(s->time);
    free(s->ns);
    free(s);
}

/* On the line between the rows before and after a time. Times rise from message to message, so that the search goes on where it
 * was. */
static double interpolated(struct fs_latency_source *s, int64_t time)
{
    if (s->time[s->at] > time)
        s->at = 0;
    while (s->at + 1 < s->rows && s->time[s->at + 1] <= time)
        s->at++;
    int64_t i = s->at;
    if (time <= s->time[i] || i + 1 == s->rows)
        return (double)s->ns[i];
    double share = (double)((fs_i128)time - s->time[i]) / (double)((fs_i128)s->time[i + 1] - s->time[i]);
    return (double)s->ns[i] + share * ((double)s->ns[i + 1] - (double)s->ns[i]);
}

int64_t fs_latency_next(struct fs_latency_source *s, int64_t time)
{
    double a = s->model.a, b = s->model.b, ns = a;
    switch (s->model.kind) {
    case FS_LATENCY_CONSTANT:
        return (int64_t)a;
    case FS_LATENCY_UNIFORM:
        ns = a + fs_random_unit(&s->random) * (b - a);
        break;
    case FS_LATENCY_NORMAL:
        ns = a + fs_random_normal(&s->random) * b;
        break;
    case FS_LATENCY_LOGNORMAL:
        ns = a * exp(fs_random_normal(&s->random) * b);
        break;
    case FS_LATENCY_EXPONENTIAL:
        ns = b + fs_random_exponential(&s->random) * a;
        break;
    case FS_LATENCY_FILE:
        ns = interpolated(s, time);
        break;
    default:
        return 0;
    }
    return ns < 0.0 ? 0 : ns > MOST ? (int64_t)MOST : (int64_t)ns;
}
