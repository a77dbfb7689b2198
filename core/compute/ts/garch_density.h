/*
 * garch_density.h: the log-density of one error of a GARCH model and its derivatives in the error e, its
 * variance h and the degrees of freedom nu; what garch_likelihood.c and garch_11.c share.
 */
#ifndef FINSMART_COMPUTE_GARCH_DENSITY_H
#define FINSMART_COMPUTE_GARCH_DENSITY_H

#include <math.h>

#define FS_LOG_2PI 1.8378770664093454836

/* What Student's t of variance 1 needs of nu: a = nu - 2, k = (nu + 1) / 2, the constant c of the log-density
 * with its derivatives, and the information of one observation (times h, h^2, h and 1). */
struct fs_garch_student {
    double a, k, c, c1, c2;
    double i_ee, i_hh, i_hn, i_nn;
};

struct fs_garch_student fs_garch_student(double nu);
/* The same members for the normal distribution, where they have a meaning. */
struct fs_garch_student fs_garch_normal(void);

struct fs_garch_density {
    double e, h, n, ee, eh, hh, en, hn, nn;
};

static inline struct fs_garch_density fs_garch_density(int student, const struct fs_garch_student *s,
                                                       double e, double h)
{
    double e2 = e * e, r = 1.0 / h;
    if (!student)
        return (struct fs_garch_density){.e = -e * r,
                                         .h = 0.5 * r * (e2 * r - 1.0),
                                         .ee = -r,
                                         .eh = e * r * r,
                                         .hh = (0.5 - e2 * r) * r * r};
    double a = s->a, k = s->k, d = a * h + e2, rd = 1.0 / d, ra = 1.0 / a, part = a * rd, share = h * rd;
    return (struct fs_garch_density){
        .e = -2.0 * k * e * rd,
        .h = (k - 0.5) * r - k * part,
        .n = s->c1 - 0.5 * log(d * r * ra) - k * (share - ra),
        .ee = -2.0 * k * rd * (1.0 - 2.0 * e2 * rd),
        .eh = 2.0 * k * e * part * rd,
        .hh = (0.5 - k) * r * r + k * part * part,
        .en = -e * rd + 2.0 * k * e * share * rd,
        .hn = -0.5 * (part - r) - k * rd * (1.0 - part * h),
        .nn = s->c2 - (share - ra) + k * (share * share - ra * ra),
    };
}

#endif
