#include "cli/check_bias.h"

#include "base/error.h"
#include "base/time.h"
#include "cli/backtest_data.h"
#include "cli/cli.h"
#include "script/bias.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

static void print_verdict(const char *path, const struct fs_bias_verdict *v)
{
    for (int i = 0; i < v->count; i++) {
        const struct fs_bias_finding *f = &v->findings[i];
        char time[FS_TIME_TEXT] = "";
        printf("%s:", path);
        if (f->line)
            printf("%d:", f->line);
        printf(" error: %s", f->text);
        if (f->time != FS_TIME_NONE) {
            fs_time_format(f->time, time, sizeof time);
            printf(", first for %s at %s (bar %" PRId64 ")", f->symbol, time, f->bar);
        }
        printf(" [bias-%s]\n", f->test);
    }
    if (!v->count && !v->decisions)
        printf("%s: no orders on this data: nothing to judge\n", path);
    else if (!v->count)
        printf("%s: no sign of bias in %d runs, %" PRId64 " decisions\n", path, v->runs, v->decisions);
}

static json_t *verdict_json(const char *path, const struct fs_bias_verdict *v)
{
    json_t *list = json_array();
    for (int i = 0; i < v->count; i++) {
        const struct fs_bias_finding *f = &v->findings[i];
        char time[FS_TIME_TEXT] = "";
        if (f->time != FS_TIME_NONE)
            fs_time_format(f->time, time, sizeof time);
        json_array_append_new(list, json_pack("{s:s,s:i,s:s,s:s?,s:I,s:s}", "test", f->test, "line", f->line,
                                              "symbol", f->symbol, "time", *time ? time : NULL, "bar",
                                              (json_int_t)f->bar, "text", f->text));
    }
    return json_pack("{s:s,s:b,s:I,s:i,s:o}", "file", path, "biased", v->count > 0, "decisions",
                     (json_int_t)v->decisions, "runs", v->runs, "findings", list);
}

static int judge_all(const struct fs_args *args, const struct fs_backtest_data *data,
                     const char *const *params, int param_count)
{
    int biased = 0, is_json = fs_args_flag(args, "json");
    json_t *list = json_array();
    for (int i = 0; i < fs_args_count(args); i++) {
        struct fs_bias_verdict verdict;
        const char *path = fs_args_operand(args, i);
        if (fs_bias_judge(path, params, param_count, data->series, data->count, &verdict)) {
            json_decref(list);
            return -1;
        }
        biased += verdict.count > 0;
        if (is_json)
            json_array_append_new(list, verdict_json(path, &verdict));
        else
            print_verdict(path, &verdict);
    }
    if (is_json) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    return biased;
}

int fs_check_bias(const struct fs_args *args)
{
    struct fs_backtest_request request = {.home = fs_args_home(args),
                                          .dataset = fs_args_text(args, "data"),
                                          .from = INT64_MIN,
                                          .to = INT64_MAX};
    if (!request.dataset) {
        fs_error_set(FS_E_USAGE,
                     "--bias runs the strategy: over which data? option '--data DATASET' is missing");
        return fs_error_hint("finsmart data list shows the datasets");
    }
    if ((fs_args_given(args, "from") &&
         fs_backtest_time("from", fs_args_text(args, "from"), 0, &request.from)) ||
        (fs_args_given(args, "to") && fs_backtest_time("to", fs_args_text(args, "to"), 1, &request.to)))
        return -1;
    int param_count, biased = -1;
    const char **params = fs_args_texts(args, "param", &param_count);
    request.symbols = fs_args_texts(args, "symbol", &request.symbol_count);
    struct fs_backtest_data *data = params && request.symbols ? fs_backtest_data_load(&request) : NULL;
    if (data)
        biased = judge_all(args, data, params, param_count);
    fs_backtest_data_free(data);
    free(params);
    free((void *)request.symbols);
    return biased;
}
