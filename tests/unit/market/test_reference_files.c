/* Files of instruments, events, halts and universes: what they say, and what is wrong with them, by row and column. */
#include "base/error.h"
#include "base/time.h"
#include "market/event_file.h"
#include "market/instrument_file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "reference_XXXXXX.csv";

static void write_file(const char *text)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
}

/* The error's message without the file's name. */
static const char *why(void)
{
    const char *message = fs_error_last() ? fs_error_last()->message : "no error";
    size_t length = strlen(path);
    return !strncmp(message, path, length) ? message + length + 2 : message;
}

static int64_t date(const char *text)
{
    int64_t time = 0;
    ck_assert_int_eq(fs_time_parse(text, strlen(text), NULL, &time), 0);
    return time;
}

#define M(x) ((int64_t)((x)*1e8))

START_TEST(instruments_are_what_their_rows_say)
{
    write_file(
        "symbol,kind,currency,base,root,lot,tick,min_notional,multiplier,initial_margin,maintenance_margin,"
        "expiry,calendar\n"
        "ESH0,future,USD,,ES,1,0.25,,50,13200,12000,2020-03-20,\n"
        "EURUSD,fx,USD,EUR,,1000,0.00001,,,,,,FX\n"
        "BTC-PERP,perpetual,USDT,BTC,,0.001,0.1,10,,5 %,2.5%,,\n"
        "007,equity,,,,,,,,,,,NYSE\n"
        "NA,,,,,,,,,,,,\n"
        "CLZ9,future,,,,,,,1000,,,2019-11-20T19:30:00Z,\n");
    struct fs_instruments *all = fs_instruments_read(path);
    ck_assert_msg(all != NULL, "%s", why());
    ck_assert_int_eq(fs_instruments_count(all), 6);
    const struct fs_instrument *es = fs_instruments_find(all, "ESH0");
    ck_assert_int_eq(es->kind, FS_INSTRUMENT_FUTURE);
    ck_assert_str_eq(es->root, "ES");
    ck_assert_int_eq(es->multiplier, M(50));
    ck_assert_int_eq(es->tick, M(0.25));
    ck_assert_int_eq(es->initial_margin, M(13200));
    ck_assert_int_eq(es->maintenance_margin, M(12000));
    ck_assert_int_eq(es->margin_rate, 0);
    ck_assert_int_eq(es->expiry, date("2020-03-21"));
    const struct fs_instrument *fx = fs_instruments_find(all, "EURUSD");
    ck_assert_str_eq(fx->base, "EUR");
    ck_assert_int_eq(fx->tick, 1000);
    ck_assert_int_eq(fx->expiry, INT64_MAX);
    ck_assert_ptr_nonnull(fx->calendar);
    const struct fs_instrument *perp = fs_instruments_find(all, "BTC-PERP");
    ck_assert_int_eq(perp->margin_rate, 1);
    ck_assert_int_eq(perp->initial_margin, M(0.05));
    ck_assert_int_eq(perp->maintenance_margin, M(0.025));
    ck_assert_ptr_nonnull(fs_instruments_find(all, "007"));
    ck_assert_ptr_nonnull(fs_instruments_find(all, "NA"));
    ck_assert_ptr_null(fs_instruments_find(all, "ES"));
    const struct fs_instrument *cl = fs_instruments_find(all, "CLZ9");
    ck_assert_int_eq(cl->margin_rate, 1); /* without margins a future is paid in full */
    ck_assert_int_eq(cl->initial_margin, M(1));
    ck_assert_int_eq(cl->expiry, date("2019-11-20T19:30:00Z"));
    fs_instruments_free(all);
}
END_TEST

