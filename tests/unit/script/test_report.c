/* The tear sheet and the page of a backtest, from an engine's result to files. */
#include "../trade/bars.h"
#include "script/sheet.h"
#include "trade/result.h"
#include "trade/runner.h"

#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/finsmart-report-XXXXXX";
static char page[64];

static void make_folder(void)
{
    strcpy(folder, "/tmp/finsmart-report-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(page, sizeof page, "%s/page.html", folder);
}

static void remove_folder(void)
{
    unlink(page);
    ck_assert_msg(rmdir(folder) == 0, "something else was left in %s", folder);
}

/* Bars whose close goes up and down, bought and sold every tenth bar. */
static struct bars *waves(const char *symbol, int count)
{
    struct bars *b = bars_new(symbol, FS_NS_PER_DAY);
    for (int i = 0; i < count; i++) {
        double open = 100 + 10 * sin(i / 9.0), close = 100 + 10 * sin((i + 1) / 9.0);
        bars_add(b, open, fmax(open, close) + 1, fmin(open, close) - 1, close);
    }
    return b;
}

static const struct fs_result *trade(struct fs_engine *engine, int orders)
{
    const struct fs_engine_view *view = fs_engine_view(engine);
    int step;
    while ((step = fs_engine_next(engine)) > 0) {
        if (step != FS_STEP_BAR)
            continue;
        if (orders && view->index % 20 == 5)
            fs_engine_target_percent(engine, view->slot, 0.5);
        else if (orders && view->index % 20 == 15)
            fs_engine_close(engine, view->slot);
        fs_engine_record(engine, "close <b>", view->close);
    }
    ck_assert_int_eq(step, FS_STEP_END);
    return fs_engine_finish(engine);
}

struct run {
    struct bars *bars;
    struct fs_engine *engine;
    struct fs_runner runner;
    struct fs_report report;
};

static void run_over(struct run *run, struct bars *bars, int orders)
{
    static const struct fs_param params[] = {{"fast", 'n', 10, NULL, "fast window"},
                                             {"loud", 'b', 1, NULL, NULL},
                                             {"mode", 's', 0, "calm & quiet", NULL}};
    struct fs_engine_options options;
    fs_engine_defaults(&options);
    options.benchmark = &bars->series;
    *run = (struct run){.bars = bars};
    run->engine = fs_engine_new(&options, &bars->series, 1);
    ck_assert_msg(run->engine != NULL, "%s", why());
    run->runner = (struct fs_runner){.name = "waves",
                                     .version = "1.0",
                                     .description = "Buys low",
                                     .path = "waves.lua",
                                     .params = params,
                                     .param_count = 3};
    strcpy(run->runner.hash, "abcdef0123456789");
    run->report = (struct fs_report){.result = trade(run->engine, orders),
                                     .engine = run->engine,
                                     .runner = &run->runner,
                                     .series = &bars->series,
                                     .series_count = 1,
                                     .cash = 100000,
                                     .dataset = "made_up",
                                     .data_hash = "0123",
                                     .benchmark = bars->series.symbol};
    ck_assert_msg(run->report.result != NULL, "%s", why());
}

static void run_free(struct run *run)
{
    fs_engine_free(run->engine);
    free(run->bars);
}

static int write_page(const struct fs_report *report, const char *path)
{
    struct fs_sheet *sheet = fs_sheet_open(report);
    int status = sheet ? fs_sheet_page(sheet, path) : -1;
    fs_sheet_free(sheet);
    return status;
}

static char *contents(const char *path)
{
    static char text[1 << 21];
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

START_TEST(writes_what_the_engine_found)
{
    struct run run;
    run_over(&run, waves("<WAVE>", 800), 1);
    ck_assert_msg(write_page(&run.report, page) == 0, "%s", why());
    const char *html = contents(page);
    const char *expected[] = {"100,000 became ",  "between 1 January 2020 and 10 March 2022",
                              "calm &amp; quiet", "abcdef0123456789",
                              "&lt;WAVE&gt;",     "close &lt;b&gt;",
                              "made_up",          "Largest gains"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_msg(strstr(html, expected[i]) != NULL, "the page lacks: %s", expected[i]);
    ck_assert_ptr_null(strstr(html, "<WAVE>"));
    ck_assert_ptr_nonnull(strstr(html, run.report.result->journal_hash));
    run_free(&run);
}
END_TEST

START_TEST(the_tear_sheet_is_json_with_the_engines_figures)
{
    struct run run;
    run_over(&run, waves("<WAVE>\xff", 800), 1);
    struct fs_sheet *sheet = fs_sheet_open(&run.report);
    ck_assert_msg(sheet != NULL, "%s", why());
    const char *text = fs_sheet_json(sheet);
    ck_assert_msg(text != NULL, "%s", why());
    ck_assert_ptr_null(strchr(text, '<'));
    ck_assert_ptr_eq(fs_sheet_json(sheet), text);
    json_error_t wrong;
    json_t *root = json_loads(text, 0, &wrong);
    ck_assert_msg(root != NULL, "%s", wrong.text);
    const json_t *figures = json_object_get(root, "figures");
    const struct fs_metrics *m = &run.report.result->metrics;
    ck_assert_double_eq_tol(json_number_value(json_object_get(figures, "sharpe")), m->sharpe, 1e-10);
    ck_assert_double_eq_tol(json_number_value(json_object_get(figures, "max_drawdown")), m->max_drawdown,
                            1e-12);
    ck_assert_int_eq((int)json_array_size(json_object_get(json_object_get(root, "series"), "time")), 800);
    json_decref(root);
    fs_sheet_free(sheet);
    run_free(&run);
}
END_TEST

START_TEST(a_folder_without_the_rows_of_the_run_is_told)
{
    struct run run;
    run_over(&run, waves("A", 50), 1);
    struct fs_sheet *sheet = fs_sheet_open(&run.report);
    ck_assert_msg(sheet != NULL, "%s", why());
    char out[96];
    snprintf(out, sizeof out, "%s/none", folder);
    ck_assert_int_eq(fs_sheet_save(sheet, out), -1);
    ck_assert_msg(strstr(why(), "tearsheet.json") != NULL, "%s", why());
    ck_assert_int_eq(mkdir(out, 0700), 0);
    ck_assert_int_eq(fs_sheet_save(sheet, out), -1);
    ck_assert_msg(strstr(why(), "equity.csv") != NULL, "%s", why());
    fs_sheet_free(sheet);
    run_free(&run);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", out);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(the_same_result_gives_the_same_bytes)
{
    struct run run;
    run_over(&run, waves("A", 300), 1);
    ck_assert_int_eq(write_page(&run.report, page), 0);
    char *first = strdup(contents(page));
    ck_assert_int_eq(write_page(&run.report, page), 0);
    ck_assert_str_eq(contents(page), first);
    free(first);
    run_free(&run);
}
END_TEST

START_TEST(a_run_without_trades_is_a_page)
{
    for (int bars = 1; bars < 4; bars++) {
        struct run run;
        run_over(&run, waves("A", bars), 0);
        ck_assert_msg(write_page(&run.report, page) == 0, "%d bars: %s", bars, why());
        ck_assert_ptr_nonnull(strstr(contents(page), "The strategy made no trade"));
        run_free(&run);
    }
}
END_TEST

START_TEST(an_old_page_stays_when_the_new_one_cannot_be_written)
{
    struct run run;
    run_over(&run, waves("A", 50), 1);
    char below[96];
    snprintf(below, sizeof below, "%s/none/page.html", folder);
    ck_assert_int_eq(write_page(&run.report, below), -1);
    ck_assert_msg(strstr(why(), below) != NULL, "%s", why());
    /* A folder in the way can't be replaced; nothing is left beside it. */
    ck_assert_int_eq(mkdir(page, 0700), 0);
    ck_assert_int_eq(write_page(&run.report, page), -1);
    ck_assert_int_eq(rmdir(page), 0);
    run_free(&run);
}
END_TEST

START_TEST(says_when_the_library_is_not_there)
{
    struct run run;
    run_over(&run, waves("A", 50), 1);
    setenv("FINSMART_SHARE", folder, 1);
    ck_assert_int_eq(write_page(&run.report, page), -1);
    ck_assert_msg(strstr(why(), "backtest_document") != NULL, "%s", why());
    run_free(&run);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tc = tcase_create("page");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, make_folder, remove_folder);
    tcase_add_test(tc, writes_what_the_engine_found);
    tcase_add_test(tc, the_tear_sheet_is_json_with_the_engines_figures);
    tcase_add_test(tc, a_folder_without_the_rows_of_the_run_is_told);
    tcase_add_test(tc, the_same_result_gives_the_same_bytes);
    tcase_add_test(tc, a_run_without_trades_is_a_page);
    tcase_add_test(tc, an_old_page_stays_when_the_new_one_cannot_be_written);
    tcase_add_test(tc, says_when_the_library_is_not_there);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
