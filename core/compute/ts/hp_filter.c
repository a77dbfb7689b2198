#include "compute/ts/hp_filter.h"

#include "compute/ts/fit.h"

/* The cycle is K'u with (KK' + I / lambda) u = K y, K being the second differences: orthogonal to straight
 * lines by its form, and without the cancellation of (I + lambda K'K)^-1 y when lambda is large. KK' has 6,
 * -4 and 1 on its diagonals; d, e and f are those of its factors L D L'. Extended precision pays for the
 * condition of the matrix, up to 16 lambda. */
struct bands {
    long double *d, *e, *f, *u;
};

static void solve(const struct bands *b, size_t m, double lambda)
{
    for (size_t i = 0; i < m; i++) {
        b->d[i] = 6.0L + 1.0L / lambda;
        b->e[i] = i + 1 < m ? -4.0L : 0.0L;
        b->f[i] = i + 2 < m ? 1.0L : 0.0L;
        if (i >= 1) {
            b->d[i] -= b->d[i - 1] * b->e[i - 1] * b->e[i - 1];
            b->e[i] -= b->f[i - 1] * b->d[i - 1] * b->e[i - 1];
            b->u[i] -= b->e[i - 1] * b->u[i - 1];
        }
        if (i >= 2) {
            b->d[i] -= b->d[i - 2] * b->f[i - 2] * b->f[i - 2];
            b->u[i] -= b->f[i - 2] * b->u[i - 2];
        }
        b->e[i] /= b->d[i];
        b->f[i] /= b->d[i];
    }
    for (size_t i = m; i-- > 0;) {
        b->u[i] /= b->d[i];
        if (i + 1 < m)
            b->u[i] -= b->e[i] * b->u[i + 1];
        if (i + 2 < m)
            b->u[i] -= b->f[i] * b->u[i + 2];
    }
}

int fs_hp_filter(const double *y, size_t n, const struct fs_hp_filter_options *options,
                 struct fs_hp_filter_result *result, struct fs_problem *problem)
{
    double lambda = options->lambda;
    if (!y)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "y is not there");
    if (!(lambda >= 0 && lambda <= 1e12))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "lambda is %g; expected a number from 0 to 1e12",
                              lambda);
    if (n < 3)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "y has %zu values; expected at least 3", n);
    int status = fs_require_finite(y, n, "y", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t m = n - 2;
    struct bands bands = {fs_scratch_bytes(&scratch, m, sizeof(long double)),
                          fs_scratch_bytes(&scratch, m, sizeof(long double)),
                          fs_scratch_bytes(&scratch, m, sizeof(long double)),
                          fs_scratch_bytes(&scratch, m, sizeof(long double))};
    double *cycle = fs_scratch_doubles(&scratch, n);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_no_memory(problem);
    }
    for (size_t i = 0; i < m; i++)
        bands.u[i] = ((long double)y[i + 2] - y[i + 1]) - ((long double)y[i + 1] - y[i]);
    if (lambda > 0) {
        solve(&bands, m, lambda);
        for (size_t i = 0; i < n; i++)
            cycle[i] = (double)((i < m ? bands.u[i] : 0) - 2.0L * (i >= 1 && i - 1 < m ? bands.u[i - 1] : 0) +
                                (i >= 2 ? bands.u[i - 2] : 0));
    }
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++)
        if (!isfinite(cycle[i]))
            status =
                fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the values of y are too large; scale them down");
    for (size_t i = 0; i < n && status == FS_COMPUTE_OK; i++) {
        if (result->trend)
            result->trend[i] = y[i] - cycle[i];
        if (result->cycle)
            result->cycle[i] = cycle[i];
    }
    fs_scratch_free(&scratch);
    return status;
}
