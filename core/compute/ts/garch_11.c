#include "compute/ts/garch_11.h"

#include "compute/ts/garch_density.h"

#include <string.h>

/* GARCH(1, 1), the usual case, in registers. The logarithms of eight observations are taken at once, of their
 * product. */
double fs_garch_11_gradient(const struct fs_garch_model *m, const double *theta, double *gradient)
{
    double mu = theta[0], omega = theta[1], alpha = theta[2], beta = theta[3], slope;
    struct fs_garch_student s = {0};
    if (m->student)
        s = fs_garch_student(theta[4]);
    double h = fs_garch_before(m, mu, &slope), e2 = h, e_mu = slope;
    double h_mu = slope, h_omega = 0.0, h_alpha = 0.0, h_beta = 0.0;
    double g_mu = 0.0, g_omega = 0.0, g_alpha = 0.0, g_beta = 0.0, g_nu = 0.0;
    double sum = 0.0, logs = 0.0, logs_d = 0.0, product = 1.0, product_d = 1.0;
    for (size_t t = 0; t < m->n; t++) {
        h_mu = alpha * e_mu + beta * h_mu;
        h_omega = 1.0 + beta * h_omega;
        h_alpha = e2 + beta * h_alpha;
        h_beta = h + beta * h_beta;
        h = omega + alpha * e2 + beta * h;
        double e = m->y[t] - mu, r, l_h, l_e;
        e2 = e * e;
        e_mu = -2.0 * e;
        r = 1.0 / h;
        product *= h;
        if (m->student) {
            double d = s.a * h + e2, rd = 1.0 / d;
            product_d *= d * r;
            l_e = -2.0 * s.k * e * rd;
            l_h = (s.k - 0.5) * r - s.k * s.a * rd;
            g_nu -= s.k * h * rd;
        } else {
            double scaled = e2 * r;
            sum += scaled;
            l_e = -e * r;
            l_h = 0.5 * r * (scaled - 1.0);
        }
        g_mu += l_h * h_mu - l_e;
        g_omega += l_h * h_omega;
        g_alpha += l_h * h_alpha;
        g_beta += l_h * h_beta;
        if ((t & 7) == 7) {
            logs += log(product);
            logs_d += log(product_d);
            product = product_d = 1.0;
        }
    }
    logs += log(product);
    logs_d += log(product_d);
    double n = (double)m->n;
    if (gradient) {
        gradient[0] = g_mu;
        gradient[1] = g_omega;
        gradient[2] = g_alpha;
        gradient[3] = g_beta;
        gradient[4] = m->student ? g_nu + n * (s.c1 + s.k / s.a) - 0.5 * (logs_d - n * log(s.a)) : 0.0;
    }
    if (m->student)
        return n * s.c - 0.5 * logs - s.k * (logs_d - n * log(s.a));
    return -0.5 * (n * FS_LOG_2PI + logs + sum);
}

/* The lower triangle of x x', times `weight`, into `out` (5 x 5). */
static inline void outer(double *out, const double *x, size_t k, double weight)
{
    for (size_t b = 0; b < k; b++) {
        double part = weight * x[b];
        for (size_t a = b; a < k; a++)
            out[a + b * 5] += part * x[a];
    }
}

/* Without nu the last row is left out: k is 4. */
static inline void matrices(const struct fs_garch_model *m, const double *theta, size_t k, double *hessian,
                            double *opg, double *information, double *variances)
{
    double mu = theta[0], omega = theta[1], alpha = theta[2], beta = theta[3], slope;
    struct fs_garch_student s = m->student ? fs_garch_student(theta[4]) : fs_garch_normal();
    double h = fs_garch_before(m, mu, &slope), e2 = h, e_mu = slope, e_mumu = m->sample ? 2.0 : 0.0;
    double x[5] = {slope, 0.0, 0.0, 0.0, 0.0}; /* derivatives of h */
    /* Second derivatives of h, those that are not 0 (m: mu, o: omega, a: alpha, b: beta). */
    double mm = e_mumu, ma = 0.0, mb = 0.0, ob = 0.0, ab = 0.0, bb = 0.0;
    for (size_t t = 0; t < m->n; t++) {
        mm = alpha * e_mumu + beta * mm;
        ma = e_mu + beta * ma;
        mb = x[0] + beta * mb;
        ob = x[1] + beta * ob;
        ab = x[2] + beta * ab;
        bb = 2.0 * x[3] + beta * bb;
        x[0] = alpha * e_mu + beta * x[0];
        x[1] = 1.0 + beta * x[1];
        x[2] = e2 + beta * x[2];
        x[3] = h + beta * x[3];
        h = omega + alpha * e2 + beta * h;
        double e = m->y[t] - mu, r = 1.0 / h;
        e2 = e * e;
        e_mu = -2.0 * e;
        e_mumu = 2.0;
        struct fs_garch_density l = fs_garch_density(m->student, &s, e, h);
        double score[5] = {l.h * x[0] - l.e, l.h * x[1], l.h * x[2], l.h * x[3], l.n};
        outer(opg, score, k, 1.0);
        outer(hessian, x, 4, -l.hh);
        outer(information, x, 4, s.i_hh * r * r);
        hessian[0] += 2.0 * l.eh * x[0] - l.ee - l.h * mm;
        hessian[1] += l.eh * x[1];
        hessian[2] += l.eh * x[2] - l.h * ma;
        hessian[3] += l.eh * x[3] - l.h * mb;
        hessian[8] -= l.h * ob;
        hessian[13] -= l.h * ab;
        hessian[18] -= l.h * bb;
        information[0] += s.i_ee * r;
        if (k == 5) {
            hessian[4] += l.en;
            for (size_t a = 0; a < 4; a++) {
                hessian[4 + a * 5] -= l.hn * x[a];
                information[4 + a * 5] += s.i_hn * r * x[a];
            }
            hessian[24] -= l.nn;
            information[24] += s.i_nn;
        }
        if (variances)
            variances[t] = h;
    }
}

void fs_garch_11_matrices(const struct fs_garch_model *m, const double *theta, double *hessian, double *opg,
                          double *information, double *variances)
{
    memset(hessian, 0, 25 * sizeof *hessian);
    memset(opg, 0, 25 * sizeof *opg);
    memset(information, 0, 25 * sizeof *information);
    if (m->student)
        matrices(m, theta, 5, hessian, opg, information, variances);
    else
        matrices(m, theta, 4, hessian, opg, information, variances);
}
