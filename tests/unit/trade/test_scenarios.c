/* Orders of every kind in a running engine: scenarios.txt has the bars, what a strategy asks for after which of them, and every
 * fill and end that follows. */
#include "bars.h"

#include "trade/records.h"

#include <inttypes.h>
#include <stdio.h>

#define LINES 64
#define LINE  300

/* One scenario as it is read. */
struct scenario {
    char name[LINE];
    struct bars *bars;
    struct fs_engine_options options;
    struct {
        int bar;
        char text[LINE];
    } actions[LINES];
    int action_count;
    char expected[LINES][LINE], got[LINES][LINE];
    int expected_count, got_count;
};

static double value_of(const char *text, const char *key, double fallback)
{
    char pattern[32];
    snprintf(pattern, sizeof pattern, " %s=", key);
    const char *at = strstr(text, pattern);
    return at ? atof(at + strlen(pattern)) : fallback;
}

static void word_of(const char *text, const char *key, char word[24])
{
    char pattern[32];
    snprintf(pattern, sizeof pattern, " %s=", key);
    const char *at = strstr(text, pattern);
    *word = 0;
    if (at)
        sscanf(at + strlen(pattern), "%23s", word);
}

static void note(struct scenario *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct scenario *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(s->got[s->got_count++], sizeof *s->got, format, args);
    va_end(args);
}

static int32_t number_of(const char *name, const char *(*text)(int), int first)
{
    for (int i = first; i < 16; i++)
        if (!strcmp(text(i), name))
            return i;
    ck_abort_msg("there is no '%s'", name);
    return -1;
}

static int64_t ask(const struct scenario *s, struct fs_engine *e, const char *text)
{
    char type[24], tif[24];
    word_of(text, "type", type);
    word_of(text, "tif", tif);
    struct fs_order_terms terms = {
        .side = strncmp(text, "buy", 3) ? FS_SELL : FS_BUY,
        .qty = value_of(text, "qty", NAN),
        .limit = value_of(text, "limit", NAN),
        .stop = value_of(text, "stop", NAN),
        .trail = value_of(text, "trail", NAN),
        .offset = value_of(text, "offset", NAN),
        .display = value_of(text, "display", NAN),
        .one_of = (int64_t)value_of(text, "one_of", 0),
        .after = (int64_t)value_of(text, "after", 0),
        .type = *type ? number_of(type, fs_order_type_name, 1) : FS_ORDER_MARKET,
        .tif = *tif ? number_of(tif, fs_order_tif_name, 0) : FS_TIF_GTC,
        .flags = (strstr(text, " post_only") ? FS_ORDER_POST_ONLY : 0) |
                 (strstr(text, " reduce_only") ? FS_ORDER_REDUCE_ONLY : 0) |
                 (strstr(text, " percent") ? FS_ORDER_TRAIL_PERCENT : 0),
    };
    double until = value_of(text, "until", 0); /* the end of that bar, or a part of it */
    if (until > 0)
        terms.expires = s->bars->time[0] + (int64_t)(until * (double)s->bars->series.interval);
    return fs_engine_ask(e, 0, &terms);
}

static void act(struct scenario *s, struct fs_engine *e, const char *text)
{
    int64_t status;
    long long id = 0;
    if (!strncmp(text, "cancel", 6) || !strncmp(text, "change", 6))
        sscanf(text + 6, "%lld", &id);
    if (!strncmp(text, "cancel", 6))
        status = fs_engine_cancel(e, id);
    else if (!strncmp(text, "change", 6))
        status = fs_engine_change_to(e, id, value_of(text, "qty", NAN), value_of(text, "limit", NAN),
                                     value_of(text, "stop", NAN), value_of(text, "trail", NAN));
    else if (!strncmp(text, "target", 6))
        status = fs_engine_target(e, 0, value_of(text, "qty", NAN));
    else if (!strncmp(text, "close", 5))
        status = fs_engine_close(e, 0);
    else
        status = ask(s, e, text);
    if (status >= 0)
        return;
    note(s, "error %s", why());
    fs_error_clear();
}

static void run(struct scenario *s)
{
    struct fs_engine *e = fs_engine_new(&s->options, &s->bars->series, 1);
    ck_assert_msg(e != NULL, "%s: %s", s->name, why());
    const struct fs_engine_view *v = fs_engine_view(e);
    int step, bar = 0;
    while ((step = fs_engine_next(e)) > 0) {
        const struct fs_order_update *u = &v->order;
        const struct fs_fill *f = &v->fill;
        int64_t in = (f->bar_time - s->bars->time[0]) / s->bars->series.interval + 1;
        if (step == FS_STEP_BAR) {
            bar++;
            for (int i = 0; i < s->action_count; i++)
                if (s->actions[i].bar == bar)
                    act(s, e, s->actions[i].text);
        } else if (step == FS_STEP_FILL) {
            note(s, "%" PRId64 " fills %.10g at %.10g in %" PRId64, f->order, (double)f->qty / 1e8,
                 (double)f->price / 1e8, in);
        } else if (step == FS_STEP_ORDER && u->state != FS_ORDER_ACCEPTED && u->state != FS_ORDER_FILLED &&
                   u->state != FS_ORDER_PARTIAL) {
            note(s, "%" PRId64 " %s%s%s", u->order, fs_order_state_name(u->state), u->reason ? ": " : "",
                 u->reason ? u->reason : "");
        }
    }
    ck_assert_msg(step == FS_STEP_END, "%s: %s", s->name, why());
    struct fs_position position;
    fs_engine_position(e, 0, &position);
    note(s, "position %.10g pending %.10g", (double)position.qty / 1e8, (double)position.pending / 1e8);
    const struct fs_result *r = fs_engine_finish(e);
    ck_assert_msg(r != NULL, "%s: %s", s->name, why());
    fs_engine_free(e);
}

