#include "compute/stats/evaluate.h"

#include "compute/stats/distributions.h"
#include "compute/stats/random.h"

static int above_zero(double value, const char *name, struct fs_problem *problem)
{
    if (value > 0.0 && value < INFINITY)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "%s is %g; expected a number above 0", name, value);
}

#define PLAIN(name, function)                                                                                \
    int fs_stats_##name(const double *x, size_t x_step, size_t n, struct fs_stats_##name##_result *result,   \
                        struct fs_problem *problem)                                                          \
    {                                                                                                        \
        (void)problem;                                                                                       \
        for (size_t i = 0; i < n; i++)                                                                       \
            result->value[i] = function(x[i * x_step]);                                                      \
        return FS_COMPUTE_OK;                                                                                \
    }
#define ONE(name, function, a)                                                                               \
    int fs_stats_##name(const double *x, size_t x_step, size_t n,                                            \
                        const struct fs_stats_##name##_options *options,                                     \
                        struct fs_stats_##name##_result *result, struct fs_problem *problem)                 \
    {                                                                                                        \
        int status = above_zero(options->a, #a, problem);                                                    \
        for (size_t i = 0; status == FS_COMPUTE_OK && i < n; i++)                                            \
            result->value[i] = function(x[i * x_step], options->a);                                          \
        return status;                                                                                       \
    }
#define TWO(name, function, a, b)                                                                            \
    int fs_stats_##name(const double *x, size_t x_step, size_t n,                                            \
                        const struct fs_stats_##name##_options *options,                                     \
                        struct fs_stats_##name##_result *result, struct fs_problem *problem)                 \
    {                                                                                                        \
        int status = above_zero(options->a, #a, problem);                                                    \
        if (status == FS_COMPUTE_OK)                                                                         \
            status = above_zero(options->b, #b, problem);                                                    \
        for (size_t i = 0; status == FS_COMPUTE_OK && i < n; i++)                                            \
            result->value[i] = function(x[i * x_step], options->a, options->b);                              \
        return status;                                                                                       \
    }

PLAIN(norm_pdf, fs_norm_pdf)
PLAIN(norm_cdf, fs_norm_cdf)
PLAIN(norm_sf, fs_norm_sf)
PLAIN(norm_ppf, fs_norm_quantile)
ONE(t_pdf, fs_t_pdf, df)
ONE(t_cdf, fs_t_cdf, df)
ONE(t_sf, fs_t_sf, df)
ONE(t_ppf, fs_t_quantile, df)
ONE(chi2_pdf, fs_chi2_pdf, df)
ONE(chi2_cdf, fs_chi2_cdf, df)
ONE(chi2_sf, fs_chi2_sf, df)
ONE(chi2_ppf, fs_chi2_quantile, df)
TWO(f_pdf, fs_f_pdf, d1, d2)
TWO(f_cdf, fs_f_cdf, d1, d2)
TWO(f_sf, fs_f_sf, d1, d2)
TWO(f_ppf, fs_f_quantile, d1, d2)
TWO(gamma_pdf, fs_gamma_pdf, shape, scale)
TWO(gamma_cdf, fs_gamma_cdf, shape, scale)
TWO(gamma_sf, fs_gamma_sf, shape, scale)
TWO(gamma_ppf, fs_gamma_quantile, shape, scale)
TWO(beta_pdf, fs_beta_pdf, a, b)
TWO(beta_cdf, fs_beta_cdf, a, b)
TWO(beta_sf, fs_beta_sf, a, b)
TWO(beta_ppf, fs_beta_quantile, a, b)

static double draw(struct fs_random *random, const struct fs_stats_random_options *o)
{
    switch (o->distribution) {
    case FS_RANDOM_UNIFORM:
        return fs_random_unit(random);
    case FS_RANDOM_EXPONENTIAL:
        return fs_random_exponential(random);
    case FS_RANDOM_GAMMA:
        return fs_random_gamma(random, o->shape);
    case FS_RANDOM_T:
        return fs_random_t(random, o->df);
    default:
        return fs_random_normal(random);
    }
}

int fs_stats_random(const struct fs_stats_random_options *o, struct fs_stats_random_result *result,
                    struct fs_problem *problem)
{
    if (o->n < 0)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "n is %d; expected a whole number from 0", o->n);
    if (o->distribution < FS_RANDOM_NORMAL || o->distribution > FS_RANDOM_T)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "distribution is %d; expected 0 to 4",
                              o->distribution);
    if (!isfinite(o->mean) || !isfinite(o->scale))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "mean and scale must be finite numbers");
    int status = above_zero(o->shape, "shape", problem);
    if (status == FS_COMPUTE_OK)
        status = above_zero(o->df, "df", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_random random;
    fs_random_init(&random, o->seed, (uint64_t)(uint32_t)o->stream);
    for (int32_t i = 0; i < o->n; i++)
        result->values[i] = o->mean + o->scale * draw(&random, o);
    return FS_COMPUTE_OK;
}
