#include "compute/ts/garch_density.h"

#define LOG_PI 1.1447298858494001741

/* log gamma, digamma and trigamma at x > 0 by Stirling's series from 12 on and recurrence below. */
static void gamma_family(double x, double *log_gamma, double *digamma, double *trigamma)
{
    double shift = 0.0, first = 0.0, second = 0.0;
    for (; x < 12.0; x += 1.0) {
        shift += log(x);
        first += 1.0 / x;
        second += 1.0 / (x * x);
    }
    double r = 1.0 / x, r2 = r * r;
    *log_gamma = (x - 0.5) * log(x) - x + 0.5 * FS_LOG_2PI +
                 r * (1.0 / 12 -
                      r2 * (1.0 / 360 - r2 * (1.0 / 1260 -
                                              r2 * (1.0 / 1680 - r2 * (1.0 / 1188 - r2 * 691.0 / 360360))))) -
                 shift;
    *digamma =
        log(x) - 0.5 * r -
        r2 * (1.0 / 12 - r2 * (1.0 / 120 -
                               r2 * (1.0 / 252 - r2 * (1.0 / 240 - r2 * (1.0 / 132 - r2 * 691.0 / 32760))))) -
        first;
    *trigamma =
        r + 0.5 * r2 +
        r * r2 *
            (1.0 / 6 -
             r2 * (1.0 / 30 - r2 * (1.0 / 42 - r2 * (1.0 / 30 - r2 * (5.0 / 66 - r2 * 691.0 / 2730))))) +
        second;
}

struct fs_garch_student fs_garch_student(double nu)
{
    struct fs_garch_student s = {.a = nu - 2.0, .k = 0.5 * (nu + 1.0)};
    double g1, d1, t1, g2, d2, t2;
    gamma_family(s.k, &g1, &d1, &t1);
    gamma_family(0.5 * nu, &g2, &d2, &t2);
    s.c = g1 - g2 - 0.5 * (LOG_PI + log(s.a));
    s.c1 = 0.5 * (d1 - d2 - 1.0 / s.a);
    s.c2 = 0.25 * (t1 - t2) + 0.5 / (s.a * s.a);
    /* w = e^2 / (a h + e^2) has a beta distribution, from whose moments these are. */
    double vw = 2.0 * nu / ((nu + 1.0) * (nu + 1.0) * (nu + 3.0));
    s.i_ee = nu * (nu + 1.0) / (s.a * (nu + 3.0));
    s.i_hh = 0.5 * nu / (nu + 3.0);
    s.i_hn = s.k * (s.k / s.a * vw - 1.0 / ((nu + 1.0) * (nu + 1.0)));
    s.i_nn = 0.25 * (t2 - t1) + s.k * s.k / (s.a * s.a) * vw - 1.0 / (s.a * (nu + 1.0));
    return s;
}

struct fs_garch_student fs_garch_normal(void)
{
    return (struct fs_garch_student){.i_ee = 1.0, .i_hh = 0.5};
}
