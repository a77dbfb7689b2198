#include "compute/ts/garch_likelihood.h"

#include <math.h>
#include <string.h>

#define LOG_2PI 1.8378770664093454836
#define LOG_PI  1.1447298858494001741

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
    *log_gamma = (x - 0.5) * log(x) - x + 0.5 * LOG_2PI +
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

/* What the density of t needs of nu: its constant, with first and second derivative. */
struct student {
    double a, k, c, c1, c2;
};

static struct student student(double nu)
{
    struct student s = {.a = nu - 2.0, .k = 0.5 * (nu + 1.0)};
    double g1, d1, t1, g2, d2, t2;
    gamma_family(s.k, &g1, &d1, &t1);
    gamma_family(0.5 * nu, &g2, &d2, &t2);
    s.c = g1 - g2 - 0.5 * (LOG_PI + log(s.a));
    s.c1 = 0.5 * (d1 - d2 - 1.0 / s.a);
    s.c2 = 0.25 * (t1 - t2) + 0.5 / (s.a * s.a);
    return s;
}

/* The start of h and e^2 with its derivative in mu (the second is 2 or 0). */
static double start(const struct fs_garch_model *m, double mu, double *slope)
{
    *slope = 0.0;
    if (!m->sample)
        return m->backcast;
    double sum = 0.0, squares = 0.0;
    for (size_t t = 0; t < m->n; t++) {
        double e = m->y[t] - mu;
        sum += e;
        squares += e * e;
    }
    *slope = -2.0 * sum / (double)m->n;
    return squares / (double)m->n;
}

/* GARCH(1, 1), the usual case, in registers. The logarithms of eight observations are taken at once, of their product. */
static double gradient_11(const struct fs_garch_model *m, const double *theta, double *gradient)
{
    double mu = theta[0], omega = theta[1], alpha = theta[2], beta = theta[3], slope;
    struct student s = {0};
    if (m->student)
        s = student(theta[4]);
    double h = start(m, mu, &slope), e2 = h, e_mu = slope;
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
    return -0.5 * (n * LOG_2PI + logs + sum);
}

/* Any orders: h and e^2 with the values before the series, and the derivatives of h. */
struct path {
    size_t k, lead;
    double *h, *e2, *slopes; /* slopes: k for each time */
    double *bends;           /* k x k for each of the last `lead` times, in turn */
    double start, start_slope;
};

size_t fs_garch_memory(size_t n, size_t p, size_t q)
{
    size_t k = p + q + 3, lead = p > q ? p : q;
    return (n + lead) * (2 + k) + (lead + 1) * k * k + k;
}

static struct path path(const struct fs_garch_model *m, double mu)
{
    struct path path = {.k = m->p + m->q + 3, .lead = m->p > m->q ? m->p : m->q};
    size_t length = m->n + path.lead;
    path.h = m->memory;
    path.e2 = path.h + length;
    path.slopes = path.e2 + length;
    path.bends = path.slopes + length * path.k;
    path.start = start(m, mu, &path.start_slope);
    memset(path.slopes, 0, path.lead * path.k * sizeof(double));
    memset(path.bends, 0, path.lead * path.k * path.k * sizeof(double));
    for (size_t t = 0; t < path.lead; t++) {
        path.h[t] = path.e2[t] = path.start;
        path.slopes[t * path.k] = path.start_slope;
        path.bends[t * path.k * path.k] = m->sample ? 2.0 : 0.0;
    }
    return path;
}

/* h at time t (counted with the lead) with its first derivatives. */
static void advance(const struct fs_garch_model *m, const struct path *path, const double *theta, size_t t)
{
    const double *alpha = theta + 2, *beta = alpha + m->p;
    size_t k = path->k, before = path->lead;
    double *slopes = path->slopes + t * k, h = theta[1];
    memset(slopes, 0, k * sizeof *slopes);
    slopes[1] = 1.0;
    for (size_t i = 0; i < m->p; i++) {
        size_t at = t - 1 - i;
        h += alpha[i] * path->e2[at];
        slopes[2 + i] += path->e2[at];
        slopes[0] += alpha[i] * (at < before ? path->start_slope : -2.0 * (m->y[at - before] - theta[0]));
    }
    for (size_t j = 0; j < m->q; j++) {
        size_t at = t - 1 - j;
        h += beta[j] * path->h[at];
        slopes[2 + m->p + j] += path->h[at];
        for (size_t i = 0; i < k - 1; i++)
            slopes[i] += beta[j] * path->slopes[at * k + i];
    }
    path->h[t] = h;
    double e = m->y[t - before] - theta[0];
    path->e2[t] = e * e;
}