static const struct {
    const char *text, *why;
} bad_instruments[] = {
    {"symbol,kind\nA,equity\nB,futur\n", "row 2: column 'kind' is 'futur'; expected equity, etf, future, fx, "
                                         "crypto or perpetual; did you mean 'future'?"},
    {"symbol,multiplier\nA,0\n",
     "row 1: column 'multiplier' is '0'; expected a number above 0 with at most 8 decimals"},
    {"symbol,multiplier\nA,-5\n",
     "row 1: column 'multiplier' is '-5'; expected a number above 0 with at most 8 decimals"},
    {"symbol,lot\nA,1e-9\n",
     "row 1: column 'lot' is '1e-9'; expected a number above 0 with at most 8 decimals"},
    {"symbol,kind\nA,future\n",
     "row 1: column 'expiry' is empty; expected the date on which the future expires"},
    {"symbol,expiry\nA,2020-01-01\n",
     "row 1: column 'expiry' is '2020-01-01'; expected nothing: only futures expire"},
    {"symbol,kind,expiry\nA,future,2020-13-01\n",
     "row 1: column 'expiry' is '2020-13-01'; expected a date or a time, such as 2020-08-31"},
    {"symbol\nA\nB\nA\n", "row 3: column 'symbol' is 'A'; expected a symbol that no row above has"},
    {"symbol,multiplyer\nA,1\n", "column 'multiplyer' is not known; did you mean 'multiplier'?"},
    {"kind\nequity\n", "there is no column 'symbol'"},
    {"symbol,lot\n,1\n", "row 1: column 'symbol' is empty; expected a symbol of at most 255 bytes"},
    {"symbol,currency\nA,dollars\n",
     "row 1: column 'currency' is 'dollars'; expected a currency of 3 to 8 capitals, such as USD"},
    {"symbol,kind,currency\nA,fx,USD\n",
     "row 1: column 'base' is empty; expected the two currencies of the pair, base and currency"},
    {"symbol,kind,base,currency\nA,fx,USD,USD\n",
     "row 1: column 'base' is 'USD'; expected another currency than that of the price"},
    {"symbol,initial_margin\nA,5%\n",
     "row 1: column 'initial_margin' is '5%'; expected nothing: only futures and perpetuals have margins"},
    {"symbol,kind,initial_margin,maintenance_margin\nP,perpetual,5%,100\n",
     "row 1: column 'maintenance_margin' is '100'; expected a share of the value, as the initial margin is"},
    {"symbol,kind,initial_margin,maintenance_margin\nP,perpetual,5%,6%\n",
     "row 1: column 'maintenance_margin' is '6%'; expected at most the initial margin"},
    {"symbol,kind,initial_margin\nP,perpetual,101%\n",
     "row 1: column 'initial_margin' is '101%'; expected an amount a unit above 0, or a share of the value "
     "such as 5%"},
    {"symbol,root\nA,ES\n", "row 1: column 'root' is 'ES'; expected nothing: only futures are of a chain"},
    {"symbol,calendar\nA,NYSX\n", "row 1: column 'calendar' is 'NYSX'"},
    {"symbol\n", "0 instruments; expected at least one"},
};

START_TEST(bad_instruments_say_where_and_what_was_expected)
{
    write_file(bad_instruments[_i].text);
    ck_assert_ptr_null(fs_instruments_read(path));
    ck_assert_str_eq(why(), bad_instruments[_i].why);
}
END_TEST

START_TEST(events_are_what_their_rows_say)
{
    write_file("symbol,date,type,amount,currency,ratio,into,price,into_price,rate\n"
               "A,2020-08-31,split,,,4:1,,,,\n"
               "A,2020-09-01,dividend,0.205,USD,,,,,\n"
               "B,2020-09-02,split,,,1.5,,,,\n"
               "FB,2022-06-09,rename,,,,META,,,\n"
               "C,2020-09-03,merger,12.5,,0.25,D,,,\n"
               "E,2020-09-04,delisting,0,,,,,,\n"
               "H0,2020-03-18,roll,,,,M0,101.5,102,\n"
               "P,2020-09-05T08:00:00Z,funding,,,,,,,-0.0001\n");
    struct fs_events *events = fs_events_new();
    ck_assert_msg(fs_events_read(events, path) == 0, "%s", why());
    int64_t count;
    const struct fs_instrument_event *list = fs_events_list(events, &count);
    ck_assert_int_eq(count, 8);
    ck_assert_int_eq(list[0].type, FS_IEVENT_SPLIT);
    ck_assert_int_eq(list[0].after, 4);
    ck_assert_int_eq(list[0].before, 1);
    ck_assert_int_eq(list[0].dated, 1);
    ck_assert_int_eq(list[0].time, date("2020-08-31"));
    ck_assert_int_eq(list[1].amount, M(0.205));
    ck_assert_str_eq(list[1].currency, "USD");
    ck_assert_int_eq(list[2].after, 3);
    ck_assert_int_eq(list[2].before, 2);
    ck_assert_str_eq(list[3].into, "META");
    ck_assert_int_eq(list[4].after, 1);
    ck_assert_int_eq(list[4].before, 4);
    ck_assert_int_eq(list[4].amount, M(12.5));
    ck_assert_int_eq(list[6].into_price, M(102));
    ck_assert_int_eq(list[7].dated, 0);
    ck_assert_int_eq(list[7].rate, -10000);
    fs_events_free(events);
}
END_TEST

