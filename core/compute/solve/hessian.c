#include "compute/solve/minimise.h"

#include "compute/scratch.h"

#include <string.h>

struct differences {
    fs_objective objective;
    void *context;
    size_t n;
};

static double value_at(const struct differences *s, const double *x)
{
    double value = s->objective(x, s->context);
    return isfinite(value) ? value : HUGE_VAL;
}

/* The mixed second difference along i and k (i != k) at step `scale`. */
static double mixed(const struct differences *s, double *at, const double *h, size_t i, size_t k,
                    double scale)
{
    double x = at[i], y = at[k], sum = 0.0;
    for (int corner = 0; corner < 4; corner++) {
        double a = corner & 1 ? 1.0 : -1.0, b = corner & 2 ? 1.0 : -1.0;
        at[i] = x + a * scale * h[i];
        at[k] = y + b * scale * h[k];
        sum += a * b * value_at(s, at);
    }
    at[i] = x;
    at[k] = y;
    return sum / (4.0 * scale * scale * h[i] * h[k]);
}

/* All second derivatives at steps h * scale. */
static void second(const struct differences *s, double *at, const double *h, double scale, double middle,
                   double *hessian)
{
    size_t n = s->n;
    for (size_t i = 0; i < n; i++) {
        double x = at[i], step = scale * h[i], sum = -30.0 * middle;
        for (int j = -2; j <= 2; j++)
            if (j != 0) {
                at[i] = x + j * step;
                sum += (j == 1 || j == -1 ? 16.0 : -1.0) * value_at(s, at);
            }
        at[i] = x;
        hessian[i + i * n] = sum / (12.0 * step * step);
        for (size_t k = 0; k < i; k++)
            hessian[i + k * n] =
                (4.0 * mixed(s, at, h, i, k, scale) - mixed(s, at, h, i, k, 2.0 * scale)) / 3.0;
    }
}

int fs_hessian(fs_objective objective, void *context, size_t n, const double *x, double *hessian)
{
    struct differences s = {objective, context, n};
    struct fs_scratch scratch = {0};
    double *at = fs_scratch_doubles(&scratch, n), *h = fs_scratch_doubles(&scratch, n),
           *last = fs_scratch_doubles(&scratch, n * n), *now = fs_scratch_doubles(&scratch, n * n),
           *least = fs_scratch_doubles(&scratch, n * n);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return FS_COMPUTE_MEMORY;
    }
    memcpy(at, x, n * sizeof *x);
    int status = FS_COMPUTE_OK;
    double middle = value_at(&s, at);
    for (size_t i = 0; i < n; i++) {
        h[i] = 4.9215666011518502e-3 * fmax(fabs(x[i]), 0.1); /* twice the sixth root of epsilon */
        int defined = 0;
        for (int shrink = 0; shrink < 40 && !defined; shrink++, h[i] *= defined ? 1.0 : 0.5) {
            at[i] = x[i] + 2.0 * h[i];
            defined = value_at(&s, at) < HUGE_VAL;
            at[i] = x[i] - 2.0 * h[i];
            defined &= value_at(&s, at) < HUGE_VAL;
        }
        at[i] = x[i];
    }
    /* Each element at the step where it moves least from one step to half of it: between the error of the
     * differences and that of rounding. */
    for (int level = 0; level < 5; level++) {
        second(&s, at, h, ldexp(1.0, -level), middle, now);
        for (size_t e = 0; e < n * n; e++) {
            double moved = level == 0 ? HUGE_VAL : fabs(now[e] - last[e]);
            if (level == 0 || !(moved >= least[e])) {
                hessian[e] = now[e];
                least[e] = isnan(moved) ? HUGE_VAL : moved;
            }
        }
        memcpy(last, now, n * n * sizeof *now);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            hessian[k + i * n] = hessian[i + k * n];
            if (!isfinite(hessian[i + k * n]))
                status = FS_COMPUTE_DOMAIN;
        }
    fs_scratch_free(&scratch);
    return status;
}