static double gradient_any(const struct fs_garch_model *m, const double *theta, double *gradient)
{
    struct path at = path(m, theta[0]);
    struct student s = {0};
    if (m->student)
        s = student(theta[at.k - 1]);
    double sum = 0.0;
    if (gradient)
        memset(gradient, 0, at.k * sizeof *gradient);
    for (size_t i = 0; i < m->n; i++) {
        size_t t = i + at.lead;
        advance(m, &at, theta, t);
        double h = at.h[t], e = m->y[i] - theta[0], e2 = at.e2[t], l_h, l_e, l_nu = 0.0;
        if (m->student) {
            double d = s.a * h + e2, ratio = log(d / (s.a * h));
            sum += s.c - 0.5 * log(h) - s.k * ratio;
            l_e = -2.0 * s.k * e / d;
            l_h = (s.k - 0.5) / h - s.k * s.a / d;
            l_nu = s.c1 - 0.5 * ratio - s.k * (h / d - 1.0 / s.a);
        } else {
            sum -= 0.5 * (LOG_2PI + log(h) + e2 / h);
            l_e = -e / h;
            l_h = 0.5 * (e2 / h - 1.0) / h;
        }
        if (!gradient)
            continue;
        for (size_t j = 0; j + 1 < at.k; j++)
            gradient[j] += l_h * at.slopes[t * at.k + j];
        gradient[0] -= l_e;
        gradient[at.k - 1] += l_nu;
    }
    return sum;
}

double fs_garch_gradient(const struct fs_garch_model *model, const double *theta, double *gradient)
{
    if (model->p == 1 && model->q == 1)
        return gradient_11(model, theta, gradient);
    return gradient_any(model, theta, gradient);
}

/* The second derivatives of h at time t: the lower triangle, like all k x k matrices until they are done. */
static double *bend(const struct fs_garch_model *m, const struct path *path, const double *theta, size_t t)
{
    const double *alpha = theta + 2, *beta = alpha + m->p;
    size_t k = path->k, ring = path->lead + 1, before = path->lead;
    double *bends = path->bends + t % ring * k * k;
    memset(bends, 0, k * k * sizeof *bends);
    for (size_t i = 0; i < m->p; i++) {
        size_t at = t - 1 - i;
        double slope = at < before ? path->start_slope : -2.0 * (m->y[at - before] - theta[0]);
        bends[2 + i] += slope;
        bends[0] += alpha[i] * (at >= before || m->sample ? 2.0 : 0.0);
    }
    for (size_t j = 0; j < m->q; j++) {
        size_t at = t - 1 - j, row = 2 + m->p + j;
        const double *slopes = path->slopes + at * k, *last = path->bends + at % ring * k * k;
        for (size_t b = 0; b + 1 < k; b++)
            for (size_t a = b; a + 1 < k; a++)
                bends[a + b * k] += beta[j] * last[a + b * k];
        for (size_t i = 0; i < row; i++)
            bends[row + i * k] += slopes[i];
        for (size_t i = row; i + 1 < k; i++)
            bends[i + row * k] += slopes[i];
        bends[row + row * k] += slopes[row];
    }
    return bends;
}