static const struct {
    const char *text, *why;
} bad_events[] = {
    {"symbol,date,type,ratio\nA,2020-01-02,spilt,2\n",
     "row 1: column 'type' is 'spilt'; expected dividend, split, rename, merger, delisting, expiry, roll or "
     "funding; "
     "did you mean 'split'?"},
    {"symbol,date,type,ratio\nA,2020-01-02,split,0\n",
     "row 1: column 'ratio' is '0'; expected new units for old ones, such as 2, 3:2 or 1:10"},
    {"symbol,date,type,ratio\nA,2020-01-02,split,2:\n",
     "row 1: column 'ratio' is '2:'; expected new units for old ones, such as 2, 3:2 or 1:10"},
    {"symbol,date,type,ratio\nA,2020-01-02,split,\n",
     "row 1: column 'ratio' is empty; a row of type split has it"},
    {"symbol,date,type,amount,ratio\nA,2020-01-02,dividend,1,2\n",
     "row 1: column 'ratio' is '2'; expected nothing: a row of type dividend has no ratio"},
    {"symbol,date,type,amount\nA,2020-01-02,dividend,-1\n",
     "row 1: column 'amount' is '-1'; expected an amount a unit above 0, with at most 8 decimals"},
    {"symbol,date,type,into\nA,2020-01-02,rename,A\n",
     "row 1: column 'into' is 'A'; expected another symbol than 'A' itself"},
    {"symbol,date,type,into\nA,2020-01-02,merger,B\n",
     "row 1: column 'ratio' is empty; expected the units of 'B' for one"},
    {"symbol,date,type,ratio\nA,2020-01-02,merger,2\n",
     "row 1: column 'into' is empty; expected the symbol of whose units the ratio tells"},
    {"symbol,date,type\nA,2020-01-02,merger\n",
     "row 1: column 'amount' is empty; expected an amount a unit, or 'into' and 'ratio', or all three"},
    {"symbol,date,type,into,price\nA,2020-01-02,roll,B,10\n",
     "row 1: column 'into_price' is empty; expected both prices, or neither"},
    {"symbol,date,type,rate\nA,2020-01-02,funding,1.5\n",
     "row 1: column 'rate' is '1.5'; expected a share of the value from -1 to 1, with at most 8 decimals"},
    {"symbol,date,type,amount\nA,yesterday,dividend,1\n",
     "row 1: column 'date' is 'yesterday'; expected a date or a time, such as 2020-08-31"},
    {"symbol,type,amount\nA,dividend,1\n", "expected a column 'date' or 'time'"},
    {"symbol,date,type,amonut\nA,2020-01-02,dividend,1\n",
     "column 'amonut' is not known; did you mean 'amount'?"},
};

START_TEST(bad_events_say_where_and_what_was_expected)
{
    struct fs_events *events = fs_events_new();
    write_file(bad_events[_i].text);
    ck_assert_int_eq(fs_events_read(events, path), -1);
    ck_assert_str_eq(why(), bad_events[_i].why);
    fs_events_free(events);
}
END_TEST

