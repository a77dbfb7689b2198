/* Ticks on their way into a dataset and out of it: mappings, levels as changes, datasets as one sequence of events. */
#include "dataset.h"
#include "mapped.h"

#include "store/history_ticks.h"

#include <math.h>

static int import_text(const char *dataset, int kind, const char *text, const struct fs_import_map *map,
                       struct fs_import_result *result)
{
    char path[96];
    struct fs_import_options options = {.csv.threads = 1, .kind = kind, .map = map};
    write_text(path, "ticks.csv", text);
    return fs_import_file(home, dataset, path, &options, result);
}

static struct fs_frame *rows_of(const char *dataset, const char *symbol)
{
    struct fs_history *history = fs_history_open(home, dataset);
    struct fs_frame *frame = history ? fs_history_load(history, symbol, INT64_MIN, INT64_MAX) : NULL;
    fs_history_close(history);
    ck_assert_ptr_nonnull(frame);
    return frame;
}

START_TEST(a_mapping_converts_times_words_and_scales)
{
    struct fs_import_result result;
    ck_assert_int_eq(import_text("m", FS_KIND_AUTO, mapped_text, &mapped, &result), 0);
    ck_assert_int_eq(result.rows, 3);
    struct fs_frame *frame = rows_of("m", "AAA");
    const int64_t *time = fs_frame_find(frame, "time")->data;
    const double *price = fs_frame_find(frame, "price")->data;
    const struct fs_column *side = fs_frame_find(frame, "side");
    char text[FS_TIME_TEXT];
    fs_time_format(time[0], text, sizeof text);
    ck_assert_str_eq(text, "2024-03-10T06:00:00.5Z");
    fs_time_format(time[1], text, sizeof text);
    ck_assert_str_eq(text, "2024-03-10T07:00:00Z");
    ck_assert(price[0] == 100.01 && price[1] == 100.02 && price[2] == 99);
    ck_assert_str_eq(fs_dict_get(side->dict, ((const int32_t *)side->data)[1], NULL), "sell");
    ck_assert(fs_column_is_null(side, 2) && !fs_column_is_null(side, 0));
    fs_frame_unref(frame);
    ck_assert_int_eq(import_text("m", FS_KIND_AUTO, "-1,U,10001,0\n", &mapped, &result), -1);
    ck_assert_msg(strstr(fs_error_last()->message, "'time'") != NULL, "%s", fs_error_last()->message);
}
END_TEST

START_TEST(rows_of_levels_become_their_changes)
{
    static const char *const names[] = {"b0", "bq0", "a0", "aq0", "b1", "bq1", "a1", "aq1"};
    static const double cells[4][8] = {{99, 1, 101, 2, 98, 3, 102, 4},
                                       {99, 1, 101, 5, 98, 3, 102, 4},
                                       {99.5, 7, 101, 5, 99, 1, 1e9, 0},
                                       {NAN, 0, 101, 5, NAN, 0, 102, 4}};
    struct fs_map_levels levels = {.count = 2, .names = names, .divisor = 1, .none = 1e9};
    struct fs_frame *raw = fs_frame_new(), *heads = fs_frame_new();
    void *data;
    int64_t *rows;
    for (int k = 0; k < 8; k++) {
        ck_assert_int_eq(fs_frame_add_new(raw, names[k], FS_F64, 4, NULL, &data), 0);
        for (int i = 0; i < 4; i++)
            ((double *)data)[i] = cells[i][k];
    }
    ck_assert_int_eq(fs_frame_add_new(heads, "time", FS_TIME, 4, NULL, &data), 0);
    for (int i = 0; i < 4; i++)
        ((int64_t *)data)[i] = i;
    struct fs_frame *out = fs_map_expand(&levels, raw, heads, &rows);
    ck_assert_ptr_nonnull(out);
    /* row, sell, price, qty, snapshot */
    static const double expected[][5] = {{0, 0, 99, 1, 1},   {0, 0, 98, 3, 1},  {0, 1, 101, 2, 1},
                                         {0, 1, 102, 4, 1},  {1, 1, 101, 5, 0}, {2, 0, 98, 0, 0},
                                         {2, 0, 99.5, 7, 0}, {2, 1, 102, 0, 0}, {3, 0, 99.5, 0, 0},
                                         {3, 0, 99, 0, 0},   {3, 1, 102, 4, 0}};
    const int64_t count = sizeof expected / sizeof *expected;
    ck_assert_int_eq(fs_frame_rows(out), count);
    for (int64_t i = 0; i < count; i++) {
        ck_assert_int_eq(rows[i], (int64_t)expected[i][0]);
        ck_assert_int_eq(((const int64_t *)fs_frame_find(out, "time")->data)[i], rows[i]);
        ck_assert_int_eq(((const int32_t *)fs_frame_find(out, "side")->data)[i], (int)expected[i][1]);
        ck_assert(((const double *)fs_frame_find(out, "price")->data)[i] == expected[i][2]);
        ck_assert(((const double *)fs_frame_find(out, "qty")->data)[i] == expected[i][3]);
        ck_assert_int_eq(((const uint8_t *)fs_frame_find(out, "snapshot")->data)[i], (int)expected[i][4]);
    }
    free(rows);
    fs_frame_unref(out);
    fs_frame_unref(raw);
    fs_frame_unref(heads);
}
END_TEST