void fs_garch_matrices(const struct fs_garch_model *m, const double *theta, double *hessian, double *opg,
                       double *information, double *variances)
{
    struct path at = path(m, theta[0]);
    size_t k = at.k, last = k - 1;
    struct student s = {0};
    double nu = theta[last], i_ee = 1.0, i_hh = 0.5, i_hn = 0.0, i_nn = 0.0;
    if (m->student) {
        s = student(nu);
        double vw = 2.0 * nu / ((nu + 1.0) * (nu + 1.0) * (nu + 3.0)), g, d, t1, t2;
        gamma_family(0.5 * nu, &g, &d, &t1);
        gamma_family(s.k, &g, &d, &t2);
        /* w = e^2 / (a h + e^2) has a beta distribution, from whose moments these are. */
        i_ee = nu * (nu + 1.0) / (s.a * (nu + 3.0));
        i_hh = 0.5 * nu / (nu + 3.0);
        i_hn = s.k * (s.k / s.a * vw - 1.0 / ((nu + 1.0) * (nu + 1.0)));
        i_nn = 0.25 * (t1 - t2) + s.k * s.k / (s.a * s.a) * vw - 1.0 / (s.a * (nu + 1.0));
    }
    memset(hessian, 0, k * k * sizeof *hessian);
    memset(opg, 0, k * k * sizeof *opg);
    memset(information, 0, k * k * sizeof *information);
    double *score = at.bends + (at.lead + 1) * k * k;
    for (size_t i = 0; i < m->n; i++) {
        size_t t = i + at.lead;
        advance(m, &at, theta, t);
        const double *bends = bend(m, &at, theta, t), *slopes = at.slopes + t * k;
        double h = at.h[t], e = m->y[i] - theta[0], e2 = at.e2[t];
        double l_e, l_h, l_n = 0.0, l_ee, l_eh, l_hh, l_en = 0.0, l_hn = 0.0, l_nn = 0.0;
        if (m->student) {
            double a = s.a, kk = s.k, d = a * h + e2;
            l_e = -2.0 * kk * e / d;
            l_h = (kk - 0.5) / h - kk * a / d;
            l_n = s.c1 - 0.5 * log(d / (a * h)) - kk * (h / d - 1.0 / a);
            l_ee = -2.0 * kk * (1.0 / d - 2.0 * e2 / (d * d));
            l_eh = 2.0 * kk * e * a / (d * d);
            l_hh = (0.5 - kk) / (h * h) + kk * a * a / (d * d);
            l_en = -e / d + 2.0 * kk * e * h / (d * d);
            l_hn = -0.5 * (a / d - 1.0 / h) - kk * (1.0 / d - a * h / (d * d));
            l_nn = s.c2 - (h / d - 1.0 / a) + kk * (h * h / (d * d) - 1.0 / (a * a));
        } else {
            l_e = -e / h;
            l_h = 0.5 * (e2 / h - 1.0) / h;
            l_ee = -1.0 / h;
            l_eh = e / (h * h);
            l_hh = (0.5 - e2 / h) / (h * h);
        }
        for (size_t a = 0; a < k; a++)
            score[a] = l_h * slopes[a];
        score[0] -= l_e;
        score[last] += l_n;
        double weight = i_hh / (h * h);
        for (size_t b = 0; b < k; b++) {
            double curve = l_hh * slopes[b], part = weight * slopes[b];
            for (size_t a = b; a < k; a++) {
                hessian[a + b * k] -= curve * slopes[a] + l_h * bends[a + b * k];
                opg[a + b * k] += score[a] * score[b];
                information[a + b * k] += part * slopes[a];
            }
        }
        for (size_t a = 0; a < k; a++) {
            hessian[a] += l_eh * slopes[a];
            hessian[last + a * k] -= l_hn * slopes[a];
            information[last + a * k] += i_hn / h * slopes[a];
        }
        hessian[0] += l_eh * slopes[0] - l_ee;
        hessian[last] += l_en;
        hessian[last + last * k] -= l_nn;
        information[0] += i_ee / h;
        information[last + last * k] += i_nn;
        if (variances)
            variances[i] = h;
    }
    for (size_t b = 0; b < k; b++)
        for (size_t a = 0; a < b; a++) {
            hessian[a + b * k] = hessian[b + a * k];
            opg[a + b * k] = opg[b + a * k];
            /* Errors are symmetric: in expectation the mean has nothing in common with the variance. */
            information[a + b * k] = information[b + a * k] *= a == 0 ? 0.0 : 1.0;
        }
}