START_TEST(spans_become_beginnings_and_ends)
{
    int64_t count;
    struct fs_events *events = fs_events_new();
    write_file("symbol,from,to\nA,2010-01-01,2015-06-30\nB,2012-01-01,\nA,2018-01-01,2018-12-31\n");
    ck_assert_msg(fs_events_read_universe(events, path) == 0, "%s", why());
    const struct fs_instrument_event *list = fs_events_list(events, &count);
    ck_assert_int_eq(count, 5);
    ck_assert_int_eq(list[0].type, FS_IEVENT_JOIN);
    ck_assert_int_eq(list[1].type, FS_IEVENT_LEAVE);
    ck_assert_int_eq(list[1].time, date("2015-07-01")); /* a member through the day */
    fs_events_free(events);
    events = fs_events_new();
    write_file("symbol,from,to\nA,2020-03-09T13:34:13Z,2020-03-09T13:49:13Z\n");
    ck_assert_msg(fs_events_read_halts(events, path) == 0, "%s", why());
    list = fs_events_list(events, &count);
    ck_assert_int_eq(count, 2);
    ck_assert_int_eq(list[0].type, FS_IEVENT_HALT);
    ck_assert_int_eq(list[1].type, FS_IEVENT_RESUME);
    ck_assert_int_eq(list[1].time, date("2020-03-09T13:49:13Z"));
    fs_events_free(events);
}
END_TEST

START_TEST(bad_spans_say_where_and_what_was_expected)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"symbol,from,to\nA,2020-01-05,2020-01-02\n",
         "row 1: column 'to' is '2020-01-02'; expected an end after the beginning"},
        {"symbol,from,to\nA,2020-01-05,2020-02-05\nA,2020-02-05,\n",
         "row 2: column 'from' is '2020-02-05'; expected a time after the end of row 1 of the same symbol"},
        {"symbol,to\nA,2020-01-05\n", "there is no column 'from'"},
        {"symbol,from,until\nA,2020-01-05,\n", "column 'until' is not known"},
    };
    struct fs_events *events = fs_events_new();
    write_file(bad[_i].text);
    ck_assert_int_eq(fs_events_read_universe(events, path), -1);
    ck_assert_str_eq(why(), bad[_i].why);
    fs_events_free(events);
}
END_TEST

START_TEST(json_is_read_as_csv_is)
{
    char csv[sizeof path];
    memcpy(csv, path, sizeof path);
    memcpy(strrchr(path, '.'), ".jsn", 4);
    char json[64];
    snprintf(json, sizeof json, "%s.ndjson", path);
    FILE *out = fopen(json, "w");
    fputs("{\"symbol\":\"A\",\"kind\":\"future\",\"multiplier\":50,\"tick\":0.25,\"expiry\":\"2020-03-20\"}\n"
          "{\"symbol\":\"B\",\"kind\":\"equity\",\"multiplier\":1,\"tick\":null,\"expiry\":null}\n",
          out);
    fclose(out);
    struct fs_instruments *all = fs_instruments_read(json);
    ck_assert_msg(all != NULL, "%s", why());
    ck_assert_int_eq(fs_instruments_at(all, 0)->tick, M(0.25));
    ck_assert_int_eq(fs_instruments_at(all, 0)->expiry, date("2020-03-21"));
    ck_assert_int_eq(fs_instruments_at(all, 1)->tick, 0);
    fs_instruments_free(all);
    unlink(json);
    memcpy(path, csv, sizeof path);
}
END_TEST

static void make_path(void)
{
    int file = mkstemps(path, 4);
    ck_assert_int_ge(file, 0);
    close(file);
}

static void remove_path(void)
{
    unlink(path);
    memcpy(path, "reference_XXXXXX.csv", sizeof path);
}

int main(void)
{
    Suite *suite = suite_create("reference files");
    TCase *tc = tcase_create("cases");
    tcase_add_checked_fixture(tc, make_path, remove_path);
    tcase_add_test(tc, instruments_are_what_their_rows_say);
    tcase_add_loop_test(tc, bad_instruments_say_where_and_what_was_expected, 0,
                        (int)(sizeof bad_instruments / sizeof *bad_instruments));
    tcase_add_test(tc, events_are_what_their_rows_say);
    tcase_add_loop_test(tc, bad_events_say_where_and_what_was_expected, 0,
                        (int)(sizeof bad_events / sizeof *bad_events));
    tcase_add_test(tc, spans_become_beginnings_and_ends);
    tcase_add_loop_test(tc, bad_spans_say_where_and_what_was_expected, 0, 4);
    tcase_add_test(tc, json_is_read_as_csv_is);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
