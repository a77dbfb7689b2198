#include "base/time.h"
#include "cli/sweep_output.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Heat maps that a terminal can show. */
enum { ROWS_MAX = 40, COLUMNS_MAX = 12 };

static const char *percent(double value, char text[32])
{
    if (!isfinite(value))
        return "-";
    snprintf(text, 32, "%.2f %%", value * 100.0);
    return text;
}

static const char *figure(double value, int digits, char text[32])
{
    if (!isfinite(value))
        return isinf(value) ? "inf" : "-";
    snprintf(text, 32, "%.*f", digits, value);
    return text;
}

static void line(FILE *out, const char *name, const char *value, const char *note)
{
    fprintf(out, "  %-26s %12s%s%s\n", name, value, *note ? "   " : "", note);
}

static void put_head(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_sweep *s = o->sweep;
    char from[FS_TIME_TEXT], to[FS_TIME_TEXT];
    fs_time_format(o->data->from, from, sizeof from);
    fs_time_format(o->data->to, to, sizeof to);
    if (!o->complete)
        fprintf(out, "STOPPED BEFORE ALL SETS WERE TRIED: what follows is of those that were.\n\n");
    fprintf(out, "%s on %s, %.10s to %.10s, %" PRId64 " bars: %" PRId64 " set%s (%s)\n",
            json_string_value(json_object_get(s->about, "name")), o->data->dataset, from, to, o->data->bars,
            s->sets, s->sets == 1 ? "" : "s", fs_space_method_name(o->plan->space.method));
    fprintf(out, "  %" PRId64 " done", s->done);
    if (s->excluded)
        fprintf(out, ", %" PRId64 " excluded by a constraint", s->excluded);
    if (s->refused)
        fprintf(out, ", %" PRId64 " refused for their figures", s->refused);
    if (s->failed)
        fprintf(out, ", %" PRId64 " failed", s->failed);
    if (s->resumed)
        fprintf(out, "; %" PRId64 " of them from before", s->resumed);
    fputs("\n", out);
    if (s->failed)
        fprintf(out, "  first failure, set %" PRId64 ": %s\n", s->first_failed, s->first_failure);
    fputs("\n", out);
}

static void put_top(FILE *out, const struct fs_sweep_outcome *o)
{
    static const char *const figures[] = {"objective", "nearby",       "return", "CAGR",
                                          "Sharpe",    "max drawdown", "trades"};
    enum { FIGURES = sizeof figures / sizeof *figures };
    const struct fs_space *space = &o->plan->space;
    const char *headers[FS_SPACE_AXES_MAX + FIGURES + 2] = {"set"};
    char right[FS_SPACE_AXES_MAX + FIGURES + 2] = "r", text[FS_SPACE_TEXT], a[32];
    for (int i = 0; i < space->axis_count; i++)
        headers[i + 1] = space->axes[i].name;
    for (int i = 0; i < FIGURES; i++)
        headers[space->axis_count + 1 + i] = figures[i];
    memset(right, 'r', (size_t)space->axis_count + FIGURES + 1);
    struct fs_table *table = fs_table_new(headers, right);
    for (int i = 0; i < o->sweep->top_count; i++) {
        const struct fs_sweep_best *best = &o->sweep->top[i];
        const double *f = best->run.figures;
        fs_table_cell(table, "%" PRId64, best->run.number);
        for (int k = 0; k < space->axis_count; k++)
            fs_table_cell(table, "%s", fs_space_value(space, best->run.number, k, text));
        fs_table_cell(table, "%s", figure(best->run.objective, 4, a));
        fs_table_cell(table, "%s", figure(best->neighbours, 4, a));
        fs_table_cell(table, "%s", percent(f[FS_FIGURE_total_return], a));
        fs_table_cell(table, "%s", percent(f[FS_FIGURE_cagr], a));
        fs_table_cell(table, "%s", figure(f[FS_FIGURE_sharpe], 3, a));
        fs_table_cell(table, "%s", percent(f[FS_FIGURE_max_drawdown], a));
        fs_table_cell(table, "%.0f", f[FS_FIGURE_trades]);
    }
    fprintf(out, "the best by %s\n", fs_args_text(o->args, "objective"));
    fs_table_print(table, out);
    fs_table_free(table);
    fputs("\n", out);
}

