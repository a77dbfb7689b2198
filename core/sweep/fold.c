#include "sweep/fold.h"

#include "base/error.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int fs_timeline_make(const struct fs_series *series, int count, struct fs_timeline *timeline)
{
    int64_t total = 0, used = 0;
    for (int i = 0; i < count; i++)
        total += series[i].count;
    int64_t *time = malloc(((size_t)total + 1) * sizeof *time);
    if (!time)
        return fs_error_nomem();
    total = 0;
    for (int i = 0; i < count; i++) {
        memcpy(time + total, series[i].time, (size_t)series[i].count * sizeof *time);
        total += series[i].count;
    }
    if (count > 1)
        qsort(time, (size_t)total, sizeof *time, ascending);
    for (int64_t i = 0; i < total; i++)
        if (!used || time[i] != time[used - 1])
            time[used++] = time[i];
    *timeline = (struct fs_timeline){time, used};
    return 0;
}

static int bad(const char *option, const char *text, const char *what, const char *expected)
{
    fs_error_set(FS_E_USAGE, "option '--%s' is '%s': %s", option, text, what);
    return fs_error_hint("expected %s", expected);
}

static const char walk_form[] =
    "train=500,test=100, with anchored or purge=N behind it; lengths in bars, or as 2y, 6m, 8w, 30d";
static const char cpcv_form[] = "groups=6,test=2, with purge=N and embargo=N (bars) behind it";

static int whole(const char *text, int64_t most, int64_t *out)
{
    char *end;
    if (*text < '0' || *text > '9')
        return -1;
    *out = strtoll(text, &end, 10);
    return *end || *out > most ? -1 : 0;
}

static int parse_span(const char *text, struct fs_span *span)
{
    char *end;
    if (*text < '0' || *text > '9')
        return -1;
    span->amount = strtoll(text, &end, 10);
    span->unit = *end ? *end : 'b';
    if (*end && (end[1] || !strchr("ymwd", *end)))
        return -1;
    return span->amount < 1 || span->amount > INT64_C(1000000000000) || (*end && span->amount > 100000) ? -1
                                                                                                        : 0;
}

/* Cuts a copy of the option at its commas; `take` gets each part. */
static int each_part(const char *text, int (*take)(void *data, const char *name, const char *value),
                     void *data)
{
    char *copy = strdup(text), *rest = copy;
    if (!copy)
        return fs_error_nomem();
    int status = 0;
    for (char *part; status == 0 && (part = strsep(&rest, ","));) {
        char *equals = strchr(part, '=');
        if (equals)
            *equals++ = '\0';
        status = take(data, part, equals);
    }
    free(copy);
    return status;
}

struct walk_reading {
    const char *text;
    struct fs_walk_forward *walk;
};

static int take_walk(void *data, const char *name, const char *value)
{
    struct walk_reading *r = data;
    if (!strcmp(name, "anchored") && !value)
        r->walk->anchored = 1;
    else if (!strcmp(name, "embargo"))
        return bad("walk-forward", r->text,
                   "nothing is trained on what follows a test, so that there is nothing to embargo",
                   walk_form);
    else if (!strcmp(name, "train") && value && parse_span(value, &r->walk->train) == 0)
        return 0;
    else if (!strcmp(name, "test") && value && parse_span(value, &r->walk->test) == 0)
        return 0;
    else if (strcmp(name, "purge") || !value || whole(value, 1000000, &r->walk->purge))
        return bad("walk-forward", r->text, "a part of it is not understood", walk_form);
    return 0;
}

int fs_walk_forward_parse(const char *text, struct fs_walk_forward *walk)
{
    *walk = (struct fs_walk_forward){0};
    struct walk_reading reading = {text, walk};
    if (each_part(text, take_walk, &reading))
        return -1;
    if (!walk->train.amount || !walk->test.amount)
        return bad("walk-forward", text, "train and test must both be there", walk_form);
    return 0;
}

/* The instant `times` spans after `start`, which is a midnight; the ends of all time where it is none. */
static int64_t instant(int64_t start, const struct fs_span *span, int64_t times)
{
    int64_t day = fs_time_utc_day(start), amount = span->amount * times;
    if (span->unit == 'd' || span->unit == 'w') {
        day += amount * (span->unit == 'w' ? 7 : 1);
    } else {
        struct fs_civil civil;
        fs_time_date(day, &civil);
        int64_t months = civil.year * INT64_C(12) + civil.month - 1 + amount * (span->unit == 'y' ? 12 : 1);
        if (months < 1678 * 12 || months >= 2262 * 12)
            return months < 1678 * 12 ? INT64_MIN : INT64_MAX;
        int year = (int)(months / 12), month = (int)(months % 12) + 1, last = civil.day;
        while (!fs_time_date_valid(year, month, last))
            last--;
        day = fs_time_day(year, month, last);
    }
    if (day > INT64_MAX / FS_NS_PER_DAY || day < INT64_MIN / FS_NS_PER_DAY)
        return day > 0 ? INT64_MAX : INT64_MIN;
    return day * FS_NS_PER_DAY;
}

