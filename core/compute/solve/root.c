/*
 * Brent's method: a bracket [b, c] around the zero with b the better end, halved unless an interpolation through the
 * last two or three points falls well inside and shrinks fast enough. Never slower than bisection by more than a square,
 * and safe for any function, as nothing but signs decides what is kept.
 */
#include "compute/solve/root.h"

#include <float.h>

/* Bisection alone needs 2098 halvings for the widest bracket of doubles; Brent's bound is the square of the logarithm,
 * which no function is known to come near. */
#define LIMIT 10000

/* Where the line or the inverse parabola through (a, fa), (b, fb), (c, fc) meets zero: the step from b, as p / q with
 * p >= 0. */
static void interpolate(double a, double fa, double b, double fb, double c, double fc, double *p, double *q)
{
    double s = fb / fa;
    if (a == c) {
        *p = (c - b) * s;
        *q = 1.0 - s;
    } else {
        double t = fa / fc, r = fb / fc;
        *p = s * ((c - b) * t * (t - r) - (b - a) * (r - 1.0));
        *q = (t - 1.0) * (r - 1.0) * (s - 1.0);
    }
    if (*p > 0.0)
        *q = -*q;
    else
        *p = -*p;
}

int fs_root_brent(fs_function f, void *context, double a, double b, double tolerance, double *root,
                  struct fs_problem *problem)
{
    if (!f || !root)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "the function or the root is NULL");
    if (!isfinite(a) || !isfinite(b))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN,
                              "the bracket is [%g, %g]; expected two finite numbers", a, b);
    if (!(tolerance >= 0.0))
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "tolerance is %g; expected 0 or more",
                              tolerance);
    double fa = f(a, context), fb = f(b, context);
    if (isnan(fa) || isnan(fb))
        return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the function is not defined at %.17g",
                              isnan(fa) ? a : b);
    *root = fa == 0.0 ? a : b;
    if (fa == 0.0 || fb == 0.0)
        return FS_COMPUTE_OK;
    if ((fa > 0.0) == (fb > 0.0))
        return fs_problem_set(
            problem, FS_COMPUTE_DOMAIN,
            "the function is %g at %.10g and %g at %.10g; expected values of different signs", fa, a, fb, b);
    double c = b, fc = fb, step = 0.0, before = 0.0;
    for (int i = 0; i < LIMIT; i++) {
        if ((fb > 0.0) == (fc > 0.0)) { /* the zero is between a and b */
            c = a;
            fc = fa;
            step = before = b - a;
        }
        if (fabs(fc) < fabs(fb)) {
            a = b;
            b = c;
            c = a;
            fa = fb;
            fb = fc;
            fc = fa;
        }
        *root = b;
        double near = 2.0 * DBL_EPSILON * fabs(b) + 0.5 * tolerance, half = 0.5 * c - 0.5 * b;
        if (fabs(half) <= near || fb == 0.0)
            return FS_COMPUTE_OK;
        int bisect = fabs(before) < near || fabs(fa) <= fabs(fb) || isinf(fa) || isinf(fc);
        if (!bisect) {
            double p, q;
            interpolate(a, fa, b, fb, c, fc, &p, &q);
            bisect = !(2.0 * p < fmin(3.0 * half * q - fabs(near * q), fabs(before * q)));
            if (!bisect) {
                before = step;
                step = p / q;
            }
        }
        if (bisect)
            step = before = half;
        a = b;
        fa = fb;
        /* a step of half the smallest number near 0 would be none */
        double least = fmax(near, DBL_TRUE_MIN);
        b += fabs(step) > near ? step : copysign(least, half);
        fb = f(b, context);
        if (isnan(fb))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the function is not defined at %.17g", b);
    }
    return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                          "no zero after %d steps; best point %.17g, where the function is %g", LIMIT, b, fb);
}