/* From the worst to the best cell: five shades, in colour on a terminal that has it. */
static void put_cell(FILE *out, double value, double low, double high, int colour)
{
    static const int shades[] = {196, 208, 226, 154, 46};
    static const char marks[] = " .:*#";
    int shade = high > low ? (int)(4.999 * (value - low) / (high - low)) : 2;
    if (isnan(value))
        fprintf(out, " %9s ", "-");
    else if (colour)
        fprintf(out, " \033[38;5;%dm%9.3f\033[0m ", shades[shade], value);
    else
        fprintf(out, " %9.3f%c", value, marks[shade]);
}

static void put_heat(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_heat *heat = &o->sweep->heat;
    if (heat->axes[0] < 0)
        return;
    const struct fs_axis *rows = &o->plan->space.axes[heat->axes[0]],
                         *columns = &o->plan->space.axes[heat->axes[1]];
    if (heat->rows > ROWS_MAX || heat->columns > COLUMNS_MAX) {
        fprintf(out, "the heat map of %s and %s is too large for a terminal: --report draws it\n\n",
                rows->name, columns->name);
        return;
    }
    double low = INFINITY, high = -INFINITY;
    char text[FS_SPACE_TEXT];
    int colour = isatty(fileno(out)) && !getenv("NO_COLOR");
    for (int64_t i = 0; i < heat->rows * heat->columns; i++) {
        low = heat->mean[i] < low ? heat->mean[i] : low;
        high = heat->mean[i] > high ? heat->mean[i] : high;
    }
    fprintf(out, "mean objective: %s down, %s across\n  %9s", rows->name, columns->name, "");
    for (int64_t c = 0; c < heat->columns; c++)
        fprintf(out, " %9s ", fs_axis_value(columns, c, text));
    for (int64_t r = 0; r < heat->rows; r++) {
        fprintf(out, "\n  %9s", fs_axis_value(rows, r, text));
        for (int64_t c = 0; c < heat->columns; c++)
            put_cell(out, heat->mean[r * heat->columns + c], low, high, colour);
    }
    fputs("\n\n", out);
}

static void put_overfitting(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_sweep *s = o->sweep;
    char a[32], note[160];
    snprintf(note, sizeof note, "that the best Sharpe ratio is above 0, were it the only try");
    line(out, "probabilistic Sharpe", figure(s->probabilistic, 4, a), note);
    snprintf(note, sizeof note, "that it is above what the best of %" PRId64 " tries without skill shows",
             s->trials);
    line(out, "deflated Sharpe", figure(s->deflated, 4, a), note);
    snprintf(note, sizeof note,
             "that the best in sample ranks low out of sample (%" PRId64 " splits of %d blocks)",
             s->pbo.combinations, s->pbo.blocks);
    line(out, "overfitting (PBO)", figure(s->pbo.probability, 4, a), note);
    if (s->permuted_count) {
        snprintf(note, sizeof note, "%" PRId64 " permutations of the bars, seed %" PRIu64, s->permuted_count,
                 o->plan->seed);
        line(out, "permutation p-value", figure(s->p_value, 4, a), note);
    }
}