static int64_t index_of(const struct fs_timeline *timeline, int64_t time)
{
    int64_t low = 0, high = timeline->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (timeline->time[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the span that follows `from` ends; `anchor` is the instant of `from` for durations, and moves on. */
static int64_t after(const struct fs_timeline *timeline, int64_t from, int64_t *anchor,
                     const struct fs_span *span)
{
    if (span->unit == 'b') {
        int64_t end = from + span->amount < timeline->count ? from + span->amount : timeline->count;
        *anchor = end < timeline->count ? timeline->time[end] : INT64_MAX;
        return end;
    }
    if (*anchor == INT64_MAX)
        return timeline->count;
    *anchor = instant(fs_time_utc_day(*anchor) * FS_NS_PER_DAY, span, 1);
    return index_of(timeline, *anchor);
}

/* Where the span that ends before `to` begins. */
static int64_t before(const struct fs_timeline *timeline, int64_t to, int64_t anchor,
                      const struct fs_span *span)
{
    if (span->unit == 'b')
        return to > span->amount ? to - span->amount : 0;
    return index_of(timeline, instant(fs_time_utc_day(anchor) * FS_NS_PER_DAY, span, -1));
}

int fs_walk_forward_folds(const struct fs_walk_forward *walk, const struct fs_timeline *timeline,
                          struct fs_fold **folds, int *count)
{
    int64_t anchor = timeline->count ? timeline->time[0] : 0, capacity = 16;
    int64_t at = after(timeline, 0, &anchor, &walk->train);
    *count = 0;
    if (!(*folds = malloc((size_t)capacity * sizeof **folds)))
        return fs_error_nomem();
    while (at < timeline->count) {
        if (*count == capacity) {
            struct fs_fold *more = realloc(*folds, (size_t)(capacity *= 2) * sizeof *more);
            if (!more)
                return fs_error_nomem();
            *folds = more;
        }
        struct fs_fold fold = {.train_to = at - walk->purge, .test_from = at};
        fold.train_from = walk->anchored ? 0 : before(timeline, at, anchor, &walk->train);
        fold.test_to = at = after(timeline, at, &anchor, &walk->test);
        if (fold.train_to - fold.train_from < 2)
            return fs_error_set(FS_E_USAGE, "--walk-forward: a training window has fewer than two bars%s",
                                walk->purge ? " after the purge" : "");
        if (fold.test_to > fold.test_from)
            (*folds)[(*count)++] = fold;
    }
    if (*count)
        return 0;
    fs_error_set(FS_E_USAGE,
                 "--walk-forward: the first training window takes all %" PRId64
                 " bars; nothing is left to test",
                 timeline->count);
    return fs_error_hint("expected %s", walk_form);
}

struct cpcv_reading {
    const char *text;
    struct fs_cpcv *cpcv;
};

static int take_cpcv(void *data, const char *name, const char *value)
{
    struct cpcv_reading *r = data;
    int64_t number = 0;
    if (!value || whole(value, 1000000, &number))
        return bad("cpcv", r->text, "a part of it is not understood", cpcv_form);
    if (!strcmp(name, "groups"))
        r->cpcv->groups = (int)number;
    else if (!strcmp(name, "test"))
        r->cpcv->test = (int)number;
    else if (!strcmp(name, "purge"))
        r->cpcv->purge = number;
    else if (!strcmp(name, "embargo"))
        r->cpcv->embargo = number;
    else
        return bad("cpcv", r->text, "a part of it is not understood", cpcv_form);
    return 0;
}

int fs_cpcv_parse(const char *text, struct fs_cpcv *cpcv)
{
    *cpcv = (struct fs_cpcv){0};
    struct cpcv_reading reading = {text, cpcv};
    if (each_part(text, take_cpcv, &reading))
        return -1;
    if (cpcv->groups < 2 || cpcv->groups > 16)
        return bad("cpcv", text, "groups must be 2 to 16", cpcv_form);
    if (cpcv->test < 1 || cpcv->test >= cpcv->groups)
        return bad("cpcv", text, "test must be at least 1 and leave a group to train on", cpcv_form);
    return 0;
}
