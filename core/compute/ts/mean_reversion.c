#include "compute/ts/mean_reversion.h"

#include "compute/ts/fit.h"
#include "compute/ts/unit_root.h"

static int describe(const struct fs_fit *fit, double dt, struct fs_half_life_result *r,
                    struct fs_problem *problem)
{
    double a = fit->coefficients[0], b = fit->coefficients[1], variance = fit->ssr / (double)fit->rows;
    if (b <= -1.0)
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "x jumps over its mean at every step (slope %g); no process that reverts "
                              "continuously does",
                              b);
    r->slope = b;
    r->t = b / fs_fit_standard_error(fit, 1);
    r->kappa = -log1p(b) / dt;
    r->half_life = b < 0 ? 0.693147180559945309417 / r->kappa : INFINITY;
    r->mean = b != 0 ? -a / b : NAN;
    /* The variance of a step is sigma^2 (1 - exp(-2 kappa dt)) / (2 kappa), and sigma^2 dt in the limit. */
    double growth = -b * (2.0 + b); /* 1 - (1 + b)^2 */
    r->sigma = sqrt(b != 0 ? variance * 2.0 * r->kappa / growth : variance / dt);
    r->deviation = b < 0 ? sqrt(variance / growth) : NAN;
    return FS_COMPUTE_OK;
}

int fs_half_life(const double *x, size_t n, const struct fs_half_life_options *options,
                 struct fs_half_life_result *result, struct fs_problem *problem)
{
    if (!(options->dt > 0 && isfinite(options->dt)))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "dt is %g; expected a number above 0",
                              options->dt);
    int status = fs_require_varying(x, n, 4, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t rows = n - 1;
    struct fs_scratch scratch = {0};
    double *design = fs_scratch_doubles(&scratch, 2 * rows), *change = fs_scratch_doubles(&scratch, rows);
    struct fs_fit fit;
    status = fs_fit_alloc(&fit, &scratch, rows, 2, problem);
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < rows; i++) {
            design[i] = 1.0;
            design[rows + i] = x[i];
            change[i] = x[i + 1] - x[i];
        }
        status = fs_fit_run(&fit, change, design, rows, rows, (struct fs_qr_names){0}, problem);
    }
    if (status == FS_COMPUTE_OK)
        status = describe(&fit, options->dt, result, problem);
    fs_scratch_free(&scratch);
    return status;
}
