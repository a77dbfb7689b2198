#include "compute/perf/capture.h"

/* What was made while the benchmark was on one side. */
struct made {
    double count;
    double returns; /* sums of returns, or of log growth */
    double benchmark;
};

static double grown(double r, int32_t kind, int32_t method)
{
    return method == FS_PERF_CAPTURE_MEAN || kind == FS_PERF_LOG ? r : log1p(r);
}

static int capture(const double *returns, const double *benchmark, size_t n, int32_t kind, double periods,
                   int32_t method, int up, int zeros, double *value, int32_t *used,
                   struct fs_problem *problem)
{
    int32_t compounding = method == FS_PERF_CAPTURE_MEAN ? FS_PERF_ARITHMETIC : FS_PERF_GEOMETRIC;
    int status = fs_perf_require_choice(method, 3, "method", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require_convention(returns, n, 1, kind, compounding, periods, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status =
            fs_perf_require_convention(benchmark, n, 1, kind, compounding, periods, "benchmark", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct made made = {0};
    for (size_t i = 0; i < n; i++) {
        double b = benchmark[i];
        if (!(up ? b > 0.0 : b < 0.0 || (zeros && b == 0.0)))
            continue;
        made.count += 1.0;
        made.returns += grown(returns[i], kind, method);
        made.benchmark += grown(b, kind, method);
    }
    if (made.count == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "the benchmark never %s", up ? "rose" : "fell");
    *used = made.count < INT32_MAX ? (int32_t)made.count : INT32_MAX;
    double years = method == FS_PERF_CAPTURE_ANNUALISED ? periods / made.count : 1.0;
    double numerator = compounding == FS_PERF_ARITHMETIC ? made.returns : expm1(made.returns * years);
    double denominator = compounding == FS_PERF_ARITHMETIC ? made.benchmark : expm1(made.benchmark * years);
    return fs_perf_ratio(numerator, denominator, "the capture ratio", "the benchmark's return", value,
                         problem);
}

int fs_perf_up_capture(const double *returns, const double *benchmark, size_t n,
                       const struct fs_perf_up_capture_options *options,
                       struct fs_perf_up_capture_result *result, struct fs_problem *problem)
{
    return capture(returns, benchmark, n, options->kind, options->periods, options->method, 1, 0,
                   &result->value, &result->used, problem);
}

int fs_perf_down_capture(const double *returns, const double *benchmark, size_t n,
                         const struct fs_perf_down_capture_options *options,
                         struct fs_perf_down_capture_result *result, struct fs_problem *problem)
{
    return capture(returns, benchmark, n, options->kind, options->periods, options->method, 0, options->zeros,
                   &result->value, &result->used, problem);
}

int fs_perf_up_down(const double *returns, const double *benchmark, size_t n,
                    const struct fs_perf_up_down_options *options, struct fs_perf_up_down_result *result,
                    struct fs_problem *problem)
{
    int status = fs_perf_require_choice(options->measure, 4, "measure", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(returns, n, 1, "returns", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_perf_require(benchmark, n, 1, "benchmark", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    double up = 0.0, down = 0.0, counts[4] = {0};
    for (size_t i = 0; i < n; i++) {
        double r = returns[i], b = benchmark[i];
        up += b > 0.0;
        down += b < 0.0;
        counts[0] += b > 0.0 && r > 0.0;
        counts[1] += b < 0.0 && r < 0.0;
        counts[2] += b > 0.0 && r > b;
        counts[3] += b < 0.0 && r > b;
    }
    result->up_number = up > 0.0 ? counts[0] / up : NAN;
    result->down_number = down > 0.0 ? counts[1] / down : NAN;
    result->up_percent = up > 0.0 ? counts[2] / up : NAN;
    result->down_percent = down > 0.0 ? counts[3] / down : NAN;
    int wants_up = options->measure == 0 || options->measure == 2;
    if ((wants_up ? up : down) == 0.0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "the benchmark never %s",
                              wants_up ? "rose" : "fell");
    result->value = counts[options->measure] / (wants_up ? up : down);
    return FS_COMPUTE_OK;
}
