/* The simulated exchange against hftbacktest, where the rules of both are the same: venue_peer.txt is made by
 * tests/oracles/venue_peer.py, which says where they are not. */
#include "venues.h"

#include <inttypes.h>
#include <stdio.h>

enum { FILLS = 1024 };

struct fill {
    long long time, id;
    double qty, price;
};

static struct fs_venue *venue;
static struct fill ours[FILLS];
static int our_count, compared, runs;
static char model[128];

static void begin(const char *line)
{
    char name[16];
    double n = 0;
    ck_assert_int_eq(sscanf(line, "run %15s %lf", name, &n), 2);
    snprintf(model, sizeof model, "%s", line);
    struct fs_venue_options options = {.feed = FS_VENUE_LEVELS, .queue_power = n};
    options.queue = !strcmp(name, "power") ? FS_QUEUE_POWER
                    : !strcmp(name, "log") ? FS_QUEUE_LOG
                                           : FS_QUEUE_RISK_AVERSE;
    venue = fs_venue_new(&options);
    ck_assert_ptr_nonnull(venue);
    our_count = compared = 0;
    runs++;
}

static void finish(void)
{
    if (!venue)
        return;
    ck_assert_msg(compared == our_count, "%s: %d fills are ours alone", model, our_count - compared);
    ck_assert_int_gt(compared, 25);
    fs_venue_free(venue);
    venue = NULL;
}

static void take_reports(void)
{
    const struct fs_venue_report *r;
    int64_t count = fs_venue_reports(venue, &r);
    for (int64_t i = 0; i < count; i++)
        if (r[i].state == FS_ORDER_PARTIAL || r[i].state == FS_ORDER_FILLED) {
            ck_assert_int_lt(our_count, FILLS);
            ours[our_count++] =
                (struct fill){r[i].time, r[i].order, (double)r[i].qty / 1e8, (double)r[i].price / 1e8};
        }
    fs_venue_taken(venue);
}

static void compare(const char *line)
{
    struct fill f;
    ck_assert_int_eq(sscanf(line, "= %lld %lld %lf %lf", &f.time, &f.id, &f.qty, &f.price), 4);
    ck_assert_msg(compared < our_count, "%s: no fill like %s", model, line);
    const struct fill *o = &ours[compared++];
    ck_assert_msg(o->time == f.time && o->id == f.id && fabs(o->qty - f.qty) < 1e-6 && o->price == f.price,
                  "%s: fill %d: %lld %lld %.8f %g; expected %s", model, compared, o->time, o->id, o->qty,
                  o->price, line);
}

static void act(const char *line)
{
    long long time, id;
    char what[16], side[8], tif[8];
    double price, qty;
    ck_assert_int_eq(sscanf(line, "%lld %15s", &time, what), 2);
    if (sscanf(line, "%*d order %lld %7s %lf %lf %7s", &id, side, &price, &qty, tif) == 5) {
        struct fs_order_request r = {.side = !strcmp(side, "bid") ? FS_BUY : FS_SELL,
                                     .type = FS_ORDER_LIMIT,
                                     .tif = !strcmp(tif, "ioc") ? FS_TIF_IOC : FS_TIF_GTC,
                                     .qty = mantissa(qty),
                                     .limit = mantissa(price)};
        ck_assert_int_eq(fs_venue_submit(venue, time, id, &r), 0);
    } else if (sscanf(line, "%*d cancel %lld", &id) == 1) {
        ck_assert_int_eq(fs_venue_cancel(venue, time, id), 0);
    } else {
        ck_assert_int_eq(sscanf(line, "%*d %*s %lf %lf", &price, &qty), 2);
        struct fs_event e = *what == 'b' && what[1] == 'u' ? trade_event(time, FS_BUY, price, qty)
                            : *what == 's'                 ? trade_event(time, FS_SELL, price, qty)
                                           : level_event(time, *what == 'b' ? FS_BUY : FS_SELL, price, qty);
        ck_assert_int_eq(fs_venue_event(venue, &e), 0);
    }
    take_reports();
}

START_TEST(fills_are_those_of_hftbacktest)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/trade/venue_peer.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[128];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (*line == '#')
            continue;
        if (!strncmp(line, "run ", 4)) {
            finish();
            begin(line);
        } else if (*line == '=') {
            compare(line);
        } else {
            act(line);
        }
    }
    finish();
    fclose(file);
    ck_assert_int_eq(runs, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("venue_peer");
    TCase *tests = tcase_create("venue_peer");
    tcase_add_test(tests, fills_are_those_of_hftbacktest);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
