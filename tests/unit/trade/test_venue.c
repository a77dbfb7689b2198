/* The simulated exchange by scenarios: venue_scenarios.txt has what the market and the strategy do and every report that follows. */
#include "venues.h"

#include "trade/records.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define LINES 80
#define LINE  300

struct scenario {
    char name[LINE];
    struct fs_venue *venue;
    struct fs_venue_options options;
    int flags;    /* of the next events */
    uint64_t seq; /* of the next event; 0: none */
    char expected[LINES][LINE], got[LINES][LINE];
    int expected_count, got_count;
};

static int total;

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
    ck_assert_msg(s->got_count < LINES, "%s: too many reports", s->name);
    vsnprintf(s->got[s->got_count++], sizeof *s->got, format, args);
    va_end(args);
}

static int number_of(const char *name, const char *(*text)(int), int first)
{
    for (int i = first; i < 16; i++)
        if (!strcmp(text(i), name))
            return i;
    ck_abort_msg("there is no '%s'", name);
    return -1;
}

static void begin(struct scenario *s, const char *line)
{
    char feed[24], queue[24];
    word_of(line, "feed", feed);
    word_of(line, "queue", queue);
    *s = (struct scenario){0};
    snprintf(s->name, sizeof s->name, "%s", line);
    s->options.feed = !strcmp(feed, "quotes")   ? FS_VENUE_QUOTES
                      : !strcmp(feed, "orders") ? FS_VENUE_ORDERS
                                                : FS_VENUE_LEVELS;
    s->options.queue = !strcmp(queue, "power") ? FS_QUEUE_POWER
                       : !strcmp(queue, "log") ? FS_QUEUE_LOG
                                               : FS_QUEUE_RISK_AVERSE;
    s->options.queue_power = value_of(line, "n", 1);
    s->options.band = mantissa(value_of(line, "band", 0));
    s->options.tick = mantissa(value_of(line, "tick", 0));
    s->venue = fs_venue_new(&s->options);
    ck_assert_ptr_nonnull(s->venue);
}

static void reports(struct scenario *s)
{
    const struct fs_venue_report *r;
    int64_t count = fs_venue_reports(s->venue, &r);
    for (int64_t i = 0; i < count; i++, r++) {
        char text[LINE];
        if (r->state == FS_ORDER_PARTIAL || r->state == FS_ORDER_FILLED)
            snprintf(text, sizeof text, "%s %.10g at %.10g%s",
                     r->state == FS_ORDER_FILLED ? "fills" : "fills part", (double)r->qty / 1e8,
                     (double)r->price / 1e8, r->maker ? " maker" : "");
        else if (r->state == FS_ORDER_MODIFIED)
            snprintf(text, sizeof text, "modified to %.10g", (double)r->qty / 1e8);
        else
            snprintf(text, sizeof text, "%s", fs_order_state_name(r->state));
        if (r->rule)
            snprintf(text + strlen(text), sizeof text - strlen(text), " by %d", r->rule);
        note(s, "%" PRId64 " %" PRId64 " %s%s%s", r->time, r->order, text, r->reason ? ": " : "",
             r->reason ? r->reason : "");
    }
    fs_venue_taken(s->venue);
}

static void feed(struct scenario *s, struct fs_event e)
{
    e.flags = (uint16_t)s->flags;
    if (e.type == FS_EVENT_BOOK)
        e.u.book.seq = s->seq;
    ck_assert_int_eq(fs_venue_event(s->venue, &e), 0);
    reports(s);
}

static void submit(struct scenario *s, int64_t time, int64_t id, const char *text)
{
    char type[24], tif[24];
    word_of(text, "type", type);
    word_of(text, "tif", tif);
    double limit = value_of(text, "limit", 0);
    struct fs_order_request r = {
        .side = strncmp(text, "buy", 3) ? FS_SELL : FS_BUY,
        .type = (uint8_t)(*type   ? number_of(type, fs_order_type_name, 1)
                          : limit ? FS_ORDER_LIMIT
                                  : FS_ORDER_MARKET),
        .tif = (uint8_t)(*tif ? number_of(tif, fs_order_tif_name, 0) : FS_TIF_GTC),
        .flags = (uint8_t)((strstr(text, " post_only") ? FS_ORDER_POST_ONLY : 0) |
                           (strstr(text, " reduce_only") ? FS_ORDER_REDUCE_ONLY : 0) |
                           (strstr(text, " percent") ? FS_ORDER_TRAIL_PERCENT : 0)),
        .qty = mantissa(value_of(text, "qty", 0)),
        .limit = mantissa(limit),
        .stop = mantissa(value_of(text, "stop", 0)),
        .trail = mantissa(value_of(text, "trail", 0)),
        .offset = mantissa(value_of(text, "offset", 0)),
        .display = mantissa(value_of(text, "display", 0)),
        .expires = (int64_t)value_of(text, "until", 0),
        .one_of = (int64_t)value_of(text, "one_of", 0),
        .after = (int64_t)value_of(text, "after", 0),
    };
    ck_assert_int_eq(fs_venue_submit(s->venue, time, id, &r), 0);
}