START_TEST(datasets_of_several_kinds_are_one_sequence)
{
    struct fs_import_result result;
    ck_assert_int_eq(import_text("t", FS_KIND_TRADES,
                                 "time,symbol,price,qty,side\n2020-01-02T00:00:01Z,A,1.5,2,B\n"
                                 "2020-01-02T00:00:03Z,A,1.5,2,sell\n2020-01-02T00:00:02Z,Z,7,1,\n",
                                 NULL, &result),
                     0);
    ck_assert_int_eq(
        import_text("q", FS_KIND_QUOTES,
                    "time,symbol,bid,ask\n2020-01-02T00:00:01Z,A,1,2\n2020-01-02T00:00:02Z,A,1,1\n", NULL,
                    &result),
        0);
    ck_assert_int_eq(result.locked, 1);
    struct fs_history *trades = fs_history_open(home, "t"), *quotes = fs_history_open(home, "q"),
                      *bars = fs_history_open(home, "d");
    struct fs_history_tick list[] = {{quotes, "A"}, {trades, "A"}, {trades, "Z"}};
    struct fs_ticks *ticks = fs_history_ticks(list, 3, NULL);
    const struct fs_event *events;
    ck_assert_int_eq(fs_ticks_next(ticks, &events), 5);
    const int types[] = {FS_EVENT_QUOTE, FS_EVENT_TRADE, FS_EVENT_QUOTE, FS_EVENT_TRADE, FS_EVENT_TRADE};
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(events[i].type, types[i]);
    ck_assert_int_eq(events[1].u.trade.side, FS_BUY);
    ck_assert_int_eq(events[3].u.trade.price, 700000000);
    ck_assert_int_eq(fs_ticks_next(ticks, &events), 0);
    fs_ticks_free(ticks);
    list[1].symbol = "B";
    ck_assert_ptr_null(fs_history_ticks(list, 3, NULL));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    list[1] = (struct fs_history_tick){bars, "A"};
    ck_assert_ptr_null(fs_history_ticks(list, 3, NULL));
    ck_assert_int_eq(fs_error_last_code(), FS_E_UNSUPPORTED);
    ck_assert_ptr_null(fs_history_load_part(trades, "A", 1));
    ck_assert_int_eq(fs_history_has_orders(trades), 0);
    fs_history_close(trades);
    fs_history_close(quotes);
    fs_history_close(bars);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ticks");
    TCase *cases = tcase_create("ticks");
    tcase_add_checked_fixture(cases, make_home, remove_home);
    tcase_add_test(cases, a_mapping_converts_times_words_and_scales);
    tcase_add_test(cases, rows_of_levels_become_their_changes);
    tcase_add_test(cases, datasets_of_several_kinds_are_one_sequence);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
