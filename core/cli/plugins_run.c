/* finsmart plugins run: a source at work, its events and frames as text, and every breach of its contract. */
#include "base/cancel.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/event_text.h"
#include "cli/plugins.h"
#include "cli/plugins_frames.h"
#include "frame/arrow.h"
#include "frame/json.h"
#include "plugin/load.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum format { TEXT, CSV, NDJSON, JSON };

static void print_events(enum format format, const struct fs_event *events, int count, int64_t before)
{
    for (int i = 0; i < count; i++) {
        if (format == TEXT) {
            fs_event_print(stdout, &events[i]);
        } else if (format == CSV) {
            fs_event_print_csv(stdout, &events[i]);
        } else {
            fputs(format == JSON ? before || i ? ",\n    " : "\n    " : "", stdout);
            fs_event_print_json(stdout, &events[i]);
            fputs(format == NDJSON ? "\n" : "", stdout);
        }
    }
}

/* Prints events until the end, the time, the number or Ctrl-C. 0; -1 with an error when the source failed. *cut is 1
 * where the time was up before the source was at its end. */
static int print_feed(struct fs_feed *feed, enum format format, int64_t wait, int64_t max, int64_t *printed,
                      int *cut, struct fs_run_frames *frames)
{
    enum { BATCH = 1024 };
    struct fs_event *events = malloc(BATCH * sizeof *events);
    if (!events)
        return fs_error_nomem();
    int64_t until = fs_time_monotonic() + wait;
    int status = 0;
    while (*printed < max && !fs_cancel_requested() && !ferror(stdout)) {
        int64_t left = until - fs_time_monotonic();
        if (format == CSV && *printed && frames->form == FS_RUN_CSV && fs_feed_has_frames(feed)) {
            fs_error_set(FS_E_UNSUPPORTED,
                         "the source sends bars and frames, which csv can't show in one table");
            status = fs_error_hint("keep the frames' rows with --out FILE.arrow, or use --format ndjson");
            break;
        }
        if (fs_run_frames_take(frames, feed) < 0) {
            status = -1;
            break;
        }
        if (left <= 0) {
            int more = fs_feed_next(feed, events, 1, 0);
            *cut = more >= 0;
            status = more < 0 && fs_error_last() ? -1 : 0;
            break;
        }
        int room = max - *printed < BATCH ? (int)(max - *printed) : BATCH;
        int count = fs_feed_next(feed, events, room, left < 100000000 ? left : 100000000);
        if (count < 0) {
            status = fs_error_last() ? -1 : 0;
            break;
        }
        if (count && !*printed && format == CSV)
            fs_event_print_csv_head(stdout);
        print_events(format, events, count, *printed);
        *printed += count;
        if (count == 0)
            fflush(stdout);
    }
    free(events);
    return status;
}

static json_t *metrics_json(struct fs_feed *feed)
{
    json_t *out = json_object();
    struct fs_feed_metric metric;
    for (int i = 0; fs_feed_metric(feed, i, &metric) == 0; i++)
        json_object_set_new(out, metric.name, json_real(metric.value));
    return out;
}

/* The rows of frames as a member of the document. */
static void print_table(struct fs_run_frames *frames)
{
    struct fs_frame *all = fs_run_frames_join(frames);
    fputs("  \"table\": ", stdout);
    if (!all || fs_json_write(all, stdout, FS_JSON_ARRAY))
        fputs("null", stdout);
    fputs(",\n", stdout);
    fs_frame_unref(all);
}

/* Writes what was kept. 0, or -1 with an error. */
static int save(struct fs_run_frames *frames, const char *path)
{
    struct fs_frame *all = fs_run_frames_join(frames);
    int status = -1;
    if (all)
        status = fs_arrow_write_file(all, path, NULL);
    else if (!frames->count)
        fs_error_set(FS_E_NOT_FOUND, "the source sent no frames: %s is not written", path);
    if (status == 0)
        fprintf(stderr, "%" PRId64 " rows in %s\n", fs_frame_rows(all), path);
    fs_frame_unref(all);
    return status;
}