/* "book 99:10 98:5 / 101:8": whole sides, best first. */
static void book(struct scenario *s, int64_t time, const char *text)
{
    int side = FS_BUY, used;
    double price, qty;
    while (*text) {
        if (sscanf(text, " %lf:%lf%n", &price, &qty, &used) == 2)
            feed(s, level_event(time, side, price, qty));
        else if (sscanf(text, " /%n", &used) == 0 && text[strspn(text, " ")] == '/') {
            side = FS_SELL;
            used = (int)strspn(text, " ") + 1;
        } else
            break;
        text += used;
    }
}

/* What the market does; 0 where the line is not about it. */
static int market(struct scenario *s, int64_t time, const char *word, const char *rest)
{
    static const char *const actions[] = {[FS_BOOK_ADD] = "add",
                                          [FS_BOOK_CHANGE] = "move",
                                          [FS_BOOK_DELETE] = "gone",
                                          [FS_BOOK_CANCEL] = "less",
                                          [FS_BOOK_EXECUTE] = "exec"};
    double a = 0, b = 0, c = 0, d = 0;
    char side[8] = "";
    long long id;
    if (!strcmp(word, "book")) {
        book(s, time, rest);
    } else if (!strcmp(word, "bid") || !strcmp(word, "ask")) {
        sscanf(rest, "%lf %lf", &a, &b);
        feed(s, level_event(time, *word == 'b' ? FS_BUY : FS_SELL, a, b));
    } else if (!strcmp(word, "trade")) {
        if (sscanf(rest, "%lf %lf", &a, &b) != 2)
            sscanf(rest, "%7s %lf %lf", side, &a, &b);
        feed(s, trade_event(time, *side == 'b' ? FS_BUY : *side ? FS_SELL : 0, a, b));
    } else if (!strcmp(word, "quote")) {
        sscanf(rest, "%lf %lf %lf %lf", &a, &b, &c, &d);
        feed(s, quote_event(time, a, b, c, d));
    } else if (!strcmp(word, "clear")) {
        struct fs_event e = level_event(time, 0, 0, 0);
        e.u.book.action = FS_BOOK_CLEAR;
        feed(s, e);
    } else {
        for (int i = FS_BOOK_ADD; i <= FS_BOOK_EXECUTE; i++)
            if (actions[i] && !strcmp(word, actions[i])) {
                sscanf(rest, "%lld %7s %lf %lf", &id, side, &a, &b);
                feed(s, order_event(time, i, (uint64_t)id, *side == 'b' ? FS_BUY : FS_SELL, a, b));
                return 1;
            }
        return 0;
    }
    return 1;
}

static void act(struct scenario *s, int64_t time, const char *word, const char *rest)
{
    int64_t id = atoll(rest);
    if (!strcmp(word, "snapshot"))
        s->flags = strstr(rest, "last")  ? FS_EVENT_SNAPSHOT | FS_EVENT_LAST
                   : strstr(rest, "end") ? 0
                                         : FS_EVENT_SNAPSHOT;
    else if (!strcmp(word, "seq"))
        s->seq = (uint64_t)id;
    else if (!strcmp(word, "ahead"))
        note(s, "%" PRId64 " %" PRId64 " has %.10g ahead", time, id,
             fs_venue_ahead(s->venue, id) > 0 ? (double)fs_venue_ahead(s->venue, id) / 1e8
                                              : (double)fs_venue_ahead(s->venue, id));
    else if (!strcmp(word, "due"))
        note(s, "due %" PRId64, fs_venue_due(s->venue) == INT64_MAX ? -1 : fs_venue_due(s->venue));
    else if (!strcmp(word, "cancel"))
        ck_assert_int_eq(fs_venue_cancel(s->venue, time, id), 0);
    else if (!strcmp(word, "change"))
        ck_assert_int_eq(
            fs_venue_change(s->venue, time, id,
                            &(struct fs_order_change){.qty = mantissa(value_of(rest, "qty", 0)),
                                                      .limit = mantissa(value_of(rest, "limit", 0)),
                                                      .stop = mantissa(value_of(rest, "stop", 0)),
                                                      .trail = mantissa(value_of(rest, "trail", 0))}),
            0);
    else if (!strcmp(word, "open") || !strcmp(word, "close"))
        ck_assert_int_eq(fs_venue_session(s->venue, time, *word == 'o'), 0);
    else if (!strcmp(word, "halt") || !strcmp(word, "resume"))
        ck_assert_int_eq(fs_venue_halt(s->venue, time, *word == 'h'), 0);
    else if (!strcmp(word, "time"))
        ck_assert_int_eq(fs_venue_time(s->venue, time), 0);
    else if (atoll(word) > 0)
        submit(s, time, atoll(word), rest);
    else if (!market(s, time, word, rest))
        ck_abort_msg("%s: what is '%s'?", s->name, word);
    reports(s);
}

