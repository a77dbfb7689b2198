#include "sweep/sweep.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/market_options.h"
#include "cli/sweep_output.h"
#include "script/page.h"
#include "work/pool.h"

#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

static const struct fs_option options[] = {
    {.name = "param",
     .letter = 'p',
     .type = FS_OPT_LIST,
     .value = "NAME=VALUES",
     .doc = "values of a parameter: from:to:step, a list a,b,c, one value, or from:to for random and sobol"},
    {.name = "method",
     .type = FS_OPT_CHOICE,
     .value = "METHOD",
     .choices = "grid|random|sobol",
     .fallback = "grid",
     .doc = "every combination, or --samples of them"},
    {.name = "samples",
     .type = FS_OPT_INT,
     .value = "N",
     .min = 1,
     .max = 1e9,
     .doc = "sets to draw, for random and sobol"},
    {.name = "seed",
     .type = FS_OPT_INT,
     .value = "S",
     .fallback = "1",
     .min = 0,
     .max = 9e15,
     .doc = "of random sets, permutations and Monte Carlo"},
    {.name = "jobs",
     .letter = 'j',
     .type = FS_OPT_INT,
     .value = "N",
     .min = 1,
     .max = 1024,
     .doc = "worker processes; else as many as there are cores"},
    {.name = "objective",
     .type = FS_OPT_TEXT,
     .value = "NAME|EXPR|FILE.lua",
     .fallback = "sharpe",
     .doc = "what is to be the greatest: a figure, a Lua expression of m (figures) and p (parameters), or a "
            "file that "
            "returns function(m, p)"},
    {.name = "minimize", .type = FS_OPT_FLAG, .doc = "the least objective is the best"},
    {.name = "constraint",
     .type = FS_OPT_LIST,
     .value = "EXPR",
     .doc = "sets that break it are not chosen, such as 'p.fast < p.slow' or 'm.max_drawdown > -0.3'"},
    {.name = "out",
     .letter = 'o',
     .type = FS_OPT_TEXT,
     .value = "DIR",
     .doc = "keep every set there (Arrow files)"},
    {.name = "resume", .type = FS_OPT_FLAG, .doc = "go on with the sweep in --out"},
    {.name = "top",
     .type = FS_OPT_INT,
     .value = "K",
     .fallback = "10",
     .min = 1,
     .max = FS_SWEEP_TOP_MAX,
     .doc = "how many of the best are shown"},
    {.name = "walk-forward",
     .type = FS_OPT_TEXT,
     .value = "SPEC",
     .doc = "choose on one window, try on the next: train=500,test=100[,anchored][,purge=N], in bars or as "
            "2y, 6m, 8w, 30d"},
    {.name = "cpcv",
     .type = FS_OPT_TEXT,
     .value = "SPEC",
     .doc = "combinatorial purged cross-validation: groups=6,test=2[,purge=N][,embargo=N] (bars)"},
    {.name = "permutations",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "0",
     .min = 0,
     .max = 1000000,
     .doc = "search N permutations of the bars too, for a p-value of the best"},
    {.name = "monte-carlo",
     .type = FS_OPT_INT,
     .value = "N",
     .fallback = "0",
     .min = 0,
     .max = 10000000,
     .doc = "draw the trades of the best N times anew"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {.name = "report", .type = FS_OPT_TEXT, .value = "FILE.html", .doc = "write a report page"},
    {0},
};

/* What the command line asks for, read alike by the leader and its workers. */
struct reading {
    const struct fs_args *args;
    struct fs_plan plan;
    struct fs_backtest_data *data;
    const char **constraints;
    struct fs_walk_forward walk;
    struct fs_cpcv cpcv;
};

static int read_space(const struct fs_args *args, struct fs_space *space)
{
    static const char *const methods[] = {"grid", "random", "sobol"};
    int method = 0;
    while (strcmp(methods[method], fs_args_text(args, "method")) != 0)
        method++;
    for (int i = 0; i < fs_args_list_count(args, "param"); i++)
        if (fs_space_add(space, fs_args_list(args, "param", i)))
            return -1;
    return fs_space_finish(space, method, fs_args_int(args, "samples"), (uint64_t)fs_args_int(args, "seed"));
}

static void take_data(struct reading *r)
{
    r->plan.series = r->data->series;
    r->plan.series_count = r->data->count;
    r->plan.first = r->data->from;
    r->plan.last = r->data->to;
    fs_market_data_use(r->data, &r->plan.engine);
}

static int read_plan(struct reading *r, const struct fs_args *args)
{
    struct fs_plan *plan = &r->plan;
    r->args = args;
    if (read_space(args, &plan->space) || fs_market_options_read(args, &plan->engine))
        return -1;
    if (fs_args_given(args, "walk-forward") &&
        fs_walk_forward_parse(fs_args_text(args, "walk-forward"), &r->walk))
        return -1;
    if (fs_args_given(args, "cpcv") && fs_cpcv_parse(fs_args_text(args, "cpcv"), &r->cpcv))
        return -1;
    if (fs_args_flag(args, "resume") && !fs_args_given(args, "out"))
        return fs_error_set(FS_E_USAGE,
                            "--resume goes on with a sweep that was kept: in which folder? --out is missing");
    if (fs_args_int(args, "permutations") && fs_args_given(args, "events")) {
        fs_error_set(FS_E_USAGE,
                     "--permutations shuffles the returns of the prices as they are, in which splits "
                     "and dividends are jumps: it does not go with --events");
        return fs_error_hint("permute adjusted bars, without --events");
    }
    plan->strategy = fs_args_operand(args, 0);
    plan->search = (struct fs_search_options){.objective = fs_args_text(args, "objective"),
                                              .memory_limit = (size_t)fs_args_int(args, "memory-limit") << 20,
                                              .home = fs_args_home(args)};
    plan->blocks = FS_SWEEP_PBO_BLOCKS;
    plan->groups = r->cpcv.groups;
    plan->purge = r->cpcv.purge;
    plan->embargo = r->cpcv.embargo;
    plan->seed = (uint64_t)fs_args_int(args, "seed");
    r->constraints = fs_args_texts(args, "constraint", &plan->search.constraint_count);
    plan->search.constraints = r->constraints;
    if (!r->constraints || !(r->data = fs_market_data_load(args)))
        return -1;
    if (r->data->ticks) {
        fs_error_set(FS_E_UNSUPPORTED, "dataset '%s' has ticks; a sweep runs over bars", r->data->dataset);
        return fs_error_hint("finsmart backtest runs a strategy over ticks, one set of parameters at a time");
    }
    take_data(r);
    return 0;
}

static void clear(struct reading *r)
{
    fs_space_clear(&r->plan.space);
    fs_backtest_data_free(r->data);
    free((void *)r->constraints);
}

static int add_file_hash(json_t *identity, const char *path)
{
    char bytes[65536], hex[FS_SHA256_HEX];
    FILE *file = fopen(path, "rbe");
    struct fs_sha256 *hash = fs_sha256_new();
    int status = file && hash ? 0 : -1;
    for (size_t n; status == 0 && (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        status = fs_sha256_update(hash, bytes, n);
    if (status == 0 && (status = fs_sha256_hex(hash, hex)) == 0)
        json_object_set_new(identity, "objective file", json_string(hex));
    if (file)
        fclose(file);
    fs_sha256_free(hash);
    fs_error_clear(); /* a file that cannot be read is the workers' to report */
    return 0;
}

/* The values of an option, as text. */
static json_t *option_json(const struct fs_args *args, const struct fs_option *o)
{
    if (o->type != FS_OPT_LIST)
        return o->type == FS_OPT_FLAG ? json_boolean(fs_args_flag(args, o->name))
                                      : json_string(fs_args_text(args, o->name));
    json_t *list = json_array();
    for (int i = 0; i < fs_args_list_count(args, o->name); i++)
        json_array_append_new(list, json_string(fs_args_list(args, o->name, i)));
    return list;
}

/* What makes a sweep that sweep: its records depend on nothing else. */
static json_t *identity(const struct reading *r)
{
    static const char *const own[] = {"param",     "method",     "samples", "seed",
                                      "objective", "constraint", "cpcv"};
    json_t *out = json_object();
    json_object_set_new(out, "data hash", json_string(r->data->hash));
    for (size_t i = 0; i < sizeof r->data->files / sizeof *r->data->files && r->data->files[i].option; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s hash", r->data->files[i].option);
        json_object_set_new(out, name, json_string(r->data->files[i].hash));
    }
    for (const struct fs_option *o = fs_market_options; o->name; o++) {
        json_t *value = option_json(r->args, o);
        json_object_set_new(out, o->name, value ? value : json_null());
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        for (const struct fs_option *o = options; o->name; o++)
            if (!strcmp(o->name, own[i])) {
                json_t *value = option_json(r->args, o);
                json_object_set_new(out, o->name, value ? value : json_null());
            }
    const char *objective = fs_args_text(r->args, "objective");
    size_t length = strlen(objective);
    if (length > 4 && !strcmp(objective + length - 4, ".lua"))
        add_file_hash(out, objective);
    return out;
}

static int cores(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > 0 ? count : 1;
}

/* The command line again, for workers. free() it. */
static char **words(const struct fs_args *args)
{
    int count;
    const char *const *given = fs_args_words(args, &count);
    char **argv = calloc((size_t)count + 2, sizeof *argv);
    if (!argv) {
        fs_error_nomem();
        return NULL;
    }
    argv[0] = (char *)"finsmart";
    memcpy(argv + 1, given, (size_t)count * sizeof *argv);
    return argv;
}

static int print_json(const struct fs_sweep_outcome *outcome)
{
    json_t *json = fs_sweep_json(outcome, 0);
    if (!json)
        return fs_error_nomem();
    json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    putchar('\n');
    json_decref(json);
    return 0;
}

static int write_report(const struct fs_sweep_outcome *outcome, const char *path)
{
    json_t *json = fs_sweep_json(outcome, 1);
    int status = json ? fs_page_write("report.sweep", json, path) : fs_error_nomem();
    json_decref(json);
    if (status == 0)
        fprintf(fs_args_flag(outcome->args, "json") ? stderr : stdout, "  report page: %s\n", path);
    return status;
}

/* What a stopped sweep leaves, on standard error. */
static int stopped(const struct fs_sweep_outcome *o)
{
    int64_t kept = o->sweep->log ? fs_run_log_count(o->sweep->log) : 0;
    fprintf(stderr, "finsmart sweep: stopped after %" PRId64 " of %" PRId64 " sets", kept, o->sweep->sets);
    if (o->options->folder)
        fprintf(stderr, "; they are in %s, and the same command with --resume goes on", o->options->folder);
    fputc('\n', stderr);
    return 1;
}

static int show(const struct fs_sweep_outcome *o)
{
    const char *report = fs_args_text(o->args, "report");
    if (fs_args_flag(o->args, "json")) {
        if (print_json(o))
            return -1;
    } else {
        fs_sweep_summary(stdout, o);
    }
    if (report && o->complete && write_report(o, report))
        return -1;
    if (!o->complete)
        return stopped(o);
    if (o->sweep->top_count)
        return 0;
    fprintf(stderr, "finsmart sweep: no set has an objective: nothing is the best\n");
    return 1;
}

static int lead(struct reading *r)
{
    const struct fs_args *args = r->args;
    struct fs_work_limits limits = {fs_args_number(args, "time-limit"),
                                    fs_args_int(args, "memory-limit") << 20, 0};
    int64_t jobs = fs_args_given(args, "jobs") ? fs_args_int(args, "jobs") : cores();
    if (!r->walk.train.amount && !fs_args_int(args, "permutations") && jobs > r->plan.space.count)
        jobs = r->plan.space.count;
    json_t *same = identity(r);
    struct fs_sweep_options sweep_options = {.plan = &r->plan,
                                             .folder = fs_args_text(args, "out"),
                                             .resume = fs_args_flag(args, "resume"),
                                             .identity = same,
                                             .minimize = fs_args_flag(args, "minimize"),
                                             .top = (int)fs_args_int(args, "top"),
                                             .walk = r->walk.train.amount ? &r->walk : NULL,
                                             .cpcv = r->cpcv.groups ? &r->cpcv : NULL,
                                             .permutations = fs_args_int(args, "permutations"),
                                             .monte_carlo = fs_args_int(args, "monte-carlo"),
                                             .detail = fs_args_given(args, "report")};
    struct fs_sweep sweep = {0};
    char **argv = words(args);
    struct fs_pool *pool = same && argv ? fs_pool_new(argv, (int)jobs, &limits) : NULL;
    int status = pool ? fs_sweep_run(pool, &sweep_options, &sweep) : -1;
    if (status >= 0) {
        struct fs_sweep_outcome outcome = {args,   &r->plan,  r->data,    &sweep_options,
                                           &sweep, (int)jobs, status == 0};
        status = show(&outcome);
    } else if (sweep_options.folder && sweep.log) {
        fs_error_hint("what is done is in %s; the same command with --resume goes on", sweep_options.folder);
    }
    fs_pool_free(pool);
    fs_sweep_clear(&sweep);
    json_decref(same);
    free(argv);
    return status;
}

/* A worker says what is wrong to its leader, which tells the user. */
static int serve(struct reading *r, int status)
{
    if (!fs_args_given(r->args, "log-level")) /* a warning of each of a million runs helps nobody */
        fs_log_set_level(FS_LOG_ERROR);
    if (status)
        (void)fs_pool_give_up();
    else
        status = fs_sweep_serve(&r->plan);
    fs_error_clear();
    return status ? 1 : 0;
}

static int run(const struct fs_args *args)
{
    struct reading reading = {0};
    const char *report = fs_args_text(args, "report");
    int status = report && !fs_work_is_worker() ? fs_output_place(report) : 0;
    if (status == 0)
        status = read_plan(&reading, args);
    reading.args = args;
    if (fs_work_is_worker())
        status = serve(&reading, status);
    else if (status == 0)
        status = lead(&reading);
    clear(&reading);
    return status;
}

const struct fs_command fs_command_sweep = {
    .name = "sweep",
    .summary = "Run a strategy with many sets of parameters",
    .operands = "SCRIPT.lua|plugin:NAME|FILE.so",
    .min_operands = 1,
    .max_operands = 1,
    .shared = fs_market_options,
    .options = options,
    .flags = FS_COMMAND_SCRIPT | FS_COMMAND_POOL,
    .description = "Runs a strategy once for each set of parameters, in worker processes that load the data "
                   "once, and lists the best. "
                   "Each run decides what finsmart backtest with the same parameters does; everything but "
                   "times is the same for any "
                   "number of workers. --time-limit is that of a single set, --memory-limit that of a "
                   "worker; a set that ends three "
                   "workers, or overruns its time, has failed, with the reason in its row.\n"
                   "The best of many tries looks better than it is. So the summary has the deflated Sharpe "
                   "ratio and the probability of "
                   "backtest overfitting, and --walk-forward, --cpcv, --permutations and --monte-carlo ask "
                   "further. docs/sweeps.md says "
                   "what each of them means.",
    .examples = "finsmart sweep sma_cross.lua --data sp500 --param fast=5:50:5 --param slow=20:200:20 "
                "--constraint 'p.fast < p.slow'\n"
                "finsmart sweep sma_cross.lua --data sp500 -p fast=2:60:1 -p slow=60:300:1 --method sobol "
                "--samples 256\n"
                "finsmart sweep sma_cross.lua --data sp500 -p fast=5:50:5 -p slow=60:200:20 --walk-forward "
                "train=2y,test=6m "
                "--report sweep.html",
    .run = run,
};
