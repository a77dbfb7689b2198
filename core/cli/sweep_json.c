#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "cli/sweep_output.h"
#include "version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 40000, CURVE_POINTS = 4000 };

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *integer(int64_t value)
{
    return json_integer((json_int_t)value);
}

static void put(json_t *object, const char *name, json_t *value)
{
    json_object_set_new(object, name, value ? value : json_null()); /* NULL: a text that is not UTF-8 */
}

static void put_number(json_t *object, const char *name, double value)
{
    put(object, name, number(value));
}

static json_t *time_json(int64_t time)
{
    char text[FS_TIME_TEXT];
    if (time == FS_TIME_NONE || time == INT64_MAX)
        return json_null();
    fs_time_format(time, text, sizeof text);
    return json_string(text);
}

static json_t *numbers(const double *values, int64_t count)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < count; i++)
        json_array_append_new(list, number(values[i]));
    return list;
}

static json_t *script_json(const struct fs_sweep *s)
{
    json_t *script = json_object();
    static const char *const names[] = {"name", "version", "description", "path", "hash"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_object_set(script, names[i], json_object_get(s->about, names[i]));
    return script;
}

static json_t *data_json(const struct fs_backtest_data *data)
{
    json_t *out = json_object(), *symbols = json_array();
    for (int i = 0; i < data->count; i++)
        json_array_append_new(symbols, json_string(data->series[i].symbol));
    put(out, "dataset", json_string(data->dataset));
    put(out, "symbols", symbols);
    put(out, "from", time_json(data->from));
    put(out, "to", time_json(data->to));
    put(out, "bars", integer(data->bars));
    put(out, "hash", json_string(data->hash));
    return out;
}

/* A value as the strategy declares it: a number where it is one. */
static json_t *value_json(const struct fs_sweep *s, const char *name, const char *text)
{
    size_t i;
    json_t *param;
    json_array_foreach(json_object_get(s->about, "params"), i,
                       param) if (!strcmp(json_string_value(json_object_get(param, "name")), name))
    {
        const json_t *like = json_object_get(param, "value");
        if (json_is_number(like)) {
            double value = strtod(text, NULL);
            return value == floor(value) && fabs(value) < 1e15 ? integer((int64_t)value) : number(value);
        }
    }
    return json_string(text);
}

static json_t *axis_json(const struct fs_sweep *s, const struct fs_axis *axis)
{
    json_t *out = json_object();
    char text[FS_SPACE_TEXT];
    put(out, "name", json_string(axis->name));
    put(out, "count", axis->count ? integer(axis->count) : json_null());
    if (!axis->count) {
        put_number(out, "from", axis->low);
        put_number(out, "to", axis->high);
    } else if (axis->texts) {
        json_t *values = json_array();
        for (int64_t i = 0; i < axis->count; i++)
            json_array_append_new(values, value_json(s, axis->name, axis->texts[i]));
        put(out, "values", values);
    } else {
        put(out, "from", value_json(s, axis->name, fs_axis_value(axis, 0, text)));
        put(out, "to", value_json(s, axis->name, fs_axis_value(axis, axis->count - 1, text)));
        put_number(out, "step", fs_decimal_to_double(axis->step, FS_SCALE_EXP));
    }
    return out;
}

static json_t *space_json(const struct fs_sweep_outcome *o)
{
    const struct fs_space *space = &o->plan->space;
    json_t *out = json_object(), *axes = json_array();
    for (int i = 0; i < space->axis_count; i++)
        json_array_append_new(axes, axis_json(o->sweep, &space->axes[i]));
    put(out, "method", json_string(fs_space_method_name(space->method)));
    put(out, "sets", integer(space->count));
    put(out, "seed", integer((int64_t)o->plan->seed));
    put(out, "params", axes);
    return out;
}

static json_t *params_json(const struct fs_sweep_outcome *o, int64_t set)
{
    const struct fs_space *space = &o->plan->space;
    json_t *out = json_object();
    char text[FS_SPACE_TEXT];
    for (int i = 0; i < space->axis_count; i++)
        put(out, space->axes[i].name,
            value_json(o->sweep, space->axes[i].name, fs_space_value(space, set, i, text)));
    return out;
}

static json_t *figures_json(const struct fs_run *run, int benchmark)
{
    json_t *out = json_object();
    for (int i = 0; i < FS_FIGURES; i++)
        if (i >= FS_FIGURE_trades)
            put(out, fs_figure_names[i], integer((int64_t)run->figures[i]));
        else if (benchmark ||
                 (i != FS_FIGURE_benchmark_return && i != FS_FIGURE_beta && i != FS_FIGURE_alpha))
            put_number(out, fs_figure_names[i], run->figures[i]);
    return out;
}

static json_t *hash_json(const struct fs_run *run)
{
    char hex[FS_SHA256_HEX];
    fs_sha256_text(run->journal_hash, hex);
    return json_string(hex);
}

static json_t *top_json(const struct fs_sweep_outcome *o)
{
    json_t *list = json_array();
    for (int i = 0; i < o->sweep->top_count; i++) {
        const struct fs_sweep_best *best = &o->sweep->top[i];
        json_t *item = json_object();
        put(item, "rank", integer(i + 1));
        put(item, "set", integer(best->run.number));
        put(item, "params", params_json(o, best->run.number));
        put_number(item, "objective", best->run.objective);
        put_number(item, "neighbourhood_mean", best->neighbours);
        put(item, "neighbours", integer(best->neighbour_count));
        put(item, "metrics", figures_json(&best->run, o->data->benchmark != NULL));
        put(item, "journal_hash", hash_json(&best->run));
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *values_json(const struct fs_sweep *s, const struct fs_axis *axis)
{
    json_t *list = json_array();
    char text[FS_SPACE_TEXT];
    for (int64_t i = 0; i < axis->count; i++)
        json_array_append_new(list, value_json(s, axis->name, fs_axis_value(axis, i, text)));
    return list;
}

/* Rows are values of the first parameter, columns of the second. */
static json_t *heat_json(const struct fs_sweep_outcome *o)
{
    const struct fs_heat *heat = &o->sweep->heat;
    if (heat->axes[0] < 0 || heat->rows * heat->columns > CELLS_MAX)
        return json_null();
    const struct fs_axis *rows = &o->plan->space.axes[heat->axes[0]],
                         *columns = &o->plan->space.axes[heat->axes[1]];
    json_t *out = json_object(), *mean = json_array();
    for (int64_t r = 0; r < heat->rows; r++)
        json_array_append_new(mean, numbers(heat->mean + r * heat->columns, heat->columns));
    put(out, "rows", json_string(rows->name));
    put(out, "row_values", values_json(o->sweep, rows));
    put(out, "columns", json_string(columns->name));
    put(out, "column_values", values_json(o->sweep, columns));
    put(out, "mean", mean);
    return out;
}

static json_t *overfitting_json(const struct fs_sweep *s)
{
    json_t *out = json_object(), *deflated = json_object(), *pbo = json_object();
    put_number(deflated, "value", s->deflated);
    put_number(deflated, "probabilistic_sharpe", s->probabilistic);
    put(deflated, "trials", integer(s->trials));
    put_number(deflated, "variance_of_trials", s->trial_variance);
    put_number(deflated, "expected_maximum", s->expected_max);
    put(out, "deflated_sharpe", deflated);
    put_number(pbo, "value", s->pbo.probability);
    put(pbo, "blocks", integer(s->pbo.blocks));
    put(pbo, "combinations", integer(s->pbo.combinations));
    put(pbo, "sets", integer(s->pbo.sets));
    put_number(pbo, "median_logit", s->pbo.median_logit);
    put_number(pbo, "probability_of_loss", s->pbo.loss);
    put_number(pbo, "degradation_slope", s->pbo.slope);
    put(out, "pbo", pbo);
    return out;
}

/* At most CURVE_POINTS of a series, the last among them, where it is to be `thin`. */
static json_t *curve_json(const int64_t *time, const double *value, int64_t count, int thin)
{
    json_t *out = json_object(), *times = json_array(), *values = json_array();
    int64_t step = thin ? count / CURVE_POINTS + 1 : 1;
    for (int64_t i = 0; i < count; i += step) {
        int64_t at = i + step >= count ? count - 1 : i;
        json_array_append_new(times, time_json(time[at]));
        json_array_append_new(values, number(value[at]));
    }
    put(out, "time", times);
    put(out, "value", values);
    return out;
}

static json_t *window_json(const struct fs_timeline *timeline, int64_t from, int64_t to)
{
    json_t *out = json_object();
    put(out, "from", time_json(from < to ? timeline->time[from] : FS_TIME_NONE));
    put(out, "to", time_json(from < to ? timeline->time[to - 1] : FS_TIME_NONE));
    put(out, "bars", integer(to - from));
    return out;
}

static json_t *fold_json(const struct fs_sweep_outcome *o, const struct fs_sweep_fold *fold, int index)
{
    json_t *out = json_object();
    const struct fs_fold *w = &fold->window;
    put(out, "fold", integer(index + 1));
    put(out, "train", window_json(&o->sweep->timeline, w->train_from, w->train_to));
    put(out, "test", window_json(&o->sweep->timeline, w->test_from, w->test_to));
    if (fold->chosen < 0)
        return out;
    put(out, "set", integer(fold->chosen));
    put(out, "params", params_json(o, fold->chosen));
    put_number(out, "train_objective", fold->train.objective);
    put_number(out, "test_objective", fold->test.objective);
    put(out, "train_metrics", figures_json(&fold->train, o->data->benchmark != NULL));
    put(out, "test_metrics", figures_json(&fold->test, 0));
    put(out, "test_journal_hash", hash_json(&fold->test));
    return out;
}

static json_t *walk_json(const struct fs_sweep_outcome *o, int thin)
{
    const struct fs_sweep_walk *walk = &o->sweep->walk;
    json_t *out = json_object(), *folds = json_array();
    for (int i = 0; i < walk->count; i++)
        json_array_append_new(folds, fold_json(o, &walk->folds[i], i));
    put(out, "spec", json_string(fs_args_text(o->args, "walk-forward")));
    put_number(out, "train_cagr", walk->train_cagr);
    put_number(out, "test_cagr", walk->test_cagr);
    put_number(out, "efficiency", walk->efficiency);
    put_number(out, "test_return", walk->test_return);
    put_number(out, "test_sharpe", walk->test_sharpe);
    put_number(out, "test_max_drawdown", walk->test_drawdown);
    put(out, "folds", folds);
    put(out, "equity", curve_json(walk->time, walk->value, walk->points, thin));
    return out;
}

static json_t *cpcv_json(const struct fs_sweep_outcome *o)
{
    const struct fs_cpcv_result *r = &o->sweep->cpcv;
    double year = sqrt(o->sweep->periods_per_year);
    json_t *out = json_object(), *splits = json_array(), *paths = json_array();
    for (int i = 0; i < r->split_count; i++) {
        const struct fs_cpcv_split *split = &r->splits[i];
        json_t *item = json_object(), *groups = json_array();
        for (int g = 0; g < o->options->cpcv->groups; g++)
            if (split->test >> g & 1)
                json_array_append_new(groups, integer(g + 1));
        put(item, "test_groups", groups);
        put(item, "set", split->chosen < 0 ? json_null() : integer(split->chosen));
        put(item, "params", split->chosen < 0 ? json_null() : params_json(o, split->chosen));
        put_number(item, "train_sharpe", split->in_sample * year);
        put_number(item, "test_sharpe", split->out_of_sample * year);
        put_number(item, "test_return", split->growth);
        json_array_append_new(splits, item);
    }
    for (int i = 0; i < r->path_count; i++) {
        json_t *item = json_object();
        put_number(item, "sharpe", r->path_sharpe[i] * year);
        put_number(item, "total_return", r->path_return[i]);
        json_array_append_new(paths, item);
    }
    put(out, "spec", json_string(fs_args_text(o->args, "cpcv")));
    put(out, "splits", splits);
    put(out, "paths", paths);
    return out;
}

static json_t *monte_carlo_json(const struct fs_monte_carlo *mc)
{
    json_t *out = json_object();
    put(out, "samples", integer(mc->samples));
    put(out, "seed", integer((int64_t)mc->seed));
    put(out, "trades", integer(mc->trades));
    put(out, "levels", numbers(fs_monte_carlo_levels, FS_MONTE_CARLO_QUANTILES));
    put(out, "bootstrap_final_equity", numbers(mc->bootstrap_equity, FS_MONTE_CARLO_QUANTILES));
    put(out, "bootstrap_max_drawdown", numbers(mc->bootstrap_drawdown, FS_MONTE_CARLO_QUANTILES));
    put(out, "shuffle_max_drawdown", numbers(mc->shuffle_drawdown, FS_MONTE_CARLO_QUANTILES));
    put_number(out, "probability_of_loss", mc->loss);
    put_number(out, "probability_of_ruin", mc->ruin);
    return out;
}

static json_t *permutations_json(const struct fs_sweep_outcome *o)
{
    json_t *out = json_object();
    put(out, "count", integer(o->sweep->permuted_count));
    put(out, "seed", integer((int64_t)o->plan->seed));
    put_number(out, "p_value", o->sweep->p_value);
    put(out, "best_objectives", numbers(o->sweep->permuted, o->sweep->permuted_count));
    return out;
}

static json_t *counts_json(const struct fs_sweep *s)
{
    json_t *out = json_object();
    put(out, "sets", integer(s->sets));
    put(out, "done", integer(s->done));
    put(out, "excluded", integer(s->excluded));
    put(out, "refused", integer(s->refused));
    put(out, "failed", integer(s->failed));
    return out;
}

static json_t *conventions_json(const struct fs_sweep_outcome *o)
{
    json_t *out = json_object();
    put(out, "objective", json_string(fs_args_text(o->args, "objective")));
    put(out, "best_is", json_string(o->options->minimize ? "least" : "greatest"));
    put(out, "ties", json_string("of equal objectives the lowest set number is the best"));
    put_number(out, "periods_per_year", o->sweep->periods_per_year);
    put_number(out, "risk_free", o->plan->engine.risk_free);
    put(out, "deflated_sharpe",
        json_string("per period; every set that ran with a Sharpe ratio is a trial, taken as independent"));
    put(out, "pbo",
        json_string(
            "combinatorially symmetric cross-validation of Sharpe ratios over blocks of equal length"));
    put(out, "neighbourhood", json_string("the set and those one step away on one parameter"));
    put(out, "heat_map", json_string("mean objective over all other parameters"));
    put(out, "walk_forward",
        json_string(
            "the strategy sees the training bars before each test and orders from the last of them; every "
            "test begins without positions with what the one before left"));
    put(out, "cpcv", json_string("the best Sharpe ratio in training is chosen, whatever the objective"));
    put(out, "permutations",
        json_string("p = (1 + k) / (1 + N), k the permutations whose best objective reaches the real one"));
    put(out, "monte_carlo",
        json_string(
            "closed trades of the best set as shares of the account, compounded; quantiles of type 7"));
    put(out, "journal_hash",
        json_string("SHA-256 over the journal hashes of all sets in order, 32 zero bytes where nothing ran"));
    return out;
}

json_t *fs_sweep_json(const struct fs_sweep_outcome *o, int curves)
{
    const struct fs_sweep *s = o->sweep;
    json_t *out = json_object(), *constraints = json_array();
    for (int i = 0; i < o->plan->search.constraint_count; i++)
        json_array_append_new(constraints, json_string(o->plan->search.constraints[i]));
    put(out, "script", script_json(s));
    put(out, "data", data_json(o->data));
    put_number(out, "cash", fs_decimal_to_double(o->plan->engine.cash, FS_SCALE_EXP));
    put(out, "space", space_json(o));
    put(out, "objective", json_string(fs_args_text(o->args, "objective")));
    put(out, "constraints", constraints);
    put(out, "counts", counts_json(s));
    put(out, "top", top_json(o));
    put(out, "heat_map", heat_json(o));
    put(out, "overfitting", overfitting_json(s));
    if (s->walk.count)
        put(out, "walk_forward", walk_json(o, curves));
    if (s->cpcv.split_count)
        put(out, "cpcv", cpcv_json(o));
    if (s->monte_carlo.samples)
        put(out, "monte_carlo", monte_carlo_json(&s->monte_carlo));
    if (s->permuted_count)
        put(out, "permutations", permutations_json(o));
    if (curves)
        put(out, "equity", curve_json(s->equity_time, s->equity_value, s->equity_points, 1));
    put(out, "conventions", conventions_json(o));
    put(out, "first_failure", *s->first_failure ? json_string(s->first_failure) : json_null());
    put(out, "out", o->options->folder ? json_string(o->options->folder) : json_null());
    put(out, "complete", json_boolean(o->complete));
    put(out, "journal_hash", json_string(s->journal_hash));
    put(out, "run",
        json_pack("{s:i,s:I,s:I,s:I,s:i,s:f,s:f,s:s}", "jobs", o->jobs, "resumed", (json_int_t)s->resumed,
                  "resumed_walk_forward", (json_int_t)s->walk.resumed, "resumed_permutations",
                  (json_int_t)s->permuted_resumed, "worker_deaths", s->worker_deaths, "elapsed_seconds",
                  s->seconds, "engine_seconds", s->engine_seconds, "version", FINSMART_VERSION));
    return out;
}