static void finish(struct scenario *s)
{
    if (!s->venue)
        return;
    for (int i = 0; i < s->got_count || i < s->expected_count; i++) {
        const char *got = i < s->got_count ? s->got[i] : "nothing",
                   *expected = i < s->expected_count ? s->expected[i] : "nothing";
        ck_assert_msg(!strcmp(got, expected), "%s:\n  expected %s\n  got      %s", s->name, expected, got);
    }
    fs_venue_free(s->venue);
    s->venue = NULL;
    total++;
}

START_TEST(own_orders_in_the_market)
{
    static struct scenario s;
    FILE *file = fopen(TEST_DATA_DIR "/unit/trade/venue_scenarios.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[LINE], word[24];
    while (fgets(line, sizeof line, file)) {
        long long time;
        int used = 0;
        line[strcspn(line, "\n")] = 0;
        if (!*line || *line == '#')
            continue;
        if (!strncmp(line, "case ", 5)) {
            finish(&s);
            begin(&s, line + 5);
        } else if (*line == '=') {
            snprintf(s.expected[s.expected_count++], LINE, "%s", line + 2);
        } else {
            ck_assert_msg(sscanf(line, "%lld %23s %n", &time, word, &used) == 2 && used, "what is '%s'?",
                          line);
            act(&s, time, word, line + used);
        }
    }
    finish(&s);
    fclose(file);
    ck_assert_int_gt(total, 5);
}
END_TEST

START_TEST(refuses_options_that_make_no_sense)
{
    static const struct {
        struct fs_venue_options options;
        const char *message;
    } wrong[] = {
        {{.feed = 3}, "there is no feed 3 for an exchange"},
        {{.queue = -1}, "there is no queue model -1"},
        {{.queue = FS_QUEUE_POWER}, "the power of the queue model is 0; expected above 0, at most 1000"},
        {{.band = -1}, "the price band is negative; expected 0 (none) or more"},
        {{.tick = -1}, "the tick of a book is negative; expected 0 (learn it) or more"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_ptr_null(fs_venue_new(&wrong[i].options));
        ck_assert_str_eq(fs_error_last()->message, wrong[i].message);
    }
}
END_TEST

/* A batch says what single events say, and ends with the one that has something to say. */
START_TEST(a_batch_ends_with_the_event_that_reports)
{
    struct fs_event events[64];
    for (int i = 0; i < 64; i++)
        events[i] = level_event(i, 1 + i % 2, i % 2 ? 101 + i % 5 : 99 - i % 5, 1 + i % 7);
    events[40] = trade_event(40, FS_SELL, 95, 3);
    struct fs_venue *v = fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_LEVELS});
    ck_assert_int_eq(fs_venue_events(v, events, 20), 20);
    struct fs_order_request r = {
        .side = FS_BUY, .type = FS_ORDER_LIMIT, .qty = mantissa(5), .limit = mantissa(97)};
    ck_assert_int_eq(fs_venue_submit(v, 20, 1, &r), 0);
    fs_venue_taken(v);
    ck_assert_int_eq(fs_venue_events(v, events + 20, 44), 21);
    const struct fs_venue_report *reports;
    ck_assert_int_eq(fs_venue_reports(v, &reports), 1);
    ck_assert_int_eq(reports->state, FS_ORDER_PARTIAL);
    ck_assert_int_eq(reports->qty, mantissa(3));
    ck_assert_int_eq(fs_venue_events(v, events + 41, 23),
                     23); /* reports that nobody took do not end a batch at once */
    ck_assert_int_eq(fs_venue_results(v, FS_APPLY_DONE), 63);
    ck_assert_int_eq(fs_venue_last(v), mantissa(95));
    fs_venue_free(v);
}
END_TEST

/* Chains of any length end without a deep stack: 100000 orders, each of which waits for the one before. */
START_TEST(a_long_chain_of_orders_ends_with_its_first)
{
    struct fs_venue *v = fs_venue_new(&(struct fs_venue_options){.feed = FS_VENUE_LEVELS});
    enum { CHAIN = 3000 };
    struct fs_order_request r = {
        .side = FS_BUY, .type = FS_ORDER_LIMIT, .qty = mantissa(1), .limit = mantissa(97)};
    for (int64_t id = 1; id <= CHAIN; id++) {
        r.after = id - 1;
        ck_assert_int_eq(fs_venue_submit(v, id, id, &r), 0);
    }
    fs_venue_taken(v);
    ck_assert_int_eq(fs_venue_cancel(v, CHAIN + 1, 1), 0);
    const struct fs_venue_report *reports;
    ck_assert_int_eq(fs_venue_reports(v, &reports), CHAIN);
    fs_venue_free(v);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("venue");
    TCase *tests = tcase_create("venue");
    tcase_add_test(tests, own_orders_in_the_market);
    tcase_add_test(tests, refuses_options_that_make_no_sense);
    tcase_add_test(tests, a_batch_ends_with_the_event_that_reports);
    tcase_add_test(tests, a_long_chain_of_orders_ends_with_its_first);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