static void put_walk(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_sweep_walk *walk = &o->sweep->walk;
    const struct fs_timeline *timeline = &o->sweep->timeline;
    if (!walk->count)
        return;
    static const char *const headers[] = {"fold", "test from",    "to", "bars", "set", "objective, train",
                                          "test", "return, test", NULL};
    struct fs_table *table = fs_table_new(headers, "rllrrrrr");
    char text[FS_TIME_TEXT], a[32];
    for (int i = 0; i < walk->count; i++) {
        const struct fs_sweep_fold *fold = &walk->folds[i];
        fs_table_cell(table, "%d", i + 1);
        fs_time_format(timeline->time[fold->window.test_from], text, sizeof text);
        fs_table_cell(table, "%.10s", text);
        fs_time_format(timeline->time[fold->window.test_to - 1], text, sizeof text);
        fs_table_cell(table, "%.10s", text);
        fs_table_cell(table, "%" PRId64, fold->window.test_to - fold->window.test_from);
        fs_table_cell(table, "%" PRId64, fold->chosen);
        fs_table_cell(table, "%s", figure(fold->chosen < 0 ? NAN : fold->train.objective, 4, a));
        fs_table_cell(table, "%s", figure(fold->chosen < 0 ? NAN : fold->test.objective, 4, a));
        fs_table_cell(table, "%s",
                      percent(fold->chosen < 0 ? NAN : fold->test.figures[FS_FIGURE_total_return], a));
    }
    fprintf(out, "\nwalk-forward, %s\n", fs_args_text(o->args, "walk-forward"));
    fs_table_print(table, out);
    fs_table_free(table);
    line(out, "out of sample, return", percent(walk->test_return, a), "");
    line(out, "out of sample, CAGR", percent(walk->test_cagr, a), "");
    line(out, "out of sample, Sharpe", figure(walk->test_sharpe, 3, a), "");
    line(out, "out of sample, drawdown", percent(walk->test_drawdown, a), "");
    line(out, "walk-forward efficiency", figure(walk->efficiency, 3, a),
         "CAGR out of sample / mean CAGR in sample");
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

static void put_cpcv(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_cpcv_result *r = &o->sweep->cpcv;
    char a[32], b[32], c[32], note[160];
    double *sorted = malloc(((size_t)r->path_count + 1) * sizeof *sorted);
    if (!r->path_count || !sorted) {
        free(sorted);
        return;
    }
    memcpy(sorted, r->path_sharpe, (size_t)r->path_count * sizeof *sorted);
    qsort(sorted, (size_t)r->path_count, sizeof *sorted, ascending);
    double year = sqrt(o->sweep->periods_per_year);
    snprintf(note, sizeof note, "of %d paths out of sample from %d splits; from %s to %s", r->path_count,
             r->split_count, figure(sorted[0] * year, 3, b), figure(sorted[r->path_count - 1] * year, 3, c));
    line(out, "CPCV, median Sharpe", figure(sorted[r->path_count / 2] * year, 3, a), note);
    free(sorted);
}

static void put_monte_carlo(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_monte_carlo *mc = &o->sweep->monte_carlo;
    char a[32], b[32], c[32];
    if (!mc->samples)
        return;
    fprintf(out,
            "\ntrades of the best drawn anew, %" PRId64 " times (%" PRId64 " trades, seed %" PRIu64 ")\n",
            mc->samples, mc->trades, mc->seed);
    fprintf(out, "  %-26s %12s %12s %12s\n", "", "5 %", "median", "95 %");
    fprintf(out, "  %-26s %12s %12s %12s\n", "final equity", figure(mc->bootstrap_equity[1], 0, a),
            figure(mc->bootstrap_equity[3], 0, b), figure(mc->bootstrap_equity[5], 0, c));
    fprintf(out, "  %-26s %12s %12s %12s\n", "max drawdown", percent(mc->bootstrap_drawdown[1], a),
            percent(mc->bootstrap_drawdown[3], b), percent(mc->bootstrap_drawdown[5], c));
    fprintf(out, "  %-26s %12s %12s %12s\n", "max drawdown, reordered", percent(mc->shuffle_drawdown[1], a),
            percent(mc->shuffle_drawdown[3], b), percent(mc->shuffle_drawdown[5], c));
    line(out, "ends below the cash", percent(mc->loss, a), "");
}

void fs_sweep_summary(FILE *out, const struct fs_sweep_outcome *o)
{
    const struct fs_sweep *s = o->sweep;
    put_head(out, o);
    if (s->top_count) {
        put_top(out, o);
        put_heat(out, o);
    }
    if (s->top_count && o->complete) {
        put_overfitting(out, o);
        put_cpcv(out, o);
        put_walk(out, o);
        put_monte_carlo(out, o);
    }
    double bars = (double)s->ran * (double)o->data->bars,
           rate = s->seconds > 0.0 ? bars / s->seconds / 1e6 : 0.0;
    fprintf(out, "\n  decisions (SHA-256)    %s\n", s->journal_hash);
    fprintf(out, "  %.2f seconds, %d worker%s, %.1f million bars a second\n", s->seconds, o->jobs,
            o->jobs == 1 ? "" : "s", rate);
    if (s->worker_deaths)
        fprintf(out, "  %d worker%s died on the way; the work was done by others\n", s->worker_deaths,
                s->worker_deaths == 1 ? "" : "s");
    if (o->options->folder)
        fprintf(out, "  all sets: %s/runs/*.arrow\n", o->options->folder);
}