static void check(struct scenario *s)
{
    run(s);
    for (int i = 0; i < s->got_count || i < s->expected_count; i++) {
        const char *got = i < s->got_count ? s->got[i] : "nothing",
                   *expected = i < s->expected_count ? s->expected[i] : "nothing";
        /* a line that is expected without a reason stands for any */
        size_t length = strlen(expected);
        if (strncmp(got, expected, length) || (got[length] && got[length] != ':'))
            ck_abort_msg("%s: event %d: %s; expected %s", s->name, i + 1, got, expected);
    }
    free(s->bars);
}

static void begin(struct scenario *s, const char *name)
{
    memset(s, 0, sizeof *s);
    snprintf(s->name, sizeof s->name, "%s", name);
    s->bars = bars_new("A", FS_NS_PER_HOUR);
    s->bars->series.lot = FS_SCALE;
    fs_engine_defaults(&s->options);
    s->options.cash = 1000000 * FS_SCALE;
}

static void take_options(struct scenario *s, const char *line)
{
    char shape[24], path[24];
    word_of(line, "shape", shape);
    word_of(line, "path", path);
    struct fs_engine_options *o = &s->options;
    o->volume_share = value_of(line, "volume_share", o->volume_share);
    o->impact = value_of(line, "impact", o->impact);
    o->impact_shape = !strcmp(shape, "linear")   ? FS_IMPACT_LINEAR
                      : !strcmp(shape, "square") ? FS_IMPACT_SQUARE
                                                 : FS_IMPACT_ROOT;
    o->price_path = !strcmp(path, "worst") ? FS_PATH_WORST : FS_PATH_OHLC;
    double bars = (double)s->bars->series.interval;
    o->order_latency = (int64_t)(value_of(line, "order_latency", 0) * bars);
    o->change_latency = (int64_t)(value_of(line, "change_latency", 0) * bars);
    o->cancel_latency = (int64_t)(value_of(line, "cancel_latency", 0) * bars);
    o->cash = (int64_t)value_of(line, "cash", 1000000) * FS_SCALE;
    o->fees.per_trade = value_of(line, "fee", 0);
    s->bars->series.tick = (int64_t)llround(value_of(line, "tick", 0) * 1e8);
    s->bars->series.min_notional = (int64_t)llround(value_of(line, "min_notional", 0) * 1e8);
    s->bars->series.lot = (int64_t)llround(value_of(line, "lot", 1) * 1e8);
    if (strstr(line, " no_short"))
        o->limits.allow_short = 0;
    if (strstr(line, " daily"))
        s->bars->series.interval = FS_NS_PER_DAY;
}

static void take_line(struct scenario *s, char *line)
{
    double o, h, l, c;
    int bar, at = 0;
    line[strcspn(line, "\n")] = 0;
    if (sscanf(line, "bar %lf %lf %lf %lf", &o, &h, &l, &c) == 4) {
        bars_add(s->bars, o, h, l, c);
        s->bars->volume[s->bars->series.count - 1] = value_of(line, "volume", 1000);
    } else if (!strncmp(line, "option ", 7)) {
        take_options(s, line);
    } else if (sscanf(line, "%d: %n", &bar, &at) == 1 && at) {
        s->actions[s->action_count].bar = bar;
        snprintf(s->actions[s->action_count++].text, sizeof s->actions->text, "%s", line + at);
    } else if (!strncmp(line, "= ", 2)) {
        snprintf(s->expected[s->expected_count++], sizeof *s->expected, "%s", line + 2);
    } else {
        ck_abort_msg("%s: what is '%s'?", s->name, line);
    }
    ck_assert_int_lt(s->action_count, LINES);
    ck_assert_int_lt(s->expected_count, LINES);
}

START_TEST(orders_do_what_the_scenarios_say)
{
    FILE *in = fopen(TEST_DATA_DIR "/unit/trade/scenarios.txt", "r");
    ck_assert_ptr_nonnull(in);
    static struct scenario s;
    char line[LINE];
    int scenarios = 0;
    while (fgets(line, sizeof line, in)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (strncmp(line, "case ", 5)) {
            take_line(&s, line);
            continue;
        }
        if (scenarios++)
            check(&s);
        line[strcspn(line, "\n")] = 0;
        begin(&s, line + 5);
    }
    check(&s);
    fclose(in);
    ck_assert_int_ge(scenarios, 40);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenarios");
    TCase *tc = tcase_create("scenarios");
    tcase_add_test(tc, orders_do_what_the_scenarios_say);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