/* What the run showed, after the events. `cut` is the time limit that ended it, or NULL. Returns 1 when the plugin broke its contract or failed. */
static int conclude(struct fs_feed *feed, enum format format, int64_t printed, double seconds,
                    const char *cut, struct fs_run_frames *frames)
{
    uint64_t breaches = fs_feed_breaches(feed);
    const struct fs_error *error = fs_error_last();
    json_t *list = json_array(), *metrics = metrics_json(feed);
    for (int i = 0; fs_feed_breach(feed, i); i++)
        json_array_append_new(list, json_string(fs_feed_breach(feed, i)));
    if (format == JSON) {
        json_t *failure = error ? json_string(error->message) : json_null();
        char *names[] = {json_dumps(list, JSON_COMPACT), json_dumps(metrics, JSON_COMPACT),
                         json_dumps(failure, JSON_ENCODE_ANY)};
        printf("%s],\n", printed ? "\n  " : "");
        if (frames->form == FS_RUN_KEEP && frames->rows)
            print_table(frames);
        printf(
            "  \"count\": %" PRId64 ",\n  \"rows\": %" PRId64
            ",\n  \"seconds\": %.6f,\n  \"stopped_by_time\": %s,\n  "
            "\"metrics\": %s,\n  \"breach_count\": %" PRIu64 ",\n  \"breaches\": %s,\n  \"error\": %s\n}\n",
            printed, frames->rows, seconds, cut ? "true" : "false", names[1], breaches, names[0], names[2]);
        for (int i = 0; i < 3; i++)
            free(names[i]);
        json_decref(failure);
    } else {
        fprintf(stderr, "%" PRId64 " event%s", printed, printed == 1 ? "" : "s");
        if (frames->rows)
            fprintf(stderr, " and %" PRId64 " row%s", frames->rows, frames->rows == 1 ? "" : "s");
        fprintf(stderr, " in %.3f s", seconds);
        struct fs_feed_metric metric;
        for (int i = 0; fs_feed_metric(feed, i, &metric) == 0; i++)
            fprintf(stderr, ", %s %.12g", metric.name, metric.value);
        fprintf(stderr, "\n");
    }
    if (cut)
        fprintf(stderr,
                "stopped after %s: the source was not at its end, and more may follow; --for DURATION "
                "sets how long it runs\n",
                cut);
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) fprintf(stderr, "breach of contract: %s\n", json_string_value(one));
    if (breaches > json_array_size(list))
        fprintf(stderr, "and %" PRIu64 " more\n", breaches - json_array_size(list));
    json_decref(list);
    json_decref(metrics);
    return breaches != 0;
}

static enum format format_of(const struct fs_args *args)
{
    const char *name = fs_args_text(args, "format");
    return fs_args_flag(args, "json") ? JSON
           : !strcmp(name, "csv")     ? CSV
           : !strcmp(name, "ndjson")  ? NDJSON
                                      : TEXT;
}

static int run_source(const struct fs_args *args, const struct fs_plugin_file *plugin, int64_t wait)
{
    int count = fs_args_list_count(args, "set");
    const char **pairs = calloc((size_t)count + 1, sizeof *pairs);
    if (!pairs)
        return fs_error_nomem();
    for (int i = 0; i < count; i++)
        pairs[i] = fs_args_list(args, "set", i);
    enum format format = format_of(args);
    int64_t max = fs_args_given(args, "events") ? fs_args_int(args, "events") : INT64_MAX;
    int64_t begun = fs_time_monotonic(), printed = 0;
    struct fs_feed *feed = fs_feed_open(plugin, pairs, count);
    free(pairs);
    if (!feed)
        return -1;
    if (format == JSON)
        printf("{\n  \"plugin\": \"%s\",\n  \"events\": [", plugin->descriptor->name);
    const char *out = fs_args_given(args, "out") ? fs_args_text(args, "out") : NULL;
    struct fs_run_frames frames = {.form = out || format == JSON ? FS_RUN_KEEP
                                           : format == NDJSON    ? FS_RUN_NDJSON
                                                                 : FS_RUN_CSV};
    int cut = 0;
    int status = print_feed(feed, format, wait, max, &printed, &cut, &frames);
    if (format == CSV && !printed && (out || !frames.rows))
        fs_event_print_csv_head(stdout);
    if (status == 0 && out)
        status = save(&frames, out);
    struct fs_error *error = status ? fs_error_take() : NULL;
    if (fs_feed_stop(feed) && !error)
        error = fs_error_take();
    if (error)
        fs_error_restore(error);
    else
        fs_error_clear();
    int broken = conclude(feed, format, printed, (double)(fs_time_monotonic() - begun) / 1e9,
                          cut ? fs_args_text(args, "for") : NULL, &frames);
    fs_run_frames_clear(&frames);
    error = fs_error_take();
    fs_feed_close(feed);
    if (error)
        return fs_error_restore(error);
    return broken;
}

int fs_plugins_run(const struct fs_args *args)
{
    if (fs_args_count(args) != 2)
        return fs_error_set(FS_E_USAGE,
                            "usage: finsmart plugins run NAME|FILE.so [--set name=value]... [--for 10s]");
    const char *text = fs_args_text(args, "for");
    int64_t wait;
    if (fs_duration_parse(text, strlen(text), &wait))
        return fs_error_set(FS_E_USAGE,
                            "option '--for' is '%s'; expected a duration such as 500ms, 10s or 2m", text);
    const struct fs_plugin_file *plugin = fs_plugin_open(fs_args_operand(args, 1));
    return plugin ? run_source(args, plugin, wait) : -1;
}
