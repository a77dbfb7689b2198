/* A source of frames: interest rates, column by column, `frames` times `rows` rows; `misuse` breaks a rule. */
#include <finsmart/plugin.h>

#include <string.h>

#define DAY INT64_C(86400000000000)

struct state {
    const struct fs_host *host;
    struct fs_context *ctx;
    int64_t frames, rows, made;
    const char *misuse;
};

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    if (!FS_HOST_HAS(host, frames))
        return host->error(ctx, FS_FAIL_UNSUPPORTED, "the program has no frames");
    struct state *s = host->alloc(ctx, sizeof *s);
    if (!s)
        return -1;
    s->host = host;
    s->ctx = ctx;
    s->frames = host->setting_int(ctx, "frames");
    s->rows = host->setting_int(ctx, "rows");
    s->misuse = host->setting_text(ctx, "misuse");
    *state = s;
    return 0;
}

static int32_t fill(struct state *s, struct fs_table_frame *frame)
{
    const struct fs_frame_table *frames = s->host->frames;
    int64_t *time = frames->data(frame, 0), *number = frames->data(frame, 3);
    double *rate = frames->data(frame, 2);
    int32_t *days = frames->data(frame, 4);
    uint8_t *fixed = frames->data(frame, 5);
    if (!time || !number || !rate || !days || !fixed)
        return -1;
    for (int64_t i = 0; i < s->rows; i++) {
        int64_t n = s->made * s->rows + i;
        uint64_t row = (uint64_t)i;
        time[i] = n * DAY;
        rate[i] = 1.0 + (double)n / 4.0;
        number[i] = n;
        days[i] = (int32_t)n % 7;
        fixed[i] = n % 2 == 0;
        if (n % 3 != 2 && frames->set_text(frame, 1, row, n % 3 ? "ESTR, overnight" : "SOFR"))
            return -1;
        if (n == 1 && (frames->set_missing(frame, 2, row) || frames->set_missing(frame, 3, row)))
            return -1;
        if (n == 0 && strcmp(frames->text(frame, 1, 0), "SOFR"))
            return s->host->error(s->ctx, FS_FAIL_INPUT, "a text was not kept");
    }
    if (!strcmp(s->misuse, "bool"))
        fixed[1] = 2;
    if (!strcmp(s->misuse, "range"))
        return frames->set_missing(frame, 9, 0);
    if (!strcmp(s->misuse, "text_data"))
        return frames->data(frame, 1) ? 0 : -1;
    return 0;
}

static int32_t poll(void *state)
{
    struct state *s = state;
    struct fs_frame_column columns[] = {{"time", FS_COLUMN_TIME, 0}, {"name", FS_COLUMN_TEXT, 0},
                                        {"rate", FS_COLUMN_F64, 0},  {"number", FS_COLUMN_I64, 0},
                                        {"days", FS_COLUMN_I32, 0},  {"fixed", FS_COLUMN_BOOL, 0}};
    if (s->made == s->frames)
        return FS_POLL_END;
    if (s->made && !strcmp(s->misuse, "columns"))
        columns[4].name = "weeks";
    if (!strcmp(s->misuse, "twice"))
        columns[4].name = "rate";
    if (!strcmp(s->misuse, "type"))
        columns[4].type = 99;
    struct fs_table_frame *frame = s->host->frames->create(s->ctx, columns, 6, (uint64_t)s->rows);
    if (!frame)
        return -1;
    if (fill(s, frame)) {
        s->host->frames->drop(frame);
        return -1;
    }
    s->made++;
    if (!strcmp(s->misuse, "leak"))
        return FS_POLL_END;
    return s->host->frames->publish(frame) ? -1 : FS_POLL_MORE;
}

static void stop(void *state)
{
    struct state *s = state;
    s->host->free(s->ctx, s);
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = start, .stop = stop, .poll = poll};

static const struct fs_setting settings[] = {
    {.name = "frames", .doc = "How many.", .fallback = "2", .type = FS_SETTING_INT, .min = 1, .max = 1e6},
    {.name = "rows", .doc = "Of each.", .fallback = "3", .type = FS_SETTING_INT, .min = 2, .max = 1e6},
    {.name = "misuse", .doc = "The rule to break.", .fallback = "", .type = FS_SETTING_TEXT},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "tables",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Interest rates in columns.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .source = &source,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
